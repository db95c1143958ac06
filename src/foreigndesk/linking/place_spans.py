"""Which spans may name a place: entities, and capitalised names after a locative preposition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from foreigndesk.linking.atlas import Site, atlas
from foreigndesk.linking.date_words import Checked, load_checked

PLACE_LABELS = frozenset({"GPE", "LOC", "FACILITY", "FAC"})
OTHER_LABELS = frozenset({"PERSON", "ORG", "NORP", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT"})
MAX_WORDS, LOOK_BACK = 6, 6
JOINERS = frozenset(
    {
        "of",
        "al",
        "el",
        "de",
        "la",
        "del",
        "da",
        "do",
        "dos",
        "as",
        "ash",
        "an",
        "az",
        "ez",
        "upon",
        "on",
        "i",
        "e",
    }
)
HYPHENS = frozenset({"-", "–", "'", "’"})


class PlaceWords(Checked):
    """The schema of places.yaml; the file's comments say what each list is for."""

    version: int
    locative: frozenset[str]
    firm: frozenset[str]
    near: frozenset[str]
    directions: frozenset[str]
    lead_nouns: frozenset[str]
    kinds: dict[str, int]
    titles: frozenset[str]
    not_places: frozenset[str]
    documents: frozenset[str]
    missions: frozenset[str]
    seats: frozenset[str]


@cache
def place_words() -> PlaceWords:
    """Return the words that tell of places.

    Raises:
        GazetteerError: places.yaml breaks its schema.
    """
    return load_checked("places.yaml", PlaceWords)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `start` to `end` of the document that name one of `sites`; `kind` is a word such as "region"."""

    start: int
    end: int
    sites: tuple[Site, ...]
    kind: str | None = None


def candidates(doc: Doc, taken: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return the spans that may name a place, in order, outside the character spans `taken`."""
    closed = _token_set(doc, taken)
    others = {t.i for e in doc.ents if e.label_ in OTHER_LABELS for t in e}
    entities = {t.i for e in doc.ents if e.label_ in PLACE_LABELS for t in e}
    out: list[Candidate] = []
    used = set(closed)
    after = dict(_after_prepositions(doc)) | dict.fromkeys(_datelines(doc), True)
    for start in sorted({*_entity_starts(doc), *after}):
        doubtful = start in others and not (doc[start].ent_type_ == "PERSON" and after.get(start))
        if start in used or (doubtful and start not in entities):
            continue
        found = _read(doc, start, entity=start in entities)
        if found is None or used & set(range(found.start, found.end)):
            continue
        out.append(found)
        used.update(range(found.start, found.end))
    return out


def _token_set(doc: Doc, spans: Iterable[tuple[int, int]]) -> set[int]:
    out: set[int] = set()
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            out.update(range(span.start, span.end))
    return out


def _entity_starts(doc: Doc) -> Iterator[int]:
    for entity in doc.ents:
        if entity.label_ in PLACE_LABELS:
            yield next((t.i for t in entity if _capital(t)), entity.start)


def _capital(token: Token) -> bool:
    text = token.text
    return text[:1].isupper() and any(c.isalpha() for c in text) and (len(text) > 1)


def _after_prepositions(doc: Doc) -> Iterator[tuple[int, bool]]:
    """Yield where names start after a preposition, and in its list, with whether it is a firm one."""
    words = place_words()
    i = 0
    while i < len(doc):
        if doc[i].lower_ not in words.locative:
            i += 1
            continue
        firm = doc[i].lower_ in words.firm
        i += 1
        at = _skip_lead(doc, i)
        while at < len(doc) and _capital(doc[at]):
            yield at, firm
            end = _run_end(doc, at)
            at = _next_in_list(doc, end)
            i = end


def _datelines(doc: Doc) -> Iterator[int]:
    """Yield where a paragraph opens with a town in capitals: "LAGOS (Agency) -", "NEW DELHI, June 5"."""
    for token in doc:
        opens = token.i == 0 or doc[token.i - 1].text.endswith("\n") or "\n" in doc[token.i - 1].whitespace_
        if not (opens and token.text.isupper() and len(token.text) > 2):
            continue
        end = _run_end(doc, token.i)
        if end < len(doc) and doc[end].text in {"(", ",", "-", "—", "–", "/", ":"}:
            yield token.i


def _skip_lead(doc: Doc, i: int) -> int:
    words, limit = place_words(), i + LOOK_BACK
    skip = (
        words.lead_nouns
        | words.directions
        | {"the", "a", "an", "its", "of", "and", "'s", "’s", "neighboring", "neighbouring"}
    )
    while (
        i < min(limit, len(doc))
        and doc[i].lower_ in skip
        and not (_capital(doc[i]) and doc[i].lower_ not in {"the"})
    ):
        i += 1
    return i


def _next_in_list(doc: Doc, i: int) -> int:
    """Return where the next member of a list starts, or the document's end."""
    if i < len(doc) and doc[i].text in {",", "and", "or", "&"}:
        i += 1
        if i < len(doc) and doc[i].lower_ in {"and", "or"}:
            i += 1
        return _skip_lead(doc, i)
    return len(doc)


def _run_end(doc: Doc, start: int) -> int:
    """Return the end of the capitalised words from `start`, with joiners and hyphens within."""
    end = start + 1
    while end < len(doc) and end - start < MAX_WORDS:
        token = doc[end]
        glued = token.text in HYPHENS and not doc[end - 1].whitespace_ and not token.whitespace_
        after = doc[end + 1] if end + 1 < len(doc) else None
        if doc[end - 1].whitespace_ == "" and doc[end - 1].text not in HYPHENS and not glued:
            break
        if _capital(token) or (doc[end - 1].text in HYPHENS and token.is_alpha):
            end += 1
        elif glued and after is not None and after.is_alpha:
            end += 2
        elif token.lower_ in JOINERS and after is not None and (_capital(after) or after.text in HYPHENS):
            end += 1
        else:
            break
    return end


def _read(doc: Doc, start: int, *, entity: bool) -> Candidate | None:
    """Return the longest known name from `start`, unless it is part of a longer name of something else."""
    words = place_words()
    if start > 0 and doc[start - 1].lower_.rstrip(".") in words.titles and _capital(doc[start - 1]):
        return None
    run_end = _run_end(doc, start)
    for end in range(run_end, start, -1):
        name = doc[start:end].text
        if end - start == 1 and name.lower() in words.not_places and not entity:
            return None
        sites = atlas().find(name, small=entity)
        if sites and (end - start > 1 or len(name) > 2):
            return _whole(doc, start, end, run_end, sites, entity=entity)
    return None


def _whole(
    doc: Doc, start: int, end: int, run_end: int, sites: tuple[Site, ...], *, entity: bool
) -> Candidate | None:
    words = place_words()
    following = doc[end] if end < len(doc) else None
    before = doc[start - 1] if start else None
    kind = following.lower_ if following is not None and following.lower_ in words.kinds else None
    if following is not None and end < run_end and kind is None and following.lower_ not in JOINERS:
        return None
    if following is not None and following.lower_ in words.documents:
        return None
    if before is not None and _belongs_to_name(doc, before, entity=entity):
        return None
    return Candidate(start, end + 1 if kind else end, sites, kind)


def _belongs_to_name(doc: Doc, before: Token, *, entity: bool) -> bool:
    """Whether the word before makes a longer name: "Jordan Peterson", "Bank of China"."""
    if before.text in HYPHENS and before.i and not before.whitespace_:
        return True
    if _capital(before) and before.whitespace_ and not before.is_sent_start:
        words = place_words()
        known = before.lower_ in words.locative | words.directions | words.lead_nouns | {"the"}
        return not (known or entity or before.lower_ in words.kinds)
    if before.lower_ == "of" and before.i:
        owner = doc[before.i - 1]
        return _capital(owner) and not owner.is_sent_start and owner.lower_ not in place_words().lead_nouns
    return False


def lead_words(doc: Doc, start: int) -> Sequence[str]:
    """Return the few lower-case words before a place, nearest first, up to a break."""
    out: list[str] = []
    for i in range(start - 1, max(-1, start - 1 - LOOK_BACK), -1):
        if not re.match(r"[\w-]+$", doc[i].text):
            break
        out.append(doc[i].lower_)
    return out
