"""Every metric of a typed view, counted where its rows are: `measure_view`.

SQL counts, and the functions beside this module make values of the counts; a metric is defined in no other place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import fsum

from cxassess.measures import queries
from cxassess.measures.assembly import Row, Rows, Way, measures_of, read_parts, share_way
from cxassess.measures.contacts import measure_complaints, measure_response_rate, repeats_of_contacts
from cxassess.measures.counting_customers import count_customer_view, count_purchase_view
from cxassess.measures.counting_times import count_handle_time, count_times
from cxassess.measures.frame import Frame, frame_of
from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured
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
    day counts only in all rows. Of customers, the months end before `view.as_of`; where fewer have
    passed since the first of them came, `now` is the newest whole period of `view.grain`, and `before` the one before
    it. A row without a channel, touchpoint or segment stands in no group of it.

    `view.windows` may set the days of `repeat_contacts` (30), `early_churn` (90) and `no_purchase` (90).

    ValueError, in one sentence, for a question whose scale its metric does not allow, and where more answered than
    were invited.
    """
    return tuple(_MEASURES[view.kind](rows, view))


def _survey(rows: Rows, view: View) -> Iterator[Measure]:
    frame = frame_of(view)
    yield from _questions(rows, view, frame, _rated_too(view))
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
    yield from _questions(rows, view, frame, _rated_too(view))
    yield from count_times(rows, view, frame)
    if "handle" in view.columns:
        yield from count_handle_time(rows, view, frame)
    if {"customer", "day"} <= set(view.columns):
        yield from _repeats(rows, view, frame)
    if "complaint" in view.columns and view.customers is not None:
        yield from _complaints(rows, view, frame, view.customers)


_MEASURES = {
    "survey": _survey,
    "ticket": _ticket,
    "customer": count_customer_view,
    "purchase": count_purchase_view,
}


# ── ratings ──────────────────────────────────────────────────────────────────────────────────────────────────


RATED = Question("rated", "csat", Scale(0, 1))


def _rated_too(view: View) -> tuple[Question, ...]:
    """The questions of a view, and the thumb up or down where it has one."""
    return (*view.questions, RATED) if "rated" in view.columns else view.questions


def _questions(rows: Rows, view: View, frame: Frame, questions: Sequence[Question]) -> Iterator[Measure]:
    for lot in queries.side_by_side(questions):
        found = rows(queries.tallies(view, frame, lot))
        for place, question in enumerate(lot):
            parts = read_parts(frame, view.dimensions, found, partial(_tally, question.scale, place, len(lot)))
            answers = {} if parts.now is None else {point: chosen.weight for point, chosen in parts.now.chosen.items()}
            nobody = Tally(question.scale, {})
            if question is RATED:
                yield from measures_of(view, parts, nobody, (share_way(_good_of_rated),))
            else:
                yield from measures_of(view, parts, nobody, _ways(question), question=question, answers=answers)


def _tally(scale: Scale, place: int, questions: int, cells: Sequence[Row]) -> Tally:
    """Rows of `queries.tallies` from the points on; this question's is at `place`, and None for blank."""
    blank = out_of_range = without_weight = 0
    by_point: dict[int, list[Chosen]] = {}
    for row in cells:
        point, (n, *weights) = row[place], row[questions:]
        weighted, weight, squares = weights or (n, n, n)
        if point is None:
            blank += int(n)
        elif float(point) not in scale:
            out_of_range += int(n)
        else:
            without_weight += int(n - weighted)
            if weighted:
                by_point.setdefault(int(point), []).append(Chosen(int(weighted), float(weight), float(squares)))
    chosen = {point: _together(own) for point, own in sorted(by_point.items())}
    return Tally(scale, chosen, LeftOut(blank, out_of_range, without_weight))


def _together(chosen: Sequence[Chosen]) -> Chosen:
    return Chosen(sum(c.n for c in chosen), fsum(c.weight for c in chosen), fsum(c.squares for c in chosen))


def _good_of_rated(answers: Tally) -> Measured:
    good, bad = (int(answers.weight_of([point])) for point in (1, 0))
    return measure_good_of_rated(good, bad, answers.left_out)


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


def _complaints(rows: Rows, view: View, frame: Frame, customers: int) -> Iterator[Measure]:
    """Of the days that are reported alone: how many customers there were before, or are of a group, nobody said."""

    def read(cells: Sequence[Row]) -> _Hits:
        [(n, told, others, complaints)] = cells
        left_out = LeftOut(blank=int(n - told), out_of_range=int(told - others - complaints))
        return _Hits(int(complaints), int(others + complaints), left_out)

    counted = read_parts(frame, view.dimensions, rows(queries.complaints(view, frame)), read).now
    if counted is not None and counted.of:
        now = measure_complaints(counted.hits, customers, counted.left_out)
        yield Measure(now.metric, now.definition, view.source, now, frame.now, tool=view.tool, grain=view.grain)
