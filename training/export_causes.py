"""Turn the network of causes into int8 weights beside those of the parser, and name them in the manifest.

    python -m training.export_causes --run RUN [--weights src/foreigndesk/parsing/weights]

Writes causes.onnx and cause_spans.onnx from what training.causes left in RUN.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from foreigndesk.parsing.causes import FINDER_INPUTS, FINDER_OUTPUTS, POINTER_INPUTS, POINTER_OUTPUTS
from training.cause_network import WIDTH, CauseNetwork, Finder, Pointer
from training.causes import WEIGHTS
from training.network import HIDDEN
from training.sources import sha256

OPSET = 17
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
    manifest = json.loads((weights / "manifest.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sample = torch.zeros(1, 7, HIDDEN)
        _write(
            FinderReader(model.finder), (sample, sample, sample), work / FILES[0],
            {name: {1: "words"} for name in (*FINDER_INPUTS, "read", "anchors")},
            FINDER_INPUTS, FINDER_OUTPUTS,
        )  # fmt: skip
        _write(
            PointerReader(model.pointer), (torch.zeros(1, 7, WIDTH), torch.tensor([2, 3])), work / FILES[1],
            {"read": {1: "words"}, "anchor": {0: "anchors"}}
            | {name: {0: "anchors", 1: "words"} for name in POINTER_OUTPUTS},
            POINTER_INPUTS, POINTER_OUTPUTS,
        )  # fmt: skip
        for name in FILES:
            manifest["files"][name] = {"sha256": sha256(work / name)}
            shutil.move(work / name, weights / name)
    manifest["causes"] = json.loads((run / "causes.run.json").read_text())
    manifest["files"]["acts.onnx"] = {"sha256": sha256(weights / "acts.onnx")}
    (weights / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def _write(
    module: nn.Module, sample: tuple[Tensor, ...], path: Path, axes: dict, inputs: tuple, outputs: tuple
) -> None:
    """Export a network and quantise it but for its small last steps: seven bits, as the parser's weights."""
    full, plain = path.with_suffix(".full"), path.with_suffix(".plain")
    torch.onnx.export(
        module, sample, str(full), input_names=list(inputs), output_names=list(outputs), dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    quant_pre_process(str(full), str(plain), skip_symbolic_shape=True)
    small = [node.name for node in onnx.load(str(plain)).graph.node if _SMALL & set(node.name.split("/"))]
    quantize_dynamic(
        str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"], nodes_to_exclude=small,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Export the network of causes.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    export(arguments.run, arguments.weights)


if __name__ == "__main__":
    main()
