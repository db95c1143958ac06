"""Gold attributions in PolNeAR's layout: a folder `text` of articles beside `attributions` in brat's format.

PolNeAR (Newell, Margolin and Ruths 2018, "An Attribution Relations Corpus for Political News") marks in each
article who is the source, which words attribute (the cue) and what is attributed (the content). A span may be
in several pieces; an attribution may lack a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.comparing import Span

Spans = tuple[Span, ...]
_MARK = re.compile(r"(?P<id>(?P<kind>[TE])\d+)\t(?P<field>[^\t]*)")
ROLES = ("cue", "source", "content")


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """One attribution: the pieces of its cue, source and content as character offsets."""

    cue: Spans
    source: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article's name, text and attributions in the order of their cues."""

    name: str
    text: str
    attributions: tuple[GoldAttribution, ...]


def read_attributions(folder: Path) -> list[GoldArticle]:
    """Read the articles of a folder that holds `text` and `attributions`, in the order of their names.

    Raises:
        EvaluationError: a folder or an article's annotation is missing, or a line cannot be read.
    """
    texts = sorted((folder / "text").glob("*.txt"))
    if not texts:
        raise EvaluationError(f"{folder}: no articles in its folder 'text'; give a split of PolNeAR")
    marks = {path.name: path for path in (folder / "attributions").glob("*.ann")}
    return [_article(path, marks) for path in texts]


def _article(path: Path, marks: dict[str, Path]) -> GoldArticle:
    fitting = [name for name in marks if name.startswith(path.stem)]
    if not fitting:
        raise EvaluationError(f"{path}: no annotation '{path.stem}*.ann' in the folder 'attributions'")
    file = marks[min(fitting)]
    try:
        text = path.read_text(encoding="utf-8")
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: not a readable text ({error})") from error
    spans: dict[str, Spans] = {}
    relations: list[str] = []
    for number, line in enumerate(lines, 1):
        mark = _MARK.match(line)  # a line without a mark is the rest of a text that breaks over lines
        try:
            if mark and mark["kind"] == "T":
                spans[mark["id"]] = _spans(mark["field"])
            elif mark:
                relations.append(mark["field"])
        except ValueError as error:
            raise EvaluationError(f"{file}:{number}: not a line of brat's format ({line[:40]})") from error
    found = sorted(_attributions(relations, spans), key=lambda each: each.cue)
    return GoldArticle(path.stem, text, tuple(found))


def _spans(field: str) -> Spans:
    """Return the pieces of "Content 10 20;24 30"."""
    pieces = field.partition(" ")[2].split(";")
    return tuple((int(start), int(end)) for start, end in (piece.split() for piece in pieces))


def _attributions(relations: list[str], spans: dict[str, Spans]) -> Iterator[GoldAttribution]:
    """Yield the attributions that have a cue and a content; the corpus holds a few torn ones."""
    for relation in relations:
        pieces: dict[str, list[Span]] = {"Cue": [], "Source": [], "Content": []}
        for part in relation.split():
            role, _, mark = part.partition(":")
            pieces.get(role.rstrip("0123456789"), []).extend(spans.get(mark, ()))
        cue, source, content = (tuple(sorted(pieces[name])) for name in ("Cue", "Source", "Content"))
        if cue and content:
            yield GoldAttribution(cue, source, content)
