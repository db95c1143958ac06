"""What feeds and sitemaps list: addresses of articles, with what is said of each there.

A feed or sitemap is told by its root element, whatever its name or media type says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from foreigndesk.errors import IntakeError
from foreigndesk.intake.feeds import read_feed, read_outlines
from foreigndesk.intake.listed import Listed
from foreigndesk.intake.sitemaps import read_sitemap

ListingKind = Literal["feed", "sitemap", "outlines"]

SAMPLE = 8192
_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?.{0,2000}?\?>\s*|<!--.{0,4000}?-->\s*|<!DOCTYPE\s[^>\[]{0,300}(?:\[.{0,6000}?\]\s*)?>\s*)*"
    rb"<(?:[\w-]{1,20}:)?(rss|feed|RDF|channel|urlset|sitemapindex|opml)\b",
    re.DOTALL | re.IGNORECASE,
)
_KINDS: dict[str, ListingKind] = {"urlset": "sitemap", "sitemapindex": "sitemap", "opml": "outlines"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one file lists: articles, and other listings (of a sitemap index or an OPML file)."""

    articles: tuple[Listed, ...] = ()
    listings: tuple[Listed, ...] = ()


def listing_kind(content: bytes) -> ListingKind | None:
    """Return what kind of listing `content` begins as, None when it is none."""
    root = _ROOT.match(content[:SAMPLE])
    return _KINDS.get(root[1].decode("ascii").lower(), "feed") if root else None


def read_listing(content: bytes, address: str) -> Listing:
    """Return what a feed, a sitemap, a sitemap index or an OPML file lists, in its order.

    Raises:
        IntakeError: code `no_listing` or `unreadable`, when it is none of them or damaged.
    """
    kind = listing_kind(content)
    if kind is None:
        raise IntakeError(
            f"{address}: it is no feed, sitemap or OPML file; give the address of one", code="no_listing"
        )
    if kind == "outlines":
        return Listing(listings=tuple(_once(read_outlines(content, name=address))))
    if kind == "feed":
        return Listing(articles=tuple(_once(read_feed(content, address=address))))
    articles: list[Listed] = []
    listings: list[Listed] = []
    for listed, is_listing in read_sitemap(content, name=address):
        (listings if is_listing else articles).append(listed)
    return Listing(articles=tuple(_once(articles)), listings=tuple(_once(listings)))


def _once(listed: Iterator[Listed] | list[Listed]) -> Iterator[Listed]:
    seen: set[str] = set()
    for each in listed:
        if each.key not in seen:
            seen.add(each.key)
            yield each
