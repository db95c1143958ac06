"""`foreigndesk codebook`: the codebooks listed, and checked against their own examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text

from foreigndesk import codebooks
from foreigndesk import desk as desks
from foreigndesk.briefing.wording import one_line, worded
from foreigndesk.cli.output import out, print_json, print_table, progress
from foreigndesk.codebooks.schema import Entry
from foreigndesk.desk import queries
from foreigndesk.errors import NotFound
from foreigndesk.evaluation.codebook import check_examples
from foreigndesk.evaluation.events import evaluate_events
from foreigndesk.evaluation.gold_events import read_events
from foreigndesk.evaluation.gold_sentences import dated
from foreigndesk.evaluation.recoding import Change, changes
from foreigndesk.records import Kind


def check(folder: Path | None, *, entry: str | None, as_json: bool) -> int:
    """Check the codebooks' schema and read each entry's examples; return 1 when any of them fails.

    What the network of acts alone doubts is told, and fails nothing.
    """
    books = codebooks.load(folder)
    entries = [found.id for _, found in books.by_kind()]
    if entry is not None and entry not in entries:
        raise NotFound(f"{entry}: no codebook entry has that id; list them: foreigndesk codebook show")
    found = check_examples(books, only=entry)
    doubted = [str(miss) for miss in found if miss.doubted]
    misses = [str(miss) for miss in found if not miss.doubted]
    checked = 1 if entry else len(entries)
    if as_json:
        print_json({"version": books.version, "entries": checked, "problems": misses, "doubted": doubted})
    else:
        for miss in misses:
            out().print(Text(miss, "red"), soft_wrap=True)
        for miss in doubted:
            out().print(Text(miss, "yellow"), soft_wrap=True)
        problems = f"{len(misses)} problem{'' if len(misses) == 1 else 's'}"
        problems += f"; {len(doubted)} in doubt" if doubted else ""
        out().print(Text(f"{checked} entries of codebooks {books.version} checked: {problems}"))
    return 1 if misses else 0


def show(name: str | None, folder: Path | None, *, as_json: bool) -> int:
    """List the entries, those of one kind, or all of one entry.

    Raises:
        NotFound: when `name` is neither a kind nor an entry.
    """
    books = codebooks.load(folder)
    chosen = [
        (kind, entry)
        for kind, entry in books.by_kind()
        if name is None or name.lower() in (kind.value, f"{kind.value}s", entry.id)
    ]
    if not chosen:
        kinds = ", ".join(kind.value for kind in Kind)
        raise NotFound(f"{name}: no codebook entry has that id, and it is none of the kinds {kinds}")
    if as_json:
        print_json([_whole(kind, entry) for kind, entry in chosen])
    elif len(chosen) == 1:
        rows = _whole(*chosen[0])
        print_table([{"key": key, "value": _words(value)} for key, value in rows.items()])
    else:
        print_table([_row(kind, entry) for kind, entry in chosen])
    return 0


def diff(old: str, new: str, *, desk_path: Path | None, gold: Path | None, as_json: bool) -> int:
    """Print which statements an edit of the codebooks gains and loses; on gold sentences also the scores."""
    before, after = _named(old), _named(new)
    if gold is not None:
        texts = [dated(each.text, each.published) for each in read_events(gold, before.plover)]
    else:
        with desks.open(desk_path, create=False, read_only=True) as desk:
            texts = list(queries.documents(desk, queries.Selection()))
    found = [
        _change_row(change) for change in changes(progress(texts, "comparing", "documents"), before, after)
    ]
    scores = {} if gold is None else {
        name: dict(evaluate_events(gold, books=books).rows()) for name, books in ((old, before), (new, after))
    }  # fmt: skip
    if as_json:
        print_json({"old": before.version, "new": after.version, "changes": found, "scores": scores})
        return 0
    if found:
        print_table(found)
        out().print()
    if gold is not None:
        first, second = scores[old], scores[new]
        names = list(dict.fromkeys([*first, *second]))
        print_table([{"measure": n, "old": first.get(n, "-"), "new": second.get(n, "-")} for n in names])
    lost = sum(row["change"] == "lost" for row in found)
    many = f"{len(texts)} document{'' if len(texts) == 1 else 's'}"
    out().print(Text(f"{many}: {len(found) - lost} statements gained, {lost} lost"))
    return 0


def _named(name: str) -> codebooks.Codebooks:
    """Return the codebooks that an argument names: a folder, a file laid over ours, or `ours`."""
    return codebooks.load(None if name == "ours" else Path(name))


def _change_row(change: Change) -> dict[str, Any]:
    wording = worded(change.statement)
    return {
        "change": change.what,
        "kind": change.statement.kind.value,
        "statement": " ".join(part for part in (wording.badge, wording.head, wording.label) if part),
        "entry": change.entry,
        "words": one_line(change.statement.evidence.quote),
        "document": change.document.title or change.document.address,
    }


def _row(kind: Kind, entry: Entry) -> dict[str, Any]:
    connective = getattr(entry, "connective", ())
    return {
        "kind": kind.value,
        "entry": entry.id,
        "makes": _makes(entry),
        "words": ", ".join((*entry.verb, *entry.noun, *entry.adjective, *connective)),
        "example": entry.examples[0],
    }


def _makes(entry: Entry) -> str:
    """Return the codebook's word for what an entry makes: a PLOVER type and mode, a relation, a stance."""
    for name in ("type", "relation", "stance", "polarity", "outlook", "modality"):
        if value := getattr(entry, name, None):
            mode = getattr(entry, "mode", None)
            return f"{value} {mode}" if mode else str(value)
    return ""


def _whole(kind: Kind, entry: Entry) -> dict[str, Any]:
    set_keys = entry.model_dump(mode="json", exclude_defaults=True)
    return {"kind": kind.value, **set_keys}


def _words(value: Any) -> str:  # noqa: ANN401 - any value of an entry
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(each)}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
