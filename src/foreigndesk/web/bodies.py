"""Answers kept for whoever asks the same of the same desk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Bodies:
    """The last answers by their entity tags, up to a number of bytes; larger ones are not kept."""

    def __init__(self, most: int = 32_000_000, largest: int = 1_000_000) -> None:
        self._most = most
        self._largest = largest
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def once(self, tag: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer with that tag; where it is not kept, one of those who ask makes it for all."""
        with self._lock:
            if (body := self._kept.get(tag)) is not None:
                self._kept.move_to_end(tag)
                return body
            making = self._making.setdefault(tag, Lock())
        with making:
            try:
                with self._lock:
                    body = self._kept.get(tag)
                return self._keep(tag, make()) if body is None else body
            finally:
                with self._lock:
                    self._making.pop(tag, None)

    def _keep(self, tag: str, body: bytes) -> bytes:
        """Keep an answer, in place of those asked for longest ago; return it."""
        if len(body) <= self._largest:
            with self._lock:
                self._size += len(body) - len(self._kept.pop(tag, b""))
                self._kept[tag] = body
                while self._size > self._most:
                    _, gone = self._kept.popitem(last=False)
                    self._size -= len(gone)
        return body
