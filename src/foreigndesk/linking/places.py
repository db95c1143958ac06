"""Where: the named places of a document, with coordinates, the most likely one of each name.

A place is a mention that the linker flagged as a place, or a name the atlas knows that the parser
calls a place or that follows a locative preposition. Of several places of one name the choice is made
for all names of the document together, by `senses`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from foreigndesk.linking.atlas import Site, atlas
from foreigndesk.linking.place_spans import Candidate, candidates, lead_words, place_words
from foreigndesk.linking.senses import Senses, prominence
from foreigndesk.records import ActorKind, ActorRef, Mention, Place


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
    flagged = [p for m in mentions if (p := from_mention(doc, m)) is not None]
    taken = [(m.start, m.end) for m in mentions if m.actors]
    found = candidates(doc, taken)
    senses = read_together(doc, mentions, found, states_in_focus=states_in_focus)
    places = [*flagged, *(from_candidate(doc, c, senses) for c in found)]
    return tuple(sorted(places, key=lambda p: (p.start or 0, p.end or 0)))


def read_together(
    doc: Doc,
    mentions: Sequence[Mention],
    found: Sequence[Candidate],
    *,
    states_in_focus: frozenset[str] = frozenset(),
) -> Senses:
    """Return which place each of the names `found` means beside the others and the document's actors."""
    focus = Counter(states_of(mentions))
    focus.update(dict.fromkeys(states_in_focus, 1))
    fixed = [site for m in mentions if (site := _site_of(m)) is not None and site.feature != "country"]
    return Senses(doc, found, focus=focus, fixed=fixed)


def states_of(mentions: Sequence[Mention]) -> list[str]:
    """Return the states that mentions name or whose actors they name, as often as they do."""
    return [state for m in mentions for a in m.actors if (state := state_of(a))]


def state_of(actor: ActorRef) -> str | None:
    """Return the state that an actor is or belongs to."""
    return actor.id if actor.kind is ActorKind.STATE else actor.state


def bare(name: str) -> str:
    """Return a name without the ending of a genitive."""
    return re.sub(r"['’]s?$", "", name)


def from_mention(doc: Doc, mention: Mention) -> Place | None:
    """Return the place of a mention: a base always, a state or capital where it is flagged as place."""
    site = _site_of(mention)
    return None if site is None else at(doc, site, mention.start, mention.end)


def _site_of(mention: Mention) -> Site | None:
    actors = mention.actors
    if len(actors) != 1 or not (mention.as_place or actors[0].kind is ActorKind.BASE):
        return None
    actor = actors[0]
    if actor.kind is ActorKind.BASE:
        return atlas().base(actor.id)
    return state_site(actor.id, mention.surface)


def state_site(state_id: str, surface: str) -> Site | None:
    """Return the place of a state that words name: its capital, a place of that name in it, or itself."""
    name = bare(surface)
    if atlas().is_capital(name, state_id) and not atlas().is_state(name):
        return atlas().capital(state_id)
    inside = [s for s in atlas().find(name) if s.state == state_id]
    return max(inside, key=prominence) if inside else atlas().state(state_id)


def from_candidate(doc: Doc, c: Candidate, senses: Senses) -> Place:
    """Return the place that a name means among the document's."""
    best = senses.site(c)
    span = doc[c.start : c.end]
    place = _place(doc, best, (span.start_char, span.end_char), c.start)
    if c.kind is None:
        return place
    precision = max(place.precision or 1, place_words().kinds[c.kind])
    if precision <= 1 or best.feature in ("admin1", "region", "country"):
        return place
    feature = "admin1" if precision == 4 else "region"
    return replace(place, name=f"{best.name} {c.kind}", feature=feature, precision=precision)


def at(doc: Doc, site: Site, start: int, end: int) -> Place | None:
    """Return the place of the words from character `start` to `end`; None where they are no words."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return None if span is None else _place(doc, site, (start, end), span.start)


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
