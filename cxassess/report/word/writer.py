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
    Cell,
    Contents,
    Cover,
    CoverGrid,
    Document,
    Form,
    Heading,
    Label,
    Ladder,
    PageBreak,
    Picture,
    Run,
    SignatureLines,
    Table,
    Text,
    Tile,
    Tiles,
    TwoColumns,
)
from cxassess.report.palette import GREY_TEXT, HOUSE, LEVEL_INK, LEVELS, MAIN, PAPER, RULE, TILE, Brand
from cxassess.report.pictures import NARROWEST_MM, WIDEST_MM, draw, own_settings
from cxassess.report.rezip import stable_zip
from cxassess.report.word.bars import HEIGHT_MM, WIDTH_MM, draw_bar
from cxassess.report.word.contents import bookmark, contents_lines
from cxassess.report.word.form import form_table
from cxassess.report.word.language import set_language
from cxassess.report.word.markup import (
    NAMESPACES,
    Painter,
    inline_picture,
    paragraph,
    row,
    table,
)
from cxassess.report.word.slots import ALL, Slots, block_slots, fill_fields
from cxassess.report.word.styles import colour_styles, missing_styles, style_ids

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
NO_STYLES: Mapping[str, str] = MappingProxyType({})
LONG_TITLE = 26
BAR_TEXT_MM, BAR_GUTTER_MM = 7.5, 2.5  # what a score of one decimal takes beside a bar


def write_docx(
    document: Document,
    template: bytes,
    as_of: date,
    brand: Brand = HOUSE,
    own_styles: Mapping[str, str] = NO_STYLES,
    *,
    numbered: bool = False,
) -> bytes:
    """The Word document, the same bytes for the same document.

    Sections go where the template has slots for them, between its own pages; one without any gives its looks, headers
    and footers, and the report takes the place of its text.

    Args:
        template: a Word document that can be opened, as `read_template` gives it.
        own_styles: our style to the template's own that stands for it.
        numbered: whether the contents have room for page numbers, which `with_pages` puts in.

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
    headings = [
        block.text for blocks, _ in places for block in blocks if isinstance(block, Heading) and block.level == 1
    ]
    writer = _Writer(docx, brand, style_ids(docx, own_styles), headings, numbered=numbered)
    with own_settings(brand):
        for blocks, place in places:
            for markup in writer.markup(blocks):
                place.addprevious(parse_xml(markup))
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
    core.title, core.subject, core.author = document.title[:255], document.subtitle[:255], document.author[:255]
    core.last_modified_by, core.language = document.author[:255], document.language.partition("-")[0]
    core.created = core.modified = moment


class _Writer:
    """Turns blocks into markup; holds what a document counts: pictures, and whether a page break is due."""

    def __init__(
        self,
        docx: DocxDocument,
        brand: Brand,
        styles: Mapping[str, str],
        headings: Sequence[str],
        *,
        numbered: bool,
    ) -> None:
        self._docx = docx
        self._brand = brand
        self._paint = paint = Painter(brand)
        self._run, self._runs, self._box, self._border = paint.run, paint.runs, paint.cell, paint.border
        self._ids = styles
        self._width, _ = text_area(docx)
        self._headings, self._numbered = headings, numbered
        self._written = 0  # headings of the first level
        self._pictures = 0
        self._relations: dict[bytes, str] = {}  # of each different picture
        self._break_due = False

    def markup(self, blocks: Iterable[Block]) -> Iterable[str]:
        """Each block's markup, ready to parse."""
        waiting = ""
        for block in blocks:
            if isinstance(block, PageBreak):
                if waiting == self._spacer():
                    waiting = ""  # what follows keeps tables apart; a spacer could spill onto a page of its own
                self._break_due = True
                continue
            for markup in self._block(block):
                if waiting:
                    yield waiting
                waiting = markup
        if waiting:
            yield waiting

    def _block(self, block: Block) -> Iterable[str]:
        match block:
            case Label(text):
                yield self._rooted("Section Label", self._run(Run(text)))
            case Heading(text, level):
                outline = f'<w:outlineLvl w:val="{level - 1}"/>'  # which a style of the firm’s may lack
                yield self._rooted(f"Heading {level}", self._heading(text, level), extra=outline)
            case Text(pieces, style, keep):
                yield self._rooted(TEXT_STYLES[style], self._runs(pieces), keep_next=keep)
            case Table():
                yield from self._table(block)
            case Tiles():
                yield from self._tiles(block)
            case Picture():
                yield from self._picture(block)
            case TwoColumns():
                yield from self._two_columns(block)
            case Ladder():
                yield from self._ladder(block)
            case Cover():
                yield from self._cover(block)
            case SignatureLines():
                yield from self._signatures(block)
            case Form():
                self._break_due = False
                yield form_table(block, self._paint, self._width, self._ids, TEXT_STYLES)
                yield self._spacer()
            case PageBreak():
                self._break_due = True
            case Contents():
                for properties, content in contents_lines(self._headings, self._width, numbered=self._numbered):
                    yield self._rooted("toc 1", content, extra=properties)
            case _:
                assert_never(block)

    # ── paragraphs and pictures ──────────────────────────────────────────────────────────────────────────────

    def _rooted(self, style: str, content: str, align: str = "left", extra: str = "", keep_next: bool = False) -> str:
        """A paragraph that stands in the body, with the namespaces and a page break where one is due."""
        due, self._break_due = self._break_due, False
        markup = paragraph(self._ids[style], content, align=align, break_before=due, extra=extra, keep_next=keep_next)
        return markup.replace("<w:p>", f"<w:p {NAMESPACES}>", 1)

    def _heading(self, text: str, level: int) -> str:
        """The runs of a heading; one of the first level can be found from the contents."""
        content = self._run(Run(text))
        if level > 1:
            return content
        self._written += 1
        return bookmark(self._written, content)

    def _p(self, style: str, content: str, align: str = "left", keep_next: bool = False) -> str:
        return paragraph(self._ids[style], content, align=align, keep_next=keep_next)

    def _spacer(self) -> str:
        """Word joins two tables that touch."""
        return self._rooted("Spacer", "")

    def _image(self, png: bytes, width_mm: float, height_mm: float, alt: str) -> str:
        if png not in self._relations:  # python-docx hashes every picture that it has to find an equal one
            self._relations[png], _ = self._docx.part.get_or_add_image(BytesIO(png))
        self._pictures += 1
        return inline_picture(self._relations[png], self._pictures, width_mm, height_mm, alt)

    def _picture(self, block: Picture) -> Iterable[str]:
        png = draw(block.figure, min(max(self._width, NARROWEST_MM), WIDEST_MM), self._brand)
        width, height = struct.unpack(">II", png[16:24])
        scale = 25.4 / PICTURE_DPI
        yield self._rooted(
            "Picture", self._image(png, width * scale, height * scale, block.alt), keep_next=bool(block.note)
        )
        if block.note:
            yield self._rooted("Note", self._runs(block.note))

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────────────

    def _table(self, block: Table) -> Iterable[str]:
        widths = [column.width * self._width for column in block.columns]
        head = [
            self._box(
                self._p("Table Head", self._run(Run(column.head)), column.align, keep_next=True),
                width,
                borders=self._border("bottom", 1, MAIN),
                margins_mm=(0.5, _gutter(i, len(widths)), 1.2, 0),
                vertical="bottom",
            )
            for i, (column, width) in enumerate(zip(block.columns, widths, strict=True))
        ]
        rows = [row(head, head=True)] if any(column.head for column in block.columns) else []
        for number, cells in enumerate(block.rows):
            last = number == len(block.rows) - 1
            line = self._border("bottom", 1, MAIN) if last else self._border("bottom", 0.5, RULE)
            rows.append(
                row(
                    self._cell(c, width, line, column.align, i, len(widths), keep=number == 0)
                    for i, (c, column, width) in enumerate(zip(cells, block.columns, widths, strict=True))
                )
            )
        yield self._table_markup(rows, widths, block.about)
        if block.note:
            yield self._rooted("Note", self._runs(block.note))
        else:
            yield self._spacer()

    def _table_markup(self, rows: list[str], widths: list[float], about: str, head: bool = True) -> str:
        self._break_due = False
        return table(rows, widths, about, head)

    def _cell(self, content: Cell, width: float, line: str, align: str, index: int, count: int, *, keep: bool) -> str:
        filled = content.level is not None
        ink = LEVEL_INK[content.level - 1] if content.level is not None else ""
        text = self._runs(content.runs, ink)
        if content.bar is not None:
            spoken = "".join(piece.text for piece in content.runs)
            room = width - (BAR_TEXT_MM if spoken else 0) - BAR_GUTTER_MM
            image = self._image(draw_bar(content.bar, self._brand), min(WIDTH_MM, room), HEIGHT_MM, content.bar.about)
            text += f"{self._run(Run('  ')) if spoken else ''}{image}"
        style = "Table Number" if content.serif else "Table Text"
        markup = self._p(style, text, align, keep_next=keep)
        if content.second:
            markup += self._p("Table Second", self._run(Run(content.second)), align, keep_next=keep)
        sides = self._border("left", 2.5, PAPER) + line + self._border("right", 2.5, PAPER) if filled else line
        margins = (1.5, 0.6 if filled else _gutter(index, count), 1.5, 0.6 if filled else 0)
        return self._box(
            markup,
            width,
            fill=LEVELS[content.level - 1] if content.level is not None else "",
            borders=sides,
            margins_mm=margins,
        )

    def _tiles(self, block: Tiles) -> Iterable[str]:
        count = len(block.tiles)
        shares = block.widths or tuple(1 / count for _ in block.tiles)
        widths = [share * self._width for share in shares]
        cells = [
            self._tile(tile, width, i, count) for i, (tile, width) in enumerate(zip(block.tiles, widths, strict=True))
        ]
        yield self._table_markup([row(cells)], widths, block.about, head=False)
        yield self._spacer()

    def _tile(self, tile: Tile, width: float, index: int, count: int) -> str:
        fill, ink, soft = TILE, "", ""
        if tile.fill == "main":
            fill, ink, soft = MAIN, PAPER, PAPER
        elif tile.fill == "level" and tile.level is not None:
            fill = LEVELS[tile.level - 1]
            ink = soft = LEVEL_INK[tile.level - 1]
        content = self._p("Tile Label", self._run(Run(tile.label), ink))
        if tile.value:
            content += self._p("Tile Value", self._run(Run(tile.value), ink))
        content += "".join(self._p("Tile Text", self._run(Run(text), soft)) for text in tile.lines)
        sides = (self._border("left", 3, PAPER) if index else "") + (
            self._border("right", 3, PAPER) if index < count - 1 else ""
        )
        return self._box(content, width, fill=fill, borders=sides, margins_mm=(1.8, 1.2, 1.8, 2.0))

    def _two_columns(self, block: TwoColumns) -> Iterable[str]:
        gutter = 7.0
        width = (self._width - gutter) / 2
        sides = [self._stack(block.left), self._stack(block.right)]
        cells = [
            self._box(sides[0], width, margins_mm=(0, 0, 0, 0)),
            self._box(self._p("Spacer", ""), gutter),
            self._box(sides[1], width, margins_mm=(0, 0, 0, 0)),
        ]
        yield self._table_markup([row(cells)], [width, gutter, width], "Two columns of text", head=False)
        yield self._spacer()

    def _stack(self, blocks: Iterable[Block]) -> str:
        parts = []
        for block in blocks:
            if isinstance(block, Heading):
                parts.append(self._p(f"Heading {block.level}", self._run(Run(block.text))))
            elif isinstance(block, Text):
                parts.append(self._p("Column Text", self._runs(block.runs)))
        return "".join(parts) or self._p("Column Text", "")

    def _ladder(self, block: Ladder) -> Iterable[str]:
        step, count = 8.0, len(block.rungs)
        rest = self._width - step * count
        widths = [step] * count + [0.38 * rest, 0.30 * rest, 0.13 * rest, 0.19 * rest]
        heads = [self._p("Table Head", self._run(Run(text))) for text in block.columns]
        head = [
            self._box(
                heads[0],
                step * count,
                borders=self._border("bottom", 1, MAIN),
                margins_mm=(0.5, 0, 1.2, 0),
                span=count,
            )
        ]
        head += [
            self._box(markup, width, borders=self._border("bottom", 1, MAIN), margins_mm=(0.5, 2, 1.2, 0))
            for markup, width in zip(heads[1:], widths[count:], strict=True)
        ]
        rows = [row(head, head=True)]
        for rung in block.rungs:
            last = rung is block.rungs[-1]
            line = self._border("bottom", 1, MAIN) if last else self._border("bottom", 0.5, RULE)
            steps = []
            for position in range(1, count + 1):
                fill = (MAIN if rung.reached else RULE) if position <= rung.number else ""
                ink = PAPER if rung.reached else GREY_TEXT
                number = self._run(Run(str(rung.number)), ink) if position == rung.number else ""
                edge = self._border("top", 2.5, PAPER) + self._border("right", 2.5, PAPER)
                steps.append(
                    self._box(
                        self._p("Table Number", number, "center"), step, fill=fill, borders=edge, vertical="center"
                    )
                )
            name = self._p("Table Text", self._run(Run(rung.name, bold=True))) + self._p(
                "Table Second", self._run(Run(rung.about))
            )
            image = self._image(draw_bar(rung.bar, self._brand), WIDTH_MM, HEIGHT_MM, rung.bar.about)
            mean = self._p("Table Text", self._run(Run(rung.value, bold=True)) + self._run(Run("   ")) + image)
            verdict = self._run(Run(rung.verdict, bold=rung.reached or rung.alarm, alert=rung.alarm))
            texts = (name, mean, self._p("Table Text", self._run(Run(rung.keys))), self._p("Table Text", verdict))
            others = [
                self._box(text, width, borders=line, margins_mm=(2, 2, 2, 1.5 if i == 0 else 0), vertical="center")
                for i, (text, width) in enumerate(zip(texts, widths[count:], strict=True))
            ]
            rows.append(row([*steps, *others], height_mm=15))
        yield self._table_markup(rows, widths, block.about)
        yield self._spacer()

    # ── cover and signatures ─────────────────────────────────────────────────────────────────────────────────

    def _cover(self, block: Cover) -> Iterable[str]:
        half = self._width / 2
        rule = self._border("bottom", 2.25, MAIN)
        top = [
            self._box(
                self._p("Table Text", self._run(Run(block.firm, bold=True), MAIN)),
                half,
                borders=rule,
                margins_mm=(0, 0, 2.5, 0),
            ),
            self._box(
                self._p("Table Text", self._run(Run(block.confidentiality, grey=True)), "right"),
                half,
                borders=rule,
            ),
        ]
        yield self._table_markup([row(top)], [half, half], block.head_about, head=False)
        yield self._rooted("Cover Kicker", self._run(Run(block.kicker)))
        style = "Cover Title" if len(block.title) <= LONG_TITLE else "Cover Title Long"
        yield self._rooted(style, self._run(Run(block.title)))
        yield self._rooted("Cover Sentence", self._run(Run(block.sentence)))
        if block.grid is not None:
            yield from self._cover_grid(block.grid)
        yield from self._cover_facts(block.facts, block.facts_about)

    def _cover_grid(self, grid: CoverGrid) -> Iterable[str]:
        count = max(len(cells) for _, cells, _ in grid.rows)
        label, score = 42.0, 17.0
        square = min(13.0, (self._width - label - score) / count)
        widths = [label, *[square] * count, score]
        rows = []
        gap = self._border("top", 2.5, PAPER) + self._border("right", 2.5, PAPER)
        for name, cells, value in grid.rows:
            padded = [*cells, *[0] * (count - len(cells))]  # 0: no practice there
            fills = ["" if level == 0 else LEVELS[level - 1] if level else TILE for level in padded]
            rows.append(
                row(
                    [
                        self._box(self._p("Table Text", self._run(Run(name))), label, vertical="center"),
                        *[self._box(self._p("Spacer", ""), square, fill=fill, borders=gap) for fill in fills],
                        self._box(self._p("Cover Score", self._run(Run(value)), "right"), score, vertical="center"),
                    ],
                    height_mm=10.4,
                    exact=True,
                )
            )
        yield self._table_markup(rows, widths, grid.about, head=False)
        legend = []
        for number, name in enumerate(grid.levels, start=1):
            legend += [Run("    ", level=number), Run(f" {number} {name}    ", grey=True)]
        indent = f'<w:ind w:left="{round(label * 1440 / 25.4)}"/>'
        yield self._rooted("Note", self._runs(tuple(legend)), extra=indent)
        yield self._rooted("Note", self._run(Run(grid.note)), extra=indent)

    def _cover_facts(self, facts: tuple[tuple[str, str], ...], about: str) -> Iterable[str]:
        yield self._rooted("Cover Foot", "")
        width = self._width / len(facts)
        line = self._border("top", 1, MAIN) + self._border("bottom", 0.5, RULE)
        cells = [
            self._box(
                self._p("Table Head", self._run(Run(name))) + self._p("Table Text", self._run(Run(text))),
                width,
                borders=line,
                margins_mm=(2.5, 4, 2.5, 0),
            )
            for name, text in facts
        ]
        yield self._table_markup([row(cells)], [width] * len(facts), about, head=False)
        yield self._spacer()

    def _signatures(self, block: SignatureLines) -> Iterable[str]:
        yield self._rooted("Heading 3", self._run(Run(block.label)))
        width = self._width / len(block.lines)
        cells = [
            self._box(
                self._p("Table Second", self._run(Run(text))),
                width,
                borders=self._border("top", 0.5, GREY_TEXT),
                margins_mm=(1, 4, 0, 0),
            )
            for text in block.lines
        ]
        space = [self._box(self._p("Table Text", ""), width) for _ in block.lines]
        yield self._table_markup(
            [row(space, height_mm=9), row(cells)], [width] * len(block.lines), block.label, head=False
        )
        yield self._spacer()


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


def _gutter(index: int, count: int) -> float:
    """The white space right of a cell; none after the last, so that the table ends with the text."""
    return 0.0 if index == count - 1 else 2.4
