"""Pages saved as plain text: title, body and metadata apart from the chrome."""

from pathlib import Path

import pytest
import yaml

from foreigndesk import intake
from foreigndesk.records import Article

CASES = yaml.safe_load((Path(__file__).parent / "data" / "pages.yaml").read_text(encoding="utf-8"))


def read(text, **kwargs):
    return intake.document(
        Article(address="page.txt", content=text.encode(), media_type="text/plain", **kwargs)
    )


@pytest.fixture(params=CASES, ids=lambda case: case["name"])
def case(request):
    return request.param


def test_the_metadata_is_read(case):
    document = read(case["page"])
    assert document.title == case.get("title")
    assert (document.published.value if document.published else None) == _text(case.get("published"))
    assert document.source == case.get("source")
    assert document.author == case.get("author")
    assert document.translator == case.get("translator")
    assert document.tags == tuple(case.get("tags", ()))
    assert {sign.sign for sign in document.translation_signs} >= set(case.get("signs", ()))


def test_the_body_is_what_is_left_verbatim(case):
    document = read(case["page"])
    paragraphs = document.text[document.body_start :].split("\n\n")
    assert len(paragraphs) == len(case["body"])
    assert all(got.startswith(start) for got, start in zip(paragraphs, case["body"], strict=True))
    assert all(paragraph in case["page"] for paragraph in paragraphs)


def test_the_chrome_is_kept_apart(case):
    document = read(case["page"])
    kept = [piece.text for piece in document.chrome]
    for line in case.get("chrome", ()):
        assert any(piece.startswith(line) for piece in kept)
        assert line not in document.text


def test_the_text_is_the_title_a_blank_line_and_the_body(case):
    document = read(case["page"])
    if document.title:
        assert document.text[: document.body_start] == document.title + "\n\n"
    else:
        assert document.body_start == 0
    assert document.text == document.text.strip()


def test_windows_line_ends_change_nothing(case):
    assert read(case["page"].replace("\n", "\r\n")).text == read(case["page"]).text


def _text(value):
    if value is None or isinstance(value, str):
        return value
    stamp = value.isoformat()
    return stamp[:16] if "T" in stamp else stamp


def test_a_labelled_date_below_the_lead_is_a_date_line_and_not_body():
    lead = "The president of Nicaragua ordered the release of politicians a day after talks had failed."
    rest = "The announcement came as students marched in the capital and called for a new election in autumn."
    document = read(f"{lead}\n\nPublished: 13/05/2021\n\n{rest}")
    assert document.text == f"{lead}\n\n{rest}"
    assert document.published is not None
    assert document.published.value == "2021-05-13"
