"""Finds the articles an input stands for: a file or what it holds, a folder, standard input, a web address.

A bad input never stops the rest: it yields a Rejection with a code to count by and a line for people.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from foreigndesk.errors import IntakeError
from foreigndesk.intake import media
from foreigndesk.intake.archives import read_archive
from foreigndesk.intake.documents import check_content
from foreigndesk.intake.fetch import TEXT_TYPES, request
from foreigndesk.intake.listed import Listed
from foreigndesk.intake.listings import listing_kind, read_listing
from foreigndesk.intake.settings import DEFAULTS, Settings
from foreigndesk.intake.streams import opened, unpacked
from foreigndesk.intake.tables import read_table
from foreigndesk.intake.visiting import Visitor, has_own_text, visit
from foreigndesk.records import Article, Rejection

STDIN = "-"
# How deep listings may list listings: an OPML file, a sitemap index, its indexes and their sitemaps.
DEEPEST = 4
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://|file:", re.IGNORECASE)


def load(source: str | Path, *, settings: Settings = DEFAULTS) -> Iterator[Article | Rejection]:
    """Yield the articles that `source` stands for, and a Rejection for each input that cannot be read.

    Args:
        source: the path of a file (plain text, HTML, Markdown), of a dataset (JSONL, CSV, TSV, Parquet), a
            web archive (WARC), a feed (RSS, Atom) or a sitemap, or of a folder of these (read with its
            subfolders, in sorted order); `-` for standard input; an http or https address of a page, a feed
            or a sitemap. Nothing is held whole but single articles, feeds and sitemaps.
        settings: limits on size, the columns of datasets, and what holds for fetching.

    Never raises for a bad input. Codes: `missing`, `not_a_file`, `no_permission`, `unreadable`, `empty`,
    `binary`, `too_big`, `unknown_type`, `empty_folder`, `columns`, `row`, `records_skipped`, `no_listing`,
    and those of `fetch` and `Visitor.ask`.
    """
    if isinstance(source, str) and source == STDIN:
        yield from _guarded("standard input", lambda: _from_stdin(settings))
    elif isinstance(source, str) and _SCHEME.match(source):
        yield from _guarded(source, lambda: _from_web(source, settings))
    else:
        # An empty name would stand for the current folder, which nobody means by it.
        path = Path(source or "\0")
        if _is_folder(path):
            yield from _from_folder(path, settings)
        else:
            yield from _guarded(_shown(source), lambda: _from_path(path, settings))


def holds_many(source: str | Path) -> bool:
    """Return whether `source` is, by its name, a dataset, a web archive, a feed or a sitemap."""
    return media.collection_by_name(str(source).partition("?")[0]) is not None


def _guarded(
    address: str, read: Callable[[], Iterable[Article | Rejection]]
) -> Iterator[Article | Rejection]:
    """Yield what `read` gives, and at its end the Rejection for its failure, if it fails."""
    try:
        for found in read():
            yield found if isinstance(found, Rejection) else _checked(found)
    except Exception as error:
        rejection = _rejection(address, error)
        if rejection is None:
            raise
        yield rejection


def _checked(article: Article) -> Article | Rejection:
    """Return the article, or the Rejection for bytes that cannot be one."""
    try:
        check_content(article.content, article.address)
    except IntakeError as error:
        return Rejection(address=article.address, code=error.code, message=str(error))
    return article


def _rejection(address: str, error: Exception) -> Rejection | None:
    """Return the Rejection for a failure of an input; None for one that is our own mistake."""
    if isinstance(error, IntakeError):
        return Rejection(address=address, code=error.code, message=str(error))
    if isinstance(error, PermissionError):
        message = f"{address}: it may not be read by this user; change its permissions"
        return Rejection(address=address, code="no_permission", message=message)
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ValueError)):
        message = f"{address}: there is no such file, folder or address; check the name"
        return Rejection(address=address, code="missing", message=message)
    if isinstance(error, (OSError, EOFError, zlib.error)):
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        message = f"{address}: it could not be read ({reason}); check the file"
        return Rejection(address=address, code="unreadable", message=message)
    return None


def _from_stdin(settings: Settings) -> Iterator[Article]:
    content = sys.stdin.buffer.read(settings.max_bytes + 1)
    if len(content) > settings.max_bytes:
        raise _too_big("standard input", settings)
    yield Article(address=STDIN, content=content, media_type=media.sniff(content, None))


def _from_web(address: str, settings: Settings) -> Iterator[Article | Rejection]:
    article = request(address, settings, listing=True).article
    assert article is not None  # only a conditional request is answered with 304
    content = unpacked(article.content, settings.max_bytes, name=address)
    if listing_kind(content) is not None:
        yield from _Lister(settings, own_text_first=False).articles(content, address)
        return
    base = article.media_type.partition(";")[0].strip().lower()
    if base not in TEXT_TYPES:
        message = f"{address}: it is {base}, not a page of text; give the article's page"
        raise IntakeError(message, code="not_text")
    kind = media.by_name(address) if base == "text/plain" else None
    yield replace(article, media_type=kind) if kind == "text/markdown" else article


@dataclass(frozen=True, slots=True)
class _Lister:
    """Reads what a feed, sitemap or OPML file lists, visiting pages one by one.

    `own_text_first` takes a feed's own text where it is long enough, and asks for a page only where not.
    """

    settings: Settings
    own_text_first: bool
    seen: set[str] = field(default_factory=set)

    @property
    def visitor(self) -> Visitor:
        """The visitor of all listings of this process, so that a site is met by one, with one pace."""
        return _visitor(self.settings)

    def articles(self, content: bytes, address: str, depth: int = 0) -> Iterator[Article | Rejection]:
        """Yield the articles listed in `content`, then those of the listings that it lists."""
        self.seen.add(address)
        listing = read_listing(unpacked(content, self.settings.max_bytes, name=address), address)
        for each in listing.articles:
            yield from _guarded(each.address or address, partial(self._article, each))
        for each in listing.listings:
            if each.address not in self.seen and depth < DEEPEST:
                yield from _guarded(each.address, partial(self._within, each.address, depth + 1))

    def _within(self, address: str, depth: int) -> Iterator[Article | Rejection]:
        article = self.visitor.ask(address, listing=True).article
        assert article is not None  # only a conditional request is answered with 304
        yield from self.articles(article.content, address, depth)

    def _article(self, listed: Listed) -> Iterator[Article]:
        own = self.own_text_first and has_own_text(listed, self.settings)
        yield listed.article() if own else visit(listed, self.visitor, self.settings)


@cache
def _visitor(settings: Settings) -> Visitor:
    return Visitor(settings)


def _from_path(path: Path, settings: Settings) -> Iterator[Article | Rejection]:
    """Yield what one file holds: an article, or the many of a dataset, archive, feed or sitemap."""
    kind = media.collection_by_name(path.name)
    if kind == "warc":
        yield from read_archive(path, settings)
    elif kind == "listing" and _is_listing(path):
        with opened(path) as file:
            content = file.read(settings.max_bytes + 1)
        if len(content) > settings.max_bytes:
            raise _too_big(str(path), settings)
        yield from _Lister(settings, own_text_first=True).articles(content, str(path))
    elif kind is None or kind == "listing":
        yield _from_file(path, settings)
    else:
        yield from read_table(path, kind, settings)


def _is_listing(path: Path) -> bool:
    with opened(path) as file:
        return listing_kind(file.read(media.SAMPLE)) is not None


def _from_file(path: Path, settings: Settings) -> Article:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise IntakeError(
            f"{path}: it is not a file; give a file or folder, or - for standard input", code="not_a_file"
        )
    # Asked before reading, so that a huge file costs nothing; read with the limit, in case it grows.
    if status.st_size > settings.max_bytes:
        raise _too_big(str(path), settings)
    with path.open("rb") as file:
        content = file.read(settings.max_bytes + 1)
    if len(content) > settings.max_bytes:
        raise _too_big(str(path), settings)
    return Article(
        address=_shown(path), content=content, media_type=media.sniff(content, media.by_name(path.name))
    )


def _from_folder(folder: Path, settings: Settings) -> Iterator[Article | Rejection]:
    count = 0
    for path in _files(folder):
        if isinstance(path, Rejection):
            yield path
            count += 1
        elif media.by_name(path.name) is not None or _is_collection(path):
            yield from _guarded(str(path), partial(_from_path, path, settings))
            count += 1
        elif not media.is_silent(path.name) and _may_be_text(path):
            known = ", ".join(media.media_data().suffixes)
            message = (
                f"{path}: it was passed over, its ending is none of {known}; rename it if it is an article"
            )
            yield Rejection(address=str(path), code="unknown_type", message=message)
            count += 1
    if count == 0:
        message = f"{folder}: it holds no article, dataset, web archive or feed; give a folder with articles"
        yield Rejection(address=str(folder), code="empty_folder", message=message)


def _is_collection(path: Path) -> bool:
    """Whether a file of a folder holds many articles; an .xml file that is no feed or sitemap does not."""
    kind = media.collection_by_name(path.name)
    try:
        return kind is not None and (kind != "listing" or _is_listing(path))
    except (OSError, EOFError, zlib.error):
        return True  # so that it is met, and its failure said


def _files(folder: Path) -> Iterator[Path | Rejection]:
    """Yield the files below `folder`, sorted; hidden ones are left out, links to folders not followed."""
    failed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(root, name)
    for error in failed:
        message = (
            f"{error.filename}: this folder could not be read ({error.strerror}); change its permissions"
        )
        yield Rejection(address=str(error.filename), code="no_permission", message=message)


def _may_be_text(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            sample = file.read(media.SAMPLE)
    except OSError:
        return False
    return bool(sample.strip()) and media.binary_kind(sample) is None


def _shown(source: str | Path) -> str:
    """Return the name of an input in one printable line."""
    return "".join(char if char.isprintable() else "\ufffd" for char in str(source)) or "(empty name)"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _too_big(name: str, settings: Settings) -> IntakeError:
    limit = f"{settings.max_bytes / 1_000_000:g} MB"
    return IntakeError(
        f"{name}: it is larger than {limit} and was not read; give a single article", code="too_big"
    )
