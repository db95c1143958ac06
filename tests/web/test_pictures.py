"""Map, timeline, network and pressures: what their twins hold, and how they are driven in Chromium."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from tests.analysis.made import Told, make, pressure_reading, tie_reading
from tests.web.conftest import waiting

from foreigndesk.records import Place, When
from foreigndesk.web import Settings, create_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
LIMA = Place(name="Lima", state="PER", latitude=-12.05, longitude=-77.04, feature="capital", precision=1)
ECUADOR = Place(name="Ecuador", state="ECU", latitude=-0.2, longitude=-78.5, feature="country", precision=5)
START = date(2018, 1, 3)
BASING = When(start="2001-12-01", end="2014-06-03", precision="day")


def told() -> list[Told]:
    calm = [Told(START + timedelta(30 * n), "TALK", place=LIMA) for n in range(24)]
    war = [
        Told(START + timedelta(30 * n + k), "FIGHT", place=ECUADOR) for n in range(24, 40) for k in range(6)
    ]
    return calm + war


def readings() -> list:
    ties = [
        ("RUS", "allied_with", "KGZ"),
        ("KGZ", "economically_depends_on", "RUS"),
        ("TCD", "borders", "NER"),
    ]
    causes = [("drought", "poor harvests"), ("poor harvests", "dear bread"), ("dear bread", "protests")]
    return [
        *(tie_reading(START, 5000 + n, tie) for n, tie in enumerate(ties)),
        tie_reading(START, 5100, ("RUS", "military_presence_in", "TCD"), when=BASING),
        tie_reading(START, 5101, ("RUS", "owns", "kant-air-base")),
        *(pressure_reading(START + timedelta(n), 6000 + n, *pair) for n, pair in enumerate(causes)),
        pressure_reading(START, 6100, "a dam", "drought", modality="denied"),
    ]


@pytest.fixture(scope="module")
def pictured(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("pictures") / "desk.duckdb", told(), readings())


@pytest.fixture(scope="module")
def drawn(pictured) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(desk=pictured)), base_url="http://127.0.0.1:8765") as client:
        yield client


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["page"]


def rows(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).text, newline="")))


# --- twins -----------------------------------------------------------------------------------------


def test_the_map_draws_towns_as_cells_and_the_rest_as_states(drawn):
    found = page(drawn, "/map.json?zoom=3")
    assert [(cell["place"], cell["total"], cell["precision"]) for cell in found["cells"]] == [
        ("Lima", 24, "exact")
    ]
    assert [(state["name"], state["number"], state["count"]["total"]) for state in found["states"]] == [
        ("Ecuador", "218", 96)
    ]
    assert [base["id"] for base in found["bases"]] == ["kant-air-base"]
    assert (
        sum(int(row["events"]) for row in rows(drawn, "/map.csv") if row["what"] != "base") == found["total"]
    )


def test_the_map_keeps_to_its_choice(drawn):
    assert page(drawn, "/map.json?quad=material_conflict")["cells"] == []
    assert page(drawn, "/map.json?until=2019-11-30")["states"] == []
    assert drawn.get("/map.json?zoom=99").status_code == 422


def test_the_timeline_counts_by_quad_and_finds_the_change(drawn):
    found = page(drawn, "/timeline.json?one=PER&other=Ecuador")
    assert sum(sum(period["counts"]) for period in found["periods"]) == len(told())
    conflict = [change for change in found["changes"] if change["side"] == "conflict"]
    assert [change["start"] for change in conflict] == ["2019-12-01"]
    changed = [
        row["period"]
        for row in rows(drawn, "/timeline.csv?one=PER&other=ECU")
        if "conflict" in row["changed"]
    ]
    assert changed == ["2019-12-01"]


def test_a_period_is_opened_to_its_acts(drawn):
    found = page(drawn, "/timeline.json?one=PER&other=ECU&period=2018-01-01")
    assert {told["act"]["day"][:7] for told in found["acts"]} == {"2018-01"}
    assert found["total"] == 1


def test_without_a_pair_the_timeline_tells_who_meets_most(drawn):
    found = page(drawn, "/timeline.json")
    assert (found["pairs"][0]["one"], found["pairs"][0]["other"]) == ("ECU", "PER")
    assert "Nothing between" in drawn.get("/timeline?one=PER&other=FRA").text


def test_the_network_is_that_of_a_day(drawn):
    def ends(day):
        return {(e["subject"], e["object"]) for e in page(drawn, f"/network.json?as_of={day}")["edges"]}

    assert ends("2010-01-01") == {("RUS", "TCD")}
    assert ("RUS", "KGZ") in ends("2020-01-01")
    assert ("RUS", "TCD") not in ends("2020-01-01")
    assert {row["object"] for row in rows(drawn, "/network.csv?as_of=2010-01-01")} == {"TCD"}


def test_the_network_keeps_to_a_relation_and_a_country(drawn):
    assert len(page(drawn, "/network.json?relation=borders")["edges"]) == 1
    assert {e["relation"] for e in page(drawn, "/network.json?country=KGZ")["edges"]} == {
        "allied_with",
        "economically_depends_on",
    }


def test_pressures_lie_in_layers_and_each_has_its_words(drawn):
    found = page(drawn, "/pressures.json?country=KGZ")
    layer = {matter["words"]: matter["layer"] for matter in found["matters"]}
    assert (
        layer["a dam"] < layer["drought"] < layer["poor harvests"] < layer["dear bread"] < layer["protests"]
    )
    assert len(rows(drawn, "/pressures.csv?country=KGZ")) == found["total"] == 4
    assert len(page(drawn, "/pressures.json?modality=denied")["links"]) == 1
    assert "No article on this desk" in drawn.get("/pressures?country=FRA").text


# --- in the browser --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(pictured) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        config = uvicorn.Config(create_app(Settings(desk=pictured, port=port)), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def tab(address) -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = waiting(browser.new_page(base_url=address, viewport={"width": 1280, "height": 900}))
        opened.messages = []
        opened.on("console", lambda message: opened.messages.append(message.text))
        opened.on("pageerror", lambda error: opened.messages.append(str(error)))
        yield opened
        assert opened.messages == []
        browser.close()


@needs_browser
def test_the_map_is_moved_by_keys_and_keeps_where_it_looks_in_the_address(tab):
    tab.goto("/map")
    tab.wait_for_selector("[data-part=map][data-ready]")
    before = tab.locator("#map").screenshot()
    tab.locator("#map").focus()
    with tab.expect_response("**/map.json?*zoom=3*"):
        tab.keyboard.press("+")
        tab.keyboard.press("+")
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_url("**zoom=3*")
    assert tab.locator("#map").screenshot() != before
    assert "zoom=3" in tab.get_by_role("link", name="CSV").get_attribute("href")


@needs_browser
def test_the_span_of_time_asks_for_fewer_events(tab):
    tab.goto("/map")
    tab.wait_for_selector("[data-part=map][data-ready]")
    with tab.expect_response("**/map.json?*until=2018-01-31*"):
        tab.locator("input[name=to]").fill("0")
    tab.get_by_text("1 events on the map").wait_for()
    assert tab.locator("#map-choice input[name=until]").input_value() == "2018-01-31"


@needs_browser
def test_a_place_is_told_under_the_pointer(tab):
    tab.goto("/map?zoom=4&x=-77.04&y=-12.05")
    tab.wait_for_selector("[data-part=map][data-ready]")
    box = tab.locator("#map").bounding_box()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.get_by_text("24 verbal cooperation").wait_for()
    assert tab.locator(".map-told").get_by_text("Lima").is_visible()


@needs_browser
def test_a_timeline_is_read_by_arrow_keys_and_a_period_opens_by_enter(tab):
    tab.goto("/timeline?one=PER&other=ECU")
    readout = tab.locator(".picture .readout")
    tab.locator(".period").first.focus()
    assert readout.inner_text().startswith("2018-01-01")
    tab.keyboard.press("ArrowRight")
    assert readout.inner_text().startswith("2018-02-01")
    assert tab.locator(".period[tabindex='0']").count() == 1
    tab.keyboard.press("Enter")
    tab.wait_for_url("**period=2018-02-01*")
    assert tab.get_by_role("heading", name="Acts in the month").is_visible()


@needs_browser
def test_the_network_goes_back_in_time_by_its_slider(tab):
    tab.goto("/network")
    assert tab.locator("a.actor[data-id=NER]").count() == 1
    tab.get_by_label("Day of the picture").fill("100")
    tab.locator("a.actor[data-id=NER]").wait_for(state="detached")
    assert tab.locator("a.actor").count() == 2
    assert "as_of=20" in tab.url
    tab.locator("a.actor[data-id=TCD]").focus()
    assert "near" in tab.locator("svg.network path.tie").first.get_attribute("class")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/actor?id=TCD")


@needs_browser
def test_an_arrow_of_the_graph_opens_its_evidence(tab):
    tab.goto("/pressures?country=KGZ")
    tab.get_by_role("link", name="drought leads to poor harvests, asserted").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/reader?document=*")
    assert "drought" in tab.get_by_role("article", name="Article").inner_text()


@needs_browser
@pytest.mark.parametrize(
    "path", ["/map", "/timeline?one=PER&other=ECU", "/network", "/pressures?country=KGZ"]
)
@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (390, "light")])
def test_a_full_picture_fits_and_has_no_serious_fault(tab, path, width, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=theme)
    tab.goto(path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(tab).response["violations"]
    serious = [
        (f["id"], [n["html"][:160] for n in f["nodes"][:3]])
        for f in found
        if f["impact"] in ("serious", "critical")
    ]
    assert json.dumps(serious) == "[]"
