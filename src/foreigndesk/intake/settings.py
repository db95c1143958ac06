"""The limits that intake keeps, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass

# The name by which robots.txt knows us, and the header that says who asks.
ROBOT_NAME = "foreigndesk"
USER_AGENT = f"{ROBOT_NAME}/0.1 (reads news pages for its user)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Limits for reading an input.

    `max_bytes` holds for files, standard input and pages (after decompression); `timeout` is in seconds
    and covers a whole fetch with its redirects; `allow_private` lets addresses on this machine or on a
    private network be fetched, for readers of an intranet.

    `columns` says which column of a dataset holds what, as (text, body) pairs; columns it leaves out are
    told by their names. `pause` is the least time in seconds between two requests to one host for pages
    that a feed or sitemap lists; `longest_wait` the longest time that a site may ask us to wait
    (Retry-After) for the same page to be asked for again in this run. `feed_words` is how long a feed's
    own text must be to stand for a page that cannot be read.
    """

    max_bytes: int = 20_000_000
    timeout: float = 20.0
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = USER_AGENT
    columns: tuple[tuple[str, str], ...] = ()
    pause: float = 2.0
    longest_wait: float = 60.0
    feed_words: int = 80


DEFAULTS = Settings()
