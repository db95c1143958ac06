"""A statement as a person says it should be: some of its fields changed, the rest as it was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from pydantic import ValidationError

from foreigndesk.desk import rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.errors import UsageError
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Event,
    Evidence,
    Kind,
    Place,
    Statement,
    When,
    to_json,
)

# What can be corrected, by kind, in the order in which it is asked. `quote` is the evidence.
CORRECTABLE: dict[Kind, tuple[str, ...]] = {
    Kind.EVENT: ("status", "type", "mode", "source", "target", "when", "place"),
    Kind.TIE: ("status", "relation", "subject", "object", "quantity"),
    Kind.STANCE: ("status", "stance", "holder", "about", "towards"),
    Kind.CLAIM: ("polarity", "speaker", "content"),
    Kind.PRESSURE: ("modality", "cause", "effect", "on"),
    Kind.WATCHPOINT: ("outlook", "what", "who", "due", "settled_by"),
}
EVERY_KIND = ("speaker", "quote")
_ACTORS = frozenset({"source", "target", "subject", "object", "holder", "towards", "speaker", "on", "who"})
_ONE_ACTOR = frozenset({"subject", "object", "speaker"})
_WORDS = frozenset({"content", "cause", "effect", "quote"})
_TIMES = frozenset({"when", "due"})


def asked_of(kind: Kind) -> tuple[str, ...]:
    """Return the fields that a correction of this kind may name."""
    return tuple(dict.fromkeys((*CORRECTABLE[kind], *EVERY_KIND)))


def as_typed(stated: Statement) -> dict[str, str]:
    """Return the correctable fields of a statement as a person would type them."""
    return {name: _typed(getattr(stated, _field(name))) for name in asked_of(stated.kind)}


def corrected(desk: Desk, stated: Statement, changes: Mapping[str, str]) -> Statement:
    """Return `stated` with `changes` as a person typed them; a field left as it was changes nothing.

    Actors are ids, several parted by `;`. Times are a day, or two days parted by `/`. Words must stand in the
    document. An empty value takes a field out.

    Raises:
        UsageError: when a field cannot be corrected, or a value does not fit.
    """
    known = as_typed(stated)
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise UsageError(f"{unknown[0]}: not a field of {stated.kind.value} statements that can be corrected")
    changed = {name: value.strip() for name, value in changes.items() if value.strip() != known[name]}
    if not changed:
        raise UsageError("nothing was corrected: change a field, or accept the statement as it is")
    record: dict[str, Any] = to_json(stated)
    text = _text(desk, stated.document_id) if _WORDS & set(changed) else ""
    for name, value in changed.items():
        record[_field(name)] = _value(desk, stated, name, value, text)
    if isinstance(stated, Event) and "type" in changed:
        record.update(act=record["type"], quad=None, score=None)
    try:
        return rebuilding.statement(json.dumps(record))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = next((str(part) for part in first["loc"] if isinstance(part, str)), "the correction")
        raise UsageError(f"{field}: {first['msg'].lower()}") from error


def _field(name: str) -> str:
    return "evidence" if name == "quote" else name


def _value(desk: Desk, stated: Statement, name: str, value: str, text: str) -> object:
    if name in _ACTORS:
        refs = [to_json(_actor(desk, stated, id.strip())) for id in value.split(";") if id.strip()]
        if name not in _ONE_ACTOR:
            return refs
        if len(refs) > 1:
            raise UsageError(f"{name}: give one actor, not {len(refs)}")
        return refs[0] if refs else None
    if name in _WORDS:
        return to_json(_evidence(text, value, near=stated.evidence.start))
    if name in _TIMES:
        return _when(name, value)
    if name == "place":
        return {"name": value} if value else None
    return value or None


def _actor(desk: Desk, stated: Statement, id: str) -> ActorRef:
    """Return an actor by its id: as the statement names it, else as the desk knows it."""
    for field in fields(stated):
        value = getattr(stated, field.name)
        for ref in value if isinstance(value, tuple) else (value,):
            if isinstance(ref, ActorRef) and ref.id == id:
                return ref
    rows = desk.rows("SELECT name, kind, state, sector FROM actors WHERE actor_id = ?", [id])
    name, kind, state, sector = rows[0] if rows else (id.removeprefix("?"), ActorKind.UNKNOWN, None, None)
    if not rows and not id.startswith("?"):
        raise UsageError(f"{id}: no actor of this id on the desk; for one without an entry write ?name")
    evidence = stated.evidence
    return ActorRef(
        id=id, name=name, kind=ActorKind(kind), state=state, sector=sector, how="review",
        start=evidence.start, end=evidence.end, surface=evidence.quote,
    )  # fmt: skip


def _evidence(text: str, words: str, *, near: int) -> Evidence:
    """Return the place of `words` in the document nearest to where the statement was read."""
    starts = []
    at = text.find(words) if words else -1
    while at >= 0:
        starts.append(at)
        at = text.find(words, at + 1)
    if not starts:
        raise UsageError(f"“{words[:60]}”: these words are not in the document; copy them as they stand")
    start = min(starts, key=lambda each: abs(each - near))
    return Evidence.of(text, start, start + len(words))


def _when(name: str, value: str) -> dict[str, Any] | None:
    if not value:
        return None
    first, _, last = value.partition("/")
    days = [first.strip() or None, (last or first).strip() or None]
    try:
        for day in days:
            if day is not None:
                date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"{name}: {value}: write a day, or two, as 2024-05-01/2024-05-31") from error
    return {"start": days[0], "end": days[1], "precision": "day", "surface": "", "rule": "review"}


def _typed(value: Any) -> str:  # noqa: ANN401 - a field of any statement
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(_typed(each) for each in value)
    if isinstance(value, ActorRef):
        return value.id
    if isinstance(value, Evidence):
        return value.quote
    if isinstance(value, When):
        return "/".join(day or "" for day in dict.fromkeys((value.start, value.end)))
    if isinstance(value, Place):
        return value.name
    return str(value).strip()


def _text(desk: Desk, document_id: str) -> str:
    return str(desk.rows("SELECT text FROM documents WHERE id = ?", [document_id])[0][0])
