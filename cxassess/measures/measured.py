"""What a measurement hands out: the value with all that is needed to judge it."""

from dataclasses import dataclass, fields
from typing import Literal

from cxassess.statistics import MIN_FOR_INTERVAL

Better = Literal["up", "down", "band"]
Method = Literal["adjusted_wald", "wilson", "student_t", "order_statistics", "none"]
Why = Literal["", "nobody", "too_few", "no_spread", "no_interval", "withheld"]

_DUST = 1e-9  # five equal weights of .1 have an effective n of 4.999999999999999


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows did not count, and why.

    Attributes:
        blank: nothing stands where a number is needed.
        out_of_range: a number that is no point of the scale, a negative or an infinite duration.
        without_weight: a good answer whose weight is blank, zero, negative or infinite.
        impossible: numbers that contradict each other, such as leaving before joining.
        unobserved: not watched for long enough to tell, such as a customer of 30 days in a churn of 90.
        unparsable: something stands there that cannot be read; whoever made the view knows, and tells it apart.
    """

    blank: int = 0
    out_of_range: int = 0
    without_weight: int = 0
    impossible: int = 0
    unobserved: int = 0
    unparsable: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, field.name) for field in fields(self))

    def __add__(self, other: "LeftOut") -> "LeftOut":
        return LeftOut(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


NOTHING_LEFT_OUT = LeftOut()


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric of one group in one period.

    Attributes:
        definition: what exactly was measured, such as `csat.top_two.1_5`: metric, variant, and what it depends on. Two
            values compare only where the definitions are equal.
        value: in `unit`, not rounded; None where there is nobody to measure.
        n: rows, people or cases behind it; None where only totals are known.
        unit: as in metrics.METRICS: points, share (0–1), minutes, seconds, per_thousand, scale_1_7.
        better: which direction is better; `band` where neither is.
        method: how the interval comes about; `none` where the definition has none.
        low, high: the 95 % interval, or None with the reason in `why`.
        effective_n: Kish's n, which the interval rests on; equals n without weights, None where n is None.
        why: `nobody`: no value; `too_few`: n below what the method needs; `no_spread`: all alike, so that nothing tells
            the error; `no_interval`: this definition has none; `withheld`: so few answered that it is not shown.
    """

    definition: str
    value: float | None
    n: int | None
    unit: str
    better: Better
    method: Method = "none"
    low: float | None = None
    high: float | None = None
    effective_n: float | None = None
    left_out: LeftOut = NOTHING_LEFT_OUT
    why: Why = ""

    @property
    def metric(self) -> str:
        """The first part of the definition, which is an id of metrics.METRICS where the product knows the metric."""
        return self.definition.partition(".")[0]


def is_enough(effective_n: float, least: float = MIN_FOR_INTERVAL) -> bool:
    """Whether so many people make an interval; with weights Kish's n counts, since a few heavy people are few.

    From five on, as everywhere in this product, unless a method needs more: fewer are a handful of stories (ours).
    """
    return effective_n > least - _DUST


def effective_n(weight: float, squares: float) -> float:
    """Kish's n: how many equally weighted people would know as much; weight = Σw, squares = Σw².

    n_eff = (Σw)² / Σw². It is n for equal weights of any size, and never more than n. It takes the weights to have
    nothing to do with the answers, which makes the interval a little too wide where they do.

    Source: Kish, Survey Sampling (1965); Weighting for unequal P_i, Journal of Official Statistics 8 (1992).

    >>> effective_n(weight=3 + 1, squares=9 + 1)
    1.6
    """
    return weight * weight / squares if squares else 0.0
