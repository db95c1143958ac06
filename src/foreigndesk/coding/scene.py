"""What coding knows of one document, gathered once and passed to every builder."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.coding.cast import Cast, unique
from foreigndesk.coding.frames import Frame, Frames
from foreigndesk.coding.grammar import SUBJECTS, case_of, lemma_of
from foreigndesk.coding.learned import Learned
from foreigndesk.coding.quotations import Quotations
from foreigndesk.coding.speech import Speech
from foreigndesk.coding.status import Standing, StatusReader
from foreigndesk.linking.registry import Registry
from foreigndesk.records import ActorKind, ActorRef, Document, Evidence, Mention, Place, When

_PRUNED = frozenset({"conj", "parataxis", "acl:relcl", "advcl:relcl", "list", "discourse", "cc"})
_EDGE = frozenset({"punct", "cc", "case", "mark", "fixed"})
_LOCATIVE = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "off", "within", "throughout", "across"}
)
_SPEECH_LIMIT = 8
_FOCUS = 3  # sentences in which states are looked for, the own one included
_PARAGRAPH = 6  # the same within one paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One document with everything that was found in it before coding."""

    document: Document
    document_id: str
    doc: Doc
    cast: Cast
    frames: Frames
    dates: tuple[When, ...]
    places: tuple[Place, ...]
    books: Codebooks
    registry: Registry
    status: StatusReader
    learned: Learned
    quotations: Quotations
    speech: Speech
    places_in: dict[int, list[tuple[Place, Token]]]
    dated: frozenset[int]
    says: frozenset[str]
    statements: frozenset[str]
    main_state: ActorRef | None
    clauses: dict[int, tuple[Token, ...]] = field(default_factory=dict)  # what `clause_tokens` found before

    @classmethod
    def of(  # noqa: PLR0913 - the one place where all stages meet
        cls,
        doc: Doc,
        document: Document,
        *,
        mentions: Sequence[Mention],
        dates: Sequence[When],
        places: Sequence[Place],
        books: Codebooks,
        registry: Registry,
    ) -> Scene:
        """Gather what earlier stages found."""
        places_in: dict[int, list[tuple[Place, Token]]] = defaultdict(list)
        for place in places:
            for token in _tokens(doc, place.start, place.end)[:1]:
                places_in[token.sent.start].append((place, token))
        quotations = Quotations(doc)
        says = {verb for entry in books.attribution if entry.beside for verb in entry.verb}
        cues = {t.i for t in doc if t.pos_ == "VERB" and lemma_of(t) in says}
        dated = {t.i for d in dates if d.at is not None for t in _tokens(doc, d.at, d.at + len(d.surface))}
        return cls(
            document=document,
            document_id=document.id,
            places_in=places_in,
            dated=frozenset(dated),
            doc=doc,
            cast=Cast(doc, mentions, books.grammar, registry),
            frames=Frames(doc, books.grammar),
            dates=tuple(dates),
            places=tuple(places),
            books=books,
            registry=registry,
            status=StatusReader(books.status),
            learned=Learned(doc, books),
            quotations=quotations,
            speech=Speech(doc, quotations, cues),
            says=frozenset(verb for entry in books.claims for verb in entry.verb),
            statements=frozenset(noun for entry in books.claims for noun in entry.noun),
            main_state=_main_state(mentions),
        )

    def with_books(self, books: Codebooks) -> Scene:
        """Return the same document, to be coded with other codebooks."""
        return Scene.of(
            self.doc, self.document, mentions=self.cast.mentions, dates=self.dates, places=self.places,
            books=books, registry=self.registry,
        )  # fmt: skip

    def standing(self, frame: Frame) -> Standing:
        """Return whether an act took place: by the words, and by the network where a plain form speaks."""
        return self.learned.standing(frame, self.status.of(frame.trigger, frame.clause))

    # --- evidence ---

    def evidence(self, tokens: Iterable[Token]) -> Evidence:
        """Return the evidence from the first to the last of `tokens`.

        Punctuation at the edges goes, and so does a preposition or conjunction that only ties the words
        to what stands outside them.
        """
        indexes = sorted({token.i for token in tokens})
        first, last = indexes[0], indexes[-1]
        while first < last and self._loose(self.doc[first], first, last):
            first += 1
        while last > first and (
            self.doc[last].is_space or (self.doc[last].is_punct and self.doc[last].text not in ')"”»')
        ):
            last -= 1
        start, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        return Evidence.of(self.document.text, start, end)

    def piece(self, start: int, end: int) -> Evidence:
        """Return the evidence from one token offset to another, the end exclusive."""
        span = self.doc[start:end]
        return Evidence.of(self.document.text, span.start_char, span.end_char)

    @staticmethod
    def _loose(token: Token, first: int, last: int) -> bool:
        if token.is_space or token.dep_ in {"punct", "cc"}:
            return True
        above = token.head.head
        return token.dep_ in _EDGE and (above is token.head or not first <= above.i <= last)

    def clause_tokens(self, clause: Token) -> list[Token]:
        """Return the tokens of a clause without the clauses coordinated with or hung onto it."""
        known = self.clauses.get(clause.i)
        if known is None:
            known = self.clauses[clause.i] = tuple(self._clause_tokens(clause))
        return list(known)

    @staticmethod
    def _clause_tokens(clause: Token) -> list[Token]:
        sentence = clause.sent
        start, end = sentence.start, sentence.end
        out: list[Token] = []
        stack = [clause]
        while stack:
            token = stack.pop()
            out.append(token)
            for child in token.children:
                inner = child.dep_ in _PRUNED and not (child.dep_ in {"conj", "cc"} and token.i != clause.i)
                far_clause = child.dep_ in {"advcl", "ccomp"} and token.i == clause.i
                if not inner and not far_clause and start <= child.i < end:
                    stack.append(child)
        return sorted(out, key=lambda t: t.i)

    def trigger_tokens(self, frame: Frame, used: Iterable[Token], standing: Standing) -> list[Token]:
        """Return the tokens that an act was read from: its clause, its actors and its status words."""
        if frame.form == "verb":
            tokens = self.clause_tokens(frame.trigger)
            for content in frame.heads("complement"):
                tokens = [*tokens, *self.clause_tokens(content)]
            if "subject inherited" in frame.slots:
                outside = {t.i for head in frame.slots["subject inherited"] for t in head.subtree}
                tokens = [t for t in tokens if t.i not in outside or t.i == frame.trigger.i]
        else:
            tokens = self.clause_tokens(frame.trigger)
            for clause in self.frames.relatives(frame.trigger):  # "protests, which spread to the north"
                tokens += self.clause_tokens(clause)
            if frame.clause.i != frame.trigger.i:
                tokens += self.clause_tokens(frame.clause)
        sentence = frame.trigger.sent
        inside = [t for t in (*used, *standing.words) if sentence.start <= t.i < sentence.end]
        inherited = {t.i for t in frame.slots.get("subject inherited", ())}
        for token in inside:
            if token.i not in inherited:
                mention = self.cast.mention(token)
                tokens.append(token)
                if mention:
                    tokens += [t for t in sentence if mention.start <= t.idx < mention.end]
        return self._without_other_clauses(frame, tokens)

    def _without_other_clauses(self, frame: Frame, tokens: Sequence[Token]) -> list[Token]:
        """Return the words up to where another clause intervenes.

        To the left, words beyond another clause stay when they are the act's own (a subject before a
        relative clause); to the right they go.
        """
        indexes = sorted({t.i for t in tokens})
        carriers = {frame.trigger.i, frame.clause.i}
        own = {t.i for t in frame.trigger.subtree} | {t.i for t in frame.clause.subtree}
        centre = max(i for i in indexes if i in carriers) if carriers & set(indexes) else frame.trigger.i
        mine = set(indexes)
        last = centre
        for i in (i for i in indexes if i > centre):
            if any(self.doc[k].pos_ == "VERB" and k not in mine for k in range(last + 1, i)):
                break
            last = i
        first = min(carriers | {centre})
        for i in (i for i in reversed(indexes) if i < first):
            if i not in own and any(
                self.doc[k].pos_ == "VERB" and k not in carriers for k in range(i + 1, first)
            ):
                break
            first = i
        return [self.doc[i] for i in indexes if first <= i <= last]

    # --- who says it ---

    def speaker(self, token: Token) -> tuple[ActorRef | None, Token | None]:
        """Return who is reported to say the clause that `token` stands in, and the verb of saying."""
        clause = token
        for _ in range(_SPEECH_LIMIT):
            if clause.dep_ in {"root", "ROOT"} or clause.head is clause:
                break
            said = clause.dep_ == "ccomp" or (clause.dep_ == "parataxis" and self._quoted(clause))
            if said and lemma_of(clause.head) in self.says:
                refs = self._subjects_of(clause.head)
                if refs:
                    return refs[0], clause.head
            if clause.dep_ == "nmod" and lemma_of(clause.head) in self.statements:
                frame = self.frames.of(clause.head)
                heads = (frame.heads("agent") or frame.heads("possessor")) if frame else ()
                refs = [r for head in heads for r in self.cast.refs(head)]
                if refs:
                    return refs[0], clause.head
            clause = clause.head
        for child in clause.children:
            if child.dep_ == "parataxis" and lemma_of(child) in self.says:
                refs = self._subjects_of(child)
                if refs:
                    return refs[0], child
            if child.dep_.startswith("obl") and case_of(child) in {"according to", "according"}:
                refs = list(self.cast.refs(child))
                if refs:
                    return refs[0], child
        cue = self.speech.cue_of(token)  # "... ," X said. "...": in a sentence of its own
        refs = self._subjects_of(cue) if cue is not None else []
        return (refs[0], cue) if refs else (None, None)

    def _subjects_of(self, verb: Token) -> list[ActorRef]:
        frame = self.frames.of(verb)
        return [r for head in (frame.slots.get("subject", ()) if frame else ()) for r in self.cast.refs(head)]

    def _quoted(self, clause: Token) -> bool:
        """Whether a clause beside a verb of saying is what was said: a colon or a quote is between."""
        low, high = sorted((clause.i, clause.head.i))
        return any(t.text in {":", '"', "“", "”", "«", "»", "''", "``"} for t in self.doc[low:high])

    # --- where and when ---

    def when(self, frame: Frame, tokens: Sequence[Token], *, of_content: bool = False) -> tuple[When, ...]:
        """Return the times that stand in the act's own words, nearest to the trigger first; else none.

        With `of_content` also those of what is agreed, wanted or due ("agreed to open it in May").
        """
        low, high = min(t.idx for t in tokens), max(t.idx + len(t) for t in tokens)
        if frame.form == "noun":
            high = max(high, min(high + 40, frame.trigger.sent.end_char))
        if frame.form == "verb" or frame.clause.i != frame.trigger.i:
            root = frame.clause.head if frame.clause.dep_ == "conj" else frame.clause
            low = min(low, min((t.idx for t in root.subtree), default=low))
        inside = [d for d in self.dates if d.at is not None and low <= d.at < high]
        own = self._joined([d for d in inside if self._belongs(d, frame, of_content=of_content)])
        return tuple(sorted(own, key=lambda d: abs((d.at or 0) - frame.trigger.idx)))

    def _joined(self, dates: Sequence[When]) -> list[When]:
        """Return `dates` with "on Saturday and Sunday" made one interval; only days that touch are joined."""
        out: list[When] = []
        for date in sorted(dates, key=lambda d: d.at or 0):
            last = out[-1] if out else None
            if last and last.end and date.start and date.end and last.at is not None and date.at is not None:
                between = self.document.text[last.at + len(last.surface) : date.at].strip().lower()
                next_day = datetime.date.fromisoformat(last.end[:10]) + datetime.timedelta(days=1)
                if between in {"and", "-", "–", "and on"} and date.start[:10] == next_day.isoformat():
                    surface = self.document.text[last.at : date.at + len(date.surface)]
                    out[-1] = replace(last, end=date.end, surface=surface)
                    continue
            out.append(date)
        return out

    def _belongs(self, date: When, frame: Frame, *, of_content: bool) -> bool:
        """Whether a time hangs on this act and not on another verb of the same sentence.

        A time directly after an act named by a noun is that act's ("the arrest of X last weekend"),
        wherever the parser hung it.
        """
        token = self.token_at(date.at or 0)
        if token is None:
            return False
        last = self.token_at((date.at or 0) + len(date.surface) - 1)
        if frame.form == "verb" and last is not None:
            after = self.doc[last.i + 1 : frame.trigger.i]
            if last.i < frame.trigger.i and all(t.dep_.startswith("aux") or t.pos_ == "ADV" for t in after):
                return True  # "the minister X 4-5 May visited Y": straight before its verb
        if frame.form == "noun" and frame.clause.i == frame.trigger.i:
            phrase = [t for t in frame.trigger.subtree if t.i < token.i]
            if phrase and phrase[-1].i == token.i - 1 and frame.trigger.i < token.i:
                return True
            verb = frame.trigger.head
            if frame.trigger.dep_ in SUBJECTS and last is not None and frame.trigger.i < token.i < verb.i:
                after = self.doc[last.i + 1 : verb.i]
                if all(t.dep_.startswith("aux") or t.pos_ == "ADV" for t in after):
                    return True  # "the attack on Iraq on Monday surprised them": between the act and its verb
        carriers = {frame.trigger.i, frame.clause.i}
        participants = {
            t.i for name, tokens in frame.slots.items() if of_content or name != "complement" for t in tokens
        }
        going = frame.clause.head  # "is going to visit it in May": the auxiliary's day is the act's
        if frame.clause.dep_ == "xcomp" and going.lower_ == "going" and frame.clause.tag_ == "VB":
            carriers.add(going.i)
        sharing = {frame.clause.head.i} if frame.clause.dep_ == "conj" and not frame.heads("when") else set()
        for _ in range(_SPEECH_LIMIT):
            if token.i in carriers or (token.i in sharing and (date.at or 0) < frame.clause.head.idx):
                return True
            if (token.pos_ == "VERB" and token.i not in participants) or token.head is token:
                return False
            token = token.head
        return False

    def place(self, frame: Frame, tokens: Sequence[Token]) -> Place | None:
        """Return the place where the act is said to happen: one in a locative phrase of its own clause."""
        spots = {
            t.i for name, heads in frame.slots.items() if name in _LOCATIVE for h in heads for t in h.subtree
        }
        spots |= {
            t.i
            for token in tokens
            if token.dep_ in {"nmod", "obl"} and case_of(token) in _LOCATIVE
            for t in token.subtree
        }
        struck = {
            t.i for slot in ("object", "on", "against", "of") for h in frame.heads(slot) for t in h.subtree
        }
        found: list[tuple[bool, int, int, Place]] = []
        for place, token in self.places_in.get(frame.trigger.sent.start, ()):
            if token.i not in spots | struck:
                continue
            distance = abs(token.i - frame.trigger.i)
            found.append((token.i not in spots, place.precision or 9, distance, place))
        return min(found, key=lambda item: item[:3])[3] if found else None

    def tokens_of(self, start: int, end: int) -> list[Token]:
        """Return the tokens that stand between two character offsets."""
        return _tokens(self.doc, start, end)

    def token_at(self, offset: int) -> Token | None:
        """Return the token that covers a character offset, or None past the end."""
        span = self.doc.char_span(offset, offset + 1, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def states_of_places(self, tokens: Sequence[Token]) -> tuple[ActorRef, ...]:
        """Return the states in which the places named among `tokens` lie."""
        if not tokens:
            return ()
        low, high = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        out: list[ActorRef] = []
        for place in self.places:
            if (
                place.start is None
                or place.end is None
                or place.state is None
                or not low <= place.start < high
            ):
                continue
            actor = self.registry.get(place.state)
            if actor is not None:
                out.append(
                    ActorRef(
                        id=actor.id, name=actor.name, kind=actor.kind, start=place.start, end=place.end,
                        surface=self.document.text[place.start : place.end], state=actor.id, sector="GOV",
                        how=f"state of the place {place.name}", score=0.8,
                    )
                )  # fmt: skip
        return unique(out)

    def in_focus(
        self, token: Token, states_in: Callable[[Span], tuple[ActorRef, ...]], *, points_back: bool = False
    ) -> tuple[ActorRef, ...]:
        """Return the states that words without any of their own concern.

        Those that `states_in` finds in the same sentence, else the article's main state, else those of
        the sentences before, nearest first. Words that point back ("these pressures") mean the sentences
        before, and not the main state.
        """
        sentence = token.sent
        for step in range(_PARAGRAPH):
            found = states_in(sentence)
            if found:
                return found
            main = None if points_back else self.main_state
            if main is not None:
                return (main,)
            if sentence.start == 0:
                break
            before = self.doc[sentence.start - 1].sent
            if step + 1 >= _FOCUS and "\n" in self.doc.text[before[0].idx : sentence[0].idx]:
                break
            sentence = before
        return ()

    def state_ref(self, state: str, tokens: Sequence[Token]) -> ActorRef | None:
        """Return the reference for `state` where it is named nearest to `tokens`, else None."""
        middle = tokens[0].idx
        refs = [ref for m in self.cast.mentions for ref in m.actors if ref.id == state]
        return min(refs, key=lambda r: abs(r.start - middle)) if refs else None


def _tokens(doc: Doc, start: int | None, end: int | None) -> list[Token]:
    if start is None or end is None:
        return []
    span = doc.char_span(start, end, alignment_mode="expand")
    return list(span) if span is not None else []


def _main_state(mentions: Sequence[Mention]) -> ActorRef | None:
    """Return the state that the article is about, by itself or by its people, offices and places.

    It is one that is named three times or more, and twice as often as any other.
    """
    refs = [ref for m in mentions if len(m.actors) <= 2 for ref in m.actors]
    named = [ref for ref in refs if ref.kind is ActorKind.STATE]
    counts = Counter(ref.state or ref.id for ref in refs if ref.state or ref.kind is ActorKind.STATE)
    if not counts:
        return None
    (state, times), *others = counts.most_common(2)
    if times < 3 or any(times < 2 * count for _, count in others):
        return None
    return next((ref for ref in named if ref.id == state), None)
