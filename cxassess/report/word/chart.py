"""A chart that Word draws itself, with its numbers inside for “Edit data”.

XlsxWriter writes the same chart for Excel, and its part is what Word needs as well: it is taken out of a workbook in
memory, pointed at a second one that holds the numbers alone, and both become parts of the document.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import xlsxwriter
from docx.document import Document as DocxDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from cxassess.display import MISSING, r1
from cxassess.formats import Formats
from cxassess.report.figures import Bars, Native, Radar, Shares, Trend
from cxassess.report.native import Cells, native_chart
from cxassess.report.native_trend import MONTH_FORMAT, trend_columns
from cxassess.report.palette import Brand
from cxassess.report.word.markup import quoteattr

_HEIGHTS_MM = {Radar: 84.0, Bars: 78.0, Trend: 48.0}
_HEIGHT_TO_WIDTH = 0.74  # at most, in a column beside text
_LEGEND_MM, _SHARE_MM = 14.0, 9.0  # over a chart of shares, and for each of its bars
_SHARE_DECIMALS = 4  # so that the parts still make a whole
_SHEET = "Data"
_CHART = "xl/charts/chart1.xml"
_SETTINGS = re.compile(r"<c:printSettings>.*?</c:printSettings>", re.DOTALL)
_RGB = re.compile(r'<a:srgbClr val="([0-9A-F]{6})"\s*/>')
# Word takes what a label does not say as yes; XlsxWriter says only what is shown.
_SHOWN = '<c:showVal val="1"/>'
_ONLY_VALUE = (
    f'<c:showLegendKey val="0"/>{_SHOWN}<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
    '<c:showBubbleSize val="0"/>'
)
# The names of periods that are dates: XlsxWriter keeps their numbers without saying so.
_DATES = re.compile(r"(<c:cat><c:numRef><c:f>[^<]*</c:f><c:numCache><c:formatCode>)General(</c:formatCode>)")
_LINES = re.compile(r"(<c:lineChart>.*?</c:lineChart>)", re.DOTALL)


def chart_height(figure: Native, width_mm: float) -> float:
    """How high a chart of that width stands, in millimetres."""
    if isinstance(figure, Shares):
        return _LEGEND_MM + _SHARE_MM * len(figure.labels)
    return min(_HEIGHTS_MM[figure.__class__], width_mm * _HEIGHT_TO_WIDTH)


def add_chart(docx: DocxDocument, figure: Native, brand: Brand, language: str) -> str:
    """Put a chart and its workbook into the document; the id of the relation by which a drawing names it."""
    package = docx.part.package
    sheet = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
    numbers = Part(sheet, CT.SML_SHEET, _workbook(figure, None), package)
    chart = Part(package.next_partname("/word/charts/chart%d.xml"), CT.DML_CHART, b"", package)
    inside = chart.relate_to(numbers, RT.PACKAGE)
    chart._blob = _chart_xml(figure, brand, language, inside).encode()
    return str(docx.part.relate_to(chart, RT.CHART))


def _workbook(figure: Native, brand: Brand | None) -> bytes:
    """The figure's numbers as a workbook; with a brand, its chart as well."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_SHEET)
        labels_of = [p.label for p in figure.points] if isinstance(figure, Trend) else figure.labels
        last, month = len(labels_of), book.add_format({"num_format": MONTH_FORMAT})
        columns = _columns(figure)
        if isinstance(figure, Trend):
            sheet.write_string(0, 0, figure.heads["period"])
        for row, label in enumerate(labels_of, start=1):
            if isinstance(figure, Trend) and figure.is_dated:
                sheet.write_datetime(row, 0, _start(figure, row - 1), month)
            elif isinstance(figure, Radar):
                _write_spoke(sheet, row, label, [values[row - 1] for _, values in columns], figure.formats)
            else:
                sheet.write_string(row, 0, label)
        look = book.add_format({"num_format": _number(figure)})
        cells = []
        for column, (name, values) in enumerate(columns, start=1):
            sheet.write_string(0, column, name)
            for row, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row, column, _printed(value, figure), look)
            letter = xl_col_to_name(column)
            labels = f"={_SHEET}!$A$2:$A${last + 1}"
            cells.append(Cells(f"={_SHEET}!${letter}$1", labels, f"={_SHEET}!${letter}$2:${letter}${last + 1}"))
        sheet.set_column(0, 0, 28)
        if brand is not None:
            chart = native_chart(book, figure, cells, brand.colour)
            chart.set_title({"none": True})
            chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
            sheet.insert_chart("F2", chart)
    return out.getvalue()


def _write_spoke(sheet: Any, row: int, label: str, values: Sequence[float | None], formats: Formats) -> None:
    """A label around a radar carries its scores, and follows them when somebody edits the data."""
    name = xl_col_to_name(len(values) + 1)
    cells = [xl_rowcol_to_cell(row, column) for column in range(1, len(values) + 1)]
    sheet.write_string(row, len(values) + 1, label)
    shown = '&" / "&'.join(f'IF({cell}="","{MISSING}",FIXED({cell},1))' for cell in cells)
    text = f"{label}\n{' / '.join(map(formats.score, values))}"
    sheet.write_formula(row, 0, f"={name}{row + 1}&CHAR(10)&{shown}", None, text)


def _start(figure: Trend, place: int) -> datetime:
    start = figure.points[place].start
    assert start is not None  # an axis of dates has them all
    return datetime.combine(start, time())


def _number(figure: Native) -> str:
    if isinstance(figure, Trend):
        return figure.number
    return "0%" if isinstance(figure, Shares) else "0.0"


def _printed(value: float, figure: Native) -> float:
    """A value to the decimal that is printed of it elsewhere."""
    if isinstance(figure, Trend):
        return round(value, figure.decimals)
    return round(value, _SHARE_DECIMALS) if isinstance(figure, Shares) else r1(value)


def _columns(figure: Native) -> Sequence[tuple[str, Sequence[float | None]]]:
    if isinstance(figure, Trend):
        return trend_columns(figure)
    if isinstance(figure, Radar | Shares):
        return [(line.name, line.values) for line in figure.series]
    marks = [(figure.marks.name, figure.marks.values)] if figure.marks else []
    return [*((line.name, line.values) for line in figure.series), *marks]


def _chart_xml(figure: Native, brand: Brand, language: str, inside: str) -> str:
    """The chart's part as Word wants it: no page set-up, square corners, straight lines, the document's face."""
    with zipfile.ZipFile(io.BytesIO(_workbook(figure, brand))) as book:
        xml = book.read(_CHART).decode()
    data = f'<c:externalData r:id="{inside}"><c:autoUpdate val="0"/></c:externalData>'
    xml = _SETTINGS.sub("", xml).replace(_SHOWN, _ONLY_VALUE).replace('lang="en-US"', f'lang="{language}"')
    face = f"<a:latin typeface={quoteattr(brand.face)}/>" if brand.face else '<a:latin typeface="+mn-lt"/>'
    text = (
        '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900">'
        f'{face}</a:defRPr></a:pPr><a:endParaRPr lang="{language}"/></a:p></c:txPr>'
    )
    xml = xml.replace("</c:chartSpace>", f"{text}{data}</c:chartSpace>")
    xml = re.sub(r'<c:lang val="[^"]*"\s*/>', f'<c:lang val="{language}"/><c:roundedCorners val="0"/>', xml)
    xml = _LINES.sub(lambda lines: lines[1].replace("</c:ser>", '<c:smooth val="0"/></c:ser>'), xml)
    xml = _DATES.sub(rf"\g<1>{MONTH_FORMAT}\g<2>", xml)
    accents = {brand.hex(role): accent for role, accent in brand.theme.items()}
    return _RGB.sub(lambda colour: _theme_colour(colour, accents), xml)


def _theme_colour(colour: re.Match[str], accents: dict[str, str]) -> str:
    """A colour of the template's theme follows the theme, so that one change there restyles the charts as well."""
    accent = accents.get(colour[1])
    return f'<a:schemeClr val="{accent}"/>' if accent else colour[0]
