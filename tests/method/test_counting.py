"""Counting in SQL against the vectors of the method, a slow plain count of the same rows, and real files."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import nan
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real import number, real_rows

from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure, Period
from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, NPS_SCALE, Scale
from cxassess.measures.views import COLUMNS, Question, View, ViewKind
from cxassess.metrics import METRICS
from method import counted_plainly as plainly
from method.counted_plainly import Plain, Row

STARS = Scale(1, 5)
NPS = Question("score", "nps", NPS_SCALE)
CSAT = Question("stars", "csat", STARS)
CES = Question("ease", "ces", CES2_SCALE)
CES1 = Question("effort", "ces1", CES1_SCALE)
CONNECTION = duckdb.connect()


def close(value: float | None, within: float = 1e-4) -> Any:
    """Within the tolerance of the method's vectors."""
    return pytest.approx(value, abs=within, rel=0)


def measured(view: View, rows: Sequence[Row]) -> dict[str, Measure]:
    """The measures of a view over some rows, by their ids."""
    types = {name: COLUMNS[view.kind][name] for name in view.columns} | {q.column: "DOUBLE" for q in view.questions}
    CONNECTION.execute(f"CREATE OR REPLACE TABLE {view.table} ({', '.join(f'{n} {t}' for n, t in types.items())})")
    if rows:
        marks = ", ".join("?" for _ in types)
        CONNECTION.executemany(f"INSERT INTO {view.table} VALUES ({marks})", [[row[n] for n in types] for row in rows])
    found = measure_view(fetch, view)
    assert len({measure.id for measure in found}) == len(found)
    return {measure.id: measure for measure in found}


def fetch(sql: str) -> list[tuple[Any, ...]]:
    return CONNECTION.execute(sql).fetchall()


def view_of(kind: ViewKind, *columns: str, **more: Any) -> View:
    return View(kind, "rows_of_a_test", columns, "export.csv", **more)


def rows_of(column: str, counts: dict[Any, int]) -> list[Row]:
    return [{column: value} for value, n in counts.items() for _ in range(n)]


# ── the vectors of the method ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "value", "low", "high"),
    [
        (15, 13, 8, 19.4444, -6.28, 42.18),
        (291, 476, 395, -8.9501, None, None),
        (250, 675, 75, 17.5, None, None),
        (0, 0, 5, -100.0, -100.0, -17.49),
    ],
)
def test_net_promoter_scores(
    promoters: int, passives: int, detractors: int, value: float, low: float | None, high: float | None
) -> None:
    rows = rows_of("score", {10: promoters, 8: passives, 3: detractors})
    nps = measured(view_of("survey", questions=(NPS,)), rows)["nps"]
    assert (nps.now.value, nps.now.n) == (close(value), promoters + passives + detractors)
    if low is not None:
        assert (nps.now.low, nps.now.high) == (close(low, 0.01), close(high, 0.01))
    assert nps.answers == {point: n for point, n in {3: detractors, 8: passives, 10: promoters}.items() if n}


def test_nobody_makes_no_measure_and_no_error() -> None:
    assert measured(view_of("survey", questions=(NPS, CSAT)), []) == {}
    assert measured(view_of("survey", questions=(NPS,)), [{"score": None}] * 3) == {}


def test_satisfaction_as_top_two_boxes_and_as_mean() -> None:
    found = measured(view_of("survey", questions=(CSAT,)), rows_of("stars", {5: 40, 4: 38, 3: 12, 2: 6, 1: 4}))
    top, mean = found["csat.top_two.1_5"].now, found["csat.mean.1_5"].now
    assert (top.value, top.low, top.high) == (close(0.78), close(0.6893), close(0.85))
    assert mean.value == close(4.04)


@pytest.mark.parametrize(
    ("good", "of", "low", "high"), [(10, 12, 0.5520, 0.9530), (0, 10, 0, 0.2775), (18, 20, 0.6990, 0.9721)]
)
def test_good_of_rated(good: int, of: int, low: float, high: float) -> None:
    rated = measured(view_of("ticket", "rated"), rows_of("rated", {1: good, 0: of - good, None: 7}))[
        "csat.good_of_rated"
    ]
    assert (rated.now.value, rated.now.low, rated.now.high) == (close(good / of), close(low), close(high))
    assert (rated.now.n, rated.now.left_out) == (of, LeftOut(blank=7))


def test_effort_of_2013_and_of_2010() -> None:
    rows = [{"ease": ease, "effort": None} for ease in (7, 6, 5, 7, 4, 3, 6, 7, 2, 6)]
    found = measured(view_of("survey", questions=(CES, CES1)), rows)
    assert found["ces.mean"].now.value == close(5.3)
    assert found["ces.agreeing"].now.value == close(0.7)
    assert found["ces.top_two"].now.value == close(0.6)
    effort = measured(view_of("survey", questions=(CES1,)), rows_of("effort", {1: 3, 2: 1}))["ces1.mean"]
    assert (effort.now.value, effort.now.better, effort.metric) == (1.25, "down", "ces1")


MINUTES = (5, 7, 12, 15, 20, 33, 48, 60, 120, 480)


@pytest.mark.parametrize(
    ("column", "stem"),
    [
        ("first_response", "frt.{}.calendar"),
        ("first_response_business", "frt.{}.business"),
        ("resolution", "resolution_time.{}.calendar"),
        ("resolution_business", "resolution_time.{}.business"),
    ],
)
def test_first_response_and_resolution_time(column: str, stem: str) -> None:
    rows = [{column: minutes} for minutes in (*MINUTES, None, -3.0)]
    found = measured(view_of("ticket", column), rows)
    median, p90 = found[stem.format("median")].now, found[stem.format("p90")].now
    assert (median.value, p90.value) == (close(26.5), close(156))
    assert (median.low, median.high) == (7, 120)
    assert (p90.low, p90.why) == (None, "too_few")
    assert median.left_out == p90.left_out == LeftOut(blank=1, out_of_range=1)


def test_handle_time_is_pooled_over_contacts() -> None:
    rows = rows_of("handle", {300: 100, 900: 10})
    assert measured(view_of("ticket", "handle"), rows)["aht.pooled"].now.value == close(354.5455)


def a_base(customers: Iterable[tuple[int, date, date | None]]) -> list[Row]:
    return [{"joined": joined, "ended": ended} for n, joined, ended in customers for _ in range(n)]


def test_churn_in_its_definitions_and_retention() -> None:
    old = date(2025, 3, 3)
    rows = a_base([(950, old, None), (50, old, date(2026, 2, 28)), (120, date(2026, 2, 1), None)])
    found = measured(view_of("customer", "joined", "ended", as_of=date(2026, 3, 1)), rows)
    assert found["churn.simple"].now.value == close(0.05)
    assert found["churn.mid_period"].now.value == close(0.0483)
    assert found["retention"].now.value == close(0.95)
    assert found["churn.simple"].period == Period(date(2026, 2, 1), date(2026, 3, 1))
    before = found["churn.simple"].before
    assert before is not None
    assert (before.value, before.n) == (0.0, 1000)


def test_churn_is_reported_of_a_year_where_customers_were_there_for_one_and_its_series_by_month() -> None:
    months = [date(2024 + (2 + m) // 12, (2 + m) % 12 + 1, 15) for m in range(24)]  # March 2024 to February 2026
    old = date(2023, 1, 10)
    rows = a_base([(760, old, None), *((10, old, day) for day in months), (20, date(2025, 6, 1), date(2025, 7, 1))])
    found = measured(view_of("customer", "joined", "ended", as_of=date(2026, 3, 1)), rows)
    churn = found["churn.simple"]
    assert churn.period == Period(date(2025, 3, 1), date(2026, 3, 1))
    assert (churn.now.value, churn.now.n) == (close(120 / 880), 880)
    assert churn.before is not None
    assert (churn.before.value, churn.before.n) == (0.12, 1000)
    assert (churn.series[-1].period.label, churn.series[-1].measured.value) == ("2026-02", close(10 / 770))
    assert found["retention"].now.value == close(1 - 120 / 880)
    early = found["early_churn.90_days"]
    assert early.period == Period(
        date(2024, 12, 1), date(2025, 12, 1)
    )  # those who came later were not watched for long
    assert (early.now.value, early.now.n) == (1.0, 20)


def test_churn_of_a_table_that_is_younger_than_a_year_is_that_of_its_newest_month() -> None:
    rows = a_base([(900, date(2025, 3, 3), None), (100, date(2025, 3, 3), date(2026, 2, 1))])
    churn = measured(view_of("customer", "joined", "ended", as_of=date(2026, 3, 1)), rows)["churn.simple"]
    assert (churn.period, churn.now.value) == (Period(date(2026, 2, 1), date(2026, 3, 1)), 0.1)


def test_revenue_retention_gross_and_net() -> None:
    customers = [(8, 0), (45, 40), (47, 59), (0, 30), (None, 5), (-1, 5)]
    rows = [{"revenue_start": first, "revenue_end": last, "segment": "all"} for first, last in customers]
    found = measured(view_of("customer", "segment", "revenue_start", "revenue_end"), rows)
    assert found["revenue_retention.gross"].now.value == close(0.87)
    assert found["revenue_retention.net"].now.value == close(0.99)
    assert found["revenue_churn.gross"].now.value == close(0.13)
    assert found["revenue_churn.net"].now.value == close(0.01)
    assert found["revenue_churn.net"].now.left_out == LeftOut(blank=1, out_of_range=1)
    assert found["revenue_churn.net"].groups["segment"][0].measured == found["revenue_churn.net"].now


def test_revenue_stands_in_the_period_that_was_said_of_it_and_in_none_where_nobody_said() -> None:
    rows: list[Row] = [{"joined": date(2019, 5, 1), "ended": None, "revenue_start": 8, "revenue_end": 6}] * 9
    columns = ("joined", "ended", "revenue_start", "revenue_end")
    view = view_of("customer", *columns, first=date(2019, 5, 1), last=date(2019, 5, 1), as_of=date(2026, 3, 1))
    assert measured(view, rows)["revenue_retention.gross"].period is None  # when customers joined says nothing of it
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    found = measured(replace(view, revenue_period=year), rows)
    assert (found["revenue_retention.gross"].period, found["churn.simple"].period) == (
        year,
        Period(date(2025, 3, 1), date(2026, 3, 1)),
    )


# ── what is reported ─────────────────────────────────────────────────────────────────────────────────────────


def monthly(first: date, months: int, score: Callable[[int], float]) -> list[Row]:
    return [
        {"day": date(first.year + (first.month - 1 + m) // 12, (first.month - 1 + m) % 12 + 1, day), "score": score(m)}
        for m in range(months)
        for day in (1, 15, 28)
    ]


def test_the_last_twelve_whole_months_are_reported_and_the_twelve_before_compared() -> None:
    rows = monthly(date(2024, 1, 1), 25, lambda month: 10 if month >= 12 else 0)
    view = view_of("survey", "day", questions=(NPS,), first=date(2024, 1, 1), last=date(2026, 1, 28))
    nps = measured(view, rows)["nps"]
    assert nps.period == Period(date(2025, 1, 1), date(2026, 1, 1))
    assert (nps.now.value, nps.now.n) == (100, 36)
    assert nps.before is not None
    assert (nps.before.value, nps.before.n) == (-100, 36)
    assert nps.change is not None
    assert nps.change.value == 200
    assert [point.period.label for point in nps.series] == [f"{y}-{m:02}" for y in (2024, 2025) for m in range(1, 13)]


def test_less_than_that_is_reported_whole_and_compared_with_nothing() -> None:
    rows: list[Row] = [*monthly(date(2025, 2, 1), 11, lambda month: 10), {"day": None, "score": 0}]
    view = view_of("survey", "day", questions=(NPS,), first=date(2025, 2, 1), last=date(2025, 12, 31))
    nps = measured(view, rows)["nps"]
    assert (nps.now.n, nps.before, nps.change) == (34, None, None)
    assert nps.period == Period(date(2025, 2, 1), date(2026, 1, 1))
    assert len(nps.series) == 11


@pytest.mark.parametrize(("grain", "labels"), [("quarter", ["2024-Q1", "2024-Q2"]), ("year", [])])
def test_a_series_has_only_periods_that_are_covered_whole(grain: Any, labels: list[str]) -> None:
    rows = monthly(date(2023, 12, 1), 8, lambda month: 9)
    view = view_of("survey", "day", questions=(NPS,), first=date(2023, 12, 2), last=date(2024, 7, 30), grain=grain)
    assert [point.period.label for point in measured(view, rows)["nps"].series] == labels


def test_a_leap_day_belongs_to_its_february() -> None:
    days = [date(2024, 2, 1) + timedelta(days=number) for number in range(29)]
    rows = [{"day": day, "score": 10} for day in days]
    view = view_of("survey", "day", questions=(NPS,), first=days[0], last=days[-1], months=1)
    nps = measured(view, rows)["nps"]
    assert nps.period == Period(date(2024, 2, 1), date(2024, 3, 1))
    assert (nps.now.n, [point.measured.n for point in nps.series]) == (29, [29])
    short = replace(view, last=days[-2])
    assert measured(short, rows)["nps"].series == ()


def test_a_month_of_nobody_has_no_point_and_a_channel_of_nobody_no_row() -> None:
    rows: list[Row] = [
        {"day": date(2025, 1, 5), "score": 9, "channel": "web"},
        {"day": date(2025, 3, 5), "score": 9, "channel": "o'hara \" %"},
        {"day": date(2025, 3, 5), "score": None, "channel": "phone"},
        {"day": date(2025, 3, 5), "score": 2, "channel": None},
    ]
    view = view_of("survey", "day", "channel", questions=(NPS,), first=date(2025, 1, 1), last=date(2025, 3, 31))
    nps = measured(view, rows)["nps"]
    assert [point.period.label for point in nps.series] == ["2025-01", "2025-03"]
    assert [(group.name, group.measured.n) for group in nps.groups["channel"]] == [("o'hara \" %", 1), ("web", 1)]
    assert nps.now.n == 3


def test_a_question_carries_its_touchpoint_and_its_wording_to_every_point() -> None:
    asked = replace(CSAT, touchpoint="Billing", wording="How satisfied were you?", column='Q7, "all"')
    rows = [{"day": date(2025, 1, 5), asked.column: 4}]
    view = view_of("survey", "day", first=date(2025, 1, 1), last=date(2025, 1, 31))
    # The column of a question is named by the client's file, and may be any text.
    CONNECTION.execute('CREATE OR REPLACE TABLE rows_of_a_test (day DATE, "Q7, ""all""" INTEGER)')
    CONNECTION.execute("INSERT INTO rows_of_a_test VALUES (?, ?)", list(rows[0].values()))
    top, mean = measure_view(fetch, replace(view, questions=(asked,), tool="qualtrics"))
    assert (top.id, mean.id) == ("csat.top_two.1_5@Billing", "csat.mean.1_5@Billing")
    assert (top.wording, top.series[0].wording, top.tool) == (asked.wording, asked.wording, "qualtrics")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (replace(NPS, scale=Scale(1, 10)), "a net promoter score needs answers from 0 to 10, and these are on 1 10"),
        (replace(CES, scale=STARS), "CES 2.0 needs answers from 1 to 7"),
        (replace(CES1, scale=STARS), "CES 1.0 needs answers from 1 to 5 where low is good"),
    ],
)
def test_a_metric_on_another_scale_is_refused(question: Question, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        measured(view_of("survey", questions=(question,)), [{question.column: 3}])


def test_the_response_rate_is_of_all_rows_with_an_answer() -> None:
    rows: list[Row] = [{"score": 3, "stars": None}, {"score": None, "stars": 4}, {"score": None, "stars": None}]
    view = view_of("survey", questions=(NPS, CSAT), invited=8)
    assert measured(view, rows)["response_rate"].now.value == 0.25
    with pytest.raises(ValueError, match="2 answered of 1 who were invited"):
        measured(replace(view, invited=1), rows)


def test_new_customers_count_once_all_of_their_period_were_watched_for_ninety_days() -> None:
    march, april = date(2025, 3, 31), date(2025, 4, 1)
    rows = a_base([(6, march, None), (2, march, date(2025, 6, 29)), (1, march, date(2025, 6, 30)), (4, april, april)])
    view = view_of("customer", "joined", "ended", as_of=date(2025, 6, 29))
    early = measured(view, rows)["early_churn.90_days"]
    assert (early.period, early.now.value) == (Period(date(2025, 3, 1), date(2025, 4, 1)), close(2 / 9))
    day_before = measured(replace(view, as_of=date(2025, 6, 28)), rows)
    assert "early_churn.90_days" not in day_before  # those of 31 March are not watched for so long, and nobody else is
    sooner = measured(replace(view, windows={"early_churn": 30}), rows)["early_churn.30_days"]
    assert (sooner.now.n, sooner.now.value) == (4, 1)  # by then those of April are watched, too
    assert [point.measured.n for point in sooner.series] == [9, 4]


def test_where_no_month_was_watched_whole_new_customers_stand_in_the_days_that_were() -> None:
    third, late = date(2025, 3, 3), date(2025, 3, 20)
    rows = a_base([(4, third, None), (1, third, date(2025, 4, 1)), (7, late, None)])
    view = view_of("customer", "joined", "ended", first=third, last=late, as_of=date(2025, 6, 10))
    early = measured(view, rows)["early_churn.90_days"]
    assert (early.now.value, early.now.n) == (0.2, 5)
    assert early.period == Period(third, date(2025, 3, 13))  # who came on the 12th was watched for 90 days


def test_those_who_bought_in_the_window_before_and_not_in_the_last_have_lapsed() -> None:
    bought = {"a": [1, 45], "b": [31, 75], "c": [40], "d": [59, 60], "e": [29], "f": [89]}
    rows: list[Row] = [
        {"customer": who, "day": date(2025, 1, 1) + timedelta(days=day)} for who, days in bought.items() for day in days
    ]
    rows += [{"customer": None, "day": date(2025, 1, 1)}, {"customer": "g", "day": None}]
    view = view_of(
        "purchase", "customer", "day", first=date(2025, 1, 1), last=date(2025, 3, 31), windows={"no_purchase": 30}
    )
    lapsed = measured(view, rows)["churn.no_purchase.30_days"]
    assert (lapsed.now.value, lapsed.now.n) == (0.5, 4)  # of a, b, c and d, a and c
    assert lapsed.before is not None
    assert (lapsed.before.value, lapsed.before.n) == (0.5, 2)  # of a and e, e
    assert lapsed.now.left_out == LeftOut(blank=2)
    assert measured(replace(view, first=date(2025, 2, 15)), rows) == {}


# ── against a slow plain count ───────────────────────────────────────────────────────────────────────────────

FIRST = date(2023, 12, 30)
DAYS = st.none() | st.integers(0, 460).map(lambda number: FIRST + timedelta(days=number))
CHANNELS = st.sampled_from([None, "web", "phone", 'it\'s; -- "x"'])
WEIGHTS = st.none() | st.sampled_from([0.0, -1.0, 0.5, 1.0, 2.5])
FRAMES = st.fixed_dictionaries(
    {
        "first": st.sampled_from([FIRST, date(2024, 1, 1), date(2024, 2, 1)]),
        "last": st.sampled_from([date(2024, 2, 29), date(2024, 3, 30), date(2024, 12, 31), date(2025, 3, 31)]),
        "grain": st.sampled_from(["month", "quarter", "year"]),
        "months": st.sampled_from([None, 1, 3, 12]),
    }
)


def a_row(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries({"day": DAYS, "channel": CHANNELS, "touchpoint": CHANNELS, **columns})


def agree(found: Measure | None, rows: Sequence[Row], view: View, count: Callable[[Sequence[Row]], Plain]) -> None:
    """Whole, before, series and groups of a measure are those of the plain count."""
    assert view.first is not None
    assert view.last is not None
    now, before = plainly.reported(view.first, view.last, view.months)
    series = {
        days[0]: plain
        for days in plainly.whole_periods(view.first, view.last, view.grain)
        if (plain := count(plainly.of_days(rows, days))).value is not None
    }
    whole = count(plainly.of_days(rows, now))
    earlier = count(plainly.of_days(rows, before)) if before else None
    if found is None:
        assert whole.value is None
        assert series == {}
        return
    same(found.now, whole)
    assert (found.before is None) == (earlier is None)
    if found.before is not None and earlier is not None:
        same(found.before, earlier)
    assert [point.period.start for point in found.series] == list(series)
    for point in found.series:
        same(point.measured, series[point.period.start])
    for dimension in view.dimensions:
        names = sorted({row[dimension] for row in rows if row[dimension] is not None})
        own = {name: count([row for row in plainly.of_days(rows, now) if row[dimension] == name]) for name in names}
        own = {name: plain for name, plain in own.items() if plain.value is not None}
        groups = found.groups.get(dimension, ())
        assert [group.name for group in groups] == list(own)
        for group in groups:
            same(group.measured, own[group.name])


def same(found: Measured, plain: Plain) -> None:
    assert (found.value, found.n) == (near(plain.value), plain.n)
    assert found.left_out.total == plain.left_out
    if found.method in {"adjusted_wald", "wilson", "order_statistics"}:
        assert (found.low, found.high) == (near(plain.low), near(plain.high))


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-7, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        a_row(score=st.none() | st.integers(-1, 11), stars=st.none() | st.integers(0, 6), weight=WEIGHTS), max_size=60
    ),
    FRAMES,
    st.booleans(),
)
def test_ratings_are_those_of_a_plain_count(rows: list[Row], frame: dict[str, Any], weighted: bool) -> None:
    columns = ("day", "channel", "touchpoint", *(("weight",) if weighted else ()))
    view = view_of("survey", *columns, questions=(NPS, CSAT), **frame)
    if not weighted:
        rows = [{name: value for name, value in row.items() if name != "weight"} for row in rows]
    found = measured(view, rows)
    agree(found.get("nps"), rows, view, lambda own: plainly.promoter_score(plainly.answers(own, "score", 0, 10)))
    stars = {
        "csat.top_two.1_5": lambda given: plainly.share_of(given, lambda point: point >= 4),
        "csat.mean.1_5": plainly.mean,
    }
    for id, count in stars.items():
        agree(found.get(id), rows, view, lambda own, count=count: count(plainly.answers(own, "stars", 1, 5)))  # type: ignore[misc]


SECONDS = st.none() | st.sampled_from([-1.0, 0.0, 1.0, 600.0, 600.5]) | st.floats(0, 1e6, allow_nan=False)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        a_row(
            first_response=SECONDS,
            resolution=st.none() | st.floats(1000, 1010),  # all of them in one bucket
            handle=SECONDS,
            rated=st.sampled_from([None, 0, 1]),
            customer=st.sampled_from([None, "a", "b", "c"]),
        ),
        max_size=60,
    ),
    FRAMES,
)
def test_tickets_are_those_of_a_plain_count(rows: list[Row], frame: dict[str, Any]) -> None:
    columns = ("day", "channel", "touchpoint", "first_response", "resolution", "handle", "rated", "customer")
    view = view_of("ticket", *columns, **frame)
    rows = [row | {"id": number} for number, row in enumerate(rows)]
    found = measured(view, rows)
    for name, column in (("frt", "first_response"), ("resolution_time", "resolution")):
        for said, percent in (("median", 50), ("p90", 90)):
            agree(
                found.get(f"{name}.{said}.calendar"),
                rows,
                view,
                lambda own, column=column, percent=percent: plainly.quantile(own, column, percent),  # type: ignore[misc]
            )
    agree(found.get("aht.pooled"), rows, view, plainly.handle_time)
    agree(
        found.get("repeat_contacts.30_days"),
        rows,
        view,
        lambda own: plainly.repeat_contacts(own, rows, frame["first"], 30),
    )


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.fixed_dictionaries({"joined": DAYS, "ended": DAYS, "segment": CHANNELS}), max_size=60),
    st.sampled_from([date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 1), date(2025, 4, 1)]),
    st.sampled_from(["month", "quarter"]),
)
def test_churn_is_that_of_a_plain_count(rows: list[Row], as_of: date, grain: Any) -> None:
    view = view_of("customer", "segment", "joined", "ended", as_of=as_of, grain=grain)
    found = measured(view, rows)
    came = [row["joined"] for row in rows if row["joined"] is not None]
    periods = plainly.whole_periods(min(came).replace(day=1), as_of - timedelta(days=1), grain) if came else []
    for place, id in enumerate(("churn.simple", "churn.mid_period", "retention")):
        plain = [plainly.churn(rows, days)[place] for days in periods]
        if id not in found:
            assert all(one.value is None for one in plain)
            continue
        measure = found[id]
        whole = plainly.whole_periods(min(came).replace(day=1), as_of - timedelta(days=1), "month")[1:]
        now = (whole[-12][0], whole[-1][1]) if len(whole) >= 12 else periods[-1]
        same(measure.now, plainly.churn(rows, now)[place])
        expected = [(days[0], one) for days, one in zip(periods, plain, strict=True) if one.value is not None]
        assert [point.period.start for point in measure.series] == [first for first, _ in expected]
        for point, (_, one) in zip(measure.series, expected, strict=True):
            same(point.measured, one)
        for group in measure.groups.get("segment", ()):
            own = [row for row in rows if row["segment"] == group.name]
            same(group.measured, plainly.churn(own, now)[place])


# ── many rows, and the SQL itself ────────────────────────────────────────────────────────────────────────────


def test_ranks_are_exact_where_buckets_hold_many_rows() -> None:
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE rows_of_a_test AS SELECT DATE '2025-01-01' + CAST(i % 365 AS INTEGER) AS day, "
        "'c' || i % 3 AS channel, exp(i * 7919 % 100003 / 20000.0 + i % 3) AS first_response, "
        "CAST(i % 1440 AS DOUBLE) AS resolution FROM range(100003) AS made(i)"
    )
    view = view_of(
        "ticket", "day", "channel", "first_response", "resolution", first=date(2025, 1, 1), last=date(2025, 12, 31)
    )
    for measure in measure_view(fetch, view):
        column = "first_response" if measure.metric == "frt" else "resolution"
        share = 0.9 if ".p90." in measure.definition else 0.5
        for name, now in [("%", measure.now), *((group.name, group.measured) for group in measure.groups["channel"])]:
            [(value, n, below, above)] = fetch(
                f"SELECT quantile_cont({column}, {share}), count(*), count(*) FILTER ({column} < {now.low}), "
                f"count(*) FILTER ({column} <= {now.high}) FROM rows_of_a_test WHERE channel LIKE '{name}'"
            )
            assert now.value == pytest.approx(value, rel=1e-12)
            assert now.n == n
            assert below < share * n < above


def test_the_sql_holds_nothing_that_engines_understand_in_different_ways() -> None:
    asked: list[str] = []

    def listen(sql: str) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return fetch(sql)

    test_ranks_are_exact_where_buckets_hold_many_rows()
    day = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    measure_view(listen, view_of("ticket", "day", "channel", "first_response", "resolution", **day))
    assert len(asked) == 4
    forbidden = r"approx|quantile|percentile|median|\bmode\(|first\(|filter|qualify|::|grouping|/"
    for sql in asked:
        assert not re.search(forbidden, sql, re.IGNORECASE)
        assert "o'hara" not in sql


def test_every_measure_names_a_metric_that_the_product_knows() -> None:
    rows = [{"ended": None, "joined": date(2024, 1, 1), "revenue_start": 3, "revenue_end": 2}] * 9
    columns = ("joined", "ended", "revenue_start", "revenue_end")
    found = measured(view_of("customer", *columns, as_of=date(2025, 1, 1)), rows)
    assert len(found) == 8
    for measure in found.values():
        kind = METRICS[measure.metric]
        assert (kind.unit, kind.better) == (measure.now.unit, measure.now.better)


# ── real files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_airports_passengers_of_2017() -> None:
    rows: list[Row] = [
        {"score": number(row["NETPRO"]), "stars": number(row["Q7ALL"]), "weight": number(row["WEIGHT"])}
        for row in real_rows("sfo_customer_survey_2017.csv")
    ]
    plain = measured(view_of("survey", questions=(NPS, CSAT)), rows)
    nps, overall = plain["nps"].now, plain["csat.top_two.1_5"].now
    assert (nps.n, nps.value, nps.left_out.out_of_range) == (2746, close(39.84, 0.005), 84)
    assert nps.low is not None
    assert nps.high is not None
    assert (nps.high - nps.low) / 2 == close(2.615, 0.002)
    assert (overall.n, overall.value) == (2688, close(0.8207, 5e-5))
    weighted = measured(view_of("survey", "weight", questions=(NPS,)), rows)["nps"].now
    assert weighted.value == close(40.40, 0.005)


def test_the_service_requests_of_a_city_in_january_2018() -> None:
    raw = {tuple(row.items()) for row in real_rows("stl_service_requests_2018_01.csv")}
    rows = [{"resolution": minutes(dict(row)["datetimeinit"], dict(row)["datetimeclosed"])} for row in raw]
    found = measured(view_of("ticket", "resolution"), rows)
    median, p90 = (found[f"resolution_time.{name}.calendar"].now for name in ("median", "p90"))
    assert ((median.value or nan) / 60, (p90.value or nan) / 60) == (close(88.77, 0.005), close(1612.11, 0.005))
    assert (median.n or 0) + median.left_out.total == 1541


def minutes(opened: str, closed: str) -> float | None:
    if not closed:
        return None
    first, last = (datetime.fromisoformat(text.partition(".")[0]) for text in (opened, closed))
    return (last - first).total_seconds() / 60


def test_the_veterans_who_answered_of_those_who_were_asked() -> None:
    CONNECTION.execute("CREATE OR REPLACE TABLE rows_of_a_test AS SELECT 4 AS stars FROM range(304687)")
    found = measure_view(fetch, view_of("survey", questions=(CSAT,), invited=1_808_680))
    assert {measure.id: measure for measure in found}["response_rate"].now.value == close(0.1685, 5e-5)
