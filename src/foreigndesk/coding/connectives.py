"""Causes that a preposition or conjunction opens: "because of X", "in response to X", "after X", "if X"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from foreigndesk.codebooks.schema import PressureEntry
from foreigndesk.coding.grammar import antecedent, case_of, is_verb, lemma_of, with_conjuncts
from foreigndesk.coding.pressure_records import Tied
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words

_OPENING = frozenset({"case", "mark", "advmod", "fixed"})
_NAMES = frozenset({"PERSON", "GPE", "ORG", "NORP", "DATE", "MONEY", "PERCENT", "QUANTITY"})
_BODIES = frozenset({"VERB", "NOUN", "ADJ", "AUX"})
_NEGATIONS = frozenset({"not", "n't", "never"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_LINKING_BACK = frozenset({"which", "what"})


def by_connectives(scene: Scene) -> Iterator[Tied]:
    """Yield causes with the clause or noun that they hang on; a longer connective goes before a shorter."""
    entries = _by_first_word(scene.books.pressures)
    taken = -1
    for token in scene.doc:
        if token.i <= taken:
            continue
        for words, entry in entries.get(token.lower_, ()):
            last = token.i + len(words) - 1
            if [t.lower_ for t in scene.doc[token.i : last + 1]] != words:
                continue
            opening = list(scene.doc[token.i : last + 1])
            found = _ends(opening, entry, scene)
            if found is not None:
                taken = last
                yield from _tied(scene, entry, opening, found)
                break


def _by_first_word(entries: Sequence[PressureEntry]) -> dict[str, list[tuple[list[str], PressureEntry]]]:
    found: dict[str, list[tuple[list[str], PressureEntry]]] = {}
    for entry in entries:
        for connective in entry.connective:
            words = connective.split()
            found.setdefault(words[0], []).append((words, entry))
    for group in found.values():
        group.sort(key=lambda pair: (-len(pair[0]), -bool(pair[1].governor), pair[1].id))
    return found


def _ends(opening: Sequence[Token], entry: PressureEntry, scene: Scene) -> tuple[Token, Token] | None:
    """Return the heads of cause and effect where a connective has both and the entry's conditions hold."""
    own = {t.i for t in opening}
    cause = opening[-1]
    if cause.dep_ not in _OPENING or (cause.lower_ == "to" and cause.dep_ == "mark"):
        return None
    while cause.i in own and cause.head.i != cause.i:
        cause = cause.head
    governor = cause.head
    while governor.i in own and governor.head.i != governor.i:
        governor = governor.head
    if governor.i == cause.i:  # "the shortage is due to the war"
        governor = next((c for c in cause.children if c.dep_ == "nsubj" and c.i < opening[0].i), governor)
    if cause.i in own or cause.i <= opening[-1].i or governor.i in {*own, cause.i}:
        return None
    dated = governor.head.i == cause.i and any(t.ent_type_ == "DATE" for t in cause.subtree)
    if opening[0].lower_ == "due" and (cause.pos_ not in _NOMINAL or dated):
        return None  # "due to open", "due to vote in July"
    if governor.pos_ not in _BODIES or cause.ent_type_ == "DATE" or cause.pos_ == "NUM":
        return None
    if lemma_of(cause) in scene.books.grammar.time_nouns:
        return None
    if entry.object and lemma_of(cause) not in entry.object:
        return None
    if entry.governor:
        if lemma_of(governor) not in entry.governor or (cause.ent_type_ in _NAMES and not entry.object):
            return None
    elif governor.dep_ == "cop":
        return None
    return (cause, governor) if _open_to(cause, governor, entry) else None


def _open_to(cause: Token, governor: Token, entry: PressureEntry) -> bool:
    """Whether the grammar lets a cause stand here: "due to arrive" is none, nor is an "if" after "asked"."""
    if cause.dep_ in {"ccomp", "xcomp"}:
        return False
    infinitive = any(c.dep_ == "mark" and c.lower_ == "to" and c.i < cause.i for c in cause.children)
    if is_verb(cause) and infinitive and cause.tag_ == "VB":
        return False
    if entry.modality == "possible" and not entry.governor:  # conditions: with a main clause that looks ahead
        return any(c.tag_ == "MD" for c in governor.children)
    return True


def _tied(
    scene: Scene, entry: PressureEntry, opening: Sequence[Token], found: tuple[Token, Token]
) -> Iterator[Tied]:
    cause, governor = found
    effect = _effect_words(scene, governor, cause, opening)
    if scene.doc[opening[-1].i + 1].lower_ in _LINKING_BACK:
        yield from _linked_back(scene, entry, opening, found)
        return
    before = scene.doc[opening[0].i - 1] if opening[0].i else opening[0]
    denied = before.lower_ in _NEGATIONS and before.i < opening[0].i
    for each in told_apart(cause):
        part = own_words(each)
        if governor.head.i == cause.i:  # "the shortage is due to the war": the words after the connective
            part = [t for t in part if t.i > opening[-1].i]
        if part and effect:
            yield Tied(
                cause=tuple(part), effect=tuple(effect), words=tuple(opening), clause=governor,
                rule=f"codebook entry {entry.id}", confidence=0.7 if entry.governor else 0.75,
                modality="denied" if denied else entry.modality, direction=entry.direction, negated=False,
            )  # fmt: skip


def _linked_back(
    scene: Scene, entry: PressureEntry, opening: Sequence[Token], found: tuple[Token, Token]
) -> Iterator[Tied]:
    """Read "X, as a result of which Y": what went before is the cause, the clause that follows the effect."""
    head, outer = found
    if head.lower_ in _LINKING_BACK:  # the pronoun hangs in its clause, and this on the connective
        head, outer = outer, outer.head
        while outer.i >= opening[0].i and outer.head.i != outer.i:
            outer = outer.head
    cause = [t for t in scene.clause_tokens(outer) if t.i < opening[0].i]
    effect = [t for t in own_words(head) if t.i > opening[-1].i + 1]
    if cause and effect:
        yield Tied(
            cause=tuple(cause), effect=tuple(effect), words=tuple(opening), clause=head,
            rule=f"codebook entry {entry.id}", confidence=0.7, modality=entry.modality, negated=False,
        )  # fmt: skip


def told_apart(head: Token) -> tuple[Token, ...]:
    """Return the coordinated heads of a cause or effect, also those coordinated inside its "of" phrase.

    "The growth of unrest and fighting" has two parts: the growth of unrest, and fighting.
    """
    inner = (
        each
        for child in head.children
        if child.dep_ == "nmod" and case_of(child) == "of"
        for each in with_conjuncts(child)[1:]
        if case_of(each) != "of" and _goes_on(each)  # "a shortage of gas and medicines" is one thing
        if each.pos_ in {"NOUN", "PROPN", "VERB"}
    )
    return (*with_conjuncts(head), *inner)


def _goes_on(token: Token) -> bool:
    """Whether a word names something that goes on by itself ("fighting", "intensifying armed groups")."""
    return any(t.tag_ == "VBG" or t.lower_.endswith("ing") for t in (token, *token.children))


def _effect_words(scene: Scene, governor: Token, cause: Token, opening: Sequence[Token]) -> list[Token]:
    inside = {t.i for t in cause.subtree} | {t.i for t in opening}
    if governor.head.i == cause.i:
        return own_words(governor)
    if is_verb(governor) or any(c.dep_ == "cop" for c in governor.children):
        words = [t for t in scene.clause_tokens(governor) if t.i not in inside]
    else:
        words = [t for t in own_words(governor) if t.i not in inside]
    first, last = min(inside), max(inside)
    if governor.i > opening[0].i:  # what it opens stands first: the effect begins after it
        last = max(i for i in inside if i < governor.i)
    words = [t for t in words if (t.i < first if governor.i < first else t.i > last)]
    if governor.dep_ == "acl:relcl":
        head = antecedent(governor)
        words += [t for t in head.children if t.dep_ in {"amod", "compound"}] + [head]
    return sorted(words, key=lambda t: t.i)
