"""Makes the list of irregular lemmas that the parser ships, from the train parts of EWT and open GUM.

    python -m training.lexicon --data DATA --out src/foreigndesk/parsing/lexicon.tsv

Prints the share of lemmas right on the dev parts, with gold tags.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from foreigndesk.parsing.lemmas import regular

TREEBANKS = ("en_ewt", "en_gum_open")


def words(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield form, lemma and Penn tag of every word."""
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            yield columns[1], columns[2], columns[4]


def learn(data: Path) -> dict[tuple[str, str], str]:
    """Return the lemma of each form and tag, where it differs from the regular one."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for treebank in TREEBANKS:
        for form, lemma, tag in words(data / "parse" / treebank / "train.conllu"):
            if not tag.startswith("NNP") or tag == "NNPS":
                seen[form.lower(), tag][lemma] += 1
    best = {key: min(found, key=lambda lemma: (-found[lemma], lemma)) for key, found in seen.items()}
    return {
        key: lemma for key, lemma in best.items() if lemma != regular(key[0], key[1]) and "\t" not in lemma
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn irregular lemmas.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    table = learn(arguments.data)
    head = (
        "# Lemmas that differ from regular inflection: form, Penn tag, lemma. Made by training/lexicon.py\n"
        "# from the train parts of UD English EWT and GUM (open genres), CC BY-SA 4.0.\n"
    )
    lines = (f"{form}\t{tag}\t{lemma}\n" for (form, tag), lemma in sorted(table.items()))
    arguments.out.write_text(head + "".join(lines), encoding="utf-8")
    right = total = 0
    for treebank in TREEBANKS:
        for form, lemma, tag in words(arguments.data / "parse" / treebank / "dev.conllu"):
            total += 1
            right += table.get((form.lower(), tag), regular(form, tag)) == lemma
    print(f"{len(table)} exceptions; dev lemmas right with gold tags: {100 * right / total:.2f} % of {total}")


if __name__ == "__main__":
    main()
