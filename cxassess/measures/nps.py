"""The net promoter score of answers from 0 to 10, its interval, and whether two scores differ.

With p the share of promoters (9 and 10) and d that of detractors (0 to 6), NPS = 100 (p − d) points. Promoters and
detractors are shares of one sample and hang together; the variance p + d − (p − d)² holds that, the sum of their two
own variances does not, and gives an interval that is too narrow.
"""

from dataclasses import dataclass, replace
from math import erfc, sqrt

from cxassess.measures.difference import Difference
from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured, is_enough
from cxassess.measures.scale import NPS_SCALE
from cxassess.measures.tally import Tally
from cxassess.statistics import Z95

DETRACTORS = range(7)
PASSIVES = range(7, 9)
PROMOTERS = range(9, 11)
_ADDED_EACH, _ADDED = 0.75, 3.0  # promoters and detractors; all, with 1.5 passives


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Promoters, passives and detractors: numbers of people, or sums of their weights, with the n behind them."""

    promoters: float
    passives: float
    detractors: float
    n: int
    effective_n: float
    left_out: LeftOut = NOTHING_LEFT_OUT

    @property
    def total(self) -> float:
        return self.promoters + self.passives + self.detractors

    @property
    def shares(self) -> tuple[float, float, float]:
        """Promoters, passives and detractors as shares from 0 to 1. ZeroDivisionError for nobody."""
        return self.promoters / self.total, self.passives / self.total, self.detractors / self.total


def count_recommendation(answers: Tally) -> Recommendation:
    """Promoters, passives and detractors of the answers.

    ValueError for a scale other than 0–10: five stars or 1–10 have no promoters, and no recoding makes them.
    """
    if answers.scale != NPS_SCALE:
        message = (
            f"a net promoter score needs answers from 0 to 10, and these are on {answers.scale.id.replace('_', ' ')}: "
            "measure them as CSAT"
        )
        raise ValueError(message)
    return Recommendation(
        answers.weight_of(PROMOTERS),
        answers.weight_of(PASSIVES),
        answers.weight_of(DETRACTORS),
        answers.n,
        answers.effective_n,
        answers.left_out,
    )


def recommendation_of(promoters: int, passives: int, detractors: int) -> Recommendation:
    """The three counts as somebody reports them. ValueError for a negative one."""
    if min(promoters, passives, detractors) < 0:
        message = f"{promoters} promoters, {passives} passives and {detractors} detractors: no count is negative"
        raise ValueError(message)
    n = promoters + passives + detractors
    return Recommendation(promoters, passives, detractors, n, float(n))


def measure_nps(people: Recommendation) -> Measured:
    """The score in points from −100 to 100, with the adjusted-Wald interval clipped to them.

    The interval is Wald's after adding 0.75 promoters, 1.5 passives and 0.75 detractors; with weights the counts are
    the weighted shares of Kish's n. It is given from n = 5 on (ours). Over all mixes of the three in steps of 5 %, its
    exact coverage at n = 5 is 95.1 % on average, and 83.5 % at worst, where nearly all say the same; at n = 20 the
    worst is 90.8 %. The plain interval has no width where all are detractors.

    Source: Rocks, Interval Estimation for the “Net Promoter Score”, The American Statistician 70 (2016).

    >>> score = measure_nps(recommendation_of(15, 13, 8))
    >>> [round(x, 2) for x in (score.value, score.low, score.high)]
    [19.44, -6.28, 42.18]
    """
    value, base = _points(people), people.effective_n
    measured = Measured(
        "nps", value, people.n, "points", "up", "adjusted_wald", effective_n=base, left_out=people.left_out
    )
    if value is None:
        return replace(measured, why="nobody")
    if not is_enough(base):
        return replace(measured, why="too_few")
    centre, error = _adjusted(people)
    return replace(measured, low=max(-100.0, centre - Z95 * error), high=min(100.0, centre + Z95 * error))


def compare_nps(later: Recommendation, earlier: Recommendation) -> Difference:
    """The later score less the earlier one, of two samples of different people.

    z = (a₁ − a₂) / √(SE₁² + SE₂²) on the adjusted scores, since they carry their own errors. The adjusted difference
    can lie nearer to nought than the printed one; where all promote on one side and all detract on the other, the
    interval is widened to hold the printed one. Where the same people answered twice, this test is too careful.

    Source: the two-sample form of Rocks (2016), as MeasuringU gives it.
    """
    first, second = _points(later), _points(earlier)
    if first is None or second is None:
        return Difference(None)
    value = first - second
    if not is_enough(later.effective_n) or not is_enough(earlier.effective_n):
        return Difference(value)
    (a, a_error), (b, b_error) = _adjusted(later), _adjusted(earlier)
    error = sqrt(a_error**2 + b_error**2)
    z = (a - b) / error
    low, high = max(-200.0, a - b - Z95 * error), min(200.0, a - b + Z95 * error)
    return Difference(value, min(low, value), max(high, value), error, z, erfc(abs(z) / sqrt(2)))


def _points(people: Recommendation) -> float | None:
    return 100 * (people.promoters - people.detractors) / people.total if people.total else None


def _adjusted(people: Recommendation) -> tuple[float, float]:
    """The adjusted score and its standard error, in points."""
    promoters, _, detractors = people.shares
    n = people.effective_n + _ADDED
    p = (promoters * people.effective_n + _ADDED_EACH) / n
    d = (detractors * people.effective_n + _ADDED_EACH) / n
    return 100 * (p - d), 100 * sqrt((p + d - (p - d) ** 2) / n)
