"""The graph of causes: what one article gives as an effect another gives as a cause."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from foreigndesk import cli, pipeline
from foreigndesk import desk as desks
from foreigndesk.analysis.pressures import pressure_graph
from foreigndesk.briefing.pressure_drawing import svg, trees
from foreigndesk.records import ActorKind, ActorRef, Document, Evidence, Pressure, Status

PERU = ActorRef(id="PER", name="Peru", kind=ActorKind.STATE, start=0, end=1, surface="P", state="PER")
CHAD = ActorRef(id="TCD", name="Chad", kind=ActorKind.STATE, start=0, end=1, surface="C", state="TCD")


def pressure(cause: str, effect: str, on: ActorRef = PERU, **more: object) -> Pressure:
    text = f"{cause} led to {effect}."
    return Pressure(
        document_id=f"doc-{cause}", evidence=Evidence.of(text, 0, len(text)), status=Status.HAPPENED,
        cause=Evidence.of(text, 0, len(cause)),
        effect=Evidence.of(text, len(text) - 1 - len(effect), len(text) - 1), on=(on,), connective="led",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


CHAIN = (
    pressure("a drought", "the shortage of maize"),
    pressure("shortages of maize", "protests in the capital"),
    pressure("the protests in the capital", "the fall of the cabinet", modality="possible"),
)


def test_effects_of_one_article_are_causes_of_the_next() -> None:
    graph = pressure_graph(CHAIN)
    assert [matter.label for matter in graph.matters] == [
        "a drought", "shortages of maize", "protests in the capital", "the fall of the cabinet",
    ]  # fmt: skip
    assert graph.chains == ((0, 1, 2, 3),)
    assert graph.layers == (0, 1, 2, 3)


def test_the_same_words_about_another_country_are_another_matter() -> None:
    graph = pressure_graph([CHAIN[0], pressure("shortages of maize", "protests in the capital", CHAD)])
    assert len(graph.chains) == 2


def test_reports_of_one_cause_and_effect_are_one_link_with_all_their_ids() -> None:
    again = pressure("the drought", "a shortage of maize")
    (link,) = pressure_graph([CHAIN[0], again]).links
    assert set(link.pressures) == {CHAIN[0].id, again.id}


def test_causes_that_come_back_on_themselves_are_drawn_once() -> None:
    loop = [pressure("inflation", "strikes"), pressure("strikes", "inflation")]
    graph = pressure_graph(loop)
    assert graph.layers == (0, 0)
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(trees(graph))
    assert console.export_text().count("strikes") == 1


@given(st.permutations(CHAIN))
def test_the_order_of_reading_does_not_change_the_graph(shuffled: list[Pressure]) -> None:
    assert pressure_graph(shuffled) == pressure_graph(CHAIN)


def test_the_drawing_is_one_well_formed_file_that_names_its_evidence() -> None:
    hostile = pressure("<script>alert(1)</script> prices", 'riots & "unrest"')
    drawn = svg(pressure_graph([*CHAIN, hostile]), title="Pressures on Peru")
    root = ElementTree.fromstring(drawn)
    told = " ".join(title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title"))
    assert all(each.id in told for each in (*CHAIN, hostile))
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert not re.search(r"(?:href|src)=", drawn)
    assert "prefers-color-scheme: dark" in drawn


@pytest.mark.parses
def test_the_command_draws_what_weighs_on_a_country(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, drawing = tmp_path / "desk.duckdb", tmp_path / "peru.svg"
    texts = (
        "The drought in Peru led to a shortage of maize.",
        "The shortage of maize in Peru triggered protests.",
    )
    with desks.open(path) as desk:
        run = desks.start_run(desk, datetime(2023, 5, 7))
        for text in texts:
            document = Document(article_id="a", address=text[:9], text=text)
            desks.store(desk, run, [desks.Item(reading=pipeline.read(document))])
    assert cli.main(["pressures", "--on", "Peru", "--desk", str(path), "--json", "--svg", str(drawing)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["chains"] == [[0, 1, 2]]
    assert ElementTree.parse(drawing).getroot().tag.endswith("svg")
    assert cli.main(["pressures", "--on", "PER", "--desk", str(path)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("drought") < shown.index("shortage") < shown.index("protests")
    assert re.search(r"pr-[0-9a-f]{6}", shown)
