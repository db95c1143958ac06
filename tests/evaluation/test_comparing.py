"""Spans, words and actors, as the scorer compares them."""

import pytest

from foreigndesk.evaluation.comparing import as_states, occurrences, same_word, share, starts_as, words_found


def test_share_is_the_part_of_the_gold_span_that_is_covered():
    assert share((0, 5), (0, 10)) == 0.5
    assert share((0, 100), (0, 10)) == 1.0
    assert share((10, 20), (0, 10)) == 0.0


def test_a_quote_is_found_at_every_place_and_over_line_breaks():
    assert occurrences("a strike, a\nstrike", "a strike") == ((0, 8), (10, 18))


@pytest.mark.parametrize(
    "pair", [("intensify", "intensified"), ("vulnerability", "vulnerable"), ("grow", "growth")]
)
def test_forms_of_one_stem_are_one_word(pair):
    assert same_word(*pair)


@pytest.mark.parametrize("pair", [("protest", "protection"), ("oil", "oils"), ("import", "export")])
def test_words_that_only_begin_alike_are_not(pair):
    assert not same_word(*pair)


def test_words_found_ignores_function_words_and_order():
    assert words_found("desperate economy", "their economy was in a desperate situation") == 1.0
    assert words_found("low oil prices", "the price of grain") == pytest.approx(1 / 3)


def test_a_date_may_be_a_year_or_a_month():
    assert starts_as("2005", "2005-03-24")
    assert starts_as("2017-11", "2017-11-01")
    assert not starts_as("2017-11", None)


def test_a_government_is_read_as_its_state_only_where_gold_names_the_state():
    assert as_states(frozenset({"KGZ/government"}), frozenset({"KGZ"})) == {"KGZ"}
    assert as_states(frozenset({"KGZ/government"}), frozenset({"KGZ/government"})) == {"KGZ/government"}
    assert as_states(frozenset({"KGZ/police"}), frozenset({"KGZ"})) == {"KGZ/police"}
