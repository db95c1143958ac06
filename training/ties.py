"""Train the network of ties on our own marked sentences, on the states that the shipped parser gives.

    python -m training.ties --run RUN --encoder DIR [--weights src/foreigndesk/parsing/weights] [--epochs 8]

Writes ties.pt and ties.run.json into RUN; training.export_ties turns them into weights. The parser's weights
stay as they are. What it prints is measured on the dev parts of our gold sentences (tests/coding/gold), which
train nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from foreigndesk.parsing.scores import NONE, STATUSES
from foreigndesk.records import COUNTED
from training.act_examples import IGNORE
from training.act_network import DEPTH
from training.causes import AVERAGED_FROM, WEIGHTS, Average
from training.learning import Learner, of_like_length
from training.network import BRANCH
from training.sources import AHEAD, EVENTS, TIES, TRAPS, sha256
from training.tie_examples import OUTLOOKS, TASKS, ExampleMaker, Task, TieExample, tensors
from training.tie_network import TieNetwork

GOLD = Path(__file__).parents[1] / "tests" / "coding" / "gold"
DEV: dict[Task, tuple[Path, ...]] = {
    "acts": (GOLD / "events_dev.txt",),
    "ties": (GOLD / "ties_dev.txt",),
    "ahead": (GOLD / "watchpoints_dev.txt",),
}
FOLDERS: dict[Task, tuple[Path, ...]] = {"acts": (EVENTS, TRAPS), "ties": (TIES,), "ahead": (AHEAD,)}
SEEN = {"acts": 1, "ties": 2, "ahead": 2}  # how often an epoch shows each sentence of a task
OUTPUTS = ("kind", "status", "role", "vector", "own", "tie", "tie_status", "deed", "ahead", "who")
WEIGHTS_OF = {
    "kind": 3.0, "status": 0.5, "role": 1.0, "tie": 0.5, "tie_status": 0.5, "deed": 0.2, "ahead": 0.5,
    "who": 0.15,
}  # fmt: skip
HIDDEN_SHARE, HIDDEN_NAMES = 0.08, 0.15  # words whose states are blanked, so that the words around must do
BATCH = 16
_STANDING = [STATUSES.index(status.value) for status in COUNTED]


def run_network(model: TieNetwork, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the scores of a batch by their names; roles outside the sentence are shut off."""
    with torch.autocast("cpu", torch.bfloat16):
        found = model(inputs["pieces"], inputs["mask"], inputs["word_start"], inputs["last"])
    scores = {name: each.float() for name, each in zip(OUTPUTS, found, strict=True)}
    scores["role"] = scores["role"] + (inputs["word_mask"] - 1)[:, None, None, :] * 1e4
    return scores


def losses(scores: dict[str, Tensor], targets: dict[str, Tensor], rows: int) -> dict[str, Tensor]:
    """Return the loss of each task that the batch has targets for: of pairs and of what lies ahead the sum
    for a sentence, of acts the mean for a word."""
    found = {}
    for name in ("kind", "status", "tie", "tie_status", "deed", "ahead"):
        if (targets[name] != IGNORE).any():
            by_word = name in {"kind", "status"}
            value = functional.cross_entropy(
                scores[name].flatten(0, -2), targets[name].flatten(), ignore_index=IGNORE,
                label_smoothing=0.05 if name == "kind" else 0.0, reduction="mean" if by_word else "sum",
            )  # fmt: skip
            found[name] = value if by_word else value / rows
    if (told := targets["who"] != IGNORE).any():
        found["who"] = (
            functional.binary_cross_entropy_with_logits(
                scores["who"][told], targets["who"][told], reduction="sum"
            )
            / rows
        )
    if (stated := targets["role"].sum(-1) > 0).any():
        logs = functional.log_softmax(scores["role"], -1)
        found["role"] = -(targets["role"][stated] * logs[stated]).sum(-1).mean()
    return found


def hide(inputs: dict[str, Tensor], group: list[TieExample]) -> None:
    """Blank the states of some words, more of the names, so that the words around them must do."""
    for row, each in enumerate(group):
        names = torch.tensor(each.names)
        chance = torch.where(names, HIDDEN_NAMES, HIDDEN_SHARE)
        for word in torch.nonzero(torch.rand(each.length) < chance).flatten().tolist():
            if word:
                end = each.word_start[word + 1] if word + 1 < each.length else len(each.pieces) - 1
                inputs["pieces"][row, each.word_start[word] : end] = 0
                inputs["last"][row, word] = 0


def groups(examples: dict[Task, list[TieExample]], chance: random.Random) -> list[list[TieExample]]:
    """Return batches, each of one task and of about one length, in random order."""
    found = []
    for task, each in examples.items():
        for _ in range(SEEN[task]):
            found += of_like_length(each, lambda example: example.length, size=BATCH, chance=chance)
    chance.shuffle(found)
    return found


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    maker = ExampleMaker(arguments.weights)
    paths = {task: [p for f in FOLDERS[task] for p in sorted(f.glob("*.txt"))] for task in TASKS}
    examples = {task: list(maker.of_files(paths[task], task)) for task in TASKS}
    dev = {task: list(maker.of_files(DEV[task], task)) for task in TASKS}
    model = TieNetwork(len(maker.kinds), len(STATUSES), len(maker.relations), len(OUTLOOKS))
    model.start_from(arguments.encoder / "model.safetensors")
    average = Average()
    steps = arguments.epochs * len(groups(examples, chance))
    learner = Learner(model, rate=arguments.rate, steps=steps)
    print({task: len(found) for task, found in examples.items()}, steps, "steps", flush=True)
    started = time.monotonic()
    for epoch in range(arguments.epochs):
        model.train()
        sums: Counter[str] = Counter()
        for group in groups(examples, chance):
            inputs, targets = tensors(group)
            hide(inputs, group)
            parts = losses(run_network(model, inputs), targets, len(group))
            learner.learn(sum(WEIGHTS_OF[name] * value for name, value in parts.items()))
            sums.update({name: float(value.detach()) for name, value in parts.items()})
            sums.update({f"n {name}": 1 for name in parts})
            if learner.step > AVERAGED_FROM * steps:
                average.add(model)
        means = {name: round(sums[name] / sums[f"n {name}"], 2) for name in WEIGHTS_OF}
        minutes = (time.monotonic() - started) / 60
        print(f"epoch {epoch}, {minutes:.1f} min, last weights", means, measure(model, dev), flush=True)
    model.load_state_dict(average.weights)
    reached = measure(model, dev)
    print("average", reached)
    record = {
        "sentences": {task: len(found) for task, found in examples.items()},
        "marks": {task: sum(len(getattr(e, task)) for e in found) for task, found in examples.items()},
        "epochs": arguments.epochs, "rate": arguments.rate, "seed": arguments.seed,
        "branch": BRANCH, "depth": DEPTH,
        "texts": {f"{p.parent.name}/{p.name}": sha256(p) for found in paths.values() for p in found},
        "read_with": {"model.int8.onnx": sha256(arguments.weights / "model.int8.onnx")},
        "dev": reached,
    }  # fmt: skip
    arguments.run.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), arguments.run / "ties.pt")
    (arguments.run / "ties.run.json").write_text(json.dumps(record, indent=1))


@torch.no_grad()
def measure(model: TieNetwork, dev: dict[Task, list[TieExample]]) -> dict[str, str]:
    """Return precision and recall in percent: acts (word and kind), acts between parties, ties (heads,
    relation, whether in force), what lies ahead (word; with outlook); of gold acts the right status, parties.
    """
    model.eval()
    counts: Counter[str] = Counter()
    for examples in dev.values():
        for start in range(0, len(examples), BATCH):
            group = examples[start : start + BATCH]
            scores = run_network(model, tensors(group)[0])
            for row, each in enumerate(group):
                _count(counts, each, {name: score[row].numpy() for name, score in scores.items()})
    names = ("acts", "deeds", "ties", "ahead", "outlook")
    shares = {n: f"{_share(counts, n, 'found')}/{_share(counts, n, 'gold')}" for n in names}
    gold = max(1, counts["acts gold"])
    return shares | {name: f"{100 * counts[name] / gold:.0f}" for name in ("status", "source", "target")}


def _share(counts: Counter[str], name: str, of: str) -> str:
    return f"{100 * counts[f'{name} right'] / max(1, counts[f'{name} {of}']):.0f}"


def _count(counts: Counter[str], each: TieExample, scores: dict) -> None:
    n = each.length
    if each.task == "ties":
        status = scores["tie_status"].argmax(-1)
        found = {(*pair, int(status[pair[:2]]) in _STANDING) for pair in _pairs(scores["tie"], n)}
        gold = {(one, other, relation, status in _STANDING) for one, other, relation, status in each.ties}
        _add(counts, "ties", found, gold)
    elif each.task == "ahead":
        best = scores["ahead"].argmax(-1)
        labels = {(word, int(best[word])) for word in range(1, n) if best[word] != NONE}
        wanted = {(word, outlook) for word, outlook, _ in each.ahead}
        _add(counts, "outlook", labels, wanted)
        _add(counts, "ahead", {word for word, _ in labels}, {word for word, _ in wanted})
    else:
        best = scores["kind"].argmax(-1)
        named = {(i, int(best[i])) for i in range(1, n) if best[i] != NONE and each.naming[i]}
        _add(counts, "acts", named, {(act.word, act.kind) for act in each.acts})
        deeds = {(s, t, a.kind) for a in each.acts for s in a.parties[0] for t in a.parties[1]}
        _add(counts, "deeds", set(_pairs(scores["deed"], n)), deeds)
        for act in each.acts:
            counts["status"] += int(scores["status"][act.word].argmax()) == act.status
            for name, side, heads in zip(("source", "target"), (0, 1), act.parties, strict=True):
                counts[name] += int(scores["role"][side, act.word, :n].argmax()) in (heads or (0,))


def _pairs(scores, n: int) -> list[tuple[int, int, int]]:
    best = scores[:n, :n].argmax(-1)
    return [
        (i, j, int(best[i, j])) for i in range(1, n) for j in range(1, n) if best[i, j] != NONE and i != j
    ]


def _add(counts: Counter[str], name: str, found: set, gold: set) -> None:
    counts.update(
        {f"{name} found": len(found), f"{name} gold": len(gold), f"{name} right": len(found & gold)}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network of ties.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the parser to stand on")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
