"""Writes full/template.docx anew: page, styles, header and footer of the shipped report.

The file is an ordinary Word document: open it in Word, change fonts, colours and furniture, and point
`cxassess report --template` at the folder. This script only keeps the shipped one reproducible (`make template`).
"""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from cxassess.report.palette import ACCENT, ALERT, GOAL, GREY, HOUSE, INK, MAIN, TILE
from cxassess.report.rezip import stable_zip

TEXT, SOFT, MAIN_COLOUR, RULE = "1B2733", "5E6B77", "17406D", "D5DAE0"
# What Word offers under Design › Colours, and what `cxassess template` reads as the firm's colours.
THEME = {
    "dk2": INK,
    "lt2": TILE,
    "accent1": MAIN,
    "accent2": ALERT,
    "accent3": GOAL,
    "accent4": ACCENT,
    "accent5": GREY,
    "accent6": "level2",
}
SERIF, SANS = "Cambria", "Calibri"

# name: (base, face, size, line, bold 0/1, colour, space before mm, space after mm, keep with next 0/1)
STYLES = {
    "Section Label": ("Normal", SANS, 8, 11, 1, SOFT, 0, 2, 1),
    "Lead": ("Normal", SANS, 10.5, 15, 0, TEXT, 0, 3, 0),
    "Note": ("Normal", SANS, 7.5, 10.5, 0, SOFT, 1.4, 0, 0),
    "Rests On": ("Normal", SANS, 8.5, 12, 0, SOFT, 0, 3, 0),
    "Quotation": ("Normal", SANS, 9, 13, 0, SOFT, 0, 2, 0),
    "Table Text": ("Normal", SANS, 8.5, 11.8, 0, TEXT, 0, 0, 0),
    "Table Head": ("Normal", SANS, 7.5, 10, 1, SOFT, 0, 0, 1),
    "Table Second": ("Table Text", SANS, 7.5, 10.5, 0, SOFT, 0, 0, 0),
    "Table Number": ("Table Text", SERIF, 13, 15, 0, MAIN_COLOUR, 0, 0, 0),
    "Tile Label": ("Normal", SANS, 7.5, 10, 1, TEXT, 0, 0, 1),
    "Tile Value": ("Normal", SERIF, 19, 21, 0, MAIN_COLOUR, 1, 0.6, 1),
    "Tile Text": ("Normal", SANS, 7.5, 10.5, 0, SOFT, 0, 0, 0),
    "Column Text": ("Normal", SANS, 9, 13, 0, TEXT, 0, 1.6, 0),
    "Picture": ("Normal", SANS, 9.5, 0, 0, TEXT, 1, 1, 0),
    "Cover Kicker": ("Normal", SANS, 13, 17, 0, SOFT, 38, 3, 0),
    "Cover Foot": ("Normal", SANS, 2, 2, 0, TEXT, 30, 0, 0),
    "Cover Title": ("Normal", SERIF, 38, 44, 0, MAIN_COLOUR, 0, 4, 0),
    "Cover Title Long": ("Cover Title", SERIF, 24, 30, 0, MAIN_COLOUR, 0, 4, 0),
    "Cover Sentence": ("Normal", SERIF, 17, 23, 0, TEXT, 0, 22, 0),
    "Cover Score": ("Normal", SERIF, 15, 17, 0, MAIN_COLOUR, 0, 0, 0),
    "Spacer": ("Normal", SANS, 2, 2, 0, TEXT, 0, 0, 0),
}


def make() -> bytes:
    """The template as bytes that are the same each time."""
    document = Document()
    _drop_leftovers(document)
    _page(document)
    _base_styles(document)
    for name, style in STYLES.items():
        _add_style(document, name, *style)
    _contents_style(document)
    _footnote_styles(document)
    _furniture(document)
    _theme(document)
    core = document.core_properties
    core.author, core.title, core.comments, core.keywords = "", "", "", ""
    core.last_modified_by, core.revision = "", 1
    out = BytesIO()
    document.save(out)
    return stable_zip(out.getvalue(), date(2026, 1, 1))


def _drop_leftovers(document: DocumentObject) -> None:
    """python-docx's own template carries an obsolete part and a thumbnail."""
    part = document.part
    for id, relation in list(part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del part.rels[id]
    package = part.package
    for id, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[id]


def _theme(document: DocumentObject) -> None:
    """Colours and faces of the house, so that changing the theme in Word changes headings, tables and charts."""
    part = next(r.target_part for r in document.part.rels.values() if r.reltype.endswith("/theme"))
    text = part.blob.decode()
    for name, role in THEME.items():
        text = re.sub(rf"(<a:{name}>\s*<a:srgbClr val=\")[0-9A-Fa-f]{{6}}", rf"\g<1>{HOUSE.hex(role)}", text)
    for kind, face in (("major", SERIF), ("minor", SANS)):
        text = re.sub(rf"(<a:{kind}Font>\s*<a:latin typeface=\")[^\"]*", rf"\g<1>{face}", text)
    part._blob = text.replace('name="Office Theme"', 'name="cxassess"').encode()


def _page(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(26), Mm(20)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    section.different_first_page_header_footer = True


def _base_styles(document: DocumentObject) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    language = parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>')
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    run.append(language)
    _shape(document, "Normal", SANS, 9.5, 14, 0, TEXT, 0, 2.4, 0)
    _shape(document, "Heading 1", SERIF, 20, 25, 0, MAIN_COLOUR, 0, 3, 1)
    _shape(document, "Heading 2", SANS, 11, 15, 1, TEXT, 5, 2, 1)
    _shape(document, "Heading 3", SANS, 9.5, 14, 1, MAIN_COLOUR, 3, 1, 1)
    _shape(document, "Caption", SANS, 7.5, 10, 0, SOFT, 1.0, 0.8, 0)
    _shape(document, "List Bullet", SANS, 9.5, 14, 0, TEXT, 0, 1.2, 0)
    _shape(document, "List Number", SANS, 9.5, 14, 0, TEXT, 0, 1.2, 0)
    _shape(document, "Header", SANS, 7.5, 10, 0, SOFT, 0, 0, 0)
    _shape(document, "Footer", SANS, 7.5, 10, 0, SOFT, 0, 0, 0)
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()  # type: ignore[attr-defined]


def _add_style(document: DocumentObject, name: str, base: str, *look: object) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    style.quick_style = True
    _shape(document, name, *look)  # type: ignore[arg-type]


def _contents_style(document: DocumentObject) -> None:
    """Word's own style for a line of the contents, which it also takes when it makes them anew."""
    style = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.base_style = document.styles["Normal"]
    _shape(document, "toc 1", SANS, 10.5, 15, 0, TEXT, 0, 1.8, 0)
    style.paragraph_format.right_indent = Mm(16)  # a long sentence ends before the page numbers


def _footnote_styles(document: DocumentObject) -> None:
    """Word's own styles for a note at the foot of a page and for the raised number that leads to it."""
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.base_style = document.styles["Normal"]
    _shape(document, "footnote text", SANS, 7.5, 10.5, 0, SOFT, 0, 0.6, 0)
    mark = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True


def _shape(
    document: DocumentObject,
    name: str,
    face: str,
    size: float,
    line: float,
    bold: int,
    colour: str,
    before: float,
    after: float,
    keep: int,
) -> None:
    style = document.styles[name]
    font, paragraph = style.font, style.paragraph_format  # type: ignore[attr-defined]
    font.name, font.size, font.bold, font.italic = face, Pt(size), bool(bold), False
    font.color.rgb = RGBColor.from_string(colour)
    if colour == MAIN_COLOUR:
        style.element.rPr.find(qn("w:color")).set(qn("w:themeColor"), "accent1")
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), face)
    # What complex scripts (Arabic, Hebrew, Thai, Hindi) are set in; Calibri and Cambria have none of them.
    fonts.set(qn("w:cs"), "Arial")
    properties = style.element.rPr
    for tag, script in (("w:sz", "w:szCs"), ("w:b", "w:bCs")):
        for old in properties.findall(qn(script)):
            properties.remove(old)
        western = properties.find(qn(tag))
        twin = parse_xml(f"<{script} {nsdecls('w')}/>")
        for key, value in western.attrib.items():
            twin.set(key, value)
        western.addnext(twin)
    for script in ("w:asciiTheme", "w:hAnsiTheme"):
        fonts.set(qn(script), "majorHAnsi" if face == SERIF else "minorHAnsi")
    paragraph.space_before, paragraph.space_after = Mm(before), Mm(after)
    if line:
        paragraph.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        paragraph.line_spacing = Pt(line)
    else:
        paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.keep_with_next = bool(keep)
    paragraph.widow_control = True


def _furniture(document: DocumentObject) -> None:
    """Header and footer with slots; none on the cover, which has its own."""
    section = document.sections[0]
    for paragraph, left, right, side in (
        (section.header.paragraphs[0], "{{header.left}}", "{{header.right}}", "bottom"),
        (section.footer.paragraphs[0], "{{footer.left}}", "PAGE", "top"),
    ):
        stops = paragraph.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(164), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{left}\t")
        if right == "PAGE":
            for kind in ("begin", None, "end"):
                xml = (
                    f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>'
                    if kind
                    else f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
                )
                paragraph._p.append(parse_xml(xml))
        else:
            paragraph.add_run(right)
        border = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="4" w:space="4" w:color="{RULE}"/></w:pBdr>'
        )
        paragraph._p.get_or_add_pPr().insert_element_before(
            border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


if __name__ == "__main__":
    target = Path(__file__).parent / "full" / "template.docx"
    target.write_bytes(make())
    print(target)
