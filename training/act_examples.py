"""Training examples for the network of acts: our marked sentences, cut and parsed as at reading time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from spacy.tokens import Doc
from torch import Tensor

from foreigndesk import codebooks
from foreigndesk.evaluation.gold_events import GoldSentence, read_events
from foreigndesk.evaluation.gold_sentences import Span
from foreigndesk.parsing.acts import NAMING, kinds_of
from foreigndesk.parsing.encoding import WordEncoder, collate
from foreigndesk.parsing.joint import FACTORY, JointComponent, make_joint
from foreigndesk.parsing.scores import NONE, STATUSES
from foreigndesk.parsing.tokenization import word_cutter
from training.act_network import ROLES

IGNORE = -100


@dataclass(frozen=True, slots=True)
class ActExample:
    """One sentence: its words, which of them may name acts, which are names, and its acts as (word, kind,
    status, (sources, targets)), all counting words from 0."""

    words: tuple[str, ...]
    naming: tuple[bool, ...]
    names: tuple[bool, ...]
    acts: tuple[tuple[int, int, int, tuple[tuple[int, ...], tuple[int, ...]]], ...]


def act_examples(paths: list[Path]) -> list[ActExample]:
    """Return the sentences of files of marked events, parsed by the shipped weights."""
    plover = codebooks.load().plover
    kinds = kinds_of(each.type for each in plover.types)
    return [example(s, kinds) for path in paths for s in read_events(path, plover)]


def example(sentence: GoldSentence, kinds: list[str]) -> ActExample:
    """Return a marked sentence as an example; each party stands for its head word."""
    doc = as_one_sentence(sentence.text)
    acts = []
    for event in sentence.events:
        parties = tuple(tuple(head_of(doc, span) for span in side) for side in (event.source, event.target))
        word = doc.char_span(*event.word, alignment_mode="expand").start
        acts.append((word, kinds.index(event.act), STATUSES.index(event.status.value), parties))
    return ActExample(
        words=tuple(token.text for token in doc),
        naming=tuple(token.pos_ in NAMING for token in doc),
        names=tuple(token.pos_ == "PROPN" for token in doc),
        acts=tuple(acts),
    )


def as_one_sentence(text: str) -> Doc:
    """Return the parse of a text that is known to be one sentence."""
    doc = word_cutter().make_doc(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    return _parser()(doc)


@cache
def _parser() -> JointComponent:
    """Return the shipped parser alone, without the networks that are trained on what it says."""
    return make_joint(word_cutter(), FACTORY, folder=None, threads=1, batch_size=1, networks=[])


def head_of(doc: Doc, span: Span) -> int:
    """Return the word of a span (character offsets) that the others depend on."""
    words = doc.char_span(*span, alignment_mode="expand")
    spoken = [token for token in words if not token.is_punct and not token.is_space] or list(words)
    tops = [t for t in spoken if t.head is t or not words.start <= t.head.i < words.end]
    return (tops or spoken)[0].i


def tensors(group: list[ActExample], encoder: WordEncoder) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Return (the parser's inputs, targets) of one batch.

    Targets are kinds (batch, words) with `IGNORE` at words that cannot name an act, statuses (batch, words)
    with `IGNORE` at words that name none, and roles (batch, roles, words, words), a distribution over the
    words of the parties, 0 being "not named", in the rows of the words that name an act.
    """
    inputs = collate([encoder.encode(each.words) for each in group])
    rows, width = inputs["word_start"].shape
    kind = np.full((rows, width), IGNORE, np.int64)
    status = np.full((rows, width), IGNORE, np.int64)
    role = np.zeros((rows, len(ROLES), width, width), np.float32)
    for row, each in enumerate(group):
        for word, naming in enumerate(each.naming, 1):
            kind[row, word] = NONE if naming else IGNORE
        for word, kind_of_act, status_of_act, sides in each.acts:
            kind[row, word + 1], status[row, word + 1] = kind_of_act, status_of_act
            for side, heads in enumerate(sides):
                for head in heads or (-1,):
                    role[row, side, word + 1, head + 1] += 1 / max(1, len(heads))
    targets = {"kind": kind, "status": status, "role": role}
    return (
        {name: torch.from_numpy(array) for name, array in inputs.items()},
        {name: torch.from_numpy(array) for name, array in targets.items()},
    )
