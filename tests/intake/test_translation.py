"""Signs of translation: each pattern's own examples, and the share of articles."""

import pytest

from foreigndesk.intake.translation import find_signs, translation_data

SIGNS = translation_data().signs


def names(line, entry):
    text, chrome = ("", (line,)) if entry.where == "chrome" else (line, ())
    return {sign.sign for sign in find_signs(text, chrome)}


@pytest.mark.parametrize("entry", SIGNS, ids=lambda entry: entry.sign)
def test_a_sign_is_seen_in_its_examples_only(entry):
    assert all(entry.sign in names(line, entry) for line in entry.examples)
    assert not any(entry.sign in names(line, entry) for line in entry.leaves)


def test_quotes_are_the_words_seen():
    signs = find_signs("It fell in 2014 year and in 2015 year.")
    assert [sign.quote for sign in signs if sign.sign == "year_word"] == ["in 2014 year", "in 2015 year"]


def test_missing_articles_are_seen_in_longer_texts():
    clumsy = "Government of republic sent delegation to capital of neighbouring state on Monday. " * 15
    fluent = "The government of the republic sent a delegation to the capital on Monday. " * 15
    assert "few_articles" in {sign.sign for sign in find_signs(clumsy)}
    assert find_signs(fluent) == ()


def test_clean_english_shows_no_sign():
    assert find_signs('The minister said on Monday that talks, "long and hard", would go on at 10:15.') == ()
