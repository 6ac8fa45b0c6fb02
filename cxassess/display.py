"""What is printed of a score, in one place; how a language writes it is for `formats`.

Levels, gates, gaps and colours follow the printed number, so that a reader with a pencil gets the same
verdicts as the program (method rule 0, docs/method.md).
"""

from decimal import ROUND_HALF_UP, Decimal
from math import floor

MISSING = "–"
_TENTH = Decimal("0.1")
_DURATIONS = (("days", 24 * 60), ("hours", 60))  # with their minutes, the longest first


def duration_unit(minutes: float) -> tuple[str, int]:
    """The unit in which a reader wants a duration, and its minutes: minutes below two hours, days from two days on.

    Whatever stands beside each other, such as a series or a column of a table, is printed in the unit of one of them.

    >>> [duration_unit(minutes) for minutes in (119, 120, 2879, 2880)]
    [('minutes', 1), ('hours', 60), ('hours', 60), ('days', 1440)]
    """
    return next(((unit, size) for unit, size in _DURATIONS if abs(minutes) >= 2 * size), ("minutes", 1))


def r1(x: float) -> float:
    """The number as printed: one decimal, halves away from zero.

    Rounding to nine decimals first keeps a float that merely stands for 2.45 from printing as 2.4.

    >>> r1(2.45), r1(2.4499), r1(2.4499999999999)
    (2.5, 2.4, 2.5)
    """
    return float(Decimal(repr(round(x, 9))).quantize(_TENTH, ROUND_HALF_UP))


def level(x: float) -> int:
    """The maturity level, 1–5, that is nearest to the printed score.

    >>> [level(x) for x in (1.44, 1.45, 2.4499, 2.4999, 4.449, 4.45)]
    [1, 2, 2, 3, 4, 5]
    """
    return min(5, max(1, floor(r1(x) + 0.5)))


def difference(a: float, b: float) -> float:
    """a − b as a reader would compute it from the two printed numbers.

    >>> difference(4.0, 2.149)
    1.9
    """
    return r1(r1(a) - r1(b))


def shortfall(needed: float, value: float) -> float:
    """How far the printed value is below what is needed; 0 when it is not below."""
    return max(0.0, difference(needed, value))
