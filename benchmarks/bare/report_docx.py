"""A Word document of as many paragraphs, tables and pictures as a report: report_docx.py CONTENT OUT.

CONTENT is JSON: `paragraphs` and `tables` as texts, `charts` as sizes in pixels, `bars` as the number of small
pictures and of the different ones among them.
"""

import json
import struct
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Mm
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

DPI = 200


def chart(width: int, height: int) -> BytesIO:
    """A plain bar chart of eight labelled rows."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    axes = figure.add_subplot()
    names, values = [f"Row {number}" for number in range(8)], [1 + number / 2 for number in range(8)]
    axes.bar_label(axes.barh(names, values), fmt="%.1f")
    axes.set_xlim(0, 5)
    png = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(png)
    return png


def bar(length: int) -> BytesIO:
    """A strip of pixels: quicker than any drawing library."""
    line = b"\0" + bytes((23, 64, 109)) * length + bytes((243, 244, 246)) * (220 - length)
    header = struct.pack(">IIBBBBB", 220, 26, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(line * 26)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in chunks)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def main(content: dict[str, Any], out: Path) -> None:
    document = Document()
    for text in content["paragraphs"]:
        document.add_paragraph(text)
    for rows in content["tables"]:
        table = document.add_table(len(rows), max(map(len, rows)))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    for width, height in content["charts"]:
        document.add_picture(chart(width, height), width=Mm(164))
    strips = document.add_paragraph()
    for number in range(content["bars"]):
        strips.add_run().add_picture(bar(number % content["different_bars"] * 5 % 220), width=Mm(22))
    document.save(str(out))


main(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]))
