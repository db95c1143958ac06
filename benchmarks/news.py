"""Articles of real shape and any number, made by rule from our own sentences, to measure volume with."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from foreigndesk.records import Article

HERE = Path(__file__).parent.parent
SOURCES = (
    HERE / "tests" / "coding" / "gold" / "events_dev.txt",
    *sorted((HERE / "training" / "events").glob("*.txt")),
)
EXAMPLES = HERE / "src" / "foreigndesk" / "examples"
NEWS = (250, 900)  # words of a news article, from short to long
SHORT = (12, 30)
_PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title} - Meridian Wire</title>
<meta property="article:published_time" content="{day}T06:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li>
<li><a href="/business">Business</a></li></ul></nav>
<article><h1>{title}</h1><p class="byline">By a correspondent</p>{paragraphs}</article>
<aside><h2>Most read</h2><ul><li><a href="/1">Markets at noon</a></li>
<li><a href="/2">The weather</a></li></ul></aside>
<footer>Meridian Wire. All rights reserved.</footer></body></html>"""


@cache
def sentences() -> tuple[str, ...]:
    """Return our own sentences: marked ones to develop on and to train with, and those of the examples."""
    marked = [
        line
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", ">"))
    ]
    told = [
        line
        for path in sorted(EXAMPLES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 80 and line.endswith(".")
    ]
    return (*marked, *told)


def articles(count: int, *, seed: int = 1, words: tuple[int, int] = NEWS) -> Iterator[Article]:
    """Yield articles with `words` from least to most, most of them short; three in ten are web pages.

    Every number of a seed is the same article, however many are asked for.
    """
    for number in range(count):
        yield _article(number, random.Random(seed * 1_000_003 + number), words)


def _article(number: int, chance: random.Random, words: tuple[int, int]) -> Article:
    least, most = words
    wanted = round(chance.triangular(least, most, least + (most - least) / 4))
    chosen: list[str] = []
    while sum(sentence.count(" ") + 1 for sentence in chosen) < wanted:
        chosen.append(chance.choice(sentences()))
    paragraphs: list[str] = []
    while chosen:
        length = chance.randint(1, 4)
        paragraphs.append(" ".join(chosen[:length]))
        del chosen[:length]
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3650))
    title = f"{' '.join(paragraphs[0].split()[:8]).strip(',.;:')} (report {number})"
    if chance.random() < 0.3:
        body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
        page = _PAGE.format(title=html.escape(title), day=day.isoformat(), paragraphs=body)
        address = f"https://example.org/{day:%Y/%m}/{number}.html"
        return Article(address=address, content=page.encode(), media_type="text/html")
    text = "\n\n".join((title, f"{day.day} {day:%B %Y}", *paragraphs))
    return Article(address=f"wire/{number:07}.txt", content=text.encode(), media_type="text/plain")
