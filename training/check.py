"""Check that what trains the weights is not what they are measured on.

    python -m training.check --data DATA

Compares sentences word for word, in small letters, from eight words up: shorter ones ("Thank you very
much.") recur by chance. Prints what the held-out parts share with the training text and fails above one
sentence in two hundred; a treebank of mails and reviews repeats a few of its own.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from foreigndesk.evaluation.causal_news import read_causal_news
from foreigndesk.evaluation.gold_names import re3d_documents
from foreigndesk.evaluation.gold_sentences import marked_sentence
from foreigndesk.parsing.conllu import read_conllu
from foreigndesk.parsing.marked import read_blocks, read_marked
from foreigndesk.parsing.sentences import mark_sentences
from foreigndesk.parsing.tokenization import word_cutter
from training.causes import TRAIN as CAUSES
from training.examples import training_examples
from training.sources import AHEAD, EVENTS, OWN, TIES, TRAPS

LEAST_WORDS = 8
MOST_SHARED = 0.005
HELD_OUT = (
    "parse/en_ewt/dev.conllu",
    "parse/en_ewt/test.conllu",
    "parse/en_gum_open/dev.conllu",
    "parse/en_gum_open/test.conllu",
    "parse/en_gum_all_genres_eval_only/dev.conllu",
    "parse/en_gum_all_genres_eval_only/test.conllu",
    "ner_re3d/UK Government",
    "ner_re3d/Australian Department of Foreign Affairs",
    "ner_re3d/BBC Online",
    "events_plover/plv_train.tsv",
    CAUSES,  # its held-out documents
)
GOLD = Path(__file__).parents[1] / "tests" / "coding" / "gold"
Words = tuple[str, ...]


def held_out(path: Path) -> Iterator[Words]:
    """Yield the sentences of a held-out file or folder."""
    if path.suffix == ".conllu":
        yield from (tuple(word.form for word in sentence.words) for sentence in read_conllu(path))
    elif path.parent == GOLD:
        yield from marked(path)
    elif path.suffix == ".tsv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            yield from (tuple(t.text for t in word_cutter().make_doc(row["sentence"])) for row in rows)
    elif path.suffix == ".csv":
        yield from causal(path, held_out=True)
    elif path.suffix == ".txt":
        yield from (sentence.words for sentence in read_marked(path))
    else:
        for doc, _ in re3d_documents(path):
            words: list[str] = []
            for token, start in zip(doc, mark_sentences(doc), strict=True):
                if start and words:
                    yield tuple(words)
                    words = []
                if not token.is_space:
                    words.append(token.text)
            yield tuple(words)


def marked(path: Path) -> Iterator[Words]:
    """Yield the sentences of a file of our own marked sentences: events, ties or watch-points."""
    for block in read_blocks(path, "marked sentences"):
        text = marked_sentence(path, block, "a mark").text
        yield tuple(token.text for token in word_cutter().make_doc(text))


def causal(path: Path, *, held_out: bool) -> Iterator[Words]:
    """Yield the sentences of a file of the Causal News Corpus whose documents are held out, or the others."""
    for sentence in read_causal_news(path):
        if sentence.held_out == held_out:
            yield tuple(t.text for t in word_cutter().make_doc(sentence.text))


def lowered(sentence: Words) -> Words:
    return tuple(word.lower() for word in sentence)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare training text with held-out text.")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    trained = {lowered(example.forms) for example in training_examples(data)}
    trained |= {lowered(sentence.words) for sentence in read_marked(OWN)}
    for folder in (EVENTS, TIES, AHEAD, TRAPS):
        trained |= {lowered(sentence) for path in sorted(folder.glob("*.txt")) for sentence in marked(path)}
    trained |= {lowered(sentence) for sentence in causal(data / CAUSES, held_out=False)}
    print(f"{len(trained):,} different training sentences")
    wrong = False
    for path in [
        *(data / name for name in HELD_OUT),
        *sorted(OWN.parent.glob("*.txt")),
        *sorted(GOLD.glob("*.txt")),
    ]:
        if path == OWN:
            continue
        long = [lowered(s) for s in held_out(path) if len(s) >= LEAST_WORDS]
        shared = sum(sentence in trained for sentence in long)
        wrong |= shared > MOST_SHARED * len(long)
        print(f"{shared:4} of {len(long):5} sentences shared: {path}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
