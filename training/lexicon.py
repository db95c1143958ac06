"""Makes the list of irregular lemmas that the parser ships, from the train parts of EWT and open GUM.

    python -m training.lexicon --data DATA --out src/foreigndesk/parsing/lexicon.tsv

Prints the share of lemmas right on the dev parts, with gold tags.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from foreigndesk.parsing.conllu import read_conllu
from foreigndesk.parsing.lemmas import regular
from training.sources import TREEBANKS, training_sentences

DEV = ("parse/en_ewt/dev.conllu", "parse/en_gum_open/dev.conllu")


def learn(data: Path) -> dict[tuple[str, str], str]:
    """Return the lemma of each form and tag, where it differs from the regular one."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for treebank in TREEBANKS:
        for word in (word for sentence in training_sentences(treebank, data) for word in sentence.words):
            if not word.xpos.startswith("NNP") or word.xpos == "NNPS":
                seen[word.form.lower(), word.xpos][word.lemma] += 1
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
    for name in DEV:
        for word in (word for sentence in read_conllu(arguments.data / name) for word in sentence.words):
            total += 1
            key = (word.form.lower(), word.xpos)
            right += table.get(key, regular(word.form, word.xpos)) == word.lemma
    print(f"{len(table)} exceptions; dev lemmas right with gold tags: {100 * right / total:.2f} % of {total}")


if __name__ == "__main__":
    main()
