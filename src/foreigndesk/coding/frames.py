"""Sentence frames: for a verb, noun or adjective, who stands in which slot.

A frame levels the ways in which one thing is said ("Putin visited Astana", "Astana was visited by
Putin", "Putin's visit to Astana", "Putin paid a visit to Astana", "the visit of Putin") into one set
of slots over the Universal Dependencies tree, so that a codebook entry is written once. Slot names
are explained in `codebooks/schema.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from foreigndesk.codebooks.schema import GrammarWords
from foreigndesk.coding.grammar import (
    FINITE,
    PASSIVE_SUBJECTS,
    RELATIVE_TAGS,
    SUBJECTS,
    antecedent,
    case_of,
    gerund_mark,
    governor,
    is_passive,
    is_past_participle_clause,
    is_verb,
    lemma_of,
    subject_before,
    torn,
)
from foreigndesk.coding.repairs import (
    agent_behind,
    bare_object,
    first_of_list,
    subject_behind,
    torn_copula,
    undo_parser_errors,
)

Form = Literal["verb", "noun", "adjective"]
Slots = dict[str, tuple[Token, ...]]

_OBLIQUES = frozenset(
    {"obl", "obl:arg", "obl:tmod", "obl:npmod", "obl:unmarked", "obl:agent", "nmod", "nmod:unmarked"}
)
# Relations of the words that complete a many-word trigger.
_COMPLETING = frozenset({"compound:prt", "advmod", "obj", "xcomp", "amod", "compound", "aux", "cop"})
_COMPLETING |= {"obl", "nmod", "advcl", "det"}
_COMPLEMENTS = frozenset({"xcomp", "ccomp"})
_LIMIT = 12  # clauses climbed in search of a subject; deeper nesting than this is a parsing error


@dataclass(frozen=True, slots=True)
class Frame:
    """One trigger with its slots. `clause` is the verb that carries it (the trigger itself for a verb)."""

    trigger: Token
    form: Form
    lemma: str
    clause: Token
    slots: Slots
    passive: bool = False
    extras: frozenset[str] = field(default_factory=frozenset)

    def heads(self, slot: str) -> tuple[Token, ...]:
        """Return the head tokens in `slot`, following `object.with` into the object's own phrase."""
        if slot in self.slots:
            return self.slots[slot]
        outer, dot, inner = slot.partition(".")
        if not dot:
            return ()
        return tuple(token for head in self.slots.get(outer, ()) for token in _phrase_slot(head, inner))


def _phrase_slot(head: Token, inner: str) -> tuple[Token, ...]:
    if inner == "subject":
        return tuple(c for c in head.children if c.dep_ in SUBJECTS or c.dep_ in PASSIVE_SUBJECTS)
    if inner == "object":
        return tuple(c for c in head.children if c.dep_ == "obj")
    if inner == "modifier":
        return tuple(c for c in head.children if c.dep_ in {"amod", "compound", "nmod:poss"})
    if inner in {"host", "actor", "target"}:
        return (head,)
    return tuple(
        child
        for child in head.children
        if child.dep_.startswith(("nmod", "obl", "acl")) and case_of(child) == inner
    )


class Frames:
    """The frames of one parsed document, built on demand and kept."""

    def __init__(self, doc: Doc, grammar: GrammarWords) -> None:
        self.doc = doc
        self._light = frozenset(grammar.light_verbs)
        self._occurrence = frozenset(grammar.occurrence_verbs)
        self._control = frozenset(grammar.object_control)
        self._time = frozenset(grammar.time_nouns)
        self._copular = frozenset(grammar.copular_verbs)
        self._inverting = frozenset(grammar.inverting_verbs) | self._occurrence
        self._built: dict[int, Frame] = {}
        self._all: tuple[Frame, ...] | None = None
        self._open: set[int] = set()
        self._relatives: dict[int, list[Token]] = {}
        for token in doc:
            if token.dep_ == "acl:relcl":
                self._relatives.setdefault(antecedent(token).i, []).append(token)

    def of(self, token: Token) -> Frame | None:
        """Return the frame of `token`, or None where its part of speech carries none."""
        if token.i in self._built:
            return self._built[token.i]
        if token.i in self._open:  # a noun and the clause on it ask for each other: the outer one goes first
            return None
        self._open.add(token.i)
        frame: Frame | None = None
        if is_verb(token):
            frame = self._verb(token)
        elif token.pos_ in {"NOUN", "PROPN"} or (
            token.pos_ == "ADV" and any(child.dep_ == "cop" for child in token.children)
        ):
            frame = self._noun(token)
        elif token.pos_ == "ADJ":
            frame = self._adjective(token)
        self._open.discard(token.i)
        if frame is not None:
            self._built[token.i] = frame
        return frame

    def relatives(self, noun: Token) -> tuple[Token, ...]:
        """Return the relative clauses on a noun, by their verbs."""
        return tuple(self._relatives.get(noun.i, ()))

    def __iter__(self) -> Iterator[Frame]:
        """Iterate over all frames in text order; all are built before the first is given.

        What a frame inherits from another depends on which is built first, so no reader may change that.
        """
        if self._all is None:
            self._all = tuple(frame for token in self.doc if (frame := self.of(token)) is not None)
        return iter(self._all)

    # --- verbs ---

    def _verb(self, verb: Token) -> Frame:
        slots: dict[str, list[Token]] = {}
        passive = is_passive(verb) or self._stays_done(verb)
        for child in verb.children:
            self._place_child(verb, child, slots, passive=passive)
        if verb.dep_ == "acl":
            self._participle_head(verb, slots)
        undo_parser_errors(verb, slots, self._copular)
        if passive:
            agent_behind(verb, slots)
        else:
            subject_behind(verb, slots, self._inverting)
        if first := [t for s in slots.get("subject", ())[:1] if (t := first_of_list(s)) is not None]:
            slots["subject"] = first + slots["subject"]
        self._relative_pronouns(verb, slots)
        frozen = {name: tuple(tokens) for name, tokens in slots.items()}
        role = "object" if passive else "subject"
        if torn(verb, frozen.get(role, ())) and (before := subject_before(verb)):
            frozen[role] = before
        if "subject" not in frozen and not (passive and "object" not in frozen):
            inherited = (
                self._inherited_subject(verb, 0)
                if not passive and not is_past_participle_clause(verb)
                else ()
            )
            if inherited:
                frozen["subject"] = inherited
                frozen["subject inherited"] = inherited
        if "subject" not in frozen and not passive and verb.tag_ in FINITE:
            impersonal = tuple(head for head in frozen.get("in", ()) if head.i < verb.i)
            if impersonal:  # "in the Kremlin hope that ...": Slavic languages need no subject here
                frozen["subject"] = impersonal
        if passive and "object" not in frozen:
            inherited = self._inherited_subject(verb, 0)
            if inherited:
                frozen["object"] = inherited
        return Frame(
            trigger=verb,
            form="verb",
            lemma=lemma_of(verb),
            clause=verb,
            slots=frozen,
            passive=passive,
            extras=self._extras(verb),
        )

    def _stays_done(self, verb: Token) -> bool:
        """Whether a participle says what is done to the subject ("Guinea remains suspended")."""
        bare = not any(child.dep_.startswith("aux") for child in verb.children)
        return verb.tag_ == "VBN" and verb.dep_ == "xcomp" and bare and lemma_of(verb.head) in self._copular

    def _place_child(
        self, verb: Token, child: Token, slots: dict[str, list[Token]], *, passive: bool
    ) -> None:
        dep = governor(child)[1] if child.dep_ == "advcl" else child.dep_
        if dep in SUBJECTS:
            slots.setdefault("subject", []).append(child)
        elif dep in PASSIVE_SUBJECTS:
            slots.setdefault("object" if passive else "subject", []).append(child)
        elif dep == "obj":
            slots.setdefault("object", []).append(child)
        elif dep == "iobj":
            slots.setdefault("indirect", []).append(child)
        elif dep in _OBLIQUES:
            case = case_of(child)
            if dep == "obl:agent" or (case == "by" and (passive or is_past_participle_clause(verb))):
                slots.setdefault("subject", []).append(child)
            elif case:
                slots.setdefault(case, []).append(child)
            elif dep == "obl:agent":
                slots.setdefault("subject", []).append(child)
            elif not passive and bare_object(verb, child, self._time):
                slots.setdefault("object", []).append(child)
            else:
                slots.setdefault("when", []).append(child)
        elif dep in _COMPLEMENTS:
            slots.setdefault("complement", []).append(child)
        elif dep == "advcl" and (mark := gerund_mark(child)):
            slots.setdefault(mark, []).append(child)

    def _participle_head(self, verb: Token, slots: dict[str, list[Token]]) -> None:
        """Let "talks held in Geneva" and "troops leaving Niger" take the noun as object or subject."""
        noun = verb.head
        if verb.tag_ == "VBN" and "object" not in slots:
            slots["object"] = [noun]
        elif verb.tag_ == "VBG" and not slots.get("subject"):
            slots["subject"] = [noun]

    def _relative_pronouns(self, verb: Token, slots: dict[str, list[Token]]) -> None:
        clause = verb
        for _ in range(_LIMIT):
            if clause.dep_ == "acl:relcl" or clause.dep_ not in {"conj", "xcomp", "ccomp"}:
                break
            clause = clause.head
        if clause.dep_ != "acl:relcl":
            return
        described = antecedent(clause)
        for name, tokens in slots.items():
            slots[name] = [
                described if t.tag_ in RELATIVE_TAGS or (t.lower_ == "that" and t.pos_ == "PRON") else t
                for t in tokens
            ]

    def _inherited_subject(self, verb: Token, depth: int) -> tuple[Token, ...]:
        """Return the subject that a clause without one shares with the clause that governs it."""
        if depth > _LIMIT or verb.dep_ in {"root", "ROOT"}:
            return ()
        head, relation = governor(verb)
        if verb.dep_ in {"acl", "acl:relcl"} or (verb.dep_ == "xcomp" and head.pos_ == "NOUN"):
            frame = self.of(head)
            if frame is None:
                return ()
            return frame.slots.get("subject", ())
        if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "parataxis", "advcl:relcl"}:
            return ()
        if head.pos_ in {"NOUN", "PROPN", "ADJ"}:
            frame = self.of(head)
            return frame.slots.get("subject", ()) if frame else ()
        if head.pos_ not in {"VERB", "AUX"}:
            return ()
        above = self.of(head)
        if above is None:
            return self._inherited_subject(head, depth + 1)
        if relation == "xcomp" and above.lemma in self._control:
            asked = ("object", "indirect", "on", "upon", "from", "of", "to")
            controlled = next((heads for slot in asked if (heads := above.heads(slot))), ())
            if controlled:
                return controlled
        if gerund_mark(verb) in {"of", "from"} and above.heads("object"):
            return above.heads("object")  # "accused the army of shelling", "kept them from voting"
        if above.passive:
            return above.heads("object") or above.heads("subject")
        return above.heads("subject")

    # --- nouns ---

    def _noun(self, noun: Token) -> Frame:
        slots: dict[str, list[Token]] = {}
        for child in noun.children:
            dep, case = child.dep_, case_of(child)
            if dep == "nmod:poss":
                slots.setdefault("possessor", []).append(child)
            elif dep in {"nmod", "obl", "nmod:unmarked"} and case == "by":
                slots.setdefault("agent", []).append(child)
            elif dep in {"nmod", "obl", "nmod:unmarked", "nmod:desc"}:
                slots.setdefault(case or "when", []).append(child)
            elif dep in {"amod", "compound", "nmod:desc"} or (dep == "nmod" and not case):
                slots.setdefault("modifier", []).append(child)
            elif dep in SUBJECTS:
                slots.setdefault("subject", []).append(child)
            elif dep in {"acl", "ccomp", "xcomp"}:
                self._noun_clause(noun, child, slots)
        for clause in self.relatives(noun):
            self._noun_clause(noun, clause, slots)
        torn_copula(noun, slots)
        clause = self._carrier(noun, slots)
        frozen = {name: tuple(dict.fromkeys(tokens)) for name, tokens in slots.items()}
        return Frame(
            trigger=noun,
            form="noun",
            lemma=lemma_of(noun),
            clause=clause,
            slots=frozen,
            extras=self._extras(noun),
        )

    def _noun_clause(self, noun: Token, clause: Token, slots: dict[str, list[Token]]) -> None:
        """Merge "talks held in Geneva" and "protests, which spread to Osh" into the noun's own slots."""
        if any(child.lower_ == "to" and child.dep_ == "mark" for child in clause.children):
            slots.setdefault("complement", []).append(clause)
            return
        frame = self.of(clause) if clause.pos_ == "VERB" else None
        if frame is None:
            return
        light = frame.lemma in self._light and noun in frame.slots.get("object", ())
        occurs = noun in frame.slots.get("subject", ()) and frame.lemma in self._occurrence
        if light or occurs:
            for name, tokens in frame.slots.items():
                if name == "subject" and light:
                    slots.setdefault("subject", []).extend(tokens)
                elif name not in {"subject", "object", "complement", "subject inherited"}:
                    slots.setdefault(name, []).extend(tokens)

    def _carrier(self, noun: Token, slots: dict[str, list[Token]]) -> Token:
        """Fill slots from the verb or copula that carries the noun; return the clause's verb."""
        first = noun
        while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
            first = first.head
        head = first.head
        if any(child.dep_ == "cop" for child in first.children):
            self._copular_subject(first, slots)
            return noun
        if first.dep_ in {"appos", "parataxis"} and head.pos_ == "PROPN":
            slots.setdefault("subject", []).append(head)
            return noun
        if head.pos_ not in {"VERB", "AUX"} or first.dep_ == "root":
            return noun
        above = self.of(head)
        if above is None:
            return noun
        names = {lemma_of(head), *(f"{lemma_of(head)} {x}" for x in above.extras)}
        carried = first in above.slots.get("object", ()) and names & self._light
        occurring = first in above.slots.get("subject", ()) and names & self._occurrence
        predicate = first.dep_ == "xcomp" or (first.dep_ == "obl" and case_of(first) == "as")
        if carried or predicate:
            slots.setdefault("subject", []).extend(above.slots.get("subject", ()))
        if carried or occurring:
            for name, tokens in above.slots.items():
                if name not in {"subject", "object", "complement", "subject inherited", "of"}:
                    slots.setdefault(name, []).extend(tokens)
            return head
        return head if predicate else noun

    def _copular_subject(self, predicate: Token, slots: dict[str, list[Token]]) -> None:
        self._predicate_subject(predicate, slots)
        if case_of(predicate) == "under" and slots.get("subject"):
            slots["object"] = slots.pop("subject")  # whoever is "under arrest" undergoes it

    def _predicate_subject(self, predicate: Token, slots: dict[str, list[Token]]) -> None:
        if slots.get("subject"):
            slots["subject"] = [self._antecedent(predicate, token) for token in slots["subject"]]
            return
        for child in predicate.children:
            if child.dep_ in SUBJECTS:
                slots.setdefault("subject", []).append(self._antecedent(predicate, child))
        if not slots.get("subject") and predicate.dep_ in {"conj", "advcl", "xcomp", "ccomp"}:
            inherited = self._inherited_subject(predicate, 0)
            if inherited:
                slots["subject"] = list(inherited)

    @staticmethod
    def _antecedent(predicate: Token, token: Token) -> Token:
        if predicate.dep_ == "acl:relcl" and (token.tag_ in RELATIVE_TAGS or token.lower_ == "that"):
            return predicate.head
        return token

    # --- adjectives ---

    def _adjective(self, adjective: Token) -> Frame:
        slots: dict[str, list[Token]] = {}
        for child in adjective.children:
            if child.dep_ in SUBJECTS or child.dep_ in PASSIVE_SUBJECTS:
                slots.setdefault("subject", []).append(self._antecedent(adjective, child))
            elif child.dep_ in _OBLIQUES:
                slots.setdefault(case_of(child) or "when", []).append(child)
            elif child.dep_ == "advcl" and (mark := gerund_mark(child)):
                slots.setdefault(mark, []).append(child)
            elif child.dep_ in _COMPLEMENTS or child.dep_ in {"advcl", "csubj"}:
                slots.setdefault("complement", []).append(child)
        if adjective.dep_ == "amod":
            slots.setdefault("head", []).append(adjective.head)
        elif not slots.get("subject"):
            inherited = self._inherited_subject(adjective, 0)
            impersonal = [head for head in slots.get("in", ()) if head.i < adjective.i]
            if inherited or impersonal:  # "in Brussels are concerned", as Slavic languages have it
                slots["subject"] = list(inherited) or impersonal
        frozen = {name: tuple(tokens) for name, tokens in slots.items()}
        return Frame(
            trigger=adjective,
            form="adjective",
            lemma=lemma_of(adjective),
            clause=adjective,
            slots=frozen,
            extras=self._extras(adjective),
        )

    def _extras(self, token: Token) -> frozenset[str]:
        """Return what can complete a many-word trigger: particles, adverbs, objects, prepositions."""
        out: set[str] = set()
        for child in token.children:
            following = token.doc[child.i + 1] if child.i + 1 < len(token.doc) else token
            if child.dep_ == "compound:prt" and lemma_of(following) in self._time:
                continue  # "called on Thursday" is not "called on"
            if child.dep_ in _COMPLETING:
                out.add(lemma_of(child))
                out.add(child.lower_)
                case = case_of(child)
                if case and child.ent_type_ != "DATE" and lemma_of(child) not in self._time:
                    out.update(case.split())
        return frozenset(out)
