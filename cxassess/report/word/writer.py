"""Blocks, one after the other, become the body of a Word document."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any, assert_never

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from cxassess.errors import InvalidInput, Problem
from cxassess.report.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Form,
    Heading,
    Label,
    Ladder,
    Lanes,
    Listing,
    PageBreak,
    Picture,
    Run,
    SignatureLines,
    Table,
    Text,
    Tiles,
    TwoColumns,
    Wide,
    flat,
)
from cxassess.report.figures import Figure
from cxassess.report.native import is_native
from cxassess.report.palette import HOUSE, Brand
from cxassess.report.pictures import WIDEST_MM, draw, narrowest, own_settings
from cxassess.report.printable import printable
from cxassess.report.rezip import stable_zip
from cxassess.report.word.chart import add_chart, chart_height, inline_chart
from cxassess.report.word.contents import contents_lines, first_free_bookmark, heading_name
from cxassess.report.word.cover import cover, signatures
from cxassess.report.word.desk import Desk, spoken
from cxassess.report.word.form import form_table
from cxassess.report.word.language import set_language
from cxassess.report.word.markup import dxa
from cxassess.report.word.sides import end_upright, end_wide, is_wide, section_at, wide_width
from cxassess.report.word.slots import ALL, Slots, block_slots, fill_fields
from cxassess.report.word.styles import colour_styles, missing_styles, style_ids
from cxassess.report.word.tables import data_table, ladder, lanes, tiles, two_columns

PICTURE_DPI = 200
TEXT_STYLES = {
    "body": "Normal",
    "small": "Column Text",
    "lead": "Lead",
    "note": "Note",
    "rest": "Rests On",
    "quote": "Quotation",
}
EMU_A_MM = 36_000
A4_WIDTH, A4_HEIGHT = 210 * EMU_A_MM, 297 * EMU_A_MM
Drawn = dict[tuple[Figure, float], bytes]  # pictures by what they show and their width, of one brand
NO_STYLES: Mapping[str, str] = MappingProxyType({})
APART_MM = 4.5  # over the name of a section that follows another on its page


def write_docx(
    document: Document,
    template: bytes,
    as_of: date,
    brand: Brand = HOUSE,
    own_styles: Mapping[str, str] = NO_STYLES,
    *,
    numbered: bool = False,
    editable: bool = True,
    drawn: Drawn | None = None,
) -> bytes:
    """The Word document, the same bytes for the same document.

    Sections go where the template has slots for them, between its own pages; one without any gives its looks, headers
    and footers, and the report takes the place of its text.

    Args:
        template: a Word document that can be opened, as `read_template` gives it.
        own_styles: our style to the template's own that stands for it.
        numbered: whether the contents have room for page numbers, which `with_pages` puts in.
        editable: whether charts that Word can draw are Word's own; as pictures they keep their alt text in a PDF.
        drawn: pictures that were drawn before, for a report that is written twice; new ones are put in.

    Raises InvalidInput where the template lacks a style.
    """
    docx = open_docx(BytesIO(template))
    if missing := missing_styles(docx, own_styles):
        raise InvalidInput([Problem("template.docx", f"lacks the style “{name}”") for name in missing])
    colour_styles(docx, brand, own_styles)
    set_language(docx, document.language, own_styles, hyphenated=document.hyphenated)
    slots = block_slots(docx)
    places = _places(docx, slots, document)
    fill_fields(docx, document.fields)  # while nothing that people wrote is in it: their words are never slots
    every = (block for blocks, _ in places for block in flat(blocks))
    headings = [block.text for block in every if isinstance(block, Heading) and block.level == 1]
    desk = Desk(docx, brand, style_ids(docx, own_styles), text_area(docx)[0])
    writer = _Writer(desk, headings, document.language, numbered=numbered, editable=editable, drawn=drawn)
    with own_settings(brand):
        for blocks, place in places:
            for element in writer.elements(blocks, section_at(docx, place)):
                place.addprevious(element)
    desk.close()
    for _, place in slots:
        _take_out(place)
    _set_properties(docx, document, as_of)
    out = BytesIO()
    docx.save(out)
    return stable_zip(out.getvalue(), as_of)


def _places(docx: DocxDocument, slots: Slots, document: Document) -> list[tuple[Sequence[Block], Any]]:
    """What is to be written, each with the element before which it goes."""
    if slots:
        places: list[tuple[Sequence[Block], Any]] = []
        for id, place in slots:
            blocks = document.blocks if id == ALL else document.sections.get(id, ())
            if places and place.getprevious() is places[-1][1]:  # sections that follow each other are written as one
                blocks = (*places.pop()[0], *blocks)
            places.append((blocks, place))
        return places
    body = docx.element.body
    for old in [child for child in body if not child.tag.endswith("}sectPr")]:
        body.remove(old)
    return [(document.blocks, body[-1])]


def _take_out(place: Any) -> None:
    """A slot's paragraph goes, unless a section of the document ends with it."""
    if place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        place.getparent().remove(place)
        return
    for run in place.findall(qn("w:r")):
        place.remove(run)


def _set_properties(docx: DocxDocument, document: Document, as_of: date) -> None:
    core = docx.core_properties
    moment = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    title, subtitle, author = (printable(text)[:255] for text in (document.title, document.subtitle, document.author))
    core.title, core.subject, core.author = title, subtitle, author
    core.last_modified_by, core.language = author, document.language.partition("-")[0]
    core.created = core.modified = moment


class _Writer:
    """Turns blocks into the elements of a document's body."""

    def __init__(
        self,
        desk: Desk,
        headings: Sequence[str],
        language: str,
        *,
        numbered: bool,
        editable: bool,
        drawn: Drawn | None,
    ) -> None:
        self._desk, self._language = desk, language
        self._headings, self._numbered, self._editable = headings, numbered, editable
        self._pictures: Drawn = {} if drawn is None else drawn
        self._first = first_free_bookmark(desk.docx)  # of the headings
        self._written = 0  # headings of the first level

    def elements(self, blocks: Iterable[Block], section: Any) -> Iterable[Any]:
        """What blocks come to, to be put before the end of a section; pages on their side become sections."""
        upright: list[Block] = []
        for block in blocks:
            if isinstance(block, Wide) and not is_wide(section):
                yield from self._parsed(upright)
                upright = []
                yield from self._turned(block, section)
            elif isinstance(block, Wide):
                upright += block.blocks
            else:
                upright.append(block)
        yield from self._parsed(upright)

    def _turned(self, block: Wide, section: Any) -> Iterable[Any]:
        desk = self._desk
        desk.break_due = False  # the new section starts on a new page
        yield self._end(end_upright(section))
        narrow, desk.width = desk.width, wide_width(section)
        yield from self._parsed(block.blocks, at_top=True)
        desk.width = narrow
        yield self._end(end_wide(desk.docx, section))

    def _end(self, properties: Any) -> Any:
        """An empty paragraph with the properties of the section that it ends."""
        paragraph = parse_xml(self._desk.spacer())
        paragraph.pPr.append(properties)
        return paragraph

    def _parsed(self, blocks: Iterable[Block], *, at_top: bool = False) -> Iterable[Any]:
        return (parse_xml(markup) for markup in self._markup(blocks, at_top=at_top))

    def _markup(self, blocks: Iterable[Block], *, at_top: bool) -> Iterable[str]:
        """Each block's markup, ready to parse."""
        waiting = ""
        for block in blocks:
            if isinstance(block, PageBreak):
                if waiting == self._desk.spacer():
                    waiting = ""  # what follows keeps tables apart; a spacer could spill onto a page of its own
                self._desk.break_due = not at_top
                continue
            for markup in self._block(block):
                at_top = False
                if waiting:
                    yield waiting
                waiting = markup
        if waiting:
            yield waiting

    def _block(self, block: Block) -> Iterable[str]:
        desk = self._desk
        match block:
            case Label(text, apart):
                space = f'<w:spacing w:before="{dxa(APART_MM)}"/>' if apart else ""
                yield desk.rooted("Section Label", desk.run(Run(text)), extra=space)
            case Heading(text, level, small):
                outline = f'<w:outlineLvl w:val="{level - 1}"/>'  # which a style of the firm’s may lack
                yield desk.rooted(f"Heading {level + small}", self._heading(text, level), extra=outline)
            case Text(pieces, style, keep):
                yield desk.rooted(TEXT_STYLES[style], desk.runs(pieces), keep_next=keep)
            case Listing():
                yield from self._listing(block)
            case Table():
                yield from data_table(desk, block)
            case Tiles():
                yield from tiles(desk, block)
            case Picture():
                yield from self._picture(block)
            case TwoColumns():
                yield from two_columns(desk, block, self._stack)
            case Ladder():
                yield from ladder(desk, block)
            case Lanes():
                yield from lanes(desk, block)
            case Cover():
                yield from cover(desk, block)
            case SignatureLines():
                yield from signatures(desk, block)
            case Form():
                desk.break_due = False
                yield form_table(block, desk.paint, desk.width, desk.ids, TEXT_STYLES)
                yield desk.spacer()
            case PageBreak() | Wide():
                raise AssertionError  # dealt with where pages are
            case Contents():
                lines = contents_lines(self._headings, desk.width, numbered=self._numbered, first=self._first)
                for properties, content in lines:
                    yield desk.rooted("toc 1", content, extra=properties)
            case _:
                assert_never(block)

    def _stack(self, blocks: Iterable[Block], width: float) -> str:
        """Blocks one under the other in a column of that width; a cell without a paragraph is damaged."""
        whole, self._desk.width = self._desk.width, width
        markup = "".join(markup for block in blocks for markup in self._block(block))
        self._desk.width = whole
        return markup or self._desk.p("Column Text", "")

    def _heading(self, text: str, level: int) -> str:
        """The runs of a heading; one of the first level can be found from the contents."""
        content = self._desk.run(Run(text))
        if level > 1:
            return content
        self._written += 1
        return self._desk.marked(heading_name(self._first + self._written - 1), content)

    def _listing(self, block: Listing) -> Iterable[str]:
        style = "List Number" if block.ordered else "List Bullet"
        properties = self._desk.lists.begin(ordered=block.ordered)
        for item in block.items:
            yield self._desk.rooted(style, self._desk.runs(item), extra=properties)

    def _picture(self, block: Picture) -> Iterable[str]:
        desk = self._desk
        parts = [("Note", desk.runs(block.note))] if block.note else []
        yield desk.rooted("Picture", self._drawn(block), keep_next=bool(parts or block.caption))
        if block.caption:
            yield desk.caption(block.caption, keep_next=bool(parts))
        for style, content in parts:
            yield desk.rooted(style, content)

    def _drawn(self, block: Picture) -> str:
        """The chart as Word's own, or as a picture as wide as the text."""
        desk = self._desk
        if self._editable and is_native(block.figure):
            relation = add_chart(desk.docx, block.figure, desk.brand, self._language)
            height = chart_height(block.figure, desk.width)
            return inline_chart(relation, desk.next_drawing(), desk.width, height, spoken(block.alt))
        key = (block.figure, min(max(desk.width, narrowest(block.figure)), WIDEST_MM))
        png = self._pictures.get(key) or self._pictures.setdefault(key, draw(*key, desk.brand))
        width, height = struct.unpack(">II", png[16:24])
        scale = 25.4 / PICTURE_DPI
        return desk.image(png, width * scale, height * scale, block.alt)


def text_area(docx: DocxDocument) -> tuple[float, float]:
    """Width and height of a page’s text in millimetres: the least of the sections, as one report goes through all."""
    widths = [
        (section.page_width or A4_WIDTH) - (section.left_margin or 0) - (section.right_margin or 0)
        for section in docx.sections
    ]
    heights = [
        (section.page_height or A4_HEIGHT) - (section.top_margin or 0) - (section.bottom_margin or 0)
        for section in docx.sections
    ]
    # Word keeps lengths in twentieths of a point.
    return round(float(min(widths)) / EMU_A_MM, 1), round(float(min(heights)) / EMU_A_MM, 1)
