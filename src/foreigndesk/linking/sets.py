"""Sets of actors that a text has built up: coordinations, groupings, the parties of a meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from foreigndesk.linking.references import reference
from foreigndesk.linking.salience import role_of, weight
from foreigndesk.linking.view import PASSING, Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import ActorKind, ActorRef

_LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class ActorSet:
    """Several actors named together, where (token of the last), and what joined them."""

    refs: tuple[ActorRef, ...]
    at: int
    how: str


def coordinations(view: View, drafts: Sequence[Draft]) -> list[ActorSet]:
    """Return sets of mentions joined by commas and "and", and mentions of several actors, in text order."""
    sets: list[ActorSet] = []
    run: list[Draft] = []
    for draft in [d for d in drafts if d.via not in PASSING and d.refs]:
        if run and not (_joined(view, run[-1], draft) and _apart(run, draft)):
            _close(run, sets)
            run = []
        run.append(draft)
    _close(run, sets)
    return sets


def _close(run: list[Draft], sets: list[ActorSet]) -> None:
    refs = tuple({ref.id: ref for d in run for ref in d.refs}.values())
    if len(refs) > 1:
        names = ", ".join(ref.name for ref in refs)
        sets.append(ActorSet(refs, run[-1].end - 1, f"{names}, named together"))


def _apart(run: Sequence[Draft], draft: Draft) -> bool:
    """Whether a mention adds to a run: a list that spells out the group before it does not."""
    named = {ref.id for d in run for ref in d.refs}
    return not any(len(d.refs) > 1 for d in run) or not {ref.id for ref in draft.refs} <= named


def _joined(view: View, left: Draft, right: Draft) -> bool:
    """Whether only commas, "and" and the like stand between two mentions of one kind."""
    if right.start - left.end > 3 or left.refs[0].kind != right.refs[0].kind:
        return False
    between = view.doc[left.end : right.start]
    if not all(t.is_punct or t.lower_ in {"and", "or", "&", "the", "with", "also"} for t in between):
        return False
    return bool(between) and all(t.text not in {".", ";", ":", "(", ")"} for t in between)


def latest_set(
    sets: Sequence[ActorSet], before: int, *, kinds: tuple[str, ...], size: int | None
) -> ActorSet | None:
    """Return the last set that ends before token `before`, all of whose actors have one of `kinds`.

    Arguments:
        sets: sets in text order.
        before: the anaphor's first token.
        kinds: allowed kinds; any when empty.
        size: the number of actors, when the words give it.
    """
    for group in reversed(sets):
        if group.at >= before or (size is not None and len(group.refs) != size):
            continue
        if not kinds or all(ref.kind in kinds for ref in group.refs):
            return group
    return None


def widest(view: View, sets: Sequence[ActorSet], group: ActorSet) -> ActorSet:
    """Return an earlier set of the passage that holds all of `group` and more, else `group`.

    "A, B and C ... A and B are members and C is not ... in these countries" means all three.
    """
    ids = {ref.id for ref in group.refs}
    wider = [
        other
        for other in reversed(sets)
        if other.at < group.at
        and view.sentence_of[group.at] - view.sentence_of[other.at] <= _LOOK_BACK
        and ids < {ref.id for ref in other.refs}
    ]
    return min(wider, key=lambda other: len(other.refs), default=group)


@dataclass(frozen=True, slots=True)
class Passage:
    """Who is looked for before token `at`: how many, persons or what they act for, and who not."""

    at: int
    size: int
    persons: bool
    states_only: bool = False
    without: frozenset[str] = frozenset()


def parties(view: View, drafts: Sequence[Draft], sought: Passage, *, back: int) -> ActorSet | None:
    """Return those who meet, talk, fight or agree in the paragraph before a token.

    Persons and offices count for their states unless persons are sought. Sentences are taken nearest
    first, at most `back` before, until there are enough; where one brings too many, the weightiest stay.
    """
    sentence, paragraph = view.sentence_of[sought.at], view.paragraph_of[sought.at]
    found: dict[str, tuple[float, ActorRef]] = {}
    for number in range(sentence, max(-1, sentence - back - 1), -1):
        here = [d for d in drafts if view.sentence_of[d.start] == number and d.end <= sought.at]
        if number != sentence and here and view.paragraph_of[here[-1].start] != paragraph:
            break
        new = _actors(view, here, sought)
        if len(found) + len(new.keys() - found.keys()) > sought.size:
            new = _weightiest(new, sought.size - len(found), found)
        found = {**new, **found}
        if len(found) >= sought.size:
            refs = sorted(found.values(), key=lambda item: -item[0])
            how = f"{_where(view, here)} in {_which(sentence - number)}"
            return ActorSet(tuple(ref for _, ref in refs), sought.at, how)
    return None


def with_main_state(view: View, drafts: Sequence[Draft], sought: Passage) -> ActorSet | None:
    """Return the one state of the sentence and the state that the document is mostly about, as a pair."""
    sentence = view.sentence_of[sought.at]
    here = [d for d in drafts if view.sentence_of[d.start] == sentence]
    named = _actors(view, here, sought)
    counts = Counter(
        ref.id for d in drafts if d.via not in PASSING for ref in d.refs if ref.kind == ActorKind.STATE
    )
    main = next((state for state, _ in counts.most_common() if state not in named), None)
    actor = view.registry.get(main) if main else None
    if sought.size != 2 or sought.persons or len(named) != 1 or actor is None or counts[actor.id] < 3:
        return None
    ((_, other),) = named.values()
    return ActorSet(
        (other, reference(actor, "main state", 0.6)), sought.at, "the state that the document is about"
    )


def _actors(view: View, here: Sequence[Draft], sought: Passage) -> dict[str, tuple[float, ActorRef]]:
    found: dict[str, tuple[float, ActorRef]] = {}
    for draft in here:
        if draft.via in PASSING or draft.via == "grouping":
            continue
        if draft.as_place and not (sought.states_only and role_of(view, draft) == "obj"):
            continue
        for ref in draft.refs:
            actor = _person(ref) if sought.persons else _party(view, ref)
            if actor is None or actor.id in sought.without:
                continue
            if sought.states_only and actor.kind != ActorKind.STATE:
                continue
            score = weight(view, draft, sought.at)
            if score > found.get(actor.id, (0.0, actor))[0]:
                found[actor.id] = (score, actor)
    return found


def _person(ref: ActorRef) -> ActorRef | None:
    return ref if ref.kind in {ActorKind.PERSON, ActorKind.OFFICE} else None


def _party(view: View, ref: ActorRef) -> ActorRef | None:
    """The side that a mention counts for: a state, an armed group, an alliance; an office for its state."""
    if ref.kind in {ActorKind.STATE, ActorKind.ARMED_GROUP} or (ref.linked and ref.sector == "IGO"):
        return ref
    if ref.sector not in {"GOV", "MIL", "LEG"} or not ref.state or ref.kind == ActorKind.BASE:
        return None
    actor = view.registry.get(ref.state)
    return reference(actor, "state of the person", 0.8) if actor else None


def _weightiest(
    new: dict[str, tuple[float, ActorRef]], room: int, found: dict[str, tuple[float, ActorRef]]
) -> dict[str, tuple[float, ActorRef]]:
    fresh = {k: v for k, v in new.items() if k not in found}
    best = sorted(fresh.items(), key=lambda item: (-item[1][0], item[0]))[:room]
    return dict(best)


def _where(view: View, here: Sequence[Draft]) -> str:
    words = vocabulary().meeting_words
    sentence = view.doc[here[-1].start].sent if here else None
    met = next((t.lower_ for t in sentence if singular(t) in words), "") if sentence else ""
    return f"those of the {met}" if met else "those named"


def _which(distance: int) -> str:
    return {0: "the same sentence", 1: "the sentence before"}.get(distance, f"{distance} sentences before")
