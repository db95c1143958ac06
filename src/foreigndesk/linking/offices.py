"""Offices, bodies and populations by their words: "the Kyrgyz Minister of Internal Affairs", "the police".

The state comes from the words beside the office, else from the sentence or paragraph when only one state
fits. A head of state or government without a name is the person who held the office at publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foreigndesk.gazetteers.models import BodyPattern
from foreigndesk.linking.entries import Form
from foreigndesk.linking.matching import BodySpan, NameSpan, find_bodies
from foreigndesk.linking.references import reference, unlinked
from foreigndesk.linking.salience import salient_state, subject_state
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Actor, ActorKind, ActorRef, Reason

_POSSESSIVES = frozenset({"his", "her", "its", "their"})
_MODIFIERS_BETWEEN = 4
_COLLECTIVE = frozenset({ActorKind.ORGANISATION, ActorKind.ARMED_GROUP, ActorKind.PARTY})
ORGANS = frozenset({"GOV", "MIL", "COP", "LEG", "SPY", "JUD"})
"""Sectors whose bodies belong to the state that acts: "Turkey sent troops"."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an office is: states (or one organisation), the span with them, and how that was read."""

    drafts: tuple[Draft, ...]
    start: int
    end: int
    how: str


def body_drafts(view: View, drafts: list[Draft]) -> list[Draft]:
    """Return a draft for each office or body named by pattern, and absorb the adjectives it took in."""
    at = {i: d for d in drafts for i in range(d.start, d.end)}
    out: list[Draft] = []
    absorbed: set[int] = set()
    adjectives = frozenset(i for i, d in at.items() if d.form is Form.DEMONYM and d.end - d.start == 1)
    for span in find_bodies(view, set(at), adjectives):
        inside = next((at[i] for i in range(span.start, span.end) if i in at), None)
        owner = find_owner(view, span.start, span.end, at)
        owner = Owner((inside,), span.start, span.end, "a word within the office") if inside else owner
        if _left_to_others(view, span, owner):
            continue
        start, end = (owner.start, owner.end) if owner else (span.start, span.end)
        if _modifier(view, view.root(span.start, span.end), end):
            continue
        refs, reasons = _refs(view, span, owner, drafts)
        if not refs:
            continue
        absorbed.update(id(d) for d in (owner.drafts if owner else ()))
        out.append(
            Draft(
                start=view.with_determiner(start),
                end=end,
                head=view.root(span.start, span.end),
                refs=refs,
                via="body",
                reasons=reasons,
            )
        )
    drafts[:] = [d for d in drafts if id(d) not in absorbed]
    return out


def generic_drafts(view: View, spans: Sequence[NameSpan], drafts: list[Draft]) -> list[Draft]:
    """Return drafts for names that many states share ("Supreme Court", "Congress"), by owner or passage."""
    at = {i: d for d in drafts for i in range(d.start, d.end)}
    out: list[Draft] = []
    absorbed: set[int] = set()
    for span in spans:
        shared = {
            a.state: a for n in span.names if n.form is Form.GENERIC and (a := view.registry.get(n.actor))
        }
        if not shared or any(i in at for i in range(span.start, span.end)):
            continue
        owner = find_owner(view, span.start, span.end, at)
        named = {ref.id for d in owner.drafts for ref in d.refs} if owner else set()
        near, why = (None, "") if named else salient_state(view, drafts, span.start)
        states = named or ({near} if near else set())
        actors = [a for s in sorted(states) if (a := shared.get(s) or _same_body(view, shared, s))]
        refs = tuple(reference(a, "shared name", 0.9 if named else 0.75) for a in actors)
        if not refs:
            continue
        start, end = (owner.start, owner.end) if owner else (span.start, span.end)
        absorbed.update(id(d) for d in (owner.drafts if owner else ()))
        reason = Reason(rule="shared name", words=view.text(start, end), result=owner.how if owner else why)
        head = view.root(span.start, span.end)
        out.append(
            Draft(
                start=view.with_determiner(start), end=end, head=head, refs=refs, via="body", reasons=[reason]
            )
        )
    drafts[:] = [d for d in drafts if id(d) not in absorbed]
    return out


def _same_body(view: View, shared: dict[str | None, Actor], state: str) -> Actor | None:
    """Another state's body of the kind that a shared name means elsewhere."""
    slugs = {a.id.partition("/")[2] for a in shared.values()}
    slug = next(iter(slugs)) if len(slugs) == 1 else ""
    return view.registry.get(f"{state}/{slug}") if slug else None


def _modifier(view: View, head: int, end: int) -> bool:
    """Whether the words only describe a thing: "clan differences", "the army positions", not "army chief"."""
    token = view.doc[head]
    if token.dep_ not in {"compound", "amod"} or token.head.i < end or token.head.pos_ == "PROPN":
        return False
    noun = singular(token.head)
    return noun not in vocabulary().person_nouns and view.registry.body(noun) is None


def _left_to_others(view: View, span: BodySpan, owner: Owner | None) -> bool:
    """Whether the words are the state itself ("the Kazakh side") or repeat an actor ("both sides")."""
    words = vocabulary()
    noun = singular(view.doc[span.end - 1])
    if span.end - span.start > 1:
        return False
    if noun in words.state_nouns:
        return True
    if owner and owner.drafts:
        return False
    before = {view.doc[i].lower_ for i in range(max(0, span.start - 2), span.start)}
    counted = before & {*words.numbers, "these", "those"}
    return noun in words.anaphoric_nouns or bool(noun in words.set_nouns and counted)


def find_owner(view: View, start: int, end: int, at: dict[int, Draft]) -> Owner | None:
    """Return the states or organisation beside an office's words at `start:end`, if any.

    "Its troops from Niger" has its owner in "its": the words behind say where the troops come from.
    """
    if start and view.doc[start - 1].lower_ in _POSSESSIVES:
        return None
    return _left_owner(view, start, end, at) or _right_owner(view, start, end, at)


def _left_owner(view: View, start: int, end: int, at: dict[int, Draft]) -> Owner | None:
    """Adjective, possessive or bare name before the office, over at most a few modifiers."""
    i = start - 1
    steps = 0
    while i >= 0 and i not in at and steps < _MODIFIERS_BETWEEN and _may_stand_between(view, i):
        i, steps = i - 1, steps + 1
    found = at.get(i)
    if found is None or not _owns(view, found, i + 1):
        return None
    owners = [found]
    j = found.start - 1
    while j > 0 and (view.doc[j].lower_ in {"and", "or", "&", ",", "/"} or view.doc[j].is_punct):
        other = at.get(j - 1)
        if other is None or not _adjective(other) or view.doc[j].text in {".", ":", ";", "("}:
            break
        owners.append(other)
        j = other.start - 1
    owners.reverse()
    return Owner(tuple(owners), owners[0].start, end, "words before the office")


def _may_stand_between(view: View, i: int) -> bool:
    token = view.doc[i]
    if token.lower_ in vocabulary().backing_words:
        return False  # "Turkish-backed rebels"
    if token.lower_ in {"'s", "’s", "'", "-"} or token.lower_ in vocabulary().office_prefixes:
        return True
    participle = token.pos_ == "VERB" and token.dep_ == "amod"
    return participle or (
        token.pos_ in {"ADJ", "NUM", "NOUN", "ADV", "PROPN"} and token.ent_type_ != "PERSON"
    )


def _adjective(draft: Draft) -> bool:
    return draft.form in {Form.DEMONYM, Form.ACRONYM, Form.NAME} and draft.is_state


def _owns(view: View, draft: Draft, after: int) -> bool:
    """Whether a draft owns the office after it: an adjective, a name with 's, or a name straight before."""
    if len(draft.refs) != 1 and not draft.is_state:
        return False
    ref = draft.refs[0]
    if ref.kind not in {ActorKind.STATE, *_COLLECTIVE}:
        return False
    possessive = after < len(view.doc) and view.doc[draft.end].lower_ in {"'s", "’s", "'"}
    if draft.form in {Form.DEMONYM, Form.ACRONYM} or possessive or ref.kind == ActorKind.ARMED_GROUP:
        return True
    token = view.doc[draft.end - 1]
    return draft.form in {Form.NAME, Form.CAPITAL} and (
        token.dep_ in {"compound", "nmod:poss", "amod", "nmod", "flat"} and token.head.i >= draft.end
    )


def _right_owner(view: View, start: int, end: int, at: dict[int, Draft]) -> Owner | None:
    """ "of Kazakhstan", "of the Russian Federation", and for bodies "in Kazakhstan"."""
    if end >= len(view.doc) or view.doc[end].lower_ not in {"of", "in", "from"}:
        return None
    i = end + 1
    while i < len(view.doc) and view.doc[i].lower_ in {"the", "both", '"'}:
        i += 1
    found = at.get(i)
    if found is None or found.form is Form.DEMONYM or found.start != i:
        return None
    if not (found.is_state or found.refs[0].kind in _COLLECTIVE):
        return None
    if view.doc[end].lower_ == "in":
        return Owner((), start, end, found.refs[0].id) if found.is_state and len(found.refs) == 1 else None
    owners, stop = [found], found.end
    while stop + 1 < len(view.doc) and view.doc[stop].lower_ in {"and", ","}:
        other = at.get(stop + 1)
        if other is None or not other.is_state or other.form is Form.DEMONYM:
            break
        owners.append(other)
        stop = other.end
    return Owner(tuple(owners), start, stop, "words after the office")


def _refs(
    view: View, span: BodySpan, owner: Owner | None, drafts: Sequence[Draft]
) -> tuple[tuple[ActorRef, ...], list[Reason]]:
    """Return whom an office's words name, and why."""
    words = view.text(span.start, span.end)
    pattern = Reason(rule="body pattern", words=words, result=span.body.slug)
    if owner and owner.drafts:
        refs = [_ref(view, span, ref) for d in owner.drafts for ref in d.refs]
        names = ", ".join(ref.name for d in owner.drafts for ref in d.refs)
        return tuple(refs), [pattern, Reason(rule="owner", words=names, result=owner.how)]
    before = view.doc[span.start - 1].lower_ if span.start else ""
    if _counted(view, span):
        return (_unlinked(span, words),), [pattern, Reason(rule="counted", words=before, result="open")]
    if "local" in {before, *(view.doc[i].lower_ for i in range(span.start, span.end))}:
        return (_unlinked(span, words),), [pattern, Reason(rule="local", words=words, result="open")]
    if before in _POSSESSIVES:
        return (_unlinked(span, words),), [pattern, Reason(rule="possessor", words=before, result="open")]
    state, why = _open_state(view, span, owner, drafts)
    actor = view.registry.get(state) if state else None
    if actor is None:
        return (_unlinked(span, words),), [pattern, Reason(rule="state", result=why)]
    ref = office_reference(view, span.body, actor.id, current=_current(view, span), how=f"body, {why}")
    return (_scored(ref, 0.7 if span.body.kind == "population" else 0.75),), [
        pattern,
        Reason(rule="state", words=actor.name, result=why),
    ]


def _counted(view: View, span: BodySpan) -> bool:
    """Whether a plural counts known ones: "both armies", "the two parliaments", but not "two soldiers"."""
    first, second = (view.doc[i].lower_ if i >= 0 else "" for i in (span.start - 2, span.start - 1))
    if not span.many or span.body.kind == "population":
        return False
    return second == "both" or (second in vocabulary().numbers and first in {"the", "these", "those"})


def _open_state(
    view: View, span: BodySpan, owner: Owner | None, drafts: Sequence[Draft]
) -> tuple[str | None, str]:
    """The state of an office whose own words do not give it, and why."""
    if owner:
        return owner.how, f"in {owner.how}"
    if span.body.slug in vocabulary().stateless_bodies:
        return None, "commentators belong to no state unless it is said"
    if span.body.sector in ORGANS:
        state = subject_state(view, drafts, view.root(span.start, span.end))
        if state:
            return state, "the state that acts in the clause"
    return salient_state(view, drafts, span.start)


def _ref(view: View, span: BodySpan, owner: ActorRef) -> ActorRef:
    if owner.kind in _COLLECTIVE and "/" not in owner.id:
        return _scored(owner, 0.8, how=f"organ of {owner.name}")
    state = owner.state or owner.id
    current = _current(view, span)
    if not current and span.body.kind == "office":
        prefix = _prefix(view, span)
        return unlinked(
            f"{prefix} {span.body.name} of {owner.name}",
            ActorKind.PERSON,
            key=f"{prefix} {owner.name} {span.body.name}",
            state=owner.state,
            sector=span.body.sector,
            how="body and state, not the present holder",
            score=0.6,
        )
    return office_reference(view, span.body, state, current=current, how="body and state")


def office_reference(view: View, body: BodyPattern, state: str, *, current: bool, how: str) -> ActorRef:
    """Return a state's office or body; for heads of state or government, the holder at publication.

    Arguments:
        view: the document, whose date decides.
        body: the office's pattern.
        state: the state's id.
        current: false for "former", "next", "deputy".
        how: how the words were read.
    """
    if current and body.slug in vocabulary().holder_offices and view.anchor:
        holder = view.registry.holder(body.slug, state, view.anchor)
        if holder:
            return reference(holder, "role at date", 0.95)
    actor = view.registry.get(f"{state}/{body.slug}")
    if actor is None:
        raise KeyError(state)
    return reference(actor, how, 0.9)


def _scored(ref: ActorRef, score: float, how: str | None = None) -> ActorRef:
    return replace(ref, how=how or ref.how, score=min(ref.score, score))


def _unlinked(span: BodySpan, words: str) -> ActorRef:
    return unlinked(
        words,
        ActorKind(span.body.kind),
        key=span.body.slug.replace("-", " "),
        sector=span.body.sector,
        how="body without a state",
        score=0.4,
    )


def _prefix(view: View, span: BodySpan) -> str:
    before = [view.doc[i].lower_ for i in range(max(0, span.start - 3), span.start)]
    return next((word for word in before if word in vocabulary().not_current), "")


def _current(view: View, span: BodySpan) -> bool:
    return not _prefix(view, span)
