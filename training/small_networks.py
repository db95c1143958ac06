"""How the small networks that stand on the parser's states become int8 weights."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from training.causes import WEIGHTS
from training.sources import sha256

OPSET = 17


def write(
    module: nn.Module,
    sample: tuple[Tensor, ...],
    path: Path,
    *,
    axes: Mapping[str, Mapping[int, str]],
    names: tuple[Sequence[str], Sequence[str]],
    exact: frozenset[str],
) -> None:
    """Export a network and quantise it, seven bits as the parser's weights.

    Args:
        module: the network, in evaluation mode.
        sample: inputs of the right shapes.
        path: the ONNX file to write.
        axes: which axes of which inputs and outputs have any length.
        names: names of inputs and outputs.
        exact: names of modules that stay as they are: small last steps, which eight bits would cost much.
    """
    full, plain = path.with_suffix(".full"), path.with_suffix(".plain")
    torch.onnx.export(
        module, sample, str(full), input_names=list(names[0]), output_names=list(names[1]), dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    quant_pre_process(str(full), str(plain), skip_symbolic_shape=True)
    small = [node.name for node in onnx.load(str(plain)).graph.node if exact & set(node.name.split("/"))]
    quantize_dynamic(
        str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"], nodes_to_exclude=small,
    )  # fmt: skip


def record(weights: Path, *, network: str, run: Path, files: Sequence[str]) -> None:
    """Name a network's files by their hashes in the manifest of a weights folder, with how it was trained."""
    path = weights / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in files:
        manifest["files"][name] = {"sha256": sha256(weights / name)}
    manifest[network] = json.loads((run / f"{network}.run.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def asked(network: str) -> argparse.Namespace:
    """Return what an export is asked for: the run that trained a network, and the weights folder."""
    parser = argparse.ArgumentParser(description=f"Export the network of {network}.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    return parser.parse_args()
