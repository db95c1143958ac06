"""Parts a page's text into title, body and chrome, by the structure that news pages share.

A page reads: navigation, then title, date and by-line in some order (the head); paragraphs (the body), with
strange lines between; then source, author, tags and links (the tail). Each line is told by the patterns of
chrome.yaml for its zone; what no pattern takes is told by its shape and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from foreigndesk.intake.chrome import FIELDS, ChromeLine, Zone, classify, split_tags
from foreigndesk.intake.date_patterns import find_printed
from foreigndesk.intake.publication_date import DateLine, date_line
from foreigndesk.intake.shape import (
    Unit,
    asks,
    content_words,
    ends_sentence,
    is_body_like,
    is_menu,
    is_signature,
    overlap,
    units_of,
    word_count,
)
from foreigndesk.records import Chrome

LONG_PARAGRAPH = 20
TITLE_LONGEST = 220
TITLE_SENTENCE_WORDS = 16
# A line is the title when it scores at least this, and near the best line of the head.
TITLE_SCORE = 0.6
NEAR_BEST = 0.75
_METADATA_ROLES = frozenset({"date_line", "author", "source", "translator"})
# What may share its line with the publication date; a picture's or a tag's date is not the article's.
_BESIDE_DATES = frozenset({"author", "source", "translator", "navigation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page's text in its parts; `dates` are its date lines in page order."""

    title: str | None
    paragraphs: tuple[str, ...]
    dates: tuple[DateLine, ...] = ()
    source: str | None = None
    author: str | None = None
    translator: str | None = None
    tags: tuple[str, ...] = ()
    chrome: tuple[Chrome, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A unit and what it was told to be: chrome of some zone, a date line, or (both None) open."""

    unit: Unit
    chrome: ChromeLine | None
    date: DateLine | None

    @property
    def open(self) -> bool:
        return self.chrome is None and self.date is None

    @property
    def role(self) -> str:
        return "date_line" if self.date else self.chrome.role if self.chrome else ""


def lay_out(text: str, *, title: str | None = None, main_text: bool = False) -> Layout:
    """Return the parts of `text`.

    Args:
        text: a page's text with `\\n` line ends.
        title: the title where it is known from elsewhere (HTML, front matter).
        main_text: whether navigation was taken off already, so that every line no pattern takes is body.
    """
    units = units_of(text, _is_line_of_its_own)
    if title is None and not main_text and _opens_with_title(units):
        title = units.pop(0).text
    if title is not None:
        units = [unit for unit in units if not _same_words(unit.text, title)]
    start, end = _body_bounds(units)
    head = [_tell(unit, "head") for unit in units[:start]]
    middle = [_tell(unit, "body") for unit in units[start:end]]
    tail = [_tell(unit, "tail") for unit in units[end:]]
    return _assemble(head, middle, tail, title=title, main_text=main_text)


def _opens_with_title(units: list[Unit]) -> bool:
    """Whether a text without any head opens with a short sentence set above a long paragraph: its title."""
    if len(units) < 2 or units[0].block == units[1].block or "\n" in units[0].text:
        return False
    first, second = word_count(units[0].text), word_count(units[1].text)
    alone = _tell(units[0], "head").open and _tell(units[1], "head").open
    return alone and 4 <= first <= TITLE_SENTENCE_WORDS and second >= 2 * first and second >= LONG_PARAGRAPH


def _is_line_of_its_own(line: str) -> bool:
    return (
        classify(line, "head") is not None
        or classify(line, "tail") is not None
        or date_line(line) is not None
    )


def _tell(unit: Unit, zone: Zone) -> _Told:
    if zone == "body":
        # "Published: 11/05/2021" below the lead is a date line; a bare date there may head a chronology.
        labelled = ":" in unit.text.split("/")[0] and any(c.isalpha() for c in unit.text.split(":")[0])
        dated = date_line(unit.text) if labelled and len(unit.text) < 80 else None
        return _Told(unit, None if dated else classify(unit.text, zone), dated)
    beside = _without_dates(unit.text)
    chrome = classify(beside, zone) if beside else None
    if chrome is not None and beside != unit.text and chrome.role in _BESIDE_DATES:
        return _Told(unit, chrome, DateLine(find_printed(unit.text), False))
    dated = date_line(unit.text)
    return _Told(unit, None if dated else classify(unit.text, zone), dated)


def _without_dates(line: str) -> str:
    """Return what a short line says beside its dates ("By Anna Lee | 3 March 2017")."""
    if len(line) > 200:
        return line
    rest = line
    for item in reversed(find_printed(line)):
        rest = rest[: item.start].rstrip(" ,|–—-") + "   " + rest[item.end :].lstrip(" ,|–—-")
    return rest.strip()


def _body_bounds(units: list[Unit]) -> tuple[int, int]:
    """Return where the body starts and ends among `units` (end exclusive).

    It starts at the first sentence; but a date or by-line below that, and above the first long paragraph,
    means that the sentence belonged to the head (a slogan, a title with a point, a lead).
    """
    bodies = [
        index
        for index, unit in enumerate(units)
        if is_body_like(unit.text) and _tell(unit, "head").open and _tell(unit, "tail").open
    ]
    if not bodies:
        return _bounds_without_sentence(units)
    longs = [index for index in bodies if word_count(units[index].text) >= LONG_PARAGRAPH]
    limit = longs[0] if longs else bodies[-1]
    marks = [
        index for index in range(bodies[0], limit) if _tell(units[index], "head").role in _METADATA_ROLES
    ]
    start = next((index for index in bodies if index > marks[-1]), bodies[0]) if marks else bodies[0]
    return start, bodies[-1] + 1


def _bounds_without_sentence(units: list[Unit]) -> tuple[int, int]:
    """A note without one sentence: its lines that no pattern takes are head (the first) and body."""
    open_lines = [index for index, unit in enumerate(units) if _tell(unit, "head").open]
    if not open_lines:
        return len(units), len(units)
    start = open_lines[1] if len(open_lines) > 1 else open_lines[0]
    return start, open_lines[-1] + 1


def _assemble(
    head: list[_Told], middle: list[_Told], tail: list[_Told], *, title: str | None, main_text: bool
) -> Layout:
    at: int | None = None
    if title is None and not main_text:
        body_words = content_words(" ".join(item.unit.text for item in middle if item.open))
        at = _title_at(head, body_words)
        title = head[at].unit.text if at is not None else None
    sorter = _Sorter()
    for index, item in enumerate(head):
        if index != at:
            sorter.head(item, below_title=main_text or at is None or index > at, keep=main_text)
    sorter.sections(middle)
    sorter.tail(tail, keep=main_text)
    return sorter.layout(title)


def _title_at(head: list[_Told], body_words: frozenset[str]) -> int | None:
    """Return which line of the head is the title: the first of those that score near the best."""
    scores = {
        index: _title_score(head, index, body_words)
        for index, item in enumerate(head)
        if item.open and len(item.unit.text) <= TITLE_LONGEST and "\n" not in item.unit.text
    }
    best = max(scores.values(), default=0.0)
    if best < TITLE_SCORE:
        return None
    return next(index for index, score in scores.items() if score >= NEAR_BEST * best)


def _title_score(head: list[_Told], index: int, body_words: frozenset[str]) -> float:
    """How much a line is like a title: words enough, shared with the body, beside date or by-line."""
    text, words = head[index].unit.text, word_count(head[index].unit.text)
    above = head[index - 1].role if index else ""
    below = head[index + 1].role if index + 1 < len(head) else "body"
    score = min(words, 6) / 6 + 1.5 * overlap(text, body_words)
    score += 0.5 * (above in _METADATA_ROLES or below in {*_METADATA_ROLES, "body"})
    score -= 1.0 * _in_menu(head, index)
    # A sentence with its point is a title only where a date or by-line sets it apart from the body.
    if (
        ends_sentence(text)
        and not asks(text)
        and below not in _METADATA_ROLES
        and above not in _METADATA_ROLES
    ):
        score -= 2.0
    score -= 0.5 * (words > 25)
    return score if words > 1 or len(head) == 1 else score - 1.0


def _in_menu(head: list[_Told], index: int) -> bool:
    """Whether a line stands in a block of navigation: a list of short lines, or lines told to be it."""
    block = [item for item in head if item.unit.block == head[index].unit.block]
    told = sum(item.role in {"navigation", "share"} for item in block)
    return is_menu([item.unit for item in block], head[index].unit) or (
        told > 1 and block[-1] is not head[-1]
    )


def _same_words(line: str, title: str) -> bool:
    """Whether a line repeats the title, apart from signs and case."""
    return re.sub(r"\W+", "", line).casefold() == re.sub(r"\W+", "", title).casefold() != ""


class _Sorter:
    """Sorts told lines into paragraphs and chrome, and gathers the metadata."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.chrome: list[Chrome] = []
        self.dates: list[DateLine] = []
        self.fields: dict[str, str] = {}
        self.opened: str | None = None
        self.closed = False

    def head(self, item: _Told, *, below_title: bool, keep: bool) -> None:
        """Sort a line above the body: chrome by pattern, a lead below the title, navigation above it."""
        if not item.open:
            self._take(item)
        elif keep or (below_title and (word_count(item.unit.text) >= 4 or ends_sentence(item.unit.text))):
            self.paragraphs.append(item.unit.text)
        else:
            self.chrome.append(Chrome(role="navigation", text=item.unit.text))

    def sections(self, items: list[_Told]) -> None:
        """Sort the lines between the first and the last sentence."""
        for item in items:
            if self.closed or not item.open:
                self._take(item)
            elif self.opened and not is_body_like(item.unit.text):
                self.chrome.append(Chrome(role=self.opened, text=item.unit.text))
            else:
                self.opened = None
                self.paragraphs.append(item.unit.text)

    def tail(self, items: list[_Told], *, keep: bool) -> None:
        """Sort the lines below the body: chrome by pattern, and what stands below other chrome."""
        seen_chrome = self.opened is not None
        for index, item in enumerate(items):
            text = item.unit.text
            if self.closed or not item.open:
                self._take(item)
                seen_chrome = True
            elif seen_chrome and not keep:
                self.chrome.append(Chrome(role=self.opened or "navigation", text=text))
            elif index == 0 and is_signature(text) and not keep:
                self.chrome.append(Chrome(role="author", text=text))
                self.fields.setdefault("author", text)
            else:
                self.paragraphs.append(text)

    def _take(self, item: _Told) -> None:
        if self.closed:
            self.chrome.append(Chrome(role=self.opened or "navigation", text=item.unit.text))
            return
        if item.date is not None:
            self.dates.append(item.date)
            self.chrome.append(Chrome(role="date_line", text=item.unit.text))
        if item.chrome is not None:
            self.chrome.extend(Chrome(role=role, text=text) for role, text in item.chrome.parts)
            for key in FIELDS:
                if key in item.chrome.fields:
                    self.fields.setdefault(key, item.chrome.fields[key])
            if item.chrome.opens != "false":
                self.opened = item.chrome.role
                self.closed = item.chrome.opens == "all" and bool(self.paragraphs)
            elif self.opened and item.chrome.role != self.opened:
                self.opened = None

    def layout(self, title: str | None) -> Layout:
        """Return the result; a title without any body is the body."""
        paragraphs = tuple(self.paragraphs)
        if title is not None and not paragraphs:
            paragraphs, title = (title,), None
        return Layout(
            title=title,
            paragraphs=paragraphs,
            dates=tuple(self.dates),
            source=self.fields.get("source"),
            author=self.fields.get("author"),
            translator=self.fields.get("translator"),
            tags=split_tags(self.fields.get("tags", "")),
            chrome=tuple(self.chrome),
        )
