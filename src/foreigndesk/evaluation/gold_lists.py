"""Reads gold files that are lists of small items in YAML, and says which item is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from foreigndesk.errors import EvaluationError

M = TypeVar("M", bound=BaseModel)


def read_items(
    path: Path,
    model: type[M],
    *,
    what: str,
    item: str,
    headings: bool = False,
    loader: Any = yaml.SafeLoader,  # noqa: ANN401 - yaml has no type for loaders
) -> list[M]:
    """Return the items of a gold file.

    Args:
        path: the file, YAML in UTF-8.
        model: what an item is.
        what: what the file holds, for messages: "noisy names".
        item: what one of them is called, for messages: "item".
        headings: whether the items may also stand as lists under headings.
        loader: how plain words of YAML are read.

    Raises:
        EvaluationError: the file is missing or empty, or an item breaks the format; it names the item.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise EvaluationError(f"{path}: not a readable file of {what} ({reason})") from error
    if headings and isinstance(raw, dict):
        raw = [each for items in raw.values() if isinstance(items, list) for each in items]
    try:
        found = TypeAdapter(list[model]).validate_python(raw)  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{item} {int(first['loc'][0]) + 1}" if first["loc"] else "the file"
        raise EvaluationError(f"{path}: {where}: {first['msg']}") from error
    if not found:
        raise EvaluationError(f"{path}: no {item}s to score")
    return found
