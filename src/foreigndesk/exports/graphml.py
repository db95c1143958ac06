"""GraphML (http://graphml.graphdrawing.org/): actors as nodes, ties and acts between them as edges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, Event, Statement, Tie

_NODE = {"name": "string", "kind": "string", "state": "string", "sector": "string"}
_EDGE = {
    "statement": "string", "of": "string", "relation": "string", "status": "string", "start": "string",
    "end": "string", "score": "double", "confidence": "double", "quote": "string", "document": "string",
}  # fmt: skip
# What XML 1.0 does not allow at all.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_graphml(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write a directed graph; return how many edges it has. Ties and events alone make edges.

    An actor that links to no entry (`?words`) is a node of its own words. An event of several actors and
    recipients makes an edge for each pair.
    """
    stream.write(_head())
    seen: set[str] = set()
    count = 0
    for row in rows:
        for source, target in _pairs(row.statement):
            for ref in (source, target):
                if ref.id not in seen:
                    seen.add(ref.id)
                    stream.write(_node(ref).encode())
            stream.write(_edge(count, source, target, row.statement).encode())
            count += 1
    stream.write(b"</graph>\n</graphml>\n")
    return count


def _pairs(stated: Statement) -> Iterator[tuple[ActorRef, ActorRef]]:
    if isinstance(stated, Tie):
        yield stated.subject, stated.object
    elif isinstance(stated, Event):
        for source in stated.source:
            for target in stated.target:
                yield source, target


def _head() -> bytes:
    keys = [
        f'<key id="{prefix}_{name}" for="{what}" attr.name="{name}" attr.type="{type_}"/>\n'
        for what, prefix, names in (("node", "n", _NODE), ("edge", "e", _EDGE))
        for name, type_ in names.items()
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        f'{"".join(keys)}<graph id="desk" edgedefault="directed">\n'
    ).encode()


def _node(ref: ActorRef) -> str:
    values = {"name": ref.name, "kind": ref.kind.value, "state": ref.state, "sector": ref.sector}
    return f"<node id={_quoted(ref.id)}>{_data('n', values)}</node>\n"


def _edge(at: int, source: ActorRef, target: ActorRef, stated: Statement) -> str:
    when = stated.when if isinstance(stated, (Event, Tie)) else None
    values: dict[str, object] = {
        "statement": stated.id,
        "of": stated.kind.value,
        "relation": stated.relation if isinstance(stated, Tie) else getattr(stated, "type", None),
        "status": stated.status.value,
        "start": when.start if when else None,
        "end": when.end if when else None,
        "score": stated.score if isinstance(stated, Event) else None,
        "confidence": stated.confidence,
        "quote": stated.evidence.quote,
        "document": stated.document_id,
    }
    ends = f"source={_quoted(source.id)} target={_quoted(target.id)}"
    return f'<edge id="e{at}" {ends}>{_data("e", values)}</edge>\n'


def _data(prefix: str, values: Mapping[str, object]) -> str:
    return "".join(
        f'<data key="{prefix}_{name}">{escape(_NOT_IN_XML.sub("", str(value)))}</data>'
        for name, value in values.items()
        if value is not None
    )


def _quoted(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("", text))
