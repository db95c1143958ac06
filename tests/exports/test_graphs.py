"""GeoJSON, GraphML and FollowTheMoney: points, edges and entities that other programs read."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pytest

from foreigndesk import desk as desks
from foreigndesk import exports
from foreigndesk.exports.followthemoney import properties
from foreigndesk.records import ActorKind, Event, Status


def written(desk, name) -> bytes:
    stream = io.BytesIO()
    exports.write(desk, name, stream)
    return stream.getvalue()


@pytest.fixture
def entities(desk):
    return [json.loads(line) for line in written(desk, "ftm").splitlines()]


def test_an_event_with_coordinates_is_a_point_with_longitude_first(desk, reading):
    (feature,) = json.loads(written(desk, "geojson"))["features"]
    assert feature["id"] == reading.statements[0].id
    assert feature["geometry"] == {"type": "Point", "coordinates": [-77.03, -12.04]}
    assert feature["properties"]["precision"] == 1
    assert feature["properties"]["actors"] == ["ECU/foreign-minister"]


def test_ties_and_acts_are_edges_between_actors(desk, reading):
    graph = ElementTree.fromstring(written(desk, "graphml"))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{space}edge")]
    assert sorted(edges) == [("ECU/foreign-minister", "PER"), ("PER", "andean-community")]
    nodes = {node.get("id") for node in graph.iter(f"{space}node")}
    assert nodes == {end for edge in edges for end in edge}
    keys = {key.get("id") for key in graph.iter(f"{space}key")}
    assert {data.get("key") for data in graph.iter(f"{space}data")} <= keys


def test_no_character_of_a_name_breaks_the_graph(tmp_path, story):
    one = story.of('A <b> & \x0b"c" met D.')
    odd = one.actor('A <b> & \x0b"c"', "?a", 'A <b> & \x0b"c"', ActorKind.UNKNOWN)
    event = Event(
        document_id=one.document.id, evidence=one.evidence(one.document.text), status=Status.HAPPENED,
        type="CONSULT", source=(odd,), target=(one.actor("D", "?d", kind=ActorKind.UNKNOWN),),
    )  # fmt: skip
    with desks.open(tmp_path / "desk.duckdb") as desk:
        desks.store(desk, 1, [desks.Item(reading=one.reading(event))])
        graph = ElementTree.fromstring(written(desk, "graphml"))
    names = [data.text for data in graph.findall(".//{*}data") if data.get("key") == "n_name"]
    assert names == ['A <b> & "c"', "D"]


def test_entities_use_the_models_schemata_and_properties_alone(entities):
    known = properties()
    assert {entity["schema"] for entity in entities} == {
        "Article", "Event", "Membership", "Organization", "Person", "PublicBody"
    }  # fmt: skip
    for entity in entities:
        assert set(entity["properties"]) <= known[entity["schema"]]
        assert all(isinstance(value, str) for values in entity["properties"].values() for value in values)


def test_entities_point_at_entities_that_are_there(entities):
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    for entity in entities:
        for name in (
            "involved",
            "organizer",
            "member",
            "organization",
            "director",
            "subject",
            "object",
            "proof",
        ):
            assert set(entity["properties"].get(name, ())) <= ids


def test_what_is_planned_or_denied_is_no_entity(entities, reading):
    stated = {entity["id"] for entity in entities}
    assert reading.statements[0].id in stated
    assert not stated & {s.id for s in reading.statements if s.status in (Status.PLANNED, Status.DENIED)}


def test_states_go_out_as_iso_alpha_2(entities):
    peru = next(e for e in entities if e["properties"].get("name") == ["Peru"])
    assert (peru["schema"], peru["properties"]["country"]) == ("PublicBody", ["pe"])
