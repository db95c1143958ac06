"""Which codebook entries fit a frame, and what fills their slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Generic, TypeVar

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import Entry, EventEntry
from foreigndesk.coding.cast import Cast
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.records import ActorKind, ActorRef

E = TypeVar("E", bound=Entry)

_ACTING = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_STATE_SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_DESCRIBING = frozenset({"amod", "compound", "nmod", "flat", "nummod", "obj", "advmod", "det:predet"})
_INERT = frozenset({"punct", "det", "case", "cc", "mark"})


class Matcher(Generic[E]):
    """An index of entries by trigger lemma, so that a frame meets only those that could fit."""

    def __init__(self, entries: Sequence[E], books: Codebooks) -> None:
        grammar = books.grammar
        self._own = books.own
        self._index: dict[tuple[str, str], list[tuple[tuple[str, ...], E]]] = defaultdict(list)
        self._group = frozenset(grammar.group_nouns)
        self._time = frozenset(grammar.time_nouns)
        self._sums = frozenset(grammar.sums)
        self._partitive = frozenset(grammar.partitive_nouns)
        self._phrasal = frozenset(grammar.phrasal_verbs)
        self._agents = frozenset(grammar.agents) | frozenset(books.counts.groups.get("people", ()))
        for entry in entries:
            for form, words in (("verb", entry.verb), ("noun", entry.noun), ("adjective", entry.adjective)):
                for word in words:
                    first, *rest = word.split()
                    self._index[form, first].append((tuple(rest), entry))

    def matches(self, frame: Frame, cast: Cast, *, likely: Callable[[E], float] = lambda _: 0.0) -> list[E]:
        """Return the entries that fit `frame`: the user's own first, then the most specific.

        Of equally specific ones the likelier comes first, then the one whose id does; never file order.
        """
        found: dict[str, tuple[int, E]] = {}
        candidates = self._index.get((frame.form, frame.lemma), ())
        around = phrase_lemmas(frame) if any(e.unless or e.modifier for _, e in candidates) else set()
        beside = frame.extras | _object_lemmas(frame) if any(rest for rest, _ in candidates) else frozenset()
        other_verb = frame.lemma in self._phrasal and any(
            child.dep_ == "compound:prt" for child in frame.trigger.children
        )
        for rest, entry in candidates:
            if not beside.issuperset(rest) or (other_verb and not rest):
                continue
            if self._fits(entry, frame, cast, around, opening=rest[-1] if rest else ""):
                rank = entry.specificity + 2 * len(rest)
                if entry.id not in found or found[entry.id][0] < rank:
                    found[entry.id] = (rank, entry)
        ranked = sorted(
            found.values(),
            key=lambda pair: (pair[1].id not in self._own, -pair[0], -likely(pair[1]), pair[1].id),
        )
        return [entry for _, entry in ranked]

    def triggered(self, form: str, lemma: str) -> list[E]:
        """Return the entries that `lemma`, as a `form` (verb, noun, adjective), triggers alone."""
        return [entry for rest, entry in self._index.get((form, lemma), ()) if not rest]

    def _fits(self, entry: E, frame: Frame, cast: Cast, around: set[str], *, opening: str) -> bool:
        """Return whether the conditions of `entry` hold in `frame`.

        `around` are the lemmas of the trigger's own phrase; `opening` is a many-word trigger's last word,
        which may open the object ("go through a war").
        """
        if entry.unless and not around.isdisjoint(entry.unless):
            return False
        if entry.modifier and not self._modified(entry, frame, cast, around):
            return False
        if entry.complement is True and not frame.heads("complement"):
            return False
        if entry.complement is False and frame.heads("complement"):
            return False
        if entry.complement_mark and not any(
            child.dep_ == "mark" and child.lower_ in entry.complement_mark
            for head in frame.heads("complement")
            for child in head.children
        ):
            return False
        if entry.complement_modal and not any(
            child.dep_ == "aux"
            and (child.lower_ in entry.complement_modal or lemma_of(child) in entry.complement_modal)
            for head in frame.heads("complement")
            for child in head.children
        ):
            return False
        if entry.object and not self._any(entry.object, self._undergoer(entry, frame, opening), cast):
            return False
        if entry.subject and not self._any(entry.subject, heads_for(entry, frame, "subject"), cast):
            return False
        return all(
            any(self._any(words, heads, cast) for case in cases.split("|") if (heads := frame.heads(case)))
            for cases, words in entry.prep.items()
        )

    def _modified(self, entry: E, frame: Frame, cast: Cast, around: set[str]) -> bool:
        words = {word for word in entry.modifier if not word.startswith("@")}
        if words & around:
            return True
        if frame.form == "noun" and any(word in frame.trigger.text.lower().split("-") for word in words):
            return True
        classes = {word for word in entry.modifier if word.startswith("@")}
        heads = tuple(frame.heads("modifier")) + tuple(frame.heads("possessor"))
        return bool(classes) and any(self._is(word, head, cast) for word in classes for head in heads)

    def _any(self, words: Iterable[str], heads: Sequence[Token], cast: Cast) -> bool:
        wanted = set(words)
        if not heads:
            return "@none" in wanted
        for head in heads:
            for each in self._whole(head):
                if lemma_of(each) in wanted or each.lower_ in wanted:
                    return True
                if any(self._is(word, each, cast) for word in wanted if word.startswith("@")):
                    return True
        return False

    def _whole(self, head: Token) -> Iterator[Token]:
        """Yield the coordinated heads, and behind "part of", "dozens of" what they are part of."""
        for each in with_conjuncts(head):
            yield each
            if lemma_of(each) in self._partitive or each.pos_ == "NUM":
                yield from (
                    t for child in each.children if case_of(child) == "of" for t in with_conjuncts(child)
                )

    def _is(self, word: str, token: Token, cast: Cast) -> bool:
        kind = word[1:]
        if kind == "any":
            return True
        if kind == "several":
            return len(with_conjuncts(token)) > 1 or len(cast.refs(token)) > 1
        if kind == "group":
            return lemma_of(token) in self._group
        if kind == "money":
            return token.ent_type_ == "MONEY" or token.text in self._sums or lemma_of(token) in self._sums
        if kind == "time":
            return lemma_of(token) in self._time or token.ent_type_ == "DATE" or token.pos_ == "NUM"
        refs = cast.direct(token)
        if kind == "thing":
            return not refs
        if kind == "cause":  # what brings something about without meaning to: a drought, not a ministry
            named = token.pos_ == "PROPN" and token.ent_type_ in _ACTING
            return not refs and not named and lemma_of(token) not in self._agents
        if kind == "actor":
            return bool(cast.refs(token)) or token.ent_type_ in {"PERSON", "ORG", "NORP", "GPE"}
        if kind == "person":
            return any(r.kind is ActorKind.PERSON for r in refs) or token.ent_type_ == "PERSON"
        if kind in {"place", "city"}:
            mention = cast.mention(token)
            return bool(mention and mention.as_place) or token.ent_type_ in {"GPE", "LOC", "FACILITY"}
        if kind == "office":
            return any(
                r.kind is ActorKind.OFFICE or ("/" in r.id and r.sector in _STATE_SECTORS) for r in refs
            )
        if kind == "unknown":
            return not cast.refs(token)
        return any(r.kind.value == kind for r in refs)

    @staticmethod
    def _undergoer(entry: Entry, frame: Frame, opening: str) -> tuple[Token, ...]:
        """Return the object; for a noun ("the visit to Ghana"), what stands in one of its target slots."""
        found = heads_for(entry, frame, "object") or frame.heads("indirect")
        if opening and not found:
            found = frame.heads(opening)
        if found or frame.form != "noun":
            return found
        slots = (slot for slot in getattr(entry, "target", ()) if slot != "object")
        return next((heads for slot in slots if (heads := frame.heads(slot))), ())


@cache
def event_matcher(books: Codebooks) -> Matcher[EventEntry]:
    """Return the index of the event entries, built once for each codebook."""
    return Matcher(books.events, books)


def heads_for(entry: Entry, frame: Frame, slot: str) -> tuple[Token, ...]:
    """Return the heads in `slot`; for a noun, subject and object are read from its phrase.

    "Putin's visit", "the visit by Putin", "the visit of Putin" and "the Russian visit" give a subject;
    "the arrest of X", "the attack on X" an object.
    """
    if frame.form != "noun" or slot not in {"subject", "object"}:
        return frame.heads(slot)
    own = frame.heads(slot)
    if own:
        return own
    if slot == "subject":
        of = ["of"] if entry.of == "subject" else []
        options = ["agent", "possessor", *of, "between", "modifier"]
    else:
        options = ["of", "on", "against", "to"] if entry.of == "object" else []
    for option in options:
        heads = frame.heads(option)
        if option == "modifier":
            heads = tuple(h for h in heads if h.pos_ in {"PROPN", "NOUN"} or h.text[:1].isupper())
        if heads:
            return heads
    return ()


def fill(
    entry: Entry, frame: Frame, slots: Sequence[str], cast: Cast
) -> tuple[tuple[ActorRef, ...], tuple[Token, ...]]:
    """Return the actors in the first of `slots` that names any, and the tokens that named them."""
    for slot in slots:
        refs: list[ActorRef] = []
        used: list[Token] = []
        own = cast.mention(frame.trigger) if frame.form == "noun" and cast.direct(frame.trigger) else None
        for head in heads_for(entry, frame, slot):
            if own is not None and cast.mention(head) is own and slot not in {"of", "to"}:
                continue
            found = cast.refs(head)
            if found:
                refs.extend(found)
                used.append(head)
        if refs:
            seen = {ref.id: ref for ref in reversed(refs)}
            return tuple(reversed(list(seen.values()))), tuple(used)
    return (), ()


_OWN_SLOTS = frozenset(
    {
        "subject",
        "object",
        "indirect",
        "of",
        "modifier",
        "possessor",
        "complement",
        "for",
        "with",
        "by",
        "as",
        "from",
    }
)


def phrase_lemmas(frame: Frame) -> set[str]:
    """Return the lemmas of the trigger's modifiers and of its own slots' heads, not of places and times."""
    out: set[str] = set()
    for child in frame.trigger.children:
        if child.dep_.startswith(("obl", "nmod")) and case_of(child) not in _OWN_SLOTS:
            continue
        if child.dep_ not in _INERT or child.pos_ == "ADJ":
            out.add(lemma_of(child))
            out.add(child.lower_)
            out.update(lemma_of(g) for g in child.children if g.dep_ in _DESCRIBING)
    if frame.form == "noun" and frame.clause.i != frame.trigger.i:
        out.add(lemma_of(frame.clause))
    if frame.form == "noun" and frame.trigger.dep_ in {"compound", "nmod", "obj"}:
        out.add(lemma_of(frame.trigger.head))
    for name, tokens in frame.slots.items():
        if name in _OWN_SLOTS:
            out.update(lemma_of(token) for token in tokens)
    return out


def _object_lemmas(frame: Frame) -> set[str]:
    out: set[str] = set()
    for head in frame.heads("object"):
        out.add(lemma_of(head))
    for name in frame.slots:
        out.update(lemma_of(t) for t in frame.slots[name] if not name.startswith("subject"))
    return out
