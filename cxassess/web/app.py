"""The application: all addresses, behind the layers that every request passes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cxassess.web import consultant, respondent
from cxassess.web.desk import Desk
from cxassess.web.security import Bounded, Headed, KnownHost, SameOrigin


def make_app(desk: Desk, *, hosts: frozenset[str] = frozenset(), origins: frozenset[str] = frozenset()) -> ASGIApp:
    """The pages of an engagement.

    Args:
        hosts: the names that the server goes by; empty for any.
        origins: of a proxy in front, such as https://answers.example.org.
    """

    async def static(request: Request) -> Response:
        found = desk.pages.file(request.path_params["name"])
        return found or PlainTextResponse("", 404)

    async def missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        key = "missing" if status in {404, 405} else "unfit"  # of the others, a form has sent too much or no form
        words = desk.languages.texts(desk.languages.usual).words
        return desk.pages.page("notice.html", words, status, key=key, contact="")

    async def broken(request: Request, error: Exception) -> Response:
        words = desk.languages.texts(desk.languages.usual).words
        return desk.pages.page("notice.html", words, 500, key="broken", contact="")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        desk.start()
        try:
            yield
        finally:
            await desk.stop()

    pages = respondent.RespondentPages(desk)
    app: ASGIApp = Starlette(
        routes=[*respondent.routes(pages), *consultant.routes(desk), Route("/static/{name}", static)],
        exception_handlers={HTTPException: missing, Exception: broken},
        lifespan=lifespan,
    )
    app = respondent.Touches(app, pages)
    app = Bounded(app)
    app = SameOrigin(app, origins=origins)
    app = KnownHost(app, hosts=hosts)
    return Headed(app, is_https=desk.is_https)
