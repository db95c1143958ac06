"""Names that match no entry exactly: other romanisations, case endings, typos, garbled short forms.

A guess always carries a score and its reason. The further the spelling, the more the document must
support it: the state, the given name, the office, or the words around ("X and other terrorist groups").
"""

from __future__ import annotations

from rapidfuzz import fuzz

from foreigndesk.linking.choosing import Context
from foreigndesk.linking.entries import Form, Name, is_acronym
from foreigndesk.linking.names import (
    acronym_likeness,
    foreign,
    phonetic,
    similarity,
    squashed,
    stems,
    words,
)
from foreigndesk.linking.person_names import Guess, clear_best, east_asian_person, person
from foreigndesk.linking.registry import SHORTEST_SQUASHED
from foreigndesk.linking.traps import has_private_calling
from foreigndesk.linking.view import View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import ActorKind, ActorRef

_SHORTEST = 5
_NEAR = 0.8
_NEAR_ALONE = 0.88
_NEAR_ARMED = 0.65
_NEAR_BASE = 0.72
_NEAR_GIVEN = 0.75
_MARGIN = 0.05
_LONG_STATE = 8  # letters of a state's name that may be one off
_LONG_ALONE = 9  # letters of a joined name that no context supports
_SHORTEST_EAST_ASIAN = 4  # consonants


def guess(view: View, start: int, end: int, context: Context, role: ActorRef | None) -> Guess | None:
    """Return the actor that the unlinked name at tokens `start:end` most likely means.

    Arguments:
        view: the document.
        start: first token.
        end: token after the last.
        context: what the document names beyond doubt.
        role: the office named straight before the name, if any.
    """
    parts = tuple(p for i in range(start, end) for p in words(view.doc[i].text))
    surface = view.text(start, end)
    if not parts:
        return None
    if view.registry.names(" ".join(parts)):
        return None  # it is spelled like a known name, and that one was weighed and refused
    if role is None and has_private_calling(view, start, end):
        return None
    if len(parts) == 1 and is_acronym(surface):
        found = _garbled_acronym(view, surface, context)
        if found or (role is None and view.doc[start].ent_type_ != "PERSON"):
            return found
    armed = _armed_context(view, start, end)
    if armed or role is None:
        found = _armed_group(view, start, parts, context, armed=armed)
        if found:
            return found
    if len(parts) == 1 and role is None:
        found = _state_by_sound(view, parts[0])
        if found:
            return found
    if len(parts) > 1:
        found = east_asian_person(view, parts, context, role)
        if found:
            return found
    return person(view, parts, context, role) or _squashed(view, start, end, parts, context)


# --- organisations -----------------------------------------------------------------------------------


def _garbled_acronym(view: View, short: str, context: Context) -> Guess | None:
    """A short form one letter off, or other initials, of an organisation that the document names."""
    best: list[Guess] = []
    for actor_id in context.actors:
        entry = view.registry.entry(actor_id)
        if entry is None or entry.actor.kind not in {ActorKind.ORGANISATION, ActorKind.PARTY}:
            continue
        full = tuple(n.text for n in entry.names if n.form is Form.NAME)
        acronyms = tuple(n.text for n in entry.names if n.form is Form.ACRONYM)
        score = acronym_likeness(short.replace(".", ""), full, acronyms)
        if score >= 0.6:
            best.append(
                Guess(entry.actor, round(score * 0.9, 3), f"short form like that of {entry.actor.name}")
            )
    best.sort(key=lambda g: (-g.score, g.actor.id))
    return best[0] if best and (len(best) == 1 or best[0].score > best[1].score) else None


def _armed_context(view: View, start: int, end: int) -> bool:
    """Whether the words around call the name an armed group: "and other terrorist groups", "militants of"."""
    words_near = vocabulary()
    sentence = view.doc[start].sent
    window = list(view.doc[max(sentence.start, start - 4) : min(sentence.end, end + 6)])
    after = [singular(t) for t in window if t.i >= end]
    before = [singular(t) for t in window if t.i < start]
    for side in (after, before):
        cue = any(w in words_near.armed_cues for w in side)
        noun = any(w in words_near.armed_nouns for w in side)
        other = "other" in side or "as" in side or side is before
        if (cue and noun and other) or (side is after and side[:1] and side[0] in words_near.armed_nouns):
            return True
    return False


def _armed_group(
    view: View, start: int, parts: tuple[str, ...], context: Context, *, armed: bool
) -> Guess | None:
    """An armed group in another spelling, where the words around speak of one or of its state.

    `armed` is whether they speak of one; else its state's adjective stands before ("Yemeni Khousites"), or
    only its case ending is odd and its state is near.
    """
    found: dict[str, Guess] = {}
    word = parts[-1]
    if len(parts) > 1 or len(word) < 4:
        return None
    owner = _adjective_before(view, start)
    for form in (word, *stems(word)):
        for name in view.registry.near_bones(phonetic(form)[0], "armed"):
            score = similarity(form, words(name.text)[0])
            actor = view.registry.get(name.actor)
            if (
                actor is None
                or score < _NEAR_ARMED
                or phonetic(form)[0][0] != phonetic(words(name.text)[0])[0][0]
            ):
                continue
            here = context.near(actor.state, view) or actor.state in view.town_states
            if not (armed or (owner and owner == actor.state) or (here and score == 1.0 and form != word)):
                continue
            why = f"sounds like {name.text}, and the words around name an armed group or its state"
            if score > (found[actor.id].score if actor.id in found else 0.0):
                found[actor.id] = Guess(actor, round(score * 0.9, 3), why)
    return clear_best(found)


def _adjective_before(view: View, start: int) -> str | None:
    """Return the state whose adjective stands straight before a name."""
    names = view.registry.names(view.doc[start - 1].lower_) if start else ()
    return next((n.actor for n in names if n.form is Form.DEMONYM), None)


def _squashed(view: View, start: int, end: int, parts: tuple[str, ...], context: Context) -> Guess | None:
    """A name with its words joined or split otherwise, or a letter off: "Abusayaf", "Guo-min-dang"."""
    terms = vocabulary()
    bare = tuple(part for part in parts if part not in terms.base_words) or parts
    letters = sum(map(len, bare))
    key = squashed(bare)
    near = {singular(t) for t in view.doc[max(0, start - 2) : end + 3] if not start <= t.i < end}
    group = bool((near | set(parts)) & (terms.armed_nouns | terms.party_cues))
    label = view.doc[start].ent_type_
    if letters < SHORTEST_SQUASHED - 1 or label in {"NORP", "DATE"}:
        return None
    lone = label != "PERSON" or group or len(view.text(start, end).split()) == 1
    found: dict[str, Guess] = {}
    for name in view.registry.near_bones(key, "joined"):
        actor = view.registry.get(name.actor)
        if actor is None:
            continue
        alike = fuzz.ratio(key, squashed(words(name.text))) / 100
        base = actor.kind == ActorKind.BASE
        supported = (
            _base_context(view, start, end, near | set(parts))
            if base
            else group or context.near(actor.state, view)
        )
        least = _NEAR_BASE if base else _NEAR if supported else _NEAR_ALONE
        if alike < least or not lone or (not supported and (base or label == "PERSON")):
            continue
        if letters < (SHORTEST_SQUASHED if supported else _LONG_ALONE) and not base:
            continue
        why = f"like {name.text} but for spaces or a letter" + (
            ", and the words around agree" if supported else ""
        )
        if alike > (found[actor.id].score if actor.id in found else 0.0):
            found[actor.id] = Guess(actor, round(alike * 0.9, 3), why)
    return clear_best(found)


def _base_context(view: View, start: int, end: int, near: set[str]) -> bool:
    """Whether a word for a base stands beside, or its sentence has what happens only at one: sorties."""
    terms = vocabulary()
    return bool(near & terms.base_words) or any(
        singular(t) in terms.base_cues for t in view.doc[start].sent if not start <= t.i < end
    )


# --- states ------------------------------------------------------------------------------------------


def _state_by_sound(view: View, word: str) -> Guess | None:
    """A state, its people or its capital in another spelling, with a case ending, or in long names a letter
    off."""
    if len(word) < _SHORTEST:
        return None
    for form, score, why in (
        (word, 0.85, "another romanisation of"),
        *((stem, 0.8, "with a case ending,") for stem in stems(word) if len(stem) > _SHORTEST),
    ):
        keys = (*phonetic(form)[:1], *(foreign(form) if len(form) > _SHORTEST else ()))
        names = {n.actor: n for key in keys for n in view.registry.same_sound(key, state=True)}
        if len(names) == 1:
            return _state_guess(view, next(iter(names.values())), score, why)
    if len(word) < _LONG_STATE:
        return None
    near = {n.actor: n for n in view.registry.near_bones(phonetic(word)[0], "state")}
    alike = {a: n for a, n in near.items() if similarity(word, words(n.text)[0]) >= _NEAR_ALONE}
    return _state_guess(view, next(iter(alike.values())), 0.8, "a letter from") if len(alike) == 1 else None


def _state_guess(view: View, name: Name, score: float, why: str) -> Guess | None:
    actor = view.registry.get(name.actor)
    return Guess(actor, score, f"{why} {name.text}, {name.form.value}") if actor else None
