"""The commands, their arguments and help. What a command does is imported when it runs.

So `foreigndesk --help` stays quick: the parser, the database and rich's tables load only when used.
Exit codes: 0 done, 1 nothing could be read or it failed, 2 called wrongly, 130 stopped by Ctrl-C.
"""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports are the point of this module; an option is an argument

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, TextIO, cast

import typer

from foreigndesk.errors import ForeignDeskError, UsageError

# Typer carries its own copy of click or uses the installed one, depending on its version.
_CALLED_WRONGLY: type[Exception] = typer.BadParameter.__mro__[1]
_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="foreigndesk",
    help="Read political news into an evidence-linked picture of states, actors, ties and events.",
    epilog="""\b
Start here:
  foreigndesk read --examples
  foreigndesk brief --latest""",
    context_settings=_HELP,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)
codebook = typer.Typer(
    help="List and check the codebooks that coding reads.", rich_markup_mode=None, no_args_is_help=True
)
actors = typer.Typer(
    help="Bring your own actors, beside the registry that comes along.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
evaluate = typer.Typer(
    help="Compare readings and the parser with gold files.", rich_markup_mode=None, no_args_is_help=True
)
places = typer.Typer(
    help="Bring GeoNames' places, down to villages, beside the atlas that comes along.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(actors, name="actors")
app.add_typer(places, name="places")
app.add_typer(codebook, name="codebook")
app.add_typer(evaluate, name="evaluate")


class Half(StrEnum):
    """Parts of an evaluation corpus: the first half to develop on, the second to measure."""

    FIRST = "first"
    SECOND = "second"
    ALL = "all"


class ActorFormat(StrEnum):
    """The formats that `actors import` reads."""

    CSV = "csv"
    PETRARCH = "petrarch"
    FTM = "ftm"


OwnCodebooks = Annotated[
    Path | None,
    typer.Option(
        "--codebooks",
        metavar="PATH",
        help="A folder in place of our codebooks, or a file of entries over them.",
    ),
]
DeskFile = Annotated[
    Path | None,
    typer.Option(
        "--desk",
        envvar="FOREIGNDESK_DESK",
        metavar="FILE",
        help="The desk's file; without it, desk.duckdb in your data folder.",
    ),
]
ParserModel = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="The parser: default, or an installed spaCy pipeline (or its folder) with UD labels.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Country = Annotated[
    str | None, typer.Option("--country", metavar="COUNTRY", help="An ISO code or English name.")
]
ActorName = Annotated[str | None, typer.Option("--actor", metavar="ACTOR", help="An actor's id or name.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only documents published on this day or later."),
]
Latest = Annotated[bool, typer.Option("--latest", help="Only what the last read met.")]


def _print_version(asked: bool) -> None:
    if asked:
        try:
            typer.echo(f"foreigndesk {version('foreigndesk')}")
        except PackageNotFoundError:
            typer.echo("foreigndesk 0+source")
        raise typer.Exit


@app.callback()
def _root(
    shown: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """See `help` of the app above."""


@app.command(
    epilog="""\b
Examples:
  foreigndesk read article.html
  foreigndesk read news/ --desk andes.duckdb
  foreigndesk read https://example.org/news/1
  curl -s https://example.org/news/1 | foreigndesk read -"""
)
def read(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL|-...",
            help="Files, folders, addresses, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    desk: DeskFile = None,
    examples: Annotated[bool, typer.Option("--examples", help="Read the articles that come along.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private network addresses too.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read anew what these versions have read from a folder before.")
    ] = False,
    books: OwnCodebooks = None,
    model: ParserModel = "default",
    as_json: AsJson = False,
) -> int:
    """Read articles on to the desk.

    Each article is stored whole or not at all. What cannot be read is listed with its reason. A run over a
    folder that was stopped goes on where it stopped when the same command is given again.
    """
    from foreigndesk.cli import reading

    return reading.read(
        reading.Request(
            sources=sources or (),
            desk=desk,
            examples=examples,
            allow_private=allow_private,
            again=again,
            codebooks=books,
            model=model,
            as_json=as_json,
        )
    )


@app.command(
    epilog="""\b
Examples:
  foreigndesk brief --latest
  foreigndesk brief --country Kyrgyzstan --since 2017-03-01
  foreigndesk brief --country KGZ --html kyrgyzstan.html"""
)
def brief(
    country: Country = None,
    actor: ActorName = None,
    since: Since = None,
    latest: Latest = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="The most lines a section shows (60 on a terminal)."
        ),
    ] = None,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Brief on what the desk holds: events, ties, stances, claims, pressures, watch-points.

    What is planned, offered, possible or denied stands apart from what happened. Every line has its
    words from the article, and an id that `show` and `explain` open.
    """
    from foreigndesk.cli import briefs

    choice = briefs.Choice(country=country, actor=actor, since=since, latest=latest)
    return briefs.brief(choice, desk_path=desk, html=html, with_json=as_json, limit=limit)


@app.command(
    epilog="""\b
Examples:
  foreigndesk show ev-1a2b3c
  foreigndesk show "Almazbek Atambayev"
  foreigndesk show KGZ --json"""
)
def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="STATEMENT|ACTOR|DOCUMENT", help="An id, the beginning of one, or an actor's name."
        ),
    ],
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Open a statement, an actor or a document."""
    from foreigndesk.cli import showing

    return showing.show(what, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Examples:
  foreigndesk explain ev-1a2b3c
  foreigndesk explain ev-1a2b3c --json"""
)
def explain(
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="An id or the beginning of one.")],
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Trace a statement back to its words: evidence, rules, names and how they matched, versions."""
    from foreigndesk.cli import showing

    return showing.explain(statement, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Examples:
  foreigndesk code --text "Kenya arrested three Somali journalists on Sunday." --date 2019-03-05
  echo "Talks were held." | foreigndesk code"""
)
def code(
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What to read; standard input without it.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.")
    ] = None,
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Read a sentence or two, keep nothing, and show everything: parse, statements, and why."""
    from foreigndesk.cli import coding

    return coding.code(text, published=date, folder=books, as_json=as_json)


@app.command(
    epilog="""\b
Formats:
  jsonl         one statement a line, whole, as JSON
  csv           one statement a row, for spreadsheets and R
  parquet       one statement a row, for DuckDB, Spark, pandas
  plover-jsonl  events as PLOVER event records, one a line
  polecat       events that happened or are ongoing, in POLECAT's 40 columns
  icews         the same by pairs of actors, in ICEWS's 20 columns
  gdelt2        the same by pairs of actors, in GDELT 2.0's 61 columns, no header
  json-ld       W3C Web Annotations on the articles

\b
Examples:
  foreigndesk export jsonl --latest
  foreigndesk export parquet -o statements.parquet
  foreigndesk export plover-jsonl --country KGZ -o events.jsonl
  foreigndesk export icews --since 2024-01-01 -o events.tsv"""
)
def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="One of the formats below.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A file; standard output without it."),
    ] = None,
    country: Country = None,
    actor: ActorName = None,
    since: Since = None,
    latest: Latest = False,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="One kind of statement.")] = None,
    desk: DeskFile = None,
) -> int:
    """Write statements for other programs to read."""
    from foreigndesk.cli import briefs

    choice = briefs.Choice(country=country, actor=actor, since=since, latest=latest, kind=kind)
    return briefs.export(format_name, choice, desk_path=desk, output=output)


_Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", metavar="PATH", help="A folder in place of our codebooks, or a file of entries over them."
    ),
]


@codebook.command(
    "check",
    epilog="""\b
Examples:
  foreigndesk codebook check
  foreigndesk codebook check --folder mybooks --entry visit""",
)
def codebook_check(
    folder: _Folder = None,
    entry: Annotated[
        str | None, typer.Option("--entry", metavar="ID", help="Check this entry alone.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Check the codebooks: their schema, and that each entry reads its own examples."""
    from foreigndesk.cli import codebooks

    return codebooks.check(folder, entry=entry, as_json=as_json)


@codebook.command(
    "show",
    epilog="""\b
Examples:
  foreigndesk codebook show
  foreigndesk codebook show ties
  foreigndesk codebook show stance --json""",
)
def codebook_show(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A kind of statement or an entry's id.", show_default=False),
    ] = None,
    folder: _Folder = None,
    as_json: AsJson = False,
) -> int:
    """List the codebook entries: which words make which statement."""
    from foreigndesk.cli import codebooks

    return codebooks.show(name, folder, as_json=as_json)


@actors.command(
    "import",
    epilog="""\b
Examples:
  foreigndesk actors import my_actors.csv
  foreigndesk actors import Phoenix.Countries.actors.txt
  foreigndesk actors import entities.ftm.json""",
)
def actors_import(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, a PETRARCH dictionary or FollowTheMoney JSON.")
    ],
    form: Annotated[
        ActorFormat | None,
        typer.Option("--format", help="What the file is, where its ending does not tell."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Add a file's actors to your own; where an id or a name is also ours, yours wins."""
    from foreigndesk.cli import actors as own

    return own.import_file(path, form.value if form else None, as_json=as_json)


@actors.command(
    "list",
    epilog="""\b
Examples:
  foreigndesk actors list
  foreigndesk actors list --json""",
)
def actors_list(as_json: AsJson = False) -> int:
    """List your own actors."""
    from foreigndesk.cli import actors as own

    return own.show(as_json=as_json)


@actors.command(
    "remove",
    epilog="""\b
Examples:
  foreigndesk actors remove nino-abashidze""",
)
def actors_remove(
    actor_id: Annotated[str, typer.Argument(metavar="ID", help="An id that `actors list` shows.")],
) -> int:
    """Take one of your own actors out again."""
    from foreigndesk.cli import actors as own

    return own.remove(actor_id)


@codebook.command(
    "diff",
    epilog="""\b
Examples:
  foreigndesk codebook diff ours my_entries.yaml
  foreigndesk codebook diff ours my_entries.yaml --gold tests/coding/gold/events_dev.txt""",
)
def codebook_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="`ours`, a folder, or a file of entries.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, as edited.")],
    desk: DeskFile = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FILE", help="Sentences with their events marked, not the desk."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show which statements an edit gains and loses, on the desk's documents or on gold sentences."""
    from foreigndesk.cli import codebooks

    return codebooks.diff(old, new, desk_path=desk, gold=gold, as_json=as_json)


@places.command(
    "import",
    epilog="""\b
Examples:
  foreigndesk places import UA.zip
  foreigndesk places import allCountries.zip
Dumps: download.geonames.org/export/dump""",
)
def places_import(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A GeoNames dump: a country's zip, allCountries.zip or its text."
        ),
    ],
    as_json: AsJson = False,
) -> int:
    """Add the places of a GeoNames dump to your own; places of the same ids are replaced."""
    from foreigndesk.cli import places as own

    return own.import_file(path, as_json=as_json)


@places.command(
    "show",
    epilog="""\b
Examples:
  foreigndesk places show Tripoli
  foreigndesk places show "Deir ez-Zor" --json""",
)
def places_show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place's name, in any of its spellings.")],
    as_json: AsJson = False,
) -> int:
    """List the places of a name: those that come along and those you imported."""
    from foreigndesk.cli import places as own

    return own.show(name, as_json=as_json)


@places.command(
    "remove",
    epilog="""\b
Examples:
  foreigndesk places remove""",
)
def places_remove() -> int:
    """Delete all that you imported; the places that come along stay."""
    from foreigndesk.cli import places as own

    return own.remove()


@evaluate.command(
    "acceptance",
    epilog="""\b
Examples:
  foreigndesk evaluate acceptance gold/tour.yaml
  foreigndesk evaluate acceptance gold/tour.yaml --json""",
)
def evaluate_acceptance(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An acceptance file in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score the reading of an article against what a careful reader takes from it."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_acceptance(path, as_json=as_json)


@evaluate.command(
    "parse",
    epilog="""\b
Examples:
  foreigndesk evaluate parse en_ewt-ud-test.conllu
  foreigndesk evaluate parse en_gum-ud-test.conllu --only news --json""",
)
def evaluate_parse(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A treebank in CoNLL-U.")],
    only: Annotated[str, typer.Option(help="Keep sentences whose id holds this text.")] = "",
    model: ParserModel = "default",
    as_json: AsJson = False,
) -> int:
    """Score the parser against a treebank."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_parse(path, only=only, model=model, as_json=as_json)


@evaluate.command(
    "ner",
    epilog="""\b
Examples:
  foreigndesk evaluate ner training/news/test.txt
  foreigndesk evaluate ner "ner_re3d/UK Government" --json""",
)
def evaluate_names(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help="Marked sentences (.txt), GUM's entity marks (.conllu) or re3d's folder."
        ),
    ],
    model: ParserModel = "default",
    as_json: AsJson = False,
) -> int:
    """Score the parser's names, and the heads that a file of marked sentences gives."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_names(path, model=model, as_json=as_json)


@evaluate.command(
    "linking",
    epilog="""\b
Examples:
  foreigndesk evaluate linking tests/linking/noisy_names_dev.yaml""",
)
def evaluate_linking(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Noisy names and traps in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score what noisy names are linked to, and how many traps are."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_linking(path, as_json=as_json)


@evaluate.command(
    "dates",
    epilog="""\b
Examples:
  foreigndesk evaluate dates tests/linking/dates.yaml""",
)
def evaluate_dates(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with dates in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score the intervals that date expressions are read as."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_dates(path, as_json=as_json)


@evaluate.command(
    "geo",
    epilog="""\b
Examples:
  foreigndesk evaluate geo geowebnews.xml --half first""",
)
def evaluate_geo(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="GeoWebNews in XML.")],
    half: Annotated[
        Half, typer.Option(help="Which articles: the first half, the second, or all.")
    ] = Half.ALL,
    as_json: AsJson = False,
) -> int:
    """Score which names are read as places, and where they lie."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_geo(path, half.value, as_json=as_json)


@evaluate.command(
    "events",
    epilog="""\b
Examples:
  foreigndesk evaluate events tests/coding/gold/events_dev.txt
  foreigndesk evaluate events tests/coding/gold/events_dev.txt --codebooks my_codebooks""",
)
def evaluate_events(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with their events marked.")],
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score events, end to end: type, status, actor, recipient, and traps counted as facts."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_events(path, folder=books, as_json=as_json)


@evaluate.command(
    "plv",
    epilog="""\b
Examples:
  foreigndesk evaluate plv plv_train.tsv --half second""",
)
def evaluate_plv(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="PLV, tab-separated.")],
    half: Annotated[
        Half, typer.Option(help="Which sentences: every other one from the first, the others, or all.")
    ] = Half.ALL,
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score the relation between two marked parties, and events without marks, on PLV."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_plv(path, half.value, folder=books, as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments`, those of the process where None; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark; it never ends the command.
        cast(Any, stream).reconfigure(errors="replace") if hasattr(stream, "reconfigure") else None
    try:
        code = typer.main.get_command(app).main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="foreigndesk",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return int(code or 0)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`; nothing is wrong.
        _silence(sys.stdout)
        return 0
    except KeyboardInterrupt:
        return _say("Stopped.", 130)
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    from foreigndesk.cli.output import Stopped

    if isinstance(error, Stopped):
        return _say(str(error), 130)
    if isinstance(error, ForeignDeskError):
        return _say(str(error), 2 if isinstance(error, UsageError) else 1)
    if isinstance(error, _CALLED_WRONGLY):
        return _say(_usage(error), 2)
    if os.environ.get("FOREIGNDESK_DEBUG"):
        raise error
    reason = f"{type(error).__name__}: {error}"
    return _say(f"foreigndesk failed ({reason}); FOREIGNDESK_DEBUG=1 shows where, please report it", 1)


def _usage(error: Any) -> str:  # noqa: ANN401 - click's error, of typer's own copy
    message = error.format_message().rstrip(".")
    command = error.ctx.command_path if getattr(error, "ctx", None) else "foreigndesk"
    return f"{message}; see {command} --help" if message else f"see {command} --help"


def _say(message: str, code: int) -> int:
    from foreigndesk.cli.output import say

    say(message, "" if code == 130 else "red")
    return code


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that Python does not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
