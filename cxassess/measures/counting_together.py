"""What two views tell together: which customers left after they had answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxassess.measures import queries
from cxassess.measures.assembly import Row, Rows, Way, measures_of, read_parts, share_way
from cxassess.measures.customers import EARLY_DAYS, left_after_of
from cxassess.measures.frame import frame_of
from cxassess.measures.measure import Measure
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut
from cxassess.measures.views import View


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers that were watched for long enough, those whose customer left, and what was left out."""

    lost: int = 0
    of: int = 0
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __add__(self, other: "_Answers") -> "_Answers":
        return _Answers(self.lost + other.lost, self.of + other.of, self.left_out + other.left_out)


def measure_left_after_answers(rows: Rows, survey: View, customer: View) -> tuple[Measure, ...]:
    """How many answers of a survey were followed by the loss of their customer within 90 days.

    By the period and group of the answer. Nothing where the survey names no customers or no days, or the customers
    have no day on which they joined or left, or nobody said when their table was drawn. The survey's
    `windows["after_answer"]` may set other days.

    A customer must stand once in the table of customers; one who stands twice would count an answer twice.
    """
    named = {"customer", "day"} <= set(survey.columns) and {"customer", "joined", "ended"} <= set(customer.columns)
    if not named or customer.as_of is None:
        return ()
    frame, days = frame_of(survey), survey.windows.get("after_answer", EARLY_DAYS)
    counted = rows(queries.left_after(survey, frame, customer, customer.as_of, days))
    parts = read_parts(frame, survey.dimensions, counted, _answers)
    way: Way[_Answers] = share_way(lambda answers: left_after_of(answers.lost, answers.of, days, answers.left_out))
    return tuple(measures_of(survey, parts, _Answers(), (way,)))


def _answers(cells: Sequence[Row]) -> _Answers:
    """Rows of (state, answers)."""
    states = {state: int(n) for state, n in cells}
    lost, kept = states.pop("lost", 0), states.pop("kept", 0)
    return _Answers(lost, lost + kept, LeftOut(**states))
