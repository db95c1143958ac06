"""One article's row on the cluster: no Spark is needed for these."""

import pyarrow.parquet as pq
import pytest
from tests.ingest.readers import VERSIONS, simple

from foreigndesk.cluster.alone import Alone
from foreigndesk.cluster.packing import from_row, to_row
from foreigndesk.cluster.reading import made_of, row_of
from foreigndesk.cluster.sessions import check_installed
from foreigndesk.cluster.staging import stage
from foreigndesk.desk import pack
from foreigndesk.desk.quarantining import Failure
from foreigndesk.errors import ClusterError
from foreigndesk.ingest import Setup
from foreigndesk.records import Article, Rejection

TEXT = "Peru and Chile sign a treaty\n\n5 May 2023\n\nPeru and Chile signed a treaty in Lima. "


def cells(**given):
    return {"position": 7, "address": "news/a.txt", "content": None, **given}


def read(given):
    how = simple(None, "default")
    return from_row(row_of(given, lambda article: made_of(article, how), VERSIONS))


def test_what_the_desk_stores_of_a_reading_comes_back_from_its_row_unchanged(reading, article):
    packed = pack(reading, article)
    address, back, versions = from_row(to_row(3, article.address, packed, VERSIONS))
    assert (address, versions) == (article.address, None)
    assert back.digest == packed.digest
    assert {**packed.document} == back.document
    assert packed.reading == back.reading
    assert packed.article == back.article
    assert packed.kinds == back.kinds
    for table, rows in packed.parts.items():
        assert back.parts[table].equals(rows)


def test_a_rejection_comes_back_from_its_row():
    rejection = Rejection(address="a.pdf", code="binary", message="a.pdf: this is PDF")
    assert from_row(to_row(0, "a.pdf", rejection, VERSIONS)) == ("a.pdf", rejection, None)


def test_a_failure_keeps_the_article_and_what_it_failed_with():
    article = Article(address="a.txt", content=b"\xff\x00", media_type="text/plain", fetched="2024-05-01")
    failure = Failure(source=article, code="crashed", error="a.txt: it ended")
    assert from_row(to_row(0, "a.txt", failure, VERSIONS)) == ("a.txt", failure, VERSIONS)


def test_content_may_be_bytes_or_text():
    _, one, _ = read(cells(content=TEXT.encode()))
    _, other, _ = read(cells(content=TEXT))
    assert one.digest == other.digest
    assert one.document["published"] == "2023-05-05"


def test_ready_text_is_read_with_what_is_known_of_it():
    given = cells(
        text="Peru and Chile signed a treaty in Lima.",
        title="A treaty",
        published="2023-05-05",
        source="The Harbour",
    )
    _, packed, _ = read(given)
    assert packed.document["title"] == "A treaty"
    assert packed.document["source"] == "The Harbour"
    assert packed.document["published_day"] == "2023-05-05"


@pytest.mark.parametrize("content", [None, b"", b"   \n"])
def test_an_article_without_content_is_rejected(content):
    _, rejection, _ = read(cells(content=content))
    assert (rejection.address, rejection.code) == ("news/a.txt", "empty")


def test_what_could_not_be_loaded_is_passed_on_as_rejected():
    _, rejection, _ = read(cells(code="too_big", message="a.txt: too big"))
    assert rejection == Rejection(address="news/a.txt", code="too_big", message="a.txt: too big")


def test_our_mistake_on_an_article_sets_it_aside_with_its_bytes():
    content = (TEXT + "BREAK").encode()
    _, failure, _ = read(cells(content=content))
    assert failure.code == "failed"
    assert failure.source.content == content
    assert "the parser lost its way badly" in failure.error


def test_a_reading_that_cannot_be_written_sets_its_article_aside(reading, article):
    def made(found):
        packed = pack(reading, found)
        packed.document["title"] = "half a pair: \ud800"
        return packed

    _, failure, _ = from_row(row_of(cells(content=TEXT), made, VERSIONS))
    assert isinstance(failure, Failure)
    assert "UTF-8" in failure.error


def test_alone_an_article_that_ends_or_holds_its_process_is_set_aside_and_the_next_is_read():
    setup = Setup(books=None, versions=VERSIONS, limit=10.0, reader=simple)
    articles = [
        Article(address=f"{word}.txt", content=(TEXT + word).encode(), media_type="text/plain")
        for word in ("first", "SEGFAULT", "second", "HANG", "third")
    ]
    articles.insert(1, Article(address="empty.txt", content=b" ", media_type="text/plain"))
    with Alone(setup) as alone:
        made = [alone.read(article) for article in articles]
    codes = [getattr(each, "code", "read") for each in made]
    assert codes == ["read", "empty", "crashed", "read", "too_slow", "read"]
    how = simple(None, "default")
    assert made[0].digest == made_of(articles[0], how).digest


def test_staged_articles_and_rejections_keep_their_order_and_bytes(tmp_path):
    found = [
        Article(address=f"{at}.txt", content=bytes([at]), media_type="text/plain") if at % 2 else
        Rejection(address=f"{at}.txt", code="empty", message="empty")
        for at in range(130)
    ]  # fmt: skip
    assert list(stage(found, tmp_path))[-1] == 130
    rows = pq.read_table(tmp_path).to_pylist()
    assert [row["position"] for row in rows] == list(range(130))
    assert rows[5]["content"] == b"\x05"
    assert rows[6]["code"] == "empty"


def test_without_java_one_line_says_what_to_install(monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(ClusterError, match="Java 17 or newer, and there is none; install it") as raised:
        check_installed()
    assert "\n" not in str(raised.value)


def test_without_pyspark_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr("foreigndesk.cluster.sessions.find_spec", lambda name: None)
    with pytest.raises(ClusterError, match=r"pip install 'foreigndesk\[spark\]'"):
        check_installed()
