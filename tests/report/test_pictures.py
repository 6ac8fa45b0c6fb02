"""Pictures: nothing overlaps or is cut off, whatever people write; the same figure gives the same bytes."""

import hashlib
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Page
from matplotlib.patches import Patch, Rectangle

import cxassess
from cxassess.report.figures import (
    AnswerDistribution,
    DistributionRow,
    Dumbbell,
    DumbbellRow,
    Figure,
    HeatColumn,
    HeatMap,
    HeatRow,
    MatrixPoint,
    PriorityMatrix,
    RadarSeries,
)
from cxassess.report.palette import HOUSE
from cxassess.report.pictures import compose, draw, narrowest
from cxassess.report.pictures.type import DPI
from report.picture_layout import layout_faults
from report.picture_shapes import (
    CHINESE,
    FORMATS,
    GERMAN,
    LABELS,
    LEVELS,
    ODD,
    RTL,
    SAMPLES,
    SMALL,
    WORDS,
    answers,
    crowds,
    dumbbell,
    heat_map,
    languages,
    matrix,
    radar,
    shapes,
)


def faults_of(figures: Iterable[Figure], width: float) -> list[tuple[int, str, str]]:
    return [
        (number, type(figure).__name__, fault)
        for number, figure in enumerate(figures)
        for fault in layout_faults(compose(figure, width), marks_apart=isinstance(figure, PriorityMatrix))
    ]


@pytest.mark.parametrize(
    "label", LABELS, ids=["plain", "long", "unbroken", "right to left", "odd", "German", "compound", "Chinese", "Thai"]
)
def test_no_text_is_cut_off_covered_or_on_another_whatever_the_labels(label: str) -> None:
    assert faults_of(shapes(label), 164) == []


@pytest.mark.parametrize("width", [120.0, 164.0, 250.0])
def test_no_text_is_cut_off_covered_or_on_another_at_any_width(width: float) -> None:
    assert faults_of(SAMPLES, width) == []
    assert faults_of(languages(), width) == []


@pytest.mark.parametrize("width", [120.0, 250.0])
def test_labels_of_another_language_find_room_at_any_width(width: float) -> None:
    figures = [figure for label in (GERMAN, CHINESE) for figure in (heat_map(6, 9, label), dumbbell(6, label))]
    assert faults_of([*figures, matrix(8, label=GERMAN), answers(6, GERMAN), radar(6, GERMAN)], width) == []


@pytest.mark.parametrize("label", [*LABELS, "{}", "Understanding"])
def test_a_radar_finds_room_beside_a_column_of_text(label: str) -> None:
    figures = [radar(count, label, lines) for count in (3, 4, 6, 8) for lines in (1, 2)]
    assert {narrowest(figure) for figure in figures} == {88.0}
    assert narrowest(radar(9)) == 120.0
    assert faults_of(figures, 88) == []


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
    figure = next(sample for sample in SAMPLES if type(sample).__name__ == "HeatMap")
    code = (
        "import hashlib, sys; from cxassess.report.figures import *;"
        "from cxassess.report.pictures import draw;"
        f"print(hashlib.sha256(draw({figure!r})).hexdigest(), 'matplotlib.pyplot' in sys.modules)"
    )
    root = str(Path(cxassess.__file__).parents[1])
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stdout.split() == [hashlib.sha256(draw(figure)).hexdigest(), "False"]
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
    page = compose(HeatMap((HeatRow("Row", cells, None),), columns, LEVELS, None, WORDS, FORMATS))
    boxes = [patch for patch in page.artists if isinstance(patch, Rectangle) and patch.get_gid() == "mark"]
    colours = [to_hex(box.get_facecolor()).upper() for box in boxes]
    assert colours == [HOUSE.colour(f"level{level}") for level in (1, 2, 2, 3, 4, 5)]
    assert [text for text in texts(page) if text[1:2] == "."] == ["1.4", "1.5", "2.4", "2.5", "4.4", "4.5"]


def test_a_missing_score_is_said_and_never_drawn_as_zero() -> None:
    page = compose(
        Dumbbell((DumbbellRow("Design", None, None, None, None, None),), LEVELS, 3, "Target", WORDS, FORMATS)
    )
    assert {"no score", "Today, n = 3"} <= set(texts(page))
    assert sum(isinstance(patch, Patch) and patch.get_gid() == "mark" for patch in page.artists) == 1  # legend
    no_answers = compose(
        AnswerDistribution((DistributionRow("Design", (0, 0, 0, 0, 0), 4, None),), LEVELS, WORDS, FORMATS)
    )
    assert {"no valid answers", "–", "4"} <= set(texts(no_answers))


def test_a_gap_of_nought_is_printed() -> None:
    row = DumbbellRow("Design", 4.0, None, None, 4.0, 0.0, highlight=True)
    assert "0.0" in texts(compose(Dumbbell((row,), LEVELS, None, "Target", WORDS, FORMATS)))


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
        (lambda: Dumbbell((), LEVELS, 1, "Target", WORDS, FORMATS), "A dumbbell chart needs at least one row."),
        (
            lambda: HeatMap((), (HeatColumn("All", 1),), LEVELS, None, WORDS, FORMATS),
            "A heat map needs at least one row.",
        ),
        (
            lambda: HeatMap((HeatRow("a", (), None),), (), LEVELS, None, WORDS, FORMATS),
            "A heat map needs at least one column.",
        ),
        (
            lambda: HeatMap((HeatRow("a", (), None),), (HeatColumn("All", 1),), LEVELS, None, WORDS, FORMATS),
            "“a” has 0 cells for 1 columns.",
        ),
        (lambda: PriorityMatrix((), WORDS, FORMATS), "A priority matrix needs at least one point."),
        (lambda: AnswerDistribution((), LEVELS, WORDS, FORMATS), "A distribution of answers needs at least one row."),
        (lambda: radar(2), "A radar needs at least three labels; show fewer as a dumbbell chart."),
        (
            lambda: Dumbbell(dumbbell(1).rows, LEVELS[:4], 1, "T", WORDS, FORMATS),
            "Five names of levels are needed, not 4.",
        ),
        (lambda: PriorityMatrix(matrix(5).points, {"low": "low"}, FORMATS), "missing for the picture: impact, effort"),
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
