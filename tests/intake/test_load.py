"""What an input stands for: files, folders, standard input; a bad one is rejected and the rest is read."""

import io
import os
import sys

import pytest

from foreigndesk import intake
from foreigndesk.intake import loading
from foreigndesk.records import Article, Rejection

NOTE = "The president of Ghana met the president of Togo in Accra on Monday."


def only(source, **limits):
    (result,) = intake.load(source, settings=intake.Settings(**limits))
    return result


def rejected(source, **limits):
    result = only(source, **limits)
    assert isinstance(result, Rejection)
    assert "\n" not in result.message
    assert result.message.startswith(result.address)
    assert ";" in result.message, "says what to do"
    return result.code


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b.txt").write_text(NOTE)
    (tmp_path / "a.html").write_text(f"<html><body><p>{NOTE}</p></body></html>")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.md").write_text(f"# Note\n\n{NOTE}")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.txt", "text/plain"), ("a.HTML", "text/html"), ("a.htm", "text/html"), ("a.md", "text/markdown")],
)
def test_a_file_is_read_by_its_ending(tmp_path, name, media_type):
    (tmp_path / name).write_text(NOTE)
    article = only(tmp_path / name)
    assert isinstance(article, Article)
    assert (article.content, article.media_type) == (NOTE.encode(), media_type)
    assert article.address == str(tmp_path / name)


def test_html_in_a_text_file_is_seen_as_html(tmp_path):
    (tmp_path / "saved.txt").write_text(f"<!DOCTYPE html><html><body><p>{NOTE}</p></body></html>")
    assert only(str(tmp_path / "saved.txt")).media_type == "text/html"


def test_a_folder_is_read_in_sorted_order_with_its_subfolders(folder):
    assert [result.address for result in intake.load(folder)] == [
        str(folder / "a.html"),
        str(folder / "b.txt"),
        str(folder / "sub" / "c.md"),
    ]


def test_a_bad_file_stops_no_other(folder):
    (folder / "b.txt").write_bytes(b"\x00\x01\x02" * 50)
    results = list(intake.load(folder))
    assert [type(result) for result in results] == [Article, Rejection, Article]
    assert results[1].code == "binary"


def test_hidden_files_and_page_parts_are_passed_over_in_silence(folder):
    (folder / ".hidden.txt").write_text(NOTE)
    (folder / ".git").mkdir()
    (folder / ".git" / "d.txt").write_text(NOTE)
    (folder / "style.css").write_text("p {}")
    (folder / "picture").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert len(list(intake.load(folder))) == 3


def test_an_unknown_file_that_looks_like_text_is_named(folder):
    (folder / "report.log").write_text(NOTE)
    (rejection,) = (result for result in intake.load(folder) if isinstance(result, Rejection))
    assert rejection.code == "unknown_type"
    assert "report.log" in rejection.message


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTE.encode())))
    article = only("-")
    assert (article.address, article.content) == ("-", NOTE.encode())


@pytest.mark.parametrize("content", [b"", b"  \n\n "])
def test_empty_standard_input_is_rejected(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert rejected("-") == "empty"


def test_too_long_standard_input_is_rejected(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 100)))
    assert rejected("-", max_bytes=99) == "too_big"


def test_an_empty_file_is_rejected(tmp_path):
    (tmp_path / "a.txt").write_bytes(b" \n")
    assert rejected(tmp_path / "a.txt") == "empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "office document"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x7fELF\x02\x01", "program"),
        (b"text \x00 with zero bytes", "binary"),
        (bytes(range(1, 32)) * 30, "binary"),
    ],
)
def test_what_is_not_text_is_rejected_by_name(tmp_path, content, kind):
    (tmp_path / "a.txt").write_bytes(content)
    result = only(tmp_path / "a.txt")
    assert result.code == "binary"
    assert kind in result.message


def test_a_huge_file_is_rejected_without_reading_it(tmp_path, monkeypatch):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(intake.Settings().max_bytes + 1)
    monkeypatch.setattr(loading.Path, "open", lambda *_: pytest.fail("it was opened"))
    assert rejected(tmp_path / "a.txt") == "too_big"


@pytest.mark.parametrize("name", ["/no/such/place.txt", "", "no\x00such", "a" * 5000])
def test_what_does_not_exist_is_missing(name):
    result = only(name)
    assert result.code in {"missing", "unreadable"}
    assert result.message.isprintable()


def test_a_missing_path_has_the_code_missing(tmp_path):
    assert rejected(tmp_path / "none.txt") == "missing"


def test_an_empty_folder_is_named(tmp_path):
    assert rejected(tmp_path) == "empty_folder"


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert rejected(tmp_path / "pipe.txt") == "not_a_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_rejected(tmp_path):
    (tmp_path / "a.txt").write_text(NOTE)
    (tmp_path / "a.txt").chmod(0)
    assert rejected(tmp_path / "a.txt") == "no_permission"


def test_denied_permission_is_told_apart(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(NOTE)
    monkeypatch.setattr(loading.Path, "open", denied)
    assert rejected(tmp_path / "a.txt") == "no_permission"


@pytest.mark.parametrize(
    "address", ["file:///etc/hosts", "ftp://host/a.txt", "gopher://x/", "file:/etc/hosts"]
)
def test_other_schemes_are_refused(address):
    assert rejected(address) == "unsafe_address"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/"]
)
def test_addresses_on_this_machine_are_refused(address):
    assert rejected(address) == "unsafe_address"
