"""The spans of an attribution: the words of its cue, of its source, and of what is attributed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from foreigndesk.codebooks.schema import AttributionEntry
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import FINITE, PASSIVE_SUBJECTS, SUBJECTS, case_of, lemma_of
from foreigndesk.coding.matching import heads_for
from foreigndesk.coding.quotations import Quotations

Piece = tuple[int, int]  # token offsets, the end exclusive

_BEFORE_VERB = frozenset({"aux", "aux:pass", "cop", "advmod"})
_FOLLOWS_OBJECT = frozenset(
    {"obj", "obl", "obl:arg", "xcomp", "ccomp", "advcl", "nmod", "compound:prt", "acl"}
)
_OPENS_CLAUSE = frozenset({"that", "whether", "if", "how", "why"})
_LOOSE = frozenset({",", ":", ";", ".", "-", "–", "—"})
_NAMES = frozenset({"NOUN", "PROPN", "PRON"})
_SPEAKING_THINGS = frozenset(
    {
        "statement",
        "letter",
        "report",
        "memo",
        "poll",
        "survey",
        "article",
        "story",
        "email",
        "tweet",
        "post",
        "video",
        "ad",
    }
)
_NEAR = 12  # words between a word of saying and the "that" that opens what is said
_OBJECTS = frozenset({"obj", "iobj", *PASSIVE_SUBJECTS})


def content_in(frame: Frame, entry: AttributionEntry, opening: str) -> tuple[list[Piece], str]:
    """Return the pieces of what is attributed, and the slot that they fill; no pieces where none is filled.

    A trigger of many words takes what its last word opens ("for" of "call for"), before all else.
    """
    last = opening.split()[-1:]
    for slot in (*last, *entry.content):
        pieces = _in_slot(frame, slot, entry)
        if pieces:
            return pieces, slot
    return [], ""


def _in_slot(frame: Frame, slot: str, entry: AttributionEntry) -> list[Piece]:
    trigger = frame.trigger
    if slot == "complement":
        return _complement(frame, sourceless=entry.sourceless)
    if slot == "object":
        return _object(frame)
    if slot == "clause":
        return _clause_beside(trigger)
    if slot == "that":
        return _that_clause(trigger)
    if slot == "rest":
        return _rest(trigger)
    heads = [h for h in frame.heads(slot) if h.head.i == trigger.i and h.ent_type_ != "DATE"]
    return [_behind_preposition(heads[0], slot)] if heads else []


def _complement(frame: Frame, *, sourceless: bool) -> list[Piece]:
    trigger = frame.trigger
    heads = [h for h in frame.heads("complement") if trigger.i in {h.head.i, h.head.head.i}]
    if frame.form == "noun":
        heads = [c for c in trigger.children if c.dep_ in {"acl", "ccomp", "xcomp"} and c.i > trigger.i]
        heads = [h for h in heads if any(c.dep_ == "mark" for c in h.children)]
    if not heads and any(c.dep_.startswith("expl") for c in trigger.children):  # "it appears that ..."
        heads = [c for c in trigger.children if c.dep_ in SUBJECTS and c.i > trigger.i]
    if not heads:
        return []
    pieces = _around(trigger, (min(h.left_edge.i for h in heads), max(h.right_edge.i for h in heads) + 1))
    if sourceless or frame.passive:
        subjects = [c for c in trigger.children if c.dep_ in SUBJECTS | PASSIVE_SUBJECTS and c.lower_ != "it"]
        pieces = [*((c.left_edge.i, c.right_edge.i + 1) for c in subjects), *pieces]
    return pieces


def _around(trigger: Token, piece: Piece) -> list[Piece]:
    """Return a piece, in two where the cue with its own words stands inside it."""
    start, end = piece
    if not start <= trigger.i < end:
        return [piece]
    own = [t.i for c in trigger.children if not start <= c.left_edge.i for t in c.subtree]
    own += [trigger.i, *(t.i for c in trigger.children if c.dep_ in SUBJECTS for t in c.subtree)]
    return [each for each in ((start, min(own)), (max(own) + 1, end)) if each[0] < each[1]]


def _object(frame: Frame) -> list[Piece]:
    """Return the object with all that follows it in the verb's own phrase, times aside."""
    trigger = frame.trigger
    if frame.form != "verb":
        return []
    own = [c for c in trigger.children if c.dep_ in _OBJECTS]
    if not own:
        described = [h for h in frame.heads("object") if h.i < trigger.i]
        return [(h.left_edge.i, h.i + 1) for h in described[:1]]
    first = own[0]
    start, end = first.left_edge.i, first.right_edge.i + 1
    if first.i < trigger.i:
        after = [
            c
            for c in trigger.children
            if c.i > trigger.i and c.dep_ in {"xcomp", "obl"} and c.ent_type_ != "DATE"
        ]
        agent = [c for c in after if c.dep_ == "obl" and case_of(c) == "by"]
        rest = [(c.left_edge.i, c.right_edge.i + 1) for c in after[:1] if c not in agent]
        return [(start, end), *rest] if not start <= trigger.i < end else []
    for child in trigger.children:
        if child.i <= first.i:
            continue
        if child.dep_ not in _FOLLOWS_OBJECT or child.left_edge.i > end or child.ent_type_ == "DATE":
            break
        end = max(end, child.right_edge.i + 1)
    return [(start, end)]


def _behind_preposition(head: Token, slot: str) -> Piece:
    first = slot.split(maxsplit=1)[0]
    marks = [c for c in head.children if c.dep_ in {"case", "mark"} and c.lower_ == first and c.i < head.i]
    return (marks[0].i + 1 if marks else head.left_edge.i), head.right_edge.i + 1


def _clause_beside(trigger: Token) -> list[Piece]:
    """Return the clause into which a word of saying is put ("it is, he said, a risk"; "as he put it")."""
    marked = any(c.dep_ == "mark" and c.lower_ == "as" for c in trigger.children)
    own = (trigger.left_edge.i, trigger.right_edge.i + 1)
    if trigger.dep_ == "parataxis" or (trigger.dep_ == "advcl" and marked):
        return clause_without(trigger.head, own)
    subjects = [c.left_edge.i for c in trigger.children if c.dep_ in SUBJECTS and c.i < trigger.i]
    start = min(subjects, default=trigger.i)
    sentence = trigger.sent
    before, after = trigger.doc[max(start - 1, 0)], trigger.doc[min(trigger.i + 1, len(trigger.doc) - 1)]
    if subjects and start > sentence.start and before.text == "," and after.text in {",", ".", "!", "?"}:
        return [
            (sentence.start, start),
            (trigger.i + 1, sentence.end),
        ]  # set apart, wherever the parser hung it
    return []


def _that_clause(trigger: Token) -> list[Piece]:
    """Return what "that" opens behind the word and its adjuncts, wherever the parser hung it."""
    for token in trigger.doc[trigger.i + 1 : min(trigger.i + 1 + _NEAR, trigger.sent.end)]:
        if token.lower_ in _OPENS_CLAUSE and token.dep_ == "mark":
            return [(token.i, max(token.i + 1, token.head.right_edge.i + 1))]
        if token.text == ";" or token.tag_ in FINITE:
            break
    return []


def _rest(trigger: Token) -> list[Piece]:
    """Return all that follows the word in its own phrase."""
    return [(trigger.i + 1, trigger.right_edge.i + 1)] if trigger.right_edge.i > trigger.i else []


def clause_without(head: Token, hole: Piece) -> list[Piece]:
    """Return the clause of `head` without the words of `hole`, in one or two pieces."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    pieces = [(start, min(end, hole[0])), (max(start, hole[1]), end)]
    return [each for each in pieces if each[0] < each[1]]


def whole_quotations(pieces: Sequence[Piece], trigger: Token, quotations: Quotations) -> list[Piece]:
    """Return the pieces, each drawn out to the edges of a quotation that it holds a part of."""
    out: list[Piece] = []
    doc = trigger.doc
    inside = quotations.holding(trigger)
    for start, end in pieces:
        last, first = quotations.holding(doc[end - 1]), quotations.holding(doc[start])
        closed = last is not None and last is not inside and start <= last.start < end
        opened = first is not None and first is not inside and first.start == start - 1
        out.append((start - 1 if opened else start, max(end, last.end) if last and closed else end))
    return out


def joined(doc: Doc, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces in order without loose marks at their edges; those that touch made one."""
    out: list[Piece] = []
    for piece in sorted(pieces):
        start, end = _bare(doc, *piece)
        if start >= end or all(t.is_punct or t.is_space for t in doc[start:end]):
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _bare(doc: Doc, start: int, end: int) -> Piece:
    """Return a piece without white space, commas, stops, colons and dashes at its edges."""
    while start < end and (doc[start].is_space or doc[start].text in _LOOSE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in _LOOSE):
        end -= 1
    return start, end


def cue_words(frame: Frame, slot: str, opening: str) -> tuple[Token, ...]:
    """Return the words that attribute: the trigger, its auxiliaries, adverbs, particle and preposition."""
    trigger = frame.trigger
    words = {trigger.i}
    before = {c.i for c in trigger.children if c.i < trigger.i and c.dep_ in _BEFORE_VERB}
    if frame.form == "noun":
        before = {c.i for c in trigger.children if c.i < trigger.i and c.dep_ == "amod"}
    i = trigger.i - 1
    while i in before:
        words.add(i)
        i -= 1
    i = trigger.i + 1
    wanted = set(opening.split()) | (
        {slot} if slot not in {"object", "complement", "quote", "clause"} else set()
    )
    while i < len(trigger.doc) and (
        trigger.doc[i].lower_ in wanted
        or (trigger.doc[i].dep_ == "compound:prt" and trigger.doc[i].head is trigger)
    ):
        words.add(i)
        i += 1
    return tuple(trigger.doc[k] for k in sorted(words))


def source_heads(frame: Frame, entry: AttributionEntry) -> tuple[Token, ...]:
    """Return the heads that name the source, behind "by" in a passive; none for "asked whether ..., he"."""
    trigger = frame.trigger
    own = any(c.dep_ in SUBJECTS or c.dep_ == "obl:agent" for c in trigger.children)
    if not own and trigger.tag_ in {"VBN", "VBD"} and trigger.dep_ in {"advcl", "acl"}:
        return ()
    heads = next((heads for slot in entry.source if (heads := heads_for(entry, frame, slot))), ())
    if entry.beside and trigger.dep_ == "acl" and trigger.tag_ == "VBG" and trigger.head in heads:
        return _subject_above(trigger.head) or heads
    return heads


def split_speaker(trigger: Token, pieces: Sequence[Piece]) -> tuple[Piece, list[Piece]] | None:
    """Return the speaker and what is said where the parser took the one into the other.

    "The talks will fail, two diplomats briefed on the plan said": a finite verb of saying without a subject
    has it between the last comma and itself. None where that cannot be.
    """
    if trigger.tag_ not in FINITE or any(c.dep_ in SUBJECTS for c in trigger.children) or not pieces:
        return None
    start, end = pieces[0]
    if not trigger.i - 2 <= end - 1 < trigger.i:
        return None
    comma = next((i for i in range(end - 1, start, -1) if trigger.doc[i].text == ","), None)
    if comma is None:
        return None
    words = trigger.doc[comma + 1 : end]
    if not any(t.pos_ in _NAMES for t in words) or any(t.tag_ in {"VBZ", "VBP", "MD"} for t in words):
        return None
    return (comma + 1, end), [(start, comma), *pieces[1:]]


def _subject_above(noun: Token) -> tuple[Token, ...]:
    """Return the subject of the clause in which a noun is a mere adjunct: it speaks, not the noun.

    "He spoke at a rally blasting the deal": not the rally; but "in a letter saying that ..." is the letter.
    """
    if noun.ent_type_ in {"PERSON", "ORG", "NORP"} or lemma_of(noun) in _SPEAKING_THINGS:
        return ()
    if not any(t.dep_ in {"obl", "nmod"} and case_of(t) for t in (noun, noun.head)):
        return ()
    for above in noun.ancestors:
        subjects = tuple(c for c in above.children if c.dep_ in SUBJECTS)
        if subjects:
            return subjects[:1]
        if above.dep_ in {"acl", "acl:relcl"}:
            break
    return ()


def source_words(
    frame: Frame, heads: Sequence[Token], pieces: Sequence[Piece], quotations: Quotations
) -> tuple[Token, ...]:
    """Return the noun phrase that names the source as it stands: "who" in a relative clause is itself."""
    trigger = frame.trigger
    own = [c for c in trigger.children if c.dep_ in SUBJECTS]
    if frame.form != "verb" or not own or frame.passive:
        own = list(heads)
    said = [t for t in own if any(start <= t.i < end for start, end in pieces)]
    if frame.form == "verb" and not frame.passive and (not own or said == own):
        own = _name_beside(trigger, quotations, pieces)
    own = sorted((t for t in own if t not in said), key=lambda t: abs(t.i - trigger.i))
    if not own:
        return ()
    start, end = own[0].left_edge.i, own[0].right_edge.i + 1
    stops = [trigger.left_edge.i if trigger.left_edge.i > own[0].i else trigger.i]
    stops += [piece[0] for piece in pieces]
    end = min([end, *(stop for stop in stops if own[0].i < stop)])
    start = max([start, *(piece[1] for piece in pieces if piece[1] <= own[0].i)])
    return source_tokens(trigger.doc, start, end)


def _name_beside(trigger: Token, quotations: Quotations, pieces: Sequence[Piece]) -> list[Token]:
    """Return the name beside a finite verb that the parser left without a subject: before it, else behind."""
    if trigger.tag_ not in FINITE:
        return []
    i = trigger.i - 1
    while i > trigger.sent.start and (
        trigger.doc[i].text in {",", ")"} or trigger.doc[i].pos_ in {"ADV", "AUX"}
    ):
        i -= 1
    for k in (i, trigger.i + 1):
        if not trigger.sent.start <= k < trigger.sent.end:
            continue
        name = trigger.doc[k]
        in_content = any(start <= k < end for start, end in pieces)
        if name.pos_ not in _NAMES or in_content or quotations.holding(name) is not None:
            continue
        while (
            name.head.pos_ in _NAMES
            and name.head.i != name.i
            and (name.head.i < trigger.i) == (k < trigger.i)
        ):
            if quotations.holding(name.head) is not None or any(a <= name.head.i < b for a, b in pieces):
                break
            name = name.head
        return [name]
    return []


def source_tokens(doc: Doc, start: int, end: int) -> tuple[Token, ...]:
    """Return the words from `start` to `end` without marks at their edges."""
    while end - 1 > start and (doc[end - 1].is_punct or doc[end - 1].is_space) and doc[end - 1].text != ")":
        end -= 1
    while start < end - 1 and (
        doc[start].is_punct or doc[start].is_space or doc[start].lower_ in {"by", "of"}
    ):
        start += 1
    return tuple(doc[start:end])
