"""What all files of marked sentences share: a sentence, lines that mark it, and what is known about it.

    # date: 2019-06-12
    # trap: sports
    The visitors attacked from the first minute.
    > a line for each thing that the sentence states

A blank line ends a sentence. `# trap: KIND` marks a sentence that states nothing though a careless reader
might take it to; `# date:` says when it was published. Other lines that begin with `# ` are comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from foreigndesk.errors import EvaluationError
from foreigndesk.records import Document, PublicationDate, Status

PUBLISHED = "2020-06-15"

Span = tuple[int, int]
_COUNTED = re.compile(r"(.+)#(\d+)")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A sentence and its unread lines, each with its number in the file."""

    text: str
    lines: tuple[tuple[int, str], ...]
    trap: str | None = None
    published: str | None = None


def marked_sentence(path: Path, block: list[tuple[int, str]], what: str) -> MarkedText:
    """Return the sentence of one block of lines.

    Args:
        path: the file, for messages.
        block: the lines with their numbers.
        what: what a line marks ("an event"), for messages.

    Raises:
        EvaluationError: a line stands without its sentence, or the date is none; it names the line.
    """
    about = dict(line[2:].split(": ", 1) for _, line in block if line.startswith("# ") and ": " in line)
    (number, text), *rest = [item for item in block if not item[1].startswith("# ")]
    if text.startswith("> "):
        raise EvaluationError(f"{path}:{number}: {what} without its sentence; no blank line between them")
    if (day := about.get("date")) is not None and not is_day(day):
        line = next(line for line, said in block if said == f"# date: {day}")
        raise EvaluationError(f"{path}:{line}: '{day}' is no date; write YYYY-MM-DD")
    return MarkedText(text, tuple(rest), about.get("trap"), about.get("date"))


def is_day(day: str) -> bool:
    """Whether a text is a date, YYYY-MM-DD."""
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def find_words(where: str, text: str, words: str) -> Span:
    """Return where `words` stand in `text` as whole words; `words#2` is their second occurrence.

    Raises:
        EvaluationError: they do not stand there; it begins with `where`.
    """
    counted = _COUNTED.fullmatch(words)
    words, number = (counted[1], int(counted[2])) if counted else (words, 1)
    found = list(re.finditer(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", text))
    if len(found) < number:
        raise EvaluationError(f"{where}: '{words}' does not stand in the sentence")
    return found[number - 1].span()


def status_named(where: str, name: str) -> Status:
    """Return the status of that name.

    Raises:
        EvaluationError: there is none; it begins with `where`.
    """
    if name not in {each.value for each in Status}:
        raise EvaluationError(f"{where}: no status '{name}'; there are {', '.join(s.value for s in Status)}")
    return Status(name)


def dated(text: str, published: str | None) -> Document:
    """Return a text as a document published on a day (`PUBLISHED` where None)."""
    day = PublicationDate.given(published or PUBLISHED)
    return Document(article_id="art-0", address="gold", text=text, published=day)
