"""Score the shipped weights' names against GUM's entity marks, turned into our labels as in training.

    python -m training.measure_names PATH.conllu [ID-PART]

Gold tokens and sentences; a name counts when span and label agree. Dates and numbers are partly labelled by
form in the gold too, so judge PERSON, ORG, GPE, LOC, FACILITY, NORP and EVENT first.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from spacy.tokens import Doc

from foreigndesk.parsing import load
from foreigndesk.parsing.conllu import TreebankSentence, read_conllu
from training.entities import gum_labels


def gold_spans(sentence: TreebankSentence) -> set[tuple[int, int, str]]:
    """Return (start, end, kind) of each gold name."""
    spans: list[tuple[int, int, str]] = []
    for index, label in enumerate(gum_labels(sentence)):
        if label and label.startswith("B-"):
            spans.append((index, index + 1, label[2:]))
        elif label and label.startswith("I-"):
            spans[-1] = (spans[-1][0], index + 1, spans[-1][2])
    return set(spans)


def main() -> None:
    nlp = load()
    right, found, wanted = Counter(), Counter(), Counter()
    for sentence in read_conllu(Path(sys.argv[1])):
        if len(sys.argv) > 2 and sys.argv[2] not in sentence.sent_id:
            continue
        words = [word.form for word in sentence.words]
        starts = [index == 0 for index in range(len(words))]
        doc = nlp.get_pipe("foreigndesk_joint")(Doc(nlp.vocab, words=words, sent_starts=starts))
        system = {(entity.start, entity.end, entity.label_) for entity in doc.ents}
        gold = gold_spans(sentence)
        for spans, counter in ((system, found), (gold, wanted), (system & gold, right)):
            counter.update(kind for _, _, kind in spans)
    for kind in [*sorted(wanted), "all"]:
        counts = [sum(c.values()) if kind == "all" else c[kind] for c in (right, found, wanted)]
        precision, recall = counts[0] / max(1, counts[1]), counts[0] / max(1, counts[2])
        score = 2 * counts[0] / max(1, counts[1] + counts[2])
        print(f"{kind:9} precision {precision:.3f} recall {recall:.3f} F1 {score:.3f} gold {counts[2]}")


if __name__ == "__main__":
    main()
