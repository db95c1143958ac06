"""RSS and Atom feeds, and OPML lists of feeds."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import feedparser

from foreigndesk.errors import IntakeError
from foreigndesk.intake.listed import Listed


def read_feed(content: bytes, *, address: str = "") -> Iterator[Listed]:
    """Yield the items of a feed; relative links are read against `address`. An item without link is kept.

    feedparser reads what it can of a broken feed, and never opens an address itself here.
    """
    parsed = feedparser.parse(io.BytesIO(content), response_headers={"content-location": address})
    source = _line(parsed.feed.get("title"))
    for entry in parsed.entries:
        bodies = [str(body.get("value") or "") for body in entry.get("content", ())]
        texts = [*bodies, str(entry.get("summary") or "")]
        listed = Listed(
            address=_web(entry.get("link")) or _web(entry.get("id")),
            changed=_iso(entry.get("published_parsed") or entry.get("updated_parsed")),
            title=_line(entry.get("title")),
            source=source,
            author=_line(entry.get("author")),
            text=max(texts, key=len),
            listing=address,
        )
        if listed.address or listed.text:
            yield listed


def read_outlines(content: bytes, *, name: str) -> Iterator[Listed]:
    """Yield the feeds that an OPML file lists, at any depth.

    Raises:
        IntakeError: code `unreadable`, when it is not XML.
    """
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise IntakeError(f"{name}: it is not whole XML ({error}); correct it", code="unreadable") from error
    for outline in root.iter("outline"):
        address = next((_web(value) for key, value in outline.items() if key.lower() == "xmlurl"), "")
        if address:
            yield Listed(address=address, title=_line(outline.get("title") or outline.get("text")))


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


def _web(value: object) -> str:
    address = str(value or "").strip()
    return address if address.startswith(("http://", "https://")) else ""


def _iso(moment: Any) -> str:  # noqa: ANN401 - feedparser is untyped
    return time.strftime("%Y-%m-%dT%H:%M", moment) if moment else ""
