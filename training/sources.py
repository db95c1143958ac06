"""Which files may train the shipped weights, and a refusal of every other file.

Evaluation data (dev, test, the all-genres GUM folder) must stay unseen, and re3d's BBC part is
non-commercial. Every path that training opens passes `allowed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from foreigndesk.parsing.conllu import TreebankSentence, read_conllu

FORBIDDEN = (
    "eval_only",
    "dev",
    "test",
    "bbc",
    "polnear",
    "plover",
    "geoparse",
    "main_text",
    "uk government",
    "australian",
)

TREEBANKS = ("parse/en_ewt/train.conllu", "parse/en_gum_open/train.conllu")
# Documents of GUM's train part that its dev and test parts hold as well; `training.check` found them.
LEFT_OUT = ("GUM_court_loan-", "GUM_court_mitigation-")
# re3d's "UK Government" and "Australian Department of Foreign Affairs" are open too, but kept for evaluation.
RE3D = (
    "ner_re3d/CENTCOM",
    "ner_re3d/Delegation of the European Union to Syria",
    "ner_re3d/US State Department",
    "ner_re3d/Wikipedia",
)
OWN = Path(__file__).parent / "news" / "train.txt"
EVENTS = Path(__file__).parent / "events"
TIES, AHEAD, TRAPS = (Path(__file__).parent / name for name in ("ties", "ahead", "traps"))


def allowed(path: Path, root: Path) -> Path:
    """Return `path` unchanged, or refuse it.

    Args:
        path: a file about to be read for training.
        root: the data folder; only the part of the path below it is judged.

    Raises:
        ValueError: the path holds evaluation or non-commercial data, or lies outside `root`.
    """
    relative = path.resolve().relative_to(root.resolve()).as_posix().lower()
    for word in FORBIDDEN:
        if word in relative:
            raise ValueError(f"{path}: '{word}' data must not train the weights; see training/sources.py")
    return path


def training_sentences(name: str, root: Path) -> Iterator[TreebankSentence]:
    """Yield the sentences of one of `TREEBANKS` that may train."""
    for sentence in read_conllu(allowed(root / name, root)):
        if not sentence.sent_id.startswith(LEFT_OUT):
            yield sentence


def sha256(path: Path) -> str:
    """Return the hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
