"""First response, resolution and handle time from durations."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxassess.measures.measured import LeftOut
from cxassess.measures.times import (
    MEDIAN,
    P90,
    durations,
    handled,
    handled_in_parts,
    interval_ranks,
    measure_first_response,
    measure_handle_time,
    measure_resolution,
    pooled,
    quantile,
)
from method.tables import close

TEN = [5, 7, 12, 15, 20, 33, 48, 60, 120, 480]  # TV-20, minutes
MINUTES = st.floats(0, 1e6, allow_nan=False)
checked = settings(deadline=None, derandomize=True, database=None)


# ── first response and resolution ────────────────────────────────────────────────────────────────────────────


def test_tv20_the_median_and_the_ninetieth_percentile_of_ten_replies() -> None:
    ten = durations(TEN)
    assert measure_first_response(ten, "calendar").value == 26.5
    assert measure_first_response(ten, "calendar", P90).value == 156.0  # by another type of percentile it is 120
    assert quantile(TEN, 95) == 318.0


def test_calendar_time_and_business_hours_are_two_metrics() -> None:
    ten = durations(TEN)
    assert measure_first_response(ten, "calendar").definition == "frt.median.calendar"
    assert measure_first_response(ten, "business").definition == "frt.median.business"
    assert measure_resolution(ten, "business", P90).definition == "resolution_time.p90.business"


def test_the_interval_of_a_median_is_bounded_by_two_of_the_values() -> None:
    median = measure_first_response(durations(TEN), "calendar")
    assert (median.low, median.high, median.method) == (7, 120, "order_statistics")  # the second and the ninth
    assert (median.unit, median.better, median.n) == ("minutes", "down", 10)


@pytest.mark.parametrize(("percent", "least"), [(MEDIAN, 6), (P90, 36)])
def test_below_six_values_a_median_has_no_interval_and_below_thirty_six_a_p90_has_none(
    percent: int, least: int
) -> None:
    few, enough = durations(range(least - 1)), durations(range(least))
    assert measure_resolution(few, "calendar", percent).why == "too_few"
    assert measure_resolution(few, "calendar", percent).low is None
    assert measure_resolution(enough, "calendar", percent).low is not None


@pytest.mark.parametrize("percent", [MEDIAN, P90])
@pytest.mark.parametrize("n", [6, 10, 36, 37, 100, 999, 20_000, 2_000_000])
def test_the_ranks_leave_out_at_most_two_and_a_half_percent_on_each_side_and_not_much_less(
    n: int, percent: int
) -> None:
    ranks = interval_ranks(n, percent)
    below = stats.binom(n, percent / 100)
    if ranks is None:
        assert percent == P90
        assert below.pmf(n) > 0.025  # so that no value is surely above the percentile
        return
    low, high = ranks
    assert below.cdf(low - 1) <= 0.025 < below.cdf(low)
    assert below.sf(high - 1) <= 0.025 < below.sf(high - 2)


def test_a_negative_duration_is_counted_and_neither_clipped_nor_turned_round() -> None:
    minutes = durations([10, -3, None, math.nan, 20, math.inf, 0])
    assert list(minutes.ordered) == [0, 10, 20]
    assert minutes.left_out == LeftOut(blank=2, out_of_range=2)


def test_no_case_no_time() -> None:
    nothing = measure_resolution(durations([None, -1]), "calendar")
    assert (nothing.value, nothing.n, nothing.why, nothing.left_out.total) == (None, 0, "nobody", 2)


@checked
@given(st.lists(MINUTES, min_size=1, max_size=120), st.sampled_from([MEDIAN, P90, 25, 99]))
def test_percentiles_are_numpys(minutes: list[float], percent: int) -> None:
    assert quantile(sorted(minutes), percent) == pytest.approx(np.percentile(minutes, percent), rel=1e-12)


@checked
@given(st.lists(MINUTES, max_size=120), st.randoms(use_true_random=False), st.sampled_from([MEDIAN, P90]))
def test_order_changes_nothing_and_the_interval_holds_the_value(
    minutes: list[float], random: Random, percent: int
) -> None:
    shuffled = list(minutes)
    random.shuffle(shuffled)
    measured = measure_resolution(durations(minutes), "calendar", percent)
    assert measured == measure_resolution(durations(shuffled), "calendar", percent)
    if measured.low is not None and measured.high is not None and measured.value is not None:
        assert measured.low <= measured.value <= measured.high


# ── handle time ──────────────────────────────────────────────────────────────────────────────────────────────


def test_tv21_handle_time_is_pooled_over_contacts_and_not_over_channels() -> None:
    both = measure_handle_time(pooled([(100, 300.0), (10, 900.0)]))
    assert both.value == close(354.5455, 1e-4)  # the mean of the two means is 600, and wrong
    assert both.value == measure_handle_time(handled([300.0] * 100 + [900.0] * 10)).value
    assert (both.n, both.better, both.unit, both.definition) == (110, "band", "seconds", "aht.pooled")
    assert (both.low, both.why) == (None, "no_interval")  # totals tell no error


def test_talk_hold_and_wrap_make_a_contact_and_a_missing_part_is_not_nought() -> None:
    calls = handled_in_parts([100, 200, None, 50], [10, 0, 5, -1], [30, 40, 20, 10])
    assert (calls.contacts, calls.seconds) == (2, 380)
    assert calls.left_out == LeftOut(blank=1, out_of_range=1)
    assert measure_handle_time(calls).value == 190


def test_the_interval_of_handle_time_is_students_from_thirty_contacts_on() -> None:
    seconds = [60.0 + 7 * k * k % 500 for k in range(30)]
    measured = measure_handle_time(handled(seconds))
    low, high = stats.t.interval(0.95, 29, np.mean(seconds), stats.sem(seconds))
    assert (measured.low, measured.high) == (close(low, 1e-6), close(high, 1e-6))
    assert measure_handle_time(handled(seconds[:29])).why == "too_few"
    assert measure_handle_time(handled([300] * 30)).why == "no_spread"
    assert measure_handle_time(handled([300])).why == "too_few"
    assert measure_handle_time(handled([])).why == "nobody"


def test_groups_without_contacts_weigh_nothing() -> None:
    assert measure_handle_time(pooled([(0, 900.0), (10, 300.0)])).value == 300
    assert measure_handle_time(pooled([])).value is None
    with pytest.raises(ValueError, match="negative"):
        pooled([(-1, 300.0)])
