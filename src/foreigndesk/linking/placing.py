"""A city or country as where something is, or as its government: "in Moscow", "Moscow hopes"."""

from __future__ import annotations

from spacy.tokens import Token

from foreigndesk.linking.choosing import Context
from foreigndesk.linking.entries import Form
from foreigndesk.linking.names import normal
from foreigndesk.linking.references import reference
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Reason

_NOMINAL = frozenset({"compound", "amod", "nmod", "nmod:poss", "flat"})
_CITY = frozenset({Form.CAPITAL, Form.METONYM})


def place_drafts(view: View, drafts: list[Draft]) -> None:
    """Set `as_place` on drafts of states, capitals, metonyms, groupings and bases, with the reason."""
    for draft in drafts:
        if draft.form in _CITY or draft.form is Form.GROUPING or (draft.form in _PLAIN and _placeable(draft)):
            place, why = _reading(view, draft)
            draft.as_place = draft.as_place or place
            draft.reasons.append(Reason(rule="place" if place else "actor", words=why, result=str(place)))


_PLAIN = frozenset({Form.NAME, Form.ACRONYM, Form.BARE})


def _placeable(draft: Draft) -> bool:
    return all(ref.kind in {"state", "base"} for ref in draft.refs)


def seats(view: View, drafts: list[Draft], context: Context) -> None:
    """Read a capital that acts as the organisation seated there, when only that is named."""
    named = {ref.id for d in drafts if d.form in {Form.NAME, Form.DEMONYM} for ref in d.refs if d.is_state}
    for draft in drafts:
        if draft.form is not Form.CAPITAL or draft.as_place or draft.refs[0].id in named:
            continue
        city = normal(view.text(draft.start, draft.end))
        seated = [o for o in context.actors if normal(view.registry.seat(o) or "") == city]
        actor = view.registry.get(seated[0]) if seated else None
        if actor:
            why = f"seat of {actor.name}, which the document names, unlike {draft.refs[0].name}"
            draft.refs = (reference(actor, "seat", 0.75),)
            draft.reasons.append(Reason(rule="seat", words=city, result=why))


def _reading(view: View, draft: Draft) -> tuple[bool, str]:
    """Return whether a draft is a place, and the words that decide it."""
    token = view.doc[draft.head]
    city = draft.form in _CITY
    words = vocabulary()
    if city and _dateline(view, draft):
        return True, "dateline"
    if draft.end < len(view.doc) and view.doc[draft.end].lower_ in {"'s", "’s"}:
        owned = singular(token.head)
        return (city and owned in words.place_nouns and owned not in words.political_nouns), f"'s {owned}"
    if city and token.dep_ in {"compound", "amod"} and token.head.i >= draft.end:
        owned = singular(token.head)
        if any(c.dep_ == "amod" and draft.end <= c.i < token.head.i for c in token.head.children):
            return False, "recipient before the object"  # "offered Dushanbe certain concessions"
        return draft.form is Form.CAPITAL and owned not in words.political_nouns, f"before {owned}"
    lead = _lead(token)
    preposition = _preposition(view, draft, lead)
    if preposition:
        before = view.doc[max(0, draft.start - 2)].lower_
        if preposition == "of" and before in words.place_nouns:
            return True, f"{before} of"
        return _after(preposition, lead, city=city)
    verb = lead.head.lemma_.lower()
    if city and lead.dep_ == "obj":
        return verb in words.place_verbs, f"object of {verb}"
    if city and lead.dep_ == "nsubj:pass" and verb in words.place_verbs:
        return True, f"subject of {verb}"
    if token.dep_ in {"appos", "nmod", "nmod:npmod", "list"} and _after_town(view, draft):
        return True, "after a town"
    return False, f"{lead.dep_} of {verb}"


def _lead(token: Token) -> Token:
    """The first conjunct of a coordination, which carries the preposition."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def _preposition(view: View, draft: Draft, lead: Token) -> str:
    for child in lead.children:
        if child.dep_ == "case" and child.i < lead.i and child.lower_ not in {"'s", "’s"}:
            return child.lower_
    i = draft.start - 1
    while i >= 0 and view.doc[i].pos_ in {"DET", "ADJ"} and i >= draft.start - 3:
        i -= 1
    if i >= 0 and view.doc[i].pos_ == "ADP" and not view.doc[i].is_punct:
        return view.doc[i].lower_
    return ""


def _after(preposition: str, lead: Token, *, city: bool) -> tuple[bool, str]:
    words = vocabulary()
    governor = singular(lead.head)
    shown = f"{governor} {preposition}"
    if preposition in words.locative_prepositions:
        return True, preposition
    if preposition in words.directional_prepositions:
        moves = governor in words.motion_verbs or lead.head.lower_ in words.motion_verbs
        return city and moves, shown
    if preposition == "of":
        return governor in words.place_nouns and governor not in words.political_nouns, shown
    return False, shown


def _dateline(view: View, draft: Draft) -> bool:
    """Capitals that open a paragraph before a comma, bracket or dash: "MOSCOW (Agency) - "."""
    opens = draft.start == 0 or view.paragraph_of[draft.start - 1] != view.paragraph_of[draft.start]
    after = view.doc[draft.end].text if draft.end < len(view.doc) else ""
    return (
        opens
        and (view.text(draft.start, draft.end).isupper() or after in {"(", "—", "–"})
        and (after in {",", "(", "-", "—", "–", ".", "/", ":"})
    )


def _after_town(view: View, draft: Draft) -> bool:
    """Whether a state's name follows a town and a comma: "Osh, Kyrgyzstan"."""
    if draft.start < 2 or view.doc[draft.start - 1].text != ",":
        return False
    town = view.doc[draft.start - 2]
    return town.pos_ == "PROPN" and town.ent_type_ in {"GPE", "LOC"}
