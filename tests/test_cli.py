"""The command line: exit codes, one-line errors, JSON that parses, help with examples, nothing half done."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace

import pytest
import typer

from foreigndesk import cli
from foreigndesk import desk as desks
from foreigndesk.cli import briefs
from foreigndesk.cli.app import app
from foreigndesk.desk import queries
from foreigndesk.errors import IntakeError
from foreigndesk.evaluation.codebook import ExampleMiss
from foreigndesk.evaluation.events import EventScores
from foreigndesk.records import Article, Event, Evidence, Kind, Reading, Status, Versions

VERSIONS = Versions(foreigndesk="0.1.0", parser="p", codebooks="c", gazetteers="g")
ARTICLE = (
    "Niger and Benin reopen their border\n\n"
    "Niger and Benin reopened their border on Monday after two years, officials in Niamey said. "
    "Traders on both sides of the river had asked for it. Customs posts will work from dawn to dusk."
)


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def commands():
    """Every command as the words that call it."""
    root = typer.main.get_command(app)
    for name, command in root.commands.items():
        if inner := getattr(command, "commands", None):
            yield from ((name, each) for each in inner)
        else:
            yield (name,)


@pytest.fixture
def reader(monkeypatch):
    """A pipeline that finds one event in the first words of each text, so that no weights are needed."""
    reading = pytest.importorskip("foreigndesk.cli.reading")

    def read(document, books, model):
        if "BREAK" in document.text:
            raise RuntimeError("the parser lost its way\nbadly")
        event = Event(
            document_id=document.id,
            evidence=Evidence.of(document.text, document.body_start, document.body_start + 20),
            status=Status.HAPPENED,
            type="COOPERATE",
        )
        return Reading(document=document, mentions=(), statements=(event,), versions=VERSIONS)

    monkeypatch.setattr(reading.pipeline, "read", read)
    monkeypatch.setattr(reading.pipeline, "versions", lambda books, model: VERSIONS)
    monkeypatch.setattr(reading.codebooks, "load", lambda folder: None)
    return reading


@pytest.fixture
def article_file(tmp_path):
    path = tmp_path / "border.txt"
    path.write_text(ARTICLE)
    return path


# --- help and version ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_help_of_each_command_has_examples_that_begin_with_it(command, capsys):
    assert run(*command, "--help") == 0
    text = capsys.readouterr().out
    assert "Examples:" in text
    assert f"foreigndesk {' '.join(command)}" in text.split("Examples:")[1]


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from foreigndesk.cli import main; main(['--help']);"
        "print(sorted({'spacy', 'duckdb', 'pyarrow', 'onnxruntime', 'numpy'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_version_is_that_of_the_package(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("foreigndesk 0")


def test_without_a_command_the_help_is_shown(capsys):
    assert run() == 2
    shown = capsys.readouterr()
    assert "foreigndesk read --examples" in shown.out + shown.err


# --- wrong use -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "No such command"),
        (["read", "--frobnicate"], "No such option"),
        (["read"], "nothing to read"),
        (["show"], "Missing argument"),
        (["brief", "--country", "Atlantis"], "no country has that code or English name"),
        (["brief", "--since", "yesterday"], "write it as YYYY-MM-DD"),
        (
            ["export", "xlsx"],
            "the formats are jsonl, csv, parquet, plover-jsonl, polecat, icews, gdelt2, json-ld",
        ),
        (["export", "jsonl", "--kind", "rumour"], "the kinds are event, tie"),
        (["brief", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments, words, stored_desk, capsys, monkeypatch):
    monkeypatch.setenv("FOREIGNDESK_DESK", str(stored_desk))
    assert run(*arguments) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


# --- read ------------------------------------------------------------------------------------------


def test_read_says_where_the_desk_is_and_one_line_for_each_article(reader, article_file, desk_path, capsys):
    assert run("read", article_file, "--desk", desk_path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Desk: {desk_path}"
    assert "Niger and Benin reopen their border" in lines[1]
    assert "1 event" in lines[1]
    assert lines[2].startswith("1 document read")


def test_what_cannot_be_read_has_its_reason_and_does_not_end_the_run(
    reader, article_file, desk_path, tmp_path, capsys
):
    assert run("read", tmp_path / "none.txt", article_file, "--desk", desk_path) == 0
    out = capsys.readouterr().out
    assert "none.txt" in out
    assert "[missing]" in out
    assert "1 document read, 1 not read" in out
    with desks.open(desk_path) as desk:
        assert [code for _, code, _ in queries.last_run(desk).rejections] == ["missing"]


def test_our_own_mistake_on_one_article_is_a_rejection_too(reader, article_file, desk_path, tmp_path, capsys):
    broken = tmp_path / "broken.txt"
    broken.write_text(ARTICLE.replace("officials", "BREAK"))
    assert run("read", broken, article_file, "--desk", desk_path) == 0
    out = capsys.readouterr().out
    assert "reading it failed (RuntimeError: the parser lost its way badly)" in out
    assert "Traceback" not in out


def test_when_nothing_can_be_read_the_exit_code_is_1(reader, desk_path, tmp_path, capsys):
    assert run("read", tmp_path / "none.txt", "--desk", desk_path) == 1


def test_read_takes_standard_input(reader, desk_path, capsys, monkeypatch):
    monkeypatch.setattr(reader.intake, "load", lambda source, settings: iter([article_of(source)]))

    def article_of(source):
        return Article(address=source, content=ARTICLE.encode(), media_type="text/plain")

    assert run("read", "-", "--desk", desk_path) == 0
    assert "1 document read" in capsys.readouterr().out


def test_allow_private_reaches_intake(reader, desk_path, capsys, monkeypatch):
    seen = []

    def load(source, settings):
        seen.append(settings.allow_private)
        raise IntakeError("refused", code="private")

    monkeypatch.setattr(reader.intake, "load", load)
    run("read", "http://10.0.0.1/", "--desk", desk_path)
    run("read", "http://10.0.0.1/", "--allow-private", "--desk", desk_path)
    assert seen == [False, True]


def test_read_json_parses_and_says_what_was_stored(reader, article_file, desk_path, tmp_path, capsys):
    assert run("read", article_file, tmp_path / "none.txt", "--desk", desk_path, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["desk"] == str(desk_path)
    assert shown["documents"][0]["statements"]["event"] == 1
    assert shown["documents"][0]["outcome"] == "new"
    assert shown["rejections"][0]["code"] == "missing"


def test_reading_again_stores_nothing_twice(reader, article_file, desk_path, capsys):
    for outcome in ("new", "unchanged"):
        assert run("read", article_file, "--desk", desk_path) == 0
        assert outcome in capsys.readouterr().out
    with desks.open(desk_path) as desk:
        assert desk.rows("SELECT count(*) FROM statements") == [(1,)]


def test_a_folder_is_not_read_again_unless_asked(reader, article_file, desk_path, monkeypatch, capsys):
    run("read", article_file.parent, "--desk", desk_path)
    calls = []
    once = reader.pipeline.read
    counted = lambda document, books, model: calls.append(1) or once(document, books, model)  # noqa: E731
    monkeypatch.setattr(reader.pipeline, "read", counted)
    assert run("read", article_file.parent, "--desk", desk_path) == 0
    assert calls == []
    assert run("read", article_file.parent, "--desk", desk_path, "--again") == 0
    assert calls == [1]


def test_a_named_article_is_not_read_again_either(reader, article_file, desk_path, monkeypatch, capsys):
    run("read", article_file, "--desk", desk_path)
    monkeypatch.setattr(reader.pipeline, "read", lambda *_, **__: pytest.fail("it was read again"))
    assert run("read", article_file, "--desk", desk_path) == 0
    assert "unchanged" in capsys.readouterr().out


def test_recode_reads_only_what_other_versions_have_read(
    reader, article_file, desk_path, monkeypatch, capsys
):
    run("read", article_file, "--desk", desk_path)
    assert run("recode", "--desk", desk_path, "--dry-run") == 0
    assert "0 documents would be read anew" in capsys.readouterr().out
    newer = replace(VERSIONS, codebooks="c2")
    monkeypatch.setattr(reader.pipeline, "versions", lambda books, model: newer)
    once = reader.pipeline.read
    article_file.unlink()  # the text on the desk is all that it needs
    monkeypatch.setattr(reader.pipeline, "read", lambda *a, **k: replace(once(*a, **k), versions=newer))
    assert run("recode", "--desk", desk_path, "--dry-run", "--json") == 0
    shown = capsys.readouterr().out
    assert json.loads(shown[shown.index("{") :]) == {"documents": 1, "changed": {"codebooks": 1}}
    assert run("recode", "--desk", desk_path) == 0
    assert "replaced" in capsys.readouterr().out
    assert run("recode", "--desk", desk_path) == 0
    assert "0 documents read" in capsys.readouterr().out


def test_quarantine_lists_what_failed_and_reads_it_again(
    reader, article_file, desk_path, monkeypatch, tmp_path, capsys
):
    assert run("quarantine", "--desk", desk_path) == 1  # there is no desk yet
    broken = tmp_path / "broken.txt"
    broken.write_text(ARTICLE.replace("officials", "BREAK"))
    run("read", broken, article_file, "--desk", desk_path)
    capsys.readouterr()
    assert run("quarantine", "--desk", desk_path, "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["address"], entry["code"], entry["count"]) == (str(broken), "failed", 1)
    assert run("quarantine", "--desk", desk_path, "--retry") == 1
    broken.unlink()  # what was set aside is kept whole
    monkeypatch.setattr(reader.pipeline, "read", _healed(reader.pipeline.read))
    assert run("quarantine", "--desk", desk_path, "--retry") == 0
    capsys.readouterr()
    assert run("quarantine", "--desk", desk_path) == 0
    assert "Nothing is in quarantine" in capsys.readouterr().out


def _healed(read):
    """Return a reader that no longer minds the word on which `reader` fails."""

    def healed(document, books, model):
        return read(
            replace(document, text=document.text.replace("BREAK", "police")), books=books, model=model
        )

    return healed


def test_latest_means_the_last_run_even_where_nothing_changed(reader, article_file, stored_desk, capsys):
    for _ in range(2):
        run("read", article_file, "--desk", stored_desk)
        capsys.readouterr()
        assert run("brief", "--latest", "--desk", stored_desk, "--json") == 0
        shown = json.loads(capsys.readouterr().out)
        assert [document["title"] for document in shown["documents"]] == [
            "Niger and Benin reopen their border"
        ]


def test_ctrl_c_leaves_whole_documents_and_the_same_command_goes_on(tmp_path, desk_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(ARTICLE.replace("Monday", f"Monday {number}"))
    script = textwrap.dedent("""
        import sys, time
        from foreigndesk.cli import main, reading
        from foreigndesk.records import Article, Event, Evidence, Reading, Status, Versions

        versions = Versions(foreigndesk="0.1.0", parser="p", codebooks="c", gazetteers="g")
        seen = []

        def read(document, books, model):
            seen.append(document)
            if len(seen) == 2 and sys.argv[3] == "stop":
                print("waiting", flush=True)
                time.sleep(60)
            event = Event(document_id=document.id, evidence=Evidence.of(document.text, 0, 9),
                          status=Status.HAPPENED, type="COOPERATE")
            return Reading(document=document, mentions=(), statements=(event,), versions=versions)

        reading.pipeline.read = read
        reading.pipeline.versions = lambda books, model: versions
        reading.codebooks.load = lambda folder: None
        sys.exit(main(["read", sys.argv[1], "--desk", sys.argv[2]]))
        """)
    command = [sys.executable, "-c", script, str(folder), str(desk_path)]
    child = subprocess.Popen(
        [*command, "stop"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    while child.stdout.readline().strip() != "waiting":
        assert child.poll() is None
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert err.count("\n") == 1
    assert "Stopped: 1 document kept whole" in err
    assert "give the same command again" in err
    with desks.open(desk_path) as desk:
        assert desk.rows("SELECT count(*) FROM documents") == [(1,)]
        assert not queries.last_run(desk).finished

    again = subprocess.run([*command, "go"], capture_output=True, text=True, check=True)
    assert again.stdout.count("new") == 2
    assert again.stdout.count("unchanged") == 1
    with desks.open(desk_path) as desk:
        assert desk.rows("SELECT count(*), count(DISTINCT id) FROM documents") == [(3, 3)]


# --- brief, show, explain, export ------------------------------------------------------------------


@pytest.mark.parametrize("command", [["brief"], ["show", "PER"], ["explain", "ev-1"], ["export", "jsonl"]])
def test_without_a_desk_the_answer_says_how_to_make_one(command, tmp_path, capsys):
    assert run(*command, "--desk", tmp_path / "none.duckdb") == 1
    shown = capsys.readouterr()
    assert "foreigndesk read --examples" in shown.err
    assert shown.err.count("\n") == 1
    assert not (tmp_path / "none.duckdb").exists()


def test_a_desk_in_use_is_said_in_one_line(stored_desk, capsys, monkeypatch):
    monkeypatch.setattr("foreigndesk.desk.opening.PATIENCE", 0.1)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(stored_desk)!r}); print(1, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        holder.stdout.readline()
        assert run("brief", "--desk", stored_desk) == 1
        err = capsys.readouterr().err
        assert f"process {holder.pid}" in err
        assert err.count("\n") == 1
    finally:
        holder.communicate(b"\n")


def test_brief_json_parses_and_keeps_what_happened_apart(stored_desk, capsys):
    assert run("brief", "--desk", stored_desk, "--json") == 0
    sections = {section["name"]: section for section in json.loads(capsys.readouterr().out)["sections"]}
    happened = [line for group in sections["events"]["groups"] for line in group["lines"]]
    apart = [line for group in sections["not-events"]["groups"] for line in group["lines"]]
    assert [line["badge"] for line in happened] == ["happened"]
    assert sorted(line["badge"] for line in apart) == ["denied", "planned"]
    assert not any(line["happened"] for line in apart)


def test_brief_by_country_name_actor_and_day(stored_desk, capsys):
    for arguments in (["--country", "peru"], ["--actor", "army of peru"], ["--since", "2023-05-05"]):
        assert run("brief", "--desk", stored_desk, *arguments) == 0
        assert "Army of Peru" in capsys.readouterr().out
    assert run("brief", "--desk", stored_desk, "--since", "2023-05-06") == 0
    assert "No statement fits" in capsys.readouterr().out


def test_brief_html_writes_the_file_whole(stored_desk, tmp_path, capsys):
    path = tmp_path / "brief.html"
    assert run("brief", "--desk", stored_desk, "--html", path) == 0
    assert path.read_text("utf-8").rstrip().endswith("</html>")
    assert str(path) in capsys.readouterr().err
    assert run("brief", "--desk", stored_desk, "--html", tmp_path / "no" / "brief.html") == 1
    assert "cannot be written" in capsys.readouterr().err


def test_show_opens_a_statement_an_actor_and_a_document(stored_desk, reading, capsys):
    event = reading.statements[0]
    for asked, words in (
        (event.id[:10], "⟦Ecuadorian Foreign Minister Lucia Andrade visited Lima on 4 May⟧."),
        ("Lucia Andrade", "ECU/foreign-minister"),
        (reading.document.id[:9], "Statements (9)"),
    ):
        assert run("show", asked, "--desk", stored_desk) == 0
        assert words in " ".join(capsys.readouterr().out.split())


def test_show_json_parses(stored_desk, reading, capsys):
    for asked in (reading.statements[0].id, "PER", reading.document.id):
        assert run("show", asked, "--desk", stored_desk, "--json") == 0
        assert json.loads(capsys.readouterr().out)


def test_what_is_not_on_the_desk_is_exit_code_1(stored_desk, reading, capsys):
    assert run("show", "Luzia Andrate", "--desk", stored_desk) == 1
    assert "did you mean Lucia Andrade" in capsys.readouterr().err
    assert run("explain", reading.document.id, "--desk", stored_desk) == 1
    assert "not a statement; open the document with foreigndesk show" in capsys.readouterr().err


def test_explain_traces_a_statement_to_words_rules_names_and_versions(stored_desk, reading, capsys):
    assert run("explain", reading.statements[0].id, "--desk", stored_desk) == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in (
        "⟦Ecuadorian Foreign Minister Lucia Andrade visited Lima on 4 May⟧",
        "said by the article itself",
        "events/CONSULT “visited” CONSULT, mode visit",
        "status “visited” past tense: happened",
        "source Lucia Andrade ECU/foreign-minister “Lucia Andrade” exact 1.00",
        "codebooks books-1",
    ):
        assert words in out


def test_explain_names_the_speaker(stored_desk, reading, capsys):
    claim = next(s for s in reading.statements if s.kind is Kind.CLAIM)
    assert run("explain", claim.id, "--desk", stored_desk) == 0
    assert "Army of Peru (PER/army)" in capsys.readouterr().out


def test_explain_json_parses(stored_desk, reading, capsys):
    assert run("explain", reading.statements[0].id, "--desk", stored_desk, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["statement"]["reasons"][0]["rule"] == "events/CONSULT"
    assert shown["versions"]["parser"] == "parser-1"


def test_export_goes_to_standard_output_or_to_a_file(stored_desk, tmp_path, capsysbinary):
    assert run("export", "jsonl", "--desk", stored_desk) == 0
    piped = capsysbinary.readouterr().out
    assert len(piped.splitlines()) == 9
    assert run("export", "jsonl", "-o", tmp_path / "all.jsonl", "--desk", stored_desk) == 0
    assert (tmp_path / "all.jsonl").read_bytes() == piped
    assert b"9 statements as jsonl" in capsysbinary.readouterr().err


def test_a_reader_that_goes_away_is_no_error(stored_desk):
    piped = subprocess.run(
        f"{sys.executable} -m foreigndesk.cli export jsonl --desk {stored_desk} | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (piped.stdout, piped.stderr) == ('{"id": "ev', "")


def test_piped_output_has_no_escape_codes(stored_desk):
    for extra in ({}, {"NO_COLOR": "1", "FORCE_COLOR": ""}):
        out = subprocess.run(
            [sys.executable, "-m", "foreigndesk.cli", "brief", "--desk", str(stored_desk)],
            capture_output=True,
            check=True,
            env={**os.environ, **extra},
        ).stdout
        assert b"\x1b" not in out
        assert "● happened" in out.decode()


def test_an_unforeseen_failure_is_one_line_too(stored_desk, capsys, monkeypatch):
    monkeypatch.setattr(briefs, "compose", lambda *_, **__: 1 / 0)
    assert run("brief", "--desk", stored_desk) == 1
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err
    assert err.count("\n") == 1


# --- codebooks -------------------------------------------------------------------------------------


def test_codebook_show_lists_entries_of_a_kind(capsys):
    pytest.importorskip("foreigndesk.cli.codebooks")
    assert run("codebook", "show", "ties", "--json") == 0
    entries = json.loads(capsys.readouterr().out)
    assert {entry["kind"] for entry in entries} == {"tie"}
    assert run("codebook", "show", entries[0]["id"]) == 0
    assert entries[0]["id"] in capsys.readouterr().out
    assert run("codebook", "show", "no-such-entry") == 1
    assert "no codebook entry has that id" in capsys.readouterr().err


def test_codebook_check_reports_each_problem_and_fails(capsys, monkeypatch):
    codebooks = pytest.importorskip("foreigndesk.cli.codebooks")
    unread = ExampleMiss(kind=Kind.TIE, entry="x", example="So it is.", instead=())
    monkeypatch.setattr(codebooks, "check_examples", lambda books, only: (unread,))
    assert run("codebook", "check") == 1
    assert "tie entry 'x': its example is not read" in capsys.readouterr().out
    doubted = replace(unread, doubted=True)
    monkeypatch.setattr(codebooks, "check_examples", lambda books, only: (doubted,))
    assert run("codebook", "check") == 0
    assert "0 problems; 1 in doubt" in capsys.readouterr().out
    monkeypatch.setattr(codebooks, "check_examples", lambda books, only: ())
    assert run("codebook", "check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_a_missing_codebook_folder_is_named(tmp_path, capsys):
    pytest.importorskip("foreigndesk.cli.codebooks")
    assert run("codebook", "show", "--folder", tmp_path / "none") == 1
    assert "none" in capsys.readouterr().err


def test_read_takes_codebooks_of_the_users_own_and_names_a_wrong_one(
    article_file, desk_path, tmp_path, capsys
):
    folder = tmp_path / "books"
    folder.mkdir()
    assert run("read", article_file, "--desk", desk_path, "--codebooks", folder) == 1
    assert "plover.yaml" in capsys.readouterr().err
    assert not desk_path.exists()


def test_an_unknown_parser_ends_the_run_before_the_first_article(article_file, desk_path, capsys):
    assert run("read", article_file, "--desk", desk_path, "--model", "no_such_pipeline") == 1
    caught = capsys.readouterr()
    assert "no_such_pipeline: no such spaCy pipeline is installed" in caught.err
    assert "Traceback" not in caught.out + caught.err
    assert not desk_path.exists()


@pytest.mark.parses
def test_names_and_heads_are_scored_from_a_marked_file(tmp_path, capsys):
    gold = tmp_path / "gold.txt"
    gold.write_text("[GPE Russia] may withdraw its soldiers from [GPE Armenia].\n> Russia nsubj withdraw\n")
    assert run("evaluate", "ner", gold) == 0
    shown = capsys.readouterr().out
    assert "GPE" in shown
    assert "marked heads: 1; head right 100.0 %" in shown
    assert run("evaluate", "ner", gold, "--json") == 0
    assert json.loads(capsys.readouterr().out)["heads_right"] == 1
    assert run("evaluate", "ner", tmp_path / "none.txt") == 1
    assert "none.txt" in capsys.readouterr().err


def test_own_actors_are_imported_listed_and_removed(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FOREIGNDESK_ACTORS", str(tmp_path / "own.jsonl"))
    table = tmp_path / "mine.csv"
    table.write_text("name,kind,state\nNino Abashidze,person,Georgia\n,person,\n")
    assert run("actors", "list") == 0
    assert "No actors of your own yet" in capsys.readouterr().out
    assert run("actors", "import", table) == 0
    shown = capsys.readouterr()
    assert "1 actors new, 0 replaced, 1 left out" in shown.out
    assert "mine.csv:3: no name" in shown.err
    assert run("actors", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "nino-abashidze"
    assert run("actors", "remove", "nino-abashidze") == 0
    assert run("actors", "remove", "nino-abashidze") == 1
    assert "not among your own actors" in capsys.readouterr().err
    assert run("actors", "import", tmp_path / "none.csv") == 1
    assert "none.csv" in capsys.readouterr().err


def test_places_are_imported_shown_and_removed(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FOREIGNDESK_PLACES", str(tmp_path / "places.duckdb"))
    table = tmp_path / "UA.txt"
    cells = [
        "900001",
        "Qoraville",
        "Qoraville",
        "",
        "50.5",
        "30.5",
        "P",
        "PPL",
        "UA",
        "",
        "12",
        "",
        "",
        "",
        "900",
    ]
    table.write_text("\t".join([*cells, "", "1", "Europe/Kyiv", "2024-01-01"]) + "\n")
    assert run("places", "show", "Qoraville") == 1
    assert "foreigndesk places import FILE" in capsys.readouterr().err
    assert run("places", "import", table) == 0
    assert "1 places of 1 imported" in capsys.readouterr().out
    assert run("places", "show", "Qoraville", "--json") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["source"], shown["population"]) == ("UKR", "imported", 900)
    assert run("places", "show", "Qoraville") == 0
    assert "50.50 30.50" in capsys.readouterr().out
    assert run("places", "remove") == 0
    assert run("places", "remove") == 1
    assert "no imported places" in capsys.readouterr().err
    assert run("places", "import", tmp_path / "none.zip") == 1
    assert "none.zip: no such file" in capsys.readouterr().err


# --- a sentence read in the open -------------------------------------------------------------------


@pytest.mark.parses
def test_code_shows_the_parse_the_statement_and_why(capsys):
    assert run("code", "--text", "Kenya extradited the suspect to Rwanda.") == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in (
        "extradited extradite VBD root",
        "COOPERATE",
        "codebook entry cooperate-extradite",
        "KEN",
        "RWA",
    ):
        assert words in out


@pytest.mark.parses
def test_code_json_has_words_and_statements(capsys):
    assert run("code", "--text", "Kenya extradited\n the suspect to Rwanda.", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["text"] == "Kenya extradited the suspect to Rwanda."
    assert [row["word"] for row in shown["words"]] == shown["text"].replace(".", " .").split()
    assert {row["word"]: row["head"] for row in shown["words"]}["Kenya"] == "extradited"
    (event,) = shown["statements"]
    assert (event["type"], event["source"][0]["id"], event["target"][0]["id"]) == ("COOPERATE", "KEN", "RWA")


@pytest.mark.parses
def test_code_reads_standard_input_and_counts_days_from_the_date_given(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("Turkey attacked Iraq on Monday.\n"))
    assert run("code", "--date", "2019-05-16", "--json") == 0
    (event,) = json.loads(capsys.readouterr().out)["statements"]
    assert event["when"]["start"] == "2019-05-13"


@pytest.mark.parses
def test_code_says_when_it_read_no_statement(capsys):
    assert run("code", "--text", "The river rose overnight.") == 0
    assert "No statement was read." in capsys.readouterr().out
    assert run("code", "--text", "The river rose overnight.", "--json") == 0
    assert json.loads(capsys.readouterr().out)["statements"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--text", ""], "no text to read"),
        (["--text", " \n "], "no text to read"),
        ([], "no text to read"),
        (["--text", "Mali slept.", "--date", "yesterday"], "yesterday: not a date; write YYYY-MM-DD"),
        (["--text", "Mali slept.", "--date", "2019-02-30"], "2019-02-30: not a date"),
    ],
    ids=["empty", "white space", "empty input", "no date", "no such day"],
)
def test_code_without_text_or_with_a_bad_date_is_one_line_and_exit_code_2(
    arguments, words, capsys, monkeypatch
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run("code", *arguments) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


# --- codebooks compared ----------------------------------------------------------------------------

GOLD = (
    "Kenya blorped Rwanda.\n> blorped ASSAULT happened | Kenya -> Rwanda\n\n"
    "Turkey bombed Iraq.\n> bombed ASSAULT:aerial happened | Turkey -> Iraq\n"
)


@pytest.fixture
def own_entry(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("- {id: own-blorp, type: ASSAULT, verb: blorp, example: Mali blorped Niger.}\n")
    return path


@pytest.fixture
def gold_file(tmp_path):
    path = tmp_path / "gold.txt"
    path.write_text(GOLD)
    return path


@pytest.mark.parses
def test_codebook_diff_shows_what_an_edit_gains_and_its_opposite_loses(own_entry, gold_file, capsys):
    for old, new, change in (("ours", own_entry, "gained"), (own_entry, "ours", "lost")):
        assert run("codebook", "diff", old, new, "--gold", gold_file, "--json") == 0
        shown = json.loads(capsys.readouterr().out)
        made = [row for row in shown["changes"] if row["entry"] == "own-blorp"]
        assert [(row["change"], row["kind"]) for row in made] == [(change, "event")]
        assert all("blorped" in row["words"] for row in shown["changes"])
        assert shown["old"] != shown["new"]


@pytest.mark.parses
def test_codebook_diff_shows_the_scores_on_gold_before_and_after(own_entry, gold_file, capsys):
    assert run("codebook", "diff", "ours", own_entry, "--gold", gold_file, "--json") == 0
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert scores[str(own_entry)]["type, status, actor, recipient: recall"] == "100.0"
    assert set(scores) == {"ours", str(own_entry)}
    assert run("codebook", "diff", "ours", own_entry, "--gold", gold_file) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "measure old new" in out
    assert "own-blorp" in out
    assert "2 documents: 1 statement" in out


def test_codebook_diff_shows_measures_that_only_one_of_both_has(own_entry, gold_file, capsys, monkeypatch):
    codebooks = pytest.importorskip("foreigndesk.cli.codebooks")
    sure = {True: ((0.95, True),), False: ((0.3, True),)}

    def scored(path, books):
        return EventScores(1, 1, 1, 1, 1, 0, 0, misses=(), trusted=sure[bool(books.own)])

    monkeypatch.setattr(codebooks, "evaluate_events", scored)
    monkeypatch.setattr(codebooks, "changes", lambda texts, old, new: iter(()))
    assert run("codebook", "diff", "ours", own_entry, "--gold", gold_file) == 0
    out = capsys.readouterr().out
    assert "confidence from 0.0" in out
    assert "confidence from 0.9" in out


@pytest.mark.parses
def test_codebook_diff_of_the_same_codebooks_on_a_desk_changes_nothing(stored_desk, capsys):
    assert run("codebook", "diff", "ours", "ours", "--desk", stored_desk) == 0
    assert "1 document: 0 statements gained, 0 lost" in capsys.readouterr().out
    assert run("codebook", "diff", "ours", "ours", "--desk", stored_desk, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["changes"], shown["scores"]) == ([], {})


def test_codebook_diff_names_what_is_missing(own_entry, tmp_path, capsys):
    for arguments, words in (
        (["ours", tmp_path / "none.yaml"], "none.yaml"),
        (["ours", own_entry, "--gold", tmp_path / "none.txt"], "none.txt"),
        (["ours", own_entry, "--desk", tmp_path / "none.duckdb"], "foreigndesk read"),
    ):
        assert run("codebook", "diff", *arguments) == 1
        err = capsys.readouterr().err
        assert words in err
        assert err.count("\n") == 1


# --- events scored ---------------------------------------------------------------------------------


@pytest.mark.parses
def test_evaluate_events_prints_scores_and_lists_what_went_wrong(tmp_path, capsys):
    gold = tmp_path / "gold.txt"
    gold.write_text(
        "Turkey bombed Iraq.\n> bombed ASSAULT happened | Turkey -> Iraq\n\n"
        "Israel bombed Syria.\n> bombed ASSAULT happened | Syria -> Israel\n"
    )
    assert run("evaluate", "events", gold, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["scores"]["type and status: F1"] == "100.0"
    assert shown["scores"]["type, status, actor, recipient: F1"] == "50.0"
    assert [(miss["what"], miss["text"]) for miss in shown["misses"]] == [("parties", "Israel bombed Syria.")]
    assert run("evaluate", "events", gold) == 0
    out = capsys.readouterr().out
    assert "type, status, actor, recipient: F1" in out
    assert "Israel bombed Syria." in " ".join(out.split())


@pytest.mark.parses
def test_evaluate_events_takes_codebooks_of_the_users_own(own_entry, gold_file, capsys):
    assert run("evaluate", "events", gold_file, "--codebooks", own_entry, "--json") == 0
    assert json.loads(capsys.readouterr().out)["misses"] == []


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("events", None, "gold.txt: not a readable file of marked events"),
        ("events", "", "gold.txt: no sentences to score"),
        (
            "events",
            "Mali slept.\n> slept SLEEP happened | Mali -> -\n",
            "gold.txt:2: PLOVER has no type 'SLEEP'",
        ),
        ("plv", None, "gold.txt: not a readable PLV file"),
        ("plv", "sentence\tlabel\nMali slept.\tNONE\n", "no column 'marked_sentence'"),
    ],
    ids=["no file of events", "no events", "a wrong event", "no file of PLV", "other columns"],
)
def test_a_wrong_gold_file_is_one_line_and_exit_code_1(command, text, words, tmp_path, capsys):
    gold = tmp_path / "gold.txt"
    if text is not None:
        gold.write_text(text)
    assert run("evaluate", command, gold) == 1
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parses
def test_evaluate_plv_scores_the_half_that_is_asked_for(tmp_path, capsys):
    gold = tmp_path / "plv.tsv"
    gold.write_text(
        "marked_sentence\tgold_root\tgold_penta\n<s>Turkey</s> bombed <t>Iraq</t>.\tASSAULT\t4\n"
        "<s>Spain</s> condemned <t>Venezuela</t>.\tACCUSE\t3\n"
    )
    assert run("evaluate", "plv", gold, "--half", "second", "--json") == 0
    scores = {name.strip(): value for name, value in json.loads(capsys.readouterr().out)["scores"].items()}
    assert (scores["sentences"], scores["ACCUSE: F1"]) == ("1", "100.0")
    assert "ASSAULT: F1" not in scores
    assert run("evaluate", "plv", gold, "--half", "third") == 2
    assert "--half" in capsys.readouterr().err
