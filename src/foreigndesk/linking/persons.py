"""Names of persons and organisations that the registry lacks, and the offices that stand before names."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Span

from foreigndesk.linking.choosing import Context
from foreigndesk.linking.entries import Form
from foreigndesk.linking.guessing import guess
from foreigndesk.linking.names import normal
from foreigndesk.linking.references import reference, unlinked
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import ActorKind, ActorRef, Reason

_KINDS = {"PERSON": ActorKind.PERSON, "ORG": ActorKind.ORGANISATION}
_HYPHENS = frozenset({"-", "‐", "‑"})
_GUESSABLE = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FACILITY", "MISC", ""})


def unlinked_drafts(view: View, drafts: list[Draft]) -> list[Draft]:
    """Return a draft `?name` for each run of proper nouns or entity that no registry name covers."""
    taken = {i for d in drafts for i in range(d.start, d.end)}
    out: list[Draft] = []
    for start, end, label in _runs(view, taken):
        name = view.text(_after_titles(view, start, end), end)
        ref = unlinked(
            name,
            _KINDS.get(label, ActorKind.UNKNOWN),
            state=_state_inside(view, start, end),
            how="not in the registry",
            score=0.3,
        )
        reason = Reason(rule="entity", words=view.text(start, end), result=label or "proper noun")
        head = view.root(start, end)
        out.append(Draft(start=start, end=end, head=head, refs=(ref,), via="unlinked", reasons=[reason]))
    return out


def _after_titles(view: View, start: int, end: int) -> int:
    """Where a name begins after "Mr.", "Sen." or "Captain"; the whole span if nothing else is left."""
    titles = vocabulary().honorifics | vocabulary().person_nouns
    after = [i + 1 for i in range(start, end - 1) if view.doc[i].lower_.rstrip(".") in titles]
    first = after[-1] if after else start
    while first < end - 1 and view.doc[first].is_punct:
        first += 1
    return first


def _runs(view: View, taken: set[int]) -> list[tuple[int, int, str]]:
    """Spans of entities, then of other proper nouns, outside `taken`; quotes and 's cut off."""
    runs: list[tuple[int, int, str]] = []
    covered = set(taken)
    for entity in view.doc.ents:
        if entity.label_ not in _KINDS:
            continue
        if entity.label_ == "ORG" and covered.intersection(range(entity.start, entity.end)):
            if not _name_after_short_form(view, entity, covered):
                covered.update(range(entity.start, entity.end))
            continue
        between = {t.i for t in entity if entity.label_ == "PERSON" and t.lower_ in {"and", ",", "&", "or"}}
        whole = _whole(view, entity.start, entity.end, entity.label_)
        for start, end in _free(view, *whole, covered | between):
            adjoining = runs and entity.label_ == "PERSON" and runs[-1][1:] == (start, "PERSON")
            runs.append((runs.pop()[0] if adjoining else start, end, entity.label_))
            covered.update(range(start, end))
    i = 0
    while i < len(view.doc):
        j = i
        while j < len(view.doc) and _proper(view, j, covered) and (j == i or not view.barrier(j - 1, j + 1)):
            j += 1
        if j > i and view.doc[i].ent_type_ in _GUESSABLE:
            runs.append((i, j, ""))
        i = max(j, i + 1)
    return sorted(runs)


def _name_after_short_form(view: View, entity: Span, covered: set[int]) -> bool:
    """Whether an entity is a linked short form and one name behind it: "GKNB Tashyev"."""
    first, last = entity.start, entity.end - 1
    return last - first == 1 and first in covered and last not in covered and view.doc[first].is_upper


def _whole(view: View, start: int, end: int, label: str) -> tuple[int, int]:
    """An entity with the titles before it, and with the proper nouns that belong to it but were left out."""
    while (
        end + 1 < len(view.doc)
        and view.doc[end].text in _HYPHENS
        and not view.doc[end - 1].whitespace_
        and not view.doc[end].whitespace_
        and view.doc[end + 1].text[:1].isalpha()
    ):
        end += 2  # "Chiang Tse" and "-min"
    if label == "PERSON":
        titles = vocabulary().honorifics | vocabulary().person_nouns
        while (
            start and view.doc[start - 1].text.istitle() and view.doc[start - 1].lower_.rstrip(".") in titles
        ):
            start -= 1
        while end < len(view.doc) and view.doc[end].dep_ == "flat" and view.doc[end].text[:1].isupper():
            end += 1
    return start, end


def _proper(view: View, i: int, covered: set[int]) -> bool:
    token = view.doc[i]
    return (
        i not in covered
        and token.pos_ == "PROPN"
        and token.text[:1].isupper()
        and token.ent_type_ in _GUESSABLE
    )


def _free(view: View, start: int, end: int, covered: set[int]) -> list[tuple[int, int]]:
    """The parts of an entity outside drafts that still hold a capitalised word; edges trimmed."""
    parts: list[tuple[int, int]] = []
    i = start
    while i < end:
        j = i
        while j < end and j not in covered:
            j += 1
        first, last = i, j
        while first < last and _edge(view, first):
            first += 1
        while last > first and _edge(view, last - 1):
            last -= 1
        if last > first and any(view.doc[k].text[:1].isupper() for k in range(first, last)):
            parts.append((first, last))
        i = max(j, i) + 1
    return parts


def _edge(view: View, i: int) -> bool:
    token = view.doc[i]
    return token.is_punct or token.pos_ in {"DET", "ADP", "PUNCT", "PART", "CCONJ"} or token.is_space


def _state_inside(view: View, start: int, end: int) -> str | None:
    for i in range(start, end):
        for name in view.registry.names(normal(view.doc[i].text)):
            actor = view.registry.get(name.actor)
            if actor and actor.kind == ActorKind.STATE and name.form in {Form.DEMONYM, Form.NAME}:
                return actor.id
    return None


# --- roles -------------------------------------------------------------------------------------------


def join_roles(view: View, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with each office and the name after it made one: "Kazakh President N. Nazarbayev"."""
    ordered = sorted(drafts, key=lambda d: (d.start, -d.end))
    out: list[Draft] = []
    for draft in ordered:
        before = out[-1] if out else None
        if (
            before
            and before.via in {"body", "state noun"}
            and _is_person_name(draft)
            and _adjoins(view, before, draft)
        ):
            out[-1] = _joined(view, before, draft)
        else:
            out.append(draft)
    return out


def _is_person_name(draft: Draft) -> bool:
    ref = draft.refs[0]
    if len(draft.refs) != 1:
        return False
    return ref.kind == ActorKind.PERSON or (draft.via == "unlinked" and ref.kind == ActorKind.UNKNOWN)


def _adjoins(view: View, role: Draft, name: Draft) -> bool:
    """Whether only nouns such as "leader" stand between an office's words and a name."""
    if len(role.refs) != 1 or name.start < role.end or name.start - role.end > 2:
        return False
    between = range(role.end, name.start)
    if view.barrier(role.end - 1, name.start) or view.doc[role.end - 1].lower_ in {"'s", "’s"}:
        return False
    fits = all(view.doc[i].pos_ in {"NOUN", "PROPN", "ADJ"} for i in between)
    noun = singular(view.doc[role.head])
    personal = role.refs[0].kind in {ActorKind.OFFICE, ActorKind.PERSON} and role.via == "body"
    role_kind = personal or bool(between) or noun in vocabulary().person_nouns
    return fits and role_kind and view.doc[name.start].sent == view.doc[role.start].sent


def _joined(view: View, role: Draft, name: Draft) -> Draft:
    start = role.start
    if view.doc[start].pos_ == "DET" and name.via != "unlinked":
        start += view.doc[start].lower_ in {"the", "a", "an"}
    ref, office = name.refs[0], role.refs[0]
    if not ref.linked:
        ref = replace(ref, kind=ActorKind.PERSON, state=ref.state or office.state, sector=office.sector)
    return Draft(
        start=start,
        end=name.end,
        head=view.root(start, name.end),
        refs=(ref,),
        via=name.via,
        form=name.form,
        reasons=[*role.reasons, *name.reasons],
        role=office,
    )


def apposed(view: View, drafts: list[Draft]) -> None:
    """Tie an office and a name joined by a comma: "Ana Ruiz, the finance minister of Peru,"."""
    for left, right in pairwise(sorted(drafts, key=lambda d: d.start)):
        office, name = (left, right) if left.via == "body" else (right, left)
        gap = view.doc[left.end : right.start]
        if len(gap) != 1 or gap[0].text != "," or office.via != "body" or not _is_person_name(name):
            continue
        if len(office.refs) != 1 or office.refs[0].kind not in {ActorKind.OFFICE, ActorKind.PERSON}:
            continue
        if not _tied(view, left, right):
            continue
        role, person = office.refs[0], name.refs[0]
        if not person.linked:
            person = replace(
                person,
                kind=ActorKind.PERSON,
                state=person.state or role.state,
                sector=person.sector or role.sector,
            )
            name.refs = (person,)
        name.role = role
        if not person.linked:
            continue
        office.refs = (replace(person, how="apposition", score=min(person.score, 0.9)),)
        office.reasons.append(Reason(rule="apposition", words=person.name, result=person.id))


def _tied(view: View, left: Draft, right: Draft) -> bool:
    """Whether the parser, or a closing comma, makes the right mention an apposition of the left."""
    token, office = view.doc[right.head], view.doc[left.head]
    if office.dep_ in {"nmod", "nmod:poss"} and singular(office.head) in vocabulary().person_nouns:
        return False
    if left.start <= token.head.i < left.end and token.dep_ in {"appos", "flat", "nmod", "conj", "list"}:
        return token.dep_ != "conj"
    return False


# --- guesses and local names -------------------------------------------------------------------------


def settle_unlinked(view: View, drafts: list[Draft], context: Context) -> list[Draft]:
    """Return the drafts with `?name` guessed where possible, later short names tied to earlier long ones.

    Proper nouns that are neither guessed, nor named by the parser, nor after an office are dropped.
    """
    local: dict[str, ActorRef] = {}
    out: list[Draft] = []
    for draft in drafts:
        if draft.via != "unlinked":
            out.append(draft)
            continue
        settled = _settle(view, draft, context, local)
        if settled:
            out.append(settled)
    return out


def _settle(view: View, draft: Draft, context: Context, local: dict[str, ActorRef]) -> Draft | None:
    ref = draft.refs[0]
    start = draft.end - len(ref.name.split()) if draft.role else draft.start
    start = next((i for i in range(draft.start, draft.end) if view.text(i, draft.end) == ref.name), start)
    found = guess(view, start, draft.end, context, draft.role)
    if found:
        draft.refs = (reference(found.actor, "guessed", found.score),)
        draft.reasons.append(Reason(rule="guess", words=ref.name, result=f"{found.why} ({found.score})"))
        draft.via = "guess"
        draft.form = Form.CAPITAL if "capital" in found.why else Form.NAME
        context.actors.setdefault(found.actor.id, draft.start)
        return draft
    if ref.kind == ActorKind.UNKNOWN and draft.role is None and normal(ref.name) not in local:
        return None
    key = normal(ref.name)
    known = local.get(key)
    if known:
        draft.refs = (known,)
        draft.reasons.append(Reason(rule="local name", words=ref.name, result=known.id))
        return draft
    _remember(view, draft, local)
    return draft


def _remember(view: View, draft: Draft, local: dict[str, ActorRef]) -> None:
    """Keep a full name's last word, and the short form in brackets after it, for later mentions."""
    ref = draft.refs[0]
    parts = ref.name.split()
    local[normal(ref.name)] = ref
    if ref.kind == ActorKind.PERSON and len(parts) > 1:
        local.setdefault(normal(parts[-1]), ref)
    after = view.doc[draft.end : draft.end + 3]
    if len(after) == 3 and after[0].text == "(" and after[2].text == ")" and after[1].text.isupper():
        local.setdefault(normal(after[1].text), ref)


def leader_drafts(view: View, drafts: list[Draft], context: Context) -> list[Draft]:
    """Return drafts for "the Syrian leader" without a name: who led the state at publication."""
    at = {d.end: d for d in drafts if d.is_state and d.form is Form.DEMONYM}
    out: list[Draft] = []
    for end, owner in at.items():
        token = view.doc[end] if end < len(view.doc) else None
        if token is None or singular(token) not in vocabulary().leader_nouns or token.tag_ == "NNS":
            continue
        holders = [
            h
            for office in vocabulary().leader_offices
            for ref in owner.refs
            if (h := view.registry.holder(office, ref.id, view.anchor)) and view.anchor
        ]
        named = [h for h in holders if h.id in context.actors]
        if not holders:
            continue
        score = 0.85 if named or len(set(holders)) == 1 else 0.6
        ref = reference((named or holders)[0], "leader at date", score)
        reason = Reason(rule="leader", words=view.text(owner.start, end + 1), result=ref.name)
        start = view.with_determiner(owner.start)
        out.append(Draft(start=start, end=end + 1, head=end, refs=(ref,), via="body", reasons=[reason]))
    return out
