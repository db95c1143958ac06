"""What a codebook file may contain. Unknown keys are errors, so that a typing slip is found at once.

An entry is one sense of one or more words. It says which words trigger it, what must stand beside
them, and which part of the sentence fills which role. Slots name parts of a sentence:

    subject, object, indirect     of the verb; of a noun, whoever does it and whoever undergoes it
    to, with, against, in, ...    the phrase opened by that preposition
    object.of, object.with, ...   a phrase that belongs to the object ("approval of the plan")
    between                       both names of "between A and B"
    place                         the state in which it takes place
    matrix.target                 the recipient of the clause that governs this one
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from foreigndesk.records import CountKind, Direction, Modality, Outlook, Quad, StanceKind, Status


def _as_tuple(value: Any) -> Any:  # noqa: ANN401 - pydantic passes what the file holds
    """Let a file write a single word where a list of words is meant."""
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Model):
    """What all entries share: triggers, what must stand beside them, and an example.

    `verb` takes lemmas, with a particle if there is one ("carry out"); `noun` takes event nouns and
    `adjective` predicates such as "dependent". `object`, `subject`, `modifier` and `prep` list lemmas
    one of which must head that part; a leading `@` names a class instead (`@state`, `@person`, `@money`).
    `complement_modal` asks for one of these auxiliaries in the clause that is said ("said that X must"),
    `complement_mark` for one of these words to open it ("told X to", not "told X that").
    `unless` lists lemmas that rule the entry out when they stand anywhere in the trigger's own phrase.
    `of` says whether "the NOUN of X" makes X its subject or its object. `counterexample` gives sentences
    that the entry must not read; like the examples they are tests, run by `foreigndesk codebook check`.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    verb: Words = ()
    noun: Words = ()
    adjective: Words = ()
    subject: Words = ()
    object: Words = ()
    modifier: Words = ()
    prep: dict[str, Words] = Field(default_factory=dict)
    complement: bool | None = None
    complement_modal: Words = ()
    complement_mark: Words = ()
    unless: Words = ()
    of: Literal["subject", "object"] = "object"
    examples: Annotated[Words, Field(min_length=1)] = Field(alias="example")
    counterexamples: Words = Field(default=(), alias="counterexample")
    note: str | None = None

    @model_validator(mode="after")
    def _has_a_trigger(self) -> Entry:
        others = (getattr(self, name, ()) for name in ("connective", "adverb"))
        if not (self.verb or self.noun or self.adjective or any(others)):
            raise ValueError("an entry needs a verb, a noun, an adjective or a connective")
        return self

    @property
    def specificity(self) -> int:
        """How narrow the entry is; of two entries that fit, the narrower wins. Who acts counts least."""
        narrow = (
            self.object,
            self.modifier,
            self.complement_modal,
            self.complement_mark,
            *self.prep.values(),
        )
        return 2 * sum(map(bool, narrow)) + 2 * (self.complement is not None) + bool(self.subject)


class EventEntry(Entry):
    """An act and its PLOVER coding.

    `type` is None for what PLOVER does not code; its contexts are then free.

    `source` and `target` list slots, the first one filled wins. `source_default` is used when the text
    names no source: `place` is the state where it happens, `place/opposition` a body of that state,
    `target` the state of the target, `reciprocal` that all sides act.
    """

    type: str | None
    mode: str | None = None
    contexts: Words = ()
    source: Words = ("subject",)
    target: Words = ("object", "indirect", "object.of", "with", "to", "against", "on")
    source_default: str | None = None
    target_default: str | None = None
    status: str | None = None
    only_if: Words = ()


class TieEntry(Entry):
    """A standing relation read from words.

    `status` is that of the relation once the act took place ("left": historical). With `allowed` what the
    text calls possible stands: what one may do is one's right.
    """

    relation: str
    source: Words = ("subject",)
    target: Words = ("object",)
    subject_kind: Words = ()
    object_kind: Words = ()
    object_not_sector: Words = ()
    channel: bool = False
    status: str | None = None
    allowed: bool = False


class StanceEntry(Entry):
    """An attitude of a holder towards the matter of its complement."""

    stance: StanceKind
    source: Words = ("subject",)
    about: Words = ("complement", "object", "about", "of", "by", "over", "for", "to", "at", "with")


class ClaimEntry(Entry):
    """Words of saying; `polarity` tells assertion from denial, doubt and refusal to speak.

    With `clause` what is said must be a clause or a quotation, not a mere object ("announced a tax").
    `complement_head` asks for one of these lemmas as head of the complement ("declined to comment"). An entry
    with `said` false speaks where the saying is said not to have taken place ("did not respond").
    """

    polarity: Literal["asserts", "denies", "questions", "refuses"]
    clause: bool = False
    complement_head: Words = ()
    said: bool = True
    source: Words = ("subject",)
    addressee: Words = ("indirect", "to")


class AttributionEntry(Entry):
    """Words that give somebody's words, thoughts or judgement; attribution.yaml explains the slots.

    A `connective` ("according to") opens the phrase that names the source, an `adverb` ("reportedly")
    stands in what is attributed. With `beside` a quotation beside the word is its content; `sourceless`
    words name nobody.
    """

    source: Words = ("subject",)
    content: Annotated[Words, Field(min_length=1)]
    connective: Words = ()
    adverb: Words = ()
    beside: bool = False
    sourceless: bool = False


class PressureEntry(Entry):
    """Words that tie a cause to an effect; `cause` and `effect` name slots.

    A `connective` ("because of", "in response to") opens a phrase or clause that is the cause of what it is
    attached to; with `governor`, only where one of these lemmas heads the effect, and with `object`, only
    where one of those heads the cause. Two more slots: `main`, the clause that a participle goes on from
    ("X, sparking Y"), and several slots in one, `object+complement`. `direction` says whether the effect is
    strengthened or weakened.
    """

    connective: Words = ()
    governor: Words = ()
    cause: Words = ()
    effect: Words = ()
    modality: Modality = "asserted"
    direction: Direction | None = None


class WatchEntry(Entry):
    """Words that point ahead.

    `who` lists slots whose states are concerned; `what` there means the matter itself. With `needs_due`
    an entry speaks only where the text gives a day, month or year.
    """

    outlook: Outlook
    what: Words = ("complement", "object", "for", "of", "to", "subject")
    who: Words = ("subject", "what")
    settled_by: str | None = None
    needs_due: bool = False


class Outlooks(_Model):
    """How any political act that lies ahead becomes a watch-point, where no entry names it.

    `governed` gives the outlook by the word that governs the act, `by_status` by its status; without a day
    only the outlooks in `undated` count, and `demands`. `occasions` are nouns of acts that have a day
    (`meetings` those whose place is no party), `dangers` nouns of what is feared, `running_out` verbs of
    agreements that end; `not_politics` rules a clause out.
    """

    version: str
    governed: dict[Outlook, Words]
    by_status: dict[Status, Outlook]
    undated: tuple[Outlook, ...]
    demands: Words
    occasions: Words
    meetings: Words
    dangers: Words
    running_out: Words
    not_politics: Words


class PloverType(_Model):
    """One of PLOVER's sixteen types, restated from the manual (draft 2.0)."""

    type: str
    quad: Quad
    score: float
    requires_recipient: bool = False
    modes: dict[str, float | None] = Field(default_factory=dict)
    cameo: Words = ()
    definition: str


class TenseRule(_Model):
    """PLOVER's tense rule: an act not (yet) carried out is coded as the verbal type it amounts to."""

    status: Words
    act: Words
    type: str
    when: Literal["own_words", "always"] = "always"


class Plover(_Model):
    """The coding scheme itself: types, contexts and tense rules."""

    version: str
    source: str
    types: tuple[PloverType, ...]
    contexts: dict[str, Words]
    tense_rules: tuple[TenseRule, ...]
    durative: Words
    notes: Words = ()


class Relation(_Model):
    """A relation that a tie may have, and between what kinds of actors; any where none is named."""

    name: str
    definition: str
    symmetric: bool = False
    subject_kind: Words = ()
    object_kind: Words = ()


class TitleRole(_Model):
    """A title before or after a name, and the relation it states to the person's state or body."""

    words: Words
    relation: str


class Ties(_Model):
    """The ties codebook."""

    version: str
    relations: tuple[Relation, ...]
    titles: tuple[TitleRole, ...]
    heads: Words
    ended: Words
    past_titles: Words
    measures: Words
    channels: Words
    entries: tuple[TieEntry, ...]


class Overlay(_Model):
    """A user's own entries, by the kind of statement that they make; a bare list holds event entries."""

    events: tuple[EventEntry, ...] = ()
    ties: tuple[TieEntry, ...] = ()
    stances: tuple[StanceEntry, ...] = ()
    claims: tuple[ClaimEntry, ...] = ()
    pressures: tuple[PressureEntry, ...] = ()
    watchpoints: tuple[WatchEntry, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic passes what the file holds
        return {"events": value} if isinstance(value, list) else value


class StatusWords(_Model):
    """How governing words, auxiliaries and marks give a statement its status."""

    version: str
    auxiliaries: dict[str, str]
    governing_verbs: dict[str, Words]
    governing_nouns: dict[str, Words]
    governing_adjectives: dict[str, Words]
    open_marks: Words
    marks: dict[str, str]
    negations: Words
    nobody: Words
    fiction: Words
    failing_verbs: Words
    wanting_verbs: Words
    reporting_verbs: Words
    ending_words: Words
    realising_verbs: Words


Odds = Annotated[float, Field(ge=0, le=1)]


class CauseRules(_Model):
    """How sure the network of causes must be, and which of what it sees is no pressure; see learned.yaml."""

    causal: Odds
    accept: Odds
    accept_unsignalled: Odds
    confidence: Odds
    confidence_agreed: Odds
    not_alone: Words
    clauses_only: Words
    conditions: Words
    purposes: Words


class LearnedRules(_Model):
    """How sure the networks must be, as probabilities; learned.yaml says what each is for."""

    version: str
    accept: Odds
    keep: Odds
    sees: Odds
    doubt: Odds
    doubt_narrow: Odds
    doubt_known: Odds
    party: Odds
    status: Odds
    tie: Odds
    confidence: dict[str, float]
    causes: CauseRules


class GrammarWords(_Model):
    """Closed word lists that frames are built with."""

    version: str
    light_verbs: Words
    occurrence_verbs: Words
    inverting_verbs: Words
    phrasal_verbs: Words
    object_control: Words
    transparent_nouns: Words
    sayings: Words
    group_nouns: Words
    partitive_nouns: Words
    sums: Words
    copular_verbs: Words
    time_nouns: Words
    no_actors: Words
    agents: Words


class Currency(_Model):
    """A currency: the code or word that a count names it by, signs before a number, words after one."""

    unit: str
    signs: Words = ()
    words: Words = ()


class NumberWords(_Model):
    """How English news writes numbers.

    `cardinals` and `scales` make up numbers in words, `suffixes` stand on digits ("3bn"), `collectives`
    count in twelves and twenties. `indefinite` gives the least that a word can mean ("dozens"). `about`,
    `at_least` and `at_most` stand before a number, the same with `_after` behind it; `tails` may follow it
    after a hyphen. A number before one of `measures` or after one of `labels` counts nothing ("40 percent",
    "Article 5").
    """

    cardinals: dict[str, int]
    scales: dict[str, int]
    suffixes: dict[str, int]
    collectives: dict[str, int]
    indefinite: dict[str, int]
    about: Words
    at_least: Words
    at_most: Words
    about_after: Words
    at_least_after: Words
    tails: Words
    measures: Words
    labels: Words
    money: tuple[Currency, ...]


class CountRule(_Model):
    """Where a number stands that counts `what`.

    With a `verb`, `noun` or `adjective` (lemmas, "gun down" for several words), in the `slots` of these,
    whether they name an event or stand beside one whose act is one of `acts`. Without, in the slots of an
    event whose act is one of `acts`. `complement` asks for one of these lemmas in the verb's complement
    ("left 12 dead"). The slot `self` is the trigger, `clause` every sum of money in the trigger's own words.

    `counted` lists the nouns that may be counted, `@` a group of them, none any noun. `bare` allows a number
    without a noun ("injuring 22"), `single` an article for a number ("a man").
    """

    what: CountKind
    verb: Words = ()
    noun: Words = ()
    adjective: Words = ()
    complement: Words = ()
    slots: Annotated[Words, Field(min_length=1)]
    counted: Words = ()
    bare: bool = False
    single: bool = False
    acts: Annotated[Words, Field(min_length=1)]

    @property
    def triggered(self) -> bool:
        """Whether words of its own open the rule, and not the event alone."""
        return bool(self.verb or self.noun or self.adjective)


class CountBook(_Model):
    """The numbers codebook; `for_people` are nouns that count people without saying which ("lives")."""

    version: str
    numbers: NumberWords
    for_people: Words
    groups: dict[str, Words]
    rules: tuple[CountRule, ...]

    @model_validator(mode="after")
    def _groups_exist(self) -> CountBook:
        named = {word[1:] for rule in self.rules for word in rule.counted if word.startswith("@")}
        if unknown := named - set(self.groups):
            raise ValueError(f"no group '{min(unknown)}' is defined under groups")
        return self

    def counted(self, rule: CountRule) -> frozenset[str]:
        """Return the nouns that `rule` counts, its groups spelled out; none for any noun."""
        return frozenset(
            noun
            for word in rule.counted
            for noun in (self.groups[word[1:]] if word.startswith("@") else (word,))
        )
