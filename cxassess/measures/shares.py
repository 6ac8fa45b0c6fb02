"""A share of people or cases, with Wilson's interval."""

from dataclasses import replace
from typing import Literal

from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, Measured, is_enough
from cxassess.statistics import wilson_interval


def measure_share(
    definition: str,
    hits: float,
    of: float,
    n: int,
    better: Literal["up", "down"],
    *,
    effective_n: float | None = None,
    left_out: LeftOut = NOTHING_LEFT_OUT,
) -> Measured:
    """hits / of, as a share from 0 to 1; both may be sums of weights.

    The interval is Wilson's (1927) on n, or on Kish's n where people have weights, from five of them on. It takes rows
    to be independent: several contacts of one customer make it a little too narrow.

    ValueError where hits is not between 0 and `of`.
    """
    if not 0 <= hits <= of:
        message = f"{hits:g} of {of:g} is no share ({definition})"
        raise ValueError(message)
    base = float(n) if effective_n is None else effective_n
    share = hits / of if of else None
    measured = Measured(definition, share, n, "share", better, "wilson", effective_n=base, left_out=left_out)
    if share is None:
        return replace(measured, why="nobody")
    if not is_enough(base):
        return replace(measured, why="too_few")
    low, high = wilson_interval(share, base)
    return replace(measured, low=low, high=high)
