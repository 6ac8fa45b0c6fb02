"""Every metric of a typed view, counted where its rows are: `measure_view`.

SQL counts, and the functions beside this module make values of the counts; a metric is defined in no other place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from cxassess.measures import queries
from cxassess.measures.assembly import Row, Rows, Way, measures_of, read_parts, share_way
from cxassess.measures.contacts import measure_response_rate, repeats_of_contacts
from cxassess.measures.counting_customers import count_customer_view, count_purchase_view
from cxassess.measures.counting_times import count_handle_time, count_times
from cxassess.measures.frame import Frame, frame_of
from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut
from cxassess.measures.nps import compare_nps, count_recommendation, measure_nps
from cxassess.measures.ratings import (
    compare_ratings,
    measure_agreeing,
    measure_clearly_agreeing,
    measure_ease,
    measure_effort,
    measure_good_of_rated,
    measure_satisfaction,
    measure_satisfied,
)
from cxassess.measures.scale import Scale
from cxassess.measures.tally import Chosen, Tally
from cxassess.measures.views import Question, View

REPEAT_DAYS = 30
TOP_TWO_POINTS = 4  # the fewest points of a scale that has a top two


def measure_view(rows: Rows, view: View) -> tuple[Measure, ...]:
    """All that the columns of a view allow to measure, each definition once.

    `now` is the last `view.months` whole months that the days `view.first` to `view.last` cover, with `before` the
    same number before them where they are covered, too; all rows, and no `before`, where fewer are. A row without a
    day counts only in all rows. Of customers, `now` is the newest whole period of `view.grain` before `view.as_of`,
    and `before` the one before it. A row without a channel, touchpoint or segment stands in no group of it.

    `view.windows` may set the days of `repeat_contacts` (30), `early_churn` (90) and `no_purchase` (90).

    ValueError, in one sentence, for a question whose scale its metric does not allow, and where more answered than
    were invited.
    """
    return tuple(_MEASURES[view.kind](rows, view))


def _survey(rows: Rows, view: View) -> Iterator[Measure]:
    frame = frame_of(view)
    for question in view.questions:
        yield from _question(rows, view, frame, question)
    if view.invited is not None and view.questions:
        answered = int(rows(queries.answered(view))[0][0])
        yield Measure(
            metric="response_rate",
            definition="response_rate",
            source=view.source,
            now=measure_response_rate(answered, view.invited),
            period=_all_days(view),
            tool=view.tool,
            grain=view.grain,
        )


def _all_days(view: View) -> Period | None:
    return Period(view.first, view.last + timedelta(days=1)) if view.first and view.last else None


def _ticket(rows: Rows, view: View) -> Iterator[Measure]:
    frame = frame_of(view)
    for question in view.questions:
        yield from _question(rows, view, frame, question)
    if "rated" in view.columns:
        yield from _rated(rows, view, frame)
    yield from count_times(rows, view, frame)
    if "handle" in view.columns:
        yield from count_handle_time(rows, view, frame)
    if {"customer", "day"} <= set(view.columns):
        yield from _repeats(rows, view, frame)


_MEASURES = {
    "survey": _survey,
    "ticket": _ticket,
    "customer": count_customer_view,
    "purchase": count_purchase_view,
}


# ── ratings ──────────────────────────────────────────────────────────────────────────────────────────────────


def _question(rows: Rows, view: View, frame: Frame, question: Question) -> Iterator[Measure]:
    scale, weighted = question.scale, "weight" in view.columns

    def read(cells: Sequence[Row]) -> Tally:
        return _tally(cells, scale)

    parts = read_parts(
        frame, view.dimensions, rows(queries.tally(view, frame, question.column, weighted=weighted)), read
    )
    answers = {} if parts.now is None else {point: chosen.weight for point, chosen in parts.now.chosen.items()}
    yield from measures_of(view, parts, Tally(scale, {}), _ways(question), question=question, answers=answers)


def _tally(cells: Sequence[Row], scale: Scale) -> Tally:
    """Rows of (point, n, n with a good weight, Σw, Σw²), the point None for blank."""
    blank = out_of_range = without_weight = 0
    chosen: dict[int, Chosen] = {}
    for point, n, weighted, weight, squares in cells:
        if point is None:
            blank += int(n)
        elif float(point) not in scale:
            out_of_range += int(n)
        else:
            without_weight += int(n - weighted)
            if weighted:
                chosen[int(point)] = Chosen(int(weighted), float(weight), float(squares))
    return Tally(scale, dict(sorted(chosen.items())), LeftOut(blank, out_of_range, without_weight))


def _ways(question: Question) -> Sequence[Way[Tally]]:
    if question.metric == "nps":
        return (
            Way(
                lambda answers: measure_nps(count_recommendation(answers)),
                lambda later, earlier: compare_nps(count_recommendation(later), count_recommendation(earlier)),
            ),
        )
    if question.metric == "ces1":
        return (Way(measure_effort, compare_ratings),)
    if question.metric == "ces":
        return (
            Way(measure_ease, compare_ratings),
            share_way(measure_agreeing),
            share_way(measure_clearly_agreeing),
        )
    mean = Way(measure_satisfaction, compare_ratings)
    scale = question.scale
    return (share_way(measure_satisfied), mean) if scale.high - scale.low + 1 >= TOP_TWO_POINTS else (mean,)


# ── tickets ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Hits:
    """Cases, those of them that hit, and what was left out."""

    hits: int = 0
    of: int = 0
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __add__(self, other: "_Hits") -> "_Hits":
        return _Hits(self.hits + other.hits, self.of + other.of, self.left_out + other.left_out)


def _rated(rows: Rows, view: View, frame: Frame) -> Iterator[Measure]:
    def read(cells: Sequence[Row]) -> _Hits:
        counted = {point: int(n) for point, n, *_ in cells}
        good, bad, blank = counted.pop(1, 0), counted.pop(0, 0), counted.pop(None, 0)
        return _Hits(good, good + bad, LeftOut(blank, sum(counted.values())))

    parts = read_parts(frame, view.dimensions, rows(queries.tally(view, frame, "rated", weighted=False)), read)
    way: Way[_Hits] = share_way(lambda rated: measure_good_of_rated(rated.hits, rated.of - rated.hits, rated.left_out))
    yield from measures_of(view, parts, _Hits(), (way,))


def _repeats(rows: Rows, view: View, frame: Frame) -> Iterator[Measure]:
    window = view.windows.get("repeat_contacts", REPEAT_DAYS)
    first = view.first or rows(queries.first_day(view))[0][0]
    if first is None:
        return
    seen = first + timedelta(days=window)

    def read(cells: Sequence[Row]) -> _Hits:
        [(n, known, watched, repeats)] = cells
        return _Hits(int(repeats), int(watched), LeftOut(blank=int(n - known), unobserved=int(known - watched)))

    parts = read_parts(frame, view.dimensions, rows(queries.repeats(view, frame, seen, window)), read)
    way: Way[_Hits] = share_way(
        lambda contacts: repeats_of_contacts(contacts.hits, contacts.of, window, contacts.left_out)
    )
    yield from measures_of(view, parts, _Hits(), (way,))
