"""Paints the distribution of answers: bars of the five levels around the middle of level 3."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cxassess.formats import Formats
from cxassess.report import figures
from cxassess.report.palette import ALERT, BAR, GREY_TEXT, INK, LEVEL_INK, LEVELS, PAPER, Brand
from cxassess.report.pictures.sheet import EDGE, Point, Sheet, legend, level_items, row_labels, row_pitch
from cxassess.report.pictures.type import BODY, LABEL, LINE, NOTE, VALUE, clean, fit, text_width, widest_line, wrap

_STRIP = 5.0  # height of a bar


def paint_answer_distribution(figure: figures.AnswerDistribution, width: float, brand: Brand) -> Sheet:
    words = figure.words
    labels, column = row_labels(((row.label, row.highlight) for row in figure.rows), (width * 0.31, width * 0.38))
    heads = {key: wrap(words[key], BODY, 15.0, 2) for key in ("n", "mean", "dont_know")}
    rights = _column_edges(heads, figure, width - EDGE)
    bars = _Bars.over(figure.rows, column + 4.0, min(rights.values()) - _number_room(heads["n"], figure) - 4.0)
    pitch, depth = row_pitch(len(figure.rows)), max(map(len, heads.values()))
    top = 8.0 + depth * LINE + 1.5
    bottom = top + pitch * len(figure.rows)
    sheet = Sheet(width, bottom + 0.5, brand)
    legend(sheet, bars.left, 2.5, width - EDGE, level_items(sheet, figure.levels))
    sheet.text(bars.left, top - 2.2, words["share"], NOTE, GREY_TEXT, room=bars.right - bars.left)
    for key, lines in heads.items():
        middle = top - 2.2 - (len(lines) - 1) * LINE / 2
        sheet.lines(rights[key], middle, lines, BODY, align="right")
    sheet.line(((bars.middle, top), (bars.middle, bottom)), BAR, 0.7, layer=0)
    for number, (row, label) in enumerate(zip(figure.rows, labels, strict=True)):
        y = top + pitch * (number + 0.5)
        sheet.lines(column, y, label, LABEL, bold=row.highlight, align="right")
        _distribution_bar(sheet, bars, y, row, figure)
        _distribution_numbers(sheet, rights, y, row, figure.formats)
    return sheet


def _number_room(lines: Sequence[str], figure: figures.AnswerDistribution) -> float:
    """Room for the column n, whose numbers may be longer than its head."""
    return max(widest_line([lines], BODY), *(text_width(f"{sum(row.counts)}", LABEL) for row in figure.rows))


def _column_edges(
    heads: dict[str, tuple[str, ...]], figure: figures.AnswerDistribution, right: float
) -> dict[str, float]:
    """The right edges of the columns of numbers."""
    edges = {}
    numbers = {"mean": 5.0, "dont_know": max(text_width(f"{row.dont_know}", LABEL) for row in figure.rows)}
    for key in ("dont_know", "mean"):
        edges[key] = right
        right -= max(widest_line([heads[key]], BODY), numbers[key]) + 5.0
    edges["n"] = right
    return edges


class _Bars(NamedTuple):
    """Where the bars lie: `middle` is the middle of level 3, `unit` the width of the whole of the answers."""

    left: float
    right: float
    middle: float
    unit: float

    @classmethod
    def over(cls, rows: Iterable[figures.DistributionRow], left: float, right: float) -> "_Bars":
        """As wide as the room allows with the furthest bars touching both ends."""
        sides = [_sides(row.counts) for row in rows if sum(row.counts)] or [(0.5, 0.5)]
        low, high = max(side[0] for side in sides), max(side[1] for side in sides)
        unit = (right - left) / (low + high)
        return cls(left, right, left + low * unit, unit)


def _sides(counts: Sequence[int]) -> Point:
    """The shares of answers left and right of the middle of level 3."""
    low = (counts[0] + counts[1] + counts[2] / 2) / sum(counts)
    return low, 1 - low


def _distribution_bar(
    sheet: Sheet, bars: _Bars, y: float, row: figures.DistributionRow, figure: figures.AnswerDistribution
) -> None:
    valid = sum(row.counts)
    if not valid:
        sheet.box(bars.middle - 0.5, y - 2.0, 1.0, 4.0, PAPER)
        words = fit(clean(figure.words["no_answers"]), BODY, bars.right - bars.left)
        half = text_width(words, BODY) / 2
        # Kept within the bars, whichever side the middle lies to.
        x = min(max(bars.middle, bars.left + half), bars.right - half)
        sheet.box(x - half - 1.5, y - 2.0, 2 * half + 3.0, 4.0, PAPER)
        sheet.text(x, y, words, BODY, GREY_TEXT, align="center")
        return
    x = bars.middle - _sides(row.counts)[0] * bars.unit
    for count, color, ink in zip(row.counts, LEVELS, LEVEL_INK, strict=True):
        length = count / valid * bars.unit
        if count:
            # A white seam of 0.3 mm tells neighbours apart; slivers keep a visible width.
            sheet.box(x, y - _STRIP / 2, max(0.25, length - 0.3), _STRIP, color, mark=True)
            _share_in_bar(sheet, x, y, length - 0.3, figure.formats.percent(count / valid), ink)
        x += length


def _share_in_bar(sheet: Sheet, x: float, y: float, length: float, percentage: str, ink: str) -> None:
    """The share in whole percent where there is room; a narrow piece stays bare."""
    figure = percentage.rstrip("%").rstrip()
    if text_width(figure, VALUE) + 1.2 <= length:
        sheet.text(x + length / 2, y, figure, VALUE, ink, align="center")


def _distribution_numbers(
    sheet: Sheet, rights: dict[str, float], y: float, row: figures.DistributionRow, formats: Formats
) -> None:
    sheet.text(rights["n"], y, f"{sum(row.counts)}", LABEL, GREY_TEXT, align="right")
    color = GREY_TEXT if row.mean is None else ALERT if row.highlight else INK
    mean = formats.score(row.mean)
    sheet.text(rights["mean"], y, mean, LABEL, color, bold=row.mean is not None, align="right")
    sheet.text(rights["dont_know"], y, f"{row.dont_know}", LABEL, GREY_TEXT, align="right")
