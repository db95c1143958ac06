"""Numbers as English news writes them: digits, words, ranges, rough numbers and sums of money.

    1,500   2.5 million   $40 million   €3bn   forty-two   a dozen   half a million
    more than 300   up to 500   some 300   dozens   between 20 and 30   20 to 30

It reads characters and knows no grammar: what a number counts is for counts.py to say. The words are
data, `numbers` in codebooks/counts.yaml.

A comma parts thousands ("1,500", in India "1,50,000"), and so does a no-break space; a point is decimal
("2.5"). Where exactly three digits follow each point, and neither scale nor money stands by, the point is
a translator's thousands mark ("1.500 soldiers").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from foreigndesk.codebooks.schema import NumberWords

Number = int | float

_PIECE = re.compile(r"\d+(?:[.,\u00a0\u2009\u202f]\d+)*|[^\W\d_]+(?:['’.][^\W\d_]+)*|\S")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_MARKS = re.compile("[,\u00a0\u2009\u202f]")
_HYPHENS = frozenset("-‐‑–—")
_TYING = _HYPHENS | frozenset("/:#&_.")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at `start` to `end` of a text, exact where `low` equals `high`; an open end is None.

    `about` marks a rough number, `money` is the unit of a sum and None for any other number.
    """

    low: Number | None
    high: Number | None
    about: bool
    money: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, a row of digits or a sign, in small letters."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Amount:
    """A numeral up to the piece `after` it; `vague` where it names only the least ("dozens")."""

    low: Fraction
    high: Fraction
    after: int
    scale: int = 1
    vague: bool = False
    money: str | None = None


_Line = Sequence[_Piece]
_Table = Mapping[tuple[str, ...], str]


class NumberReader:
    """Finds the numbers of a text by the words of a codebook."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._indefinite = {tuple(phrase.split()): str(least) for phrase, least in words.indefinite.items()}
        self._before = _table({"about": words.about, "least": words.at_least, "most": words.at_most})
        self._after = _table({"about": words.about_after, "least": words.at_least_after})
        self._signs = _table({each.unit: each.signs for each in words.money})
        self._currencies = _table({each.unit: each.words for each in words.money})
        self._measures = frozenset(words.measures)
        self._labels = frozenset(words.labels)
        phrases = (self._before, self._signs, self._indefinite)
        opening = {phrase[0] for table in phrases for phrase in table} | set(words.cardinals)
        self._opening = frozenset(opening | {"between", "a", "an", "half"})

    def read(self, text: str) -> tuple[Quantity, ...]:
        """Return the numbers of `text` in their order, never two of the same characters."""
        line = [_Piece(m.group().lower(), m.start(), m.end()) for m in _PIECE.finditer(text)]
        found: list[Quantity] = []
        i = 0
        while i < len(line):
            if not self._opens(line[i].text):
                i += 1
                continue
            quantity, after = self._quantity(line, i)
            if quantity is not None:
                found.append(quantity)
            i = max(after, i + 1)
        return tuple(found)

    def _opens(self, piece: str) -> bool:
        """Whether a number may begin with a piece: hardly any word of a text does."""
        return piece[0].isdigit() or piece in self._opening or piece.removesuffix("s") in self._opening

    def _quantity(self, line: _Line, first: int) -> tuple[Quantity | None, int]:
        """Return the number that begins at a piece, if one does, and the piece to go on from."""
        signs: set[str] = set()
        i = first
        while (match := _longest(self._before, line, i)) is not None:
            sign, i = match
            signs.add(sign)
        between = _text(line, i) == "between"
        amount = self._range(line, i + between, word="and" if between else "")
        if amount is None:
            return None, first
        end = amount.after
        if (match := _longest(self._after, line, end)) is not None:
            sign, end = match
            signs.add(sign)
        if self._counts_nothing(line, i, end):
            return None, end
        low: Number | None = _plain(amount.low)
        high: Number | None = None if amount.vague else _plain(amount.high)
        if "least" in signs:
            high = None
        elif "most" in signs and not amount.vague:
            low = None
        about = "about" in signs
        return Quantity(low, high, about, amount.money, line[first].start, line[end - 1].end), end

    def _counts_nothing(self, line: _Line, first: int, end: int) -> bool:
        """Whether a number only names or measures: "G20", "Article 5", "20th", "40 percent", "34-year"."""
        before, after = _text(line, first - 1), _text(line, end)
        if before in self._labels or after in self._measures or after.removesuffix("s") in self._measures:
            return True
        if before and line[first - 1].end == line[first].start and (before[0].isalnum() or before in _TYING):
            return True
        if not after or line[end].start != line[end - 1].end:
            return False
        beyond = _text(line, end + 1)
        tied = bool(beyond) and line[end + 1].start == line[end].end and beyond[0].isalnum()
        return after[0].isalnum() or (after in _TYING and tied and beyond not in self._words.tails)

    # --- one number, or two that bound a range ---

    def _range(self, line: _Line, i: int, *, word: str) -> _Amount | None:
        """Return the range or single number at a piece; `word` alone may part the range where it is given."""
        low = self._sum(line, i)
        if low is None or low.vague:
            return low if not word else None
        joint = _text(line, low.after)
        if not (joint == word if word else joint in {"to", "or"} or joint in _HYPHENS):
            return None if word else low
        high = self._sum(line, low.after + 1)
        if high is None or high.vague or high.money not in {low.money, high.money if not low.money else None}:
            return None if word else low
        least = low.low * (high.scale if low.scale == 1 and low.low * high.scale < high.high else 1)
        if least >= high.high:
            return None if word else low
        return replace(high, low=least, money=high.money or low.money)

    def _sum(self, line: _Line, i: int) -> _Amount | None:
        """Return the number at a piece, with its currency before or behind it if it has one."""
        sign = _longest(self._signs, line, i)
        if sign and any(line[k].end != line[k + 1].start for k in range(i, sign[1] - 1)):
            sign = _longest(self._signs, line, i := sign[1] - 1)  # "a $40 million loan" is in no "A$"
        amount = self._numeral(line, sign[1] if sign else i)
        if amount is None:
            return None
        if sign:
            return replace(amount, money=sign[0])
        follows = amount.after + (amount.vague and _text(line, amount.after) == "of")
        follows += _text(line, follows) in _HYPHENS and line[follows].start == line[follows - 1].end
        behind = _longest(self._currencies, line, follows)
        if behind is None or _text(line, behind[1]) == "of":  # "ten pounds of explosives"
            return self._pointed(line, i, amount)
        return replace(amount, money=behind[0], after=behind[1])

    @staticmethod
    def _pointed(line: _Line, i: int, amount: _Amount) -> _Amount:
        if amount.scale > 1 or not _POINTED.fullmatch(line[i].text):
            return amount
        value = Fraction(line[i].text.replace(".", ""))
        return replace(amount, low=value, high=value)

    # --- numerals ---

    def _numeral(self, line: _Line, i: int) -> _Amount | None:
        if (match := _longest(self._indefinite, line, i)) is not None:
            least, after = match
            factor, after, scale = self._scaled(line, after)
            return _Amount(int(least) * factor, int(least) * factor, after, scale, vague=True)
        article = _text(line, i) in {"a", "an"}
        half = _text(line, i) == "half" and _text(line, i + 1) in {"a", "an"}
        if article or half:
            factor, after, scale = self._scaled(line, i + 1 + half)
            value = Fraction(factor, 2 if half else 1)
            return _Amount(value, value, after, scale) if scale > 1 else None
        return self._digits(line, i) or self._spelled(line, i)

    def _digits(self, line: _Line, i: int) -> _Amount | None:
        value = _digits(_text(line, i))
        if value is None:
            return None
        after, suffix = i + 1, self._words.suffixes.get(_text(line, i + 1), 1)
        if suffix > 1 and line[after].start == line[i].end:
            return _Amount(value * suffix, value * suffix, after + 1, suffix)
        factor, after, scale = self._scaled(line, after)
        return _Amount(value * factor, value * factor, after, scale)

    def _scaled(self, line: _Line, i: int) -> tuple[Fraction, int, int]:
        """Return the factor of the scale words at a piece ("hundred thousand", "dozen"), where they end."""
        scale = 1
        while True:
            at = i + (_text(line, i) in _HYPHENS)
            word = _text(line, at)
            word = word.removesuffix("s") if scale == 1 and i and line[i - 1].text[0].isdecimal() else word
            factor = self._words.scales.get(word) or self._words.collectives.get(word)
            if factor is None:
                return Fraction(scale), i, scale
            scale, i = scale * factor, at + 1

    def _spelled(self, line: _Line, i: int) -> _Amount | None:
        """Return a number in words: groups below a thousand, each before a smaller scale than the last."""
        if _text(line, i - 1) == "no":
            return None
        total, limit, scale = Fraction(0), 0, 1
        while (group := self._below_thousand(line, i)) is not None:
            value, after = group
            if [_text(line, after + k) for k in range(3)] == ["and", "a", "half"]:
                value, after = value + Fraction(1, 2), after + 3
            factor, beyond, _ = self._scaled(line, after)
            if limit and factor >= limit:
                break
            total, i, limit = total + value * factor, beyond, int(factor)
            scale = scale if scale > 1 else limit
            if factor < 1000:
                break
            at = beyond + (_text(line, beyond) == "and")
            if self._below_thousand(line, at) is None:
                break
            i = at
        return _Amount(total, total, i, scale) if limit else None

    def _below_thousand(self, line: _Line, i: int) -> tuple[Fraction, int] | None:
        value = self._below_hundred(line, i)
        if value is None:
            return None
        hundred = self._words.scales.get(_text(line, value[1])) == 100
        if not hundred:
            return Fraction(value[0]), value[1]
        after = value[1] + 1
        rest = self._below_hundred(line, after + (_text(line, after) == "and"))
        return Fraction(value[0] * 100 + (rest[0] if rest else 0)), rest[1] if rest else after

    def _below_hundred(self, line: _Line, i: int) -> tuple[int, int] | None:
        value = self._words.cardinals.get(_text(line, i))
        if value is None:
            return None
        at = i + 1 + (_text(line, i + 1) in _HYPHENS)
        unit = self._words.cardinals.get(_text(line, at), 0)
        tens = value >= 20 and 0 < unit < 10
        return (value + unit, at + 1) if tens else (value, i + 1)


def _digits(text: str) -> Fraction | None:
    """Return the number that digits write: `1,500`, `2.5`, `1.500.000`; None for anything else."""
    if _GROUPED.fullmatch(text):
        return Fraction(_MARKS.sub("", text))
    if _POINTED.fullmatch(text) and text.count(".") > 1:
        return Fraction(text.replace(".", ""))
    return Fraction(text) if _PLAIN.fullmatch(text) else None


def _plain(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else float(value)


def _text(line: _Line, i: int) -> str:
    return line[i].text if 0 <= i < len(line) else ""


def _table(phrases: Mapping[str, Sequence[str]]) -> _Table:
    """Return what each phrase means, by its pieces."""
    return {
        tuple(_PIECE.findall(phrase.lower())): meaning
        for meaning, group in phrases.items()
        for phrase in group
    }


def _longest(table: _Table, line: _Line, i: int) -> tuple[str, int] | None:
    """Return what the longest phrase at a piece means and where it ends; its last word may be a plural."""
    for size in range(min(4, len(line) - i), 0, -1):
        words = tuple(piece.text for piece in line[i : i + size])
        meaning = table.get(words) or table.get((*words[:-1], words[-1].removesuffix("s")))
        if meaning is not None:
            return meaning, i + size
    return None
