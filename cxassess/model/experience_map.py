"""The experience map: what the client says of each touchpoint, and how it comes out beside what customers answer."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["", "low", "medium", "high"]
Quadrant = Literal["concentrate", "keep", "later", "overkill"]
Asked = Literal["owned", "measured", "designed"]
Extent = Literal["all", "some", "none"]

# ── what the client types ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TypedSatisfaction:
    """A value of touchpoints.csv in the unit of its metric.

    Attributes:
        scale: of a csat, such as 1-5; empty where nobody says.
        low, high: the 95 % interval as the client gives it; both or neither.
    """

    metric: str
    value: float
    n: int | None = None
    low: float | None = None
    high: float | None = None
    scale: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A row of touchpoints.csv.

    Attributes:
        phase: `before`, `during`, `after`, or a stage in the client's own words.
        sales: whether it is part of the sales experience.
        importance: to customers, 1–10.
        survey: what the data call it, where that is another name.
        feeling: the one that is aimed for; `effort` likewise.
    """

    name: str
    phase: str
    sales: bool = False
    channel: str = ""
    importance: float | None = None
    typed: TypedSatisfaction | None = None
    survey: str = ""
    owner: str = ""
    feeling: str = ""
    effort: Level = ""
    functional: str = ""
    emotional: str = ""
    social: str = ""


# ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How customers answer at a touchpoint, in one definition.

    Attributes:
        value: in `unit`; None where so few answered that it is withheld.
        definition: in words, empty where it is not known.
        measured: whether it follows from the client's own rows, rather than from a table.
    """

    metric: str
    definition_id: str
    definition: str
    value: float | None
    unit: str
    better: str
    n: int | None
    low: float | None
    high: float | None
    source: str
    period: str
    measured: bool


@dataclass(frozen=True, slots=True)
class TouchpointReading:
    """A touchpoint on the map.

    Attributes:
        number: its place in the journey, from 1.
        satisfaction: in the one definition of the map; None where it has none in it.
        other: in another definition, where it has none in that of the map; told as text, never drawn.
        quadrant: None without importance or value.
        moment: whether it is a moment of truth.
        pain: whether it is a pain point.
        typed_unused: whether a typed value gave way to a measured one.
    """

    number: int
    touchpoint: Touchpoint
    satisfaction: Satisfaction | None
    other: Satisfaction | None = None
    quadrant: Quadrant | None = None
    moment: bool = False
    pain: bool = False
    typed_unused: bool = False

    @property
    def name(self) -> str:
        return self.touchpoint.name

    @property
    def value(self) -> float | None:
        return None if self.satisfaction is None else self.satisfaction.value


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a phase is owned, measured or designed: what its rows say, and how the practice behind it is rated.

    Attributes:
        practice: GOV2, MEA2 or DSN1; empty where the questionnaire lacks it.
        value, n: the rating of the practice, 1–5, and the people behind it.
        scope: whether the rating is of the unit that has the phase's name, or of the whole company.
        told: touchpoints of the phase of which the table or the data say so; None where nothing is said of any.
        of: touchpoints of the phase.
    """

    asked: Asked
    practice: str
    value: float | None
    n: int
    scope: Literal["unit", "whole"]
    told: int | None
    of: int

    @property
    def extent(self) -> Extent | None:
        """How far the phase is covered by what is told."""
        if self.told is None:
            return None
        return "none" if not self.told else "all" if self.told == self.of else "some"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the journey with its touchpoints, by number, and its coverage."""

    id: str
    name: str
    numbers: tuple[int, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class ExperienceMap:
    """The journey with its touchpoints in their order.

    Attributes:
        metric, definition_id, definition, unit, better: of the one definition that is drawn; empty where no touchpoint
            has a value.
        importance_mean, satisfaction_mean: the cross-hairs; None with fewer than three touchpoints that have both.
        not_on_map: touchpoints of the data that the map lacks, as the data call them.
    """

    phases: tuple[Phase, ...]
    touchpoints: tuple[TouchpointReading, ...]
    metric: str
    definition_id: str
    definition: str
    unit: str
    better: str
    importance_mean: float | None
    satisfaction_mean: float | None
    not_on_map: tuple[str, ...]

    @property
    def without_data(self) -> tuple[TouchpointReading, ...]:
        """The touchpoints of which neither the data nor the table say how customers answer."""
        return tuple(t for t in self.touchpoints if t.satisfaction is None and t.other is None)

    @property
    def pains(self) -> tuple[TouchpointReading, ...]:
        """The pain points, the most important first."""
        found = (t for t in self.touchpoints if t.pain)
        return tuple(sorted(found, key=lambda t: (-(t.touchpoint.importance or 0), t.number)))

    @property
    def moments(self) -> tuple[TouchpointReading, ...]:
        return tuple(t for t in self.touchpoints if t.moment)

    def in_quadrant(self, quadrant: Quadrant) -> tuple[TouchpointReading, ...]:
        return tuple(t for t in self.touchpoints if t.quadrant == quadrant)
