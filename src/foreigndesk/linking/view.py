"""A document as linking sees it: normal words with their tokens, sentences, paragraphs, noun phrases."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from foreigndesk.linking.atlas import atlas
from foreigndesk.linking.entries import Form
from foreigndesk.linking.names import join_ordinals, words
from foreigndesk.linking.registry import Registry
from foreigndesk.linking.topics import Matter, matter, singular
from foreigndesk.records import ActorRef, Document, Mention, Reason

__all__ = ["PASSING", "Draft", "View", "Word", "singular"]

PASSING = frozenset({"adjective"})
"""How a draft was made when it names its actor only in passing, before another noun."""


@dataclass(frozen=True, slots=True)
class Word:
    """A normal word of the document and the tokens it stands on."""

    text: str
    first: int
    last: int


@dataclass(slots=True)
class Draft:
    """A mention in the making; `start` and `end` count tokens, `via` says which step made it.

    `role` is the office that stood before a person's name and was joined with it.
    """

    start: int
    end: int
    head: int
    refs: tuple[ActorRef, ...]
    via: str
    form: Form | None = None
    as_place: bool = False
    reasons: list[Reason] = field(default_factory=list)
    role: ActorRef | None = None

    @property
    def state(self) -> str | None:
        """The one state that this mention speaks of, if there is one."""
        states = {ref.state for ref in self.refs if ref.state}
        return next(iter(states)) if len(states) == 1 else None

    @property
    def is_state(self) -> bool:
        """Whether every actor named is a state."""
        return bool(self.refs) and all(ref.kind == "state" for ref in self.refs)


@dataclass(frozen=True)
class View:
    """The parsed document with what linking asks of it again and again."""

    doc: Doc
    document: Document
    registry: Registry

    @property
    def anchor(self) -> str | None:
        """The day on which offices are held and actors exist."""
        anchor = self.document.anchor
        if anchor is None:
            return None
        try:
            return datetime.date.fromisoformat(anchor).isoformat()
        except ValueError:
            return None

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All normal words in order. Quotes and punctuation have none; `201 - nd` is one word."""
        out: list[Word] = []
        for token in self.doc:
            if token.lower_ in {"'s", "’s"}:
                continue
            for part in words(token.text):
                joined = join_ordinals((out[-1].text, part)) if out else (part,)
                if out and len(joined) == 1 and out[-1].last >= token.i - 2:
                    out[-1] = Word(joined[0], out[-1].first, token.i)
                else:
                    out.append(Word(part, token.i, token.i))
        return tuple(out)

    @cached_property
    def entity_at(self) -> dict[int, Span]:
        """The parser's entity around each token that is in one."""
        return {token.i: entity for entity in self.doc.ents for token in entity}

    @cached_property
    def town_states(self) -> frozenset[str]:
        """The states in which the towns that the document names most likely lie."""
        found = set()
        for entity in self.doc.ents:
            if entity.label_ == "GPE":
                sites = [
                    s for s in atlas().find(entity.text) if s.own_name and s.feature in {"city", "capital"}
                ]
                best = max(sites, key=lambda site: site.population, default=None)
                if best is not None and best.state:
                    found.add(best.state)
        return frozenset(found)

    @cached_property
    def sentence_of(self) -> tuple[int, ...]:
        """The sentence number of each token."""
        out: list[int] = []
        for number, sentence in enumerate(self.doc.sents):
            out.extend([number] * len(sentence))
        return tuple(out)

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """What each sentence is about."""
        return tuple(matter(sentence) for sentence in self.doc.sents)

    @cached_property
    def lower_cased(self) -> tuple[bool, ...]:
        """Whether each sentence is written without a single capital, so that its case tells nothing."""
        return tuple(sentence.text.islower() for sentence in self.doc.sents)

    @cached_property
    def paragraph_of(self) -> tuple[int, ...]:
        """The paragraph number of each token; a blank line or a line end starts a new one."""
        out: list[int] = []
        number = 0
        for token in self.doc:
            out.append(number)
            if "\n" in token.text or "\n" in token.whitespace_:
                number += 1
        return tuple(out)

    def barrier(self, first: int, last: int) -> bool:
        """Whether punctuation other than quotes and hyphens stands between two tokens.

        A comma straight before an opening quote is none: translators write `the air base, "Kant"`.
        """
        return any(self._breaks(self.doc[i]) for i in range(first + 1, last))

    def _breaks(self, token: Token) -> bool:
        if token.is_space:
            return "\n" in token.text
        if token.text not in {",", ";", ":", "(", ")", "[", "]", ".", "!", "?", "–", "—", "/"}:
            return False
        following = self.doc[token.i + 1].text if token.i + 1 < len(self.doc) else ""
        return not (token.text == "," and following in {'"', "“", "«", "„", "''", "``"})

    def root(self, start: int, end: int) -> int:
        """The token of a span that governs it: the first whose head lies outside."""
        for i in range(start, end):
            head = self.doc[i].head.i
            if (head == i or not start <= head < end) and not self.doc[i].is_punct:
                return i
        return end - 1

    def with_determiner(self, start: int) -> int:
        """The start of a noun phrase, moved left over "the", "a", "this", "his" straight before it."""
        if start > 0 and self.doc[start - 1].pos_ == "DET" and self.doc[start - 1].lower_ in _DETERMINERS:
            return start - 1
        return start

    def text(self, start: int, end: int) -> str:
        """The characters of a token span."""
        return self.doc[start:end].text

    def reference(self, ref: ActorRef, start: int, end: int) -> ActorRef:
        """`ref` moved to a token span."""
        first, last = self.doc[start], self.doc[end - 1]
        begin, stop = first.idx, last.idx + len(last.text)
        return replace(ref, start=begin, end=stop, surface=self.document.text[begin:stop])

    def mention(self, draft: Draft) -> Mention:
        """A finished mention, with exact characters."""
        refs = tuple(self.reference(ref, draft.start, draft.end) for ref in draft.refs)
        begin = self.doc[draft.start].idx
        last = self.doc[draft.end - 1]
        stop = last.idx + len(last.text)
        return Mention(
            start=begin,
            end=stop,
            surface=self.document.text[begin:stop],
            head=self.doc[draft.head].idx,
            actors=refs,
            as_place=draft.as_place,
            reasons=tuple(draft.reasons),
        )


_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "both"})
