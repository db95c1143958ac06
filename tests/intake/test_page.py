"""HTML pages: main text, metadata, date, and pages without an article."""

import pytest

from foreigndesk import intake
from foreigndesk.errors import IntakeError
from foreigndesk.records import Article

PARAGRAPHS = [
    "The governments of Kenya and Uganda agreed on Tuesday to open the border crossing at Busia around the "
    "clock, the trade ministers of both countries said in Nairobi.",
    "Lorry drivers had waited for up to three days at the crossing since the customs systems of the two "
    "countries were changed in spring, and prices of maize rose in the towns on the lake.",
    "“We have lost enough time,” the Kenyan minister said. Her Ugandan colleague called the step a first "
    "one, and said that a common customs post would follow next year.",
]
LINKS = "".join(f"<li><a href='/{n}'>Headline {n} of the day</a></li>" for n in range(40))
META = """
<meta property="og:title" content="Kenya and Uganda open border around the clock">
<meta property="og:site_name" content="Lake Herald">
<meta property="article:published_time" content="2021-09-14T16:05:00+03:00">
<meta name="author" content="Grace Akinyi">
<meta name="keywords" content="Kenya, Uganda, border">
"""


def page(*, meta=META, paragraphs=PARAGRAPHS, lang="en", before="", after=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
<title>Kenya and Uganda open border around the clock | Lake Herald</title>{meta}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Kenya and Uganda open border around the clock</h1>{before}{body}{after}</article>
<aside><h3>Most read</h3><a href="/x">Ten things about maize</a></aside>
<footer>© 2021 Lake Herald. All rights reserved.</footer><script>var a = "track";</script></body></html>"""


def read(html, address="page.html"):
    content = html if isinstance(html, bytes) else html.encode()
    return intake.document(Article(address=address, content=content, media_type="text/html"))


def test_the_main_text_is_taken_without_the_page_around_it():
    document = read(page())
    assert document.text == "\n\n".join(["Kenya and Uganda open border around the clock", *PARAGRAPHS])


def test_the_metadata_is_taken_from_the_markup():
    document = read(page())
    assert document.title == "Kenya and Uganda open border around the clock"
    assert (document.source, document.author) == ("Lake Herald", "Grace Akinyi")
    assert document.tags == ("Kenya", "Uganda", "border")
    assert document.published.value == "2021-09-14T16:05"
    assert document.published.sign == "the page's meta article:published_time"


def test_json_ld_gives_the_publication_time():
    data = '{"@type": "NewsArticle", "datePublished": "2021-09-13T08:00:00Z"}'
    ld = f'<script type="application/ld+json">{data}</script>'
    assert read(page(meta=ld)).published.value == "2021-09-13T08:00"


@pytest.mark.parametrize(
    ("lang", "value", "order"),
    [
        ("en-GB", "2021-09-04", "day_first"),
        ("en-US", "2021-04-09", "month_first"),
        ("en", "2021-09-04", "ambiguous"),
    ],
)
def test_a_printed_date_is_read_by_the_language_of_the_page(lang, value, order):
    document = read(page(meta="", lang=lang, before="<p>Published: 04/09/2021</p>"))
    assert (document.published.value, document.published.order) == (value, order)
    assert "04/09/2021" not in document.text


def test_the_address_gives_site_and_date_where_the_page_has_neither():
    document = read(page(meta=""), "https://www.lake.example/2021/09/14/border")
    assert document.published.value == "2021-09-14"
    assert document.source is not None


def test_lines_between_the_paragraphs_that_are_no_text_are_kept_apart():
    html = page(
        paragraphs=[PARAGRAPHS[0], "Read also: Maize prices fall in Kisumu", *PARAGRAPHS[1:]],
        after="<p>Source: Lake News Agency</p><p>Translated by Anna Otieno</p>",
    )
    document = read(html)
    assert document.text.endswith(PARAGRAPHS[-1])
    assert "Read also" not in document.text
    assert document.translator == "Anna Otieno"
    assert document.source == "Lake News Agency"


def test_a_declared_charset_is_followed():
    html = page(
        paragraphs=[
            PARAGRAPHS[0],
            PARAGRAPHS[1],
            "The café owner, “Mr Musa”, said – at last – yes to it all.",
        ]
    )
    document = read(html.replace("utf-8", "windows-1252").encode("cp1252"))
    assert "“Mr Musa”, said – at last – yes" in document.text


def test_markup_without_a_known_main_text_gives_its_paragraphs():
    html = "<html><body>" + "".join(f"<div><p>{text}</p></div>" for text in PARAGRAPHS) + "</body></html>"
    assert all(text in read(html).text for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<html><head><title>Log in</title></head><body><form><button>Log in</button></form></body></html>",
        f"<html><body><ul>{LINKS}</ul></body></html>",
        "<html><body><script>show()</script><noscript>Please enable JavaScript.</noscript></body></html>",
        "<html",
        "<p>Short.</p>",
    ],
    ids=["empty", "navigation", "login", "list of links", "script", "broken", "one word"],
)
def test_a_page_without_an_article_is_refused(html):
    with pytest.raises(IntakeError) as caught:
        read(html)
    assert caught.value.code == "no_article"
    assert "page.html" in str(caught.value)


def test_an_xml_declaration_does_no_harm():
    assert PARAGRAPHS[0] in read('<?xml version="1.0" encoding="utf-8"?>\n' + page()).text


def test_a_headline_that_is_worded_otherwise_than_the_title_is_no_paragraph():
    """Pages tell other sites (og:title) another headline than they print; it was read as body text."""
    html = page().replace(
        "<h1>Kenya and Uganda open border around the clock</h1>", "<p>Busia: no more nights in line</p>"
    )
    html = html.replace("<title>Kenya and Uganda open border around the clock | Lake Herald</title>",
                        "<title>Busia: no more nights in line</title>")  # fmt: skip
    document = read(html)
    assert document.title == "Kenya and Uganda open border around the clock"
    assert "no more nights" not in document.text


def test_a_body_in_pieces_is_put_together():
    """Advertisements part the body into elements of one class; only the first piece was read."""
    more = [
        f"The {number} customs post at the lake opens in spring, the minister said."
        for number in ("second", "third")
    ]
    pieces = "".join(
        f'<div class="article__body">{"".join(f"<p>{text}</p>" for text in texts)}</div><div>Buy!</div>'
        for texts in (PARAGRAPHS, more)
    )
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    document = read(page().replace(body, pieces))
    assert [text in document.text for text in (*PARAGRAPHS, *more)] == [True] * 5
    assert "Buy!" not in document.text
