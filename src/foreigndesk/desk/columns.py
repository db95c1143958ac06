"""A statement's columns: what people ask for, taken from the record that the desk keeps whole.

The columns of each kind are those of its view (docs/desk.md). Actors come as their ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, cast

import pyarrow as pa

from foreigndesk.records import (
    ActorRef,
    Claim,
    Count,
    Event,
    Kind,
    Pressure,
    Stance,
    Statement,
    Tie,
    WatchPoint,
    When,
    to_json,
)

Columns = dict[str, Any]

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())

OF_KINDS: dict[str, pa.DataType] = {
    "about": _TEXT, "when_start": _TEXT, "when_end": _TEXT,
    "type": _TEXT, "act": _TEXT, "mode": _TEXT, "contexts": _TEXTS, "quad": _TEXT, "score": pa.float64(),
    "source": _TEXTS, "target": _TEXTS, "place": _TEXT, "place_state": _TEXT, "latitude": pa.float64(),
    "longitude": pa.float64(), "place_precision": pa.int32(), "when_precision": _TEXT, "counts": _TEXT,
    "subject": _TEXT, "relation": _TEXT, "object": _TEXT, "through": _TEXT, "channel": _TEXT,
    "quantity": _TEXT,
    "holder": _TEXTS, "stance": _TEXT, "towards": _TEXTS,
    "polarity": _TEXT, "content": _TEXT, "cue": _TEXT, "addressee": _TEXTS,
    "cause": _TEXT, "effect": _TEXT, "weighs_on": _TEXTS, "modality": _TEXT, "connective": _TEXT,
    "what": _TEXT, "who": _TEXTS, "outlook": _TEXT, "due_start": _TEXT, "due_end": _TEXT, "settled_by": _TEXT,
}  # fmt: skip


def columns(stated: Statement) -> Columns:
    """Return the columns that statements of this kind have, beside those that all statements have."""
    return _OF_KIND[stated.kind](stated)


def _event(stated: Event) -> Columns:
    place = stated.place
    return {
        "type": stated.type, "act": stated.act, "mode": stated.mode, "contexts": list(stated.contexts),
        "quad": stated.quad, "score": stated.score,
        "source": _ids(stated.source), "target": _ids(stated.target),
        "place": place.name if place else None, "place_state": place.state if place else None,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "place_precision": place.precision if place else None, **_interval("when", stated.when),
        "when_precision": stated.when.precision if stated.when else None, "about": stated.about,
        "counts": _compact(stated.counts) if stated.counts else None,
    }  # fmt: skip


def _tie(stated: Tie) -> Columns:
    return {
        "subject": stated.subject.id, "relation": stated.relation, "object": stated.object.id,
        "through": stated.through.id if stated.through else None, "channel": stated.channel,
        "quantity": stated.quantity, **_interval("when", stated.when),
    }  # fmt: skip


def _stance(stated: Stance) -> Columns:
    return {
        "holder": _ids(stated.holder), "stance": stated.stance, "about": stated.about,
        "towards": _ids(stated.towards),
    }  # fmt: skip


def _claim(stated: Claim) -> Columns:
    return {
        "polarity": stated.polarity, "content": stated.content.quote, "cue": stated.cue,
        "addressee": _ids(stated.addressee),
    }  # fmt: skip


def _pressure(stated: Pressure) -> Columns:
    return {
        "cause": stated.cause.quote, "effect": stated.effect.quote, "weighs_on": _ids(stated.on),
        "modality": stated.modality, "connective": stated.connective,
    }  # fmt: skip


def _watchpoint(stated: WatchPoint) -> Columns:
    return {
        "what": stated.what, "who": _ids(stated.who), "outlook": stated.outlook,
        **_interval("due", stated.due), "settled_by": stated.settled_by,
    }  # fmt: skip


def _compact(counts: Iterable[Count]) -> str:
    # As in `record`, so that a desk brought forward has the same bytes.
    return json.dumps(to_json(tuple(counts)), ensure_ascii=False, separators=(",", ":"))


def _ids(actors: Iterable[ActorRef]) -> list[str]:
    return [actor.id for actor in actors]


def _interval(name: str, when: When | None) -> Columns:
    return {f"{name}_start": when.start if when else None, f"{name}_end": when.end if when else None}


_OF_KIND = cast(
    dict[Kind, Callable[[Statement], Columns]],
    {
        Kind.EVENT: _event, Kind.TIE: _tie, Kind.STANCE: _stance,
        Kind.CLAIM: _claim, Kind.PRESSURE: _pressure, Kind.WATCHPOINT: _watchpoint,
    },
)  # fmt: skip
