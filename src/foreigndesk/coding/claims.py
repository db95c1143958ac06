"""Claims: who says, or denies, that something is so; who asks, and who will not speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import ClaimEntry
from foreigndesk.coding.attribution import Attribution, attributions
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import case_of, lemma_of
from foreigndesk.coding.matching import Matcher, fill
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorKind, ActorRef, Claim, Evidence, Quoting, Reason, Status

_QUOTE_MARKS = frozenset('"“”«»„')
_CLAUSES = frozenset({"complement", "that", "clause", "quote"})
_UNSURE = 0.4  # confidence in a claim of nobody that is named
_THINGS = frozenset({"it", "that", "which", "this", "what", "these", "those", "there"})


def code_claims(scene: Scene) -> Iterator[Claim]:
    """Yield the claims and denials of a document, in the order of their cues.

    The speaker is a known actor, somebody whom the text does not name ("officials said"), or None where it
    names nobody ("reportedly"). What anybody wants, plans or judges is attributed too, but is no claim.
    """
    matcher = _matcher(scene.books)
    refused = 0  # where what was last refused ends: "declined to comment" does not comment
    for each in sorted(attributions(scene), key=lambda each: each.trigger.i):
        if each.trigger.i < refused:
            continue
        if each.frame is None:
            yield from _claim(scene, each, None, None)
            continue
        standing = scene.status.of(each.frame.trigger, each.frame.clause)
        entry = _entry(matcher.matches(each.frame, scene.cast), each, each.frame, standing)
        if entry is not None and entry.polarity == "refuses":
            refused = each.content[-1][1]
        if entry is not None or (each.slot == "quote" and standing.real):
            yield from _claim(scene, each, entry, standing)


@cache
def _matcher(books: Codebooks) -> Matcher[ClaimEntry]:
    return Matcher(books.claims, books)


def _entry(
    fitting: Sequence[ClaimEntry], each: Attribution, frame: Frame, standing: Standing
) -> ClaimEntry | None:
    """Return the first entry whose conditions on what is said, and on whether it is said, hold."""
    for entry in fitting:
        heads = {lemma_of(head) for head in frame.heads("complement")}
        if entry.complement_head and heads.isdisjoint(entry.complement_head):
            continue
        if entry.clause and each.slot not in _CLAUSES:
            continue
        if standing.real if entry.said else standing.status is Status.DENIED:
            return entry
    return None


def _claim(
    scene: Scene, each: Attribution, entry: ClaimEntry | None, standing: Standing | None
) -> Iterator[Claim]:
    speaker = _speaker(scene, each, entry)
    if speaker is None and each.source:
        return
    if speaker is not None and each.frame is None and each.entry is None and speaker.kind is ActorKind.STATE:
        return  # "Peru: protests go on" names the matter, not who says it
    addressee = fill(entry, each.frame, entry.addressee, scene.cast)[0] if entry and each.frame else ()
    pieces = [scene.piece(start, end) for start, end in each.content]
    polarity = entry.polarity if entry else "asserts"
    rule = (
        f"codebook entry {entry.id}" if entry else "attribution " + (each.entry.id if each.entry else "colon")
    )
    reasons = [Reason(rule=rule, words=each.trigger.text, result=polarity)]
    if speaker is not None:
        reasons.append(Reason(rule=f"speaker: {speaker.how}", words=speaker.surface, result=speaker.id))
    reasons += [reason for reason in standing.reasons if entry and not entry.said] if standing else []
    yield Claim(
        document_id=scene.document_id,
        evidence=_evidence(scene, each, pieces),
        status=Status.HAPPENED,
        speaker=speaker,
        confidence=round(0.5 + 0.4 * speaker.score, 2) if speaker else _UNSURE,
        reasons=tuple(reasons),
        polarity=polarity,
        content=pieces[0],
        cue=each.trigger.text if each.frame else " ".join(t.text for t in each.cue),
        addressee=addressee,
        quoting=_quoting(each, pieces),
        more_content=tuple(pieces[1:]),
        source_words=scene.piece(each.source[0].i, each.source[-1].i + 1) if each.source else None,
        cue_words=scene.piece(each.cue[0].i, each.cue[-1].i + 1),
    )


def _speaker(scene: Scene, each: Attribution, entry: ClaimEntry | None) -> ActorRef | None:
    """Return who speaks: a known actor first, else the words that name somebody unknown."""
    if entry is not None and each.frame is not None:
        known, _ = fill(entry, each.frame, entry.source, scene.cast)
        if known:
            return known[0]
    for head in (_whose(source, scene) for source in each.sources):
        named = scene.cast.named(head)
        if named and scene.cast.acts(named[0]):
            return named[0]
    if each.source:
        head = next((t for t in each.source if t.pos_ in {"NOUN", "PROPN", "PRON"}), each.source[0])
        while head.dep_ in {"compound", "flat", "nmod:poss"} and head.head in each.source:
            head = head.head
        named = scene.cast.named(head) if head.lower_ not in _THINGS else ()
        if named and scene.cast.acts(named[0]):
            return named[0]
    return None


def _whose(source: Token, scene: Scene) -> Token:
    """Return who stands behind a source that is only words or data ("according to data of the ministry")."""
    if lemma_of(source) not in scene.books.grammar.sayings:
        return source
    of = (
        c
        for c in source.children
        if c.dep_ in {"nmod", "nmod:poss"} and case_of(c) in {"", "of", "from", "'s"}
    )
    return next(of, source)


def _evidence(scene: Scene, each: Attribution, pieces: Sequence[Evidence]) -> Evidence:
    """Return the span from the first to the last of the cue, the source and what is said."""
    own = [*each.cue, *each.source]
    start = min(pieces[0].start, *(t.idx for t in own))
    end = max(pieces[-1].end, *(t.idx + len(t) for t in own))
    return Evidence.of(scene.document.text, start, end)


def _quoting(each: Attribution, pieces: Sequence[Evidence]) -> Quoting:
    """Return whether what is said stands in the speaker's words, in the article's, or in both."""
    marks = [mark in piece.quote for piece in pieces for mark in _QUOTE_MARKS]
    if each.slot == "quote" or all(
        p.quote[0] in _QUOTE_MARKS and p.quote[-1] in _QUOTE_MARKS for p in pieces
    ):
        return "direct"
    return "mixed" if any(marks) else "indirect"
