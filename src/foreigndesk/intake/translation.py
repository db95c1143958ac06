"""Signs that a text was translated, by the patterns in translation.yaml and the share of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from foreigndesk.intake.datafile import read_data
from foreigndesk.records import TranslationSign

QUOTES_PER_SIGN = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class SignPattern(BaseModel):
    """One entry of translation.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: str
    regex: str
    where: Literal["text", "chrome", "both"] = "text"
    least: int = 1
    examples: tuple[str, ...]
    leaves: tuple[str, ...] = ()


class TranslationData(BaseModel):
    """The schema of translation.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    least_article_share: float
    article_words: int
    signs: tuple[SignPattern, ...]


@cache
def translation_data() -> TranslationData:
    """Return the checked content of translation.yaml."""
    return read_data("translation.yaml", TranslationData)


@cache
def _compiled() -> tuple[tuple[SignPattern, re.Pattern[str]], ...]:
    return tuple((entry, re.compile(entry.regex, re.IGNORECASE)) for entry in translation_data().signs)


def find_signs(text: str, chrome: tuple[str, ...] = ()) -> tuple[TranslationSign, ...]:
    """Return the signs of translation in a document's text and in the chrome of its page.

    At most three quotes are given for each sign.
    """
    found: list[TranslationSign] = []
    for entry, pattern in _compiled():
        parts = [text] if entry.where != "chrome" else []
        parts += chrome if entry.where != "text" else ()
        quotes = list(dict.fromkeys(match[0] for part in parts for match in pattern.finditer(part)))
        if sum(len(pattern.findall(part)) for part in parts) >= entry.least:
            found.extend(TranslationSign(sign=entry.sign, quote=quote) for quote in quotes[:QUOTES_PER_SIGN])
    found.extend(_few_articles(text))
    return tuple(found)


def _few_articles(text: str) -> Iterator[TranslationSign]:
    data = translation_data()
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < data.article_words:
        return
    articles = sum(word in {"the", "a", "an"} for word in words)
    if articles < data.least_article_share * len(words):
        yield TranslationSign(sign="few_articles", quote=f"{articles} articles in {len(words)} words")
