"""Train the network of acts on our own marked sentences, on the encoder of a finished parser.

    python -m training.acts --run RUN --encoder DIR [--epochs 12] [--hold-out train_a.txt]

Writes acts.pt and acts.run.json into RUN, the folder of a run of training.train. The parser's weights stay as
they are. What it prints is measured on tests/coding/gold/events_dev.txt, which trains nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from foreigndesk import codebooks
from foreigndesk.parsing.acts import kinds_of
from foreigndesk.parsing.encoding import WordEncoder
from foreigndesk.parsing.scores import NONE, STATUSES
from training.act_examples import IGNORE, ActExample, act_examples, tensors
from training.act_network import DEPTH, ActNetwork
from training.learning import Learner, of_like_length
from training.network import BRANCH, HIDDEN, Encoder, JointParser
from training.sources import EVENTS, sha256

DEV = Path(__file__).parents[1] / "tests" / "coding" / "gold" / "events_dev.txt"
WEIGHTS = {"kind": 3.0, "status": 0.5, "role": 1.0}
MASK = 103  # [MASK] in BERT's vocabulary
HIDDEN_SHARE, HIDDEN_NAMES = 0.08, 0.15
BATCH = 16


class Base:
    """The parser's encoder, as it is."""

    def __init__(self, run: Path):
        labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
        parser = JointParser({layer: len(names) for layer, names in labels.items()})
        parser.load_state_dict(torch.load(run / "checkpoint.pt", weights_only=True))
        self.encoder: Encoder = parser.encoder.eval()

    @torch.no_grad()
    def read(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Return what layer `BRANCH` gives for the pieces, and the last layer for the words."""
        low, last = self.encoder(inputs["ids"], inputs["mask"], inputs["case"], branch=BRANCH)
        return low, torch.gather(last, 1, inputs["word_start"][:, :, None].expand(-1, -1, HIDDEN))


def run_network(model: ActNetwork, base: Base, inputs: dict[str, Tensor]) -> list[Tensor]:
    """Return the scores of a batch; roles outside the sentence are shut off."""
    with torch.autocast("cpu", torch.bfloat16):
        low, words = base.read(inputs)
        kind, status, role, *_ = model(low, inputs["mask"], inputs["word_start"], words)
    shut = (inputs["word_mask"].float() - 1)[:, None, None, :] * 1e4
    return [kind.float(), status.float(), role.float() + shut]


def losses(scores: list[Tensor], targets: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the loss of each task that the batch has targets for."""
    kind, status, role = scores
    found = {
        "kind": functional.cross_entropy(
            kind.flatten(0, 1), targets["kind"].flatten(), ignore_index=IGNORE, label_smoothing=0.05
        )
    }
    if (targets["status"] != IGNORE).any():
        found["status"] = functional.cross_entropy(
            status.flatten(0, 1), targets["status"].flatten(), ignore_index=IGNORE
        )
        stated = targets["role"].sum(-1) > 0
        logs = functional.log_softmax(role, -1)
        found["role"] = -(targets["role"][stated] * logs[stated]).sum(-1).mean()
    return found


def hide(inputs: dict[str, Tensor], group: list[ActExample]) -> None:
    """Hide some word pieces, more of the names, so that the words around them must do."""
    ids = inputs["ids"]
    chance = torch.full(ids.shape, HIDDEN_SHARE)
    for row, each in enumerate(group):
        starts = inputs["word_start"][row].tolist()
        for word, name in enumerate(each.names, 1):
            if name:
                end = starts[word + 1] if word + 1 <= len(each.names) else int(inputs["mask"][row].sum()) - 1
                chance[row, starts[word] : end] = HIDDEN_NAMES
    ids[(torch.rand(ids.shape) < chance) & (ids > MASK)] = MASK


def groups(examples: list[ActExample], chance: random.Random) -> list[list[ActExample]]:
    """Return batches of sentences of about one length, in random order."""
    found = of_like_length(examples, lambda each: len(each.words), size=BATCH, chance=chance)
    chance.shuffle(found)
    return found


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    paths = [path for path in sorted(EVENTS.glob("*.txt")) if path.name not in arguments.hold_out]
    examples, dev = act_examples(paths), act_examples([DEV])
    encoder = WordEncoder(Tokenizer.from_file(str(arguments.encoder / "tokenizer.json")))
    kinds = kinds_of(each.type for each in codebooks.load().plover.types)
    base, model = Base(arguments.run), ActNetwork(len(kinds), len(STATUSES))
    model.start_from(arguments.encoder / "model.safetensors")
    steps = arguments.epochs * -(-len(examples) // BATCH)
    learner = Learner(model, rate=arguments.rate, steps=steps)
    print(
        len(examples), "sentences,", sum(len(e.acts) for e in examples), "acts,", steps, "steps", flush=True
    )
    started = time.monotonic()
    reached: dict[str, float] = {}
    for epoch in range(arguments.epochs):
        model.train()
        sums: Counter[str] = Counter()
        for group in groups(examples, chance):
            inputs, targets = tensors(group, encoder)
            hide(inputs, group)
            parts = losses(run_network(model, base, inputs), targets)
            learner.learn(sum(WEIGHTS[name] * value for name, value in parts.items()))
            sums.update({name: float(value.detach()) for name, value in parts.items()} | {"n": 1})
        means = {name: round(value / sums["n"], 3) for name, value in sums.items() if name != "n"}
        minutes = (time.monotonic() - started) / 60
        reached = measure(model, base, dev, encoder)
        print(f"epoch {epoch}, {minutes:.1f} min", means, reached, flush=True)
    record = {
        "sentences": len(examples),
        "acts": sum(len(each.acts) for each in examples),
        "epochs": arguments.epochs,
        "rate": arguments.rate,
        "seed": arguments.seed,
        "branch": BRANCH,
        "depth": DEPTH,
        "texts": {path.name: sha256(path) for path in paths},
        "dev": reached,
    }
    torch.save(model.state_dict(), arguments.run / "acts.pt")
    (arguments.run / "acts.run.json").write_text(json.dumps(record, indent=1))


@torch.no_grad()
def measure(model: ActNetwork, base: Base, dev: list[ActExample], encoder: WordEncoder) -> dict[str, float]:
    """Return shares, 0 to 1: acts found and their precision; of gold acts the right kind, status, parties."""
    model.eval()
    counts: Counter[str] = Counter()
    for start in range(0, len(dev), BATCH):
        group = dev[start : start + BATCH]
        kind, status, role = run_network(model, base, tensors(group, encoder)[0])
        for row, each in enumerate(group):
            gold = {act[0]: act for act in each.acts}
            best = kind[row, 1 : len(each.words) + 1].argmax(-1).tolist()
            found = {i: k for i, k in enumerate(best) if each.naming[i] and k != NONE}
            counts["found"] += len(found)
            counts["right"] += sum(word in gold and gold[word][1] == k for word, k in found.items())
            for word, (_, kind_of_act, status_of_act, sides) in gold.items():
                counts["gold"] += 1
                counts["kind"] += int(kind[row, word + 1, 1:].argmax()) + 1 == kind_of_act
                counts["status"] += int(status[row, word + 1].argmax()) == status_of_act
                for side, heads in enumerate(sides):
                    chosen = int(role[row, side, word + 1, : len(each.words) + 1].argmax()) - 1
                    counts[f"role {side}"] += chosen in (heads or (-1,))
    gold = max(1, counts["gold"])
    shares = {"precision": counts["right"] / max(1, counts["found"]), "recall": counts["right"] / gold}
    shares |= {name: counts[name] / gold for name in ("kind", "status", "role 0", "role 1")}
    return {name: round(value, 3) for name, value in shares.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network of acts.")
    parser.add_argument("--run", type=Path, required=True, help="a run of training.train")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--hold-out", nargs="*", default=(), help="files of training/events to leave out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
