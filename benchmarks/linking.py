"""What linking costs beside parsing, and how it grows with the registry.

    python -m benchmarks.linking [--text PATH] [--entries 500000] [--rounds 3] [--json]

One thread. The same documents are parsed, then linked, then searched for places and dates; then linked
again with a registry to which made-up persons and organisations were added, up to --entries.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc

from benchmarks.parse import ours, texts_of
from benchmarks.tables import show
from foreigndesk import linking
from foreigndesk.gazetteers.models import OwnActor
from foreigndesk.linking import Registry
from foreigndesk.linking.dates import find_dates
from foreigndesk.linking.entries import Entry, own_entry
from foreigndesk.linking.places import find_places
from foreigndesk.linking.registry import build
from foreigndesk.records import Document, PublicationDate

SYLLABLES = [a + b for a in "bklmnrstv" for b in "aeio"]
STATES = ["RUS", "KAZ", "TUR", "SYR", "MLI", "NGA", "IND", "CHN", "BRA", "FRA"]


def made_up(count: int) -> Iterator[Entry]:
    """Yield entries of persons and organisations that do not exist."""
    chance = random.Random(1)
    for number in range(count):
        name = " ".join("".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(2))
        kind = "person" if number % 2 else "organisation"
        yield own_entry(
            OwnActor(
                id=f"made-up-{number}", name=name, kind=kind, state=chance.choice(STATES), source="made up"
            )
        )


def grown(entries: int) -> Registry:
    """Return the registry with made-up entries added up to a number."""
    registry = build("grown")
    for entry in made_up(max(0, entries - len(registry))):
        registry._add(entry)
    return registry


def seconds_of(work: Iterator[object]) -> float:
    started = time.perf_counter()
    for _ in work:
        pass
    return time.perf_counter() - started


def document(text: str) -> Document:
    day = PublicationDate.given("2019-06-12")
    return Document(article_id="art-0", address="bench", text=text, published=day)


def searched(docs: list[Doc], registry: Registry) -> Iterator[object]:
    for doc in docs:
        mentions = linking.link(doc, document(doc.text), registry)
        yield mentions, find_places(doc, mentions), find_dates(doc, "2019-06-12")


def linked(docs: list[Doc], registry: Registry) -> Iterator[object]:
    for doc in docs:
        yield linking.link(doc, document(doc.text), registry)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time linking beside parsing.")
    parser.add_argument("--text", type=Path, help="a CoNLL-U file or a folder of .txt files")
    parser.add_argument("--entries", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    texts, nlp = texts_of(arguments.text), ours(1)
    docs = [nlp(text) for text in texts]
    words = sum(len(doc) for doc in docs)
    small, large = Registry.load(), grown(arguments.entries)
    for registry in (small, large):
        list(searched(docs[:3], registry))
    rounds = [
        {
            "parsing": seconds_of(nlp(text) for text in texts),
            "linking": seconds_of(linked(docs, small)),
            "linking, places and dates": seconds_of(searched(docs, small)),
            f"linking, {len(large):,} entries": seconds_of(linked(docs, large)),
        }
        for _ in range(arguments.rounds)
    ]
    best = {name: min(found[name] for found in rounds) for name in rounds[0]}
    rows = [
        {
            "step": name,
            "words_per_second": round(words / seconds),
            "share_of_parsing": round(seconds / best["parsing"], 3),
            "ratio_to_small": round(seconds / best["linking"], 2),
        }
        for name, seconds in best.items()
    ]
    if arguments.json:
        print(json.dumps({"words": words, "entries": [len(small), len(large)], "rows": rows}, indent=1))
        return
    title = f"{words:,} words, {len(small):,} entries, best of {arguments.rounds} rounds"
    show(title, ("step", "words/s", "share of parsing", "ratio to small"), rows)


if __name__ == "__main__":
    main()
