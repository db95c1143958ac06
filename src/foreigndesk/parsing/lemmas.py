"""Lemmas from a tag and a form: exceptions learnt from treebanks, then the inflection tables of lemminflect.

An edit-script head learns `invaded -> invad` for words that it never saw; a dictionary does not. On the
dev parts of EWT and GUM, with gold tags, 98.8 % of lemmas are right this way (`training/lexicon.py`).
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from lemminflect import getLemma

LEXICON = Path(__file__).parent / "lexicon.tsv"

_PARTS = {
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"),
    "NNS": "NOUN",
    **dict.fromkeys(("JJR", "JJS"), "ADJ"),
    **dict.fromkeys(("RBR", "RBS"), "ADV"),
}


def regular(form: str, tag: str) -> str:
    """Return the lemma by tables and rules alone: names keep their case, the rest is lower-cased."""
    if tag.startswith("NNP"):
        return form
    part = _PARTS.get(tag)
    found = getLemma(form.lower(), part) if part else ()
    return str(found[0]) if found else form.lower()


@cache
def exceptions() -> dict[tuple[str, str], str]:
    """Return the lemmas that treebanks give otherwise than `regular`, by lower-cased form and tag."""
    lines = LEXICON.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("# "))
    return {(form, tag): lemma for form, tag, lemma in rows}


@lru_cache(maxsize=100_000)
def lemma(form: str, tag: str) -> str:
    """Return the lemma of a word form with a Penn Treebank tag."""
    known = exceptions().get((form.lower(), tag))
    return known if known is not None else regular(form, tag)


@cache
def version() -> str:
    """Return a hash of the exceptions, as part of what identifies a parser."""
    return hashlib.sha256(LEXICON.read_bytes()).hexdigest()[:8]
