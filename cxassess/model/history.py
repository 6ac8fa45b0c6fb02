"""What a wave's documents say of the waves before it."""

from dataclasses import dataclass

from cxassess.model.comparison import Comparison, Trend


@dataclass(frozen=True, slots=True)
class History:
    """The wave beside the last one that asked as much, and beside all of them where there are three or more."""

    comparison: Comparison
    trend: Trend | None = None
