"""Datasets: a row an article, whatever the format; a bad row is named and the rest is read."""

import csv
import gzip
import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk import intake
from foreigndesk.errors import IntakeError, UsageError
from foreigndesk.intake import tables
from foreigndesk.intake.columns import columns_data, parse_columns
from foreigndesk.records import Article, Rejection

BODY = (
    "The governments of Kenya and Uganda agreed on Tuesday to open the border crossing at Busia around the "
    "clock, the trade ministers of both countries said in Nairobi."
)
ROWS = [
    {
        "headline": "Border opens", "body": BODY, "date": "2021-09-14", "url": "https://lake.example/1",
        "outlet": "Lake Herald",
    },
    {
        "headline": "Talks go on", "body": BODY.replace("Tuesday", "Friday"), "date": "17 September 2021",
        "url": "", "outlet": "Lake Herald",
    },
]  # fmt: skip


def jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def separated(path, rows, delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def parquet(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path)


WRITERS = {
    "a.jsonl": jsonl,
    "a.ndjson": jsonl,
    "a.csv": separated,
    "a.tsv": lambda path, rows: separated(path, rows, "\t"),
    "a.parquet": parquet,
}


def documents(source, **settings):
    found = list(intake.load(source, settings=intake.Settings(**settings)))
    assert all(isinstance(each, Article) for each in found), found
    return [intake.document(each) for each in found]


def problems(source, **settings):
    found = list(intake.load(source, settings=intake.Settings(**settings)))
    return [each for each in found if isinstance(each, Rejection)]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_documents_under_names_that_are_known(tmp_path, name):
    WRITERS[name](tmp_path / name, ROWS)
    first, second = documents(tmp_path / name)
    assert first.text == f"Border opens\n\n{BODY}"
    assert (first.title, first.source, first.address) == (
        "Border opens",
        "Lake Herald",
        "https://lake.example/1",
    )
    assert (first.published.value, first.published.sign) == ("2021-09-14", "given by the dataset")
    assert second.published.value == "2021-09-17"
    assert second.address == f"{tmp_path / name}#2"


def test_the_same_row_gives_the_same_article_in_every_format(tmp_path):
    ids = set()
    for name, write in WRITERS.items():
        write(tmp_path / name, ROWS[:1])
        (article,) = intake.load(tmp_path / name)
        ids.add(article.id)
    assert len(ids) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_a_column_map_says_what_holds_the_text(tmp_path, name):
    rows = [{"col_1": BODY, "col_2": "A title", "text": "not this one"}]
    WRITERS[name](tmp_path / name, rows)
    (document,) = documents(tmp_path / name, columns=(("text", "col_1"), ("title", "col_2")))
    assert document.text == f"A title\n\n{BODY}"


@pytest.mark.parametrize("name", WRITERS)
def test_a_wrong_map_is_one_line_that_lists_the_columns_found(tmp_path, name):
    WRITERS[name](tmp_path / name, ROWS)
    (rejection,) = problems(tmp_path / name, columns=(("text", "Body"),))
    assert rejection.code == "columns"
    assert "headline, body, date, url, outlet" in rejection.message
    assert "\n" not in rejection.message


def test_columns_that_nobody_knows_ask_for_a_map(tmp_path):
    jsonl(tmp_path / "a.jsonl", [{"x": BODY, "y": 1}])
    (rejection,) = problems(tmp_path / "a.jsonl")
    assert rejection.code == "columns"
    assert "--columns text=COLUMN" in rejection.message
    assert rejection.message.endswith("x, y")


def test_bad_json_rows_are_named_by_number_and_the_rest_is_read(tmp_path):
    lines = [
        json.dumps(ROWS[0]),
        "{oops",
        '["a list"]',
        '{"body": " "}',
        "",
        b"\xff\xfe".decode("latin-1"),
        json.dumps(ROWS[1]),
    ]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode("latin-1"))
    found = list(intake.load(tmp_path / "a.jsonl"))
    assert [type(each) for each in found] == [Article, *[Rejection] * 4, Article]
    assert [each.code for each in found[1:5]] == ["row", "row", "empty", "row"]
    assert [f"row {number}:" in each.message for each, number in zip(found[1:5], (2, 3, 4, 6), strict=True)]
    assert found[4].address == f"{tmp_path / 'a.jsonl'}#6"


def test_a_row_that_is_too_long_is_passed_over_without_being_held(tmp_path):
    jsonl(tmp_path / "a.jsonl", [ROWS[0], {"body": "x" * 50_000}, ROWS[1]])
    found = list(intake.load(tmp_path / "a.jsonl", settings=intake.Settings(max_bytes=5_000)))
    assert [type(each) for each in found] == [Article, Rejection, Article]
    assert "larger than" in found[1].message


def test_a_csv_row_with_another_number_of_cells_is_named(tmp_path):
    (tmp_path / "a.csv").write_text(f'text,title\n"{BODY}",One\nonly one cell\n\n"{BODY}",Two\n')
    found = list(intake.load(tmp_path / "a.csv"))
    assert [type(each) for each in found] == [Article, Rejection, Article]
    assert "row 2: it has 1 cells, the header 2" in found[1].message


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_may_be_separated_by_other_signs(tmp_path, delimiter):
    separated(tmp_path / "a.csv", ROWS, delimiter)
    assert len(documents(tmp_path / "a.csv")) == 2


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_in_the_charset_it_is_in(tmp_path, charset):
    text = "The café owners’ union of Côte d’Ivoire met the minister in Abidjan on Monday, it said."
    (tmp_path / "a.csv").write_bytes(f'title,text\nUnion,"{text}"\n'.encode(charset))
    (document,) = documents(tmp_path / "a.csv")
    assert document.text == f"Union\n\n{text}"


def test_a_quote_that_is_never_closed_ends_no_run(tmp_path):
    (tmp_path / "a.csv").write_text(f'text\n"{BODY}"\n"never closed\n' + "x\n" * 5000)
    found = list(intake.load(tmp_path / "a.csv", settings=intake.Settings(max_bytes=5_000)))
    assert isinstance(found[0], Article)
    assert any(isinstance(each, Rejection) and each.code == "row" for each in found)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_gzipped_dataset_is_unpacked_as_it_is_read(tmp_path, name):
    WRITERS[name](tmp_path / name, ROWS)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
    assert [d.text for d in documents(tmp_path / f"{name}.gz")] == [
        d.text for d in documents(tmp_path / name)
    ]


def test_a_gzipped_dataset_that_was_cut_off_gives_its_whole_rows(tmp_path):
    rows = [{"body": f"{BODY} {number} {number * 7919 % 10007}"} for number in range(2000)]
    jsonl(tmp_path / "a.jsonl", rows)
    packed = gzip.compress((tmp_path / "a.jsonl").read_bytes())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    found = list(intake.load(tmp_path / "a.jsonl.gz"))
    assert len(found) > 100
    assert found[-1].code == "unreadable"
    assert all(isinstance(each, Article) for each in found[:-1])


def test_a_damaged_parquet_file_is_one_rejection(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and then nothing of use")
    (rejection,) = problems(tmp_path / "a.parquet")
    assert rejection.code == "unreadable"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2021, 9, 14, 16, 5, tzinfo=UTC), "2021-09-14T16:05"),
        (date(2021, 9, 14), "2021-09-14"),
        ("Tue, 14 Sep 2021 16:05:00 GMT", "2021-09-14T16:05"),
        (1631635500, "2021-09-14T16:05"),
        (1631635500000, "2021-09-14T16:05"),
        ("20210914", "2021-09-14"),
        ("1631635500", "2021-09-14T16:05"),
    ],
)
def test_a_date_is_read_however_the_dataset_writes_it(tmp_path, value, expected):
    parquet(tmp_path / "a.parquet", [{"text": BODY, "published": value}])
    (document,) = documents(tmp_path / "a.parquet")
    assert document.published.value == expected


def test_parquet_is_read_in_small_batches_and_only_the_columns_of_use(tmp_path, monkeypatch):
    asked = []
    real = pq.ParquetFile.iter_batches
    monkeypatch.setattr(
        pq.ParquetFile, "iter_batches", lambda self, **how: asked.append(how) or real(self, **how)
    )
    parquet(tmp_path / "a.parquet", [{"body": BODY, "vector": [0.5] * 50, "words": 25}])
    assert len(documents(tmp_path / "a.parquet")) == 1
    assert asked[0]["columns"] == ["body"]
    assert asked[0]["batch_size"] == tables.BATCH


def test_a_dataset_is_streamed_and_not_read_ahead(tmp_path):
    jsonl(tmp_path / "a.jsonl", [{"body": f"{BODY} {number}"} for number in range(50_000)])
    found = intake.load(tmp_path / "a.jsonl")
    first = next(found)
    (tmp_path / "a.jsonl").write_text("")
    assert isinstance(first, Article)
    assert sum(1 for _ in found) < 1000


def test_ready_made_text_is_cleaned_and_marked_as_a_page_would_be(tmp_path):
    text = (
        "In g. Bishkek passed meeting of ministers of Kyrgyzstan and Kazakhstan in 2016 year.\n\n"
        "Share on Facebook\n\nThe 201-nd military base was named in the talks , said minister ."
    )
    jsonl(tmp_path / "a.jsonl", [{"body": text}])
    (document,) = documents(tmp_path / "a.jsonl")
    assert "Share on Facebook" not in document.text
    assert {sign.sign for sign in document.translation_signs} >= {"odd_ordinal", "year_word", "city_mark"}


def test_text_with_marks_of_html_is_read_as_its_paragraphs(tmp_path):
    jsonl(
        tmp_path / "a.jsonl",
        [{"body": f"<p>{BODY}</p><script>x()</script><p>Both sides signed &amp; left.</p>"}],
    )
    (document,) = documents(tmp_path / "a.jsonl")
    assert document.text == f"{BODY}\n\nBoth sides signed & left."


def test_a_folder_mixes_articles_and_datasets(tmp_path):
    (tmp_path / "a.txt").write_text(BODY)
    jsonl(tmp_path / "b.jsonl", ROWS)
    parquet(tmp_path / "c.parquet", ROWS)
    (tmp_path / "d.xml").write_text("<settings><size>3</size></settings>")
    assert len(documents(tmp_path)) == 5


@pytest.mark.parametrize("written", ["text", "text=", "=body", "headline=text", "text=a,title"])
def test_a_map_that_is_none_says_how_to_write_one(written):
    with pytest.raises(UsageError, match="text=body"):
        parse_columns(written)


def test_a_map_is_read_from_its_written_form():
    assert parse_columns(" text=body, title=head line ") == (("text", "body"), ("title", "head line"))
    assert parse_columns("") == ()


def test_no_name_of_a_column_stands_for_two_things():
    names = [name for known in columns_data().columns.values() for name in known]
    assert len(names) == len(set(names))


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(max_size=5))
)


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(["text", "title", "date", "url", "tags"]), CELLS), max_size=8
    )
)
def test_no_row_of_json_ends_a_run(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rows") / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [{"text": BODY}, *rows]))
    found = list(intake.load(path))
    assert len(found) == len(rows) + 1
    for each in found:
        if isinstance(each, Article):
            with suppress(IntakeError):
                assert intake.document(each).text
