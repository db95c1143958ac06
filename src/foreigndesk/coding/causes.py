"""What the network of causes adds to the codebook: causes that no entry reads, a second word on the others.

The network learned what the Causal News Corpus calls causal, which is wider than a pressure: there, a purpose
("marched to demand it") is a cause. What is kept is ruled by codebooks/learned.yaml, under `causes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from foreigndesk.codebooks.schema import CauseRules
from foreigndesk.coding.grammar import FINITE, is_verb
from foreigndesk.coding.pressure_records import Tied
from foreigndesk.coding.scene import Scene
from foreigndesk.parsing.causes import StatedCause, WordSpan, stated_causes
from foreigndesk.records import Reason

RULE = "network of causes"
_LOOSE = frozenset({"PUNCT", "CCONJ", "SPACE"})
_BODIES = frozenset({"NOUN", "VERB", "PROPN", "ADJ"})


def by_network(scene: Scene, by_words: Sequence[Tied]) -> Iterator[Tied]:
    """Yield what the entries read, with the network's word where it agrees, then what it reads alone."""
    rules = scene.books.learned.causes
    stated = stated_causes(scene.doc)
    agreed: dict[int, float] = {}
    for number, tied in enumerate(by_words):
        odds = [each.odds for each in stated if _same(each, tied)]
        if odds:
            agreed[number] = max(odds)
    for number, tied in enumerate(by_words):
        if number in agreed:
            reason = Reason(rule=f"{RULE}: agrees", result=f"{agreed[number]:.2f}")
            yield replace(tied, further=(*tied.further, reason), confidence=rules.confidence_agreed)
        else:
            yield tied
    for each in stated:
        if not any(_overlap(each, tied) for tied in by_words):
            found = _tied(scene, each, rules)
            if found is not None:
                yield found


def _tied(scene: Scene, stated: StatedCause, rules: CauseRules) -> Tied | None:
    """Return a relation of the network as cause and effect; None where it is no pressure, or hardly sure."""
    signal = scene.doc[slice(*stated.signal)] if stated.signal else None
    if stated.odds < (rules.accept if signal else rules.accept_unsignalled):
        return None
    said = signal.text.lower() if signal else ""
    cause, effect = _words(scene, stated.cause, signal), _words(scene, stated.effect, signal)
    if signal is not None and said in rules.conditions:
        effect = _nearest_clause(effect, signal)
    if not _says(cause) or not _says(effect) or said in rules.not_alone or _is_purpose(cause, signal, rules):
        return None
    if said in rules.clauses_only and not any(t.tag_ in FINITE for t in cause):
        return None  # "since the collapse of the Union"
    head = _head(effect)
    verb = next((t for t in signal or () if is_verb(t)), None)
    frame = scene.frames.of(head)
    return Tied(
        cause=tuple(cause), effect=tuple(effect), words=tuple(signal or ()),
        clause=verb or (frame.clause if frame and not is_verb(head) else head),
        rule=RULE, confidence=round(rules.confidence * stated.odds, 2), negated=verb is not None,
        modality="possible" if said in rules.conditions else "asserted",
        further=(Reason(rule=f"{RULE}: sure", result=f"{stated.odds:.2f}"),),
    )  # fmt: skip


def _words(scene: Scene, span: WordSpan, signal: Span | None) -> list[Token]:
    """Return the words of a part without the signal that may lie in it, or punctuation at its ends."""
    taken = {t.i for t in signal} if signal is not None else set()
    words = [t for t in scene.doc[span[0] : span[1]] if t.i not in taken]
    while words and words[0].pos_ in _LOOSE:
        words = words[1:]
    while words and words[-1].pos_ in _LOOSE:
        words = words[:-1]
    return words


def _nearest_clause(effect: list[Token], signal: Span) -> list[Token]:
    """Return the last coordinated clause before a condition: "denied it and threatened to leave if ..."."""
    inside = {t.i for t in effect}
    if not effect or effect[-1].i > signal[0].i:
        return effect
    further = [c for c in _head(effect).children if c.dep_ == "conj" and is_verb(c) and c.i in inside]
    return [t for t in effect if t.i >= further[-1].left_edge.i and t.dep_ != "cc"] if further else effect


def _says(words: Sequence[Token]) -> bool:
    """Whether words name something that can cause or be caused, and not only somebody or a day."""
    return any(t.pos_ in _BODIES and t.ent_type_ not in {"DATE", "PERSON", "GPE"} for t in words)


def _is_purpose(cause: Sequence[Token], signal: Span | None, rules: CauseRules) -> bool:
    """Whether the cause only says what the effect was done for: "to demand", "seeking", "in order to"."""
    first = signal[0] if signal is not None else cause[0]
    infinitive = any(t.lower_ == "to" and t.tag_ == "TO" for t in (*(signal or ()), cause[0]))
    said = {first.lower_, signal.text.lower() if signal is not None else ""}
    return infinitive or bool(said & set(rules.purposes))


def _head(words: Sequence[Token]) -> Token:
    """Return the word that the others depend on."""
    inside = {t.i for t in words}
    tops = [t for t in words if t.head.i == t.i or t.head.i not in inside]
    return next((t for t in tops if is_verb(t)), tops[0])


def _same(stated: StatedCause, tied: Tied) -> bool:
    return _meet(stated.cause, tied.cause) and _meet(stated.effect, tied.effect)


def _overlap(stated: StatedCause, tied: Tied) -> bool:
    """Whether an entry read the same relation, or the two parts the other way round."""
    crossed = _meet(stated.cause, tied.effect) and _meet(stated.effect, tied.cause)
    return _same(stated, tied) or crossed


def _meet(span: WordSpan, words: Sequence[Token]) -> bool:
    return any(span[0] <= token.i < span[1] for token in words)
