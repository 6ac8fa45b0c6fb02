"""The picture of what moved between two waves as plain data: where each row stood and stands, and the difference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Tone = Literal["up", "down", "still", "mix", "unknown"]
LOWEST, HIGHEST = 1.0, 5.0
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One number in two waves.

    Attributes:
        before, now: on 1–5; None where there is no value, or none that compares.
        difference: now less before; low, high: its interval. All None where nothing compares.
        said: the difference as it is printed, or why there is none.
        tone: up and down moved clearly; mix only looks so; unknown cannot be told.
        apart: with a line above, where another kind of number begins.
    """

    label: str
    before: float | None
    now: float | None
    difference: float | None
    low: float | None
    high: float | None
    said: str
    tone: Tone
    apart: bool = False

    def __post_init__(self) -> None:
        for value in (self.before, self.now):
            if value is not None and not LOWEST - _SLACK <= value <= HIGHEST + _SLACK:
                message = f"“{self.label}” has the score {value}; scores run from 1 to 5."
                raise ValueError(message)
        if (self.low is None) != (self.high is None):
            message = f"“{self.label}” has one end of its interval only; give both ends or none."
            raise ValueError(message)
        if self.low is not None and self.difference is None:
            message = f"“{self.label}” has an interval and no difference."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Moved:
    """Scores of two waves on their scale, and beside them the differences on an axis of their own.

    Attributes:
        before, now: the names of the waves.
        least: differences below it are called no change; the band around zero.
        words: the heads `moved_scores` and `moved_difference`, the signs `moved_interval` and `moved_mix`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("moved_scores", "moved_difference", "moved_interval", "moved_mix")

    rows: tuple[MovedRow, ...]
    before: str
    now: str
    least: float
    words: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.rows:
            message = "A picture of what moved needs at least one row."
            raise ValueError(message)
        missing = [key for key in self.WORDS if key not in self.words]
        if missing:
            message = f"These words are missing for the picture: {', '.join(missing)}."
            raise ValueError(message)
