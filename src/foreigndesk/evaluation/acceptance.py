"""How much of what a careful reader takes from an article a reading has, item by item.

`evaluate(path)` reads the article that an acceptance file names and scores the reading. `score(...)` is
the scorer alone, without reading anything: gold and reading in, result out. The rules are stated in
`docs/acceptance_format.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from foreigndesk import codebooks
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation import faults
from foreigndesk.evaluation.assignment import assign
from foreigndesk.evaluation.comparing import (
    ENOUGH_OF_THE_QUOTE,
    Fault,
    Resolver,
    Span,
    best_share,
    ids_of,
    occurrences,
    shown,
)
from foreigndesk.evaluation.faults import Demand, Yardstick
from foreigndesk.evaluation.gold import Gold, GoldAlias, GoldDocument, article_of, check_quotes, load
from foreigndesk.evaluation.result import AcceptanceResult, Extra, KindScore, Miss, shortened
from foreigndesk.records import (
    TOOK_PLACE,
    Article,
    Document,
    Event,
    Mention,
    Pressure,
    Reading,
    Stance,
    Statement,
    Tie,
    WatchPoint,
)


def evaluate(path: Path) -> AcceptanceResult:
    """Read the article that the acceptance file at `path` names, and score the reading.

    Raises:
        EvaluationError: the file or its article is missing or wrong.
    """
    from foreigndesk import pipeline  # noqa: PLC0415 - `score` needs neither, nor the weights they load
    from foreigndesk.linking.registry import Registry  # noqa: PLC0415

    gold = load(path)
    article_path = article_of(gold, path)
    article = article_at(article_path, asked_by=path)
    if article_path.suffix.casefold() not in {".html", ".htm"}:
        check_quotes(gold, path, article.content.decode("utf-8", "replace"))
    registry = Registry.load()
    reading = pipeline.read(article, registry=registry)
    if article_path.suffix.casefold() in {".html", ".htm"}:
        check_quotes(gold, path, reading.document.text)
    return score(gold, reading, registry, name=path.stem)


def article_at(path: Path, *, asked_by: Path) -> Article:
    """Return the one article in a file.

    Raises:
        EvaluationError: it cannot be read; names the file of gold that `asked_by` is.
    """
    from foreigndesk import intake  # noqa: PLC0415 - `score` does not need it

    article = next(iter(intake.load(path)), None)
    if not isinstance(article, Article):
        reason = article.message if article else "it is empty"
        raise EvaluationError(f"{asked_by}: the article {path} cannot be read: {reason}")
    return article


def score(
    gold: Gold,
    reading: Reading,
    registry: Resolver,
    *,
    contexts: frozenset[str] | None = None,
    name: str = "",
) -> AcceptanceResult:
    """Return how much of `gold` the reading has. Pure: the same input gives the same result.

    `contexts` are PLOVER's context names, by default those of the codebook; `name` heads the result.
    """
    document = reading.document
    on = (gold.document.published or document.anchor or "")[:10] or None
    by = Yardstick(
        text=document.text,
        registry=registry,
        on=on,
        contexts=plover_contexts() if contexts is None else contexts,
        symmetric=symmetric_relations(),
    )
    events = _kind("events", (faults.event(g, by) for g in gold.events), reading, Event)
    return AcceptanceResult(
        name=name or document.title or document.address,
        kinds=(
            _metadata(gold.document, document),
            _aliases(gold.aliases, reading.mentions, by),
            _kind("ties", chain.from_iterable(faults.ties(g, by) for g in gold.ties), reading, Tie),
            events,
            _kind("stances", (faults.stance(g, by) for g in gold.stances), reading, Stance),
            _kind("pressures", (faults.pressure(g, by) for g in gold.pressures), reading, Pressure),
            _kind("watchpoints", (faults.watchpoint(g, by) for g in gold.watchpoints), reading, WatchPoint),
            _must_not(gold.must_not_be_events_that_happened, reading, by, asked_for=events.answers),
        ),
    )


@cache
def symmetric_relations() -> frozenset[str]:
    """Return the relations that hold both ways, from the ties codebook."""
    return frozenset(relation.name for relation in codebooks.load().ties.relations if relation.symmetric)


@cache
def plover_contexts() -> frozenset[str]:
    """Return PLOVER's context names, from the codebook."""
    return frozenset(codebooks.load().plover.contexts)


# --- statements ------------------------------------------------------------------------------------


def _kind(kind: str, demands: Iterable[Demand], reading: Reading, of: type[Statement]) -> KindScore:
    """Score one kind of statement: assign statements to demands one to one, then explain what is left."""
    asked = tuple(demands)
    stated = tuple(s for s in reading.statements if isinstance(s, of))
    short = tuple(tuple(demand.faults(statement) for statement in stated) for demand in asked)
    options = [[i for i, fault in enumerate(row) if not fault] for row in short]
    served: dict[int, tuple[int, ...]] = {demand: (found,) for demand, found in assign(options).items()}
    served |= _joint(asked, stated, served)

    items = tuple(dict.fromkeys(demand.item for demand in asked))
    found: list[tuple[str, tuple[str, ...]]] = []
    misses: list[Miss] = []
    for item in items:
        numbers = [n for n, demand in enumerate(asked) if demand.item == item]
        lacking = [n for n in numbers if n not in served]
        if lacking:
            reasons = dict.fromkeys(_reason(asked[n], stated, short[n]) for n in lacking)
            misses.append(
                Miss(item=item, wanted=_quote(asked[numbers[0]], reading), reason="; ".join(reasons))
            )
        else:
            found.append((item, tuple(stated[i].id for n in numbers for i in served[n])))
    answering = {i for row in options for i in row} | {i for group in served.values() for i in group}
    used = {i for group in served.values() for i in group}
    return KindScore(
        kind=kind,
        expected=len(items),
        found=tuple(found),
        misses=tuple(misses),
        extras=tuple(_extra(s) for i, s in enumerate(stated) if i not in answering),
        repeats=len(answering - used),
    )


def _joint(
    asked: Sequence[Demand], stated: Sequence[Statement], served: dict[int, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    """Serve demands for several actors by several events that name one or some of them each."""
    free = [i for i in range(len(stated)) if all(i not in group for group in served.values())]
    together: dict[int, tuple[int, ...]] = {}
    for number, demand in enumerate(asked):
        if number in served:
            continue
        parts = {
            i: part
            for i in free
            if isinstance(part := stated[i], Event) and faults.only_actors_missing(demand, part)
        }
        if len(parts) > 1 and faults.covers_together(demand, parts.values()):
            together[number] = tuple(parts)
            free = [i for i in free if i not in parts]
    return together


def _reason(demand: Demand, stated: Sequence[Statement], rows: Sequence[tuple[Fault, ...]]) -> str:
    """Say why nothing was counted for a demand, by its nearest statement."""
    if not demand.spans:
        return "its evidence is not in the document's text"
    if not stated:
        return "nothing of the kind was read"

    def distance(number: int) -> tuple[bool, int, float, int]:
        evidence = stated[number].evidence
        part = best_share((evidence.start, evidence.end), demand.spans)
        return part == 0.0, len(rows[number]), -part, evidence.start

    nearest = min(range(len(stated)), key=distance)
    statement, differs = stated[nearest], rows[nearest]
    named = f'{statement.id} "{shortened(statement.evidence.quote)}"'
    if not differs:
        return f"{named} fits, and is counted for another item"
    if distance(nearest)[0] and any(fault.field != "evidence" for fault in differs):
        return "nothing of the kind was read from these words"
    if distance(nearest)[0]:
        return f"read from other words only: {named}"
    return f"{named}: " + "; ".join(str(fault) for fault in differs)


def _quote(demand: Demand, reading: Reading) -> str:
    return (
        f'"{shortened(reading.document.text[slice(*demand.spans[0])])}"'
        if demand.spans
        else "(not in the text)"
    )


def _extra(statement: Statement) -> Extra:
    match statement:
        case Tie():
            said = f"{statement.subject.id} {statement.relation} {statement.object.id}"
        case Event():
            who = f"{shown(ids_of(statement.source))} to {shown(ids_of(statement.target))}"
            said = f"{statement.type or ', '.join(statement.contexts)} {who}, {statement.status}"
        case Stance():
            said = f"{shown(ids_of(statement.holder))} {statement.stance}"
        case Pressure():
            said = f"{statement.modality}, on {shown(ids_of(statement.on))}"
        case WatchPoint():
            said = f"{statement.outlook}, {shown(ids_of(statement.who))}"
        case _:
            said = statement.kind.value
    return Extra(statement=statement.id, quote=statement.evidence.quote, said=said)


# --- metadata, aliases, and what must not be there ---------------------------------------------------


def _metadata(gold: GoldDocument, document: Document) -> KindScore:
    """Score each metadata field that gold gives; `not_body` is one check for all its texts."""
    published = document.published.value if document.published else None
    if published and gold.published and "T" not in gold.published:
        published = published[:10]
    checks: list[tuple[str, object, object]] = [
        ("title", gold.title, document.title),
        ("published", gold.published, published),
        ("source", gold.source, document.source),
        ("author", gold.author, document.author),
        ("translator", gold.translator, document.translator),
        ("tags", gold.tags, document.tags),
    ]
    asked = [(field, wanted, got) for field, wanted, got in checks if wanted is not None]
    misses = [
        Miss(item=field, wanted=str(wanted), reason=f"the document has {got!r}")
        for field, wanted, got in asked
        if wanted != got
    ]
    left = [text for text in gold.not_body or () if occurrences(document.text, text)]
    if left:
        misses.append(Miss(item="not_body", wanted="only the article", reason=f"still in the text: {left}"))
    fields = [field for field, _, _ in asked] + (["not_body"] if gold.not_body is not None else [])
    missed = {miss.item for miss in misses}
    found = tuple((field, ()) for field in fields if field not in missed)
    return KindScore(kind="metadata", expected=len(fields), found=found, misses=tuple(misses))


def _aliases(golds: Sequence[GoldAlias], mentions: Sequence[Mention], by: Yardstick) -> KindScore:
    """Score each alias: wherever its words stand, the mention that covers them must link to the actor."""
    found: list[tuple[str, tuple[str, ...]]] = []
    misses: list[Miss] = []
    for gold in golds:
        wanted = by.ids(gold.actor)
        spans = _named_spans(gold, by.text)
        reasons = [
            reason for span in spans if (reason := _alias_fault(span, mentions, wanted, gold.not_place))
        ]
        if not spans:
            reasons = ["the words are not in the document's text"]
        if reasons:
            misses.append(Miss(item=gold.surface, wanted=shown(wanted), reason=reasons[0]))
        else:
            found.append((gold.surface, ()))
    return KindScore(kind="aliases", expected=len(golds), found=tuple(found), misses=tuple(misses))


def _named_spans(gold: GoldAlias, text: str) -> list[Span]:
    """Return where the naming words (or their head) stand, as whole words, less a leading article."""
    named = gold.head or gold.surface
    spans = []
    for start, end in occurrences(text, gold.surface):
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            continue
        first = text.index(named, start) if gold.head else start
        last = first + len(named) if gold.head else end
        article = next((a for a in ("the ", "The ", "a ", "an ") if text.startswith(a, first)), "")
        spans.append((first + len(article), last))
    return spans


def _alias_fault(
    span: Span, mentions: Sequence[Mention], wanted: frozenset[str], not_place: bool
) -> str | None:
    covering = [m for m in mentions if m.start <= span[0] and span[1] <= m.end]
    if not covering:
        return f"no mention covers characters {span[0]}:{span[1]}"
    mention = min(covering, key=lambda m: (m.end - m.start, m.start))
    got = ids_of(mention.actors)
    if got != wanted:
        return f'the mention "{mention.surface}" at {mention.start} links to {shown(got)}'
    if not_place and mention.as_place:
        return f'the mention "{mention.surface}" at {mention.start} is read as a place'
    return None


def _must_not(
    quotes: Sequence[str], reading: Reading, by: Yardstick, *, asked_for: frozenset[str]
) -> KindScore:
    """Score each forbidden quote: respected when no event that took place rests on half of it or more.

    An event that gold itself asks for (the denial whose content is forbidden) breaks nothing.
    """
    events = [
        s
        for s in reading.statements
        if isinstance(s, Event) and s.status in TOOK_PLACE and s.id not in asked_for
    ]
    found: list[tuple[str, tuple[str, ...]]] = []
    misses: list[Miss] = []
    for quote in quotes:
        spans = by.spans(quote)
        wrong = [
            e for e in events if best_share((e.evidence.start, e.evidence.end), spans) >= ENOUGH_OF_THE_QUOTE
        ]
        if wrong:
            reason = f'{wrong[0].id} says {wrong[0].status}: "{shortened(wrong[0].evidence.quote)}"'
            misses.append(Miss(item=quote, wanted="no event that took place", reason=reason))
        else:
            found.append((quote, ()))
    return KindScore(kind="must_not", expected=len(quotes), found=tuple(found), misses=tuple(misses))
