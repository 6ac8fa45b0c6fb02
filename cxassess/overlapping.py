"""Whether two waves differ whose people are partly the same: the error of the difference, and many judged at once.

Where the same people answered twice it is the paired t test, where nobody did it is Welch's, and in between it is the
test for partially overlapping samples. It is for the statistics of a handful of people, as `statistics` is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, inf, sqrt
from typing import NamedTuple

from cxassess.statistics import mean, student_t_quantile, student_t_two_sided, variance

ALPHA = 0.05
_FEWEST_PAIRS = 2  # one pair tells nothing of how two waves go together


@dataclass(frozen=True, slots=True)
class Overlap:
    """One group of people in two waves.

    Attributes:
        before, now: what each of them said, as one number a person; either may be empty.
        pairs: (before, now) of the people who are in both.
        share_before, share_now: how much the group counts in each wave; each wave's shares have the sum 1.
    """

    before: Sequence[float]
    now: Sequence[float]
    pairs: Sequence[tuple[float, float]] = ()
    share_before: float = 1.0
    share_now: float = 1.0


class Error(NamedTuple):
    """The standard error of a difference with its degrees of freedom."""

    standard: float
    df: float

    def p(self, difference: float) -> float:
        """How often chance alone would show so large a difference, or a larger one."""
        if self.standard == 0:
            return 1.0 if difference == 0 else 0.0
        return student_t_two_sided(difference / self.standard, self.df)

    def half_width(self, alpha: float = ALPHA) -> float:
        """Half of the interval that holds the true difference with probability 1 − α."""
        return student_t_quantile(1 - alpha / 2, self.df) * self.standard if self.standard else 0.0


def difference_error(groups: Sequence[Overlap]) -> Error | None:
    """The error of the weighted mean of the later wave less that of the earlier one.

    Within a group, with shares w, variances s² and the covariance c of the n₁₂ pairs:

        w₂²s₂²/n₂ + w₁²s₁²/n₁ − 2 w₁w₂ c n₁₂/(n₁n₂)

    Its degrees of freedom are (n₁₂ − 1) + (γ − n₁₂ + 1)(n_a + n_b)/(n_a + n_b + 2n₁₂), where n_a and n_b people are in
    one wave alone and γ is Welch's. The source has r s₁s₂ in place of c; with few pairs that covers 97 % instead of 95
    (docs/decisions/0030-comparing-waves.md). Where the sum comes out negative, c is held at s₁s₂. Groups are added as
    strata (Satterthwaite 1946, as in `statistics.stratified_interval`). One person of a group in a wave borrows the
    pooled variance of that wave.

    Returns:
        The error, or None where a wave has no group of two, so that nothing tells its variance.

    Source: Derrick, Russ, Toher & White, Test statistics for the comparison of means for two samples that include both
    paired and independent observations, Journal of Modern Applied Statistical Methods 16 (2017), T_new2.

    >>> first, later = [2.9, 3.3, 2.4, 3.8, 3.1], [3.1, 3.4, 3.0, 3.8, 3.3]
    >>> error = difference_error([Overlap(first, later, list(zip(first, later)))])
    >>> [round(0.22 + sign * error.half_width(), 4) for sign in (-1, 1)]
    [-0.0631, 0.5031]
    """
    earlier, later = _pooled([g.before for g in groups]), _pooled([g.now for g in groups])
    if earlier is None or later is None:
        return None
    terms = [_term(group, earlier, later) for group in groups if group.before or group.now]
    squared = fsum(term for term, _ in terms)
    if squared <= 0:
        return Error(0.0, min(df for _, df in terms))
    df = squared**2 / fsum(term**2 / df for term, df in terms)
    return Error(sqrt(squared), df)


class _Spread(NamedTuple):
    variance: float
    df: float


def _pooled(samples: Sequence[Sequence[float]]) -> _Spread | None:
    df = sum(len(values) - 1 for values in samples if values)
    if not df:
        return None
    return _Spread(fsum(variance(v) * (len(v) - 1) for v in samples if len(v) > 1) / df, df)


def _spread(values: Sequence[float], pooled: _Spread) -> _Spread:
    return _Spread(variance(values), len(values) - 1) if len(values) > 1 else pooled


def _term(group: Overlap, earlier: _Spread, later: _Spread) -> tuple[float, float]:
    """The squared error of one group, with its degrees of freedom."""
    n1, n2, n12 = len(group.before), len(group.now), len(group.pairs)
    first, second = _spread(group.before, earlier), _spread(group.now, later)
    a = group.share_before**2 * first.variance / n1 if n1 else 0.0
    b = group.share_now**2 * second.variance / n2 if n2 else 0.0
    if not n1 or not n2:
        return a + b, second.df if n2 else first.df
    welch = (a + b) ** 2 / (a**2 / first.df + b**2 / second.df) if a + b else first.df + second.df
    if n12 < _FEWEST_PAIRS:
        return a + b, welch
    weight = 2 * group.share_before * group.share_now * n12 / (n1 * n2)
    together = _covariance(group.pairs)
    term = a + b - weight * together
    if term < 0:  # the pairs have more spread than all: they tell no more than that the two go together fully
        term = a + b - weight * min(together, sqrt(first.variance * second.variance))
    alone = n1 + n2 - 2 * n12
    df = (n12 - 1) + (welch - n12 + 1) * alone / (alone + 2 * n12)
    return term if term > 1e-12 * (a + b) else 0.0, df  # dust of floats is no spread


def _covariance(pairs: Sequence[tuple[float, float]]) -> float:
    """The sample covariance of two pairs or more."""
    x, y = mean([first for first, _ in pairs]), mean([second for _, second in pairs])
    return fsum((a - x) * (b - y) for a, b in pairs) / (len(pairs) - 1)


def stepwise_alphas(chances: Sequence[float | None], alpha: float = ALPHA) -> list[float]:
    """For each of several tests the α that its interval is made with, so that intervals and verdicts agree.

    Holm's steps: the smallest of m chances is held against α/m, the next against α/(m − 1), and so on. From the first
    that fails on, all stand at the α at which it failed, so that none of their intervals leaves out 0. A None is no
    test and gets `alpha`.

    Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).

    >>> [round(x, 4) for x in stepwise_alphas([0.6, 0.001, 0.02, None, 0.03])]
    [0.0167, 0.0125, 0.0167, 0.05, 0.0167]
    """
    order = sorted((p, place) for place, p in enumerate(chances) if p is not None)
    alphas = [alpha] * len(chances)
    failed = inf
    for rank, (p, place) in enumerate(order):
        own = min(failed, alpha / (len(order) - rank))
        alphas[place] = own
        if p > own:
            failed = own
    return alphas
