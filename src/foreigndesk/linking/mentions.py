"""Mentions by name, by office and by adjective: the steps in order, each a function from drafts to drafts."""

from __future__ import annotations

from foreigndesk.linking.choosing import drafts_of, read_context
from foreigndesk.linking.entries import Form
from foreigndesk.linking.matching import find_names
from foreigndesk.linking.offices import body_drafts, generic_drafts
from foreigndesk.linking.persons import apposed, join_roles, leader_drafts, settle_unlinked, unlinked_drafts
from foreigndesk.linking.placing import place_drafts, seats
from foreigndesk.linking.references import unlinked
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import ActorKind, ActorRef, Reason


def find_mentions(view: View) -> list[Draft]:
    """Return drafts of every mention that is not anaphoric, sorted and without overlaps.

    A name inside a longer mention ("Kazakh" in "Kazakh President N. Nazarbayev") is part of it and not
    kept apart; the state is in the longer mention's reference.
    """
    spans = find_names(view)
    context = read_context(view, spans)
    drafts = drafts_of(view, spans, context)
    drafts = _peoples(view, drafts)
    place_drafts(view, drafts)
    seats(view, drafts, context)
    drafts += _unnamed_bases(view, drafts)
    drafts += generic_drafts(view, spans, drafts)
    drafts += body_drafts(view, drafts)
    drafts = longest(drafts + leader_drafts(view, drafts, context))
    drafts = longest([_adjective(view, _state_noun(view, draft)) for draft in drafts])
    drafts += unlinked_drafts(view, drafts)
    drafts = settle_unlinked(view, join_roles(view, drafts), context)
    apposed(view, drafts)
    place_drafts(view, [d for d in drafts if d.via == "guess" and d.is_state])
    return _spelled_out(view, longest(drafts))


def _spelled_out(view: View, drafts: list[Draft]) -> list[Draft]:
    """Narrow a group of states to those listed after it: "the Gulf states - Oman, Qatar and Kuwait"."""
    for k, group in enumerate(drafts):
        if len(group.refs) < 3 or not group.is_state:
            continue
        listed: list[ActorRef] = []
        end = group.end
        for draft in drafts[k + 1 :]:
            between = view.doc[end : draft.start]
            joined = all(t.is_punct or t.lower_ in {"and", "the", "namely"} for t in between)
            if not joined or len(between) > 3 or not draft.is_state or "." in {t.text for t in between}:
                break
            listed += draft.refs
            end = draft.end
        ids = {ref.id for ref in listed}
        if len(ids) > 1 and ids <= {ref.id for ref in group.refs}:
            group.refs = tuple(ref for ref in group.refs if ref.id in ids)
            names = ", ".join(sorted(ids))
            group.reasons.append(
                Reason(rule="listed after it", words=view.text(group.start, end), result=names)
            )
    return drafts


def longest(drafts: list[Draft]) -> list[Draft]:
    """Return drafts sorted by start without overlaps; of two that overlap the longer stays."""
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=lambda d: (-(d.end - d.start), d.start)):
        span = range(draft.start, draft.end)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(draft)
    return sorted(kept, key=lambda d: d.start)


def _peoples(view: View, drafts: list[Draft]) -> list[Draft]:
    """ "Bosnian Serbs", "Kosovo Albanians": a people of another name within a state, not that other state."""
    out: list[Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        noun = view.doc[draft.end - 1]
        if (
            before
            and before.end == draft.start
            and before.is_state
            and draft.form is Form.DEMONYM
            and noun.text.endswith("s")
            and noun.pos_ in {"NOUN", "PROPN"}
        ):
            phrase = view.text(before.start, draft.end)
            ref = unlinked(
                phrase,
                ActorKind.POPULATION,
                state=before.state,
                sector="CVL",
                how="people within a state",
                score=0.6,
            )
            reason = Reason(rule="people", words=phrase, result=f"in {before.state}")
            out[-1] = Draft(
                start=before.start,
                end=draft.end,
                head=draft.head,
                refs=(ref,),
                via="people",
                reasons=[reason],
            )
        else:
            out.append(draft)
    return out


def _unnamed_bases(view: View, drafts: list[Draft]) -> list[Draft]:
    """A base known only by its owner, "a Russian military base": `?russian military base`."""
    out: list[Draft] = []
    words = vocabulary().base_words
    for draft in drafts:
        if draft.form not in {Form.DEMONYM, Form.ACRONYM} or not draft.is_state or draft.end >= len(view.doc):
            continue
        end = draft.end
        while end < len(view.doc) and (singular(view.doc[end]) in words or view.doc[end].lower_ in words):
            end += 1
        noun = view.doc[end - 1]
        if end == draft.end or singular(noun) not in {"base", "airbase", "airfield", "garrison"}:
            continue
        phrase = view.text(draft.start, end)
        ref = unlinked(
            phrase, ActorKind.BASE, state=draft.state, sector="MIL", how="base without a name", score=0.5
        )
        reason = Reason(rule="unnamed base", words=phrase, result=f"of {draft.state}")
        out.append(Draft(start=draft.start, end=end, head=end - 1, refs=(ref,), via="base", reasons=[reason]))
    drafts[:] = [d for d in drafts if not any(b.start == d.start for b in out)]
    return out


def _state_noun(view: View, draft: Draft) -> Draft:
    """ "the Kazakh side", "the Russian state": the adjective and its noun name the state itself."""
    if draft.form is not Form.DEMONYM or draft.end >= len(view.doc) or not draft.is_state:
        return draft
    noun = view.doc[draft.end]
    if singular(noun) not in vocabulary().state_nouns or noun.pos_ not in {"NOUN", "PROPN"}:
        return draft
    if noun.tag_ in {"NNS", "NNPS"} and draft.via != "grouping":
        return draft
    draft.start = view.with_determiner(draft.start)
    draft.end += 1
    draft.head = noun.i
    draft.form = None
    draft.via = "state noun"
    draft.reasons.append(Reason(rule="state noun", words=noun.text, result=draft.refs[0].name))
    return draft


def _adjective(view: View, draft: Draft) -> Draft:
    """Mark an adjective before a noun ("the Syrian conflict"), which names the state only in passing."""
    if draft.form is not Form.DEMONYM or draft.via == "unlinked":
        return draft
    token = view.doc[draft.head]
    before_noun = token.dep_ in {"amod", "compound", "nmod"} and token.head.i >= draft.end
    if before_noun or (
        token.pos_ == "ADJ" and token.dep_ not in {"nsubj", "obj", "obl", "root", "nsubj:pass"}
    ):
        noun = token.head.text
        draft.via = "adjective"
        draft.reasons.append(Reason(rule="adjective", words=view.text(draft.start, draft.end), result=noun))
    return draft
