"""Where: the named places of a document, with coordinates, the most likely one of each name.

A place is a mention that the linker flagged as a place, or a name the atlas knows that the parser
calls a place or that follows a locative preposition. Of several places of one name the choice goes
by features whose weights stand below: a container named beside it ("Tripoli, Lebanon"), the states
in focus, a capital, the number of people, its own name rather than another.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span

from foreigndesk.gazetteers import load_states
from foreigndesk.linking.atlas import AREAS, Site, atlas
from foreigndesk.linking.place_spans import Candidate, candidates, lead_words, place_words
from foreigndesk.records import ActorKind, ActorRef, Mention, Place

CONTAINER, IN_FOCUS, SHARE, CAPITAL, OWN_NAME, PEOPLE = 12.0, 3.0, 1.0, 1.0, 6.0, 2.5
MANY = 100_000  # people: a town so big is meant even inside another name
HOLDERS = frozenset({"ORG", "EVENT", "FACILITY"})  # what bears the names of places in its own
# States and regions have no population in the atlas; as powers of ten, what they weigh against cities.
WEIGHT_OF = {"country": 7.0, "admin1": 6.5, "region": 6.5, "base": 5.0}
# Where a town and a district bear one name, the town is meant; so an imported district weighs as a village.
MEANT_LESS = 2.0
BESIDE = re.compile(r"(?:,| in| \()\s*(?:the )?((?:[A-Z][\w.’'-]*)(?: (?:of )?[A-Z][\w.’'-]*){0,2})")


def find_places(
    doc: Doc, mentions: Sequence[Mention], *, states_in_focus: frozenset[str] = frozenset()
) -> tuple[Place, ...]:
    """Return the named places of `doc`, sorted by start, without overlaps.

    Args:
        doc: the parse; without entities only names after locative prepositions are found.
        mentions: the linker's; a name linked to a person, organisation or government is no place.
        states_in_focus: states that the document is about, beside those it mentions.

    Raises:
        GazetteerError: a gazetteer file is wrong.
    """
    flagged = [(m, p) for m in mentions if (p := _from_mention(doc, m)) is not None]
    taken = [(m.start, m.end) for m in mentions if m.actors]
    found = candidates(doc, taken)
    focus = Counter(_states(mentions))
    focus.update(dict.fromkeys(states_in_focus, 1))
    focus.update(s for c in found if len(states := {x.state for x in c.sites}) == 1 for s in states if s)
    places = [p for _, p in flagged]
    places += [_from_candidate(doc, c, focus) for c in found]
    return tuple(sorted(places, key=lambda p: (p.start or 0, p.end or 0)))


def find_toponyms(doc: Doc, mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """Return every name of a place, also where it stands for a government, and every adjective of one.

    The places of `find_places`, and the states, capitals and bases that mentions name for what they did
    ("Moscow denied it") or whose people or doing an adjective tells ("Russian", "European").
    """
    found = list(find_places(doc, mentions))
    taken = [(p.start or 0, p.end or 0) for p in found]
    for mention in mentions:
        if _covered(mention, taken):
            continue
        if any("demonym" in actor.how for actor in mention.actors):
            place = _of_adjective(doc, mention)
        elif (sites := atlas().find(_bare(mention.surface))) and _names_places(mention):
            place = _from_mention(doc, replace(mention, as_place=True))
            place = place or _at(doc, max(sites, key=_prominence), mention.start, mention.end)
        else:
            found += _inside(doc, mention)
            continue
        if place is not None:
            found.append(place)
    taken = [(p.start or 0, p.end or 0) for p in found]
    for entity in doc.ents:
        if entity.label_ in HOLDERS:
            found += [place for place in _embedded(doc, entity) if not _covered(place, taken)]
    return tuple(sorted(found, key=lambda p: (p.start or 0, p.end or 0)))


def resolve(
    doc: Doc, start: int, end: int, mentions: Sequence[Mention], found: Sequence[Place]
) -> Place | None:
    """Return where the name in characters `start` to `end` lies, known to be a place; None where nothing
    tells.

    The name itself, or the longest known part of it, chosen as in `find_places`; else the nearest place
    that the text names with coordinates, since a street or a hall lies in the town that was named before.

    Args:
        doc: the parse.
        start: offset of the name's first character.
        end: offset behind its last.
        mentions: the linker's.
        found: the places of the text, as `find_toponyms` gives them.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    focus = Counter(_states(mentions))
    focus.update(p.state for p in found if p.state)
    for length in range(len(span), 0, -1):
        for first in range(span.start, span.end - length + 1):
            name = _bare(doc[first : first + length].text)
            sites = atlas().find(name, small=length == len(span))
            if sites and (length == len(span) or name[:1].isupper()):
                return _from_candidate(doc, Candidate(first, first + length, sites), focus)
    here = [p for p in found if (p.start or 0) < end and start < (p.end or 0) and p.latitude is not None]
    if here:
        return here[0]
    near = [p for p in found if p.latitude is not None and p.feature in {"city", "capital", "admin1", "base"}]
    return min(near, key=lambda p: abs((p.start or 0) - start), default=None)


def _of_adjective(doc: Doc, mention: Mention) -> Place | None:
    """Return the state whose adjective or people a mention is, as a place at the mention's words."""
    states = {actor.id for actor in mention.actors if actor.kind is ActorKind.STATE}
    site = atlas().state(next(iter(states))) if len(states) == 1 else None
    return None if site is None else _at(doc, site, mention.start, mention.end)


def _at(doc: Doc, site: Site, start: int, end: int) -> Place | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return None if span is None else _place(doc, site, (start, end), span.start)


def _covered(place: Place | Mention, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < (place.end or 0) and (place.start or 0) < end for start, end in taken)


def _names_places(mention: Mention) -> bool:
    kinds = {ActorKind.STATE, ActorKind.BASE, ActorKind.PLACE}
    return mention.surface[:1].isupper() and all(actor.kind in kinds for actor in mention.actors)


def _inside(doc: Doc, mention: Mention) -> Iterator[Place]:
    """Yield the state that an office or body is of, where its words name it: "the Russian Minister"."""
    for state_id in {state for actor in mention.actors if (state := _state_of(actor))}:
        found = state_words(state_id).search(mention.surface)
        site = atlas().state(state_id)
        if found and site is not None:
            place = _at(doc, site, mention.start + found.start(), mention.start + found.end())
            if place is not None:
                yield place


def _embedded(doc: Doc, entity: Span) -> Iterator[Place]:
    """Yield the well-known places that stand in the name of something else: "Pakistan Army"."""
    at = entity.start
    while at < entity.end:
        for end in range(entity.end, at, -1):
            sites = [s for s in atlas().find(doc[at:end].text) if _well_known(s)]
            if sites and doc[at].text[:1].isupper():
                span = doc[at:end]
                yield _place(doc, max(sites, key=_prominence), (span.start_char, span.end_char), at)
                at = end - 1
                break
        at += 1


def _well_known(site: Site) -> bool:
    return site.feature in {"country", "capital", "admin1", "region"} or (
        site.own_name and site.population > MANY
    )


@cache
def state_words(state_id: str) -> re.Pattern[str]:
    """Return what finds a state's names and adjectives in a text."""
    state = next((s for s in load_states() if s.id == state_id), None)
    words = [] if state is None else [state.name, *state.names, *state.demonyms]
    if state is not None and state.capital:
        words += [state.capital.name, *state.capital.names]
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b" if longest else r"(?!)")


def _bare(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _states(mentions: Sequence[Mention]) -> list[str]:
    return [state for m in mentions for a in m.actors if (state := _state_of(a))]


def _state_of(actor: ActorRef) -> str | None:
    return actor.id if actor.kind is ActorKind.STATE else actor.state


def _from_mention(doc: Doc, mention: Mention) -> Place | None:
    """Return the place of a mention: a base always, a state or capital where it is flagged as place."""
    actors = mention.actors
    if len(actors) != 1 or not (mention.as_place or actors[0].kind is ActorKind.BASE):
        return None
    actor = actors[0]
    site = atlas().base(actor.id) if actor.kind is ActorKind.BASE else _state_site(actor.id, mention.surface)
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if site is None or span is None:
        return None
    return _place(doc, site, (mention.start, mention.end), span.start)


def _state_site(state_id: str, surface: str) -> Site | None:
    """Return the capital where the words name it, another place of that name in the state, or the state."""
    name = _bare(surface)
    if atlas().is_capital(name, state_id) and not atlas().is_state(name):
        return atlas().capital(state_id)
    inside = [s for s in atlas().find(name) if s.state == state_id]
    return max(inside, key=_prominence) if inside else atlas().state(state_id)


def _from_candidate(doc: Doc, c: Candidate, focus: Counter[str]) -> Place:
    container = _container(doc, c.end)
    total = max(1, sum(focus.values()))

    def score(site: Site) -> float:
        known = focus[site.state] if site.state else 0
        return (
            CONTAINER * (container is not None and _within(site, container))
            + IN_FOCUS * (known > 0)
            + SHARE * known / total
            + _prominence(site)
        )

    best = max(c.sites, key=score)
    span = doc[c.start : c.end]
    place = _place(doc, best, (span.start_char, span.end_char), c.start)
    if c.kind is None:
        return place
    precision = max(place.precision or 1, place_words().kinds[c.kind])
    if precision <= 1 or best.feature in ("admin1", "region", "country"):
        return place
    feature = "admin1" if precision == 4 else "region"
    return replace(place, name=f"{best.name} {c.kind}", feature=feature, precision=precision)


def _prominence(site: Site) -> float:
    people = math.log10(site.population + 10)
    if not site.imported:
        people = WEIGHT_OF.get(site.feature, people)
    elif site.feature in AREAS:
        people = min(people, MEANT_LESS)
    return CAPITAL * (site.feature == "capital") + OWN_NAME * site.own_name + PEOPLE * people


def _container(doc: Doc, end: int) -> Site | None:
    """Return the state or region named right after: "Osh, Kyrgyzstan", "Tripoli in Lebanon"."""
    after = doc[end:].text[:60] if end < len(doc) else ""
    m = BESIDE.match(after if after[:1] in ",(" else f" {after}")
    if m is None:
        return None
    names = m.group(1).split(" ")
    for n in range(len(names), 0, -1):
        wide = atlas().areas(" ".join(names[:n]).rstrip("."))
        if wide:
            # "Atlanta, Georgia" leaves both Georgias open: the one that holds such a town decides.
            return (
                wide[0]
                if len(wide) == 1
                else Site("/".join(s.name for s in wide), None, None, None, "region", 5)
            )
    return None


def _within(site: Site, container: Site) -> bool:
    if site.feature == "country" or container.state is None:
        return False
    if container.feature == "admin1" and container.admin1:
        return site.state == container.state and site.admin1 == container.admin1
    return site.state == container.state


def _place(doc: Doc, site: Site, span: tuple[int, int], first_token: int) -> Place:
    """Return the record; "northern Mali" is a part of the state, "near Aleppo" lies around the town."""
    words, lead = place_words(), lead_words(doc, first_token)
    place = Place(
        name=site.name,
        state=site.state,
        latitude=site.latitude,
        longitude=site.longitude,
        feature=site.feature,
        precision=site.precision,
        start=span[0],
        end=span[1],
    )
    if site.feature == "country" and lead and lead[0] in words.directions:
        return replace(place, name=f"{lead[0]} {site.name}", feature="region", precision=4)
    if site.precision == 1 and words.near & set(_close(lead)):
        return replace(place, precision=2)
    return place


def _close(lead: Sequence[str]) -> Sequence[str]:
    """Return the words up to and with the preposition that leads to the place."""
    words = place_words()
    passed = (
        words.lead_nouns
        | words.near
        | words.directions
        | words.locative
        | {"the", "of", "a", "air", "base", "military"}
    )
    n = next((i for i, word in enumerate(lead) if word not in passed), len(lead))
    return lead[:n]
