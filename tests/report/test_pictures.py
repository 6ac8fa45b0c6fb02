"""Pictures: nothing overlaps or is cut off, whatever people write; the same figure gives the same bytes."""

import hashlib
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Page
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

import cxassess
from cxassess.report import palette
from cxassess.report.figures import (
    AnswerDistribution,
    DistributionRow,
    Dumbbell,
    DumbbellRow,
    Figure,
    HeatColumn,
    HeatMap,
    HeatRow,
    Horizon,
    MatrixPoint,
    PriorityMatrix,
    Radar,
    RadarSeries,
)
from cxassess.report.pictures import compose, draw
from cxassess.report.pictures.type import DPI

Array = np.ndarray[Any, np.dtype[Any]]

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
}
GERMAN_LEVELS = ("Nicht vorhanden", "Anlassbezogen", "Festgelegt", "Durchgängig gesteuert", "Lernend")
LONG_WORDS = {key: f"{word} über alle beteiligten Organisationseinheiten" for key, word in WORDS.items()}

PLAIN = "Customer understanding"
LONG = "The feeling we aim for at each of the moments that matter is written down, known and tested " * 3
UNBROKEN = "Kundenzufriedenheitsmessungsverantwortungsübernahme" * 3
RTL = "ممارسات تجربة العملاء في المؤسسة"
ODD = "R&D <3 $x$ 🚀\n顧客 {0} \\frac \x07 é"
LABELS = (PLAIN, LONG, UNBROKEN, RTL, ODD)


RENDERER = FigureCanvasAgg(Page(dpi=DPI)).get_renderer()  # type: ignore[no-untyped-call]
MEASURED: dict[tuple[object, ...], Array] = {}


def extent(text: Text) -> Array:
    """Where a text stands; equal texts, of which there are thousands, are measured once."""
    anchor = np.tile(text.get_transform().transform(text.get_position()), 2)
    look = (text.get_text(), text.get_fontproperties(), text.get_rotation(), text.get_horizontalalignment())
    if look not in MEASURED:
        MEASURED[look] = np.array(text.get_window_extent(RENDERER).extents) - anchor
    return np.asarray(MEASURED[look] + anchor)


def edges(boxes: Iterable[object]) -> Array:
    """The boxes as rows of left, bottom, right, top, in pixels."""
    return np.array(list(boxes), dtype=float).reshape(-1, 4)


def overlaps(ones: Array, others: Array, slack: float = 1.5) -> Array:
    """For each pair of boxes whether they share more than `slack` pixels (0.2 mm) in both directions."""
    one, other = ones[:, None], others[None]
    shared = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    return np.asarray((shared > slack).all(axis=-1))


def inside(inner: Array, outer: Array, slack: float) -> Array:
    """For each box whether it lies inside the other at its side."""
    grown = outer + np.array([-slack, -slack, slack, slack])
    return np.asarray(((inner[:, :2] >= grown[:, :2]) & (inner[:, 2:] <= grown[:, 2:])).all(axis=1))


def pairs(boxes: Array) -> list[tuple[int, int]]:
    """The pairs of boxes that overlap, each once."""
    return [(int(a), int(b)) for a, b in np.argwhere(np.triu(overlaps(boxes, boxes), 1))]


def layout_faults(page: Page, *, marks_apart: bool = False) -> list[str]:
    """What a careful reader would complain of: texts cut off, on each other, or half on a mark."""
    written = [text for text in page.texts if text.get_text()]
    words = [text.get_text() for text in written]
    texts = edges(extent(text) for text in written)
    marks = edges(mark.get_window_extent(RENDERER).extents for mark in page.artists if mark.get_gid() == "mark")
    sheet = edges([page.bbox.extents])
    faults = [f"cut off: {words[n]}" for n in np.flatnonzero(~inside(texts, sheet, 0.5))]
    faults += [f"a mark is cut off: {box}" for box in marks[~inside(marks, sheet, 0.5)]]
    faults += [f"overlap: {words[a]} / {words[b]}" for a, b in pairs(texts)]
    touches = overlaps(texts, marks)
    for n in np.flatnonzero(touches.any(axis=1)):
        # Marks are listed from the lowest up; the text stands on the last one it touches.
        last = np.flatnonzero(touches[n])[-1:]
        if not inside(texts[[n]], marks[last], 1.5).all():
            faults.append(f"half on a mark: {words[n]}")
    if marks_apart:
        faults += [f"marks overlap: {marks[a]} {marks[b]}" for a, b in pairs(marks)]
    return faults


def dumbbell(count: int, label: str = PLAIN) -> Dumbbell:
    values = (2.1, 1.0, 5.0, 2.449, 2.45, 3.3, None)
    targets = (4.0, 1.0, 5.0, 2.6, 2.4, 3.6, None, 3.5, 1.2)
    rows = []
    for number in range(count):
        value, target = values[number % len(values)], targets[number % len(targets)]
        low = None if value is None or number % 3 == 2 else max(1.0, value - 0.3)
        high = None if value is None or low is None else min(5.0, value + 0.3)
        gap = None if value is None or target is None else max(0.0, target - value)
        rows.append(DumbbellRow(label, value, low, high, target, gap, highlight=number == 0))
    return Dumbbell(tuple(rows), LEVELS, 13, "Target, 18 months", WORDS)


def near_targets() -> Dumbbell:
    """Every value with targets from the same place to four tenths away: their dots lie on each other."""
    rows = [
        DumbbellRow("Close", value, None, None, target, 0.1)
        for value in (1.0, 1.1, 1.3, 1.6, 3.0, 4.7, 5.0)
        for step in (-0.4, -0.2, -0.1, 0.0, 0.1, 0.3)
        if 1 <= (target := value + step) <= 5
    ]
    return Dumbbell(tuple(rows), LEVELS, None, "Target", WORDS)


def heat_map(rows: int, columns: int, label: str = PLAIN, spread_label: str | None = "Spread") -> HeatMap:
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
    return HeatMap(lines, heads, LEVELS, spread_label, WORDS)


HORIZONS: tuple[Horizon, ...] = ("now", "next", "later")
PLACES = [(impact, effort) for impact in (0.5, 1, 2, 3) for effort in (1, 2, 3, 5, 8)]


def matrix(
    count: int,
    key: str = "DSN{}",
    label: str = PLAIN,
    place: Callable[[int], tuple[float, int]] = lambda number: PLACES[number * 7 % 20],
    horizons: tuple[Horizon, ...] = HORIZONS,
) -> PriorityMatrix:
    points = (
        MatrixPoint(key.format(number), label, *place(number), horizons[number % len(horizons)])
        for number in range(count)
    )
    return PriorityMatrix(tuple(points), WORDS)


def answers(count: int, label: str = PLAIN) -> AnswerDistribution:
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
    return AnswerDistribution(rows, LEVELS, WORDS)


def radar(count: int, label: str = PLAIN, lines: int = 2) -> Radar:
    today = RadarSeries("Today", tuple(None if n % 7 == 3 else 1 + n % 5 for n in range(count)))
    target = RadarSeries("Target, 18 months", tuple(4.0 for _ in range(count)))
    return Radar((label,) * count, (today, target)[:lines], LEVELS)


SAMPLES: tuple[Figure, ...] = (dumbbell(6), heat_map(8, 6), matrix(13), answers(7), radar(6))
SMALL: tuple[Figure, ...] = (dumbbell(3), heat_map(3, 3), matrix(5), answers(4), radar(4))  # quick to paint


def shapes(label: str) -> Iterator[Figure]:
    """Every kind of figure with this label, from the smallest to the largest."""
    for count in (1, 3, 20):
        yield from (dumbbell(count, label), answers(count, label))
    for columns in range(1, 7):
        yield heat_map(20 if columns == 6 else 4, columns, label, "Spread" if columns % 2 else None)
    for count in (5, 19):
        yield from (matrix(count, label=label), matrix(count, "{}", label, lambda _: (2, 3)))
    for count in (3, 4, 6, 8, 13, 20):
        yield radar(count, label, lines=1 + count % 2)


def crowds() -> Iterator[Figure]:
    """Marks that seek the same place, with short keys and long ones."""
    yield near_targets()
    for number, key in enumerate(("{}", "R{}", "DSN{}", "CUSTOMER-{}", "🚀{}")):
        for place in PLACES[number::5]:
            yield matrix(19, key, place=lambda _, at=place: at)  # type: ignore[misc]
    for horizon in HORIZONS:
        yield matrix(19, place=lambda number: PLACES[number % 3], horizons=(horizon,))


def languages() -> Iterator[Figure]:
    """Words and names of levels that are longer than ours."""
    for figure in SAMPLES:
        yield replace(figure, words=LONG_WORDS)
        if not isinstance(figure, PriorityMatrix):
            yield replace(figure, levels=GERMAN_LEVELS)


def faults_of(figures: Iterable[Figure], width: float) -> list[tuple[int, str, str]]:
    return [
        (number, type(figure).__name__, fault)
        for number, figure in enumerate(figures)
        for fault in layout_faults(compose(figure, width), marks_apart=isinstance(figure, PriorityMatrix))
    ]


@pytest.mark.parametrize("label", LABELS, ids=["plain", "long", "unbroken", "right to left", "odd"])
def test_no_text_is_cut_off_covered_or_on_another_whatever_the_labels(label: str) -> None:
    assert faults_of(shapes(label), 164) == []


@pytest.mark.parametrize("width", [120.0, 164.0, 250.0])
def test_no_text_is_cut_off_covered_or_on_another_at_any_width(width: float) -> None:
    assert faults_of(SAMPLES, width) == []
    assert faults_of(languages(), width) == []


def test_marks_that_seek_the_same_place_stand_side_by_side() -> None:
    assert faults_of(crowds(), 164) == []


def test_the_layout_check_sees_planted_faults() -> None:
    page = compose(dumbbell(3))
    assert layout_faults(page) == []
    page.texts[0].set_x(page.texts[0].get_position()[0] + 500)  # out of the sheet
    page.texts[-1].set_position(page.texts[-2].get_position())  # onto its neighbour
    dot = next(text for text in page.texts if text.get_text() == "2.1")
    dot.set_x(dot.get_position()[0] + 2)  # over the rim of its dot
    faults = layout_faults(page)
    assert {fault.split(":")[0] for fault in faults} == {"cut off", "overlap", "half on a mark"}


@pytest.mark.parametrize("figure", SMALL, ids=lambda figure: type(figure).__name__)
def test_the_same_figure_gives_the_same_bytes_whatever_the_settings_and_leaves_them_alone(figure: Figure) -> None:
    first = draw(figure)
    with mpl.rc_context({"font.size": 30, "text.color": "red", "lines.linewidth": 9, "text.hinting": "none"}):
        before = dict(mpl.rcParams)
        assert draw(figure) == first
        assert dict(mpl.rcParams) == before
    assert b"matplotlib" not in first


def test_another_process_gives_the_same_bytes_without_pyplot_or_noise() -> None:
    code = (
        "import hashlib, sys; from cxassess.report.figures import *;"
        "from cxassess.report.pictures import draw;"
        f"print(hashlib.sha256(draw({SAMPLES[3]!r})).hexdigest(), 'matplotlib.pyplot' in sys.modules)"
    )
    root = str(Path(cxassess.__file__).parents[1])
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stdout.split() == [hashlib.sha256(draw(SAMPLES[3])).hexdigest(), "False"]
    assert done.stderr == ""


@pytest.mark.parametrize("width", [120.0, 164.0, 250.0])
def test_a_picture_is_as_wide_as_asked_at_200_dpi(width: float) -> None:
    pixels, _ = struct.unpack(">II", draw(dumbbell(1), width)[16:24])
    assert pixels == round(width / 25.4 * DPI)


def test_a_width_without_room_for_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="120 to 280 mm wide, not 60 mm"):
        draw(SAMPLES[0], 60)


def texts(page: Page) -> list[str]:
    return [text.get_text() for text in page.texts]


def test_a_dollar_sign_is_a_dollar_sign() -> None:
    page = compose(dumbbell(1, "From $5 to $9"))
    assert "From $5 to $9" in texts(page)
    assert not any(text.get_parse_math() for text in page.texts)


def test_right_to_left_and_unknown_letters_are_drawn_without_a_warning() -> None:
    for label in (RTL, ODD):
        assert draw(dumbbell(1, label))  # a missing glyph would warn, and warnings are errors here
    assert "R&D <3 $x$" in " ".join(texts(compose(dumbbell(2, ODD))))


def test_colour_follows_the_printed_number() -> None:
    cells = (1.44, 1.45, 2.4499, 2.45, 4.44, 4.45)
    columns = tuple(HeatColumn("Group", None) for _ in cells)
    page = compose(HeatMap((HeatRow("Row", cells, None),), columns, LEVELS, None, WORDS))
    boxes = [patch for patch in page.artists if isinstance(patch, Rectangle) and patch.get_gid() == "mark"]
    colours = [to_hex(box.get_facecolor()).upper() for box in boxes]
    assert colours == [palette.LEVELS[level - 1] for level in (1, 2, 2, 3, 4, 5)]
    assert [text for text in texts(page) if text[1:2] == "."] == ["1.4", "1.5", "2.4", "2.5", "4.4", "4.5"]


def test_a_missing_score_is_said_and_never_drawn_as_zero() -> None:
    page = compose(Dumbbell((DumbbellRow("Design", None, None, None, None, None),), LEVELS, 3, "Target", WORDS))
    assert {"no score", "Today, n = 3"} <= set(texts(page))
    assert sum(isinstance(patch, Patch) and patch.get_gid() == "mark" for patch in page.artists) == 1  # legend
    no_answers = compose(AnswerDistribution((DistributionRow("Design", (0, 0, 0, 0, 0), 4, None),), LEVELS, WORDS))
    assert {"no valid answers", "–", "4"} <= set(texts(no_answers))


def test_a_gap_of_nought_is_printed() -> None:
    row = DumbbellRow("Design", 4.0, None, None, 4.0, 0.0, highlight=True)
    assert "0.0" in texts(compose(Dumbbell((row,), LEVELS, None, "Target", WORDS)))


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (19, "Set the effort and the feeling for five key moments of the journey"),
        (
            12,
            "Say in writing what customers should experience, put it before the board and report it yearly",
        ),
    ],
)
def test_labels_of_actions_are_wrapped_and_whole(count: int, label: str) -> None:
    assert not any("…" in text for text in texts(compose(matrix(count, label=label))))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Dumbbell((), LEVELS, 1, "Target", WORDS), "A dumbbell chart needs at least one row."),
        (
            lambda: HeatMap((), (HeatColumn("All", 1),), LEVELS, None, WORDS),
            "A heat map needs at least one row.",
        ),
        (
            lambda: HeatMap((HeatRow("a", (), None),), (), LEVELS, None, WORDS),
            "A heat map needs at least one column.",
        ),
        (
            lambda: HeatMap((HeatRow("a", (), None),), (HeatColumn("All", 1),), LEVELS, None, WORDS),
            "“a” has 0 cells for 1 columns.",
        ),
        (lambda: PriorityMatrix((), WORDS), "A priority matrix needs at least one point."),
        (lambda: AnswerDistribution((), LEVELS, WORDS), "A distribution of answers needs at least one row."),
        (lambda: radar(2), "A radar needs at least three labels; show fewer as a dumbbell chart."),
        (
            lambda: Dumbbell(dumbbell(1).rows, LEVELS[:4], 1, "T", WORDS),
            "Five names of levels are needed, not 4.",
        ),
        (lambda: PriorityMatrix(matrix(5).points, {"low": "low"}), "missing for the picture: impact, effort"),
        (lambda: MatrixPoint("R1", "x", 1, 4, "now"), "“R1” has the effort 4; choose one of 1, 2, 3, 5, 8."),
        (lambda: RadarSeries("Today", (0.0,)), "“Today” has the score 0.0; scores run from 1 to 5."),
        (lambda: RadarSeries("Today", (float("nan"),)), "“Today” has the score nan; scores run from 1 to 5."),
        (
            lambda: DumbbellRow("Design", 2.0, 1.5, None, 3.0, 1.0),
            "“Design” has one end of its interval only",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        make()
