"""The pages of people who answer: a link, the questions one by one, the list of all, and the end."""

from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cxassess.files.answer_files import NAME_LIMIT
from cxassess.model.invitation import Invitation
from cxassess.model.pack import NOT_APPLICABLE
from cxassess.sitting import Person
from cxassess.web import respondents
from cxassess.web.desk import Desk
from cxassess.web.forms import LONGEST, Form, read_form
from cxassess.web.languages import Texts
from cxassess.web.mirror import MirrorPages
from cxassess.web.respondents import Refusal, Refused, Seat, Typed
from cxassess.web.views import LastPage, Reader, last_day, privacy_of
from cxassess.web.visitors import Handler, VisitorPages, address, go_to, is_path, wants_json

CODE_GROUP = 4  # letters of a code between two hyphens
_QUESTION, _JSON = "/q/", b"application/json"


class Touches:
    """Takes what the script of a page sends at each touch past the table of addresses: most requests are such."""

    def __init__(self, app: ASGIApp, pages: "RespondentPages") -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not _is_touch(scope):
            await self._app(scope, receive, send)
            return
        scope["path_params"] = {"question": scope["path"].removeprefix(_QUESTION)}
        request = Request(scope, receive)
        try:
            response = await self._pages.guarded(self._pages.save, request)
        except HTTPException as error:
            response = Response(status_code=error.status_code)
        await response(scope, receive, send)


def _is_touch(scope: Scope) -> bool:
    path = scope["path"]
    return path.startswith(_QUESTION) and "/" not in path[len(_QUESTION) :] and (b"accept", _JSON) in scope["headers"]


def routes(pages: "RespondentPages") -> list[Route]:
    """All addresses that people who answer can come to."""

    def at(path: str, method: str, handler: Handler) -> Route:
        return Route(path, partial(pages.guarded, handler), methods=[method])

    return [
        at("/", "GET", pages.home),
        at("/a/{token}", "GET", pages.link),
        at("/a/{token}", "POST", pages.enter),
        at("/a/{token}/back", "POST", pages.come_back),
        at("/code", "GET", pages.code),
        at("/start", "GET", pages.start),
        at("/q", "GET", pages.next),
        at("/q/{question}", "GET", pages.question),
        at("/q/{question}", "POST", pages.save),
        at("/q/{question}/last", "GET", pages.last),
        at("/questions", "GET", pages.list),
        at("/finish", "GET", pages.finish),
        at("/finish", "POST", pages.finished),
        at("/language", "POST", pages.speak),
        at("/leave", "POST", pages.leave),
        at("/mirror", "GET", pages.outside.form),
        at("/mirror", "POST", pages.outside.save),
        at("/mirror/thanks", "GET", pages.outside.thanks),
    ]


class RespondentPages(VisitorPages):
    """One method a page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.outside = MirrorPages(desk)

    # ── the link ─────────────────────────────────────────────────────────────────────────────────────────────

    async def home(self, request: Request) -> Response:
        """For somebody who typed the address: on to the questions, or what the link is for."""
        if cookie := self._cookie(request):
            session = self._desk.store.sessions.by_token(cookie)
            return go_to("/mirror" if session and session.outside else "/start")
        return self._notice(self._words(request), "home", 200)

    async def link(self, request: Request) -> Response:
        """What a link opens. It changes nothing: mail programs follow links, too."""
        invitation = self._invited(request)
        if invitation.kind == "mirror":
            return self.outside.link(request, invitation)
        texts = self._texts(request, invitation.language)
        if invitation.kind == "shared":
            return self._join_page(request, invitation, texts)
        seat = respondents.seat_by_link(self._desk.store, self._desk.wave, invitation)
        reader = self._reader(seat, texts)
        return self._page("welcome.html", texts, request, page=reader.welcome(), invitation=invitation, action=True)

    async def enter(self, request: Request) -> Response:
        """Open a session by a link."""
        invitation = self._invited(request)
        form = read_form(request)
        token, today = request.path_params["token"], self._desk.today()
        language = form.line("language")
        if invitation.kind == "mirror":
            return await self.outside.enter(request, invitation, language)
        if invitation.kind == "shared":
            return await self._join(request, invitation, form, language)
        wave = self._desk.wave
        cookie = await self._desk.write(lambda store: respondents.enter(store, wave, token, today, language))
        return self._with_cookie(go_to("/q"), cookie)

    async def _join(self, request: Request, invitation: Invitation, form: Form, language: str) -> Response:
        settings, pack = self._desk.opened.settings, self._desk.opened.pack
        texts = self._texts(request, language or invitation.language)
        role, unit = form.line("role"), form.line("unit")
        name = "" if settings.mode == "anonymous" else form.line("name")
        faults = {}
        if settings.mode != "anonymous" and not 0 < len(name) <= NAME_LIMIT:
            faults["name"] = texts.words.say("interview.name_missing")
        if not invitation.role and role not in pack.roles:
            faults["role"] = texts.words.say("web.role_missing")
        if not invitation.unit and settings.units and unit not in ("-", *settings.units):
            faults["unit"] = texts.words.say("web.unit_missing")
        if faults:
            return self._join_page(request, invitation, texts, form, faults)
        wave, token, today = self._desk.wave, request.path_params["token"], self._desk.today()
        unit = unit if unit in settings.units else ""
        try:
            cookie, code = await self._desk.write(
                lambda store: respondents.join(store, wave, token, today, language, name, role, unit)
            )
        except Refused as refused:
            if refused.why != Refusal.TAKEN:
                raise
            faults["name"] = texts.words.say("web.name_taken")
            return self._join_page(request, invitation, texts, form, faults)
        return self._with_cookie(go_to("/code"), cookie, code)

    def _join_page(
        self,
        request: Request,
        invitation: Invitation,
        texts: Texts,
        form: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response:
        settings = self._desk.opened.settings
        return self._page(
            "join.html",
            texts,
            request,
            422 if faults else 200,
            path=f"/a/{request.path_params['token']}",  # also where a wrong code was sent to another address
            invitation=invitation,
            about=settings.about,
            privacy=privacy_of(settings, texts.words, with_proof=False),
            contact=settings.privacy_contact,
            roles=() if invitation.role else tuple(texts.pack.roles.values()),
            units=() if invitation.unit else settings.units,
            with_name=settings.mode != "anonymous",
            typed=form or Form({}),
            faults=faults or {},
            until=last_day(invitation.ends, texts.words),
        )

    async def come_back(self, request: Request) -> Response:
        """Open a session by a shared link and a code."""
        invitation = self._invited(request)
        form = read_form(request)
        token, today, wave = request.path_params["token"], self._desk.today(), self._desk.wave
        language, code = form.line("language"), form.line("code")
        try:
            cookie = await self._desk.write(
                lambda store: respondents.come_back(store, wave, token, today, language, code)
            )
        except Refused as refused:
            if refused.why != Refusal.UNKNOWN:
                raise
            if self._is_braked(request):
                raise
            self._desk.brake.wrong(address(request))
            texts = self._texts(request, language or invitation.language)
            return self._join_page(request, invitation, texts, form, {"code": texts.words.say("web.code_wrong")})
        return self._with_cookie(go_to("/q"), cookie, _as_given(code))

    async def code(self, request: Request) -> Response:
        """The code to come back by, once after joining."""
        seat, texts = self._seated(request)
        code = request.cookies.get(self._desk.cookie + "-code", "")
        if not code:
            return go_to("/q")
        return self._page("code.html", texts, request, code=code, seat=seat)

    # ── the questions ────────────────────────────────────────────────────────────────────────────────────────

    async def start(self, request: Request) -> Response:
        """The first page once more, for somebody who is in."""
        seat, texts = self._seated(request)
        reader = self._reader(seat, texts)
        return self._page(
            "welcome.html", texts, request, page=reader.welcome(), invitation=seat.invitation, action=False
        )

    async def next(self, request: Request) -> Response:
        """The first question that is open."""
        seat, texts = self._seated(request)
        sitting = self._reader(seat, texts).sitting
        return go_to(f"/q/{sitting.open[0]}" if sitting.open else "/finish")

    async def question(self, request: Request) -> Response:
        """One question."""
        seat, texts = self._seated(request)
        return self._question_page(request, seat, texts, request.path_params["question"])

    def _question_page(
        self, request: Request, seat: Seat, texts: Texts, question: str, typed: Typed | None = None, fault: str = ""
    ) -> Response:
        reader = self._reader(seat, texts)
        if question not in reader.sitting.asked:
            return self._notice(texts.words, "no_question", 404)
        newest = self._desk.store.answers.newest(self._desk.wave, seat.id, question) if seat.id else None
        page = reader.question(question, newest[0] if newest else 0)
        replaced = texts.words.say("web.replaced") if "replaced" in request.query_params else ""
        return self._page(
            "question.html",
            texts,
            request,
            422 if fault else 200,
            page=page,
            chosen=typed.choice if typed else page.chosen,
            comment=typed.comment if typed else page.comment,
            reason=typed.reason if typed else page.comment,
            evidence=typed.evidence if typed else page.evidence,
            fault=fault,
            replaced=replaced,
            last=self._last(seat, reader, question),
            may_have_last=self._desk.last_times.are_any and not page.is_card,
            longest=LONGEST,
            saved=page.is_saved and not fault,
        )

    async def last(self, request: Request) -> Response:
        """What this person answered the last time, once they have answered; for the script, which asks after a save."""
        seat, texts = self._seated(request)
        question = request.path_params["question"]
        last = self._last(seat, self._reader(seat, texts), question)
        if last is None:
            return Response(status_code=204)
        return self._page("last.html", texts, request, last=last)

    def _last(self, seat: Seat, reader: Reader, question: str) -> LastPage | None:
        if question not in reader.sitting.asked:
            return None
        last = self._desk.last_times.of(self._desk.store, seat.id, question)
        return reader.last(last.wave, last.as_of, last.answer) if last else None

    async def save(self, request: Request) -> Response:
        """Save what stands on a page, then go where its button says; a script gets the outcome as JSON instead."""
        form = read_form(request)
        typed = Typed(
            question=request.path_params["question"],
            choice=form.line("choice"),
            comment=form.text("comment"),
            reason=form.text("reason"),
            evidence=form.text("evidence"),
            seen=form.number("seen"),
        )
        cookie, today = self._cookie(request), self._desk.today()
        wave, rules = self._desk.wave, self._desk.rules
        go = form.line("go") or "next"
        if typed.choice == NOT_APPLICABLE and not typed.reason.strip() and not wants_json(request):
            seat, texts = self._seated(request)
            if go == "next":
                fault = texts.words.say("web.reason_missing")
                return self._question_page(request, seat, texts, typed.question, typed, fault)
            await self._speak(cookie, go)
            return go_to(self._after(request, typed.question, go))
        kept = await self._desk.write(lambda store: respondents.save(store, wave, cookie, today, typed, rules))
        if wants_json(request):
            replaced = b"true" if kept.replaced else b"false"
            return Response(b'{"seen":%d,"replaced":%b}' % (kept.number, replaced), media_type="application/json")
        await self._speak(cookie, go)
        where = self._after(request, typed.question, go)
        return go_to(f"{where}?replaced" if kept.replaced else where)

    async def _speak(self, cookie: str, go: str) -> None:
        """Where the button was another language, go on in it."""
        if go in self._desk.languages.known:
            await self._desk.write(lambda store: store.sessions.speak(cookie, go))

    def _after(self, request: Request, question: str, go: str) -> str:
        """Where a button leads. Refused from a question that this person is not asked."""
        seat, texts = self._seated(request)
        sitting = self._reader(seat, texts).sitting
        if question not in sitting.asked:
            raise Refused(Refusal.UNFIT)
        match go:
            case "back":
                before = sitting.previous(question)
                return "/start" if before == question else f"/q/{before}"
            case "list":
                return "/questions"
            case language if language in self._desk.languages.known:
                return f"/q/{question}"
        after = sitting.next_open(question)
        return "/finish" if after is None else f"/q/{after}"

    async def list(self, request: Request) -> Response:
        """All questions, to go to any of them."""
        seat, texts = self._seated(request)
        reader = self._reader(seat, texts)
        n, of = reader.sitting.answered, len(reader.sitting.asked)
        progress = texts.words.say("web.answered", n=n, of=of)
        return self._page(
            "list.html",
            texts,
            request,
            groups=reader.groups(),
            progress=progress,
            is_open=n < of,
        )

    async def finish(self, request: Request) -> Response:
        """What is still open, and the last button; thanks after it."""
        seat, texts = self._seated(request)
        is_finished = bool(seat.id) and self._desk.store.people.is_finished(self._desk.wave, seat.id)
        page = self._reader(seat, texts).finish(is_finished=is_finished)
        code = request.cookies.get(self._desk.cookie + "-code", "") if seat.invitation.kind == "shared" else ""
        until = last_day(seat.invitation.ends, texts.words)
        return self._page("finish.html", texts, request, page=page, code=code, until=until)

    async def finished(self, request: Request) -> Response:
        """Somebody says that they are done."""
        cookie, today, wave = self._cookie(request), self._desk.today(), self._desk.wave
        await self._desk.write(lambda store: respondents.finish(store, wave, cookie, today))
        return go_to("/finish")

    # ── language, and leaving ────────────────────────────────────────────────────────────────────────────────

    async def speak(self, request: Request) -> Response:
        """Go on in another language, on the same page."""
        form, cookie = read_form(request), self._cookie(request)
        found = respondents.session_of(self._desk.store, self._desk.wave, cookie, self._desk.today())
        language, back = form.line("language"), form.line("back")
        if language in (self.outside.known if found.session.outside else self._desk.languages.known):
            await self._desk.write(lambda store: store.sessions.speak(cookie, language))
        return go_to(back if is_path(back) else "/q")

    async def leave(self, request: Request) -> Response:
        """Close the session, on a device that others use."""
        cookie, words = self._cookie(request), self._words(request)
        session = self._desk.store.sessions.by_token(cookie) if cookie else None
        if cookie:
            await self._desk.write(lambda store: store.sessions.end(cookie))
        left = "left_outside" if session and session.outside else "left"
        return self._with_cookie(self._notice(words, left, 200), "")

    # ── what they share ──────────────────────────────────────────────────────────────────────────────────────

    def _invited(self, request: Request) -> Invitation:
        desk = self._desk
        return respondents.invited(desk.store, desk.wave, request.path_params["token"], desk.today())

    def _seated(self, request: Request) -> tuple[Seat, Texts]:
        desk = self._desk
        seat = respondents.seat_of(desk.store, desk.wave, self._cookie(request), desk.today())
        return seat, desk.languages.texts(seat.language or desk.languages.usual)

    def _reader(self, seat: Seat, texts: Texts) -> Reader:
        desk = self._desk
        drafts = desk.store.answers.drafts_of(desk.wave, seat.id) if seat.id else {}
        person = Person(seat.name, seat.role, seat.unit)
        return Reader(desk.opened.settings, texts.pack, texts.words, person, seat.id, seat.answers, drafts)

    def _texts(self, request: Request, language: str) -> Texts:
        """The texts in the language that was picked, or that of the invitation, or the wave's."""
        languages = self._desk.languages
        picked = request.query_params.get("language", "")
        return languages.texts(next((tag for tag in (picked, language) if tag in languages.known), languages.usual))

    def _page(self, template: str, texts: Texts, request: Request, status: int = 200, **values: Any) -> Response:
        known = self._desk.languages.known
        return self._shown(template, texts.words, texts.pack.language, known, request, status, **values)


def _as_given(code: str) -> str:
    """A code as it was given, however it was typed: a cookie takes no other letters."""
    plain = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    return "-".join(plain[at : at + CODE_GROUP] for at in range(0, len(plain), CODE_GROUP))
