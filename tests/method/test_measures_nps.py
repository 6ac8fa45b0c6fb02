"""The net promoter score from answers: published and computed vectors, and what holds for any answers."""

import math
from collections.abc import Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.nps import (
    Recommendation,
    compare_nps,
    count_recommendation,
    measure_nps,
    recommendation_of,
)
from cxassess.measures.scale import NPS_SCALE, Scale
from cxassess.measures.tally import tally
from method.tables import close

SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=80)
checked = settings(deadline=None, derandomize=True, database=None)


def nps(scores: Sequence[float | None], weights: Sequence[float | None] | None = None) -> Measured:
    return measure_nps(count_recommendation(tally(scores, NPS_SCALE, weights)))


def bounds(measured: Measured) -> tuple[float, float]:
    assert measured.low is not None
    assert measured.high is not None
    return measured.low, measured.high


# ── the score ────────────────────────────────────────────────────────────────────────────────────────────────


def test_tv1_fifteen_promoters_thirteen_passives_eight_detractors() -> None:
    score = measure_nps(recommendation_of(15, 13, 8))
    assert score.value == close(19.4444, 1e-4)
    assert bounds(score) == (close(-6.28, 0.01), close(42.18, 0.01))
    assert (score.n, score.unit, score.better) == (36, "points", "up")
    assert (score.definition, score.method, score.why) == ("nps", "adjusted_wald", "")


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "value"),
    [
        (291, 476, 395, -8.9501),  # TV-4, published as −9
        (162, 108, 54, 33.3333),  # TV-5: 1/2, 1/3, 1/6 of 324
        (250, 675, 75, 17.5),  # TV-6
        (0, 0, 5, -100.0),  # TV-7
        (0, 9, 0, 0.0),
    ],
)
def test_promoters_less_detractors_in_points(promoters: int, passives: int, detractors: int, value: float) -> None:
    assert measure_nps(recommendation_of(promoters, passives, detractors)).value == close(value, 1e-4)


def test_nine_and_ten_promote_and_up_to_six_detract() -> None:
    people = count_recommendation(tally(range(11), NPS_SCALE))
    assert (people.promoters, people.passives, people.detractors) == (2, 2, 7)


def test_tv8_nobody_has_no_score_and_that_is_no_fault() -> None:
    score = nps([])
    assert (score.value, score.n, score.low, score.high, score.why) == (None, 0, None, None, "nobody")
    assert nps([None, 11]).value is None


# ── the interval ─────────────────────────────────────────────────────────────────────────────────────────────


def test_tv7_where_all_detract_the_interval_ends_at_the_scale_and_has_a_width() -> None:
    low, high = bounds(measure_nps(recommendation_of(0, 0, 5)))
    assert (low, high) == (-100.0, close(-17.49, 0.01))


def test_tv6_the_interval_knows_that_promoters_and_detractors_hang_together() -> None:
    # Taken as independent, the two shares give 14.3 to 20.5, which is published and wrong. Plain Wald: 14.14 to 20.86.
    low, high = bounds(measure_nps(recommendation_of(250, 675, 75)))
    assert high - low > 20.86 - 14.14 > 20.5 - 14.3
    assert (low, high) == (close(14.14, 0.1), close(20.86, 0.1))


@pytest.mark.parametrize(("n", "margin"), [(100, 15.2), (200, 10.7), (400, 7.6), (1000, 4.8)])
def test_the_margin_of_a_variance_of_six_tenths(n: int, margin: float) -> None:
    # p = d = .3 has p + d − (p − d)² = .6; the table is of the plain interval, and the adjusted one is a little wider
    # or narrower by less than 3 %.
    low, high = bounds(measure_nps(recommendation_of(3 * n // 10, 4 * n // 10, 3 * n // 10)))
    assert (high - low) / 2 == close(margin, 0.03 * margin)


def test_below_five_people_there_is_a_score_and_no_interval() -> None:
    score = nps([10, 9, 3, 8])
    assert (score.value, score.low, score.high, score.why) == (25.0, None, None, "too_few")
    assert nps([10, 9, 3, 8, 8]).low is not None


def coverage(n: int) -> list[float]:
    """How often the interval holds the true score, exactly, for all mixes of the three in steps of 10 %."""
    samples = [(a, b, n - a - b) for a, b in product(range(n + 1), repeat=2) if a + b <= n]
    found = {sample: bounds(measure_nps(recommendation_of(*sample))) for sample in samples}
    covered = []
    for p, s in product(range(11), repeat=2):
        if p + s > 10:
            continue
        shares, truth = (p / 10, s / 10, (10 - p - s) / 10), 10.0 * (2 * p + s - 10)
        covered.append(
            math.fsum(
                math.factorial(n) * math.prod(q**k / math.factorial(k) for q, k in zip(shares, sample, strict=True))
                for sample, (low, high) in found.items()
                if low - 1e-9 <= truth <= high + 1e-9
            )
        )
    return covered


def test_the_interval_means_something_from_five_people_on() -> None:
    five, twenty = coverage(5), coverage(20)
    assert sum(five) / len(five) > 0.945
    assert min(five) > 0.83
    assert min(twenty) > 0.90


# ── weights ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_weights_move_the_score_and_kishs_n_widens_the_interval() -> None:
    scores, weights = [10, 10, 3, 8, 9, 1], [1.0, 1.0, 3.0, 1.0, 1.0, 1.0]
    plain, weighted = nps(scores), nps(scores, weights)
    assert plain.value == close(100 * (3 - 2) / 6)
    assert weighted.value == close(100 * (3 - 4) / 8)
    assert (weighted.n, weighted.effective_n) == (6, close(64 / 14))  # (Σw)² / Σw² = 8² / (5 + 9)
    assert (weighted.low, weighted.why) == (None, "too_few")  # six people who know as much as 4.6


def test_an_answer_without_a_weight_is_left_out_and_counted() -> None:
    score = nps([10, 9, 0, 3, None, 11], [1.0, None, 0.0, 2.0, 1.0, 1.0])
    assert score.value == close(100 * (1 - 2) / 3)
    assert score.left_out == LeftOut(blank=1, out_of_range=1, without_weight=2)


@checked
@given(SCORES, st.sampled_from([1.0, 0.1, 7.0]))
def test_equal_weights_change_nothing(scores: list[int], weight: float) -> None:
    plain, weighted = nps(scores), nps(scores, [weight] * len(scores))
    assert weighted.value == close(plain.value or 0.0)
    assert weighted.why == plain.why
    if plain.low is not None:
        assert bounds(weighted) == (close(plain.low), close(plain.high or 0.0))
    if weight == 1:
        assert weighted == plain


# ── what is not an answer ────────────────────────────────────────────────────────────────────────────────────


def test_eleven_is_out_of_range_and_no_promoter() -> None:
    score = nps([10, 11, 11, 0, -1, 8.5, None, float("nan"), math.inf])
    assert (score.value, score.n) == (0.0, 2)
    assert score.left_out == LeftOut(blank=2, out_of_range=5)


@pytest.mark.parametrize("scale", [Scale(0, 5), Scale(1, 10), Scale(1, 5), Scale(0, 10, "down")])
def test_another_scale_is_no_promoter_score(scale: Scale) -> None:
    with pytest.raises(ValueError, match="a net promoter score needs answers from 0 to 10"):
        count_recommendation(tally([5], scale))


# ── two samples ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_difference_of_two_scores_by_hand() -> None:
    # 15, 13, 8 has the adjusted score .1795 with SE .1236 (TV-1); 20, 10, 10 has .2326 and .1256.
    later, earlier = recommendation_of(20, 10, 10), recommendation_of(15, 13, 8)
    difference = compare_nps(later, earlier)
    a, b = 10 / 43, 7 / 39
    a_error, b_error = math.sqrt((31.5 / 43 - a**2) / 43), math.sqrt((24.5 / 39 - b**2) / 39)
    assert difference.value == close(25 - 19.4444, 1e-4)
    assert difference.standard_error == close(100 * math.hypot(a_error, b_error))
    assert difference.z == close((a - b) / math.hypot(a_error, b_error))
    assert difference.p == close(2 * stats.norm.sf((a - b) / math.hypot(a_error, b_error)))
    assert difference.low is not None
    assert difference.low < 0


def test_a_fall_of_twenty_points_among_a_thousand_is_no_chance() -> None:
    difference = compare_nps(recommendation_of(300, 400, 300), recommendation_of(400, 400, 200))
    assert difference.value == close(-20)
    assert difference.p is not None
    assert difference.p < 1e-6


def test_the_interval_of_the_widest_difference_still_holds_it() -> None:
    difference = compare_nps(recommendation_of(5, 0, 0), recommendation_of(0, 0, 5))
    # The adjusted difference is 125, and its own interval ends at 189.
    assert (difference.value, difference.high) == (200, 200)
    assert difference.low is not None
    assert difference.low > 0


def test_too_few_on_one_side_leave_a_difference_without_a_test() -> None:
    difference = compare_nps(recommendation_of(2, 1, 1), recommendation_of(200, 100, 100))
    assert (difference.value, difference.low, difference.p) == (0.0, None, None)
    assert compare_nps(recommendation_of(0, 0, 0), recommendation_of(2, 1, 1)).value is None


COUNTS = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(lambda c: recommendation_of(*c))


@checked
@given(COUNTS, COUNTS)
def test_test_and_interval_say_the_same_and_each_side_can_stand_first(a: Recommendation, b: Recommendation) -> None:
    there, back = compare_nps(a, b), compare_nps(b, a)
    if there.p is None or there.low is None or there.high is None or there.value is None:
        assert min(a.n, b.n) < 5
        return
    assert there.low <= there.value <= there.high
    assert (there.p < 0.05) == (there.low > 0 or there.high < 0)
    assert (back.value, back.low, back.p) == (close(-there.value), close(-there.high), close(there.p))


# ── what holds for any answers ───────────────────────────────────────────────────────────────────────────────


@checked
@given(SCORES)
def test_the_interval_holds_the_score_and_stays_on_the_scale(scores: list[int]) -> None:
    score = nps(scores)
    assert score.value is not None
    assert (score.low is None) == (len(scores) < 5)
    if score.low is not None:
        low, high = bounds(score)
        assert -100 <= low <= score.value <= high <= 100


@checked
@given(
    st.lists(st.tuples(st.integers(-1, 11), st.floats(0.01, 50)), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_changes_nothing(rows: list[tuple[int, float]], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    before, after = zip(*rows, strict=True), zip(*shuffled, strict=True)
    assert nps(*before) == nps(*after)


@checked
@given(SCORES, st.integers(1, 30))
def test_more_passives_never_take_the_score_away_from_nought(scores: list[int], more: int) -> None:
    assert abs(nps([*scores, *[7] * more]).value or 0.0) <= abs(nps(scores).value or 0.0) + 1e-9


@checked
@given(SCORES)
def test_everybody_twice_keeps_the_score_and_narrows_the_interval(scores: list[int]) -> None:
    once, twice = nps(scores), nps(scores * 2)
    assert twice.value == close(once.value or 0.0)
    if once.low is not None:
        assert bounds(twice)[1] - bounds(twice)[0] < bounds(once)[1] - bounds(once)[0]


@checked
@given(st.integers(0, 10), SCORES)
def test_a_better_answer_never_lowers_the_score(answer: int, rest: list[int]) -> None:
    better = min(10, answer + 1)
    assert (nps([better, *rest]).value or 0.0) >= (nps([answer, *rest]).value or 0.0)
