"""Train the joint parser on the allowed data.

    python -m training.train --data DATA --encoder DIR --out DIR [--minutes 45 | --steps N]
                             [--start RUN --peak 0.6]

Writes checkpoint.pt (averaged weights, replaced at every epoch), labels.json and run.json into OUT. The
learning rate falls to zero at the end of the budget. With --steps the schedule does not depend on the
machine's speed; with --minutes the number of steps made is recorded in run.json for a later --steps run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import time
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from foreigndesk.parsing.encoding import WordEncoder
from foreigndesk.parsing.marked import MarkedSentence, read_marked
from training.batches import IGNORE, Batches
from training.examples import COPIES, label_tables, own_example, training_examples
from training.network import TAGS, JointParser
from training.noise import Example, damage
from training.sources import OWN, RE3D, TREEBANKS, allowed, sha256
from training.swaps import NameSwapper

WEIGHTS = {"head": 1.0, "relation": 1.0, "upos": 0.4, "xpos": 0.4, "entity": 0.7}
AVERAGE_EVERY = 4
TABLE_EVERY = 4
HIDDEN_SHARE = 0.08  # of the word pieces, in half of the batches
MASK = 103  # [MASK] in BERT's vocabulary


class Schedule:
    """Part of the budget used, and the learning-rate factor at that point (6 % warm-up, then linear to 0)."""

    def __init__(self, minutes: float, steps: int, peak: float):
        self.peak, self.minutes, self.steps = peak, minutes, steps
        self.started, self.made = time.monotonic(), 0

    def used(self) -> float:
        if self.steps:
            return self.made / self.steps
        return (time.monotonic() - self.started) / (60 * self.minutes)

    def factor(self) -> float:
        used = min(1.0, self.used())
        return self.peak * (used / 0.06 + 0.005 if used < 0.06 else (1 - used) / 0.94)


class Average:
    """A running average of the trained weights; it makes early checkpoints usable."""

    def __init__(self, model: JointParser):
        self.names = [name for name, p in model.named_parameters() if p.requires_grad]
        self.live = [p for p in model.parameters() if p.requires_grad]
        self.kept = [p.detach().clone() for p in self.live]
        self.updates = 0

    @torch.no_grad()
    def update(self) -> None:
        self.updates += 1
        decay = min(0.99, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self.kept, [p.detach() for p in self.live], 1 - decay)

    def state(self, model: JointParser) -> dict[str, torch.Tensor]:
        return model.state_dict() | dict(zip(self.names, self.kept, strict=True))


def losses(model: JointParser, inputs: dict, targets: dict) -> dict[str, torch.Tensor]:
    """Return the loss of each layer that this batch has labels for."""
    with torch.autocast("cpu", torch.bfloat16):
        arcs, dependents, heads, tags = model(**inputs)
    found = {name: (tags[name], targets[name]) for name in TAGS}
    found["head"] = (arcs, targets["head"])
    result = {
        name: functional.cross_entropy(scores.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORE)
        for name, (scores, gold) in found.items()
        if (gold != IGNORE).any()
    }
    row, word = ((targets["head"] >= 0) & (targets["relation"] >= 0)).nonzero(as_tuple=True)
    if len(row):
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.relations(dependents[row, word], heads[row, targets["head"][row, word]])
        result["relation"] = functional.cross_entropy(scores.float(), targets["relation"][row, word])
    return result


def hide(inputs: dict, chance: random.Random) -> None:
    """In half of the batches, hide some word pieces, so that the words around them must do (word dropout)."""
    if chance.random() < 0.5:
        ids = inputs["ids"]
        ids[(torch.rand(ids.shape) < HIDDEN_SHARE) & (ids > 103)] = MASK


class Learner:
    """AdamW: the encoder learns slowly, the new heads and shape tables fast; the word table, at which few
    words of a batch look, takes one step for every `TABLE_EVERY` of the others, on their summed
    gradients."""

    def __init__(self, model: JointParser):
        named = dict(model.named_parameters())
        table = named.pop("encoder.word.weight")
        named = {name: p for name, p in named.items() if p.requires_grad}
        old = [p for name, p in named.items() if name.startswith("encoder.") and "shape" not in name]
        new = [p for name, p in named.items() if not name.startswith("encoder.") or "shape" in name]
        settings = {"weight_decay": 0.01, "betas": (0.9, 0.98)}
        groups = [{"params": old, "base": 2.5e-4}, {"params": new, "base": 1.5e-3}]
        self.usual = torch.optim.AdamW(groups, lr=1.0, **settings)
        self.table = torch.optim.AdamW(
            [{"params": [table], "base": 2e-4}], lr=1.0, **settings | {"weight_decay": 0.0}
        )
        self.steps = 0

    def step(self, loss: Tensor, factor: float) -> None:
        """Learn from one batch at `factor` of the highest learning rates."""
        self.usual.zero_grad(set_to_none=True)
        loss.backward()
        self.steps += 1
        turns = [self.usual, self.table] if self.steps % TABLE_EVERY == 0 else [self.usual]
        for turn in turns:
            parameters = [p for group in turn.param_groups for p in group["params"]]
            torch.nn.utils.clip_grad_norm_(parameters, 5.0)
            for group in turn.param_groups:
                group["lr"] = group["base"] * factor
            turn.step()
        if self.table in turns:
            self.table.zero_grad(set_to_none=True)


def save(out: Path, model: JointParser, average: Average, schedule: Schedule, settings: dict) -> None:
    """Replace the checkpoint and its record in one move each, so that an export may run at any time."""
    torch.save(average.state(model), out / "checkpoint.tmp")
    os.replace(out / "checkpoint.tmp", out / "checkpoint.pt")
    minutes = round((time.monotonic() - schedule.started) / 60, 1)
    record = settings | {
        "steps_made": schedule.made,
        "minutes_used": minutes,
        "finished": schedule.used() >= 1,
    }
    (out / "run.tmp").write_text(json.dumps(record, indent=1))
    os.replace(out / "run.tmp", out / "run.json")


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    examples = training_examples(arguments.data)
    own = list(read_marked(allowed(OWN, OWN.parent)))
    swapper = NameSwapper(own)
    tables = label_tables(examples + [own_example(sentence) for sentence in own])
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "labels.json").write_text(json.dumps(tables, ensure_ascii=False, indent=0))
    encoder = WordEncoder(Tokenizer.from_file(str(arguments.encoder / "tokenizer.json")))
    batches = Batches(encoder, tables, arguments.pieces)
    model = JointParser({layer: len(labels) for layer, labels in tables.items()})
    model.encoder.load(arguments.encoder / "model.safetensors")
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start / "checkpoint.pt", weights_only=True))
    print(
        {layer: len(labels) for layer, labels in tables.items()},
        len(examples),
        "examples,",
        len(own),
        "of our own",
        flush=True,
    )
    learn, average = Learner(model), Average(model)
    schedule, settings = Schedule(arguments.minutes, arguments.steps, arguments.peak), run_settings(arguments)
    epoch, seen, sums = 0, 0, Counter()
    model.train()
    while schedule.used() < 1:
        for group in batches.group(
            [damage(e, chance) for e in examples + renamed(own, swapper, chance)], chance
        ):
            if schedule.used() >= 1:
                break
            inputs, targets = batches.tensors(group)
            hide(inputs, chance)
            parts = losses(model, inputs, targets)
            loss = sum(WEIGHTS[name] * value for name, value in parts.items())
            learn.step(loss, schedule.factor())
            schedule.made += 1
            seen += int(inputs["mask"].sum())
            if schedule.made % AVERAGE_EVERY == 0:
                average.update()
            sums.update({name: float(value.detach()) for name, value in parts.items()} | {"n": 1})
            if schedule.made % 100 == 0:
                report(schedule, epoch, seen, sums)
                sums.clear()
        epoch += 1
        save(arguments.out, model, average, schedule, settings | {"epochs_started": epoch})


def renamed(own: list[MarkedSentence], swapper: NameSwapper, chance: random.Random) -> list[Example]:
    """Return copies of our own sentences, each with other names in it."""
    return [own_example(swapper.swap(sentence, chance)) for sentence in own for _ in range(COPIES)]


def report(schedule: Schedule, epoch: int, seen: int, sums: Counter) -> None:
    elapsed = time.monotonic() - schedule.started
    means = {name: round(value / sums["n"], 3) for name, value in sums.items() if name != "n"}
    print(
        f"{elapsed:.0f}s epoch {epoch} step {schedule.made} pieces/s {seen / elapsed:.0f} {means}", flush=True
    )


def run_settings(arguments: argparse.Namespace) -> dict:
    """Return what a later run needs to repeat this one."""
    files = [arguments.data / name for name in TREEBANKS]
    files += [arguments.data / name / part for name in RE3D for part in ("documents.json", "entities.json")]
    return {
        "seed": arguments.seed, "threads": arguments.threads, "pieces_per_batch": arguments.pieces,
        "minutes": arguments.minutes, "steps": arguments.steps, "torch": torch.__version__,
        "python": platform.python_version(), "loss_weights": WEIGHTS,
        "peak": arguments.peak,
        "started_from": json.loads((arguments.start / "run.json").read_text()) if arguments.start else None,
        "encoder_sha256": sha256(arguments.encoder / "model.safetensors"),
        "data_sha256": {str(path.relative_to(arguments.data)): sha256(path) for path in files}
        | {"training/news/train.txt": sha256(OWN)},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the joint parser.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder with model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="an earlier run's folder, to go on from its weights")
    parser.add_argument(
        "--peak", type=float, default=1.0, help="highest learning rate, as a share of the usual"
    )
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pieces", type=int, default=1500)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
