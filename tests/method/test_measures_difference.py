"""Whether two samples differ: shares by Newcombe's interval, means by Welch's."""

from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxassess.measures.difference import MeanError, compare_means, compare_shares
from cxassess.measures.ratings import compare_ratings, mean_error
from cxassess.measures.scale import Scale
from cxassess.measures.shares import measure_share
from cxassess.measures.tally import tally, tally_of_counts
from cxassess.measures.times import compare_handle_time, handled

STARS = Scale(1, 5)


def near(value: float | None, abs: float | None = None) -> Any:
    return pytest.approx(value, abs=abs)


# Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_two_shares_as_newcombe_published_them(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    first, second = (measure_share("churn.simple", hits, of, of, "down") for hits, of in (later, earlier))
    change = compare_shares(first, second)
    assert change.value == near(later[0] / later[1] - earlier[0] / earlier[1])
    assert (change.low, change.high) == (near(low, abs=6e-5), near(high, abs=6e-5))
    assert (change.z, change.p) == (None, None)


@given(st.integers(5, 60), st.integers(5, 60), st.data())
def test_the_other_way_round_a_difference_has_the_other_sign(n: int, m: int, data: st.DataObject) -> None:
    hits, others = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    one, two = measure_share("retention", hits, n, n, "up"), measure_share("retention", others, m, m, "up")
    there, back = compare_shares(one, two), compare_shares(two, one)
    assert there.low is not None
    assert there.high is not None
    assert back.high is not None
    assert -1 <= there.low <= hits / n - others / m <= there.high <= 1
    assert there.low == near(-back.high)


def test_too_few_on_one_side_have_a_difference_and_no_interval() -> None:
    few, many = measure_share("retention", 3, 4, 4, "up"), measure_share("retention", 50, 100, 100, "up")
    change = compare_shares(few, many)
    assert (change.value, change.low, change.high) == (0.25, None, None)
    assert compare_shares(measure_share("retention", 0, 0, 0, "up"), many).value is None


def test_shares_of_two_definitions_do_not_compare() -> None:
    one, two = measure_share("csat.top_two.1_5", 5, 9, 9, "up"), measure_share("csat.top_two.1_7", 5, 9, 9, "up")
    with pytest.raises(ValueError, match="no two shares of one definition"):
        compare_shares(one, two)


def test_two_means_as_welch_and_scipy_compare_them() -> None:
    later, earlier = [5, 5, 4, 3, 5, 4, 4], [1, 2, 5, 3, 3, 2, 2, 4, 3]
    change, test = (
        compare_ratings(tally(later, STARS), tally(earlier, STARS)),
        stats.ttest_ind(later, earlier, equal_var=False),
    )
    bounds = test.confidence_interval()
    assert (change.z, change.p) == (near(test.statistic), near(test.pvalue))
    assert (change.low, change.high) == (near(bounds.low), near(bounds.high))


def test_equal_weights_of_any_size_are_none() -> None:
    plain, heavy = tally([5, 4, 3, 2, 4, 4], STARS), tally([5, 4, 3, 2, 4, 4], STARS, [2.5] * 6)
    other = tally_of_counts({1: 9, 2: 4}, STARS)
    one, two = compare_ratings(plain, other), compare_ratings(heavy, other)
    assert (two.value, two.low, two.p) == (near(one.value), near(one.low), near(one.p))
    error = mean_error(plain)
    assert error.squared_error == near(stats.sem([5, 4, 3, 2, 4, 4]) ** 2)


def test_means_without_any_spread_have_no_interval() -> None:
    change = compare_ratings(tally_of_counts({5: 20}, STARS), tally_of_counts({4: 20}, STARS))
    assert (change.value, change.low, change.p) == (1, None, None)
    assert compare_ratings(tally_of_counts({5: 20}, STARS), tally_of_counts({}, STARS)).value is None


def test_handle_times_are_compared_from_thirty_contacts_on() -> None:
    later, earlier = handled(range(200, 230)), handled(range(100, 160, 2))
    change = compare_handle_time(later, earlier)
    test = stats.ttest_ind(range(200, 230), range(100, 160, 2), equal_var=False)
    assert (change.value, change.p) == (85.5, near(test.pvalue))
    fewer = compare_handle_time(handled(range(200, 229)), earlier)
    assert (fewer.value, fewer.low) == (85, None)


def test_the_error_of_a_difference_is_that_of_both() -> None:
    change = compare_means(MeanError(10, 4, 20), MeanError(7, 5, 30))
    assert (change.standard_error, change.z) == (3, 1)
    assert sqrt(4 + 5) == change.standard_error
