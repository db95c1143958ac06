"""Web archives, written here by fastwarc: pages are read, other records counted."""

import gzip
import io

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from foreigndesk import intake
from foreigndesk.records import Article, Rejection

TEXT = (
    "The president of Ghana met the president of Togo in Accra on Monday, the ministry said after the talks."
)
PAGE = (
    "<html><head><title>Talks in Accra</title></head><body><article><h1>Talks in Accra</h1>"
    f"<p>{TEXT}</p><p>{TEXT[:60]} again and again.</p></article></body></html>"
)


def record(
    address,
    body=PAGE,
    *,
    kind=WarcRecordType.response,
    media_type="text/html; charset=utf-8",
    status="200 OK",
    more="",
):
    made = WarcRecord()
    made.init_headers(kind)
    made.headers["WARC-Target-URI"] = address
    content = body if isinstance(body, bytes) else body.encode()
    if kind in (WarcRecordType.response, WarcRecordType.request):
        made.headers["Content-Type"] = f"application/http; msgtype={kind}"
        first = f"HTTP/1.1 {status}" if kind == WarcRecordType.response else "GET / HTTP/1.1"
        head = f"{first}\r\nContent-Type: {media_type}\r\n{more}Content-Length: {len(content)}\r\n\r\n"
        content = head.encode() + content
    made.set_bytes_content(content)
    return made


def write(path, records):
    """Write a web archive; a gzipped one has a gzip member for each record, as the standard has it."""
    with path.open("wb") as file:
        for each in records:
            plain = io.BytesIO()
            each.write(plain)
            file.write(gzip.compress(plain.getvalue()) if path.suffix == ".gz" else plain.getvalue())


RECORDS = [
    ("warcinfo", lambda: record("", "software: test", kind=WarcRecordType.warcinfo)),
    ("request", lambda: record("https://news.example/1", "", kind=WarcRecordType.request)),
    ("page", lambda: record("https://news.example/1")),
    ("picture", lambda: record("https://news.example/p.png", b"\x89PNG", media_type="image/png")),
    ("gone", lambda: record("https://news.example/2", "no", status="404 Not Found")),
    ("plain", lambda: record("https://news.example/3", TEXT, media_type="text/plain")),
]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_pages_are_read_and_other_records_counted(tmp_path, name):
    write(tmp_path / name, [make() for _, make in RECORDS])
    *pages, counted = intake.load(tmp_path / name)
    assert [page.address for page in pages] == ["https://news.example/1", "https://news.example/3"]
    assert intake.document(pages[0]).text.startswith("Talks in Accra\n\nThe president of Ghana")
    assert pages[0].fetched.endswith("Z")
    assert counted.code == "records_skipped"
    assert "4 records passed over" in counted.message
    for kind in ("1 warcinfo", "1 request", "1 image/png", "1 HTTP 404"):
        assert kind in counted.message


def test_a_compressed_answer_is_unpacked(tmp_path):
    body = gzip.compress(PAGE.encode())
    write(tmp_path / "a.warc", [record("https://news.example/1", body, more="Content-Encoding: gzip\r\n")])
    (page,) = intake.load(tmp_path / "a.warc")
    assert page.content == PAGE.encode()


def test_a_page_over_the_limit_is_rejected_and_the_rest_read(tmp_path):
    write(
        tmp_path / "a.warc", [record("https://news.example/1", "x" * 9000), record("https://news.example/2")]
    )
    big, page = intake.load(tmp_path / "a.warc", settings=intake.Settings(max_bytes=5000))
    assert (big.code, big.address) == ("too_big", "https://news.example/1")
    assert isinstance(page, Article)


def test_a_page_that_grows_when_unpacked_is_stopped(tmp_path):
    body = gzip.compress(b"x" * 3_000_000)
    write(
        tmp_path / "a.warc",
        [
            record("https://news.example/1", body, more="Content-Encoding: gzip\r\n"),
            record("https://news.example/2"),
        ],
    )
    big, page = intake.load(tmp_path / "a.warc", settings=intake.Settings(max_bytes=1_000_000))
    assert (big.code, big.address) == ("too_big", "https://news.example/1")
    assert isinstance(page, Article)


def test_a_page_in_an_encoding_that_is_not_known_is_counted(tmp_path):
    write(tmp_path / "a.warc", [record("https://news.example/1", b"...", more="Content-Encoding: br\r\n")])
    (counted,) = intake.load(tmp_path / "a.warc")
    assert "1 in br" in counted.message


def test_an_answer_in_chunks_is_put_together(tmp_path):
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:50].encode(), PAGE[50:].encode()))
    chunked = record("https://news.example/1", body + b"0\r\n\r\n", more="Transfer-Encoding: chunked\r\n")
    write(tmp_path / "a.warc", [chunked, record("https://news.example/2")])
    first, second = intake.load(tmp_path / "a.warc")
    assert first.content == second.content == PAGE.encode()


def test_an_empty_page_is_rejected_and_the_rest_read(tmp_path):
    write(tmp_path / "a.warc", [record("https://news.example/1", " "), record("https://news.example/2")])
    empty, page = intake.load(tmp_path / "a.warc")
    assert (empty.code, empty.address) == ("empty", "https://news.example/1")
    assert isinstance(page, Article)


def test_the_pages_before_the_damage_are_read(tmp_path):
    good = io.BytesIO()
    record("https://news.example/1").write(good)
    (tmp_path / "a.warc").write_bytes(good.getvalue() + b"not a record at all\r\n\r\n" * 5)
    page, damage = intake.load(tmp_path / "a.warc")
    assert isinstance(page, Article)
    assert damage.code == "unreadable"
    assert "after record 1" in damage.message


@pytest.mark.parametrize("content", [b"", b"no archive, only some words"])
def test_what_is_no_archive_is_one_rejection(tmp_path, content):
    (tmp_path / "a.warc").write_bytes(content)
    (rejection,) = intake.load(tmp_path / "a.warc")
    assert isinstance(rejection, Rejection)


def test_an_archive_is_read_record_by_record(tmp_path):
    write(tmp_path / "a.warc", [record(f"https://news.example/{n}", PAGE + " " * 5000) for n in range(500)])
    found = intake.load(tmp_path / "a.warc")
    next(found)
    (tmp_path / "a.warc").write_bytes(b"")
    assert sum(1 for _ in found) < 100
