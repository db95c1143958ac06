"""Training examples for the network of ties: our marked sentences, as the shipped parser sees them.

The states are read once, by the int8 weights that are read at run time too, so that the network learns from
exactly what it will see. A sentence is marked for one of three tasks alone (acts, ties, what lies ahead), and
trains that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from foreigndesk import codebooks
from foreigndesk.evaluation.gold_events import GoldSentence, read_events
from foreigndesk.evaluation.gold_sentences import Span
from foreigndesk.evaluation.ties import TieSentence, read_ties
from foreigndesk.evaluation.watchpoints import WatchSentence, read_watchpoints
from foreigndesk.parsing.acts import NAMING, kinds_of
from foreigndesk.parsing.encoding import WordEncoder, collate
from foreigndesk.parsing.joint import visible
from foreigndesk.parsing.model import LAYER_NAMES, MAX_PIECES
from foreigndesk.parsing.scores import NONE, STATUSES
from foreigndesk.parsing.sessions import open_session
from foreigndesk.records import Outlook
from training.act_examples import IGNORE, as_one_sentence, head_of
from training.act_network import ROLES
from training.network import HIDDEN

OUTLOOKS = ("none", *get_args(Outlook))
Task = Literal["acts", "ties", "ahead"]
TASKS: tuple[Task, ...] = ("acts", "ties", "ahead")


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its word, kind and status, and the words of its sources and targets."""

    word: int
    kind: int
    status: int
    parties: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class TieExample:
    """A sentence. Words count from 1, as the root stands before them; labels are numbers.

    `pieces` (pieces, HIDDEN) and `last` (words, HIDDEN) are the parser's states in half precision,
    `word_start` the first piece of each word. `ties` holds (subject, object, relation, status), `ahead`
    (word, outlook, actors); `naming` says which words may name an act.
    """

    task: Task
    pieces: np.ndarray
    word_start: np.ndarray
    last: np.ndarray
    names: tuple[bool, ...]
    naming: tuple[bool, ...]
    acts: tuple[Act, ...] = ()
    ties: tuple[tuple[int, int, int, int], ...] = ()
    ahead: tuple[tuple[int, int, tuple[int, ...]], ...] = ()

    @property
    def length(self) -> int:
        """Words with the root."""
        return len(self.word_start)


class ExampleMaker:
    """Makes examples of marked sentences, read with the parser in a folder."""

    def __init__(self, weights: Path) -> None:
        self._books = codebooks.load()
        self._encoder = WordEncoder(Tokenizer.from_file(str(weights / "tokenizer.json")))
        self._reader = open_session(weights / "model.int8.onnx")
        self._both_ways = {each.name for each in self._books.ties.relations if each.symmetric}
        self.relations = relation_labels()
        self.kinds = kinds_of(each.type for each in self._books.plover.types)

    def of_files(self, paths: Iterable[Path], task: Task) -> Iterator[TieExample]:
        """Yield the sentences of files of one task; those that are too long for the encoder are left out."""
        for path in paths:
            if task == "ties":
                made = map(self._of_ties, read_ties(path, self._books))
            elif task == "ahead":
                made = map(self._of_ahead, read_watchpoints(path))
            else:
                made = map(self._of_acts, read_events(path, self._books.plover))
            yield from (each for each in made if each is not None)

    def _read(self, text: str) -> tuple[Callable[[Span], int], dict[str, Any]] | None:
        """Return what finds the word that heads a span, and what every example holds."""
        doc = as_one_sentence(text)
        words = [token for token in doc if visible(token.text)]
        encoded = self._encoder.encode([visible(token.text) for token in words])
        if len(encoded.ids) > MAX_PIECES:
            return None
        pieces, last = (out[0] for out in self._reader.run(LAYER_NAMES, dict(collate([encoded]))))
        number = {token.i: n for n, token in enumerate(words, 1)}
        about = {
            "pieces": pieces.astype(np.float16),
            "word_start": np.asarray(encoded.word_start, np.int64),
            "last": last.astype(np.float16),
            "names": (False, *(token.pos_ == "PROPN" for token in words)),
            "naming": (False, *(token.pos_ in NAMING for token in words)),
        }
        return (lambda span: number.get(head_of(doc, span), 0)), about

    def _of_acts(self, sentence: GoldSentence) -> TieExample | None:
        if (read := self._read(sentence.text)) is None:
            return None
        head, about = read
        acts = tuple(
            Act(
                word=head(event.word),
                kind=self.kinds.index(event.act),
                status=STATUSES.index(event.status.value),
                parties=(tuple(map(head, event.source)), tuple(map(head, event.target))),
            )
            for event in sentence.events
        )
        return TieExample(task="acts", acts=acts, **about)

    def _of_ties(self, sentence: TieSentence) -> TieExample | None:
        if (read := self._read(sentence.text)) is None:
            return None
        head, about = read
        ties = []
        for tie in sentence.ties:
            one, other = head(tie.subject), head(tie.object)
            labels = (self.relations.index(tie.relation), STATUSES.index(tie.status.value))
            ties.append((one, other, *labels))
            if tie.relation in self._both_ways:
                ties.append((other, one, *labels))
        return TieExample(task="ties", ties=tuple(ties), **about)

    def _of_ahead(self, sentence: WatchSentence) -> TieExample | None:
        if (read := self._read(sentence.text)) is None:
            return None
        head, about = read
        points = ((head(p.word), OUTLOOKS.index(p.outlook), tuple(map(head, p.who))) for p in sentence.points)
        return TieExample(task="ahead", ahead=tuple(points), **about)


def relation_labels() -> list[str]:
    """Return the labels of ties: none, then the relations of the codebook."""
    return ["none", *(each.name for each in codebooks.load().ties.relations)]


def tensors(group: list[TieExample]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Return (the network's inputs, targets) of one batch.

    Targets hold `IGNORE` where a sentence teaches nothing: kinds and statuses (batch, words), ties, their
    statuses and acts between parties (batch, words, words), outlooks (batch, words), and whom what lies ahead
    concerns (batch, words, words). Roles (batch, roles, words, words) are a distribution over the
    words of the parties, 0 being "not named", in the rows of the words that name an act.
    """
    rows, width = len(group), max(each.length for each in group)
    length = max(len(each.pieces) for each in group)
    pieces, last = np.zeros((rows, length, HIDDEN), np.float32), np.zeros((rows, width, HIDDEN), np.float32)
    mask, start = np.zeros((rows, length), np.float32), np.zeros((rows, width), np.int64)
    word_mask = np.zeros((rows, width), np.float32)
    words = {name: np.full((rows, width), IGNORE, np.int64) for name in ("kind", "status", "ahead")}
    pairs = {name: np.full((rows, width, width), IGNORE, np.int64) for name in ("tie", "tie_status", "deed")}
    pairs["who"] = np.full((rows, width, width), IGNORE, np.float32)
    role = np.zeros((rows, len(ROLES), width, width), np.float32)
    for row, each in enumerate(group):
        n, inside = each.length, slice(1, each.length)
        pieces[row, : len(each.pieces)], mask[row, : len(each.pieces)] = each.pieces, 1
        start[row, :n], last[row, :n], word_mask[row, :n] = each.word_start, each.last, 1
        if each.task == "ties":
            pairs["tie"][row, inside, inside] = NONE
            for one, other, relation, status in each.ties:
                pairs["tie"][row, one, other], pairs["tie_status"][row, one, other] = relation, status
        elif each.task == "ahead":
            words["ahead"][row, inside] = NONE
            for word, outlook, actors in each.ahead:
                words["ahead"][row, word] = outlook
                pairs["who"][row, word, inside] = 0
                pairs["who"][row, word, list(actors)] = 1
        else:
            words["kind"][row, np.flatnonzero(each.naming)] = NONE
            pairs["deed"][row, inside, inside] = NONE
            for act in each.acts:
                words["kind"][row, act.word], words["status"][row, act.word] = act.kind, act.status
                for side, heads in enumerate(act.parties):
                    for head in heads or (0,):
                        role[row, side, act.word, head] += 1 / max(1, len(heads))
                for one in act.parties[0]:
                    pairs["deed"][row, one, list(act.parties[1])] = act.kind
    inputs = {"pieces": pieces, "mask": mask, "word_start": start, "last": last, "word_mask": word_mask}
    return _tensors(inputs), _tensors({**words, **pairs, "role": role})


def _tensors(arrays: dict[str, np.ndarray]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
