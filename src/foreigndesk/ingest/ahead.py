"""Taking articles from their sources ahead of reading them, in a thread with a bounded queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_HELD = 32
_PATIENCE = 0.02


def ahead(items: Iterable[T], held: int = _HELD) -> Iterator[T | None]:
    """Yield `items`, taken at most `held` ahead by a thread; None where the next one is not there yet.

    So a slow source, such as one that is fetched, holds up nobody. An error of `items` is raised here, in
    its place. A caller that stops early ends the thread.
    """
    taken: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(held)
    stopped = threading.Event()

    def put(item: tuple[T] | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                taken.put(item, timeout=0.1)
            except queue.Full:
                continue
            break

    def take() -> None:
        try:
            for item in items:
                put((item,))
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:
            put(error)

    threading.Thread(target=take, name="foreigndesk-sources", daemon=True).start()
    try:
        while True:
            try:
                found = taken.get(timeout=_PATIENCE)
            except queue.Empty:
                yield None
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            yield found[0]
    finally:
        stopped.set()
