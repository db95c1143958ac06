"""Reads the Causal News Corpus (Tan and others 2022, version 2): sentences with causes, effects and signals.

The corpus comes in two kinds of file, told apart by their columns: `text, label` says of a sentence whether
it is causal; `text, causal_text_w_pairs` repeats a sentence once for each relation in it, with <ARG0> around
the cause, <ARG1> around the effect and <SIG0> around each word or words that signal it. Spans are read as
offsets in the text.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from foreigndesk.errors import EvaluationError

Span = tuple[int, int]
Part = Literal["train", "held_out", "all"]
_MARK = re.compile(r"<(/?)(ARG0|ARG1|SIG\d)>")
_HELD_OUT_OF = 8  # one document in so many trains nothing


@dataclass(frozen=True, slots=True)
class Relation:
    """A cause and its effect, with what signals it; offsets in the sentence, end exclusive."""

    cause: Span
    effect: Span
    signals: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class CausalSentence:
    """A sentence, whether it is causal, and its relations, where the file marks them."""

    document: str
    text: str
    causal: bool
    relations: tuple[Relation, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether its document is one of those that train nothing, one in eight by its name's hash."""
        return sha256(self.document.encode()).digest()[0] % _HELD_OUT_OF == 0


def read_causal_news(path: Path) -> list[CausalSentence]:
    """Return the sentences of one file of the corpus.

    Raises:
        EvaluationError: the file cannot be read, or has neither kind of column, or a mark is out of place.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_sentences(path, csv.DictReader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error


def _sentences(path: Path, rows: csv.DictReader[str]) -> Iterator[CausalSentence]:
    columns = set(rows.fieldnames or ())
    if not ({"index", "text", "label"} <= columns or {"doc_id", "text", "causal_text_w_pairs"} <= columns):
        raise EvaluationError(
            f"{path}: no file of the Causal News Corpus; it needs the columns index, text, label, or doc_id, "
            "text and causal_text_w_pairs"
        )
    for line, row in enumerate(rows, 2):
        try:
            yield _labelled(row) if "label" in columns else _marked(row)
        except (ValueError, SyntaxError, TypeError) as error:
            raise EvaluationError(f"{path}, row {line}: {error}") from error


def _labelled(row: dict[str, str]) -> CausalSentence:
    return CausalSentence(row["index"].rsplit("_", 1)[0], row["text"], row["label"] == "1")


def _marked(row: dict[str, str]) -> CausalSentence:
    relations = tuple(
        relation_of(marked, row["text"]) for marked in ast.literal_eval(row["causal_text_w_pairs"])
    )
    return CausalSentence(row["doc_id"], row["text"], bool(relations), relations)


def relation_of(marked: str, text: str) -> Relation:
    """Return the relation that the marks in a copy of `text` show.

    Raises:
        ValueError: the copy is another text, or cause or effect is not marked.
    """
    opened: dict[str, int] = {}
    spans: dict[str, list[Span]] = {"ARG0": [], "ARG1": [], "SIG": []}
    plain, end = "", 0
    for mark in _MARK.finditer(marked):
        plain += marked[end : mark.start()]
        end = mark.end()
        name = mark[2]
        if not mark[1]:
            opened[name] = len(plain)
        elif name in opened:
            spans[name[:3] if name.startswith("SIG") else name].append(_trimmed(plain, opened.pop(name)))
    plain += marked[end:]
    if plain != text:
        raise ValueError(f"the marked copy differs from the sentence: {text[:60]}")
    if not spans["ARG0"] or not spans["ARG1"]:
        raise ValueError(f"no cause or no effect is marked: {marked[:60]}")
    return Relation(spans["ARG0"][0], spans["ARG1"][0], tuple(spans["SIG"]))


def _trimmed(plain: str, start: int) -> Span:
    """Return the span from `start` to the end of `plain` without spaces at its edges."""
    words = plain[start:]
    return start + len(words) - len(words.lstrip()), len(plain.rstrip())
