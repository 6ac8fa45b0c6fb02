"""What the pages of all who answer share, be it for the assessment or the mirror: refusals, notices, the cookie."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from cxassess.errors import CxassessError
from cxassess.web.desk import Desk
from cxassess.web.rendering import tongue
from cxassess.web.respondents import Refusal, Refused
from cxassess.words import Words

SESSION_SECONDS = 30 * 24 * 3600
STATUS = {
    Refusal.UNKNOWN: 404,
    Refusal.REVOKED: 410,
    Refusal.EXPIRED: 410,
    Refusal.CLOSED: 410,
    Refusal.FULL: 403,
    Refusal.NO_PLACE: 403,
    Refusal.TAKEN: 409,
    Refusal.UNFIT: 422,
}
Handler = Callable[[Request], Awaitable[Response]]


class VisitorPages:
    """The ground on which pages for those who answer stand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def guarded(self, handler: Handler, request: Request) -> Response:
        """A page, or the kind page that says why there is none."""
        try:
            return await handler(request)
        except Refused as refused:
            return self._refused(request, refused.why)
        except CxassessError:
            return self._not_saved(request)

    def _shown(
        self,
        template: str,
        words: Words,
        now: str,
        known: Iterable[str],
        request: Request,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """A page in the language `now`, which offers the other known ones."""
        tongues = [(tag, tongue(tag)) for tag in known if tag != now]
        shared = {"tongues": tongues, "path": request.url.path, "tag": now}
        return self._desk.pages.page(template, words, status, **{**shared, **values})

    def _notice(self, words: Words, key: str, status: int) -> Response:
        contact = self._desk.opened.settings.privacy_contact
        return self._desk.pages.page("notice.html", words, status, key=key, contact=contact)

    def _words(self, request: Request) -> Words:
        """The words of notices: in the language that was picked, or that of the session or the link, or the wave's."""
        store, cookie, token = self._desk.store, self._cookie(request), request.path_params.get("token", "")
        session = store.sessions.by_token(cookie) if cookie else None
        invitation = store.invitations.by_token(token) if token else None
        wanted = (
            request.query_params.get("language", ""),
            session.language if session else "",
            invitation.language if invitation else "",
        )
        return self._desk.words(next(filter(None, wanted), ""))

    def _refused(self, request: Request, why: Refusal) -> Response:
        words = self._words(request)
        if wants_json(request):
            return JSONResponse({"said": words.say(f"web.notice.{why}.title")}, STATUS[why])
        if why == Refusal.UNKNOWN:
            if self._is_braked(request):
                return Response(words.say("web.too_many"), 429, media_type="text/plain")
            if "token" in request.path_params:
                self._desk.brake.wrong(address(request))
            elif not self._cookie(request):
                return self._notice(words, "home", 404)
        return self._notice(words, why, STATUS[why])

    def _not_saved(self, request: Request) -> Response:
        words = self._words(request)
        if wants_json(request):
            return JSONResponse({"said": words.say("web.not_saved")}, 503)
        return self._notice(words, "not_saved", 503)

    def _is_braked(self, request: Request) -> bool:
        return self._desk.brake.is_on(address(request))

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(self._desk.cookie, "")

    def _with_cookie(self, response: Response, token: str, code: str = "") -> Response:
        """Settle both cookies, so that the code of whoever had this device before is gone; empty deletes one."""
        for name, value in ((self._desk.cookie, token), (self._desk.cookie + "-code", code)):
            seconds = SESSION_SECONDS if value else 0
            response.set_cookie(
                name, value, seconds, path="/", secure=self._desk.is_https, httponly=True, samesite="lax"
            )
        return response


def wants_json(request: Request) -> bool:
    """Whether the script of a page asks, and not a browser for a page."""
    return request.headers.get("accept") == "application/json"


def go_to(where: str) -> Response:
    """On to another page."""
    return RedirectResponse(where, 303)


def is_path(where: str) -> bool:
    """Whether an address is one of ours, and not of another host."""
    return where.startswith("/") and not where.startswith(("//", "/\\"))


def address(request: Request) -> str:
    """Where a request comes from, for the brake alone."""
    return request.client.host if request.client else ""
