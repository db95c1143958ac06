"""Web archives (WARC, gzipped or not): the pages that were answered, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from foreigndesk.errors import IntakeError
from foreigndesk.intake.fetch import TEXT_TYPES
from foreigndesk.intake.settings import Settings
from foreigndesk.intake.streams import unpacked
from foreigndesk.records import Article, Rejection

_OK = 200
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip"})


def read_archive(path: Path, settings: Settings) -> Iterator[Article | Rejection]:
    """Yield the pages of a web archive; last, one Rejection that counts the records that are none.

    A page is a response of status 200 with HTML or plain text.

    Raises:
        IntakeError: code `unreadable`, when the archive is damaged; the records before that were yielded.
        OSError: when it cannot be opened.
    """
    skipped: Counter[str] = Counter()
    number = 0
    with path.open("rb") as file:
        records = iter(ArchiveIterator(file, parse_http=True, auto_decode="transfer"))
        while True:
            try:
                record = next(records, None)
                if record is None:
                    break
                number += 1
                found = _page(record, f"{path}#{number}", settings)
            except (OSError, EOFError, ValueError, RuntimeError) as error:
                raise _damaged(path, number, error) from error
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
    if number == 0:
        raise IntakeError(f"{path}: it holds no record; give a web archive (WARC)", code="empty")
    if skipped:
        yield _passed_over(path, skipped)


def _page(record: Any, name: str, settings: Settings) -> Article | Rejection | str:  # noqa: ANN401 - untyped
    """Return the page in a record, why it cannot be read, or what it is instead of a page."""
    if record.record_type != WarcRecordType.response or record.http_headers is None:
        return str(record.record_type)
    status = record.http_headers.status_code
    media_type = (record.http_headers.get("Content-Type") or "text/html").strip()
    base = media_type.partition(";")[0].strip().lower()
    if status != _OK:
        return f"HTTP {status}"
    if base not in TEXT_TYPES:
        return base
    encoding = (record.http_headers.get("Content-Encoding") or "").strip().lower()
    if encoding not in _ENCODINGS:
        return f"in {encoding}"
    content = record.reader.read(settings.max_bytes + 1)
    address = str(record.headers.get("WARC-Target-URI") or name).strip("<>")
    if len(content) > settings.max_bytes:
        message = f"{name}: {address} is larger than {settings.max_bytes / 1_000_000:g} MB; it was not read"
        return Rejection(address=address, code="too_big", message=message)
    try:  # by ourselves, so that a page that grows without end when unpacked is stopped
        content = unpacked(content, settings.max_bytes, name=name)
    except IntakeError as error:
        return Rejection(address=address, code=error.code, message=str(error))
    fetched = record.record_date
    return Article(
        address=address, content=content, media_type=media_type,
        fetched=fetched.strftime("%Y-%m-%dT%H:%M:%SZ") if fetched else None,
    )  # fmt: skip


def _passed_over(path: Path, skipped: Counter[str]) -> Rejection:
    kinds = ", ".join(f"{count} {kind}" for kind, count in skipped.most_common())
    records = "1 record" if skipped.total() == 1 else f"{skipped.total()} records"
    message = f"{path}: {records} passed over that are no page ({kinds}); nothing needs to be done"
    return Rejection(address=str(path), code="records_skipped", message=message)


def _damaged(path: Path, number: int, error: Exception) -> IntakeError:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return IntakeError(
        f"{path}: it is damaged after record {number} ({reason}); the pages before were read",
        code="unreadable",
    )
