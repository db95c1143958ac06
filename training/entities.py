"""Entity labels for training: GUM's `Entity=` marks, re3d's spans, and sure facts about EWT.

One label set for all: PERSON, ORG, GPE, LOC, FACILITY, NORP, DATE, MONEY, PERCENT, QUANTITY, EVENT.
None marks a word whose label a source does not tell; the loss skips it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from babel import Locale

from foreigndesk.parsing.conllu import TreebankSentence, Word
from foreigndesk.parsing.tokenization import words_of
from training.sources import allowed

Label = str | None
Span = tuple[int, int, str]

MONTHS = words_of(
    """
    january february march april may june july august september october november december
    """
)
DAYS = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)
UNITS = words_of(
    """
    km kilometer kilometers kilometre kilometres mile miles meter meters metre metres m cm mm feet foot
    ft inch inches kg kilogram kilograms gram grams g ton tons tonne tonnes barrel barrels litre litres
    liter liters acre acres hectare hectares mw megawatt megawatts gb mb degrees hp mph km/h knots
    """
)
CURRENCY = words_of(
    """
    dollar dollars euro euros pound pounds ruble rubles rouble roubles yen yuan usd eur cents
    """
)
TITLES = words_of(
    """
    president prime minister mr mr. mrs mrs. ms ms. dr dr. gen gen. general col col. colonel lt lt. sen
    sen. senator rep rep. ambassador secretary sir lord king queen prince princess sheikh professor prof
    prof. captain capt. maj. major sgt. judge justice governor gov. chancellor pope imam ayatollah
    foreign defense defence sheik admiral
    """
)
FACILITY_WORDS = words_of(
    """
    airport base hospital street avenue road bridge stadium hotel palace building station castle museum
    park square church mosque cathedral temple highway dam camp prison embassy airfield port harbour
    harbor school center centre hall tower pipeline theatre theater crossing checkpoint library
    university college
    """
)
LOCATION_WORDS = words_of(
    """
    river sea mountain mountains ocean lake gulf desert valley region peninsula island islands strait
    mount coast bay canal plain plateau hill hills forest asia europe africa america antarctica balkans
    caucasus north south east west northern southern eastern western central middle arctic atlantic
    pacific mediterranean border earth
    """
)
PRONOUNS = words_of(
    """
    i we they he she it you us them him her his their our its this these those who
    """
)
DEMONYMS = words_of(
    """
    Afghan Albanian Algerian American Andorran Angolan Arab Arabian Argentine Argentinian Armenian Asian
    Australian Austrian Azerbaijani Azeri Bahraini Bangladeshi Basque Belarusian Belgian Bolivian
    Bosnian Brazilian British Bulgarian Burmese Cambodian Cameroonian Canadian Catalan Chechen Chilean
    Chinese Christian Colombian Congolese Croatian Cuban Cypriot Czech Danish Dutch Egyptian English
    Eritrean Estonian Ethiopian European Fijian Filipino Finnish French Georgian German Ghanaian Greek
    Guatemalan Haitian Hindu Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Islamic
    Israeli Italian Ivorian Jamaican Japanese Jewish Jordanian Kashmiri Kazakh Kenyan Korean Kosovar
    Kurdish Kuwaiti Kyrgyz Lao Latvian Lebanese Liberian Libyan Lithuanian Macedonian Malaysian Malian
    Maltese Mexican Moldovan Mongolian Montenegrin Moroccan Muslim Nepalese Nepali Nicaraguan Nigerian
    Norwegian Omani Pakistani Palestinian Persian Peruvian Polish Portuguese Qatari Roman Romanian
    Russian Rwandan Saudi Scottish Senegalese Serb Serbian Shia Shiite Sikh Slovak Slovenian Somali
    Soviet Spanish Sudanese Sunni Swedish Swiss Syrian Taiwanese Tajik Tanzanian Thai Tibetan Tunisian
    Turk Turkish Turkmen Ugandan Ukrainian Uzbek Venezuelan Vietnamese Welsh Yazidi Yemeni Yemenite
    Zimbabwean Catholic Orthodox Protestant Buddhist Republican Democratic Democrat Communist Baathist
    Latin African
    """
)
DEMONYMS |= {word + "s" for word in DEMONYMS if not word.endswith(("s", "h", "e"))}
_GUM_CLASS = {"person": "PERSON", "organization": "ORG", "place": "GPE", "event": "EVENT", "time": "DATE"}
_RE3D_CLASS = {
    "Person": "PERSON", "Organisation": "ORG", "Location": "GPE", "Nationality": "NORP",
    "Temporal": "DATE", "Money": "MONEY", "Quantity": "QUANTITY",
}  # fmt: skip


BEFORE_YEARS = words_of("in since of by until from before after")


def country_names() -> set[tuple[str, ...]]:
    """Return country names as word tuples, with the usual short forms."""
    names = {name for code, name in Locale("en").territories.items() if code.isalpha() and len(code) == 2}
    names |= {
        "US",
        "U.S.",
        "USA",
        "U.S.A.",
        "UK",
        "U.K.",
        "Burma",
        "Czech Republic",
        "Soviet Union",
        "USSR",
        "UAE",
    }
    return {
        tuple(name.split()) for name in names if ("(" not in name and "." not in name[:-1]) or len(name) < 7
    }


COUNTRIES = country_names()


def place_class(words: Sequence[str]) -> str:
    """Split GUM's and re3d's places: a facility or region word decides, any other place is a GPE."""
    lowered = {word.lower() for word in words}
    if tuple(words) in COUNTRIES:
        return "GPE"
    if lowered & FACILITY_WORDS:
        return "FACILITY"
    return "LOC" if lowered & LOCATION_WORDS else "GPE"


def paint(length: int, spans: Sequence[Span], ground: Label) -> list[Label]:
    """Return BIO labels; of overlapping spans the longest wins."""
    labels: list[Label] = [ground] * length
    taken = [False] * length
    for start, end, kind in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if not any(taken[start:end]):
            labels[start:end] = ["B-" + kind] + ["I-" + kind] * (end - start - 1)
            taken[start:end] = [True] * (end - start)
    return labels


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
    if kind in {"GPE", "LOC"} and "," in words[start:end]:
        end = start + list(words[start:end]).index(",")  # "Palmyra, Syria": the first name alone
    while end > start and words[end - 1] in {"'s", "’s", ",", ".", "'"}:
        end -= 1
    rest = {word.lower() for word in words[start:end]}
    empty = not rest or rest <= PRONOUNS or (kind == "PERSON" and rest <= TITLES)
    return None if empty else (start, end, kind)


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
    if kind in {"PERSON", "GPE", "ORG"} and last - first == 1 and forms[first] in DEMONYMS:
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


def sure_labels(sentence: TreebankSentence) -> list[Label]:
    """Return what is sure about a sentence without entity marks: patterns, lone countries, plain words.

    A lower-case word that is neither a name nor a number is outside any entity; small words that names may
    hold ("of", "the", "and") and every other name stay unknown.
    """
    words = sentence.words
    spans = pattern_spans(words)
    proper = [word.upos == "PROPN" for word in words]
    for start in range(len(words)):
        for end in range(min(len(words), start + 3), start, -1):
            lone = not (start and proper[start - 1]) and not (end < len(words) and proper[end])
            if lone and all(proper[start:end]) and tuple(w.form for w in words[start:end]) in COUNTRIES:
                spans.append((start, end, "GPE"))
                break
    labels = paint(len(words), spans, None)
    loose = {"of", "the", "and", "for", "de", "al", "-", "a", "&", "in", "on"}
    for index, word in enumerate(words):
        plain = word.form.islower() or not any(character.isalnum() for character in word.form)
        if (
            labels[index] is None
            and plain
            and word.upos not in {"PROPN", "NUM", "X"}
            and word.form not in loose
        ):
            labels[index] = "O"
    return labels


def re3d_sentences(folders: Sequence[Path], root: Path) -> Iterator[tuple[list[str], list[Label]]]:
    """Yield (words, labels) of the re3d documents; of its spans, only those that hold a name or number."""
    nlp = spacy.blank("en")
    for folder in folders:
        documents = _json_lines(allowed(folder / "documents.json", root))
        entities = _json_lines(allowed(folder / "entities.json", root))
        for document in documents:
            doc = nlp.make_doc(document["text"])
            spans = []
            for entity in entities:
                if entity["documentId"] == document["_id"] and entity["type"] in _RE3D_CLASS:
                    spans += _re3d_span(doc, entity)
            yield from _split(doc, paint(len(doc), spans, "O"))


def _re3d_span(doc, entity) -> list[Span]:
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


def _split(doc, labels: list[Label]) -> Iterator[tuple[list[str], list[Label]]]:
    """Cut a document at newlines and full stops that end no entity; enough for entity training."""
    words: list[str] = []
    kept: list[Label] = []
    for token, label, following in zip(doc, labels, [*labels[1:], "O"], strict=True):
        if not token.is_space:
            words.append(token.text)
            kept.append(label)
        if following and following.startswith("I-"):
            continue
        if words and (
            (token.is_space and "\n" in token.text) or token.text in {".", "!", "?"} or len(words) >= 90
        ):
            yield words, kept
            words, kept = [], []
    if words:
        yield words, kept


def _json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
