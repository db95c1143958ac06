"""Scores attributions on PolNeAR: who is the source, which words attribute, what is attributed.

Each attribution found is aligned with one of gold's at most. A pair must have a character of the cue or of
the content in common; pairs that share more of the three spans, and of those the ones that share a larger
part, are taken first. Of the aligned pairs each span is judged by itself:

- strict: it has gold's characters and no others, but for white space and punctuation at its edges;
- overlap: it has at least one character in common with gold's, in the same attribution;
- share: intersection over its own length for precision and over gold's for recall (Johansson and Moschitti
  2013, "Relational Features in Fine-Grained Opinion Analysis"), the sharper measure of overlap.

A span counts as wrong where its attribution is aligned with none, so a right source of a wrong content is
none. Sources are counted where there are any: gold marks some attributions as having none, and so does the
reading. The corpus marks nothing inside what is attributed already, so what is read there is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from foreigndesk import codebooks, pipeline
from foreigndesk.coding.attribution import Attribution, attributions
from foreigndesk.coding.scene import Scene
from foreigndesk.evaluation.comparing import f1, percent
from foreigndesk.evaluation.gold_attributions import (
    ROLES,
    GoldArticle,
    GoldAttribution,
    Spans,
    read_attributions,
)
from foreigndesk.evaluation.gold_sentences import dated
from foreigndesk.linking import Registry

Half = Literal["first", "second", "all"]
MEASURES = ("strict", "overlap", "share")
_EDGES = " \t\n\r\"'“”‘’«»,.;:!?…-–—()[]"
_QUOTES = frozenset("\"“”‘«»'")


@dataclass(frozen=True, slots=True)
class FoundAttribution:
    """An attribution that was read, by the pieces of its spans, with the lemma of its trigger."""

    trigger: str
    cue: Spans
    source: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class RoleScore:
    """Sums of one role over all attributions, by measure: what was found rightly, and what of gold was."""

    gold: int
    found: int
    right: dict[str, float]
    reached: dict[str, float]

    def figures(self, measure: str) -> tuple[float, float, float]:
        """Return precision, recall and F1 in percent."""
        precision = 100 * self.right[measure] / self.found if self.found else 0.0
        recall = 100 * self.reached[measure] / self.gold if self.gold else 0.0
        return precision, recall, f1(precision, recall)


@dataclass(frozen=True, slots=True)
class AttributionScores:
    """Scores by role, and what gold has that was not found, by kind and in full."""

    articles: int
    roles: dict[str, RoleScore]
    kinds: dict[str, tuple[int, int]]
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        out = [("articles", str(self.articles))]
        out += [("gold attributions", str(self.roles["cue"].gold)), ("found", str(self.roles["cue"].found))]
        for role in ROLES:
            for measure in MEASURES:
                precision, recall, value = self.roles[role].figures(measure)
                out.append(
                    (f"{role}, {measure}: precision, recall, F1", f"{precision:.1f} {recall:.1f} {value:.1f}")
                )
        for kind, (missed, whole) in self.kinds.items():
            out.append((f"missed: {kind}", f"{missed} of {whole} ({percent(missed, whole):.0f} %)"))
        return out


def evaluate_attribution(path: Path, *, half: Half = "all") -> AttributionScores:
    """Read the articles of a folder in PolNeAR's layout and score the attributions.

    Args:
        path: a split of PolNeAR, with the folders `text` and `attributions`.
        half: every other article from the first on, the others, or all.

    Raises:
        EvaluationError: a folder or an annotation is missing or cannot be read.
    """
    books, registry = codebooks.load(), Registry.load()
    articles = read_attributions(path)
    chosen = {"first": articles[::2], "second": articles[1::2], "all": articles}[half]
    read = []
    for article in chosen:
        found = found_in(pipeline.scene(dated(article.text, None), books=books, registry=registry))
        read.append((article, found, aligned(article.attributions, found)))
    return scored(read)


def found_in(scene: Scene) -> list[FoundAttribution]:
    """Return the outermost attributions of a document, in the order of their cues."""
    found = sorted((_found(each, scene) for each in attributions(scene)), key=lambda each: each.cue)
    return [each for each in found if not any(_inside(each, other) for other in found if other is not each)]


def _found(each: Attribution, scene: Scene) -> FoundAttribution:
    return FoundAttribution(
        trigger=each.trigger.lemma_.lower() + (f"_{each.entry.id}_{each.slot}" if each.entry else ""),
        cue=_spans(scene, [(t.i, t.i + 1) for t in each.cue]),
        source=_spans(scene, [(each.source[0].i, each.source[-1].i + 1)] if each.source else []),
        content=_spans(scene, each.content),
    )


def _spans(scene: Scene, pieces: Iterable[tuple[int, int]]) -> Spans:
    """Return token pieces as character offsets, neighbours made one."""
    out: list[tuple[int, int]] = []
    for start, end in pieces:
        span = scene.doc[start:end]
        if out and not scene.document.text[out[-1][1] : span.start_char].strip():
            out[-1] = (out[-1][0], span.end_char)
        else:
            out.append((span.start_char, span.end_char))
    return tuple(out)


# --- alignment --------------------------------------------------------------------------------------


def shared(one: Spans, other: Spans) -> int:
    """Return how many characters two spans in pieces have in common."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def overlaps(one: Spans, other: Spans) -> bool:
    """Whether two spans in pieces have a character in common."""
    return shared(one, other) > 0


def aligned(gold: Sequence[GoldAttribution], found: Sequence[FoundAttribution]) -> list[tuple[int, int]]:
    """Return which of gold's attributions each found one is aligned with, as pairs of places in the lists."""
    options = []
    for i, one in enumerate(gold):
        for j, other in enumerate(found):
            if overlaps(one.cue, other.cue) or overlaps(one.content, other.content):
                pairs = [(getattr(one, role), getattr(other, role)) for role in ROLES]
                roles = sum(overlaps(*pair) for pair in pairs)
                parts = sum(2 * shared(a, b) / (_length(a) + _length(b)) for a, b in pairs if a and b)
                options.append((-roles, -parts, i, j))
    taken: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, _, i, j in sorted(options):
        if i not in used_gold and j not in used_found:
            taken.append((i, j))
            used_gold.add(i)
            used_found.add(j)
    return sorted(taken)


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


# --- scores -----------------------------------------------------------------------------------------


def scored(
    read: Sequence[tuple[GoldArticle, Sequence[FoundAttribution], Sequence[tuple[int, int]]]],
) -> AttributionScores:
    """Return the scores of articles that were read, each with its attributions and their alignment."""
    roles = {role: _role_score(role, read) for role in ROLES}
    whole: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    misses: list[dict[str, Any]] = []
    for article, found, pairs in read:
        reached = {i for i, j in pairs if overlaps(article.attributions[i].content, found[j].content)}
        for i, gold in enumerate(article.attributions):
            kinds = list(_kinds(gold, article))
            whole.update(kinds)
            if i not in reached:
                missed.update(kinds)
                misses.append(_miss(gold, article, kinds))
    kinds_ = {kind: (missed[kind], whole[kind]) for kind in sorted(whole)}
    return AttributionScores(len(read), roles, kinds_, tuple(misses))


def _role_score(
    role: str, read: Sequence[tuple[GoldArticle, Sequence[FoundAttribution], Sequence[tuple[int, int]]]]
) -> RoleScore:
    right: dict[str, float] = dict.fromkeys(MEASURES, 0.0)
    reached = dict(right)
    gold = found = 0
    for article, attributed, pairs in read:
        gold += sum(bool(getattr(each, role)) for each in article.attributions)
        found += sum(bool(getattr(each, role)) for each in attributed)
        for i, j in pairs:
            one, other = getattr(article.attributions[i], role), getattr(attributed[j], role)
            if not one or not other:
                continue
            common = shared(one, other)
            same = trimmed(article.text, one) == trimmed(article.text, other)
            for sums, length in ((right, _length(other)), (reached, _length(one))):
                sums["strict"] += same
                sums["overlap"] += common > 0
                sums["share"] += common / length
    return RoleScore(gold, found, right, reached)


def trimmed(text: str, spans: Spans) -> Spans:
    """Return spans without white space and punctuation at the edges of their pieces; empty pieces go."""
    out = []
    for start, end in spans:
        words = text[start:end]
        left = len(words) - len(words.lstrip(_EDGES))
        kept = words.strip(_EDGES)
        if kept:
            out.append((start + left, start + left + len(kept)))
    return tuple(out)


# --- what was missed --------------------------------------------------------------------------------


def _kinds(gold: GoldAttribution, article: GoldArticle) -> Iterator[str]:
    """Yield the kinds that an attribution is of, by which misses are counted."""
    cue = " ".join(article.text[a:b].lower() for a, b in gold.cue)
    first, last = gold.content[0][0], gold.content[-1][1]
    content = article.text[first:last]
    quoted = article.text[first] in _QUOTES
    if "according" in cue:
        yield "according to"
    elif quoted:
        yield "direct quotation"
    elif any(mark in content for mark in _QUOTES - {"'"}):
        yield "mixed quotation"
    else:
        yield "no quotation"
    if len(gold.content) > 1:
        yield "content in several pieces"
    if quoted and any(mark in content[:-2] for mark in (". ", "? ", "! ", ".\n")):
        yield "quoted across sentences"
    if not gold.source:
        yield "no source"


def _inside(one: GoldAttribution | FoundAttribution, other: GoldAttribution | FoundAttribution) -> bool:
    """Whether the cue of one stands in the content of the other."""
    return any(a <= one.cue[0][0] and one.cue[-1][1] <= b for a, b in other.content)


def _miss(gold: GoldAttribution, article: GoldArticle, kinds: Sequence[str]) -> dict[str, Any]:
    words = {role: " ... ".join(article.text[a:b] for a, b in getattr(gold, role)) for role in ROLES}
    return {"article": article.name, "kind": ", ".join(kinds), **words}
