"""What the network of acts says beyond acts: ties between parties, and what lies ahead.

It is decoded from tables over pairs of words, the heads of the parties, and kept in `Doc.user_data`; a Doc
that another pipeline parsed has nothing there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from spacy.tokens import Doc

from foreigndesk.parsing.scores import NONE, OUTLOOKS, STATUSES, Floats, softmax

KEY = "foreigndesk_beyond"  # in Doc.user_data
OUTPUT_NAMES = ("tie", "tie_status", "ahead", "who")
WORTH_KEEPING = 0.1  # how likely a tie or what lies ahead must be for it to be kept


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


@dataclass(frozen=True, slots=True)
class NamedProspect:
    """A word that names what lies ahead, its outlook, the odds of both, and the words of those concerned."""

    word: int
    outlook: str
    odds: float
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SentenceBeyond:
    """What the network says of one sentence beyond the acts that its words name."""

    ties: tuple[NamedTie, ...]
    prospects: tuple[NamedProspect, ...]


def decode(scores: Mapping[str, Floats], relations: Sequence[str]) -> SentenceBeyond:
    """Return what the scores of a sentence say.

    Args:
        scores: by the names of `OUTPUT_NAMES`: (1 + words, 1 + words, labels) of ties and their statuses,
            (1 + words, outlooks) and (1 + words, 1 + words) of what lies ahead and whom it concerns. The root
            stands before the words.
        relations: the labels of ties, "none" first.
    """
    inner = {name: table[1:] if name == "ahead" else table[1:, 1:] for name, table in scores.items()}
    return SentenceBeyond(
        ties=tuple(_ties(inner["tie"], inner["tie_status"], relations)),
        prospects=tuple(_prospects(inner["ahead"], inner["who"])),
    )


def _ties(scores: Floats, statuses: Floats, relations: Sequence[str]) -> list[NamedTie]:
    odds = softmax(scores)
    found = []
    for one, other in zip(*np.nonzero(1 - odds[..., NONE] >= WORTH_KEEPING), strict=True):
        if one == other:
            continue
        best = int(odds[one, other, 1:].argmax()) + 1
        status = softmax(statuses[one, other])
        likely = int(status.argmax())
        found.append(
            NamedTie(
                subject=int(one), object=int(other), relation=relations[best],
                odds=float(odds[one, other, best]), status=STATUSES[likely],
                status_odds=float(status[likely]),
            )
        )  # fmt: skip
    return found


def _prospects(scores: Floats, who: Floats) -> list[NamedProspect]:
    odds = softmax(scores)
    concerned = 1 / (1 + np.exp(-who))
    found = []
    for word in np.flatnonzero(1 - odds[:, 0] >= WORTH_KEEPING):
        best = int(odds[word, 1:].argmax()) + 1
        parties = tuple(int(i) for i in np.flatnonzero(concerned[word] >= 0.5) if i != word)
        found.append(NamedProspect(int(word), OUTLOOKS[best], float(1 - odds[word, 0]), parties))
    return found


def keep(doc: Doc, parts: Sequence[Sequence[int]], found: Sequence[SentenceBeyond]) -> None:
    """Keep what the network says in a document; `parts` are the tokens of each sentence that it read."""
    ties: list[NamedTie] = []
    prospects: list[NamedProspect] = []
    for part, each in zip(parts, found, strict=True):
        ties += [replace(t, subject=part[t.subject], object=part[t.object]) for t in each.ties]
        prospects += [
            replace(p, word=part[p.word], who=tuple(part[w] for w in p.who)) for p in each.prospects
        ]
    doc.user_data[KEY] = {
        "ties": [(t.subject, t.object, t.relation, t.odds, t.status, t.status_odds) for t in ties],
        "prospects": [(p.word, p.outlook, p.odds, p.who) for p in prospects],
    }


def named_ties(doc: Doc) -> list[NamedTie]:
    """Return the ties that the network sees in a document; none where it has not read it."""
    return [NamedTie(*each) for each in doc.user_data.get(KEY, {}).get("ties", ())]


def named_prospects(doc: Doc) -> list[NamedProspect]:
    """Return what the network sees lying ahead in a document; nothing where it has not read it."""
    return [NamedProspect(*each) for each in doc.user_data.get(KEY, {}).get("prospects", ())]
