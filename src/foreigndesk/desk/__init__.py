"""The desk: a DuckDB database of everything read.

    with desk.open(path) as opened:
        run = desk.start_run(opened, started)
        desk.store(opened, run, [desk.Item(reading=reading, article=article)])
        desk.finish_run(opened, run, counts={...})

Queries are in `foreigndesk.desk.queries` and give records back; `readings` says what was read with which
versions, `quarantining` what could not be read. The schema is in `migrations/`; anyone
may ask it in SQL: `events`, `ties`, `stances`, `claims`, `pressures`, `watchpoints` are views over it.

The first process that opens a desk owns its file (`owning`) and serves others (`serving`, `wire`, `remote`);
`sharing` finds out which, and `Desk` is the same for all.
"""

from foreigndesk.desk.opening import Desk, default_path
from foreigndesk.desk.opening import open_desk as open
from foreigndesk.desk.rows import Packed, pack
from foreigndesk.desk.writing import Item, Met, Outcome, finish_run, reject, start_run, store

__all__ = [
    "Desk",
    "Item",
    "Met",
    "Outcome",
    "Packed",
    "default_path",
    "finish_run",
    "open",
    "pack",
    "reject",
    "start_run",
    "store",
]
