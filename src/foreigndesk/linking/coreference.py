"""Pronouns and nouns that repeat an actor: "he", "its", "the country", "both sides", "these three countries".

Rules over prominence (`salience.weight`): recency, grammatical role, number, kind. Each resolved word is a
mention with its reason. A word that fits nothing well is left alone: a wrong actor is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from foreigndesk.linking.entries import Form
from foreigndesk.linking.memory import (
    SUBJECT,
    Memory,
    anaphor,
    best_of,
    clause_subject,
    distance_of,
    subjects,
)
from foreigndesk.linking.open_offices import reopened
from foreigndesk.linking.references import reference
from foreigndesk.linking.salience import role_of, weight
from foreigndesk.linking.sets import (
    ActorSet,
    Passage,
    coordinations,
    latest_set,
    parties,
    widest,
    with_main_state,
)
from foreigndesk.linking.view import PASSING, Draft, View, singular
from foreigndesk.linking.vocabulary import Pronoun, vocabulary
from foreigndesk.records import ActorKind, ActorRef

_DEFINITE = frozenset({"the", "this", "that"})
_LOOK_BACK = 3
_WEAK = 0.15


def resolve(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with anaphors resolved, sorted by start."""
    by_token = {i: d for d in drafts for i in range(d.start, d.end)}
    memory = Memory(view, sets=coordinations(view, drafts), ahead=by_token)
    pending = {d.start: d for d in drafts}
    taken = {i for d in drafts for i in range(d.start, d.end)}
    i = 0
    while i < len(view.doc):
        known = pending.get(i)
        if known:
            memory.drafts.append(reopened(memory, known))
            i = known.end
            continue
        found = None if i in taken else _anaphor(memory, i)
        if found and not taken.intersection(range(found.start, found.end)):
            memory.drafts.append(found)
            if len(found.refs) > 1:
                memory.sets.append(ActorSet(found.refs, found.end - 1, view.text(found.start, found.end)))
                memory.sets.sort(key=lambda s: s.at)
            i = found.end
            continue
        i += 1
    return memory.drafts


def _anaphor(memory: Memory, i: int) -> Draft | None:
    token = memory.view.doc[i]
    return _plural_noun(memory, token) or _pronoun(memory, token) or _definite_noun(memory, token)


# --- sets: both sides, these three countries, all of them ------------------------------------------------


def _plural_noun(memory: Memory, token: Token) -> Draft | None:
    words = vocabulary()
    first = token.lower_
    if first in {"sides", "parties"} and token.dep_ in SUBJECT and not any(token.lefts):
        return _set_draft(memory, (token.i, token.i + 1), token, words.set_nouns[singular(token)], None)
    if first not in words.set_determiners:
        return None
    phrase, end, noun = _set_phrase(memory.view, token.i)
    if first in {"all", "both", *words.numbers} and noun is None:
        return _quantified(memory, token)
    if noun is None:
        return None
    kinds = words.set_nouns.get(singular(noun))
    sizes = [words.numbers[t] for t in phrase if t in words.numbers]
    if kinds is None or noun.tag_ not in {"NNS", "NNPS"}:
        return None
    if first in {"the", "all"} and not sizes and singular(noun) not in {"party", "side"}:
        return None
    return _set_draft(memory, (token.i, end), noun, kinds, sizes[0] if sizes else None)


def _set_phrase(view: View, start: int) -> tuple[list[str], int, Token | None]:
    """The determiners and numbers from `start`, and the plural noun after them."""
    phrase: list[str] = []
    i = start
    determiners = vocabulary().set_determiners
    while i < min(len(view.doc), start + 4) and (view.doc[i].lower_ in {*determiners, "of"}):
        phrase.append(view.doc[i].lower_)
        i += 1
    noun = view.doc[i] if i < len(view.doc) and view.doc[i].pos_ == "NOUN" else None
    return phrase, i + 1, noun


def _set_draft(
    memory: Memory, span: tuple[int, int], noun: Token, kinds: tuple[str, ...], size: int | None
) -> Draft | None:
    """Find the set for "both sides", "the two leaders": named together, else the parties of a meeting."""
    view = memory.view
    start, end = span
    pair = size == 2 or (size is None and singular(noun) in {"side", "party"})
    group = _pair(memory, start, noun, kinds, size or 2) if pair else None
    if group is None:
        group = latest_set(memory.sets, start, kinds=kinds, size=size)
        far = group and view.sentence_of[start] - view.sentence_of[group.at] > _LOOK_BACK
        group = None if pair and far else group
        group = widest(view, memory.sets, group) if group and size is None else group
    if group is None:
        return None
    return anaphor(view, (start, end, noun.i), group.refs, group.how, 0.75)


def _pair(memory: Memory, start: int, noun: Token, kinds: tuple[str, ...], size: int) -> ActorSet | None:
    """The two that "both sides" are: named together close by, else those who act in the sentence before."""
    view = memory.view
    people = kinds[0] == "person"
    among = any(c.dep_ == "case" and c.lower_ in {"between", "among"} for c in noun.children)
    acting = () if among or noun.dep_ in SUBJECT else subjects(memory, noun)[:1]
    others = frozenset(ref.state or ref.id for d in acting for ref in d.refs)
    near = latest_set(memory.sets, start, kinds=("person", "office") if people else (kinds[0],), size=size)
    back = view.sentence_of[start] - view.sentence_of[near.at] if near else _LOOK_BACK + 1
    if near and (
        view.paragraph_of[start] != view.paragraph_of[near.at] or any(r.id in others for r in near.refs)
    ):
        near = None
    if near and back <= 1:
        return near
    met = Passage(start, size, persons=people, states_only=kinds == ("state",), without=others)
    return (
        parties(view, memory.drafts, met, back=1)
        or (near if back <= _LOOK_BACK else None)
        or parties(view, memory.drafts, met, back=_LOOK_BACK + 1)
        or with_main_state(view, memory.drafts, met)
    )


def _quantified(memory: Memory, token: Token) -> Draft | None:
    """ "all of them", "all three", "both" as a pronoun."""
    words = vocabulary()
    view = memory.view
    after = [t.lower_ for t in view.doc[token.i + 1 : token.i + 3]]
    if after == ["of", "them"]:
        end, size = token.i + 3, words.numbers.get(token.lower_)
    elif token.lower_ == "all" and after and after[0] in words.numbers:
        end, size = token.i + 2, words.numbers[after[0]]
    elif token.lower_ == "both" and token.dep_ in SUBJECT:
        end, size = token.i + 1, 2
    else:
        return None
    group = latest_set(memory.sets, token.i, kinds=(), size=size)
    if group is None or view.sentence_of[token.i] - view.sentence_of[group.at] > _LOOK_BACK:
        return None
    return anaphor(view, (token.i, end, token.i), group.refs, group.how, 0.75)


# --- pronouns --------------------------------------------------------------------------------------------


def _pronoun(memory: Memory, token: Token) -> Draft | None:
    pronoun = vocabulary().pronouns.get(token.lower_)
    if pronoun is None or token.pos_ not in {"PRON", "DET", ""} or token.dep_ == "expl":
        return None
    if token.i and memory.view.doc[token.i - 1].lower_ == "of" and token.lower_ == "them":
        return None
    if token.dep_ == "nmod:poss" and (ahead := _subject_ahead(memory, token, pronoun)):
        return ahead
    if pronoun.number == "many":
        return _they(memory, token)
    if token.lower_ == "it" and (_empty_it(token) or token.head.dep_ == "parataxis"):
        return None
    return _one(memory, token, pronoun)


def _subject_ahead(memory: Memory, token: Token, pronoun: Pronoun) -> Draft | None:
    """ "During his visit, the president spoke": a possessive in an opening phrase is the subject's."""
    node = token.head
    while node.pos_ not in {"VERB", "AUX"} and node.head.i != node.i:
        node = node.head
    subject = next((c for c in node.children if c.dep_ in SUBJECT and c.i > token.i), None)
    if subject is None or any(t.dep_ in SUBJECT for t in memory.view.doc[node.sent.start : token.i]):
        return None
    draft = memory.ahead.get(subject.i)
    if draft is None or len(draft.refs) != 1 or not _agrees(draft.refs[0], pronoun):
        return None
    why = f"{draft.refs[0].name}, subject of the clause that this phrase opens"
    return anaphor(memory.view, (token.i, token.i + 1, token.i), draft.refs, why, 0.75)


def _one(memory: Memory, token: Token, pronoun: Pronoun) -> Draft | None:
    view = memory.view
    possessive = token.dep_ == "nmod:poss"
    own_subject = clause_subject(memory, token, innermost=not possessive)
    impersonal = "person" not in pronoun.kinds
    acts = token.dep_ in SUBJECT

    def score(draft: Draft) -> float:
        if len(draft.refs) != 1 or not _agrees(draft.refs[0], pronoun) or draft.via in PASSING:
            return 0.0
        if draft.via == "body" and view.doc[draft.head].tag_ in {"NNS", "NNPS"}:
            return 0.0
        if draft is own_subject:
            return 2.0 if possessive else 0.0
        same = view.sentence_of[draft.start] == view.sentence_of[token.i]
        if impersonal and role_of(view, draft) not in SUBJECT and not (same and (possessive or not acts)):
            return 0.0
        return weight(view, draft, token.i)

    best = best_of(memory, token.i, score, back=_LOOK_BACK if not impersonal else 1)
    if best is None or (impersonal and not possessive and _rival_subject(memory, token, best)):
        return None
    why = f"{best.refs[0].name}, {role_of(view, best)} {distance_of(view, best, token.i)}"
    return anaphor(view, (token.i, token.i + 1, token.i), best.refs, why, 0.7)


def _agrees(ref: ActorRef, pronoun: Pronoun) -> bool:
    return ref.kind in pronoun.kinds and (ref.kind != "office" or "person" not in pronoun.kinds)


def _they(memory: Memory, token: Token) -> Draft | None:
    """The last set or plural actor, unless a plural noun that is no actor stands nearer as a subject."""
    view = memory.view
    sentence = view.sentence_of[token.i]
    group = latest_set(memory.sets, token.i, kinds=(), size=None)
    plural = next((d for d in reversed(memory.drafts) if _plural_actor(view, d) and d.end <= token.i), None)
    where = max(group.at if group else -1, plural.end - 1 if plural else -1)
    if where < 0 or sentence - view.sentence_of[where] > 1:
        return None
    if any(_rival(memory, t) for t in view.doc[where + 1 : token.i]):
        return None
    if group and group.at == where:
        refs, why = group.refs, group.how
    elif plural:
        refs, why = plural.refs, view.text(plural.start, plural.end)
    else:
        return None
    return anaphor(view, (token.i, token.i + 1, token.i), refs, why, 0.65)


def _plural_actor(view: View, draft: Draft) -> bool:
    token = view.doc[draft.head]
    groups = {"population", "armed_group", "organisation"}
    return len(draft.refs) > 1 or (
        draft.refs[0].kind in groups and (token.tag_ in {"NNS", "NNPS"} or draft.refs[0].kind == "population")
    )


def _rival(memory: Memory, token: Token) -> bool:
    """Whether a token is a plural subject that names no actor ("these demonstrations")."""
    if token.tag_ != "NNS" or token.dep_ not in SUBJECT:
        return False
    return not any(d.start <= token.i < d.end for d in memory.drafts)


def _rival_subject(memory: Memory, token: Token, best: Draft) -> bool:
    """Whether a thing stands nearer than the actor as subject, so that "it" may be the thing."""
    between = memory.view.doc[best.end : token.i]
    return any(
        t.dep_ in SUBJECT
        and t.pos_ == "NOUN"
        and t.tag_ == "NN"
        and not any(d.start <= t.i < d.end for d in memory.drafts)
        for t in between
    )


def _empty_it(token: Token) -> bool:
    """Whether "it" points at nothing: "it seems", "it is clear that", "it took place"."""
    verb = token.head
    if verb.lemma_.lower() in vocabulary().agent_adjectives:
        return False
    if verb.lemma_.lower() in vocabulary().dummy_it_verbs:
        return True
    copula = any(c.dep_ == "cop" for c in verb.children)
    clause = any(c.dep_ in {"csubj", "ccomp", "xcomp", "advcl"} for c in verb.children)
    return copula and clause


# --- the country, the group, the president ---------------------------------------------------------------


def _definite_noun(memory: Memory, token: Token) -> Draft | None:
    view = memory.view
    if token.lower_ not in _DEFINITE or token.i + 1 >= len(view.doc):
        return None
    noun = view.doc[token.i + 1]
    kinds = vocabulary().anaphoric_nouns.get(singular(noun))
    if kinds is None or noun.pos_ != "NOUN" or noun.tag_ == "NNS" or _described(noun):
        return None
    acting = subjects(memory, noun)[:1]
    subject_states = {ref.id for d in acting for ref in d.refs if ref.kind == ActorKind.STATE}

    def score(draft: Draft) -> float:
        if len(draft.refs) != 1:
            return 0.0
        ref = draft.refs[0]
        if kinds == ("state",) and ref.kind not in {"state", "base", "place"} and ref.state:
            factor = 0.3
        elif ref.kind in kinds and "/" not in ref.id:
            factor = 0.6 if draft.form is Form.CAPITAL else 1.0
        else:
            return 0.0
        if kinds == ("state",) and (ref.state or ref.id) in subject_states:
            factor *= _WEAK
        return factor * weight(view, draft, token.i)

    best = best_of(memory, token.i, score, back=_LOOK_BACK + 1)
    if best is None:
        return None
    ref = best.refs[0]
    if kinds == ("state",) and ref.kind != ActorKind.STATE:
        actor = view.registry.get(ref.state or "")
        if actor is None:
            return None
        ref = reference(actor, "state of the person", 0.6)
    why = f"{ref.name}, {role_of(view, best)} {distance_of(view, best, token.i)}"
    return anaphor(view, (token.i, noun.i + 1, noun.i), (ref,), why, 0.7)


def _described(noun: Token) -> bool:
    """Whether a noun says itself which one it means: "the group of experts", "the country that ..."."""
    return any(c.dep_ in {"nmod", "acl:relcl", "appos", "compound"} and c.i > noun.i for c in noun.children)
