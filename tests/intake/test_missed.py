"""Paragraphs that the extraction left out are put back where they stand as the body does."""

import trafilatura
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.intake.missed import with_missed

LEFT_OUT = frozenset({"nav", "footer", "aside"})
FIRST, SECOND, THIRD, FOURTH, FIFTH = (
    f"The {number} paragraph of this article tells of the border between the two states."
    for number in ("first", "second", "third", "fourth", "fifth")
)


def completed(taken, html):
    return with_missed(
        "\n".join(taken), trafilatura.load_html(f"<html><body>{html}</body></html>"), LEFT_OUT
    ).split("\n")


def piece(*paragraphs, name="body"):
    return f'<div class="{name}">' + "".join(f"<p>{text}</p>" for text in paragraphs) + "</div>"


def test_a_dropped_paragraph_comes_back_in_its_place():
    assert completed([FIRST, SECOND, FOURTH], piece(FIRST, SECOND, THIRD, FOURTH)) == [
        FIRST,
        SECOND,
        THIRD,
        FOURTH,
    ]


def test_another_piece_of_the_body_is_added_below():
    html = piece(FIRST, SECOND, THIRD) + '<div class="ad">Buy now!</div>' + piece(FOURTH, FIFTH)
    assert completed([FIRST, SECOND, THIRD], html) == [FIRST, SECOND, THIRD, FOURTH, FIFTH]


def test_a_piece_above_what_was_taken_is_added_above():
    html = piece(FIRST) + piece(SECOND, THIRD, FOURTH)
    assert completed([SECOND, THIRD, FOURTH], html) == [FIRST, SECOND, THIRD, FOURTH]


def test_what_stands_elsewhere_stays_out():
    html = piece(FIRST, SECOND, THIRD) + piece(FOURTH, name="comments") + f"<footer>{piece(FIFTH)}</footer>"
    assert completed([FIRST, SECOND, THIRD], html) == [FIRST, SECOND, THIRD]


def test_links_short_lines_and_hidden_text_stay_out():
    more = f'<p><a href="/x">{FOURTH}</a></p><p>Read more</p><p style="display: none">{FIFTH}</p>'
    html = piece(FIRST, SECOND, THIRD).replace("</div>", f"{more}</div>")
    assert completed([FIRST, SECOND, THIRD], html) == [FIRST, SECOND, THIRD]


def test_a_paragraph_that_was_taken_with_others_in_one_line_is_not_doubled():
    taken = [f"{FIRST} {SECOND}", THIRD, FOURTH, FIFTH]
    assert completed(taken, piece(FIRST, SECOND, THIRD, FOURTH, FIFTH)) == taken


@given(st.sets(st.integers(0, 4), min_size=3))
def test_nothing_that_was_taken_is_lost_or_moved(kept):
    texts = [FIRST, SECOND, THIRD, FOURTH, FIFTH]
    taken = [texts[at] for at in sorted(kept)]
    assert completed(taken, piece(*texts)) == texts
