"""Coding: from mentions and grammar to statements, with the codebooks as the only knowledge.

grammar.py, repairs.py     questions to the tree; parsing errors that grammar proves, undone
frames.py                  who stands in which slot of a verb, noun or adjective
cast.py                    which actors a slot's words stand for
status.py                  whether the text says it happened, is planned, denied, ...
matching.py                which codebook entries fit
scene.py, spans.py         what is known of one document; evidence, times, places
drafts.py, discourse.py, events.py         events, and what the text around them gives
numbers.py, counts.py       numbers as news writes them; which of them are an event's
titles.py, surroundings.py, ties.py        ties
stances.py, claims.py, pressures.py, watchpoints.py
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from foreigndesk.codebooks import Codebooks
from foreigndesk.coding.claims import code_claims
from foreigndesk.coding.events import code_events
from foreigndesk.coding.pressures import code_pressures
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.stances import code_stances
from foreigndesk.coding.ties import code_ties
from foreigndesk.coding.watchpoints import code_watchpoints
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Document, Mention, Place, Statement, When


def code(  # noqa: PLR0913 - one argument per earlier stage
    doc: Doc,
    document: Document,
    *,
    mentions: Sequence[Mention],
    dates: Sequence[When],
    places: Sequence[Place],
    books: Codebooks,
    registry: Registry,
) -> tuple[Statement, ...]:
    """Return the statements of a document, ordered by where they stand in the text, each id once.

    Arguments:
        doc: the parse of `document.text`, offsets equal.
        mentions, dates, places: what linking found, sorted by start.
    """
    return code_scene(
        Scene.of(doc, document, mentions=mentions, dates=dates, places=places, books=books, registry=registry)
    )


def code_scene(scene: Scene) -> tuple[Statement, ...]:
    """Return the statements of a document of which everything else is known; ordered as by `code`."""
    found: list[Statement] = [
        *code_events(scene),
        *code_ties(scene),
        *code_stances(scene),
        *code_claims(scene),
        *code_pressures(scene),
        *code_watchpoints(scene),
    ]
    unique = {statement.id: statement for statement in found}
    return tuple(
        sorted(unique.values(), key=lambda s: (s.evidence.start, s.evidence.end, s.kind.value, s.id))
    )
