"""Visits the pages that feeds and sitemaps list: as robots.txt allows, slowly, and only when welcome.

Rules kept: RFC 9309 (robots.txt; a site that answers it with an error of its own is left alone), Crawl-delay
and Request-rate where a site has them, Retry-After (RFC 9110, 10.2.3).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from foreigndesk.errors import FetchError, IntakeError
from foreigndesk.intake.documents import document
from foreigndesk.intake.fetch import Answer, request
from foreigndesk.intake.listed import Listed
from foreigndesk.intake.page import text_of_markup
from foreigndesk.intake.settings import DEFAULTS, ROBOT_NAME, Settings
from foreigndesk.intake.shape import word_count
from foreigndesk.records import Article

# As RFC 9309 has it: at most a day old, and at least so many bytes are read.
_RULES_LAST = 86_400.0
_RULES_BYTES = 512_000


@dataclass(slots=True)
class _Site:
    """What is known of a host: its rules, since when, and when it may be asked next (times of the clock)."""

    rules: Protego | None = None
    rules_at: float = float("-inf")
    pause: float = 0.0
    next_request: float = float("-inf")
    closed_until: float = float("-inf")
    reachable: bool = True


class Visitor:
    """Asks sites for pages, one at a time; keep one for a whole run, it remembers each site's rules.

    Args:
        settings: limits, the pause between two requests to a host, the longest wait.
        clock: gives a time in seconds that never goes back.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        settings: Settings = DEFAULTS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._sites: dict[str, _Site] = {}

    def ask(self, address: str, *, listing: bool = False, etag: str = "", modified: str = "") -> Answer:
        """Return what the site answers for `address`, once it may be asked; arguments as for `request`.

        Raises:
            UnsafeAddress, FetchError: as `request` does; also code `robots` where the site's robots.txt asks
                us to stay away, `asked_to_wait` (transient) where it asked for more time than we wait.
        """
        site = self._site(address)
        if not site.reachable:
            raise FetchError(
                f"{address}: the site's robots.txt could not be read, so it is left alone; try again later",
                code="robots", transient=True,
            )  # fmt: skip
        if site.rules is not None and not site.rules.can_fetch(address, ROBOT_NAME):
            raise FetchError(
                f"{address}: the site's robots.txt asks programs to stay away; open it in a browser, save it "
                "and give the file",
                code="robots",
            )
        try:
            return self._asked(site, address, listing=listing, etag=etag, modified=modified)
        except FetchError as error:
            if error.retry_after is None or error.retry_after > self._settings.longest_wait:
                raise
        return self._asked(site, address, listing=listing, etag=etag, modified=modified)

    def _asked(self, site: _Site, address: str, *, listing: bool, etag: str, modified: str) -> Answer:
        closed = site.closed_until - self._clock()
        if closed > self._settings.longest_wait:
            raise FetchError(
                f"{address}: the site asked to be left alone for {closed:.0f} more seconds; try again then",
                code="asked_to_wait", transient=True,
            )  # fmt: skip
        wait = max(closed, site.next_request - self._clock())
        if wait > 0:
            self._sleep(wait)
        try:
            return request(address, self._settings, listing=listing, etag=etag, modified=modified)
        except FetchError as error:
            if error.retry_after is not None:
                site.closed_until = self._clock() + error.retry_after
            raise
        finally:
            site.next_request = self._clock() + site.pause

    def _site(self, address: str) -> _Site:
        """Return what is known of the host of `address`, with its rules as of today."""
        parts = urlsplit(address)
        site = self._sites.setdefault(f"{parts.scheme}://{parts.netloc}", _Site(pause=self._settings.pause))
        if self._clock() - site.rules_at > (_RULES_LAST if site.reachable else self._settings.longest_wait):
            self._read_rules(site, f"{parts.scheme}://{parts.netloc}/robots.txt")
        return site

    def _read_rules(self, site: _Site, address: str) -> None:
        site.rules, site.reachable = None, True
        try:
            article = self._asked(site, address, listing=True, etag="", modified="").article
        except FetchError as error:
            # Not there, or not for us to see (4xx): there are no rules. The site's own failure: stay away.
            site.reachable = not error.transient
        else:
            written = article.content[:_RULES_BYTES].decode("utf-8", "replace") if article else ""
            site.rules = Protego.parse(written)
        site.rules_at = self._clock()
        site.pause = max(self._settings.pause, _asked_pause(site.rules))
        site.next_request = self._clock() + site.pause


def _asked_pause(rules: Protego | None) -> float:
    """Return the pause in seconds that a site's rules ask for between two requests."""
    if rules is None:
        return 0.0
    rate = rules.request_rate(ROBOT_NAME)
    by_rate = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
    return max(float(rules.crawl_delay(ROBOT_NAME) or 0.0), by_rate)


def visit(listed: Listed, visitor: Visitor, settings: Settings = DEFAULTS) -> Article:
    """Return the article that a feed or sitemap lists: its page, else the feed's own text where that is long.

    Raises:
        UnsafeAddress, FetchError: the page cannot be fetched, and the feed's text does not stand for it.
    """
    own_text = has_own_text(listed, settings)
    if own_text and not listed.address:
        return listed.article()
    try:
        article = visitor.ask(listed.address).article
        assert article is not None  # only a conditional request is answered with 304
        if own_text:
            document(article)  # a page without an article must not stand before the text that we have
    except IntakeError as error:
        if not own_text:
            raise
        reason = str(error).removeprefix(f"{listed.address}: ").partition(";")[0]
        return listed.article(note=f"The page could not be read ({reason}); the text is the one in the feed.")
    return article


def has_own_text(listed: Listed, settings: Settings = DEFAULTS) -> bool:
    """Return whether a feed's own text of an article is long enough to stand for its page."""
    return word_count(text_of_markup(listed.text)) >= settings.feed_words
