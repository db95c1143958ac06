"""Training examples for the network of causes: the Causal News Corpus, as the shipped networks see it.

The states are read once, by the int8 weights that are read at run time too, so that the network learns from
exactly what it will see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
import torch
from tokenizers import Tokenizer
from torch import Tensor

from foreigndesk.evaluation.causal_news import CausalSentence, Span
from foreigndesk.parsing.acts import ActNetwork
from foreigndesk.parsing.encoding import WordEncoder, collate
from foreigndesk.parsing.joint import visible
from foreigndesk.parsing.model import LAYER_NAMES, MAX_PIECES
from foreigndesk.parsing.sessions import open_session
from foreigndesk.parsing.tokenization import adjust_tokenizer
from training.network import HIDDEN

NO_SIGNAL = (0, 0)


@dataclass(frozen=True, slots=True)
class Marked:
    """A relation in words, the first word being 1: its anchor, and first and last word of each part."""

    anchor: int
    cause: Span
    effect: Span
    signal: Span


@dataclass(frozen=True, slots=True)
class CauseExample:
    """A sentence with its words' states (lower layer, acts' last, last), root first, in half precision."""

    causal: bool
    held_out: bool
    relations: tuple[Marked, ...]
    states: tuple[np.ndarray, ...]


def cause_examples(sentences: list[CausalSentence], weights: Path) -> Iterator[CauseExample]:
    """Yield examples of sentences, read with the networks in a folder; what is too long is cut off."""
    nlp = spacy.blank("en")
    adjust_tokenizer(nlp)
    encoder = WordEncoder(Tokenizer.from_file(str(weights / "tokenizer.json")))
    reader = open_session(weights / "model.int8.onnx")
    acts = ActNetwork(open_session(weights / "acts.onnx"))
    for sentence in sentences:
        words = [
            (visible(t.text), (t.idx, t.idx + len(t))) for t in nlp.make_doc(sentence.text) if visible(t.text)
        ]
        while len(encoder.encode([word for word, _ in words]).ids) > MAX_PIECES:
            words = words[:-1]
        encoded = encoder.encode([word for word, _ in words])
        pieces, last = (out[0] for out in reader.run(LAYER_NAMES, dict(collate([encoded]))))
        starts = np.asarray(encoded.word_start, np.int64)
        own = acts.read(pieces, starts, last).own
        yield CauseExample(
            causal=sentence.causal,
            held_out=sentence.held_out,
            relations=tuple(_marked(sentence, [span for _, span in words])),
            states=tuple(state.astype(np.float16) for state in (pieces[starts], own, last)),
        )


def _marked(sentence: CausalSentence, spans: list[Span]) -> Iterator[Marked]:
    for relation in sentence.relations:
        cause, effect = _in_words(relation.cause, spans), _in_words(relation.effect, spans)
        signals = [found for signal in relation.signals if (found := _in_words(signal, spans))]
        if cause and effect:
            signal = min(signals, default=NO_SIGNAL)
            yield Marked(signal[0] or max(cause[0], effect[0]), cause, effect, signal)


def _in_words(part: Span, spans: list[Span]) -> Span | None:
    inside = [i for i, (start, end) in enumerate(spans, 1) if start < part[1] and end > part[0]]
    return (inside[0], inside[-1]) if inside else None


def states(group: list[CauseExample]) -> tuple[list[Tensor], Tensor]:
    """Return the states of a batch, (batch, words, HIDDEN) each, and its mask (batch, words)."""
    width = max(len(each.states[0]) for each in group)
    mask = np.zeros((len(group), width), np.float32)
    layers = [np.zeros((len(group), width, HIDDEN), np.float32) for _ in group[0].states]
    for row, each in enumerate(group):
        mask[row, : len(each.states[0])] = 1
        for layer, own in zip(layers, each.states, strict=True):
            layer[row, : len(own)] = own
    return [torch.from_numpy(layer) for layer in layers], torch.from_numpy(mask)
