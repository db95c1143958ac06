"""Sitemaps and sitemap indexes, with Google's news extension (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from foreigndesk.errors import IntakeError
from foreigndesk.intake.listed import Listed


def read_sitemap(content: bytes, *, name: str) -> Iterator[tuple[Listed, bool]]:
    """Yield what a sitemap lists, in order, and of each whether it is a sitemap itself.

    Raises:
        IntakeError: code `unreadable`, when it is not whole XML; what stands before that was yielded.
    """
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content)):
            tag = _local(element)
            if tag not in {"url", "sitemap"}:
                continue
            found = {_local(inner): (inner.text or "").strip() for inner in reversed(list(element.iter()))}
            element.clear()
            address = found.get("loc", "")
            if address.startswith(("http://", "https://")):
                listed = Listed(
                    address=address,
                    changed=found.get("publication_date") or found.get("lastmod", ""),
                    title=found.get("title", ""),
                    source=found.get("name", ""),
                )
                yield listed, tag == "sitemap"
    except ElementTree.ParseError as error:
        raise IntakeError(
            f"{name}: it is not whole XML ({error}); fetch it again", code="unreadable"
        ) from error


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
