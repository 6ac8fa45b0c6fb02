"""How far somebody is, and who is done: by the questions that their role is asked, and by what they said themselves."""

from collections.abc import Collection
from dataclasses import dataclass

from cxassess.model.engagement import Response
from cxassess.model.pack import Pack


@dataclass(frozen=True, slots=True)
class Progress:
    """What one person is asked and has answered.

    Attributes:
        asked: the questions of their role, in order.
        open: those of them without an answer.
        pressed: whether they said that they had finished, by the last button.
    """

    asked: tuple[str, ...]
    open: tuple[str, ...]
    pressed: bool = False

    @property
    def answered(self) -> int:
        """How many of the asked questions have an answer."""
        return len(self.asked) - len(self.open)

    @property
    def has_all(self) -> bool:
        """Whether nothing is left to answer."""
        return not self.open

    @property
    def is_done(self) -> bool:
        """Whether nobody waits for them any more: they have all, or said that they had finished."""
        return self.has_all or self.pressed


def progress_in(pack: Pack, role: str, answered: Collection[str], *, pressed: bool = False) -> Progress:
    """How far somebody of a role is with the questions that they have answered. KeyError for an unknown role."""
    asked = pack.asked_of(role)
    return Progress(asked, tuple(question for question in asked if question not in answered), pressed)


def progress_of(pack: Pack, response: Response, finished: Collection[str] = ()) -> Progress:
    """How far a respondent is; `finished` are the ids of those who said that they had finished."""
    return progress_in(pack, response.role, response.answers, pressed=response.respondent in finished)
