"""A text as a set of word shingles, its MinHash signature and the buckets in which near-duplicates meet.

Broder, On the resemblance and containment of documents (1997); banding as in Leskovec, Rajaraman, Ullman,
Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from rensa import RMinHash

from foreigndesk.records import Document
from foreigndesk.stories.schema import Bands, CopyRules

_SEED = 1
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'"[^"\n]{12,}"|“[^”\n]{12,}”|«[^»\n]{12,}»')
_MOSTLY_QUOTED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is kept of a text for finding its near-duplicates."""

    signature: tuple[int, ...]
    buckets: tuple[int, ...]


def words_of(document: Document) -> list[str]:
    """Return the words of a document's body outside quotations, lower-cased.

    Two reporters at one press conference quote the same sentences, and are no copies of each other. Where a
    text is mostly quotation, all its words count. A reprint often has another headline: titles do not count.
    """
    body = document.text[document.body_start :]
    words = _words(body)
    told = _words(_QUOTED.sub(" ", body))
    return told if len(told) >= _MOSTLY_QUOTED * len(words) else words


def _words(text: str) -> list[str]:
    return [word.group().casefold() for word in _WORD.finditer(text)]


def shingles(words: Sequence[str], size: int) -> frozenset[str]:
    """Return every `size` words that follow each other; a shorter text is one shingle."""
    if len(words) <= size:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def sketch(words: Sequence[str], rules: CopyRules) -> Sketch:
    """Return a text's signature and its buckets: by all of it, and by its beginning."""
    whole = _signature(shingles(words, rules.shingle), rules.whole)
    lead = _signature(shingles(words[: rules.lead.words], rules.shingle), rules.lead)
    buckets = (*_buckets("whole", whole, rules.whole), *_buckets("lead", lead, rules.lead))
    return Sketch(signature=whole, buckets=buckets if words else ())


def _signature(found: frozenset[str], bands: Bands) -> tuple[int, ...]:
    hasher = RMinHash(num_perm=bands.bands * bands.rows, seed=_SEED)
    hasher.update(sorted(found))
    return tuple(hasher.digest())


def _buckets(name: str, signature: tuple[int, ...], bands: Bands) -> list[int]:
    return [
        key_of(name, band, *signature[band * bands.rows : (band + 1) * bands.rows])
        for band in range(bands.bands)
    ]


def key_of(*parts: object) -> int:
    """Return a number of 64 bits for what is joined by in SQL."""
    joined = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def copied_share(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the smaller set of shingles, 0 to 1, the larger has too."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def is_copy(one: frozenset[str], other: frozenset[str], rules: CopyRules) -> bool:
    """Whether one of two texts repeats the other: with light edits, cut short, or with more added."""
    short = min(len(one), len(other)) < rules.least_words
    return copied_share(one, other) >= (rules.share_of_short if short else rules.share)
