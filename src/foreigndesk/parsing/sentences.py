"""The sentence rules: newlines, stops, abbreviations and quotes, as news and translations have them."""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.tokens import Doc, Token

from foreigndesk.parsing.tokenization import COUNTED, MAY_END, SHOUTED_TITLES, TITLES, words_of

TERMINAL = re.compile(r"[.!?…。！？]+")
CLOSERS = frozenset("\"”’»)]'")
DASHES = frozenset({"-", "--", "–", "—"})
QUOTES = frozenset("\"'")
STARTERS = words_of(
    """
    The A An This That These Those He She It They We I You His Her Its Their Our In On At By For From
    With After Before But And However Meanwhile When While If As Although Also According There Then Now
    Yet So Some Many Most Earlier Later Last Since During Despite What Why How Who Where No Not
    """
)
SHORTENED = words_of(
    """
    etc vs approx est govt dept incl esp max min avg tel ext resp
    """
)
MAGNITUDES = words_of(
    """
    percent % million billion trillion thousand bn mln km kilometers kilometres meters
    """
)


def mark_sentences(doc: Doc) -> list[bool]:
    """Return, for each token of `doc`, whether the rules begin a sentence with it."""
    soft = hard_wrapped(doc.text)
    starts = [index == 0 for index in range(len(doc))]
    open_quote = False
    index = 0
    while index < len(doc):
        token = doc[index]
        if token.is_space and "\n" in token.text and breaks_paragraph(doc, index, soft=soft):
            open_quote = False
            if index + 1 < len(doc):
                starts[index + 1] = True
        if token.text == '"':
            open_quote = not open_quote
        if (
            TERMINAL.fullmatch(token.text)
            or token.text in MAY_END
            or token.text in COUNTED
            or _initial(token)
        ):
            end, open_quote = _after_closers(doc, index, open_quote=open_quote)
            if end < len(doc) and _ends(doc, index, end):
                starts[end] = True
            index = end
            continue
        index += 1
    _after_datelines(doc, starts)
    _move_off_spaces(doc, starts)
    return starts


def _after_datelines(doc: Doc, starts: list[bool]) -> None:
    """Start a sentence after "GENEVA, June 14, 2022 (Agency) -" at the head of a paragraph."""
    for index in [i for i, start in enumerate(starts) if start]:
        first = next((t for t in doc[index : index + 3] if not t.is_space), None)
        if first is None or not (first.is_alpha and first.is_upper and len(first) > 2):
            continue
        for token in doc[first.i + 1 : first.i + 16]:
            if token.text in DASHES and token.i + 1 < len(doc) and doc[token.i + 1].text[:1].isupper():
                starts[token.i + 1] = True
                break
            if TERMINAL.fullmatch(token.text) and not token.text.startswith(","):
                break


def hard_wrapped(text: str) -> bool:
    """Tell whether single newlines only wrap lines: no next word would have fitted on its line."""
    lines = text.split("\n")
    pairs = [(a.rstrip(), b.split()[0]) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(pairs) < 3:
        return False
    width = max(len(line.rstrip()) for line in lines)
    if not 40 <= width <= 120:
        return False
    fitting = sum(len(line) + 1 + len(word) <= width for line, word in pairs)
    return fitting <= len(pairs) // 10


def breaks_paragraph(doc: Doc, index: int, *, soft: bool) -> bool:
    """Tell whether the newline token at `index` ends a sentence."""
    text = doc[index].text
    if text.count("\n") > 1 or index == 0 or index + 1 == len(doc):
        return True
    if soft:
        return False
    before, after = doc[index - 1].text, doc[index + 1].text
    return not after[:1].islower() or TERMINAL.fullmatch(before) is not None


def _after_closers(doc: Doc, index: int, *, open_quote: bool) -> tuple[int, bool]:
    """Return the first token after the quotes and brackets that close at `index`, and the quote state."""
    end = index + 1
    while end < len(doc):
        text = doc[end].text
        if TERMINAL.fullmatch(text) or text == "”":
            end += 1
            continue
        if text == "[" and _footnote(doc, end):
            end += 3
            continue
        if text not in CLOSERS:
            break
        if text in QUOTES:
            spaced = bool(doc[end - 1].whitespace_)
            followed = bool(doc[end].whitespace_) or end + 1 == len(doc)
            if spaced and (not followed or not open_quote):
                break
            open_quote = False if text == '"' else open_quote
        elif doc[end - 1].whitespace_ and text == "’":
            break
        end += 1
    return end, open_quote


def _footnote(doc: Doc, index: int) -> bool:
    """Tell a reference mark ("[19]")."""
    return index + 2 < len(doc) and doc[index + 1].text.isdigit() and doc[index + 2].text == "]"


def _ends(doc: Doc, index: int, end: int) -> bool:
    """Tell whether the stop at `index` ends a sentence, given the token at `end` that follows it."""
    stop, after = doc[index], doc[end]
    if after.is_space:
        if end + 1 >= len(doc) or "\n" in after.text:
            return False  # the paragraph rule decides
        after = doc[end + 1]
    word = after.text
    if word[:1].islower() and not _plain_stop(doc, index, end):
        return False
    if word in {",", ";", ":", ")", "]", "-", "–", "—", "%"}:
        return False
    if stop.text in COUNTED:
        return word in STARTERS
    if stop.text in MAY_END or _initial(stop):
        return word in STARTERS
    if stop.text.startswith(".") and len(stop.text) == 1 and index:
        return not _number_point(doc, index, end) and not _enumerator(doc, index) and not _title(doc, index)
    return True


def _plain_stop(doc: Doc, index: int, end: int) -> bool:
    """Tell a full stop after an ordinary word, which ends a sentence even before a small letter."""
    before = doc[index - 1].text if index else ""
    whole = doc[index].text in {".", "!", "?"} and end == index + 1 and bool(doc[index].whitespace_)
    return whole and before.isalpha() and before.islower() and len(before) > 2 and before not in SHORTENED


def _number_point(doc: Doc, index: int, end: int) -> bool:
    """Tell a spaced decimal point ("1. 5 million") or "no. 6" from the end of a sentence."""
    before, after = doc[index - 1].text, doc[end].text
    if before.lower() in {"no", "nos", "art", "fig", "sec", "vol"} and after.isdigit():
        return True
    if not (before.isdigit() and len(before) <= 3 and after.isdigit()):
        return False
    if not doc[index].whitespace_ and not doc[index - 1].whitespace_:
        return True
    return end + 1 < len(doc) and doc[end + 1].text.lower() in MAGNITUDES


def _enumerator(doc: Doc, index: int) -> bool:
    """Tell a list number ("1. Russia ...") at the start of a paragraph."""
    short = doc[index - 1].text.isdigit() and len(doc[index - 1].text) <= 2
    return short and (index == 1 or "\n" in doc[index - 2].text)


def _title(doc: Doc, index: int) -> bool:
    """Tell a title that a space parted from its stop ("Mr . Smith")."""
    before = doc[index - 1].text
    return before + "." in (TITLES | SHOUTED_TITLES) - COUNTED


def _initial(token: Token) -> bool:
    """Tell an initial ("J."), which stands before a surname."""
    text = token.text
    return len(text) == 2 and text[0].isupper() and text[1] == "."


def _move_off_spaces(doc: Doc, starts: list[bool]) -> None:
    """Let no sentence start on white space, save the first: the start moves to the next word."""
    for index in range(1, len(doc)):
        if starts[index] and doc[index].is_space:
            starts[index] = False
            if index + 1 < len(doc):
                starts[index + 1] = True
