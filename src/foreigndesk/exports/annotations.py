"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/): one for each statement, on its evidence.

The target is the document's text, which the position selector counts in; the quote selector finds the same
words in the page at `scope`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import dumps

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_json_ld(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write an AnnotationPage that holds one annotation for each statement."""
    head = {"@context": _CONTEXT, "id": "urn:foreigndesk:statements", "type": "AnnotationPage"}
    stream.write(json.dumps(head, ensure_ascii=False)[:-1].encode("utf-8") + b', "items": [')
    count = 0
    for row in rows:
        text = json.dumps(annotation(row), ensure_ascii=False)
        stream.write((",\n" if count else "\n").encode() + text.encode("utf-8"))
        count += 1
    stream.write(b"\n]}\n")
    return count


def annotation(row: Sourced) -> dict[str, Any]:
    """Return one statement as a Web Annotation: its kind and status as tags, the whole of it as JSON text."""
    stated = row.statement
    evidence = stated.evidence
    return {
        "id": f"urn:foreigndesk:statement:{stated.id}",
        "type": "Annotation",
        "motivation": ["classifying", "describing"],
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": stated.kind.value},
            {"type": "TextualBody", "purpose": "tagging", "value": stated.status.value},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": dumps(stated),
            },
        ],
        "target": {
            "type": "SpecificResource",
            "source": f"urn:foreigndesk:document:{stated.document_id}",
            "scope": row.address,
            "selector": [
                {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": evidence.quote,
                    "prefix": evidence.prefix,
                    "suffix": evidence.suffix,
                },
            ],
        },
    }
