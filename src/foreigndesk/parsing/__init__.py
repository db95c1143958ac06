"""Parsing: sentences, tokens, tags, lemmas, dependencies and names of a text, as a spaCy Doc.

    text -> tokenizer -> sentence splitter -> joint model -> Doc

`load` gives the pipeline, `parse` reads texts. Labels are Universal Dependencies; names are PERSON, ORG, GPE,
LOC, FACILITY, NORP, DATE, MONEY, PERCENT, QUANTITY and EVENT. The weights come from `training/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from foreigndesk.errors import ModelError
from foreigndesk.parsing import boundaries, joint, lemmas
from foreigndesk.parsing.tokenization import adjust_tokenizer
from foreigndesk.parsing.weights import read_weights

__all__ = ["DEFAULT", "load", "model_version", "parse"]

DEFAULT = "default"
MAX_CHARACTERS = 10_000_000


@cache
def load(model: str = DEFAULT, *, threads: int | None = None) -> Language:
    """Return a parsing pipeline, the same object at every like call in a process.

    Args:
        model: "default" for the shipped weights, or the name of an installed spaCy pipeline with Universal
            Dependencies labels.
        threads: how many the shipped parser uses, two where None; the number changes no result.

    Raises:
        ModelError: the weights are damaged, or the named pipeline is missing or has other labels.
    """
    if model != DEFAULT:
        return _load_installed(model)
    nlp = spacy.blank("en")
    nlp.max_length = MAX_CHARACTERS
    adjust_tokenizer(nlp)
    nlp.add_pipe(boundaries.FACTORY)
    nlp.add_pipe(joint.FACTORY, config={} if threads is None else {"threads": threads})
    return nlp


def parse(texts: Iterable[str], model: str = DEFAULT, *, threads: int | None = None) -> Iterator[Doc]:
    """Yield one parsed Doc per text, in order; `doc.text` is the text, character for character."""
    nlp = load(model) if threads is None else load(model, threads=threads)
    for text in texts:
        yield nlp(text)


@cache
def model_version(model: str = DEFAULT) -> str:
    """Return a name for the exact weights of a pipeline, to be kept with every reading."""
    if model == DEFAULT:
        return f"{DEFAULT}-{read_weights().version}-{lemmas.version()}"
    meta = load(model).meta
    return f"{meta.get('lang', '')}_{meta.get('name', '')}-{meta.get('version', '')}"


def _load_installed(model: str) -> Language:
    try:
        nlp = spacy.load(model)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(f"{model}: no such spaCy pipeline is installed; use --model default") from error
    relations = {label for name in nlp.pipe_names for label in nlp.pipe_labels.get(name, [])}
    if "parser" in nlp.pipe_names and ("dobj" in relations or "obl" not in relations):
        raise ModelError(f"{model}: its labels are not Universal Dependencies; use --model default")
    return nlp
