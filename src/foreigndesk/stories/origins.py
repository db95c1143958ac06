"""Which documents repeat another's text, and where each text comes from first.

Signatures and buckets lie in the desk, so that a run which was stopped goes on, and a new document is
compared only with those that share a bucket.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from foreigndesk.desk import Desk, rebuilding
from foreigndesk.stories.schema import rules
from foreigndesk.stories.shingles import copied_share, is_copy, shingles, sketch, words_of
from foreigndesk.stories.storing import append, ask

_BANDS = {"document_id": pa.string(), "day": pa.date32(), "bucket": pa.uint64()}
_COPIES = {"one": pa.string(), "other": pa.string(), "share": pa.float64()}


@dataclass(frozen=True, slots=True)
class Text:
    """A document's words, as near-duplicates are told by."""

    document_id: str
    day: date | None
    words: Sequence[str]


def add_texts(desk: Desk, texts: Sequence[Text]) -> dict[str, tuple[int, ...]]:
    """Store the buckets of new documents; return their signatures."""
    sketches = {text.document_id: sketch(text.words, rules().copies) for text in texts}
    rows = [
        {"document_id": text.document_id, "day": text.day, "bucket": bucket}
        for text in texts
        for bucket in sketches[text.document_id].buckets
    ]
    append(desk, "story_bands", _BANDS, rows)
    return {id: found.signature for id, found in sketches.items()}


def find_copies(desk: Desk, texts: Sequence[Text]) -> None:
    """Compare new documents with those that share a bucket, and store which repeat which."""
    pairs = _candidates(desk, [text.document_id for text in texts])
    words = {text.document_id: text.words for text in texts}
    words |= _words(desk, {id for pair in pairs for id in pair} - words.keys())
    size = rules().copies.shingle
    found = {id: shingles(words[id], size) for id in {id for pair in pairs for id in pair}}
    copies = [
        {"one": one, "other": other, "share": copied_share(found[one], found[other])}
        for one, other in pairs
        if is_copy(found[one], found[other], rules().copies)
    ]
    append(desk, "story_copies", _COPIES, copies)


def _candidates(desk: Desk, ids: Sequence[str]) -> list[tuple[str, str]]:
    return ask(
        desk,
        """SELECT DISTINCT
            least(a.document_id, b.document_id), greatest(a.document_id, b.document_id)
        FROM (SELECT * FROM story_bands WHERE document_id IN (SELECT unnest($asked))) a
        JOIN story_bands b ON a.bucket = b.bucket AND a.document_id <> b.document_id
        WHERE a.day IS NULL OR b.day IS NULL OR abs(date_diff('day', a.day, b.day)) <= $days
        ORDER BY ALL""",
        ids,
        days=rules().copies.days,
    )


def _words(desk: Desk, ids: Iterable[str]) -> dict[str, list[str]]:
    rows = ask(desk, "SELECT id, record, text FROM documents WHERE id IN (SELECT unnest($asked))", ids)
    return {str(id): words_of(rebuilding.document(record, text)) for id, record, text in rows}


def place_origins(desk: Desk, ids: Sequence[str]) -> set[str]:
    """Work out anew where the texts of these documents, and of all that repeat them, come from.

    Each text repeats the earlier one with which it shares most; one that repeats none is an origin.
    A round-up that repeats two texts joins one of them, and does not make one origin of both.

    Returns:
        The documents whose origin has changed.
    """
    group = _connected(desk, ids)
    known = ask(
        desk,
        """SELECT document_id, copy_of, origin FROM story_documents
        WHERE document_id IN (SELECT unnest($asked)) ORDER BY published, document_id""",
        group,
    )
    copies = ask(
        desk, "SELECT one, other, share FROM story_copies WHERE one IN (SELECT unnest($asked))", group
    )
    placed = _placed([str(id) for id, _, _ in known], copies)
    changed = [row for row in known if (row[1], row[2]) != placed[row[0]]]
    if changed:
        ids_of_changed = [row[0] for row in changed]
        desk.execute(
            """UPDATE story_documents SET copy_of = n.copy_of, origin = n.origin
            FROM (SELECT unnest(?) AS document_id, unnest(?) AS copy_of, unnest(?) AS origin) n
            WHERE story_documents.document_id = n.document_id""",
            [
                ids_of_changed,
                [placed[id][0] for id in ids_of_changed],
                [placed[id][1] for id in ids_of_changed],
            ],
        )
    return {str(row[0]) for row in changed}


def _connected(desk: Desk, ids: Sequence[str]) -> set[str]:
    found, frontier = set(ids), set(ids)
    while frontier:
        rows = ask(
            desk,
            """SELECT other FROM story_copies WHERE one IN (SELECT unnest($asked))
            UNION SELECT one FROM story_copies WHERE other IN (SELECT unnest($asked))""",
            frontier,
        )
        frontier = {str(id) for (id,) in rows} - found
        found |= frontier
    return found


def _placed(in_order: Sequence[str], copies: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str | None, str]]:
    """Return for each document, the earliest first, which one it repeats and where its text comes from."""
    at = {id: place for place, id in enumerate(in_order)}
    shares: dict[str, dict[str, float]] = {id: {} for id in in_order}
    for one, other, share in copies:
        shares[one][other] = shares[other][one] = share
    placed: dict[str, tuple[str | None, str]] = {}
    for id in in_order:
        earlier = [(-share, at[other], other) for other, share in shares[id].items() if other in placed]
        if earlier:
            source = min(earlier)[2]
            placed[id] = (source, placed[source][1])
        else:
            placed[id] = (None, id)
    return placed
