"""Accounts into stories: links between those that share a key, then groups of those that agree on average.

Only what is connected to a new account by probable links is clustered anew; every other story keeps its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from foreigndesk.desk import Desk
from foreigndesk.records import content_id
from foreigndesk.stories.accounts import Account
from foreigndesk.stories.blocking import keys
from foreigndesk.stories.clustering import clusters
from foreigndesk.stories.features import features
from foreigndesk.stories.loading import load_accounts, load_surroundings
from foreigndesk.stories.schema import rules
from foreigndesk.stories.scoring import probability
from foreigndesk.stories.storing import append, ask

_KEYS = {"statement_id": pa.string(), "key": pa.uint64()}
_LINKS = {"one": pa.string(), "other": pa.string(), "probability": pa.float64()}


def link(desk: Desk, fresh: Sequence[Account]) -> None:
    """Compare new accounts with all that share a key, and store the links that are not improbable."""
    around = load_surroundings(desk, {account.document_id for account in fresh})
    rows = [
        {"statement_id": account.id, "key": key}
        for account in fresh
        for key in sorted(keys(account, around[account.document_id]))
    ]
    append(desk, "story_keys", _KEYS, rows)
    pairs = _candidates(desk, [account.id for account in fresh])
    known = {account.id: account for account in fresh}
    known |= load_accounts(desk, {id for pair in pairs for id in pair} - known.keys())
    around |= load_surroundings(desk, {account.document_id for account in known.values()} - around.keys())
    links: list[dict[str, Any]] = []
    for one, other in pairs:
        a, b = known[one], known[other]
        found = features(a, b, around[a.document_id], around[b.document_id])
        links.append({"one": one, "other": other, "probability": probability(found)})
    append(desk, "story_links", _LINKS, [row for row in links if row["probability"] >= rules().clusters.keep])


def _candidates(desk: Desk, ids: Sequence[str]) -> list[tuple[str, str]]:
    return ask(
        desk,
        """WITH fresh AS (
            SELECT statement_id, key FROM story_keys WHERE statement_id IN (SELECT unnest($asked))
        ),
        usable AS (
            SELECT key FROM story_keys SEMI JOIN fresh USING (key) GROUP BY key HAVING count(*) <= $most
        )
        SELECT DISTINCT least(a.statement_id, b.statement_id), greatest(a.statement_id, b.statement_id)
        FROM fresh a SEMI JOIN usable USING (key)
        JOIN story_keys b ON a.key = b.key AND a.statement_id <> b.statement_id
        ORDER BY ALL""",
        ids,
        most=rules().blocking.most,
    )


def regroup(desk: Desk, touched: Collection[str]) -> set[str]:
    """Cluster anew everything that is connected to the `touched` statements.

    Returns:
        The stories that have gained or lost a statement, those that are no more among them.
    """
    members = _connected(desk, touched)
    if not members:
        return set()
    links = ask(
        desk,
        """SELECT one, other, probability FROM story_links
        WHERE one IN (SELECT unnest($asked)) AND other IN (SELECT unnest($asked))""",
        members,
    )
    known = ask(
        desk,
        """SELECT statement_id, story_id, document_id FROM story_events
        WHERE statement_id IN (SELECT unnest($asked))""",
        members,
    )
    before = {str(id): str(story) for id, story, _ in known}
    report_of = {str(id): str(document) for id, _, document in known}
    groups = clusters(report_of, links, join=rules().clusters.join)
    founders = _founders(desk, members)
    after = _named(groups, before, founders, _named_elsewhere(desk, members, founders.values()))
    moved = {id: story for id, story in after.items() if before[id] != story}
    _place(desk, moved)
    return {story for id in moved for story in (before[id], after[id]) if story}


def _connected(desk: Desk, touched: Collection[str]) -> set[str]:
    """Return the touched statements and all that probable links lead to, nearest first, up to a limit."""
    join, largest = rules().clusters.join, rules().clusters.largest
    found, frontier = set(touched), set(touched)
    while frontier and len(found) <= len(touched) + largest:
        rows = ask(
            desk,
            """SELECT other FROM story_links
            WHERE probability >= $join AND one IN (SELECT unnest($asked))
            UNION SELECT one FROM story_links
            WHERE probability >= $join AND other IN (SELECT unnest($asked))""",
            frontier,
            join=join,
        )
        frontier = {str(id) for (id,) in rows} - found
        found |= frontier
    return found


@dataclass(frozen=True, slots=True)
class _Founder:
    """A statement's place in the order of publication, and the id of a story that it founds."""

    place: int
    story: str


def _founders(desk: Desk, members: Collection[str]) -> dict[str, _Founder]:
    """Return the members as founders of stories.

    A story is called by where its first report stands: its id outlives another reading of the same text.
    """
    rows = ask(
        desk,
        """SELECT e.statement_id, e.document_id, e.account->>'$.start' AS start
        FROM story_events e JOIN story_documents d USING (document_id)
        WHERE e.statement_id IN (SELECT unnest($asked))
        ORDER BY d.published, e.document_id, start::INTEGER, e.statement_id""",
        members,
    )
    return {
        str(id): _Founder(at, content_id("sto", document, start))
        for at, (id, document, start) in enumerate(rows)
    }


def _named_elsewhere(desk: Desk, members: Collection[str], founders: Iterable[_Founder]) -> set[str]:
    """Return which ids that the founders could give belong to stories of others."""
    rows = ask(
        desk,
        "SELECT story_id, statement_id FROM story_events WHERE story_id IN (SELECT unnest($asked))",
        {founder.story for founder in founders},
    )
    return {str(story) for story, statement in rows if statement not in members}


def _named(
    groups: Iterable[frozenset[str]],
    before: Mapping[str, str],
    founders: Mapping[str, _Founder],
    taken: set[str],
) -> dict[str, str]:
    """Give each group an id: that of the story most of whose statements it holds, else its founder's."""
    ranked = sorted(groups, key=lambda group: (-len(group), min(founders[id].place for id in group)))
    after: dict[str, str] = {}
    kept: set[str] = set()
    nameless = []
    for group in ranked:
        held = [before[id] for id in group if before[id] and before[id] not in kept]
        if held:
            story = min(set(held), key=lambda each: (-held.count(each), each))
            kept.add(story)
            after |= dict.fromkeys(group, story)
        else:
            nameless.append(group)
    for group in nameless:
        founding = sorted((founders[id] for id in group), key=lambda founder: founder.place)
        free = [founder.story for founder in founding if founder.story not in taken | kept]
        story = free[0] if free else content_id("sto", *sorted(group))
        kept.add(story)
        after |= dict.fromkeys(group, story)
    return after


def _place(desk: Desk, moved: Mapping[str, str]) -> None:
    if moved:
        desk.execute(
            """UPDATE story_events SET story_id = m.story_id
            FROM (SELECT unnest(?) AS statement_id, unnest(?) AS story_id) m
            WHERE story_events.statement_id = m.statement_id""",
            [list(moved), list(moved.values())],
        )
