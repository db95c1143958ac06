"""What holds for any input."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreigndesk import intake
from foreigndesk.errors import IntakeError
from foreigndesk.intake.chrome import chrome_data
from foreigndesk.records import Article, Document

MEDIA_TYPES = st.sampled_from(["text/plain", "text/html", "text/markdown", "text/html; charset=x", "", "a/b"])
SOUP = st.lists(
    st.sampled_from(
        [
            "<html>",
            "<body>",
            "<p>",
            "</p>",
            "<div",
            "&#xD800;",
            "&amp;",
            "<!--",
            "---\n",
            "# ",
            "**",
            "\n",
            "\n\n",
            "03.04.2017",
            "Tags:",
            "By Anna Lee",
            "A source: X",
            "The vote was held on Monday in Accra, she said. ",
            "\x00",
            "\ufeff",
            "é",
            "\u2028",
            "Comments (3)",
            "Home",
            "«",
            "{",
            "title: a\n",
            "[",
            "](",
        ]
    ),
    max_size=40,
).map("".join)

PEOPLE = ["minister", "envoy", "president", "general", "governor", "speaker"]
PLACES = ["Accra", "Lima", "Manila", "Tbilisi", "Baghdad", "Oslo"]
ACTS = ["met reporters", "rejected the offer", "signed the treaty", "left the talks", "called for calm"]
SENTENCE = st.builds(
    "The {} in {} {} after a long day of talks with the delegation from {}.".format,
    st.sampled_from(PEOPLE),
    st.sampled_from(PLACES),
    st.sampled_from(ACTS),
    st.sampled_from(PLACES),
)
PARAGRAPH = st.lists(SENTENCE, min_size=2, max_size=4).map(" ".join)
TITLE = st.builds(
    "{} {} in {} as talks drag on".format,
    st.sampled_from(["Envoy", "Minister", "General"]),
    st.sampled_from(["rejects offer", "signs treaty", "calls for calm"]),
    st.sampled_from(PLACES),
)


def chrome_lines(zone, roles):
    """Examples of chrome.yaml that hold in `zone`; those that open a section of others only stand last."""
    return [
        line
        for entry in chrome_data().patterns
        if zone in entry.zones and entry.role in roles and entry.opens == "false"
        for line in entry.examples
    ]


HEAD = st.lists(st.sampled_from(chrome_lines("head", {"navigation", "share", "advertisement"})), max_size=5)
BETWEEN = st.lists(st.sampled_from(chrome_lines("body", {"advertisement", "read_also", "share"})), max_size=1)
TAIL = st.lists(
    st.sampled_from(chrome_lines("tail", {"source", "author", "translator", "tags", "copyright", "share"})),
    max_size=5,
)
DATE = st.sampled_from(
    ["03.04.2017 - 10: 11", "3 April 2017, 10:11", "Published: 2017/04/03", "", "Updated: 13.04.2017"]
)


def document(content, media_type="text/plain"):
    return intake.document(Article(address="x", content=content, media_type=media_type))


def document_or_error(content, media_type):
    try:
        return document(content, media_type)
    except IntakeError as error:
        return error


def check(found: Document | IntakeError):
    """An error has a code and one line; a document's text is its title, a blank line and a body."""
    if isinstance(found, IntakeError):
        assert found.code
        assert "\n" not in str(found)
        return
    assert found.text
    if found.title:
        assert found.text.startswith(found.title + "\n\n")
        assert "\n" not in found.title
    body = found.text[found.body_start :]
    assert body == body.strip() != ""


@given(
    st.one_of(st.binary(max_size=400), SOUP.map(lambda text: text.encode("utf-8", "surrogatepass"))),
    MEDIA_TYPES,
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_document_or_an_intake_error(content, media_type):
    check(document_or_error(content, media_type))


@given(SOUP)
@settings(max_examples=100, deadline=None)
def test_any_markup_gives_a_document_or_an_intake_error(text):
    for media_type in ("text/html", "text/markdown"):
        start = b"<html><body>" if media_type == "text/html" else b""
        check(document_or_error(start + text.encode(), media_type))


@given(st.text(min_size=1, max_size=80))
@settings(max_examples=100, deadline=None)
def test_load_never_raises(name):
    for result in intake.load("/no/such/folder/" + name):
        assert result.code


@given(HEAD, DATE, TITLE, st.lists(PARAGRAPH, min_size=1, max_size=4), BETWEEN, TAIL)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_chrome_never_appears_in_the_text(head, day, title, paragraphs, between, tail):
    page = "\n\n".join([*head, day, title, paragraphs[0], *between, *paragraphs[1:], *tail])
    found = document(page.encode())
    assert found.title == title
    assert found.text == "\n\n".join([title, *paragraphs])
    assert found.text[found.body_start :].startswith(paragraphs[0])
    check(found)
    if day:
        assert found.published is not None


@given(st.lists(PARAGRAPH, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_text_without_chrome_is_kept_whole(paragraphs):
    text = "\n\n".join(paragraphs)
    assert document(text.encode()).text == text
