"""Pages from web addresses: limits, redirects, refusals. The server runs on this machine."""

import gzip
import ipaddress
import socket
import time

import httpx
import pytest
from werkzeug import Response

from foreigndesk.errors import FetchError, UnsafeAddress
from foreigndesk.intake import Settings, load
from foreigndesk.intake.fetch import CheckedTransport, fetch, is_public, safe_ips
from foreigndesk.records import Article

HERE = Settings(allow_private=True, timeout=5)
PAGE = "<html><body><p>The president of Ghana met the president of Togo in Accra on Monday.</p></body></html>"


@pytest.fixture
def url(httpserver):
    return httpserver.url_for


def code_of(address, settings=HERE, error=FetchError):
    with pytest.raises(error) as caught:
        fetch(address, settings)
    assert str(caught.value).startswith(address)
    return caught.value.code


def redirect(to, status=302):
    return Response("", status=status, headers={"Location": to})


def test_a_page_is_fetched_with_its_media_type(httpserver, url):
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    article = fetch(url("/a"), HERE)
    assert article.content == PAGE.encode()
    assert article.media_type == "text/html; charset=utf-8"
    assert article.fetched.endswith("Z")
    request = httpserver.log[0][0]
    assert "foreigndesk" in request.headers["User-Agent"]
    assert request.headers["Host"].startswith("localhost")


def test_load_yields_the_page(httpserver, url):
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    (article,) = load(url("/a"), settings=HERE)
    assert isinstance(article, Article)


def test_redirects_are_followed_and_the_last_address_kept(httpserver, url):
    httpserver.expect_request("/a").respond_with_response(redirect("/b", 301))
    httpserver.expect_request("/b").respond_with_response(redirect(url("/c")))
    httpserver.expect_request("/c").respond_with_data(PAGE, content_type="text/html")
    assert fetch(url("/a"), HERE).address == url("/c")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_http_404(httpserver, url, status):
    httpserver.expect_request("/a").respond_with_data("", status=status)
    assert code_of(url("/a")) == "http_404"
    (rejection,) = load(url("/a"), settings=HERE)
    assert (rejection.code, rejection.address) == ("http_404", url("/a"))


@pytest.mark.parametrize(
    ("status", "transient"), [(500, True), (503, True), (429, True), (403, False), (404, False)]
)
def test_failures_tell_whether_to_try_again(httpserver, url, status, transient):
    httpserver.expect_request("/a").respond_with_data("", status=status)
    with pytest.raises(FetchError) as caught:
        fetch(url("/a"), HERE)
    assert caught.value.transient is transient


def test_a_redirect_loop_is_named(httpserver, url):
    httpserver.expect_request("/a").respond_with_response(redirect("/b"))
    httpserver.expect_request("/b").respond_with_response(redirect("/a"))
    assert code_of(url("/a")) == "redirect_loop"
    assert len(httpserver.log) == 2


def test_too_many_redirects_are_a_loop(httpserver, url):
    httpserver.expect_request("/a").respond_with_handler(
        lambda request: redirect(f"/a?n={int(request.args.get('n', 0)) + 1}")
    )
    assert code_of(url("/a")) == "redirect_loop"
    assert len(httpserver.log) == HERE.max_redirects + 1


def test_a_page_that_sends_back_to_itself_with_a_cookie_is_read(httpserver, url):
    def handler(request):
        if request.cookies.get("seen"):
            return Response(PAGE, content_type="text/html")
        response = redirect("/a")
        response.set_cookie("seen", "1")
        return response

    httpserver.expect_request("/a").respond_with_handler(handler)
    assert fetch(url("/a"), HERE).content == PAGE.encode()


@pytest.mark.parametrize("target", ["file:///etc/hosts", "ftp://host/x", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_scheme_is_refused(httpserver, url, target):
    httpserver.expect_request("/a").respond_with_response(redirect(target))
    assert code_of(url("/a"), error=UnsafeAddress) == "unsafe_address"


def test_a_redirect_into_a_private_network_is_refused(httpserver, url, monkeypatch):
    """The first host passes the check here, as a public one would; its redirect leads to a private one."""
    httpserver.expect_request("/a").respond_with_response(redirect("http://10.0.0.7/secret"))
    monkeypatch.setattr("foreigndesk.intake.fetch.is_public", lambda ip: ip.is_loopback or not ip.is_private)
    assert code_of(url("/a"), Settings(timeout=5), UnsafeAddress) == "unsafe_address"


def test_this_machine_is_refused_unless_allowed(httpserver, url):
    assert code_of(url("/a"), Settings(), UnsafeAddress) == "unsafe_address"
    assert httpserver.log == []


def test_the_connection_goes_to_the_address_that_was_checked(httpserver, monkeypatch):
    """DNS rebinding: a second look-up, which would give another address, is never made."""
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    asked = []
    real = socket.getaddrinfo

    def answers(host, *args, **kwargs):
        if host != "news.example":
            return real(host, *args, **kwargs)
        asked.append(host)
        ip = "127.0.0.1" if len(asked) == 1 else "192.0.2.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    article = fetch(f"http://news.example:{httpserver.port}/a", HERE)
    assert article.address == f"http://news.example:{httpserver.port}/a"
    assert asked == ["news.example"]
    assert httpserver.log[0][0].headers["Host"] == f"news.example:{httpserver.port}"


def test_the_tls_name_stays_that_of_the_host(monkeypatch):
    seen = []
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda _, request: seen.append(request) or httpx.Response(200)
    )
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))],
    )
    transport = CheckedTransport(Settings(), "https://news.example/")
    transport.handle_request(httpx.Request("GET", "https://news.example/"))
    assert seen[0].url.host == "93.184.216.34"
    assert seen[0].extensions["sni_hostname"] == "news.example"


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "100.64.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fec0::1",
    ],
)
def test_addresses_that_are_not_public(ip):
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(ip):
    assert is_public(ipaddress.ip_address(ip))


def test_one_private_answer_among_public_ones_is_refused(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(UnsafeAddress):
        safe_ips("news.example", name="http://news.example/", allow_private=False)


def test_a_page_over_the_limit_is_refused_by_its_stated_length(httpserver, url):
    httpserver.expect_request("/a").respond_with_data("x" * 2000, content_type="text/html")
    assert code_of(url("/a"), Settings(allow_private=True, max_bytes=1000)) == "too_big"


def test_a_page_over_the_limit_is_refused_while_it_streams(httpserver, url):
    sent = []

    def chunks():
        for _ in range(1000):
            sent.append(1)
            yield b"x" * 65_536

    httpserver.expect_request("/a").respond_with_handler(
        lambda _: Response(chunks(), content_type="text/html")
    )
    assert code_of(url("/a"), Settings(allow_private=True, max_bytes=200_000)) == "too_big"
    assert len(sent) < 500


def test_a_page_that_grows_when_unpacked_is_refused(httpserver, url):
    httpserver.expect_request("/a").respond_with_data(
        gzip.compress(b"x" * 3_000_000), content_type="text/html", headers={"Content-Encoding": "gzip"}
    )
    assert code_of(url("/a"), Settings(allow_private=True, max_bytes=1_000_000)) == "too_big"


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json", "video/mp4"])
def test_what_is_not_text_is_refused(httpserver, url, media_type):
    httpserver.expect_request("/a").respond_with_data("x", content_type=media_type)
    assert code_of(url("/a")) == "not_text"


def test_a_slow_site_is_left_and_may_be_tried_again(httpserver, url):
    httpserver.expect_request("/a").respond_with_handler(lambda _: time.sleep(1) or Response(""))
    with pytest.raises(FetchError) as caught:
        fetch(url("/a"), Settings(allow_private=True, timeout=0.2))
    assert (caught.value.code, caught.value.transient) == ("timeout", True)


def test_a_site_that_drips_is_left_when_the_time_is_over(httpserver, url):
    def drips():
        for _ in range(50):
            time.sleep(0.05)
            yield b"x" * 65_536

    httpserver.expect_request("/a").respond_with_handler(
        lambda _: Response(drips(), content_type="text/html")
    )
    started = time.monotonic()
    assert code_of(url("/a"), Settings(allow_private=True, timeout=0.4)) == "timeout"
    assert time.monotonic() - started < 2


def test_a_closed_port_is_a_failed_connection():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert code_of(f"http://127.0.0.1:{port}/") == "connection"


def test_an_unknown_host_is_named():
    assert code_of("http://no-such-host.invalid/") == "unknown_host"


@pytest.mark.parametrize("address", ["http://", "http:///a", "http://user:secret@news.example/a"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(FetchError) as caught:
        fetch(address)
    assert caught.value.code == "bad_address"
    assert "secret" not in str(caught.value)
