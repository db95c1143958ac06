"""From an article's bytes to its document: metadata, notes, refusals."""

from datetime import date

import pytest

from foreigndesk import intake
from foreigndesk.errors import IntakeError
from foreigndesk.records import Article

BODY = (
    "The president of Ghana met the president of Togo in Accra on Monday. "
    "They spoke of trade and of the border."
)
MARKDOWN = f"""---
title: Ghana and Togo talk of trade
date: 2022-04-05 10:30
author: [Ama Mensah, Koffi Adjo]
source: Coast Weekly
tags: [Ghana, Togo]
---

# Another heading

*Lead* in **bold** with a [link](https://example.org).

{BODY}

![a picture](a.jpg)

## What follows

- They meet in May.
"""


def article(content, media_type="text/plain", **kwargs):
    content = content.encode() if isinstance(content, str) else content
    return Article(address=kwargs.pop("address", "a.txt"), content=content, media_type=media_type, **kwargs)


def refused(content, media_type="text/plain"):
    with pytest.raises(IntakeError) as caught:
        intake.document(article(content, media_type))
    message = str(caught.value)
    assert message.startswith("a.txt: ")
    assert "\n" not in message
    return caught.value.code


def test_the_document_points_back_to_its_article():
    source = article(BODY)
    document = intake.document(source)
    assert (document.article_id, document.address) == (source.id, "a.txt")
    assert (document.text, document.title, document.body_start, document.language) == (BODY, None, 0, "en")


def test_the_same_bytes_give_the_same_document():
    assert intake.document(article(MARKDOWN)) == intake.document(article(MARKDOWN))


def test_trailing_spaces_go_and_the_rest_stays_verbatim():
    text = f"Ghana and Togo talk\n\n{BODY}   \n\n   “They  agreed” – at last, the envoy said on Tuesday.\t\n"
    document = intake.document(article(text))
    assert document.text == (
        f"Ghana and Togo talk\n\n{BODY}\n\n“They  agreed” – at last, the envoy said on Tuesday."
    )


def test_markdown_front_matter_gives_the_metadata():
    document = intake.document(article(MARKDOWN, "text/markdown"))
    assert document.title == "Ghana and Togo talk of trade"
    assert (document.published.value, document.published.order) == ("2022-04-05T10:30", "iso")
    assert (document.author, document.source) == ("Ama Mensah, Koffi Adjo", "Coast Weekly")
    assert document.tags == ("Ghana", "Togo")


def test_markdown_is_read_as_plain_text():
    document = intake.document(article(MARKDOWN, "text/markdown"))
    assert "Lead in bold with a link." in document.text
    assert not any(sign in document.text for sign in ("**", "](", "##", "![", "---"))


def test_markdown_without_front_matter_takes_its_first_heading():
    document = intake.document(article(f"# Talks in Accra\n\n3 May 2021\n\n{BODY}\n", "text/markdown"))
    assert document.title == "Talks in Accra"
    assert document.published.value == "2021-05-03"
    assert document.text == f"Talks in Accra\n\n{BODY}"


@pytest.mark.parametrize("front", ["title: [unclosed", "just words", "date: 2022-99-99"])
def test_broken_front_matter_stops_nothing(front):
    document = intake.document(article(f"---\n{front}\n---\n\n{BODY}\n", "text/markdown"))
    assert BODY in document.text


def test_a_printed_date_in_front_matter_is_read_as_printed():
    document = intake.document(article(f"---\ndate: 25/12/2020\n---\n\n{BODY}\n", "text/markdown"))
    assert (document.published.value, document.published.order) == ("2020-12-25", "day_first")


def test_the_day_it_was_fetched_tells_future_dates():
    text = f"Ghana and Togo talk\n\n05/09/2021\n\n{BODY}"
    fetched = article(text, fetched="2021-06-15T10:00:00Z")
    assert intake.document(fetched).published.value == "2021-05-09"
    assert intake.document(article(text), today=date(2021, 10, 1)).published.order == "ambiguous"


def test_a_file_without_a_date_has_none():
    assert intake.document(article(BODY)).published is None


def test_broken_utf8_is_noted():
    document = intake.document(article(BODY.encode() + b" \xff\xfe And more was said on Tuesday."))
    assert "\ufffd" in document.text
    assert any("broken" in note for note in document.notes)


@pytest.mark.parametrize("content", ["", " \n\t ", "\ufeff", "\ufeff \n"])
def test_nothing_is_refused(content):
    assert refused(content) == "empty"


@pytest.mark.parametrize("content", [b"%PDF-1.4 x", b"a\x00b\x00\x01" * 20])
def test_binary_is_refused(content):
    assert refused(content) == "binary"


def test_navigation_alone_is_refused():
    assert refused("Home\nNews\nPrint\nShare on Facebook\n© 2020 News Agency\n") == "no_article"
    assert refused("* * *\n---\n") == "no_article"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Президент Казахстана встретился с президентом России в Астане в понедельник.", "Russian"),
        (
            "Le président du Sénégal a rencontré son homologue à Dakar lundi dernier, selon l'agence.",
            "French",
        ),
        (
            "El presidente de Bolivia llamó a la calma el lunes después de las protestas en La Paz.",
            "Spanish",
        ),
        ("التقى رئيس مصر رئيس السودان في القاهرة يوم الاثنين لبحث التعاون بين البلدين", "Arabic"),
    ],
)
def test_other_languages_are_kept_and_named(text, language):
    document = intake.document(article(text))
    assert document.text == text
    assert not document.coded
    (note,) = document.notes
    assert language in note
    assert "was not coded" in note


def test_the_quotation_marks_of_another_language_are_no_sign_of_translation():
    text = "Партия «Новый путь» победила на выборах в парламент страны, сообщила комиссия в понедельник."
    document = intake.document(article(text))
    assert (document.language, document.translation_signs) == ("ru", ())


@pytest.mark.parametrize(
    "text",
    [
        "Atambayev, Nazarbayev, Rahmon meet in Astana",
        "Putin visits Kazakhstan",
        "In g. Bishkek passed meeting of the Minister of Foreign Affairs about question of the border.",
    ],
)
def test_short_and_clumsy_english_is_read(text):
    assert text in intake.document(article(text)).text
