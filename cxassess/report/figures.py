"""What a picture shows, as data: one frozen class a kind of chart, no drawing.

Scores are on 1–5; None means there is no score. Rows stand in the order they are given. The words that
appear in a picture come in as `words`, and how its numbers are written as `formats`, so that a report in another
language needs no change here; each class that asks for some lists their keys in `WORDS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import ClassVar, Literal

from cxassess.formats import Formats
from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS, Horizon
from cxassess.report.map_figures import Journey, Quadrants
from cxassess.report.mirror_figures import MirrorBars
from cxassess.report.moved_figures import Moved
from cxassess.report.strip_figures import Strips

LEVEL_COUNT = 5
LOW_EFFORT = 3  # efforts up to 3 fit into 90 days
HIGH_IMPACT = 2.0  # and impacts from 2 on count as high
_SLACK = 1e-6  # a mean of fives may come out a hair above 5


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One line of a dumbbell chart: where it stands, how sure that is, and where it is to go.

    Attributes:
        low, high: the 95 % interval; both None when there is none.
        gap: printed at the right; None prints a dash, 0 stands grey.
        highlight: the row to look at, in the alert colour.
        peer: the median of an attached peer set.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    target: float | None
    gap: float | None
    highlight: bool = False
    peer: float | None = None

    def __post_init__(self) -> None:
        _check_scores(self.label, (self.value, self.low, self.high, self.target, self.peer))
        if (self.low is None) != (self.high is None):
            message = f"“{self.label}” has one end of its interval only; give both ends or none."
            raise ValueError(message)
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"“{self.label}” has an interval that ends before it begins."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Today's score and the target of each row over the five level bands: the main chart of a report.

    Attributes:
        levels: the names of levels 1–5.
        n: people behind the scores, for the legend; None leaves it out.
        target_label: what the target is, as the legend says it ("Target, 18 months").
        words: `today`, `n`, `interval` ("95 % interval"), `gap`, `no_score`.
        peer_label: what the ticks of peers are; empty where no row has one.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("today", "n", "interval", "gap", "no_score")

    rows: tuple[DumbbellRow, ...]
    levels: tuple[str, ...]
    n: int | None
    target_label: str
    words: Mapping[str, str] = field(hash=False)
    formats: Formats
    peer_label: str = ""

    def __post_init__(self) -> None:
        _check_filled("A dumbbell chart", "row", self.rows)
        _check_levels(self.levels)
        _check_words(self.words, self.WORDS)


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """One group of a heat map; an emphasised one ("All") stands apart in a frame. n None is left out."""

    label: str
    n: int | None
    emphasised: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line of a heat map: a score for each column, and how far the groups are apart.

    Attributes:
        cells: one score a column; None is hatched (not asked, or too few answers to show).
        highlight: the spread to look at, in the alert colour.
    """

    label: str
    cells: tuple[float | None, ...]
    spread: float | None
    highlight: bool = False

    def __post_init__(self) -> None:
        _check_scores(self.label, self.cells)
        if self.spread is not None and not self.spread >= 0:
            message = f"“{self.label}” has a spread of {self.spread}; a spread is 0 or more."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Scores by group, each cell in the colour of its level.

    Attributes:
        levels: the names of levels 1–5.
        spread_label: head of the column at the right; None leaves the column out.
        words: `n`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("n",)

    rows: tuple[HeatRow, ...]
    columns: tuple[HeatColumn, ...]
    levels: tuple[str, ...]
    spread_label: str | None
    words: Mapping[str, str] = field(hash=False)
    formats: Formats

    def __post_init__(self) -> None:
        _check_filled("A heat map", "row", self.rows)
        _check_filled("A heat map", "column", self.columns)
        _check_levels(self.levels)
        _check_words(self.words, self.WORDS)
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                message = f"“{row.label}” has {len(row.cells)} cells for {len(self.columns)} columns."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class MatrixPoint:
    """One action: a short key for the plot, its label for the list beside it.

    Attributes:
        key: at most six letters or so; a longer one is cut.
        impact: 0.5, 1, 2 or 3.
        effort: 1, 2, 3, 5 or 8.
    """

    key: str
    label: str
    impact: float
    effort: int
    horizon: Horizon

    def __post_init__(self) -> None:
        _check_one_of(self.key, "impact", self.impact, IMPACTS)
        _check_one_of(self.key, "effort", self.effort, EFFORTS)
        _check_one_of(self.key, "horizon", self.horizon, HORIZONS)


@dataclass(frozen=True, slots=True)
class PriorityMatrix:
    """Actions by impact and effort, with their list by horizon. Points of one place stand in a cluster.

    Attributes:
        words: `impact`, `effort`, `low`, `high`; the quarters `quick_wins`, `big_bets`, `fill_ins`, `avoid`;
            the heads of the list `now`, `next`, `later`.
    """

    WORDS: ClassVar[tuple[str, ...]] = (
        *("impact", "effort", "low", "high"),
        *("quick_wins", "big_bets", "fill_ins", "avoid"),
        *HORIZONS,
    )

    points: tuple[MatrixPoint, ...]
    words: Mapping[str, str] = field(hash=False)
    formats: Formats

    def __post_init__(self) -> None:
        _check_filled("A priority matrix", "point", self.points)
        _check_words(self.words, self.WORDS)


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """How the answers to one question, or to a group of them, fell on levels 1–5.

    Attributes:
        counts: answers at levels 1, 2, 3, 4 and 5.
        dont_know: answers outside the base of the shares.
    """

    label: str
    counts: tuple[int, int, int, int, int]
    dont_know: int
    mean: float | None
    highlight: bool = False

    def __post_init__(self) -> None:
        _check_scores(self.label, (self.mean,))
        if len(self.counts) != LEVEL_COUNT or min(*self.counts, self.dont_know) < 0:
            message = f"“{self.label}” needs five counts of answers, none of them below 0."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class AnswerDistribution:
    """Shares of the valid answers, set around the middle of level 3: low to the left, high to the right.

    Attributes:
        levels: the names of levels 1–5.
        words: `share` (head of the bars: "Share of valid answers, %"), `n`, `mean`, `dont_know`,
            `no_answers`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("share", "n", "mean", "dont_know", "no_answers")

    rows: tuple[DistributionRow, ...]
    levels: tuple[str, ...]
    words: Mapping[str, str] = field(hash=False)
    formats: Formats

    def __post_init__(self) -> None:
        _check_filled("A distribution of answers", "row", self.rows)
        _check_levels(self.levels)
        _check_words(self.words, self.WORDS)


LEAST_SPOKES = 3  # of a radar
MOST_SLIM_SPOKES = 8  # of one that stands beside text, whose labels have little room


@dataclass(frozen=True, slots=True)
class RadarSeries:
    """One line of a radar: a score for each label; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        _check_scores(self.name, self.values)


@dataclass(frozen=True, slots=True)
class Radar:
    """The familiar overview: at most two lines, today (navy) and target (gold, dashed).

    Attributes:
        levels: the names of levels 1–5, for the rings.
    """

    labels: tuple[str, ...]
    series: tuple[RadarSeries, ...]
    levels: tuple[str, ...]
    formats: Formats

    def __post_init__(self) -> None:
        if len(self.labels) < LEAST_SPOKES:
            message = "A radar needs at least three labels; show fewer as a dumbbell chart."
            raise ValueError(message)
        if not 1 <= len(self.series) <= 2:
            message = "A radar shows one series or two; more cannot be told apart."
            raise ValueError(message)
        _check_levels(self.levels)
        for line in self.series:
            if len(line.values) != len(self.labels):
                message = f"“{line.name}” has {len(line.values)} values for {len(self.labels)} labels."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One stretch of every bar: a value for each label; None leaves it out.

    Attributes:
        colour: a role of the palette.
        gain: printed with a plus, as what comes on top; 0 is not printed.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    gain: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a label, its stretches laid end to end; `marks` are what each bar is to reach.

    It may be empty, as a chart over live cells fills itself later; there is no picture of nothing.

    Attributes:
        scored: whether the bars show scores, on an axis from 1 to 5; otherwise they start from 0.
    """

    labels: tuple[str, ...]
    series: tuple[BarSeries, ...]
    formats: Formats
    marks: RadarSeries | None = None
    scored: bool = True

    def __post_init__(self) -> None:
        _check_filled("A bar chart", "series", self.series)
        for line in (*self.series, *((self.marks,) if self.marks else ())):
            if len(line.values) != len(self.labels):
                message = f"“{line.name}” has {len(line.values)} values for {len(self.labels)} labels."
                raise ValueError(message)
            for value in line.values:
                if value is not None and not value >= 0:
                    message = f"“{line.name}” has the value {value}; a bar starts at 0."
                    raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Shares:
    """Bars of one length, each a whole that is split into parts: values from 0 to 1 that add up to 1."""

    labels: tuple[str, ...]
    series: tuple[BarSeries, ...]
    formats: Formats

    def __post_init__(self) -> None:
        _check_filled("A chart of shares", "bar", self.labels)
        _check_filled("A chart of shares", "part", self.series)
        for place, label in enumerate(self.labels):
            parts = [series.values[place] or 0.0 for series in self.series]
            if min(parts) < 0 or abs(sum(parts) - 1) > _SLACK:
                message = f"The parts of “{label}” are {parts}; they are shares that add up to 1."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A metric in one period; one that no data cover has no value.

    Attributes:
        label: the period on the axis.
        said: the value as it is printed.
        low, high: the 95 % interval; both None when there is none.
        breaks: no line leads here, since what stands before does not compare.
        start: its first day, where that is known.
    """

    label: str
    value: float | None
    said: str = ""
    low: float | None = None
    high: float | None = None
    breaks: bool = False
    start: date | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            message = f"“{self.label}” has one end of its interval only; give both ends or none."
            raise ValueError(message)


MOST_NAMED = 9  # periods of a trend that can all be named
MOST_MARKED = 26  # periods of a trend in which single points and their intervals can be told apart


@dataclass(frozen=True, slots=True)
class Trend:
    """One metric over its periods, as lines that join only what compares.

    Attributes:
        name: of the metric, for the data behind the chart.
        points: the periods one after the other, without a hole.
        decimals: of its values as they are printed, a share counted from 0 to 1.
        number: the same as Excel’s own format, such as `0.0%`.
        least, most: what the metric can be; None without an end.
        target: a line to reach, with its name.
        heads: what the columns of the data are called: `period`, `above` and `below` (the value, as far as the interval
            reaches).
    """

    HEADS: ClassVar[tuple[str, ...]] = ("period", "above", "below")

    name: str
    points: tuple[TrendPoint, ...]
    decimals: int
    number: str
    formats: Formats
    heads: Mapping[str, str] = field(hash=False)
    least: float | None = None
    most: float | None = None
    target: float | None = None
    target_name: str = ""

    def __post_init__(self) -> None:
        if not any(point.value is not None for point in self.points):
            message = f"The trend of “{self.name}” has no value."
            raise ValueError(message)
        _check_words(self.heads, self.HEADS)

    @property
    def lines(self) -> tuple[tuple[int, ...], ...]:
        """The places of the points that are joined, one tuple a line; each point stands in one."""
        lines: list[list[int]] = []
        gap = True
        for place, point in enumerate(self.points):
            if point.value is None:
                gap = True
                continue
            if gap or point.breaks:
                lines.append([])
            lines[-1].append(place)
            gap = False
        return tuple(map(tuple, lines))

    @property
    def is_dated(self) -> bool:
        """Whether the axis counts months by itself: where there are too many periods to name each."""
        return len(self.points) > MOST_NAMED and all(point.start is not None for point in self.points)

    @property
    def has_intervals(self) -> bool:
        """Whether intervals are shown: where there are some, and not so many points that they make a smear."""
        return len(self.points) <= MOST_MARKED and any(point.low is not None for point in self.points)

    @property
    def axis(self) -> tuple[float, float, float]:
        """Where the axis of values begins and ends, and its step, all round numbers."""
        known = [point.value for point in self.points if point.value is not None]
        if self.has_intervals:
            known += [end for point in self.points for end in (point.low, point.high) if end is not None]
        if self.target is not None:
            known.append(self.target)
        return round_axis(min(known), max(known), self.least, self.most)


_STEPS = 5  # of an axis, with one more on either side where the values need it


def round_axis(low: float, high: float, least: float | None, most: float | None) -> tuple[float, float, float]:
    """An axis of two to seven steps of 1, 2 or 5 times a power of ten that holds both values, and no more than that.

    It ends at what the metric can be at least and at most, unless a value lies beyond.

    >>> round_axis(24, 37, -100, 100), round_axis(0.93, 0.99, 0, 1), round_axis(7, 7, 0, None)
    ((20.0, 40.0, 5.0), (0.92, 1.0, 0.02), (6.6, 7.4, 0.2))
    """
    lowest, highest = low, high
    if high - low <= abs(high) * 1e-9:
        room = abs(high) * 0.05 or 0.5
        low, high = low - room, high + room
    power = 10.0 ** floor(log10((high - low) / _STEPS))
    step = next(power * factor for factor in (1, 2, 5, 10) if (high - low) / (power * factor) <= _STEPS)
    start, end = floor(low / step + _SLACK) * step, ceil(high / step - _SLACK) * step
    start = start if least is None or lowest < least else max(start, least)
    end = end if most is None or highest > most else min(end, most)
    digits = max(0, 2 - floor(log10(step)))
    return round(start, digits), round(end, digits), round(step, digits)


Tone = Literal["gap", "agree", "quiet"]


@dataclass(frozen=True, slots=True)
class OutcomeStrip:
    """An outcome on a scale of its own, from 0 at the left end to 1 at the right one.

    Attributes:
        said: its value as it is printed.
        detail: what it rests on: interval, n, target, source.
        low, high: the 95 % interval; both None when there is none.
        before: the value of the period before.
        ends: what the ends of the scale are called; None where there is no scale.
        better: 1 where the right end is the better one, −1 where the left one is, 0 for neither.
        poor: whether it is worse than before, or misses its target.
    """

    name: str
    said: str
    detail: str
    at: float
    low: float | None
    high: float | None
    before: float | None
    target: float | None
    ends: tuple[str, str] | None
    better: int
    poor: bool

    def __post_init__(self) -> None:
        for share in (self.at, self.low, self.high, self.before, self.target):
            if share is not None and not -_SLACK <= share <= 1 + _SLACK:
                message = f"“{self.name}” has a mark at {share}; its strip runs from 0 to 1."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class SayDoRow:
    """A theme: what the two roles say on 1–5, with n, and how customers answer; None where nothing shows that.

    Attributes:
        n_executive: how many say it, as `n_front_line`; None where too few do to be shown.
        verdict: what the two sides come to, in a few words; `tone` says how it is coloured.
    """

    label: str
    executive: float | None
    front_line: float | None
    said_executive: str
    said_front_line: str
    n_executive: int | None
    n_front_line: int | None
    outcome: OutcomeStrip | None
    verdict: str
    tone: Tone

    def __post_init__(self) -> None:
        _check_scores(self.label, (self.executive, self.front_line))


@dataclass(frozen=True, slots=True)
class SayDo:
    """What people inside say beside what customers answer, a line a theme. The two never share an axis.

    Attributes:
        words: the heads `inside` and `outside`, `n`, the signs `executives`, `front_line`, `outcome`, `interval`,
            `before`, `target`, `better_way`, and `inside_only`.
    """

    WORDS: ClassVar[tuple[str, ...]] = (
        *("inside", "outside", "n", "executives", "front_line", "outcome"),
        *("interval", "before", "target", "better_way", "inside_only"),
    )

    rows: tuple[SayDoRow, ...]
    words: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        _check_filled("A picture of say and do", "theme", self.rows)
        _check_words(self.words, self.WORDS)


@dataclass(frozen=True, slots=True)
class ThemeBar:
    """A theme of customers' comments: its share of them, and how its comments scored less all others.

    Attributes:
        share: 0–1, with its 95 % interval.
        said: the share as it is printed, with the number of comments.
        difference: in points of the scale; None where too few scored, as `said_difference` says.
        low, high: its 95 % interval; both None when there is none.
        tone: `gap` where the difference is clearly for the worse, `agree` where it is for the better.
    """

    label: str
    share: float
    low_share: float
    high_share: float
    said: str
    difference: float | None
    low: float | None
    high: float | None
    said_difference: str
    tone: Tone

    def __post_init__(self) -> None:
        for share in (self.share, self.low_share, self.high_share):
            if not -_SLACK <= share <= 1 + _SLACK:
                message = f"“{self.label}” has the share {share}; shares run from 0 to 1."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class ThemeBars:
    """Themes of customers' comments as bars, and beside each how its comments scored; without scores the bars alone.

    Attributes:
        head: what was scored and on which scale; empty where nothing was.
        words: the heads `theme_share`, the signs `interval`, `theme_worse`, `theme_better`, `theme_unclear`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("theme_share", "interval", "theme_worse", "theme_better", "theme_unclear")

    rows: tuple[ThemeBar, ...]
    head: str
    words: Mapping[str, str] = field(hash=False)
    formats: Formats

    def __post_init__(self) -> None:
        _check_filled("A picture of themes", "theme", self.rows)
        _check_words(self.words, self.WORDS)


Figure = (
    Dumbbell
    | SayDo
    | ThemeBars
    | MirrorBars
    | Moved
    | Strips
    | Journey
    | Quadrants
    | HeatMap
    | PriorityMatrix
    | AnswerDistribution
    | Radar
    | Bars
    | Shares
    | Trend
)
Native = Radar | Bars | Shares | Trend  # what Word and Excel can draw in a form we stand for


def _check_filled(what: str, part: str, parts: tuple[object, ...]) -> None:
    if not parts:
        message = f"{what} needs at least one {part}."
        raise ValueError(message)


def _check_levels(levels: tuple[str, ...]) -> None:
    if len(levels) != LEVEL_COUNT:
        message = f"Five names of levels are needed, not {len(levels)}."
        raise ValueError(message)


def _check_words(words: Mapping[str, str], keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if key not in words]
    if missing:
        message = f"These words are missing for the picture: {', '.join(missing)}."
        raise ValueError(message)


def _check_scores(label: str, scores: Iterable[float | None]) -> None:
    for score in scores:
        # Written so that NaN, which compares as false, is refused as well.
        if score is not None and not 1 - _SLACK <= score <= LEVEL_COUNT + _SLACK:
            message = f"“{label}” has the score {score}; scores run from 1 to 5."
            raise ValueError(message)


def _check_one_of(key: str, what: str, value: object, allowed: tuple[object, ...]) -> None:
    if value not in allowed:
        choices = ", ".join(f"{choice}" for choice in allowed)
        message = f"“{key}” has the {what} {value}; choose one of {choices}."
        raise ValueError(message)
