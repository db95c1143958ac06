"""Names that match no entry exactly: other romanisations, case endings, typos, garbled short forms.

A guess always carries a score and its reason. The further the spelling, the more the document must
support it: the state, the given name, the office, or the words around ("X and other terrorist groups").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foreigndesk.linking.choosing import Context
from foreigndesk.linking.entries import Form, Name, is_acronym
from foreigndesk.linking.names import (
    acronym_likeness,
    phonetic,
    similarity,
    skeleton,
    stems,
    words,
)
from foreigndesk.linking.view import View, singular
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Actor, ActorKind, ActorRef

_SHORTEST = 5
_NEAR = 0.8
_NEAR_ALONE = 0.88
_NEAR_ARMED = 0.65
_MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Guess:
    """An actor that a name may mean, how surely, and why."""

    actor: Actor
    score: float
    why: str


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
    if len(parts) == 1 and is_acronym(surface):
        return _garbled_acronym(view, surface, context)
    if view.registry.names(" ".join(parts)):
        return None  # it is spelled like a known name, and that one was weighed and refused
    if _armed_context(view, start, end):
        found = _armed_group(view, parts)
        if found:
            return found
    if len(parts) == 1 and role is None:
        found = _state_by_sound(view, parts[0])
        if found:
            return found
    return _person(view, parts, context, role)


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


def _armed_group(view: View, parts: tuple[str, ...]) -> Guess | None:
    found: dict[str, Guess] = {}
    word = parts[-1]
    if len(parts) > 1 or len(word) < 4:
        return None
    for form in (word, *stems(word)):
        for name in view.registry.near_bones(skeleton(phonetic(form)[0]), armed=True):
            score = similarity(form, words(name.text)[0])
            actor = view.registry.get(name.actor)
            if actor and score >= _NEAR_ARMED and form[0] == words(name.text)[0][0]:
                why = f"sounds like {name.text}, and the words around name an armed group"
                if score > (found[actor.id].score if actor.id in found else 0.0):
                    found[actor.id] = Guess(actor, round(score * 0.9, 3), why)
    return _clear_best(found)


# --- states ------------------------------------------------------------------------------------------


def _state_by_sound(view: View, word: str) -> Guess | None:
    if len(word) < _SHORTEST:
        return None
    names = {n.actor: n for key in phonetic(word)[:1] for n in view.registry.same_sound(key, state=True)}
    if len(names) != 1:
        return None
    name = next(iter(names.values()))
    actor = view.registry.get(name.actor)
    return Guess(actor, 0.85, f"another romanisation of {name.text}, {name.form.value}") if actor else None


# --- persons -----------------------------------------------------------------------------------------


def _person(view: View, parts: tuple[str, ...], context: Context, role: ActorRef | None) -> Guess | None:
    surname, given = parts[-1], parts[:-1]
    if len(surname) < 4:
        return None
    found: dict[str, Guess] = {}
    for form in (surname, *stems(surname)):
        for name, sure in _surnames(view, form):
            actor = view.registry.get(name.actor)
            if actor is None:
                continue
            proposal = _weigh(view, actor, (form, given, name, sure, form != surname), context, role)
            if proposal and proposal.score > (found[actor.id].score if actor.id in found else 0.0):
                found[actor.id] = proposal
    return _clear_best(found)


def _surnames(view: View, form: str) -> Iterator[tuple[Name, bool]]:
    """Yield registry surnames that sound the same (True) or are one consonant off (False)."""
    same: set[Name] = set()
    for key in phonetic(form):
        for name in view.registry.same_sound(key):
            same.add(name)
            yield name, True
    if len(form) >= 6:
        for name in view.registry.near_bones(skeleton(phonetic(form)[0])):
            if name not in same:
                yield name, False


_STATED = 0.8  # an office whose state the words give scores at least this; a state guessed for it, less


def _weigh(
    view: View,
    actor: Actor,
    spelling: tuple[str, tuple[str, ...], Name, bool, bool],
    context: Context,
    role: ActorRef | None,
) -> Guess | None:
    """Score one candidate: spelling, given name, then what the document says of state and office."""
    form, given, name, same_sound, stripped = spelling
    alike = 1.0 if same_sound else similarity(form, words(name.text)[-1])
    if alike < (_NEAR if given else _NEAR_ALONE):
        return None
    given_fits = _given_fits(view, actor, given) if given else None
    if given_fits is False:
        return None
    states = {r.state for r in actor.roles if r.state} | ({actor.state} if actor.state else set())
    state_fits = any(s in context.states for s in states)
    role_fits = role is not None and role.state in states
    if role is not None and role.state and not role_fits and role.score >= _STATED:
        return None
    named = actor.id in context.actors
    support = 2 * bool(given_fits) + state_fits + role_fits + 2 * named
    if view.anchor and not given and not named and not view.registry.active(actor.id, view.anchor):
        return None
    if support < _needed(same_sound, stripped):
        return None
    score = alike * (0.95 if same_sound else 0.85) * (0.95 if stripped else 1.0)
    why = [f"{'sounds like' if same_sound else 'is one letter from'} {name.text}"]
    why += ["without its case ending"] if stripped else []
    why += ["given name agrees"] if given_fits else []
    why += ["its state is in the document"] if state_fits else []
    why += ["the office agrees"] if role_fits else []
    why += ["named in full in the document"] if named else []
    return Guess(actor, round(min(score, 0.95), 3), ", ".join(why))


def _needed(same_sound: bool, stripped: bool) -> int:
    """How much support a spelling needs: none is enough only for a romanisation with given name or state."""
    if same_sound:
        return 1
    return 3 if stripped else 2


def _given_fits(view: View, actor: Actor, given: tuple[str, ...]) -> bool:
    """Whether a given name (or initial) agrees with one of the actor's full names."""
    entry = view.registry.entry(actor.id)
    known = [
        part
        for name in (entry.names if entry else ())
        if name.form is Form.NAME
        for part in words(name.text)[:-1]
    ]
    return any(_same_given(said, part) for said in given for part in known)


def _same_given(said: str, known: str) -> bool:
    if said == known or (len(said) == 1 and known[0] == said):
        return True
    if len(said) < 3:
        return False
    return bool(set(phonetic(known)) & set(phonetic(said))) or similarity(known, said) >= 0.85


def _clear_best(found: dict[str, Guess]) -> Guess | None:
    ranked = sorted(found.values(), key=lambda g: (-g.score, g.actor.id))
    if not ranked or (len(ranked) > 1 and ranked[0].score - ranked[1].score < _MARGIN):
        return None
    return ranked[0]
