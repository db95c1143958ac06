"""Light damage to training sentences: what bad translation, headlines and web pages do to text."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

LISTS = yaml.safe_load(Path(__file__).with_name("noise.yaml").read_text(encoding="utf-8"))
ARTICLES = {"the", "a", "an"}


@dataclass(frozen=True)
class Example:
    """One training sentence. A None layer, or a None in it, is not learnt from."""

    forms: tuple[str, ...]
    upos: tuple[str, ...] | None
    xpos: tuple[str, ...] | None
    heads: tuple[int | None, ...] | None
    relations: tuple[str | None, ...] | None
    entities: tuple[str | None, ...]


def damage(example: Example, chance: random.Random) -> Example:
    """Return the sentence, in about one case in four damaged."""
    roll = chance.random()
    if roll < 0.03:
        return recase(example, [form.lower() for form in example.forms])
    if roll < 0.05:
        return recase(example, [form.upper() for form in example.forms])
    if roll < 0.065:
        return recase(example, [form[:1].upper() + form[1:] for form in example.forms])
    if roll < 0.115:
        return drop(example, _words(example, ARTICLES), chance, 0.7)
    if roll < 0.175 and len(example.forms) > 2 and example.forms[-1] in {".", "?", "!"}:
        return drop(example, [len(example.forms) - 1], chance, 1.0)
    if roll < 0.195:
        cases = [i for i, name in enumerate(example.relations or ()) if name == "case"]
        return drop(example, cases, chance, 0.4)
    if roll < 0.225:
        return respell(example, chance)
    if roll < 0.235:
        return join(example, chance)
    if roll < 0.245:
        return stray(example, chance)
    return example


def recase(example: Example, forms: list[str]) -> Example:
    """Change capitals only; tags stay those of the true form."""
    return replace(example, forms=tuple(forms))


def _words(example: Example, wanted: set[str]) -> list[int]:
    return [i for i, form in enumerate(example.forms) if form.lower() in wanted]


def respell(example: Example, chance: random.Random) -> Example:
    """Spell the names as another transliteration might."""
    forms = list(example.forms)
    for index, label in enumerate(example.entities):
        if (
            (label or "O")[2:] in {"PERSON", "GPE", "ORG"}
            and len(forms[index]) > 4
            and forms[index].istitle()
        ):
            lower = forms[index].lower()
            fitting = [(old, new) for old, new in LISTS["wavering"] if old in lower[1:]]
            if fitting:
                old, new = chance.choice(fitting)
                forms[index] = forms[index][0] + forms[index][1:].replace(old, new, 1)
    return replace(example, forms=tuple(forms))


def join(example: Example, chance: random.Random) -> Example:
    """Let one space go missing between a small word and the word after it that it depends on ("inBaku")."""
    heads = example.heads or ()
    fitting = [
        index for index, head in enumerate(heads)
        if head == index + 2 and index + 1 not in heads
        and example.relations[index] in {"case", "det", "mark"}
        and len(example.forms[index]) <= 4 and example.forms[index + 1].isalpha()
    ]  # fmt: skip
    if not fitting:
        return example
    index = chance.choice(fitting)
    shorter = drop(example, [index], chance, 1.0)
    if len(shorter.forms) == len(example.forms):
        return example
    forms = list(shorter.forms)
    forms[index] = example.forms[index] + forms[index]
    return replace(shorter, forms=tuple(forms))


def stray(example: Example, chance: random.Random) -> Example:
    """Put a scrap of web page before the sentence, hung loosely on its root."""
    if example.heads is None or 0 not in example.heads:
        return example
    scrap = tuple(chance.choice(LISTS["scraps"]))
    root = example.heads.index(0) + 1 + len(scrap)
    word = next((i for i, form in enumerate(scrap) if form.isalpha()), 0)
    heads = tuple(root if index == word else word + 1 for index in range(len(scrap)))
    relations = tuple(
        "dep" if index == word else ("punct" if not form.isalnum() else "dep")
        for index, form in enumerate(scrap)
    )
    moved = tuple(None if head is None else head and head + len(scrap) for head in example.heads)
    unknown = (None,) * len(scrap)
    return Example(
        forms=scrap + example.forms,
        upos=example.upos and unknown + example.upos,
        xpos=example.xpos and unknown + example.xpos,
        heads=heads + moved,
        relations=relations + example.relations,
        entities=("O",) * len(scrap) + example.entities,
    )


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
    number = {None: None, 0: 0} | {old + 1: new + 1 for new, old in enumerate(kept)}

    def pick(layer):
        return None if layer is None else tuple(layer[index] for index in kept)

    entities = list(example.entities)
    for index in sorted(gone):  # a name that loses its first word begins at the next
        following = entities[index + 1] if index + 1 < len(entities) else None
        if (entities[index] or "").startswith("B-") and (following or "").startswith("I-"):
            entities[index + 1] = "B-" + following[2:]
    return Example(
        forms=pick(example.forms),
        upos=pick(example.upos),
        xpos=pick(example.xpos),
        heads=None if example.heads is None else tuple(number[heads[index]] for index in kept),
        relations=pick(example.relations),
        entities=tuple(entities[index] for index in kept),
    )
