"""The SQL that every metric is counted with, from one place.

Only what other engines understand, too: count, sum, min, max, floor, ln, case, extract, lag, a running sum, group by,
union all, values, common table expressions. No quantile function: engines have different ones under one name, and some
of them sample. Names come from COLUMNS and from the questions; no text from a cell is ever put into a query.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cxassess.measures.frame import MONTHS, Frame, month_of
from cxassess.measures.measure import Period
from cxassess.measures.views import Question, View

FINITE = "1e300"  # no duration, weight or amount is more, and infinity is: engines write it in different ways
PER_FOLD = 100  # buckets for each e-fold: 1 % wide; with fewer the second query takes longer, with more the first
COMBINATIONS = 600  # of answers to questions that are counted together, so that cells stay few


@dataclass(frozen=True, slots=True)
class Sum:
    """What is counted of the rows of a cell: the expression, and how cells are joined into one."""

    expression: str
    join: str = "sum"


def identifier(name: str) -> str:
    """A column's or a table's name, whatever it holds."""
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'


def month(column: str = "day") -> str:
    """The month of a day as a number, the next being one more; as `frame.month_of`."""
    return f"CAST(extract(YEAR FROM {column}) AS INTEGER) * 12 + CAST(extract(MONTH FROM {column}) AS INTEGER) - 1"


def _month(view: View) -> str:
    return month() if "day" in view.columns else "CAST(NULL AS INTEGER)"


def day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def counts(
    view: View,
    frame: Frame,
    columns: Mapping[str, str],
    keys: Sequence[str],
    sums: Mapping[str, Sum],
    *,
    table: str = "",
    through_cells: bool = False,
) -> str:
    """Counts by month and, of the days that are reported, by channel, touchpoint and segment.

    `columns` are expressions on a row; `keys` are those of them that split the counts further; `sums` are made of them.
    Rows come as (cut, name, *keys, *sums), with `month` or a dimension for the cut, and the month's number as text.

    `table` is a query to read instead of the view. `through_cells` counts the finest cells once and adds them up: for
    where reading the rows once more costs more than that, such as with a window over each customer. Over a plain table
    four small counts take half the time of one count of the cells (20 million rows, DuckDB).
    """
    by = view.dimensions
    source = f"({table}) AS told" if table else identifier(view.table)
    own: dict[str, str] = {"month": _month(view)} | {name: name for name in by} | dict(columns)
    made = _named({name: part.expression for name, part in sums.items()})
    every, reported = _rows(own, source, None), _rows(own, source, None if frame.whole else frame.now)
    head = ""
    if through_cells:
        cells = ", ".join(("month", *by, *keys))
        head = f"WITH cells AS (SELECT {cells}, {made} FROM {every} GROUP BY {cells})\n"
        made = _named({name: f"{part.join}({name})" for name, part in sums.items()})
        limits = "" if frame.whole or frame.now is None else f" WHERE {_within('month', frame.now)}"
        every, reported = "cells", f"(SELECT * FROM cells{limits}) AS reported_cells"
    split = "".join(f", {key}" for key in keys)
    branches = [
        f"SELECT 'month' AS cut, CAST(month AS VARCHAR) AS name{split}, {made} FROM {every} GROUP BY month{split}"
    ]
    branches += [
        f"SELECT '{name}', {name}{split}, {made} FROM {reported} WHERE {name} IS NOT NULL GROUP BY {name}{split}"
        for name in by
    ]
    return head + "\nUNION ALL\n".join(branches)


def _rows(own: Mapping[str, str], source: str, of: Period | None) -> str:
    """Some expressions on each row, of all days or those of a period.

    The period is one of days: an engine compares them without working out a month, and skips blocks of other days.
    """
    limits = "" if of is None else f" WHERE day >= {day(of.start)} AND day < {day(of.end)}"
    return f"(SELECT {_named(own)} FROM {source}{limits}) AS source_rows"


def _named(columns: Mapping[str, str]) -> str:
    return ", ".join(column if column == name else f"{column} AS {name}" for name, column in columns.items())


def _within(column: str, period: Period) -> str:
    return f"{column} >= {month_of(period.start)} AND {column} < {month_of(period.end)}"


# ── ranks ────────────────────────────────────────────────────────────────────────────────────────────────────


def bucket(column: str) -> str:
    """Which bucket a duration falls into: they rise with it, and are 1 % wide. None for what is no duration."""
    return f"CASE WHEN {good(column)} THEN CAST(floor({PER_FOLD} * ln(1 + {column})) AS INTEGER) END"


def good(column: str) -> str:
    """Whether a number can be a duration or an amount."""
    return f"{column} >= 0 AND {column} < {FINITE}"


def only_good(column: str) -> str:
    return f"CASE WHEN {good(column)} THEN {column} END"


def ranked(view: View, frame: Frame, column: str, wanted: Mapping[str, Iterable[tuple[int, int]]]) -> str:
    """The values at ranks within buckets, as rows of (cut, name, bucket, rank, value).

    `wanted` gives the (bucket, rank) of each cut: `now`, `before`, `series` (by the number of the period's first
    month), `channel` …. Some rows more than were asked for may come, from another name of the same cut.
    """
    by = tuple(name for name in view.dimensions if name in wanted)
    inside = sorted({number for pairs in wanted.values() for number, _ in pairs})
    own: dict[str, str] = {"month": _month(view)} | {name: name for name in by} | {"x": column}
    head = (
        f"WITH near AS (SELECT {', '.join(('month', *by, 'bucket', 'x'))} FROM "
        f"(SELECT {_named(own)}, {bucket(column)} AS bucket FROM {identifier(view.table)}) AS timed "
        f"WHERE bucket IN ({', '.join(map(str, inside))}))"
    )
    branches = [_ranked_in(cut, _name_of(cut, view), _where_of(cut, frame), pairs) for cut, pairs in wanted.items()]
    return head + "\n" + "\nUNION ALL\n".join(branches)


def _ranked_in(cut: str, name: str, where: str, pairs: Iterable[tuple[int, int]]) -> str:
    listed = sorted(pairs)
    inside = ", ".join(str(number) for number in sorted({number for number, _ in listed}))
    wanted = ", ".join(f"({number}, {place})" for number, place in listed)
    return (
        f"SELECT '{cut}' AS cut, CAST(up_to.name AS VARCHAR) AS name, up_to.bucket AS bucket, wanted.place AS place, "
        f"up_to.x AS x FROM (SELECT name, bucket, x, alike, sum(alike) OVER (PARTITION BY name, bucket ORDER BY x) "
        f"AS reached FROM (SELECT name, bucket, x, count(*) AS alike FROM (SELECT {name} AS name, bucket, x FROM near "
        f"WHERE {where}) AS named WHERE bucket IN ({inside}) GROUP BY name, bucket, x) AS together) AS up_to "
        f"JOIN (VALUES {wanted}) AS wanted(bucket, place) ON wanted.bucket = up_to.bucket "
        f"AND wanted.place <= up_to.reached AND wanted.place > up_to.reached - up_to.alike"
    )


def _name_of(cut: str, view: View) -> str:
    if cut in {"now", "before"}:
        return "0"
    step = MONTHS[view.grain]
    return f"month - month % {step}" if cut == "series" and step > 1 else "month" if cut == "series" else cut


def _where_of(cut: str, frame: Frame) -> str:
    if cut == "series":
        return _within("month", Period(frame.series[0].start, frame.series[-1].end))
    if cut == "before" and frame.before:
        return _within("month", frame.before)
    reported = "1 = 1" if frame.whole or frame.now is None else _within("month", frame.now)
    return reported if cut in {"now", "before"} else f"{cut} IS NOT NULL AND {reported}"


# ── what is counted ──────────────────────────────────────────────────────────────────────────────────────────


def tallies(view: View, frame: Frame, questions: Sequence[Question]) -> str:
    """Rows of (cut, name, a point for each question, n, n with a good weight, Σw, Σw²); without weights up to n.

    The questions are counted together, one row for each combination of answers: rows are read once for all of them,
    and a key costs an engine less than a count for each point. See `side_by_side` for how many go together.
    """
    points = {f"q{number}": identifier(question.column) for number, question in enumerate(questions)}
    columns, sums = dict(points), {"n": Sum("count(*)")}
    if is_weighted(view):
        columns["w"] = f"CASE WHEN weight > 0 AND weight < {FINITE} THEN weight END"
        sums |= {"weighted": Sum("count(w)"), "weight": Sum("sum(w)"), "squares": Sum("sum(w * w)")}
    return counts(view, frame, columns, tuple(points), sums)


def is_weighted(view: View) -> bool:
    return "weight" in view.columns


def side_by_side(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    """The questions in lots that are counted together: of each, few combinations of answers are possible."""
    lot: list[Question] = []
    combinations = 1
    for question in questions:
        answers = question.scale.high - question.scale.low + 2  # blank is one
        if lot and combinations * answers > COMBINATIONS:
            yield tuple(lot)
            lot, combinations = [], 1
        lot.append(question)
        combinations *= answers
    if lot:
        yield tuple(lot)


def answered(view: View) -> str:
    """How many rows hold an answer to any question."""
    any_of = " OR ".join(f"{identifier(question.column)} IS NOT NULL" for question in view.questions)
    return f"SELECT count(*) FROM {identifier(view.table)} WHERE {any_of}"


def buckets(view: View, frame: Frame, column: str) -> str:
    """Rows of (cut, name, bucket, n, n with a number, shortest, longest); the bucket None for what is no duration."""
    columns = {"bucket": bucket(column), "x": only_good(column), "told": column}
    sums = {
        "n": Sum("count(*)"),
        "numbers": Sum("count(told)"),
        "low": Sum("min(x)", "min"),
        "high": Sum("max(x)", "max"),
    }
    return counts(view, frame, columns, ("bucket",), sums)


def moments(view: View, frame: Frame, column: str) -> str:
    """Rows of (cut, name, rows, rows with a number, n that count, Σx, Σx², least, most)."""
    sums = {
        "n": Sum("count(*)"),
        "numbers": Sum("count(told)"),
        "good": Sum("count(x)"),
        "total": Sum("sum(x)"),
        "squares": Sum("sum(x * x)"),
        "low": Sum("min(x)", "min"),
        "high": Sum("max(x)", "max"),
    }
    return counts(view, frame, {"x": only_good(column), "told": column}, (), sums)


def first_day(view: View) -> str:
    return f"SELECT min(day) FROM {identifier(view.table)}"


def repeats(view: View, frame: Frame, seen: date, window: int) -> str:
    """Rows of (cut, name, contacts, those with customer and day, those from `seen` on, repeats among them).

    Of contacts on one day it is decided by their dimensions which one comes first, so that each run says the same.
    """
    order = ", ".join(("day", *view.dimensions))
    told = (
        f"SELECT day, customer{''.join(f', {name}' for name in view.dimensions)}, "
        f"lag(day) OVER (PARTITION BY customer ORDER BY {order}) AS earlier FROM {identifier(view.table)}"
    )
    known = "customer IS NOT NULL AND day IS NOT NULL"
    columns = {
        "known": f"CASE WHEN {known} THEN 1 END",
        "watched": f"CASE WHEN {known} AND day >= {day(seen)} THEN 1 END",
        "again": f"CASE WHEN {known} AND day >= {day(seen)} AND earlier + INTERVAL '{window}' DAY >= day THEN 1 END",
    }
    sums = {
        "n": Sum("count(*)"),
        "known": Sum("count(known)"),
        "watched": Sum("count(watched)"),
        "again": Sum("count(again)"),
    }
    return counts(view, frame, columns, (), sums, table=told, through_cells=True)


def customers(view: View) -> str:
    """Rows of (segment, month of joining, month of ending, 1 where it ends before it begins, customers)."""
    own = {
        "segment": "segment" if "segment" in view.columns else "CAST(NULL AS VARCHAR)",
        "came": month("joined"),
        "went": month("ended"),
        "impossible": "CASE WHEN ended < joined THEN 1 ELSE 0 END",
    }
    return _counted(view, own)


def new_customers(view: View, as_of: date, days: int) -> str:
    """Rows of (segment, month of joining, blank | impossible | unobserved | lost | kept, customers)."""
    then = f"joined + INTERVAL '{days}' DAY"
    own = {
        "segment": "segment" if "segment" in view.columns else "CAST(NULL AS VARCHAR)",
        "came": month("joined"),
        "state": (
            f"CASE WHEN joined IS NULL THEN 'blank' WHEN ended < joined THEN 'impossible' "
            f"WHEN {then} > {day(as_of)} THEN 'unobserved' WHEN ended <= {then} THEN 'lost' ELSE 'kept' END"
        ),
    }
    return _counted(view, own)


def left_after(survey: View, frame: Frame, customer: View, as_of: date, days: int) -> str:
    """Rows of (cut, name, blank | impossible | unobserved | lost | kept, answers): who left within days of an answer.

    A customer who is not in the table of customers is blank. The two tables are joined once, so that cells are added
    up afterwards.
    """
    then = f"answer.day + INTERVAL '{days}' DAY"
    by = "".join(f"answer.{name} AS {name}, " for name in survey.dimensions)
    told = (
        f"SELECT answer.day AS day, {by}"
        f"CASE WHEN answer.day IS NULL OR stay.joined IS NULL THEN 'blank' "
        f"WHEN stay.ended < stay.joined OR stay.ended < answer.day THEN 'impossible' "
        f"WHEN {then} > {day(as_of)} THEN 'unobserved' WHEN stay.ended <= {then} THEN 'lost' ELSE 'kept' END AS state "
        f"FROM {identifier(survey.table)} AS answer "
        f"LEFT JOIN {identifier(customer.table)} AS stay ON stay.customer = answer.customer"
    )
    sums = {"n": Sum("count(*)")}
    return counts(survey, frame, {"state": "state"}, ("state",), sums, table=told, through_cells=True)


def complaints(view: View, frame: Frame) -> str:
    """Rows of (cut, name, contacts, those of which it is known, those that are none, complaints)."""
    sums = {
        "n": Sum("count(*)"),
        "told": Sum("count(complaint)"),
        "others": Sum("count(CASE WHEN complaint = 0 THEN 1 END)"),
        "complaints": Sum("count(CASE WHEN complaint = 1 THEN 1 END)"),
    }
    return counts(view, frame, {"complaint": "complaint"}, (), sums)


def _counted(view: View, own: Mapping[str, str]) -> str:
    """How many rows have each combination of some expressions."""
    keys, rows = ", ".join(own), f"(SELECT {_named(own)} FROM {identifier(view.table)}) AS source_rows"
    return f"SELECT {keys}, count(*) FROM {rows} GROUP BY {keys}"


def revenue(view: View) -> str:
    """Rows of (cut, name, rows, rows with both amounts, those that can be, customers, Σ at start, lost, less, more)."""
    fine = f"{good('revenue_start')} AND {good('revenue_end')}"
    both = "revenue_start IS NOT NULL AND revenue_end IS NOT NULL"
    columns = {
        "both_known": f"CASE WHEN {both} THEN 1 END",
        "both_good": f"CASE WHEN {fine} THEN 1 END",
        "first": f"CASE WHEN revenue_start > 0 AND {fine} THEN revenue_start END",
        "last": "revenue_end",
    }
    sums = {
        "n": Sum("count(*)"),
        "known": Sum("count(both_known)"),
        "fine": Sum("count(both_good)"),
        "customers": Sum("count(first)"),
        "at_start": Sum("sum(first)"),
        "churned": Sum("sum(CASE WHEN last = 0 THEN first END)"),
        "contraction": Sum("sum(CASE WHEN last > 0 AND last < first THEN first - last END)"),
        "expansion": Sum("sum(CASE WHEN last > first THEN last - first END)"),
    }
    return counts(view, Frame(), columns, (), sums)


def lapsed(view: View, starts: Sequence[date]) -> str:
    """One row: of each window but the first, active in the one before it, and those of them with nothing in it.

    `starts` are the first days of windows that follow each other, and the day after the last.
    """
    spans = list(pairwise(starts))
    flags = ", ".join(
        f"max(CASE WHEN day >= {day(first)} AND day < {day(end)} THEN 1 ELSE 0 END) AS in_{number}"
        for number, (first, end) in enumerate(spans)
    )
    sums = ", ".join(
        f"sum(in_{number}), sum(CASE WHEN in_{number} = 1 AND in_{number + 1} = 0 THEN 1 ELSE 0 END)"
        for number in range(len(spans) - 1)
    )
    table = identifier(view.table)
    return (
        f"SELECT (SELECT count(*) FROM {table} WHERE customer IS NULL OR day IS NULL), {sums} FROM "
        f"(SELECT customer, {flags} FROM {table} WHERE customer IS NOT NULL AND day IS NOT NULL GROUP BY customer) "
        f"AS each_customer"
    )
