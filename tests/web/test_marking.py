"""Text in pieces: nothing lost, every word under exactly the statements that it is evidence of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.records import Event, Evidence, Status
from foreigndesk.web.marking import pieces
from foreigndesk.web.rendering import shown

TEXT = "Peru and Ecuador met; both said that the road is open. \u202eNo one\x07 denied it."
SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).filter(
        lambda span: span[0] < span[1]
    ),
    max_size=12,
)


def events(spans):
    return [
        Event(document_id="d", evidence=Evidence.of(TEXT, start, end), status=Status.HAPPENED, type=str(at))
        for at, (start, end) in enumerate(spans)
    ]


@given(spans=SPANS, window=st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))))
def test_the_pieces_of_a_window_are_its_text_and_know_all_statements_over_them(spans, window):
    start, end = sorted(window)
    stated = events(spans)
    at = start
    for piece in pieces(TEXT, stated, start=start, end=end):
        assert TEXT.startswith(piece.text, at)
        over = {s.id for s in stated if s.evidence.start < at + len(piece.text) and s.evidence.end > at}
        assert set(piece.of) == (over if piece.text else set())
        at += len(piece.text)
    assert at == end


@given(spans=SPANS)
def test_the_shortest_evidence_gives_a_piece_its_colour(spans):
    lengths = {s.id: s.evidence.end - s.evidence.start for s in events(spans)}
    for piece in pieces(TEXT, events(spans)):
        assert [lengths[id] for id in piece.of] == sorted(lengths[id] for id in piece.of)


@given(st.text())
def test_no_character_steers_or_hides(text):
    html = str(shown(text))
    assert not set(html) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200f\x00\x07\x1b")
    assert "<" not in html.replace('<span class="unseen"', "").replace("</span>", "")


def test_what_is_not_seen_is_shown_by_its_code():
    html = shown("a\u202eb<i>")
    assert 'title="right-to-left override">U+202E</span>' in html
    assert "&lt;i&gt;" in html
