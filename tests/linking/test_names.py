"""Two spellings of one name meet in one key; two names do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.linking import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Tomé", "Sao Tome"),
        ("201-nd Military Base", "201st military base"),
        ("“Cote d’Ivoire”", "Côte d'Ivoire"),
        ("Al-Shabaab", "al Shabaab"),
        ("U.S.", "US"),
        ("the Gambia", "Gambia"),
        ("Defence Organisation", "defense organization"),
        ("Lord's Resistance Army", "Lord’s resistance army"),
        ("Aini airfield", "aini air base"),
    ],
)
def test_normal_ignores_case_marks_and_spelling(one: str, other: str) -> None:
    assert names.normal(one) == names.normal(other)


@pytest.mark.parametrize(
    "spellings",
    [
        "Nazarbayev Nazarbaev Nazarbajew Nazarbaiev",
        "Gaddafi Qaddafi Kadhafi Kaddafi Gadhafi",
        "Zelensky Zelenskyy Zelenskiy Zelenskyi",
        "Khrushchev Hrushchev",
        "Yanukovych Yanukovich Ianukovitch",
        "Mirziyoyev Mirziyoev",
        "Dmitry Dmitri Dmitriy Dmitrij",
        "Hussein Husein Hussejn",
        "Zhomart Jomart",
        "Yeltsin Eltsin",
        "Berdimuhamedow Berdymukhamedov",
    ],
)
def test_romanisations_of_a_name_share_a_key(spellings: str) -> None:
    keys = [set(names.phonetic(names.normal(s))) for s in spellings.split()]
    assert all(keys[0] & other for other in keys[1:]), keys


@pytest.mark.parametrize("pair", ["Putin Patton", "Macron Marcos", "Merkel Markov", "Obama Osama"])
def test_different_names_keep_different_keys(pair: str) -> None:
    one, other = pair.lower().split()
    assert not set(names.phonetic(one)) & set(names.phonetic(other))


@pytest.mark.parametrize(
    ("inflected", "nominative"),
    [
        ("putinym", "putin"),
        ("lavrova", "lavrov"),
        ("atambayevu", "atambayev"),
        ("zelenskogo", "zelensky"),
        ("zakharovoy", "zakharova"),
    ],
)
def test_case_endings_come_off(inflected: str, nominative: str) -> None:
    assert nominative in names.stems(inflected)


@pytest.mark.parametrize("short", ["oman", "iran", "ana"])
def test_short_words_keep_their_ending(short: str) -> None:
    assert names.stems(short) == ()


def test_word_order_does_not_matter_to_a_bag() -> None:
    assert names.bag(names.words('air base "Kant"')) == names.bag(names.words("Kant Air Base"))
    assert names.bag(names.words("Union of African States")) != names.bag(names.words("African Union"))


@pytest.mark.parametrize(
    ("short", "likely"), [("EACC", True), ("EAC", True), ("AEC", False), ("WHO", False), ("EACXY", False)]
)
def test_garbled_short_forms(short: str, likely: bool) -> None:
    score = names.acronym_likeness(short, ("East African Community",), ("EAC",))
    assert (score >= 0.6) is likely


@given(st.text(max_size=40))
def test_keys_are_defined_for_any_text(text: str) -> None:
    key = names.normal(text)
    assert names.normal(key) == key or key.startswith("the ")
    for word in names.words(text):
        assert all(names.skeleton(sound) for sound in names.phonetic(word))
