"""Visits to sites: robots.txt, pauses, Retry-After, conditional requests, a feed's text for a page."""

import pytest
from werkzeug import Response

from foreigndesk import intake
from foreigndesk.errors import FetchError, IntakeError, UnsafeAddress
from foreigndesk.intake import Settings
from foreigndesk.intake.listed import Listed
from foreigndesk.intake.visiting import Visitor, visit

HERE = Settings(allow_private=True, timeout=5)
SENTENCE = (
    "The governments of Kenya and Uganda agreed on Tuesday to open the crossing at Busia around the clock. "
)
PAGE = (
    f"<html><body><article><h1>Border</h1><p>{SENTENCE}</p>"
    f"<p>{SENTENCE.replace('Tuesday', 'Friday')}</p></article></body></html>"
)


class Clock:
    """A clock that only sleep moves."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def visitor(clock):
    return Visitor(HERE, clock=clock, sleep=clock.sleep)


@pytest.fixture
def site(httpserver):
    """A site of pages without rules."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    for path in ("/1", "/2", "/3"):
        httpserver.expect_request(path).respond_with_data(PAGE, content_type="text/html")
    return httpserver


def asked(server):
    """Return the paths asked for; the server is shared, and earlier tests may still ask for /a."""
    return [request.path for request, _ in server.log if request.path != "/a"]


def code_of(visitor, address):
    with pytest.raises(FetchError) as caught:
        visitor.ask(address)
    return caught.value.code


def test_robots_txt_is_asked_for_once_and_before_the_pages(site, visitor):
    for path in ("/1", "/2"):
        visitor.ask(site.url_for(path))
    assert asked(site) == ["/robots.txt", "/1", "/2"]
    assert all("foreigndesk" in request.headers["User-Agent"] for request, _ in site.log)


def test_requests_to_one_host_are_two_seconds_apart(site, visitor, clock):
    for path in ("/1", "/2", "/3"):
        visitor.ask(site.url_for(path))
    assert clock.slept == [2.0, 2.0, 2.0]


def test_other_hosts_are_not_waited_for(site, visitor, clock):
    visitor.ask(site.url_for("/1"))
    slept = len(clock.slept)
    visitor.ask(site.url_for("/1").replace("localhost", "127.0.0.1"))
    assert clock.slept[slept:] == [2.0], "only between its own robots.txt and its page"


@pytest.mark.parametrize(
    ("rules", "pause"),
    [("Crawl-delay: 7", 7.0), ("Request-rate: 1/10s", 10.0), ("Crawl-delay: 0.1", 2.0)],
)
def test_a_longer_pause_that_a_site_asks_for_is_kept(httpserver, visitor, clock, rules, pause):
    httpserver.expect_request("/robots.txt").respond_with_data(f"User-agent: *\n{rules}\n")
    httpserver.expect_request("/1").respond_with_data(PAGE, content_type="text/html")
    visitor.ask(httpserver.url_for("/1"))
    visitor.ask(httpserver.url_for("/1"))
    assert clock.slept == [pause, pause]


def test_pages_that_robots_txt_closes_are_not_asked_for(httpserver, visitor):
    httpserver.expect_request("/robots.txt").respond_with_data(
        "User-agent: *\nDisallow: /closed\nAllow: /closed/but"
    )
    httpserver.expect_request("/closed/but").respond_with_data(PAGE, content_type="text/html")
    assert code_of(visitor, httpserver.url_for("/closed/1")) == "robots"
    assert visitor.ask(httpserver.url_for("/closed/but")).article is not None
    assert asked(httpserver) == ["/robots.txt", "/closed/but"]


def test_rules_for_our_name_go_before_those_for_all(httpserver, visitor):
    rules = "User-agent: *\nDisallow:\n\nUser-agent: foreigndesk\nDisallow: /\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules)
    assert code_of(visitor, httpserver.url_for("/1")) == "robots"


def test_a_site_whose_rules_fail_is_left_alone_for_now(httpserver, visitor):
    httpserver.expect_request("/robots.txt").respond_with_data("", status=500)
    with pytest.raises(FetchError) as caught:
        visitor.ask(httpserver.url_for("/1"))
    assert (caught.value.code, caught.value.transient) == ("robots", True)
    assert asked(httpserver) == ["/robots.txt"]


def test_rules_are_asked_for_anew_after_a_day(site, visitor, clock):
    visitor.ask(site.url_for("/1"))
    clock.now += 90_000
    visitor.ask(site.url_for("/1"))
    assert asked(site) == ["/robots.txt", "/1", "/robots.txt", "/1"]


def test_a_site_that_asks_to_wait_is_asked_again_then(site, visitor, clock):
    answers = iter(
        [Response("", status=429, headers={"Retry-After": "30"}), Response(PAGE, content_type="text/html")]
    )
    site.expect_request("/busy").respond_with_handler(lambda _: next(answers))
    assert visitor.ask(site.url_for("/busy")).article is not None
    assert clock.slept == [2.0, 30.0]


def test_a_site_that_asks_for_more_time_than_we_wait_is_left_alone_until_then(site, visitor, clock):
    site.expect_request("/busy").respond_with_data("", status=503, headers={"Retry-After": "3600"})
    assert code_of(visitor, site.url_for("/busy")) == "http_503"
    assert code_of(visitor, site.url_for("/1")) == "asked_to_wait"
    assert asked(site) == ["/robots.txt", "/busy"]
    clock.now += 3600
    assert visitor.ask(site.url_for("/1")).article is not None


def test_retry_after_may_be_a_date(site, visitor):
    headers = {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}
    site.expect_request("/busy").respond_with_data("", status=503, headers=headers)
    with pytest.raises(FetchError) as caught:
        visitor.ask(site.url_for("/busy"))
    assert caught.value.retry_after > 1_000_000


def test_what_has_not_changed_is_not_sent_again(httpserver, visitor):
    httpserver.expect_request("/robots.txt").respond_with_data("")

    def feed(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return Response("", status=304)
        headers = {"ETag": '"v1"', "Last-Modified": "Tue, 14 Sep 2021 16:05:00 GMT"}
        return Response("<rss><channel/></rss>", content_type="application/rss+xml", headers=headers)

    httpserver.expect_request("/feed").respond_with_handler(feed)
    first = visitor.ask(httpserver.url_for("/feed"), listing=True)
    assert (first.etag, first.modified) == ('"v1"', "Tue, 14 Sep 2021 16:05:00 GMT")
    second = visitor.ask(httpserver.url_for("/feed"), listing=True, etag=first.etag, modified=first.modified)
    assert second.article is None
    assert httpserver.log[-1][0].headers["If-Modified-Since"] == "Tue, 14 Sep 2021 16:05:00 GMT"


def test_this_machine_is_refused_unless_allowed(httpserver, clock):
    with pytest.raises(UnsafeAddress):
        Visitor(Settings(), clock=clock, sleep=clock.sleep).ask(httpserver.url_for("/1"))
    assert httpserver.log == []


def test_a_page_is_taken_before_the_text_of_the_feed(site, visitor):
    article = visit(Listed(address=site.url_for("/1"), text=SENTENCE * 10), visitor, HERE)
    assert article.content == PAGE.encode()


@pytest.mark.parametrize("path", ["/missing", "/login"])
def test_the_text_of_the_feed_stands_for_a_page_that_cannot_be_read(site, visitor, path):
    site.expect_request("/login").respond_with_data(
        "<html><body><p>Sign in</p></body></html>", content_type="text/html"
    )
    listed = Listed(
        address=site.url_for(path), title="Border opens", changed="2021-09-14T13:05",
        text=f"<p>{SENTENCE}</p>" * 6, source="Lake Herald",
    )  # fmt: skip
    document = intake.document(visit(listed, visitor, HERE))
    assert document.text.startswith("Border opens\n\nThe governments of Kenya")
    assert (document.published.value, document.source) == ("2021-09-14T13:05", "Lake Herald")
    assert document.published.sign == "given by the feed"
    assert any("the text is the one in the feed" in note for note in document.notes)


def test_a_lead_does_not_stand_for_a_page(site, visitor):
    with pytest.raises(IntakeError) as caught:
        visit(Listed(address=site.url_for("/missing"), text=SENTENCE), visitor, HERE)
    assert caught.value.code in {"http_404", "http_500"}
