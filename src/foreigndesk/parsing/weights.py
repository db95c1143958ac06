"""Finds the shipped weights and checks them against their manifest before anything is loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from foreigndesk.errors import ModelError

SHIPPED = Path(__file__).parent / "weights"
NEEDED = {
    "model.int8.onnx", "relations.onnx", "tokenizer.json", "labels.json",
    "boundaries.onnx", "boundaries.json", "acts.onnx", "causes.onnx", "cause_spans.onnx", "ties.onnx",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoundaryMargins:
    """How sure the network must be, in its scores (logarithms of the odds), to overrule the rules.

    `add`: to begin a sentence where the rules saw no stop; `add_at_stop`: where they saw one and let it
    pass, as in "no. 6"; `remove`: to undo one. Chosen on the dev parts of the treebanks.
    """

    add: float
    add_at_stop: float
    remove: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Paths and labels of one verified weights folder; `version` is the start of the manifest's hash."""

    reader: Path
    relations: Path
    acts: Path
    causes: Path
    cause_spans: Path
    ties: Path
    tokenizer: Path
    boundaries: Path
    margins: BoundaryMargins
    labels: dict[str, list[str]]
    version: str


@cache
def read_weights(folder: Path = SHIPPED) -> Weights:
    """Return the weights in `folder` after checking every file's hash, once in a process.

    Raises:
        ModelError: a file is missing or differs from manifest.json.
    """
    manifest_path = folder / "manifest.json"
    try:
        raw = manifest_path.read_bytes()
        files = json.loads(raw)["files"]
        expected = {name: str(files[name]["sha256"]) for name in files}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{manifest_path}: no readable manifest of parser weights; reinstall foreigndesk"
        ) from error
    for name, digest in expected.items():
        _check(folder / name, digest)
    if missing := sorted(NEEDED - set(expected)):
        raise ModelError(f"{manifest_path}: does not list {missing[0]}; reinstall foreigndesk")
    return Weights(
        reader=folder / "model.int8.onnx",
        relations=folder / "relations.onnx",
        acts=folder / "acts.onnx",
        causes=folder / "causes.onnx",
        cause_spans=folder / "cause_spans.onnx",
        ties=folder / "ties.onnx",
        tokenizer=folder / "tokenizer.json",
        boundaries=folder / "boundaries.onnx",
        margins=BoundaryMargins(**_json(folder / "boundaries.json")),
        labels=_json(folder / "labels.json"),
        version=hashlib.sha256(raw).hexdigest()[:12],
    )


def _json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _check(path: Path, digest: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: parser weights are missing; reinstall foreigndesk") from error
    if found != digest:
        raise ModelError(f"{path}: parser weights differ from their manifest; reinstall foreigndesk")
