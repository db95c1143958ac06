"""`foreigndesk evaluate`: how a reading or the parser compares with a gold file."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from foreigndesk import codebooks
from foreigndesk import desk as desks
from foreigndesk.cli.output import out, print_json, print_table
from foreigndesk.evaluation import (
    acceptance,
    attribution,
    causality,
    dates,
    events,
    geo,
    judged,
    linking,
    main_text,
    names,
    parse,
    plv,
    review,
    ties,
    translations,
    watchpoints,
)
from foreigndesk.evaluation import stories as stories_scorer


def evaluate_acceptance(path: Path, *, as_json: bool) -> int:
    """Score the reading of an article against its acceptance file, every miss with its reason."""
    result = acceptance.evaluate(path)
    if as_json:
        print_json(result.to_json())
    else:
        out().print(result)
    return 0


def evaluate_judged(path: Path, *, seed: Path | None, as_json: bool) -> int:
    """Score the precision of judged articles, and list the statements that are not judged yet."""
    scores = judged.evaluate_judged(path, seed=seed)
    _print_scores(scores.rows(), judged.unjudged_rows(scores), as_json=as_json)
    return 0


def evaluate_parse(path: Path, *, only: str, model: str, as_json: bool) -> int:
    """Score the parser against a CoNLL-U treebank."""
    scores = parse.evaluate_parse(path, only=only, model=model)
    if as_json:
        print_json(dataclasses.asdict(scores))
    else:
        print_table([{"measure": name, "value": value} for name, value in scores.rows()], right=("value",))
    return 0


def evaluate_names(path: Path, *, model: str, as_json: bool) -> int:
    """Score the parser's names against gold names."""
    scores = names.evaluate_names(path, model=model)
    if as_json:
        print_json(dataclasses.asdict(scores))
        return 0
    rows = scores.rows()
    print_table(rows, right=tuple(rows[0])[1:])
    if line := scores.head_line():
        out().print(line)
    return 0


def evaluate_linking(path: Path, *, as_json: bool) -> int:
    """Score what noisy names were linked to, and list what went wrong."""
    scores = linking.evaluate_linking(path)
    misses = [linking.miss_row(miss) for miss in scores.misses]
    _print_scores(scores.rows(), misses, as_json=as_json)
    return 0


def evaluate_dates(path: Path, *, as_json: bool) -> int:
    """Score the intervals that date expressions were read as, and list what went wrong."""
    scores = dates.evaluate_dates(path)
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def evaluate_geo(path: Path, half: geo.Half, *, as_json: bool) -> int:
    """Score the places of GeoWebNews."""
    _print_scores(geo.evaluate_geo(path, half=half).rows(), [], as_json=as_json)
    return 0


def evaluate_events(path: Path, *, folder: Path | None, as_json: bool) -> int:
    """Score events on sentences with gold events, and list what went wrong."""
    scores = events.evaluate_events(path, books=codebooks.load(folder))
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def evaluate_ties(path: Path, *, folder: Path | None, as_json: bool) -> int:
    """Score ties on sentences with gold ties, and list what went wrong."""
    scores = ties.evaluate_ties(path, books=codebooks.load(folder))
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def evaluate_watchpoints(path: Path, *, folder: Path | None, as_json: bool) -> int:
    """Score watch-points on sentences with gold watch-points, and list what went wrong."""
    scores = watchpoints.evaluate_watchpoints(path, books=codebooks.load(folder))
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def evaluate_plv(path: Path, half: plv.Half, *, folder: Path | None, as_json: bool) -> int:
    """Score events on PLV."""
    scores = plv.evaluate_plv(path, half=half, books=codebooks.load(folder))
    _print_scores(scores.rows(), [], as_json=as_json)
    return 0


def evaluate_main_text(folder: Path, *, as_json: bool) -> int:
    """Score the main text of pages beside trafilatura's; return 1 when ours is the worse."""
    scores = main_text.evaluate_main_text(folder)
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0 if scores.ours.f1 >= scores.trafilatura.f1 else 1


def evaluate_review(desk_path: Path | None, *, as_json: bool) -> int:
    """Score the readings on a desk against what people said of them."""
    with desks.open(desk_path, create=False, read_only=True) as desk:
        rows = review.evaluate_review(desk).rows()
    if as_json:
        print_json(rows)
    else:
        print_table(rows, right=tuple(rows[0])[1:])
    return 0


def evaluate_causality(path: Path, *, as_json: bool) -> int:
    """Score the network of causes on the Causal News Corpus."""
    _print_scores(causality.evaluate_causality(path).rows(), [], as_json=as_json)
    return 0


def evaluate_attribution(path: Path, half: attribution.Half, *, as_json: bool) -> int:
    """Score attributions on PolNeAR; what was missed is listed as JSON only."""
    scores = attribution.evaluate_attribution(path, half=half)
    _print_scores(scores.rows(), list(scores.misses) if as_json else [], as_json=as_json)
    return 0


def evaluate_stories(path: Path, *, as_json: bool) -> int:
    """Score stories on articles with gold events, and list what went wrong."""
    scores = stories_scorer.evaluate_stories(path)
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def evaluate_translations(path: Path, *, as_json: bool) -> int:
    """Score how far two translations of one article give the same statements, and list where they do not."""
    scores = translations.evaluate_translations(path)
    _print_scores(scores.rows(), list(scores.misses), as_json=as_json)
    return 0


def _print_scores(rows: list[tuple[str, str]], misses: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json({"scores": dict(rows), "misses": misses})
        return
    if misses:
        print_table(misses)
        out().print()
    print_table([{"measure": name, "value": value} for name, value in rows], right=("value",))
