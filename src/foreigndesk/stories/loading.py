"""What was stored of documents and accounts, back as records."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from foreigndesk.desk import Desk
from foreigndesk.stories.accounts import Account, Surroundings
from foreigndesk.stories.storing import ask


@cache
def _adapter() -> TypeAdapter[Account]:
    return TypeAdapter(Account)


def account_json(account: Account) -> str:
    """Return an account as JSON, the same bytes for the same account."""
    fields = _adapter().dump_python(account, mode="json")
    fields |= {"words": sorted(account.words), "names": sorted(account.names)}
    return _to_text(fields)


@cache
def _text_adapter() -> TypeAdapter[Any]:
    return TypeAdapter(dict[str, Any])


def _to_text(fields: dict[str, Any]) -> str:
    return _text_adapter().dump_json(fields).decode()


def account(record: str) -> Account:
    """Return the account whose JSON is `record`."""
    return _adapter().validate_json(record)


def load_accounts(desk: Desk, ids: Iterable[str]) -> dict[str, Account]:
    """Return the accounts of statements that were grouped, by their ids."""
    rows = ask(
        desk,
        "SELECT statement_id, account FROM story_events WHERE statement_id IN (SELECT unnest($asked))",
        ids,
    )
    return {str(id): account(record) for id, record in rows}


def load_surroundings(desk: Desk, ids: Iterable[str]) -> dict[str, Surroundings]:
    """Return what documents that were grouped lend to their accounts, by document id."""
    wanted = list(ids)
    pairs = ask(
        desk,
        """SELECT one, other FROM story_copies WHERE one IN (SELECT unnest($asked))
        UNION SELECT other, one FROM story_copies WHERE other IN (SELECT unnest($asked))""",
        wanted,
    )
    rows = ask(
        desk,
        """SELECT document_id, day, words, actors FROM story_documents
        WHERE document_id IN (SELECT unnest($asked))""",
        wanted,
    )
    copies: dict[str, set[str]] = {str(id): set() for id, *_ in rows}
    for one, other in pairs:
        copies[one].add(other)
    return {
        str(id): Surroundings(
            document_id=id, day=day, words=frozenset(words), actors=frozenset(actors),
            copies=frozenset(copies[id]),
        )
        for id, day, words, actors in rows
    }  # fmt: skip
