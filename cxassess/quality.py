"""How carefully somebody answered: signs to look at, never a reason to leave anybody out.

A sign is told to the consultants; no score depends on it. The thresholds are judgements, with their reasons in
docs/method.md.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median

from cxassess.model.engagement import Response
from cxassess.model.pack import DONT_KNOW, Pack
from cxassess.pace import usual_seconds

SIGNS = ("same", "fast", "unsure")
SAME_FROM, SAME_OF = 0.9, 15  # the share of ratings at one level, of at least so many: a judgement
FAST_BELOW, FAST_OF = 1 / 3, 10  # of the usual seconds, over at least so many questions: a judgement
UNSURE_FROM, UNSURE_OF = 0.5, 10  # the share of don’t know, of at least so many answers: a judgement


def signs_of(response: Response, pack: Pack) -> tuple[str, ...]:
    """What is to be looked at in how a person answered, in the order of SIGNS; empty where there is nothing."""
    return tuple(_signs(response, pack))


def _signs(response: Response, pack: Pack) -> Iterator[str]:
    if answers_the_same(response):
        yield "same"
    if answers_fast(response, pack):
        yield "fast"
    if is_unsure(response):
        yield "unsure"


def answers_the_same(response: Response) -> bool:
    """Whether one level stands at nearly all of a person's ratings."""
    levels = Counter(answer.level for answer in response.answers.values() if answer.level is not None)
    return levels.total() >= SAME_OF and max(levels.values()) >= SAME_FROM * levels.total()


def answers_fast(response: Response, pack: Pack) -> bool:
    """Whether half of a person's answers or more came in far less than the time to read and decide.

    Only answers given one by one, on a screen, tell a time.
    """
    paces = _paces(response, pack)
    return len(paces) >= FAST_OF and median(paces.values()) < FAST_BELOW


def is_unsure(response: Response) -> bool:
    """Whether a person did not know half of what they were asked, or more."""
    choices = [answer.choice for answer in response.answers.values()]
    return len(choices) >= UNSURE_OF and choices.count(DONT_KNOW) >= UNSURE_FROM * len(choices)


def _paces(response: Response, pack: Pack) -> Mapping[str, float]:
    """The seconds that each question took as a share of the usual ones, where they are known."""
    known = {q: seconds for q, seconds in response.seconds.items() if q in pack.practices or q in pack.cards}
    return {q: seconds / usual_seconds(pack, response.role, q) for q, seconds in known.items()}
