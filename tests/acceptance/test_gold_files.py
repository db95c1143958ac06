"""The acceptance files here fit the format, and quote their articles word for word."""

from pathlib import Path

import pytest

from foreigndesk.evaluation import gold as gold_files

FILES = sorted(path for path in Path(__file__).parent.glob("*.yaml") if path.stem != "floors")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_quote_stands_in_the_article(path):
    gold = gold_files.load(path)
    article = gold_files.article_of(gold, path)
    gold_files.check_quotes(gold, path, article.read_text(encoding="utf-8"))
    assert len(gold.ties) >= 8
    assert len(gold.events) >= 10
    assert min(len(gold.stances), len(gold.pressures), len(gold.watchpoints)) >= 3


def test_there_are_two_files():
    assert [path.stem for path in FILES] == ["caucasus_border_talks", "sahel_transition"]
