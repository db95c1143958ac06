"""Slots put right where grammar proves the parser wrong."""

from __future__ import annotations

from spacy.tokens import Token

from foreigndesk.coding.grammar import FINITE, PASSIVE_SUBJECTS, SUBJECTS, inner_recipient, lemma_of


def undo_parser_errors(verb: Token, slots: dict[str, list[Token]], copular: frozenset[str]) -> None:
    """Undo what grammar proves wrong: a recipient inside the object, a clause cut after its subject."""
    for obj in slots.get("object", ()):
        recipient = inner_recipient(obj) if "indirect" not in slots else None
        if recipient is not None and recipient.head.i == obj.i:
            slots["indirect"] = [recipient]
            break
    named = [t for t in slots.get("complement", ()) if t.dep_ == "xcomp" and t.pos_ in {"NOUN", "PROPN"}]
    if named and "object" not in slots and lemma_of(verb) not in copular:
        slots["object"] = named  # "called the king": nobody was made a king
        slots["complement"] = [t for t in slots["complement"] if t not in named]
    above = verb.head
    objects = slots.get("object", ())
    if verb.dep_ == "advcl" and above.i > verb.i and len(objects) == 1:
        bare = not any(c.dep_ in SUBJECTS or c.dep_ in PASSIVE_SUBJECTS for c in above.children)
        if bare and above.tag_ in {"VBD", "VBZ", "VBP"} and objects[0].right_edge.i == above.i - 1:
            slots["complement"] = [above]  # "denies talks included X": talks are what included it
            slots["complement subject"] = slots.pop("object")


def torn_copula(noun: Token, slots: dict[str, list[Token]]) -> None:
    """ "A is a member of X and B is considering ..." read as one clause: A is the subject of "member"."""
    verb = noun.head
    if noun.dep_ not in SUBJECTS or verb.pos_ != "VERB" or slots.get("subject"):
        return
    others = [c for c in verb.children if c.dep_ in SUBJECTS and c.i < noun.i]
    copulas = [c for c in verb.children if c.dep_.startswith("aux") and c.tag_ in FINITE and c.i < noun.i]
    if others and copulas and others[-1].i < copulas[-1].i < noun.left_edge.i + 1:
        slots["subject"] = [others[-1]]
