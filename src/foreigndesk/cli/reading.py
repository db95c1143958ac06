"""`foreigndesk read`, `recode` and `quarantine`: articles in, whole readings on the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from rich.text import Text

from foreigndesk import codebooks, ingest, intake, parsing, pipeline
from foreigndesk import desk as desks
from foreigndesk.cli.ingesting import Shown, run
from foreigndesk.cli.output import out, print_json, print_table
from foreigndesk.desk import quarantining, readings
from foreigndesk.errors import IntakeError, UsageError
from foreigndesk.ingest import Setup
from foreigndesk.ingest.tasks import LIMIT, Source
from foreigndesk.records import Article, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a command that reads was asked.

    `sources` as typed; `again` to read what these versions have read before; `workers` and `limit` as in
    `ingest.Setup`.
    """

    sources: Sequence[str] = ()
    desk: Path | None = None
    examples: bool = False
    allow_private: bool = False
    again: bool = False
    columns: str = ""
    codebooks: Path | None = None
    model: str = parsing.DEFAULT
    workers: int | None = None
    limit: float = LIMIT
    as_json: bool = False


def read(request: Request) -> int:
    """Read every source of `request` on to the desk; return 1 when nothing could be read, else 0.

    Raises:
        UsageError: when there is nothing to read.
        CodebookError: when the codebooks named are wrong.
        ModelError: when the parser named is missing or has other labels.
        DeskError: when the desk cannot be used.
        Stopped: on Ctrl-C; whole documents are kept.
    """
    if not request.sources and not request.examples:
        raise UsageError(
            "nothing to read: name files, folders, addresses, - for standard input, or --examples"
        )
    _settings(request)  # a wrong column map must end the run before the first article
    setup = _setup(request)
    with desks.open(request.desk) as desk:
        shown = Shown(as_json=request.as_json, total=_expected(request), bar=not request.examples)
        # A thread that waits for standard input cannot be ended, so that one is read by this one.
        typed = intake.STDIN in request.sources
        incoming = _incoming(request) if typed else ingest.ahead(_incoming(request))
        tally = run(desk, incoming, setup, shown)
    return 0 if tally.documents else 1


def recode(request: Request, *, dry_run: bool) -> int:
    """Read anew, from the text on the desk, the documents that other versions have read.

    Raises:
        CodebookError, ModelError, DeskError, Stopped: as `read`.
    """
    setup = _setup(request)
    with desks.open(request.desk, create=False) as desk:
        stale = readings.stale(desk, setup.versions)
        if dry_run:
            return _say_stale(len(stale), readings.changed_parts(desk, setup.versions), request)
        shown = Shown(as_json=request.as_json, total=len(stale))
        run(desk, readings.stored_documents(desk, stale), setup, shown)
    return 0


def quarantine(request: Request, *, retry: bool) -> int:
    """List the articles set aside, or read them again; return 1 where some of these fail again.

    Raises:
        CodebookError, ModelError, DeskError, Stopped: as `read`.
    """
    with desks.open(request.desk, create=False) as desk:
        entries = quarantining.quarantined(desk)
        if retry and entries:
            sources: Iterator[Source | None] = (quarantining.set_aside(desk, entry) for entry in entries)
            shown = Shown(as_json=request.as_json, total=len(entries))
            setup = replace(_setup(request), again=True)
            tally = run(desk, (source for source in sources if source), setup, shown)
            return 1 if tally.rejections else 0
    if request.as_json:
        print_json(entries)
    elif entries:
        names = ("address", "error", "count", "last_run", "article_id")
        print_table([{name: getattr(entry, name) for name in names} for entry in entries], right={"count"})
    else:
        out().print("Nothing is in quarantine.")
    return 0


def _setup(request: Request) -> Setup:
    books = codebooks.load(request.codebooks)
    if request.model != parsing.DEFAULT:  # a wrong name must end the run before the first article
        parsing.load(request.model)
    return Setup(
        books=books,
        versions=pipeline.versions(books, model=request.model),
        model=request.model,
        workers=request.workers,
        again=request.again,
        limit=request.limit,
    )


def _say_stale(count: int, parts: dict[str, int], request: Request) -> int:
    if request.as_json:
        print_json({"documents": count, "changed": parts})
        return 0
    why = ", ".join(f"{name} {number}" for name, number in parts.items())
    would = f"{count} document{'' if count == 1 else 's'} would be read anew"
    out().print(Text(f"{would}{f' (changed: {why})' if why else ''}"), soft_wrap=True)
    return 0


def _incoming(request: Request) -> Iterator[Article | Rejection]:
    """Yield what the sources hold, one source after another."""
    if request.examples:
        with as_file(files("foreigndesk") / "examples") as folder:
            yield from _loaded(folder, request)
    for source in request.sources:
        yield from _loaded(source, request)


def _loaded(source: str | Path, request: Request) -> Iterator[Article | Rejection]:
    """Load one source; a source that cannot be opened is a rejection like any other."""
    try:
        yield from intake.load(source, settings=_settings(request))
    except IntakeError as error:
        yield Rejection(address=str(source), code=error.code, message=str(error))


def _settings(request: Request) -> intake.Settings:
    return intake.Settings(allow_private=request.allow_private, columns=intake.parse_columns(request.columns))


def _expected(request: Request) -> int | None:
    """How many articles to expect, for the time left; None where a source does not tell beforehand."""
    total = 0
    for source in request.sources:
        path = Path(source)
        if path.is_dir():
            total += sum(1 for file in path.rglob("*") if file.is_file())
        elif intake.holds_many(source):
            return None
        else:
            total += 1
    return total or None
