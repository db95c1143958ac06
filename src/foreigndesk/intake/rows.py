"""Ready-made text with what is known of it: a row of a dataset, an item of a feed.

Such a row goes through the same door as a page: as an article whose bytes are the row in JSON. `document`
reads it back, so that it is cleaned, dated and told its language as any other text is.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from foreigndesk.errors import IntakeError
from foreigndesk.records import Article

ROW_TYPE = "application/x-foreigndesk-row+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Text and metadata as they came; all are strings, empty where nothing is known.

    `published` is as written, `origin` says where it was written ("the dataset"), `note` what a reader of
    the document should know of how the text was come by. `text` may hold HTML.
    """

    text: str
    title: str = ""
    published: str = ""
    source: str = ""
    author: str = ""
    tags: str = ""
    origin: str = "the dataset"
    note: str = ""

    def article(self, address: str, *, fetched: str | None = None) -> Article:
        """Return the row as an article that was found at `address`; equal rows give equal bytes."""
        known = {name: value for name, value in asdict(self).items() if value}
        content = json.dumps(known, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        return Article(address=address, content=content, media_type=ROW_TYPE, fetched=fetched)


def read_row(content: str, *, name: str) -> Row:
    """Return the row that an article of `ROW_TYPE` holds.

    Raises:
        IntakeError: code `row`, when it is not what `Row.article` writes.
    """
    names = {field.name for field in fields(Row)}
    try:
        known = json.loads(content)
        row = Row(**{key: value for key, value in known.items() if key in names})
        whole = all(isinstance(value, str) for value in asdict(row).values())
    except (ValueError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise IntakeError(
            f"{name}: it is not a row of text with its metadata; read the file anew", code="row"
        )
    return row
