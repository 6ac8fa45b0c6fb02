"""What a wave's documents say of the waves before it."""

from dataclasses import dataclass

from cxassess.model.comparison import Comparison, Trend
from cxassess.model.promise import Promise


@dataclass(frozen=True, slots=True)
class History:
    """The wave beside the last one that asked as much, and beside all of them where there are three or more.

    `promises` are those that had been made by the end of that last wave, as they stand now.
    """

    comparison: Comparison
    promises: tuple[Promise, ...] = ()
    trend: Trend | None = None
