"""A story's own row: title, parties, days, how many reports and sources; and what they say of each field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from foreigndesk.desk import Desk
from foreigndesk.records import Place
from foreigndesk.stories.accounts import Account, Party
from foreigndesk.stories.agreement import most_agreed, values
from foreigndesk.stories.loading import account
from foreigndesk.stories.schema import Standing
from foreigndesk.stories.storing import Row, append, ask, delete

_TITLE = 120
_ISO = re.compile(r"[A-Z]{3}")
_TEXTS = pa.list_(pa.string())
_SUMMARIES = {
    "id": pa.string(), "title": pa.string(), "type": pa.string(), "act": pa.string(), "mode": pa.string(),
    "quad": pa.string(), "standing": pa.string(), "source": _TEXTS, "target": _TEXTS, "states": _TEXTS,
    "place": pa.string(), "place_state": pa.string(), "latitude": pa.float64(), "longitude": pa.float64(),
    "starts": pa.date32(), "ends": pa.date32(), "reports": pa.int32(), "happened": pa.int32(),
    "claimed": pa.int32(), "origins": pa.int32(), "outlets": pa.int32(), "first_report": pa.date32(),
    "last_report": pa.date32(), "contradictions": _TEXTS,
}  # fmt: skip
_VALUES = {
    "story_id": pa.string(), "field": pa.string(), "value": pa.string(), "agreed": pa.bool_(),
    "contradicted": pa.bool_(), "origins": pa.int32(), "documents": _TEXTS, "statements": _TEXTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: its day, who published it, and whose text it is."""

    day: date | None
    outlet: str
    origin: str


def summarise(desk: Desk, stories: Collection[str]) -> None:
    """Write the rows of these stories anew, and delete those that have no report left."""
    if not stories:
        return
    rows = _reports(desk, stories)
    delete(desk, "story_summaries", "id", stories)
    delete(desk, "story_values", "story_id", stories)
    accounts: dict[str, list[Account]] = {}
    sources: dict[str, Source] = {}
    for story, record, document, day, outlet, origin in rows:
        accounts.setdefault(story, []).append(account(record))
        sources[document] = Source(day, outlet, origin)
    origins = {document: source.origin for document, source in sources.items()}
    found = {story: values(of, origins) for story, of in accounts.items()}
    fields = [
        {
            "story_id": story,
            **asdict(value),
            "documents": list(value.documents),
            "statements": list(value.statements),
        }
        for story, told in found.items()
        for value in told
    ]
    append(desk, "story_values", _VALUES, fields)
    summaries = []
    for story, of in accounts.items():
        contradictions = sorted({value.field for value in found[story] if value.contradicted})
        summaries.append({"id": story, **summary(of, sources), "contradictions": contradictions})
    append(desk, "story_summaries", _SUMMARIES, summaries)


def _reports(desk: Desk, stories: Collection[str]) -> list[Row]:
    return ask(
        desk,
        """SELECT e.story_id, e.account, d.document_id, d.day, d.outlet, d.origin
        FROM story_events e JOIN story_documents d USING (document_id)
        WHERE e.story_id IN (SELECT unnest($asked)) ORDER BY d.published, d.document_id, e.statement_id""",
        stories,
    )


def summary(accounts: Sequence[Account], sources: Mapping[str, Source]) -> dict[str, Any]:
    """Return a story's row from its accounts, the earliest report first."""
    origins = {document: source.origin for document, source in sources.items()}
    documents = {account.document_id for account in accounts}
    told = [sources[id] for id in sorted(documents)]
    happened = {a.document_id for a in accounts if a.standing == "so" and not a.claimed}
    claimed = {a.document_id for a in accounts if a.standing == "so" and a.claimed} - happened
    days = sorted(source.day for source in told if source.day)
    standing = _standing(accounts)
    chief = [account for account in accounts if account.standing == standing]
    return {
        "title": title(chief),
        "type": most_agreed(chief, origins, lambda a: a.type),
        "act": most_agreed(chief, origins, lambda a: a.act),
        "mode": most_agreed(chief, origins, lambda a: a.mode),
        "quad": most_agreed(chief, origins, lambda a: a.quad),
        "standing": standing,
        "source": list(most_agreed(chief, origins, lambda a: _ids(a.source)) or ()),
        "target": list(most_agreed(chief, origins, lambda a: _ids(a.target)) or ()),
        "states": sorted({state for account in accounts for state in _states(account)}),
        **_where(most_agreed(chief, origins, _town) or most_agreed(chief, origins, lambda a: a.place)),
        **_spell(chief, origins, days),
        "reports": len(documents),
        "happened": len(happened),
        "claimed": len(claimed),
        "origins": len({source.origin for source in told}),
        "outlets": len({source.outlet for source in told}),
        "first_report": days[0] if days else None,
        "last_report": days[-1] if days else None,
    }


def _standing(accounts: Sequence[Account]) -> Standing:
    standings = {account.standing for account in accounts}
    return "so" if "so" in standings else "open" if "open" in standings else "denied"


def title(accounts: Sequence[Account]) -> str:
    """Return the words of the account that says most, most surely: with parties, place and day."""
    best = max(accounts, key=_fullness)
    words = " ".join(best.quote.split())
    return words if len(words) <= _TITLE else words[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _fullness(account: Account) -> tuple[int, float, str]:
    told = bool(account.days and account.days.told)
    parts = (any(p.known for p in account.source), any(p.known for p in account.target), account.place, told)
    return sum(map(bool, parts)), account.confidence, account.id


def _ids(parties: Sequence[Party]) -> tuple[str, ...]:
    return tuple(party.id for party in parties if party.known)


def _states(account: Account) -> list[str]:
    found = [party.state for party in account.parties]
    found.append(account.place.state if account.place else None)
    return [state for state in found if state and _ISO.fullmatch(state)]


def _town(account: Account) -> Place | None:
    place = account.place
    return (
        place if place is not None and place.latitude is not None and place.precision in {1, 2, 3} else None
    )


def _where(place: Place | None) -> dict[str, Any]:
    return {
        "place": place.name if place else None,
        "place_state": place.state if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }


def _spell(
    accounts: Sequence[Account], origins: Mapping[str, str], published: Sequence[date]
) -> dict[str, Any]:
    """Return the days on which most sources agree; where none is told, those of publication."""
    days = most_agreed(
        accounts, origins, lambda a: a.days if a.days and a.days.told and a.days.exact else None
    )
    days = days or most_agreed(accounts, origins, lambda a: a.days if a.days and a.days.told else None)
    if days is not None:
        return {"starts": days.start, "ends": days.end}
    return {"starts": published[0] if published else None, "ends": published[-1] if published else None}
