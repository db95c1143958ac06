"""The words that linking goes by, read once from `vocabulary.yaml` into a frozen record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

import yaml

from foreigndesk.errors import GazetteerError


@dataclass(frozen=True, slots=True)
class Pronoun:
    """What a pronoun may stand for: `one` actor or `many`, of these kinds (any if none), which gender."""

    number: str
    kinds: tuple[str, ...]
    gender: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list of `vocabulary.yaml`, under the same name."""

    version: int
    locative_prepositions: frozenset[str]
    directional_prepositions: frozenset[str]
    motion_verbs: frozenset[str]
    place_verbs: frozenset[str]
    place_nouns: frozenset[str]
    institution_nouns: frozenset[str]
    intent_verbs: frozenset[str]
    agent_adjectives: frozenset[str]
    backing_words: frozenset[str]
    sending_verbs: frozenset[str]
    stateless_bodies: frozenset[str]
    political_nouns: frozenset[str]
    quote_breakers: frozenset[str]
    state_nouns: frozenset[str]
    counterpart_nouns: frozenset[str]
    leader_nouns: frozenset[str]
    person_nouns: frozenset[str]
    honorifics: frozenset[str]
    leader_offices: tuple[str, ...]
    holder_offices: frozenset[str]
    office_prefixes: frozenset[str]
    not_current: frozenset[str]
    base_words: frozenset[str]
    base_cues: frozenset[str]
    armed_cues: frozenset[str]
    armed_nouns: frozenset[str]
    opposition_cues: frozenset[str]
    party_cues: frozenset[str]
    other_places: frozenset[str]
    us_state_cues: frozenset[str]
    named_things: dict[str, tuple[str, ...]]
    other_kinds: frozenset[str]
    old_times: frozenset[str]
    pronouns: dict[str, Pronoun]
    numbers: dict[str, int]
    set_determiners: frozenset[str]
    set_nouns: dict[str, tuple[str, ...]]
    anaphoric_nouns: dict[str, tuple[str, ...]]
    meeting_words: frozenset[str]
    dummy_it_verbs: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary.

    Raises:
        GazetteerError: when a list is missing, unknown or of the wrong shape.
    """
    raw = yaml.safe_load(resources.files(__package__).joinpath("vocabulary.yaml").read_text("utf-8"))
    expected = {f.name: str(f.type) for f in fields(Vocabulary)}
    wrong = expected.keys() ^ (raw.keys() if isinstance(raw, dict) else set())
    if wrong:
        raise GazetteerError(
            f"vocabulary.yaml: {', '.join(sorted(wrong))} missing or unknown; correct the file"
        )
    try:
        return Vocabulary(**{name: _shaped(raw[name], shape) for name, shape in expected.items()})
    except (TypeError, KeyError, AttributeError) as error:
        raise GazetteerError(f"vocabulary.yaml: {error}; correct the entry's shape") from error


def _shaped(value: object, shape: str) -> Any:  # noqa: ANN401 - the shape is checked here
    if shape.startswith("frozenset") and isinstance(value, list):
        return frozenset(map(str, value))
    if shape.startswith("tuple") and isinstance(value, list):
        return tuple(map(str, value))
    if shape.startswith("dict") and isinstance(value, dict):
        if "Pronoun" in shape:
            return {k: Pronoun(v["number"], tuple(v["kinds"]), v["gender"]) for k, v in value.items()}
        return {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    if shape == "int" and isinstance(value, int):
        return value
    raise TypeError(f"{value!r} is not a {shape}")
