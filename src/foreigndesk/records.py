"""Every record, once. Arrow, DuckDB, JSON and API shapes derive from these classes.

The flow, and the record each stage makes:

    Article -> Document -> (parse) -> Mention -> Statement -> Reading

All records are frozen. All offsets count Unicode code points of `Document.text`, start inclusive,
end exclusive, so that `document.text[evidence.start:evidence.end] == evidence.quote`.
Ids are hashes of content: the same text read by the same version gives the same ids.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, ClassVar, Literal


class Status(StrEnum):
    """What the text says of a statement: whether it is so, was so, may be so."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    CONSIDERED = "considered"
    OFFERED = "offered"
    DEMANDED = "demanded"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"


# What the text says is so, and of that what is news: the distant past is told, but not counted.
TOOK_PLACE = frozenset({Status.HAPPENED, Status.ONGOING, Status.HISTORICAL})
COUNTED = frozenset({Status.HAPPENED, Status.ONGOING})


class Kind(StrEnum):
    """The six kinds of statement."""

    EVENT = "event"
    TIE = "tie"
    STANCE = "stance"
    CLAIM = "claim"
    PRESSURE = "pressure"
    WATCHPOINT = "watchpoint"


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    OFFICE = "office"
    PERSON = "person"
    ORGANISATION = "organisation"
    ARMED_GROUP = "armed_group"
    PARTY = "party"
    MEDIA = "media"
    BASE = "base"
    POPULATION = "population"
    PLACE = "place"
    UNKNOWN = "unknown"


def content_id(prefix: str, *parts: str) -> str:
    """Return `prefix-` and the first 16 hex digits of SHA-256 over `parts`, separated unambiguously."""
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return f"{prefix}-{digest.hexdigest()[:16]}"


# --- what comes in ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What was published: bytes as they came, and where from. `media_type` is like `text/html`."""

    address: str
    content: bytes
    media_type: str
    fetched: str | None = None

    @property
    def id(self) -> str:
        """The article's id: a hash of its bytes."""
        return "art-" + hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An input that could not be read, with the reason; `code` is stable and meant for counting."""

    address: str
    code: str
    message: str


# The language that coding reads; a document in another one is kept without statements.
ENGLISH = "en"

DateOrder = Literal["iso", "day_first", "month_first", "named_month", "ambiguous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDate:
    """When an article says it was published.

    `value` is ISO 8601, to the day or the minute. `order` says how a numeric date was read; with
    `ambiguous`, `value` holds the day-first reading and `alternative` the month-first one.
    `evidence` is the date as printed, `sign` the reason for the order chosen.
    """

    value: str
    order: DateOrder
    evidence: str
    sign: str
    alternative: str | None = None

    @classmethod
    def given(cls, day: str) -> PublicationDate:
        """Return the date of what was published on a day, YYYY-MM-DD, that is known and not read."""
        return cls(value=day, order="iso", evidence=day, sign="given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """A piece of the page that is not body text (navigation, source line, tags), kept as read."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationSign:
    """A sign that the text was translated: what was seen (`sign`) and where (`quote`)."""

    sign: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article's readable text and metadata.

    `text` is the title, a blank line and the body; every offset in a reading counts in it.
    """

    article_id: str
    address: str
    text: str
    title: str | None = None
    published: PublicationDate | None = None
    source: str | None = None
    author: str | None = None
    translator: str | None = None
    tags: tuple[str, ...] = ()
    language: str = ENGLISH
    translation_signs: tuple[TranslationSign, ...] = ()
    chrome: tuple[Chrome, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The document's id: a hash of its text and publication date, not of where it was found."""
        return content_id("doc", self.text, self.published.value if self.published else "")

    @property
    def coded(self) -> bool:
        """Whether coding reads its language; if not, its reading has no statements."""
        return self.language == ENGLISH

    @property
    def body_start(self) -> int:
        """Offset of the first character of the body in `text` (0 where there is no title)."""
        return len(self.title) + 2 if self.title else 0

    @property
    def anchor(self) -> str | None:
        """The publication day as YYYY-MM-DD, against which relative dates are read."""
        return self.published.value[:10] if self.published else None


# --- who, where, when ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span of the document: W3C Web Annotation text position and text quote selectors in one."""

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    CONTEXT: ClassVar[int] = 32

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Evidence:
        """Return the evidence for `text[start:end]`.

        Raises:
            ValueError: when the span is empty or outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} is empty or outside a text of {len(text)} characters")
        return cls(
            start=start,
            end=end,
            quote=text[start:end],
            prefix=text[max(0, start - cls.CONTEXT) : start],
            suffix=text[end : end + cls.CONTEXT],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role that an actor held: `office` in `state`, from `start` to `end` (ISO dates or years)."""

    office: str
    state: str | None = None
    start: str | None = None
    end: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An entry of the registry. For a state, `id` is its ISO 3166-1 alpha-3 code."""

    id: str
    name: str
    kind: ActorKind
    state: str | None = None
    cow: int | None = None
    sector: str | None = None
    wikidata: str | None = None
    roles: tuple[Role, ...] = ()
    source: str = "foreigndesk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of an explanation: which rule or entry, on which words, with which result."""

    rule: str
    words: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRef:
    """An actor as a statement names it: the registry entry, and the words that named it.

    `id` is the registry id, `STATE/office` for offices and bodies read by pattern, or `?text` for a
    name or noun that links to nothing. `state` and `sector` are the PLOVER actor code's two parts.
    `how` says how the words were matched, `score` (0 to 1) how surely.
    """

    id: str
    name: str
    kind: ActorKind
    start: int
    end: int
    surface: str
    state: str | None = None
    sector: str | None = None
    how: str = "exact"
    score: float = 1.0

    @property
    def linked(self) -> bool:
        """Whether the words were linked to a registry entry or an office of a known state."""
        return not self.id.startswith("?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names one or more actors or a place, with what it was linked to and how.

    `actors` has one entry for a name, several for "both sides" or "these three countries".
    `as_place` tells a city or country named as where something is from the same name used for its
    government. `head` is the offset of the syntactic head's first character.
    """

    start: int
    end: int
    surface: str
    head: int
    actors: tuple[ActorRef, ...]
    as_place: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: a named place with coordinates in degrees. `precision` is PLOVER's 1 (exact) to 5 (country)."""

    name: str
    state: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    feature: str | None = None
    precision: int | None = None
    start: int | None = None
    end: int | None = None


DatePrecision = Literal["minute", "day", "week", "month", "season", "year", "decade", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as an interval of ISO dates, both ends included; an open end is None.

    `rule` says how the words were read ("last weekend: Saturday and Sunday before publication").
    """

    start: str | None
    end: str | None
    precision: DatePrecision
    surface: str = ""
    rule: str = ""
    at: int | None = None


# --- statements ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What all six kinds of statement share.

    `speaker` is who says it, None for the article's own voice. `reasons` explain it: which words,
    which codebook entry, which rule. `confidence` is 0 to 1.
    """

    kind: ClassVar[Kind]

    document_id: str
    evidence: Evidence
    status: Status
    speaker: ActorRef | None = None
    confidence: float = 0.5
    reasons: tuple[Reason, ...] = ()

    @property
    def id(self) -> str:
        """The statement's id: a hash of its kind, document, span and what it says; not of how it was read.

        An event's counts are part of what it says: "killed 5" and "killed 50" are two statements. So are a
        pressure's direction and the further pieces of a claim's content. Where there are none they are left
        out of the hash, so that statements read before there were any keep their ids on desks, in exports and
        in notes.
        """
        said = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _NOT_IN_ID}
        said = {name: value for name, value in said.items() if value or name not in _NOT_IN_ID_WHERE_EMPTY}
        return content_id(self.kind[:2], self.kind, json.dumps(to_json(said), sort_keys=True))


_NOT_IN_ID = frozenset({"reasons", "confidence", "quoting", "source_words", "cue_words"})
_NOT_IN_ID_WHERE_EMPTY = frozenset({"counts", "direction", "more_content"})

CountKind = Literal[
    "killed",
    "injured",
    "missing",
    "arrested",
    "abducted",
    "released",
    "displaced",
    "crowd",
    "troops",
    "weapons",
    "money",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, or how much: a number of an event's victims, crowd, troops, arms or money, with its words.

    `low` and `high` are equal for an exact number; `high` is None for "more than 300" and "dozens", `low`
    for "up to 500". `about` marks a number that the text calls rough ("some 300"). `unit` is the noun
    counted, singular ("soldier"; "people" where none is named), for money a currency code, or the
    currency's word where several states share it ("rouble").
    """

    what: CountKind
    low: int | float | None
    high: int | float | None
    unit: str
    about: bool = False
    start: int
    end: int
    surface: str


Quad = Literal["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(_Statement):
    """An act by `source` actors towards `target` actors, coded in PLOVER.

    `act` is what would take place, `type` follows PLOVER's tense rule (a future COOPERATE is an
    AGREE). An event that PLOVER does not code (a revolution named in passing) has `type` None and
    its contexts. `about` is the matter, as the text words it. `counts` are the numbers of its victims,
    crowd, troops, arms and money.
    """

    kind: ClassVar[Kind] = Kind.EVENT

    type: str | None
    act: str | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    quad: Quad | None = None
    score: float | None = None
    source: tuple[ActorRef, ...] = ()
    target: tuple[ActorRef, ...] = ()
    place: Place | None = None
    when: When | None = None
    about: str | None = None
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(_Statement):
    """A standing relation between `subject` and `object`, named in the ties codebook.

    `through` is the actor that carries the tie (a base for military_presence_in), `channel` and
    `quantity` its means and size in the text's words (remittances, "almost half of GDP").
    """

    kind: ClassVar[Kind] = Kind.TIE

    relation: str
    subject: ActorRef
    object: ActorRef
    through: ActorRef | None = None
    channel: str | None = None
    quantity: str | None = None
    when: When | None = None


StanceKind = Literal["wants", "fears", "hopes", "intends", "approves", "disapproves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance(_Statement):
    """What `holder` wants, fears, hopes, intends, approves or disapproves of."""

    kind: ClassVar[Kind] = Kind.STANCE

    stance: StanceKind
    holder: tuple[ActorRef, ...]
    about: str
    towards: tuple[ActorRef, ...] = ()


Quoting = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(_Statement):
    """What `speaker` says (`polarity` asserts), denies, asks (questions) or will not speak of (refuses).

    `speaker` is None where the text names nobody ("reportedly"); somebody it does not name ("officials") is
    an actor that is linked to nothing. `cue` is the word of saying. `quoting` tells the speaker's own words
    from the article's. Where the article interrupts what is said, `content` is its first piece and
    `more_content` the others. `source_words` and `cue_words` are where the text names speaker and saying.
    """

    kind: ClassVar[Kind] = Kind.CLAIM

    polarity: Literal["asserts", "denies", "questions", "refuses"]
    content: Evidence
    cue: str
    addressee: tuple[ActorRef, ...] = ()
    quoting: Quoting | None = None
    more_content: tuple[Evidence, ...] = ()
    source_words: Evidence | None = None
    cue_words: Evidence | None = None


Modality = Literal["asserted", "possible", "denied"]
Direction = Literal["strengthens", "weakens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure(_Statement):
    """A stated cause and its effect, both as spans, on whom it weighs, asserted or possible.

    `direction` tells a cause that makes more of what its effect names (deepens a crisis) from one that makes
    less of it or keeps it away; None where the words say no more than that one brings the other about.
    """

    kind: ClassVar[Kind] = Kind.PRESSURE

    cause: Evidence
    effect: Evidence
    on: tuple[ActorRef, ...] = ()
    modality: Modality = "asserted"
    connective: str = ""
    direction: Direction | None = None


Outlook = Literal["scheduled", "expected", "promised", "wanted", "considered", "possible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPoint(_Statement):
    """Something expected or possible ahead: what, who, when it falls due, what would settle it."""

    kind: ClassVar[Kind] = Kind.WATCHPOINT

    what: str
    outlook: Outlook
    who: tuple[ActorRef, ...] = ()
    due: When | None = None
    settled_by: str | None = None


Statement = Event | Tie | Stance | Claim | Pressure | WatchPoint

STATEMENT_CLASSES: dict[Kind, type[_Statement]] = {
    cls.kind: cls for cls in (Event, Tie, Stance, Claim, Pressure, WatchPoint)
}


# --- a reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What made a reading: our version, and hashes of the parser, codebooks and gazetteers used."""

    foreigndesk: str
    parser: str
    codebooks: str
    gazetteers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All mentions and statements of one document, with the versions that made them."""

    document: Document
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    versions: Versions
    notes: tuple[str, ...] = field(default=())


# --- JSON ------------------------------------------------------------------------------------------


_PLAIN = frozenset({str, int, float, bool})  # most of what is in a record; asked first


def to_json(value: Any) -> Any:  # noqa: ANN401 - any record or part of one
    """Return `value`, a record or any part of one, as JSON types; statements carry `kind` and `id`.

    Keys keep the order of the fields, so equal records give equal bytes.
    """
    if value is None or type(value) in _PLAIN:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Any] = {}
        if isinstance(value, (Document, Article)):
            out["id"] = value.id
        elif isinstance(value, _Statement):
            out.update(id=value.id, kind=value.kind.value)
        out.update((f.name, to_json(getattr(value, f.name))) for f in fields(value))
        return out
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def dumps(value: Any, *, indent: int | None = None) -> str:  # noqa: ANN401
    """Return `value` as JSON text, deterministic and in readable Unicode."""
    return json.dumps(to_json(value), ensure_ascii=False, indent=indent)
