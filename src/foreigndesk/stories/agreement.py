"""What the reports of a story agree on, and where they contradict each other, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from foreigndesk.records import Place
from foreigndesk.stories.accounts import Account, Days, Number, Party
from foreigndesk.stories.features import comparable, distance, is_town, numbers_differ
from foreigndesk.stories.schema import rules

T = TypeVar("T")

_CONFLICT = "material_conflict"
_STATUSES = {"so": "happened", "open": "planned or possible", "denied": "denied"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a field: who gives it, whether most sources do, and whether another contradicts it."""

    field: str
    value: str
    agreed: bool
    contradicted: bool
    origins: int
    documents: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """One account's value of a field, as it is compared and as it is shown."""

    account: Account
    shown: str
    value: object


def values(accounts: Sequence[Account], origins: Mapping[str, str]) -> tuple[Value, ...]:
    """Return all values that the accounts of one story give, by field, the one most agreed on first.

    Args:
        accounts: all of the story.
        origins: for each document where its text comes from; reprints are counted once.
    """
    out: list[Value] = []
    out += _values("status", _statuses(accounts), origins, _statuses_differ)
    out += _values("date", _dates(accounts), origins, _days_differ)
    out += _values("place", _places(accounts), origins, _places_differ)
    out += _values("source", _sides(accounts, "source"), origins, _sources_differ)
    out += _values("target", _sides(accounts, "target"), origins, _never)
    for what in sorted({number.what for account in accounts for number in account.numbers}):
        out += _values(what, _numbers(accounts, what), origins, _numbers_differ)
    return tuple(out)


def _values(
    field: str, told: Sequence[_Told], origins: Mapping[str, str], differ: Callable[[_Told, _Told], bool]
) -> list[Value]:
    by_value: dict[str, list[_Told]] = {}
    for each in told:
        by_value.setdefault(each.shown, []).append(each)
    documents = {shown: {each.account.document_id for each in group} for shown, group in by_value.items()}
    contradicted = {
        shown
        for one, other in combinations(sorted(by_value), 2)
        # A report that gives two numbers or places tells of two things; one that gives assertion and denial
        # reports a contradiction.
        if differ(by_value[one][0], by_value[other][0])
        and (field == "status" or not documents[one] & documents[other])
        for shown in (one, other)
    }
    support = {shown: {origins[document] for document in found} for shown, found in documents.items()}
    ranked = sorted(by_value, key=lambda shown: (-len(support[shown]), -_surest(by_value[shown]), shown))
    return [
        Value(
            field=field,
            value=shown,
            agreed=shown == ranked[0],
            contradicted=shown in contradicted,
            origins=len(support[shown]),
            documents=tuple(sorted(documents[shown])),
            statements=tuple(sorted({each.account.id for each in by_value[shown]})),
        )
        for shown in ranked
    ]


def _surest(told: Iterable[_Told]) -> float:
    return max(each.account.confidence for each in told)


def _statuses(accounts: Sequence[Account]) -> list[_Told]:
    return [_Told(account, _STATUSES[account.standing], account.standing) for account in accounts]


def _statuses_differ(one: _Told, other: _Told) -> bool:
    """Done against denied; that a thing was planned before it was done contradicts nothing."""
    return {one.value, other.value} == {"so", "denied"}


def _dates(accounts: Sequence[Account]) -> list[_Told]:
    return [
        _Told(account, f"{account.days.start}/{account.days.end}", account.days)
        for account in accounts
        if account.days is not None and account.days.told
    ]


def _days_differ(one: _Told, other: _Told) -> bool:
    """Days apart, or two spells of several days that are not the same: 26-28 against 27-28 February."""
    a, b = one.value, other.value
    assert isinstance(a, Days)
    assert isinstance(b, Days)
    spells = a.exact and b.exact and a.start < a.end and b.start < b.end
    return a.gap(b) > 0 or (spells and a != b)


def _places(accounts: Sequence[Account]) -> list[_Told]:
    return [_Told(account, account.place.name, account.place) for account in accounts if account.place]


def _places_differ(one: _Told, other: _Told) -> bool:
    a, b = one.value, other.value
    assert isinstance(a, Place)
    assert isinstance(b, Place)
    if not (is_town(a) and is_town(b)):
        return bool(a.state and b.state and a.state != b.state)
    apart = distance(a, b)
    return apart is not None and apart > rules().places.far


def _sides(accounts: Sequence[Account], side: str) -> list[_Told]:
    found: list[_Told] = []
    for account in accounts:
        parties: tuple[Party, ...] = account.source if side == "source" else account.target
        known = sorted(party.id for party in parties if party.known)
        if known:
            found.append(_Told(account, ", ".join(known), parties))
    return found


def _sources_differ(one: _Told, other: _Told) -> bool:
    """Who did it, in a material conflict; of a meeting or a deal both sides may stand first."""
    a, b = one.account, other.account
    states = [{party.state for party in each.source if party.state} for each in (a, b)]
    asserted = a.standing == b.standing == "so" and a.quad == b.quad == _CONFLICT
    return asserted and all(states) and not states[0] & states[1]


def _never(_one: _Told, _other: _Told) -> bool:
    """Whom an act was done to is told in many ways (a state, its army, a town): none contradicts another."""
    return False


def _numbers(accounts: Sequence[Account], what: str) -> list[_Told]:
    return [
        _Told(account, shown_number(number), number)
        for account in accounts
        for number in account.numbers
        if number.what == what
    ]


def _numbers_differ(one: _Told, other: _Told) -> bool:
    a, b = one.value, other.value
    assert isinstance(a, Number)
    assert isinstance(b, Number)
    return comparable(a, b) and numbers_differ(a, b)


def shown_number(number: Number) -> str:
    """Return a number for reading: "about 300", "3,000 or more"."""
    low, high = (f"{bound:,.10g}" if bound is not None else None for bound in (number.low, number.high))
    if low == high:
        shown = str(low)
    elif high is None:
        shown = f"{low} or more"
    else:
        shown = f"up to {high}" if low is None else f"{low} to {high}"
    return f"about {shown}" if number.about else shown


def most_agreed(
    accounts: Sequence[Account], origins: Mapping[str, str], of: Callable[[Account], T | None]
) -> T | None:
    """Return the value that most independent sources give, None where no account gives one."""
    told: dict[T, set[str]] = {}
    order: Counter[T] = Counter()
    for account in accounts:
        value = of(account)
        if value:
            told.setdefault(value, set()).add(origins[account.document_id])
            order[value] += 1
    return min(told, key=lambda value: (-len(told[value]), -order[value], str(value)), default=None)
