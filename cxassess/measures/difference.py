"""Whether two samples differ: shares by Newcombe's interval, means by Welch's.

Net promoter scores have their own test in `nps`. Medians and 90th percentiles have none here: whether two of them
differ is not told by whether their intervals overlap, and a test of ranks would answer another question. All of it
takes two samples of different people; where the same people answered twice it is too careful.
"""

from dataclasses import dataclass
from math import sqrt

from cxassess.measures.measured import Measured
from cxassess.statistics import student_t_quantile, student_t_two_sided


@dataclass(frozen=True, slots=True)
class Difference:
    """One value less another, in the unit of both: points, share (0–1), seconds, points of a scale.

    Attributes:
        value: as the two are printed.
        low, high: the 95 % interval; None where a side has too few people or this definition has no interval. Of two
            net promoter scores it lies around the difference of the adjusted ones.
        standard_error, z, p: the test that they are the same, two-sided: by the normal distribution for net promoter
            scores, by Student's t for means, where z is t. None for shares: their interval is no estimate ± error.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    z: float | None = None
    p: float | None = None


def compare_shares(later: Measured, earlier: Measured) -> Difference:
    """The later share less the earlier one, with the hybrid score interval built of their two Wilson intervals.

    With shares p₁, p₂ and Wilson's limits l and u: from p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²) to
    p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²). It stays within −1 and 1, and holds near 0 and 1, where the textbook's
    p₁ − p₂ ± z·SE has no width. ValueError for values that are no shares with Wilson's interval, or of two definitions.

    Source: Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
    (1998), method 10; 56/70 less 48/80 is his example (a).

    >>> from cxassess.measures.shares import measure_share
    >>> change = compare_shares(measure_share("x", 56, 70, 70, "up"), measure_share("x", 48, 80, 80, "up"))
    >>> [round(x, 4) for x in (change.value, change.low, change.high)]
    [0.2, 0.0524, 0.3339]
    """
    if later.definition != earlier.definition or later.method != "wilson" or earlier.method != "wilson":
        message = f"{later.definition} and {earlier.definition} are no two shares of one definition"
        raise ValueError(message)
    if later.value is None or earlier.value is None:
        return Difference(None)
    value = later.value - earlier.value
    if later.low is None or later.high is None or earlier.low is None or earlier.high is None:
        return Difference(value)
    low, high = hybrid_interval((later.value, later.low, later.high), (earlier.value, earlier.low, earlier.high))
    return Difference(value, low, high)


def hybrid_interval(later: tuple[float, float, float], earlier: tuple[float, float, float]) -> tuple[float, float]:
    """The ends of the interval of a difference of two shares, each given with its ends of Wilson's interval."""
    (p, low, high), (q, below, above) = later, earlier
    down, up = sqrt((p - low) ** 2 + (above - q) ** 2), sqrt((high - p) ** 2 + (q - below) ** 2)
    return max(-1.0, p - q - down), min(1.0, p - q + up)


@dataclass(frozen=True, slots=True)
class MeanError:
    """A mean with the square of its standard error and the degrees of freedom of that."""

    mean: float
    squared_error: float
    df: float


def compare_means(later: MeanError, earlier: MeanError) -> Difference:
    """The later mean less the earlier one; their variances may differ.

    Without any spread on both sides there is a difference and no interval: nothing tells its error.

    Source: Welch, The generalization of “Student's” problem, Biometrika 34 (1947); the degrees of freedom are
    Satterthwaite's (1946).

    >>> change = compare_means(MeanError(4.125, 0.395833 / 4, 3), MeanError(2.6, 0.175 / 5, 4))
    >>> [round(x, 4) for x in (change.value, change.low, change.high, change.z, change.p)]
    [1.525, 0.5856, 2.4644, 4.1666, 0.0087]
    """
    value = later.mean - earlier.mean
    squared = later.squared_error + earlier.squared_error
    if squared <= 0:
        return Difference(value)
    df = squared**2 / (later.squared_error**2 / later.df + earlier.squared_error**2 / earlier.df)
    error = sqrt(squared)
    half = student_t_quantile(0.975, df) * error
    return Difference(value, value - half, value + half, error, value / error, student_t_two_sided(value / error, df))
