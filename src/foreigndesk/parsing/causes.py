"""Which words of a parsed sentence state a cause, an effect and what signals it, by a small network.

The network stands on what the joint model and the network of acts make of the words, and reads each sentence
alone. It marks anchors, one word a relation, and reads the ends of cause, effect and signal for each. What it
says is kept in `Doc.user_data`; a Doc that another pipeline parsed has nothing there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import onnxruntime
from spacy.tokens import Doc

from foreigndesk.parsing.scores import Floats

WordSpan = tuple[int, int]

KEY = "foreigndesk_causes"  # in Doc.user_data
FINDER_INPUTS = ("low", "own", "last")
FINDER_OUTPUTS = ("read", "anchors", "causal")
POINTER_INPUTS = ("read", "anchor")
POINTER_OUTPUTS = ("ends", "inside")
RELATIONS = 3  # the most that are read in a sentence
WORTH_READING = 0.4  # how likely a word must anchor a relation for its ends to be read
_INSIDE_WEIGHT = 0.2  # how much lying inside counts beside the ends; the best of five on held-out sentences
_NEVER = -1e9
_CAUSE, _EFFECT, _SIGNAL = 0, 2, 4  # columns of the scores of the first words; the last words' follow each
_IN_CAUSE, _IN_EFFECT = 1, 2


@dataclass(frozen=True, slots=True)
class StatedCause:
    """A relation: first word and the word after the last of cause, effect and signal, and how likely it is.

    Words count in the sentence as it was read; after `keep` they are tokens of the document.
    """

    cause: WordSpan
    effect: WordSpan
    signal: WordSpan | None
    odds: float


@dataclass(frozen=True, slots=True)
class SentenceCauses:
    """How likely a sentence states a cause, and the relations in it, the likeliest first.

    `causal` is the mean of what the network says of the sentence and of its likeliest anchor.
    """

    causal: float
    relations: tuple[StatedCause, ...]


class CauseNetwork:
    """Runs the two halves of the network on one sentence.

    `least` is how likely a word must anchor a relation to be followed up; 0 gives as many as there may be.
    """

    def __init__(
        self,
        finder: onnxruntime.InferenceSession,
        pointer: onnxruntime.InferenceSession,
        *,
        least: float = WORTH_READING,
    ) -> None:
        self._finder, self._pointer, self._least = finder, pointer, least

    def read(self, low: Floats, own: Floats, last: Floats) -> SentenceCauses:
        """Return the causes of a sentence.

        Args:
            low: (1 + words, width), the joint model's lower layer at the words' first pieces, the root first.
            own: the same of the network of acts' last layer.
            last: the same of the joint model's last layer.
        """
        inputs = {"low": low[None], "own": own[None], "last": last[None]}
        read, anchors, causal = self._finder.run(FINDER_OUTPUTS, inputs)
        odds = _sigmoid(anchors[0])
        likely = [int(word) for word in np.argsort(-odds, kind="stable") if word > 0][:RELATIONS]
        likely = [word for word in likely if odds[word] >= self._least]
        found: list[StatedCause] = []
        if likely:
            pairs = {"read": read, "anchor": np.asarray(likely, np.int64)}
            ends, inside = self._pointer.run(POINTER_OUTPUTS, pairs)
            for row, word in enumerate(likely):
                relation = decode(ends[row], inside[row], float(odds[word]))
                if relation is not None and all(not _same(relation, other) for other in found):
                    found.append(relation)
        whole = float(_sigmoid(causal)[0])
        return SentenceCauses((whole + float(odds[1:].max(initial=0.0))) / 2, tuple(found))


def decode(ends: Floats, inside: Floats, odds: float) -> StatedCause | None:
    """Return the likeliest cause and effect that do not overlap, and the signal; None in a single word.

    Args:
        ends: (1 + words, 6) scores of the first and last words of cause, effect and signal; the root, at 0,
            stands for "no signal".
        inside: (1 + words, 3) scores of lying in neither, in the cause, in the effect.
        odds: how likely the relation is.
    """
    if len(ends) < 3:
        return None
    logs, within = _log_softmax(ends, 0), _log_softmax(inside, 1)
    causes = _span_scores(logs, within, _CAUSE, _IN_CAUSE)
    effects = _span_scores(logs, within, _EFFECT, _IN_EFFECT)
    forward, (cause, effect) = _best_in_order(causes, effects)
    backward, (later_effect, later_cause) = _best_in_order(effects, causes)
    if backward > forward:
        cause, effect = later_cause, later_effect
    first = int(logs[:, _SIGNAL].argmax())
    signal = (first - 1, first + int(logs[first:, _SIGNAL + 1].argmax())) if first else None
    return StatedCause(cause, effect, signal, odds)


def _span_scores(logs: Floats, within: Floats, column: int, label: int) -> Floats:
    """Return (words, words): how likely each span from a first to a last word is, impossible ones never."""
    gains = np.concatenate([[0.0], np.cumsum(within[1:, label] - within[1:, 0])])
    scores = logs[1:, column][:, None] + logs[1:, column + 1][None, :]
    scores = scores + _INSIDE_WEIGHT * (gains[1:][None, :] - gains[:-1][:, None])
    return np.where(np.triu(np.ones(scores.shape, bool)), scores, _NEVER).astype(np.float32)


def _best_in_order(former: Floats, latter: Floats) -> tuple[float, tuple[WordSpan, WordSpan]]:
    """Return the best pair of spans, one wholly before the other, and its score."""
    by_end, by_start = former.max(0), latter.max(1)
    totals = np.maximum.accumulate(by_end)[:-1] + by_start[1:]
    cut = int(totals.argmax())
    end = int(by_end[: cut + 1].argmax())
    start = int(former[:, end].argmax())
    after = cut + 1
    return float(totals[cut]), ((start, end + 1), (after, int(latter[after].argmax()) + 1))


def keep(doc: Doc, parts: Sequence[Sequence[int]], found: Sequence[SentenceCauses]) -> None:
    """Keep what the network says in a document; `parts` are the tokens of each sentence that it read."""
    kept = []
    for part, causes in zip(parts, found, strict=True):

        def tokens(span: WordSpan, part: Sequence[int] = part) -> WordSpan:
            return part[span[0]], part[span[1] - 1] + 1

        kept += [
            replace(
                each, cause=tokens(each.cause), effect=tokens(each.effect),
                signal=tokens(each.signal) if each.signal else None,
            )
            for each in causes.relations
        ]  # fmt: skip
    doc.user_data[KEY] = [(each.cause, each.effect, each.signal, each.odds) for each in kept]


def stated_causes(doc: Doc) -> list[StatedCause]:
    """Return the relations of a document in tokens; none where the network has not read it."""
    return [StatedCause(*each) for each in doc.user_data.get(KEY, ())]


def _same(one: StatedCause, other: StatedCause) -> bool:
    return (one.cause, one.effect) == (other.cause, other.effect)


def _log_softmax(scores: Floats, axis: int) -> Floats:
    shifted = scores - scores.max(axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis, keepdims=True)), np.float32)


def _sigmoid(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.asarray(scores, np.float64))), np.float32)
