"""Names as hashable keys: what makes two spellings the same name.

A name is compared in four steps, from strict to loose, each a dictionary key:
`normal` (case, diacritics, quotes, hyphens, ordinals), `phonetic` (romanisations of one name meet),
`skeleton` (consonants of the phonetic key) and `deletions` (the skeleton with one letter lost).
The tables are in `romanisation.yaml`; the deletion index follows SymSpell (Garbe 2012).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml
from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from foreigndesk.errors import GazetteerError

_VOWELS = "aeiou"
_QUOTES = re.compile(r"[\"'`´‘’‚‛“”„‟«»‹›]")
_GENITIVE = re.compile(r"[\"'`´‘’]s\b")
_DOTTED = re.compile(r"(?<=\b[a-z])\.(?=[a-z]?\b|$)")
_WORD = re.compile(r"[a-z0-9&]+")
_DIGITS = re.compile(r"^\d+$")
_ORDINAL = re.compile(r"^(\d+)([a-z]+)$")


@dataclass(frozen=True, slots=True)
class _Ending:
    pattern: re.Pattern[str]
    ending: int
    nominative: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Romanisation:
    """The tables of `romanisation.yaml`, compiled."""

    version: int
    spelling: dict[str, tuple[str, ...]]
    letters: dict[int, str]
    article: re.Pattern[str]
    particles: frozenset[str]
    ordinal_suffixes: frozenset[str]
    sounds: tuple[tuple[re.Pattern[str], str], ...]
    alternatives: tuple[tuple[re.Pattern[str], str], ...]
    systems: tuple[tuple[tuple[re.Pattern[str], str], ...], ...]
    east_asian_sounds: tuple[tuple[re.Pattern[str], str], ...]
    endings: tuple[_Ending, ...]


@cache
def romanisation() -> Romanisation:
    """Return the romanisation tables.

    Raises:
        GazetteerError: when the file lacks a table or has a wrong pattern.
    """
    try:
        raw = yaml.safe_load(resources.files(__package__).joinpath("romanisation.yaml").read_text("utf-8"))
        return Romanisation(
            version=int(raw["version"]),
            spelling={k: tuple(v.split()) for k, v in raw["spelling"].items()},
            letters=str.maketrans(raw["letters"]),
            article=re.compile(rf"^(?:{'|'.join(raw['articles'])})['’](?=\w)", re.IGNORECASE),
            particles=frozenset(raw["particles"]),
            ordinal_suffixes=frozenset(raw["ordinal_suffixes"]),
            sounds=tuple((re.compile(p), r) for p, r in raw["sounds"]),
            alternatives=tuple((re.compile(p), r) for p, r in raw["alternatives"]),
            systems=tuple(tuple((re.compile(p), r) for p, r in rules) for rules in raw["systems"].values()),
            east_asian_sounds=tuple((re.compile(p), r) for p, r in raw["east_asian_sounds"]),
            endings=tuple(
                _Ending(
                    re.compile(f"{e['after']}{e['ending']}$"),
                    len(e["ending"]),
                    e["nominative"],
                    e.get("plain", False),
                )
                for e in raw["case_endings"]
            ),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise GazetteerError(
            f"romanisation.yaml: {error!r} is wrong or missing; compare with the shipped file"
        ) from error


def without_article(text: str) -> str:
    """Return a name without the article that French or Italian joins to it: "l'OTAN" gives "OTAN"."""
    return romanisation().article.sub("", text) if "'" in text or "’" in text else text


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the comparable words of `text`: folded, ASCII, without quotes; `201-nd` gives `201th`."""
    text = without_article(text)
    folded = text.lower() if text.isascii() else anyascii(text.translate(romanisation().letters)).lower()
    folded = _DOTTED.sub("", _QUOTES.sub("", _GENITIVE.sub("", folded)))
    return join_ordinals(
        tuple(new for old in _WORD.findall(folded) for new in romanisation().spelling.get(old, (old,)))
    )


def join_ordinals(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return `parts` with ordinals in one spelling: `201 nd`, `201st` and `201-ya` all give `201th`."""
    if not any(part[0].isdigit() for part in parts):
        return parts
    out: list[str] = []
    suffixes = romanisation().ordinal_suffixes
    for part in parts:
        match = _ORDINAL.match(part)
        if part in suffixes and out and _DIGITS.match(out[-1]):
            out[-1] += "th"
        elif match and match[2] in suffixes:
            out.append(match[1] + "th")
        else:
            out.append("and" if part == "&" else part)
    return tuple(out)


def normal(text: str) -> str:
    """Return the exact-match key of a name, without a leading "the"."""
    parts = words(text)
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


def _sound(word: str) -> str:
    for pattern, replacement in romanisation().sounds:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=131072)
def phonetic(word: str) -> tuple[str, ...]:
    """Return the romanisation keys of one normal word, the most likely first (at most three)."""
    keys = [_sound(word)]
    for pattern, replacement in romanisation().alternatives:
        if pattern.search(word):
            key = _sound(pattern.sub(replacement, word))
            if key not in keys:
                keys.append(key)
    return tuple(key for key in keys[:3] if key)


@lru_cache(maxsize=65536)
def foreign(word: str) -> tuple[str, ...]:
    """Return the romanisation keys that a word has when it is spelled as another language would.

    For looking up only: indexed, they would make strangers meet.
    """
    keys: list[str] = []
    for rules in romanisation().systems:
        changed = word
        for pattern, replacement in rules:
            changed = pattern.sub(replacement, changed)
        if changed != word:
            keys += [key for key in phonetic(changed) if key not in keys]
    return tuple(key for key in keys if key not in phonetic(word))


def east_asian(parts: tuple[str, ...]) -> str:
    """Return the consonants that an East Asian name keeps in any romanisation, its words joined."""
    key = "".join(parts)
    for pattern, replacement in romanisation().east_asian_sounds:
        key = pattern.sub(replacement, key)
    return key


def squashed(parts: tuple[str, ...]) -> str:
    """Return the phonetic key of a name whose words were joined, or split, otherwise: "Abu Sayyaf",
    "Abusayaf"."""
    return _sound("".join(part for part in parts if part != "the"))


def skeleton(key: str) -> str:
    """Return the consonants of a phonetic key; a first vowel stays as `a`."""
    rest = "".join(c for c in key[1:] if c not in _VOWELS)
    return ("a" if key[:1] in _VOWELS else key[:1]).replace("g", "k") + rest


def deletions(bones: str) -> tuple[str, ...]:
    """Return a skeleton and each form of it with one letter lost (the first letter stays)."""
    return tuple(dict.fromkeys([bones, *(bones[:i] + bones[i + 1 :] for i in range(1, len(bones)))]))


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """Return nominative candidates of a word that kept a Slavic case ending, longest stem first."""
    found = [
        word[: -e.ending] + e.nominative
        for e in romanisation().endings
        if len(word) - e.ending >= 4 and e.pattern.search(word)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda stem: (-len(stem), stem)))


def plainly_declined(word: str, stem: str) -> bool:
    """Whether what follows `stem` in `word` is a case ending that no name has of its own: "Lavrovym"."""
    return any(
        e.plain and e.pattern.search(word) and word[: -e.ending] + e.nominative == stem
        for e in romanisation().endings
    )


def bag(parts: tuple[str, ...]) -> str:
    """Return a key free of word order and particles: "Union of X States" equals "X States Union"."""
    particles = romanisation().particles
    return " ".join(sorted({phonetic(p)[0] for p in parts if p not in particles and phonetic(p)}))


def similarity(first: str, second: str) -> float:
    """Return how alike two normal names sound, 0 to 1, over their best phonetic keys."""
    return max(fuzz.ratio(a, b) / 100.0 for a in phonetic(first) or ("",) for b in phonetic(second) or ("",))


def initials(name: str) -> str:
    """Return the initials of a name's words without particles, upper case."""
    particles = romanisation().particles
    return "".join(w[0] for w in words(name) if w not in particles).upper()


def acronym_likeness(token: str, full_forms: tuple[str, ...], acronyms: tuple[str, ...]) -> float:
    """Return how surely `token` is a garbled short form of an organisation, 0 to 1.

    `acronyms` are its known short forms, `full_forms` its names, whose initials count as one more.
    One letter changed, lost or added, or two exchanged, keeps the score above 0.6; letters in the order of
    the full name's words give 0.6.
    """
    short = token.upper()
    best = 0.0
    known = {*(a.upper() for a in acronyms), *(initials(n) for n in full_forms)}
    for other in known:
        if len(other) < 3 or other[0] != short[0]:
            continue
        distance = OSA.distance(short, other)
        if distance <= 1:
            best = max(best, 1.0 - distance / max(len(short), len(other)))
    if best < 0.6 and len(short) >= 3 and any(_in_order(short, name) for name in full_forms):
        best = 0.6
    return best


def _in_order(short: str, name: str) -> bool:
    """Whether `short` is spelled by `name`'s letters in order, taking in each content word's first letter."""
    particles = romanisation().particles
    parts = [w for w in words(name) if w not in particles]
    if len(parts) < 3:
        return False
    rest = iter("".join(parts).upper())
    return all(letter in rest for letter in short) and all(p[0].upper() in short for p in parts)
