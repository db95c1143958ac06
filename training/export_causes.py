"""Turn the network of causes into int8 weights beside those of the parser, and name them in the manifest.

    python -m training.export_causes --run RUN [--weights src/foreigndesk/parsing/weights]

Writes causes.onnx and cause_spans.onnx from what training.causes left in RUN.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from foreigndesk.parsing.causes import FINDER_INPUTS, FINDER_OUTPUTS, POINTER_INPUTS, POINTER_OUTPUTS
from training.cause_network import WIDTH, CauseNetwork, Finder, Pointer
from training.network import HIDDEN
from training.small_networks import asked, record, write

_SMALL = frozenset(
    {"anchor", "weigh", "causal", "causal.0", "causal.3", "anchor.0", "anchor.3", "ends", "inside"}
)
FILES = ("causes.onnx", "cause_spans.onnx")


class FinderReader(nn.Module):
    """The finder for one sentence, nothing padded."""

    def __init__(self, finder: Finder):
        super().__init__()
        self.finder = finder

    def forward(self, low: Tensor, own: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        return self.finder([low, own, last], torch.ones_like(low[..., 0]))


class PointerReader(nn.Module):
    """The pointer for several anchors of one sentence."""

    def __init__(self, pointer: Pointer):
        super().__init__()
        self.pointer = pointer

    def forward(self, read: Tensor, anchor: Tensor) -> tuple[Tensor, Tensor]:
        words = read.expand(anchor.shape[0], -1, -1)
        return self.pointer(words, anchor, torch.ones_like(words[..., 0]))


def export(run: Path, weights: Path) -> None:
    """Write both networks into a weights folder, and their hashes and settings into its manifest."""
    model = CauseNetwork()
    model.load_state_dict(torch.load(run / "causes.pt", weights_only=True))
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sample = torch.zeros(1, 7, HIDDEN)
        write(
            FinderReader(model.finder), (sample, sample, sample), work / FILES[0],
            axes={name: {1: "words"} for name in (*FINDER_INPUTS, "read", "anchors")},
            names=(FINDER_INPUTS, FINDER_OUTPUTS), exact=_SMALL,
        )  # fmt: skip
        write(
            PointerReader(model.pointer), (torch.zeros(1, 7, WIDTH), torch.tensor([2, 3])), work / FILES[1],
            axes={"read": {1: "words"}, "anchor": {0: "anchors"}}
            | {name: {0: "anchors", 1: "words"} for name in POINTER_OUTPUTS},
            names=(POINTER_INPUTS, POINTER_OUTPUTS), exact=_SMALL,
        )  # fmt: skip
        for name in FILES:
            shutil.move(work / name, weights / name)
    record(weights, network="causes", run=run, files=FILES)


if __name__ == "__main__":
    arguments = asked("causes")
    export(arguments.run, arguments.weights)
