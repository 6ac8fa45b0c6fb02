"""Paints a metric by period: lines that join only what compares, the 95 % interval of each point, the last value."""

from collections.abc import Sequence
from math import ceil

from cxassess.report import figures
from cxassess.report.palette import BAR, GOAL, GREY, GREY_TEXT, INK, MAIN, RULE, Brand
from cxassess.report.pictures.sheet import EDGE, Sheet
from cxassess.report.pictures.type import BODY, LABEL, NOTE, text_width

SLIM_MM = 70.0  # half a page
_HEIGHT, _TOP, _FOOT = 48.0, 4.5, 7.0
_DOT = 0.75
_BETWEEN_LABELS = 4.0
_STEPS = (1, 2, 3, 6, 12, 24, 60)  # periods from name to name


def paint_trend(figure: figures.Trend, width: float, brand: Brand) -> Sheet:
    low, high, step = figure.axis
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    named = [said_tick(figure, tick) for tick in ticks]
    lines = figure.lines
    last = figure.points[lines[-1][-1]].said
    left = max(text_width(name, NOTE) for name in named) + 2.0 + EDGE
    right = width - EDGE - text_width(last, LABEL.bold_if(bold=True)) - 2.5
    bottom = _HEIGHT - _FOOT
    sheet = Sheet(width, _HEIGHT, brand)
    count = len(figure.points)
    inset = min(6.0, (right - left) / (2 * count))
    xs = [
        left + inset + (right - left - 2 * inset) * (place / (count - 1) if count > 1 else 0.5)
        for place in range(count)
    ]

    def y_of(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - _TOP)

    for tick, name in zip(ticks, named, strict=True):
        sheet.line(((left, y_of(tick)), (right, y_of(tick))), RULE, 0.5, layer=0)
        sheet.text(left - 1.5, y_of(tick), name, NOTE, GREY_TEXT, align="right")
    sheet.line(((left, bottom), (right, bottom)), GREY, 0.7, layer=1)
    if figure.target is not None:
        y = y_of(figure.target)
        sheet.line(((left, y), (right, y)), GOAL, 1.25, layer=1, linestyle=(0, (4, 2.5)))
    _name_periods(sheet, figure, xs, bottom, width)
    if figure.has_intervals:
        for x, point in zip(xs, figure.points, strict=True):
            if point.low is not None and point.high is not None:
                sheet.line(((x, y_of(point.low)), (x, y_of(point.high))), BAR, 1.5, layer=2)
    for number, places in enumerate(lines):
        ink = MAIN if number == len(lines) - 1 else GREY
        spots = [(xs[place], y_of(figure.points[place].value or 0.0)) for place in places]
        if len(spots) > 1:
            sheet.line(spots, ink, 1.75, layer=3)
        if count <= figures.MOST_MARKED or len(spots) == 1:
            for x, y in spots:
                sheet.dot(x, y, _DOT, ink)
    place = lines[-1][-1]
    y = y_of(figure.points[place].value or 0.0)
    sheet.text(xs[place] + 2.0, y, last, LABEL, MAIN, bold=True, halo=True)
    return sheet


def said_tick(figure: figures.Trend, value: float) -> str:
    """A value of the axis in the marks of the language, with as few decimals as its step needs."""
    share = "%" in figure.number
    step = figure.axis[2] * (100 if share else 1)
    decimals = next((d for d in range(4) if abs(round(step, d) - step) < 1e-9), 4)
    if share:
        return figure.formats.percent(value, decimals)
    text = figure.formats.number(
        round(value, decimals) + 0.0, f"{'+' if figure.number.startswith('+') else ''},.{decimals}f"
    )
    return text.replace("-", "−") if value else text.lstrip("+")


def _name_periods(sheet: Sheet, figure: figures.Trend, xs: Sequence[float], bottom: float, width: float) -> None:
    """Names of periods under the axis, every so many of them, so that none touches the next."""
    labels = [point.label for point in figure.points]
    widest = max(text_width(label, BODY) for label in labels)
    pitch = xs[1] - xs[0] if len(xs) > 1 else width
    least = max(1, ceil((widest + _BETWEEN_LABELS) / pitch))
    every = next((step for step in _STEPS if step >= least), least)
    for place in range(0, len(xs), every):
        half = text_width(labels[place], BODY) / 2
        x = min(max(xs[place], half + EDGE), width - half - EDGE)
        sheet.line(((xs[place], bottom), (xs[place], bottom + 0.9)), GREY, 0.7, layer=1)
        sheet.text(x, bottom + 3.6, labels[place], BODY, INK, align="center")
