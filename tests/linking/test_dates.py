"""What find_dates reads in sentences of our own (dates.yaml), and what holds for any text."""

from datetime import date
from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreigndesk.linking.date_words import words
from foreigndesk.linking.dates import find_dates

NLP = spacy.blank("en")
CASES = yaml.load((Path(__file__).parent / "dates.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
FLAT = [(group, case) for group, cases in CASES.items() for case in cases]


def _none(text):
    return None if text == "~" else text


@pytest.mark.parametrize(("group", "case"), FLAT, ids=[f"{g}-{c['text'][:48]}" for g, c in FLAT])
def test_expressions_are_read_as_a_careful_reader_would(group, case):
    found = find_dates(NLP(case["text"]), _none(case["anchor"]))
    fold = str.lower if "ignore_case" in case else str
    got = [(fold(w.surface), w.start, w.end, w.precision) for w in found]
    want = [(fold(s), _none(a), _none(b), p) for s, a, b, p in case["expect"]]
    assert got == want, [w.rule for w in found]


def test_there_are_at_least_150_expressions_and_every_class_is_covered():
    assert sum(len(case["expect"]) for _, case in FLAT) >= 150
    assert {"absolute", "ranges", "months", "years", "seasons", "weeks", "counted", "bounds", "traps"} <= set(
        CASES
    )


def test_every_rule_is_a_sentence_for_people_and_names_the_anchor():
    (when,) = find_dates(NLP("He was held last weekend."), "2019-06-12")
    assert when.rule == "last weekend: the Saturday and Sunday before 2019-06-12"


def test_without_an_anchor_the_rule_says_why_there_is_no_date():
    (when,) = find_dates(NLP("He was held last weekend."), None)
    assert "no publication date" in when.rule


def test_slashed_dates_follow_the_order_asked_for():
    doc = NLP("Filed 5/4/2019.")
    assert find_dates(doc, None)[0].start == "2019-04-05"
    assert find_dates(doc, None, slashes="month_first")[0].start == "2019-05-04"


def test_a_person_entity_is_no_month():
    doc = NLP("A speech by April in June 2018.")
    assert [w.surface for w in find_dates(doc, "2019-06-12")] == ["by April", "June 2018"]
    doc.set_ents([doc.char_span(12, 17, label="PERSON")])
    assert [w.surface for w in find_dates(doc, "2019-06-12")] == ["June 2018"]


def test_a_title_lends_its_tense_to_no_paragraph():
    doc = NLP("Minister will resign\n\nIn November the party split.")
    assert find_dates(doc, "2019-06-12")[0].start == "2018-11-01"


PHRASES = [case["text"] for _, case in FLAT]
ANCHORS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))
NOISE = st.text(alphabet="aMarch mayof inthe0123456789-–/.,:'’ \n\t", max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PHRASES), NOISE), max_size=5), st.one_of(st.none(), ANCHORS))
def test_spans_lie_in_the_text_in_order_and_no_interval_ends_before_it_starts(pieces, anchor):
    doc = NLP(" ".join(pieces))
    text, last = doc.text, 0
    for when in find_dates(doc, anchor.isoformat() if anchor else None):
        assert when.at is not None
        assert text[when.at : when.at + len(when.surface)] == when.surface != ""
        assert when.at >= last
        last = when.at + len(when.surface)
        assert when.start is None or when.end is None or when.start <= when.end
        assert when.rule


def test_the_words_of_time_pass_their_schema():
    assert len(words().months) == 12
    assert all(era.start <= era.end for era in words().eras)
