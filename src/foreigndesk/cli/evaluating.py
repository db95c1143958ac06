"""`foreigndesk evaluate`: how a reading or the parser compares with a gold file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from foreigndesk.cli.output import out, print_json, print_table
from foreigndesk.evaluation import acceptance, names, parse


def evaluate_acceptance(path: Path, *, as_json: bool) -> int:
    """Score the reading of an article against its acceptance file, every miss with its reason."""
    result = acceptance.evaluate(path)
    if as_json:
        print_json(result.to_json())
    else:
        out().print(result)
    return 0


def evaluate_parse(path: Path, *, only: str, model: str, as_json: bool) -> int:
    """Score the parser against a CoNLL-U treebank."""
    scores = parse.evaluate_parse(path, only=only, model=model)
    if as_json:
        print_json(dataclasses.asdict(scores))
    else:
        print_table([{"measure": name, "value": value} for name, value in scores.rows()], right=("value",))
    return 0


def evaluate_names(path: Path, *, model: str, as_json: bool) -> int:
    """Score the parser's names against gold names."""
    scores = names.evaluate_names(path, model=model)
    if as_json:
        print_json(dataclasses.asdict(scores))
        return 0
    rows = scores.rows()
    print_table(rows, right=tuple(rows[0])[1:])
    if line := scores.head_line():
        out().print(line)
    return 0
