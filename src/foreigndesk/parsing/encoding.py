"""Turns words into the numbers the joint model reads.

Training and reading share this file, so a model never sees at run time what it did not see in training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

IntArray = npt.NDArray[np.int64]

PAD, UNKNOWN, START, END = 0, 100, 101, 102  # ids of the BERT vocabulary
MAX_PIECES_PER_WORD = 12
INPUT_NAMES = ("ids", "mask", "case", "word_start", "word_case", "word_mask")


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """One sentence as ids: position 0 of the word arrays is the root of the tree."""

    ids: tuple[int, ...]
    case: tuple[int, ...]
    word_start: tuple[int, ...]
    word_case: tuple[int, ...]


class WordEncoder:
    """Splits words into word pieces of the uncased BERT vocabulary, with one shape number per word."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._pieces: dict[str, list[int]] = {}

    def pieces(self, word: str) -> list[int]:
        """Return at most `MAX_PIECES_PER_WORD` piece ids; a word the vocabulary cannot spell is unknown."""
        found = self._pieces.get(word)
        if found is None:
            encoded = self._tokenizer.encode(word.replace("’", "'"), add_special_tokens=False)
            found = (list(encoded.ids) or [UNKNOWN])[:MAX_PIECES_PER_WORD]
            if len(self._pieces) < 100_000:
                self._pieces[word] = found
        return found

    def encode(self, words: Sequence[str]) -> EncodedSentence:
        """Return the ids of one sentence, with the start piece standing for the tree's root."""
        ids, case, word_start, word_case = [START], [0], [0], [0]
        for word in words:
            pieces, shape = self.pieces(word), word_shape(word)
            word_start.append(len(ids))
            word_case.append(shape)
            ids.extend(pieces)
            case.extend([shape] * len(pieces))
        ids.append(END)
        case.append(0)
        return EncodedSentence(tuple(ids), tuple(case), tuple(word_start), tuple(word_case))


def word_shape(word: str) -> int:
    """Return the class of a word's capitals: the vocabulary is uncased, this brings them back."""
    if word.islower():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[:1].isupper():
        return 4 if word[1:].islower() else 5
    if any(character.isdigit() for character in word):
        return 6
    return 7 if any(character.isalpha() for character in word) else 8


def collate(sentences: Sequence[EncodedSentence]) -> dict[str, IntArray]:
    """Pad sentences into one batch, keyed by the model's input names."""
    longest = max(len(sentence.ids) for sentence in sentences)
    widest = max(len(sentence.word_start) for sentence in sentences)
    count = len(sentences)
    batch = {
        name: np.zeros((count, longest if name in INPUT_NAMES[:3] else widest), np.int64)
        for name in INPUT_NAMES
    }
    for row, sentence in enumerate(sentences):
        pieces, words = len(sentence.ids), len(sentence.word_start)
        batch["ids"][row, :pieces] = sentence.ids
        batch["mask"][row, :pieces] = 1
        batch["case"][row, :pieces] = sentence.case
        batch["word_start"][row, :words] = sentence.word_start
        batch["word_case"][row, :words] = sentence.word_case
        batch["word_mask"][row, :words] = 1
    return batch
