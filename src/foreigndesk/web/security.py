"""Who may ask, from where, and how much: the one gate that every request goes through.

- Hosts: a page elsewhere whose name suddenly resolves to this machine (DNS rebinding) sends its own name in
  `Host`, and is refused. With a token any name will do: that page has no token.
- Token: shown once in the address (`?token=`), then kept in a cookie that only this site gets back; programs
  send `Authorization: Bearer`. Compared in constant time.
- Forms: what changes something must come from a page of ours (`Origin`, `Sec-Fetch-Site`), and a form carries
  a token that only our pages know (`form_token`). Programs, which send no such headers, need no form token.
- Sizes: a body over the limit is refused before it is read, or as soon as it is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foreigndesk.web.failures import failure, refusal
from foreigndesk.web.settings import LOOPBACK_NAMES, Settings

TOKEN_COOKIE = "foreigndesk_token"
SEAT_COOKIE = "foreigndesk_seat"
FORM_FIELD = "form_token"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 365 * 24 * 3600
_OF_THIS_PROCESS = secrets.token_bytes(32)


class Guard:
    """Lets a request through to `app`, or refuses it with a clear page; adds our headers to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._gate(scope)
        if answer is not None:
            await answer(scope, receive, _Sending(send))
            return
        sending = _Sending(send)
        try:
            await self._app(scope, _limited(receive, self._settings.max_body), sending)
        except Exception as error:
            if not sending.started:
                await failure(scope, error)(scope, receive, sending)
            raise  # the server tells its terminal where it was

    def _gate(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._known_host(headers.get("host", "")):
            return refusal(scope, 421, "this desk is not served under that host name; open it by its address")
        if self._settings.token and not self._unlocked(headers, self._settings.token):
            return _unlocking(scope, self._settings.token)
        if scope["method"] not in _SAFE and not _from_here(headers):
            return refusal(scope, 403, "this was sent by another site, and nothing was changed")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._settings.max_body:
            return refusal(scope, 413, too_big(self._settings.max_body))
        return None

    def _known_host(self, host: str) -> bool:
        if self._settings.token:
            return bool(host)
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in LOOPBACK_NAMES or name == self._settings.host

    def _unlocked(self, headers: Headers, token: str) -> bool:
        cookie = cookie_parser(headers.get("cookie") or "").get(TOKEN_COOKIE) or ""
        bearer = (headers.get("authorization") or "").removeprefix("Bearer ")
        return _same(cookie, _stored(token)) or _same(bearer, token)


def form_token(request: Request) -> str:
    """Return what a form of ours must carry, for the browser that asks."""
    name = str(request.cookies.get(SEAT_COOKIE) or getattr(request.state, "seat", ""))
    return hmac.new(_OF_THIS_PROCESS, name.encode(), hashlib.sha256).hexdigest()


def seat(request: Request) -> str | None:
    """Return a new name for this browser where it has none yet, to be kept in a cookie."""
    if SEAT_COOKIE in request.cookies:
        return None
    request.state.seat = secrets.token_hex(16)
    return str(request.state.seat)


def check_form(request: Request, given: object) -> None:
    """Refuse a form that carries no token of ours.

    Raises:
        HTTPException: 403.
    """
    if not request.cookies.get(SEAT_COOKIE) or not _same(str(given), form_token(request)):
        raise HTTPException(
            403, "this form is from another session; open the page again and send it once more"
        )


def too_big(limit: int) -> str:
    """Return what is said to someone who sends more than `limit` bytes."""
    return f"this is larger than {limit / 1_000_000:g} MB and was not read; send a single article"


def _unlocking(scope: Scope, token: str) -> Response:
    """Return the answer to a request that lacks the cookie: to one whose link shows the token, the cookie."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    shown = dict(query).get("token", "")
    if scope["method"] != "GET" or not _same(shown, token):
        return refusal(scope, 401, "this desk asks for a token; open the link that foreigndesk serve printed")
    rest = urlencode([(name, value) for name, value in query if name != "token"])
    # Not under "//": that would lead to another host.
    path = "/" + quote(scope["path"].lstrip("/\\"))
    answer = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
    answer.set_cookie(TOKEN_COOKIE, _stored(token), max_age=_YEAR, httponly=True, samesite="strict", path="/")
    return answer


def _from_here(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode("utf-8", "replace"))


def _stored(token: str) -> str:
    """Return what the cookie holds in place of the token itself."""
    return hashlib.sha256(b"foreigndesk cookie " + token.encode()).hexdigest()


class _Sending:
    """Sends an answer with our headers, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _limited(receive: Receive, limit: int) -> Receive:
    """Count what comes in, for bodies that do not say their length."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413, too_big(limit))
        return message

    return receiving
