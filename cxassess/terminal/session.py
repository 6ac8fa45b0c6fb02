"""Where one person stands in the interview: what is answered, what is next, and about how long it takes."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxassess.files.clean import name_key
from cxassess.model import CARD_CHOICES, Answer, Pack

PRACTICE_SECONDS = 22.0  # assumed until the person's own pace is known (method, instrument design)
CARD_SECONDS = 30.0
PACED_FROM = 5
PAUSE_SECONDS = 180.0  # who takes longer over one question went for a coffee: no more than this counts


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, in which role and part of the company."""

    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in its section; `section` is a discipline's id, or None for the cards."""

    section: str | None
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Session:
    """One person's answers to what they are asked, with the questions of this sitting, newest last."""

    pack: Pack
    person: Person
    answers: Mapping[str, Answer]
    recent: tuple[str, ...] = ()
    paces: tuple[float, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        return self.pack.asked_of(self.person.role)

    @property
    def open(self) -> tuple[str, ...]:
        """The questions without an answer, in order."""
        return tuple(question for question in self.asked if question not in self.answers)

    @property
    def answered(self) -> int:
        """How many of the asked questions have an answer."""
        return len(self.asked) - len(self.open)

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
        pace = sum(self.paces) / len(self.paces) if len(self.paces) >= PACED_FROM else 1.0
        seconds = pace * sum(map(self._usual_seconds, self.open))
        return max(1, round(seconds / 60)) if self.open else 0

    def with_answer(self, answer: Answer, seconds: float) -> "Session":
        """The session after an answer is on the disk; a first answer, which took some seconds, tells the pace."""
        first = answer.question not in self.answers
        pace = min(seconds, PAUSE_SECONDS) / self._usual_seconds(answer.question)
        return replace(
            self,
            answers={**self.answers, answer.question: answer},
            recent=(*(q for q in self.recent if q != answer.question), answer.question),
            paces=(*self.paces, pace) if first else self.paces,
        )

    def _usual_seconds(self, question: str) -> float:
        return CARD_SECONDS if question in self.pack.cards else PRACTICE_SECONDS


def card_order(name: str, card: str) -> tuple[str, ...]:
    """The choices of a card in the order this person sees them: always the same for one person and card.

    The options stand for stages in order, so that a fixed order would suggest that the last one is best.
    """
    choices = list(CARD_CHOICES)
    random.Random(f"{name_key(name)}:{card}").shuffle(choices)
    return tuple(choices)


def terms_in(pack: Pack, question: str) -> dict[str, str]:
    """The pack's terms that a question uses, with their meaning."""
    practice = pack.practices.get(question)
    if practice is None:
        card = pack.cards[question]
        text = " ".join((card.question, *card.options))
    else:
        text = " ".join((practice.question, *practice.short, *practice.full, practice.why, practice.enough))
    return {
        term: meaning
        for term, meaning in pack.terms.items()
        if re.search(rf"\b{re.escape(term)}s?\b", text, re.IGNORECASE)
    }
