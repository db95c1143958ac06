"""What speaks for and against two accounts telling of one event, each under a name for people."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, log1p, radians, sin, sqrt

from foreigndesk.records import Place
from foreigndesk.stories.accounts import Account, Number, Party, Surroundings
from foreigndesk.stories.schema import rules

_EARTH = 6371.0
_TOWN = 3  # PLOVER's precision: 1 to 3 is a town or nearer
_NEAR = 200  # characters: the same sentence, or the next
_LATER = 45  # days after which a report looks back
_OPPOSED = {"cooperation", "conflict"}

FEATURES = (
    "same document", "same document and act", "near in one document", "one text repeats the other",
    "source same", "source of one state", "source differs",
    "target same", "target of one state", "target differs", "sides crossed",
    "parties shared", "parties differ",
    "act same", "acts alike", "sides opposed", "mode same", "mode differs",
    "days same", "days next", "days two and more apart", "days apart", "undated fits", "undated apart",
    "one looks back", "published apart", "place same", "place differs", "state of place differs",
    "numbers same", "numbers differ", "words shared", "names shared", "names of one only",
    "texts alike", "actors of texts alike", "planned, then done",
    "same act and parties", "same act, parties and days",
)  # fmt: skip


def features(one: Account, other: Account, here: Surroundings, there: Surroundings) -> dict[str, float]:
    """Return the features of a pair of accounts that are not nought, each 0 to 1 or a logarithm of days.

    Args:
        one, other: the accounts, in any order.
        here, there: their documents.
    """
    found = {
        "same document": float(here.document_id == there.document_id),
        "one text repeats the other": float(there.document_id in here.copies),
        **_parties(one, other),
        **_acts(one, other),
        **_when(one, other, here, there),
        **_where(one.place, other.place),
        **_numbers(one.numbers, other.numbers),
        "words shared": overlap(one.words, other.words),
        "names shared": overlap(one.names, other.names),
        "names of one only": min(_foreign(one.names, there.words), _foreign(other.names, here.words)),
        "texts alike": overlap(here.words, there.words),
        "actors of texts alike": overlap(here.actors, there.actors),
    }
    alike = max(found["act same"], 0.5 * found["acts alike"])
    agree = alike * found["parties shared"]
    found["same document and act"] = found["same document"] * alike
    found["near in one document"] = found["same document"] * (abs(one.start - other.start) < _NEAR)
    found["same act and parties"] = agree
    found["same act, parties and days"] = agree * found["days same"]
    return {name: found[name] for name in FEATURES if found.get(name)}


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller set that the larger has too."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _foreign(names: frozenset[str], words: frozenset[str]) -> float:
    """Return the share of an account's names that the other text does not have."""
    return len(names - words) / len(names) if names else 0.0


def _parties(one: Account, other: Account) -> dict[str, float]:
    here, there = anchors(one.parties), anchors(other.parties)
    found = {
        "parties shared": overlap(here, there),
        "parties differ": float(bool(here - there and there - here)),
    }
    if {one.act, other.act} & rules().mutual:
        return found
    found |= {**_side("source", one.source, other.source), **_side("target", one.target, other.target)}
    crossed = anchors(one.source) & anchors(other.target) or anchors(one.target) & anchors(other.source)
    return found | {"sides crossed": float(bool(crossed) and not anchors(one.source) & anchors(other.source))}


def _side(side: str, one: Sequence[Party], other: Sequence[Party]) -> dict[str, float]:
    ids, others = {party.id for party in one}, {party.id for party in other}
    if {id.casefold() for id in ids} & {id.casefold() for id in others}:
        return {f"{side} same": 1.0}
    here, there = anchors(one), anchors(other)
    if here & there:
        return {f"{side} of one state": 1.0}
    return {f"{side} differs": float(bool(here and there))}


def anchors(parties: Sequence[Party]) -> frozenset[str]:
    """Return what known parties are looked up by: their states, or their own ids."""
    return frozenset(party.anchor for party in parties if party.known)


def _acts(one: Account, other: Account) -> dict[str, float]:
    same = one.act == other.act or one.type == other.type
    both_moded = bool(one.type == other.type and one.mode and other.mode)
    return {
        "act same": float(same),
        "acts alike": float(not same and acts_alike(one, other)),
        "sides opposed": float({_family(one), _family(other)} == _OPPOSED),
        "mode same": float(both_moded and one.mode == other.mode),
        "mode differs": float(both_moded and one.mode != other.mode),
        "planned, then done": float({one.standing, other.standing} == {"open", "so"}),
    }


def acts_alike(one: Account, other: Account) -> bool:
    """Whether two accounts may name one act by two words."""
    modes = one.mode is not None and one.mode == other.mode
    return modes or any({one.act, other.act} <= group for group in rules().alike)


def _family(account: Account) -> str:
    found = [name for name, acts in rules().families.items() if account.act in acts]
    return found[0] if len(found) == 1 else ""


def _when(one: Account, other: Account, here: Surroundings, there: Surroundings) -> dict[str, float]:
    found = {"days same": 0.0}
    if here.day and there.day:
        published = abs((here.day - there.day).days)
        found["published apart"] = log1p(published)
        found["one looks back"] = float(published > _LATER)
    if one.days is None or other.days is None:
        return found
    gap = one.days.gap(other.days)
    if one.days.told and other.days.told:
        exact = one.days.exact and other.days.exact
        found["days same"] = (1.0 if exact else 0.5) if gap == 0 else 0.0
        found["days next"] = float(gap == 1)
        found["days two and more apart"] = float(gap > 1)
        found["days apart"] = log1p(gap) if gap > 1 else 0.0
    else:
        found["undated fits"] = float(gap == 0)
        found["undated apart"] = log1p(gap)
    return found


def _where(one: Place | None, other: Place | None) -> dict[str, float]:
    if one is None or other is None:
        return {}
    if one.state and other.state and one.state != other.state:
        return {"state of place differs": 1.0}
    if not (is_town(one) and is_town(other)):
        return {}
    apart = 0.0 if one.name == other.name else distance(one, other)
    if apart is None:
        return {"place differs": 0.5}
    near, far = rules().places.near, rules().places.far
    return {
        "place same": float(apart <= near),
        "place differs": min(1.0, max(0.0, (apart - near) / (far - near))),
    }


def is_town(place: Place) -> bool:
    """Whether a place is a town or something nearer, and no region or state."""
    return place.precision is not None and place.precision <= _TOWN


def distance(one: Place, other: Place) -> float | None:
    """Return the kilometres between two places along a great circle, None where one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half = (
        sin((south - north) / 2) ** 2
        + cos(north) * cos(south) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    )
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def _numbers(one: Sequence[Number], other: Sequence[Number]) -> dict[str, float]:
    pairs = [(a, b) for a in one for b in other if comparable(a, b)]
    if not pairs:
        return {}
    same = any(not numbers_differ(a, b) for a, b in pairs)
    return {"numbers same": float(same), "numbers differ": float(not same)}


def comparable(one: Number, other: Number) -> bool:
    """Whether two numbers count the same thing: soldiers killed and civilians killed are two things."""
    general = rules().counts.general
    return one.what == other.what and (one.unit == other.unit or bool({one.unit, other.unit} & general))


def numbers_differ(one: Number, other: Number) -> bool:
    """Whether two numbers cannot both be so. "Some 300" is so with 320, "at least 12" is not with 9."""
    a, b = _range(one), _range(other)
    return a[1] < b[0] or b[1] < a[0]


def _range(number: Number) -> tuple[float, float]:
    low = number.low if number.low is not None else 0.0
    high = number.high if number.high is not None else float("inf")
    rough = rules().counts.rough if number.about else 0.0
    return low * (1 - rough), high * (1 + rough)
