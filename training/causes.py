"""Train the network of causes on the Causal News Corpus, on the states that the shipped networks give.

    python -m training.causes --data DATA --run RUN [--weights src/foreigndesk/parsing/weights] [--epochs 12]

Writes causes.pt and causes.run.json into RUN; training.export_causes turns them into weights. One document in
eight trains nothing (`CausalSentence.held_out`); what is printed is measured on these.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from foreigndesk.evaluation.causal_news import read_causal_news
from training.cause_examples import CauseExample, cause_examples, states
from training.cause_network import CauseNetwork
from training.learning import of_like_length
from training.sources import allowed, sha256

WEIGHTS = Path("src/foreigndesk/parsing/weights")
TRAIN = "causality_cnc/train_subtask2_grouped.csv"
BATCH, CLIP, WARM = 24, 1.0, 0.1
HIDDEN_SHARE = 0.15  # words whose states are blanked, so that the words around them must do
LOSSES = {"causal": 1.2, "anchor": 0.5, "ends": 1.0, "inside": 1.0}
AVERAGED_FROM, AVERAGED_BY = 0.5, 0.005  # the average of the weights, once so much of the steps is made


def losses(model: CauseNetwork, group: list[CauseExample]) -> dict[str, Tensor]:
    """Return the loss of each task on a batch."""
    layers, mask = states(group)
    seen = (torch.rand(mask.shape) > HIDDEN_SHARE).float()[:, :, None]
    read, anchors, causal = model.finder([layer * seen for layer in layers], mask)
    targets = torch.zeros_like(anchors)
    pairs = [(row, relation) for row, each in enumerate(group) for relation in each.relations]
    for row, relation in pairs:
        targets[row, relation.anchor] = 0.95
    whether = torch.tensor([0.95 if each.causal else 0.05 for each in group])
    found = {
        "causal": functional.binary_cross_entropy_with_logits(causal, whether),
        "anchor": functional.binary_cross_entropy_with_logits(anchors, targets, mask, reduction="sum")
        / len(group),
    }
    if pairs:
        rows = torch.tensor([row for row, _ in pairs])
        ends, inside = model.pointer(read[rows], torch.tensor([r.anchor for _, r in pairs]), mask[rows])
        goals = torch.tensor([(*r.cause, *r.effect, *r.signal) for _, r in pairs])
        found["ends"] = functional.cross_entropy(
            ends.transpose(1, 2).reshape(-1, ends.shape[1]), goals.reshape(-1)
        )
        parts = torch.zeros(inside.shape[:2], dtype=torch.long)
        for row, (_, relation) in enumerate(pairs):
            parts[row, relation.cause[0] : relation.cause[1] + 1] = 1
            parts[row, relation.effect[0] : relation.effect[1] + 1] = 2
        words = mask[rows].bool()
        found["inside"] = functional.cross_entropy(inside[words], parts[words])
    return found


class Average:
    """The running average of a network's weights, which reads better than the last of them."""

    def __init__(self) -> None:
        self.weights: dict[str, Tensor] = {}

    @torch.no_grad()
    def add(self, model: nn.Module) -> None:
        """Take the weights of a network in."""
        for name, value in model.state_dict().items():
            if name in self.weights:
                self.weights[name].lerp_(value, AVERAGED_BY)
            else:
                self.weights[name] = value.clone()


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    source = allowed(arguments.data / TRAIN, arguments.data)
    everything = list(cause_examples(read_causal_news(source), arguments.weights))
    examples = [each for each in everything if not each.held_out]
    held_out = [each for each in everything if each.held_out]
    model, average = CauseNetwork(arguments.drop), Average()
    learner = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=0.05)
    steps, step = arguments.epochs * -(-len(examples) // BATCH), 0
    print(len(examples), "sentences,", sum(len(e.relations) for e in examples), "relations", flush=True)
    started = time.monotonic()
    for epoch in range(arguments.epochs):
        model.train()
        for group in groups(examples, chance):
            factor = min(1.0, step / (WARM * steps)) * (1 - step / steps)
            for part in learner.param_groups:
                part["lr"] = arguments.rate * factor
            learner.zero_grad(set_to_none=True)
            sum(LOSSES[name] * value for name, value in losses(model, group).items()).backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            learner.step()
            step += 1
            if step > AVERAGED_FROM * steps:
                average.add(model)
        minutes = (time.monotonic() - started) / 60
        print(f"epoch {epoch}, {minutes:.1f} min, last weights", measure(model, held_out), flush=True)
    model.load_state_dict(average.weights)
    reached = measure(model, held_out)
    print("average", reached)
    arguments.run.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), arguments.run / "causes.pt")
    record = {
        "sentences": len(examples),
        "relations": sum(len(each.relations) for each in examples),
        "epochs": arguments.epochs, "rate": arguments.rate, "drop": arguments.drop, "seed": arguments.seed,
        "data_sha256": {TRAIN: sha256(source)},
        "read_with": {name: sha256(arguments.weights / name) for name in ("model.int8.onnx", "acts.onnx")},
        "held_out": reached,
    }  # fmt: skip
    (arguments.run / "causes.run.json").write_text(json.dumps(record, indent=1))


def groups(examples: list[CauseExample], chance: random.Random) -> list[list[CauseExample]]:
    """Return batches of sentences of about one length, in random order."""
    found = of_like_length(examples, lambda each: len(each.states[0]), size=BATCH, chance=chance, spread=8)
    chance.shuffle(found)
    return found


@torch.no_grad()
def measure(model: CauseNetwork, examples: list[CauseExample]) -> dict[str, float]:
    """Return F1 of sentences, and shares of relations whose anchor, cause and effect are exactly found."""
    model.eval()
    right = wrong = missed = gold = 0
    exact = {"anchor": 0, "cause": 0, "effect": 0}
    for start in range(0, len(examples), BATCH):
        group = examples[start : start + BATCH]
        layers, mask = states(group)
        read, anchors, causal = model.finder(layers, mask)
        for row, each in enumerate(group):
            stated = bool(causal[row] > 0)
            right += stated and each.causal
            wrong += stated and not each.causal
            missed += each.causal and not stated
            best = anchors[row].topk(min(3, anchors.shape[1])).indices.tolist()
            for relation in each.relations:
                gold += 1
                exact["anchor"] += relation.anchor in best
                ends = model.pointer(
                    read[row : row + 1], torch.tensor([relation.anchor]), mask[row : row + 1]
                )
                chosen = ends[0][0].argmax(0).tolist()
                exact["cause"] += tuple(chosen[:2]) == relation.cause
                exact["effect"] += tuple(chosen[2:4]) == relation.effect
    shares = {name: round(count / max(1, gold), 3) for name, count in exact.items()}
    return {"sentence F1": round(2 * right / max(1, 2 * right + wrong + missed), 3)} | shares


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network of causes.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds causality_cnc")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the networks to stand on")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=9e-4)
    parser.add_argument("--drop", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
