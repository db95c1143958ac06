"""`foreigndesk places`: a user's own places from GeoNames, beside the atlas that comes along."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from foreigndesk.cli.output import Stopped, err, out, print_json, print_table
from foreigndesk.errors import NotFound
from foreigndesk.gazetteers.geonames import import_dump
from foreigndesk.gazetteers.own_places import places_path, remove_places
from foreigndesk.linking.atlas import Site, atlas


def import_file(path: Path, *, as_json: bool) -> int:
    """Add the places of a GeoNames dump to the user's own.

    Raises:
        GazetteerError: the file is no GeoNames dump, or the places cannot be written.
        Stopped: Ctrl-C; the places are as they were.
    """
    began = time.monotonic()
    console = err()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} % {task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    steps: dict[str, tuple[TaskID, float]] = {}
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:

            def show_progress(step: str, done: float, total: float, unit: str) -> None:
                if step not in steps:
                    steps[step] = bar.add_task(step, total=total, rate=""), time.monotonic()
                task, start = steps[step]
                speed = done / max(time.monotonic() - start, 1e-3)
                bar.update(task, completed=done, total=total, rate=f"{speed:,.0f} {unit}/s")

            done = import_dump(path, show_progress)
    except KeyboardInterrupt:
        raise Stopped("Stopped; your places are as they were. The same command starts again.") from None
    seconds = time.monotonic() - began
    if as_json:
        left_out = done.rows - done.kept
        print_json(
            {"file": str(places_path()), "imported": done.kept, "left_out": left_out, "places": done.places}
        )
        return 0
    out().print(
        Text(
            f"{done.kept:,} places of {done.rows:,} imported in {seconds:.0f} s, the rest are of kinds "
            f"that are not kept; {done.places:,} places now in {places_path()}"
        ),
        soft_wrap=True,
    )
    return 0


def show(name: str, *, as_json: bool) -> int:
    """Print what the atlas knows by a name: ours and the imported places.

    Raises:
        NotFound: it knows no place of that name.
    """
    rows = [_row(site) for site in atlas().known(name)]
    if not rows:
        raise NotFound(
            f"{name}: no place of that name; foreigndesk places import FILE adds those of GeoNames"
        )
    if as_json:
        print_json(rows)
    else:
        print_table([_shown(row) for row in rows], right=("population",))
    return 0


def _row(site: Site) -> dict[str, Any]:
    return {
        "name": site.name,
        "feature": site.feature,
        "state": site.state,
        "admin1": site.admin1,
        "latitude": site.latitude,
        "longitude": site.longitude,
        "precision": site.precision,
        "population": site.population or None,
        "source": _source(site),
        "geonameid": site.geonameid,
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it; --json has all."""
    point = None if row["latitude"] is None else f"{row['latitude']:.2f} {row['longitude']:.2f}"
    kept = {key: row[key] for key in ("name", "feature", "state", "admin1")}
    return {**kept, "lat lon": point, "population": row["population"], "source": row["source"]}


def _source(site: Site) -> str:
    if site.imported:
        return "imported"
    return "Foreign Desk" if site.geonameid is None else "GeoNames"


def remove() -> int:
    """Delete the imported places.

    Raises:
        NotFound: nothing was imported.
    """
    path = places_path()
    if not remove_places():
        raise NotFound(f"{path}: no imported places to remove")
    out().print(Text(f"{path} removed; the places that come along stay"), soft_wrap=True)
    return 0
