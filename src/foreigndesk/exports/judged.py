"""Judgements as gold: JSON lines, Label Studio's JSON, and brat's standoff files in a zip.

Gold is what people say of a statement: as it was read where they accepted it, as they corrected it, and
nothing where they rejected it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from foreigndesk.desk import Desk, queries, reviewing
from foreigndesk.desk.queries import Selection
from foreigndesk.desk.reviewing import Judgement
from foreigndesk.desk.rows import actor_refs
from foreigndesk.exports.lines import write_lines
from foreigndesk.records import ActorRef, Document, Event, Evidence, Statement, Status, Tie, dumps, to_json

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that a zip knows: equal judgements give equal bytes


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document with the judgements on it, in the order of the text."""

    document: Document
    judgements: tuple[Judgement, ...]


def judged_documents(desk: Desk, selection: Selection) -> Iterator[JudgedDocument]:
    """Yield each document that has judgements on chosen statements."""
    found: dict[str, list[Judgement]] = {}
    for judgement in reviewing.judgements(desk, document=selection.document):
        if _is_chosen(judgement.judged, selection):
            found.setdefault(judgement.judged.document_id, []).append(judgement)
    for id in sorted(found):
        chosen = Selection(document=id, since=selection.since, run=selection.run)
        for document in queries.documents(desk, chosen):
            ordered = sorted(found[id], key=lambda j: (j.judged.evidence.start, j.judged.id))
            yield JudgedDocument(document, tuple(ordered))


def write_review_jsonl(rows: Iterator[JudgedDocument], stream: BinaryIO) -> int:
    """Write one judgement a line: the verdict, what was read, what it should be, and the document's text."""
    return write_lines((_line(row.document, j) for row in rows for j in row.judgements), stream)


def write_label_studio(rows: Iterator[JudgedDocument], stream: BinaryIO) -> int:
    """Write Label Studio tasks: gold as annotations, what was read as predictions; labels are the kinds."""
    tasks = [_task(row) for row in rows]
    stream.write(json.dumps(tasks, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")
    return len(tasks)


def write_brat(rows: Iterator[JudgedDocument], stream: BinaryIO) -> int:
    """Write a zip of brat's files: a .txt and .ann for each document, and the annotation.conf they need."""
    count = 0
    types: set[str] = {"Actor"}
    roles: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            lines = list(_standoff(row, types, roles))
            _add(archive, f"{row.document.id}.txt", row.document.text)
            _add(archive, f"{row.document.id}.ann", "".join(f"{line}\n" for line in lines))
            count += 1
        _add(archive, "annotation.conf", _configuration(types, roles))
    return count


def _is_chosen(stated: Statement, selection: Selection) -> bool:
    refs = [ref for _, _, ref in actor_refs(stated)]
    states = {ref.state for ref in refs} | {ref.id for ref in refs}
    if isinstance(stated, Event) and stated.place:
        states.add(stated.place.state)
    return (
        selection.kind in (None, stated.kind)
        and (selection.actor is None or any(ref.id == selection.actor for ref in refs))
        and (selection.country is None or selection.country in states)
    )


def _line(document: Document, judgement: Judgement) -> dict[str, Any]:
    return {
        "id": judgement.id,
        "verdict": judgement.verdict,
        "gold": to_json(judgement.gold),
        "read": to_json(judgement.judged),
        "note": judgement.note,
        "made_by": judgement.made_by,
        "made_at": judgement.made_at,
        "document": {
            "id": document.id,
            "title": document.title,
            "published": document.anchor,
            "address": document.address,
            "text": document.text,
        },
    }


def _task(row: JudgedDocument) -> dict[str, Any]:
    gold = [j.gold for j in row.judgements if j.gold is not None]
    document = row.document
    return {
        "data": {"text": document.text, "document": document.id, "title": document.title},
        "annotations": [{"result": [_region(stated) for stated in gold]}],
        "predictions": [
            {"model_version": "foreigndesk", "result": [_region(j.judged) for j in row.judgements]}
        ],
    }


def _region(stated: Statement) -> dict[str, Any]:
    evidence = stated.evidence
    return {
        "id": stated.id,
        "from_name": "statement",
        "to_name": "text",
        "type": "labels",
        "value": {
            "start": evidence.start,
            "end": evidence.end,
            "text": evidence.quote,
            "labels": [stated.kind.value],
        },
        "meta": {"text": [dumps(stated)]},
    }


def _standoff(row: JudgedDocument, types: set[str], roles: set[str]) -> Iterator[str]:
    """Yield a document's annotations: a span for each gold statement and actor, their roles, the status."""
    numbers = {"T": 0, "R": 0, "A": 0, "#": 0}

    def next_id(letter: str) -> str:
        numbers[letter] += 1
        return f"{letter}{numbers[letter]}"

    for judgement in row.judgements:
        stated = judgement.gold
        if stated is None:
            continue
        type_ = _type(stated)
        types.add(type_)
        at = next_id("T")
        yield _span(at, type_, row.document.text, stated.evidence)
        yield f"{next_id('A')}\tStatus {at} {stated.status.value}"
        for role, _, ref in actor_refs(stated):
            roles.add(role)
            actor = next_id("T")
            yield _span(actor, "Actor", row.document.text, ref)
            yield f"{next_id('#')}\tAnnotatorNotes {actor}\t{ref.id}"
            yield f"{next_id('R')}\t{role} Arg1:{at} Arg2:{actor}"
        if judgement.note:
            yield f"{next_id('#')}\tAnnotatorNotes {at}\t{' '.join(judgement.note.split())}"


def _type(stated: Statement) -> str:
    """Return brat's type of a statement: its kind, and for events and ties the codebook's word."""
    word = stated.type if isinstance(stated, Event) else stated.relation if isinstance(stated, Tie) else None
    return "_".join(part for part in (stated.kind.value.capitalize(), word) if part)


def _span(id: str, type_: str, text: str, where: Evidence | ActorRef) -> str:
    """Return a text-bound annotation; brat wants a span that crosses a line as one piece a line."""
    pieces: list[tuple[int, int]] = []
    start = where.start
    for line in text[where.start : where.end].split("\n"):
        if line:
            pieces.append((start, start + len(line)))
        start += len(line) + 1
    spans = ";".join(f"{first} {last}" for first, last in pieces)
    return f"{id}\t{type_} {spans}\t{' '.join(text[first:last] for first, last in pieces)}"


def _configuration(types: set[str], roles: set[str]) -> str:
    kinds = "\n".join(sorted(types))
    relations = "\n".join(f"{role}\tArg1:<ENTITY>, Arg2:Actor" for role in sorted(roles))
    statuses = f"Status\tArg:<ENTITY>, Value:{'|'.join(status.value for status in Status)}"
    return f"[entities]\n{kinds}\n\n[relations]\n{relations}\n\n[events]\n\n[attributes]\n{statuses}\n"


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8", "replace"))
