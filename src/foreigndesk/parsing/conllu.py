"""Reads CoNLL-U treebanks: the one reader that training and evaluation share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word of a treebank sentence (CoNLL-U columns that we use)."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str
    space_after: bool
    entity: str


@dataclass(frozen=True, slots=True)
class TreebankSentence:
    """One sentence; `paragraph_start` and `document_start` come from its comments."""

    sent_id: str
    words: tuple[Word, ...]
    paragraph_start: bool
    document_start: bool


def read_conllu(path: Path) -> Iterator[TreebankSentence]:
    """Yield the sentences of a CoNLL-U file.

    Empty nodes are dropped. A multiword token ("don't") is kept as its words, with no space between them.

    Args:
        path: the treebank file, UTF-8.
    """
    block: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                block.append(line.rstrip("\n"))
            elif block:
                yield _sentence(block)
                block = []
    if block:
        yield _sentence(block)


def raw_text(sentences: Iterable[TreebankSentence]) -> str:
    """Return the text of consecutive sentences, with a blank line before each new paragraph."""
    text = ""
    for sentence in sentences:
        if text:
            text = text.rstrip(" ") + ("\n\n" if sentence.paragraph_start else " ")
        text += "".join(word.form + (" " if word.space_after else "") for word in sentence.words)
    return text.rstrip(" ")


def documents_of(sentences: Iterable[TreebankSentence]) -> Iterator[list[TreebankSentence]]:
    """Yield the sentences of each document."""
    current: list[TreebankSentence] = []
    for sentence in sentences:
        if sentence.document_start and current:
            yield current
            current = []
        current.append(sentence)
    if current:
        yield current


def _sentence(block: list[str]) -> TreebankSentence:
    words: list[Word] = []
    surface_end, surface_space = 0, True
    sent_id, paragraph, document = "", False, False
    for line in block:
        if line.startswith("#"):
            document |= line.startswith("# newdoc")
            paragraph |= line.startswith("# newpar") and not line.startswith("# newpar_block")
            if line.startswith("# sent_id = "):
                sent_id = line[12:]
            continue
        columns = line.split("\t")
        if "." in columns[0]:
            continue
        space = "SpaceAfter=No" not in columns[9].split("|")
        if "-" in columns[0]:
            surface_end, surface_space = int(columns[0].split("-")[1]), space
            continue
        index = int(columns[0])
        if index <= surface_end:
            space = surface_space if index == surface_end else False
        words.append(_word(columns, space))
    return TreebankSentence(sent_id, tuple(words), paragraph or document, document)


def _word(columns: list[str], space: bool) -> Word:
    entity = next((part[7:] for part in columns[9].split("|") if part.startswith("Entity=")), "")
    return Word(
        form=columns[1],
        lemma=columns[2],
        upos=columns[3],
        xpos=columns[4],
        head=int(columns[6]),
        deprel=columns[7],
        space_after=space,
        entity=entity,
    )
