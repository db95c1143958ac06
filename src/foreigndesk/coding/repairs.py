"""Slots put right where grammar proves the parser wrong."""

from __future__ import annotations

from spacy.tokens import Token

from foreigndesk.coding.grammar import FINITE, PASSIVE_SUBJECTS, SUBJECTS, case_of, inner_recipient, lemma_of

_CHARGES = frozenset({"of", "with", "for"})
_LOCATING = frozenset({"in", "at", "on", "near", "about"})
_INVERTING_CLAUSES = frozenset({"root", "ROOT", "ccomp", "parataxis"})


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


def subject_behind(verb: Token, slots: dict[str, list[Token]], inverting: frozenset[str]) -> None:
    """Undo a word order that English lacks: "In Bishkek met the president and the chancellor".

    What a preposition opens before the verb is no subject; what stands alone behind a verb that needs no
    object (`inverting`) is its subject, once a phrase with a preposition has opened the clause.
    """
    subjects = slots.get("subject", [])
    if subjects and all(t.head == verb and t.i < verb.i and case_of(t) in _LOCATING for t in subjects):
        for token in slots.pop("subject"):
            slots.setdefault(case_of(token), []).append(token)
    finite = verb.tag_ in FINITE or any(c.dep_ == "aux" and c.tag_ in FINITE for c in verb.children)
    opened = any(_prepositional(c) and c.i < verb.i for c in verb.children)
    if "subject" in slots or lemma_of(verb) not in inverting or verb.dep_ not in _INVERTING_CLAUSES:
        return
    behind = [name for name in ("object", "indirect") if slots.get(name)]
    if finite and opened and len(behind) == 1 and all(t.i > verb.i for t in slots[behind[0]]):
        slots["subject"] = slots.pop(behind[0])


def agent_behind(verb: Token, slots: dict[str, list[Token]]) -> None:
    """Give a passive its agent that the parser hung on a word behind the verb.

    "In Dodoma was signed the treaty by both ministers", "was threatened with sanctions by Japan".
    """
    behind = [t for t in verb.children if t.i > verb.i and _opened_by(t) in _CHARGES]
    agents = [
        child
        for word in (*slots.get("object", ()), *behind)
        for child in word.children
        if child.dep_ in {"nmod", "obl"} and child.i > word.i and case_of(child) == "by"
    ]
    if agents and "subject" not in slots:
        slots["subject"] = agents


def _opened_by(word: Token) -> str:
    """Return the preposition before a noun or a gerund: "with sanctions", "of spying"."""
    return case_of(word) or next((c.lower_ for c in word.children if c.dep_ == "mark" and c.i < word.i), "")


def bare_object(verb: Token, noun: Token, times: frozenset[str]) -> bool:
    """Whether a bare noun that a phrase cut off is the object: "increased to 100 percent the tariff"."""
    taken = any(c.dep_ in {"obj", "iobj", *PASSIVE_SUBJECTS} for c in verb.children)
    between = any(c.dep_ == "obl" and verb.i < c.i < noun.i for c in verb.children)
    told = any(c.dep_ == "det" for c in noun.children) and noun.pos_ in {"NOUN", "PROPN"}
    no_time = noun.ent_type_ not in {"DATE", "TIME"} and lemma_of(noun) not in times
    return noun.dep_ == "obl" and between and told and no_time and not taken


def first_of_list(subject: Token) -> Token | None:
    """Return the name that a phrase before it swallowed: "On Friday in Oslo Peru, Chile and Cuba agreed".

    It stands before the comma of a list of subjects, straight behind another name that a preposition opens.
    """
    comma = subject.doc[subject.left_edge.i - 1] if subject.left_edge.i > subject.sent.start else None
    if comma is None or comma.text != "," or not any(c.dep_ == "conj" for c in subject.children):
        return None
    noun = subject.doc[comma.i - 1]
    noun = noun.head if noun.dep_ == "flat" else noun
    before = subject.doc[noun.left_edge.i - 1] if noun.left_edge.i > subject.sent.start else noun
    opening = [c for c in noun.children if c.dep_ == "case" and c.i < noun.i]
    if opening:  # "in Oslo Peru": the preposition opens the name before it
        before = subject.doc[noun.i - 1]
        apart = before.i > opening[-1].i
    else:
        apart = noun.dep_.startswith("nmod") or noun.dep_ in {"appos", "dep", "flat", "compound"}
    named = noun.pos_ == "PROPN" and before.pos_ == "PROPN" and noun.ent_iob_ == "B" and before.i != noun.i
    return noun if named and apart else None


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
