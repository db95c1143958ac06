"""Scores of names, dates and places: what counts as right, and one clear line for a bad gold file."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation import dates, geo, linking

pytestmark = pytest.mark.parses
SETS = Path(__file__).parents[1] / "linking"


def saved(folder: Path, text: str, name: str = "gold.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_links_misses_and_traps_are_told_apart(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        """
- {text: "Russia sent envoys to Minsk.", date: 2018-05-14, surface: Russia, id: RUS}
- {text: "Russia sent envoys to Minsk.", date: 2018-05-14, surface: Russia, id: BLR}
- {text: "The envoys slept.", date: 2018-05-14, surface: slept, id: BLR}
- {text: "Russia sent envoys to Minsk.", date: 2018-05-14, surface: Minsk, not: BLR, trap: no trap at all}
- {text: "He ate turkey.", date: 2018-05-14, surface: turkey, not: TUR}
""",
    )
    scores = linking.evaluate_linking(path)
    assert (scores.names, scores.right, scores.wrong) == (3, 1, 1)
    assert (scores.traps, scores.traps_linked) == (2, 1)
    assert scores.f1 == pytest.approx(100 * 2 * 1 / (3 + 3))
    assert [miss.item.surface for miss in scores.misses] == ["Russia", "slept", "Minsk"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "not a readable file"),
        ("[]", "no items"),
        ("- {text: a, date: 2018-05-14, surface: b, id: RUS}", "item 1: .*does not hold 'b'"),
        ("- {text: a, date: 2018-05-14, surface: a}", "item 1: .*either `id` or `not`"),
        ("- {text: a, date: soon, surface: a, id: RUS}", "item 1: "),
    ],
)
def test_a_bad_file_of_names_is_one_clear_line(tmp_path: Path, text: str | None, complaint: str) -> None:
    path = tmp_path / "gold.yaml" if text is None else saved(tmp_path, text)
    with pytest.raises(EvaluationError, match=complaint) as caught:
        linking.evaluate_linking(path)
    assert "\n" not in str(caught.value)


def test_dates_count_by_their_interval(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        """
right:
  - text: He left last weekend.
    anchor: 2019-06-12
    expect: [["last weekend", 2019-06-08, 2019-06-09, day]]
wrong:
  - text: He left last weekend.
    anchor: 2019-06-12
    expect: [["last weekend", 2019-06-01, 2019-06-02, day]]
  - {text: "He left in May.", anchor: 2019-06-12, expect: []}
""",
    )
    scores = dates.evaluate_dates(path)
    assert (scores.expressions, scores.found, scores.exact, scores.spurious) == (2, 2, 1, 1)
    assert [miss["wanted"] for miss in scores.misses] == ["2019-06-01..2019-06-02", "no date"]


@pytest.mark.parametrize("text", [None, "[]", "- {text: a}", "- just a word"])
def test_a_bad_file_of_dates_is_one_clear_line(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "gold.yaml" if text is None else saved(tmp_path, text)
    with pytest.raises(EvaluationError, match=r"gold\.yaml") as caught:
        dates.evaluate_dates(path)
    assert "\n" not in str(caught.value)


def test_places_are_found_and_resolved(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        """<articles><article file="0"><text>Shells fell on Khujand. Russian envoys left.</text><toponyms>
<toponym><start>15</start><end>22</end><latitude>40.28</latitude><longitude>69.62</longitude></toponym>
<toponym><start>24</start><end>31</end><latitude>60</latitude><longitude>100</longitude></toponym>
<toponym><start>32</start><end>38</end></toponym></toponyms></article>
<article file="1"><text>Nothing.</text></article></articles>""",
        "geo.xml",
    )
    scores = geo.evaluate_geo(path)
    assert (scores.gold, scores.touched_gold, scores.near, scores.same_country) == (2, 2, 2, 2)
    assert geo.evaluate_geo(path, half="first").articles == 1
    with pytest.raises(EvaluationError, match="no toponyms"):
        geo.evaluate_geo(path, half="second")
    with pytest.raises(EvaluationError, match="not a readable GeoWebNews file"):
        geo.evaluate_geo(saved(tmp_path, "<a>", "bad.xml"))


def test_distances_and_countries() -> None:
    assert geo.distance(55.75, 37.62, 59.94, 30.31) == pytest.approx(634, abs=5)
    assert geo.country_at(40.28, 69.62) == "TJ"


def test_the_sets_are_as_large_as_promised() -> None:
    names = [
        i for name in ("noisy_names_dev", "noisy_names_held_out") for i in linking.load(SETS / f"{name}.yaml")
    ]
    assert len(names) >= 400
    assert 0.45 < sum(item.unwanted is not None for item in names) / len(names) < 0.55
    expressions = [
        e for name in ("dates", "dates_held_out") for i in dates.load(SETS / f"{name}.yaml") for e in i.expect
    ]
    assert len(expressions) >= 250
