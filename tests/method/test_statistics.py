"""The published and computed vectors of the statistics, and scipy as a second opinion."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from scipy import stats

from cxassess.statistics import (
    AD_LIMIT,
    hedges_g,
    mean,
    mean_deviation,
    median,
    scale_agreement,
    stratified_interval,
    student_t_quantile,
    variance,
    welch_interval,
    wilson_interval,
    within_group_agreement,
)
from method.tables import close

EXECUTIVES = [4.2, 3.9, 3.3]
MANAGERS = [3.5, 3.1, 2.9, 3.6, 3.3, 3.4]
FRONT_LINE = [2.8, 3.1, 2.2, 2.6, 3.0, 2.4, 2.9, 3.3, 2.5, 2.7, 2.9, 3.2]
EQUAL = {"executive": 1.0, "manager": 1.0, "front_line": 1.0}
FIVE = [2.9, 3.3, 2.4, 3.8, 3.1]
FIVE_LATER = [3.1, 3.4, 3.0, 3.8, 3.3]


# ── agreement ────────────────────────────────────────────────────────────────────────────────────────────────


def test_agreement_on_one_practice() -> None:
    answers = [4, 4, 5, 4, 3]
    assert variance(answers) == close(0.5, 1e-4)
    assert within_group_agreement(answers) == close(0.75, 1e-4)
    assert within_group_agreement(answers, expected=1.34) == close(0.6269, 1e-4)  # the slightly skewed null
    assert mean_deviation(answers) == close(0.4, 1e-4)


def test_agreement_below_chance_reads_as_none() -> None:
    assert within_group_agreement([1, 5, 1, 5]) == 0.0  # variance 5.33 against 2.0


def test_agreement_over_three_practices() -> None:
    practices = [[4, 4, 3, 4, 5], [4, 5, 4, 4, 4], [3, 3, 3, 4, 3]]
    variances = [variance(answers) for answers in practices]
    assert variances == [close(0.5, 1e-4), close(0.2, 1e-4), close(0.2, 1e-4)]
    assert scale_agreement(variances) == close(0.85, 1e-4)
    assert mean([mean_deviation(answers) for answers in practices]) == close(0.3467, 1e-4)


def test_agreement_over_practices_may_be_negative() -> None:
    assert scale_agreement([4.0, 3.0]) == close(-0.75, 1e-4)


def test_the_line_of_disagreement_holds_for_every_small_group() -> None:
    # In floats a mean deviation of exactly 5/6 must not come out above the line.
    wrong = []
    for n in range(2, 8):
        for answers in combinations_with_replacement(range(1, 6), n):
            centre = Fraction(sum(answers), n)
            exact = sum(abs(x - centre) for x in answers) / n
            if (mean_deviation(answers) > AD_LIMIT) != (exact > Fraction(5, 6)):
                wrong.append(answers)
    assert wrong == []


# ── intervals of means ───────────────────────────────────────────────────────────────────────────────────────


def test_equal_role_weights_do_not_follow_the_number_of_people() -> None:
    groups = {"executive": [3.9, 4.0, 4.1], "manager": [3.1, 3.3] * 3, "front_line": [2.4, 2.6] * 6}
    interval = stratified_interval(groups, EQUAL)
    assert interval is not None
    assert interval.value == close(3.2333, 1e-4)  # (4.0 + 3.2 + 2.5) / 3
    everybody = [x for values in groups.values() for x in values]
    assert mean(everybody) == close(2.9143, 1e-4)  # (3 · 4.0 + 6 · 3.2 + 12 · 2.5) / 21


def test_the_interval_of_one_role_is_the_plain_t_interval() -> None:
    interval = stratified_interval({"all": FIVE}, {"all": 1.0})
    assert interval is not None
    assert variance(FIVE) ** 0.5 == close(0.5148, 1e-4)
    assert (interval.value, interval.low, interval.high) == (close(3.1, 1e-4), close(2.4608, 1e-4), close(3.7392, 1e-4))
    assert interval.high - interval.value == close(0.6392, 1e-4)
    assert interval.df == close(4, 1e-4)


def test_the_same_five_a_year_later_have_not_clearly_changed() -> None:
    differences = [after - before for before, after in zip(FIVE, FIVE_LATER, strict=True)]
    interval = stratified_interval({"all": differences}, {"all": 1.0})
    assert interval is not None
    assert interval.value == close(0.22, 1e-4)
    assert interval.value / interval.standard_error == close(2.1573, 1e-4)
    assert (interval.low, interval.high) == (close(-0.0631, 1e-4), close(0.5031, 1e-4))
    assert interval.low < 0 < interval.high


def test_the_stratified_interval_of_three_roles() -> None:
    groups = {"executive": EXECUTIVES, "manager": MANAGERS, "front_line": FRONT_LINE}
    interval = stratified_interval(groups, EQUAL)
    assert interval is not None
    assert interval.value == close(3.3, 1e-4)
    assert interval.standard_error == close(0.10032, 1e-5)
    assert interval.df == close(3.3034, 1e-4)
    assert (interval.low, interval.high) == (close(2.9967, 1e-4), close(3.6033, 1e-4))


def test_a_role_of_one_person_borrows_the_pooled_variance() -> None:
    groups = {"executive": [4.0], "manager": MANAGERS, "front_line": FRONT_LINE}
    interval = stratified_interval(groups, EQUAL)
    assert interval is not None
    assert interval.value == close(3.3667, 1e-4)
    assert interval.standard_error == close(0.11454, 1e-5)
    assert interval.df == close(22.2148, 1e-4)
    assert (interval.low, interval.high) == (close(3.1293, 1e-4), close(3.6041, 1e-4))


def test_weights_may_have_any_sum() -> None:
    groups = {"executive": EXECUTIVES, "manager": MANAGERS, "front_line": FRONT_LINE}
    assert stratified_interval(groups, EQUAL) == stratified_interval(groups, dict.fromkeys(EQUAL, 2.0))


def test_a_role_that_is_absent_or_has_no_weight_takes_no_part() -> None:
    alone = stratified_interval({"manager": MANAGERS}, {"manager": 1.0})
    beside = stratified_interval(
        {"manager": MANAGERS, "executive": [], "analyst": [1.0, 5.0]},
        {"manager": 1.0, "executive": 1.0, "analyst": 0.0},
    )
    assert alone == beside


def test_the_interval_shrinks_with_the_share_of_people_who_answered() -> None:
    half_answered = stratified_interval({"all": FIVE}, {"all": 1.0}, {"all": 10})
    all_answered = stratified_interval({"all": FIVE}, {"all": 1.0}, {"all": 5})
    assert half_answered is not None
    assert all_answered is not None
    assert half_answered.high - half_answered.value == close(0.6392 * 0.5**0.5, 1e-4)
    assert (all_answered.low, all_answered.high) == (close(3.1, 1e-4), close(3.1, 1e-4))


def test_without_two_people_in_any_role_there_is_no_interval() -> None:
    assert stratified_interval({"executive": [4.0], "manager": [3.0]}, EQUAL) is None


def test_the_interval_stands_around_the_printed_score() -> None:
    interval = stratified_interval({"all": FIVE}, {"all": 1.0}, centre=3.4)
    assert interval is not None
    assert (interval.value, interval.low, interval.high) == (3.4, close(2.7608, 1e-4), close(4.0392, 1e-4))


def test_the_difference_of_two_roles() -> None:
    executives, front_line = [4, 4, 5, 3.5], [2.5, 3, 2, 3, 2.5]
    interval = welch_interval(executives, front_line)
    assert interval.value == close(1.525, 1e-4)
    assert interval.value / interval.standard_error == close(4.1666, 1e-4)
    assert interval.df == close(5.0259, 1e-4)
    assert (interval.low, interval.high) == (close(0.5856, 1e-4), close(2.4644, 1e-4))
    effect = hedges_g(executives, front_line)
    assert effect == close(2.6105, 1e-4)
    assert effect is not None
    assert effect / (1 - 3 / (4 * 9 - 9)) == close(2.9368, 1e-4)


@pytest.mark.parametrize(
    ("a", "b"), [(EXECUTIVES, MANAGERS), (MANAGERS, FRONT_LINE), (FIVE, FRONT_LINE), ([1.0, 5.0], [2.5, 3.0])]
)
def test_welch_agrees_with_scipy(a: Sequence[float], b: Sequence[float]) -> None:
    other = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    interval = welch_interval(a, b)
    assert (interval.low, interval.high) == (close(other.low, 1e-9), close(other.high, 1e-9))


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(10, 12, 0.5520, 0.9530), (0, 10, 0.0, 0.2775), (18, 20, 0.6990, 0.9721), (78, 100, 0.6893, 0.8500)],
)
def test_the_wilson_interval_of_a_share(count: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(count / n, n) == (close(low, 1e-4), close(high, 1e-4))


@pytest.mark.parametrize("n", [1, 2, 7, 30, 1000])
def test_wilson_agrees_with_scipy_and_stays_within_nought_and_one(n: int) -> None:
    for count in {0, 1, n // 2, n}:
        other = stats.binomtest(count, n).proportion_ci(0.95, method="wilson")
        low, high = wilson_interval(count / n, n)
        assert (low, high) == (close(other.low, 1e-9), close(other.high, 1e-9))
        assert 0 <= low < high <= 1


# ── Student's t ──────────────────────────────────────────────────────────────────────────────────────────────

DEGREES = [*range(1, 61), 0.5, 1.03, 2.7, 3.3034, 5.0259, 22.2148, 75.5, 120, 365.25, 1000, 12_345.6]


@pytest.mark.parametrize("df", DEGREES)
def test_student_agrees_with_scipy(df: float) -> None:
    for p in (0.6, 0.9, 0.95, 0.975, 0.99, 0.995):
        assert student_t_quantile(p, df) == pytest.approx(float(stats.t.ppf(p, df)), rel=1e-9)


def test_student_nears_the_normal_distribution() -> None:
    assert student_t_quantile(0.975, 1e6) == close(1.959966, 1e-6)


# ── small things ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_median_is_the_middle_or_the_mean_of_two() -> None:
    assert median([3, 1, 2]) == 2.0
    assert median([4, 1, 2, 3]) == 2.5


def test_nothing_has_no_mean_no_median_and_one_value_no_variance() -> None:
    with pytest.raises(ValueError, match="no values"):
        mean([])
    with pytest.raises(ValueError, match="no values"):
        median([])
    with pytest.raises(ValueError, match="two values"):
        variance([3])
