"""Train the peer that the parser must earn its place against: spaCy's own small CNN, on the same data.

    python -m training.baseline --data DATA --out DIR [--minutes 35]

Writes a spaCy pipeline (shared CNN, tags, transition parser, names) that `foreigndesk evaluate parse
--model DIR` and `benchmarks/parse.py --cnn DIR` read. It is measured, not shipped.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example as SpacyExample
from spacy.util import minibatch

from foreigndesk.evaluation.gold_names import painted
from training.examples import training_examples
from training.noise import Example, damage

SHARED = {
    "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 4,
    "embed_size": 2000, "window_size": 1, "maxout_pieces": 3, "subword_features": True,
}  # fmt: skip
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}


def blank_pipeline() -> Language:
    """Return the untrained pipeline; `benchmarks/parse.py` times the same shape."""
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": SHARED})
    tags = {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER, "nO": None, "normalize": False}
    nlp.add_pipe("morphologizer", config={"model": tags})
    nlp.add_pipe("tagger", config={"model": tags})
    transitions = {
        "@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64,
        "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": LISTENER,
    }  # fmt: skip
    nlp.add_pipe("parser", config={"model": transitions | {"state_type": "parser"}, "min_action_freq": 1})
    nlp.add_pipe("ner", config={"model": transitions | {"state_type": "ner"}})
    return nlp


def gold_example(nlp: Language, example: Example) -> SpacyExample:
    """Return our example as spaCy's; a layer, or a name label, that is not known stays missing."""
    words = list(example.forms)
    layers = {}
    if example.heads is not None:
        heads = [index if head == 0 else head - 1 for index, head in enumerate(example.heads)]
        relations = ["ROOT" if name == "root" else name for name in example.relations]
        pos, tags = ([label or "" for label in layer] for layer in (example.upos, example.xpos))
        layers = {"pos": pos, "tags": tags, "heads": heads, "deps": relations}
    starts = [index == 0 for index in range(len(words))]
    reference = Doc(nlp.vocab, words=words, sent_starts=None if layers else starts, **layers)
    names = [Span(reference, start, end, kind) for start, end, kind in painted(example.entities)]
    unknown = [reference[i : i + 1] for i, label in enumerate(example.entities) if label is None]
    reference.set_ents(names, missing=unknown, default="outside")
    return SpacyExample(Doc(nlp.vocab, words=words), reference)


def train(data: Path, out: Path, minutes: float, seed: int) -> None:
    spacy.util.fix_random_seed(seed)
    chance = random.Random(seed)
    examples = training_examples(data)
    nlp = blank_pipeline()
    learn = nlp.initialize(lambda: [gold_example(nlp, example) for example in examples])
    started, epoch = time.monotonic(), 0
    used = 0.0
    while used < 1:
        chance.shuffle(examples)
        losses: dict[str, float] = {}
        for group in minibatch(examples, 75):
            used = (time.monotonic() - started) / (60 * minutes)
            if used >= 1:
                break
            learn.learn_rate = 0.001 * min(1.0, used / 0.02 + 0.05) * (1 - used) ** 0.5
            nlp.update(
                [gold_example(nlp, damage(e, chance)) for e in group], drop=0.1, sgd=learn, losses=losses
            )
        epoch += 1
        print(
            f"{time.monotonic() - started:.0f}s epoch {epoch} "
            f"{ {name: round(value) for name, value in losses.items()} }",
            flush=True,
        )
    with nlp.use_params(learn.averages):
        nlp.to_disk(out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train spaCy's CNN on the parser's data.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    train(arguments.data, arguments.out, arguments.minutes, arguments.seed)


if __name__ == "__main__":
    main()
