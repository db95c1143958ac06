"""Comparing readings and the parser with gold files."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import evaluate
from foreigndesk.cli.options import AsJson, DeskFile, Half, OwnCodebooks, ParserModel


@evaluate.command(
    "acceptance",
    epilog="""\b
Examples:
  foreigndesk evaluate acceptance gold/tour.yaml
  foreigndesk evaluate acceptance gold/tour.yaml --json""",
)
def evaluate_acceptance(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An acceptance file in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score the reading of an article against what a careful reader takes from it."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_acceptance(path, as_json=as_json)


@evaluate.command(
    "judged",
    epilog="""\b
Examples:
  foreigndesk evaluate judged tests/acceptance/judged
  foreigndesk evaluate judged tests/acceptance/judged --seed seeds --json""",
)
def evaluate_judged(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file of judgements, or a folder of them.")],
    seed: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where judged articles lie that are not beside their file."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Score the precision of all statements of articles that were judged line by line."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_judged(path, seed=seed, as_json=as_json)


@evaluate.command(
    "parse",
    epilog="""\b
Examples:
  foreigndesk evaluate parse en_ewt-ud-test.conllu
  foreigndesk evaluate parse en_gum-ud-test.conllu --only news --json""",
)
def evaluate_parse(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A treebank in CoNLL-U.")],
    only: Annotated[str, typer.Option(help="Keep sentences whose id holds this text.")] = "",
    model: ParserModel = "default",
    as_json: AsJson = False,
) -> int:
    """Score the parser against a treebank."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_parse(path, only=only, model=model, as_json=as_json)


@evaluate.command(
    "ner",
    epilog="""\b
Examples:
  foreigndesk evaluate ner training/news/test.txt
  foreigndesk evaluate ner "ner_re3d/UK Government" --json""",
)
def evaluate_names(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help="Marked sentences (.txt), GUM's entity marks (.conllu) or re3d's folder."
        ),
    ],
    model: ParserModel = "default",
    as_json: AsJson = False,
) -> int:
    """Score the parser's names, and the heads that a file of marked sentences gives."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_names(path, model=model, as_json=as_json)


@evaluate.command(
    "linking",
    epilog="""\b
Examples:
  foreigndesk evaluate linking tests/linking/noisy_names_dev.yaml""",
)
def evaluate_linking(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Noisy names and traps in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score what noisy names are linked to, and how many traps are."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_linking(path, as_json=as_json)


@evaluate.command(
    "dates",
    epilog="""\b
Examples:
  foreigndesk evaluate dates tests/linking/dates.yaml""",
)
def evaluate_dates(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with dates in YAML.")],
    as_json: AsJson = False,
) -> int:
    """Score the intervals that date expressions are read as."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_dates(path, as_json=as_json)


@evaluate.command(
    "geo",
    epilog="""\b
Examples:
  foreigndesk evaluate geo geowebnews.xml --half first""",
)
def evaluate_geo(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="GeoWebNews in XML.")],
    half: Annotated[
        Half, typer.Option(help="Which articles: the first half, the second, or all.")
    ] = Half.ALL,
    as_json: AsJson = False,
) -> int:
    """Score which names are read as places, and where they lie."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_geo(path, half.value, as_json=as_json)


@evaluate.command(
    "events",
    epilog="""\b
Examples:
  foreigndesk evaluate events tests/coding/gold/events_dev.txt
  foreigndesk evaluate events tests/coding/gold/events_dev.txt --codebooks my_codebooks""",
)
def evaluate_events(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with their events marked.")],
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score events, end to end: type, status, actor, recipient, and traps counted as facts."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_events(path, folder=books, as_json=as_json)


@evaluate.command(
    "ties",
    epilog="""\b
Examples:
  foreigndesk evaluate ties tests/coding/gold/ties_dev.txt""",
)
def evaluate_ties(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with their ties marked.")],
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score ties: relation, both parties, and whether they are in force."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_ties(path, folder=books, as_json=as_json)


@evaluate.command(
    "watchpoints",
    epilog="""\b
Examples:
  foreigndesk evaluate watchpoints tests/coding/gold/watchpoints_dev.txt""",
)
def evaluate_watchpoints(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Sentences with their watch-points marked.")],
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score watch-points: what lies ahead, its outlook, who is concerned, when it falls due."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_watchpoints(path, folder=books, as_json=as_json)


@evaluate.command(
    "plv",
    epilog="""\b
Examples:
  foreigndesk evaluate plv plv_train.tsv --half second""",
)
def evaluate_plv(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="PLV, tab-separated.")],
    half: Annotated[
        Half, typer.Option(help="Which sentences: every other one from the first, the others, or all.")
    ] = Half.ALL,
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Score the relation between two marked parties, and events without marks, on PLV."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_plv(path, half.value, folder=books, as_json=as_json)


@evaluate.command(
    "main-text",
    epilog="""\b
Examples:
  foreigndesk evaluate main-text article-extraction-benchmark
  foreigndesk evaluate main-text article-extraction-benchmark --json""",
)
def evaluate_main_text(
    path: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The benchmark's folder, with ground-truth.json and html/."),
    ],
    as_json: AsJson = False,
) -> int:
    """Score the main text of web pages, beside trafilatura alone; fails when ours is the worse."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_main_text(path, as_json=as_json)


@evaluate.command(
    "causality",
    epilog="""\b
Examples:
  foreigndesk evaluate causality causality_cnc
  foreigndesk evaluate causality causality_cnc/dev_subtask1.csv --json""",
)
def evaluate_causality(
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="A file of the Causal News Corpus, or the folder of its files."),
    ],
    as_json: AsJson = False,
) -> int:
    """Score causal sentences, and spans of cause, effect and signal, on the Causal News Corpus."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_causality(path, as_json=as_json)


@evaluate.command(
    "attribution",
    epilog="""\b
Examples:
  foreigndesk evaluate attribution attribution_polnear/dev --half first
  foreigndesk evaluate attribution attribution_polnear/dev --json""",
)
def evaluate_attribution(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A split of PolNeAR: text and attributions.")],
    half: Annotated[
        Half, typer.Option(help="Which articles: every other one from the first, the others, or all.")
    ] = Half.ALL,
    as_json: AsJson = False,
) -> int:
    """Score who is read as the source of what, by which words, and list what was missed."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_attribution(path, half.value, as_json=as_json)


@evaluate.command(
    "stories",
    epilog="""\b
Examples:
  foreigndesk evaluate stories tests/stories/gold/dev
  foreigndesk evaluate stories tests/stories/gold/held_out.txt --json""",
)
def evaluate_stories(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="Articles grouped by event, or a folder of such files.")
    ],
    as_json: AsJson = False,
) -> int:
    """Score stories: reports of one event grouped, reprints told, contradictions found."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_stories(path, as_json=as_json)


@evaluate.command(
    "translations",
    epilog="""\b
Examples:
  foreigndesk evaluate translations tests/stories/translations""",
)
def evaluate_translations(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="Articles in two translations, or a folder of such files.")
    ],
    as_json: AsJson = False,
) -> int:
    """Score whether two translations of one article give the same statements, kind by kind."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_translations(path, as_json=as_json)


@evaluate.command(
    "review",
    epilog="""\b
Examples:
  foreigndesk evaluate review
  foreigndesk evaluate review --desk andes.duckdb --json""",
)
def evaluate_review(desk: DeskFile = None, as_json: AsJson = False) -> int:
    """Score the readings on a desk against what people accepted, corrected and rejected there."""
    from foreigndesk.cli import evaluating

    return evaluating.evaluate_review(desk, as_json=as_json)
