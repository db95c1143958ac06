"""Turn a checkpoint into the int8 weights that the package ships.

    python -m training.export --run RUN --encoder DIR --out src/foreigndesk/parsing/weights

Writes model.int8.onnx (words to arcs, tags, relation vectors and two layers), relations.onnx (vector pairs to
relation scores), acts.onnx (two layers to acts, from what training.acts left in RUN), tokenizer.json,
labels.json and manifest.json, and takes boundaries.onnx, which training.splitter left in RUN. May run while
training goes on. The network of causes stands on these weights and comes after: training.causes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import nn

from foreigndesk import codebooks
from foreigndesk.parsing.acts import INPUT_NAMES as ACT_INPUTS
from foreigndesk.parsing.acts import OUTPUT_NAMES as ACT_OUTPUTS
from foreigndesk.parsing.acts import kinds_of
from foreigndesk.parsing.encoding import INPUT_NAMES, WordEncoder, collate
from foreigndesk.parsing.model import LAYER_NAMES
from foreigndesk.parsing.scores import STATUSES
from training.act_network import ActNetwork
from training.network import HIDDEN, RELATION, TAGS, JointParser
from training.sources import sha256

OUTPUT_NAMES = ("arcs", "dependents", "heads", *TAGS, *LAYER_NAMES)
SAMPLE = (
    "Moscow may offer concessions to its neighbours .",
    "Russia did it .",
    "He said that he wants to go",
)
OPSET = 17
BOUNDARIES = ("boundaries.onnx", "boundaries.json")
MARGINS = {
    "add": 1.3,
    "add_at_stop": 3.0,
    "remove": 2.0,
}  # the best of a dozen on the dev parts of EWT and GUM


class Reader(nn.Module):
    """The network without its relation table; tag scores as they are, for constrained decoding outside."""

    def __init__(self, model: JointParser):
        super().__init__()
        self.model = model
        for layer in model.encoder.layers:
            layer.export = True

    def forward(self, *inputs):
        arcs, dependents, heads, tags, low, last = self.model(*inputs, layers=True)
        best = [tags[name] if name == "entity" else tags[name].argmax(-1) for name in TAGS]
        return arcs, dependents, heads, *best, low, last


class ActReader(nn.Module):
    """The network of acts, for one sentence at a time."""

    def __init__(self, model: ActNetwork):
        super().__init__()
        self.model = model
        for layer in model.layers:
            layer.export = True

    def forward(self, pieces, word_start, words):
        return self.model(pieces, torch.ones_like(pieces[..., 0]), word_start, words)


class Relations(nn.Module):
    """Relation scores of dependent-head pairs."""

    def __init__(self, model: JointParser):
        super().__init__()
        self.kinds = model.relation_weight.shape[1]
        self.weight = nn.Parameter(model.relation_weight.detach().reshape(RELATION + 1, -1).contiguous())

    def forward(self, dependents, heads):
        one = torch.ones_like(dependents[..., :1])
        mixed = torch.cat([dependents, one], -1) @ self.weight
        mixed = mixed.reshape(-1, self.kinds, RELATION + 1)
        return (mixed * torch.cat([heads, one], -1)[:, None, :]).sum(-1)


def export(run: Path, encoder: Path, out: Path) -> None:
    """Write the weights folder from the last checkpoint of a run."""
    torch.set_num_threads(1)
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    model = JointParser({layer: len(names) for layer, names in labels.items()})
    model.load_state_dict(torch.load(run / "checkpoint.pt", weights_only=True))
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        export_reader(model, encoder, work)
        export_relations(model, work)
        labels["act"] = kinds_of(each.type for each in codebooks.load().plover.types)
        export_acts(run, len(labels["act"]), work)
        shutil.copy(encoder / "tokenizer.json", work / "tokenizer.json")
        shutil.copy(run / "boundaries.onnx", work / "boundaries.onnx")
        (work / "boundaries.json").write_text(json.dumps(MARGINS) + "\n")
        (work / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=0) + "\n")
        names = (
            "model.int8.onnx",
            "relations.onnx",
            "acts.onnx",
            "tokenizer.json",
            "labels.json",
            *BOUNDARIES,
        )
        manifest = {
            "made": datetime.now(UTC).strftime("%Y-%m-%d"),
            "files": {name: {"sha256": sha256(work / name)} for name in names},
            "training": json.loads((run / "run.json").read_text()),
            "boundaries": json.loads((run / "boundaries.run.json").read_text()),
            "acts": json.loads((run / "acts.run.json").read_text()),
            "libraries": {
                "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__, "numpy": numpy.__version__,
            },
        }  # fmt: skip
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
        for name in (*names, "manifest.json"):
            shutil.move(work / name, out / name)


def export_reader(model: JointParser, encoder: Path, work: Path) -> None:
    """Export and quantise the words-to-arcs graph; Gather too, or the word table alone is 47 MB.

    Seven bits (`reduce_range`), because processors without VNNI overflow on eight; it costs nothing.
    """
    words = WordEncoder(Tokenizer.from_file(str(encoder / "tokenizer.json")))
    batch = collate([words.encode(text.split()) for text in SAMPLE])
    axes = {
        name: {0: "sentences", 1: "pieces" if name in INPUT_NAMES[:3] else "words"} for name in INPUT_NAMES
    }
    axes |= {name: {0: "sentences", 1: "words"} for name in OUTPUT_NAMES}
    axes["arcs"] = {0: "sentences", 1: "words", 2: "words"}
    axes["pieces"] = {0: "sentences", 1: "pieces"}
    torch.onnx.export(
        Reader(model), tuple(torch.from_numpy(batch[name]) for name in INPUT_NAMES), str(work / "full.onnx"),
        input_names=list(INPUT_NAMES), output_names=list(OUTPUT_NAMES), dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    quant_pre_process(str(work / "full.onnx"), str(work / "plain.onnx"), skip_symbolic_shape=True)
    quantize_dynamic(
        str(work / "plain.onnx"), str(work / "model.int8.onnx"), weight_type=QuantType.QInt8,
        per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )  # fmt: skip


def export_relations(model: JointParser, work: Path) -> None:
    """Export and quantise the relation scorer: on dev its labels stay the same, and reading is faster."""
    pairs = torch.zeros(3, RELATION)
    torch.onnx.export(
        Relations(model), (pairs, pairs), str(work / "pairs.onnx"), input_names=["dependents", "heads"],
        output_names=["scores"], opset_version=OPSET, dynamo=False,
        dynamic_axes={"dependents": {0: "pairs"}, "heads": {0: "pairs"}, "scores": {0: "pairs"}},
    )  # fmt: skip
    quantize_dynamic(
        str(work / "pairs.onnx"), str(work / "relations.onnx"), weight_type=QuantType.QInt8,
        per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"],
    )  # fmt: skip


def export_acts(run: Path, kinds: int, work: Path) -> None:
    """Export and quantise the network of acts."""
    model = ActNetwork(kinds, len(STATUSES))
    model.load_state_dict(torch.load(run / "acts.pt", weights_only=True))
    model.eval()
    sample = (torch.zeros(1, 9, HIDDEN), torch.arange(5)[None], torch.zeros(1, 5, HIDDEN))
    torch.onnx.export(
        ActReader(model), sample, str(work / "acts_full.onnx"), input_names=list(ACT_INPUTS),
        output_names=list(ACT_OUTPUTS), opset_version=OPSET, dynamo=False,
        dynamic_axes={
            "pieces": {1: "pieces"}, "word_start": {1: "words"}, "words": {1: "words"}, "kind": {1: "words"},
            "status": {1: "words"}, "role": {2: "words", 3: "words"}, "vector": {1: "words"},
            "own": {1: "words"},
        },
    )  # fmt: skip
    quant_pre_process(str(work / "acts_full.onnx"), str(work / "acts_plain.onnx"), skip_symbolic_shape=True)
    quantize_dynamic(
        str(work / "acts_plain.onnx"), str(work / "acts.onnx"), weight_type=QuantType.QInt8,
        per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gemm"],
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Export int8 ONNX weights.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    export(arguments.run, arguments.encoder, arguments.out)


if __name__ == "__main__":
    main()
