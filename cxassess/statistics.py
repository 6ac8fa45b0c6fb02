"""The statistics the method rests on, each with its source; no number of the product is rounded here.

numpy and scipy are left out on purpose: the samples are a handful of people, and scipy alone would add 0.6 s to
every command (docs/decisions/0004-statistics.md).
"""

from collections.abc import Mapping, Sequence
from math import erfc, exp, fsum, lgamma, log, log1p, pi, sqrt
from typing import NamedTuple

Z95 = 1.959963984540054
EXPECTED_VARIANCE = 2.0  # of answers spread evenly over five options: (5² − 1) / 12 (James, Demaree & Wolf 1984)
AD_LIMIT = 5 / 6  # mean deviation up to a sixth of the options counts as agreement (Burke & Dunlap 2002)
MIN_FOR_INTERVAL = 5


class Interval(NamedTuple):
    """A value with its 95 % interval, the standard error and the degrees of freedom behind it."""

    value: float
    low: float
    high: float
    standard_error: float
    df: float


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean. ValueError for no values."""
    if not values:
        message = "the mean of no values does not exist"
        raise ValueError(message)
    return fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The sample variance, n − 1 in the divisor. ValueError for fewer than two values."""
    if len(values) < 2:
        message = "a variance needs two values"
        raise ValueError(message)
    centre = mean(values)
    squares = {x: (x - centre) ** 2 for x in set(values)}  # answers are few different numbers, many times
    return fsum(map(squares.__getitem__, values)) / (len(values) - 1)


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle. ValueError for no values."""
    ordered = sorted(values)
    if not ordered:
        message = "the median of no values does not exist"
        raise ValueError(message)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


# ── agreement between respondents ────────────────────────────────────────────────────────────────────────────


def mean_deviation(values: Sequence[float]) -> float:
    """AD_M: the mean absolute deviation from the mean, in levels.

    Source: Burke, Finkelstein & Dusig, Organizational Research Methods 2 (1999).

    >>> round(mean_deviation([4, 4, 5, 4, 3]), 4)
    0.4
    """
    centre = mean(values)
    distances = {x: abs(x - centre) for x in set(values)}
    return fsum(map(distances.__getitem__, values)) / len(values)


def within_group_agreement(values: Sequence[float], expected: float = EXPECTED_VARIANCE) -> float:
    """r_wg of one practice: 1 is full agreement, 0 no more than chance; negative values read as 0.

    Source: James, Demaree & Wolf, Journal of Applied Psychology 69 (1984).

    >>> round(within_group_agreement([4, 4, 5, 4, 3]), 4)
    0.75
    """
    return max(0.0, 1 - variance(values) / expected)


def scale_agreement(variances: Sequence[float], expected: float = EXPECTED_VARIANCE) -> float:
    """r*_wg(j) over several practices; it does not grow with their number and may be negative.

    Source: Lindell, Brandt & Whitney, Applied Psychological Measurement 23 (1999).

    >>> round(scale_agreement([0.5, 0.2, 0.2]), 4)
    0.85
    """
    return 1 - mean(variances) / expected


# ── intervals ────────────────────────────────────────────────────────────────────────────────────────────────


def stratified_interval(
    groups: Mapping[str, Sequence[float]],
    weights: Mapping[str, float],
    people: Mapping[str, int | None] | None = None,
    centre: float | None = None,
) -> Interval | None:
    """The 95 % t interval around a role-weighted mean.

    Args:
        groups: respondent-level means by role; an empty role takes no part.
        weights: weight of each role, of any sum; those of the roles that take part are scaled to 1.
        people: how many there are in a role, where known: its term then shrinks by (1 − n/N).
        centre: the printed score, where that is not exactly the weighted mean of the groups.

    Returns:
        The interval, or None where no role has two people, so that nothing tells the variance.

    Source: Cochran, Sampling Techniques (1977) §5.4 and §2.6; Satterthwaite, Biometrics Bulletin 2 (1946). A role
    of one person borrows the pooled within-role variance and its degrees of freedom.

    >>> five = stratified_interval({"all": [2.9, 3.3, 2.4, 3.8, 3.1]}, {"all": 1.0})
    >>> [round(x, 4) for x in (five.value, five.low, five.high)]
    [3.1, 2.4608, 3.7392]
    """
    present = {role: values for role, values in groups.items() if values and weights.get(role, 0) > 0}
    pooled_df = sum(len(values) - 1 for values in present.values())
    if not pooled_df:
        return None
    total = fsum(weights[role] for role in present)
    pooled = fsum(variance(v) * (len(v) - 1) for v in present.values() if len(v) > 1) / pooled_df
    terms: list[tuple[float, float]] = []
    for role, values in present.items():
        n = len(values)
        spread, spread_df = (variance(values), n - 1) if n > 1 else (pooled, pooled_df)
        term = (weights[role] / total) ** 2 * spread / n * _unseen(n, (people or {}).get(role))
        terms.append((term, spread_df))
    if centre is None:
        centre = fsum(weights[role] / total * mean(values) for role, values in present.items())
    squared_error = fsum(term for term, _ in terms)
    if squared_error == 0:
        return Interval(centre, centre, centre, 0.0, float(pooled_df))
    df = squared_error**2 / fsum(term**2 / term_df for term, term_df in terms)
    error = sqrt(squared_error)
    half = student_t_quantile(0.975, df) * error
    return Interval(centre, centre - half, centre + half, error, df)


def _unseen(n: int, people: int | None) -> float:
    """The finite population correction: the share of a role that did not answer."""
    return 1.0 if people is None else max(0.0, 1 - n / people)


def welch_interval(a: Sequence[float], b: Sequence[float]) -> Interval:
    """The difference of two means, a less b, with its 95 % interval; variances may differ.

    Raises ValueError where a side has fewer than two values.

    Source: Welch, Biometrika 34 (1947).
    """
    first, second = variance(a) / len(a), variance(b) / len(b)
    difference = mean(a) - mean(b)
    squared_error = first + second
    if squared_error == 0:
        return Interval(difference, difference, difference, 0.0, float(len(a) + len(b) - 2))
    df = squared_error**2 / (first**2 / (len(a) - 1) + second**2 / (len(b) - 1))
    error = sqrt(squared_error)
    half = student_t_quantile(0.975, df) * error
    return Interval(difference, difference - half, difference + half, error, df)


def hedges_g(a: Sequence[float], b: Sequence[float]) -> float | None:
    """The difference of two means in pooled standard deviations, corrected for small samples; None without spread.

    Source: Hedges, Journal of Educational Statistics 6 (1981): g = d (1 − 3 / (4N − 9)).
    """
    n = len(a) + len(b)
    pooled = (variance(a) * (len(a) - 1) + variance(b) * (len(b) - 1)) / (n - 2)
    if pooled == 0:
        return None
    return (mean(a) - mean(b)) / sqrt(pooled) * (1 - 3 / (4 * n - 9))


def wilson_interval(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of n; always within 0–1.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).

    >>> [round(x, 4) for x in wilson_interval(10 / 12, 12)]
    [0.552, 0.953]
    """
    z2 = Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


# ── Student's t ──────────────────────────────────────────────────────────────────────────────────────────────


def student_t_quantile(p: float, df: float) -> float:
    """The value that Student's t stays below with probability p (0.5 ≤ p < 1), for any df > 0.

    Newton's method on the distribution function, which is concave from 0 on, so that no step goes beyond the value:
    exact to 1e-12. From 1,000 degrees of freedom on it is the expansion around the normal distribution, exact to 1e-13
    there (Abramowitz & Stegun 26.7.5).

    >>> round(student_t_quantile(0.975, 4), 6)
    2.776445
    """
    if df >= _NEARLY_NORMAL:
        return _expanded(_normal_quantile(p), df)
    value = 0.0
    for _ in range(200):
        step = (p - _student_t_cdf(value, df)) / _student_t_density(value, df)
        value += step
        if step <= 1e-14 * max(1.0, value):
            break
    return value


_NEARLY_NORMAL = 1000


def _expanded(z: float, df: float) -> float:
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + fsum(term / df**power for power, term in enumerate(terms, 1))


def _normal_quantile(p: float) -> float:
    """By Newton's method, which from 0 on only rises for p ≥ 0.5."""
    z = 0.0
    for _ in range(60):
        step = (p - 1 + erfc(z / sqrt(2)) / 2) * sqrt(2 * pi) * exp(z * z / 2)
        z += step
        if abs(step) < 1e-15:
            break
    return z


def student_t_two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|): how often chance alone goes so far.

    >>> round(student_t_two_sided(4.1666, 5.0259), 4)
    0.0087
    """
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5)


def _student_t_density(t: float, df: float) -> float:
    return exp(lgamma((df + 1) / 2) - lgamma(df / 2) - (df + 1) / 2 * log1p(t * t / df)) / sqrt(df * pi)


def _student_t_cdf(t: float, df: float) -> float:
    """P(T ≤ t) for t ≥ 0 (Abramowitz & Stegun 26.7.1)."""
    return 1 - _incomplete_beta(df / (df + t * t), df / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (Numerical Recipes §6.4, Lentz's continued fraction)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 1000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return fraction
