"""Which accounts are compared at all: those that share a key of party or place, kind of act and week."""

from __future__ import annotations

from collections.abc import Iterator

from foreigndesk.stories.accounts import Account, Days, Surroundings
from foreigndesk.stories.schema import rules
from foreigndesk.stories.shingles import key_of

_MOST_TOKENS = 6


def keys(account: Account, around: Surroundings) -> frozenset[int]:
    """Return the keys of an account. Two accounts that share none are never compared.

    An account of few known parties goes by the names in it as well, one without any by the actors that its
    document names.
    """
    found = {*_tokens(account, around), *_pairs(account)}
    spans = list(_spans(account.days, around))
    return frozenset(
        key_of(token, family, span)
        for token in found
        for family, acts in sorted(rules().families.items())
        if account.act in acts or account.type in acts
        for span in spans
    )


def _tokens(account: Account, around: Surroundings) -> list[str]:
    known = [party.anchor for party in account.parties if not party.id.startswith("?")]
    if account.place is not None:
        known += [f"at {account.place.name}", *([account.place.state] if account.place.state else [])]
    tokens = list(dict.fromkeys(known))
    if len(tokens) < 2:
        tokens += map(by_name, sorted(account.names))
    if not known:
        tokens = tokens[: _MOST_TOKENS // 2] + sorted(around.actors)
    return tokens[:_MOST_TOKENS]


def _pairs(account: Account) -> Iterator[str]:
    """Yield each pair of parties on two sides, for when a key of one party alone is too common."""
    for one in account.source:
        for other in account.target:
            if one.known and other.known:
                yield " ".join(sorted({one.anchor, other.anchor}))


def _spans(days: Days | None, around: Surroundings) -> Iterator[int]:
    """Yield the numbers of the spans of days that an account may fall in, a day more at either end."""
    size, longest = rules().blocking.days, rules().blocking.longest
    if days is None:
        yield -1
        return
    first, last = (days.start.toordinal() - 1) // size, (days.end.toordinal() + 1) // size
    if last - first >= longest and around.day is not None:
        first = last = around.day.toordinal() // size
    yield from range(first, min(last, first + longest) + 1)


def by_name(name: str) -> str:
    """Return the token of a name that stands for no actor of the registry."""
    return f"name {name}"
