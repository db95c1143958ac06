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
from foreigndesk.coding.grammar import (
    FINITE,
    antecedent,
    case_of,
    governor,
    is_past_participle_clause,
    lemma_of,
)
from foreigndesk.records import COUNTED, Reason, Status

_PLAIN, _PURPOSE = "status: past tense or plain mention", "status: purpose infinitive"
_LIMIT = 12
_BESIDE = 4  # words behind a verb among which the rest of a phrase stands ("stopped well short of")
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


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of an act, the governing words it was read from, and why.

    `by_form` tells that no word spoke and a plain form decided, `purpose` that the act is only what another
    is done for ("called him to congratulate him"), `refuses` that whoever would act says that it will not.
    """

    status: Status
    words: tuple[Token, ...]
    reasons: tuple[Reason, ...]
    own_words: bool
    by_form: bool = False
    refuses: bool = False
    purpose: bool = False

    @property
    def real(self) -> bool:
        """Whether the text says that the act took place or is taking place."""
        return self.status in COUNTED


class _Climb:
    """What has been read so far on the way from an act to the root."""

    def __init__(self) -> None:
        self.status: Status | None = None
        self.words: list[Token] = []
        self.reasons: list[Reason] = []
        self.own_words = False
        self.negated = False
        self.lacking = False  # "no plans to": nothing is refused where nothing was meant
        self._weak = False

    def own(self, verdict: Status | None, why: Token | None) -> None:
        """Take in an auxiliary or mark; the nearest decides, and a condition outweighs."""
        if verdict is None or why is None:
            return
        if self.status is None or verdict is Status.HYPOTHETICAL:
            self.status = verdict
            self.words.append(why)
            self.reasons.append(
                Reason(rule="status: auxiliary or mark", words=why.text, result=verdict.value)
            )

    def ongoing(self, why: Token | None) -> None:
        """Take in a word that says the act is going on."""
        if why is not None and self.status is None:
            self.status = Status.ONGOING
            self.words.append(why)
            self.reasons.append(Reason(rule="status: going on", words=why.text, result=Status.ONGOING.value))

    def governed(self, verdict: Status, word: Token, *, weak: bool) -> None:
        """Take in a governing word; "the possibility of" gives way to what is done with the possibility."""
        self.words.append(word)
        strong = verdict in {Status.DENIED, Status.HYPOTHETICAL}
        if strong or self.status is None or self._weak:
            self.status = verdict
            self.own_words = True
            self._weak = weak
            self.reasons.append(Reason(rule="status: governing word", words=word.text, result=verdict.value))

    def unsaid(self, rule: str, word: Token | None) -> None:
        """Take in a word that shows the sentence not to say that the act took place."""
        if word is not None:
            self.status = Status.HYPOTHETICAL
            self.words.append(word)
            self.reasons.append(Reason(rule=rule, words=word.text, result=self.status.value))

    def standing(self, trigger: Token, clause: Token) -> Standing:
        """Return the result, from the verb form alone where nothing else spoke."""
        refuses = (
            self.negated and not self.lacking and self.status is Status.PLANNED
        )  # "will not lift the ban"
        if self.negated:
            self.reasons.append(
                Reason(rule="status: negation", words=trigger.text, result=Status.DENIED.value)
            )
            self.status = Status.DENIED
        rule = ""
        if self.status is None:
            self.status, rule = _from_form(clause)
            self.reasons.append(Reason(rule=rule, words=clause.text, result=self.status.value))
        return Standing(
            self.status,
            tuple(self.words),
            tuple(self.reasons),
            (self.own_words and not self.lacking) or refuses,
            by_form=rule == _PLAIN,
            refuses=refuses,
            purpose=rule == _PURPOSE,
        )


class StatusReader:
    """Reads the standing of triggers with the words of status.yaml."""

    def __init__(self, words: StatusWords) -> None:
        self._auxiliaries = words.auxiliaries
        self._verbs = _inverted(words.governing_verbs)
        self._nouns = _inverted(words.governing_nouns)
        self._adjectives = _inverted(words.governing_adjectives)
        self._marks = words.marks
        self._open_marks = frozenset(words.open_marks)
        self._negations = frozenset(words.negations)
        self._nobody = frozenset(words.nobody)
        self._fiction = frozenset(words.fiction)
        self._failing = frozenset(verb for verb in words.failing_verbs if " " not in verb)
        self._failing_phrases = [verb.split() for verb in words.failing_verbs if " " in verb]
        self._wanting = frozenset(words.wanting_verbs)
        self._reporting = frozenset(words.reporting_verbs)
        self._ending = frozenset(words.ending_words)
        self._realising = frozenset(words.realising_verbs)
        self._tells: dict[int, bool] = {}  # whether a sentence, by its first word, names a film or novel

    def of(self, trigger: Token, clause: Token) -> Standing:
        """Return the standing of the act named by `trigger`, carried by the verb `clause`."""
        climb = _Climb()
        for token in _chain(trigger, clause):
            climb.own(*self._own(token))
            climb.negated = climb.negated or self._negated(token)
            climb.ongoing(self._going_on(token))
        if trigger != clause and lemma_of(clause) not in self._reporting:
            # "offered concessions", "planned raids": the verb that carries the act governs it too
            verdict = self._governor(clause, "obj", trigger)
            if verdict is not None and verdict is not Status.DEMANDED:  # what is ordered by its noun is done
                climb.governed(verdict, clause, weak=False)
        inside, below = True, clause
        for token, relation in _governors(trigger, clause):
            inside = inside and relation in {"xcomp", "ccomp", "obj"}
            verdict = self._governor(token, relation, below)
            below = token
            if verdict is Status.DENIED and self._negated(token) and token.pos_ == "VERB":
                climb.governed(Status.POSSIBLE, token, weak=False)  # "does not rule out sending troops"
                continue
            if verdict is not None and token.pos_ == "NOUN" and self._nobody_named(token):
                climb.negated = climb.lacking = True  # "had no plans to withdraw"
            if verdict is not None:
                climb.governed(verdict, token, weak=token.pos_ != "VERB" and verdict is Status.POSSIBLE)
            if inside:
                if verdict is None:
                    climb.own(*self._own(token))
                climb.negated = climb.negated or (self._negated(token) and relation in {"xcomp", "ccomp"})
        if climb.status is None and not climb.negated:
            climb.unsaid(*self._unsaid(trigger, clause))
        return climb.standing(trigger, clause)

    def ended(self, noun: Token) -> bool:
        """Whether an act is named only as what ends: "lift the ban", "the end of the strike"."""
        above = noun.head
        governed = noun.dep_ in {"obj", "nsubj:pass"} or (noun.dep_ == "nmod" and case_of(noun) == "of")
        particles = {c.lower_ for c in above.children if c.dep_ == "compound:prt"}
        names = {lemma_of(above), *(f"{lemma_of(above)} {particle}" for particle in particles)}
        return noun.pos_ == "NOUN" and governed and not names.isdisjoint(self._ending)

    def _unsaid(self, trigger: Token, clause: Token) -> tuple[str, Token | None]:
        """Return why a sentence does not say that its act took place, and the word that shows it."""
        if (word := _asked(clause)) is not None:
            return "status: asked", word
        if (word := _inverted_condition(clause)) is not None:
            return "status: condition", word
        if (word := _denied_cleft(clause)) is not None:
            return "status: said of somebody else", word
        return "status: told of in a work of fiction", self._told_in(trigger)

    def _told_in(self, trigger: Token) -> Token | None:
        """Return the film or novel that an act is told of in: a subject or a phrase of a clause above it."""
        sentence = trigger.sent
        if sentence.start not in self._tells:
            self._tells[sentence.start] = any(lemma_of(t) in self._fiction for t in sentence)
        if not self._tells[sentence.start]:
            return None
        token = trigger
        for _ in range(_LIMIT):
            for child in token.children:
                told = child.dep_ in {"nsubj", "nsubj:pass"} or (
                    child.dep_ == "obl" and case_of(child) == "in"
                )
                if told and lemma_of(child) in self._fiction:
                    return child
            if lemma_of(token) in self._fiction and token != trigger:
                return token
            if token.head is token:
                return None
            token = token.head
        return None

    def _going_on(self, token: Token) -> Token | None:
        """Return the word that says an act named by a noun is going on ("protests, which intensified")."""
        if token.pos_ not in {"NOUN", "PROPN"}:
            return None
        head = token.head
        carries = (token.dep_ == "nsubj" and head.pos_ == "VERB") or (
            token.dep_ == "nmod" and case_of(token) == "of"
        )
        around = [head] if carries else []
        around += [child for child in token.children if child.dep_ in {"amod", "acl"}]
        around += [t for t in token.sent if t.dep_ == "acl:relcl" and antecedent(t).i == token.i]
        tables = {"VERB": self._verbs, "NOUN": self._nouns, "ADJ": self._adjectives}
        return next((t for t in around if tables.get(t.pos_, {}).get(lemma_of(t)) == "ongoing"), None)

    def _own(self, token: Token) -> tuple[Status | None, Token | None]:
        for child in token.children:
            if child.dep_ == "aux":
                status = self._auxiliaries.get(child.lower_)
                said = (
                    token.head if token.dep_ == "conj" else token
                )  # "said that it had ... and that it would"
                if child.lower_ == "would" and said.dep_ == "ccomp" and said.head.tag_ in {"VBD", "VBN"}:
                    return Status.PLANNED, child  # "said that it would": reported "will"
                if status == "hypothetical" and any(
                    c.dep_ == "aux" and c.lower_ == "have" for c in token.children
                ):
                    return Status.HYPOTHETICAL, child
                if status:
                    return Status("possible" if status == "hypothetical" else status), child
            elif child.dep_ in {"mark", "advmod"} and (mark := _whole_mark(child)) in self._marks:
                return Status(self._marks[mark]), child
            elif child.dep_ == "mark" and child.lower_ in self._open_marks and _in_present(token):
                return Status.HYPOTHETICAL, child
        if (be := _is_to(token)) is not None:
            return Status.PLANNED, be
        if token.dep_ == "conj" and token.tag_ == "VB" and token.head.pos_ == "VERB":
            return self._own(token.head)
        return None, None

    def _negated(self, token: Token) -> bool:
        parties = {"nsubj", "nsubj:pass", "obj"}
        if any(self._nobody_named(c) or _neither(c) for c in token.children if c.dep_ in parties):
            return True
        if any(_neither(c) for c in token.children if c.dep_.startswith("obl")):
            return True
        if any(
            c.dep_ in {"advmod", "det", "cc", "cc:preconj"}
            and c.lower_ in self._negations
            and not _of_another_phrase(c)
            for c in token.children
        ):
            return not any(c.lower_ == "only" for c in token.children)
        return token.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ == "without" for c in token.children
        )

    def _nobody_named(self, party: Token) -> bool:
        """Whether a subject or object says that there is none: "no troops", "neither side", "nobody"."""
        return party.lower_ in self._nobody or any(
            c.dep_ in {"det", "cc", "cc:preconj", "advmod"}
            and c.lower_ in {"no", "neither"}
            and c.i < party.i
            for c in party.children
        )

    def _governor(self, token: Token, relation: str, below: Token) -> Status | None:
        lemma = lemma_of(token)
        if relation == "conj":
            return None
        if token.pos_ in {"VERB", "AUX"}:
            if self._fails(token, lemma):
                return Status.DENIED
            if lemma in self._wanting and any(c.dep_ in {"obj", "ccomp"} for c in token.children):
                return Status.DEMANDED  # "wants X to do it"
            found = self._verbs.get(_with_particle(token) or lemma)
            if found is None or found == "ongoing" or relation in {"nsubj", "advcl"}:
                return None
            if lemma in self._realising and _told_as_past(token):
                return None  # "led to strikes": they took place
            if relation == "ccomp" and lemma in self._reporting and _finite_without_modal(below):
                return None  # "announced that it is boycotting the vote"
            if relation in {"obl", "obl:arg"} and found not in {"demanded", "possible"}:
                return None
        elif token.pos_ in {"NOUN", "PROPN"}:
            if is_past_participle_clause(below):
                return None  # "talks mediated by Oman": the mediation is no matter of the talks
            found = self._nouns.get(lemma)
        elif token.pos_ == "ADJ":
            found = self._adjectives.get(lemma)
        else:
            return None
        if found is None or found == "ongoing":
            return None
        return Status.DENIED if found == "refused" else Status(found)

    def _fails(self, token: Token, lemma: str) -> bool:
        """Whether a verb says that what it governs was not done ("failed to", "stopped short of")."""
        beside = {t.lower_ for t in token.doc[token.i + 1 : token.i + _BESIDE]}
        beside |= {m.lower_ for c in token.children for m in c.children if m.dep_ in {"mark", "case"}}
        return lemma in self._failing or any(
            words[0] == lemma and set(words[1:]) <= beside for words in self._failing_phrases
        )

    def refusing(self, standing: Standing) -> bool:
        """Whether the act was refused by its own agent rather than denied as fact."""
        return standing.status is Status.DENIED and (
            standing.refuses
            or any(
                "refused" in (self._verbs.get(lemma_of(t)), self._nouns.get(lemma_of(t)))
                for t in standing.words
            )
        )


def _in_present(clause: Token) -> bool:
    """Whether a clause stands in the present, where "until" tells of what has yet to come."""
    finite = [c for c in clause.children if c.dep_.startswith(("aux", "cop"))] or [clause]
    return finite[0].tag_ in {"VBZ", "VBP"}


def _told_as_past(verb: Token) -> bool:
    """Whether a verb is in the past or perfect, with no modal before it ("could have led to")."""
    return verb.tag_ in {"VBD", "VBN"} and not any(c.tag_ == "MD" for c in verb.children)


def _neither(phrase: Token) -> bool:
    """Whether a phrase opens with "neither": "belongs neither to NATO nor to the Union"."""
    return any(c.lower_ == "neither" and c.i < phrase.i for c in phrase.children)


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
        head, relation = governor(token)
        relation = relation.split(":")[0] if relation != "nsubj:pass" else "obj"
        if token.dep_ == "acl:relcl" or token.dep_ in {"appos", "parataxis"}:
            return
        if relation not in _GOVERNED and not (relation == "advmod" and token is not trigger):
            return  # "stopped short of attacking" hangs the attack on the adverb
        if relation == "nmod" and case_of(token) not in _OPEN_PHRASES:
            return
        if relation == "obl" and case_of(token) not in _OPEN_OBLIQUES and head.i != clause.i:
            return
        if head.i != clause.i or clause.i == trigger.i:
            yield head, relation
        token = head


def _with_particle(verb: Token) -> str | None:
    """Return a verb with the particle that makes another of it: "call off" does not call for anything."""
    particles = [c.lower_ for c in verb.children if c.dep_ == "compound:prt"]
    other = next((p for p in particles if p not in {"on", "upon", "for"}), None)
    return f"{lemma_of(verb)} {other}" if other else None


def _is_to(verb: Token) -> Token | None:
    """Return the "is" of "is to leave", by which English tells what is due."""
    to = any(c.lower_ == "to" and c.dep_ in {"mark", "aux"} for c in verb.children)
    be = [c for c in verb.children if c.dep_ in {"cop", "aux"} and lemma_of(c) == "be"]
    told = [token for token in be if token.tag_ in FINITE]  # "is to be held" has two
    return told[0] if verb.tag_ in {"VB", "VBN"} and to and told else None


def _whole_mark(mark: Token) -> str:
    """Return a mark with the words that are fixed to it ("in case")."""
    return " ".join([mark.lower_, *(c.lower_ for c in mark.children if c.dep_ == "fixed")])


def _of_another_phrase(negation: Token) -> bool:
    """Whether a negation belongs to a phrase before its clause ("Not for the first time, X attacked Y")."""
    after = negation.doc[negation.i + 1] if negation.i + 1 < len(negation.doc) else negation
    return negation.i < negation.head.left_edge.i + 1 and after.pos_ == "ADP"


def _asked(clause: Token) -> Token | None:
    """Return the auxiliary that opens a question whether something is so ("Did X attack?"), if one does."""
    sentence = clause.sent
    if not any(token.text == "?" for token in sentence[-2:]):
        return None
    root = sentence.root
    spoken = [token for token in sentence if not token.is_punct and not token.is_space]
    opens = bool(spoken) and spoken[0].head.i == root.i and spoken[0].dep_ in {"aux", "aux:pass", "cop"}
    above = clause == root or root in clause.ancestors
    return spoken[0] if opens and above else None


def _inverted_condition(clause: Token) -> Token | None:
    """Return the auxiliary that opens a condition without "if": "Were Ukraine a member"."""
    opening = clause.left_edge
    opens = opening.lower_ in {"were", "had", "should"} and opening.head == clause
    asked = clause.sent[-1].text == "?"
    subject = any(c.dep_.startswith(("nsubj", "csubj")) and c.i > opening.i for c in clause.children)
    return opening if opens and subject and not asked else None


def _denied_cleft(clause: Token) -> Token | None:
    """Return the negation of "it was not X who did it"."""
    if clause.dep_ not in {"acl:relcl", "advcl:relcl", "csubj"}:
        return None
    person = clause.head
    cleft = any(c.dep_ in {"nsubj", "expl"} and c.lower_ == "it" for c in person.children)
    if not cleft or not any(c.dep_ == "cop" for c in person.children):
        return None
    return next((c for c in person.children if c.lower_ in {"not", "n't", "never"}), None)


def _finite_without_modal(clause: Token) -> bool:
    """Whether a clause tells of what is or was so: a finite verb, none of whose auxiliaries is a modal."""
    finite = [token for token in (clause, *clause.children) if token.tag_ in FINITE]
    return bool(finite) and not any(token.tag_ == "MD" or token.lower_ in {"to"} for token in finite)


def _from_form(clause: Token) -> tuple[Status, str]:
    """Return the status that the verb form alone gives."""
    auxiliaries = {c.lower_ for c in clause.children if c.dep_.startswith(("aux", "cop"))}
    going_on = clause.tag_ == "VBG" or (clause.tag_ == "VBN" and "being" in auxiliaries)
    if going_on and auxiliaries & {"is", "are", "am", "'s", "'re"}:
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
        return Status.PLANNED, _PURPOSE
    return Status.HAPPENED, _PLAIN
