"""Linking reads who is meant: cases in cases.yaml, and what holds for every text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from foreigndesk import linking, parsing
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Document, Mention, PublicationDate

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))

pytestmark = pytest.mark.parses


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def link(text: str, registry: Registry, date: str = "2018-05-14") -> tuple[Mention, ...]:
    published = PublicationDate(value=str(date), order="iso", evidence=str(date), sign="given")
    document = Document(article_id="art-0", address="test", text=text, published=published)
    return linking.link(parsing.load()(text), document, registry)


def offset(text: str, surface: str, at: int = 1) -> int:
    start = -1
    for _ in range(at):
        start = text.index(surface, start + 1)
    return start


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_who_is_meant(case: dict[str, Any], registry: Registry) -> None:
    text = case["text"]
    mentions = link(text, registry, case["date"])
    by_start = {m.start: m for m in mentions}
    shown = [(m.surface, [a.id for a in m.actors], m.as_place) for m in mentions]
    for expected in case["mentions"]:
        found = by_start.get(offset(text, expected["surface"], expected.get("at", 1)))
        assert found is not None, f"no mention at {expected['surface']!r}: {shown}"
        assert found.surface == expected["surface"], shown
        assert {a.id for a in found.actors} == set(expected["ids"]), shown
        if "place" in expected:
            assert found.as_place is expected["place"], found.reasons
        if "state" in expected:
            assert {a.state for a in found.actors} == {expected["state"]}
    everyone = {a.id for m in mentions for a in m.actors}
    assert not everyone & set(case.get("absent", ())), shown
    for absent in case.get("absent_at", ()):
        assert offset(text, absent["surface"]) not in by_start, shown
