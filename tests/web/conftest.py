"""A served desk: in this process for the API and screens, on a port of its own for the browser."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from tests.conftest import Story, andes

from foreigndesk import desk as desks
from foreigndesk.records import ActorKind, Claim, Event, Reading, Status, Tie
from foreigndesk.web import Settings, create_app

HOST = "http://127.0.0.1:8765"
HOSTILE = (
    "<script>document.title='owned'</script> Peru shelled a camp of Ecuador. "
    '\u202eevil\u202c <svg onload=alert(1)> =HYPERLINK("http://x") Peru denied that it had shelled a camp.'
)


def waiting(page):
    """Let `page.goto` wait until the scripts of the page have started: what is typed before is lost."""
    goto = page.goto

    def patiently(*arguments, **options):
        response = goto(*arguments, **options)
        page.locator("[data-part]:not([data-started])").first.wait_for(state="detached")
        return response

    page.goto = patiently
    return page


def hostile() -> Reading:
    """Return a reading of an article that tries to be more than text."""
    story = Story.of(HOSTILE, title="<img src=x onerror=alert(1)>", source="=cmd|' /C calc'!A0")
    peru = story.actor("Peru", "PER")
    ecuador = story.actor("Ecuador", "ECU")
    about = {"document_id": story.document.id, "status": Status.HAPPENED}
    return story.reading(
        Event(
            **about,
            evidence=story.evidence("Peru shelled a camp of Ecuador"),
            type="ASSAULT",
            source=(peru,),
            target=(ecuador,),
            quad="material_conflict",
            confidence=0.8,
        ),
        Event(
            **about,
            evidence=story.evidence("\u202eevil\u202c <svg onload=alert(1)>"),
            type="ACCUSE",
            source=(ecuador,),
            target=(peru,),
            quad="verbal_conflict",
        ),
        Claim(
            **about,
            evidence=story.evidence("Peru denied that it had shelled a camp"),
            speaker=peru,
            polarity="denies",
            content=story.evidence("it had shelled a camp"),
            cue="denied",
        ),
        Tie(
            **about,
            evidence=story.evidence("a camp of Ecuador"),
            relation="military_presence_in",
            subject=peru,
            object=story.actor("a camp", "?a camp", "=1+1", ActorKind.UNKNOWN),
        ),
    )


def long() -> Reading:
    """Return a reading of one line of ten million characters, with an event at its end."""
    story = Story.of("ha" * 5_000_000 + " Peru visited Ecuador.", published="2023-05-07", source=None)
    evidence = story.evidence("Peru visited Ecuador")
    event = Event(
        document_id=story.document.id, evidence=evidence, status=Status.HAPPENED, type="CONSULT",
        source=(story.actor("Peru", "PER"),), target=(story.actor("Ecuador", "ECU"),),
    )  # fmt: skip
    return story.reading(event)


@pytest.fixture(scope="session")
def filled_desk(tmp_path_factory) -> Path:
    """A closed desk with three documents; copy it before writing to it."""
    path = tmp_path_factory.mktemp("web") / "desk.duckdb"
    with desks.open(path) as desk:
        for day, reading in ((6, andes()), (7, hostile()), (8, long())):
            run = desks.start_run(desk, datetime(2023, 5, day, 8, 0))
            desks.store(desk, run, [desks.Item(reading=reading)])
            desks.finish_run(desk, run, counts={"documents": 1}, versions=reading.versions)
    return path


@pytest.fixture
def web_desk(filled_desk: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled_desk, tmp_path / "desk.duckdb"))


@pytest.fixture
def client(web_desk: Path) -> Iterator[TestClient]:
    """A client of the app, as the browser of someone at this machine."""
    with TestClient(create_app(Settings(desk=web_desk, reviewer="Ada")), base_url=HOST) as opened:
        yield opened


@pytest.fixture(scope="session")
def reader(filled_desk: Path, tmp_path_factory) -> Iterator[TestClient]:
    """A client that only reads; shared by all tests that change nothing."""
    path = Path(shutil.copy(filled_desk, tmp_path_factory.mktemp("read") / "desk.duckdb"))
    with TestClient(create_app(Settings(desk=path)), base_url=HOST) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(filled_desk: Path, tmp_path_factory) -> Iterator[str]:
    """The address of a desk that is served on a port of its own."""
    path = Path(shutil.copy(filled_desk, tmp_path_factory.mktemp("served") / "desk.duckdb"))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port = listener.getsockname()[1]
    app = create_app(Settings(desk=path, port=port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def form_token(client: TestClient, path: str = "/brief") -> str:
    """Return the token that a form of ours carries."""
    page = client.get(path).text
    return page.split('name="form_token" value="', 1)[1].split('"', 1)[0]
