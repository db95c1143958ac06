"""Every name of a place in a document, also where it stands for a government or within another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span

from foreigndesk.gazetteers import load_states
from foreigndesk.linking.atlas import AREAS, Site, atlas
from foreigndesk.linking.parts import adjectives
from foreigndesk.linking.place_spans import Candidate, candidates, place_words
from foreigndesk.linking.places import (
    at,
    bare,
    find_places,
    from_candidate,
    from_mention,
    read_together,
    state_of,
    state_site,
    states_of,
)
from foreigndesk.linking.senses import Senses, container, prominence
from foreigndesk.records import ActorKind, Mention, Place

ALONE = 10.0  # how much farther a small town counts that nothing else in the text lies near
MANY = 100_000  # people: a town so big is meant even inside another name
HOLDERS = frozenset({"ORG", "EVENT", "FACILITY"})  # what bears the names of places in its own
OWN_KIND = frozenset({"FACILITY", "LOC"})  # what the parser calls so is a place, known to the atlas or not
NEARBY = frozenset({"city", "capital", "base"})


def find_toponyms(doc: Doc, mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """Return every name of a place, also where it stands for a government, and every adjective of one.

    The places of `find_places`; the states, capitals and bases that mentions name for what they did
    ("Moscow denied it") or that an adjective tells ("Russian", "European"), but not the people ("Russians");
    well-known places within other names ("Pakistan Army"); streets, halls and landscapes that the atlas does
    not know, without coordinates, which `resolve` gives.
    """
    found = list(find_places(doc, mentions))
    senses = read_together(doc, mentions, candidates(doc, [(m.start, m.end) for m in mentions if m.actors]))
    taken = [(p.start or 0, p.end or 0) for p in found]
    for mention in mentions:
        if not _covered(mention.start, mention.end, taken):
            found += _of_mention(doc, mention)
    for start, end in _holders(doc, mentions):
        found += _embedded(doc, doc[start:end], found, senses)
    found += _containers(doc, found)
    found += _unknown(doc, found)
    found += _adjectives(doc, found)
    return tuple(sorted(found, key=lambda p: (p.start or 0, p.end or 0)))


class Resolver:
    """Says where the names of a document lie that are known to be places.

    Args:
        doc: the parse.
        mentions: the linker's.
        found: the places of the text, as `find_toponyms` gives them.
    """

    def __init__(self, doc: Doc, mentions: Sequence[Mention], found: Sequence[Place]) -> None:
        self._doc, self._mentions = doc, mentions
        self._found = [place for place in found if place.latitude is not None]
        named = candidates(doc, [(m.start, m.end) for m in mentions if m.actors])
        self._senses = read_together(doc, mentions, named)
        self._alone: dict[tuple[str, str | None, float | None], bool] = {}

    def place(self, start: int, end: int) -> Place | None:
        """Return where the name in characters `start` to `end` lies; None where nothing tells.

        What `find_toponyms` found in just these words; the whole name in the atlas; a known place within
        the name; else the nearest town that the text names, since a street or a hall lies in it.
        """
        span = self._doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return None
        here = [p for p in self._found if (p.start or 0) < end and start < (p.end or 0)]
        if whole := [p for p in here if (p.start, p.end) == (start, end)]:
            street = span[0].ent_type_ == "FACILITY" and self._lonely(whole[0])
            doubtful = street or self._stray(whole[0])
            return whole[0] if not doubtful else self._nearest(span) or whole[0]
        name = bare(span.text)
        if sites := atlas().find(name, small=True):
            candidate = Candidate(span.start, span.end, sites)
            site = self._senses.site(candidate)
            if _sure(site) or (not here and self._senses.near(site)):
                return from_candidate(self._doc, candidate, self._senses)
        if seat := self._seat(span, here):
            return seat
        if here:
            return max(here, key=lambda p: ((p.precision or 5) < 5, (p.end or 0) - (p.start or 0)))
        return self._part(span) or self._beside(span) or self._nearest(span) or self._most_named(span)

    def _most_named(self, span: Span) -> Place | None:
        """Return the state that the text names most, where it names no place."""
        states = Counter(states_of(self._mentions)).most_common(1)
        site = atlas().state(states[0][0]) if states else None
        return None if site is None else at(self._doc, site, span.start_char, span.end_char)

    def _seat(self, span: Span, here: Sequence[Place]) -> Place | None:
        """Return where a state's own body sits: a ministry in its capital, an embassy in another's."""
        words = {token.lower_ for token in span}
        country = next((p for p in here if p.feature == "country" and p.state), None)
        if country is None:
            return None
        if words & place_words().missions:
            towns = [p for p in self._found if p.feature in NEARBY and p.state != country.state]
            return min(towns, key=lambda p: self._away(span, p), default=None)
        capital = atlas().capital(country.state or "") if words & place_words().seats else None
        return None if capital is None else at(self._doc, capital, span.start_char, span.end_char)

    def _part(self, span: Span) -> Place | None:
        """Return the longest well-known place of the document's states that a name has in it."""
        for length in range(len(span) - 1, 0, -1):
            for first in range(span.start, span.end - length + 1):
                words = self._doc[first : first + length]
                sites = atlas().find(bare(words.text)) if words.text[:1].isupper() else ()
                if any(_well_known(site) for site in sites):
                    candidate = Candidate(first, first + length, sites)
                    site = self._senses.site(candidate)
                    if _sure(site) and self._senses.near(site):
                        return from_candidate(self._doc, candidate, self._senses)
        return None

    def _beside(self, span: Span) -> Place | None:
        """Return the town nearest in the text in the area that is named right behind, or the area."""
        for area in container(self._doc, span.end):
            inside = [p for p in self._found if p.state == area.state and p.feature in NEARBY]
            nearest = min(inside, key=lambda p: self._away(span, p), default=None)
            if nearest is not None and area.feature == "country":
                return nearest
            if area.latitude is not None:
                return at(self._doc, area, span.start_char, span.end_char)
        return None

    def _nearest(self, span: Span) -> Place | None:
        near = [p for p in self._found if p.feature in NEARBY or p.precision in (1, 2, 3)]
        near = near or [p for p in self._found if p.state] or self._found
        return min(near, key=lambda p: self._away(span, p), default=None)

    def _away(self, span: Span, place: Place) -> float:
        """Return the characters between, many times as many where the place stands alone in the text."""
        away = abs((place.start or 0) - span.start_char)
        return away * (ALONE if self._lonely(place) else 1.0)

    def _stray(self, place: Place) -> bool:
        """Whether a place is a small town in a state of which the text tells nothing else."""
        site = self._small_town(place)
        return site is not None and not self._senses.near(site)

    def _lonely(self, place: Place) -> bool:
        """Whether a place is a small town, and nothing else that the text names lies near it."""
        key = (place.name, place.state, place.latitude)
        if key not in self._alone:
            site = self._small_town(place)
            self._alone[key] = site is not None and self._senses.lonely(site)
        return self._alone[key]

    def _small_town(self, place: Place) -> Site | None:
        if place.feature != "city":
            return None
        key = (place.name, place.state, place.latitude)
        sites = [s for s in atlas().known(place.name) if (s.name, s.state, s.latitude) == key]
        site = max(sites, key=prominence, default=None)
        return site if site is not None and site.population < MANY else None


def resolve(
    doc: Doc, start: int, end: int, mentions: Sequence[Mention], found: Sequence[Place]
) -> Place | None:
    """Return where one name lies that is known to be a place; of many ask one `Resolver`."""
    return Resolver(doc, mentions, found).place(start, end)


def _sure(site: Site) -> bool:
    return site.feature in AREAS or site.population >= MANY


def _of_mention(doc: Doc, mention: Mention) -> Iterator[Place]:
    """Yield the place that a mention of an actor names: the state, its capital, or what its words hold."""
    if any("demonym" in actor.how for actor in mention.actors):
        if _in_landmark(doc, mention):
            return
        place = _of_adjective(doc, mention)
    elif (sites := atlas().find(bare(mention.surface))) and _names_places(mention):
        place = from_mention(doc, replace(mention, as_place=True))
        if any("metonym" in actor.how for actor in mention.actors):  # "the White House" is in Washington
            sites = tuple(filter(None, [atlas().capital(mention.actors[0].id)])) or sites
            place = None
        place = place or at(doc, max(sites, key=prominence), mention.start, mention.end)
    else:
        yield from _inside(doc, mention)
        return
    if place is not None:
        yield place


def _of_adjective(doc: Doc, mention: Mention) -> Place | None:
    """Return the state whose adjective a mention is, as a place at the mention's words; None of a people."""
    states = {actor.id for actor in mention.actors if actor.kind is ActorKind.STATE}
    site = atlas().state(next(iter(states))) if len(states) == 1 else None
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if site is None or span is None or span[-1].tag_ == "NNPS" or _people(span):
        return None
    return at(doc, site, mention.start, mention.end)


def _in_landmark(doc: Doc, mention: Mention) -> bool:
    """Whether the words are part of the name of a street, a quarter or a landscape: "French Quarter"."""
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    longer = [
        e for e in doc.ents if e.label_ in OWN_KIND and e.end_char - e.start_char > len(mention.surface)
    ]
    return span is not None and any(e.start <= span.start and span.end <= e.end for e in longer)


def _people(span: Span) -> bool:
    """Whether an adjective's words stand for people: in the plural, and describing no noun behind."""
    last = span[-1]
    return last.text.endswith("s") and last.pos_ in {"NOUN", "PROPN"} and last.head.i <= last.i


def _covered(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in taken)


def _spans(places: Sequence[Place]) -> list[tuple[int, int]]:
    return [(p.start or 0, p.end or 0) for p in places]


def _names_places(mention: Mention) -> bool:
    kinds = {ActorKind.STATE, ActorKind.BASE, ActorKind.PLACE}
    return mention.surface[:1].isupper() and all(actor.kind in kinds for actor in mention.actors)


def _inside(doc: Doc, mention: Mention) -> Iterator[Place]:
    """Yield the state that an office or body is of, where its words name it: "the Russian Minister"."""
    for state_id in {state for actor in mention.actors if (state := state_of(actor))}:
        found = state_words(state_id).search(mention.surface)
        site = state_site(state_id, found.group()) if found else None
        if found and site is not None:
            place = at(doc, site, mention.start + found.start(), mention.start + found.end())
            if place is not None:
                yield place


def _holders(doc: Doc, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield the token spans of names that may hold a place's: entities of other kinds, offices, bodies."""
    for entity in doc.ents:
        if entity.label_ in HOLDERS:
            yield entity.start, entity.end
    for mention in mentions:
        if mention.actors and not mention.as_place and " " in mention.surface:
            span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is not None and not all(actor.kind is ActorKind.PERSON for actor in mention.actors):
                yield span.start, span.end


def _embedded(doc: Doc, holder: Span, found: Sequence[Place], senses: Senses) -> Iterator[Place]:
    """Yield the well-known places that stand in the name of something else: "Pakistan Army"."""
    first, taken = holder.start, _spans(found)
    while first < holder.end:
        for end in range(holder.end, first, -1):
            span = doc[first:end]
            sites = atlas().find(span.text) if span[0].text[:1].isupper() else ()
            if any(_well_known(s) for s in sites):
                site = senses.site(Candidate(first, end, sites))
                clear = not _covered(span.start_char, span.end_char, taken)
                if clear and senses.fits(site) and (place := at(doc, site, span.start_char, span.end_char)):
                    yield place
                first = end - 1
                break
        first += 1


def _containers(doc: Doc, found: Sequence[Place]) -> Iterator[Place]:
    """Yield the states and parts named right behind a place: "Gainesville, Va."."""
    taken = _spans(found)
    for place in found:
        span = doc.char_span(place.start or 0, place.end or 0, alignment_mode="expand")
        if span is None or span.end + 1 >= len(doc) or doc[span.end].text not in {",", "("}:
            continue
        for end in range(min(len(doc), span.end + 4), span.end + 1, -1):
            beside = doc[span.end + 1 : end]
            sites = [s for s in atlas().areas(beside.text) if s.feature != "region"]
            if not sites or not beside.text[:1].isupper():
                continue
            if not _covered(beside.start_char, beside.end_char, taken):
                own = [s for s in sites if s.state == place.state]
                if own and (area := at(doc, own[0], beside.start_char, beside.end_char)):
                    yield area
            break


def _well_known(site: Site) -> bool:
    return site.feature in {"country", "capital", "admin1", "region"} or (
        site.own_name and site.population > MANY
    )


def _adjectives(doc: Doc, found: Sequence[Place]) -> Iterator[Place]:
    """Yield the place whose adjective describes a noun, also in "anti-Russian" and "U.S.-led"."""
    taken = _spans(found)
    for match in _adjective_pattern().finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None or _covered(*match.span(), taken) or span[-1].i + 1 >= len(doc):
            continue
        if span[-1].pos_ not in {"ADJ", "PROPN"} or span[-1].head.i <= span[-1].i:
            continue
        name = _adjective_places()[match.group()]
        sites = atlas().find(name)
        place = at(doc, max(sites, key=prominence), *match.span()) if sites else None
        if place is not None:
            yield place


@cache
def _adjective_places() -> dict[str, str]:
    """Return names of places by adjective: what the states' own file has, then continents and parts."""
    states = {word: state.name for state in load_states() if state.kind == "state" for word in state.demonyms}
    return {
        word: name
        for word, name in {**states, **adjectives()}.items()
        if not word.endswith(("s", "man", "men"))
    }


@cache
def _adjective_pattern() -> re.Pattern[str]:
    return _any_of(_adjective_places())


def _unknown(doc: Doc, found: Sequence[Place]) -> Iterator[Place]:
    """Yield the streets, buildings and landscapes that the parser names and nothing else does."""
    taken = _spans(found)
    for entity in doc.ents:
        if entity.label_ in OWN_KIND and not _covered(entity.start_char, entity.end_char, taken):
            feature = "city" if entity.label_ == "FACILITY" else "region"
            precision = 1 if entity.label_ == "FACILITY" else 3
            yield Place(
                name=entity.text,
                feature=feature,
                precision=precision,
                start=entity.start_char,
                end=entity.end_char,
            )


@cache
def state_words(state_id: str) -> re.Pattern[str]:
    """Return what finds a state's names and adjectives in a text."""
    state = next((s for s in load_states() if s.id == state_id), None)
    words = [] if state is None else [state.name, *state.names, *state.demonyms]
    if state is not None and state.capital:
        words += [state.capital.name, *state.capital.names]
    return _any_of(words)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some words, the longest first; nothing where there are none."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)" if longest else r"(?!)")
