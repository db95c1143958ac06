"""The desk that is served: what changed shows at once where a reader did it, soon where articles came in."""

from __future__ import annotations

from datetime import datetime

import pytest

from foreigndesk import desk as desks
from foreigndesk.web import desks as web_desks
from foreigndesk.web.desks import GRACE, NOTICED, SharedDesk


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(web_desks, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def shared(tmp_path):
    shared = SharedDesk(tmp_path / "desk.duckdb", limit=10)
    yield shared
    shared.close()


def finish_a_run(shared: SharedDesk, *, shown: bool) -> None:
    with shared.writing(shown=shown) as desk:
        desks.finish_run(desk, desks.start_run(desk, datetime(2024, 1, 1)), counts={})


def test_a_write_that_is_to_be_shown_outdates_all_before(shared, clock):
    (before,) = shared.states()
    finish_a_run(shared, shown=True)
    (after,) = shared.states()
    assert after != before


def test_a_write_meanwhile_is_noticed_soon_and_the_state_before_may_be_given_for_a_moment(shared, clock):
    (before,) = shared.states()
    finish_a_run(shared, shown=False)
    assert shared.states() == (before,)
    clock[0] += NOTICED + 0.1
    after, *older = shared.states()
    assert after != before
    assert older == [before]
    clock[0] += NOTICED + GRACE
    assert shared.states() == (after,)
