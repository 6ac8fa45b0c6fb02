"""Outcomes beside practice: what the client types and chooses, and how each metric, sign and the index come out."""

from dataclasses import dataclass
from typing import Literal

from cxassess.measures.difference import Difference
from cxassess.measures.measure import Measure
from cxassess.measures.measured import Method
from cxassess.measures.scale import Anchors, Band
from cxassess.model.reading import Reading

SignState = Literal["quiet", "watch", "alarm", "unknown"]
Compares = Literal["yes", "no_earlier", "gap", "wording", "definition"]

# ── what the client types and chooses ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """One period of a typed series; `period` is a year, a quarter or a month: 2026, 2026-Q1 or 2026-03."""

    period: str
    value: float
    n: int | None = None
    wording: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """A metric of metrics.csv, an outcome as the client reports it. Shares are 0–1; see metrics.METRICS for units.

    Where it stands in several rows, `series` has all of them, the earliest first; the other fields are those of the
    newest, and what came before it follows from the series.
    """

    metric: str
    value: float
    n: int | None = None
    period: str = ""
    previous: float | None = None
    source: str = ""
    definition: str = ""
    touchpoint: str = ""
    wording: str = ""
    series: tuple[TypedPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Peer:
    """What the client says that others have, in the metric's unit. Without source and year it says nothing."""

    value: float
    source: str
    year: int
    n: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndexChoice:
    """A metric of the client's own outcome index: its weight, and what is bad, acceptable and good of it.

    Without anchors and band a rating scale has its points by itself: percent of maximum possible.
    """

    weight: float
    anchors: Anchors | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class SignLimits:
    """From where on the client watches a sign, and from where on it is an alarm; None: as usual.

    A share of the earlier value, or, of a market share or uptake, of all: 0.01 is one point.
    """

    watch: float | None = None
    alarm: float | None = None


# ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """A metric in one period. No line leads to a point that `breaks`: another question or definition, or a gap.

    `why` is `withheld` where so few answered that the value is not shown.
    """

    period: str
    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    wording: str = ""
    breaks: bool = False
    why: Literal["", "withheld"] = ""


@dataclass(frozen=True, slots=True)
class MetricReading:
    """An outcome with its unit and the change from the earlier period.

    Attributes:
        reading: value, n (0: not known) and 95 % interval; `why` says `nobody` or `withheld` where it has no value.
        definition: how it was measured, for people to read.
        definition_id: the same as an id such as csat.top_two.1_5; empty for what was typed.
        period: as it was typed, or in the words of the report's language.
        previous: the value of the period before, None where there is none that compares.
        compares: whether it does, or why not: nothing earlier, a period between, another question, another definition.
        trend: better, worse, same, changed (no better direction), unclear (chance allows as much), unknown.
        tested: whether chance was asked about the trend.
        change: the change with its interval, where both periods were measured and the definition has a test.
        series: by period, the earliest first.
        measure: all of it, where it was measured; None where it was typed.
        peer: what others have, as the client says.
        also: the same metric in other definitions, of touchpoints and from other sources, typed ones last.
    """

    metric: str
    reading: Reading
    unit: str
    better: str
    definition: str
    period: str
    previous: float | None
    source: str
    trend: str
    target: float | None = None
    tested: bool = False
    compares: Compares = "no_earlier"
    definition_id: str = ""
    touchpoint: str = ""
    wording: str = ""
    series: tuple[MetricPoint, ...] = ()
    change: Difference | None = None
    measure: Measure | None = None
    peer: Peer | None = None
    also: tuple["MetricReading", ...] = ()

    @property
    def method(self) -> Method:
        """How its interval comes about."""
        if self.measure is not None:
            return self.measure.now.method
        return "none" if self.reading.low is None else "wilson"


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign; its change is `relative`, a difference of a `share`, or in `points`.

    Attributes:
        metric: where it is read from.
        watch, alarm: the changes from which on it is watched, or an alarm; None where a test decides.
        in_a_row: whether it is an alarm only since the period before was bad, too.
        series: the metric by period, as far as it is known.
    """

    id: str
    state: SignState
    change: float | None
    unit: str
    sentence: str
    metric: str = ""
    watch: float | None = None
    alarm: float | None = None
    in_a_row: bool = False
    series: tuple[MetricPoint, ...] = ()

    @property
    def active(self) -> bool:
        return self.state in {"watch", "alarm"}


How = Literal["pomp", "anchors", "band"]


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A metric within the outcome index.

    Attributes:
        points: 0–100, None where the metric has no value that fits; `why` says so.
        weight: its share of all weights, 0–1.
        how: percent of maximum possible, or between the client's own anchors, on one side or around a band.
    """

    metric: str
    value: float | None
    unit: str
    points: float | None
    weight: float
    how: How
    period: str
    definition: str
    anchors: Anchors | None = None
    band: Band | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeIndex:
    """Outcomes of the client's own choice on one scale from 0 to 100; it enters no maturity score.

    Attributes:
        value: the weighted mean of the points; None where a metric that was chosen has none, and `why` names them.
        periods: of the parts, each once, in their order.
    """

    value: float | None
    parts: tuple[IndexPart, ...]
    periods: tuple[str, ...]
    why: str = ""
