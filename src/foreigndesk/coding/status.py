"""What the text says of an act: whether it took place, and who says so.

The status of an act is read from its own verb form and from the words that govern it, climbing the
tree from the act to the root. The nearest governor that says something decides; a denial, refusal
or condition anywhere above outweighs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from foreigndesk.codebooks.schema import StatusWords
from foreigndesk.coding.frames import case_of, lemma_of
from foreigndesk.records import Reason, Status

_LIMIT = 12
_GOVERNED = frozenset(
    {
        "xcomp",
        "ccomp",
        "advcl",
        "acl",
        "obj",
        "nmod",
        "obl",
        "nsubj:pass",
        "csubj",
        "iobj",
        "conj",
        "obl:arg",
        "nsubj",
    }
)
_OPEN_PHRASES = frozenset({"of", "to", "for", "on", "about", "over", "in", ""})
_OPEN_OBLIQUES = frozenset({"to", "for", "of", "about", "on", "with", "against", "over"})
_REAL = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of an act, the governing words it was read from, and why."""

    status: Status
    words: tuple[Token, ...]
    reasons: tuple[Reason, ...]
    own_words: bool

    @property
    def real(self) -> bool:
        """Whether the text says that the act took place or is taking place."""
        return self.status in _REAL


class StatusReader:
    """Reads the standing of triggers with the words of status.yaml."""

    def __init__(self, words: StatusWords) -> None:
        self._auxiliaries = words.auxiliaries
        self._verbs = _inverted(words.governing_verbs)
        self._nouns = _inverted(words.governing_nouns)
        self._adjectives = _inverted(words.governing_adjectives)
        self._marks = words.marks
        self._negations = frozenset(words.negations)
        self._failing = frozenset(words.failing_verbs)

    def of(self, trigger: Token, clause: Token) -> Standing:
        """Return the standing of the act named by `trigger`, carried by the verb `clause`."""
        words: list[Token] = []
        reasons: list[Reason] = []
        status: Status | None = None
        own_words = False
        negated = False
        for token in _chain(trigger, clause):
            verdict, why = self._own(token)
            if why is not None and why not in words:
                words.append(why)
            if verdict is not None and status is None:
                status = verdict
                reasons.append(
                    Reason(
                        rule="status: auxiliary or mark", words=why.text if why else "", result=verdict.value
                    )
                )
            elif verdict is Status.HYPOTHETICAL:
                status = verdict
                reasons.append(
                    Reason(rule="status: condition", words=why.text if why else "", result=verdict.value)
                )
            negated = negated or self._negated(token)
        for token, relation in _governors(trigger, clause):
            verdict = self._governor(token, relation)
            if verdict is None:
                if self._negated(token) and token.pos_ in {"VERB", "AUX"} and relation in {"xcomp", "ccomp"}:
                    negated = True
                extra, why = self._own(token)
                if extra is not None and relation not in {"advcl", "conj"} and status is None:
                    status, words = extra, [*words, why] if why else words
                    reasons.append(
                        Reason(
                            rule="status: governing auxiliary",
                            words=why.text if why else "",
                            result=extra.value,
                        )
                    )
                continue
            words.append(token)
            if verdict in {Status.DENIED, Status.HYPOTHETICAL} or status is None:
                status = verdict
                own_words = relation in {"xcomp", "acl", "ccomp", "obj", "obl", "nmod", "advcl"}
                reasons.append(Reason(rule="status: governing word", words=token.text, result=verdict.value))
        if negated:
            reasons.append(Reason(rule="status: negation", words=trigger.text, result=Status.DENIED.value))
            status = Status.DENIED
        if status is None:
            status, rule = _from_form(clause)
            reasons.append(Reason(rule=rule, words=clause.text, result=status.value))
        return Standing(status=status, words=tuple(words), reasons=tuple(reasons), own_words=own_words)

    def _own(self, token: Token) -> tuple[Status | None, Token | None]:
        for child in token.children:
            if child.dep_ == "aux":
                status = self._auxiliaries.get(child.lower_)
                if status == "hypothetical" and any(
                    c.dep_ == "aux" and c.lower_ == "have" for c in token.children
                ):
                    return Status.HYPOTHETICAL, child
                if status:
                    return Status("possible" if status == "hypothetical" else status), child
            elif child.dep_ in {"mark", "advmod"} and child.lower_ in self._marks:
                return Status(self._marks[child.lower_]), child
        return None, None

    def _negated(self, token: Token) -> bool:
        if any(
            c.dep_ in {"advmod", "det", "cc", "cc:preconj"} and c.lower_ in self._negations
            for c in token.children
        ):
            return not any(c.lower_ == "only" for c in token.children)
        return token.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ == "without" for c in token.children
        )

    def _governor(self, token: Token, relation: str) -> Status | None:
        lemma = lemma_of(token)
        if relation == "conj":
            return None
        if token.pos_ in {"VERB", "AUX"}:
            if lemma in self._failing:
                return Status.DENIED
            found = self._verbs.get(lemma)
            if found is None or relation in {"nsubj", "advcl"}:
                return None
            if relation in {"obl", "obl:arg"} and found not in {"demanded", "possible"}:
                return None
        elif token.pos_ in {"NOUN", "PROPN"}:
            found = self._nouns.get(lemma)
        elif token.pos_ == "ADJ":
            found = self._adjectives.get(lemma)
        else:
            return None
        if found is None:
            return None
        return Status.DENIED if found == "refused" else Status(found)

    def refusing(self, standing: Standing) -> bool:
        """Whether the act was refused by its own agent rather than denied as fact."""
        return standing.status is Status.DENIED and any(
            self._verbs.get(lemma_of(t)) == "refused" or self._nouns.get(lemma_of(t)) == "refused"
            for t in standing.words
        )


def _inverted(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {lemma: status for status, lemmas in table.items() for lemma in lemmas}


def _chain(trigger: Token, clause: Token) -> tuple[Token, ...]:
    return (trigger,) if trigger.i == clause.i else (trigger, clause)


def _governors(trigger: Token, clause: Token) -> Iterator[tuple[Token, str]]:
    """Yield the tokens that govern the act, nearest first, with the relation by which each does."""
    token = trigger
    for _ in range(_LIMIT):
        if token.dep_ in {"root", "ROOT"} or token.head is token:
            return
        relation = token.dep_.split(":")[0] if token.dep_ != "nsubj:pass" else "obj"
        head = token.head
        if token.dep_ == "acl:relcl" or token.dep_ in {"appos", "parataxis"}:
            return
        if relation not in _GOVERNED:
            return
        if relation == "nmod" and case_of(token) not in _OPEN_PHRASES:
            return
        if relation == "obl" and case_of(token) not in _OPEN_OBLIQUES and head.i != clause.i:
            return
        if head.i != clause.i or clause.i == trigger.i:
            yield head, relation
        token = head


def _from_form(clause: Token) -> tuple[Status, str]:
    """Return the status that the verb form alone gives."""
    auxiliaries = {c.lower_ for c in clause.children if c.dep_.startswith(("aux", "cop"))}
    if clause.tag_ == "VBG" and auxiliaries & {"is", "are", "am", "'s", "'re"}:
        return Status.ONGOING, "status: present progressive"
    if clause.tag_ in {"VBZ", "VBP"} and clause.pos_ == "VERB":
        return Status.ONGOING, "status: present tense"
    if clause.pos_ in {"NOUN", "ADJ", "PROPN"} and auxiliaries & {"is", "are", "am", "'s", "'re"}:
        return Status.ONGOING, "status: present copula"
    if (
        clause.tag_ == "VB"
        and any(c.lower_ == "to" for c in clause.children if c.dep_ == "mark")
        and clause.dep_ in {"acl", "advcl"}
    ):
        return Status.PLANNED, "status: purpose infinitive"
    return Status.HAPPENED, "status: past tense or plain mention"
