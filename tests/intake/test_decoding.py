"""From bytes to characters."""

import codecs

import pytest

from foreigndesk.errors import IntakeError
from foreigndesk.intake.decoding import decode

WORDS = "São Tomé’s president – re‑elected – met Türkiye’s envoy; both “hope” for trade."


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
        WORDS.encode("utf-16-le"),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16 le bom", "utf-16 be bom", "utf-32 bom", "utf-16 without bom"],
)
def test_unicode_is_read_with_and_without_a_byte_order_mark(content):
    assert decode(content).text == WORDS
    assert decode(content).notes == ()


def test_a_declared_charset_is_followed():
    page = '<html><head><meta charset="windows-1251"></head><body>Партия «Родина»</body></html>'
    assert "«Родина»" in decode(page.encode("cp1251"), "text/html").text
    assert decode("café".encode("cp1252"), "text/plain; charset=iso-8859-1").text == "café"


def test_a_wrong_declaration_gives_way_to_what_the_bytes_are():
    assert decode("café – “yes”".encode("cp1252"), "text/html; charset=utf-8").text == "café – “yes”"
    assert decode(WORDS.encode(), "text/html; charset=no-such-charset").text == WORDS


def test_an_undeclared_legacy_charset_is_guessed_and_noted():
    text = "The president’s visit to the café in Orléans – his third – was “a success”, aides said. " * 3
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert "guess" in decoded.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"The president met \xff\xfe the envoy on Monday.",
        "The envoy of São Tomé".encode()[:-1] + b" left on Monday.",
        "Türkiye and São Tomé ".encode() + b"\xe2\x82 agreed.",
    ],
)
def test_broken_utf8_is_replaced_and_noted(content):
    decoded = decode(content)
    assert "\ufffd" in decoded.text
    assert "broken" in decoded.notes[0]


def test_mostly_broken_text_is_refused():
    with pytest.raises(IntakeError) as caught:
        decode(bytes(range(0x80, 0xA0)) * 8, name="a.txt")
    assert caught.value.code == "encoding"
    assert "a.txt" in str(caught.value)


def test_line_ends_are_made_one_and_characters_kept():
    assert decode("a\r\nb\rc\u2028d é e\u0301 ﬁ".encode()).text == "a\nb\nc\nd é e\u0301 ﬁ"
