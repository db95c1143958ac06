"""Answers that are kept: made once for all who ask, the oldest dropped first."""

from __future__ import annotations

import threading
import time

from foreigndesk.web.bodies import Bodies


def test_those_who_ask_at_once_get_the_same_answer_made_once():
    bodies, made = Bodies(), []

    def make() -> bytes:
        time.sleep(0.05)
        made.append(1)
        return b"body"

    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(bodies.once("tag", make))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"body"] * 12
    assert made == [1]


def test_what_was_asked_for_longest_ago_goes_first_and_large_answers_are_not_kept():
    bodies = Bodies(most=10, largest=5)
    assert [bodies.once(tag, lambda tag=tag: tag.encode() * 5) for tag in "ab"] == [b"aaaaa", b"bbbbb"]
    bodies.once("a", lambda: b"other")
    bodies.once("c", lambda: b"ccccc")
    assert bodies.once("a", lambda: b"new") == b"aaaaa"
    assert bodies.once("b", lambda: b"new") == b"new"
    assert bodies.once("large", lambda: b"123456") == b"123456"
    assert bodies.once("large", lambda: b"new") == b"new"


def test_an_answer_that_fails_is_made_anew():
    bodies = Bodies()

    def broken() -> bytes:
        raise RuntimeError("no")

    for _ in range(2):
        try:
            bodies.once("tag", broken)
        except RuntimeError:
            continue
    assert bodies.once("tag", lambda: b"body") == b"body"


def test_while_a_new_answer_is_made_the_one_before_is_given():
    bodies, go = Bodies(), threading.Event()
    assert bodies.latest(["monday"], lambda: b"old") == ("monday", b"old")

    def slow() -> bytes:
        assert go.wait(10)
        return b"new"

    assert bodies.latest(["tuesday", "monday"], slow) == ("monday", b"old")
    assert bodies.latest(["tuesday", "monday"], slow) == ("monday", b"old")
    go.set()
    bodies.close()  # waits for what is being made
    assert bodies.latest(["tuesday", "monday"], lambda: b"never") == ("tuesday", b"new")


def test_where_nothing_from_before_is_kept_the_reader_waits():
    bodies = Bodies()
    assert bodies.latest(["tuesday", "monday"], lambda: b"new") == ("tuesday", b"new")
    bodies.close()


def test_an_answer_that_fails_ahead_is_tried_again_by_who_asks_next():
    bodies = Bodies()
    bodies.latest(["monday"], lambda: b"old")

    def broken() -> bytes:
        raise RuntimeError("no")

    assert bodies.latest(["tuesday", "monday"], broken) == ("monday", b"old")
    bodies.close()
    assert bodies.latest(["tuesday"], lambda: b"new") == ("tuesday", b"new")
