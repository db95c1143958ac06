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
    if (subject := swallowed_subject(verb)) is not None:
        slots["subject"] = [subject]
    above = verb.head
    objects = slots.get("object", ())
    if verb.dep_ == "advcl" and above.i > verb.i and len(objects) == 1:
        bare = not any(c.dep_ in SUBJECTS or c.dep_ in PASSIVE_SUBJECTS for c in above.children)
        if bare and above.tag_ in {"VBD", "VBZ", "VBP"} and objects[0].right_edge.i == above.i - 1:
            slots["complement"] = [above]  # "denies talks included X": talks are what included it
            slots["complement subject"] = slots.pop("object")


def swallowed_subject(verb: Token) -> Token | None:
    """Return the subject that a phrase before the clause swallowed: "since the fall of the Union Russia has
    ..."

    It stands straight before the finite verb, hangs on a phrase with a preposition, and has no preposition of
    its own: another noun of the phrase, or another name, stands between.
    """
    helpers = [c for c in verb.children if c.dep_.startswith("aux") and c.i < verb.i]
    finite = min([*helpers, verb], key=lambda token: token.i)
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS or c.dep_ in PASSIVE_SUBJECTS]
    if finite.tag_ not in FINITE or not all(_prepositional(subject) for subject in subjects):
        return None
    noun = verb.doc[finite.i - 1] if finite.i > verb.sent.start else None
    if noun is None or noun.pos_ not in {"PROPN", "NOUN", "PRON"}:
        return None
    noun = noun.head if noun.dep_ == "flat" else noun
    phrase, before = noun.head, verb.doc[max(noun.i - 1, 0)]
    others = [c.i for c in phrase.children if c.i < noun.i and c.pos_ in {"NOUN", "PROPN"}]
    apart = noun.ent_iob_ == "B" and before.ent_type_ != "" and before.i < noun.i
    bare = apart or not any(c.dep_ == "case" and not any(c.i < i for i in others) for c in noun.children)
    fronted = _prepositional(phrase) and verb in phrase.ancestors and phrase.i < noun.i
    return noun if noun.dep_ == "nmod" and bare and fronted else None


def _prepositional(noun: Token) -> bool:
    return any(c.dep_ == "case" and c.pos_ == "ADP" and c.i < noun.i for c in noun.children)


def torn_copula(noun: Token, slots: dict[str, list[Token]]) -> None:
    """ "A is a member of X and B is considering ..." read as one clause: A is the subject of "member"."""
    verb = noun.head
    if noun.dep_ not in SUBJECTS or verb.pos_ != "VERB" or slots.get("subject"):
        return
    others = [c for c in verb.children if c.dep_ in SUBJECTS and c.i < noun.i]
    copulas = [c for c in verb.children if c.dep_.startswith("aux") and c.tag_ in FINITE and c.i < noun.i]
    if others and copulas and others[-1].i < copulas[-1].i < noun.left_edge.i + 1:
        slots["subject"] = [others[-1]]
