"""The pictures of the experience map as plain data: the journey with its curve, and importance against performance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Extent = Literal["all", "some", "none", "unknown"]
QUADRANTS = ("concentrate", "keep", "later", "overkill")
LEAST_IMPORTANCE, MOST_IMPORTANCE = 1.0, 10.0
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: where it begins and ends, its ticks with what they are called, and which end is the better one."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    better: Literal["up", "down"] = "up"

    def __post_init__(self) -> None:
        if not self.low < self.high:
            message = f"An axis from {self.low} to {self.high} has no length."
            raise ValueError(message)

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the poor end to 1 at the better one."""
        share = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        return share if self.better == "up" else 1 - share


@dataclass(frozen=True, slots=True)
class JourneyPoint:
    """A touchpoint: where it stands, and what is printed of it.

    Attributes:
        said: its value as it is printed, or what is told in place of one.
        low, high: the 95 % interval; both None when there is none.
        importance: 1–10, shown as the size of its dot; None where it is not known.
    """

    number: int
    label: str
    channel: str
    value: float | None
    said: str
    low: float | None
    high: float | None
    importance: float | None
    said_importance: str
    said_n: str
    sales: bool = False
    moment: bool = False
    pain: bool = False

    def __post_init__(self) -> None:
        _check_importance(self.label, self.importance)


@dataclass(frozen=True, slots=True)
class JourneyCell:
    """Whether a phase is owned, measured or designed, in a few words; `extent` says how it is coloured."""

    text: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class JourneyPhase:
    """A stage of the journey with its touchpoints, and a cell for each line of coverage."""

    name: str
    points: tuple[JourneyPoint, ...]
    cells: tuple[JourneyCell, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """The journey: a curve of how customers answer along its phases, and under them what covers each.

    Attributes:
        lines: the head of each line of coverage with what it rests on.
        scale: None where no touchpoint has a value.
        mark: the mean that a dashed line shows, with its words.
    """

    WORDS: ClassVar[tuple[str, ...]] = (
        *("interval", "importance", "channel", "n", "moment", "pain", "larger", "sales_part", "better_way"),
    )

    phases: tuple[JourneyPhase, ...]
    lines: tuple[tuple[str, str], ...]
    scale: Scale | None
    mark: tuple[float, str] | None
    words: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not any(phase.points for phase in self.phases):
            message = "A journey needs at least one touchpoint."
            raise ValueError(message)
        if any(len(phase.cells) != len(self.lines) for phase in self.phases):
            message = f"Each phase needs {len(self.lines)} cells, one a line of coverage."
            raise ValueError(message)
        _check_words(self.words, self.WORDS)


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """A touchpoint by importance and performance, with what is printed of both in the list."""

    number: int
    label: str
    importance: float
    value: float
    low: float | None
    high: float | None
    said: str
    quadrant: str
    pain: bool = False

    def __post_init__(self) -> None:
        _check_importance(self.label, self.importance)
        if self.quadrant not in QUADRANTS:
            message = f"“{self.label}” has the quadrant {self.quadrant}; choose one of {', '.join(QUADRANTS)}."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Quadrants:
    """Importance against performance, with the cross-hairs that part the quadrants.

    Attributes:
        importances: the vertical axis, as far as it is needed.
        importance_mean, mean: the cross-hairs.
        performance: what the horizontal axis is called.
    """

    WORDS: ClassVar[tuple[str, ...]] = (*("importance", *QUADRANTS),)

    points: tuple[QuadrantPoint, ...]
    scale: Scale
    importances: Scale
    importance_mean: float
    mean: float
    performance: str
    words: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.points:
            message = "A picture of quadrants needs at least one touchpoint."
            raise ValueError(message)
        _check_words(self.words, self.WORDS)


def _check_importance(label: str, importance: float | None) -> None:
    # Written so that NaN, which compares as false, is refused as well.
    if importance is not None and not LEAST_IMPORTANCE - _SLACK <= importance <= MOST_IMPORTANCE + _SLACK:
        message = f"“{label}” has the importance {importance}; it runs from 1 to 10."
        raise ValueError(message)


def _check_words(words: Mapping[str, str], keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if key not in words]
    if missing:
        message = f"These words are missing for the picture: {', '.join(missing)}."
        raise ValueError(message)
