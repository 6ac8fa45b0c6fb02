"""A Word report from a list of what stands in it, by plain python-docx and matplotlib: report_docx.py CONTENT OUT.

CONTENT is JSON as `recorded.py` writes it: the template, the paragraphs and tables with their looks, the pictures as
shapes and texts. Nothing here knows what any of it means.
"""

import json
import struct
import sys
import zlib
from base64 import b64decode
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu, RGBColor, Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
VERTICAL = {"center": WD_CELL_VERTICAL_ALIGNMENT.CENTER, "bottom": WD_CELL_VERTICAL_ALIGNMENT.BOTTOM}
DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<wp:inline><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="1" name="Chart"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{id}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)

# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def draw(picture: dict[str, Any]) -> bytes:
    """A picture of shapes and texts, placed in millimetres."""
    figure = Figure(figsize=picture["size"], dpi=picture["dpi"], facecolor="#FFFFFF")
    place = Affine2D.from_values(*picture["place"])
    for shape in picture["shapes"]:
        artist = SHAPES[shape["kind"]](*shape["at"], transform=place, **shape["look"])
        figure.add_artist(artist)
    for text in picture["texts"]:
        face = FontProperties(family=text["family"], size=text["size"], weight=text["weight"])
        x, y = text["at"]
        written = figure.text(x, y, text["text"], fontproperties=face, transform=place, **text["look"])
        if text["halo"]:
            written.set_path_effects([withStroke(**text["halo"])])
    png = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(png, metadata={"Software": None})
    return png.getvalue()


def line(xs: list[float], ys: list[float], **look: Any) -> Line2D:
    dashes = look.pop("dashes")
    drawn = Line2D(xs, ys, **look)
    if dashes:
        drawn.set_linestyle((0, dashes))
    return drawn


SHAPES: dict[str, Any] = {"line": line, "box": Rectangle, "dot": Circle, "area": Polygon}


def bar(pieces: list[tuple[int, str]], height: int) -> bytes:
    """A strip of pixels: quicker than any drawing library."""
    pixels = b"".join(bytes.fromhex(colour) * length for length, colour in pieces)
    header = struct.pack(">IIBBBBB", len(pixels) // 3, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress((b"\0" + pixels) * height, 9)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────


class Writer:
    """The document, with its styles looked up once."""

    def __init__(self, document: DocxDocument, pictures: dict[str, list[bytes]], native: list[tuple[str, str]]) -> None:
        self.document = document
        self.native = native
        self.pictures = pictures
        self.styles = {style.style_id: style for style in document.styles}

    def body(self, blocks: list[dict[str, Any]]) -> None:
        for block in blocks:
            if "rows" in block:
                self.table(block)
            else:
                self.paragraph(self.document.add_paragraph(), block)

    def paragraph(self, paragraph: Paragraph, block: dict[str, Any]) -> None:
        if block["style"] != "Normal":
            paragraph.style = self.styles[block["style"]]
        if block["align"]:
            paragraph.alignment = ALIGN[block["align"]]
        if block["keep"]:
            paragraph.paragraph_format.keep_with_next = True
        if block["break"]:
            paragraph.paragraph_format.page_break_before = True
        if block["indent"]:
            paragraph.paragraph_format.left_indent = Twips(block["indent"])
        for piece in block["runs"]:
            run = paragraph.add_run(piece["text"])
            if piece["bold"]:
                run.bold = True
            if piece["colour"]:
                run.font.color.rgb = RGBColor.from_string(piece["colour"])
            if piece["fill"]:
                run._r.get_or_add_rPr().append(shading(piece["fill"]))
            if piece["picture"]:
                kind, number = piece["picture"]
                width, height = piece["size"]
                if kind == "native":
                    self.chart(run, number, width, height, piece["alt"])
                    continue
                shape = run.add_picture(BytesIO(self.pictures[kind][number]), Emu(width), Emu(height))
                shape._inline.docPr.set("descr", piece["alt"])

    def chart(self, run: Run, number: int, width: int, height: int, alt: str) -> None:
        """A chart of Word with its data, both as they were recorded."""
        markup, data = self.native[number]
        package = self.document.part.package
        sheet = Part(PackURI(f"/word/embeddings/data{number}.xlsx"), CT.SML_SHEET, b64decode(data), package)
        chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CT.DML_CHART, markup.encode(), package)
        chart.relate_to(sheet, RT.PACKAGE)
        drawing = DRAWING.format(width=width, height=height, id=self.document.part.relate_to(chart, RT.CHART))
        run._r.append(parse_xml(drawing))
        next(run._r.iter(qn("wp:docPr"))).set("descr", alt)

    def table(self, block: dict[str, Any]) -> None:
        table = self.document.add_table(len(block["rows"]), len(block["widths"]))
        table.autofit = False
        describe(table, block)
        for column, width in zip(table.columns, block["widths"], strict=True):
            column.width = Twips(width)
        for row, wanted in zip(table.rows, block["rows"], strict=True):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if wanted["head"]:
                properties.append(OxmlElement("w:tblHeader"))
            if wanted["height"]:
                row.height = Twips(wanted["height"])
                row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY if wanted["exact"] else WD_ROW_HEIGHT_RULE.AT_LEAST
            cells = row.cells
            at = 0
            for look in wanted["cells"]:
                cell = cells[at]
                if look["span"] > 1:
                    cell = cell.merge(cells[at + look["span"] - 1])
                at += look["span"]
                self.cell(cell, look)

    def cell(self, cell: _Cell, look: dict[str, Any]) -> None:
        cell.width = Twips(look["width"])
        properties = cell._tc.get_or_add_tcPr()
        if look["borders"]:
            borders = OxmlElement("w:tcBorders")
            for side, size, colour in look["borders"]:
                edge = OxmlElement(f"w:{side}")
                for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
                    edge.set(qn(f"w:{name}"), value)
                borders.append(edge)
            properties.append(borders)
        if look["fill"]:
            properties.append(shading(look["fill"]))
        if look["margins"]:
            margins = OxmlElement("w:tcMar")
            for side, width in look["margins"]:
                margins.append(measure(side, width))
            properties.append(margins)
        if look["vertical"]:
            cell.vertical_alignment = VERTICAL[look["vertical"]]
        for number, block in enumerate(look["paragraphs"]):
            self.paragraph(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), block)


def shading(fill: str) -> Any:
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        element.set(qn(f"w:{name}"), value)
    return element


def measure(side: str, width: str) -> Any:
    element = OxmlElement(f"w:{side}")
    element.set(qn("w:w"), width)
    element.set(qn("w:type"), "dxa")
    return element


def describe(table: Table, block: dict[str, Any]) -> None:
    """Width, inner margins and the words for those who cannot see the table."""
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    margins.append(measure("left", "0"))
    margins.append(measure("right", "0"))
    properties.append(margins)
    for name in ("tblCaption", "tblDescription"):
        words = OxmlElement(f"w:{name}")
        words.set(qn("w:val"), block["about"])
        properties.append(words)


def fill_slots(document: DocxDocument, slots: dict[str, str]) -> None:
    """The running header and footer."""
    for section in document.sections:
        for part in (section.header, section.footer):
            for run in (run for paragraph in part.paragraphs for run in paragraph.runs):
                for slot, value in slots.items():
                    if slot in run.text:
                        run.text = run.text.replace(slot, value)


def main(content: dict[str, Any], out: Path) -> None:
    for font in content["fonts"]:
        fontManager.addfont(font)
    document = Document(content["template"])
    for old in list(document.element.body)[:-1]:
        document.element.body.remove(old)
    pictures = {
        "chart": [draw(picture) for picture in content["charts"]],
        "bar": [bar(pieces, height) for pieces, height in content["bars"]],
    }
    Writer(document, pictures, content["native"]).body(content["body"])
    fill_slots(document, content["slots"])
    properties = document.core_properties
    properties.title, properties.author, properties.created = content["title"], content["author"], datetime(2026, 3, 12)  # noqa: DTZ001 (a document's date has no zone)
    document.save(str(out))


main(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]))
