"""How the scorer compares spans, words, dates and actors. `docs/acceptance_format.md` states each rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from spacy.lang.en.stop_words import STOP_WORDS

from foreigndesk.records import ActorRef, When

Span = tuple[int, int]

ENOUGH_OF_THE_QUOTE = 0.5
ENOUGH_OF_THE_WORDS = 0.3
_SHARED_STEM = 0.6
_SHORTEST_STEM = 4
_WORD = re.compile(r"[^\W_]+")


class Resolver(Protocol):
    """What the scorer needs of a registry: the actor ids that a gold expression stands for."""

    def resolve(self, expression: str, on: str | None = None) -> frozenset[str]:
        """Return the ids of the actors in `expression` ("KAZ,KGZ", "Russian interior minister") on a day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A field in which a statement differs from the gold item: what it has, and what gold says."""

    field: str
    got: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.field} is {self.got}, gold says {self.wanted}"


def occurrences(text: str, quote: str) -> tuple[Span, ...]:
    """Return where `quote` stands in `text`; runs of white space count as equal."""
    pattern = r"\s+".join(re.escape(part) for part in quote.split())
    return tuple(found.span() for found in re.finditer(pattern, text)) if pattern else ()


def share(span: Span, gold: Span) -> float:
    """Return which part of the gold span, 0 to 1, lies inside `span`."""
    inside = min(span[1], gold[1]) - max(span[0], gold[0])
    return max(0, inside) / (gold[1] - gold[0])


def touch(one: Span, other: Span) -> bool:
    """Return whether two spans have a character in common."""
    return one[0] < other[1] and other[0] < one[1]


def percent(part: int, whole: int) -> float:
    """Return a part of a whole in percent; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measured(name: str, hits: int, *, coded: int, gold: int) -> list[tuple[str, str]]:
    """Return the rows of a table that give precision, recall and F1 of what was found, in percent."""
    precision, recall = percent(hits, coded), percent(hits, gold)
    return [
        (f"{name}: precision", f"{precision:.1f}"),
        (f"{name}: recall", f"{recall:.1f}"),
        (f"{name}: F1", f"{f1(precision, recall):.1f}"),
    ]


def best_share(span: Span, golds: Iterable[Span]) -> float:
    """Return the largest share over several places where a quote stands (0 where it stands nowhere)."""
    return max((share(span, gold) for gold in golds), default=0.0)


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, lower-cased, without function words; all words if only those are left."""
    words = tuple(dict.fromkeys(found.group().casefold() for found in _WORD.finditer(text)))
    return tuple(word for word in words if word not in STOP_WORDS and len(word) > 1) or words


def same_word(one: str, other: str) -> bool:
    """Whether two words are equal or forms of one stem: they share 60 % of the longer, 4 letters at least."""
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _SHORTEST_STEM and shared >= _SHARED_STEM * max(len(one), len(other))


def words_found(gold: str, words: str) -> float:
    """Return which part of gold's content words, 0 to 1, are among the content words of `words`."""
    wanted, have = content_words(gold), content_words(words)
    return (
        sum(any(same_word(word, other) for other in have) for word in wanted) / len(wanted) if wanted else 0.0
    )


def starts_as(gold: str, date: str | None) -> bool:
    """Whether an ISO date falls on the gold date, which may be a year or a month only."""
    return date is not None and date.startswith(gold)


def shown_when(when: When | None) -> str:
    """Return an interval for a message."""
    return "none" if when is None else f"{when.start or '..'}/{when.end or '..'}"


def ids_of(refs: Iterable[ActorRef]) -> frozenset[str]:
    """Return the ids of actor references."""
    return frozenset(ref.id for ref in refs)


def shown(ids: Iterable[str]) -> str:
    """Return a set of ids for a message, sorted."""
    return "{" + ", ".join(sorted(ids)) + "}"


def as_states(ids: frozenset[str], gold: frozenset[str]) -> frozenset[str]:
    """Return `ids` with `X/government` read as the state X, where gold names X and not its government."""
    return frozenset(_as_state(actor, gold) for actor in ids)


def _as_state(actor: str, gold: frozenset[str]) -> str:
    state, _, office = actor.partition("/")
    return state if office == "government" and state in gold and actor not in gold else actor


def resolved(registry: Resolver, expression: str, on: str | None) -> frozenset[str]:
    """Return the ids that a gold expression stands for; a name not in the registry is `?name`."""
    found = registry.resolve(expression, on)
    if found:
        return frozenset(found)
    return frozenset(
        "?" + " ".join(part.split()).casefold() for part in expression.split(",") if part.strip()
    )
