"""Ties that need a map besides grammar: named bases, and neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words
from foreigndesk.coding.titles import state_beside
from foreigndesk.records import ActorKind, ActorRef, Reason, Status, Tie


def ties_from_bases(scene: Scene) -> Iterator[Tie]:
    """A base that the text names in its host, with its operator named nearby, is a military presence."""
    for mention in scene.cast.mentions:
        for ref in mention.actors:
            base = scene.registry.base(ref.id)
            if base is None or base.operator is None or base.operator == base.host:
                continue
            head = scene.token_at(mention.head)
            if head is None:
                continue
            operator = _named_near(scene, base.operator, head) or _named_in(scene, base.operator, ref)
            host = _named_near(scene, base.host, head) or state_beside(scene, base.host, ref)
            if operator is None or host is None or base.operator not in {operator.id, operator.state}:
                continue
            standing = scene.status.of(head, head)
            if not standing.real:
                continue
            tokens = scene.tokens_of(mention.start, mention.end)
            holders = (
                [head, head.head] if head.dep_.startswith("nsubj") and head.head.pos_ == "VERB" else [head]
            )
            located = [
                t
                for holder in holders
                for child in holder.children
                if case_of(child) in {"in", "near", "at", "on"}
                for t in own_words(child)
            ]
            located += _stated_after(scene, mention.end)
            yield Tie(
                document_id=scene.document_id,
                evidence=scene.evidence([*tokens, *located]),
                status=Status.ONGOING,
                confidence=0.8,
                reasons=(
                    Reason(rule=f"named base: {ref.how}", words=ref.surface, result=ref.id),
                    Reason(
                        rule="operator and host from the gazetteer, both named in the text",
                        result=f"{base.operator} in {base.host}",
                    ),
                ),
                relation="military_presence_in",
                subject=operator,
                object=host,
                through=ref,
            )


def _stated_after(scene: Scene, end: int) -> list[Token]:
    """Return the place phrase that follows a name directly, wherever the parser hung it."""
    token = scene.token_at(end)
    while token is not None and token.i + 1 < len(scene.doc) and (token.is_punct or token.is_space):
        token = scene.doc[token.i + 1]
    if token is None or token.lower_ not in {"in", "near", "at"} or token.dep_ != "case":
        return []
    return [token, *own_words(token.head)] if token.head.i > token.i else []


def _named_in(scene: Scene, state: str, base: ActorRef) -> ActorRef | None:
    """Return the state where the base's own name holds its name ("the French base in Djibouti")."""
    words = scene.tokens_of(base.start, base.end)
    named = any(actor.id == state for token in words for actor in scene.registry.lookup(token.text))
    return state_beside(scene, state, base) if named else None


def _named_near(scene: Scene, state: str, token: Token) -> ActorRef | None:
    sentence = token.sent
    start = scene.doc[max(sentence.start - 1, 0)].sent.start_char
    for ref in reversed(scene.cast.states_in(start, sentence.end_char)):
        if ref.id == state:
            return ref
    return None


def ties_from_neighbours(scene: Scene) -> Iterator[Tie]:
    """ "neighbouring Afghanistan": the neighbour is the state in focus that borders it."""
    words = {word for e in scene.books.ties.entries if e.relation == "borders" for word in e.adjective}
    for token in scene.doc:
        if not {lemma_of(token), token.lower_} & words or token.dep_ != "amod":
            continue
        for each in with_conjuncts(token.head):
            for ref in scene.cast.refs(each):
                if ref.kind is ActorKind.STATE:
                    yield from _neighbour(scene, token, each, ref)


def _neighbour(scene: Scene, adjective: Token, noun: Token, ref: ActorRef) -> Iterator[Tie]:
    state = scene.registry.state(ref.id)
    borders = set(state.borders) if state else set()
    sentence = adjective.sent
    start = scene.doc[max(sentence.start - 1, 0)].sent.start_char
    before = [r for r in scene.cast.states_in(start, adjective.idx) if r.id in borders]
    own = [r for r in scene.cast.states_in(sentence.start_char, adjective.idx) if r.id in borders]
    choice = (own or before)[-1:]
    for subject in choice:
        yield Tie(
            document_id=scene.document_id,
            evidence=scene.evidence([adjective, noun]),
            status=Status.ONGOING,
            confidence=0.85,
            reasons=(
                Reason(rule="codebook entry tie-borders", words=adjective.text, result="borders"),
                Reason(
                    rule="the state named last before that borders it",
                    words=subject.surface,
                    result=subject.id,
                ),
            ),
            relation="borders",
            subject=subject,
            object=ref,
        )
