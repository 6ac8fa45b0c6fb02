"""Where one person stands in the questionnaire, on any screen: what is answered, what is next, how long it takes."""

import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxassess.files.clean import name_key
from cxassess.model.engagement import Answer
from cxassess.model.pack import CARD_CHOICES, Pack
from cxassess.pace import usual_seconds
from cxassess.progress import Progress, progress_in

PACED_FROM = 5  # answers; the computed pace goes on counting as much as so many
_SIGHTED = re.compile(r"E3\b", re.IGNORECASE)  # seen and checked: a grade that only the consultant gives
PAUSE_SECONDS = 180.0  # who takes longer over one question went for a coffee: no more than this counts


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, in which role and part of the company.

    In an anonymous wave the name is a mark that is no name, and the code opens the answers again.
    """

    name: str
    role: str
    unit: str
    code: str = ""

    @property
    def called(self) -> str:
        """What stands for the person on a page, and opens their answers again."""
        return self.code or self.name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in its section; `section` is a discipline's id, or None for the cards."""

    section: str | None
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Session:
    """One person's answers to what they are asked, with the questions of this sitting, newest last.

    `paces` are the seconds that each first answer of this sitting took as a share of those computed from its words;
    `pace` is the one that the forecast uses. Earlier sittings tell nothing: the store keeps no times of reading.
    """

    pack: Pack
    person: Person
    answers: Mapping[str, Answer]
    recent: tuple[str, ...] = ()
    paces: tuple[float, ...] = ()
    pace: float = 1.0
    usual_pace: float = 1.0  # of this kind of sitting: who is asked aloud takes several times as long

    @property
    def asked(self) -> tuple[str, ...]:
        return self.pack.asked_of(self.person.role)

    @property
    def open(self) -> tuple[str, ...]:
        """The questions without an answer, in order."""
        return self._progress.open

    @property
    def answered(self) -> int:
        """How many of the asked questions have an answer."""
        return self._progress.answered

    @property
    def _progress(self) -> Progress:
        return progress_in(self.pack, self.person.role, self.answers)

    def next_open(self, after: str) -> str | None:
        """The next question without an answer, from the start again after the last; None when there is none."""
        index = self.asked.index(after)
        ahead = (*self.asked[index + 1 :], *self.asked[:index])
        return next((question for question in ahead if question not in self.answers), None)

    def previous(self, before: str) -> str:
        """The question before this one; the first has only itself."""
        return self.asked[max(0, self.asked.index(before) - 1)]

    def place(self, question: str) -> Place:
        """Where a question stands among those of its section that this person is asked."""
        section = self.section(question)
        same = [other for other in self.asked if self.section(other) == section]
        return Place(section, same.index(question) + 1, len(same))

    def section(self, question: str) -> str | None:
        """The discipline of a practice; None for a card."""
        practice = self.pack.practices.get(question)
        return practice.discipline if practice else None

    def minutes_left(self) -> int:
        """About how many minutes the open questions take, at the person's own pace once that is known."""
        seconds = self.pace * self._usual_seconds_left()
        return max(1, round(seconds / 60)) if self.open else 0

    def minutes_promised(self) -> int:
        """The minutes left as a promise: above ten rounded up to the next five."""
        minutes = self.minutes_left()
        return minutes if minutes <= 10 else 5 * math.ceil(minutes / 5)

    def with_answer(self, answer: Answer, seconds: float) -> "Session":
        """The session after an answer is on the disk; a first answer, which took some seconds, tells the pace."""
        after = replace(
            self,
            answers={**self.answers, answer.question: answer},
            recent=(*(q for q in self.recent if q != answer.question), answer.question),
        )
        if answer.question in self.answers:
            return after
        spent = min(seconds, PAUSE_SECONDS)
        after = replace(after, paces=(*self.paces, spent / usual_seconds(self.pack, self.person.role, answer.question)))
        return replace(after, pace=after._paced(spent))

    def _paced(self, spent: float) -> float:
        """The pace after an answer; it moves the forecast by no more than the seconds that the answer took."""
        left = self._usual_seconds_left()
        if len(self.paces) < PACED_FROM or not left:
            return self.pace
        aim = (PACED_FROM * self.usual_pace + sum(self.paces)) / (PACED_FROM + len(self.paces))
        most = spent / left
        return min(max(aim, self.pace - most), self.pace + most)

    def _usual_seconds_left(self) -> float:
        return sum(usual_seconds(self.pack, self.person.role, question) for question in self.open)


def card_order(person: str, card: str) -> tuple[str, ...]:
    """The choices of a card in the order this person sees them: always the same for one person and card.

    `person` is the name, or the id of somebody who has none. The options stand for stages in order, so that a fixed
    order would suggest that the last one is best.
    """
    choices = list(CARD_CHOICES)
    random.Random(f"{name_key(person)}:{card}").shuffle(choices)
    return tuple(choices)


def is_sighted(proof: str) -> bool:
    """Whether proof is said to have been seen and checked."""
    return _SIGHTED.match(proof) is not None


def cited(proof: str) -> str:
    """Proof as somebody may give it who is no consultant: what they say was seen is cited.

    >>> cited("E3 the minutes of May")
    'E2 the minutes of May'
    """
    return _SIGHTED.sub("E2", proof, count=1) if is_sighted(proof) else proof
