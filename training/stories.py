"""Fit how probable it is that two accounts tell of one event, and write the weights of stories.

    python -m training.stories [--gold tests/stories/gold/dev] [--out src/foreigndesk/stories/weights.yaml]

Reads the dev part of the gold and no other. Prints how such weights do on pairs that fitted nothing:
five folds, split by event.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml

from foreigndesk import stories
from foreigndesk.evaluation.gold_stories import GoldReport, read_stories
from foreigndesk.evaluation.stories import desk_of, told
from foreigndesk.stories.accounts import Account, Surroundings
from foreigndesk.stories.blocking import keys
from foreigndesk.stories.features import FEATURES, acts_alike, features
from foreigndesk.stories.loading import load_accounts, load_surroundings

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "stories" / "gold" / "dev"
WEIGHTS = ROOT / "src" / "foreigndesk" / "stories" / "weights.yaml"
PENALTY, STEPS, FOLDS = 0.3, 40, 5


@dataclass(frozen=True, slots=True)
class Example:
    """An account, the event of its article, and the event that its words are marked as, if any."""

    account: Account
    article: str
    event: str | None


def examples(reports: list[GoldReport]) -> tuple[list[Example], dict[str, Surroundings]]:
    """Return every account of every article, and what the documents lend."""
    with desk_of([report.document for report in reports]) as desk:
        stories.update(desk)
        article = {report.document.id: report.document.address.split("/")[1] for report in reports}
        event = {
            statement.id: mark.event
            for report in reports
            for mark in report.marks
            if (statement := told(desk, report.document.id, [mark]))
        }
        ids = [id for (id,) in desk.rows("SELECT statement_id FROM story_events ORDER BY ALL")]
        known = load_accounts(desk, ids)
        around = load_surroundings(desk, article)
    return [Example(known[id], article[known[id].document_id], event.get(id)) for id in ids], around


def of_one_event(one: Example, other: Example) -> bool | None:
    """Return whether two accounts tell of one event, None where gold does not say.

    Words that are not marked tell of nothing that another event's article is about; in an article about the
    same event they tell of something else where the act is quite another.
    """
    if one.event and other.event:
        return one.event == other.event
    if not (one.event or other.event):
        return None
    a, b = one.account, other.account
    other_act = not ({a.act, a.type} & {b.act, b.type} or acts_alike(a, b))
    return False if one.article != other.article or other_act else None


def pairs(found: list[Example], around: dict[str, Surroundings]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the features of all pairs that share a key, whether each is of one event, and its fold."""
    shared = [keys(each.account, around[each.account.document_id]) for each in found]
    events = sorted({each.article for each in found})
    rows, same, folds = [], [], []
    for (i, one), (j, other) in combinations(enumerate(found), 2):
        if not shared[i] & shared[j] or (answer := of_one_event(one, other)) is None:
            continue
        a, b = one.account, other.account
        of_pair = features(a, b, around[a.document_id], around[b.document_id])
        rows.append([1.0, *(of_pair.get(name, 0.0) for name in FEATURES)])
        same.append(answer)
        folds.append(events.index(min(one.article, other.article)) % FOLDS)
    return np.array(rows), np.array(same, float), np.array(folds)


def fit(rows: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression, ridge penalty on all but the base, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    ridge = PENALTY * np.eye(len(weights))
    ridge[0, 0] = 1e-6
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -60, 60)))
        slope = rows.T @ (odds - same) + ridge @ weights
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(bend, slope)
    return weights


def check(rows: np.ndarray, same: np.ndarray, folds: np.ndarray) -> str:
    """Return precision and recall over pairs, each judged by weights that its fold did not fit."""
    odds = np.zeros(len(same))
    for fold in range(FOLDS):
        weights = fit(rows[folds != fold], same[folds != fold])
        odds[folds == fold] = rows[folds == fold] @ weights
    found = odds > 0
    hits = float(same[found].sum())
    return f"precision {hits / found.sum():.3f}, recall {hits / same.sum():.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the weights of stories.")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    files = sorted(asked.gold.glob("*.txt"))
    reports = [report for file in files for report in read_stories(file).reports]
    rows, same, folds = pairs(*examples(reports))
    weights = fit(rows, same)
    print(
        f"{len(same)} pairs that share a key, {int(same.sum())} of one event;"
        f" unseen: {check(rows, same, folds)}"
    )
    found = {
        "version": "1",
        "fitted_on": f"{', '.join(f.name for f in files)}: {len(same)} pairs, {int(same.sum())} of one event",
        "base": round(float(weights[0]), 3),
        "weights": {name: round(float(w), 3) for name, w in zip(FEATURES, weights[1:], strict=True)},
    }
    head = "# Logistic regression over the features of features.py; written by python -m training.stories.\n"
    asked.out.write_text(head + yaml.safe_dump(found, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    main()
