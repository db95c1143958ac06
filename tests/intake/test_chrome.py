"""Lines that are not body text: each pattern's own examples, and what they give as metadata."""

import pytest

from foreigndesk.intake.chrome import chrome_data, classify, compile_pattern, split_tags

PATTERNS = chrome_data().patterns
EXAMPLES = [(entry, line) for entry in PATTERNS for line in entry.examples]
LEFT_ALONE = [(entry, line) for entry in PATTERNS for line in entry.leaves]


@pytest.mark.parametrize(("entry", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_a_pattern_takes_its_examples(entry, line):
    assert compile_pattern(entry).fullmatch(line)
    assert all(classify(line, zone) is not None for zone in entry.zones)


@pytest.mark.parametrize(("entry", "line"), LEFT_ALONE, ids=[line for _, line in LEFT_ALONE])
def test_a_pattern_leaves_what_it_says(entry, line):
    assert not compile_pattern(entry).fullmatch(line)


@pytest.mark.parametrize("line", [line for _, line in LEFT_ALONE])
def test_headlines_that_begin_like_chrome_are_no_chrome(line):
    assert classify(line, "head") is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("A source: Gulf Monitor", {"source": "Gulf Monitor"}),
        ('Source - "Bosphorus Post"', {"source": "Bosphorus Post"}),
        ("Author: Translation Olga Marin", {"translator": "Olga Marin"}),
        ("Author: Ivan Novak, translation: Anna Lee", {"author": "Ivan Novak", "translator": "Anna Lee"}),
        ("Source: The Star, translated by Anna Lee", {"source": "The Star", "translator": "Anna Lee"}),
        ("By Chidi Okafor and Amina Bello", {"author": "Chidi Okafor and Amina Bello"}),
        ("Tags: Peru, Congress", {"tags": "Peru, Congress"}),
    ],
)
def test_a_line_gives_its_metadata(line, fields):
    assert classify(line, "tail").fields == fields


@pytest.mark.parametrize(
    "line",
    [
        "The army entered the capital at dawn.",
        "By the end of the year the base will close.",
        "Sources in the ministry said that the talks had failed.",
        "Share prices fell after the vote.",
        "Comments by the minister caused anger in Ankara.",
        "Related charges were dropped on Friday.",
        "Photos of the burning port were seen around the world.",
        "Print houses refused to make the ballots.",
    ],
)
@pytest.mark.parametrize("zone", ["head", "body", "tail"])
def test_sentences_are_never_chrome(line, zone):
    assert classify(line, zone) is None


def test_a_line_of_several_parts_is_chrome_when_every_part_is():
    assert {role for role, _ in classify("Print | Views: 880 | Comments (0)", "head").parts} == {
        "navigation",
        "comments",
    }
    assert classify("Print | The army entered the capital at dawn.", "head") is None


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("Peru; Congress; Peru", ("Peru", "Congress")),
        ("#vote #Kenya", ("vote", "Kenya")),
        ("Asia | Trade, Talks.", ("Asia", "Trade", "Talks")),
        ("", ()),
    ],
)
def test_tags_are_split_and_kept_once(words, tags):
    assert split_tags(words) == tags
