"""Opening a made desk for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.analysis.made import make

from foreigndesk import desk as desks
from foreigndesk.desk import Desk


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Return a maker of open desks: `made(told, readings)`."""
    with ExitStack() as stack:
        count = 0

        def build(told=(), readings=()) -> Desk:
            nonlocal count
            count += 1
            path = make(tmp_path / f"{count}.duckdb", told, readings)
            return stack.enter_context(desks.open(path, read_only=True))

        yield build
