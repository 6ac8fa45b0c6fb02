"""Draws the figures of a report as PNG.

Everything is placed in millimetres on a sheet whose size is worked out first, with measured text: no
automatic layout, so the same figure gives the same bytes. Labels come from people and are plain data.
"""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure

from cxassess.report import figures, map_figures, mirror_figures, moved_figures, strip_figures
from cxassess.report.palette import HOUSE, Brand
from cxassess.report.pictures.bars import paint_bars
from cxassess.report.pictures.distribution import paint_answer_distribution
from cxassess.report.pictures.dumbbell import paint_dumbbell
from cxassess.report.pictures.heat_map import paint_heat_map
from cxassess.report.pictures.journey import paint_journey
from cxassess.report.pictures.matrix import paint_priority_matrix
from cxassess.report.pictures.mirror_bars import paint_mirror_bars
from cxassess.report.pictures.moved import paint_moved
from cxassess.report.pictures.quadrants import paint_quadrants
from cxassess.report.pictures.radar import SLIM_MM, paint_radar
from cxassess.report.pictures.say_do import paint_say_do
from cxassess.report.pictures.shares import paint_shares
from cxassess.report.pictures.sheet import NARROWEST_MM, WIDEST_MM, Sheet, own_settings
from cxassess.report.pictures.strips import paint_strips
from cxassess.report.pictures.theme_bars import paint_theme_bars
from cxassess.report.pictures.trend import SLIM_MM as SLIM_TREND_MM
from cxassess.report.pictures.trend import paint_trend
from cxassess.report.pictures.type import measure

__all__ = ["PAINTERS", "WIDEST_MM", "compose", "draw", "narrowest", "own_settings"]

_REMEMBERED = 64  # pictures, of some 50 KB each


def narrowest(figure: figures.Figure) -> float:
    """The least width in millimetres in which a figure can be read."""
    if isinstance(figure, figures.Trend):
        return SLIM_TREND_MM
    slim = isinstance(figure, figures.Radar) and len(figure.labels) <= figures.MOST_SLIM_SPOKES
    return SLIM_MM if slim else NARROWEST_MM


@lru_cache(maxsize=_REMEMBERED)
def draw(figure: figures.Figure, width_mm: float = 164.0, brand: Brand = HOUSE) -> bytes:
    """The picture of a figure: a PNG of 200 dpi that prints `width_mm` wide with type of 7–8.5 pt.

    The last ones are remembered: a report, its PDF and its next template show many of the same.

    Args:
        width_mm: `narrowest` of the figure to 280; the layout adapts, the type keeps its size.

    Raises:
        ValueError: the width is outside that range.
    """
    with own_settings(brand):
        canvas: Any = _Canvas(compose(figure, width_mm, brand))  # matplotlib leaves its writers untyped
        png = BytesIO()
        canvas.print_png(png, metadata={"Software": None})
    return png.getvalue()


class _Canvas(FigureCanvasAgg):
    """A canvas that does not measure again what the layout has measured."""

    def get_renderer(self) -> Any:
        renderer = super().get_renderer()  # type: ignore[no-untyped-call]
        renderer.get_text_width_height_descent = measure
        return renderer


def compose(figure: figures.Figure, width_mm: float = 164.0, brand: Brand = HOUSE) -> MplFigure:
    """The figure laid out but not yet painted, so that tests can ask where each text stands.

    Artists that could hide a text carry the gid "mark".
    """
    if not narrowest(figure) <= width_mm <= WIDEST_MM:
        message = f"Such a picture is {narrowest(figure):g} to {WIDEST_MM:g} mm wide, not {width_mm:g} mm."
        raise ValueError(message)
    with own_settings(brand):
        # Not type(figure): in this package the name `type` is the module of that name.
        return PAINTERS[figure.__class__](figure, width_mm, brand).page


# One function a kind of figure: a new kind is one more row.
PAINTERS: dict[object, Callable[[Any, float, Brand], Sheet]] = {
    figures.Dumbbell: paint_dumbbell,
    figures.SayDo: paint_say_do,
    figures.ThemeBars: paint_theme_bars,
    mirror_figures.MirrorBars: paint_mirror_bars,
    moved_figures.Moved: paint_moved,
    strip_figures.Strips: paint_strips,
    map_figures.Journey: paint_journey,
    map_figures.Quadrants: paint_quadrants,
    figures.HeatMap: paint_heat_map,
    figures.PriorityMatrix: paint_priority_matrix,
    figures.AnswerDistribution: paint_answer_distribution,
    figures.Radar: paint_radar,
    figures.Bars: paint_bars,
    figures.Shares: paint_shares,
    figures.Trend: paint_trend,
}
