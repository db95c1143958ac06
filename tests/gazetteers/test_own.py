"""A user's own actors: three file formats in, and theirs wins over ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foreigndesk import gazetteers
from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers.importing import read_actors
from foreigndesk.gazetteers.models import OwnActor
from foreigndesk.gazetteers.own import VARIABLE, add_own, own_path, read_own
from foreigndesk.linking import Registry
from foreigndesk.records import ActorKind

CSV = """id,name,names,kind,state,sector,office,start,end
nino-abashidze,Nino Abashidze,N. Abashidze|Nino Abashidse,person,Georgia,GOV,foreign-minister,2031-02-01,2033
nino-abashidze,Nino Abashidze,,person,GEO,GOV,head-of-government,2033-03-01,
,Blue Harbour Union,BHU,organisation,,LAB,,,
,,nameless,person,,,,,
,Bad Sector,,person,,XYZ,,,
"""
PETRARCH = """# our own lines in the dictionaries' format
OMAR_TALIB_ ; a minister
+O_TALIB_
\t[IRQGOV 20280101-20300601]
\t[IRQOPP >20300601]
RED_DAWN_FRONT_ [MMRREB]
+RDF_
NOBODY_
"""


def entity(schema: str, **properties: list[str]) -> str:
    return json.dumps({"id": "x", "schema": schema, "properties": properties})


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own" / "actors.jsonl"))
    return own_path()


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_rows_of_one_id_are_roles_of_one_actor(tmp_path: Path) -> None:
    result = read_actors(saved(tmp_path, "mine.csv", CSV))
    nino, union = result.actors
    assert (nino.id, nino.state, nino.names) == ("nino-abashidze", "GEO", ("N. Abashidze", "Nino Abashidse"))
    assert [(r.office, r.start, r.end) for r in nino.roles] == [
        ("foreign-minister", "2031-02-01", "2033"),
        ("head-of-government", "2033-03-01", None),
    ]
    assert (union.id, union.sector, union.source) == ("blue-harbour-union", "LAB", "mine.csv")
    assert [(s.where, s.reason.split(":")[0]) for s in result.skipped] == [
        ("mine.csv:5", "no name"),
        ("mine.csv:6", "sector"),
    ]


def test_petrarch_codes_give_state_sector_and_terms(tmp_path: Path) -> None:
    result = read_actors(saved(tmp_path, "Actors.txt", PETRARCH))
    omar, front = result.actors
    assert (omar.name, omar.names, omar.kind, omar.state) == ("Omar Talib", ("O Talib",), "person", "IRQ")
    assert [(r.office, r.start, r.end) for r in omar.roles] == [
        ("GOV", "2028-01-01", "2030-06-01"),
        ("OPP", "2030-06-01", None),
    ]
    assert (front.name, front.names, front.kind, front.sector) == (
        "Red Dawn Front",
        ("RDF",),
        "armed_group",
        "REB",
    )
    assert [s.where for s in result.skipped] == ["Actors.txt:8"]


def test_followthemoney_entities_that_are_actors_come_in(tmp_path: Path) -> None:
    lines = [
        entity(
            "Person",
            name=["Ana Prado"],
            alias=["A. Prado"],
            country=["br"],
            position=["Minister of Ports"],
            wikidataId=["Q1"],
        ),
        entity("Vessel", name=["Sea Star"]),
        entity("Company"),
        "{",
    ]
    result = read_actors(saved(tmp_path, "mine.jsonl", "\n".join(lines)))
    (ana,) = result.actors
    assert (ana.id, ana.kind, ana.state, ana.wikidata) == ("ana-prado", "person", "BRA", "Q1")
    assert ana.roles[0].office == "Minister of Ports"
    assert [s.reason for s in result.skipped] == ["schema Vessel is no actor", "no name", "no JSON entity"]
    listed = saved(tmp_path, "list.json", f"[{lines[0]}, {lines[1]}]")
    assert read_actors(listed).actors[0].id == "ana-prado"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("none.csv", None, "cannot be read"),
        ("a.csv", "title\nx\n", "no column `name`"),
        ("a.csv", "name,colour\nx,red\n", "unknown column `colour`"),
        ("a.csv", "name\n", "no actor found"),
        ("a.xyz", "x", "name its format"),
        ("a.json", "not json", "no actor found in it as ftm"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, name: str, text: str | None, complaint: str) -> None:
    path = saved(tmp_path, name, text) if text is not None else tmp_path / name
    with pytest.raises(GazetteerError, match=complaint) as caught:
        read_actors(path)
    assert "\n" not in str(caught.value)


def test_a_second_import_replaces_by_id_and_the_version_tells(tmp_path: Path, own_file: Path) -> None:
    ours = gazetteers.version()
    assert read_own() == ()
    one = OwnActor(id="ana-prado", name="Ana Prado", kind="person", source="t")
    assert add_own([one]) == (1, 0)
    assert add_own([one.model_copy(update={"state": "BRA"})]) == (0, 1)
    assert [a.state for a in read_own()] == ["BRA"]
    assert gazetteers.version().startswith(ours + "+")
    own_file.write_text("{}\n")
    with pytest.raises(GazetteerError, match=r"actors\.jsonl:1: "):
        read_own()


def test_the_users_entry_wins_over_ours() -> None:
    plain = Registry.load()
    assert plain.lookup("Vladimir Putin")[0].state == "RUS"
    add_own(
        [
            OwnActor(id="putin-the-singer", name="Vladimir Putin", kind="person", state="USA", source="t"),
            OwnActor(
                id="emmanuel-macron",
                name="Emmanuel Macron",
                names=("Manu",),
                kind="person",
                state="FRA",
                source="mine",
            ),
        ]
    )
    registry = Registry.load()
    assert [actor.id for actor in registry.lookup("Vladimir Putin")] == ["putin-the-singer"]
    assert registry.get("vladimir-putin") is not None
    macron = registry.get("emmanuel-macron")
    assert macron is not None
    assert (macron.source, macron.kind) == ("mine", ActorKind.PERSON)
    assert [actor.id for actor in registry.lookup("Emmanuel Macron")] == ["emmanuel-macron"]
