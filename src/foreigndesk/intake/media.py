"""What kind of input bytes are: plain text, HTML, Markdown, or something that is not text.

Knowledge of endings and signatures is in media.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import PurePath

from pydantic import BaseModel, ConfigDict

from foreigndesk.intake.datafile import read_data

SAMPLE = 8192
# Above this share of control characters a sample is not text; broken text files stay far below it.
CONTROL_SHARE = 0.05

_HTML_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|title|meta|section|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x0b\x08\x1a\x1b\x85")


class Signature(BaseModel):
    """First bytes of a kind of file, and its name for people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hex: str
    name: str


class MediaData(BaseModel):
    """The schema of media.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    suffixes: Mapping[str, str]
    collections: Mapping[str, str]
    silent_suffixes: tuple[str, ...]
    signatures: tuple[Signature, ...]


@cache
def media_data() -> MediaData:
    """Return the checked content of media.yaml."""
    return read_data("media.yaml", MediaData)


def binary_kind(content: bytes) -> str | None:
    """Return what `content` is, in words ("a PDF"), when it is not text; None when it may be text."""
    for signature in media_data().signatures:
        if content.startswith(bytes.fromhex(signature.hex)):
            return signature.name
    sample = content[:SAMPLE]
    if not sample or sample.startswith(_BOMS) or looks_utf16(sample):
        return None
    if b"\x00" in sample:
        return "binary data"
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return "binary data" if controls > CONTROL_SHARE * len(sample) else None


def looks_utf16(sample: bytes) -> str | None:
    """Return utf-16-le or utf-16-be for text in it without a byte order mark, by where its zero bytes lie."""
    if len(sample) < 8:
        return None
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > 0.7 and zeros_even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if zeros_even > 0.7 and zeros_odd < 0.05 else None


def by_name(name: str) -> str | None:
    """Return the media type that a file's ending stands for, None for an unknown ending."""
    return media_data().suffixes.get(PurePath(name).suffix.lower())


def collection_by_name(name: str) -> str | None:
    """Return the format of what holds many articles, by a file's ending (.gz left out), else None."""
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix
    return media_data().collections.get(suffix)


def is_silent(name: str) -> bool:
    """Return whether a file with this name is passed over in a folder without a word."""
    return PurePath(name).suffix.lower() in media_data().silent_suffixes


def sniff(content: bytes, stated: str | None) -> str:
    """Return the media type of `content`: HTML by its first tag, else as `stated`, else plain text."""
    if (stated is None or stated.startswith("text/plain")) and _HTML_START.match(content[:SAMPLE]):
        return "text/html"
    return stated or "text/plain"
