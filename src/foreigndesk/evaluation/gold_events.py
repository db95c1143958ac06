"""Reads sentences whose events are marked by hand: the one reader of training and evaluation.

    Kenya's interior ministry said police had arrested three Somali journalists.
    > arrested COERCE:arrest happened | police -> three Somali journalists

    The visitors attacked from the first minute.
    # trap: sports

A blank line ends a sentence. An event line holds the word that names the act, its PLOVER type (and mode) as
if the act took place, its status, and the words of sources and targets, several separated by `; `, `-` where
the sentence names none. `word#2` is a word's second occurrence. `# trap: KIND` marks a sentence in which no
act took place though a careless reader might count one; `# date: 2019-06-12` says when it was published.
Other lines that begin with `# ` are comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from foreigndesk.codebooks.schema import Plover
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.gold_sentences import Span, find_words, marked_sentence, status_named
from foreigndesk.parsing.marked import read_blocks
from foreigndesk.records import Status

_EVENT = re.compile(r"> (\S+) ([A-Z]+)(?::([a-z-]+))? ([a-z]+) \| (.+?) -> (.+)")


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One event: where its word stands, what act it is, and where its parties stand (character offsets)."""

    word: Span
    act: str
    mode: str | None
    status: Status
    source: tuple[Span, ...]
    target: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with all its events; `trap` says of what kind it is, if it is one."""

    text: str
    events: tuple[GoldEvent, ...]
    trap: str | None = None
    published: str | None = None


def read_events(path: Path, plover: Plover) -> list[GoldSentence]:
    """Return the sentences of a file of marked events.

    Args:
        path: the file, UTF-8.
        plover: the coding scheme, against which types and modes are checked.

    Raises:
        EvaluationError: the file cannot be read or holds nothing, or a line is not as the format says; it
            names the line.
    """
    sentences = [_sentence(path, block, plover) for block in read_blocks(path, "marked events")]
    if not sentences:
        raise EvaluationError(f"{path}: no sentences to score")
    return sentences


def _sentence(path: Path, block: list[tuple[int, str]], plover: Plover) -> GoldSentence:
    marked = marked_sentence(path, block, "an event")
    events = tuple(_event(f"{path}:{number}", line, marked.text, plover) for number, line in marked.lines)
    return GoldSentence(marked.text, events, marked.trap, marked.published)


def _event(where: str, line: str, text: str, plover: Plover) -> GoldEvent:
    match = _EVENT.fullmatch(line)
    if match is None:
        raise EvaluationError(f"{where}: not '> word TYPE:mode status | source -> target'")
    word, act, mode, status, source, target = match.groups()
    modes = next((each.modes for each in plover.types if each.type == act), None)
    if modes is None:
        raise EvaluationError(f"{where}: PLOVER has no type '{act}'")
    if mode is not None and mode not in modes:
        raise EvaluationError(f"{where}: {act} has no mode '{mode}'")
    parties = [
        tuple(find_words(where, text, words) for words in named.split("; ") if words != "-")
        for named in (source, target)
    ]
    return GoldEvent(find_words(where, text, word), act, mode, status_named(where, status), *parties)
