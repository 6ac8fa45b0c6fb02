"""Where native charts stand on a sheet; how they look is told once for all documents, in report.native."""

from collections.abc import Sequence
from typing import Any

from cxassess.report.figures import Native
from cxassess.report.native import Cells, native_chart
from cxassess.report.palette import INK, RULE
from cxassess.report.workbook.book import Sheet


def add_chart(
    sheet: Sheet,
    at: str,
    figure: Native,
    cells: Sequence[Cells],
    title: str,
    description: str,
    width: int,
    height: int,
) -> None:
    """Put a chart over live cells on a sheet.

    Args:
        cells: where each series of the figure stands.
        title: the cell whose sentence is the title, so that it follows the numbers.
        description: the text for readers who cannot see the chart.
        width, height: in pixels.
    """
    chart = native_chart(sheet.book.writer, figure, cells, sheet.book.colour)
    place_chart(sheet, at, chart, title, description, width, height)


def place_chart(sheet: Sheet, at: str, chart: Any, title: str, description: str, width: int, height: int) -> None:
    """Put a chart that was made elsewhere on a sheet, with its live title."""
    colour = sheet.book.colour
    font = {"size": 12, "bold": True, "color": colour(INK)}
    chart.set_title({"name": f"={title}", "name_font": font, "overlay": False})
    chart.set_size({"width": width, "height": height})
    chart.set_chartarea({"border": {"color": colour(RULE)}})
    sheet.writer.insert_chart(at, chart, {"description": description, "object_position": 2})
