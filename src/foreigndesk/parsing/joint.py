"""The spaCy component that fills tags, lemmas, trees and names from the joint model."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from foreigndesk.parsing import acts as act_network
from foreigndesk.parsing import causes as cause_network
from foreigndesk.parsing import ties
from foreigndesk.parsing.lemmas import lemma
from foreigndesk.parsing.model import NETWORKS, ROOT, Analysis, JointModel
from foreigndesk.parsing.weights import SHIPPED, read_weights

FACTORY = "foreigndesk_joint"
SPACE_TAG = "_SP"
SPACE_RELATION = "dep"
_IOB = {"I": 1, "O": 2, "B": 3}
_COLUMNS: list[int | str] = ["POS", "TAG", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
Row = tuple[str, str, str, int, str, int, str]


class JointComponent:
    """Reads a document whose sentences are set; long sentences are cut at punctuation."""

    def __init__(self, model: JointModel) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set pos, tag, lemma, head, dep, sentence starts and entities of `doc`, and return it."""
        words = [visible(token.text) for token in doc]
        parts = list(self._parts(doc, words))
        analyses = self._model.read([[words[i] for i in part] for part in parts])
        rows: list[Row] = [("SPACE", SPACE_TAG, "", -1, "", 2, "")] * len(doc)
        for part, analysis in zip(parts, analyses, strict=True):
            for position, index in enumerate(part):
                rows[index] = _row(part, analysis, position, words[index])
        self._fill_spaces(doc, rows)
        self._write(doc, rows)
        found = [analysis.acts for analysis in analyses if analysis.acts is not None]
        if len(found) == len(parts):
            act_network.keep(doc, self._model.act_kinds, parts, found)
        stated = [analysis.causes for analysis in analyses if analysis.causes is not None]
        if len(stated) == len(parts):
            cause_network.keep(doc, parts, stated)
        tied = [analysis.ties for analysis in analyses if analysis.ties is not None]
        if len(tied) == len(parts):
            ties.keep(doc, parts, tied)
        return doc

    def _parts(self, doc: Doc, words: list[str]) -> Iterator[list[int]]:
        """Yield the word positions of each sentence, cut where it is too long, without white space."""
        for sentence in doc.sents:
            indices = [token.i for token in sentence if words[token.i]]
            if not indices:
                continue
            start = 0
            for end in self._model.cut([words[index] for index in indices]):
                yield indices[start:end]
                start = end

    @staticmethod
    def _fill_spaces(doc: Doc, rows: list[Row]) -> None:
        """Hang white space on the token before it, or, at the start of a document, on the first word."""
        first = next((i for i, row in enumerate(rows) if row[3] >= 0), 0)
        for index, row in enumerate(rows):
            if row[3] >= 0:
                continue
            head = max(index - 1, 0) if index > first else first
            relation = ROOT if head == index else SPACE_RELATION
            inside, kind = 2, ""
            if 0 < index < len(rows) - 1 and rows[index + 1][5] == 1 and rows[index - 1][5] != 2:
                inside, kind = 1, rows[index - 1][6]
            rows[index] = ("SPACE", SPACE_TAG, doc[index].text, head, relation, inside, kind)
        for index, row in enumerate(rows):  # a name that white space of several tokens cut in two
            if row[5] == _IOB["I"] and (index == 0 or rows[index - 1][5] == _IOB["O"]):
                rows[index] = (*row[:5], _IOB["B"], row[6])

    @staticmethod
    def _write(doc: Doc, rows: list[Row]) -> None:
        strings = doc.vocab.strings
        table: Any = np.zeros((len(rows), len(_COLUMNS)), np.uint64)
        for index, (pos, tag, base, head, relation, inside, kind) in enumerate(rows):
            offset = np.int64(head - index).astype(np.uint64)
            names = (strings.add(tag), strings.add(base), offset, strings.add(relation))
            table[index] = (strings.add(pos), *names, inside, strings.add(kind) if kind else 0)
        if len(rows):
            doc.from_array(_COLUMNS, table)


def visible(text: str) -> str:
    """Return what can be seen of a token: no white space, zero-width or direction marks; may be empty."""
    if text.isascii():
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Zs", "Zl", "Zp"})


def _row(part: list[int], analysis: Analysis, position: int, word: str) -> Row:
    label = analysis.entities[position]
    head = analysis.heads[position]
    return (
        analysis.upos[position],
        analysis.xpos[position],
        lemma(word, _inflection(analysis.upos[position], analysis.xpos[position])),
        part[head - 1] if head else part[position],
        analysis.relations[position],
        _IOB[label[0]],
        label[2:],
    )


def _inflection(pos: str, tag: str) -> str:
    """Return the tag to look a lemma up by: a verb that the tagger took for an adjective is a participle."""
    return "VBN" if pos == "VERB" and not tag.startswith("VB") else tag


@Language.factory(
    FACTORY,
    default_config={"folder": None, "threads": 2, "batch_size": 1, "networks": list(NETWORKS)},
)
def make_joint(
    nlp: Language,  # noqa: ARG001 - spaCy passes it
    name: str,  # noqa: ARG001
    folder: str | None,
    threads: int,
    batch_size: int,
    networks: list[str],
) -> JointComponent:
    """Build the component: `folder` holds other weights, `networks` are those that read too."""
    weights = read_weights(Path(folder) if folder else SHIPPED)
    return JointComponent(JointModel(weights, threads=threads, batch_size=batch_size, networks=networks))
