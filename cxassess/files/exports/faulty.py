"""Answers that stand in a file and are no point of the scale: told apart from blanks in what was measured.

The rows that are counted hold nothing in their place, so that counting takes them for blank; why is known only where
the texts were read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxassess.files.exports.fields import State
from cxassess.files.exports.joining import rows_that_count
from cxassess.files.exports.reading import Reading
from cxassess.files.exports.staging import STATES, TOGETHER, Rows
from cxassess.measures.counting import RATED
from cxassess.measures.frame import frame_of
from cxassess.measures.measure import Measure, Period
from cxassess.measures.views import Question, View


def with_faulty_answers(
    rows: Rows, measures: Sequence[Measure], view: View, readings: Sequence[Reading]
) -> tuple[Measure, ...]:
    """The measures, of whose blanks those are called out of range in whose place something else stands in the files.

    That is a number beyond the scale, and a text that is no answer. It is told of the days that are reported; periods
    and groups stay as they are.

    Args:
        readings: of the files that the view shows.
    """
    of = None if (frame := frame_of(view)).whole else frame.now
    counted: dict[str, int] = {}
    made = []
    for measure in measures:
        question = _question(measure, view)
        if question is None:
            made.append(measure)
            continue
        if question.column not in counted:
            counted[question.column] = sum(_faulty(rows, question.column, readings, of))
        made.append(_told_apart(measure, counted[question.column]))
    return tuple(made)


def _question(measure: Measure, view: View) -> Question | None:
    """The question that a measure is of; None for other measures, and where two could be meant."""
    if measure.definition.startswith("csat.good_of_rated"):
        return RATED
    found = [q for q in view.questions if (q.touchpoint, q.wording) == (measure.touchpoint, measure.wording)]
    found = [q for q in found if measure.metric in {q.metric, q.metric.removesuffix("1")}]
    return found[0] if len(found) == 1 else None


def _faulty(rows: Rows, column: str, readings: Sequence[Reading], of: Period | None) -> Iterator[int]:
    """How many cells of each file are out of range or no answer, of all days or those of a period."""
    days = "true" if of is None else f"day >= DATE '{of.start}' AND day < DATE '{of.end}'"
    for staged, counts in rows_that_count(readings):
        if column in staged.fields:
            number, place = divmod(staged.fields.index(column), TOGETHER)
            state = f"packed_{number} // {STATES**place} % {STATES}"
            where = f"{counts} AND {days} AND {state} >= {State.OUT_OF_RANGE:d}"
            yield rows(f"SELECT count(*) FROM {staged.table} WHERE {where}")[0][0]


def _told_apart(measure: Measure, faulty: int) -> Measure:
    left_out = measure.now.left_out
    if not 0 < faulty <= left_out.blank:
        return measure
    told = replace(left_out, blank=left_out.blank - faulty, out_of_range=left_out.out_of_range + faulty)
    return replace(measure, now=replace(measure.now, left_out=told))
