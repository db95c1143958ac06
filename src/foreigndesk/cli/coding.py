"""`foreigndesk code`: a sentence or two read in the open, with nothing kept."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text
from spacy.tokens import Doc

from foreigndesk import codebooks, coding, pipeline
from foreigndesk.cli.output import out, print_json, print_table
from foreigndesk.cli.showing import print_explained
from foreigndesk.errors import UsageError
from foreigndesk.linking import Registry
from foreigndesk.parsing.acts import named_act
from foreigndesk.records import Document, PublicationDate, to_json


def code(text: str | None, *, published: str | None, folder: Path | None, as_json: bool) -> int:
    """Print how a text is parsed, what it states, and why.

    Raises:
        UsageError: there is no text, or the date is none.
    """
    text = " ".join((sys.stdin.read() if text is None else text).split())
    if not text:
        raise UsageError('no text to read; give --text "..." or pipe it in')
    document = Document(article_id="text", address="text", text=text, published=_day(published))
    scene = pipeline.scene(document, books=codebooks.load(folder), registry=Registry.load())
    statements = coding.code(scene)
    words = _words(scene.doc)
    if as_json:
        print_json({"text": text, "words": words, "statements": [to_json(each) for each in statements]})
        return 0
    print_table(words)
    if not statements:
        out().print()
        out().print("No statement was read.")
    for stated in statements:
        out().print()
        out().print(Text("\u2500" * 60, "dim"))
        print_explained(document, stated, out())
    return 0


def _day(published: str | None) -> PublicationDate | None:
    if published is None:
        return None
    try:
        day = date.fromisoformat(published).isoformat()
    except ValueError as error:
        raise UsageError(f"{published}: not a date; write YYYY-MM-DD") from error
    return PublicationDate.given(day)


def _words(doc: Doc) -> list[dict[str, Any]]:
    """Return one row a word: the parse, and the act that the network sees in it."""
    rows = []
    for token in doc:
        act = named_act(doc, token.i)
        kind, odds = act.best if act else ("", 0.0)
        rows.append(
            {
                "word": token.text,
                "lemma": token.lemma_,
                "tag": token.tag_,
                "relation": token.dep_,
                "head": token.head.text if token.head is not token else "",
                "name": token.ent_type_,
                "act": f"{kind} {odds:.2f}" if odds >= 0.1 else "",
            }
        )
    return rows
