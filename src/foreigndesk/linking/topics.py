"""What a sentence is about: public affairs, or the kitchen, the pitch and the stage; from `topics.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spacy.tokens import Span, Token

from foreigndesk.errors import GazetteerError


class Topics(BaseModel):
    """The lists of `topics.yaml`, under the same names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    private: dict[str, frozenset[str]] = Field(min_length=1)
    sport: frozenset[str]
    trades: frozenset[str] = Field(min_length=1)
    people: frozenset[str] = Field(min_length=1)
    firm_words: frozenset[str] = Field(min_length=1)
    public: frozenset[str] = Field(min_length=1)
    half_public: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """The tokens of one sentence that are of private life, people and sport among them, and of public
    affairs."""

    private: frozenset[int]
    people: frozenset[int]
    sport: frozenset[int]
    public: frozenset[int]
    half_public: frozenset[int]


@cache
def topics() -> Topics:
    """Return the word lists.

    Raises:
        GazetteerError: a list is missing, unknown, empty or of the wrong shape, or names an unknown field.
    """
    raw = yaml.safe_load(resources.files(__package__).joinpath("topics.yaml").read_text("utf-8"))
    try:
        found = Topics.model_validate(raw)
    except ValidationError as error:
        raise GazetteerError(f"topics.yaml: {error.errors()[0]['loc']} is wrong or missing") from error
    if unknown := found.sport - found.private.keys():
        raise GazetteerError(f"topics.yaml: sport names {', '.join(sorted(unknown))}, which is no field")
    return found


@cache
def _private_words() -> frozenset[str]:
    return frozenset().union(*topics().private.values())


@cache
def _sport_words() -> frozenset[str]:
    return frozenset().union(*(topics().private[field] for field in topics().sport))


def matter(sentence: Span) -> Matter:
    """Return which words of a sentence speak for private life, sport and public affairs."""
    lists = (
        _private_words(),
        topics().people | topics().trades,
        _sport_words(),
        topics().public,
        topics().half_public,
    )
    words = {
        token.i: {token.lower_, singular(token)} for token in sentence if token.is_alpha or "-" in token.text
    }
    return Matter(*(frozenset(i for i, forms in words.items() if forms & known) for known in lists))


def is_person(token: Token) -> bool:
    """Whether a word names people, in whatever calling."""
    return bool({singular(token), token.lower_} & (topics().people | topics().trades))


def is_private(token: Token) -> bool:
    """Whether a word names a thing of private life: a dish, a beast, a garment; not a person."""
    forms = {singular(token), token.lower_}
    return bool(forms & _private_words()) and not is_person(token)


def singular(token: Token) -> str:
    """Return a noun's base form, lower case; a parser's lemma of a plural is not trusted ("countrie")."""
    word = token.lower_
    if token.tag_ not in {"NNS", "NNPS"}:
        return token.lemma_.lower() or word
    for ending, base in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("men", "man"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + base
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
