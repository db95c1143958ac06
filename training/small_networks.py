"""How the small networks that stand on the parser's states become int8 weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

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
