"""`foreigndesk read`: articles in, whole readings on the desk, every rejection with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from foreigndesk import codebooks, intake, parsing, pipeline
from foreigndesk import desk as desks
from foreigndesk.briefing.wording import KIND_NAMES, one_line
from foreigndesk.cli.output import Stopped, err, out, print_json, progress_bar
from foreigndesk.codebooks import Codebooks
from foreigndesk.desk import Desk, Item, Outcome
from foreigndesk.errors import ForeignDeskError, IntakeError, UsageError
from foreigndesk.records import ENGLISH, Article, Document, Kind, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `read` was asked: `sources` as typed, `again` to read anew what the desk already holds."""

    sources: Sequence[str]
    desk: Path | None = None
    examples: bool = False
    allow_private: bool = False
    again: bool = False
    codebooks: Path | None = None
    model: str = parsing.DEFAULT
    columns: str = ""
    as_json: bool = False


@dataclass(slots=True)
class Tally:
    """What a run has read so far."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, Any]:
        """Return the counts that the desk keeps of a run."""
        codes = Counter(rejection.code for rejection in self.rejections)
        return {
            "documents": len(self.documents),
            "outcomes": dict(sorted(self.outcomes.items())),
            "statements": {kind.value: self.kinds[kind.value] for kind in Kind},
            "rejections": dict(sorted(codes.items())),
            "not_coded": sum(document["language"] != ENGLISH for document in self.documents),
        }


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
    console = err() if request.as_json else out()
    _settings(request)  # a wrong column map must end the run before the first article
    books = codebooks.load(request.codebooks)
    if request.model != parsing.DEFAULT:  # a wrong name must end the run before the first article
        parsing.load(request.model)
    with desks.open(request.desk) as desk:
        console.print(Text(f"Desk: {desk.path}", "dim"), soft_wrap=True)
        run = desks.start_run(desk, datetime.now(UTC))
        tally = Tally()
        try:
            _read_all(desk, run, request, tally, books)
        except KeyboardInterrupt:
            kept = f"{len(tally.documents)} document{_s(len(tally.documents))} kept whole on {desk.path}"
            raise Stopped(f"Stopped: {kept}. To go on, give the same command again.") from None
        desks.finish_run(desk, run, counts=tally.counts())
        _report(desk, run, request, tally, console)
    return 0 if tally.documents else 1


def _read_all(desk: Desk, run: int, request: Request, tally: Tally, books: Codebooks) -> None:
    console = err() if request.as_json else out()
    with _progress(request, console) as progress:
        task = progress.add_task("reading", total=_expected(request))
        for incoming, resumable in _incoming(request):
            if isinstance(incoming, Rejection):
                found: dict[str, Any] | Rejection = incoming
            else:
                found = _read_one(desk, run, incoming, books, request, resumable=resumable)
            if isinstance(found, Rejection):
                desks.reject(desk, run, [found])
                tally.rejections.append(found)
                console.print(_rejected_line(found), soft_wrap=True)
            else:
                tally.documents.append(found)
                tally.outcomes[found["outcome"]] += 1
                tally.kinds.update(found["statements"])
                console.print(_document_line(found), soft_wrap=True)
            progress.advance(task)


def _read_one(
    desk: Desk, run: int, article: Article, books: Codebooks, request: Request, *, resumable: bool
) -> dict[str, Any] | Rejection:
    """Read and store one article. A bad article is a rejection: it never ends a run."""
    try:
        document = intake.document(article)
        if resumable and not request.again:
            versions = pipeline.versions(books, model=request.model)
            if desks.has_reading(desk, document.id, versions):
                desks.note_again(desk, run, document.id)
                return _row(desk, document, "unchanged")
        reading = pipeline.read(document, books=books, model=request.model)
    except IntakeError as error:
        return Rejection(address=article.address, code=error.code, message=str(error))
    except ForeignDeskError:
        raise
    except Exception as error:
        # Our own mistake on one article; the others must still be read, and the reason is kept.
        return Rejection(
            address=article.address,
            code="failed",
            message=f"{article.address}: reading it failed ({type(error).__name__}: {one_line(str(error))})",
        )
    (outcome,) = desks.store(desk, run, [Item(reading=reading, article=article)])
    return _row(desk, reading.document, outcome)


def _row(desk: Desk, document: Document, outcome: Outcome) -> dict[str, Any]:
    counted = desk.rows(
        "SELECT kind, count(*) FROM statements WHERE document_id = ? GROUP BY kind", [document.id]
    )
    kinds = {str(kind): int(count) for kind, count in counted}
    return {
        "id": document.id,
        "title": document.title,
        "address": document.address,
        "published": document.published.value if document.published else None,
        "language": document.language,
        "outcome": outcome,
        "statements": {kind.value: kinds.get(kind.value, 0) for kind in Kind},
    }


def _incoming(request: Request) -> Iterator[tuple[Article | Rejection, bool]]:
    """Yield what the sources hold, and whether a reading that the desk has may stand in for a new one.

    It may within folders, datasets, archives and feeds, so that a long run which was stopped goes on where
    it stopped; an article that was named is read.
    """
    if request.examples:
        with as_file(files("foreigndesk") / "examples") as folder:
            for incoming in _loaded(folder, request):
                yield incoming, False
    for source in request.sources:
        many = Path(source).is_dir() or intake.holds_many(source)
        for incoming in _loaded(source, request):
            yield incoming, many


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


def _progress(request: Request, console: Console) -> Progress:
    # On a terminal, lines and bar share one console, or they would be drawn over each other.
    shown_on = console if console.is_terminal else err()
    return progress_bar("articles", shown_on, hidden=request.examples)


def _document_line(row: dict[str, Any]) -> Text:
    nothing = "no statement" if row["language"] == ENGLISH else f"not coded, language: {row['language']}"
    said = ", ".join(_counted(row["statements"])) or nothing
    title = one_line(row["title"] or row["address"])
    return Text.assemble(("read  ", "green"), (title, "bold"), f"  {said}  ", (row["outcome"], "dim"))


def _rejected_line(rejection: Rejection) -> Text:
    return Text.assemble(("not read  ", "red"), one_line(rejection.message), (f"  [{rejection.code}]", "dim"))


def _counted(kinds: dict[str, int]) -> Iterable[str]:
    for kind, plural in KIND_NAMES.items():
        if count := kinds.get(kind.value, 0):
            yield f"{count} {plural if count != 1 else plural.removesuffix('s')}"


def _report(desk: Desk, run: int, request: Request, tally: Tally, console: Console) -> None:
    if request.as_json:
        print_json(
            {
                "desk": str(desk.path),
                "run": run,
                "documents": tally.documents,
                "rejections": tally.rejections,
                "counts": tally.counts(),
            }
        )
        return
    read_count, refused = len(tally.documents), len(tally.rejections)
    total = f"{read_count} document{_s(read_count)} read"
    if refused:
        total += f", {refused} not read"
    if others := tally.counts()["not_coded"]:
        total += f", {others} in other languages than English kept without statements"
    if said := ", ".join(_counted(tally.kinds)):
        total += f": {said}"
    console.print(Text(total, "bold"), soft_wrap=True)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
