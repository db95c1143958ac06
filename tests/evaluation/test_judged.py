"""Judgements are found again by what a statement says and where, and nothing else is counted."""

import textwrap
from dataclasses import replace

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.judged import Judgement, evaluate_judged, judgement_of, load, says, shortened
from foreigndesk.records import ActorKind, ActorRef, Evidence, Status, Tie

TEXT = "Kenya and Uganda are members of the East African Community."


def actor(id_, words):
    start = TEXT.index(words)
    return ActorRef(
        id=id_, name=words, kind=ActorKind.STATE, start=start, end=start + len(words), surface=words
    )


@pytest.fixture
def tie():
    return Tie(
        document_id="doc",
        evidence=Evidence.of(TEXT, 0, len(TEXT)),
        status=Status.ONGOING,
        relation="member_of",
        subject=actor("KEN", "Kenya"),
        object=actor("eac", "East African Community"),
    )


@pytest.fixture
def judgement(tie):
    return Judgement(kind="tie", says=says(tie), quote="Kenya and ... African Community", verdict="right")


def test_a_statement_is_known_again_though_its_evidence_is_shorter_and_its_confidence_another(tie, judgement):
    later = replace(tie, evidence=Evidence.of(TEXT, 17, len(TEXT)), confidence=0.9)
    assert judgement_of(later, [judgement], TEXT) == judgement


def test_a_statement_with_another_status_must_be_judged_anew(tie, judgement):
    assert judgement_of(replace(tie, status=Status.PLANNED), [judgement], TEXT) is None


def test_the_same_said_in_other_words_of_the_text_must_be_judged_anew(tie, judgement):
    longer = TEXT + " Kenya belongs to it."
    later = replace(tie, evidence=Evidence.of(longer, len(TEXT) + 1, len(longer)))
    elsewhere = judgement.model_copy(update={"quote": "Kenya and Uganda"})
    assert judgement_of(later, [elsewhere], longer) is None


def test_long_words_are_shortened_in_the_middle():
    assert shortened("one two three four five", 4) == "one two ... four five"
    assert shortened("one  two\nthree", 4) == "one two three"


@pytest.mark.parametrize(
    ("verdict", "reason"), [("wrong", None), ("right", "party")], ids=["no reason", "a reason too many"]
)
def test_only_what_is_wrong_has_a_reason(verdict, reason):
    with pytest.raises(ValueError, match="needs a reason"):
        Judgement(kind="tie", says="x", quote="x", verdict=verdict, reason=reason)


def test_a_damaged_file_is_named_with_the_judgement_that_is_wrong(tmp_path):
    file = tmp_path / "talks.yaml"
    file.write_text("article: a.txt\njudgements:\n  - {kind: tie, says: x, quote: y}\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"talks\.yaml: judgements\.0\.verdict"):
        load(file)


def test_without_any_article_the_message_says_what_to_do(tmp_path):
    (tmp_path / "talks.yaml").write_text("article: a.txt\njudgements: []\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="--seed FOLDER"):
        evaluate_judged(tmp_path)


@pytest.mark.parses
def test_right_wrong_and_unjudged_statements_are_counted_apart(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT + " Kenya borders Tanzania.\n", encoding="utf-8")
    member = "{} member_of east-african-community, ongoing"
    (tmp_path / "a.yaml").write_text(
        textwrap.dedent(f"""\
            article: a.txt
            judgements:
              - {{kind: tie, says: "{member.format("KEN")}", quote: Kenya and Uganda, verdict: right}}
              - {{kind: tie, says: "{member.format("UGA")}", quote: Uganda, verdict: wrong, reason: party}}
            """),
        encoding="utf-8",
    )
    scores = evaluate_judged(tmp_path, seed=tmp_path / "seeds")
    assert (scores.right["tie"], scores.judged["tie"], scores.precision) == (1, 2, 50.0)
    assert scores.reasons == {"party": 1}
    assert [each.says for each in scores.unjudged] == ["KEN borders TZA, ongoing"]
