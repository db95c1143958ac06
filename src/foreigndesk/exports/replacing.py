"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from foreigndesk.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose content becomes `path` when the block ends well; else `path` stays as it was.

    Raises:
        ExportError: when the file cannot be written.
    """
    if path.is_dir():
        raise ExportError(f"{path}: this is a folder; name a file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written: {_reason(error)}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        # mkstemp makes files for the owner alone; an export is an ordinary file.
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ExportError(f"{path}: cannot be written: {_reason(error)}") from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
