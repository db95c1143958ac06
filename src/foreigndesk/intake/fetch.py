"""Fetches one page, feed or sitemap from an http(s) address, within limits, and never from a private network
unless allowed.

Every address, also of each redirect, is resolved and checked, and the connection goes to the very IP that
was checked: a name that resolves to another address a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from foreigndesk.errors import FetchError, UnsafeAddress
from foreigndesk.intake.settings import DEFAULTS, Settings
from foreigndesk.records import Article

TEXT_TYPES = frozenset(
    {"application/xhtml+xml", "text/html", "text/plain", "text/markdown", "text/x-markdown"}
)
# What servers call feeds, sitemaps and OPML files, gzipped or not.
LISTING_TYPES = TEXT_TYPES | {
    "application/atom+xml", "application/gzip", "application/octet-stream", "application/rdf+xml",
    "application/rss+xml", "application/x-gzip", "application/xml", "text/x-opml", "text/xml",
}  # fmt: skip
_PAGES = "text/html,application/xhtml+xml,text/plain,text/markdown;q=0.9,*/*;q=0.1"
_LISTINGS = "application/rss+xml,application/atom+xml,application/xml,text/xml;q=0.9,*/*;q=0.5"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SCHEMES = frozenset({"http", "https"})
_UNCHANGED = 304

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answered: the article, None when it is as it was (HTTP 304); what to ask by next time."""

    article: Article | None
    etag: str = ""
    modified: str = ""


def fetch(address: str, settings: Settings = DEFAULTS) -> Article:
    """Return the page at `address` as an article; its address is that of the last redirect.

    Args:
        address: an http or https address.
        settings: limits on size, time and redirects, and whether private networks may be reached.

    Raises:
        UnsafeAddress: code `unsafe_address`, for another scheme or a private, loopback or reserved address.
        FetchError: code `bad_address`, `unknown_host`, `connection`, `timeout`, `redirect_loop`, `too_big`,
            `not_text` or `http_...`; `transient` where a later try may succeed.
    """
    article = request(address, settings).article
    assert article is not None  # only a conditional request is answered with 304
    return article


def request(
    address: str, settings: Settings = DEFAULTS, *, listing: bool = False, etag: str = "", modified: str = ""
) -> Answer:
    """Return what the site answers for `address`, as `fetch` does.

    Args:
        address: an http or https address.
        settings: as for `fetch`.
        listing: whether a feed or sitemap is welcome too; without, XML is refused as `not_text`.
        etag: the ETag of what is known already; with one, the site may answer that nothing has changed.
        modified: its Last-Modified, likewise.

    Raises:
        UnsafeAddress, FetchError: as `fetch` does.
    """
    deadline = time.monotonic() + settings.timeout
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {
        "User-Agent": settings.user_agent,
        "Accept": _LISTINGS if listing else _PAGES,
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "en",
    } | {name: value for name, value in known.items() if value}
    transport = CheckedTransport(settings, address)
    with (
        _plain_errors(address),
        httpx.Client(transport=transport, headers=headers, trust_env=False) as client,
    ):
        url = _checked_url(address)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for _ in range(settings.max_redirects + 1):
            cookies = tuple(sorted(f"{c.name}={c.value}" for c in client.cookies.jar))
            # A page that sends its reader back to itself once, with a cookie set, is no loop.
            if (str(url), cookies) in seen:
                raise FetchError(
                    f"{address}: it redirects in a circle; check the address", code="redirect_loop"
                )
            seen.add((str(url), cookies))
            with client.stream("GET", url, timeout=_left(deadline, address)) as response:
                target = response.headers.get("location")
                if response.status_code == _UNCHANGED and (etag or modified):
                    return Answer(article=None, etag=etag, modified=modified)
                if not (response.is_redirect and target):
                    _check_answer(address, response, LISTING_TYPES if listing else TEXT_TYPES)
                    return Answer(
                        article=_article(address, response, settings, deadline),
                        etag=response.headers.get("etag", ""),
                        modified=response.headers.get("last-modified", ""),
                    )
            url = _checked_url(str(url.join(target)), came_from=address)
    raise FetchError(
        f"{address}: it redirects more than {settings.max_redirects} times; check the address",
        code="redirect_loop",
    )


class CheckedTransport(httpx.BaseTransport):
    """Connects to the IP that was checked, while Host header and TLS name stay those of the address."""

    def __init__(self, settings: Settings, address: str) -> None:
        self._settings = settings
        self._address = address
        self._inner = httpx.HTTPTransport(trust_env=False, retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve and check the request's host, then send it to the checked IPs in turn."""
        host = request.url.host
        ips = safe_ips(host, name=self._address, allow_private=self._settings.allow_private)
        for index, ip in enumerate(ips):
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=str(ip)),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return self._inner.handle_request(pinned)
            except httpx.ConnectError:
                if index == len(ips) - 1:
                    raise
        raise httpx.ConnectError("no address", request=request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def safe_ips(host: str, *, name: str, allow_private: bool) -> tuple[IP, ...]:
    """Return the IP addresses of `host`; `name` is the input that led to it, for error messages.

    Raises:
        UnsafeAddress: when one of them is not on the public internet and `allow_private` is off.
        FetchError: when the host is unknown.
    """
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        transient = getattr(error, "errno", None) == socket.EAI_AGAIN
        message = f"{name}: no host {host} was found; check the address and the network"
        raise FetchError(message, code="unknown_host", transient=transient) from error
    ips = tuple(
        dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers)
    )
    if not allow_private:
        for ip in ips:
            if not is_public(ip):
                raise UnsafeAddress(
                    f"{name}: {host} lies on a private network ({ip}) and was not fetched; "
                    "to read an intranet, allow private addresses",
                    code="unsafe_address",
                )
    return ips


def is_public(ip: IP) -> bool:
    """Return whether `ip` is on the public internet, also when IPv6 wraps an IPv4 address."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if ip.teredo is not None or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _checked_url(address: str, *, came_from: str | None = None) -> httpx.URL:
    whose = f"{came_from}: it redirects to {address}, which" if came_from else f"{address}: it"
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchError(f"{whose} is not a web address; check it", code="bad_address") from error
    if url.scheme not in _SCHEMES:
        raise UnsafeAddress(
            f"{whose} is not an http or https address; give a web page or the path of a file",
            code="unsafe_address",
        )
    if not url.host or url.userinfo:
        raise FetchError(
            f"{came_from or 'the address'}: a web address needs a host, and no user name or password",
            code="bad_address",
        )
    return url


def _left(deadline: float, address: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _timeout(address)
    return left


def _timeout(address: str) -> FetchError:
    return FetchError(
        f"{address}: the site did not answer in time; try again later", code="timeout", transient=True
    )


def _article(address: str, response: httpx.Response, settings: Settings, deadline: float) -> Article:
    stated = response.headers.get("content-type", "").strip()
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > settings.max_bytes:
        raise _too_big(address, settings)
    content = bytearray()
    for chunk in response.iter_bytes(65_536):
        content += chunk
        if len(content) > settings.max_bytes:
            raise _too_big(address, settings)
        _left(deadline, address)
    return Article(
        address=str(response.url),
        content=bytes(content),
        media_type=stated or "text/html",
        fetched=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _check_answer(address: str, response: httpx.Response, media_types: frozenset[str]) -> None:
    status = response.status_code
    if status in {404, 410}:
        raise FetchError(
            f"{address}: there is no such page (HTTP {status}); check the address", code="http_404"
        )
    if status not in {200, 203}:
        transient = status >= 500 or status in {408, 425, 429}
        advice = "try again later" if transient else "open it in a browser, save it and give the file"
        raise FetchError(
            f"{address}: the site answered with HTTP {status}; {advice}",
            code=f"http_{status}",
            transient=transient,
            retry_after=_seconds(response.headers.get("retry-after", "")) if transient else None,
        )
    base = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if base and base not in media_types:
        raise FetchError(
            f"{address}: it is {base}, not a page of text; give the article's page", code="not_text"
        )


def _seconds(retry_after: str) -> float | None:
    """Return how long a Retry-After header asks to wait, in seconds; it gives them, or a date."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        left = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, left)


def _too_big(address: str, settings: Settings) -> FetchError:
    limit = f"{settings.max_bytes / 1_000_000:g} MB"
    return FetchError(
        f"{address}: it is larger than {limit} and was not read; give a single article", code="too_big"
    )


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    """Turn the HTTP library's errors into ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise _timeout(address) from error
    except httpx.HTTPError as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLError):
            cause = cause.__cause__ or cause.__context__
        if cause is not None or "CERTIFICATE" in str(error):
            message = f"{address}: its certificate or encryption is not valid; check the address"
            raise FetchError(message, code="tls") from error
        message = f"{address}: the connection failed; check the address and the network, or try again later"
        raise FetchError(message, code="connection", transient=True) from error
    except (httpx.InvalidURL, httpx.StreamError, ValueError) as error:
        message = f"{address}: the site's answer could not be understood; save the page and give the file"
        raise FetchError(message, code="bad_answer") from error
