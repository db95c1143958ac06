"""From bytes to characters: byte order mark, declared charset, UTF-8, else a guess; line ends made one.

Characters are kept as they are: no Unicode normalisation, so quotes stay those of the page.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from foreigndesk.errors import IntakeError
from foreigndesk.intake.media import looks_utf16

# Above this share of replaced characters a text cannot be read any more.
BROKEN_SHARE = 0.2

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
# As browsers do: pages that declare these two are nearly always in Windows-1252.
_AS_BROWSERS = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252"}
# Legacy charsets of the sites and mails that English news text is saved from.
_LEGACY = [
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1254",
    "koi8_r",
    "mac_roman",
    "gb18030",
    "shift_jis",
    "euc_kr",
    "big5",
]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with `\\n` line ends, the charset it was read in, and notes on what was not certain."""

    text: str
    charset: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, media_type: str = "text/plain", *, name: str = "the input") -> Decoded:
    """Return `content` as text.

    Args:
        content: the bytes as they came.
        media_type: the media type; its `charset` parameter is a declaration.
        name: what to call the input in an error message.

    Raises:
        IntakeError: code `encoding`, when most of the text cannot be read in any charset.
    """
    for bom, charset in _BOMS:
        if content.startswith(bom):
            return _lenient(content[len(bom) :], charset, name)
    declared = _declared(content, media_type)
    for candidate in (declared, "utf-8", looks_utf16(content[:8192])):
        text = _strict(content, candidate)
        if text is not None and candidate is not None and not (candidate == "utf-8" and "\x00" in text):
            return Decoded(same_line_ends(text), candidate)
    if _mostly_utf8(content):
        return _lenient(content, "utf-8", name)
    return _guessed(content) or _lenient(content, "utf-8", name)


def _declared(content: bytes, media_type: str) -> str | None:
    header = _HEADER_CHARSET.search(media_type)
    meta = _META_CHARSET.search(content[:4096]) if "html" in media_type else None
    label = header[1] if header else meta[1].decode("ascii") if meta else None
    if label is None:
        return None
    try:
        charset = codecs.lookup(label).name
        "".encode(charset)
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return _AS_BROWSERS.get(charset, charset)


def _strict(content: bytes, charset: str | None) -> str | None:
    if charset is None:
        return None
    try:
        text = content.decode(charset)
    except (UnicodeError, LookupError):
        return None
    return text if isinstance(text, str) else None


def _mostly_utf8(content: bytes) -> bool:
    """Whether the bytes beyond ASCII are more often good UTF-8 characters than not."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - broken
    return good >= broken


def _guessed(content: bytes) -> Decoded | None:
    best = from_bytes(content, cp_isolation=_LEGACY).best()
    if best is None:
        return None
    text = _strict(content, best.encoding)
    if text is None or _broken_share(text) > 0.01 or not _plausible(text):
        return None
    note = f"The file does not say its charset and is not UTF-8; it was read as {best.encoding}, by a guess."
    return Decoded(same_line_ends(text), best.encoding, (note,))


def _plausible(text: str) -> bool:
    """Whether the characters beyond ASCII are those of words and punctuation, not of a wrong charset."""
    high = [index for index, char in enumerate(text) if char > "\x7f"]
    return sum(_usual(text, index) for index in high) >= 0.7 * len(high)


def _usual(text: str, index: int) -> bool:
    char = text[index]
    kind = unicodedata.category(char)
    if kind in {"Lu", "Lt"}:
        return text[index + 1 : index + 2].isalpha() and not text[index - 1 : index].islower()
    return (
        kind in {"Ll", "Lo", "Pd", "Pi", "Pf", "Po", "Ps", "Sc", "So", "Zs"}
        and char not in "\xff\xfe\xf0\xb6\xa4"
    )


def _lenient(content: bytes, charset: str, name: str) -> Decoded:
    text = content.decode(charset, "replace")
    replaced = text.count("\ufffd") - content.count("\ufffd".encode(charset))
    if _broken_share(text) > BROKEN_SHARE:
        raise IntakeError(
            f"{name}: most of it cannot be read as text in any charset; save it again as UTF-8",
            code="encoding",
        )
    notes: tuple[str, ...] = ()
    if replaced > 0:
        places = "1 place" if replaced == 1 else f"{replaced} places"
        notes = (
            f"The text is broken in {places} (bytes that are not {charset.upper()}); \ufffd stands there.",
        )
    return Decoded(same_line_ends(text), charset, notes)


def _broken_share(text: str) -> float:
    broken = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f\x0b") for char in text)
    return broken / len(text) if text else 0.0


def same_line_ends(text: str) -> str:
    """Return `text` with every line end as `\\n`, and no byte order mark at its start."""
    return _LINE_ENDS.sub("\n", text).removeprefix("\ufeff")
