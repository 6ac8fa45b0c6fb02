"""How native charts look and where they stand."""

from typing import Any

from cxassess.report.palette import INK, RULE
from cxassess.report.workbook.book import Sheet


def score_axis(sheet: Sheet, **more: Any) -> Any:
    """The axis of a chart whose values are scores, 1 to 5 with a line at each level."""
    lines = {"visible": True, "line": {"color": RULE}}
    scale = {"min": 1, "max": 5, "major_unit": 1, "num_format": "0", "major_gridlines": lines}
    return sheet.book.painted({**scale, **more})


def add_chart(sheet: Sheet, at: str, chart: Any, title: str, description: str, width: int, height: int) -> None:
    """Put a chart on a sheet.

    Args:
        title: the cell whose sentence is the title, so that it follows the numbers.
        description: the text for readers who cannot see the chart.
        width, height: in pixels.
    """
    colour = sheet.book.colour
    font = {"size": 12, "bold": True, "color": colour(INK)}
    chart.set_title({"name": f"={title}", "name_font": font, "overlay": False})
    chart.set_size({"width": width, "height": height})
    chart.set_chartarea({"border": {"color": colour(RULE)}})
    sheet.writer.insert_chart(at, chart, {"description": description, "object_position": 2})
