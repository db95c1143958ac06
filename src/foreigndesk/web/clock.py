"""The current day, asked in one place so that tests can settle it."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the current day, UTC."""
    return datetime.now(UTC).date()
