"""Sentences of a document: the rules, and a small network that corrects them where text lost its stops and
line breaks.

Word features are spaCy's own hashes, cut to a few thousand buckets, so that no vocabulary is needed. Made by
`training/splitter.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IS_SPACE, LOWER, PREFIX, SHAPE, SPACY, SUFFIX  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc

from foreigndesk.errors import ModelError
from foreigndesk.parsing.sentences import mark_sentences
from foreigndesk.parsing.sessions import open_session
from foreigndesk.parsing.weights import SHIPPED, BoundaryMargins, read_weights

BUCKETS = (8192, 512, 2048, 1024)  # of the hashes of word, first letter, last three letters and shape
FEATURES = len(BUCKETS) + 4
WINDOW, OVERLAP = 8192, 32  # words read at once; the network sees 16 words to each side
FACTORY = "foreigndesk_sentences"
AFTER_STOPS = frozenset(
    ".!?…\"”’'»)"
)  # where the rules have weighed an end: stops, and what closes behind them


def features(doc: Doc, starts: Sequence[bool]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return hashed features (words, 4) and flags (words, 4) of a document.

    Args:
        doc: the words.
        starts: for each word, whether the rules begin a sentence with it.
    """
    columns = (
        doc.to_array([LOWER, PREFIX, SUFFIX, SHAPE, SPACY, IS_SPACE]).astype(np.uint64).reshape(len(doc), 6)
    )
    hashed = (columns[:, :4] % np.array(BUCKETS, np.uint64)).astype(np.int64)
    ends = np.array([*starts[1:], True], np.float32)
    position = np.log1p(np.arange(len(doc)) - np.maximum.accumulate(np.where(starts, np.arange(len(doc)), 0)))
    flags = np.stack([ends, columns[:, 4] > 0, columns[:, 5] > 0, position / 4], 1).astype(np.float32)
    return hashed, flags


class BoundaryScorer:
    """Scores each word of a document as the last of its sentence."""

    def __init__(self, path: Path) -> None:
        """Open the network.

        Raises:
            ModelError: onnxruntime refuses the file.
        """
        try:
            self._session = open_session(path)
        except Exception as error:  # onnxruntime raises its own, undocumented types
            raise ModelError(f"{path}: the sentence weights do not load: {error}") from error

    def scores(self, doc: Doc, starts: Sequence[bool]) -> npt.NDArray[np.float32]:
        """Return one score per word, above 0 where a sentence more likely ends than not."""
        hashed, flags = features(doc, starts)
        found = []
        for start in range(0, len(doc), WINDOW):
            first, last = max(0, start - OVERLAP), min(len(doc), start + WINDOW + OVERLAP)
            inputs: dict[str, Any] = {"hashed": hashed[None, first:last], "flags": flags[None, first:last]}
            row = self._session.run(None, inputs)[0][0]
            found.append(row[start - first : start - first + WINDOW])
        return np.concatenate(found) if found else np.zeros(0, np.float32)


class SentenceComponent:
    """Begins sentences in a document: where the rules say so, unless the network is sure that the rules
    err."""

    def __init__(self, scorer: BoundaryScorer, margins: BoundaryMargins) -> None:
        self._scorer = scorer
        self._margins = margins

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` on every token of `doc`, and return it."""
        if not len(doc):
            return doc
        starts = mark_sentences(doc)
        scores = self._scorer.scores(doc, starts)
        words = np.flatnonzero(doc.to_array([IS_SPACE]) == 0)
        before, after = words[:-1], words[1:]
        ruled = np.array(starts)[after]
        broken = ruled & _line_broken(doc, before, after)
        stops = np.fromiter((doc[int(index)].text[-1] in AFTER_STOPS for index in before), bool, len(before))
        margin = np.where(stops, self._margins.add_at_stop, self._margins.add)
        kept = ~stops | (scores[before] > -self._margins.remove)  # a dateline's dash is never undone
        wanted = np.where(ruled, kept, scores[before] > margin)
        table = np.full((len(doc), 1), -1)
        table[0] = 1
        table[after[broken | wanted]] = 1
        rows: Any = table.astype(np.uint64)
        doc.from_array(
            ["SENT_START"], rows
        )  # at once: the token property looks through the whole document each time
        return doc


def _line_broken(
    doc: Doc, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell for each pair of neighbouring words whether a line ends between them."""
    broken = np.zeros(len(before), bool)
    for index in np.flatnonzero(after - before > 1):
        broken[index] = any("\n" in doc[i].text for i in range(before[index] + 1, after[index]))
    return broken


@Language.factory(FACTORY, default_config={"folder": None})
def make_sentences(nlp: Language, name: str, folder: str | None) -> SentenceComponent:  # noqa: ARG001 - spaCy passes them
    """Build the component: `folder` holds other weights than the shipped ones."""
    weights = read_weights(Path(folder) if folder else SHIPPED)
    return SentenceComponent(BoundaryScorer(weights.boundaries), weights.margins)
