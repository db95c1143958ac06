"""Which actor a name means here: context for short and shared names, and the traps among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from foreigndesk.linking.entries import Form, Name, is_acronym
from foreigndesk.linking.matching import NameSpan, find_bodies
from foreigndesk.linking.names import words
from foreigndesk.linking.namesakes import town_elsewhere
from foreigndesk.linking.references import reference
from foreigndesk.linking.traps import PUBLIC, names_something_else, private_matter
from foreigndesk.linking.view import Draft, View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Actor, ActorKind, Reason

ABOUT = 6
"""Years before or after an office in which its holder's surname may still be read as that person."""
_SURE = {Form.NAME, Form.CAPITAL, Form.DEMONYM, Form.METONYM, Form.ACRONYM}
_RANK = (Form.NAME, Form.ACRONYM, Form.DEMONYM, Form.CAPITAL, Form.METONYM, Form.GROUPING, Form.SURNAME)


@dataclass(slots=True)
class Context:
    """What the document certainly names: states by count, actors by their first token.

    `named_states` are those of `states` that more than an adjective names, `leaders` persons in office on the
    day whose surname stands there; `office_tokens` are those of office
    patterns, `public_tokens` those of them that govern, fight or make law; `strangers` the last words of
    persons' names that are not in the registry.
    """

    states: Counter[str] = field(default_factory=Counter)
    named_states: set[str] = field(default_factory=set)
    leaders: set[str] = field(default_factory=set)
    actors: dict[str, int] = field(default_factory=dict)
    office_tokens: frozenset[int] = frozenset()
    public_tokens: frozenset[int] = frozenset()
    strangers: frozenset[str] = frozenset()

    def add(self, actor: Actor, at: int) -> None:
        """Count a sure mention of `actor`."""
        self.actors.setdefault(actor.id, at)
        if actor.state:
            self.states[actor.state] += 1

    def near(self, state: str | None, view: View) -> bool:
        """Whether the document names this state or one that borders it."""
        if state is None:
            return False
        if state in self.states:
            return True
        record = view.registry.state(state)
        return bool(record and any(b in self.states for b in record.borders))


def read_context(view: View, spans: list[NameSpan]) -> Context:
    """Return what the document names beyond doubt, before anything doubtful is decided."""
    bodies = list(find_bodies(view, set()))
    public = [b for b in bodies if b.body.sector in PUBLIC]
    context = Context(
        office_tokens=frozenset(i for b in bodies for i in range(b.start, b.end)),
        public_tokens=frozenset(i for b in public for i in range(b.start, b.end)),
        strangers=_strangers(view),
    )
    for span in spans:
        surnames = {n.actor for n in span.names if n.form is Form.SURNAME}
        context.leaders.update(a for a in surnames if view.anchor and view.registry.active(a, view.anchor))
        sure = {n.actor: n for n in span.names if n.form in _SURE and not n.ambiguous}
        if _doubtful_state(view, span):
            context.named_states.update(n.actor for n in span.names)
        if len(sure) != 1 or _inside_bigger_name(view, span, context):
            continue
        actor = view.registry.get(next(iter(sure)))
        if actor and actor.kind != ActorKind.PLACE:
            context.add(actor, span.start)
            if actor.kind == ActorKind.STATE and sure[actor.id].form is not Form.DEMONYM:
                context.named_states.add(actor.id)
    return context


def _doubtful_state(view: View, span: NameSpan) -> bool:
    """Whether a state's shared name stands where the parser sees a place, and not behind a town's comma."""
    one = len(span.names) == 1 and span.names[0].ambiguous and span.names[0].form is Form.NAME
    if not one or view.registry.state(span.names[0].actor) is None:
        return False
    comma = span.start > 0 and view.doc[span.start - 1].text == ","
    return view.doc[span.start].ent_type_ == "GPE" and not comma


def _strangers(view: View) -> frozenset[str]:
    full = [words(e.text) for e in view.doc.ents if e.label_ == "PERSON"]
    return frozenset(
        f[-1]
        for f in full
        if len(f) > 1 and not view.registry.names(" ".join(f)) and not view.registry.body(f[-2])
    )


def drafts_of(view: View, spans: list[NameSpan], context: Context) -> list[Draft]:
    """Return a draft mention for each span whose actor could be decided."""
    out: list[Draft] = []
    for span in spans:
        chosen = choose(view, span, context)
        if chosen is None:
            continue
        draft = _draft(view, span, *chosen)
        if draft:
            out.append(draft)
            if draft.form is Form.NAME:
                context.actors.setdefault(draft.refs[0].id, span.start)
    return out


def choose(view: View, span: NameSpan, context: Context) -> tuple[Name, str] | None:
    """Return the name that a span means and why, or None when nothing fits well enough."""
    fitting: list[tuple[tuple[float, ...], Name, str]] = []
    for name in span.names:
        why = _fits(view, span, name, context)
        if why is None:
            continue
        state = (view.registry.get(name.actor) or _NOBODY).state
        rank = (
            float(name.actor not in context.actors),
            float(not view.registry.active(name.actor, view.anchor)),
            float(name.ambiguous and name.form is not Form.SURNAME),
            float(_RANK.index(name.form)) if name.form in _RANK else 9.0,
            -float(context.states[state] if state else 0),
        )
        fitting.append((rank, name, why))
    if not fitting:
        return None
    fitting.sort(key=lambda f: (f[0], f[1].actor))
    tied = [f for f in fitting if f[0] == fitting[0][0] and f[1].actor != fitting[0][1].actor]
    if tied and fitting[0][1].form is Form.SURNAME:
        return None
    return fitting[0][1], fitting[0][2]


_NOBODY = Actor(id="?", name="?", kind=ActorKind.UNKNOWN)


def _fits(view: View, span: NameSpan, name: Name, context: Context) -> str | None:
    """Return why a name may be meant here, or None."""
    actor = view.registry.get(name.actor)
    if actor is None or name.form is Form.GENERIC:
        return None
    if name.form is Form.BARE:
        return _bare_base(view, span, name, context)
    if names_something_else(view, span, name) or private_matter(view, span, name, actor, context):
        return None
    if actor.kind == ActorKind.PERSON:
        return _person(view, span, name, actor, context)
    if _inside_bigger_name(view, span, context):
        return None
    if actor.kind == ActorKind.STATE:
        return _state(view, span, name, context)
    supported = actor.id in context.actors or context.near(actor.state, view)
    short = name.form is Form.ACRONYM and len(name.text) <= 4 and actor.state is not None
    if (name.ambiguous or short) and not supported:
        return None
    return f"{name.form.value} of {actor.name}"


def _state(view: View, span: NameSpan, name: Name, context: Context) -> str | None:
    label = view.doc[span.start].ent_type_
    before = view.doc[span.start - 1] if span.start else None
    if before is not None and before.lower_ in vocabulary().old_times:
        return None
    if before is not None and before.text in vocabulary().other_places and name.form is not Form.DEMONYM:
        return None
    if name.form is not Form.DEMONYM and (_part_of_person(view, span) or town_elsewhere(view, span, name)):
        return None
    doubtful = label == "PERSON" and name.ambiguous and name.actor not in context.states
    if doubtful and name.form is not Form.DEMONYM and not _placed(view, span):
        return None
    if not name.ambiguous:
        return f"{name.form.value} of {name.actor}"
    if name.form is Form.ACRONYM and name.text.isupper():
        sure = context.near(name.actor, view) or _of_office(view, span, context)
        return f"{name.form.value} of {name.actor}" if sure else None
    if _looks_american(view, span, name, context):
        return None
    if (
        label in {"GPE", "NORP", "LOC"}
        or _placed(view, span)
        or context.near(name.actor, view)
        or name.form is Form.DEMONYM
    ):
        return f"shared {name.form.value} of {name.actor}, nothing speaks against it"
    return None


def _of_office(view: View, span: NameSpan, context: Context) -> bool:
    """Whether an office's words and "of" stand before: "the president of RF"."""
    before = span.start - 1
    if before > 0 and view.doc[before].lower_ == "the":
        before -= 1
    if before < 1 or view.doc[before].lower_ != "of":
        return False
    return before - 1 in context.office_tokens or singular(view.doc[before - 1]) in vocabulary().person_nouns


def _part_of_person(view: View, span: NameSpan) -> bool:
    """Whether a place's name is a given or family name here: Denzel Washington, Cuba Gooding."""
    entity = view.entity_at.get(span.start)
    if entity is None or entity.label_ != "PERSON" or len(entity) <= span.end - span.start:
        return False
    if entity.start < span.start:
        given = view.doc[entity.start]
        known = view.registry.names(words(given.text)[0]) if words(given.text) else ()
        return given.text[:1].isupper() and not any(n.form in _SURE for n in known)
    after = view.doc[span.end]
    return span.start == entity.start and after.text[:1].isupper() and after.pos_ == "PROPN"


def _placed(view: View, span: NameSpan) -> bool:
    """Whether the words around treat a name as a country or town: "in Chad", "visited Jordan"."""
    terms = vocabulary()
    token = view.doc[span.end - 1]
    before = view.doc[span.start - 1].lower_ if span.start else ""
    followed = span.end < len(view.doc) and view.doc[span.end].pos_ == "PROPN"
    toponymic = before in terms.locative_prepositions | terms.directional_prepositions
    return not followed and (toponymic or (token.dep_ == "obj" and token.head.lemma_ in terms.place_verbs))


def _looks_american(view: View, span: NameSpan, name: Name, context: Context) -> bool:
    """Whether a shared name is the US state here: American cues in its sentence, no neighbour named."""
    cues = any(t.lower_ in vocabulary().us_state_cues for t in view.doc[span.start].sent)
    return name.form is Form.NAME and cues and not context.near(name.actor, view)


def _person(view: View, span: NameSpan, name: Name, actor: Actor, context: Context) -> str | None:
    """A full name stands for itself; a surname needs the full name, or the state and the time."""
    if name.form is Form.NAME:
        return f"full name of {actor.name}"
    token = view.doc[span.end - 1]
    if (
        span.start
        and view.doc[span.start - 1].lower_ in {"the", "a", "an"}
        and token.dep_ not in {"amod", "compound"}
    ):
        return None
    if _inside_person(view, span) or token.pos_ not in {"PROPN", "NOUN", "ADJ", "X", ""}:
        return None
    if token.ent_type_ == "DATE":
        return None
    at = context.actors.get(actor.id)
    if at is not None:
        return f"surname of {actor.name}, named in full"
    if token.ent_type_ in {"GPE", "LOC", "ORG", "DATE", "FACILITY"} and token.pos_ != "PROPN":
        return None
    if words(name.text)[-1] in context.strangers:
        return None
    states = {role.state for role in actor.roles} | {actor.state}
    named = any(state in context.states for state in states if state)
    active = view.registry.active(actor.id, view.anchor)
    if active and named:
        return f"surname of {actor.name}, in office then, whose state the document names"
    leads = any(role.office in vocabulary().leader_offices for role in actor.roles)
    if not active and not (named and leads and view.registry.active(actor.id, view.anchor, years=ABOUT)):
        return None
    only_one = len({n.actor for n in span.names if n.form is Form.SURNAME}) == 1
    if only_one and token.ent_type_ == "PERSON" and len(name.text) >= 5:
        return f"surname of {actor.name}, alone in office with it {'then' if active else 'in those years'}"
    return None


def _bare_base(view: View, span: NameSpan, name: Name, context: Context) -> str | None:
    """A base by its town or nickname: next to a word such as base, or once the base was named."""
    cues = vocabulary().base_words
    near = view.doc[max(0, span.start - 4) : span.end + 3]
    if any(t.lower_ in cues and t.pos_ != "ADJ" and t.sent == view.doc[span.start].sent for t in near):
        return f"bare name of {name.actor} next to a word for a base"
    sentence = view.doc[span.start].sent
    if len(name.text) > 4 and any(singular(t) in vocabulary().base_cues for t in sentence):
        return f"bare name of {name.actor}, and what happens at a base"
    quoted = span.start > 0 and view.doc[span.start - 1].text in {'"', "“", "«", "„", "``"}
    if quoted and name.actor in context.actors:
        return f"bare name of {name.actor}, in quotes"
    return None


def _inside_person(view: View, span: NameSpan) -> bool:
    """Whether a surname form is part of another person's longer name (Vladimir in Vladimir Medinsky)."""
    after = view.doc[span.end] if span.end < len(view.doc) else None
    if after is not None and after.pos_ == "PROPN" and after.dep_ == "flat" and after.head.i >= span.start:
        return True
    before = view.doc[span.start - 1] if span.start else None
    if before is None or before.ent_type_ != "PERSON" or view.doc[span.start].ent_iob_ != "I":
        return False
    known = view.registry.body(before.text) is not None or before.lower_ in vocabulary().leader_nouns
    return not known


def _inside_bigger_name(view: View, span: NameSpan, context: Context) -> bool:
    """Whether the words are part of an entity of another kind: Bank of China, Paris Hilton, Turkey Point."""
    if span.start > 1 and view.doc[span.start - 1].lower_ == "of":
        institution = view.doc[span.start - 2]
        if institution.text[:1].isupper() and institution.lower_ in vocabulary().institution_nouns:
            return True
    for i in range(span.start, span.end):
        token = view.doc[i]
        if token.ent_type_ not in {"PERSON", "ORG", "FACILITY"}:
            continue
        entity = view.entity_at.get(i)
        if entity is None or (entity.start >= span.start and entity.end <= span.end):
            continue
        if _short_form_of_office(view, span, context):
            continue
        if 2 * (span.end - span.start) >= len(entity) and span.end - span.start > 2:
            continue
        rest = [
            t for t in entity if not span.start <= t.i < span.end and t.pos_ not in {"DET", "PUNCT", "ADP"}
        ]
        possessed = span.end < len(view.doc) and view.doc[span.end].lower_ in {"'s", "’s"}
        if possessed or not rest:
            continue
        office = any(t.i in context.office_tokens for t in rest)
        if not office and all(t.pos_ == "PROPN" or t.text[:1].isupper() for t in rest):
            return _is_name_part(view, span, rest[0].ent_type_)
    return False


def _short_form_of_office(view: View, span: NameSpan, context: Context) -> bool:
    """Whether the span is a short form behind an office or a body and "of": taken for one with the name that
    follows ("the chairman of the GKNB Tashyev"), or with the body ("the Council of the SNG")."""
    if not is_acronym(view.text(span.start, span.end)):
        return False
    after = view.doc[span.end].text if span.end < len(view.doc) else ""
    last = view.entity_at[span.start].end == span.end if span.start in view.entity_at else False
    behind = view.doc[span.start - 1].lower_ if span.start > 1 else ""
    if last and behind == "the":
        behind = view.doc[span.start - 2].lower_
    return (last and behind == "of") or (after.istitle() and _of_office(view, span, context))


def _is_name_part(view: View, span: NameSpan, label: str) -> bool:
    """A state's adjective before an organisation's words still names the state; a person's name does not."""
    before = view.doc[span.start - 1] if span.start else None
    if before is not None and before.lower_ == "the" and span.start > 1:
        before = view.doc[span.start - 2]
    if label == "PERSON":
        if before is not None and before.lower_ in {"of", "in", "from"}:
            return False
        after = view.doc[span.end] if span.end < len(view.doc) else None
        return after is not None and after.ent_type_ == "PERSON" and after.ent_iob_ == "I"
    return True


def _draft(view: View, span: NameSpan, name: Name, why: str) -> Draft | None:
    actor = view.registry.get(name.actor)
    if actor is None:
        return None
    how = span.how if name.form is Form.NAME else f"{span.how}, {name.form.value}"
    score = span.score * (0.9 if name.form in {Form.SURNAME, Form.BARE} or name.ambiguous else 1.0)
    states = view.registry.grouping(actor.id)
    actors = [a for s in states if (a := view.registry.get(s))] or [actor]
    refs = tuple(reference(a, how, round(score, 3)) for a in actors)
    return Draft(
        start=span.start,
        end=span.end,
        head=view.root(span.start, span.end),
        refs=refs,
        via="grouping" if states else name.form.value,
        form=name.form,
        as_place=actor.kind == ActorKind.PLACE,
        reasons=[Reason(rule="name", words=view.text(span.start, span.end), result=why)],
    )
