"""Attribution: whose words, thoughts or judgements a text gives, by which words, and what is attributed.

The layout follows Pareti (2012, "A Database of Attribution Relations"): a cue ties a source to a content.
attribution.yaml lists the cues and where their content stands; quotations go to the cue beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import AttributionEntry
from foreigndesk.coding.attributed import (
    Piece,
    clause_without,
    content_in,
    cue_words,
    joined,
    source_heads,
    source_tokens,
    source_words,
    split_speaker,
    whole_quotations,
)
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import SUBJECTS, lemma_of
from foreigndesk.coding.matching import Matcher
from foreigndesk.coding.quotations import CLOSING, Quotation, Quotations
from foreigndesk.coding.scene import Scene

_JOINING = frozenset({"and", "but", "while", "even", "also", "by", "in", "before", "then"})
_CONCEDING = frozenset({"though", "although", "while", "whereas"})
_OWN_VOICE = frozenset({"i", "we", "you"})
_TRANSCRIPT = 6  # words of a speaker's name before a colon


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its source and content.

    `sources` are the heads that name the source ("who" gives whom it stands for), `source` its words as
    they stand. `content` is in pieces where the source or another's words interrupt it. `frame` is None for
    what no verb, noun or adjective attributes ("according to", "reportedly", a colon). `slot` is where the
    content stood, as attribution.yaml names it, or `quote`.
    """

    trigger: Token
    entry: AttributionEntry | None
    frame: Frame | None
    cue: tuple[Token, ...]
    sources: tuple[Token, ...]
    source: tuple[Token, ...]
    content: tuple[Piece, ...]
    slot: str


def attributions(scene: Scene) -> Iterator[Attribution]:
    """Yield the attributions of a document, those by frames first, each group in text order."""
    quotations = scene.quotations
    matcher = _matcher(scene.books)
    cues: dict[int, tuple[Frame, list[AttributionEntry]]] = {}
    for frame in scene.frames:
        entries = matcher.matches(frame, scene.cast)
        if not entries and scene.speech.of(frame.trigger):
            entries = [entry for entry in scene.books.attribution if entry.beside][:1]
        if entries:
            cues[frame.trigger.i] = (frame, entries)
    found = [
        _by_frame(frame, entries, scene.speech.of(frame.trigger), quotations)
        for frame, entries in cues.values()
    ]
    phrases = list(_by_connectives(scene, quotations))
    named = {t.i for each in found if each is not None and not each.sources for t in each.source}
    framed = [each for each in found if each is not None and each.trigger.i not in named]
    yield from _untangled([_before_phrase(each, phrases) for each in framed], quotations)
    yield from phrases
    yield from _by_adverbs(scene)
    yield from _by_colons(scene)


@cache
def _matcher(books: Codebooks) -> Matcher[AttributionEntry]:
    return Matcher(books.attribution, books)


def _by_frame(
    frame: Frame, entries: Sequence[AttributionEntry], spoken: Sequence[Quotation], quotations: Quotations
) -> Attribution | None:
    trigger = frame.trigger
    for entry in entries:
        opening = _opening(entry, frame)
        if spoken and entry.beside and not opening:
            pieces, slot = [(q.start, q.end) for q in spoken], "quote"
        else:
            pieces, slot = content_in(frame, entry, opening)
            pieces = whole_quotations(pieces, trigger, quotations)
            pieces += [(q.start, q.end) for q in spoken if pieces and entry.beside]
        heads = () if entry.sourceless else source_heads(frame, entry)
        split = split_speaker(trigger, pieces) if entry.beside and not heads else None
        pieces = split[1] if split else pieces
        content = joined(trigger.doc, pieces)
        if not content:
            continue
        if not heads and frame.form != "verb" and not entry.sourceless:
            continue
        if any(h.lower_ in _OWN_VOICE for h in heads):
            return None  # the author speaks, as in the rest of the article
        source = () if entry.sourceless else source_words(frame, heads, pieces, quotations)
        if split:
            source = source_tokens(trigger.doc, *split[0])
        return Attribution(
            trigger=trigger,
            entry=entry,
            frame=frame,
            cue=cue_words(frame, slot, opening),
            sources=heads,
            source=source,
            content=content,
            slot=slot,
        )
    return None


def _before_phrase(each: Attribution, phrases: Sequence[Attribution]) -> Attribution:
    """Cut from a content a phrase at its end that speaks for the whole sentence ("..., according to X")."""
    for phrase in phrases:
        start, end = each.content[-1]
        last = phrase.source[-1].i + 1 if phrase.source else phrase.trigger.i
        spoken_for = phrase.content[0][0] <= each.trigger.i < phrase.content[-1][1]
        if start < phrase.trigger.i and last == end and spoken_for:
            pieces = joined(each.trigger.doc, [*each.content[:-1], (start, phrase.trigger.i)])
            return replace(each, content=pieces) if pieces else each
    return each


def _untangled(found: Sequence[Attribution], quotations: Quotations) -> list[Attribution]:
    """Give a participle behind a comma to whoever speaks: "said that he would win, adding that ...".

    The parser may hang it on what is said; the content then ends before the comma.
    """
    out = list(found)
    for n, outer in enumerate(out):
        start, end = outer.content[0][0], outer.content[-1][1]
        for k, inner in enumerate(out[n + 1 :], n + 1):
            if inner.trigger.i >= end:
                break
            if not start < inner.trigger.i or not _hangs_on(inner, outer):
                continue
            if quotations.holding(inner.trigger) is not None or outer.entry is None or not outer.entry.beside:
                continue
            own = [c for c in inner.trigger.children if c.dep_ in SUBJECTS or c.dep_ == "mark"]
            cut = min([inner.cue[0].i, *(c.left_edge.i for c in own)]) if own else inner.cue[0].i
            pieces = [(a, min(b, cut)) for a, b in outer.content if a < cut]
            pieces = list(joined(outer.trigger.doc, _without_last_conjunction(outer.trigger.doc, pieces)))
            if pieces:
                out[n] = replace(outer, content=tuple(pieces))
                if not own:
                    out[k] = replace(inner, sources=outer.sources, source=outer.source)
            break
    return out


def _hangs_on(inner: Attribution, outer: Attribution) -> bool:
    """Whether a cue inside a content stands beside its cue: ", adding that ...", ", though he says ..."."""
    trigger, doc = inner.trigger, inner.trigger.doc
    if inner.entry is None or not inner.entry.beside:
        return False
    if trigger.dep_ == "advcl" and any(c.lower_ in _CONCEDING for c in trigger.children if c.dep_ == "mark"):
        return doc[trigger.left_edge.i - 1].text == ","
    if any(c.dep_ in SUBJECTS for c in trigger.children):
        return False
    i = inner.cue[0].i - 1
    while i > 0 and doc[i].lower_ in _JOINING:
        i -= 1
    joined_on = i < inner.cue[0].i - 1
    if trigger.tag_ == "VBG":
        return joined_on or doc[i].text in {",", "—", "–", "-"}
    return joined_on and doc[i].text == "," and trigger.tag_ == outer.trigger.tag_ == "VBD"


def _without_last_conjunction(doc: Doc, pieces: Sequence[Piece]) -> list[Piece]:
    start, end = pieces[-1]
    while end > start and (doc[end - 1].lower_ in _JOINING or doc[end - 1].is_punct):
        if doc[end - 1].text in CLOSING:
            break
        end -= 1
    return [*pieces[:-1], (start, end)]


def _opening(entry: AttributionEntry, frame: Frame) -> str:
    """Return what completes a trigger of many words ("for" of "call for"), the longest that fits."""
    fitting = [
        rest
        for word in entry.verb
        for first, _, rest in [word.partition(" ")]
        if first == frame.lemma and set(rest.split()) <= frame.extras
    ]
    return max(fitting, key=len, default="") if frame.form == "verb" else ""


def _by_connectives(scene: Scene, quotations: Quotations) -> Iterator[Attribution]:
    """Yield what stands beside "according to": the phrase names the source, the clause is the content."""
    opened: dict[str, list[tuple[tuple[str, ...], AttributionEntry]]] = defaultdict(list)
    for entry in scene.books.attribution:
        for words in entry.connective:
            first, *rest = words.split()
            opened[first].append((tuple(rest), entry))
    for token in scene.doc:
        for following, entry in opened.get(token.lower_, ()):
            end = token.i + 1 + len(following)
            if tuple(t.lower_ for t in scene.doc[token.i + 1 : end]) != following or end >= len(scene.doc):
                continue
            found = _beside_phrase(scene, token, end, entry, quotations)
            if found is not None:
                yield found
            break


def _beside_phrase(
    scene: Scene, first: Token, end: int, entry: AttributionEntry, quotations: Quotations
) -> Attribution | None:
    """Return the attribution of a phrase whose opening words stand from `first` to `end`."""
    head = _phrase_head(first, end)
    if head.is_punct or (entry.object and lemma_of(head) not in entry.object):
        return None
    phrase = (first.i, max(head.right_edge.i + 1, end + 1))
    governor = next((a for a in head.ancestors if not phrase[0] <= a.i < phrase[1]), None)
    if governor is None:
        return None
    if _closes_sentence(first, phrase) and quotations.holding(first) is None:
        governor = first.sent.root
    while governor.pos_ not in {"VERB", "AUX"} and governor.head.i != governor.i:
        governor = governor.head
    pieces = clause_without(governor, phrase)
    if (held := quotations.holding(first)) is not None:
        pieces = [(max(a, held.start), min(b, held.end)) for a, b in pieces]
    pieces = whole_quotations([each for each in pieces if each[0] < each[1]], first, quotations)
    content = joined(scene.doc, pieces)
    if not content:
        return None
    return Attribution(
        trigger=first,
        entry=entry,
        frame=None,
        cue=tuple(scene.doc[first.i : end]),
        sources=(head,),
        source=source_tokens(scene.doc, end, phrase[1]),
        content=content,
        slot="clause",
    )


def _phrase_head(first: Token, end: int) -> Token:
    """Return the noun that names the source behind "according to", "in the view of"."""
    if first.dep_ == "case" and first.head.i >= end:
        return first.head
    head = first.doc[end]
    while head.head.i >= end and head.head.i != head.i and head.head.left_edge.i >= first.i:
        head = head.head
    return head


def _closes_sentence(first: Token, phrase: Piece) -> bool:
    """Whether a phrase stands behind a comma at the end of its sentence: it then speaks for all of it."""
    after = first.doc[phrase[1] : first.sent.end]
    return (
        first.i > first.sent.start
        and first.doc[first.i - 1].text == ","
        and all(t.is_punct or t.is_space for t in after)
    )


def _by_adverbs(scene: Scene) -> Iterator[Attribution]:
    """Yield what is said to be so by hearsay ("reportedly"): nobody is named."""
    entries = {word: entry for entry in scene.books.attribution for word in entry.adverb}
    for token in scene.doc:
        entry = entries.get(token.lower_)
        if entry is None or token.head.i == token.i:
            continue
        pieces = joined(scene.doc, clause_without(token.head, (token.i, token.i + 1)))
        if pieces:
            yield Attribution(token, entry, None, (token,), (), (), pieces, slot="clause")


def _by_colons(scene: Scene) -> Iterator[Attribution]:
    """Yield what stands behind a name and a colon at the start of a paragraph ("Trump: no deal in sight")."""
    doc = scene.doc
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            start = token.i + 1
        elif token.text == ":" and 0 < token.i - start <= _TRANSCRIPT:
            name = [t for t in doc[start : token.i] if not t.is_punct]
            named = name and all(t.pos_ in {"PROPN", "NOUN", "DET", "ADP", "ADJ"} for t in name)
            if not named or not any(t.pos_ == "PROPN" for t in name) or lemma_of(name[-1]) == "update":
                continue
            end = next((t.i for t in doc[token.i :] if t.is_space and "\n" in t.text), len(doc))
            pieces = joined(doc, [(token.i + 1, end)])
            if pieces:
                head = doc[name[0].i : name[-1].i + 1].root
                yield Attribution(token, None, None, (token,), (head,), tuple(name), pieces, slot="clause")
