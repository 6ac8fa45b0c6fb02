"""The consultants' pages: sign in, follow a wave, agree on levels, close it, and fetch the documents.

All of them stand under /consultant and need a session of a consultant; that of a respondent opens none. `/eyes` before
a page's name shows the consultants' own view, with names: it is one deliberate link away from what may be projected.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.actions import add_action, change_action, register_of
from cxassess.files.agreeing import Agreement, agree
from cxassess.files.clean import clean_text
from cxassess.files.invitation_files import link_of
from cxassess.files.inviting import renewed_end
from cxassess.files.store import Store
from cxassess.files.store_secrets import PASSWORD
from cxassess.files.store_states import CLOSING, FINISHING, REOPENING
from cxassess.model.engagement import ANONYMOUS
from cxassess.model.pack import LEVELS
from cxassess.web import actions, documents, follow, reviewing
from cxassess.web.brake import Brake
from cxassess.web.desk import Desk
from cxassess.web.forms import LONGEST, Form, read_form
from cxassess.web.keys import HOURS, is_password
from cxassess.web.situation import Situation
from cxassess.words import Words

HOME = "/consultant"
WRONG_PASSWORDS = 5  # from one address in a minute
PAGES = ("follow", "people", "practices", "evidence", "comments", "actions", "report")
HELD = 15.0  # seconds that a page waits for something new, before it asks again
STEP = 0.05
MOST_HELD = 16  # pages that wait at once; others are told at once that there is nothing new
Handler = Callable[[Request], Awaitable[Response]]


def routes(desk: Desk) -> list[Route]:
    """All addresses of the consultants."""
    pages = ConsultantPages(desk)

    def open_(path: str, method: str, handler: Handler) -> Route:
        return Route(HOME + path, handler, methods=[method])

    def at(path: str, method: str, handler: Handler) -> Route:
        return Route(HOME + path, partial(pages.guarded, handler), methods=[method])

    return [
        open_("/enter/{token}", "GET", pages.link),
        open_("/enter/{token}", "POST", pages.enter),
        open_("/sign-in", "GET", pages.sign_in),
        open_("/sign-in", "POST", pages.signed_in),
        at("/sign-out", "POST", pages.sign_out),
        at("", "GET", pages.follow),
        at("/live", "GET", pages.live),
        at("/eyes", "GET", partial(pages.follow, eyes=True)),
        at("/eyes/live", "GET", partial(pages.live, eyes=True)),
        at("/show", "POST", pages.show),
        at("/practices", "GET", pages.practices),
        at("/eyes/practices", "GET", partial(pages.practices, eyes=True)),
        at("/practices/{practice}", "GET", pages.practice),
        at("/practices/{practice}", "POST", pages.agree),
        at("/eyes/practices/{practice}", "GET", partial(pages.practice, eyes=True)),
        at("/eyes/practices/{practice}", "POST", partial(pages.agree, eyes=True)),
        at("/people", "GET", pages.people),
        at("/people/{invitation}/revoke", "POST", pages.revoke),
        at("/people/{invitation}/renew", "POST", pages.renew),
        at("/evidence", "GET", pages.evidence),
        at("/comments", "GET", pages.comments),
        at("/comments", "POST", pages.decide),
        at("/actions", "GET", pages.actions),
        at("/actions", "POST", pages.change_action),
        at("/report", "GET", pages.report),
        at("/report", "POST", pages.write_report),
        at("/report/{name}", "GET", pages.document),
        at("/close", "GET", pages.closing),
        at("/close", "POST", pages.close),
        at("/reopen", "GET", pages.reopening),
        at("/reopen", "POST", pages.reopen),
    ]


class ConsultantPages:
    """One method a page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._brake = Brake(most=WRONG_PASSWORDS)
        self._hashing = asyncio.Semaphore(2)  # argon2 takes 64 MiB each
        self._held = 0
        self._shown: dict[bool, tuple[Situation, dict[str, Any]]] = {}
        self._writing = asyncio.Lock()

    async def guarded(self, handler: Handler, request: Request) -> Response:
        """A page for consultants; anybody else is sent to the door."""
        if not self._desk.keys.is_open(self._cookie(request)):
            if request.method == "GET" and not request.url.path.endswith("/live"):
                return _go(f"{HOME}/sign-in")
            return Response(self._say("follow.signed_out"), 403, media_type="text/plain")
        try:
            return await handler(request)
        except CxassessError as error:
            return self._page("consultant/fault.html", 409, here="", sentences=str(error).splitlines())

    # ── coming in and going ──────────────────────────────────────────────────────────────────────────────────

    async def link(self, request: Request) -> Response:
        """What the link opens that stands in the terminal. It is used up by the button alone."""
        if not self._desk.keys.fits(request.path_params["token"]):
            return self._door("follow.link_used", 404)
        return self._page("consultant/enter.html", path=request.url.path)

    async def enter(self, request: Request) -> Response:
        """Sign in by the link."""
        if not self._desk.keys.use(request.path_params["token"]):
            return self._door("follow.link_used", 404)
        return self._let_in()

    async def sign_in(self, request: Request) -> Response:
        """The door."""
        return self._door("", 200)

    async def signed_in(self, request: Request) -> Response:
        """Sign in by the password."""
        address = request.client.host if request.client else ""
        if self._brake.is_on(address):
            return self._door("follow.too_many", 429)
        form = read_form(request)
        password, kept = form.text("password"), self._desk.store.secrets.value(PASSWORD)
        self._brake.wrong(address)  # before the hash is made, so that many at once are braked, too
        async with self._hashing:
            is_right = await asyncio.to_thread(is_password, kept, password)
        if not is_right:
            return self._door("follow.wrong" if kept else "follow.no_password", 403)
        self._brake.right(address)
        return self._let_in()

    def _let_in(self) -> Response:
        response = _go(HOME)
        response.set_cookie(
            self._name,
            self._desk.keys.open(),
            HOURS * 3600,
            path="/",
            secure=self._desk.is_https,
            httponly=True,
            samesite="strict",
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        self._desk.keys.close(self._cookie(request))
        response = _go(f"{HOME}/sign-in")
        response.delete_cookie(self._name, path="/", secure=self._desk.is_https, httponly=True, samesite="strict")
        return response

    def _door(self, fault: str, status: int) -> Response:
        return self._page("consultant/sign_in.html", status, fault=self._say(fault) if fault else "")

    # ── follow ───────────────────────────────────────────────────────────────────────────────────────────────

    async def follow(self, request: Request, *, eyes: bool = False) -> Response:
        """Who has answered, and what comes of it."""
        s = await self._look(eyes=eyes)
        return self._page("consultant/follow.html", here="follow", s=s, **self._follow(s))

    async def live(self, request: Request, *, eyes: bool = False) -> Response:
        """The part of that page that changes, once it is another one than the page has."""
        known = request.headers.get("if-none-match", "")
        s = await self._look(eyes=eyes)
        if (tag := self._tag(s)) == known and self._held < MOST_HELD:
            await self._wait(eyes=eyes)
            s = await self._look(eyes=eyes)
            tag = self._tag(s)
        headers = {"etag": tag, "cache-control": "no-store"}
        if tag == known:
            return Response(None, 304, headers)
        response = self._page("consultant/follow_live.html", here="follow", s=s, **self._follow(s))
        response.headers.update(headers)
        return response

    async def _wait(self, *, eyes: bool) -> None:
        """Until there may be something new, at most a few seconds."""
        desk, situations, eyes = self._desk, self._desk.situations, eyes and not self._is_anonymous
        loop = asyncio.get_running_loop()
        end = loop.time() + HELD
        self._held += 1
        try:
            while loop.time() < end and not desk.is_leaving and situations.is_current(desk.store, eyes=eyes):
                await asyncio.sleep(STEP)
            while situations.rest > 0 and not desk.is_leaving:
                await asyncio.sleep(STEP)
        finally:
            self._held -= 1

    def _follow(self, s: Situation) -> dict[str, Any]:
        """What the page shows of a situation, made once for it; and the tag that tells it from another."""
        known = self._shown.get(s.eyes)
        if known is None or known[0] is not s:
            words = self._words()
            page = follow.follow_page(s, words)
            tag = hashlib.sha256(repr((s.eyes, page, s.events)).encode()).hexdigest()[:20]
            known = self._shown[s.eyes] = (s, {"page": page, "limit": follow.limit(words), "tag": f'"{tag}"'})
        return known[1]

    def _tag(self, s: Situation) -> str:
        return str(self._follow(s)["tag"])

    async def show(self, request: Request) -> Response:
        """Show the client the results of a closed wave, which stay as they are from then on."""
        s = await self._look(eyes=False)
        if s.wave.is_closed and s.is_protected:
            counted, merged = s.settings.counted_roles, s.settings.merged_roles
            await self._desk.write(lambda store: store.privacy.show(s.wave.id, counted, merged))
        return _go(HOME)

    # ── practices ────────────────────────────────────────────────────────────────────────────────────────────

    async def practices(self, request: Request, *, eyes: bool = False) -> Response:
        """All practices by role."""
        s = await self._look(eyes=eyes)
        heat = follow.heat_map(s.assessment, self._words()) if s.assessment else None
        return self._page("consultant/practices.html", here="practices", s=s, heat=heat)

    async def practice(self, request: Request, *, eyes: bool = False) -> Response:
        """One practice, and the form to agree on its level."""
        s = await self._look(eyes=eyes)
        return self._practice_page(request, s, Form({}), ())

    def _practice_page(self, request: Request, s: Situation, typed: Form, faults: tuple[str, ...]) -> Response:
        id = request.path_params["practice"]
        if id not in s.pack.practices:
            return self._page(
                "consultant/fault.html", 404, here="practices", sentences=[self._say("follow.no_practice")]
            )
        page = follow.practice_page(s, id, self._words())
        return self._page(
            "consultant/practice.html",
            422 if faults else 200,
            here="practices",
            s=s,
            page=page,
            typed=typed,
            faults=faults,
            today=self._desk.today().isoformat(),
            levels=[(str(n), s.pack.levels[n - 1]) for n in LEVELS],
            longest=LONGEST,
        )

    async def agree(self, request: Request, *, eyes: bool = False) -> Response:
        """Keep a level that was agreed on, or take it back: the same as `cxassess agree`."""
        form, id = read_form(request), request.path_params["practice"]
        on, faults = form.line("on"), []
        try:
            day = date.fromisoformat(on) if on else None
        except ValueError:
            day = None
            faults.append(self._say("follow.agree.day_wrong"))
        level = None if form.line("do") == "withdraw" else form.line("level")
        said = Agreement(id, level, form.text("reason"), form.line("present"), day)
        opened = self._desk.opened
        if not faults:
            try:
                await self._desk.write(lambda store: agree(replace(opened, store=store), said))
            except InvalidInput as error:
                labels = {"LEVEL": "level", "--reason": "reason", "--on": "on"}
                faults = [self._say(f"follow.agree.{labels.get(p.where, 'level')}_wrong") for p in error.problems]
        if faults:
            return self._practice_page(request, await self._look(eyes=eyes), form, tuple(faults))
        return _go(request.url.path)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────

    async def people(self, request: Request) -> Response:
        """Who was invited, and how far they are."""
        return await self._people_page("")

    async def _people_page(self, link: str, whose: str = "") -> Response:
        s = await self._look(eyes=True)
        return self._page(
            "consultant/people.html",
            here="people",
            s=s,
            link=link,
            whose=whose,
            waiting=len(s.unfinished),
            folder=self._desk.opened.folder,
        )

    async def revoke(self, request: Request) -> Response:
        """Take a link back."""
        id = request.path_params["invitation"]
        await self._desk.write(lambda store: store.invitations.revoke(id) if self._is_ours(store, id) else False)
        return _go(f"{HOME}/people")

    async def renew(self, request: Request) -> Response:
        """Another link in place of somebody's, shown once."""
        id = request.path_params["invitation"]
        found = self._desk.store.invitations.by_id(id)
        if found is None or found.kind != "personal" or found.wave != self._desk.wave or found.revoked:
            return _go(f"{HOME}/people")
        settings = self._desk.opened.settings
        ends = renewed_end(found, settings, self._desk.today())
        token = await self._desk.write(lambda store: store.invitations.renew(id, ends))
        if token is None:
            return _go(f"{HOME}/people")
        address = self._desk.address or self._desk.store.states.address(self._desk.wave) or str(request.base_url)
        return await self._people_page(link_of(address, token), found.name)

    def _is_ours(self, store: Store, id: str) -> bool:
        found = store.invitations.by_id(id)
        return found is not None and found.wave == self._desk.wave

    # ── evidence and comments ────────────────────────────────────────────────────────────────────────────────

    async def evidence(self, request: Request) -> Response:
        """The proof that was named, by practice."""
        s = await self._look(eyes=True)
        notes: list[Any] = []
        if s.assessment:
            place = {id: place for place, id in enumerate(s.pack.practices)}
            notes = sorted(s.assessment.evidence, key=lambda note: place[note.practice])
        return self._page("consultant/evidence.html", here="evidence", s=s, notes=notes)

    async def comments(self, request: Request) -> Response:
        """What respondents wrote, to be read before it is printed."""
        return await self._comments_page("")

    async def _comments_page(self, fault: str, status: int = 200) -> Response:
        s = await self._look(eyes=True)
        return self._page("consultant/comments.html", status, here="comments", s=s, shown=s.comments, fault=fault)

    async def decide(self, request: Request) -> Response:
        """Approve a comment, with words taken out or not, or refuse it."""
        form, wave = read_form(request), self._desk.wave
        s = await self._look(eyes=True)
        one = next((one for one in s.comments.comments if one.key == form.line("comment")), None)
        if one is None:
            return await self._comments_page(self._say("follow.comment.gone"), 409)
        state = reviewing.state_of(form.line("do"))
        text = reviewing.kept_text(one.text, form.text("text"))
        if text is None and state == "approved":
            return await self._comments_page(self._say("reviewing.only_out"), 422)
        await self._desk.write(
            lambda store: store.privacy.decide(wave, one.person, one.question, one.text, state, text or "")
        )
        return _go(f"{HOME}/comments#{one.key}")

    # ── actions ──────────────────────────────────────────────────────────────────────────────────────────────

    async def actions(self, request: Request) -> Response:
        """What was promised, and how it stands."""
        return await self._actions_page()

    async def _actions_page(
        self, said: Sequence[str] = (), faults: Sequence[str] = (), typed: Form | None = None
    ) -> Response:
        s, desk = await self._look(eyes=False), self._desk
        page = actions.actions_page(register_of(desk.store), s.assessment, desk.today(), self._words())
        status = 422 if faults else 200
        shown = {"page": page, "said": said, "faults": faults, "typed": typed, "longest": LONGEST}
        return self._page("consultant/actions.html", status, here="actions", s=s, **shown)

    async def change_action(self, request: Request) -> Response:
        """Change an action or take one up; what somebody else wrote meanwhile is told, and kept as history."""
        form, words = read_form(request), self._words()
        edit, added = actions.edit_of(form), actions.added_of(form)
        try:
            if form.line("do") == "add":
                made = await self._desk.write(lambda store: add_action(store, added, actions.VIA))
            else:
                made = await self._desk.write(lambda store: change_action(store, edit, actions.VIA))
        except InvalidInput as error:
            return await self._actions_page(faults=actions.faults_of(error, words), typed=form)
        said = actions.told(made, self._desk.today(), words)
        return await self._actions_page(said) if said else _go(f"{HOME}/actions")

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────────

    async def report(self, request: Request) -> Response:
        """The documents that were written, and a button that writes them."""
        return await self._report_page(())

    async def _report_page(self, said: tuple[str, ...], status: int = 200) -> Response:
        s = await self._look(eyes=False)
        found = documents.written(self._desk.opened.folder, self._desk.wave)
        folder = self._desk.opened.folder
        return self._page(
            "consultant/report.html", status, here="report", s=s, documents=found, said=said, folder=folder
        )

    async def write_report(self, request: Request) -> Response:
        """Write report and workbook by the command itself, one at a time."""
        if self._writing.locked():
            return await self._report_page((self._say("follow.report.busy"),), 409)
        async with self._writing:
            is_done, said = await documents.write(self._desk.opened.folder, self._desk.wave)
        return _go(f"{HOME}/report") if is_done else await self._report_page(said, 422)

    async def document(self, request: Request) -> Response:
        """One document, to be kept on the consultant's own machine."""
        name = request.path_params["name"]
        found = documents.written(self._desk.opened.folder, self._desk.wave)
        one = next((one for one in found if one.name == name), None)
        return documents.download(one) if one else _go(f"{HOME}/report")

    # ── closing and opening ──────────────────────────────────────────────────────────────────────────────────

    async def closing(self, request: Request) -> Response:
        """Who is cut off, and what cannot be taken back."""
        s = await self._look(eyes=True)
        return self._page(
            "consultant/close.html",
            here="follow",
            s=s,
            begun=[one for one in s.unfinished if one.answered],
            waiting=[one for one in s.unfinished if not one.answered],
        )

    async def close(self, request: Request) -> Response:
        """Take no more answers; links, pages and imports find the wave closed from the next request on."""
        form, wave = read_form(request), self._desk.wave
        reason = clean_text(form.text("reason"))
        await self._desk.write(lambda store: store.states.close(wave, reason))
        return _go(HOME)

    async def reopening(self, request: Request) -> Response:
        """What opening again means."""
        s = await self._look(eyes=False)
        return self._page("consultant/reopen.html", here="follow", s=s, fault="")

    async def reopen(self, request: Request) -> Response:
        """Take answers again; the reason stands in the record."""
        form, wave = read_form(request), self._desk.wave
        reason = clean_text(form.text("reason"))
        if not reason.strip():
            s = await self._look(eyes=False)
            fault = self._say("follow.reopen.reason_missing")
            return self._page("consultant/reopen.html", 422, here="follow", s=s, fault=fault)
        await self._desk.write(lambda store: store.states.reopen(wave, reason))
        return _go(HOME)

    # ── what they share ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def _is_anonymous(self) -> bool:
        return self._desk.opened.settings.mode == ANONYMOUS

    async def _look(self, *, eyes: bool) -> Situation:
        """The situation; in an anonymous wave consultants see what the client does."""
        return await self._desk.situations.now(self._desk.store, eyes=eyes and not self._is_anonymous)

    @property
    def _name(self) -> str:
        return self._desk.cookie + "-consultant"

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(self._name, "")

    def _words(self) -> Words:
        return self._desk.languages.texts(self._desk.languages.usual).words

    def _say(self, key: str) -> str:
        return str(self._words().say(key))

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        settings = self._desk.opened.settings
        record = [e for e in values["s"].events if e.what in {CLOSING, FINISHING, REOPENING}] if "s" in values else []
        return self._desk.pages.page(
            template, self._words(), status, pages=PAGES, home=HOME, firm=settings.firm, record=record, **values
        )


def _go(where: str) -> Response:
    return RedirectResponse(where, 303)
