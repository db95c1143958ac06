"""Which PLOVER type holds between two parties of a sentence that are given.

Every word that may name an act speaks for the types it may name, by the codebook and by the network of acts,
as far as the given parties are its own. The type for which most speaks is the relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from foreigndesk.coding.drafts import VERBAL
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.matching import event_matcher
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.coding.tense import tense_type
from foreigndesk.records import Status

Span = tuple[int, int]
_STRAY = 0.05  # what a word still says of parties that are not its own
_ENTRY = 0.5  # the voice of the codebook beside that of the network, whose odds add up to one
_BY_SLOT = 0.5  # of one that stands in a slot of the word
_UNNAMED = 0.3  # of one where the network sees nobody named
_DESCRIBING = 0.3  # what an act says that only describes a party
_UNTRUE = 0.3  # what an act says that is denied or only supposed
_NOT_SO = frozenset({Status.DENIED, Status.HYPOTHETICAL})
_HARM = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})
_GIVEN = frozenset({"SUPPORT"})  # what is pledged is given: "pledged its support"
_DOING = ("subject", "agent", "possessor")
_UNDERGOING = ("object", "indirect", "to", "with", "against", "on", "of", "in", "for", "from")


@dataclass(frozen=True, slots=True)
class Relation:
    """A PLOVER type between two parties, its share of what speaks (0 to 1), and the word that says most."""

    type: str
    share: float
    trigger: str


def relation_between(scene: Scene, source: Sequence[Span], target: Sequence[Span]) -> Relation | None:
    """Return what `source` does to `target`, None where no word names an act.

    Args:
        scene: a document, of which the sentence that names the parties is read.
        source, target: where the parties stand, as character offsets; several where they are named again.
    """
    sides = (_tokens(scene, source), _tokens(scene, target))
    voices = [_voice(scene, frame, *sides) for frame in scene.frames]
    votes: dict[str, float] = defaultdict(float)
    loudest: dict[str, tuple[float, str]] = {}
    for voice in voices:
        governor = next((v for v in voices if v is not voice and _governs(v, voice)), None)
        urges_harm = any(_governs(voice, v) and _harms(v) for v in voices) and voice.entry == "REQUEST"
        for type_, odds in voice.types.items():
            found = tense_type(scene, voice.frame, type_, voice.standing)
            untrue = found == type_ and voice.standing.status in _NOT_SO
            if governor is not None and found == type_ and type_ not in _GIVEN:
                found = governor.entry or found  # "agreed to lift the ban" is an AGREE
            if found == "REQUEST" and (urges_harm or (governor is not None and type_ in _HARM)):
                found = "THREATEN"  # whoever calls for sanctions against somebody threatens them
            said = voice.weight * odds * (_UNTRUE if untrue else 1.0)
            votes[found] += said
            loudest[found] = max(loudest.get(found, (0.0, "")), (said, voice.frame.trigger.text))
    if not votes or not (total := sum(votes.values())):
        return None
    best = max(votes, key=lambda name: votes[name])
    return Relation(best, votes[best] / total, loudest[best][1])


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one word says: its types with their odds, and how far the parties are its own."""

    frame: Frame
    standing: Standing
    weight: float
    types: dict[str, float]
    entry: str | None


def _voice(scene: Scene, frame: Frame, source: set[int], target: set[int]) -> _Voice:
    weight = _own(scene, frame, source, target) * _standing_of_its_own(scene, frame, source, target)
    standing = scene.standing(frame)
    types, entry = _types(scene, frame, standing)
    return _Voice(frame, standing, weight, types, entry)


def _governs(voice: _Voice, content: _Voice) -> bool:
    """Whether a word says of an act that it is agreed, refused, demanded or threatened."""
    return voice.entry in VERBAL and voice.frame.trigger in content.standing.words


def _harms(voice: _Voice) -> bool:
    return max(voice.types, key=lambda name: voice.types[name], default="") in _HARM


def _standing_of_its_own(scene: Scene, frame: Frame, source: set[int], target: set[int]) -> float:
    """Return how much an act counts that stands inside a party ("condemned the attack", "freed a man accused
    of it") or is only ended ("lifted the ban"): it tells of the party, not of what is done to it."""
    inside = source | target
    if scene.status.ended(frame.trigger):
        return _DESCRIBING
    described = frame.trigger.dep_.startswith("acl") and frame.trigger.head.i in inside
    return _DESCRIBING if frame.trigger.i in inside or described else 1.0


def _types(scene: Scene, frame: Frame, standing: Standing) -> tuple[dict[str, float], str | None]:
    """Return the types that a frame may name with their odds, and the entry's; entry and network have a voice
    each."""
    votes: dict[str, float] = defaultdict(float)
    fitting = event_matcher(scene.books).matches(frame, scene.cast, likely=scene.learned.likely(frame))
    fitting = [each for each in fitting if not each.only_if or standing.status.value in each.only_if]
    entry = next((each.type for each in fitting if each.type is not None), None)
    if entry is not None:
        votes[entry] += _ENTRY
    act = scene.learned.act(frame)
    for kind, odds in act.kinds.items() if act else ():
        if kind != "none":
            votes[kind] += odds
    return votes, entry


def _own(scene: Scene, frame: Frame, source: set[int], target: set[int]) -> float:
    """Return how far the given parties are those of a frame, 0 to 1."""
    given = (source, target)
    odds = [_STRAY, _STRAY]
    for side, slots in enumerate((_DOING, _UNDERGOING)):
        if any(head.i in given[side] for slot in slots for head in frame.heads(slot)):
            odds[side] = _BY_SLOT
        token, how_sure = scene.learned.party(frame, side)
        if token is not None and token.i in given[side]:
            odds[side] = max(odds[side], how_sure)
        elif token is None and how_sure:
            odds[side] = max(odds[side], _UNNAMED * how_sure)
    return odds[0] * odds[1]


def _tokens(scene: Scene, spans: Sequence[Span]) -> set[int]:
    return {token.i for start, end in spans for token in scene.tokens_of(start, end)}
