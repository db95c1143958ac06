"""The content words and names of a text, cut to their first letters so that forms and spellings meet."""

from __future__ import annotations

import re

from anyascii import anyascii
from spacy.lang.en.stop_words import STOP_WORDS

from foreigndesk.records import Document

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
_LEAD_WORDS = 60
# Not those of the module `calendar`, which change with the user's language.
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_CALENDAR = frozenset((*_DAYS, *_MONTHS))
_EMPTY = STOP_WORDS | _CALENDAR


def stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text."""
    return frozenset(stem(word.group()) for word in _WORD.finditer(text) if _is_content(word.group()))


def names(text: str) -> frozenset[str]:
    """Return the stems of what is written as a name: capitalised, no day or month, no function word."""
    found = (word.group() for word in _WORD.finditer(text))
    return frozenset(stem(word) for word in found if word[0].isupper() and _is_content(word))


def is_name(words: str) -> bool:
    """Whether words are a name ("the Blue Nile Movement") and no noun phrase ("The prime ministers")."""
    last = words.rsplit(maxsplit=1)[-1] if words.split() else ""
    return last[:1].isupper() and last.casefold() not in _CALENDAR


def named(words: str) -> str:
    """Return a name without its article, in small letters."""
    first, _, rest = words.partition(" ")
    return (rest if rest and first.casefold() in {"the", "a", "an"} else words).casefold()


def stem(word: str) -> str:
    """Return the first letters of a word, without accents and in small letters."""
    return str(anyascii(word)).casefold()[:_STEM]


def _is_content(word: str) -> bool:
    return word.casefold() not in _EMPTY


def lead(document: Document) -> str:
    """Return a document's title and first words."""
    return " ".join(document.text.split()[:_LEAD_WORDS])
