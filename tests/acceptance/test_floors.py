"""The reading is not worse than it was: a floor for each kind in each acceptance file."""

from pathlib import Path

import pytest
import yaml

import foreigndesk
from foreigndesk.evaluation.acceptance import evaluate
from foreigndesk.evaluation.judged import evaluate_judged, load

HERE = Path(__file__).parent
FLOORS = yaml.safe_load((HERE / "floors.yaml").read_text(encoding="utf-8"))
JUDGED = FLOORS.pop("judged")
MARGIN = 1


@pytest.fixture(scope="module", params=sorted(FLOORS))
def result(request):
    return evaluate(HERE / f"{request.param}.yaml")


@pytest.mark.parses
def test_no_kind_falls_below_its_floor(result):
    below = {
        kind: f"{found}, floor {FLOORS[result.name][kind]}"
        for kind, found, _, _ in result.rows()
        if found < FLOORS[result.name][kind] - MARGIN
    }
    assert below == {}


@pytest.mark.parses
def test_the_metadata_is_whole(result):
    assert result.kind("metadata").misses == ()


@pytest.mark.parses
def test_the_statements_of_the_examples_are_as_precise_as_they_were():
    scores = evaluate_judged(HERE / "judged")
    assert scores.precision >= JUDGED["precision"] - MARGIN
    assert len(scores.unjudged) <= JUDGED["not_judged"]


def test_every_example_is_judged():
    examples = Path(foreigndesk.__file__).parent / "examples"
    files = [HERE / "judged" / f"{path.stem}.yaml" for path in examples.iterdir()]
    assert len(files) == 8
    assert all(len(load(file).judgements) >= 40 for file in files)


def test_judgements_quote_no_more_than_they_need():
    judged = [each for file in (HERE / "judged").glob("*.yaml") for each in load(file).judgements]
    assert max(len(each.quote.split()) for each in judged) <= 12


def test_every_acceptance_file_has_floors():
    assert FLOORS.keys() == {path.stem for path in HERE.glob("*.yaml")} - {"floors"}
