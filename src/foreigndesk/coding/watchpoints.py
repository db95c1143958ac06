"""Watch-points: what is expected or possible ahead, who is concerned, when it falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import WatchEntry
from foreigndesk.coding.ahead import Ahead, Sign
from foreigndesk.coding.cast import as_state, unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import lemma_of
from foreigndesk.coding.matching import Matcher, heads_for
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import slot_tokens, text_of
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorKind, ActorRef, Outlook, Reason, Status, WatchPoint, When

_STATUS = {
    "scheduled": Status.PLANNED,
    "expected": Status.PLANNED,
    "promised": Status.PLANNED,
    "wanted": Status.PLANNED,
    "considered": Status.CONSIDERED,
    "possible": Status.POSSIBLE,
}


@cache
def _matcher(books: Codebooks) -> Matcher[WatchEntry]:
    return Matcher(books.watchpoints, books)


def code_watchpoints(scene: Scene) -> Iterator[WatchPoint]:
    """Yield the watch-points of a document in text order. What is already over is none.

    Entries of the codebook name some; beside them, every political act that the text says lies ahead is one.
    """
    matcher = _matcher(scene.books)
    ahead = Ahead(scene)
    best: dict[tuple[str, int], WatchPoint] = {}
    for frame in scene.frames:
        entries = matcher.matches(frame, scene.cast)
        if entries and not ahead.political(frame):
            continue
        found = next((p for entry in entries if (p := _point(scene, ahead, entry, frame)) is not None), None)
        if found is not None:
            key = (found.outlook, found.evidence.start)
            known = best.get(key)
            if known is None or (found.due is not None and known.due is None):
                best[key] = found
    by_entries = [point for point in best.values() if not _told_again(point, best.values())]
    for frame in sorted(scene.frames, key=lambda f: f.form == "noun"):  # an act told by its verb says more
        if (sign := ahead.sign(frame)) is not None:
            point = _made(scene, frame, sign)
            if not any(_overlap(point, other) for other in by_entries):
                by_entries.append(point)
    yield from sorted(by_entries, key=lambda p: (p.evidence.start, p.evidence.end, p.outlook))


def _told_again(point: WatchPoint, points: Iterable[WatchPoint]) -> bool:
    """Whether another point says the same of the same words, and when it falls due, which this does not."""
    return point.due is None and any(
        (other.what, other.outlook) == (point.what, point.outlook) and other.due and _overlap(other, point)
        for other in points
    )


def _overlap(one: WatchPoint, other: WatchPoint) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def _made(scene: Scene, frame: Frame, sign: Sign) -> WatchPoint:
    """Return the watch-point of an act that lies ahead by its form alone."""
    tokens = scene.trigger_tokens(frame, (), sign.standing)
    speaker, _ = scene.speaker(frame.trigger)
    return WatchPoint(
        document_id=scene.document_id,
        evidence=scene.evidence(tokens),
        status=_STATUS[sign.outlook],
        speaker=speaker,
        confidence=0.65 if sign.due else 0.55,
        reasons=(
            Reason(rule="act that lies ahead", words=frame.trigger.text, result=sign.outlook),
            *sign.standing.reasons,
        ),
        what=text_of(scene, scene.clause_tokens(frame.trigger)),
        outlook=sign.outlook,
        who=_as_states(scene, sign.parties) or unique(r for r in sign.parties if r.kind in _ACTORS),
        due=sign.due,
        settled_by=None,
    )


def _point(scene: Scene, ahead: Ahead, entry: WatchEntry, frame: Frame) -> WatchPoint | None:
    what = slot_tokens(scene, entry, frame, entry.what)
    if not what:
        return None
    standing = scene.status.of(frame.trigger, frame.clause)
    if standing.status is Status.DENIED:
        return None
    tokens = [*scene.trigger_tokens(frame, (), standing), *what]
    due = _due(scene, frame, tokens)
    if entry.needs_due and due is None:
        return None
    if due is not None and scene.document.anchor and (due.end or due.start or "9") < scene.document.anchor:
        return None
    who = _who(scene, entry, frame, what)
    outlook = _outlook(ahead, entry, standing)
    speaker, _ = scene.speaker(frame.trigger)
    return WatchPoint(
        document_id=scene.document_id,
        evidence=scene.evidence(tokens),
        status=_STATUS[outlook],
        speaker=speaker,
        confidence=0.75 if due else 0.65,
        reasons=(
            Reason(rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=outlook),
            *(
                (Reason(rule=f"due: {due.rule}", words=due.surface, result=f"{due.start}/{due.end}"),)
                if due
                else ()
            ),
        ),
        what=text_of(scene, what),
        outlook=outlook,
        who=who,
        due=due,
        settled_by=entry.settled_by,
    )


def _outlook(ahead: Ahead, entry: WatchEntry, standing: Standing) -> Outlook:
    """Return an entry's outlook, less certain where its words are only hoped for or feared.

    "Hopes that they will meet in May" schedules nothing; "fears that the army plans a coup" tells no plan.
    """
    above = ahead.governing(standing)
    if above == "possible" or (above == "wanted" and entry.outlook == "scheduled"):
        return above
    return entry.outlook


def _due(scene: Scene, frame: Frame, tokens: Sequence[Token]) -> When | None:
    times = scene.when(frame, tokens, of_content=True)
    anchor = scene.document.anchor
    ahead = [t for t in times if not anchor or (t.end or t.start or "") >= anchor]
    return ahead[0] if ahead else (times[0] if times else None)


def _who(scene: Scene, entry: WatchEntry, frame: Frame, what: Sequence[Token]) -> tuple[ActorRef, ...]:
    """Return the states concerned: those of the matter and of whoever acts; else those last in focus."""
    refs: list[ActorRef] = []
    named = [mention for token in what if (mention := scene.cast.mention(token))]
    matter = [r for m in named if not m.as_place for r in m.actors]
    if not matter and not any(lemma_of(token) in scene.books.outlooks.meetings for token in what):
        matter = [r for m in named for r in m.actors]  # an election there is its own
    for slot in entry.who:
        if slot == "what":
            refs.extend(matter)
        elif slot in {"in", "of"} and refs:
            continue
        else:
            refs.extend(r for head in heads_for(entry, frame, slot) for r in scene.cast.refs(head))
    acting = unique(r for head in heads_for(entry, frame, "subject") for r in _acting(scene, head))
    if not refs:
        refs.extend(acting)
    own = [r for r in acting if "subject" in entry.who and not _as_states(scene, [r])]
    concerned = unique([*own, *_as_states(scene, refs)]) or unique(
        r for r in refs if r.kind in _ACTORS and (r.linked or r in acting)
    )
    if concerned:
        return concerned
    opening = [t for head in frame.heads("subject") for t in head.subtree][:1]
    return scene.in_focus(
        frame.trigger,
        lambda sentence: scene.cast.states_in(sentence.start_char, sentence.end_char)[-1:],
        points_back=any(t.lower_ in {"these", "this", "those", "such"} for t in opening),
    )


_ACTORS = frozenset(ActorKind) - {ActorKind.PLACE, ActorKind.UNKNOWN, ActorKind.BASE}


def _acting(scene: Scene, head: Token) -> tuple[ActorRef, ...]:
    """Return who a subject names: actors of the registry, else those that it names and nobody knows."""
    return scene.cast.refs(head) or tuple(r for r in scene.cast.unlinked(head) if r.kind in _ACTORS)


def _as_states(scene: Scene, refs: Sequence[ActorRef]) -> tuple[ActorRef, ...]:
    """Return the states among `refs`, and for people and bodies the states they act for."""
    out: list[ActorRef] = []
    for ref in refs:
        if ref.kind is ActorKind.STATE:
            out.append(ref)
        elif ref.state and (actor := scene.registry.get(ref.state)):
            out.append(as_state(ref, actor, how=f"state of {ref.name}", score=ref.score))
    return unique(out)
