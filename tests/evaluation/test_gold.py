"""The acceptance file: what is accepted, and what an error says."""

from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation import gold as gold_files

DATA = Path(__file__).parent / "data"


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "gold" / "file.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_is_read_whole():
    gold = gold_files.load(DATA / "harbour.yaml")
    assert gold.events[1].type == ("AGREE", "CONSULT")
    assert gold.events[0].start == "2021-05-10"
    assert gold.watchpoints[0].due == "2021-06"
    assert gold.pressures[0].on == "FIN"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stances:\n  - {id: s, evidence: x, holdr: RUS}\n", ":2: stances.0.holdr: Extra inputs"),
        ("events:\n  - id: e\n    evidence: x\n    status: done\n", ":4: events.0.status: Input should be"),
        ("events:\n  - {id: e, type: AID}\n", ":2: events.0.evidence: Field required"),
        ("ties: []\nties: []\n", ":2: the key 'ties' is given twice"),
        ("stances: [{id: a, evidence: x}, {id: a, evidence: y}]\n", "the id 'a' is used twice"),
        (
            "aliases: [{surface: the port, head: harbour, actor: FIN}]\n",
            "head 'harbour' is not in the surface",
        ),
        (
            "watchpoints: [{id: w, what: vote, evidence: x, due: June}]\n",
            ":1: watchpoints.0.due: String should match",
        ),
        ("- a list\n", "holds no acceptance data"),
        ("ties: [\n", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_line(written, text, message):
    path = written(text)
    with pytest.raises(EvaluationError) as caught:
        gold_files.load(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(EvaluationError, match="cannot be read"):
        gold_files.load(tmp_path / "none.yaml")


def test_quotes_must_stand_in_the_article_word_for_word(written):
    path = written('must_not_be_events_that_happened: []\nstances:\n  - {id: s, evidence: "a strke"}\n')
    with pytest.raises(EvaluationError, match=r":3: stances\.0\.evidence: not in the article .*'a strke'"):
        gold_files.check_quotes(gold_files.load(path), path, "They are on a strike.")


def test_the_quotes_of_the_test_file_stand_in_its_article():
    path = DATA / "harbour.yaml"
    gold = gold_files.load(path)
    article = gold_files.article_of(gold, path)
    assert article == (DATA / "harbour.txt").resolve()
    gold_files.check_quotes(gold, path, article.read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", ["gold/a.txt", "a.txt", "articles/a.txt"])
def test_the_article_is_found_beside_above_or_in_a_neighbouring_folder(written, tmp_path, place):
    path = written("# What is in a.txt.\n# more\nties: []\n")
    (tmp_path / "articles").mkdir()
    (tmp_path / place).write_text("text", encoding="utf-8")
    assert gold_files.article_of(gold_files.load(path), path) == (tmp_path / place).resolve()


def test_a_named_article_that_is_nowhere_is_an_error(written):
    path = written("document: {file: gone.txt}\n")
    with pytest.raises(EvaluationError, match=r"the article gone\.txt is not beside it"):
        gold_files.article_of(gold_files.load(path), path)


def test_a_file_that_names_no_article_is_an_error(written):
    path = written("ties: []\n")
    with pytest.raises(EvaluationError, match="names no article"):
        gold_files.article_of(gold_files.load(path), path)
