"""The error of a difference between waves: the vectors, a plain implementation, and how often its intervals hold."""

from math import sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxassess.overlapping import Error, Overlap, difference_error, stepwise_alphas
from cxassess.statistics import welch_interval
from method.tables import close

FIVE = [2.9, 3.3, 2.4, 3.8, 3.1]
FIVE_LATER = [3.1, 3.4, 3.0, 3.8, 3.3]
levels = st.floats(1, 5, allow_nan=False).map(lambda x: round(x, 2))


def known(groups: list[Overlap]) -> Error:
    error = difference_error(groups)
    assert error is not None
    return error


def test_the_same_people_a_year_later_are_the_paired_t_test() -> None:
    error = known([Overlap(FIVE, FIVE_LATER, list(zip(FIVE, FIVE_LATER, strict=True)))])
    half = error.half_width()
    assert (0.22 - half, 0.22 + half) == (close(-0.0631, 1e-4), close(0.5031, 1e-4))
    assert (0.22 / error.standard, error.p(0.22), error.df) == (close(2.1573, 1e-4), close(0.0972, 1e-4), 4)


def test_other_people_are_welchs_test() -> None:
    error, welch = known([Overlap(FIVE, [4.0, 3.0, 4.5])]), welch_interval([4.0, 3.0, 4.5], FIVE)
    assert (error.standard, error.df) == (close(welch.standard_error, 1e-9), close(welch.df, 1e-9))
    assert error.half_width() == close((welch.high - welch.low) / 2, 1e-9)


def plainly(before: list[float], now: list[float], linked: int) -> tuple[float, float]:
    """Squared error and degrees of freedom of one group, as the formulas stand on paper (numpy)."""
    n1, n2 = len(before), len(now)
    a, b = np.var(before, ddof=1) / n1, np.var(now, ddof=1) / n2
    welch = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
    together = np.cov(before[:linked], now[:linked])[0, 1]
    alone = (n1 - linked) + (n2 - linked)
    df = (linked - 1) + (welch - linked + 1) / (alone + 2 * linked) * alone
    return float(a + b - 2 * linked * together / (n1 * n2)), float(df)


@pytest.mark.parametrize("seed", range(20))
def test_partly_the_same_people_are_as_the_formulas_on_paper(seed: int) -> None:
    chance = Random(seed)
    linked = chance.randint(5, 7)
    views = [chance.gauss(3, 0.5) for _ in range(12)]
    before = [view + chance.gauss(0, 0.4) for view in views[: linked + chance.randint(1, 4)]]
    now = [view + chance.gauss(0, 0.4) for view in views[:linked]] + [chance.gauss(3, 0.6) for _ in range(3)]
    error = known([Overlap(before, now, list(zip(before[:linked], now[:linked], strict=True)))])
    squared, df = plainly(before, now, linked)
    assert (error.standard**2, error.df) == (close(squared, 1e-9), close(df, 1e-9))


def test_roles_are_added_with_their_weights_and_satterthwaites_degrees_of_freedom() -> None:
    chance = Random(3)
    sizes, shares = (8, 6, 12), (0.5, 0.2, 0.3)
    groups, terms = [], []
    for n, share in zip(sizes, shares, strict=True):
        before = [chance.gauss(3, 0.5) for _ in range(n)]
        now = [x + chance.gauss(0, 0.3) for x in before]
        groups.append(Overlap(before, now, list(zip(before, now, strict=True)), share, share))
        moves = [y - x for x, y in zip(before, now, strict=True)]
        terms.append((share**2 * float(np.var(moves, ddof=1)) / n, n - 1))
    error = known(groups)
    squared = sum(term for term, _ in terms)
    assert error.standard == close(sqrt(squared), 1e-9)
    assert error.df == close(squared**2 / sum(term**2 / df for term, df in terms), 1e-9)


def test_a_group_that_is_in_one_wave_alone_brings_its_own_error() -> None:
    both = Overlap(FIVE, FIVE_LATER, list(zip(FIVE, FIVE_LATER, strict=True)), 0.5, 1.0)
    gone = Overlap([1.0, 2.0, 3.0], [], (), 0.5, 0.0)
    left = known([both]).standard ** 2
    assert known([both, gone]).standard ** 2 == close(left + 0.25 * 1.0 / 3, 1e-9)


def test_nothing_tells_the_error_where_no_group_of_a_wave_has_two_people() -> None:
    assert difference_error([Overlap([3.0], [4.0])]) is None


@given(st.lists(levels, min_size=2, max_size=9), st.lists(levels, min_size=2, max_size=9), st.integers(0, 9))
def test_the_order_of_the_waves_changes_no_error(before: list[float], now: list[float], linked: int) -> None:
    pairs = list(zip(before[:linked], now[:linked], strict=False))
    there = known([Overlap(before, now, pairs, 0.6, 0.4), Overlap(now, before, (), 0.4, 0.6)])
    back = [(b, a) for a, b in pairs]
    again = known([Overlap(now, before, back, 0.4, 0.6), Overlap(before, now, (), 0.6, 0.4)])
    assert (there.standard, there.df) == (close(again.standard, 1e-9), close(again.df, 1e-6))


# ── how often intervals hold ─────────────────────────────────────────────────────────────────────────────────


def coverage(sizes: list[tuple[int, int, int]], runs: int = 1500, seed: int = 1) -> float:
    """How often the interval of roles of equal weight holds the true difference, 0, of eight answers from 1 to 5.

    `sizes`: people before, people now, and how many of them are the same.
    """
    chance = np.random.default_rng(seed)
    held = 0
    for _ in range(runs):
        groups, difference = [], 0.0
        for n1, n2, linked in sizes:
            first = chance.normal(3, 0.5, n1)
            second = np.concatenate([first[:linked], chance.normal(3, 0.5, n2 - linked)])
            before, now = (
                np.clip(np.rint(views[:, None] + chance.normal(0, 0.9, (len(views), 8))), 1, 5).mean(axis=1).tolist()
                for views in (first, second)
            )
            share = 1 / len(sizes)
            groups.append(Overlap(before, now, list(zip(before[:linked], now[:linked], strict=True)), share, share))
            difference += share * (sum(now) / n2 - sum(before) / n1)
        held += known(groups).p(difference) >= 0.05
    return held / runs


@pytest.mark.parametrize(
    ("sizes", "least", "most"),
    [
        pytest.param([(5, 5, 5)], 0.94, 0.96, id="five, the same"),
        pytest.param([(6, 6, 6), (12, 12, 12)], 0.94, 0.96, id="two roles, the same"),
        pytest.param([(12, 12, 6)], 0.94, 0.965, id="twelve, half of them the same"),
        pytest.param([(6, 7, 0)], 0.94, 0.96, id="others"),
        pytest.param([(3, 4, 0), (6, 6, 0), (12, 12, 0)], 0.94, 0.965, id="three roles of others"),
    ],
)
def test_intervals_hold_the_true_difference_as_often_as_they_say(
    sizes: list[tuple[int, int, int]], least: float, most: float
) -> None:
    assert least - 0.011 <= coverage(sizes) <= most + 0.011  # two standard errors of so many runs


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=20))
def test_a_chance_is_below_its_alpha_where_holm_rejects(chances: list[float]) -> None:
    rejected = set()
    order = sorted(range(len(chances)), key=lambda place: (chances[place], place))
    for rank, place in enumerate(order):
        if chances[place] > 0.05 / (len(chances) - rank):
            break
        rejected.add(place)
    alphas = stepwise_alphas(chances)
    assert {place for place, alpha in enumerate(alphas) if chances[place] <= alpha} == rejected
    assert all(0.05 / len(chances) - 1e-12 <= alpha <= 0.05 for alpha in alphas)
