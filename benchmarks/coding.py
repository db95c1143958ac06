"""What coding costs beside parsing and linking, and how it grows with the codebook.

    python -m benchmarks.coding [--text PATH] [--entries 5000] [--rounds 3] [--json]

One thread. The same documents are parsed, linked, and coded: what the networks of acts and causes add to
parsing, events alone, then all six kinds. Then events again with codebooks of 500 entries and of --entries,
made of ours and of copies with made-up words.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.linking import document, seconds_of
from benchmarks.parse import ours, texts_of
from benchmarks.tables import show
from foreigndesk import codebooks
from foreigndesk.codebooks import Codebooks
from foreigndesk.coding import code
from foreigndesk.coding.events import code_events
from foreigndesk.coding.scene import Scene
from foreigndesk.linking import Registry
from foreigndesk.parsing.joint import FACTORY, make_joint
from foreigndesk.parsing.model import NETWORKS
from foreigndesk.pipeline import scene_of


def sized(books: Codebooks, count: int) -> Codebooks:
    """Return the codebooks with so many event entries: the first of ours, then copies with made-up words."""
    entries = list(books.events[:count])
    while len(entries) < count:
        number = len(entries)
        model = books.events[number % len(books.events)]
        words = {
            form: tuple(f"{word}x{number}" for word in getattr(model, form))
            for form in ("verb", "noun", "adjective")
        }
        entries.append(model.model_copy(update={"id": f"made-up-{number}", **words}))
    return replace(books, events=tuple(entries), version=f"{books.version}-{count}")


def linked(docs: list, registry: Registry, books: Codebooks) -> Iterator[Scene]:
    for doc in docs:
        yield scene_of(doc, document(doc.text), books=books, registry=registry)


def coded(scenes: list[Scene], books: Codebooks) -> Iterator[object]:
    for scene in scenes:
        yield list(code_events(scene.with_books(books)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time coding beside parsing and linking.")
    parser.add_argument("--text", type=Path, help="a CoNLL-U file or a folder of .txt files")
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    texts = texts_of(arguments.text)
    bare = ours(1)
    list(bare.pipe(texts[:2]))
    tokenizer, splitter, parser = bare.make_doc, bare.get_pipe(bare.pipe_names[0]), bare.get_pipe(FACTORY)
    parsers = [
        make_joint(bare, FACTORY, folder=None, threads=1, batch_size=1, networks=list(NETWORKS[:count]))
        for count in range(1, len(NETWORKS) + 1)
    ]
    split = [splitter(tokenizer(text)) for text in texts]
    docs = [parsers[-1](doc.copy()) for doc in split]
    words = sum(len(doc) for doc in docs)
    registry, books = Registry.load(), codebooks.load()
    small, large = sized(books, 500), sized(books, arguments.entries)
    scenes = list(linked(docs, registry, books))
    for each in (books, small, large):  # what is made once for a codebook is not what coding costs
        list(coded(scenes, each))
    rounds = [
        {
            "parsing": seconds_of(bare(text) for text in texts),
            **{
                f"network of {name}": seconds_of(more(doc.copy()) for doc in split)
                - seconds_of(less(doc.copy()) for doc in split)
                for name, less, more in zip(NETWORKS, [parser, *parsers], parsers, strict=False)
            },
            "linking, places and dates": seconds_of(linked(docs, registry, books)),
            "coding events": seconds_of(coded(scenes, books)),
            "coding all six kinds": seconds_of(code(scene.with_books(books)) for scene in scenes),
            "coding events, 500 entries": seconds_of(coded(scenes, small)),
            f"coding events, {arguments.entries:,} entries": seconds_of(coded(scenes, large)),
        }
        for _ in range(arguments.rounds)
    ]
    best = {name: min(found[name] for found in rounds) for name in rounds[0]}
    before = best["parsing"] + best["linking, places and dates"]
    rows = [
        {
            "step": name,
            "words_per_second": round(words / seconds),
            "share_of_parsing_and_linking": round(seconds / before, 3),
            "ratio_to_500": round(seconds / best["coding events, 500 entries"], 2),
        }
        for name, seconds in best.items()
    ]
    if arguments.json:
        print(json.dumps({"words": words, "entries": len(books.events), "rows": rows}, indent=1))
        return
    title = f"{words:,} words, {len(books.events):,} entries, best of {arguments.rounds} rounds"
    show(title, ("step", "words/s", "share of parsing and linking", "ratio to 500"), rows)


if __name__ == "__main__":
    main()
