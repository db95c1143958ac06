"""Following: each round gives what is new, remembers what was settled, and asks only for changes."""

import gzip
import json
import os

import pytest
from werkzeug import Response

from foreigndesk import intake
from foreigndesk.errors import IntakeError, UsageError
from foreigndesk.intake import Settings, memory
from foreigndesk.intake.following import Follower
from foreigndesk.intake.memory import Memory
from foreigndesk.intake.visiting import Visitor
from foreigndesk.records import Article, Rejection

HERE = Settings(allow_private=True, timeout=5)
SENTENCE = (
    "The governments of Kenya and Uganda agreed on Tuesday to open the crossing at Busia around the clock. "
)


def page(number):
    text = f"<h1>Border {number}</h1><p>{SENTENCE}</p><p>{SENTENCE} It is number {number}.</p>"
    return f"<html><body><article>{text}</article></body></html>"


class Site:
    """A site of feeds, sitemaps and pages on this machine that counts what it is asked for."""

    def __init__(self, server):
        self.server = server
        server.expect_request("/robots.txt").respond_with_data("", status=404)

    def url(self, path):
        return self.server.url_for(path)

    def asked(self):
        """Return the paths asked for; the server is shared, and earlier tests may still ask for /a."""
        paths = [request.path for request, _ in self.server.log]
        return [path for path in paths if path not in {"/robots.txt", "/a"}]

    def pages(self, *numbers):
        for number in numbers:
            self.server.expect_request(f"/{number}").respond_with_data(page(number), content_type="text/html")

    def feed(self, path, *numbers, etag=""):
        items = "".join(f"<item><title>{n}</title><link>{self.url(f'/{n}')}</link></item>" for n in numbers)
        body = f"<rss><channel><title>Lake Herald</title>{items}</channel></rss>"
        self.serve(path, body, etag)

    def sitemap(self, path, *numbers, etag=""):
        urls = "".join(
            f"<url><loc>{self.url(f'/{n}')}</loc><lastmod>2021-09-{n:02}</lastmod></url>" for n in numbers
        )
        self.serve(path, f"<urlset>{urls}</urlset>", etag)

    def serve(self, path, body, etag=""):
        def answer(request):
            if etag and request.headers.get("If-None-Match") == etag:
                return Response("", status=304)
            return Response(body, content_type="application/xml", headers={"ETag": etag} if etag else {})

        self.server.handlers[:] = [known for known in self.server.handlers if known.matcher.uri != path]
        self.server.expect_request(path).respond_with_handler(answer)


@pytest.fixture
def site(httpserver):
    return Site(httpserver)


@pytest.fixture
def follower(tmp_path):
    def make(*sources, most=200):
        visitor = Visitor(HERE, clock=lambda: 0.0, sleep=lambda _: None)
        remembered = Memory(tmp_path / "desk.duckdb.follow.json")
        return Follower(sources, remembered, visitor=visitor, settings=HERE, most=most), remembered

    return make


def round_of(made):
    """Play a round to its end and return what it gave."""
    following, remembered = made
    found = []
    for new in following.round():
        found.append(new.found)
        following.settle(new)
    following.finish()
    remembered.save()
    return found


def numbers(found):
    found = list(found)
    assert all(isinstance(each, Article) for each in found), found
    return [int(each.address.rpartition("/")[2]) for each in found]


def test_a_round_gives_what_is_new_and_the_next_only_what_came_since(site, follower):
    site.pages(1, 2, 3)
    site.feed("/feed", 1, 2)
    made = follower(site.url("/feed"))
    assert numbers(round_of(made)) == [1, 2]
    site.feed("/feed", 3, 1, 2)
    assert numbers(round_of(made)) == [3]
    assert site.asked() == ["/feed", "/1", "/2", "/feed", "/3"]


def test_what_was_seen_is_remembered_by_the_next_run(site, follower):
    site.pages(1, 2)
    site.feed("/feed", 1)
    round_of(follower(site.url("/feed")))
    site.feed("/feed", 1, 2)
    assert numbers(round_of(follower(site.url("/feed")))) == [2]


def test_a_feed_that_has_not_changed_is_not_sent_again(site, follower):
    site.pages(1)
    site.feed("/feed", 1, etag='"v1"')
    round_of(follower(site.url("/feed")))
    made = follower(site.url("/feed"))
    assert round_of(made) == []
    assert (made[0].current.asked, made[0].current.unchanged) == (1, 1)


def test_what_was_not_settled_is_met_again(site, follower):
    """As after Ctrl-C or kill -9: the article was met, but never stored."""
    site.pages(1, 2)
    site.feed("/feed", 1, 2, etag='"v1"')
    following, remembered = follower(site.url("/feed"))
    new = next(following.round())
    following.settle(new)
    following.finish()
    remembered.save()
    assert numbers(round_of(follower(site.url("/feed")))) == [2]


def test_a_page_that_is_gone_is_settled_and_one_that_fails_for_now_is_tried_again(site, follower):
    site.server.expect_request("/1").respond_with_data("", status=404)
    site.server.expect_request("/2").respond_with_data("", status=503)
    site.feed("/feed", 1, 2, etag='"v1"')
    made = follower(site.url("/feed"))
    assert [each.code for each in round_of(made)] == ["http_404", "http_503"]
    assert [each.code for each in round_of(made)] == ["http_503"]


def test_a_page_that_always_fails_is_given_up(site, follower):
    site.server.expect_request("/1").respond_with_data("", status=503)
    site.feed("/feed", 1)
    made = follower(site.url("/feed"))
    assert [len(round_of(made)) for _ in range(memory.TRIES + 2)] == [1] * memory.TRIES + [0, 0]


def test_a_feed_that_fails_stops_no_other(site, follower):
    site.pages(1)
    site.feed("/feed", 1)
    site.server.expect_request("/broken").respond_with_data("<html>no feed</html>", content_type="text/html")
    found = round_of(follower(site.url("/broken"), site.url("/feed")))
    assert [type(each) for each in found] == [Rejection, Article]
    assert found[0].code == "no_listing"


def test_an_opml_file_on_disk_stands_for_its_feeds(site, follower, tmp_path):
    site.pages(1, 2)
    site.feed("/a", 1)
    site.feed("/b", 2)
    outlines = "".join(f'<outline xmlUrl="{site.url(path)}"/>' for path in ("/a", "/b", "/a"))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    assert numbers(round_of(follower(str(tmp_path / "feeds.opml")))) == [1, 2]


def test_feeds_take_turns(site, follower):
    site.pages(1, 2, 3, 4)
    site.feed("/a", 1, 2)
    site.feed("/b", 3, 4)
    assert numbers(round_of(follower(site.url("/a"), site.url("/b")))) == [1, 3, 2, 4]


def test_a_long_sitemap_is_read_newest_first_over_several_rounds(site, follower):
    site.pages(*range(1, 6))
    site.sitemap("/sitemap.xml", *range(1, 6), etag='"v1"')
    made = follower(site.url("/sitemap.xml"), most=2)
    assert [numbers(round_of(made)) for _ in range(4)] == [[5, 4], [3, 2], [1], []]


def test_an_index_is_followed_into_the_sitemaps_that_changed(site, follower):
    site.pages(1, 2, 3)
    site.sitemap("/old.xml", 1)
    site.sitemap("/new.xml", 2)

    def index(changed):
        maps = f"<sitemap><loc>{site.url('/old.xml')}</loc><lastmod>2020-01-01</lastmod></sitemap>"
        maps += f"<sitemap><loc>{site.url('/new.xml')}</loc><lastmod>{changed}</lastmod></sitemap>"
        site.serve("/index.xml", f"<sitemapindex>{maps}</sitemapindex>")

    index("2021-01-01")
    made = follower(site.url("/index.xml"))
    assert numbers(round_of(made)) == [2, 1]
    site.sitemap("/new.xml", 2, 3)
    index("2021-01-02")
    assert numbers(round_of(made)) == [3]
    assert site.asked().count("/old.xml") == 1


@pytest.mark.parametrize("source", ["feed.xml", "ftp://lake.example/feed"])
def test_what_is_no_address_and_no_file_is_refused_at_once(follower, source):
    with pytest.raises(UsageError, match="address of a feed"):
        follower(source)


def test_a_feed_on_disk_is_not_followed(follower, tmp_path):
    (tmp_path / "feed.xml").write_text("<rss/>")
    with pytest.raises(IntakeError, match="no OPML file"):
        round_of(follower(str(tmp_path / "feed.xml")))


@pytest.mark.parametrize(
    "written", ["{", "[]", '{"version": 99, "listings": {}}', '{"version": 1, "listings": {"a": 3}}']
)
def test_a_damaged_memory_is_named_and_not_overwritten(tmp_path, written):
    path = tmp_path / "desk.duckdb.follow.json"
    path.write_text(written)
    with pytest.raises(IntakeError, match="move it away"):
        Memory(path)
    assert path.read_text() == written


def test_a_memory_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "desk.duckdb.follow.json"
    remembered = Memory(path)
    remembered.settle("https://lake.example/feed", "a")
    remembered.save()
    remembered.settle("https://lake.example/feed", "b")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(IntakeError, match="No space left"):
        remembered.save()
    assert json.loads(path.read_text())["listings"]["https://lake.example/feed"]["seen"] == ["a"]


def test_a_memory_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(memory, "KEPT", 3)
    remembered = Memory()
    for key in "abcdefgh":
        remembered.settle("feed", key)
    remembered.trim("feed", ["h", "a"])
    assert remembered.of("feed").seen == ["e", "f", "g", "a", "h"]


# --- the same listings, read once through the one door ---------------------------------------------

FAST = Settings(allow_private=True, timeout=5, pause=0.0)


def test_a_feed_is_read_by_its_address(site):
    site.pages(1, 2)
    site.feed("/feed", 1, 2, 404)
    found = list(intake.load(site.url("/feed"), settings=FAST))
    assert numbers(found[:2]) == [1, 2]
    assert isinstance(found[2], Rejection)


def test_a_sitemap_index_is_read_into_its_gzipped_sitemaps(site):
    site.pages(1)
    body = gzip.compress(f"<urlset><url><loc>{site.url('/1')}</loc></url></urlset>".encode())
    site.server.expect_request("/news.xml.gz").respond_with_data(body, content_type="application/gzip")
    site.serve(
        "/index.xml", f"<sitemapindex><sitemap><loc>{site.url('/news.xml.gz')}</loc></sitemap></sitemapindex>"
    )
    assert numbers(intake.load(site.url("/index.xml"), settings=FAST)) == [1]


def test_an_index_that_lists_itself_ends(site):
    site.serve(
        "/index.xml", f"<sitemapindex><sitemap><loc>{site.url('/index.xml')}</loc></sitemap></sitemapindex>"
    )
    assert list(intake.load(site.url("/index.xml"), settings=FAST)) == []


def test_xml_that_is_no_listing_is_no_article(site):
    site.serve("/data.xml", "<settings/>")
    (rejection,) = intake.load(site.url("/data.xml"), settings=FAST)
    assert rejection.code == "not_text"


def test_a_feed_on_disk_is_read_offline_where_it_has_the_text(tmp_path):
    text = f"<title>Border opens</title><description>{SENTENCE * 8}</description>"
    items = f"<item><link>https://lake.example/1</link>{text}</item>"
    (tmp_path / "saved.rss").write_text(f"<rss><channel><title>Lake Herald</title>{items}</channel></rss>")
    (article,) = intake.load(tmp_path / "saved.rss")
    document = intake.document(article)
    assert (document.title, document.source, document.address) == (
        "Border opens",
        "Lake Herald",
        "https://lake.example/1",
    )
    assert document.notes == ()


def test_a_sitemap_on_disk_leads_to_its_pages(site, tmp_path):
    site.pages(1)
    text = f"<urlset><url><loc>{site.url('/1')}</loc></url></urlset>"
    (tmp_path / "sitemap.xml.gz").write_bytes(gzip.compress(text.encode()))
    assert numbers(intake.load(tmp_path / "sitemap.xml.gz", settings=FAST)) == [1]


def test_two_listings_of_one_site_share_its_rules(site, tmp_path):
    site.pages(1, 2)
    settings = Settings(allow_private=True, timeout=6, pause=0.0)
    for number in (1, 2):
        text = f"<urlset><url><loc>{site.url(f'/{number}')}</loc></url></urlset>"
        (tmp_path / f"sitemap{number}.xml").write_text(text)
    assert numbers(intake.load(tmp_path, settings=settings)) == [1, 2]
    assert [request.path for request, _ in site.server.log].count("/robots.txt") == 1
