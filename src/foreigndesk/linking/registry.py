"""The registry: every known actor, found by id, by name, by sound, by office and date.

Each look-up is a dictionary access on a key from `names`; nothing walks the entries, so a registry of
half a million names answers as fast as one of five thousand.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Literal

from foreigndesk import gazetteers
from foreigndesk.gazetteers import read_own
from foreigndesk.gazetteers.models import (
    Base,
    BodyPattern,
    Grouping,
    Membership,
    Organisation,
    OwnActor,
    State,
)
from foreigndesk.linking import entries as made
from foreigndesk.linking.entries import Entry, Form, Name
from foreigndesk.linking.names import (
    bag,
    deletions,
    east_asian,
    join_ordinals,
    normal,
    phonetic,
    skeleton,
    squashed,
    words,
)
from foreigndesk.records import Actor, ActorKind

EAST_ASIA = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "JPN", "VNM", "MNG", "SGP"})
SQUASHED = frozenset({"organisation", "armed_group", "party", "media", "base"})
Bones = Literal["surname", "armed", "state", "joined"]
SHORTEST_SQUASHED = 7  # letters; shorter names meet by chance


class Registry:
    """Actors and the tables that find them.

    Arguments:
        entries: the actors with their names.
        own: a user's actors; their ids and full names win over those of `entries`.
        bodies: patterns for offices and bodies of any state ("minister of defence").
        version: what identifies the data, for a reading's versions.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        own: Iterable[Entry] = (),
        bodies: Iterable[BodyPattern] = (),
        version: str = "",
    ) -> None:
        self.version = version
        self._entries: dict[str, Entry] = {}
        self._claimed: dict[str, str] = {}
        self._by_name: dict[str, list[Name]] = defaultdict(list)
        self._by_bag: dict[str, list[Name]] = defaultdict(list)
        self._by_sound: dict[str, list[Name]] = defaultdict(list)
        self._by_bones: dict[tuple[Bones, str], list[Name]] = defaultdict(list)
        self._by_east: dict[str, list[Name]] = defaultdict(list)
        self._longest: dict[str, int] = {}
        self._terms: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
        self._states: dict[str, State] = {}
        self._organisations: dict[str, Organisation] = {}
        self._groupings: dict[str, Grouping] = {}
        self._bases: dict[str, Base] = {}
        self._bodies: dict[str, BodyPattern] = {}
        self._body_by_words: dict[str, BodyPattern] = {}
        self._body_longest: dict[str, int] = {}
        for entry in own:
            self._add(entry)
            self._claimed.update(
                (normal(name.text), entry.actor.id) for name in entry.names if name.form is not Form.SURNAME
            )
        for entry in entries:
            self._add(entry)
        for body in bodies:
            self._add_body(body)

    # --- building ---------------------------------------------------------------------------------

    @classmethod
    def load(cls) -> Registry:
        """Return the registry of the shipped gazetteers and the user's own actors, built once.

        Raises:
            GazetteerError: when a gazetteer file is missing or wrong.
        """
        return _built(gazetteers.version())

    def _add(self, entry: Entry) -> None:
        self._entries.setdefault(entry.actor.id, entry)
        for role in entry.actor.roles:
            if role.state:
                self._terms[role.office, role.state].append(
                    (role.start or "", role.end or "9999", entry.actor.id)
                )
        for name in entry.names:
            self._index(name)

    def _index(self, name: Name) -> None:
        parts = words(name.text)
        parts = parts[1:] if len(parts) > 1 and parts[0] == "the" else parts
        if not parts or self._claimed.get(" ".join(parts), name.actor) != name.actor:
            return
        bucket = self._by_name[" ".join(parts)]
        if any(n.actor == name.actor and n.form == name.form for n in bucket):
            return
        bucket.append(name)
        self._longest[parts[0]] = max(self._longest.get(parts[0], 0), len(parts))
        kind = self._entries[name.actor].actor.kind
        if name.form is Form.SURNAME:
            for key in phonetic(parts[-1]):
                self._by_sound[key].append(name)
            self._put_bones("surname", phonetic(parts[-1])[0], name)
        elif name.form is Form.NAME and len(parts) > 1 and kind != "person":
            self._by_bag[bag(parts)].append(name)
        elif name.form is Form.NAME and kind == "person":
            if self._entries[name.actor].actor.state in EAST_ASIA:
                self._by_east[east_asian(parts)].append(name)
            elif len(parts) > 1:
                self._by_bag[bag(parts)].append(name)
        if (
            kind in SQUASHED
            and name.form in {Form.NAME, Form.BARE}
            and sum(map(len, parts)) >= SHORTEST_SQUASHED
        ):
            self._put_bones("joined", squashed(parts), name)
        if kind == "state" and len(parts) == 1 and len(parts[0]) >= 5 and not name.ambiguous:
            for key in phonetic(parts[0]):
                self._by_sound[f"state {key}"].append(name)
            if name.form is Form.NAME:
                self._put_bones("state", phonetic(parts[0])[0], name)
        if kind == "armed_group" and name.form is Form.NAME and len(parts) == 1:
            self._put_bones("armed", phonetic(parts[0])[0], name)

    def _put_bones(self, kind: Bones, key: str, name: Name) -> None:
        for bones in deletions(skeleton(key)):
            if len(bones) >= 3 or kind != "surname":
                self._by_bones[kind, bones].append(name)

    def _add_body(self, body: BodyPattern) -> None:
        self._bodies[body.slug] = body
        for pattern in body.patterns:
            parts = tuple(p for p in words(pattern) if p != "the")
            if parts:
                self._body_by_words.setdefault(" ".join(parts), body)
                self._body_longest[parts[0]] = max(self._body_longest.get(parts[0], 0), len(parts))

    def with_facts(
        self,
        *,
        states: Iterable[State] = (),
        organisations: Iterable[Organisation] = (),
        groupings: Iterable[Grouping] = (),
        bases: Iterable[Base] = (),
    ) -> Registry:
        """Add what the gazetteers say beyond names (members, borders, hosts), and return the registry."""
        self._states.update((s.id, s) for s in states)
        self._organisations.update((o.id, o) for o in organisations)
        self._groupings.update((g.id, g) for g in groupings)
        self._bases.update((b.id, b) for b in bases)
        return self

    # --- asking -----------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._entries

    def get(self, actor_id: str) -> Actor | None:
        """Return the actor with this id; offices and bodies (`KGZ/parliament`) are made from patterns."""
        entry = self._entries.get(actor_id)
        if entry:
            return entry.actor
        state_id, slash, slug = actor_id.partition("/")
        body = self._bodies.get(slug)
        state = self._entries.get(state_id)
        if not slash or body is None or state is None:
            return None
        return Actor(
            id=actor_id,
            name=f"{body.name} of {state.actor.name}",
            kind=ActorKind(body.kind),
            state=state_id,
            sector=body.sector,
            source="bodies.yaml",
        )

    def entry(self, actor_id: str) -> Entry | None:
        """Return the registry entry, with all names and dates of existence."""
        return self._entries.get(actor_id)

    def lookup(self, name: str) -> tuple[Actor, ...]:
        """Return the actors with exactly this name, ignoring case, diacritics, quotes and hyphens."""
        return tuple(dict.fromkeys(self._entries[n.actor].actor for n in self.names(normal(name))))

    def names(self, key: str) -> tuple[Name, ...]:
        """Return the names under a `names.normal` key."""
        return tuple(self._by_name.get(key, ()))

    def longest(self, first_word: str) -> int:
        """Return how many words the longest name has that starts with this normal word; 0 for none."""
        return self._longest.get(first_word, 0)

    def same_words(self, key: str) -> tuple[Name, ...]:
        """Return names with the same content words in any order, by a `names.bag` key."""
        return tuple(self._by_bag.get(key, ()))

    def same_sound(self, key: str, *, state: bool = False) -> tuple[Name, ...]:
        """Return surnames (or names of states and capitals) with this phonetic key."""
        return tuple(self._by_sound.get(f"state {key}" if state else key, ()))

    def near_bones(self, key: str, kind: Bones) -> tuple[Name, ...]:
        """Return names of a kind whose consonant skeleton is within one letter of that of a phonetic key.

        "joined" are names of organisations, groups, parties, media and bases, by `names.squashed`.
        """
        found = (n for b in deletions(skeleton(key)) for n in self._by_bones.get((kind, b), ()))
        return tuple(dict.fromkeys(found))

    def same_east_asian(self, key: str) -> tuple[Name, ...]:
        """Return full names of East Asian persons with this `names.east_asian` key."""
        return tuple(self._by_east.get(key, ()))

    def body(self, text: str) -> BodyPattern | None:
        """Return the office or body that these words name ("minister of defence"); articles do not count."""
        parts = join_ordinals(words(text))
        return self._body_by_words.get(" ".join(p for p in parts if p != "the"))

    def body_longest(self, first_word: str) -> int:
        """Return how many words a body pattern from this word may take, an article included; 0 for none."""
        longest = self._body_longest.get(first_word, 0)
        return longest + 1 if longest > 1 else longest

    def body_pattern(self, slug: str) -> BodyPattern | None:
        """Return the body pattern with this slug."""
        return self._bodies.get(slug)

    def holder(self, office: str, state: str, on: datetime.date | str | None) -> Actor | None:
        """Return who held `office` in `state` on a day; the latest holder without one.

        Terms with dates to the year or month match any day in them; the latest start wins.
        """
        found = self.holders(office, state, on)
        return found[0] if found else None

    def holders(self, office: str, state: str, on: datetime.date | str | None) -> tuple[Actor, ...]:
        """Return all holders of an office on a day, the latest to start first."""
        day = on.isoformat() if isinstance(on, datetime.date) else on
        terms = sorted(self._terms.get((office, state), ()), reverse=True)
        if day is None:
            return tuple(self._entries[person].actor for _, end, person in terms if end == "9999")
        return tuple(
            dict.fromkeys(
                self._entries[person].actor
                for start, end, person in terms
                if start[:10] <= day and day[: len(end)] <= end
            )
        )

    def active(self, actor_id: str, on: str | None, *, years: int = 0) -> bool:
        """Whether an actor existed, or a person held an office, on a day, or within `years` of it.

        True where nothing is known.
        """
        entry = self._entries.get(actor_id)
        if entry is None or on is None:
            return True
        terms = [(r.start, r.end) for r in entry.actor.roles] or [(entry.since, entry.until)]
        early, late = _moved(on, -years), _moved(on, years)
        return any(
            (start or "") <= late and early[: len(end or "9999")] <= (end or "9999") for start, end in terms
        )

    def members(self, organisation: str, on: datetime.date | str | None = None) -> frozenset[str]:
        """Return the ids of the states that belong to an organisation (on a day)."""
        found = self._organisations.get(organisation)
        return _on(found.members, on) if found else frozenset()

    def leaders_of(self, organisation: str, on: datetime.date | str | None = None) -> frozenset[str]:
        """Return the ids of the states that lead an organisation."""
        found = self._organisations.get(organisation)
        return _on(found.leads, on) if found else frozenset()

    def seat(self, organisation: str) -> str | None:
        """Return the town where an organisation has its headquarters."""
        found = self._organisations.get(organisation)
        return found.headquarters if found else None

    def grouping(self, grouping: str) -> tuple[str, ...]:
        """Return the states that a grouping's name stands for; none if it is only a region."""
        found = self._groupings.get(grouping)
        return found.states if found and found.expand else ()

    def state(self, state_id: str) -> State | None:
        """Return the gazetteer's record of a state (borders, capital, region)."""
        return self._states.get(state_id)

    def base(self, base_id: str) -> Base | None:
        """Return the gazetteer's record of a base (operator, host, coordinates)."""
        return self._bases.get(base_id)

    def resolve(self, expression: str, on: datetime.date | str | None = None) -> frozenset[str]:
        """Return the ids that a describing expression stands for; see `linking.expressions`."""
        from foreigndesk.linking.expressions import resolve  # noqa: PLC0415 - expressions import the registry

        return resolve(self, expression, on)


def _moved(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04d}{day[4:]}"


def _on(memberships: Iterable[Membership], on: datetime.date | str | None) -> frozenset[str]:
    day = on.isoformat() if isinstance(on, datetime.date) else on
    return frozenset(
        m.state
        for m in memberships
        if (
            m.end is None
            if day is None
            else (m.start or "") <= day and day[: len(m.end or "9999")] <= (m.end or "9999")
        )
    )


def build(version: str = "", own: Iterable[OwnActor] = ()) -> Registry:
    """Return a registry of all gazetteer files, and of a user's own actors.

    Raises:
        GazetteerError: when a file is missing or wrong.
    """
    states, organisations = gazetteers.load_states(), gazetteers.load_organisations()
    groupings, bases, bodies = gazetteers.load_groupings(), gazetteers.load_bases(), gazetteers.load_bodies()
    groups: list[made.Group] = [
        *organisations,
        *gazetteers.load_armed_groups(),
        *gazetteers.load_parties_media(),
    ]
    all_entries = [
        *map(made.state_entry, states),
        *map(made.group_entry, groups),
        *map(made.base_entry, bases),
        *map(made.named_body_entry, bodies.named),
        *map(made.grouping_entry, groupings),
        *made.leader_entries(gazetteers.load_leaders()),
    ]
    registry = Registry(all_entries, own=map(made.own_entry, own), bodies=bodies.patterns, version=version)
    return registry.with_facts(states=states, organisations=organisations, groupings=groupings, bases=bases)


@cache
def _built(version: str) -> Registry:
    return build(version, read_own() if "+" in version else ())
