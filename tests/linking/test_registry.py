"""The registry finds actors by name, office and date, and reads describing expressions."""

from __future__ import annotations

import datetime
import time

import pytest

from foreigndesk.linking.entries import Entry, Form, Name
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Actor, ActorKind


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def test_lookup_by_any_spelling(registry: Registry) -> None:
    for name in ("Kyrgyzstan", "kyrgyzstan", "Kyrgyz Republic"):
        assert [a.id for a in registry.lookup(name)] == ["KGZ"]
    assert registry.lookup("no such actor") == ()


@pytest.mark.parametrize(
    ("office", "state", "on", "holder"),
    [
        ("head-of-state", "RUS", "2017-03-03", "vladimir-putin"),
        ("head-of-state", "RUS", "2010-06-01", "dmitry-medvedev"),
        ("head-of-state", "USA", "2017-01-19", "barack-obama"),
        ("head-of-state", "USA", "2017-01-21", "donald-trump"),
        ("head-of-government", "DEU", "2015-09-01", "angela-merkel"),
        ("head-of-government", "JPN", "2015-09-01", "shinzo-abe"),
    ],
)
def test_who_held_an_office_on_a_day(
    registry: Registry, office: str, state: str, on: str, holder: str
) -> None:
    for day in (on, datetime.date.fromisoformat(on)):
        found = registry.holder(office, state, day)
        assert found is not None
        assert found.id == holder


def test_no_holder_is_none(registry: Registry) -> None:
    assert registry.holder("head-of-state", "RUS", "1800-01-01") is None
    assert registry.holder("lighthouse-keeper", "RUS", None) is None


def test_members_on_a_day(registry: Registry) -> None:
    before, after = (
        registry.members("european-union", "2015-01-01"),
        registry.members("european-union", "2021-01-01"),
    )
    assert "GBR" in before
    assert "GBR" not in after
    assert "FRA" in before & after
    assert registry.members("no-such-organisation") == frozenset()


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("NER,MLI,TCD", {"NER", "MLI", "TCD"}),
        ("Vladimir Putin", {"vladimir-putin"}),
        ("Brazilian interior minister", {"BRA/interior-minister"}),
        ("ZMB opposition", {"ZMB/opposition"}),
        ("THA parliament and cabinet", {"THA/parliament", "THA/cabinet"}),
        ("African Union", {"african-union"}),
        ("South Korean foreign ministry and Japan", {"KOR/foreign-ministry", "JPN"}),
        ("Upper Zorblaxia", {"?upper zorblaxia"}),
    ],
)
def test_describing_expressions(registry: Registry, expression: str, ids: set[str]) -> None:
    assert registry.resolve(expression, "2017-03-03") == ids


def test_offices_of_a_state_are_actors(registry: Registry) -> None:
    actor = registry.get("KGZ/interior-minister")
    assert actor is not None
    assert (actor.state, actor.kind) == ("KGZ", ActorKind.OFFICE)
    assert registry.get("XXX/interior-minister") is None
    assert registry.get("KGZ/no-such-office") is None


def synthetic(size: int) -> Registry:
    return Registry(
        Entry(
            Actor(id=f"person-{n}", name=f"Given{n} Family{n}", kind=ActorKind.PERSON, state="KGZ"),
            (Name(f"Given{n} Family{n}", f"person-{n}", Form.NAME),),
        )
        for n in range(size)
    )


def test_lookup_does_not_slow_down_with_size() -> None:
    small, large = synthetic(1_000), synthetic(50_000)

    def seconds(registry: Registry) -> float:
        best = float("inf")
        for _ in range(5):
            start = time.perf_counter()
            for n in range(500):
                assert registry.names(f"given{n} family{n}")
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(large) < 5 * seconds(small)
