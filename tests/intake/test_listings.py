"""What feeds, sitemaps and OPML files list."""

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.errors import IntakeError
from foreigndesk.intake.listings import listing_kind, read_listing

RSS = """<?xml version="1.0"?><!-- made by hand --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Lake Herald</title>
<item><title>Border opens</title><link>/2021/border</link><pubDate>Tue, 14 Sep 2021 16:05:00 +0300</pubDate>
<description>The lead.</description>
<content:encoded><![CDATA[<p>The lead.</p><p>The whole text.</p>]]></content:encoded></item>
<item><title>Twice</title><link>https://lake.example/2021/border</link></item>
<item><title>No link</title><description>Only words.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Lake Herald</title>
<entry><title>Border opens</title><link href="https://lake.example/1"/><updated>2021-09-14T13:05:00Z</updated>
<author><name>Grace Akinyi</name></author>
<content type="html">&lt;p&gt;The whole text.&lt;/p&gt;</content></entry></feed>"""
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://lake.example/1 </loc><news:news>
<news:publication><news:name>Lake Herald</news:name></news:publication>
<news:publication_date>2021-09-14</news:publication_date><news:title>Border opens</news:title></news:news>
<image:image><image:loc>https://lake.example/1.jpg</image:loc></image:image></url>
<url><loc>https://lake.example/2</loc><lastmod>2021-09-15</lastmod></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://lake.example/news.xml.gz</loc><lastmod>2021-09-15</lastmod></sitemap></sitemapindex>"""
OPML = """<opml version="2.0"><body><outline text="Africa"><outline text="Lake Herald" xmlUrl="https://lake.example/feed"/>
</outline><outline text="Folder only"/></body></opml>"""


def listed(text, address="https://lake.example/feed"):
    return read_listing(text.encode(), address)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RSS, "feed"), (ATOM, "feed"), (SITEMAP, "sitemap"), (INDEX, "sitemap"), (OPML, "outlines"),
        ('<!DOCTYPE rss PUBLIC "-//N//DTD" "r.dtd" [<!ENTITY a "b">]><rss>', "feed"),
        ('<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"), ("\ufeff<rss>", "feed"),
        ("<html><body>rss</body></html>", None), ("<settings/>", None), ("The <rss> element", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_listing_is_told_by_its_root_element(text, kind):
    assert listing_kind(text.encode()) == kind


def test_the_items_of_rss_have_address_date_source_and_the_longest_text():
    first, last = listed(RSS).articles
    assert (first.address, first.title) == ("https://lake.example/2021/border", "Border opens")
    assert (first.changed, first.source) == ("2021-09-14T13:05", "Lake Herald")
    assert "The whole text." in first.text
    assert (last.address, last.text) == ("", "Only words.")


def test_an_address_that_is_listed_twice_is_kept_once():
    assert [each.title for each in listed(RSS).articles] == ["Border opens", "No link"]


def test_the_entries_of_atom_are_read_likewise():
    (entry,) = listed(ATOM).articles
    assert (entry.address, entry.changed, entry.author) == (
        "https://lake.example/1", "2021-09-14T13:05", "Grace Akinyi",
    )  # fmt: skip


def test_an_item_without_a_link_is_an_article_of_the_feed_itself():
    article = listed(RSS).articles[1].article()
    assert article.address.startswith("https://lake.example/feed#")


def test_a_sitemap_lists_pages_with_what_its_news_extension_says():
    first, second = listed(SITEMAP).articles
    assert (first.address, first.changed) == ("https://lake.example/1", "2021-09-14")
    assert (first.title, first.source) == ("Border opens", "Lake Herald")
    assert (second.address, second.changed) == ("https://lake.example/2", "2021-09-15")


def test_an_index_lists_sitemaps_and_an_opml_file_feeds():
    (sitemap,) = listed(INDEX).listings
    assert (sitemap.address, sitemap.changed) == ("https://lake.example/news.xml.gz", "2021-09-15")
    (feed,) = listed(OPML).listings
    assert (feed.address, feed.title) == ("https://lake.example/feed", "Lake Herald")


@pytest.mark.parametrize("text", [SITEMAP[:400], OPML[:90]])
def test_xml_that_was_cut_off_is_named(text):
    with pytest.raises(IntakeError, match="not whole XML"):
        listed(text)


def test_entities_that_grow_without_end_are_refused():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "{"x" * 100}">{levels}]><urlset><url><loc>&e11;</loc></url></urlset>'
    )
    with pytest.raises(IntakeError, match="amplification"):
        listed(bomb)


def test_entities_of_a_feed_neither_grow_nor_open_files(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    entities = f'<!ENTITY e0 "{"x" * 100}">{levels}<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">'
    item = "<item><title>&s; &e11;</title><link>https://lake.example/1</link></item>"
    text = f"<!DOCTYPE rss [{entities}]><rss><channel>{item}</channel></rss>"
    (entry,) = listed(text).articles
    assert "the secret" not in entry.title
    assert len(entry.title) < 1000


def test_a_file_on_disk_is_never_opened_by_an_entity(tmp_path):
    (tmp_path / "secret").write_text("https://secret.example/")
    entity = f'<!DOCTYPE urlset [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    text = f"{entity}<urlset><url><loc>&e;</loc></url><url><loc>https://lake.example/1</loc></url></urlset>"
    try:
        addresses = [each.address for each in listed(text).articles]
    except IntakeError:
        addresses = []
    assert "https://secret.example/" not in addresses


@given(st.binary(max_size=300), st.sampled_from(["<rss>", "<urlset>", "<opml>", "<feed>", ""]))
def test_no_bytes_make_a_listing_fail_in_another_way(content, root):
    with suppress(IntakeError):
        listing = read_listing(root.encode() + content, "https://lake.example/feed")
        assert all(each.address or each.text for each in listing.articles)


def test_gzip_is_no_listing_before_it_is_unpacked():
    assert listing_kind(gzip.compress(SITEMAP.encode())) is None
