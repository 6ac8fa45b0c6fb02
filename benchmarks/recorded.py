"""What our writers put into the documents of an engagement, as JSON that a script without us can write again.

The report is read back from its own markup, the pictures from their figures, the workbook from the calls that were
made to XlsxWriter. What remains are texts, looks and positions: no score is known to it.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import xlsxwriter
from docx import Document
from docx.oxml.ns import qn
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import AbstractPathEffect
from matplotlib.text import Text

import cxassess.report
from cxassess.files.commentary import read_commentary
from cxassess.files.engagement import Opened
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report import pictures
from cxassess.report.blocks import Document as Report
from cxassess.report.compose import compose
from cxassess.report.palette import Brand
from cxassess.report.word import writer
from cxassess.report.workbook import write_workbook
from cxassess.words import Words, read_words

FONTS = Path(cxassess.report.__file__).parent / "fonts"
TEMPLATE = "full"
CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CELLS = {
    "write_string": "string",
    "write_number": "number",
    "write_formula": "formula",
    "write_blank": "blank",
    "write_datetime": "datetime",
}
JsonTable = dict[str, Any]


def recorded(opened: Opened) -> tuple[JsonTable, JsonTable]:
    """The report and the workbook of an engagement, each as what stands in it."""
    assessment = opened.assess()
    words = read_words(assessment.engagement.language)
    commentary = read_commentary(opened.folder, assessment)
    return _report(assessment, commentary, words), _workbook(assessment, words)


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────────


def _report(assessment: Assessment, commentary: Commentary, words: Words) -> JsonTable:
    folder = find_template(TEMPLATE)
    template = read_template(folder)
    report = compose(assessment, commentary, words, template.sections, "")
    figures: list[Figure] = []

    def draw(figure: Any, width_mm: float, brand: Brand) -> bytes:
        figures.append(pictures.compose(figure, width_mm, brand))
        return pictures.draw(figure, width_mm, brand)

    with patch.object(writer, "draw", draw):
        content = writer.write_docx(report, template.docx, assessment.wave.as_of)
    return {
        "template": str(folder / "template.docx"),
        "fonts": [str(path) for path in sorted(FONTS.glob("*.ttf"))],
        "title": report.title,
        "author": report.author,
        "slots": _slots(report),
        "charts": [_picture(figure) for figure in figures],
        **_body(content),
    }


def _slots(report: Report) -> dict[str, str]:
    return {f"{{{{{field}}}}}": value for field, value in report.fields.items()}


def _body(content: bytes) -> JsonTable:
    """The blocks of a Word document, with its small pictures as stretches of colour."""
    document = Document(BytesIO(content))
    images = _Images(document.part)
    body = [_table(e, images) if e.tag == qn("w:tbl") else _paragraph(e, images) for e in document.element.body[:-1]]
    return {"body": body, "bars": images.bars, "native": images.native}


@dataclass
class _Images:
    """The pictures of a document in the order of the text: charts, and the strips that stand in tables."""

    part: Any
    charts: int = 0
    bars: list[tuple[list[tuple[int, str]], int]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # of the strips, by relation
    native: list[tuple[str, str]] = field(default_factory=list)  # charts of Word: their markup, their data as base64

    def place_native(self, relation: str) -> tuple[str, int]:
        chart = self.part.related_parts[relation]
        (data,) = (rel.target_part for rel in chart.rels.values())
        self.native.append((chart.blob.decode(), b64encode(data.blob).decode()))
        return "native", len(self.native) - 1

    def place(self, relation: str, is_chart: bool) -> tuple[str, int]:
        if is_chart:
            self.charts += 1
            return "chart", self.charts - 1
        if relation not in self.numbers:
            self.numbers[relation] = len(self.bars)
            self.bars.append(_strip(self.part.related_parts[relation].blob))
        return "bar", self.numbers[relation]


def _strip(png: bytes) -> tuple[list[tuple[int, str]], int]:
    """The first line of a strip as lengths and colours, and how many lines it has."""
    width, height = struct.unpack(">II", png[16:24])
    length = struct.unpack(">I", png[33:37])[0]
    line = zlib.decompress(png[41 : 41 + length])[1 : 1 + 3 * width]
    pixels = (line[i : i + 3].hex() for i in range(0, len(line), 3))
    return [(len(list(same)), colour) for colour, same in groupby(pixels)], height


def _paragraph(element: Any, images: _Images) -> JsonTable:
    style = _value(element, "w:pPr/w:pStyle")
    indent = element.find("w:pPr/w:ind", element.nsmap)
    return {
        "style": style,
        "align": _value(element, "w:pPr/w:jc"),
        "keep": element.find("w:pPr/w:keepNext", element.nsmap) is not None,
        "break": element.find("w:pPr/w:pageBreakBefore", element.nsmap) is not None,
        "indent": None if indent is None else int(indent.get(qn("w:left"))),
        "runs": [_run(run, style, images) for run in element.xpath("w:r | w:hyperlink/w:r")],
    }


def _run(element: Any, style: str | None, images: _Images) -> JsonTable:
    shade = element.find("w:rPr/w:shd", element.nsmap)
    drawing = next(element.iter(qn("wp:inline")), None)
    run: JsonTable = {
        "text": element.text,
        "bold": element.find("w:rPr/w:b", element.nsmap) is not None,
        "colour": _value(element, "w:rPr/w:color"),
        "fill": None if shade is None else shade.get(qn("w:fill")),
        "picture": None,
    }
    if drawing is not None:
        chart = next(drawing.iter(f"{{{CHARTS}}}chart"), None)
        if chart is not None:
            run["picture"] = images.place_native(chart.get(qn("r:id")))
        else:
            relation = next(drawing.iter(qn("a:blip"))).get(qn("r:embed"))
            run["picture"] = images.place(relation, style == "Picture")
        run["size"] = [int(drawing.extent.cx), int(drawing.extent.cy)]
        run["alt"] = drawing.docPr.get("descr")
    return run


def _table(element: Any, images: _Images) -> JsonTable:
    space = element.nsmap
    return {
        "about": element.find("w:tblPr/w:tblDescription", space).get(qn("w:val")),
        "widths": [int(column.get(qn("w:w"))) for column in element.iterfind("w:tblGrid/w:gridCol", space)],
        "rows": [_row(row, images) for row in element.iterfind("w:tr", space)],
    }


def _row(element: Any, images: _Images) -> JsonTable:
    space = element.nsmap
    height = element.find("w:trPr/w:trHeight", space)
    return {
        "head": element.find("w:trPr/w:tblHeader", space) is not None,
        "height": None if height is None else int(height.get(qn("w:val"))),
        "exact": height is not None and height.get(qn("w:hRule")) == "exact",
        "cells": [_cell(cell, images) for cell in element.iterfind("w:tc", space)],
    }


def _cell(element: Any, images: _Images) -> JsonTable:
    space = element.nsmap
    fill, borders, margins = (element.find(f"w:tcPr/w:{name}", space) for name in ("shd", "tcBorders", "tcMar"))
    return {
        "width": int(element.find("w:tcPr/w:tcW", space).get(qn("w:w"))),
        "span": int(_value(element, "w:tcPr/w:gridSpan") or 1),
        "fill": None if fill is None else fill.get(qn("w:fill")),
        "borders": [] if borders is None else [(_name(e), e.get(qn("w:sz")), e.get(qn("w:color"))) for e in borders],
        "margins": [] if margins is None else [(_name(e), e.get(qn("w:w"))) for e in margins],
        "vertical": _value(element, "w:tcPr/w:vAlign"),
        "paragraphs": [_paragraph(paragraph, images) for paragraph in element.iterfind("w:p", space)],
    }


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Any, path: str) -> str | None:
    found = element.find(path, element.nsmap)
    return None if found is None else found.get(qn("w:val"))


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(figure: Figure) -> JsonTable:
    return {
        "size": list(figure.get_size_inches()),
        "dpi": figure.dpi,
        "place": _matrix(figure.texts[0].get_transform()),
        "shapes": [_shape(artist) for artist in figure.artists],
        "texts": [_text(text) for text in figure.texts],
    }


def _matrix(place: Any) -> list[float]:
    return list(place.to_values())


def _shape(artist: Any) -> JsonTable:
    if isinstance(artist, Line2D):
        xs, ys = (list(map(float, values)) for values in (artist.get_xdata(), artist.get_ydata()))  # type: ignore[arg-type]
        look = {
            "color": artist.get_color(),
            "linewidth": artist.get_linewidth(),
            "solid_capstyle": artist.get_solid_capstyle(),
            "dash_capstyle": artist.get_dash_capstyle(),
            "dashes": list(artist._unscaled_dash_pattern[1] or ()),  # type: ignore[attr-defined]
            "zorder": artist.get_zorder(),
        }
        return {"kind": "line", "at": [xs, ys], "look": look}
    kind, at = _outline(artist)
    look = {
        "facecolor": artist.get_facecolor(),
        "edgecolor": artist.get_edgecolor(),
        "linewidth": artist.get_linewidth(),
        "fill": artist.get_fill(),
        "zorder": artist.get_zorder(),
    }
    return {"kind": kind, "at": at, "look": look}


def _outline(artist: Any) -> tuple[str, list[Any]]:
    match artist:
        case Rectangle():
            return "box", [artist.get_xy(), artist.get_width(), artist.get_height()]
        case Circle():
            return "dot", [artist.get_center(), artist.get_radius()]
        case Polygon():
            return "area", [artist.get_xy().tolist()]
    message = f"a picture holds a {type(artist).__name__}: teach it to this module and to bare/report_docx.py"
    raise TypeError(message)


def _text(text: Text) -> JsonTable:
    return {
        "at": list(text.get_position()),
        "text": text.get_text(),
        "family": text.get_fontfamily(),
        "size": text.get_fontsize(),
        "weight": text.get_fontweight(),
        "halo": _halo(text.get_path_effects()),
        "look": {
            "color": text.get_color(),
            "ha": text.get_horizontalalignment(),
            "va": text.get_verticalalignment(),
            "rotation": text.get_rotation(),
            "rotation_mode": text.get_rotation_mode(),
            "zorder": text.get_zorder(),
            "parse_math": False,
        },
    }


def _halo(effects: list[AbstractPathEffect]) -> Any:
    return effects[0]._gc if effects else None  # type: ignore[attr-defined]


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Tape:
    """What XlsxWriter was asked: cells by sheet, and everything else in its order."""

    options: JsonTable = field(default_factory=dict)
    calls: list[tuple[int, str, list[Any], JsonTable, int]] = field(default_factory=list)
    cells: dict[int, list[list[Any]]] = field(default_factory=dict)
    made: int = 1


class _Heard:
    """An object of XlsxWriter that writes down what is asked of it, and does it."""

    def __init__(self, real: Any, number: int, tape: _Tape) -> None:
        self.real, self.number, self.tape = real, number, tape

    @property
    def formats(self) -> list["_Heard"]:
        return [_Heard(self.real.formats[0], 1, self.tape)]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.real, name)
        return self._listening(name, value) if callable(value) else value

    def _listening(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            result = method(*map(_real, arguments), **_real(named))
            if name in CELLS:
                self.tape.cells.setdefault(self.number, []).append(_written(name, *arguments))
                return result
            self.tape.made += 1
            named.pop("worksheet_class", None)  # our own, which the bare script does without
            if name != "close":
                self.tape.calls.append((self.number, name, _plain(arguments), _plain(named), self.tape.made))
            return _Heard(result, self.tape.made, self.tape) if _is_of_xlsxwriter(result) else result

        return call


def _workbook(assessment: Assessment, words: Words) -> JsonTable:
    tape = _Tape()
    workbook = xlsxwriter.Workbook

    def heard(target: Any, options: JsonTable) -> _Heard:
        tape.options = options
        return _Heard(workbook(target, options), 0, tape)

    with patch.object(xlsxwriter, "Workbook", heard):
        write_workbook(assessment, words)
    return {"options": tape.options, "calls": tape.calls, "cells": list(tape.cells.items())}


def _written(name: str, row: int, column: int, value: Any, look: _Heard, result: Any = 0) -> list[Any]:
    return [CELLS[name], row, column, _plain_date(value), look.number, result]


def _is_of_xlsxwriter(value: object) -> bool:
    return any(base.__module__.startswith("xlsxwriter.") for base in type(value).__mro__)


def _real(value: Any) -> Any:
    return value.real if isinstance(value, _Heard) else _each(value, _real)


def _plain(value: Any) -> Any:
    """An argument as JSON has it."""
    if isinstance(value, _Heard):
        return {"made": value.number}
    if isinstance(value, datetime):
        return {"date": value.isoformat()}
    return _each(value, _plain)


def _plain_date(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: change(inner) for key, inner in value.items()}
    return [change(inner) for inner in value] if isinstance(value, list | tuple) else value
