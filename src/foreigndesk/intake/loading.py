"""Finds the articles an input stands for: a file, a folder, standard input, a web address.

A bad input never stops the rest: it yields a Rejection with a code to count by and a line for people.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from foreigndesk.errors import IntakeError
from foreigndesk.intake import media
from foreigndesk.intake.documents import check_content
from foreigndesk.intake.fetch import fetch
from foreigndesk.intake.settings import DEFAULTS, Settings
from foreigndesk.records import Article, Rejection

STDIN = "-"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://|file:", re.IGNORECASE)


def load(source: str | Path, *, settings: Settings = DEFAULTS) -> Iterator[Article | Rejection]:
    """Yield the articles that `source` stands for, and a Rejection for each input that cannot be read.

    Args:
        source: the path of a file (plain text, HTML, Markdown) or of a folder of these (read with its
            subfolders, in sorted order); `-` for standard input; an http or https address.
        settings: limits on size, and for fetching.

    Never raises for a bad input. Codes: `missing`, `not_a_file`, `no_permission`, `unreadable`, `empty`,
    `binary`, `too_big`, `unknown_type`, `empty_folder`, and those of `fetch`.
    """
    if isinstance(source, str) and source == STDIN:
        yield _guarded("standard input", partial(_from_stdin, settings))
    elif isinstance(source, str) and _SCHEME.match(source):
        yield _guarded(source, partial(_from_web, source, settings))
    else:
        # An empty name would stand for the current folder, which nobody means by it.
        path = Path(source or "\0")
        if _is_folder(path):
            yield from _from_folder(path, settings)
        else:
            yield _guarded(_shown(source), partial(_from_file, path, settings))


def _guarded(address: str, read: Callable[[], Article]) -> Article | Rejection:
    """Return what `read` gives, or the Rejection for its failure."""
    try:
        article = read()
        check_content(article.content, address)
    except IntakeError as error:
        return Rejection(address=address, code=error.code, message=str(error))
    except PermissionError:
        message = f"{address}: it may not be read by this user; change its permissions"
        return Rejection(address=address, code="no_permission", message=message)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        message = f"{address}: there is no such file, folder or address; check the name"
        return Rejection(address=address, code="missing", message=message)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Rejection(
            address=address,
            code="unreadable",
            message=f"{address}: it could not be read ({reason}); check the file",
        )
    return article


def _from_stdin(settings: Settings) -> Article:
    content = sys.stdin.buffer.read(settings.max_bytes + 1)
    if len(content) > settings.max_bytes:
        raise _too_big("standard input", settings)
    return Article(address=STDIN, content=content, media_type=media.sniff(content, None))


def _from_web(address: str, settings: Settings) -> Article:
    article = fetch(address, settings)
    kind = media.by_name(address) if article.media_type.startswith("text/plain") else None
    if kind == "text/markdown":
        return Article(
            address=article.address, content=article.content, media_type=kind, fetched=article.fetched
        )
    return article


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
        elif media.by_name(path.name) is not None:
            yield _guarded(str(path), partial(_from_file, path, settings))
            count += 1
        elif not media.is_silent(path.name) and _may_be_text(path):
            known = ", ".join(media.media_data().suffixes)
            message = (
                f"{path}: it was passed over, its ending is none of {known}; rename it if it is an article"
            )
            yield Rejection(address=str(path), code="unknown_type", message=message)
            count += 1
    if count == 0:
        message = f"{folder}: it holds no text, HTML or Markdown file; give a folder with articles"
        yield Rejection(address=str(folder), code="empty_folder", message=message)


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
