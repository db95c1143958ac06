"""Turn the network of ties into int8 weights beside those of the parser, and name them in the manifest.

    python -m training.export_ties --run RUN [--weights src/foreigndesk/parsing/weights]

Writes ties.onnx from what training.ties left in RUN, and its labels into labels.json.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from foreigndesk import codebooks
from foreigndesk.parsing.acts import INPUT_NAMES, kinds_of
from foreigndesk.parsing.scores import STATUSES
from foreigndesk.parsing.ties import OUTPUT_NAMES
from training.network import HIDDEN
from training.small_networks import asked, record, write
from training.tie_examples import OUTLOOKS, relation_labels
from training.tie_network import TieNetwork
from training.ties import OUTPUTS

FILE = "ties.onnx"


class Reader(nn.Module):
    """The network for one sentence, nothing padded."""

    def __init__(self, model: TieNetwork):
        super().__init__()
        self.model = model
        for layer in model.layers:
            layer.export = True

    def forward(self, pieces: Tensor, word_start: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        found = self.model(pieces, torch.ones_like(pieces[..., 0]), word_start, words)
        return tuple(each for name, each in zip(OUTPUTS, found, strict=True) if name in OUTPUT_NAMES)


def export(run: Path, weights: Path) -> None:
    """Write the network into a weights folder, and its hash, labels and settings beside it."""
    labels = json.loads((weights / "labels.json").read_text(encoding="utf-8"))
    kinds = kinds_of(each.type for each in codebooks.load().plover.types)
    labels["tie"] = relation_labels()
    model = TieNetwork(len(kinds), len(STATUSES), len(labels["tie"]), len(OUTLOOKS))
    model.load_state_dict(torch.load(run / "ties.pt", weights_only=True))
    model.eval()
    axes = {name: {1: "words"} for name in ("word_start", "words")} | {"pieces": {1: "pieces"}}
    axes |= {name: {1: "words", 2: "words"} for name in OUTPUT_NAMES}
    sample = (torch.zeros(1, 9, HIDDEN), torch.arange(5)[None], torch.zeros(1, 5, HIDDEN))
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / FILE
        write(
            Reader(model), sample, made,
            axes=axes, names=(INPUT_NAMES, OUTPUT_NAMES), exact=frozenset(),
        )  # fmt: skip
        shutil.move(made, weights / FILE)
    (weights / "labels.json").write_text(
        json.dumps(labels, indent=0, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    record(weights, network="ties", run=run, files=(FILE, "labels.json"))


if __name__ == "__main__":
    arguments = asked("ties")
    export(arguments.run, arguments.weights)
