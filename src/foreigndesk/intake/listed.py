"""The record of what a feed or a sitemap lists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from foreigndesk.intake.rows import Row
from foreigndesk.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An address that is listed, and what is said of it there.

    `changed` is when it was published or last changed, in ISO 8601 (empty where it is not said). `text`
    is a feed's own HTML or text of the article, often only its lead. `listing` is where it was listed.
    """

    address: str
    changed: str = ""
    title: str = ""
    source: str = ""
    author: str = ""
    text: str = ""
    listing: str = ""

    @property
    def key(self) -> str:
        """A short hash of the address, by which it is remembered; of the text where there is no address."""
        return hashlib.sha256(
            (self.address or self.title + self.text).encode("utf-8", "replace")
        ).hexdigest()[:16]

    def article(self, *, note: str = "") -> Article:
        """Return the article as the feed itself gives it."""
        row = Row(
            text=self.text, title=self.title, published=self.changed, source=self.source,
            author=self.author, origin="the feed", note=note,
        )  # fmt: skip
        return row.article(self.address or f"{self.listing}#{self.key}")
