"""How fast the parser reads, beside spaCy's small CNN on the same text in the same run.

    python -m benchmarks.parse [--text PATH] [--cnn FOLDER] [--rounds 3] [--json]

Whole pipelines, raw text in, document out: words and sentences, tags, trees, names. One and two processes
of one thread each, as a run over many articles has them; the contestants take turns, and the best round of
each counts. Loading is timed apart. The peer is the pipeline of `training/baseline.py`: trained where --cnn
names one, else untrained and of the same shape, which costs the same.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language

from benchmarks.tables import show
from foreigndesk.parsing import DEFAULT, joint, load
from foreigndesk.parsing.conllu import documents_of, raw_text, read_conllu
from foreigndesk.parsing.marked import read_marked
from foreigndesk.parsing.model import NETWORKS
from foreigndesk.parsing.weights import read_weights

HERE = Path(__file__).parent
OWN = HERE.parent / "training" / "news"
TINY = HERE.parent / "tests" / "parsing" / "tiny.conllu"
PER_DOCUMENT = 25
Timing = tuple[int, float, float, float]


def texts_of(path: Path | None) -> list[str]:
    """Return documents: of a CoNLL-U file, of a folder of .txt files, or our own news sentences in 25s."""
    if path is None:
        sentences = [s.text for name in ("train.txt", "test.txt") for s in read_marked(OWN / name)]
        return [" ".join(sentences[i : i + PER_DOCUMENT]) for i in range(0, len(sentences), PER_DOCUMENT)]
    if path.is_dir():
        return [file.read_text(encoding="utf-8") for file in sorted(path.glob("*.txt"))]
    return [raw_text(document) for document in documents_of(read_conllu(path))]


def untrained_cnn(folder: Path) -> Path:
    """Write the peer's pipeline, untrained, with the labels that the parser has."""
    from training.baseline import blank_pipeline, gold_example  # noqa: PLC0415 - only this contestant needs it
    from training.examples import treebank_example  # noqa: PLC0415

    nlp = blank_pipeline()
    labels = read_weights().labels
    for tag in labels["xpos"]:
        nlp.get_pipe("tagger").add_label(tag)
    for name in {label[2:] for label in labels["entity"]} - {""}:
        nlp.get_pipe("ner").add_label(name)
    for relation in labels["relation"]:
        nlp.get_pipe("parser").add_label("ROOT" if relation == "root" else relation)
    examples = [gold_example(nlp, treebank_example(s, marked=False)) for s in read_conllu(TINY)]
    nlp.initialize(lambda: examples)
    nlp.to_disk(folder)
    return folder


def ours(threads: int, *, acts: bool = False) -> Language:
    """Return the shipped pipeline with that many threads; `acts` reads acts too, which no peer does."""
    nlp = load(DEFAULT)
    nlp.remove_pipe(joint.FACTORY)
    nlp.add_pipe(joint.FACTORY, config={"threads": threads, "networks": list(NETWORKS) if acts else []})
    return nlp


def read_share(make: Callable[..., Language], argument, texts: list[str], barrier, results) -> None:
    """Load a pipeline, wait for the others, read some texts, report (words, seconds, load seconds,
    megabytes)."""
    started = time.perf_counter()
    nlp = make(argument)
    loaded = time.perf_counter() - started
    nlp(texts[0])
    barrier.wait()
    started = time.perf_counter()
    words = sum(sum(not token.is_space for token in nlp(text)) for text in texts)
    seconds = time.perf_counter() - started
    results.put((words, seconds, loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def timed(make: Callable[..., Language], argument, texts: list[str], processes: int) -> Timing:
    """Return (words, words per second of all processes together, load seconds, megabytes of one process)."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(processes), context.Queue()
    workers = [
        context.Process(target=read_share, args=(make, argument, texts[share::processes], barrier, results))
        for share in range(processes)
    ]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    words = sum(row[0] for row in found)
    return (
        words,
        words / max(row[1] for row in found),
        max(row[2] for row in found),
        max(row[3] for row in found),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the parser beside spaCy's CNN.")
    parser.add_argument("--text", type=Path, help="a CoNLL-U file or a folder of .txt files")
    parser.add_argument("--cnn", type=Path, help="the peer's trained pipeline, from training.baseline")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    texts = texts_of(arguments.text)
    if len(texts) < 2:
        parser.error(f"{arguments.text}: at least two documents are needed, one for each process")
    with tempfile.TemporaryDirectory() as folder:
        cnn = arguments.cnn or untrained_cnn(Path(folder) / "cnn")
        contests = {
            ("spaCy CNN", 1, 1): (spacy.load, cnn), ("foreigndesk", 1, 1): (ours, 1),
            ("spaCy CNN", 2, 1): (spacy.load, cnn), ("foreigndesk", 2, 1): (ours, 1),
            ("foreigndesk", 1, 2): (ours, 2),
        }  # fmt: skip
        rounds = [
            {key: timed(make, argument, texts, key[1]) for key, (make, argument) in contests.items()}
            for _ in range(arguments.rounds)
        ]
    rows = []
    for key in contests:
        name, processes, threads = key
        best = max((found[key] for found in rounds), key=lambda timing: timing[1])
        peer = max(found["spaCy CNN", max(processes, threads), 1][1] for found in rounds)
        rows.append({
            "pipeline": name, "processes": processes, "threads": threads, "words": best[0],
            "words_per_second": round(best[1]), "ratio_to_cnn": round(best[1] / peer, 2),
            "load_seconds": round(best[2], 2), "megabytes": round(best[3]),
        })  # fmt: skip
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return
    columns = ("pipeline", "processes", "threads", "words", "words/s", "ratio", "load s", "MB")
    show(f"{rows[0]['words']:,} words, best of {arguments.rounds} rounds", columns, rows)


if __name__ == "__main__":
    main()
