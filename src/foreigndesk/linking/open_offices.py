"""Offices that their own words left open: "its parliament", "his Kazakh counterpart", "local police"."""

from __future__ import annotations

from dataclasses import replace

from foreigndesk.gazetteers.models import BodyPattern
from foreigndesk.linking.memory import Memory, clause_subject
from foreigndesk.linking.offices import ORGANS, office_reference
from foreigndesk.linking.sets import Passage, latest_set, parties
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import ActorKind, ActorRef, Reason


def reopened(memory: Memory, draft: Draft) -> Draft:
    """Return an office draft settled from the mentions before it, or as it is."""
    if len(draft.refs) > 2 and draft.is_state:
        return _one_of_group(memory, draft)
    if len(draft.refs) != 1:
        return draft
    view, ref = memory.view, draft.refs[0]
    repeated = _repeated(memory, draft)
    if repeated is not None:
        return repeated
    if draft.via == "state noun" and singular(view.doc[draft.head]) in vocabulary().counterpart_nouns:
        return _counterpart(memory, draft)
    if draft.via == "body" and "/former-" in ref.id:
        return _former(memory, draft)
    if draft.via == "body" and ref.sector in {"REB", "UNS"} and view.doc[draft.start].lower_ == "the":
        return _named_group(memory, draft)
    if draft.via != "body" or ref.linked:
        return draft
    body = view.registry.body_pattern(ref.id[1:].replace(" ", "-"))
    if body is None:
        return draft
    if "local" in {t.lower_ for t in view.doc[max(draft.start - 1, 0) : draft.end]}:
        return _local(memory, draft, body)
    if any(r.rule == "counted" for r in draft.reasons):
        return _counted(memory, draft, body)
    owner = _possessor(memory, draft)
    if owner and owner.state:
        new = office_reference(view, body, owner.state, current=True, how="possessor")
        return _settled(draft, new, f"owner: {owner.refs[0].name}")
    acting = clause_subject(memory, view.doc[draft.head], innermost=True)
    if acting and acting.is_state and body.sector in ORGANS:
        return _shared(
            draft, [office_reference(view, body, s.id, current=True, how="subject") for s in acting.refs]
        )
    for before in reversed(memory.drafts[-40:]):
        for known in before.refs:
            if _has_office(view, known, before, body.slug):
                return _settled(draft, known, f"named before as {view.text(before.start, before.end)}")
    return draft


def _one_of_group(memory: Memory, draft: Draft) -> Draft:
    """ "The Central American country": one of the group, the one named last."""
    view = memory.view
    noun = view.doc[draft.head]
    noun = noun.head if noun.head.i >= draft.end else noun
    if singular(noun) not in {"country", "nation", "state", "republic", "kingdom"} or noun.tag_ in {
        "NNS",
        "NNPS",
    }:
        return draft
    group = {ref.id: ref for ref in draft.refs}
    for before in reversed(memory.drafts):
        one = group.get(before.state or "")
        if one is not None:
            return _settled(draft, one, f"the one named last, as {view.text(before.start, before.end)}")
    return draft


def _repeated(memory: Memory, draft: Draft) -> Draft | None:
    """ "the mediators" after "ECOWAS mediators": a definite noun means those of whom it was said before."""
    view = memory.view
    if draft.via != "body" or view.doc[draft.start].lower_ != "the" or draft.end - draft.start > 2:
        return None
    if any(r.rule == "owner" for r in draft.reasons):
        return None
    noun = singular(view.doc[draft.head])
    for before in reversed(memory.drafts[-60:]):
        owned = any(r.rule == "owner" for r in before.reasons)
        if owned and any(singular(view.doc[i]) == noun for i in range(before.start, before.end)):
            if {r.id for r in before.refs} == {r.id for r in draft.refs}:
                return None
            return _settled(draft, before.refs[0], f"said of {view.text(before.start, before.end)}")
    return None


def _former(memory: Memory, draft: Draft) -> Draft:
    """ "the former president": the person named before who held that office in that state."""
    view, ref = memory.view, draft.refs[0]
    slug = ref.id.partition("/former-")[2]
    if view.doc[draft.start].lower_ not in {"the", "this"}:
        return draft
    for before in reversed(memory.drafts):
        actor = view.registry.get(before.refs[0].id) if len(before.refs) == 1 else None
        terms = [r for r in actor.roles if r.office == slug and r.state == ref.state] if actor else []
        if actor and terms and all(r.end and view.anchor and r.end <= view.anchor for r in terms):
            return _settled(draft, before.refs[0], "held that office before")
    return draft


def _named_group(memory: Memory, draft: Draft) -> Draft:
    """ "the rebels" without a country of their own: the armed group named in the last sentences."""
    view = memory.view
    if any(r.rule == "owner" for r in draft.reasons):
        return draft
    for before in reversed(memory.drafts):
        if view.sentence_of[draft.start] - view.sentence_of[before.start] > 2:
            break
        if len(before.refs) == 1 and before.refs[0].kind == ActorKind.ARMED_GROUP:
            return _settled(draft, before.refs[0], f"named before as {view.text(before.start, before.end)}")
    return draft


def _counted(memory: Memory, draft: Draft, body: BodyPattern) -> Draft:
    """ "the two armies": those of the states named together, or of the parties of the passage."""
    view = memory.view
    number = view.doc[draft.start - 1].lower_ if draft.start else ""
    size = vocabulary().numbers.get(number, 2)
    group = latest_set(memory.sets, draft.start, kinds=("state",), size=size)
    if group is None or view.sentence_of[draft.start] - view.sentence_of[group.at] > 2:
        group = parties(view, memory.drafts, Passage(draft.start, size, persons=False), back=4)
    if group is None:
        return draft
    return _shared(
        draft, [office_reference(view, body, s.id, current=True, how="counted") for s in group.refs]
    )


def _shared(draft: Draft, refs: list[ActorRef]) -> Draft:
    """ "both countries agreed to withdraw troops": the troops of each state that acts."""
    why = "the states that act in the clause"
    draft.reasons.append(Reason(rule="coreference", words=", ".join(r.id for r in refs), result=why))
    return replace(draft, refs=tuple(replace(r, how="coreference", score=0.6) for r in refs))


def _local(memory: Memory, draft: Draft, body: BodyPattern) -> Draft:
    """ "local armed forces": those of the states last named together, or of the last place."""
    view = memory.view
    group = latest_set(memory.sets, draft.start, kinds=("state",), size=None)
    place = next((d for d in reversed(memory.drafts) if d.as_place and d.is_state), None)
    near = group is not None and view.sentence_of[draft.start] - view.sentence_of[group.at] <= 1
    states = group.refs if group and near else place.refs if place else ()
    if not states:
        return draft
    refs = tuple(office_reference(view, body, s.id, current=True, how="local") for s in states)
    why = f"local: {', '.join(s.name for s in states)}"
    draft.reasons.append(Reason(rule="coreference", words=view.text(draft.start, draft.end), result=why))
    return replace(draft, refs=tuple(replace(r, how="coreference", score=0.6) for r in refs))


def _has_office(view: View, ref: ActorRef, draft: Draft, slug: str) -> bool:
    ids = [ref.id, draft.role.id if draft.role else ""]
    if any(
        i.endswith(f"/{slug}") or (slug in {"minister", "ministry"} and i.endswith(f"-{slug}")) for i in ids
    ):
        return True
    actor = view.registry.get(ref.id) if ref.kind == ActorKind.PERSON and ref.linked else None
    return actor is not None and any(
        role.office == slug and role.state and actor in view.registry.holders(slug, role.state, view.anchor)
        for role in actor.roles
    )


def _possessor(memory: Memory, draft: Draft) -> Draft | None:
    before = memory.drafts[-1] if memory.drafts else None
    return before if before and before.via == "coreference" and before.end == draft.start else None


def _counterpart(memory: Memory, draft: Draft) -> Draft:
    """ "his Kazakh counterpart": the same office as the last person or office named, in the other state."""
    view, state = memory.view, draft.state
    for before in reversed(memory.drafts[-8:]):
        ref = before.refs[0]
        if len(before.refs) != 1 or ref.state == state or state is None:
            continue
        slug = _office_of(view, ref, before)
        body = view.registry.body_pattern(slug) if slug else None
        if body:
            new = office_reference(view, body, state, current=True, how="counterpart")
            return _settled(draft, new, f"the same office as {ref.name}: {slug}")
    return draft


def _office_of(view: View, ref: ActorRef, draft: Draft) -> str | None:
    if draft.role and "/" in draft.role.id:
        return draft.role.id.partition("/")[2]
    if ref.kind == ActorKind.OFFICE:
        return ref.id.partition("/")[2] or None
    actor = view.registry.get(ref.id) if ref.kind == ActorKind.PERSON else None
    for role in reversed(actor.roles if actor else ()):
        if role.state and actor in view.registry.holders(role.office, role.state, view.anchor):
            return role.office
    return None


def _settled(draft: Draft, ref: ActorRef, why: str) -> Draft:
    draft.reasons.append(Reason(rule="coreference", words=ref.name, result=why))
    return replace(draft, refs=(replace(ref, how="coreference", score=min(ref.score, 0.75)),))
