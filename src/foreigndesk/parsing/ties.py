"""Which words of a parsed sentence head the parties of a tie, by a small network.

The network stands on two layers of the joint model, and reads each sentence alone. What it says is decoded
from tables over pairs of words, and kept in `Doc.user_data`; a Doc that another pipeline parsed has nothing
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
import onnxruntime
from spacy.tokens import Doc

from foreigndesk.parsing.acts import INPUT_NAMES
from foreigndesk.parsing.scores import NONE, STATUSES, Floats, Ints, softmax

KEY = "foreigndesk_ties"  # in Doc.user_data
OUTPUT_NAMES = ("tie", "tie_status")
WORTH_KEEPING = 0.1  # how likely two words must head the parties of a tie for it to be kept


@dataclass(frozen=True, slots=True)
class NamedTie:
    """A tie between the parties that two words head, its likeliest relation and status, and their odds.

    Words count in the sentence as it was read; after `keep` they are tokens of the document.
    """

    subject: int
    object: int
    relation: str
    odds: float
    status: str
    status_odds: float


class TieNetwork:
    """Runs the network on what the joint model gives for one sentence; `labels` name the relations."""

    def __init__(self, session: onnxruntime.InferenceSession, labels: Sequence[str]) -> None:
        self._session = session
        self._labels = tuple(labels)

    def read(self, pieces: Floats, word_start: Ints, words: Floats) -> tuple[NamedTie, ...]:
        """Return the ties of a sentence; the arguments are those of `ActNetwork.read`."""
        inputs = dict(zip(INPUT_NAMES, (pieces[None], word_start[None], words[None]), strict=True))
        relations, statuses = (out[0] for out in self._session.run(OUTPUT_NAMES, inputs))
        return decode(relations, statuses, self._labels)


def decode(relations: Floats, statuses: Floats, labels: Sequence[str]) -> tuple[NamedTie, ...]:
    """Return the ties that the scores of a sentence tell.

    Args:
        relations: (1 + words, 1 + words, labels) of subject and object; the root stands before the words.
        statuses: the same for the statuses of ties.
        labels: names of the relations, "none" first.
    """
    odds = softmax(relations[1:, 1:])
    found = []
    for one, other in zip(*np.nonzero(1 - odds[..., NONE] >= WORTH_KEEPING), strict=True):
        if one == other:
            continue
        best = int(odds[one, other, 1:].argmax()) + 1
        status = softmax(statuses[one + 1, other + 1])
        likely = int(status.argmax())
        found.append(
            NamedTie(
                subject=int(one), object=int(other), relation=labels[best],
                odds=float(odds[one, other, best]), status=STATUSES[likely],
                status_odds=float(status[likely]),
            )
        )  # fmt: skip
    return tuple(found)


def keep(doc: Doc, parts: Sequence[Sequence[int]], found: Sequence[Sequence[NamedTie]]) -> None:
    """Keep what the network says in a document; `parts` are the tokens of each sentence that it read."""
    doc.user_data[KEY] = [
        astuple(replace(tie, subject=part[tie.subject], object=part[tie.object]))
        for part, ties in zip(parts, found, strict=True)
        for tie in ties
    ]


def named_ties(doc: Doc) -> list[NamedTie]:
    """Return the ties that the network sees in a document; none where it has not read it."""
    return [NamedTie(*each) for each in doc.user_data.get(KEY, ())]
