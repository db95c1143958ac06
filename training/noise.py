"""Light damage to training sentences: what bad translation, headlines and web pages do to text."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

ARTICLES = {"the", "a", "an"}


@dataclass(frozen=True)
class Example:
    """One training sentence. A None layer, or a None in it, is not learnt from."""

    forms: tuple[str, ...]
    lemmas: tuple[str, ...] | None
    upos: tuple[str, ...] | None
    xpos: tuple[str, ...] | None
    heads: tuple[int, ...] | None
    relations: tuple[str, ...] | None
    entities: tuple[str | None, ...]


def damage(example: Example, chance: random.Random) -> Example:
    """Return the sentence, in about one case in six damaged."""
    roll = chance.random()
    if roll < 0.03:
        return recase(example, [form.lower() for form in example.forms])
    if roll < 0.05:
        return recase(example, [form.upper() for form in example.forms])
    if roll < 0.065:
        return recase(example, [form[:1].upper() + form[1:] for form in example.forms])
    if roll < 0.115:
        return drop(
            example, [i for i, form in enumerate(example.forms) if form.lower() in ARTICLES], chance, 0.7
        )
    if roll < 0.175 and len(example.forms) > 2 and example.forms[-1] in {".", "?", "!"}:
        return drop(example, [len(example.forms) - 1], chance, 1.0)
    return example


def recase(example: Example, forms: list[str]) -> Example:
    """Change capitals only; tags and lemmas stay those of the true form."""
    return replace(example, forms=tuple(forms))


def drop(example: Example, candidates: list[int], chance: random.Random, share: float) -> Example:
    """Leave out words that nothing depends on, and renumber heads."""
    heads = example.heads or ()
    gone = {
        index for index in candidates
        if index + 1 not in heads and chance.random() < share and (not heads or heads[index] != 0)
    }  # fmt: skip
    if not gone or len(gone) == len(example.forms):
        return example
    kept = [index for index in range(len(example.forms)) if index not in gone]
    number = {0: 0} | {old + 1: new + 1 for new, old in enumerate(kept)}

    def pick(layer):
        return None if layer is None else tuple(layer[index] for index in kept)

    entities = list(example.entities)
    for index in sorted(gone):  # a name that loses its first word begins at the next
        following = entities[index + 1] if index + 1 < len(entities) else None
        if (entities[index] or "").startswith("B-") and (following or "").startswith("I-"):
            entities[index + 1] = "B-" + following[2:]
    return Example(
        forms=pick(example.forms),
        lemmas=pick(example.lemmas),
        upos=pick(example.upos),
        xpos=pick(example.xpos),
        heads=None if example.heads is None else tuple(number[heads[index]] for index in kept),
        relations=pick(example.relations),
        entities=tuple(entities[index] for index in kept),
    )
