"""The desk for programs and notebooks: read articles, and ask for frames. `foreigndesk` has its names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from foreigndesk import desk as desks
from foreigndesk.desk import asking, snapshots
from foreigndesk.desk.session import Parameters
from foreigndesk.errors import IntakeError, UsageError
from foreigndesk.records import Article, Document, PublicationDate, Reading, Rejection

if TYPE_CHECKING:
    import pandas
    import polars

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_COUNTRY = "id IN (SELECT statement_id FROM statement_states WHERE state = $country)"
_ACTOR = "id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)"


class Result:
    """What a question gave, as the frame that you ask for."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._table.to_pylist())

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self._table.column_names)}>"

    def arrow(self) -> pa.Table:
        """Return an Arrow table."""
        return self._table

    def polars(self) -> polars.DataFrame:
        """Return a Polars frame.

        Raises:
            UsageError: when Polars is not installed.
        """
        frame: polars.DataFrame = _installed("polars").from_arrow(self._table)
        return frame

    def pandas(self) -> pandas.DataFrame:
        """Return a pandas frame.

        Raises:
            UsageError: when pandas is not installed.
        """
        _installed("pandas")
        frame: pandas.DataFrame = self._table.to_pandas()
        return frame


class OpenDesk:
    """An open desk. Use it in a `with` block, or close it; for another thread open it once more."""

    def __init__(self, desk: desks.Desk) -> None:
        self._desk = desk

    def __enter__(self) -> OpenDesk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The desk's file."""
        return self._desk.path

    def close(self) -> None:
        """Close the desk; closing twice does no harm."""
        self._desk.close()

    def sql(
        self, query: str, parameters: Parameters = (), *, seconds: float | None = asking.SECONDS
    ) -> Result:
        """Return what one question in SQL gives; it can change nothing.

        Args:
            query: a SELECT over the views of docs/desk.md.
            parameters: a list for its `?`, or a dict for its `$name`.
            seconds: the longest that it may take; None for no limit.

        Raises:
            BadQuery: when the question is wrong, would change the desk, or takes too long.
            DeskError: when the desk cannot be read.
        """
        return Result(pa.Table.from_batches(asking.ask(self._desk, query, parameters, seconds=seconds)))

    def events(self, **chosen: Any) -> Result:  # noqa: ANN401 - see `_view`
        """Return events, chosen by `country`, `actor`, `since`, `limit`, or the value of any column.

        `events(country="PER", status="happened", type="CONSULT", since="2024-01-01")`. A country is an
        ISO-3 code, an actor an id; `since` counts the day of publication. The same holds for the other kinds.

        Raises:
            UsageError: when there is no such column.
            DeskError: when the desk cannot be read.
        """
        return self._view("events", chosen)

    def ties(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return ties; chosen as in `events`."""
        return self._view("ties", chosen)

    def stances(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return stances; chosen as in `events`."""
        return self._view("stances", chosen)

    def claims(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return claims; chosen as in `events`."""
        return self._view("claims", chosen)

    def pressures(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return pressures; chosen as in `events`."""
        return self._view("pressures", chosen)

    def watchpoints(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return watch-points; chosen as in `events`."""
        return self._view("watchpoints", chosen)

    def stories(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return stories, chosen by `limit` or the value of any column."""
        return self._view("stories", chosen)

    def actors(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return actors, chosen by `limit` or the value of any column."""
        return self._view("actors", chosen)

    def documents(self, **chosen: Any) -> Result:  # noqa: ANN401
        """Return documents with their texts, chosen by `since`, `limit` or the value of any column."""
        return self._view("documents", chosen)

    def read(self, source: str | Path, *, published: str | None = None) -> list[Reading]:
        """Read articles on to the desk and return their readings; each is stored whole.

        Args:
            source: the path of a file or folder, an http(s) address, or a text of several words.
            published: when a text was published, YYYY-MM-DD.

        Raises:
            IntakeError: when something cannot be read; what was read before it is stored.
            DeskError: when the desk is open for reading only, or cannot be written.
        """
        run = desks.start_run(self._desk, datetime.now(UTC))
        readings = []
        for article, document in _documents(source, published):
            reading = _reading(document)
            desks.store(self._desk, run, [desks.Item(reading=reading, article=article)])
            readings.append(reading)
        desks.finish_run(self._desk, run, counts={"documents": len(readings)})
        _group(self._desk)
        return readings

    def snapshot(self, target: str | Path) -> None:
        """Write a copy of the desk as it is now, which other programs may open.

        Raises:
            DeskError: when the copy cannot be written.
        """
        snapshots.snapshot(self._desk, Path(target))

    def _view(self, view: str, chosen: dict[str, Any]) -> Result:
        columns = self.sql(f"SELECT * FROM {view} LIMIT 0").arrow().column_names
        special = {}
        if "published_day" in columns:
            special["since"] = "published_day >= $since"
        if "evidence_start" in columns:  # a statement
            special |= {"country": _COUNTRY, "actor": _ACTOR}
        conditions, parameters = ["true"], {}
        limit = chosen.pop("limit", None)
        for name, value in chosen.items():
            if name not in special and name not in columns:
                raise UsageError(
                    f"{view} cannot be chosen by {name}, only by {', '.join([*special, 'limit', *columns])}"
                )
            conditions.append(special.get(name, f"{name} = ${name}"))
            parameters[name] = _day(value) if name == "since" else value
        last = "" if limit is None else f" LIMIT {int(limit)}"
        return self.sql(f"SELECT * FROM {view} WHERE {' AND '.join(conditions)}{last}", parameters)


def open(path: str | Path | None = None, *, read_only: bool = True) -> OpenDesk:
    """Open the desk at `path`, or your own where None; other programs may have it open too.

    Args:
        path: the desk's file; with `read_only` it must be there.
        read_only: whether nothing will be read on to it.

    Raises:
        DeskError: when it is missing, damaged, or held by a program that does not share it.
    """
    return OpenDesk(
        desks.open(Path(path) if path is not None else None, read_only=read_only, create=not read_only)
    )


def read(source: str | Path | Article, *, published: str | None = None) -> Reading:
    """Read one article, with no desk, and return all that it states.

    Args:
        source: the path of a file, an http(s) address, a text of several words, or an article.
        published: when a text was published, YYYY-MM-DD; relative dates are read against it.

    Raises:
        IntakeError: when it cannot be read, or holds no readable English text.
    """
    _, document = next(_documents(source, published))
    return _reading(document)


def _documents(
    source: str | Path | Article, published: str | None
) -> Iterator[tuple[Article | None, Document]]:
    from foreigndesk import intake  # noqa: PLC0415 - loads much, and asking needs none of it

    if isinstance(source, str) and _is_text(source):
        text = source.strip()
        day = PublicationDate.given(str(_day(published))) if published else None
        yield None, Document(article_id="text", address="text", text=text, published=day)
        return
    found = [source] if isinstance(source, Article) else intake.load(source)
    for article in found:
        if isinstance(article, Rejection):
            raise IntakeError(article.message, code=article.code)
        yield article, intake.document(article)


def _is_text(source: str) -> bool:
    """Tell a text, which has several words, from a path or an address."""
    return len(source.split()) > 1 and not _ADDRESS.match(source) and not _is_file(source)


def _is_file(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False


def _group(desk: desks.Desk) -> None:
    from foreigndesk import stories  # noqa: PLC0415 - loads numpy, and asking needs none of it

    stories.update(desk)


def _reading(document: Document) -> Reading:
    from foreigndesk import pipeline  # noqa: PLC0415 - loads the parser

    return pipeline.read(document)


def _day(value: str | date) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value}: not a day; write it as YYYY-MM-DD, such as 2024-05-31") from None


def _installed(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            f"{name} is not installed; install it (pip install {name}), or use .arrow()"
        ) from None
