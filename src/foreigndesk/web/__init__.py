"""The desk in a browser, and its JSON API.

    app = create_app(Settings(desk=Path("desk.duckdb")))

A screen is one file in `screens/`: its state, which is the address; a query that gives its page; and a table.
Its template has the same name in `templates/`. `screens/__init__.py` lists them all; docs/web.md shows how to
add one. Everything is under `security.Guard`: hosts, token, forms, headers, sizes.
"""

from foreigndesk.web.app import create_app
from foreigndesk.web.settings import Settings

__all__ = ["Settings", "create_app"]
