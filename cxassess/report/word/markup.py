"""The pieces of WordprocessingML that pages are made of, as strings; text is always escaped here.

Building markup as strings is many times faster than python-docx's cell by cell calls, and keeps each rule of Word's
in one place. Lengths are millimetres outside and twentieths of a point (`dxa`) inside.
"""

import re
from collections.abc import Iterable, Sequence

from cxassess.report.accessibility import LONGEST_ALT
from cxassess.report.printable import printable
from cxassess.report.word.scripts import is_right_to_left, stretches

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


_TAG = re.compile("<[^>]*>")
_AFTER_BIDI = re.compile("<w:(?:spacing|ind|jc|outlineLvl)\\b")


def escape(text: str) -> str:
    """Text between tags. (xml.sax has this too, and brings half of urllib with it at every start.)"""
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """Text as the value of an attribute, within its quotation marks; line ends and tabs in it are kept."""
    escaped = escape(text).replace('"', "&quot;")
    for letter, code in (("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;")):
        escaped = escaped.replace(letter, code)
    return f'"{escaped}"'


def dxa(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * 1440 / 25.4)


def emu(mm: float) -> int:
    """English metric units, the measure of pictures."""
    return round(mm * 36000)


def paragraph(
    style: str,
    content: str,
    *,
    align: str = "left",
    break_before: bool = False,
    keep_next: bool = False,
    extra: str = "",
) -> str:
    """A paragraph in a style id; `content` is markup already. `extra` is a border, as in a cover's rule."""
    properties = f'<w:pStyle w:val="{style}"/>'
    properties += "<w:keepNext/>" if keep_next else ""
    properties += "<w:pageBreakBefore/>" if break_before else ""
    properties += extra
    properties += f'<w:jc w:val="{align}"/>' if align != "left" else ""
    if "<w:rtl/>" in content and is_right_to_left(_TAG.sub("", content)):
        properties = _with_direction(properties)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _with_direction(properties: str) -> str:
    """A paragraph's properties with its direction, right to left, at the place that the schema gives it."""
    after = _AFTER_BIDI.search(properties)
    at = after.start() if after else len(properties)
    return f"{properties[:at]}<w:bidi/>{properties[at:]}"


def row(cells: Iterable[str], *, head: bool = False, height_mm: float | None = None, exact: bool = False) -> str:
    """A table row, which never breaks over a page; a head row repeats on each."""
    properties = "<w:cantSplit/>"
    if height_mm is not None:
        rule = "exact" if exact else "atLeast"
        properties += f'<w:trHeight w:val="{dxa(height_mm)}" w:hRule="{rule}"/>'
    properties += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths_mm: Sequence[float], about: str, head: bool = True) -> str:
    """A fixed table over the text width; `about` is read out to those who cannot see it."""
    total = sum(dxa(w) for w in widths_mm)
    grid = "".join(f'<w:gridCol w:w="{dxa(w)}"/>' for w in widths_mm)
    look, first_row = ("0420", "1") if head else ("0400", "0")
    return (
        f'<w:tbl {NAMESPACES}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar><w:tblLook w:val="{look}" w:firstRow="{first_row}" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(about[:120])}/>'
        f"<w:tblDescription w:val={quoteattr(about)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def text_runs(text: str, look: str = "") -> str:
    """Text as runs of one look, one for each stretch of a script that Word must be told of; line breaks stay breaks."""
    markup = ""
    for stretch, face, script in stretches(text):
        properties = f"<w:rPr>{face}{look}{script}</w:rPr>" if face or look or script else ""
        lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in stretch.split("\n")]
        markup += f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"
    return markup


def inline_picture(relation: str, number: int, width_mm: float, height_mm: float, alt: str) -> str:
    """A run that holds a picture in line with the text."""
    cx, cy = emu(width_mm), emu(height_mm)
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    )
    return _inline(graphic, f"Picture {number}", number, (cx, cy), alt, '<a:graphicFrameLocks noChangeAspect="1"/>')


def inline_chart(relation: str, number: int, width_mm: float, height_mm: float, alt: str) -> str:
    """A run that holds a chart in line with the text."""
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' r:id="{relation}"/></a:graphicData>'
    )
    return _inline(graphic, f"Chart {number}", number, (emu(width_mm), emu(height_mm)), alt)


def _inline(graphic: str, name: str, number: int, size: tuple[int, int], alt: str, locks: str = "") -> str:
    """A run with a drawing, which is read out as its `alt`, cut where nobody would listen any more."""
    spoken = alt if len(alt) <= LONGEST_ALT else f"{alt[: LONGEST_ALT - 1]}…"
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:docPr id="{number}" name="{name}" descr={quoteattr(spoken)}/>'
        f"<wp:cNvGraphicFramePr>{locks}</wp:cNvGraphicFramePr><a:graphic>{graphic}</a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )
