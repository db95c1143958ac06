"""What a served desk is told, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from foreigndesk.errors import UsageError

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a desk is served.

    `desk` is its file, the user's own where None. `host` is where to listen; any other than loopback needs a
    `token`, which whoever visits must show. Times are in seconds, sizes in bytes: `query_limit` holds for all
    queries of one page, `export_limit` for a whole table, `max_body` for what is sent, `max_article` for an
    article that is pasted or uploaded. `threads` is how many requests are worked on at once,
    `reviewer` who makes judgements.
    """

    desk: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    query_limit: float = 10.0
    export_limit: float = 600.0
    max_body: int = 6_000_000
    max_article: int = 5_000_000
    threads: int = 8
    reviewer: str = "reviewer"

    def __post_init__(self) -> None:
        if not self.token and not is_loopback(self.host):
            raise UsageError(
                f"--host {self.host}: others could read your desk there; "
                "give a token that they must show: --token SECRET"
            )

    @property
    def base(self) -> str:
        """The address of the first page, without a token."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches `host`."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
