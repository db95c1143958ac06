"""What `follow` remembers of feeds and sitemaps between rounds: a small JSON file beside the desk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from foreigndesk.errors import IntakeError

FORMAT = 1
# How many articles are remembered that a listing no longer lists; feeds rarely list an old one again.
KEPT = 20_000
# How often a page that fails for a passing reason is tried, in as many rounds.
TRIES = 5


@dataclass(slots=True)
class Remembered:
    """What is remembered of one listing.

    `etag` and `modified` are what to ask the site by; they are kept only once all that was listed has been
    settled. `changed` is what a sitemap index said of it then. `seen` has the keys of the articles settled,
    `tries` how often others were tried in vain.
    """

    etag: str = ""
    modified: str = ""
    changed: str = ""
    seen: list[str] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)


class Memory:
    """What is remembered of every listing, by address. `save` writes it whole or not at all."""

    def __init__(self, path: Path | None = None) -> None:
        """Read `path`; without a path, or before the file is there, nothing is remembered yet.

        Raises:
            IntakeError: code `state`, when the file is not what `save` writes.
        """
        self.path = path
        self._listings: dict[str, Remembered] = {}
        if path is not None and path.exists():
            try:
                written = json.loads(path.read_text(encoding="utf-8"))
                if written["version"] != FORMAT:
                    raise ValueError(f"its version is {written['version']}")
                self._listings = {name: Remembered(**known) for name, known in written["listings"].items()}
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                reason = " ".join(str(error).split())[:100]
                message = (
                    f"{path}: what was followed could not be read ({reason}); move it away to start anew"
                )
                raise IntakeError(message, code="state") from error
        self._seen = {address: set(known.seen) for address, known in self._listings.items()}

    def of(self, address: str) -> Remembered:
        """Return what is remembered of a listing, empty when nothing is."""
        return self._listings.setdefault(address, Remembered())

    def has_seen(self, address: str, key: str) -> bool:
        """Return whether an article of a listing has been settled."""
        return key in self._seen.get(address, ())

    def settle(self, address: str, key: str) -> None:
        """Remember that an article is on the desk, or will never be."""
        if not self.has_seen(address, key):
            self.of(address).seen.append(key)
            self._seen.setdefault(address, set()).add(key)
        self.of(address).tries.pop(key, None)

    def try_again(self, address: str, key: str) -> bool:
        """Note that an article failed for a passing reason; return whether it will be tried again."""
        tries = self.of(address).tries
        tries[key] = tries.get(key, 0) + 1
        if tries[key] < TRIES:
            return True
        self.settle(address, key)
        return False

    def trim(self, address: str, listed: Iterable[str]) -> None:
        """Forget the oldest articles that are no longer listed, beyond `KEPT`."""
        now = set(listed)
        known = self.of(address)
        gone = [key for key in known.seen if key not in now]
        known.seen = gone[-KEPT:] + [key for key in known.seen if key in now]
        known.tries = {key: count for key, count in known.tries.items() if key in now}
        self._seen[address] = set(known.seen)

    def save(self) -> None:
        """Write what is remembered, in place of the file as it was, at once.

        Raises:
            IntakeError: code `state`, when it cannot be written.
        """
        if self.path is None:
            return
        listings = {address: asdict(known) for address, known in sorted(self._listings.items())}
        written = json.dumps({"version": FORMAT, "listings": listings}, ensure_ascii=False, indent=1)
        beside = self.path.with_name(self.path.name + ".new")
        try:
            with beside.open("w", encoding="utf-8") as file:
                file.write(written)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        except OSError as error:
            message = (
                f"{self.path}: it could not be written ({error.strerror}); make room or name another desk"
            )
            raise IntakeError(message, code="state") from error
