"""From the words of a cause and of its effect to the pressure: how sure, on whom, in which direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from foreigndesk.coding.cast import unique
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorKind, ActorRef, Direction, Modality, Pressure, Reason, Status

POINTERS = frozenset({"it", "they", "this", "these", "that", "which"})
_DOUBTFUL = frozenset({Status.POSSIBLE, Status.HYPOTHETICAL, Status.CONSIDERED, Status.PLANNED})
_STATUS: dict[Modality, Status] = {
    "asserted": Status.HAPPENED,
    "possible": Status.POSSIBLE,
    "denied": Status.DENIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A cause and its effect on their way to a pressure.

    `words` are what ties them, `clause` the verb whose standing is theirs. `negated` says whether a negation
    of that verb denies the tie: "did not lead to" does, "did not come because of the rain" does not.
    """

    cause: tuple[Token, ...]
    effect: tuple[Token, ...]
    words: tuple[Token, ...]
    clause: Token
    rule: str
    confidence: float
    modality: Modality = "asserted"
    direction: Direction | None = None
    negated: bool = True
    further: tuple[Reason, ...] = ()


def pressure(scene: Scene, tied: Tied) -> Pressure:
    """Return the pressure that a cause and an effect make, with why."""
    tied = replace(tied, cause=_plain(tied.cause), effect=_plain(tied.effect))
    standing = scene.status.of(tied.clause, tied.clause)
    modality = tied.modality
    if standing.status is Status.DENIED and tied.negated:
        modality = "denied"
    elif standing.status in _DOUBTFUL and modality == "asserted":
        modality = "possible"
    first = tied.words[0] if tied.words else tied.clause
    words = [*tied.cause, *tied.effect, *tied.words]
    words += [t for t in standing.words if t.sent.start == first.sent.start]
    said = _text(scene, tied.words)
    return Pressure(
        document_id=scene.document_id,
        evidence=scene.evidence(words),
        status=_STATUS[modality],
        speaker=scene.speaker(tied.clause)[0],
        confidence=tied.confidence,
        reasons=(
            Reason(rule=tied.rule, words=said, result=modality),
            *tied.further,
            *(r for r in standing.reasons if modality != "asserted"),
        ),
        cause=scene.evidence(tied.cause),
        effect=scene.evidence(tied.effect),
        on=_on_whom(scene, tied, first),
        modality=modality,
        connective=said,
        direction=tied.direction,
    )


def _plain(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the words of a part without what a comma sets off behind its head (", where farmers ...")."""
    inside = {t.i for t in words}
    apart: set[int] = set()
    for token in words:
        clause = token.dep_ in {"acl:relcl", "advcl:relcl"} and token.head.i in inside
        first = token.left_edge
        if clause and first.i and first.i - 1 > words[0].i and token.doc[first.i - 1].text == ",":
            apart |= {t.i for t in token.subtree}
    kept = tuple(t for t in words if t.i not in apart)
    return kept or words


def _text(scene: Scene, words: Sequence[Token]) -> str:
    if not words:
        return ""
    start, end = words[0].idx, words[-1].idx + len(words[-1])
    return " ".join(scene.document.text[start:end].split())


def _on_whom(scene: Scene, tied: Tied, first: Token) -> tuple[ActorRef, ...]:
    """Return the states a pressure weighs on: those of the effect, else of the cause, else those in focus."""
    for tokens in (tied.effect, tied.cause):
        found = _states(scene, tokens)
        if found:
            return found

    def in_sentence(sentence: Span) -> tuple[ActorRef, ...]:
        subjects = [t for token in sentence if token.dep_.startswith("nsubj") for t in token.subtree]
        return _states(scene, subjects) or _states(scene, list(sentence))

    points_back = bool(tied.cause) and tied.cause[0].lower_ in POINTERS
    return scene.in_focus(first, in_sentence, points_back=points_back)


def _states(scene: Scene, tokens: Sequence[Token]) -> tuple[ActorRef, ...]:
    refs: list[ActorRef] = []
    for token in tokens:
        mention = scene.cast.mention(token)
        if mention is None or token.pos_ == "ADJ":
            continue
        refs.extend(r for r in mention.actors if r.kind is ActorKind.STATE)
    return unique(refs) or scene.states_of_places(tokens)
