"""From gazetteer records to actors and names: one function per file, nothing indexed yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from foreigndesk.gazetteers.models import (
    ArmedGroup,
    Base,
    Grouping,
    Leader,
    NamedBody,
    Organisation,
    OwnActor,
    PartyOrMedium,
    State,
)
from foreigndesk.linking.names import words
from foreigndesk.records import Actor, ActorKind, Role

Group = Organisation | ArmedGroup | PartyOrMedium


class Form(StrEnum):
    """How a name names its actor."""

    NAME = "name"
    ACRONYM = "acronym"
    SURNAME = "surname"
    CAPITAL = "capital"
    METONYM = "metonym"
    DEMONYM = "demonym"
    BARE = "bare base name"
    GENERIC = "generic name"
    GROUPING = "grouping"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one actor. `ambiguous` names need support from the context."""

    text: str
    actor: str
    form: Form
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor with its names; the years in which it existed, and what kind of state it is."""

    actor: Actor
    names: tuple[Name, ...]
    since: str | None = None
    until: str | None = None


def _names(actor: str, form: Form, texts: Iterable[str], ambiguous: Iterable[str] = ()) -> Iterator[Name]:
    unsure = frozenset(ambiguous)
    for text in dict.fromkeys([*texts, *unsure]):
        yield Name(text, actor, form, text in unsure)


def state_entry(state: State) -> Entry:
    """Return the actor and names of a state: its own, its demonyms, its capital and metonyms."""
    actor = Actor(
        id=state.id,
        name=state.name,
        kind=ActorKind.STATE,
        state=state.id,
        cow=state.cow,
        sector=None,
        wikidata=state.wikidata,
        source="states.yaml",
    )
    names = [
        *(
            Name(n.text, n.actor, Form.ACRONYM if is_acronym(n.text) else Form.NAME, n.ambiguous)
            for n in _names(state.id, Form.NAME, [state.name, *state.names], state.ambiguous_names)
        ),
        *_names(state.id, Form.DEMONYM, state.demonyms, state.ambiguous_demonyms),
        *_names(state.id, Form.METONYM, state.metonyms),
    ]
    if state.capital and state.kind != "historic":
        own = {words(name) for name in (state.name, *state.names)}
        capitals = [c for c in (state.capital.name, *state.capital.names) if words(c) not in own]
        names.extend(_names(state.id, Form.CAPITAL, capitals))
    return Entry(actor, tuple(names), state.since, state.until)


def is_acronym(text: str) -> bool:
    """Whether a name is a short form in capitals (US, U.A.E., NATO)."""
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 6 and " " not in text and all(c.isupper() for c in letters)


def group_entry(group: Group) -> Entry:
    """Return the actor and names of an organisation, armed group, party or medium."""
    actor = Actor(
        id=group.id,
        name=group.name,
        kind=ActorKind(group.kind),
        state=group.state,
        sector=group.sector,
        wikidata=getattr(group, "wikidata", None),
        source=f"{group.kind} list",
    )
    acronyms = [*group.acronyms, *(n for n in group.names if is_acronym(n))]
    full = [n for n in (group.name, *group.names) if n not in acronyms]
    if is_acronym(group.name):
        full = [n for n in full if n != group.name]
        acronyms.append(group.name)
    names = (
        *_names(group.id, Form.NAME, full),
        *_names(group.id, Form.ACRONYM, acronyms, group.ambiguous_acronyms),
    )
    return Entry(actor, names, group.since, group.until)


def base_entry(base: Base) -> Entry:
    """Return the actor and names of a military base; its actor's state is the operator."""
    actor = Actor(
        id=base.id,
        name=base.name,
        kind=ActorKind.BASE,
        state=base.operator,
        sector="MIL",
        source="bases.csv",
    )
    names = (
        *_names(base.id, Form.NAME, [base.name, *base.names]),
        *_names(base.id, Form.BARE, base.bare_names, base.bare_names),
    )
    return Entry(actor, names)


def named_body_entry(body: NamedBody) -> Entry:
    """Return the actor and names of a body with its own name (State Duma, Bundestag, Mossad)."""
    actor = Actor(
        id=body.actor_id,
        name=body.name,
        kind=ActorKind(body.kind),
        state=body.state,
        sector=body.sector,
        source="bodies.yaml",
    )
    texts = [body.name, *body.names]
    full = [t for t in texts if not is_acronym(t)]
    short = [t for t in texts if is_acronym(t)]
    form = Form.GENERIC if body.generic else Form.NAME
    names = (
        *_names(actor.id, form, full, full if body.generic else ()),
        *_names(actor.id, Form.ACRONYM, short, short if body.generic else ()),
    )
    return Entry(actor, names, body.since, body.until)


def grouping_entry(grouping: Grouping) -> Entry:
    """Return a group of states as an entry; `Registry.grouping` tells which states it stands for."""
    actor = Actor(id=grouping.id, name=grouping.name, kind=ActorKind.PLACE, source="groupings.yaml")
    names = (
        *_names(grouping.id, Form.GROUPING, [grouping.name, *grouping.names]),
        *_names(grouping.id, Form.DEMONYM, grouping.demonyms),
    )
    return Entry(actor, names)


def own_entry(own: OwnActor) -> Entry:
    """Return the actor and names of an entry that a user brought along."""
    roles = tuple(
        Role(office=r.office, state=r.state or own.state, start=r.start, end=r.end, source=own.source)
        for r in own.roles
    )
    actor = Actor(
        id=own.id,
        name=own.name,
        kind=ActorKind(own.kind),
        state=own.id if own.kind == "state" else own.state,
        sector=own.sector,
        wikidata=own.wikidata,
        roles=roles,
        source=own.source,
    )
    texts = [own.name, *own.names]
    short = [*own.acronyms, *(text for text in texts if is_acronym(text))]
    full = [text for text in texts if text not in short]
    names = [*_names(own.id, Form.NAME, full), *_names(own.id, Form.ACRONYM, short)]
    if own.kind == "person":
        whole = [text for text in full if len(words(text)) > 1]
        names = [*_names(own.id, Form.NAME, whole)]
        single = [text for text in full if len(words(text)) == 1]
        names += _names(own.id, Form.SURNAME, [*single, *surnames(whole, own.state)])
    return Entry(actor, tuple(names))


def leader_entries(rows: Iterable[Leader]) -> Iterator[Entry]:
    """Yield one entry per person from rows of one term each, with all terms as roles."""
    people: dict[str, list[Leader]] = {}
    for row in rows:
        people.setdefault(row.id, []).append(row)
    for terms in people.values():
        yield _person_entry(sorted(terms, key=lambda t: t.start or ""))


def _person_entry(terms: list[Leader]) -> Entry:
    last = terms[-1]
    texts = list(dict.fromkeys(name for term in terms for name in (term.name, *term.names)))
    actor = Actor(
        id=last.id,
        name=last.name,
        kind=ActorKind.PERSON,
        state=last.state,
        sector=last.sector,
        wikidata=next((t.wikidata for t in terms if t.wikidata), None),
        roles=tuple(
            Role(office=t.office, state=t.state, start=t.start, end=t.end, source=t.source) for t in terms
        ),
        source="leaders.csv",
    )
    full = [t for t in texts if len(words(t)) > 1]
    single = [t for t in texts if len(words(t)) == 1]
    names = (
        *_names(last.id, Form.NAME, full),
        *_names(last.id, Form.SURNAME, [*single, *surnames(full, last.state)]),
    )
    return Entry(actor, names)


# Where the family name comes first, the first word of a name is the surname.
_FAMILY_FIRST = frozenset({"CHN", "TWN", "KOR", "PRK", "VNM", "KHM", "HUN", "HKG", "MAC"})


def surnames(full_names: Iterable[str], state: str | None) -> list[str]:
    """Return the surname forms of full names: last word (with its particles), or the first in East Asia."""
    found: dict[str, None] = {}
    for name in full_names:
        parts = name.split()
        if state in _FAMILY_FIRST:
            found[parts[0]] = None
            if state not in {"CHN", "TWN", "HKG", "MAC", "KOR", "PRK"}:
                found[parts[-1]] = None
            continue
        if parts[-1].rstrip(".").lower() in {"jr", "sr", "ii", "iii", "iv", "vi"}:
            parts = parts[:-1]
        found[parts[-1]] = None
        if len(parts) > 2 and parts[-2][:1].islower():
            found[" ".join(parts[-2:])] = None
    return [s for s in found if len(s) > 2 or s[:1].isupper()]
