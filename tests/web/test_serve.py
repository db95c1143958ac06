"""`foreigndesk serve` as a process: says where it serves, serves, shares the desk, and ends on Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest

from foreigndesk import cli


@pytest.fixture
def serving(web_desk):
    command = [sys.executable, "-m", "foreigndesk.cli", "serve", "--no-open", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--desk", str(web_desk)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    told = ""
    while not told.endswith("}\n"):
        line = process.stdout.readline()
        assert line, process.stderr.read()
        told += line
    yield process, json.loads(told)["address"]
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_it_tells_its_address_and_ends_quietly_on_ctrl_c(serving, web_desk, capsys):
    process, address = serving
    assert httpx.get(f"{address}events.json", timeout=60).json()["page"]["total"] == 6
    # The desk can be asked by another command meanwhile.
    assert cli.main(["show", "PER", "--json", "--desk", str(web_desk)]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Peru"
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.strip() == "The desk is closed."


def test_a_port_that_is_taken_is_said_in_one_line(serving, web_desk, tmp_path, capsys):
    port = serving[1].rstrip("/").rpartition(":")[2]
    other = tmp_path / "other.duckdb"
    assert cli.main(["serve", "--no-open", "--port", port, "--desk", str(other)]) == 2
    assert "choose another --port" in capsys.readouterr().err


def test_a_kept_connection_is_answered_at_once(serving):
    with httpx.Client(base_url=serving[1], timeout=60) as client:
        client.get("/events.json")
        elapsed = sorted(client.get("/events.json").elapsed.total_seconds() for _ in range(9))
    # Where small writes wait for the reader's acknowledgement, each answer takes 40 ms and more.
    assert elapsed[0] < 0.035
