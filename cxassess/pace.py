"""How long answering takes: the words that are shown, read at a measured pace, and the time to think.

Thinking time is an assumption that a questionnaire states for each role; together with the reading it stays above the
20 seconds a question that survey practice counts with (method §9.1).
"""

import math
from statistics import fmean

from cxassess.model.pack import Pack

TALKING = 4  # times as long as reading, with a story and an example for each question: a judgement
WORDS_A_MINUTE = 230  # people who read silently: 238 a minute (Brysbaert 2019)


def usual_minutes(pack: Pack, role: str) -> float:
    """The minutes that a role needs for everything it is asked, unrounded."""
    return sum(usual_seconds(pack, role, question) for question in pack.asked_of(role)) / 60


def promised_minutes(minutes: float) -> int:
    """Minutes as they are promised: whole ones, at least one, and above ten rounded up to the next five.

    >>> promised_minutes(0.3), promised_minutes(6.2), promised_minutes(13.2)
    (1, 6, 15)
    """
    whole = max(1, round(minutes))
    return whole if whole <= 10 else 5 * math.ceil(whole / 5)


def usual_seconds(pack: Pack, role: str, question: str) -> float:
    """The seconds that a question takes somebody of a role: to read what is shown, and to decide."""
    return words_shown(pack, question) * 60 / WORDS_A_MINUTE + pack.roles[role].thinking


def words_shown(pack: Pack, question: str) -> float:
    """The words that a person reads: the question, its choices, and of the full anchors one of average length."""
    practice = pack.practices.get(question)
    if practice is None:
        card = pack.cards[question]
        return sum(map(_words, (card.question, *card.options)))
    return sum(map(_words, (practice.question, *practice.short))) + fmean(map(_words, practice.full))


def _words(text: str) -> int:
    return len(text.split())
