"""Fit how likely an event is right, from the signs it was read by, and print the weights for learned.yaml.

    python -m training.confidence [--gold tests/coding/gold/events_dev.txt]

Needs no torch. Prints, beside the weights, how the fitted confidence does on the same sentences; what counts
is the reliability table of `foreigndesk evaluate events` on sentences that fitted nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from foreigndesk import codebooks, pipeline
from foreigndesk.coding.confidence import signs
from foreigndesk.coding.events import events_with_drafts
from foreigndesk.evaluation.events import answers, coded_events, reliability, types_of
from foreigndesk.evaluation.gold_events import read_events
from foreigndesk.evaluation.gold_sentences import dated
from foreigndesk.linking import Registry

GOLD = Path(__file__).parents[1] / "tests" / "coding" / "gold" / "events_dev.txt"
PENALTY, STEPS = 1.0, 30


def examples(path: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the names of the signs, the signs of each coded event, and whether it is right."""
    books, registry = codebooks.load(), Registry.load()
    rows, right = [], []
    for sentence in read_events(path, books.plover):
        scene = pipeline.scene(dated(sentence.text, sentence.published), books=books, registry=registry)
        by_id = {event.id: signs(scene, draft) for draft, event in events_with_drafts(scene)}
        coded = coded_events(scene)
        wanted = [types_of(event, books) for event in sentence.events]
        answering = answers(sentence.events, coded, wanted, parties=True).values()
        rows += [by_id[event.id] for event in coded.statements]
        right += [place in answering for place in range(len(coded.statements))]
    names = list(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows]), np.array(right, float)


def fit(signs_of: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression with a ridge penalty, by Newton's method."""
    weights = np.zeros(signs_of.shape[1])
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-signs_of @ weights))
        slope = signs_of.T @ (odds - right) + PENALTY * weights
        bend = (signs_of * (odds * (1 - odds))[:, None]).T @ signs_of + PENALTY * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of events.")
    parser.add_argument("--gold", type=Path, default=GOLD)
    names, signs_of, right = examples(parser.parse_args().gold)
    weights = fit(signs_of, right)
    print(f"{len(right)} events, {right.mean():.3f} right")
    print("confidence: {" + ", ".join(f"{n}: {w:.2f}" for n, w in zip(names, weights, strict=True)) + "}")
    odds = 1 / (1 + np.exp(-signs_of @ weights))
    for step, share in reliability([(float(odd), bool(hit)) for odd, hit in zip(odds, right, strict=True)]):
        print(f"{step}: {share}")


if __name__ == "__main__":
    main()
