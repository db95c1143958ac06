"""Which word of saying a quotation belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from foreigndesk.coding.quotations import Quotation, Quotations

_REACH = 30  # words between a quotation and the word of saying behind it
_BESIDE = 8  # words behind a quotation among which any verb speaks it
_STOPS = frozenset({".", "!", "?"})
_OPEN_ENDS = frozenset({",", "!", "?", "—", "--", "-", "…", "...", "–"})
_LEADING = frozenset({",", ":", "—", "--", "–", "-"})


class Speech:
    """The quotations of a document, each given to the cue that introduces, follows or interrupts it."""

    def __init__(self, doc: Doc, quotations: Quotations, cues: set[int]) -> None:
        self.doc = doc
        self._quotations = quotations
        self._cues = cues
        self._of: dict[int, list[Quotation]] = {}
        self._cue_of: dict[Quotation, int] = {}
        before: tuple[Quotation, int | None] | None = None
        for quotation in quotations.all:
            if not quotations.is_speech(quotation):
                continue
            cue = self._cue(quotation, before)
            if cue is not None:
                self._of.setdefault(cue, []).append(quotation)
                self._cue_of[quotation] = cue
            before = (quotation, cue)

    def of(self, cue: Token) -> Sequence[Quotation]:
        """Return the quotations that belong to a cue, in text order."""
        return self._of.get(cue.i, ())

    def cue_of(self, token: Token) -> Token | None:
        """Return the cue of the quotation in which a token stands, None where nobody is known to say it."""
        quotation = self._quotations.holding(token)
        cue = self._cue_of.get(quotation) if quotation is not None else None
        return None if cue is None else self.doc[cue]

    def _cue(self, quotation: Quotation, before: tuple[Quotation, int | None] | None) -> int | None:
        if before is not None and before[0].carries_on and before[0].end + 1 == quotation.start:
            return before[1]
        start = quotation.start
        lead = self.doc[start - 1] if start else None
        if lead is not None and lead.is_space and start > 1 and self.doc[start - 2].text == ":":
            lead = self.doc[start - 2]
        if lead is not None and (lead.text in _LEADING or lead.i in self._cues):
            cue = self._last_cue(lead.i)
            if cue is not None:
                return cue
        if lead is not None and not (lead.is_space or lead.text in _STOPS or self._closes(lead)):
            return None  # a part of somebody's sentence: the grammar says whose
        following = self._following_cue(quotation)
        return self._continued(quotation, before) if following is None else following

    def _closes(self, token: Token) -> bool:
        held = self._quotations.holding(token)
        return held is not None and held.end == token.i + 1

    def _last_cue(self, i: int) -> int | None:
        """Return the last cue of the words before a quotation, up to a full stop or another quotation."""
        while i >= 0 and self.doc[i].text not in _STOPS and not self._closes(self.doc[i]):
            if i in self._cues:
                return i
            if self.doc[i].is_space and "\n" in self.doc[i].text:
                return None
            i -= 1
        return None

    def _following_cue(self, quotation: Quotation) -> int | None:
        """Return the cue behind a quotation that ends openly: "...," he said."""
        ends = self.doc[quotation.end - 2].text if quotation.end - 2 > quotation.start else ""
        behind = self.doc[quotation.end].text if quotation.end < len(self.doc) else ""
        if ends not in _OPEN_ENDS and behind not in {",", "—", "-", "--"}:
            return None
        for token in self.doc[quotation.end : quotation.end + _REACH]:
            if self._quotations.holding(token) is not None:
                continue
            if token.i in self._cues:
                return token.i
            if token.text in _STOPS or (token.is_space and "\n" in token.text):
                break
        return self._any_verb(quotation.end) if ends == "," else None

    def _any_verb(self, start: int) -> int | None:
        """Return the verb of the few words behind "...," whatever it is: "...," the senator riffed."""
        for token in self.doc[start : start + _BESIDE]:
            if token.text in _STOPS or token.is_space or self._quotations.holding(token) is not None:
                return None
            if token.pos_ == "VERB" and token.tag_ in {"VBD", "VBZ"}:
                return token.i
        return None

    def _continued(self, quotation: Quotation, before: tuple[Quotation, int | None] | None) -> int | None:
        """Return the cue of the sentence before, in the same paragraph: "...," he said. "..." """
        i = quotation.start - 1
        while i >= 0 and (
            self.doc[i].text in _STOPS or (self.doc[i].is_space and "\n" not in self.doc[i].text)
        ):
            i -= 1
        if i < 0 or (self.doc[i].is_space and "\n" in self.doc[i].text):
            return None
        if before is not None and before[1] is not None:
            between = self.doc[before[0].end : i + 1]
            if not any(t.text in _STOPS or "\n" in t.text for t in between):
                return before[1]
        return self._cue_of_sentence(i)

    def _cue_of_sentence(self, i: int) -> int | None:
        """Return the cue that governs the sentence of a token, where one of saying does."""
        root = self.doc[i].sent.root
        inside = self._quotations.holding(root)
        return root.i if root.i in self._cues and inside is None else None
