"""Follows feeds and sitemaps: in each round, the articles that were not there the last time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from foreigndesk.errors import FetchError, IntakeError, UsageError
from foreigndesk.intake.fetch import Answer
from foreigndesk.intake.listed import Listed
from foreigndesk.intake.listings import Listing, listing_kind, read_listing
from foreigndesk.intake.memory import Memory
from foreigndesk.intake.settings import DEFAULTS, Settings
from foreigndesk.intake.streams import unpacked
from foreigndesk.intake.visiting import Visitor, visit
from foreigndesk.records import Article, Rejection

DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What a round met: an article, or why there is none; `key` is empty when the listing itself failed.

    `passing` is true for a failure that a later round may not meet.
    """

    listing: str
    key: str
    found: Article | Rejection
    passing: bool = False


@dataclass(slots=True)
class Round:
    """Counts of a round: listings asked, and how many of them had not changed."""

    asked: int = 0
    unchanged: int = 0
    answers: list[tuple[str, Answer, str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether not one of the listings asked could be read."""
        return self.asked > 0 and not self.unchanged and not self.answers


class Follower:
    """Follows `sources`: addresses of feeds, sitemaps and OPML files, and OPML files on disk.

    Each round yields what is new; who has stored it calls `settle`, and `finish` at the round's end. What
    was not settled is met again in the next round, so a run may be stopped at any moment.

    Args:
        sources: what to follow.
        memory: what earlier rounds settled.
        visitor: asks the sites; keep one for all rounds.
        settings: limits.
        most: how many articles are taken from one source in a round, the newest first.

    Raises:
        UsageError: when a source is neither an address nor an OPML file.
    """

    def __init__(
        self,
        sources: Sequence[str],
        memory: Memory,
        *,
        visitor: Visitor | None = None,
        settings: Settings = DEFAULTS,
        most: int = 200,
    ) -> None:
        self._sources = tuple(sources)
        self._memory = memory
        self._visitor = visitor or Visitor(settings)
        self._settings = settings
        self._most = most
        self.current = Round()
        for source in sources:
            if not _is_address(source) and not Path(source).is_file():
                raise UsageError(
                    f"{source}: it is no address and no OPML file; give the address of a feed or sitemap"
                )

    def round(self) -> Iterator[New]:
        """Yield what is new at the sources, taking turns, so that one slow site does not hold up the others.

        Raises:
            IntakeError: an OPML file on disk cannot be read.
        """
        self.current = Round()
        followed = dict.fromkeys(address for source in self._sources for address in self._addresses(source))
        return _in_turn([islice(self._new_at(address), self._most) for address in followed])

    def settle(self, new: New) -> None:
        """Note that what `round` yielded was dealt with; a passing failure is tried in a later round."""
        if new.key and not (new.passing and self._memory.try_again(new.listing, new.key)):
            self._memory.settle(new.listing, new.key)

    def finish(self) -> None:
        """End a round: listings all of whose articles are settled are next asked only for changes."""
        for address, answer, changed, keys in self.current.answers:
            if all(self._memory.has_seen(address, key) for key in keys):
                known = self._memory.of(address)
                known.etag, known.modified, known.changed = answer.etag, answer.modified, changed
                self._memory.trim(address, keys)

    def _addresses(self, source: str) -> tuple[str, ...]:
        """Return the listings that a source stands for: itself, or those of an OPML file on disk."""
        if _is_address(source):
            return (source,)
        try:
            content = Path(source).read_bytes()
        except OSError as error:
            message = f"{source}: it could not be read ({error.strerror}); check the file"
            raise IntakeError(message, code="unreadable") from error
        if listing_kind(content) != "outlines":
            message = f"{source}: it is no OPML file; give its address to follow a feed or sitemap"
            raise IntakeError(message, code="no_listing")
        return tuple(each.address for each in read_listing(content, source).listings)

    def _new_at(self, address: str, changed: str = "", depth: int = 0) -> Iterator[New]:
        self.current.asked += 1
        try:
            listing = self._listing(address, changed)
        except IntakeError as error:
            yield New(listing=address, key="", found=_rejection(address, error), passing=_passing(error))
            return
        for each in _newest_first(listing.articles):
            if not self._memory.has_seen(address, each.key):
                yield self._visited(each, address)
        for each in _newest_first(listing.listings):
            as_it_was = each.changed and each.changed == self._memory.of(each.address).changed
            if not as_it_was and depth < DEEPEST:
                yield from self._new_at(each.address, each.changed, depth + 1)

    def _listing(self, address: str, changed: str) -> Listing:
        """Return what is listed at `address`, nothing when it has not changed since it was settled."""
        known = self._memory.of(address)
        answer = self._visitor.ask(address, listing=True, etag=known.etag, modified=known.modified)
        if answer.article is None:
            self.current.unchanged += 1
            return Listing()
        content = unpacked(answer.article.content, self._settings.max_bytes, name=address)
        listing = read_listing(content, answer.article.address)
        # What an index lists may change while the index stays as it is, so it is asked for whole each time.
        kept = Answer(article=None) if listing.listings else Answer(
            article=None, etag=answer.etag, modified=answer.modified
        )  # fmt: skip
        keys = tuple(each.key for each in listing.articles)
        self.current.answers.append((address, kept, changed, keys))
        return listing

    def _visited(self, listed: Listed, listing: str) -> New:
        try:
            found: Article | Rejection = visit(listed, self._visitor, self._settings)
        except IntakeError as error:
            found = _rejection(listed.address or listing, error)
            return New(listing=listing, key=listed.key, found=found, passing=_passing(error))
        return New(listing=listing, key=listed.key, found=found)


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _passing(error: IntakeError) -> bool:
    return isinstance(error, FetchError) and error.transient


def _rejection(address: str, error: IntakeError) -> Rejection:
    return Rejection(address=address, code=error.code, message=str(error))


def _newest_first(listed: Iterable[Listed]) -> list[Listed]:
    return sorted(listed, key=lambda each: each.changed, reverse=True)


def _in_turn(iterators: Iterable[Iterator[New]]) -> Iterator[New]:
    waiting = deque(iterators)
    while waiting:
        turn = waiting.popleft()
        for new in islice(turn, 1):
            yield new
            waiting.append(turn)
