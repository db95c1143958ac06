"""Questions to a Universal Dependencies tree, with common parsing errors undone where grammar proves them."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer", "csubj:outer", "expl:subj"})
PASSIVE_SUBJECTS = frozenset({"nsubj:pass", "csubj:pass"})
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_PHRASE_OPENERS = frozenset({"since", "after", "before", "during", "despite", "with", "following"})
_ASKING_ON = frozenset({"call", "appeal", "prevail"})
_NOMINAL = frozenset({"PROPN", "NOUN", "PRON"})


def lemma_of(token: Token) -> str:
    """Return the lower-cased lemma; plurals that dictionaries keep ("troops") lose their ending."""
    lemma = (token.lemma_ or token.text).lower()
    if token.tag_ == "NNS" and lemma == token.lower_ and lemma.endswith("s") and not lemma.endswith("ss"):
        return f"{lemma[:-3]}y" if lemma.endswith("ies") else lemma[:-1]
    return lemma


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause as a verb; a finite tag outweighs the part of speech."""
    if token.pos_ == "AUX":
        return token.dep_ not in {"aux", "aux:pass", "cop"}
    return token.pos_ == "VERB" or (token.pos_ in {"NOUN", "ADJ"} and token.tag_ in {"VBZ", "VBP", "VBD"})


def case_of(token: Token) -> str:
    """Return the preposition that opens `token`'s phrase ("because of" joined by a space), or ""."""
    for child in token.children:
        if child.dep_ == "case" and child.i < token.i:
            fixed = [part.lower_ for part in child.children if part.dep_ == "fixed"]
            return " ".join([child.lower_, *fixed])
    return ""


def with_conjuncts(token: Token) -> tuple[Token, ...]:
    """Return `token` and every token coordinated with it, in order."""
    out = [token]
    for child in token.children:
        if child.dep_ == "conj":
            out.extend(with_conjuncts(child))
    return tuple(out)


def governor(token: Token) -> tuple[Token, str]:
    """Return what governs `token` and by which relation, with one common parsing error undone.

    "Moscow hopes that the leader will stick to it, and intends ...": a finite verb does not join a bare
    one under an auxiliary; it joins the nearest finite verb above.
    """
    head, relation = token.head, token.dep_
    if relation == "advcl" and _asked_of(token, head):
        return head, "xcomp"  # "called on both sides to observe it": what is asked, not why
    if (
        relation == "conj"
        and head.dep_ == "parataxis"
        and ")" in {t.text for t in token.doc[head.i : token.i]}
    ):
        return head.head, relation  # what follows a bracket joins what stands before it
    if relation != "conj" or token.tag_ not in FINITE or head.tag_ != "VB":
        return head, relation
    above = head
    while above.head is not above and above.dep_ in {"ccomp", "xcomp", "advcl", "acl", "conj"}:
        above = above.head
        if above.tag_ in FINITE:
            return above, relation
    return head, relation


def _asked_of(clause: Token, verb: Token) -> bool:
    """Whether an infinitive says what a verb asks of whoever stands between them behind "on"."""
    if clause.tag_ != "VB" or lemma_of(verb) not in _ASKING_ON or clause.i < verb.i:
        return False
    to = any(c.lower_ == "to" and c.dep_ == "mark" for c in clause.children)
    asked = [c for c in verb.children if case_of(c) in {"on", "upon", "to"} and verb.i < c.i < clause.i]
    return to and any(c.ent_type_ != "DATE" for c in asked)


def subject_before(verb: Token) -> tuple[Token, ...]:
    """Return the nominal directly before the verb's last auxiliary where the parser gave it away.

    "A and B are members of X and C is considering ...", "Since the collapse of the Union Russia has
    sought ...": C and Russia, directly before the auxiliary, are the subjects, though the parser took
    them into the phrase before.
    """
    finite = [child for child in verb.children if child.dep_.startswith("aux") and child.tag_ in FINITE]
    if not finite:
        return ()
    i = finite[-1].i - 1
    while i > verb.sent.start and verb.doc[i].pos_ == "ADV":
        i -= 1
    before = verb.doc[i]
    if i < verb.sent.start or before.pos_ not in _NOMINAL:
        return ()
    while before.dep_ in {"flat", "compound"} and before.head.pos_ in _NOMINAL and before.head.i < verb.i:
        before = before.head
    given_away = before.dep_ in {"conj", "nmod", "appos", "dep", "nmod:desc"} and not case_of(before)
    return (before,) if given_away else ()


def torn(verb: Token, subjects: Sequence[Token]) -> bool:
    """Whether a verb's subjects cannot be right: two finite auxiliaries, or a preposition before each."""
    finite = [c.i for c in verb.children if c.dep_.startswith("aux") and c.tag_ in FINITE]
    apart = len(finite) > 1 and finite[-1] - finite[0] > 2
    stray = any(
        mark.dep_ in {"mark", "case"} and mark.lower_ in _PHRASE_OPENERS and mark.i == subject.left_edge.i - 1
        for mark in verb.children
        for subject in subjects
        if subject.pos_ in {"NOUN", "PROPN"}
    )
    return apart or stray or all(case_of(subject) not in {"", "of"} for subject in subjects)


def is_passive(verb: Token) -> bool:
    """Return whether the verb stands in the passive.

    A "passive" that keeps two bare objects ("Moscow is offered Dushanbe concessions") cannot be one
    in English; it is an active clause that a translator gave a stray auxiliary.
    """
    deps = [child.dep_ for child in verb.children]
    if (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and not any(d in SUBJECTS or d.startswith("aux") for d in deps)
    ):
        return verb.head.tag_ == "VBN" and is_passive(verb.head)  # "were beaten and driven out"
    if not any(dep in PASSIVE_SUBJECTS or dep == "aux:pass" for dep in deps):
        return False
    bare = sum(dep in {"obj", "iobj"} for dep in deps)
    return (
        bare + any(inner_recipient(child) is not None for child in verb.children if child.dep_ == "obj") < 2
    )


def inner_recipient(obj: Token) -> Token | None:
    """Return the recipient that the parser took into the object: "offered Dushanbe certain concessions".

    English has no name before an adjective within one noun phrase without a genitive, so it stands apart.
    """
    names = [c for c in obj.children if c.dep_ in {"compound", "nmod", "nmod:desc"} and c.pos_ == "PROPN"]
    adjectives = [c.i for c in obj.children if c.dep_ in {"amod", "det", "nummod"} and c.i < obj.i]
    apart = [c for c in names if c.i < obj.i and any(i > c.i for i in adjectives) and not case_of(c)]
    return apart[0] if apart and apart[0].left_edge.i == obj.left_edge.i else None


def antecedent(clause: Token) -> Token:
    """Return the noun that a relative clause describes.

    The parser's choice stands, unless another clause lies between it and the pronoun ("the fact that X
    came amid protests, which grew"): then it is the last noun before the pronoun.
    """
    head = clause.head
    pronoun = min((t for t in clause.subtree if t.tag_ in RELATIVE_TAGS), key=lambda t: t.i, default=None)
    if pronoun is None:
        return head
    between = [t for t in head.children if head.i < t.i < pronoun.i and t.pos_ == "VERB"]
    nouns = [t for t in clause.doc[head.i + 1 : pronoun.i] if t.pos_ in {"NOUN", "PROPN"}]
    if not between or not nouns:
        return head
    last = nouns[-1]
    while last.dep_ in {"flat", "compound"} and last.head.i > head.i:
        last = last.head
    return last


def gerund_mark(clause: Token) -> str:
    """Return the preposition before a gerund ("interested in opening"), or ""."""
    if clause.tag_ != "VBG":
        return ""
    return next((c.lower_ for c in clause.children if c.dep_ in {"mark", "case"} and c.i < clause.i), "")


def is_past_participle_clause(verb: Token) -> bool:
    """Whether `verb` is a past participle behind its noun ("talks held in Geneva")."""
    return verb.dep_ == "acl" and verb.tag_ == "VBN"
