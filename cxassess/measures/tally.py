"""Rows of ratings as counts a point of the scale: all that NPS, CSAT and CES need, and they add up.

In a warehouse it is `SELECT score, count(*), sum(w), sum(w * w) … GROUP BY score`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Any

from cxassess.measures.measured import NOTHING_LEFT_OUT, LeftOut, effective_n
from cxassess.measures.rows import numbers, side_by_side
from cxassess.measures.scale import Scale


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many chose one point of a scale: n people, the sum of their weights and that of the weights squared."""

    n: int
    weight: float
    squares: float

    def __add__(self, other: "Chosen") -> "Chosen":
        return Chosen(self.n + other.n, self.weight + other.weight, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question: of each point that was chosen, by whom, and what was left out."""

    scale: Scale
    chosen: Mapping[int, Chosen]
    left_out: LeftOut = NOTHING_LEFT_OUT

    def __post_init__(self) -> None:
        if strangers := sorted(point for point in self.chosen if point not in self.scale):
            message = f"{strangers[0]} is not on the scale from {self.scale.low} to {self.scale.high}"
            raise ValueError(message)

    @property
    def n(self) -> int:
        return sum(chosen.n for chosen in self.chosen.values())

    @property
    def weight(self) -> float:
        return fsum(chosen.weight for chosen in self.chosen.values())

    @property
    def effective_n(self) -> float:
        return effective_n(self.weight, fsum(chosen.squares for chosen in self.chosen.values()))

    def weight_of(self, points: Iterable[int]) -> float:
        """The weight of those who chose one of the points."""
        return fsum(self.chosen[point].weight for point in points if point in self.chosen)

    def weighted_sum(self, of: Callable[[int], float]) -> float:
        """The sum of a function of the points over all people, weighted."""
        return fsum(chosen.weight * of(point) for point, chosen in self.chosen.items())

    def __add__(self, other: "Tally") -> "Tally":
        """The answers of both together. ValueError for two scales: answers on one say nothing on the other."""
        if self.scale != other.scale:
            message = f"answers on {self.scale.id} and on {other.scale.id} do not add up"
            raise ValueError(message)
        nobody = Chosen(0, 0.0, 0.0)
        points = sorted(self.chosen.keys() | other.chosen.keys())
        chosen = {point: self.chosen.get(point, nobody) + other.chosen.get(point, nobody) for point in points}
        return Tally(self.scale, chosen, self.left_out + other.left_out)


def tally(values: Iterable[Any], scale: Scale, weights: Iterable[Any] | None = None) -> Tally:
    """Count the answers of a column, with the survey's own weights where it has some.

    An answer that is no point of the scale (11 on 0–10, 4.5 on 1–5) is out of range: counted, never clipped or rounded.
    A good answer without a weight above 0 is left out, too, and counted apart. TypeError for what is no number,
    ValueError where the columns differ in length.

    >>> answers = tally([10, 9, None, 3, 11, 8.5], Scale(0, 10))
    >>> answers.n, answers.left_out.blank, answers.left_out.out_of_range
    (3, 1, 2)
    """
    if weights is None:
        return tally_of_counts(Counter(numbers(values)), scale)
    blank = out_of_range = without_weight = 0
    by_point: dict[int, list[float]] = {}
    for value, weight in side_by_side(numbers(values), numbers(weights)):
        if value is None:
            blank += 1
        elif value not in scale:
            out_of_range += 1
        elif weight is None or not isfinite(weight) or weight <= 0:
            without_weight += 1
        else:
            by_point.setdefault(int(value), []).append(weight)
    chosen = {
        point: Chosen(len(own), fsum(own), fsum(weight * weight for weight in own))
        for point, own in sorted(by_point.items())
    }
    return Tally(scale, chosen, LeftOut(blank, out_of_range, without_weight))


def tally_of_counts(counts: Mapping[float | None, int], scale: Scale) -> Tally:
    """The same from a table of how often each answer was given; None is blank. ValueError for a negative count.

    >>> tally_of_counts({5: 40, 4: 38, 3: 12, 2: 6, 1: 4, 6: 3}, Scale(1, 5)).left_out.out_of_range
    3
    """
    if any(count < 0 for count in counts.values()):
        message = "nothing is counted less than no times"
        raise ValueError(message)
    blank = counts.get(None, 0)
    good = {int(value): count for value, count in counts.items() if value is not None and value in scale and count}
    out_of_range = sum(counts.values()) - blank - sum(good.values())
    chosen = {point: Chosen(good[point], float(good[point]), float(good[point])) for point in sorted(good)}
    return Tally(scale, chosen, LeftOut(blank, out_of_range))
