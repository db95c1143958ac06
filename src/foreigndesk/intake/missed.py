"""Paragraphs of an article's body that the extraction of its main text left out.

Pages cut a body into pieces, with advertisements between them. The extractor takes one piece, and drops a
paragraph here and there; what was dropped stands as what was taken does, in elements of the same class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from foreigndesk.intake.shape import ends_sentence, word_count

# A place holds the body when so many paragraphs of it were taken, and this share of all its words.
LEAST_TAKEN, TAKEN_SHARE = 3, 0.3
LEAST_WORDS = 8
LINK_SHARE = 0.5

_SIGNS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def with_missed(text: str, tree: Any, left_out: frozenset[str]) -> str:  # noqa: ANN401 - lxml is untyped
    """Return the main text `text`, a paragraph a line, with the paragraphs of `tree` that it lacks.

    Args:
        text: what was extracted.
        tree: the page it was extracted from.
        left_out: elements that never hold the article.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    whole = _key("".join(lines))
    paragraphs = [
        (place, line, _key(line) in whole) for place, line in _paragraphs(tree, left_out) if _key(line)
    ]
    places = _body_places(paragraphs)
    positions = {_key(line): at for at, line in enumerate(lines)}
    missed: list[tuple[int, str]] = []
    after = -1
    for place, line, taken in paragraphs:
        if taken:
            after = max(after, positions.get(_key(line), after))
        elif place in places and _is_prose(line) and _key(line) not in whole:
            missed.append((after, line))
            whole += _key(line)
    for at, line in reversed(missed):
        lines.insert(at + 1, line)
    return "\n".join(lines)


def _paragraphs(tree: Any, left_out: frozenset[str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield each paragraph of a page with its place: the tag and class of what it stands in."""
    for element in tree.iter("p"):
        parent = element.getparent()
        around = [element, *element.iterancestors()]
        if parent is None or any(each.tag in left_out or _is_hidden(each) for each in around):
            continue
        line = " ".join("".join(element.itertext()).split())
        links = sum(len("".join(link.itertext())) for link in element.iter("a"))
        if links <= LINK_SHARE * len(line):
            yield f"{parent.tag}.{parent.get('class') or ''}", line


def _body_places(paragraphs: list[tuple[str, str, bool]]) -> set[str]:
    """Return the places that hold the body: where most of what stands there was taken."""
    words: Counter[str] = Counter()
    taken_words: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for place, line, was_taken in paragraphs:
        count = word_count(line)
        words[place] += count
        if was_taken and count >= LEAST_WORDS:
            taken_words[place] += count
            taken[place] += 1
    return {
        place
        for place, count in taken.items()
        if not place.endswith(".")
        and count >= LEAST_TAKEN
        and taken_words[place] >= TAKEN_SHARE * words[place]
    }


def _is_prose(line: str) -> bool:
    return word_count(line) >= LEAST_WORDS and ends_sentence(line)


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _key(line: str) -> str:
    return _SIGNS.sub("", line).casefold()
