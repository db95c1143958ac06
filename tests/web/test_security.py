"""What a desk in a browser refuses, and how it says so."""

from __future__ import annotations

import csv
import io
import time

import pytest
from fastapi.testclient import TestClient
from tests.web.conftest import HOST, form_token, hostile

from foreigndesk import cli
from foreigndesk.desk import facets
from foreigndesk.errors import UsageError
from foreigndesk.web import Settings, create_app
from foreigndesk.web.tables import Table, cell

TOKEN = "a-long-secret"


@pytest.fixture
def guarded(web_desk):
    settings = Settings(desk=web_desk, host="0.0.0.0", token=TOKEN)
    with TestClient(create_app(settings), base_url="http://desk.example") as client:
        yield client


def test_every_answer_has_the_headers_that_keep_it_to_itself(reader):
    for path in ("/brief", "/nowhere", "/events.json", "/static/desk.css", "/api/v1/statements"):
        headers = reader.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil"])
def test_another_host_name_is_refused_against_rebinding(reader, host):
    answer = reader.get("/brief", headers={"host": host})
    assert answer.status_code == 421
    assert "open it by its address" in answer.text


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:9"])
def test_names_of_this_machine_are_not(reader, host):
    assert reader.get("/brief", headers={"host": host}).status_code == 200


def test_another_host_to_listen_on_needs_a_token(web_desk, capsys):
    with pytest.raises(UsageError, match="give a token"):
        Settings(host="0.0.0.0")
    assert cli.main(["serve", "--host", "192.0.2.1", "--desk", str(web_desk), "--no-open"]) == 2
    assert "--token" in capsys.readouterr().err


def test_without_the_token_nothing_is_shown(guarded):
    for path in ("/brief", "/api/v1/statements", "/static/desk.css", "/events.csv"):
        answer = guarded.get(path)
        assert answer.status_code == 401
        assert "Peru" not in answer.text
    assert guarded.get("/brief?token=wrong").status_code == 401
    assert guarded.get("/brief", headers={"authorization": "Bearer wr\u00f6ng".encode()}).status_code == 401


def test_the_link_with_the_token_is_shown_once_and_a_cookie_stands_for_it(guarded):
    first = guarded.get(f"/events?type=ASSAULT&token={TOKEN}", follow_redirects=False)
    assert first.headers["location"] == "/events?type=ASSAULT"
    assert "httponly" in first.headers["set-cookie"].lower()
    assert TOKEN not in first.headers["set-cookie"]
    assert guarded.get("/brief").status_code == 200


def test_the_link_never_leads_to_another_host(guarded):
    first = guarded.get(f"//evil.example/x?token={TOKEN}", follow_redirects=False)
    assert first.headers.get("location", "/").startswith("/")
    assert not first.headers.get("location", "/").startswith("//")


def test_a_program_shows_the_token_in_its_header(guarded):
    assert guarded.get("/api/v1/runs", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HOST},
    ],
)
def test_a_form_sent_by_another_site_changes_nothing(client, headers):
    token = form_token(client)
    statement = hostile().statements[0].id
    form = {"form_token": token, "statement": statement, "verdict": "rejected"}
    assert client.post("/review/judge", data=form, headers=headers).status_code == 403
    given = {"statement": statement, "verdict": "rejected"}
    assert client.post("/api/v1/judgements", json=given, headers=headers).status_code == 403
    assert client.get("/api/v1/judgements").json() == []


@pytest.mark.parametrize("token", ["", "0" * 64])
@pytest.mark.parametrize("path", ["/review/judge", "/review/correct", "/review/undo", "/add", "/brief/seen"])
def test_a_form_without_our_token_is_refused(client, path, token):
    client.get("/brief")
    answer = client.post(path, data={"form_token": token, "text": "Peru visited Ecuador."})
    assert answer.status_code == 403
    assert "open the page again" in answer.text


def test_a_form_leads_back_to_our_pages_alone(client):
    form = {"form_token": form_token(client), "statement": hostile().statements[0].id, "verdict": "accepted"}
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post("/review/judge", data={**form, "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/review"


def test_what_is_too_large_is_refused_before_it_is_read(client):
    form = {"form_token": form_token(client), "text": "x" * 5_500_000}
    answer = client.post("/add", data=form)
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.text
    declared = client.post("/api/v1/articles", content=b"{}", headers={"content-length": "99999999"})
    assert declared.status_code == 413
    assert "larger than 6 MB" in declared.json()["detail"]

    def endless():
        for _ in range(10):
            yield b" " * 1_000_000

    assert client.post("/api/v1/articles", content=endless()).status_code == 413


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8765/brief",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://example.org/x",
        "-",
    ],
)
def test_addresses_of_private_networks_and_files_are_not_fetched(client, address):
    job = client.post("/api/v1/articles", json={"address": address}).json()
    deadline = time.monotonic() + 60
    while (found := client.get(f"/api/v1/articles/{job['id']}").json())["state"] == "reading":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert found["state"] == "failed"
    assert found["document"] is None
    rejected = client.get("/api/v1/rejections").json()[0]
    assert rejected["code"] == "unsafe_address"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/..%2fsettings.py",
        "/static/%2e%2e/%2e%2e/errors.py",
        "/static//etc/passwd",
        "/static/....//settings.py",
        "/api/v1/exports/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_out_of_the_app(reader, path):
    answer = reader.get(path)
    assert answer.status_code in (404, 422)
    assert "dataclass" not in answer.text
    assert "root:" not in answer.text


def test_cells_that_a_spreadsheet_takes_for_formulas_are_made_harmless(reader):
    for begins in "=+-@\t\r":
        assert cell(f"{begins}1+1") == f"'{begins}1+1"
    assert cell(-5) == -5
    table = Table(("a",), [(("=1", "2"),)])
    assert b"".join(table.as_csv()) == b"a\r\n'=1; 2\r\n"
    for path in ("/events.csv", "/sources.csv", "/actors.csv?all=true"):
        for line in csv.reader(io.StringIO(reader.get(path).text, newline="")):
            assert not any(value.startswith(tuple("=@\t\r")) for value in line), path


def test_a_failure_of_ours_says_no_more_than_its_kind(web_desk, monkeypatch):
    def broken(*_args, **_named):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(facets, "count_events", broken)
    app = create_app(Settings(desk=web_desk))
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        answer = client.get("/events.json")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.json()["detail"]
    assert "secret" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
