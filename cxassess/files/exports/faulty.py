"""Cells in which something stands that does not count: told apart from blanks in what was measured.

The rows that are counted hold nothing in their place, so that counting takes them for blank; why is known only where
the cells were read. One rule holds for files and warehouses, and for all that a measure holds a value of: the reported
days, those before, each period and each group.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cxassess.files.exports.fields import State
from cxassess.files.exports.joining import rows_that_count
from cxassess.files.exports.reading import Reading
from cxassess.files.exports.staging import STATES, TOGETHER, Rows
from cxassess.measures import queries
from cxassess.measures.assembly import Row, read_parts
from cxassess.measures.counting import RATED
from cxassess.measures.frame import Frame, Parts, frame_of
from cxassess.measures.measure import InGroup, InPeriod, Measure
from cxassess.measures.measured import Measured
from cxassess.measures.views import View

Cells = Callable[[str], str]  # see `cells_of`
FAULTY = (State.OUT_OF_RANGE, State.UNPARSABLE)
_TIMES = {"frt": "first_response", "resolution_time": "resolution"}


@dataclass(frozen=True, slots=True)
class _Faulty:
    """Cells that hold a number beyond what is possible, and cells that cannot be read."""

    out_of_range: int = 0
    unparsable: int = 0

    def __add__(self, other: "_Faulty") -> "_Faulty":
        return _Faulty(self.out_of_range + other.out_of_range, self.unparsable + other.unparsable)


def with_faulty_cells(rows: Rows, measures: Sequence[Measure], view: View, cells: Cells) -> tuple[Measure, ...]:
    """The measures, in which cells that are out of range or cannot be read are no longer counted as blank.

    Of measures that rest on one column: answers, thumbs, durations, complaints.

    Args:
        cells: gives SQL of the rows that count and whose cell of a column is faulty, with the day and the dimensions of
            the view, and its `state`; empty where there is none.
    """

    @cache
    def found(column: str) -> Parts[_Faulty] | None:
        table = cells(column)
        return _counted(rows, view, frame_of(view), table) if table else None

    return tuple(
        _told_apart(measure, parts) if (column := _column(measure, view)) and (parts := found(column)) else measure
        for measure in measures
    )


def cells_of(view: View, readings: Sequence[Reading]) -> Cells:
    """The faulty cells of the files that a view shows."""
    wanted = ", ".join(name for name in ("day", *view.dimensions) if name in view.columns)

    def cells(column: str) -> str:
        return " UNION ALL BY NAME ".join(_selects(column, readings, wanted))

    return cells


def _selects(column: str, readings: Sequence[Reading], wanted: str) -> Iterator[str]:
    for staged, counts in rows_that_count(readings):
        if column not in staged.fields:
            continue
        at = staged.fields.index(column)
        if any(staged.states[at][state].count for state in FAULTY if state in staged.states[at]):
            number, place = divmod(at, TOGETHER)
            state = f"packed_{number} // {STATES**place} % {STATES}"
            own = ", ".join(name for name in wanted.split(", ") if name in staged.fields)
            own = f"{own}, " if own else ""
            lacking = "".join(f"NULL AS {name}, " for name in wanted.split(", ") if name and name not in staged.fields)
            where = f"{counts} AND {state} >= {State.OUT_OF_RANGE:d}"
            yield f"SELECT {own}{lacking}{state} AS state FROM {staged.table} WHERE {where}"


def _column(measure: Measure, view: View) -> str:
    """The column that a measure rests on; empty for one of several columns, and where two could be meant."""
    if measure.definition.startswith("csat.good_of_rated"):
        return RATED.column
    if measure.metric == "aht":
        return "handle"
    if measure.metric == "complaints":
        return "complaint"
    if measure.metric in _TIMES:
        return _TIMES[measure.metric] + ("_business" if measure.definition.endswith(".business") else "")
    found = [q for q in view.questions if (q.touchpoint, q.wording) == (measure.touchpoint, measure.wording)]
    found = [q for q in found if measure.metric in {q.metric, q.metric.removesuffix("1")}]
    return found[0].column if len(found) == 1 else ""


def _counted(rows: Rows, view: View, frame: Frame, table: str) -> Parts[_Faulty]:
    sums = {"n": queries.Sum("count(*)")}
    query = queries.counts(view, frame, {"state": "state"}, ("state",), sums, table=table)
    return read_parts(frame, view.dimensions, rows(query), _read)


def _read(cells: Sequence[Row]) -> _Faulty:
    of = {int(state): int(n) for state, n in cells}
    return _Faulty(of.get(State.OUT_OF_RANGE, 0), of.get(State.UNPARSABLE, 0))


def _told_apart(measure: Measure, parts: Parts[_Faulty]) -> Measure:
    """Each value of a measure with what was faulty in its own place."""
    return replace(
        measure,
        now=_less_blank(measure.now, parts.now),
        before=_less_blank(measure.before, parts.before) if measure.before else None,
        series=tuple(
            InPeriod(one.period, _less_blank(one.measured, parts.series.get(one.period)), one.wording)
            for one in measure.series
        ),
        groups={
            dimension: tuple(
                InGroup(group.name, _less_blank(group.measured, parts.groups.get(dimension, {}).get(group.name)))
                for group in groups
            )
            for dimension, groups in measure.groups.items()
        },
    )


def _less_blank(measured: Measured, faulty: _Faulty | None) -> Measured:
    left_out = measured.left_out
    if faulty is None or not 0 < faulty.out_of_range + faulty.unparsable <= left_out.blank:
        return measured
    told = replace(
        left_out,
        blank=left_out.blank - faulty.out_of_range - faulty.unparsable,
        out_of_range=left_out.out_of_range + faulty.out_of_range,
        unparsable=left_out.unparsable + faulty.unparsable,
    )
    return replace(measured, left_out=told)
