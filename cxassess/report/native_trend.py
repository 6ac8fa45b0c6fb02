"""The native line chart of a metric by period: a line for each stretch that compares, its intervals as error bars."""

from collections.abc import Callable, Sequence
from typing import Any

from cxassess.report.figures import MOST_MARKED, Trend
from cxassess.report.native_cells import Cells
from cxassess.report.palette import BAR, GOAL, GREY, GREY_TEXT, INK, MAIN, RULE

_SMALL, _LABEL = 8, 9  # points
_LEVEL = 1 / 60_000  # degrees: XlsxWriter leaves a 0 out, and without a number the names may be turned
_MOST_LABELS = 5  # periods named on the axis of a chart in half a page
_STEPS = (1, 2, 3, 6, 12, 24, 60)  # months from name to name
MONTH_FORMAT = "mmm yyyy"
Column = Sequence[float | None]


def trend_columns(figure: Trend) -> list[tuple[str, Column]]:
    """The columns behind the chart, with their heads: each line, the target where there is one, the intervals' arms.

    A line has its own column, since nothing else keeps Word and Excel from joining two periods that follow each other.
    """
    columns: list[tuple[str, Column]] = []
    for number, places in enumerate(figure.lines, start=1):
        name = figure.name if len(figure.lines) == 1 else f"{figure.name} ({number})"
        columns.append((name, [p.value if n in places else None for n, p in enumerate(figure.points)]))
    if figure.target is not None:
        columns.append((figure.target_name, [figure.target] * len(figure.points)))
    if figure.has_intervals:
        columns += [(figure.heads["above"], _arms(figure, 1)), (figure.heads["below"], _arms(figure, -1))]
    return columns


def _arms(figure: Trend, side: int) -> Column:
    """How far the interval reaches above (1) or below (-1) the value."""
    ends = ((point.value, point.high if side > 0 else point.low) for point in figure.points)
    return [None if value is None or end is None else abs(end - value) for value, end in ends]


def native_trend(writer: Any, figure: Trend, cells: Sequence[Cells], colour: Callable[[str], str]) -> Any:
    """The chart of a trend over cells that stand as `trend_columns` gives them."""
    chart = writer.add_chart({"type": "line"})
    lines = figure.lines
    bars = _error_bars(figure, cells, colour) if figure.has_intervals else None
    for number, (places, at) in enumerate(zip(lines, cells, strict=False)):
        ink = colour(MAIN if number == len(lines) - 1 else GREY)  # what went before stands back
        is_marked = len(figure.points) <= MOST_MARKED or len(places) == 1
        marker: dict[str, Any] = {"type": "none"}
        if is_marked:
            marker = {"type": "circle", "size": 4, "fill": {"color": ink}, "border": {"color": ink}}
        series: dict[str, Any] = {"name": at.name, "categories": at.labels, "values": at.values, "marker": marker}
        series |= {"line": {"color": ink, "width": 2}, "data_labels": _last_label(figure, places, ink)}
        chart.add_series(series | ({"y_error_bars": bars} if bars else {}))
    if figure.target is not None:
        at = cells[len(lines)]
        dashed = {"color": colour(GOAL), "width": 1.25, "dash_type": "dash"}
        chart.add_series(
            {"name": at.name, "categories": at.labels, "values": at.values, "line": dashed, "marker": {"type": "none"}}
        )
    low, high, step = figure.axis
    chart.set_x_axis(
        {
            "num_font": {"size": _SMALL, "color": colour(INK), "rotation": _LEVEL},
            "label_position": "low",
            "line": {"color": colour(GREY)},
            "major_tick_mark": "outside",
            **_by_months(figure),
        }
    )
    chart.set_y_axis(
        {
            "min": low,
            "max": high,
            "major_unit": step,
            "crossing": low,
            "num_format": axis_number(figure.number, step),
            "num_font": {"size": _SMALL, "color": colour(GREY_TEXT)},
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": colour(RULE), "width": 0.5}},
        }
    )
    chart.set_legend({"none": True})
    # Within a line nothing is blank. XlsxWriter leaves “gap” out, which some programs read as nought.
    chart.show_blanks_as("span")
    return chart


def _by_months(figure: Trend) -> dict[str, Any]:
    """An axis of dates, which every program labels as often as there is room: not all of them skip names."""
    starts = [point.start for point in figure.points if point.start is not None]
    if not figure.is_dated:
        return {}
    months = (starts[-1].year - starts[0].year) * 12 + starts[-1].month - starts[0].month
    step = next((step for step in _STEPS if months < step * _MOST_LABELS), _STEPS[-1])
    return {"date_axis": True, "num_format": MONTH_FORMAT, "major_unit": step, "major_unit_type": "months"}


def axis_number(number: str, step: float) -> str:
    """The format of the axis: as many decimals as its step has, so that no two lines carry the same number.

    >>> axis_number("0.0%", 0.0005), axis_number("#,##0.0", 2)
    ('#,##0.00%', '#,##0')
    """
    if ";" in number:  # signs are formats of their own
        return number
    share = number.endswith("%")
    shown = round(step * (100 if share else 1), 9)
    decimals = next(places for places in range(10) if round(shown, places) == shown)
    return "#,##0" + f".{'0' * decimals}" * bool(decimals) + "%" * share


def _last_label(figure: Trend, places: Sequence[int], ink: str) -> dict[str, Any]:
    """The value at the end of a line, and none elsewhere."""
    custom: list[dict[str, Any] | None] = [{"delete": True}] * len(figure.points)
    custom[places[-1]] = None
    font = {"bold": True, "size": _LABEL, "color": ink}
    *_, before, last = (0.0, *(figure.points[place].value or 0.0 for place in places))
    side = "below" if last < before and len(places) > 1 else "above"  # away from the line
    return {"value": True, "position": side, "num_format": figure.number, "font": font, "custom": custom}


def _error_bars(figure: Trend, cells: Sequence[Cells], colour: Callable[[str], str]) -> dict[str, Any]:
    above, below = cells[-2], cells[-1]
    return {
        "type": "custom",
        "plus_values": above.values,
        "plus_data": list(_arms(figure, 1)),  # as XlsxWriter does not read these cells itself
        "minus_values": below.values,
        "minus_data": list(_arms(figure, -1)),
        "end_style": 0,
        "line": {"color": colour(BAR), "width": 1.5},
    }
