"""Rating scales, and where a value stands from 0 to 100: on its scale, or between a client's own anchors.

Such points never enter the maturity score (method §5.4 of outcomes: they stand beside it).
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole points from low to high, as the survey declared them; `down` where the low end is the good one.

    Nothing is guessed from the answers: a survey in which nobody chose 1 or 7 looks like one from 2 to 6. ValueError
    for a scale that is none.
    """

    low: int
    high: int
    better: Literal["up", "down"] = "up"

    def __post_init__(self) -> None:
        if self.low >= self.high:
            message = f"a scale runs from its low to its high end, not from {self.low} to {self.high}"
            raise ValueError(message)

    @property
    def id(self) -> str:
        """The scale within a definition: 1_5, or 1_5_low_is_good. Other ends are another metric."""
        return f"{self.low}_{self.high}" + ("_low_is_good" if self.better == "down" else "")

    @property
    def unit(self) -> str:
        return f"scale_{self.low}_{self.high}"

    def best(self, how_many: int) -> range:
        """The best points of the scale: of 1–7 the best two are 6 and 7; of grades from 1 to 6, 1 is best, and 2."""
        if self.better == "down":
            return range(self.low, self.low + how_many)
        return range(self.high - how_many + 1, self.high + 1)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high and value == int(value)


NPS_SCALE = Scale(0, 10)
CES1_SCALE = Scale(1, 5, "down")
CES2_SCALE = Scale(1, 7)


def pomp(value: float, scale: Scale) -> float:
    """Percent of maximum possible: 0 at the bad end of the scale, 100 at the good one.

    100 (x − low) / (high − low), and 100 (high − x) / (high − low) where low is good. A net promoter score, which is no
    mean of a scale, becomes (NPS + 100) / 2 in `pomp_of_nps`. ValueError outside of the scale.

    Source: Cohen, Cohen, Aiken & West, Multivariate Behavioral Research 34 (1999).

    >>> round(pomp(4.04, Scale(1, 5)), 4)
    76.0
    >>> pomp(2, Scale(1, 5, "down"))
    75.0
    """
    if not scale.low <= value <= scale.high:
        message = f"{value:g} is not on the scale from {scale.low} to {scale.high}"
        raise ValueError(message)
    way = value - scale.low if scale.better == "up" else scale.high - value
    return 100 * way / (scale.high - scale.low)


def pomp_of_nps(points: float) -> float:
    """A net promoter score from −100 to 100 as 0 to 100. ValueError outside of that."""
    return pomp(points, Scale(-100, 100))


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a client calls bad (`floor`), acceptable (`threshold`) and good (`target`) for one of its metrics.

    All three are the client's own choice, in the metric's unit, and printed with every result. Where lower is better
    they fall: 480, 120, 60 minutes. ValueError where they neither rise nor fall.
    """

    floor: float
    threshold: float
    target: float

    def __post_init__(self) -> None:
        rises = self.floor < self.threshold < self.target
        if not rises and not self.floor > self.threshold > self.target:
            message = (
                f"floor {self.floor:g}, threshold {self.threshold:g} and target {self.target:g} must rise, "
                "or fall where lower is better"
            )
            raise ValueError(message)

    def points(self, value: float) -> float:
        """0 at the floor and beyond it, 50 at the threshold, 100 at the target and beyond it, linear between (ours).

        >>> [Anchors(480, 120, 60).points(minutes) for minutes in (600, 480, 300, 120, 90, 60, 5)]
        [0.0, 0.0, 25.0, 50.0, 75.0, 100.0, 100.0]
        """
        first = (value - self.floor) / (self.threshold - self.floor)
        second = (value - self.threshold) / (self.target - self.threshold)
        return 50 * min(max(first, 0.0), 1.0) + 50 * min(max(second, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Band:
    """Anchors on both sides, for a metric of which too little is as bad as too much, such as handle time.

    `below` rises to the lower end of the good band, `above` falls to its upper end; ValueError where they do not, or
    where the two ends cross.
    """

    below: Anchors
    above: Anchors

    def __post_init__(self) -> None:
        if not self.below.floor < self.below.target <= self.above.target < self.above.floor:
            message = "a band needs anchors that rise to its lower end, and others that fall to its upper end"
            raise ValueError(message)

    def points(self, value: float) -> float:
        """100 within the band, less on either side of it.

        >>> handle_time = Band(Anchors(60, 120, 240), Anchors(900, 600, 360))
        >>> [handle_time.points(seconds) for seconds in (60, 120, 240, 300, 360, 600, 900)]
        [0.0, 50.0, 100.0, 100.0, 100.0, 50.0, 0.0]
        """
        return min(self.below.points(value), self.above.points(value))
