"""The pages of customers and partners who answer the mirror: a link, the sentences on one page, and thanks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cxassess.briefing import mirror_privacy
from cxassess.files.engagement import Opened
from cxassess.files.mirror_form import answered_in, find_form, read_form
from cxassess.model.invitation import Invitation
from cxassess.model.mirror import CANT_SAY, POINTS, MirrorAnswer, MirrorForm, Panel
from cxassess.web import outside
from cxassess.web.desk import Desk
from cxassess.web.forms import Form
from cxassess.web.forms import read_form as sent_form
from cxassess.web.outside import Outsider, Touched
from cxassess.web.views import last_day
from cxassess.web.visitors import VisitorPages, go_to, wants_json
from cxassess.words import Words

COMMENTS = 4_000  # characters of all comments together, so that the whole page is never too much at once
LONGEST_COMMENT = 500
NARROW_WORD, NARROW = 12, 30  # letters of a word, and of all words of a point, that fit beside four others on a phone


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five points of the scale."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence with what was answered to it."""

    id: str
    sentence: str
    chosen: str
    comment: str


class MirrorPages(VisitorPages):
    """One method a page. The form is read from its files when somebody first asks for it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._forms: dict[str, MirrorForm] = {}

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The languages in which the form can be answered."""
        return answered_in(find_form(self._opened.folder))

    @property
    def _opened(self) -> Opened:
        return self._desk.opened

    # ── the link ─────────────────────────────────────────────────────────────────────────────────────────────

    def link(self, request: Request, invitation: Invitation) -> Response:
        """What a link of the mirror opens. It changes nothing."""
        desk = self._desk
        known = outside.known_by(desk.store, desk.wave, self._cookie(request), invitation, desk.today())
        if known is None:
            outside.check_place(desk.store, invitation)
        elif desk.store.mirror.is_finished(known.id):
            return go_to("/mirror/thanks")
        form, words = self._texts(request.query_params.get("language", "") or invitation.language)
        settings = self._opened.settings
        return self._page(
            "mirror_welcome.html",
            form,
            words,
            request,
            title=form.titled(settings.client),
            intro=form.introduced(settings.client, settings.minimum_group),
            privacy=tuple(mirror_privacy(settings, words)),
            begin=words.say("web.go_on" if known else "web.start"),
            until=last_day(invitation.ends, words),
        )

    async def enter(self, request: Request, invitation: Invitation, language: str) -> Response:
        """Open a session by a link of the mirror, or go on with the one that is open."""
        token, today, wave = request.path_params["token"], self._desk.today(), self._desk.wave
        cookie, spoken = self._cookie(request), self._language(language or invitation.language)
        entered = await self._desk.write(lambda store: outside.enter(store, wave, token, today, spoken, cookie))
        return self._with_cookie(go_to("/mirror"), entered)

    # ── the sentences ────────────────────────────────────────────────────────────────────────────────────────

    async def form(self, request: Request) -> Response:
        """All sentences on one page."""
        return self._form_page(request, self._outsider(request))

    def _form_page(self, request: Request, outsider: Outsider, *, is_empty: bool = False) -> Response:
        form, words = self._texts(outsider.language)
        answers = self._desk.store.mirror.answers_of(outsider.id)
        client = self._opened.settings.client
        return self._page(
            "mirror.html",
            form,
            words,
            request,
            422 if is_empty else 200,
            title=form.titled(client),
            items=tuple(_item(form, id, outsider.panel, client, answers) for id in form.items),
            points=tuple(Point(value, said) for value, said in zip(POINTS, form.scale, strict=True)),
            cant_say=Point(CANT_SAY, form.cant_say),
            is_narrow=_is_narrow(form.scale),
            longest=_longest_comment(form),
            fault=words.say("web.mirror.nothing") if is_empty else "",
            saved=bool(answers),
        )

    async def save(self, request: Request) -> Response:
        """Save what was touched, then do what the button says; a script gets the outcome as JSON instead."""
        sent, cookie, today, wave = sent_form(request), self._cookie(request), self._desk.today(), self._desk.wave
        form, _ = self._texts("")
        touched = _touched(sent, form)
        answered = await self._desk.write(lambda store: outside.save(store, wave, cookie, today, touched))
        if wants_json(request):
            return JSONResponse({"answered": answered})
        if (language := sent.line("language")) in self.known:
            await self._desk.write(lambda store: store.sessions.speak(cookie, language))
        if sent.line("go") != "finish":
            return go_to("/mirror")
        if not answered:
            return self._form_page(request, self._outsider(request), is_empty=True)
        await self._desk.write(lambda store: outside.finish(store, wave, cookie, today))
        return go_to("/mirror/thanks")

    async def thanks(self, request: Request) -> Response:
        """After the last button; before it, the sentences."""
        outsider = self._outsider(request)
        store = self._desk.store
        if not store.mirror.is_finished(outsider.id):
            return go_to("/mirror")
        form, words = self._texts(outsider.language)
        still_open = len(form.items.keys() - store.mirror.answers_of(outsider.id).keys())
        return self._page(
            "mirror_thanks.html",
            form,
            words,
            request,
            thanks=form.thanked(self._opened.settings.client),
            still_open=words.say("web.mirror.still_open", count=still_open) if still_open else "",
            until=last_day(outsider.invitation.ends, words),
        )

    # ── what they share ──────────────────────────────────────────────────────────────────────────────────────

    def _outsider(self, request: Request) -> Outsider:
        desk = self._desk
        return outside.outsider_of(desk.store, desk.wave, self._cookie(request), desk.today())

    def _language(self, wanted: str) -> str:
        """The wanted language, or that of the engagement, or the form's first one."""
        usual = self._opened.settings.language
        return next((tag for tag in (wanted, usual) if tag in self.known), self.known[0])

    def _texts(self, wanted: str) -> tuple[MirrorForm, Words]:
        """The form and the words around it in a language. Raises InvalidInput where the form has faults."""
        language = self._language(wanted)
        if language not in self._forms:
            self._forms[language] = read_form(find_form(self._opened.folder), language)
        return self._forms[language], self._desk.words(language)

    def _page(
        self, template: str, form: MirrorForm, words: Words, request: Request, status: int = 200, **values: Any
    ) -> Response:
        return self._shown(template, words, form.language, self.known, request, status, **values)


def _item(form: MirrorForm, id: str, panel: Panel, client: str, answers: Mapping[str, MirrorAnswer]) -> Item:
    answer = answers.get(id) or MirrorAnswer(id, "")
    return Item(id, form.items[id].asked(panel, client), answer.choice, answer.comment)


def _touched(sent: Form, form: MirrorForm) -> dict[str, Touched]:
    """What was sent of each item; nothing of items that the form does not have."""
    longest = _longest_comment(form)
    return {
        id: Touched(
            sent.line(id) if sent.has(id) else None,
            sent.text(f"{id}-comment", longest) if sent.has(f"{id}-comment") else None,
        )
        for id in form.items
        if sent.has(id) or sent.has(f"{id}-comment")
    }


def _longest_comment(form: MirrorForm) -> int:
    return min(LONGEST_COMMENT, COMMENTS // len(form.items))


def _is_narrow(scale: tuple[str, ...]) -> bool:
    """Whether the points of a scale stand beside each other on a phone; below each other where their words are long."""
    return max(map(len, scale)) <= NARROW and max(len(word) for said in scale for word in said.split()) <= NARROW_WORD
