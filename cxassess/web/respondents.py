"""Who answers on the web: from a link or a cookie to a person, and what they may save.

Each function reads anew what stands in the store, so that a link that was taken back or a wave that was closed by
another program counts at once. Those that write are called within one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cxassess.files.clean import clean_text, name_key
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_sessions import Found, Session
from cxassess.model.engagement import Answer
from cxassess.model.invitation import Invitation
from cxassess.model.pack import CARD_CHOICES, DONT_KNOW, LEVELS, NOT_APPLICABLE, Pack
from cxassess.sitting import cited

VIA = "web"


class Refusal(StrEnum):
    """Why somebody cannot answer; each has a page of its own."""

    UNKNOWN = "unknown"  # no such link, or the session is over
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"
    FULL = "full"
    NO_PLACE = "no_place"  # the same of a link of the mirror, by which nobody has a code
    TAKEN = "taken"  # the name belongs to somebody else
    UNFIT = "unfit"  # what was sent is no answer to a question that this person is asked


class Refused(Exception):
    """Somebody cannot answer."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may answer, with what they have answered so far; `id` is empty before the first answer."""

    invitation: Invitation
    id: str
    name: str
    role: str
    unit: str
    language: str
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sends; `seen` is the number of the answer that the person had before their eyes, 0 for none."""

    question: str
    choice: str
    comment: str
    reason: str
    evidence: str
    seen: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the questionnaire takes: by role the questions, by question the choices, and the roles that give proof."""

    asked: Mapping[str, frozenset[str]]
    choices: Mapping[str, frozenset[str]]
    with_proof: frozenset[str]
    practices: frozenset[str]

    @classmethod
    def of(cls, pack: Pack) -> "Rules":
        levels, cards = {*map(str, LEVELS), DONT_KNOW}, {*CARD_CHOICES, DONT_KNOW}
        choices = {
            p.id: frozenset(levels | ({NOT_APPLICABLE} if p.allows_na else set())) for p in pack.practices.values()
        }
        return cls(
            {role: frozenset(pack.asked_of(role)) for role in pack.roles},
            {**choices, **{card: frozenset(cards) for card in pack.cards}},
            frozenset(id for id, role in pack.roles.items() if role.evidence),
            frozenset(pack.practices),
        )

    def answer(self, role: str, typed: Typed) -> Answer | None:
        """The answer that was meant, or None where it is none to this question or of this role."""
        question, choice = typed.question, typed.choice
        if question not in self.asked[role] or (choice and choice not in self.choices[question]):
            return None
        comment = clean_text(typed.reason if choice == NOT_APPLICABLE else typed.comment)
        if choice == NOT_APPLICABLE and not comment:
            return None
        gives_proof = role in self.with_proof and question in self.practices
        return Answer(question, choice, comment, cited(clean_text(typed.evidence)) if gives_proof else "")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer on the disk: its number, and the one that it replaces without the person having seen it."""

    number: int
    replaced: Answer | None = None


def invited(store: Store, wave: str, token: str, today: date) -> Invitation:
    """The invitation of a link. Raises Refused."""
    invitation = store.invitations.by_token(token)
    if invitation is None:
        raise Refused(Refusal.UNKNOWN)
    _check(wave, invitation, store.states.of(wave), today)
    return invitation


def _check(wave: str, invitation: Invitation, state: str, today: date) -> None:
    if invitation.revoked:
        raise Refused(Refusal.REVOKED)
    if invitation.wave != wave or state != "open":
        raise Refused(Refusal.CLOSED)
    if invitation.is_over(today):
        raise Refused(Refusal.EXPIRED)


def session_of(store: Store, wave: str, cookie: str, today: date) -> Found:
    """The session of a cookie, of whatever link, by which one may still answer. Raises Refused."""
    found = store.sessions.found(cookie) if cookie else None
    if found is None:
        raise Refused(Refusal.UNKNOWN)
    _check(wave, found.invitation, found.state, today)
    return found


def seat_of(store: Store, wave: str, cookie: str, today: date, *, with_answers: bool = True) -> Seat:
    """Whose session a cookie belongs to. Raises Refused."""
    found = session_of(store, wave, cookie, today)
    part = found.part
    if part is None and not found.session.person and found.invitation.name:
        part = store.people.part(wave, found.invitation.name)
    return _seat(store, wave, found.invitation, found.session, part, with_answers=with_answers)


def seat_by_link(store: Store, wave: str, invitation: Invitation) -> Seat:
    """Who comes by a personal link, before any session."""
    session = Session(invitation.id, "", invitation.language)
    return _seat(store, wave, invitation, session, store.people.part(wave, invitation.name), with_answers=True)


def _seat(
    store: Store,
    wave: str,
    i: Invitation,
    session: Session,
    part: tuple[str, str, str, str] | None,
    *,
    with_answers: bool,
) -> Seat:
    if part is None:
        if session.person or not i.name:  # whoever was removed, or answers the mirror, is asked for nothing here
            raise Refused(Refusal.UNKNOWN)
        return Seat(i, "", i.name, i.role, i.unit, session.language)
    id, name, role, unit = part
    response = store.answers.response_of(wave, id) if with_answers else None
    return Seat(i, id, name, role, unit, session.language, response.answers if response else {})


def enter(store: Store, wave: str, token: str, today: date, language: str) -> str:
    """Open a session by a personal link; the token of its cookie. Raises Refused."""
    invitation = invited(store, wave, token, today)
    if invitation.kind != "personal":
        raise Refused(Refusal.UNKNOWN)
    store.invitations.mark_opened(invitation.id)
    return store.sessions.open(Session(invitation.id, "", language or invitation.language))


def join(
    store: Store, wave: str, token: str, today: date, language: str, name: str, role: str, unit: str
) -> tuple[str, str]:
    """Take in somebody who comes by a shared link; the token of the cookie and the code to come back by.

    The name is empty where the wave is anonymous. Raises Refused.
    """
    invitation = invited(store, wave, token, today)
    if invitation.kind != "shared":
        raise Refused(Refusal.UNKNOWN)
    if invitation.most is not None and store.sessions.joined(invitation.id) >= invitation.most:
        raise Refused(Refusal.FULL)
    if name and is_taken(store, wave, name):
        raise Refused(Refusal.TAKEN)
    store.invitations.mark_opened(invitation.id)
    person = store.people.enrol(wave, name, invitation.role or role, invitation.unit or unit)
    code = store.sessions.new_code(person)
    return store.sessions.open(Session(invitation.id, person, language or invitation.language)), code


def is_taken(store: Store, wave: str, name: str) -> bool:
    """Whether a name belongs to somebody already, so that who types it would read another person's answers."""
    key = name_key(name)
    named = any(name_key(other.name) == key for other in store.invitations.list(wave) if other.name)
    return named or any(name_key(other) == key for other in store.people.names())


def come_back(store: Store, wave: str, token: str, today: date, language: str, code: str) -> str:
    """Open a session by a shared link and the code of somebody who joined before; the token of its cookie."""
    invitation = invited(store, wave, token, today)
    person = store.sessions.by_code(code)
    if invitation.kind != "shared" or person is None or store.people.part(wave, person=person) is None:
        raise Refused(Refusal.UNKNOWN)
    return store.sessions.open(Session(invitation.id, person, language or invitation.language))


def save(store: Store, wave: str, cookie: str, today: date, typed: Typed, rules: Rules) -> Kept:
    """Save what somebody typed. The same once more changes nothing.

    An answer without a choice is kept as a draft: comment and proof wait for it. Raises Refused.
    """
    seat = seat_of(store, wave, cookie, today, with_answers=False)
    answer = rules.answer(seat.role, typed)
    if answer is None:
        raise Refused(Refusal.UNFIT)
    before = store.answers.newest(wave, seat.id, answer.question) if seat.id else None
    row = AnswerRow(seat.name, seat.role, seat.unit, answer, seat.id)
    is_new = not seat.id and answer.choice
    if not answer.choice:
        _keep_draft(store, wave, row)
        return Kept(before[0] if before else 0)
    if before and before[1] == answer:
        return Kept(before[0])
    number = store.answers.add(wave, row, VIA)
    if is_new and (part := store.people.part(wave, seat.name)):
        store.sessions.belongs(cookie, part[0])
    elif not is_new:
        store.sessions.still_stand()
    return Kept(number, before[1] if before and before[0] != typed.seen else None)


def _keep_draft(store: Store, wave: str, row: AnswerRow) -> None:
    """Nothing where nothing was written and nothing stood there: who only leafs through is not enrolled by it."""
    kept = store.answers.drafts_of(wave, row.person).get(row.answer.question) if row.person else None
    if row.answer != (kept or Answer(row.answer.question, "")):
        store.answers.save_draft(wave, row)


def finish(store: Store, wave: str, cookie: str, today: date) -> None:
    """Somebody says that they are done. Raises Refused."""
    seat = seat_of(store, wave, cookie, today, with_answers=False)
    if seat.id:
        store.people.finish(wave, seat.id)
