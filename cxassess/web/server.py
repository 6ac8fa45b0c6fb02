"""The server itself: where it listens, and how it begins and ends."""

import contextlib
import errno
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cxassess.errors import CxassessError
from cxassess.files.engagement import Opened
from cxassess.web.app import make_app
from cxassess.web.consultant import HOME
from cxassess.web.desk import Desk

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
ARRIVAL_SECONDS = 10.0  # between two looks at whether a request goes on arriving
STOP_SECONDS = 10  # that requests have to end when the server is stopped


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens, and the address that people type, where a proxy stands in front."""

    host: str
    port: int
    base_url: str = ""


def serve(opened: Opened, place: Place, say: Callable[[str, str], None]) -> None:
    """Serve an engagement until Ctrl-C or SIGTERM; `say` is told where and the consultants' link, once it answers.

    Raises:
        CxassessError: the port is taken, the address is not this machine's, or the engagement is served already.
    """
    listener = _listener(place)
    with listener, opened.store.serving():
        if not opened.still_asks():
            message = f"the questionnaire of wave {opened.wave.id} was changed meanwhile: start the server again"
            raise CxassessError(message)
        host, port = listener.getsockname()[:2]
        base = urlsplit(place.base_url)
        desk = Desk(opened, is_https=base.scheme == "https", address=place.base_url)
        app = make_app(desk, hosts=_names(place, base.hostname or ""), origins=_origins(place.base_url))
        config = uvicorn.Config(
            app,
            log_config=None,  # no request is written down anywhere: addresses hold the tokens of links
            access_log=False,
            lifespan="on",
            server_header=False,
            date_header=False,
            proxy_headers=bool(place.base_url),
            timeout_graceful_shutdown=STOP_SECONDS,
            http=_Protocol,
            ws="none",
        )
        shown = place.base_url.rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        link = f"{shown}{HOME}/enter/{desk.keys.new_link()}"
        _Server(config, lambda: say(shown, link), desk).run([listener])


class _Protocol(HttpToolsProtocol):
    """Gives up a connection on which a request trickles: its head or its body is no further than two looks ago."""

    def connection_made(self, transport: Any) -> None:  # uvicorn takes a narrower type than asyncio gives
        super().connection_made(transport)
        self._arrived = 0  # heads and bodies, since the beginning
        self._arrived_before = 0
        self._watch = self.loop.call_later(ARRIVAL_SECONDS, self._look)

    def on_headers_complete(self) -> None:
        self._arrived += 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arrived += 1
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        is_arriving = self.cycle is None or self.cycle.response_complete or self.cycle.more_body
        if is_arriving and self._arrived == self._arrived_before:
            self.transport.close()
            return
        self._arrived_before = self._arrived
        self._watch = self.loop.call_later(ARRIVAL_SECONDS, self._look)


class _Server(uvicorn.Server):
    """Tells when it listens, and ends without passing the signal on: there is still something to put away."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], desk: Desk) -> None:
        super().__init__(config)
        self._ready, self._desk = ready, desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._desk.is_leaving = True
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listener(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        raise CxassessError(_why_not(place, error)) from error
    return listener


def _why_not(place: Place, error: Exception) -> str:
    where = f"{place.host}:{place.port}"
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return f"{where} is taken by another program: choose another port with --port, or 0 for any that is free"
        case errno.EACCES:
            return f"{where} may not be used: ports below 1024 belong to the system; choose another with --port"
        case errno.EADDRNOTAVAIL | socket.EAI_NONAME | socket.EAI_NODATA:
            return f"{place.host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all that it has"
    return f"{where} cannot be listened at: {error}"


def _names(place: Place, public: str) -> frozenset[str]:
    """The host names that requests may have; any where the server listens to a network and no name was given."""
    try:
        is_local = ipaddress.ip_address(place.host).is_loopback
    except ValueError:
        is_local = place.host == "localhost"
    if public:
        return LOCAL_NAMES | {public, place.host}
    return LOCAL_NAMES | {place.host} if is_local else frozenset()


def _origins(base_url: str) -> frozenset[str]:
    parts = urlsplit(base_url)
    return frozenset({f"{parts.scheme}://{parts.netloc}"}) if parts.netloc else frozenset()
