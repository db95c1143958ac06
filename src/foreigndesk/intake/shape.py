"""The shape of lines: units of a text, sentences, menus, signatures. No word lists, only form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_ABBREVIATION_END = re.compile(
    r"""(?:\b[A-Z]\.|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|No|St|Gov|Gen|Sen|Rep|Dr|Mr|Mrs))\.?["'”’»)\]]*$"""
)
_SIGNATURE = re.compile(r"[–—-]?\s*[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*){1,3}")
# A point within the text, not that of an initial (U.S.), with a capital after it.
_SECOND_SENTENCE = re.compile(r"""(?<!\b[A-Z])[.!?…]["'”’»)\]]*\s+["'“‘«(]*[^\W\d_a-z]""")
# What may stand in a line that is empty to the eye.
_BLANK = " \t\r\f\v\xa0\u200b\u200c\u200d\u2060\ufeff"
WRAP_NARROWEST, WRAP_WIDEST = 40, 120
SENTENCE_WORDS = 6
LONG_LINE_WORDS = 25


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, or a line that stands for itself; `block` counts the blank-line blocks of the page."""

    text: str
    block: int


def units_of(text: str, is_own: Callable[[str], bool]) -> list[Unit]:
    """Return the units of `text`: lines, but hard-wrapped lines of one paragraph together as they are.

    Two lines are of one paragraph when the next word would not have fitted on the first one, or when a
    sentence runs on. `is_own` says of a line that it stands for itself.
    """
    units: list[Unit] = []
    for number, block in enumerate(re.split(r"\n(?:[^\S\n]*\n)+", text)):
        lines = [line for line in block.split("\n") if line.strip().strip(_BLANK)]
        width = max((len(line.rstrip()) for line in lines), default=0)
        wraps = len(lines) > 1 and WRAP_NARROWEST <= width <= WRAP_WIDEST
        joined: list[str] = []
        previous = ""
        for line in lines:
            goes_on = wraps and joined and (_overflows(previous, line, width) or _continues(previous, line))
            if goes_on and not is_own(previous) and not is_own(line):
                joined[-1] += "\n" + line.rstrip()
            else:
                joined.append(line.strip())
            previous = line
        units.extend(Unit(item, number) for item in joined)
    return units


def _overflows(line: str, following: str, width: int) -> bool:
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width


def _continues(line: str, following: str) -> bool:
    """Whether a sentence runs on from a full line to the next."""
    return len(line) >= WRAP_NARROWEST and following[:1].islower() and not ends_sentence(line)


def word_count(text: str) -> int:
    """Return how many words `text` has."""
    return len(_WORD.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with the point of a sentence, not of an abbreviation."""
    stripped = text.rstrip()
    return bool(_SENTENCE_END.search(stripped)) and not _ABBREVIATION_END.search(stripped)


def asks(text: str) -> bool:
    """Whether `text` is one question or exclamation, as headlines may be."""
    single = not _SECOND_SENTENCE.search(text)
    return single and bool(re.search(r"""[!?]["'”’»)\]]*$""", text.rstrip()))


def is_body_like(text: str) -> bool:
    """Whether a line reads as body text: a sentence of some words with its point, or very many words."""
    words = word_count(text)
    if words >= LONG_LINE_WORDS:
        return True
    if words < SENTENCE_WORDS or not ends_sentence(text):
        return False
    # One question or exclamation alone does not tell body from title.
    return not (asks(text) and words < LONG_LINE_WORDS - 7)


def content_words(text: str) -> frozenset[str]:
    """Return the beginnings (five letters) of the longer words of `text`, to compare texts by."""
    return frozenset(word.casefold()[:5] for word in _WORD.findall(text) if len(word) > 3)


def overlap(text: str, words: frozenset[str]) -> float:
    """Return which share of the longer words of `text` is among `words`."""
    own = content_words(text)
    return len(own & words) / len(own) if own else 0.0


def is_menu(block: list[Unit], unit: Unit) -> bool:
    """Whether a line is one of a list of short lines without blanks between: a menu."""
    return (
        len(block) >= 4
        and sum(word_count(other.text) <= 3 for other in block) >= len(block) - 1
        and word_count(unit.text) <= 3
    )


def is_signature(text: str) -> bool:
    """Whether a line is a name alone, as an author signs below an article."""
    return bool(_SIGNATURE.fullmatch(text.strip()))
