"""A number becomes the text that is printed, in one place.

Levels, gates, gaps and colours follow the printed number, so that a reader with a pencil gets the same
verdicts as the program (method rule 0, docs/method.md).
"""

from decimal import ROUND_HALF_UP, Decimal
from math import floor

NBSP = "\u00a0"
MISSING = "–"
_TENTH = Decimal("0.1")


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


def one_decimal(x: float | None) -> str:
    """A score for print; a dash where there is none.

    >>> one_decimal(2.45), one_decimal(None)
    ('2.5', '–')
    """
    return MISSING if x is None else f"{r1(x):.1f}"


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 0–1 as a percentage for print; 0 % and 100 % only where they are exact.

    >>> percent(0.0904), percent(0.0004), percent(0.9996), percent(0.0231, 1)
    ('9\\xa0%', '<1\\xa0%', '>99\\xa0%', '2.3\\xa0%')
    """
    if share is None:
        return MISSING
    step = Decimal(1).scaleb(-decimals)
    shown = (Decimal(repr(round(share, 9))) * 100).quantize(step, ROUND_HALF_UP)
    if shown == 0 and share > 0:
        return f"<{step}{NBSP}%"
    if shown == 100 and share < 1:
        return f">{100 - step}{NBSP}%"
    return f"{shown}{NBSP}%"
