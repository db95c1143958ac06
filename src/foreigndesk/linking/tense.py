"""Whether the words around a date tell of the past or the future: the nearest cue decides."""

from __future__ import annotations

import re
from functools import cache

from foreigndesk.linking.date_grammar import pattern
from foreigndesk.linking.date_words import words
from foreigndesk.linking.intervals import Tense

TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[,;:()]|[–—]")
BREAK_COST, AFTER_COST, REPORT_COST = 4, 1, 6
PAST_PARTICIPLE_REACH = 3


@cache
def _phrases(before: bool) -> re.Pattern[str]:
    phrases = words().future_phrases + (words().future_before if before else ())
    return pattern(r"\b(?:" + "|".join(phrases) + r")\b")


def tense_at(text: str, sentence: tuple[int, int], span: tuple[int, int]) -> Tense:
    """Return the tense that the cue nearest to `span` gives it, within its sentence.

    Distance counts words, a clause break counts as four, a cue after the date as one more.
    """
    before = _cheapest(text, sentence[0], span[0], backwards=True)
    after = _cheapest(text, span[1], sentence[1], backwards=False)
    if before and after:
        return before[1] if before[0] <= after[0] else after[1]
    found = before or after
    if found:
        return found[1]
    return "future" if _headline_infinitive(text[sentence[0] : sentence[1]]) else "none"


def _cheapest(text: str, start: int, end: int, *, backwards: bool) -> tuple[int, Tense] | None:
    phrases = {i for m in _phrases(backwards).finditer(text, start, end) for i in range(m.start(), m.end())}
    tokens = [(m.group().lower().replace("’", "'"), m.start()) for m in TOKEN.finditer(text, start, end)]
    order = range(len(tokens) - 1, -1, -1) if backwards else range(len(tokens))
    cost, reported = 0 if backwards else AFTER_COST, None
    for i in order:
        word, at = tokens[i]
        cue: Tense | None = "future" if at in phrases else _cue([t for t, _ in tokens], i)
        if cue and word in words().reporting and cost > 1 + AFTER_COST:
            # What was said may lie ahead: any other cue near by counts for more.
            reported = reported or (cost + REPORT_COST, cue)
        elif cue:
            return min(reported or (cost, cue), (cost, cue))
        cost += BREAK_COST if word in words().clause_breaks or not word[0].isalnum() else 1
    return reported


def _cue(tokens: list[str], i: int) -> Tense | None:
    w, word = words(), tokens[i]
    if word in w.future_cues or word.endswith("'ll"):
        return "future"
    if word in w.past_cues:
        return "past"
    # "the left", "a cut" are nouns.
    verb = word in w.irregular_past and tokens[max(0, i - 1)] not in ("the", "a", "an", "his", "her", "their")
    participle = verb or (word.endswith("ed") and len(word) > 4 and word not in w.not_past)
    if not participle and word not in w.reporting:
        return None
    # "will be held", "to be signed", "would be opened": a participle that waits for its time.
    lead = tokens[max(0, i - PAST_PARTICIPLE_REACH) : i]
    if "be" in lead or "will" in lead or "being" in lead:
        return "future"
    return "past" if word not in ("says", "tells", "according") else None


def _headline_infinitive(sentence: str) -> bool:
    """Whether a sentence without any other cue reads like a headline: "Putin to visit Ankara on 5 March"."""
    return (
        re.search(r"^\W*[A-Z][\w’'. -]*? to (?!the\b|a\b|an\b|his\b|her\b|its\b|their\b)[a-z]{3,}", sentence)
        is not None
    )
