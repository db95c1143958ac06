"""Coding: from mentions and grammar to statements, by the codebooks, with a network beside them.

grammar.py, repairs.py     questions to the tree; parsing errors that grammar proves, undone
frames.py                  who stands in which slot of a verb, noun or adjective
cast.py                    which actors a slot's words stand for
status.py, tense.py        whether the text says it happened, is planned, denied, ...; what type that makes it
matching.py, learned.py    which codebook entries fit; what the network of acts adds to them
scene.py, spans.py         what is known of one document; evidence, times, places
drafts.py, discourse.py, governing.py, events.py    events, and what the text around them gives
confidence.py, relations.py                how surely; what holds between two parties that are given
numbers.py, counts.py       numbers as news writes them; which of them are an event's
titles.py, surroundings.py, ties.py        ties
stances.py, claims.py, pressures.py, watchpoints.py
"""

from __future__ import annotations

from foreigndesk.coding.claims import code_claims
from foreigndesk.coding.events import code_events
from foreigndesk.coding.pressures import code_pressures
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.stances import code_stances
from foreigndesk.coding.ties import code_ties
from foreigndesk.coding.watchpoints import code_watchpoints
from foreigndesk.records import Statement


def code(scene: Scene) -> tuple[Statement, ...]:
    """Return the statements of a document, ordered by where they stand in the text, each id once."""
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
