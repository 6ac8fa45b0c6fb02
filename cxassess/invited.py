"""How far the invited people are: opened, answered, finished."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxassess.model.engagement import Response
from cxassess.model.invitation import Invitation
from cxassess.model.pack import Pack
from cxassess.progress import progress_in, progress_of
from cxassess.words import Words


@dataclass(frozen=True, slots=True)
class Standing:
    """How an invitation stands.

    Attributes:
        answered, asked: questions, of a personal link.
        finished: the person has pressed the last button, or answered all that is asked.
        joined: how many people answer by a link for many.
        works: whether the link still opens.
    """

    invitation: Invitation
    works: bool
    answered: int = 0
    asked: int = 0
    finished: bool = False
    joined: int = 0

    @property
    def was_opened(self) -> bool:
        """Whether the person has opened the link; who answers by a form, a table or an earlier link has not."""
        return bool(self.invitation.opened)


def standings(
    invitations: Iterable[Invitation],
    responses: Mapping[str, Response],
    finished: Collection[str],
    joined: Mapping[str, int],
    pack: Pack,
    today: date,
) -> tuple[Standing, ...]:
    """How each invitation stands, in their order.

    Args:
        responses: by the invitation's id, of those who have begun.
        finished: the ids of respondents who said that they had finished.
        joined: how many answer by a shared link, by its invitation's id.
    """
    return tuple(_standing(one, responses.get(one.id), finished, joined, pack, today) for one in invitations)


def _standing(
    one: Invitation,
    response: Response | None,
    finished: Collection[str],
    joined: Mapping[str, int],
    pack: Pack,
    today: date,
) -> Standing:
    works = not one.revoked and not one.is_over(today)
    if one.kind != "personal":
        return Standing(one, works, joined=joined.get(one.id, 0))
    far = progress_of(pack, response, finished) if response else progress_in(pack, one.role, ())
    return Standing(one, works, far.answered, len(far.asked), far.is_done)


def standings_as_json(wave: str, rows: Sequence[Standing]) -> dict[str, Any]:
    """All of it as one JSON-ready object; no token stands in it."""
    personal = [row for row in rows if row.invitation.kind == "personal" and not row.invitation.revoked]
    return {
        "wave": wave,
        "invited": len(personal),
        "opened": sum(row.was_opened for row in personal),
        "finished": sum(row.finished for row in personal),
        "invitations": [
            {
                "id": row.invitation.id,
                "kind": row.invitation.kind,
                "name": row.invitation.name,
                "mail": row.invitation.mail,
                "role": _role(row.invitation),
                "panel": row.invitation.role if row.invitation.kind == "mirror" else "",
                "unit": row.invitation.unit,
                "language": row.invitation.language,
                "ends": row.invitation.ends.isoformat() if row.invitation.ends else None,
                "works": row.works,
                "revoked": row.invitation.revoked or None,
                "opened": row.invitation.opened or None,
                "answered": row.answered,
                "asked": row.asked,
                "finished": row.finished,
                "joined": row.joined,
                "most": row.invitation.most,
            }
            for row in rows
        ],
    }


def standing_lines(wave: str, rows: Sequence[Standing], words: Words) -> Iterator[str]:
    """The same for the eye: a line each."""

    def say(key: str, **values: object) -> str:
        return words.say(f"invite.list.{key}", **values)

    if not rows:
        yield say("nobody", wave=wave)
        return
    width = max(len(_who(row.invitation, words)) for row in rows)
    role_width = max(len(_role(row.invitation)) for row in rows)
    for row in rows:
        one = row.invitation
        yield f"  {_who(one, words):<{width}}  {_role(one):<{role_width}}  {_how_far(row, words)}; {_link(row, words)}"
    personal = [row for row in rows if row.invitation.kind == "personal" and not row.invitation.revoked]
    if personal:
        opened, done = sum(row.was_opened for row in personal), sum(row.finished for row in personal)
        yield say("sum", invited=len(personal), opened=opened, finished=done)


def _how_far(row: Standing, words: Words) -> str:
    def say(key: str, **values: object) -> str:
        return words.say(f"invite.list.{key}", **values)

    most = row.invitation.most
    if row.invitation.kind != "personal":
        return say("joined", count=row.joined) if most is None else say("joined_of", joined=row.joined, most=most)
    if row.finished:
        return say("finished")
    if row.answered:
        return say("answered", answered=row.answered, asked=row.asked)
    return say("opened" if row.was_opened else "unopened")


def _link(row: Standing, words: Words) -> str:
    if row.invitation.revoked:
        return words.say("invite.list.revoked")
    if row.invitation.ends is None:
        return words.say("invite.list.endless")
    return words.say("invite.list.link" if row.works else "invite.list.over", ends=row.invitation.ends)


def _who(one: Invitation, words: Words) -> str:
    key = f"mirror_{one.role}" if one.kind == "mirror" else "shared"
    return one.name or words.say(f"invite.list.{key}", id=one.id)


def _role(one: Invitation) -> str:
    """The role that somebody has by a link; none by one of the mirror, whose panel its name tells."""
    return "" if one.kind == "mirror" else one.role
