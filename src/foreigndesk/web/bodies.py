"""Answers kept for whoever asks the same of the same desk."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

_log = logging.getLogger(__name__)


class Bodies:
    """The last answers by their entity tags, up to a number of bytes; larger ones are not kept."""

    def __init__(self, most: int = 32_000_000, largest: int = 1_000_000) -> None:
        self._most = most
        self._largest = largest
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._making: dict[str, Lock] = {}
        self._lock = Lock()
        # One after the other, so that answers made ahead leave the rest of the machine to those who wait.
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="answers")

    def latest(self, tags: Sequence[str], make: Callable[[], bytes]) -> tuple[str, bytes]:
        """Return the newest answer that is kept of those with `tags`, newest first, and its tag.

        Where it is not the first, that one is made meanwhile, for whoever asks next; where none is kept, now.
        """
        newest, *older = tags
        with self._lock:
            found = next((tag for tag in older if tag in self._kept), None)
            if newest in self._kept or found is None:
                body = None
            else:
                body = self._kept[found]
                if newest not in self._making:
                    self._making[newest] = Lock()
                    self._ahead.submit(self._made_ahead, newest, make)
        return (newest, self.once(newest, make)) if body is None or found is None else (found, body)

    def close(self) -> None:
        """Make nothing ahead any more."""
        self._ahead.shutdown(wait=True, cancel_futures=True)

    def _made_ahead(self, tag: str, make: Callable[[], bytes]) -> None:
        try:
            self.once(tag, make)
        except Exception as error:  # whoever asks next makes it, and is told
            _log.debug("an answer made ahead failed: %s", error)

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
