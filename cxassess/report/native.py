"""The charts that Word and Excel draw themselves: one look for both, so that a reader can change data and style there.

A figure says what is shown; where its numbers stand (live cells of a sheet, or the small workbook inside a Word
chart) comes in as references.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeGuard, get_args

from cxassess.report.figures import LEVEL_COUNT, Bars, BarSeries, Figure, Native, Radar, Shares, Trend
from cxassess.report.native_cells import Cells as Cells
from cxassess.report.native_trend import native_trend
from cxassess.report.palette import GOAL, GREY, INK, MAIN, PAPER, RULE, ink_on

SCORE_FORMAT, GAIN_FORMAT, SHARE_FORMAT = "0.0", "+0.0;;", "0%;;"
_SMALL, _LABEL = 8, 9  # points
_GAP = 45  # between bars, in percent of a bar


def is_native(figure: Figure) -> TypeGuard[Native]:
    """Whether Word and Excel can draw it in a form we stand for."""
    return isinstance(figure, get_args(Native))


def native_chart(
    writer: Any, figure: Native, cells: Sequence[Cells], colour: Callable[[str], str], *, upright: bool = False
) -> Any:
    """The chart of a figure, not yet placed.

    Args:
        writer: the XlsxWriter workbook that it belongs to.
        cells: where each series stands; the marks of bars come last, and what a trend needs as `trend_columns` has it.
        colour: #RRGGBB of a role.
        upright: whether bars stand; those with marks always do, as Word and Excel have no marks on lying ones.
    """
    if isinstance(figure, Radar):
        return _radar(writer, figure, cells, colour)
    if isinstance(figure, Trend):
        return native_trend(writer, figure, cells, colour)
    if isinstance(figure, Shares):
        return _shares(writer, figure, cells, colour)
    return _bars(writer, figure, cells, colour, upright=upright or figure.marks is not None)


def _series(cells: Cells, **look: Any) -> dict[str, Any]:
    return {"name": cells.name, "categories": cells.labels, "values": cells.values, **look}


def _radar(writer: Any, figure: Radar, cells: Sequence[Cells], colour: Callable[[str], str]) -> Any:
    """Today as a firm line, the target dashed; the numbers stand in the labels around it."""
    chart = writer.add_chart({"type": "radar", "subtype": "with_markers"})
    for number, (_, at) in enumerate(zip(figure.series, cells, strict=True)):
        first = number == 0
        ink = colour(MAIN if first else GOAL)
        marker = {"type": "circle", "size": 6 if first else 5, "border": {"color": ink, "width": 1.25}}
        marker["fill"] = {"color": ink if first else colour(PAPER)}
        line = {"color": ink, "width": 2.25 if first else 1.75, "dash_type": "solid" if first else "dash"}
        chart.add_series(_series(at, line=line, marker=marker))
    chart.set_x_axis({"num_font": {"size": _LABEL, "color": colour(INK)}})
    chart.set_y_axis(score_axis(colour, num_font={"size": _SMALL, "color": colour(GREY)}, line={"none": True}))
    chart.set_legend({"position": "bottom", "font": {"size": _LABEL}})
    return chart


def _bars(writer: Any, figure: Bars, cells: Sequence[Cells], colour: Callable[[str], str], *, upright: bool) -> Any:
    kind = {"type": "column" if upright else "bar"}
    chart = writer.add_chart(kind | {"subtype": "stacked"} if len(figure.series) > 1 else kind)
    for series, at in zip(figure.series, cells, strict=False):
        fill = {"color": colour(series.colour)}
        chart.add_series(_series(at, fill=fill, gap=_GAP, data_labels=_bar_label(series, figure, colour)))
    labels = {"num_font": {"size": _LABEL, "color": colour(INK)}, "major_tick_mark": "none"}
    values = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}
    if figure.scored:
        values = score_axis(colour, line={"none": True}, num_font={"size": _LABEL})
    if upright:
        chart.set_x_axis({**labels, "line": {"color": colour(GREY)}})
        chart.set_y_axis(values)
    else:
        chart.set_x_axis({**values, "label_position": "high"})
        chart.set_y_axis({**labels, "line": {"color": colour(GREY)}, "reverse": True})
    if figure.marks is not None:
        chart.combine(_marks(writer, cells[-1], colour))
    several = len(figure.series) > 1 or figure.marks is not None
    chart.set_legend({"position": "top", "font": {"size": _LABEL}} if several else {"none": True})
    return chart


def _shares(writer: Any, figure: Shares, cells: Sequence[Cells], colour: Callable[[str], str]) -> Any:
    """Lying bars of one length; each part says its share."""
    chart = writer.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for series, at in zip(figure.series, cells, strict=True):
        font = {"bold": True, "size": _LABEL, "color": colour(ink_on(series.colour))}
        label = {"value": True, "num_format": SHARE_FORMAT, "position": "center", "font": font}
        chart.add_series(_series(at, fill={"color": colour(series.colour)}, gap=_GAP, data_labels=label))
    labels = {"num_font": {"size": _LABEL, "color": colour(INK)}, "major_tick_mark": "none"}
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({**labels, "line": {"none": True}, "reverse": True})
    chart.set_legend({"position": "top", "font": {"size": _LABEL}})
    return chart


def _bar_label(series: BarSeries, figure: Bars, colour: Callable[[str], str]) -> dict[str, Any]:
    """The number of a stretch: inside where others follow on it, at the end of a bar of one stretch."""
    font = {"bold": True, "size": _LABEL, "color": colour(ink_on(series.colour))}
    if series.gain:
        return {"value": True, "num_format": GAIN_FORMAT, "position": "inside_base", "font": font}
    if len(figure.series) > 1:
        return {"value": True, "num_format": SCORE_FORMAT, "position": "inside_end", "font": font}
    return {"value": True, "num_format": f"{SCORE_FORMAT};;", "font": {"size": _LABEL, "color": colour(INK)}}


def _marks(writer: Any, cells: Cells, colour: Callable[[str], str]) -> Any:
    """Short lines across the columns: the height that each is to reach."""
    chart = writer.add_chart({"type": "line"})
    dash = {"type": "long_dash", "size": 18, "fill": {"color": colour(GOAL)}, "border": {"color": colour(GOAL)}}
    chart.add_series(_series(cells, line={"none": True}, marker=dash))
    return chart


def score_axis(colour: Callable[[str], str], **more: Any) -> dict[str, Any]:
    """The axis of scores: 1 to 5 with a line at each level."""
    lines = {"visible": True, "line": {"color": colour(RULE)}}
    return {"min": 1, "max": LEVEL_COUNT, "major_unit": 1, "num_format": "0", "major_gridlines": lines, **more}
