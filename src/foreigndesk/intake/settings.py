"""The limits that intake keeps, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass

USER_AGENT = "foreigndesk/0.1 (reads single news pages for its user)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Limits for reading an input.

    `max_bytes` holds for files, standard input and pages (after decompression); `timeout` is in seconds
    and covers a whole fetch with its redirects; `allow_private` lets addresses on this machine or on a
    private network be fetched, for readers of an intranet.
    """

    max_bytes: int = 20_000_000
    timeout: float = 20.0
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = USER_AGENT


DEFAULTS = Settings()
