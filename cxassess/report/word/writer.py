"""Blocks, one after the other, become the body of a Word document."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from types import MappingProxyType
from typing import Any, assert_never

from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section

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
from cxassess.report.native import is_native
from cxassess.report.palette import HOUSE, Brand
from cxassess.report.pictures import WIDEST_MM, draw, narrowest, own_settings
from cxassess.report.printable import printable
from cxassess.report.rezip import stable_zip
from cxassess.report.word.chart import add_chart, chart_height
from cxassess.report.word.contents import contents_lines, heading_name
from cxassess.report.word.cover import cover, signatures
from cxassess.report.word.desk import Desk
from cxassess.report.word.form import form_table
from cxassess.report.word.language import set_language
from cxassess.report.word.markup import dxa
from cxassess.report.word.package import open_document
from cxassess.report.word.pages import (
    begins_section,
    end_upright,
    end_wide,
    is_wide,
    own_end,
    section_at,
    text_area,
    wide_width,
)
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
) -> bytes:
    """The Word document, the same bytes for the same document.

    Sections go where the template has slots for them, between its own pages; one without any gives its looks, headers
    and footers, and the report takes the place of its text.

    Args:
        template: a Word document that can be opened, as `read_template` gives it.
        own_styles: our style to the template's own that stands for it.
        numbered: whether the contents have room for page numbers, which `with_pages` puts in.
        editable: whether charts that Word can draw are Word's own; as pictures they keep their alt text in a PDF.

    Raises InvalidInput where the template lacks a style.
    """
    docx = open_document(template)
    if missing := missing_styles(docx, own_styles):
        raise InvalidInput([Problem("template.docx", f"lacks the style “{name}”") for name in missing])
    colour_styles(docx, brand, own_styles)
    set_language(docx, document.language, own_styles, hyphenated=document.hyphenated)
    slots = block_slots(docx)
    places = _places(docx, slots, document)
    for _, slot in slots:
        if all(slot is not place for _, place in places):
            slot.getparent().remove(slot)
    fill_fields(docx, document.fields)  # while nothing that people wrote is in it: their words are never slots
    every = (block for blocks, _ in places for block in flat(blocks))
    headings = [block.text for block in every if isinstance(block, Heading) and block.level == 1]
    desk = Desk(docx, brand, style_ids(docx, own_styles), text_area(docx)[0])
    writer = _Writer(desk, headings, document.language, numbered=numbered, editable=editable)
    with own_settings(brand):
        for blocks, place in places:
            writer.write(blocks, place)
    desk.close()
    if slots:
        for _, place in places:
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
            before = places[-1][1] if places else None
            if before is not None and place.getprevious() is before and own_end(before) is None:  # written as one
                blocks = (*places.pop()[0], *blocks)
            places.append((blocks, place))
        return places
    body = docx.element.body
    for old in [child for child in body if not child.tag.endswith("}sectPr")]:
        body.remove(old)
    return [(document.blocks, body[-1])]


def _take_out(place: Any) -> None:
    """A slot's paragraph goes, unless a section of the document ends with it."""
    if own_end(place) is None:
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
    ) -> None:
        self._desk, self._language = desk, language
        self._headings, self._numbered, self._editable = headings, numbered, editable
        self._marks = count(desk.first_bookmark)  # of the headings of the first level

    def write(self, blocks: Iterable[Block], place: Any) -> None:
        """Put what blocks come to before an element of the body; pages on their side become sections."""
        section = section_at(self._desk.docx, place)
        upright: list[Block] = []
        for block in blocks:
            if isinstance(block, Wide) and not is_wide(section):
                self._put(upright, place)
                upright = []
                self._put_turned(block, section, place)
            elif isinstance(block, Wide):
                upright += block.blocks
            else:
                upright.append(block)
        self._put(upright, place)

    def _put_turned(self, block: Wide, section: Section, place: Any) -> None:
        desk = self._desk
        desk.break_due = False  # the new section starts on a new page
        before = end_upright(desk.docx, section)
        if begins_section(place):  # no upright page comes first, so that these have the section's first page
            turned = before
        else:
            self._put_end(before, place)
            turned = section
        narrow, desk.width = desk.width, wide_width(section)
        self._put(block.blocks, place, at_top=True)
        desk.width = narrow
        self._put_end(end_wide(desk.docx, turned), place)

    def _put_end(self, section: Section, place: Any) -> None:
        """The end of a section: an empty paragraph with its properties."""
        paragraph = parse_xml(self._desk.spacer())
        paragraph.pPr.append(section._sectPr)
        place.addprevious(paragraph)

    def _put(self, blocks: Iterable[Block], place: Any, *, at_top: bool = False) -> None:
        for markup in self._markup(blocks, at_top=at_top):
            place.addprevious(parse_xml(markup))

    def _markup(self, blocks: Iterable[Block], *, at_top: bool) -> Iterable[str]:
        """Each block's markup, ready to parse; at the top of a page a break to one is none."""
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
                lines = contents_lines(self._headings, desk.width, numbered=self._numbered, first=desk.first_bookmark)
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
        return self._desk.marked(heading_name(next(self._marks)), content)

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
            return desk.chart(relation, desk.width, height, block.alt)
        png = draw(block.figure, min(max(desk.width, narrowest(block.figure)), WIDEST_MM), desk.brand)
        width, height = struct.unpack(">II", png[16:24])
        scale = 25.4 / PICTURE_DPI
        return desk.image(png, width * scale, height * scale, block.alt)
