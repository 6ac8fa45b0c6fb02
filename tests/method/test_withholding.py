"""What few people said is shown nowhere, and cannot be worked out from what is: pages, sheets and JSON alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.measures.measure import Dimension, InGroup, InPeriod, Measure, Period
from cxassess.measures.measured import Measured
from cxassess.measures.withholding import ANSWERS, hidden_groups, withhold
from cxassess.metrics import METRICS
from cxassess.model.outcome import MetricEntry, TypedPoint
from cxassess.serialise import as_json
from method.tables import assessed, averaging

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


def of(n: int, value: float = 40.0) -> Measured:
    return Measured("nps", value, n, "points", "up", "adjusted_wald", value - 9, value + 9, float(n))


def month(number: int, year: int = 2025) -> Period:
    return Period(date(year, number, 1), date(year + number // 12, number % 12 + 1, 1))


def nps(
    n: int = 100,
    months: Mapping[Period, int] | None = None,
    channels: Sequence[int] = (),
    before: int | None = None,
    touchpoint: str = "",
) -> Measure:
    groups: dict[Dimension, tuple[InGroup, ...]] = (
        {"channel": tuple(InGroup(f"c{at}", of(size)) for at, size in enumerate(channels))} if channels else {}
    )
    return Measure(
        "nps",
        "nps",
        "s.csv",
        of(n),
        YEAR,
        before=None if before is None else of(before, 30.0),
        touchpoint=touchpoint,
        series=tuple(InPeriod(period, of(size)) for period, size in (months or {}).items()),
        groups=groups,
        answers={10: float(n)},
    )


# ── the rule ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ((8, 7, 5, 2, 1), {2, 3, 4}),  # TV-45
        ((8, 7, 5), set()),
        ((8, 7, 4), {1, 2}),  # one alone would be the whole less the two others
        ((8, 4, 1), {1, 2}),  # five together say nothing of four or of one
        ((8, 4, 0), {0, 1}),
        ((4,), {0}),
        ((), set()),
    ],
)
def test_groups_of_few_are_hidden_and_so_is_the_next_smallest_while_they_are_few_together(
    sizes: Sequence[int], hidden: set[int]
) -> None:
    assert hidden_groups(dict(enumerate(sizes)), 5) == hidden


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(0, 40), max_size=9), st.integers(3, 12))
def test_what_is_hidden_together_is_never_the_answer_of_few(sizes: list[int], least: int) -> None:
    hidden = hidden_groups(dict(enumerate(sizes)), least)
    shown = [n for at, n in enumerate(sizes) if at not in hidden and n]
    together = sum(sizes[at] for at in hidden)
    assert all(n >= least for n in shown)
    assert not hidden or together >= least or not shown


# ── a measure ────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_the_channels_one_of_few_and_the_next_smallest_lose_their_values_and_keep_their_n() -> None:
    groups = withhold(nps(channels=(60, 30, 7, 3)), 5).groups["channel"]
    assert [(group.measured.value, group.measured.n, group.measured.why) for group in groups] == [
        (40.0, 60, ""),
        (40.0, 30, ""),
        (None, 7, "withheld"),
        (None, 3, "withheld"),
    ]
    assert all(group.measured.low is None for group in groups[2:])


def test_a_month_of_few_cannot_be_worked_out_from_the_year_that_is_shown() -> None:
    series = withhold(nps(months={month(1): 40, month(2): 3, month(3): 12}), 5).series
    assert [point.measured.value for point in series] == [40.0, None, None]


def test_months_outside_the_value_that_is_shown_are_hidden_one_by_one() -> None:
    months = {month(1, 2022): 4, month(2, 2022): 9, month(6, 2024): 3, month(7, 2024): 20, month(8, 2024): 30}
    series = withhold(nps(months=months, before=53), 5).series
    assert [point.measured.value for point in series] == [None, 40.0, None, None, 40.0]


def test_a_touchpoint_of_few_loses_its_value_its_change_and_its_answers() -> None:
    few = withhold(nps(n=4, months={month(1): 4}, before=50, touchpoint="Shop"), 5)
    assert (few.now.value, few.now.n, few.now.why) == (None, 4, "withheld")
    assert (few.change, few.answers) == (None, {})
    assert few.series[0].measured.value is None


def test_the_whole_is_shown_however_few_it_are_but_not_how_each_answered() -> None:
    few = withhold(nps(n=4, before=3), 5)
    assert (few.now.value, few.answers) == (40.0, {})
    assert few.before is not None
    assert (few.before.value, few.before.why) == (None, "withheld")


def test_withholding_twice_is_withholding_once() -> None:
    once = withhold(nps(channels=(60, 7, 3), months={month(1): 3, month(2): 40}, before=4), 5)
    assert withhold(once, 5) == once


def test_how_fast_or_how_many_is_nobodys_answer() -> None:
    fast = replace(nps(channels=(3,)), metric="frt", definition="frt.median.calendar")
    assert withhold(fast, 5) == fast
    assert {"nps", "csat", "csat_mean", "ces", "ces1"} == ANSWERS
    assert METRICS.keys() >= ANSWERS


# ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────


def test_json_withholds_as_pages_and_sheets_do_and_says_so() -> None:
    shop = nps(n=4, touchpoint="Shop")
    typed = MetricEntry(
        "csat_mean", 4.1, 40, "2025", series=(TypedPoint("2024", 3.9, 4), TypedPoint("2025", 4.1, 40)), source="t.csv"
    )
    whole = nps(months={month(1): 40, month(2): 3, month(3): 12}, channels=(60, 30, 7, 3))
    data = as_json(assessed(averaging(3), metrics=[typed], measures=[whole, shop]))
    points = [(p["value"], p["n"], p["why"]) for p in data["metrics"]["nps"]["series"]]
    assert points == [(40.0, 40, ""), (None, 3, "withheld"), (None, 12, "withheld")]
    [also] = data["metrics"]["nps"]["also"]
    assert (also["touchpoint"], also["value"], also["n"], also["why"]) == ("Shop", None, 4, "withheld")
    mean = data["metrics"]["csat_mean"]
    assert [(p["value"], p["low"], p["n"], p["why"]) for p in mean["series"]] == [
        (None, None, 4, "withheld"),
        (4.1, None, 40, ""),
    ]
    assert (mean["value"], mean["why"], mean["previous"], mean["compares"]) == (4.1, None, None, "no_earlier")
    assert [group["measured"]["why"] for group in data["measures"][0]["groups"]["channel"]] == [
        "", "", "withheld", "withheld",
    ]  # fmt: skip
    assert [point["measured"]["why"] for point in data["measures"][0]["series"]] == ["", "withheld", "withheld"]
    assert data["measures"][1]["now"]["value"] is None


def test_a_typed_touchpoint_of_few_has_no_value_either() -> None:
    typed = [MetricEntry("csat_mean", 4.1, 40), MetricEntry("csat_mean", 2.0, 3, "", 1.5, touchpoint="Shop")]
    [also] = as_json(assessed(averaging(3), metrics=typed))["metrics"]["csat_mean"]["also"]
    assert (also["value"], also["previous"], also["trend"], also["why"]) == (None, None, "unknown", "withheld")
