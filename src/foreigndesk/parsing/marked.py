"""Reads sentences whose names, and some heads, are marked by hand: the one reader of training and evaluation.

    President [PERSON Rustam Kadyrbekov] left [GPE Dushanbe] on [DATE 3 March].
    > President nmod:desc Rustam

A blank line ends a sentence. A head line holds dependent, relation and head; `word#2` is a word's second
occurrence. Lines that begin with `# ` are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from foreigndesk.errors import EvaluationError
from foreigndesk.parsing.tokenization import word_cutter

LABELS = ("PERSON", "ORG", "GPE", "LOC", "FACILITY", "NORP", "DATE", "MONEY", "PERCENT", "QUANTITY", "EVENT")
_NAME = re.compile(r"\[([A-Z]+) ([^\[\]]+)\]")
NameSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One sentence: words as our tokenizer cuts them, names as (start, end, label), arcs as
    {dependent: (head, relation)}; all positions count words from 0, a head of -1 is the root."""

    text: str
    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    names: tuple[NameSpan, ...]
    arcs: dict[int, tuple[int, str]]


def read_marked(path: Path) -> Iterator[MarkedSentence]:
    """Yield the sentences of a marked file.

    Args:
        path: the file, UTF-8.

    Raises:
        EvaluationError: the file cannot be read, or a line is not as the format says; it names the line.
    """
    for block in read_blocks(path, "marked sentences"):
        yield _sentence(path, [(number, line) for number, line in block if not line.startswith("# ")])


def read_blocks(path: Path, what: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the blocks of a file that blank lines part, as (number, line), those of comments alone left out.

    Args:
        path: the file, UTF-8; lines that begin with `# ` are comments.
        what: what the file holds, for messages.

    Raises:
        EvaluationError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: not a readable file of {what} ({error})") from error
    block: list[tuple[int, str]] = []
    for number, line in [*enumerate(lines, 1), (len(lines) + 1, "")]:
        if line.strip():
            block.append((number, line.strip()))
        elif block:
            if any(not text.startswith("# ") for _, text in block):
                yield block
            block = []


def _sentence(path: Path, block: list[tuple[int, str]]) -> MarkedSentence:
    number, line = block[0]
    text, spans, at = "", [], 0
    for mark in _NAME.finditer(line):
        text += line[at : mark.start()]
        if mark[1] not in LABELS:
            raise EvaluationError(f"{path}:{number}: unknown label {mark[1]}; known are {', '.join(LABELS)}")
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    text += line[at:]
    if "[" in text or "]" in text:
        raise EvaluationError(f"{path}:{number}: a bracket that marks no name; write [LABEL words]")
    doc = word_cutter().make_doc(text)
    names = []
    for start, end, label in spans:
        span = doc.char_span(start, end)
        if span is None:
            raise EvaluationError(f"{path}:{number}: '{text[start:end]}' does not begin and end with words")
        names.append((span.start, span.end, label))
    arcs = dict(_arc(path, doc, *item) for item in block[1:])
    words = tuple(token.text for token in doc)
    return MarkedSentence(text, words, tuple(bool(t.whitespace_) for t in doc), tuple(names), arcs)


def _arc(path: Path, doc: Doc, number: int, line: str) -> tuple[int, tuple[int, str]]:
    parts = line.split()
    if len(parts) != 4 or parts[0] != ">":
        raise EvaluationError(f"{path}:{number}: not '> dependent relation head'")
    dependent, head = (_find(path, number, doc, word) for word in (parts[1], parts[3]))
    return dependent, (head, parts[2])


def _find(path: Path, number: int, doc: Doc, name: str) -> int:
    if name == "ROOT":
        return -1
    word, _, count = name.partition("#")
    found = [token.i for token in doc if token.text == word]
    wanted = int(count) if count.isdigit() else 1
    if not 1 <= wanted <= len(found):
        raise EvaluationError(f"{path}:{number}: the sentence has no word '{name}'")
    return found[wanted - 1]
