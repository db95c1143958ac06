"""Runs the joint model: words of sentences in, tags, trees and names out. No spaCy here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from foreigndesk.errors import ModelError
from foreigndesk.parsing.acts import ActNetwork, SentenceActs
from foreigndesk.parsing.causes import WORTH_READING, CauseNetwork, SentenceCauses
from foreigndesk.parsing.encoding import EncodedSentence, WordEncoder, collate
from foreigndesk.parsing.entities import EntityDecoder
from foreigndesk.parsing.scores import Floats, Ints
from foreigndesk.parsing.sessions import open_session
from foreigndesk.parsing.ties import NamedTie, TieNetwork
from foreigndesk.parsing.trees import best_heads
from foreigndesk.parsing.weights import Weights

MAX_WORDS = 120
MAX_PIECES = 400  # the encoder knows 512 positions
MAX_BATCH_PIECES = 4096
ROOT = "root"
NETWORKS = ("acts", "causes", "ties")  # that stand on the joint model's layers
LAYER_NAMES = ("pieces", "words")  # what the network of acts stands on
OUTPUT_NAMES = ("arcs", "dependents", "heads", "upos", "xpos", "entity", *LAYER_NAMES)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the model says about one sentence; heads count words from 1, 0 is the root."""

    upos: list[str]
    xpos: list[str]
    heads: list[int]
    relations: list[str]
    entities: list[str]
    acts: SentenceActs | None
    causes: SentenceCauses | None
    ties: tuple[NamedTie, ...] | None


class JointModel:
    """Six ONNX sessions: for words, arcs of the tree, acts, ties, and two for causes."""

    def __init__(
        self,
        weights: Weights,
        *,
        threads: int = 2,
        batch_size: int = 1,
        networks: Collection[str] = NETWORKS,
        least_cause: float = WORTH_READING,
    ) -> None:
        """Open the sessions.

        Args:
            weights: verified weights.
            threads: batches read side by side; the number changes no result.
            batch_size: sentences per batch. Quantisation scales are taken over a batch, so only a size of 1
                makes a sentence's analysis independent of its neighbours; 16 is about a third faster.
            networks: which of `NETWORKS` read too; causes only with acts.
            least_cause: how likely a word must anchor a cause and effect for these to be read.

        Raises:
            ModelError: onnxruntime refuses the weights.
        """
        try:
            self._reader = open_session(weights.reader)
            self._relations = open_session(weights.relations)
            self._acts = ActNetwork(open_session(weights.acts)) if "acts" in networks else None
            self._causes = (
                CauseNetwork(
                    open_session(weights.causes), open_session(weights.cause_spans), least=least_cause
                )
                if {"acts", "causes"} <= set(networks)
                else None
            )
            self._ties = (
                TieNetwork(open_session(weights.ties), weights.labels["tie"]) if "ties" in networks else None
            )
            self._encoder = WordEncoder(Tokenizer.from_file(str(weights.tokenizer)))
        except Exception as error:  # onnxruntime and tokenizers raise their own, undocumented types
            raise ModelError(f"{weights.reader.parent}: the parser weights do not load: {error}") from error
        self._labels = weights.labels
        self.act_kinds = weights.labels["act"]
        self._root = weights.labels["relation"].index(ROOT)
        self._names = EntityDecoder(weights.labels["entity"])
        self._batch_size = batch_size
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def cut(self, words: Sequence[str]) -> list[int]:
        """Return where to cut a sentence that is too long: ends of the parts, the last is its length.

        Runs once over the words; a part ends after the last punctuation mark in its second half.
        """
        ends: list[int] = []
        start, pieces, mark, since_mark = 0, 0, 0, 0
        for index, word in enumerate(words):
            length = len(self._encoder.pieces(word))
            if index - start >= MAX_WORDS or pieces + length > MAX_PIECES:
                if mark - start > (index - start) // 2:
                    start, pieces = mark, since_mark
                else:
                    start, pieces = index, 0
                ends.append(start)
                since_mark = pieces
            pieces += length
            since_mark += length
            if word in {",", ";", ":", "-", "–", "—", ".", "!", "?"}:
                mark, since_mark = index + 1, 0
        return [*ends, len(words)]

    def read(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """Analyse sentences, none longer than `cut` allows and none empty."""
        encoded = [self._encoder.encode(words) for words in sentences]
        batches = list(self._batches(encoded))

        def read_batch(batch: list[int]) -> list[Analysis]:
            return self._read_batch([sentences[i] for i in batch], [encoded[i] for i in batch])

        found = (self._pool.map if self._pool and len(batches) > 1 else map)(read_batch, batches)
        results: dict[int, Analysis] = {}
        for batch, analyses in zip(batches, found, strict=True):
            results.update(zip(batch, analyses, strict=True))
        return [results[index] for index in range(len(sentences))]

    def _batches(self, encoded: Sequence[EncodedSentence]) -> Iterator[list[int]]:
        order = sorted(range(len(encoded)), key=lambda index: (len(encoded[index].ids), index))
        batch: list[int] = []
        for index in order:
            full = len(batch) == self._batch_size
            if batch and (full or len(encoded[index].ids) * (len(batch) + 1) > MAX_BATCH_PIECES):
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch

    def _read_batch(self, sentences: list[Sequence[str]], encoded: list[EncodedSentence]) -> list[Analysis]:
        inputs: dict[str, Any] = dict(collate(encoded))
        arcs, dependents, heads, upos, xpos, names, pieces, last = self._reader.run(OUTPUT_NAMES, inputs)
        trees = [best_heads(arcs[row, : len(w) + 1, : len(w) + 1])[1:] for row, w in enumerate(sentences)]
        relations = self._label(trees, dependents, heads)
        results = []
        for row, words in enumerate(sentences):
            inside = slice(1, len(words) + 1)
            ids, starts = encoded[row].ids, np.asarray(encoded[row].word_start, np.int64)
            layers = (pieces[row, : len(ids)], starts, last[row, : len(starts)])
            acts, causes = self._beside(*layers)
            results.append(
                Analysis(
                    upos=[self._labels["upos"][index] for index in upos[row, inside]],
                    xpos=[self._labels["xpos"][index] for index in xpos[row, inside]],
                    heads=trees[row].tolist(),
                    relations=relations[row],
                    entities=self._names.decode(names[row, inside]),
                    acts=acts,
                    causes=causes,
                    ties=self._ties.read(*layers) if self._ties else None,
                )
            )
        return results

    def _beside(
        self, pieces: Floats, word_start: Ints, last: Floats
    ) -> tuple[SentenceActs | None, SentenceCauses | None]:
        """Return what the smaller networks say of one sentence."""
        if self._acts is None:
            return None, None
        acts = self._acts.read(pieces, word_start, last)
        if self._causes is None:
            return acts, None
        return acts, self._causes.read(pieces[word_start], acts.own, last)

    def _label(
        self,
        trees: list[npt.NDArray[np.int64]],
        dependents: npt.NDArray[np.float32],
        heads: npt.NDArray[np.float32],
    ) -> list[list[str]]:
        """Return the relation of each arc; `root` exactly where the head is the root."""
        rows = np.concatenate([np.full(len(tree), row) for row, tree in enumerate(trees)])
        words = np.concatenate([np.arange(1, len(tree) + 1) for tree in trees])
        chosen = np.concatenate(trees)
        pairs = {"dependents": dependents[rows, words], "heads": heads[rows, chosen]}
        scores = self._relations.run(None, pairs)[0]
        scores[:, self._root] = -1e9
        best = np.where(chosen == 0, self._root, scores.argmax(axis=1))
        names = [self._labels["relation"][index] for index in best]
        ends = np.cumsum([len(tree) for tree in trees]).tolist()
        return [names[start:end] for start, end in zip([0, *ends], ends, strict=False)]
