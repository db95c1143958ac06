"""Exports: what the desk holds, written in formats that other programs read.

    with replacing(Path("statements.parquet")) as stream:
        write(desk, "parquet", stream, Selection(country="KGZ"))

`FORMATS` names them all. Every format streams: no export holds the whole desk in memory.
"""

from foreigndesk.exports.formats import FORMATS, Format, format_named, write
from foreigndesk.exports.replacing import replacing

__all__ = ["FORMATS", "Format", "format_named", "replacing", "write"]
