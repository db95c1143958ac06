"""The desk in Debian's Chromium: every screen opened, driven by keyboard and mouse, exported, checked by axe.

A screenshot of each is kept under pytest's folder (`--basetemp DIR` says where).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.conftest import TITLE, andes
from tests.web.conftest import hostile, waiting

from foreigndesk.web.screens import SCREENS

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip

DOCUMENT = andes().document.id
VISIT, PLAN = andes().statements[:2]
ADDRESSES = {
    **{screen.name: f"/{screen.name}" for screen in SCREENS},
    "add": "/add",
    "reader": f"/reader?document={DOCUMENT}",
    "actor": "/actor?id=PER",
    "hostile": f"/reader?document={hostile().document.id}",
    "correcting": f"/review?statement={VISIT.id}",
}
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


class Visit:
    """A page in the browser that notes every request, message and dialog."""

    def __init__(self, browser, served: str, *, width: int = 1280, theme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, base_url=served,
            reduced_motion="reduce",
        )  # fmt: skip
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.page = waiting(self.context.new_page())
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", lambda dialog: self.messages.append(f"dialog: {dialog.message}"))

    def check_quiet(self) -> None:
        hosts = {urlsplit(url).hostname for url in self.requests if not url.startswith("data:")}
        assert hosts == {"127.0.0.1"}
        assert self.messages == []


@pytest.fixture
def visit(browser, served) -> Iterator[Visit]:
    made = Visit(browser, served)
    yield made
    made.context.close()


@pytest.fixture(scope="module")
def shots(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("screenshots")


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_screen_opens_quietly_fits_and_has_no_serious_fault(browser, served, shots, name):
    for width, theme in LOOKS:
        visit = Visit(browser, served, width=width, theme=theme)
        page = visit.page
        page.goto(ADDRESSES[name])
        page.screenshot(path=shots / f"{name}-{width}-{theme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page).response["violations"]
        serious = [f for f in found if f["impact"] in ("serious", "critical")]
        told = [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in serious]
        assert told == [], f"{name} at {width}, {theme}"
        visit.check_quiet()
        visit.context.close()
    assert len(list(shots.glob(f"{name}-*.png"))) == len(LOOKS)


@pytest.mark.parametrize("name", [screen.name for screen in SCREENS])
def test_the_export_of_a_screen_opens(visit, name):
    visit.page.goto(ADDRESSES[name])
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        assert len(next(csv.reader(file))) >= 5
    visit.page.get_by_role("link", name="JSON").click()
    assert json.loads(visit.page.inner_text("pre"))["screen"] == name


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen.key], ids=lambda s: s.name)
def test_g_and_a_letter_opens_a_screen(visit, screen):
    visit.page.goto("/events" if screen.name != "events" else "/watch")
    visit.page.keyboard.press("g")
    visit.page.keyboard.press(screen.key)
    visit.page.wait_for_url(f"**/{screen.name}*")
    assert visit.page.get_by_role("heading", level=1).inner_text() == screen.title


def test_j_and_k_step_through_the_article_and_the_address_follows(visit):
    page = visit.page
    page.goto(ADDRESSES["reader"])
    ids = [record.get_attribute("data-record") for record in page.query_selector_all("[data-record]")]
    assert len(ids) == 9
    assert page.locator("[data-record]:visible").get_attribute("data-record") == ids[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("[data-record]:visible").get_attribute("data-record") == ids[1]
    assert page.locator("a.mark.on").first.inner_text() in PLAN.evidence.quote
    assert f"at={ids[1]}" in page.url
    page.reload()
    assert page.locator("[data-record]:visible").get_attribute("data-record") == ids[1]
    visit.check_quiet()


def test_e_says_why_and_a_click_on_words_takes_their_statement_in_hand(visit):
    page = visit.page
    page.goto(ADDRESSES["reader"])
    page.keyboard.press("e")
    assert page.get_by_text("past tense: happened").is_visible()
    page.get_by_text("Peru plans to withdraw its troops").first.click()
    assert page.locator("[data-record]:visible").get_attribute("data-record") == PLAN.id
    words = page.locator("a.mark", has_text="had shelled a village").first
    words.click()
    first = page.locator("[data-record]:visible").get_attribute("data-record")
    words.click()
    assert page.locator("[data-record]:visible").get_attribute("data-record") != first


def test_lists_are_stepped_through_and_opened_by_keys(visit):
    page = visit.page
    page.goto("/watch?on=2023-05-05")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent").strip() == "referendum in Ecuador"
    page.keyboard.press("Enter")
    page.wait_for_url("**/reader*")


def test_the_theme_is_chosen_by_a_key_and_kept(visit):
    page = visit.page
    page.goto("/events")
    page.keyboard.press("t")
    page.keyboard.press("t")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/watch")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark == "rgb(21, 20, 18)"


def test_keys_are_told_and_typing_is_left_alone(visit):
    page = visit.page
    page.goto("/events")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("gej?")
    assert page.input_value(".find input") == "gej?"
    assert page.url.endswith("/events")


def test_facets_are_chosen_by_mouse_and_taken_out_again(visit):
    page = visit.page
    page.goto("/events")
    page.locator("#facets").get_by_role("link", name="ASSAULT").click()
    page.wait_for_url("**type=ASSAULT*")
    assert page.locator("tbody tr").count() == 2
    page.get_by_label("Chosen").get_by_role("link", name="type: ASSAULT").click()
    page.wait_for_url("**/events")


def test_the_menu_opens_on_a_narrow_page(browser, served):
    visit = Visit(browser, served, width=390)
    visit.page.goto("/events")
    link = visit.page.get_by_role("navigation", name="Screens").get_by_role("link", name="Watch")
    assert not link.is_visible()
    visit.page.get_by_role("button", name="Menu").click()
    link.click()
    visit.page.wait_for_url("**/watch")
    visit.context.close()


def test_the_skip_link_is_first_and_leads_to_the_page(visit):
    visit.page.goto("/events")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "To the page"
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"


def test_a_statement_is_accepted_and_undone(visit):
    page = visit.page
    page.goto(f"{ADDRESSES['reader']}&at={VISIT.id}")
    page.locator("[data-record]:visible").get_by_role("button", name="Accept").click()
    page.wait_for_load_state()
    assert page.get_by_text("Accepted by").is_visible()
    page.locator("[data-record]:visible").get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    assert page.locator("[data-record]:visible").get_by_role("button", name="Accept").is_visible()
    visit.check_quiet()


def test_what_was_seen_is_not_shown_as_new_again(visit):
    page = visit.page
    page.goto("/")
    assert page.get_by_role("link", name=TITLE).is_visible()
    page.get_by_role("button", name="I have seen all this").click()
    page.wait_for_url("**/brief?after=3*")
    assert page.get_by_text("Nothing new since run 3").is_visible()


def test_hostile_text_runs_nothing(visit):
    page = visit.page
    page.goto(ADDRESSES["hostile"])
    assert "owned" not in page.title()
    assert page.get_by_text("<script>document.title='owned'</script>").is_visible()
    assert page.locator("article svg, article img, article script").count() == 0
    page.goto("/events?words=evil")
    visit.check_quiet()


@pytest.mark.parses
def test_a_pasted_article_is_watched_while_it_is_read(visit):
    page = visit.page
    page.goto("/add")
    page.get_by_label("Title").fill("Kenya arrests journalists")
    page.get_by_role("textbox", name="Article").fill(
        "Kenya arrested three Somali journalists on Sunday. Somalia demanded their release."
    )
    page.get_by_role("button", name="Read it").first.click()
    page.wait_for_url("**/add?job=*")
    page.get_by_role("link", name="Open the article").click(timeout=60_000)
    page.wait_for_url("**/reader*")
    assert page.locator("a.mark", has_text="Kenya arrested").first.is_visible()
    visit.check_quiet()
