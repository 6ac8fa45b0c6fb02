"""Figures to try the pictures with: each kind from its smallest to its largest, with hard labels."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from cxassess.model.action import HORIZONS, Horizon
from cxassess.report.figures import (
    AnswerDistribution,
    Bars,
    BarSeries,
    DistributionRow,
    Dumbbell,
    DumbbellRow,
    Figure,
    HeatColumn,
    HeatMap,
    HeatRow,
    MatrixPoint,
    OutcomeStrip,
    PriorityMatrix,
    Radar,
    RadarSeries,
    SayDo,
    SayDoRow,
    Shares,
    ThemeBar,
    ThemeBars,
    Trend,
    TrendPoint,
)
from cxassess.report.map_figures import (
    QUADRANTS,
    Journey,
    JourneyCell,
    JourneyPhase,
    JourneyPoint,
    QuadrantPoint,
    Quadrants,
    Scale,
)
from cxassess.report.mirror_figures import MirrorBar, MirrorBars, MirrorRow
from cxassess.report.moved_figures import Moved, MovedRow
from cxassess.report.strip_figures import StripRow, Strips
from cxassess.words import read_words

FORMATS = read_words().formats
LEVELS = ("Absent", "Ad hoc", "Defined", "Systematic", "Improving")
WORDS = {
    "today": "Today",
    "n": "n",
    "interval": "95 % interval",
    "gap": "Gap",
    "no_score": "no score",
    "impact": "Impact",
    "effort": "Effort",
    "low": "low",
    "high": "high",
    "quick_wins": "Quick wins",
    "big_bets": "Big bets",
    "fill_ins": "Fill-ins",
    "avoid": "Think twice",
    "now": "Now: 0 to 90 days",
    "next": "Next: months 3 to 12",
    "later": "Later: months 12 to 24",
    "share": "Share of valid answers, %",
    "mean": "Mean",
    "dont_know": "Don’t know",
    "no_answers": "no valid answers",
    "inside": "What people inside say, 1 to 5",
    "outside": "What customers answer, each on its own scale",
    "executives": "Executives",
    "front_line": "Front line",
    "outcome": "Outcome",
    "before": "Before",
    "target": "Target",
    "better_way": "Better this way",
    "theme_share": "Share of the comments",
    "theme_worse": "Scored lower",
    "theme_better": "Scored higher",
    "theme_unclear": "No clear difference",
    "mirror_inside": "Inside: level of the practice",
    "mirror_outside": "Outside: who agrees, %",
    "mirror_half": "Half of those who answered",
    "moved_scores": "Score, 1–5",
    "moved_difference": "Difference with its interval",
    "moved_interval": "Interval of the difference",
    "moved_mix": "Only looks so: other people answered",
    "inside_only": "no outcome: inside view only",
    "strip_one": "One organisation, by its number in the table",
    "strip_half": "Middle half, from quartile to quartile",
    "strip_median": "Median",
    "channel": "Channel",
    "importance": "Importance",
    "moment": "Moment of truth",
    "pain": "Pain point",
    "larger": "Larger: more important",
    "sales_part": "Part of the sales experience",
    "concentrate": "Look here first",
    "keep": "Keep it so",
    "overkill": "Perhaps more than needed",
}
GERMAN_LEVELS = ("Nicht vorhanden", "Anlassbezogen", "Festgelegt", "Durchgängig gesteuert", "Lernend")
LONG_WORDS = {key: f"{word} über alle beteiligten Organisationseinheiten" for key, word in WORDS.items()}

PLAIN = "Customer understanding"
LONG = "The feeling we aim for at each of the moments that matter is written down, known and tested " * 3
UNBROKEN = "kunden" * 17  # like a code or a compound; its repeats are measured once
RTL = "ممارسات تجربة العملاء في المؤسسة"
ODD = "R&D <3 $x$ 🚀\n顧客 {0} \\frac \x07 é"
GERMAN = "Kundenzufriedenheitsmessungsverfahren und Beschwerdemanagementverantwortliche"
COMPOUND = "Kundenzufriedenheitsmessungsverfahren"
CHINESE = "北京电信有限公司客户体验管理部门负责人以及所有分支机构"  # no blank to break a line at
THAI = "บริษัทโทรคมนาคมกรุงเทพขึ้นอยู่กับร้านค้า"
LABELS = (PLAIN, LONG, UNBROKEN, RTL, ODD, GERMAN, COMPOUND, CHINESE, THAI)


def dumbbell(count: int, label: str = PLAIN) -> Dumbbell:
    """Values at the ends of the scale, on the edge of two levels and missing, with intervals and without."""
    values = (2.1, 1.0, 5.0, 2.449, 2.45, 3.3, None)
    targets = (4.0, 1.0, 5.0, 2.6, 2.4, 3.6, None, 3.5, 1.2)
    rows = []
    for number in range(count):
        value, target = values[number % len(values)], targets[number % len(targets)]
        low = None if value is None or number % 3 == 2 else max(1.0, value - 0.3)
        high = None if value is None or low is None else min(5.0, value + 0.3)
        gap = None if value is None or target is None else max(0.0, target - value)
        rows.append(DumbbellRow(label, value, low, high, target, gap, highlight=number == 0))
    return Dumbbell(tuple(rows), LEVELS, 13, "Target, 18 months", WORDS, FORMATS)


def say_do(count: int, label: str = PLAIN) -> SayDo:
    """Roles far apart, on each other, at the ends and missing; outcomes at the ends of their strip, and none."""
    pairs = ((4.0, 1.8), (2.7, 2.6), (1.0, 1.0), (5.0, 4.4), (None, 3.2), (3.4, None), (1.0, 5.0))
    rows = []
    for number in range(count):
        leaders, front = pairs[number % len(pairs)]
        at = (0.0, 1.0, 0.5, 0.31)[number % 4]
        strip = OutcomeStrip(
            name=label,
            said=("+12", "1,234,567 min", "74.0\xa0%")[number % 3],
            detail=f"95\xa0%: 71.3\xa0% to 76.6\xa0%, n = {10**number if number < 9 else 9}, {label}",
            at=at,
            low=max(0.0, at - 0.2) if number % 3 else None,
            high=min(1.0, at + 0.2) if number % 3 else None,
            before=1 - at if number % 2 else None,
            target=at if number % 4 else None,
            ends=("0\xa0%", "1,234,567 min") if number % 5 else None,
            better=(1, -1, 0)[number % 3],
            poor=number % 2 == 0,
        )
        rows.append(
            SayDoRow(
                label=label,
                executive=leaders,
                front_line=front,
                said_executive=FORMATS.score(leaders),
                said_front_line=FORMATS.score(front),
                n_executive=5,
                n_front_line=10 ** (number % 5),
                outcome=None if number % 6 == 4 else strip,
                verdict=label,
                tone=("gap", "agree", "quiet")[number % 3],
            )
        )
    return SayDo(tuple(rows), WORDS)


def theme_bars(count: int, label: str = PLAIN, *, scored: bool = True) -> ThemeBars:
    """Shares at the ends and between; differences to both sides, far and near, and none."""
    rows = []
    for number in range(count):
        share = (0.31, 1.0, 0.0, 0.12, 0.02)[number % 5]
        difference = (-1.4, 0.3, None, 0.02, 7.5)[number % 5]
        rows.append(
            ThemeBar(
                label,
                share,
                max(0.0, share - 0.05),
                min(1.0, share + 0.05),
                ("31\xa0% (1,234,567)", "<1\xa0% (3)")[number % 2],
                difference,
                None if difference is None else difference - 0.4,
                None if difference is None else difference + 0.4,
                "too few scored" if difference is None else FORMATS.signed(difference),
                ("gap", "agree", "quiet", "quiet", "agree")[number % 5],
            )
        )
    return ThemeBars(tuple(rows), label if scored else "", WORDS, FORMATS)


def mirror_bars(count: int, label: str = PLAIN, *, panels: int = 1) -> MirrorBars:
    """Shares at the ends and between, and some that are not shown; every level, and none."""
    rows = []
    for number in range(count):
        bars = []
        for panel in range(panels):
            share = (0.71, 1.0, 0.0, 0.03, None)[(number + panel) % 5]
            low, high = (None, None) if share is None else (max(0.0, share - 0.2), min(1.0, share + 0.2))
            said = "too few" if share is None else f"{100 * share:.0f}\xa0%"
            detail = "" if share is None else f"n = {('58', '1,234,567')[number % 2]}"
            bars.append(MirrorBar(share, low, high, said, detail, highlight=number % 3 == 0))
        level = (None, 1, 2, 3, 4, 5)[number % 6]
        inside = "not rated" if level is None else f"{level}.0 · level {level}"
        rows.append(MirrorRow(label, level, inside, tuple(bars)))
    return MirrorBars(tuple(rows), (label, "Partners")[:panels], WORDS)


def moved(count: int, label: str = PLAIN, said: str = "+0.4 improved") -> Moved:
    """Differences of every tone, at the ends of the scale and at none, with intervals beyond the axis and without."""
    rows = []
    for number in range(count):
        before, now = ((2.1, 3.1), (1.0, 5.0), (2.5, 2.5), (3.2, None), (None, 2.0), (4.4, 4.1))[number % 6]
        difference = None if before is None or now is None else now - before
        half = None if difference is None or number % 6 == 5 else (0.3, 5.0, 0.0)[number % 3]
        low = None if half is None or difference is None else difference - half
        high = None if half is None or difference is None else difference + half
        tone = ("up", "down", "still", "unknown", "unknown", "mix")[number % 6]
        rows.append(MovedRow(label, before, now, difference, low, high, said, tone, apart=number == 1))  # type: ignore[arg-type]
    return Moved(tuple(rows), "2026 (n = 16)", "2027 (n = 12)", 0.2, WORDS)


SHARES = tuple((step / 10, f"{10 * step}\xa0%") for step in range(11))


def journey(count: int, label: str = PLAIN, phases: int = 3, better: Literal["up", "down"] = "up") -> Journey:
    """Values at the ends of the axis, in the middle and missing, in phases of uneven length."""
    points = []
    for number in range(count):
        value = None if number % 7 == 4 else (0.62, 0.0, 1.0, 0.5)[number % 4]
        is_wide = value is not None and number % 3 < 2
        points.append(
            JourneyPoint(
                number=number + 1,
                label=label,
                channel=label if number % 5 else "",
                value=value,
                said=f"{value:.1%}" if value is not None else label,
                low=max(0.0, value - 0.08) if is_wide and value is not None else None,
                high=min(1.0, value + 0.08) if is_wide and value is not None else None,
                importance=None if number % 6 == 3 else 1 + number % 10,
                said_importance=FORMATS.score(None if number % 6 == 3 else 1 + number % 10),
                said_n=f"{10 ** (number % 7):,d}",
                sales=number % 4 < 2,
                moment=number % 3 == 0,
                pain=number % 4 == 1,
            )
        )
    ends = [round(count * (place / phases) ** 1.5) for place in range(phases + 1)]
    extents: tuple[Literal["all", "some", "none", "unknown"], ...] = ("all", "some", "none", "unknown")
    parts = tuple(
        JourneyPhase(
            label, tuple(points[start:end]), tuple(JourneyCell(label, extents[(n + start) % 4]) for n in range(3))
        )
        for start, end in pairwise(ends)
        if end > start
    )
    lines = ((label, f"GOV2 {label}"), ("Is measured", ""), ("Was designed", "DSN1 rated 1.9"))
    return Journey(parts, lines, Scale(0, 1, SHARES[::2], better), (0.55, f"Mean of the map: {label}"), WORDS)


def quadrants(count: int, label: str = PLAIN, spread: float = 1.0) -> Quadrants:
    """Touchpoints all over the field, or all in one place where the spread is nought."""
    points = tuple(
        QuadrantPoint(
            number=number + 1,
            label=label,
            importance=5.5 + spread * (number * 37 % 10 - 4.5),
            value=(value := 0.5 + spread * (number * 53 % 11 - 5) / 10),
            low=max(0.0, value - 0.1),
            high=min(1.0, value + 0.1),
            said=f"{number % 10 + 1}.0, {value:.1%}",
            quadrant=QUADRANTS[number % 4],
            pain=number % 4 == 0,
        )
        for number in range(count)
    )
    importances = Scale(1, 10, tuple((float(n), str(n)) for n in range(2, 11, 2)))
    return Quadrants(points, Scale(0, 1, SHARES[::2]), importances, 5.5, 0.5, label, WORDS)


def near_targets() -> Dumbbell:
    """Every value with targets from the same place to four tenths away: their dots lie on each other."""
    rows = [
        DumbbellRow("Close", value, None, None, target, 0.1)
        for value in (1.0, 1.1, 1.3, 1.6, 3.0, 4.7, 5.0)
        for step in (-0.4, -0.2, -0.1, 0.0, 0.1, 0.3)
        if 1 <= (target := value + step) <= 5
    ]
    return Dumbbell(tuple(rows), LEVELS, None, "Target", WORDS, FORMATS)


def heat_map(rows: int, columns: int, label: str = PLAIN, spread_label: str | None = "Spread") -> HeatMap:
    """Cells of every level and empty ones, under groups from one person to millions."""
    heads = tuple(
        HeatColumn(label, None if number == 1 else 10**number, number == columns - 1) for number in range(columns)
    )
    lines = tuple(
        HeatRow(
            label,
            tuple(None if (row + column) % 4 == 1 else 1 + (row * 0.7 + column) % 4 for column in range(columns)),
            None if row % 5 == 3 else row % 4 * 1.0,
            highlight=row == 2,
        )
        for row in range(rows)
    )
    return HeatMap(lines, heads, LEVELS, spread_label, WORDS, FORMATS)


PLACES = [(impact, effort) for impact in (0.5, 1, 2, 3) for effort in (1, 2, 3, 5, 8)]


def matrix(
    count: int,
    key: str = "DSN{}",
    label: str = PLAIN,
    place: Callable[[int], tuple[float, int]] = lambda number: PLACES[number * 7 % 20],
    horizons: tuple[Horizon, ...] = HORIZONS,
) -> PriorityMatrix:
    """Steps at the places that efforts and impacts allow, in all horizons."""
    points = (
        MatrixPoint(key.format(number), label, *place(number), horizons[number % len(horizons)])
        for number in range(count)
    )
    return PriorityMatrix(tuple(points), WORDS, FORMATS)


def answers(count: int, label: str = PLAIN) -> AnswerDistribution:
    """Shares that are even, all on one side, too small to see, and of nobody."""
    counts = [
        (1, 4, 7, 14, 8),
        (0, 0, 0, 0, 9),
        (300, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (1, 200, 1, 1, 1),
        (0, 0, 4, 0, 0),
    ]
    rows = tuple(
        DistributionRow(label, counts[n % 6], n * 37, None if n % 6 == 3 else 2.5, highlight=n == 1)
        for n in range(count)
    )
    return AnswerDistribution(rows, LEVELS, WORDS, FORMATS)


def radar(count: int, label: str = PLAIN, lines: int = 2) -> Radar:
    today = RadarSeries("Today", tuple(None if n % 7 == 3 else 1 + n % 5 for n in range(count)))
    target = RadarSeries("Target, 18 months", tuple(4.0 for _ in range(count)))
    return Radar((label,) * count, (today, target)[:lines], LEVELS, FORMATS)


def bars(count: int, label: str = PLAIN, *, scored: bool = True) -> Bars:
    """Where rows stand and what may come on top, with a mark to reach; or counts alone."""
    labels = tuple(label.format(number) for number in range(count))
    today = tuple(None if number == 3 else 1 + number * 0.7 % 4 for number in range(count))
    if not scored:
        return Bars(labels, (BarSeries("Urgency", today, "main"),), FORMATS, scored=False)
    gain = tuple(min(0.6, 5 - (value or 5)) if number % 4 else 0.0 for number, value in enumerate(today))
    series = (BarSeries("Today", today, "main"), BarSeries("If all steps succeed", gain, "level4", gain=True))
    return Bars(labels, series, FORMATS, RadarSeries("Target", tuple(3.5 if n % 2 else 4.0 for n in range(count))))


def shares(count: int, label: str = PLAIN) -> Shares:
    """Wholes of three parts, some of them empty or too narrow for a number."""
    parts = ((0.6, 0.26, 0.14), (1.0, 0.0, 0.0), (0.02, 0.01, 0.97), (0.0, 0.5, 0.5))
    rows = [parts[number % len(parts)] for number in range(count)]
    names = (("Promoters (9, 10)", "level5"), ("Passives (7, 8)", "level3"), ("Detractors (0 to 6)", "level1"))
    series = tuple(BarSeries(name, tuple(row[n] for row in rows), role) for n, (name, role) in enumerate(names))
    return Shares((label,) * count, series, FORMATS)


HEADS = {"period": "Period", "above": "Interval above", "below": "Interval below"}


def trend(count: int, label: str = PLAIN) -> Trend:
    """A line with a hole and a break, values above and below nought, intervals on some of them, and a target."""
    points = []
    for number in range(count):
        value = None if number % 11 == 4 else float(7 * number % 60 - 20)
        low = None if value is None or number % 3 == 2 else max(-100.0, value - 9)
        high = None if value is None or low is None else value + 9
        said = "" if value is None else f"{value:+.0f}"
        points.append(TrendPoint(label, value, said, low, high, breaks=number % 9 == 7))
    return Trend("NPS", tuple(points), 0, "+0;−0;0", FORMATS, HEADS, -100, 100, 40.0 if count % 2 else None, "Target")


def strips(count: int, label: str = PLAIN, organisations: int = 9, *, named: bool = True, apart: int = 23) -> Strips:
    """Organisations spread over the scale; with `apart` 1 all print the same score."""
    rows = []
    for number in range(count):
        scores = [1 + (7 * n + 3 * number) % apart * 4 / 23 for n in range(organisations)]
        lower, upper = (1.6, 3.4) if organisations > 3 else (None, None)
        values = tuple((score, str(n + 1) if named else "") for n, score in enumerate(scores))
        rows.append(StripRow(label, values, 2.5, lower, upper, f"2.5, n = {organisations}"))
    return Strips(tuple(rows), LEVELS, WORDS, FORMATS)


SAMPLES: tuple[Figure, ...] = (
    dumbbell(6),
    strips(7),
    strips(7, organisations=200, named=False),
    replace(
        dumbbell(6), peer_label="Median of 9 peers", rows=tuple(replace(row, peer=2.7) for row in dumbbell(6).rows)
    ),
    say_do(9),
    theme_bars(9),
    mirror_bars(8),
    moved(10),
    moved(1),
    mirror_bars(8, panels=2),
    heat_map(8, 6),
    matrix(13),
    answers(7),
    radar(6),
    bars(6),
    shares(4),
    trend(24),
    journey(11),
    quadrants(11),
)
SMALL: tuple[Figure, ...] = (
    dumbbell(3),
    strips(2),
    say_do(3),
    theme_bars(3),
    mirror_bars(2, panels=2),
    heat_map(3, 3),
    matrix(5),
    answers(4),
    radar(4),
    bars(3),
    shares(2),
    trend(5),
    journey(3),
    quadrants(3),
)  # quick to paint


def shapes(label: str) -> Iterator[Figure]:
    """Every kind of figure with this label, from the smallest to the largest."""
    for count in (1, 2, 3, 8, 20):
        yield from (dumbbell(count, label), answers(count, label), bars(count, label), bars(count, label, scored=False))
        yield from (shares(count, label), trend(3 * count))
    for count in (1, 3, 9, 12):
        yield say_do(count, label)
        yield from (theme_bars(count, label), theme_bars(count, label, scored=False))
        yield from (mirror_bars(count, label), mirror_bars(count, label, panels=2))
        yield from (moved(count, label), moved(count, label, said=label))
        yield from (strips(count, label, count), strips(count, label, 40 * count, named=False))
        yield strips(count, label, count, apart=1)
    for count in (1, 3, 11, 40):
        yield from (journey(count, label, phases=1 + count % 7), quadrants(count, label))
    for columns in range(1, 10):  # eight groups and all of them together
        yield heat_map(20 if columns == 9 else 2 + columns % 3, columns, label, "Spread" if columns % 2 else None)
    for count in (5, 19):
        yield from (matrix(count, label=label), matrix(count, "{}", label, lambda _: (2, 3)))
    for count in (3, 4, 6, 8, 13, 20):
        yield radar(count, label, lines=1 + count % 2)


def crowds() -> Iterator[Figure]:
    """Marks that seek the same place, with short keys and long ones."""
    yield near_targets()
    for spread in (0.0, 0.02, 0.2):
        yield from (quadrants(40, spread=spread), quadrants(3, spread=spread))
    yield from (journey(40, phases=12), journey(14, phases=14), journey(9, better="down"))
    for number, key in enumerate(("{}", "R{}", "DSN{}", "CUSTOMER-{}", "🚀{}")):
        for place in PLACES[number::5]:
            yield matrix(19, key, place=lambda _, at=place: at)  # type: ignore[misc]
    for horizon in HORIZONS:
        yield matrix(19, place=lambda number: PLACES[number % 3], horizons=(horizon,))


def languages() -> Iterator[Figure]:
    """Words and names of levels that are longer than ours."""
    for figure in SAMPLES:
        if not isinstance(figure, Radar | Bars | Shares | Trend):
            yield replace(figure, words=LONG_WORDS)
        if not isinstance(
            figure,
            PriorityMatrix | SayDo | ThemeBars | MirrorBars | Moved | Journey | Quadrants | Bars | Shares | Trend,
        ):
            yield replace(figure, levels=GERMAN_LEVELS)
