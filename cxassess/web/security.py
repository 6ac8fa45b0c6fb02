"""What every request passes before a page sees it, and every answer after: each layer is one small ASGI application.

Requests that change something come from our own pages (`SameOrigin`), are small (`Bounded`), and name a
host that we go by (`KnownHost`). Every answer carries the headers of `HEADERS`.
"""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # the token is in the address
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
# Of a picture that the client gave, which as SVG may carry script: opened by its address it runs none, loads nothing
# and is of no origin. Styles may stand in it.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY = "cxassess.body"  # where a scope has the whole body
LARGEST_BODY = 64 * 1024  # bytes; a comment of the longest kind in any script, with everything around it


class Headed:
    """Puts on every answer the headers that it has not of its own; no cache keeps what does not say that it may."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        if is_https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                own = {name for name, _ in headers}
                if b"cache-control" not in own:
                    headers.append((b"cache-control", b"no-store"))
                headers.extend(header for header in self._headers if header[0] not in own)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class SameOrigin:
    """Refuses what another site sends: by Sec-Fetch-Site, or by Origin where a browser does not say that.

    Args:
        origins: our own, such as https://answers.example.org; empty where the request's Host tells it.
    """

    def __init__(self, app: ASGIApp, *, origins: frozenset[str]) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._is_ours(scope):
            await _refusal(403, "This was sent from another site.")(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        site = _header(scope, b"sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = _header(scope, b"origin")
        if origin is None:  # neither a browser nor another site's page: a program that has no cookie of anybody
            return True
        return origin in self._origins or urlsplit(origin).netloc == _header(scope, b"host")


class KnownHost:
    """Refuses requests for a host that is not ours, by which a page elsewhere could reach a server on this machine."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._hosts and _host(_header(scope, b"host") or "") not in self._hosts:
            await _refusal(421, "This server does not go by that name.")(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Bounded:
    """Refuses bodies that are too large, and puts the others into the scope under `BODY`.

    Those that do not arrive in time are given up with their connection.
    """

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST_BODY) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        declared = _header(scope, b"content-length") or ""
        if declared.isdigit() and int(declared) > self._largest:
            await _refusal(413, "That is too much at once.")(scope, receive, send)
            return
        body = await self._whole(receive)
        if body is None:
            await _refusal(413, "That is too much at once.")(scope, receive, send)
            return
        scope[BODY] = body
        await self._app(scope, receive, send)

    async def _whole(self, receive: Receive) -> bytes | None:
        """The body; None where it is too large."""
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return b""
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._largest:
                return None
            if not message.get("more_body", False):
                return b"".join(parts)


def _header(scope: Scope, name: bytes) -> str | None:
    """The first header of a name."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


@lru_cache(maxsize=256)
def _host(header: str) -> str:
    """The name alone, without a port."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _refusal(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(sentence, status, {"connection": "close"})
