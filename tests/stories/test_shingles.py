"""Near-duplicates by word shingles: what counts as a reprint, and what does not."""

from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.stories.schema import rules
from foreigndesk.stories.shingles import copied_share, is_copy, shingles, sketch, words_of

TEXT = (
    "The two governments agreed on Monday to open the bridge at Torun before the winter and to share what "
    "the tolls bring in. Engineers will begin to clear the northern bank in June, while the army takes away "
    "mines that were laid in the last war. Farmers on both banks had asked for the bridge since the ferry"
    " sank in March."
)
COPIES = rules().copies
words = st.lists(st.sampled_from([f"w{n}" for n in range(200)]), min_size=30, max_size=80)


def body(story, text, title="Bridge to open"):
    return words_of(story.of(text, title=title).document)


def pieces(text_words):
    return shingles(text_words, COPIES.shingle)


def test_a_copy_under_another_headline_is_a_copy(story):
    assert is_copy(pieces(body(story, TEXT)), pieces(body(story, TEXT, title="Ferry's heir at last")), COPIES)


def test_a_text_cut_short_is_a_copy_and_is_found_by_its_beginning(story):
    long, short = body(story, TEXT * 4), body(story, TEXT[:150])
    assert is_copy(pieces(long), pieces(short), COPIES)
    assert set(sketch(long, COPIES).buckets) & set(sketch(short, COPIES).buckets)


def test_light_edits_leave_a_copy_a_copy(story):
    edited = TEXT.replace("on Monday", "at the start of the week").replace("Engineers", "Polish engineers")
    assert is_copy(pieces(body(story, TEXT)), pieces(body(story, edited)), COPIES)


def test_another_report_of_the_same_news_is_no_copy(story):
    other = (
        "A bridge at Torun is to open before winter, both governments said after talks on Monday. Mines must "
        "be cleared first, and engineers start work in June. The ferry went down last year."
    )
    assert not is_copy(pieces(body(story, TEXT)), pieces(body(story, other)), COPIES)


def test_two_reports_that_share_only_a_quotation_are_no_copies(story):
    quoted = (
        '"We have waited for this bridge for eleven years and we shall not wait for another winter," he said.'
    )
    one = f"The mayor welcomed the news in a speech from the steps of the town hall on Tuesday. {quoted}"
    other = f"On the other bank, nobody cheered when radio brought word of what had been agreed. {quoted}"
    assert not is_copy(pieces(body(story, one)), pieces(body(story, other)), COPIES)


@given(words)
def test_a_text_shares_all_of_itself_and_meets_itself_in_every_bucket(text):
    assert copied_share(pieces(text), pieces(text)) == 1
    assert sketch(text, COPIES) == sketch(list(text), COPIES)


@given(words, words)
def test_the_share_is_the_same_from_either_side(one, other):
    assert copied_share(pieces(one), pieces(other)) == copied_share(pieces(other), pieces(one))


def test_a_text_without_words_meets_nothing():
    assert sketch([], COPIES).buckets == ()
