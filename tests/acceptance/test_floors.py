"""The reading is not worse than it was: a floor for each kind in each acceptance file."""

from pathlib import Path

import pytest
import yaml

from foreigndesk.evaluation.acceptance import evaluate

HERE = Path(__file__).parent
FLOORS = yaml.safe_load((HERE / "floors.yaml").read_text(encoding="utf-8"))
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


def test_every_acceptance_file_has_floors():
    assert FLOORS.keys() == {path.stem for path in HERE.glob("*.yaml")} - {"floors"}
