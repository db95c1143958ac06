"""What speaks against a name: things, works, beasts, firms, clubs and private matters of the same name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spacy.tokens import Token

from foreigndesk.linking.atlas import atlas
from foreigndesk.linking.entries import Form, Name
from foreigndesk.linking.names import normal
from foreigndesk.linking.topics import Matter, is_person, is_private, topics
from foreigndesk.linking.view import View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Actor, ActorKind

if TYPE_CHECKING:
    from foreigndesk.linking.choosing import Context
    from foreigndesk.linking.matching import NameSpan

PUBLIC = frozenset({"GOV", "MIL", "LEG", "OPP", "REB", "RAD", "IGO", "SPY", "PTY"})
_DOUBTED_BY_ONE = frozenset({ActorKind.ARMED_GROUP, ActorKind.PARTY, ActorKind.BASE})
"""What a single private word beside a name of one word casts doubt on; other names need two."""
_PLAIN = frozenset({Form.NAME, Form.CAPITAL, Form.METONYM})


# --- private matters ---------------------------------------------------------------------------------


def private_matter(view: View, span: NameSpan, name: Name, actor: Actor, context: Context) -> bool:
    """Tell whether a name that politics shares with others is of private life here.

    Its sentence has words of kitchen, pitch, stage or workshop and none of public affairs. How many it
    takes depends on how often the name is borrowed: one for a short form, a surname, an adjective beside
    its noun ("Swiss meringue") or a town's team; two for a state or an organisation; one more for each word
    that is of public affairs by half. It takes none where
    nothing in the whole document is of public affairs, but for states, which short neutral news names too:
    "Thatcher wanted: must know reed and straw".
    """
    if name.form is Form.GROUPING or (name.form is Form.NAME and actor.kind is ActorKind.PERSON):
        return False
    borrowed = actor.kind is not ActorKind.STATE and _shared(view, span, name, actor, context)
    if borrowed and not _public_document(view, span, name, actor, context):
        return True
    found = view.matters[view.sentence_of[span.start]]
    beside = found.private - set(range(span.start, span.end))
    if actor.kind is ActorKind.STATE:
        beside -= found.people  # "Cuban doctors" are of Cuba
    if not beside or found.public - set(range(span.start, span.end)):
        return False
    if actor.kind is ActorKind.ARMED_GROUP and _named_beside(view, span, actor.state):
        return False
    count_states = len(beside) == 1 and not _of_thing(view, span)
    if _public_company(view, span, actor, context, count_states=count_states):
        return False
    return len(beside) - len(found.half_public) >= _needed(view, span, name, actor, found)


def _public_document(view: View, span: NameSpan, name: Name, actor: Actor, context: Context) -> bool:
    """Whether anything beside the name is of public affairs: a word, an office, an actor, its own state
    or two others."""
    own = range(span.start, span.end)
    half = sum(i not in own for matter in view.matters for i in matter.half_public)
    if half > 1 or any(i not in own for matter in view.matters for i in matter.public):
        return True
    if any(i not in own for i in context.public_tokens) or context.named_states - {actor.state}:
        return True
    if actor.kind is ActorKind.STATE and _intends(view, span):
        return True
    if context.actors.get(actor.id, span.start) not in own or _other_leader(view, name, context):
        return True
    if actor.kind is not ActorKind.STATE and (
        _named_beside(view, span, actor.state) or view.registry.members(actor.id) & context.states.keys()
    ):
        return True
    others = (view.registry.get(other) for other, at in context.actors.items() if at not in own)
    return any(other.sector in PUBLIC for other in others if other is not None and other.id != actor.id)


def _intends(view: View, span: NameSpan) -> bool:
    """Whether the name is the subject of what a government does: "Moscow hopes to"."""
    head = view.doc[view.root(span.start, span.end)]
    return head.dep_ == "nsubj" and head.head.lemma_ in vocabulary().intent_verbs


def _other_leader(view: View, name: Name, context: Context) -> bool:
    """Whether the surname of another leader stands in the document: "Castro is offended that Putin"."""
    key = normal(name.text)
    own = {n.actor for n in view.registry.names(key)}
    return name.form is Form.SURNAME and bool(context.leaders - own)


def _named_beside(view: View, span: NameSpan, state: str | None) -> bool:
    """Whether the document names a state outside the span."""
    return any(
        name.actor == state
        for word in view.words
        if not span.start <= word.first < span.end
        for name in view.registry.names(word.text)
    )


def _shared(view: View, span: NameSpan, name: Name, actor: Actor, context: Context) -> bool:
    """Whether others bear the name too: it is a surname or a short form, a body's name of one word, that of
    a town in another state, or an adjective beside a thing and not beside people or a body."""
    if name.form is Form.DEMONYM:
        after = view.doc[span.end] if span.end < len(view.doc) else None
        beside_thing = after is not None and after.pos_ in {"NOUN", "PROPN", "ADJ"}
        head = view.doc[view.root(span.start, span.end)].head
        return beside_thing and not is_person(head) and head.i not in context.office_tokens
    if actor.kind is ActorKind.STATE:
        return name.ambiguous or is_borne_elsewhere(name.text, name.actor) or _goes_on(view, span)
    if name.form in {Form.SURNAME, Form.ACRONYM, Form.BARE}:
        return True
    return actor.sector in PUBLIC and span.end - span.start == 1


@lru_cache(maxsize=4096)
def is_borne_elsewhere(text: str, state: str) -> bool:
    """Whether a town of another state has this name for its own."""
    towns = {(site.state, site.admin1) for site in atlas().known(text) if site.own_name and site.admin1}
    return len(towns) > 1 or any(other != state for other, _ in towns)


def _goes_on(view: View, span: NameSpan) -> bool:
    """Whether the name goes on behind the span: "China Grove", "Kenya Brown", "Cuba libre"."""
    after = view.doc[span.end] if span.end < len(view.doc) else None
    if after is None or after.is_punct:
        return False
    inside = span.start <= after.head.i < span.end
    return (inside and after.dep_ == "flat") or (
        after.pos_ == "PROPN" and view.doc[span.end - 1].head.i == after.i
    )


def _needed(view: View, span: NameSpan, name: Name, actor: Actor, found: Matter) -> int:
    if name.form in {Form.ACRONYM, Form.SURNAME, Form.BARE}:
        return 1
    if actor.kind is ActorKind.STATE:
        if _of_thing(view, span):
            return 1
        return 1 if name.form in _PLAIN and found.sport and not placed(view, span) else 2
    one_word = span.end - span.start == 1
    return 1 if one_word and actor.kind in _DOUBTED_BY_ONE else 2


def _of_thing(view: View, span: NameSpan) -> bool:
    """Whether a word of private life stands straight behind the name: "Swiss meringue", "Berlin Marathon"."""
    after = view.doc[span.end] if span.end < len(view.doc) else None
    return after is not None and is_private(after) and after.pos_ in {"NOUN", "PROPN", "ADJ"}


def placed(view: View, span: NameSpan) -> bool:
    """Whether a preposition of place stands before a name."""
    before = view.doc[span.start - 1].lower_ if span.start else ""
    return before in vocabulary().locative_prepositions | vocabulary().directional_prepositions


def _public_company(
    view: View, span: NameSpan, actor: Actor, context: Context, *, count_states: bool
) -> bool:
    """Whether an office, a body or another public actor is named in the sentence for sure."""
    sentence = view.doc[span.start].sent
    if any(sentence.start <= i < sentence.end for i in context.public_tokens):
        return True
    for other_id, at in context.actors.items():
        if other_id == actor.id or not sentence.start <= at < sentence.end or span.start <= at < span.end:
            continue
        other = view.registry.get(other_id)
        if other is None:
            continue
        if other.kind is ActorKind.STATE:
            if count_states:
                return True
        elif other.sector in PUBLIC:
            return True
    return False


# --- things, works, firms ----------------------------------------------------------------------------


def names_something_else(view: View, span: NameSpan, name: Name) -> bool:
    """Whether the words beside a name make it a thing, a work, a beast, a ship, a firm: "Brazil nuts", "the
    goddess Isis", "Merkel & Sons"."""
    terms = vocabulary()
    after = view.doc[span.end] if span.end < len(view.doc) else None
    if after is not None and singular(after) in terms.named_things.get(name.text.lower(), ()):
        return True
    if name.form is Form.DEMONYM:
        return False
    before = view.doc[span.start - 1] if span.start else None
    if before is not None and not before.is_punct and before.pos_ != "ADP" and _other_kind(before):
        return True
    if after is None or after.i + 1 >= len(view.doc) or not view.doc[span.start].sent.end > after.i:
        return False
    if name.form is Form.SURNAME and _firm(view, after):
        return True
    if _town_of_the_name(view, span, name) or _team(view, span, name):
        return True
    if before is not None and before.lower_ == "named" and name.form in _PLAIN:
        return True
    head = view.doc[view.root(span.start, span.end)]
    if singular(after) in terms.other_kinds and after.pos_ == "NOUN" and head.head.i == after.i:
        return True
    if any(c.dep_ == "appos" and c.i >= span.end and _other_kind(c) for c in head.children):
        return True
    apposed = _apposed_noun(view, after.i + 1) if after.text == "," else None
    if apposed is None:
        return False
    return _other_kind(apposed) or (
        name.form is Form.NAME and apposed.i > after.i + 1 and _thing(view, name, apposed)
    )


def _thing(view: View, name: Name, noun: Token) -> bool:
    """Whether an apposed noun makes a group's or a base's name a thing: "the Shining Path, a quilt"."""
    actor = view.registry.get(name.actor)
    return actor is not None and actor.kind in _DOUBTED_BY_ONE and is_private(noun)


def _town_of_the_name(view: View, span: NameSpan, name: Name) -> bool:
    """Whether a group's or party's name of one word is a town: "the beach at Fano"."""
    actor = view.registry.get(name.actor)
    if (
        actor is None
        or actor.kind not in {ActorKind.ARMED_GROUP, ActorKind.PARTY}
        or span.end - span.start > 1
    ):
        return False
    return view.doc[span.start].ent_type_ not in {"ORG", "NORP"} and placed(view, span)


def _team(view: View, span: NameSpan, name: Name) -> bool:
    """Whether a capital is the second word of a name of which no place or person has the first: "Steaua
    Bucharest"."""
    if name.form not in {Form.CAPITAL, Form.NAME} or not span.start:
        return False
    token, before = view.doc[span.start], view.doc[span.start - 1]
    entity = view.entity_at.get(span.start)
    if before.pos_ != "PROPN" or entity is None or entity.start == span.start or token.dep_ == "appos":
        return False
    if view.matters[view.sentence_of[span.start]].public:
        return False
    known = view.registry.names(before.lower_) or view.registry.body(before.text)
    return not known and not any(site.state == name.actor for site in atlas().find(before.text))


def has_private_calling(view: View, start: int, end: int) -> bool:
    """Whether a trade stands before a person's name or is apposed to it: "the dentist", ", the poet of"."""
    before = view.doc[start - 1] if start else None
    if before is not None and not before.is_punct and _other_kind(before):
        return True
    after = view.doc[end] if end + 1 < len(view.doc) else None
    return after is not None and after.text == "," and _other_kind(_apposed_noun(view, end + 1))


def _other_kind(token: Token) -> bool:
    words = {singular(token), token.lower_}
    return bool(words & (vocabulary().other_kinds | topics().trades))


def _firm(view: View, after: Token) -> bool:
    """Whether a firm's word follows a family name, with a capital: "& Sons", "Motors"."""
    if after.text in {"&", "and"} and after.i + 1 < len(view.doc):
        after = view.doc[after.i + 1]
    return after.text[:1].isupper() and after.lower_.rstrip(".") in topics().firm_words


def _apposed_noun(view: View, start: int) -> Token:
    """Return the last noun of the phrase that begins after a comma: "the last male northern white
    rhinoceros"."""
    noun = view.doc[start]
    for token in view.doc[start : start + 9]:
        if token.is_punct or token.pos_ in {"ADP", "VERB", "AUX", "SCONJ"}:
            break
        noun = token if token.pos_ in {"NOUN", "PROPN"} else noun
    return noun
