"""Which known person a name in another spelling means: romanisation, case ending or typo, and context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from foreigndesk.linking.choosing import ABOUT, Context
from foreigndesk.linking.entries import Form, Name
from foreigndesk.linking.names import (
    east_asian,
    foreign,
    normal,
    phonetic,
    plainly_declined,
    similarity,
    stems,
    words,
)
from foreigndesk.linking.view import View
from foreigndesk.linking.vocabulary import vocabulary
from foreigndesk.records import Actor, ActorRef

_SHORTEST = 5
_NEAR = 0.8
_NEAR_ALONE = 0.88
_NEAR_GIVEN = 0.75
_MARGIN = 0.05
_SHORTEST_EAST_ASIAN = 4  # consonants


@dataclass(frozen=True, slots=True)
class Guess:
    """An actor that a name may mean, how surely, and why."""

    actor: Actor
    score: float
    why: str


def clear_best(found: dict[str, Guess]) -> Guess | None:
    """Return the best of several guesses, or None where two are as good."""
    ranked = sorted(found.values(), key=lambda g: (-g.score, g.actor.id))
    if not ranked or (len(ranked) > 1 and ranked[0].score - ranked[1].score < _MARGIN):
        return None
    return ranked[0]


def person(view: View, parts: tuple[str, ...], context: Context, role: ActorRef | None) -> Guess | None:
    """Return the person whose surname sounds like the last of `parts`, where the context agrees.

    Arguments:
        view: the document.
        parts: the name's normal words.
        context: what the document names beyond doubt.
        role: the office named straight before the name, if any.
    """
    surname, given = parts[-1], parts[:-1]
    if len(surname) < 4:
        return None
    found: dict[str, Guess] = {}
    split = ("".join(parts[-2:]),) if role is not None and len(parts) > 1 else ()  # "Ahmadi Nejad"
    for form in (surname, *stems(surname), *split):
        for name, sure in _surnames(view, form, foreign_too=role is not None):
            actor = view.registry.get(name.actor)
            if actor is None:
                continue
            proposal = _weigh(
                view,
                actor,
                (
                    form,
                    () if form in split else given,
                    name,
                    sure,
                    surname if form != surname and form not in split else "",
                ),
                context,
                role,
            )
            if proposal and proposal.score > (found[actor.id].score if actor.id in found else 0.0):
                found[actor.id] = proposal
    return clear_best(found)


def east_asian_person(
    view: View, parts: tuple[str, ...], context: Context, role: ActorRef | None
) -> Guess | None:
    """A full East Asian name in another romanisation: "Li Ketsyan", "Chiang Tse-min", "Kim Chen Yn"."""
    key = east_asian(parts)
    if len(key) < _SHORTEST_EAST_ASIAN:
        return None
    found: dict[str, Guess] = {}
    for name in view.registry.same_east_asian(key):
        actor = view.registry.get(name.actor)
        if actor is None or not view.registry.active(actor.id, view.anchor, years=ABOUT):
            continue
        supported = context.near(actor.state, view) or (role is not None and role.state == actor.state)
        if role is not None and role.state and role.state != actor.state and role.score >= _STATED:
            continue
        if supported or len(key) > _SHORTEST_EAST_ASIAN:
            why = f"another romanisation of {name.text}" + (
                ", its state is in the document" if supported else ""
            )
            found[actor.id] = Guess(actor, 0.85 if supported else 0.75, why)
    return clear_best(found)


def _surnames(view: View, form: str, *, foreign_too: bool) -> Iterator[tuple[Name, bool]]:
    """Yield registry surnames that sound the same (True) or are one consonant off (False).

    `foreign_too` also looks for those one consonant off as other languages would spell the form: it costs
    much and finds little where no office supports the name.
    """
    same: set[Name] = set()
    for key in (*phonetic(form), *foreign(form)):
        for name in view.registry.same_sound(key):
            if name not in same:
                same.add(name)
                yield name, True
    if len(form) >= 6:
        keys = (phonetic(form)[0], *(foreign(form) if foreign_too else ()))
        near = (n for key in keys for n in view.registry.near_bones(key, "surname"))
        for name in dict.fromkeys(near):
            if name not in same:
                yield name, False


_STATED = 0.8  # an office whose state the words give scores at least this; a state guessed for it, less


def _weigh(
    view: View,
    actor: Actor,
    spelling: tuple[str, tuple[str, ...], Name, bool, str],
    context: Context,
    role: ActorRef | None,
) -> Guess | None:
    """Score one candidate: spelling, given name, then what the document says of state and office."""
    form, given, name, same_sound, stripped = spelling
    alike = 1.0 if same_sound else _alike(form, words(name.text)[-1])
    given_fits = _given_fits(view, actor, given) if given else None
    if given_fits is False and not (_holds(view, actor, role) and _given_begins_alike(view, actor, given)):
        return None
    states = {r.state for r in actor.roles if r.state} | ({actor.state} if actor.state else set())
    state_fits = any(s in context.states for s in states) or (same_sound and bool(states & view.town_states))
    role_fits = role is not None and (role.state in states or role.id == actor.id)
    if alike < (
        _NEAR if given or (role_fits and role is not None and role.score >= _STATED) else _NEAR_ALONE
    ):
        return None
    if role is not None and role.state and not role_fits and role.score >= _STATED:
        return None
    named = actor.id in context.actors
    office_fits = not role_fits and same_sound and _leads(view, actor, role)
    declined = bool(stripped) and same_sound and _declined(view, spelling, actor)
    support = 2 * bool(given_fits) + state_fits + role_fits + office_fits + 2 * named + declined
    if view.anchor and not given and not named and not view.registry.active(actor.id, view.anchor):
        return None
    if support < _needed(same_sound, bool(stripped)):
        return None
    score = alike * (0.95 if same_sound else 0.85) * (0.95 if stripped else 1.0)
    if view.anchor and not view.registry.active(actor.id, view.anchor):
        score *= 0.9  # of father and son the one in office on the day
    elif not given and role is None and not named and not _leads(view, actor, None):
        score *= 0.93  # of two of one name the one who leads a state is called by it alone
    why = [f"{'sounds like' if same_sound else 'is one letter from'} {name.text}"]
    why += ["without its case ending"] if stripped else []
    why += ["a plain case ending, and a public matter"] if declined else []
    why += ["given name agrees"] if given_fits else []
    why += ["its state is in the document"] if state_fits else []
    why += ["the office agrees"] if role_fits or (office_fits and role) else []
    why += ["who led a state at that time"] if office_fits and not role else []
    why += ["named in full in the document"] if named else []
    return Guess(actor, round(min(score, 0.95), 3), ", ".join(why))


def _alike(form: str, known: str) -> float:
    """How alike two surnames sound, the first also read as other languages spell."""
    keys = (*phonetic(form), *foreign(form))
    return max((fuzz.ratio(a, b) / 100.0 for a in keys for b in phonetic(known)), default=0.0)


def _declined(view: View, spelling: tuple[str, tuple[str, ...], Name, bool, str], actor: Actor) -> bool:
    """Whether a name with a case ending that no surname has of its own can only be this one, in office then.

    Its sentence must be of public affairs; the ending itself says that a language of that region was
    translated.
    """
    form, given, name, _, written = spelling
    if given or len(form) < _SHORTEST or not view.anchor or not view.registry.active(actor.id, view.anchor):
        return False
    if len({n.actor for key in phonetic(form) for n in view.registry.same_sound(key)}) > 1:
        return False
    return (
        plainly_declined(written, form) and normal(name.text) == form and any(m.public for m in view.matters)
    )


def _holds(view: View, actor: Actor, role: ActorRef | None) -> bool:
    """Whether the words name the very office and state that the person held on the day."""
    if role is None or role.score < _STATED:
        return False
    if role.id == actor.id:
        return True  # the office was read as its holder on the day
    office = role.id.partition("/")[2]
    return bool(role.state and view.anchor) and actor in view.registry.holders(
        office, role.state or "", view.anchor
    )


def _given_begins_alike(view: View, actor: Actor, given: tuple[str, ...]) -> bool:
    """Whether a given name starts with the sound of one of the person's: "Fransua" and François."""
    entry = view.registry.entry(actor.id)
    known = {p for n in (entry.names if entry else ()) if n.form is Form.NAME for p in words(n.text)[:-1]}
    first = {key[0] for said in given for key in (*phonetic(said), *foreign(said))}
    return bool(first & {key[0] for part in known for key in (*phonetic(part), *foreign(part))})


def _leads(view: View, actor: Actor, role: ActorRef | None) -> bool:
    """Whether a person led a state on the day, in the office that the words name, if they name one.

    Those few are known by their surname alone; an office of a stated other country has been weighed before.
    """
    if view.anchor is None:
        return False
    named = {
        r.office for r in actor.roles
        if r.state and actor in view.registry.holders(r.office, r.state, view.anchor)
    }  # fmt: skip
    if role is not None and role.id.startswith("?"):
        return role.id[1:].replace(" ", "-") in named
    return bool(named & set(vocabulary().leader_offices))


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
    if set(phonetic(known)) & {*phonetic(said), *foreign(said)}:
        return True
    said, known = said.removeprefix("h") or said, known.removeprefix("h") or known
    sounds = phonetic(known), phonetic(said)
    alike = all(sounds) and sounds[0][0][0] == sounds[1][0][0]
    return alike and similarity(known, said) >= _NEAR_GIVEN
