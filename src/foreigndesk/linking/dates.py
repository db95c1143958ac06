"""When: every temporal expression of a text as an interval of dates, read against the publication date.

The grammar works on the text itself (date_rules, relative_dates), so it needs no parser; where the
Doc has sentences and entities they are used. Words are data (dates.yaml). Islamic and Jalali dates are read
where a month's name or a mark tells them (calendars). Not read: recurring times ("on Sundays", "every
Friday"), bare durations ("for three years").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from spacy.tokens import Doc

from foreigndesk.linking import date_rules, relative_dates
from foreigndesk.linking.date_composition import Composer, Expression, clock
from foreigndesk.linking.date_forms import Context, Fixed, Piece
from foreigndesk.linking.date_grammar import affix, era_patterns, grammar, licence, not_date_patterns, pattern
from foreigndesk.linking.date_rules import SlashOrder
from foreigndesk.linking.date_words import words
from foreigndesk.linking.intervals import Interval, Tense, day
from foreigndesk.linking.tense import tense_at
from foreigndesk.records import When

LIST_GAP = re.compile(
    r"\s*(?:,|,?\s*\b(?:and|or|to|until|till|through)\b|[-–—/])\s*(?:in\s+|the\s+)?", re.IGNORECASE
)
OWNER = re.compile(r"(?:\b(?:the|its|his|her|their|this|a)|\w['’]s?)[^\S\n]$", re.IGNORECASE)
BREAK = re.compile(r"(?<=[.!?])[\"”»)]*\s+(?=[A-Z\"“«(])|\n+")

OTHER = "other calendar"
RECURRING = frozenset(
    {"weekday", "month", "day and month", "month and day", "season", "weekend", "named day"}
)


def find_dates(doc: Doc, anchor: str | None, *, slashes: SlashOrder = "day_first") -> tuple[When, ...]:
    """Return every temporal expression of `doc`, in order, without overlaps.

    Args:
        doc: the text; sentences and PERSON entities are used where it has them.
        anchor: the publication day, YYYY-MM-DD. Without it a relative expression has no start and end.
        slashes: how 3/4/2017 is read; dotted dates are day first.

    Raises:
        ValueError: `anchor` is no date.
    """
    published = date.fromisoformat(anchor) if anchor else None
    text = doc.text
    sentences = _sentences(doc)

    def tense_of(start: int, end: int) -> Tense:
        around = next(((a, b) for a, b in sentences if a <= start < b), (start, end))
        return tense_at(text, around, (start, end))

    pieces = _select(doc, slashes)
    composer = Composer(text, tense_of, Context(published, "none", None))
    found = composer.compose(pieces)
    found += _bare_times(text, found, published)
    return tuple(_when(text, e) for e in sorted(found, key=lambda e: e.start))


def _when(text: str, e: Expression) -> When:
    i = e.interval
    start, end = (e.minute, e.minute) if e.minute else (_iso(i.start), _iso(i.end))
    return When(
        start=start,
        end=end,
        precision="minute" if e.minute else i.precision,
        surface=text[e.start : e.end],
        rule=i.rule,
        at=e.start,
    )


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    text = doc.text  # made anew at each asking: once, or long texts take quadratic time
    if doc.has_annotation("SENT_START"):
        rough = [(s.start_char, s.end_char) for s in doc.sents]
    else:
        cuts = [0, *(m.end() for m in BREAK.finditer(text)), len(text)]
        rough = list(pairwise(cuts))
    # A title and a paragraph never share a sentence, whatever the parser holds.
    out: list[tuple[int, int]] = []
    for a, b in rough:
        at = a
        for m in re.finditer(r"\n\s*\n", text[a:b]):
            out.append((at, a + m.start()))
            at = a + m.end()
        out.append((at, b))
    return out


def _matches(text: str, slashes: SlashOrder) -> Iterator[Piece]:
    readings = {**date_rules.READINGS, **relative_dates.READINGS}
    readings["slashed"] = readings[f"slashed_{slashes}"]
    others = affix("other_year").search(text) is not None  # few texts have one: ten rules less to try
    for rule in grammar().rules:
        if rule.name == OTHER and not others:
            continue
        compiled, read = pattern(rule.pattern, case=rule.case), readings[rule.reading]
        at = 0
        while m := compiled.search(text, at):
            form = read(m) if m.group() else None
            if form is not None:
                yield Piece(m.start(), m.end(), form, rule.licence, rule.name)
            # A match that turned out to be none may hide a shorter one that starts later.
            at = m.end() if form is not None else m.start() + 1
    for compiled, era in era_patterns():
        for m in compiled.finditer(text):
            fixed = Fixed(
                Interval(
                    era.start,
                    era.end,
                    "day" if era.start == era.end else "unknown",
                    f"{m.group()}: a named event",
                )
            )
            yield Piece(m.start(), m.end(), fixed, "era", "era")


def _select(doc: Doc, slashes: SlashOrder) -> list[Piece]:
    """Return the pieces that count: leftmost, then longest; licensed; no part of a name that is no date."""
    text = doc.text
    found = sorted(_matches(text, slashes), key=lambda p: (p.start, -p.end))
    closed = [m.span() for compiled in not_date_patterns() for m in compiled.finditer(text)]
    closed += [(p.start, p.end) for p in found if p.name == "era"]
    surname = (
        re.search(r"\b(?:Theresa|Mrs\.?|Ms\.?|Mr\.?|Minister|Premier|Secretary|Brian) May\b", text)
        is not None
    )
    persons = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
    out: list[Piece] = []
    for p in found:
        if out and p.start < out[-1].end:
            continue
        if p.name != "era" and any(a < p.end and p.start < b for a, b in closed):
            continue
        if p.name == "month" and any(a < p.end and p.start < b for a, b in persons):
            continue
        if _recurring(text, p) or not _licensed(text, p, out[-1] if out else None, surname=surname):
            continue
        out.append(p)
    return _without_eves(text, _without_doubles(text, out))


def _without_doubles(text: str, pieces: list[Piece]) -> list[Piece]:
    """Drop a date of another calendar where the Gregorian stands beside it: "1397 SH (2018)"."""
    doubled = set()
    for left, right in pairwise(pieces):
        other = [p for p in (left, right) if p.name == OTHER]
        if len(other) == 1 and affix("same_day").search(text[left.end : right.start]):
            doubled.add(other[0].start)
    return [p for p in pieces if p.start not in doubled]


def _without_eves(text: str, pieces: list[Piece]) -> list[Piece]:
    """Drop "on the eve of" where a date follows, which then takes it in."""
    keep = []
    followers: list[Piece | None] = [*pieces[1:], None]
    for p, after in zip(pieces, followers, strict=False):
        joined = after is not None and re.fullmatch(r"\s*(?:the\s+)?", text[p.end : after.start]) is not None
        if not (p.name == "the eve of" and joined):
            keep.append(p)
    return keep


def _recurring(text: str, p: Piece) -> bool:
    before = text[max(0, p.start - 40) : p.start]
    return p.name in RECURRING and affix("recurring_before").search(before) is not None


def _licensed(text: str, p: Piece, previous: Piece | None, *, surname: bool) -> bool:
    if p.licence is None:
        return True
    before, word = text[max(0, p.start - 40) : p.start], text[p.start : p.end]
    # "mar", "dec", "sep" in lower case are as often other words or parts of names.
    if p.name == "month" and word.islower() and len(word) <= 4 and word not in {"june", "july", "may"}:
        return False
    if previous is not None and _same_list(text, previous, p):
        return True
    if p.name == "month" and word == "May" and surname:
        return licence("surname_safe").search(before) is not None
    if licence(p.licence).search(before):
        return True
    if p.licence not in ("year", "month"):
        return False
    return _names_event(text, p, before) or (p.licence == "year" and _opens_sentence(text, p, before))


def _same_list(text: str, previous: Piece, p: Piece) -> bool:
    family = {"years": "year", "month and year": "month"}
    same = family.get(previous.name, previous.name) == family.get(p.name, p.name)
    return same and LIST_GAP.fullmatch(text[previous.end : p.start]) is not None


def _names_event(text: str, p: Piece, before: str) -> bool:
    """Whether the date stands before what happened then: "the 2010 revolution", "its November elections"."""
    if OWNER.search(before) is None or not (text[p.start].isupper() or text[p.start].isdigit()):
        return False
    after = re.match(r"[^\S\n]+([A-Za-z0-9-]+)(?:[^\S\n]+([A-Za-z-]+))?", text[p.end : p.end + 50])
    if after is None:
        return False
    nouns = words().event_nouns
    return after.group(1).lower() in nouns or (after.group(2) or "").lower() in nouns


def _opens_sentence(text: str, p: Piece, before: str) -> bool:
    starts = not before.strip() or re.search(r"[.!?\n][\"”»]?\s*$", before) is not None
    return (
        starts
        and re.match(
            r"\s+(?:was|is|will|saw|has|brought|marked|ended|became|began)\b", text[p.end : p.end + 12]
        )
        is not None
    )


def _bare_times(text: str, found: list[Expression], published: date | None) -> list[Expression]:
    """Return clock times that stand alone: on the day last named in the sentence, or of publication."""
    out = []
    for m in affix("bare_time").finditer(text):
        minute = clock(m)
        if minute is None or any(e.start < m.end() and m.start() < e.end for e in found):
            continue
        day_before = [
            e
            for e in found
            if e.end <= m.start() and "." not in text[e.end : m.start()] and e.interval.one_day
        ]
        of = day_before[-1].interval.start if day_before else published
        rule = (
            f"a time alone: on {of}, {'the day named before it' if day_before else 'the day of publication'}"
        )
        if of is None:
            out.append(
                Expression(
                    m.start("clock"),
                    m.end("clock"),
                    Interval(None, None, "minute", "a time alone, and no publication date"),
                )
            )
        else:
            out.append(Expression(m.start("clock"), m.end("clock"), day(of, rule), f"{of}T{minute}"))
    return out
