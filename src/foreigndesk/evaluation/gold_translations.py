"""Pairs of translations: one article as two engines would give it, in one text file.

=== base-at-kant                 an article, by a name of its own
@ 2017-03-02                     when it was published
--- one                          a version: its title, then its text
Russia will strengthen the base in Kant
President of Kyrgyzstan ...
--- two
Kant base will be reinforced by Russia
...
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from foreigndesk.errors import EvaluationError
from foreigndesk.records import Document, PublicationDate

_ARTICLE = re.compile(
    r"=== (?P<name>\S+)\n@ (?P<day>\d{4}-\d\d-\d\d)\n--- one\n(?P<one>.+?)\n--- two\n(?P<two>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class TranslatedPair:
    """One article in two versions."""

    name: str
    one: Document
    two: Document


def read_pairs(path: Path) -> list[TranslatedPair]:
    """Return the pairs of one file, or of all `.txt` files of a folder.

    Raises:
        EvaluationError: a file is missing or breaks the format; the message names the article.
    """
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    pairs = [pair for file in files for pair in _pairs(file)]
    if not pairs:
        raise EvaluationError(f"{path}: no articles to compare; each begins with a line like === name")
    return pairs


def _pairs(file: Path) -> list[TranslatedPair]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file}: not a readable file of translations ({error})") from error
    out = []
    for block in re.split(r"^(?==== )", text, flags=re.MULTILINE):
        if not block.startswith("=== "):
            continue
        found = _ARTICLE.fullmatch(block.strip())
        if found is None:
            first = block.splitlines()[0]
            raise EvaluationError(
                f"{file}: {first}: after it come @ DAY, --- one and --- two, each with title and text"
            )
        one, two = (_document(found[version], found["day"], found["name"]) for version in ("one", "two"))
        out.append(TranslatedPair(found["name"], one, two))
    return out


def _document(version: str, day: str, name: str) -> Document:
    title, *lines = [line.strip() for line in version.strip().splitlines() if line.strip()]
    body = "\n\n".join(lines)
    return Document(
        article_id="gold", address=f"gold/{name}", text=f"{title}\n\n{body}", title=title,
        published=PublicationDate.given(day),
    )  # fmt: skip
