"""Who answers the mirror on the web: from a link or a cookie to somebody without a name, and what they may save.

As for respondents, each function reads the store anew, and those that write are called within one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from cxassess.files.store import Store
from cxassess.files.store_mirror import kept_comment
from cxassess.files.store_sessions import Session
from cxassess.model.invitation import Invitation
from cxassess.model.mirror import CANT_SAY, POINTS, MirrorAnswer, Panel
from cxassess.web.respondents import VIA, Refusal, Refused, invited, session_of

CHOICES = frozenset((*POINTS, CANT_SAY))


@dataclass(frozen=True, slots=True)
class Outsider:
    """A customer or partner who answers; `id` is random, and leads to nobody."""

    invitation: Invitation
    id: str
    language: str

    @property
    def panel(self) -> Panel:
        return panel_of(self.invitation)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a page sends of one item; None for what it does not send, which stays as it is."""

    choice: str | None
    comment: str | None


def panel_of(invitation: Invitation) -> Panel:
    """Whom a link of the mirror asks."""
    return cast("Panel", invitation.role)


def outsider_of(store: Store, wave: str, cookie: str, today: date) -> Outsider:
    """Whose session a cookie belongs to. Raises Refused."""
    found = session_of(store, wave, cookie, today)
    if not found.session.outside:
        raise Refused(Refusal.UNKNOWN)
    return Outsider(found.invitation, found.session.outside, found.session.language)


def known_by(store: Store, wave: str, cookie: str, invitation: Invitation, today: date) -> Outsider | None:
    """Who answers by this very link on this device already, or None."""
    try:
        outsider = outsider_of(store, wave, cookie, today)
    except Refused:
        return None
    return outsider if outsider.invitation.id == invitation.id else None


def check_place(store: Store, invitation: Invitation) -> None:
    """Raises Refused where as many people have begun as a link was made for."""
    if invitation.most is not None and store.sessions.joined(invitation.id) >= invitation.most:
        raise Refused(Refusal.NO_PLACE)


def enter(store: Store, wave: str, token: str, today: date, language: str, cookie: str) -> str:
    """Take in somebody who comes by a link of the mirror; the token of their cookie.

    Who has begun on this device goes on as the same. Raises Refused.
    """
    invitation = invited(store, wave, token, today)
    if invitation.kind != "mirror":
        raise Refused(Refusal.UNKNOWN)
    if known_by(store, wave, cookie, invitation, today):
        store.sessions.speak(cookie, language)
        return cookie
    check_place(store, invitation)
    store.invitations.mark_opened(invitation.id)
    store.invitations.take(invitation.id)
    person = store.mirror.open_person(wave, panel_of(invitation), language)
    return store.sessions.open(Session(invitation.id, "", language, person))


def save(store: Store, wave: str, cookie: str, today: date, touched: Mapping[str, Touched]) -> int:
    """Save what somebody touched; how many items they have answered then. The same once more changes nothing.

    A comment beside an item without an answer is not kept: the page asks for it after the answer. Raises Refused.
    """
    outsider = outsider_of(store, wave, cookie, today)
    answers = dict(store.mirror.answers_of(outsider.id))
    for item, one in touched.items():
        before = answers.get(item)
        choice = one.choice or (before.choice if before else "")
        if not choice:
            continue
        if choice not in CHOICES:
            raise Refused(Refusal.UNFIT)
        comment = kept_comment(one.comment) if one.comment is not None else before.comment if before else ""
        answer = MirrorAnswer(item, choice, comment)
        if answer != before:
            store.mirror.save_answer(outsider.id, answer, VIA)
            store.sessions.still_stand()
            answers[item] = answer
    return len(answers)


def finish(store: Store, wave: str, cookie: str, today: date) -> None:
    """Somebody sends off the form. Raises Refused."""
    store.mirror.finish(outsider_of(store, wave, cookie, today).id)
