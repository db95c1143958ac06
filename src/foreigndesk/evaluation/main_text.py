"""Scores the main text of web pages, beside trafilatura alone on the same pages in the same run.

The format is that of the article extraction benchmark (Scrapinghub, now Zyte, 2019; MIT): `ground-truth.json`
with an `articleBody` and a `url` by page, and `html/ID.html.gz`. A text is compared as the multiset of its
runs of four words ("shingles"). Of each page the shares of shingles right, surplus and missing are taken, so
that long pages weigh no more. Precision and recall are means over pages, F1 is of the two means, and
accuracy is the share of pages with neither surplus nor missing.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura

from foreigndesk import intake
from foreigndesk.errors import EvaluationError, IntakeError
from foreigndesk.evaluation.comparing import f1
from foreigndesk.records import Article

SHINGLE = 4
_WORD = re.compile(r"\w+")

Shingle = tuple[str, ...]
Extract = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class PageScore:
    """How the text taken from a page compares with its gold text: shares of all shingles of both."""

    right: float
    surplus: float
    missing: float

    @classmethod
    def of(cls, gold: str, found: str) -> PageScore:
        """Compare two texts."""
        wanted, got = shingles(gold), shingles(found)
        right = (wanted & got).total()
        surplus, missing = (got - wanted).total(), (wanted - got).total()
        whole = right + surplus + missing or 1
        return cls(right / whole, surplus / whole, missing / whole)

    @property
    def exact(self) -> bool:
        """Whether nothing is surplus and nothing missing."""
        return self.surplus == self.missing == 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where neither text has a word."""
        return 1.0 if self.exact else self.right / (self.right + self.surplus or 1)

    @property
    def recall(self) -> float:
        """The share of the gold text that was found; 1 where neither text has a word."""
        return 1.0 if self.exact else self.right / (self.right + self.missing or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1."""
        return f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Totals:
    """Means over pages, in percent."""

    f1: float
    precision: float
    recall: float
    accuracy: float

    @classmethod
    def of(cls, scores: Iterable[PageScore]) -> Totals:
        """Sum up pages; one without any text taken has no precision, one without gold text no recall."""
        pages = list(scores)
        precision = _mean(page.precision for page in pages if page.right + page.surplus > 0)
        recall = _mean(page.recall for page in pages if page.right + page.missing > 0)
        return cls(f1(precision, recall), precision, recall, _mean(float(page.exact) for page in pages))


@dataclass(frozen=True, slots=True)
class MainTextScores:
    """Our intake and trafilatura alone on the same pages; `misses` are the pages where ours is the worse."""

    pages: int
    ours: Totals
    trafilatura: Totals
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        rows = [("pages", str(self.pages))]
        for name, totals in (("ours", self.ours), ("trafilatura alone", self.trafilatura)):
            for measure in ("f1", "precision", "recall", "accuracy"):
                rows.append((f"{name}, {measure.replace('f1', 'F1')}", f"{getattr(totals, measure):.1f}"))
        return rows


def evaluate_main_text(folder: Path) -> MainTextScores:
    """Take the main text of every page with our intake and with trafilatura, and compare both with gold.

    Raises:
        EvaluationError: the gold file or a page is missing or damaged.
    """
    ours: list[PageScore] = []
    theirs: list[PageScore] = []
    misses: list[dict[str, Any]] = []
    for address, html, gold in _pages(folder):
        mine, other = (PageScore.of(gold, take(html, address)) for take in (our_text, trafilatura_text))
        ours.append(mine)
        theirs.append(other)
        if mine.f1 < other.f1:
            misses.append(
                {"page": address, "ours": f"{100 * mine.f1:.1f}", "trafilatura": f"{100 * other.f1:.1f}"}
            )
    misses.sort(key=lambda miss: float(miss["ours"]) - float(miss["trafilatura"]))
    return MainTextScores(len(ours), Totals.of(ours), Totals.of(theirs), tuple(misses))


def our_text(html: str, address: str) -> str:
    """Return the body of the document that our intake makes of a page, nothing where it refuses the page."""
    article = Article(address=address, content=html.encode(), media_type="text/html; charset=utf-8")
    try:
        document = intake.document(article)
    except IntakeError:
        return ""
    return document.text[document.body_start :]


def trafilatura_text(html: str, address: str) -> str:  # noqa: ARG001 - both extractors are called alike
    """Return what trafilatura takes by itself, called as the benchmark's authors call it."""
    return trafilatura.extract(html, include_comments=False) or ""


def shingles(text: str) -> Counter[Shingle]:
    """Return how often each run of four words is in `text`; a shorter text is one shingle."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def _pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    gold_file = folder / "ground-truth.json"
    try:
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        if not gold:
            raise ValueError("it lists no page")
        for name, page in gold.items():
            html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8")
            yield str(page.get("url") or ""), html, str(page["articleBody"])
    except (OSError, ValueError, AttributeError, TypeError, KeyError, EOFError, zlib.error) as error:
        raise EvaluationError(
            f"{folder}: it is no folder of the article extraction benchmark ({error}); "
            "give the one with ground-truth.json and html/"
        ) from error


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return 100 * sum(numbers) / len(numbers) if numbers else 0.0
