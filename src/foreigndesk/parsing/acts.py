"""What the words of a parsed sentence name as acts: their kind, status and parties, by a small network.

The network stands on two layers of the joint model, and reads each sentence alone, so that no sentence's
result depends on another. What it says is kept in `Doc.user_data`; a Doc that another pipeline parsed has
nothing there, and then nothing is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime
from spacy.tokens import Doc

from foreigndesk.parsing.scores import NONE, STATUSES, Floats, Ints, softmax

KEY = "foreigndesk_acts"  # in Doc.user_data
NAMING = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV", "AUX"})
INPUT_NAMES = ("pieces", "word_start", "words")
OUTPUT_NAMES = ("kind", "status", "role", "vector", "own")
NO_PARTY = -1
_WORTH_A_VECTOR = 0.2  # how likely a word must name an act for its vector to be kept


def kinds_of(types: Iterable[str]) -> list[str]:
    """Return the kinds of act that the network tells apart: none, then PLOVER's types."""
    return ["none", *types]


@dataclass(frozen=True, slots=True)
class SentenceActs:
    """What the network says of the words of one sentence.

    Attributes:
        kinds: (words, kinds) probabilities, "none" first.
        statuses: (words, statuses) probabilities, in the order of `STATUSES`.
        parties: (words, 2) the likeliest source and target, as words of the sentence, `NO_PARTY` for
            none named.
        party_odds: (words, 2) their probabilities.
        vectors: unit vectors of the words that may name an act; like acts have like vectors.
        own: (1 + words, width) what the last layer gives, the root first; the network of causes stands on it.
    """

    kinds: Floats
    statuses: Floats
    parties: Ints
    party_odds: Floats
    vectors: dict[int, Floats]
    own: Floats


class ActNetwork:
    """Runs the network on what the joint model gives for one sentence."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    def read(self, pieces: Floats, word_start: Ints, words: Floats) -> SentenceActs:
        """Return the acts of a sentence.

        Args:
            pieces: (pieces, width), the lower layer.
            word_start: (1 + words,), the first piece of each word, the root first.
            words: (1 + words, width), the last layer at the words' first pieces.
        """
        inputs = {"pieces": pieces[None], "word_start": word_start[None], "words": words[None]}
        kind, status, role, vector, own = (out[0] for out in self._session.run(OUTPUT_NAMES, inputs))
        kinds, roles = softmax(kind[1:]), softmax(role[:, 1:])
        likely = np.flatnonzero(1 - kinds[:, NONE] >= _WORTH_A_VECTOR)
        return SentenceActs(
            kinds=kinds,
            statuses=softmax(status[1:]),
            parties=np.asarray(roles.argmax(-1).T - 1, np.int64),
            party_odds=np.asarray(roles.max(-1).T, np.float32),
            vectors={int(word): _unit(vector[word + 1]) for word in likely},
            own=own,
        )


@dataclass(frozen=True, slots=True)
class NamedAct:
    """What the network says of one word of a document.

    `kinds` and `statuses` are probabilities; `source` and `target` are the tokens likeliest to head the
    parties and their probabilities, `NO_PARTY` where the sentence names none. `vector` is None for a word
    that hardly names an act.
    """

    kinds: dict[str, float]
    statuses: dict[str, float]
    source: tuple[int, float]
    target: tuple[int, float]
    vector: Floats | None

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest act, "none" left out, and its probability."""
        return max(((k, p) for k, p in self.kinds.items() if k != "none"), key=lambda pair: pair[1])

    @property
    def none(self) -> float:
        """How likely the word names no act."""
        return self.kinds["none"]


def keep(
    doc: Doc, labels: Sequence[str], parts: Sequence[Sequence[int]], found: Sequence[SentenceActs]
) -> None:
    """Keep what the network says in a document; `parts` are the tokens of each sentence that it read."""
    count = len(doc)
    kinds = np.zeros((count, len(labels)), np.float32)
    statuses = np.zeros((count, len(STATUSES)), np.float32)
    parties, odds = np.full((count, 2), NO_PARTY, np.int64), np.zeros((count, 2), np.float32)
    vectors: dict[str, Floats] = {}
    for part, acts in zip(parts, found, strict=True):
        tokens = np.asarray(part)
        kinds[tokens], statuses[tokens], odds[tokens] = acts.kinds, acts.statuses, acts.party_odds
        parties[tokens] = np.where(acts.parties >= 0, tokens[acts.parties], NO_PARTY)
        vectors |= {str(part[word]): vector for word, vector in acts.vectors.items()}
    doc.user_data[KEY] = {
        "labels": list(labels), "kinds": kinds, "statuses": statuses, "parties": parties, "odds": odds,
        "vectors": vectors,
    }  # fmt: skip


def named_act(doc: Doc, token: int) -> NamedAct | None:
    """Return what the network says of a token, or None where it has not read the document."""
    kept: dict[str, Any] | None = doc.user_data.get(KEY)
    if kept is None:
        return None
    (source, target), (source_odds, target_odds) = kept["parties"][token], kept["odds"][token]
    return NamedAct(
        kinds=dict(zip(kept["labels"], map(float, kept["kinds"][token]), strict=True)),
        statuses=dict(zip(STATUSES, map(float, kept["statuses"][token]), strict=True)),
        source=(int(source), float(source_odds)),
        target=(int(target), float(target_odds)),
        vector=kept["vectors"].get(str(token)),
    )


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(1e-6, float(np.linalg.norm(vector))), np.float32)
