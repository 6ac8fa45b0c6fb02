"""CSAT and CES from answers on a declared scale."""

import statistics
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.ratings import (
    measure_agreeing,
    measure_clearly_agreeing,
    measure_ease,
    measure_effort,
    measure_good_of_rated,
    measure_satisfaction,
    measure_satisfied,
)
from cxassess.measures.scale import CES1_SCALE, CES2_SCALE, Scale, pomp
from cxassess.measures.tally import Tally, tally, tally_of_counts
from method.tables import close

STARS = Scale(1, 5)
HUNDRED = tally_of_counts({5: 40, 4: 38, 3: 12, 2: 6, 1: 4}, STARS)  # TV-26
EASE = tally([7, 6, 5, 7, 4, 3, 6, 7, 2, 6], CES2_SCALE)  # TV-28
checked = settings(deadline=None, derandomize=True, database=None)


def ends(measured: Measured) -> tuple[float | None, float | None]:
    return measured.low, measured.high


# ── satisfaction ─────────────────────────────────────────────────────────────────────────────────────────────


def test_tv26_the_top_two_boxes_have_wilsons_interval() -> None:
    satisfied = measure_satisfied(HUNDRED)
    assert (satisfied.value, satisfied.n) == (close(0.78), 100)
    assert ends(satisfied) == (close(0.6893, 1e-4), close(0.8500, 1e-4))
    assert (satisfied.definition, satisfied.unit, satisfied.better) == ("csat.top_two.1_5", "share", "up")


def test_tv26_the_mean_and_what_it_is_of_a_hundred() -> None:
    satisfaction = measure_satisfaction(HUNDRED)
    assert satisfaction.value == close(4.04)
    assert pomp(4.04, STARS) == close(76.0)
    assert (satisfaction.definition, satisfaction.unit, satisfaction.method) == (
        "csat.mean.1_5",
        "scale_1_5",
        "student_t",
    )


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(10, 12, 0.5520, 0.9530), (0, 10, 0.0, 0.2775), (18, 20, 0.6990, 0.9721)]
)
def test_tv27_thumbs_up_of_those_who_rated(hits: int, n: int, low: float, high: float) -> None:
    assert ends(measure_good_of_rated(hits, n - hits)) == (close(low, 1e-4), close(high, 1e-4))


def test_the_top_two_are_the_best_two_of_the_declared_scale() -> None:
    answers = [1, 2, 5, 6, 7]
    assert measure_satisfied(tally(answers, Scale(1, 7))).value == close(2 / 5)
    assert measure_satisfied(tally(answers, Scale(1, 10))).value == 0.0  # 9 and 10; nobody is said to be on 1–7
    grades = measure_satisfied(tally([1, 2, 2, 5, 6], Scale(1, 6, "down")))
    assert (grades.value, grades.definition) == (close(3 / 5), "csat.top_two.1_6_low_is_good")


def test_two_of_three_points_are_no_top() -> None:
    with pytest.raises(ValueError, match="no top"):
        measure_satisfied(tally([0, 1, 2], Scale(0, 2)))


def test_an_answer_outside_of_the_scale_is_counted_and_not_clipped() -> None:
    # The airport's survey has 6 for “never used” and 0 for blank on a scale from 1 to 5.
    satisfied = measure_satisfied(tally([5, 4, 3, 2, 1, 6, 6, 0, 4.5, None], STARS))
    assert (satisfied.value, satisfied.n) == (close(2 / 5), 5)
    assert satisfied.left_out == LeftOut(blank=1, out_of_range=4)


# ── effort ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_tv28_ease_as_mean_and_as_shares() -> None:
    ease = measure_ease(EASE)
    assert (ease.value, ease.better, ease.unit) == (close(5.3), "up", "scale_1_7")
    assert pomp(5.3, CES2_SCALE) == close(71.6667, 1e-4)
    assert measure_agreeing(EASE).value == close(0.70)
    assert measure_clearly_agreeing(EASE).value == close(0.60)


def test_of_effort_little_is_good() -> None:
    effort = measure_effort(tally([1, 2, 2, 5], CES1_SCALE))
    assert (effort.value, effort.better, effort.metric) == (2.5, "down", "ces1")
    assert pomp(2.5, CES1_SCALE) == close(62.5)


def test_the_two_effort_scores_are_never_taken_for_each_other() -> None:
    with pytest.raises(ValueError, match=r"CES 2\.0 needs answers from 1 to 7"):
        measure_ease(tally([3], Scale(1, 5)))
    with pytest.raises(ValueError, match=r"CES 1\.0 needs answers from 1 to 5 where low is good"):
        measure_effort(tally([3], Scale(1, 5)))


# ── the interval of a mean ───────────────────────────────────────────────────────────────────────────────────


@checked
@given(st.lists(st.integers(1, 7), min_size=5, max_size=60).filter(lambda answers: len(set(answers)) > 1))
def test_the_interval_is_students_as_scipy_has_it(answers: list[int]) -> None:
    low, high = stats.t.interval(0.95, len(answers) - 1, statistics.fmean(answers), stats.sem(answers))
    assert ends(measure_ease(tally(answers, CES2_SCALE))) == (close(max(1.0, low), 1e-7), close(min(7.0, high), 1e-7))


def test_a_weighted_mean_by_hand() -> None:
    # Weights 2 1 1 1 1 1: Σw 7, Σw² 9, n_eff 49/9; mean (2·5 + 4 + 4 + 3 + 3 + 1)/7 = 25/7.
    answers, weights = [5, 4, 4, 3, 3, 1], [2.0, 1, 1, 1, 1, 1]
    measured = measure_satisfaction(tally(answers, STARS, weights))
    centre, base = 25 / 7, 49 / 9
    spread = (2 * (5 - centre) ** 2 + 2 * (4 - centre) ** 2 + 2 * (3 - centre) ** 2 + (1 - centre) ** 2) / 7
    half = stats.t.ppf(0.975, base - 1) * (spread / (base - 1)) ** 0.5
    assert (measured.value, measured.effective_n) == (close(centre), close(base))
    assert ends(measured) == (close(centre - half), close(5.0))  # 5.06 ends at the scale
    assert centre + half > 5


def test_wilsons_interval_of_weighted_answers_rests_on_kishs_n() -> None:
    # 20 people of weight 1 and 20 of weight 3: 80² / (20 + 180) = 32 equally weighted ones; 60 of 80 are content.
    satisfied = measure_satisfied(tally([2] * 20 + [5] * 20, STARS, [1.0] * 20 + [3.0] * 20))
    wilson = stats.binomtest(24, 32).proportion_ci(method="wilson")
    assert (satisfied.value, satisfied.n, satisfied.effective_n) == (0.75, 40, 32)
    assert ends(satisfied) == (close(wilson.low), close(wilson.high))


def test_no_interval_below_five_people_or_where_all_say_the_same() -> None:
    assert measure_satisfaction(tally([5, 4, 3, 1], STARS)).why == "too_few"
    alike = measure_satisfaction(tally([4] * 30, STARS))
    assert (alike.value, ends(alike), alike.why) == (4.0, (None, None), "no_spread")
    nobody = measure_satisfaction(tally([None, 6], STARS))
    assert (nobody.value, nobody.n, nobody.why) == (None, 0, "nobody")


# ── pooling ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_channels_add_up_before_anything_is_divided() -> None:
    few, many = tally([1, 2], STARS), tally([5] * 8, STARS)
    both = measure_satisfied(few + many)
    assert both.value == close(0.8)  # the mean of 0 and 1 would be .5
    assert both == measure_satisfied(tally([1, 2, *[5] * 8], STARS))


def test_answers_on_two_scales_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        tally([1], STARS) + tally([1], CES2_SCALE)


# ── what holds for any answers ───────────────────────────────────────────────────────────────────────────────

ROWS = st.lists(st.tuples(st.integers(0, 6), st.floats(0.01, 50)), min_size=1, max_size=40)


def weighted(rows: list[tuple[int, float]]) -> Tally:
    """Rows of answer and weight."""
    return tally([answer for answer, _ in rows], STARS, [weight for _, weight in rows])


@checked
@given(ROWS, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_the_interval_holds_the_value_within_the_scale(
    rows: list[tuple[int, float]], random: Random
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    answers = weighted(rows)
    assert answers == weighted(shuffled)
    for measured, low, high in ((measure_satisfaction(answers), 1, 5), (measure_satisfied(answers), 0, 1)):
        if measured.low is not None and measured.high is not None and measured.value is not None:
            assert low <= measured.low <= measured.value <= measured.high <= high


@checked
@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_weights_of_one_equal_no_weights(answers: list[int]) -> None:
    ones, plain = tally(answers, STARS, [1] * len(answers)), tally(answers, STARS)
    assert ones == plain
    assert measure_satisfaction(ones) == measure_satisfaction(plain)


@checked
@given(ROWS, st.floats(0.001, 1000))
def test_weights_in_another_unit_change_nothing(rows: list[tuple[int, float]], unit: float) -> None:
    once, again = measure_satisfaction(weighted(rows)), measure_satisfaction(weighted([(a, w * unit) for a, w in rows]))
    assert (again.value is None) == (once.value is None)
    assert again.value == pytest.approx(once.value)
    assert again.effective_n == pytest.approx(once.effective_n)
