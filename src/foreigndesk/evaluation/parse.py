"""Scores the parser against a Universal Dependencies treebank.

Two readings of the same treebank: on gold tokens and sentences (tags, lemmas, trees), and from raw text,
where tokens, sentences and trees are matched by their characters. Relations are compared with their subtypes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from foreigndesk.errors import EvaluationError
from foreigndesk.parsing import DEFAULT, boundaries, load
from foreigndesk.parsing.conllu import TreebankSentence, documents_of, raw_text, read_conllu

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ParseScores:
    """Percentages; `*_f1` are from raw text, the others on gold tokens and sentences."""

    sentences: int
    words: int
    upos: float
    lemma: float
    uas: float
    las: float
    token_f1: float
    sentence_f1: float
    uas_f1: float
    las_f1: float
    words_per_second: float

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        return [
            ("sentences", f"{self.sentences}"),
            ("words", f"{self.words}"),
            ("UPOS, gold tokens", f"{self.upos:.2f}"),
            ("lemma, gold tokens", f"{self.lemma:.2f}"),
            ("UAS, gold tokens", f"{self.uas:.2f}"),
            ("LAS, gold tokens", f"{self.las:.2f}"),
            ("token F1, raw text", f"{self.token_f1:.2f}"),
            ("sentence F1, raw text", f"{self.sentence_f1:.2f}"),
            ("UAS F1, raw text", f"{self.uas_f1:.2f}"),
            ("LAS F1, raw text", f"{self.las_f1:.2f}"),
            ("words per second, raw text", f"{self.words_per_second:.0f}"),
        ]


def evaluate_parse(conllu_path: Path, *, model: str = DEFAULT, only: str = "") -> ParseScores:
    """Parse a treebank twice and score both readings.

    Args:
        conllu_path: a CoNLL-U file with gold tags and trees.
        model: the pipeline, as for `foreigndesk.parsing.load`.
        only: keep sentences whose id holds this text, e.g. "news" for GUM's news.

    Raises:
        EvaluationError: the file is missing or holds no sentence to score.
        ModelError: the pipeline does not load.
    """
    try:
        sentences = [s for s in read_conllu(conllu_path) if s.words and only in s.sent_id]
    except (OSError, ValueError, IndexError) as error:
        raise EvaluationError(f"{conllu_path}: not a readable CoNLL-U file ({error})") from error
    if not sentences:
        raise EvaluationError(f"{conllu_path}: no sentences to score; give a CoNLL-U file with gold trees")
    nlp = load(model)
    documents = list(documents_of(sentences))
    words = sum(len(sentence.words) for sentence in sentences)
    gold = _on_gold_tokens(nlp, documents)
    raw, seconds = _from_raw_text(nlp, documents)
    return ParseScores(
        sentences=len(sentences),
        words=words,
        **{name: 100 * gold[name] / words for name in ("upos", "lemma", "uas", "las")},
        token_f1=_f1(raw["token"], raw["system tokens"], words),
        sentence_f1=_f1(raw["sentence"], raw["system sentences"], len(sentences)),
        uas_f1=_f1(raw["uas"], raw["system tokens"], words),
        las_f1=_f1(raw["las"], raw["system tokens"], words),
        words_per_second=words / seconds if seconds else 0.0,
    )


def _on_gold_tokens(nlp: Language, documents: list[list[TreebankSentence]]) -> Counter[str]:
    hits: Counter[str] = Counter()
    for document in documents:
        words = [word for sentence in document for word in sentence.words]
        starts = [index == 0 for sentence in document for index in range(len(sentence.words))]
        spaces = [word.space_after for word in words]
        doc = Doc(nlp.vocab, words=[word.form for word in words], spaces=spaces, sent_starts=list(starts))
        for name, component in nlp.pipeline:
            if name != boundaries.FACTORY:
                doc = component(doc)
        for word, token, first in zip(words, doc, _sentence_offsets(document), strict=True):
            head = token.head.i - first + 1 if token.head.i != token.i else 0
            hits["upos"] += token.pos_ == word.upos
            hits["lemma"] += token.lemma_ == word.lemma
            hits["uas"] += head == word.head
            hits["las"] += head == word.head and token.dep_.lower() == word.deprel
    return hits


def _sentence_offsets(document: list[TreebankSentence]) -> Iterator[int]:
    """Yield, for each word, the number of words before its sentence."""
    first = 0
    for sentence in document:
        for _ in sentence.words:
            yield first
        first += len(sentence.words)


def _from_raw_text(nlp: Language, documents: list[list[TreebankSentence]]) -> tuple[Counter[str], float]:
    hits: Counter[str] = Counter()
    seconds = 0.0
    for document in documents:
        text = raw_text(document)
        started = time.perf_counter()
        doc = nlp(text)
        seconds += time.perf_counter() - started
        gold_arcs, gold_sentences = _gold_spans(document)
        system_arcs, system_sentences = _system_spans(doc)
        hits["system tokens"] += len(system_arcs)
        hits["system sentences"] += len(system_sentences)
        hits["sentence"] += len(gold_sentences & system_sentences)
        for span, (head, relation) in system_arcs.items():
            if span in gold_arcs:
                gold_head, gold_relation = gold_arcs[span]
                hits["token"] += 1
                hits["uas"] += head == gold_head
                hits["las"] += head == gold_head and relation == gold_relation
    return hits, seconds


def _gold_spans(document: list[TreebankSentence]) -> tuple[dict[Span, tuple[Span, str]], set[Span]]:
    """Return {word span: (head span, relation)} and sentence spans, counted in visible characters."""
    arcs: dict[Span, tuple[Span, str]] = {}
    sentences: set[Span] = set()
    at = 0
    for sentence in document:
        spans: list[Span] = []
        for word in sentence.words:
            end = at + _visible_length(word.form)
            spans.append((at, end))
            at = end
        for span, word in zip(spans, sentence.words, strict=True):
            arcs[span] = (spans[word.head - 1] if word.head else (-1, -1), word.deprel)
        sentences.add((spans[0][0], spans[-1][1]))
    return arcs, sentences


def _system_spans(doc: Doc) -> tuple[dict[Span, tuple[Span, str]], set[Span]]:
    spans: list[Span] = []
    at = 0
    for token in doc:
        end = at + _visible_length(token.text)
        spans.append((at, end))
        at = end
    arcs: dict[Span, tuple[Span, str]] = {}
    for token, span in zip(doc, spans, strict=True):
        if span[0] < span[1]:
            head = (-1, -1) if token.head.i == token.i else spans[token.head.i]
            arcs[span] = (head, token.dep_.lower())
    sentences = {(spans[s.start][0], spans[s.end - 1][1]) for s in doc.sents}
    return arcs, {(start, end) for start, end in sentences if start < end}


def _visible_length(text: str) -> int:
    return len("".join(text.split()))


def _f1(hits: int, system: int, gold: int) -> float:
    return 200 * hits / (system + gold) if system + gold else 0.0
