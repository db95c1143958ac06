"""Quotations: what stands between quotation marks, over sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

# Curly and straight marks are mixed up in practice: either may close what the other opened.
_CLOSED_BY = {
    "“": ("”", '"'),
    '"': ('"', "”"),
    "''": ("''",),
    "``": ("''",),
    "«": ("»",),
    "„": ("“", "”"),
    "＂": ("＂",),
}
CLOSING = frozenset(mark for marks in _CLOSED_BY.values() for mark in marks)
_MARKS = CLOSING | frozenset(_CLOSED_BY)
_SPEECH_ENDS = frozenset({",", ".", "!", "?", "…", "...", "—", "--", "-"})
_LEAST = 3  # words of a quotation that may be speech of its own without punctuation at its end


@dataclass(frozen=True, slots=True)
class Quotation:
    """The tokens from the opening to the closing mark, both included; `end` is exclusive.

    `carries_on` tells that no closing mark ends it: the next paragraph opens with another quotation.
    """

    start: int
    end: int
    carries_on: bool = False


class Quotations:
    """The quotations of a document in text order, found in one walk."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.all = tuple(_found(doc))

    @cached_property
    def _at(self) -> dict[int, Quotation]:
        return {i: quotation for quotation in self.all for i in range(quotation.start, quotation.end)}

    def holding(self, token: Token) -> Quotation | None:
        """Return the quotation in which a token stands."""
        return self._at.get(token.i)

    def is_speech(self, quotation: Quotation) -> bool:
        """Whether a quotation may stand by itself, and is not a phrase of somebody else's sentence."""
        inside = [t for t in self.doc[quotation.start : quotation.end] if t.text not in _MARKS]
        if not inside:
            return False
        closes = inside[-1].text in _SPEECH_ENDS or quotation.carries_on
        return closes or (len(inside) >= _LEAST and any(t.pos_ in {"VERB", "AUX"} for t in inside))


def _found(doc: Doc) -> Iterator[Quotation]:
    """Yield the quotations; a mark that is not closed in its paragraph counts if the next one opens anew."""
    opened: int | None = None
    wanted: tuple[str, ...] = ()
    for token in doc:
        if token.is_space and "\n" in token.text and opened is not None:
            following = doc[token.i + 1].text if token.i + 1 < len(doc) else ""
            if following in _MARKS:
                yield Quotation(opened, token.i, carries_on=True)
            opened = None
        elif opened is not None and token.text in wanted:
            yield Quotation(opened, token.i + 1)
            opened = None
        elif opened is None and token.text in _CLOSED_BY:
            opened, wanted = token.i, _CLOSED_BY[token.text]
