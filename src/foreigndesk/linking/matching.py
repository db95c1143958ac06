"""Spans of a document that carry a registry name or an office pattern; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foreigndesk.gazetteers.models import BodyPattern
from foreigndesk.linking.entries import Form, Name, is_acronym
from foreigndesk.linking.names import bag, join_ordinals, romanisation, without_article
from foreigndesk.linking.view import View, Word, singular
from foreigndesk.linking.vocabulary import vocabulary

_LONGEST_BAG = 8
_PROPERLY_NAMED = frozenset({"BUS", "MED", "EDU", "CVL", "NGO", "LAB", "PTY", "REB"})
"""Sectors whose bodies have names of their own: a capital there starts a name (Bank of China)."""


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A token span and the names that it may be, with how they matched."""

    start: int
    end: int
    names: tuple[Name, ...]
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class BodySpan:
    """A token span that names an office or body without its state; `many` for a plural."""

    start: int
    end: int
    body: BodyPattern
    many: bool


def find_names(view: View) -> list[NameSpan]:
    """Return the longest registry names, left to right: exact first, then in another word order."""
    spans: list[NameSpan] = []
    at = 0
    while at < len(view.words):
        span, used = _exact(view, at)
        shuffled = _shuffled(view, at)
        if shuffled and shuffled[1] > used:
            span, used = shuffled
        if span:
            spans.append(span)
        at += max(used, 1)
    return spans


def _exact(view: View, at: int) -> tuple[NameSpan | None, int]:
    limit = min(view.registry.longest(view.words[at].text), len(view.words) - at)
    for size in range(limit, 0, -1):
        window = view.words[at : at + size]
        names = view.registry.names(" ".join(w.text for w in window))
        if not names or view.barrier(window[0].last, window[-1].first):
            continue
        fit = tuple(name for name in names if _case_fits(view, window, name))
        if fit:
            return NameSpan(window[0].first, window[-1].last + 1, fit, "exact", 1.0), size
    return None, 0


def _shuffled(view: View, at: int) -> tuple[NameSpan, int] | None:
    """A name of several words in another order, as translators leave it: `air base "Kant"`."""
    first = view.words[at]
    particles = romanisation().particles
    if first.text in particles or not (_capital(view, first) or first.text in vocabulary().base_words):
        return None
    for size in range(min(_LONGEST_BAG, len(view.words) - at), 1, -1):
        window = view.words[at : at + size]
        if window[-1].text in particles or view.barrier(window[0].last, window[-1].first):
            continue
        if not any(_capital(view, w) or w.text[0].isdigit() for w in window):
            continue
        names = view.registry.same_words(bag(tuple(w.text for w in window)))
        if names:
            span = NameSpan(window[0].first, window[-1].last + 1, names, "same words, other order", 0.9)
            return span, size
    return None


def _capital(view: View, word: Word) -> bool:
    return view.doc[word.first].text[:1].isupper()


def _case_fits(view: View, window: tuple[Word, ...], name: Name) -> bool:
    """Short forms need their capitals (US, not us); other names a capital or digit at the start."""
    surface = without_article(view.text(window[0].first, window[-1].last + 1))
    if view.lower_cased[view.sentence_of[window[0].first]]:
        return all(view.doc[w.first].ent_type_ in {"GPE", "NORP", "ORG"} for w in window)
    if name.form is Form.ACRONYM:
        titled = len(name.text) >= 4 and surface[:1].isupper() and surface[1:].islower()
        return titled or surface == name.text or is_acronym(surface.replace(".", ""))
    if not name.text[:1].isupper() and not name.text[:1].isdigit():
        return any(view.doc[w.first].text[:1].isupper() for w in window)
    if name.form is Form.DEMONYM and surface.islower():
        return view.doc[window[0].first].ent_type_ in {
            "NORP",
            "GPE",
        }  # "two tadjik guards", by the parser's word
    particles = romanisation().particles
    named = next((view.doc[w.first].text for w in window if w.text not in particles), surface)
    return (
        surface[:1].isupper()
        or surface[:1].isdigit()
        or (window[0].text in particles and named[:1].isupper())
    )


def find_bodies(view: View, taken: set[int], adjectives: frozenset[int] = frozenset()) -> Iterator[BodySpan]:
    """Yield offices and bodies by pattern, longest first, outside the tokens `taken` by names.

    One of `adjectives` (tokens, all in `taken`) may stand inside: "head of the Turkish state".
    """
    at = 0
    while at < len(view.words):
        span, used = _body_at(view, at, taken, adjectives)
        if span:
            yield span
        at += max(used, 1)


def _body_at(view: View, at: int, taken: set[int], adjectives: frozenset[int]) -> tuple[BodySpan | None, int]:
    start = view.words[at]
    lemma = singular(view.doc[start.first])
    longest = max(view.registry.body_longest(start.text), view.registry.body_longest(lemma))
    for size in range(min(longest + 1 if longest > 1 else longest, len(view.words) - at), 0, -1):
        window = view.words[at : at + size]
        tokens = range(window[0].first, window[-1].last + 1)
        inside = [w for w in window[1:-1] if w.first in adjectives]
        window = tuple(w for w in window if w not in inside[:1])
        if taken.intersection(i for i in tokens if not inside or i != inside[0].first) or view.barrier(
            window[0].last, window[-1].first
        ):
            continue
        head = view.root(tokens.start, tokens.stop)
        for many, form in _readings(view, window, head):
            body = view.registry.body(form)
            if body and _nominal(view, head) and not _properly_named(view, head, body):
                return BodySpan(tokens.start, tokens.stop, body, many), size
    return None, 0


def _readings(view: View, window: tuple[Word, ...], head: int) -> Iterator[tuple[bool, str]]:
    """The window's words as written, then with the head (or the first or last word) as a singular."""
    plural = view.doc[head].tag_ in {"NNS", "NNPS"}
    texts = [w.text for w in window]
    yield plural, " ".join(texts)
    for index in (next((i for i, w in enumerate(window) if w.first == head), 0), 0, len(window) - 1):
        lemma = singular(view.doc[window[index].first])
        if lemma and lemma != texts[index]:
            yield True, " ".join(join_ordinals((*texts[:index], lemma, *texts[index + 1 :])))


def _nominal(view: View, head: int) -> bool:
    token = view.doc[head]
    return token.pos_ in {"NOUN", "PROPN", ""} or (
        token.pos_ == "ADJ" and token.dep_ not in {"amod", "advmod"}
    )


def _properly_named(view: View, head: int, body: BodyPattern) -> bool:
    """Whether the words belong to an organisation's own name, as Bank does in Bank of China."""
    token = view.doc[head]
    return token.ent_type_ == "ORG" and token.text[:1].isupper() and body.sector in _PROPERLY_NAMED
