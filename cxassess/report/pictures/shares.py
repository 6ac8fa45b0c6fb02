"""Paints bars of one length that are split into shares."""

from cxassess.report import figures
from cxassess.report.palette import Brand, ink_on
from cxassess.report.pictures.sheet import EDGE, Sheet, legend, row_labels, row_pitch, swatch_item
from cxassess.report.pictures.type import LABEL, VALUE, text_width

_STRIP, _TOP = 5.0, 6.5


def paint_shares(figure: figures.Shares, width: float, brand: Brand) -> Sheet:
    labels, column = row_labels(((label, False) for label in figure.labels), (width * 0.31, width * 0.45))
    left, right = column + 4.0, width - EDGE
    pitch = row_pitch(len(labels))
    sheet = Sheet(width, _TOP + pitch * len(labels) + 0.5, brand)
    legend(sheet, left, 2.5, right, [swatch_item(sheet, s.colour, s.name) for s in figure.series])
    for number, label in enumerate(labels):
        y = _TOP + pitch * (number + 0.5)
        sheet.lines(column, y, label, LABEL, align="right")
        x = left
        for series in figure.series:
            share = series.values[number] or 0.0
            length = share * (right - left)
            if share:
                sheet.box(x, y - _STRIP / 2, max(0.25, length - 0.3), _STRIP, series.colour, mark=True)
                said = figure.formats.percent(share)
                if text_width(said, VALUE) + 1.6 <= length:
                    sheet.text(x + length / 2, y, said, VALUE, ink_on(series.colour), align="center")
            x += length
    return sheet
