"""Counts: how many were killed, hurt or arrested; how large a crowd, how many troops, how much money.

Only sentences in which an event was coded are looked at. A number is an event's own where it stands in the
slots of the event's trigger ("killed 22 soldiers", "gave $40 million"). Where it stands in those of a word
that is no event itself ("killing five officers", "in which 12 people died"), it is the nearest event's whose
act may have such a result: the one that governs the word, else the closest before or behind it. What the
text denies or only expects is no result of what happened. Which words these are is data,
codebooks/counts.yaml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import CountRule
from foreigndesk.coding.drafts import Draft
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.coding.numbers import NumberReader, Quantity
from foreigndesk.coding.scene import Scene
from foreigndesk.records import TOOK_PLACE, ActorKind, Count

_NO_NOUN = "people"
_MODIFYING = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "NUM"})
_ARTICLES = frozenset({"a", "an"})

Told = tuple[Draft, Draft | None]


def counts_in(scene: Scene, told: Sequence[Told]) -> dict[int, tuple[Count, ...]]:
    """Return the counts of one sentence's events, by the index of each event's trigger.

    Arguments:
        told: the events of the sentence, each with the draft that is its content, if any.
    """
    return _Sentence(scene, told).counts()


class CountRules:
    """The rules of a codebook, so that each word meets only those that it opens."""

    def __init__(self, books: Codebooks) -> None:
        self.numbers = NumberReader(books.counts.numbers)
        self.of_events = tuple(rule for rule in books.counts.rules if not rule.triggered)
        self.counted = {id(rule): books.counts.counted(rule) for rule in books.counts.rules}
        self.for_people = frozenset(books.counts.for_people)
        self.people = frozenset(books.counts.groups["people"])
        self._index: dict[tuple[str, str], list[tuple[frozenset[str], CountRule]]] = defaultdict(list)
        for rule in books.counts.rules:
            for form in ("verb", "noun", "adjective"):
                for phrase in getattr(rule, form):
                    first, *rest = phrase.split()
                    self._index[form, first].append((frozenset(rest), rule))
        self.lemmas = frozenset(lemma for _, lemma in self._index)

    def opened(self, frame: Frame) -> Iterator[CountRule]:
        """Yield the rules that a frame's trigger opens."""
        complements = {lemma for head in frame.heads("complement") for lemma in (lemma_of(head), head.lower_)}
        for rest, rule in self._index.get((frame.form, frame.lemma), ()):
            beside = (
                frame.extras | {lemma_of(head) for head in frame.heads("object")} if rest else frozenset()
            )
            if rest <= beside and (not rule.complement or not complements.isdisjoint(rule.complement)):
                yield rule


@cache
def count_rules(books: Codebooks) -> CountRules:
    """Return the rules of `books`, indexed once."""
    return CountRules(books)


class _Sentence:
    """The numbers of one sentence, given out to its events; each number counts one thing."""

    def __init__(self, scene: Scene, told: Sequence[Told]) -> None:
        self._scene = scene
        self._told = told
        self._rules = count_rules(scene.books)
        self._span = told[0][0].frame.trigger.sent
        self._quantities = self._undated(self._rules.numbers.read(self._span.text))
        self._taken: set[int] = set()
        self._owner = {
            part.frame.trigger.i: draft
            for draft, content in reversed(told)
            for part in (content, draft)
            if part is not None
        }

    def counts(self) -> dict[int, tuple[Count, ...]]:
        found: dict[int, list[Count]] = defaultdict(list)
        beside: list[tuple[Frame, CountRule]] = []
        for token in self._span:
            if lemma_of(token) not in self._rules.lemmas or (frame := self._scene.frames.of(token)) is None:
                continue
            owner = self._owner.get(token.i)
            for rule in self._rules.opened(frame):
                if owner is None:
                    beside.append((frame, rule))
                else:
                    found[owner.frame.trigger.i] += self._of(rule, frame)
        for draft, content in self._told:
            for part in (draft, content):
                for rule in self._rules.of_events if part is not None else ():
                    if part is not None and part.entry.type in rule.acts:
                        found[draft.frame.trigger.i] += self._of(rule, part.frame)
        for frame, rule in beside:
            if (host := self._host(frame, rule)) is not None:
                found[host.frame.trigger.i] += self._of(rule, frame)
        return {i: tuple(sorted(counts, key=lambda c: c.start)) for i, counts in found.items()}

    def _undated(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Return the numbers that are no part of a date, with offsets in the document."""
        at = self._span.start_char
        moved = [Quantity(q.low, q.high, q.about, q.money, q.start + at, q.end + at) for q in quantities]
        dated = [t for t in self._span if t.i in self._scene.dated]
        return [q for q in moved if not any(q.start < t.idx + len(t) and t.idx < q.end for t in dated)]

    def _host(self, frame: Frame, rule: CountRule) -> Draft | None:
        """Return the event whose result the words of `frame` tell."""
        fit = [draft for draft, _ in self._told if draft.entry.type in rule.acts]
        status = self._scene.status.of(frame.trigger, frame.clause).status
        fit = [draft for draft in fit if status in TOOK_PLACE or status is draft.standing.status]
        above = [token.i for token in frame.trigger.ancestors]

        def distance(draft: Draft) -> tuple[bool, int]:
            own = {draft.frame.trigger.i, draft.frame.clause.i}
            climbed = min((above.index(i) for i in own if i in above), default=None)
            return climbed is None, abs(
                draft.frame.trigger.i - frame.trigger.i
            ) if climbed is None else climbed

        return min(fit, key=distance, default=None)

    # --- one rule in one frame ---

    def _of(self, rule: CountRule, frame: Frame) -> Iterator[Count]:
        """Yield what `rule` counts in the slots of `frame`."""
        if "clause" in rule.slots:
            yield from self._sums(rule, frame)
            return
        for slot in rule.slots:
            for head in (frame.trigger,) if slot == "self" else frame.heads(slot):
                for each in with_conjuncts(head):
                    count = self._count(rule, each)
                    if count is not None and count.start not in self._taken:
                        self._taken.add(count.start)
                        yield count

    def _sums(self, rule: CountRule, frame: Frame) -> Iterator[Count]:
        heads = [frame.trigger, frame.clause, *(t for slot in frame.slots.values() for t in slot)]
        own = {t.i for head in heads for t in self._scene.clause_tokens(head)}
        for quantity in self._quantities:
            last = self._scene.token_at(quantity.end - 1)
            if quantity.money is None or last is None or last.i not in own or quantity.start in self._taken:
                continue
            self._taken.add(quantity.start)
            yield self._record(rule, quantity, quantity.money, quantity.end)

    def _count(self, rule: CountRule, head: Token) -> Count | None:
        if not self._span.start <= head.i < self._span.end:
            return None
        counted = self._rules.counted[id(rule)]
        quantity = next((q for q in self._quantities if q.start <= head.idx < q.end), None)
        noun = _counted_by(head) if quantity else head
        if quantity is None:
            quantity = self._before(head)
        if noun is None:
            bare = rule.bare and quantity is not None and quantity.money is None and self._alone(quantity)
            return self._record(rule, quantity, _NO_NOUN, quantity.end) if bare and quantity else None
        lemma = lemma_of(noun)
        if counted and counted.isdisjoint({lemma, noun.lower_}) and not self._a_people(noun, counted):
            return None
        end = noun.idx + len(noun)
        if quantity is not None and quantity.money is None:
            return self._record(rule, quantity, self._unit(noun), end)
        article = next((c for c in noun.children if c.dep_ == "det" and c.lower_ in _ARTICLES), None)
        if rule.single and article is not None and lemma in self._rules.people and noun.tag_ != "NNS":
            one = Quantity(1, 1, about=False, money=None, start=article.idx, end=end)
            return self._record(rule, one, self._unit(noun), end)
        return None

    def _a_people(self, noun: Token, counted: frozenset[str]) -> bool:
        """Whether a rule that counts people meets a people's name ("1.2 million Ukrainians")."""
        mention = self._scene.cast.mention(noun) if self._rules.people <= counted else None
        named = mention is not None and any(ref.kind is ActorKind.POPULATION for ref in mention.actors)
        return named or (self._rules.people <= counted and noun.tag_ == "NNPS")

    def _unit(self, noun: Token) -> str:
        lemma = lemma_of(noun)
        if lemma in self._rules.for_people:
            return _NO_NOUN
        return lemma.removesuffix("s") if noun.tag_ == "NNPS" else lemma

    def _before(self, noun: Token) -> Quantity | None:
        """Return the number before a noun with nothing between them but what describes the noun."""
        for quantity in reversed(self._quantities):
            if quantity.end <= noun.idx:
                between = [t for t in self._span if quantity.end <= t.idx < noun.idx]
                if between and between[0].lower_ == "of":
                    between = [t for t in between[1:] if t.dep_ != "det"]
                return quantity if all(map(_describes, between)) else None
        return None

    def _alone(self, quantity: Quantity) -> bool:
        """Whether a number without a noun counts whoever undergoes the act.

        Between commas after a name it is an age ("Ali Reza, 34,"), before another word of this codebook it
        is that word's ("six dead and 400 injured").
        """
        first, last = (self._scene.token_at(at) for at in (quantity.start, quantity.end - 1))
        if first is None or last is None:
            return False
        before, after = self._span.doc[max(first.i - 2, 0) : first.i], self._span.doc[last.i + 1 : last.i + 2]
        age = len(before) == 2 and before[0].pos_ == "PROPN" and before[1].text == ","
        taken = any(t.tag_ in {"VBN", "JJ"} and lemma_of(t) in self._rules.lemmas for t in after)
        return not age and not taken

    def _record(self, rule: CountRule, quantity: Quantity, unit: str, end: int) -> Count:
        end = max(end, quantity.end)
        return Count(
            what=rule.what,
            low=quantity.low,
            high=quantity.high,
            unit=unit,
            about=quantity.about,
            start=quantity.start,
            end=end,
            surface=self._scene.document.text[quantity.start : end],
        )


def _counted_by(number: Token) -> Token | None:
    """Return the noun in "dozens of civilians", None where a number stands alone ("12", "12 of them")."""
    whole = (c for c in number.children if c.dep_ == "nmod" and case_of(c) == "of")
    return next((c for c in whole if c.pos_ != "PRON"), None)


def _describes(token: Token) -> bool:
    return token.pos_ in _MODIFYING or token.dep_ == "amod" or token.text in {"-", '"', "“", "”"}
