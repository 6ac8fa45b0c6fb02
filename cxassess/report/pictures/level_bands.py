"""The axis of scores, 1 to 5, with the bands of the five levels behind it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cxassess.display import r1
from cxassess.formats import Formats
from cxassess.report.palette import GREY_TEXT, TILE
from cxassess.report.pictures.sheet import Sheet
from cxassess.report.pictures.type import BODY, LINE, NOTE, widest_line, wrap

BAND_EDGES = (1.0, 1.45, 2.45, 3.45, 4.45, 5.0)  # half a tenth below, so that a printed 2.5 lies in its band
BAND_RANGES = ((1.0, 1.4), (1.5, 2.4), (2.5, 3.4), (3.5, 4.4), (4.5, 5.0))


class Scale(NamedTuple):
    """From a score on 1–5 to millimetres. Scores stand where their printed value belongs."""

    left: float
    right: float

    def at(self, score: float) -> float:
        return self.left + (min(5.0, max(1.0, r1(score))) - 1) / 4 * (self.right - self.left)

    def edge(self, score: float) -> float:
        return self.left + (score - 1) / 4 * (self.right - self.left)


def band_names(levels: Sequence[str], scale: Scale) -> list[tuple[str, ...]]:
    """The level names in at most two lines, with as much room as leaves all of them apart."""
    unit = (scale.right - scale.left) / 4
    middles = [(low + high) / 2 * unit for low, high in pairwise(BAND_EDGES)]
    names: list[tuple[str, ...]] = []
    for share in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65):
        names = [wrap(name, BODY, share * unit, 2) for name in levels]
        halves = [widest_line([lines], BODY) / 2 for lines in names]
        gaps = (b - a - left - right for (a, b), (left, right) in zip(pairwise(middles), pairwise(halves), strict=True))
        if min(gaps) >= 1.5:
            break
    return names


def paint_bands(
    sheet: Sheet, scale: Scale, names: Sequence[Sequence[str]], top: float, bottom: float, formats: Formats
) -> None:
    """Every other level band in grey, with names and ranges over them."""
    for number, (low, high) in enumerate(pairwise(BAND_EDGES)):
        left, right = scale.edge(low), scale.edge(high)
        if number % 2 == 0:
            sheet.box(left, top, right - left, bottom - top, TILE)
        block = names[number]
        middle = (left + right) / 2
        sheet.lines(middle, top - 6.6 - (len(block) - 1) * LINE / 2, block, BODY, align="center")
        ends = "–".join(map(formats.score, BAND_RANGES[number]))
        sheet.text(middle, top - 3.0, ends, NOTE, GREY_TEXT, align="center")
