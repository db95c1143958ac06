"""`foreigndesk actors`: a user's own actors, beside the registry that comes along."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from foreigndesk.cli.output import err, out, print_json, print_table
from foreigndesk.errors import NotFound
from foreigndesk.gazetteers.importing import Format, read_actors
from foreigndesk.gazetteers.own import add_own, own_path, read_own, write_own

SHOWN = 10


def import_file(path: Path, form: Format | None, *, as_json: bool) -> int:
    """Add the actors of a file to the user's own; what was left out is counted, with its reasons."""
    result = read_actors(path, form=form)
    new, replaced = add_own(result.actors)
    if as_json:
        left_out = [{"where": s.where, "reason": s.reason} for s in result.skipped]
        print_json({"file": str(own_path()), "new": new, "replaced": replaced, "skipped": left_out})
        return 0
    for skipped in result.skipped[:SHOWN]:
        err().print(Text(f"left out  {skipped.where}: {skipped.reason}"), soft_wrap=True)
    if len(result.skipped) > SHOWN:
        err().print(f"left out  {len(result.skipped) - SHOWN} more; --json lists all")
    out().print(
        Text(f"{new} actors new, {replaced} replaced, {len(result.skipped)} left out; kept in {own_path()}"),
        soft_wrap=True,
    )
    return 0


def show(*, as_json: bool) -> int:
    """List the user's own actors."""
    actors = read_own()
    rows = [
        {"id": a.id, "name": a.name, "kind": a.kind, "state": a.state, "sector": a.sector, "source": a.source}
        for a in actors
    ]
    if as_json:
        print_json([actor.model_dump(mode="json", exclude_defaults=True) for actor in actors])
    elif rows:
        print_table(rows)
    else:
        out().print("No actors of your own yet; foreigndesk actors import FILE adds some.")
    return 0


def remove(actor_id: str) -> int:
    """Take one of the user's own actors out again.

    Raises:
        NotFound: the user has no actor of that id.
    """
    actors = read_own()
    kept = [actor for actor in actors if actor.id != actor_id]
    if len(kept) == len(actors):
        raise NotFound(f"{actor_id}: not among your own actors; foreigndesk actors list shows them")
    write_own(kept)
    out().print(f"{actor_id} removed")
    return 0
