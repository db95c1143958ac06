"""Train the small network that corrects the sentence rules where text has no stops.

    python -m training.splitter --data DATA --out RUN/boundaries.onnx [--epochs 25]

It reads the words of a document with what the rules of `foreigndesk.parsing.sentences` say about each, and
scores whether a sentence ends there. Training text: the train parts of the treebanks, joined as they were
printed, and our own news sentences in paragraphs of random length; some of it loses its capitals or its
stops.
"""

from __future__ import annotations

import argparse
import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from foreigndesk.parsing.boundaries import BUCKETS, FEATURES, features
from foreigndesk.parsing.conllu import TreebankSentence, documents_of, raw_text
from foreigndesk.parsing.marked import read_marked
from foreigndesk.parsing.sentences import mark_sentences
from foreigndesk.parsing.tokenization import word_cutter
from training.sources import OWN, TREEBANKS, allowed, sha256, training_sentences

SIZES = (48, 8, 24, 24)  # of the vectors for word, first letter, last letters and shape
WIDTH, DILATIONS = 96, (1, 1, 2, 4, 8)
CHUNK = 320


class Boundaries(nn.Module):
    """Hashed word features, five dilated convolutions (each sees 16 words to both sides), one score per
    word."""

    def __init__(self):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(n, size) for n, size in zip(BUCKETS, SIZES, strict=True))
        self.enter = nn.Linear(sum(SIZES) + FEATURES - len(SIZES), WIDTH)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, dilation=d, padding=d) for d in DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in DILATIONS)
        self.leave = nn.Linear(WIDTH, 1)
        self.dropout = nn.Dropout(0.35)

    def forward(self, hashed: torch.Tensor, flags: torch.Tensor) -> torch.Tensor:
        """Return scores (batch, words) of hashed features (batch, words, 4) and flags (batch, words,
        flags)."""
        parts = [table(hashed[..., index]) for index, table in enumerate(self.tables)]
        x = functional.relu(self.enter(self.dropout(torch.cat([*parts, flags], -1))))
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = x + self.dropout(functional.relu(layer(norm(x).transpose(1, 2)).transpose(1, 2)))
        return self.leave(x).squeeze(-1)


def cut_ends(texts: list[str], gaps: list[str]) -> tuple[str, list[int]]:
    """Join sentences with gaps; return the text and where each sentence ends in it."""
    text, ends = "", []
    for sentence, gap in zip(texts, gaps, strict=True):
        text += sentence
        ends.append(len(text))
        text += gap
    return text, ends


def spoilt(texts: list[str], chance: random.Random) -> list[str]:
    """Return the sentences of a document, sometimes without capitals or without some stops."""
    roll = chance.random()
    if roll < 0.05:
        return [text.lower() for text in texts]
    if roll < 0.08:
        return [text.upper() for text in texts]
    if roll < 0.15:
        return [text.rstrip(".") if chance.random() < 0.4 else text for text in texts]
    return texts


def treebank_document(sentences: list[TreebankSentence], chance: random.Random) -> tuple[str, list[int]]:
    texts = spoilt([raw_text([sentence]) for sentence in sentences], chance)
    gaps = ["\n\n" if following.paragraph_start else (" " if s.words[-1].space_after else "")
            for s, following in pairwise(sentences)]  # fmt: skip
    return cut_ends(texts, [*gaps, ""])


def own_documents(sentences: list[str], chance: random.Random) -> list[tuple[str, list[int]]]:
    """Return our own sentences, shuffled into articles of paragraphs."""
    shuffled = chance.sample(sentences, len(sentences))
    found = []
    while shuffled:
        part, shuffled = shuffled[:12], shuffled[12:]
        gaps = ["\n\n" if chance.random() < 0.25 else " " for _ in part]
        found.append(cut_ends(spoilt(part, chance), gaps))
    return found


def example(text: str, ends: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (hashed features, flags, labels) of a document."""
    doc = word_cutter().make_doc(text)
    starts = mark_sentences(doc)
    hashed, flags = features(doc, starts)
    labels = np.zeros(len(doc), np.float32)
    wanted = iter(sorted(ends))
    end = next(wanted, None)
    for token in doc:
        if token.is_space:
            continue
        while end is not None and token.idx + len(token) >= end:
            labels[token.i] = 1
            end = next(wanted, None)
    return hashed, flags, labels


def train(data: Path, out: Path, epochs: int, seed: int) -> None:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = random.Random(seed)
    books = [list(documents_of(training_sentences(name, data))) for name in TREEBANKS]
    own = [sentence.text for sentence in read_marked(allowed(OWN, OWN.parent))]
    model = Boundaries()
    learn = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    rounds = [
        [treebank_document(d, chance) for book in books for d in book] + own_documents(own, chance)
        for _ in range(5)
    ]
    prepared = [[example(*item) for item in items] for items in rounds]
    steps, total = 0, 0
    for epoch in range(epochs):
        pool = prepared[epoch % len(prepared)]
        chance.shuffle(pool)
        joined = [np.concatenate(parts) for parts in zip(*pool, strict=True)]
        count = len(joined[0]) // CHUNK
        total = total or count * epochs // 16
        batches = [torch.from_numpy(a[: count * CHUNK]).unflatten(0, (count, CHUNK)) for a in joined]
        order, losses = torch.randperm(count), []
        for rows in order.split(16):
            hashed, flags, labels = (part[rows] for part in batches)
            for group in learn.param_groups:
                group["lr"] = 2e-3 * min(1, (steps + 1) / 200) * max(0.01, 1 - steps / total)
            loss = functional.binary_cross_entropy_with_logits(model(hashed, flags), labels)
            learn.zero_grad()
            loss.backward()
            learn.step()
            steps += 1
            losses.append(float(loss.detach()))
        print(f"epoch {epoch} loss {sum(losses) / len(losses):.4f}", flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    export(model.eval(), out)
    files = [data / name for name in TREEBANKS] + [OWN]
    record = {
        "seed": seed,
        "epochs": epochs,
        "data_sha256": {
            path.name if path == OWN else str(path.relative_to(data)): sha256(path) for path in files
        },
    }
    out.with_suffix(".run.json").write_text(json.dumps(record, indent=1) + "\n")


def export(model: Boundaries, out: Path) -> None:
    """Write the network as ONNX, in full precision: it is small."""
    sample = (torch.zeros(1, 7, len(BUCKETS), dtype=torch.int64), torch.zeros(1, 7, FEATURES - len(BUCKETS)))
    axes = {"hashed": {1: "words"}, "flags": {1: "words"}, "scores": {1: "words"}}
    torch.onnx.export(
        model, sample, str(out), input_names=["hashed", "flags"], output_names=["scores"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the sentence boundaries.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    train(arguments.data, arguments.out, arguments.epochs, arguments.seed)


if __name__ == "__main__":
    main()
