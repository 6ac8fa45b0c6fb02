"""What a firm’s own Word document may hold, and a report over each: nothing of it is lost or stands in the way."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from docx import Document as open_docx
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from office import parts, rezipped

from cxassess.errors import InvalidInput
from cxassess.files.templates import find_template, new_template, read_template, warnings_of
from cxassess.report.accessibility import docx_barriers
from cxassess.report.blocks import (
    Block,
    Contents,
    Document,
    Heading,
    Listing,
    PageBreak,
    Picture,
    Run,
    Text,
    Tile,
    Tiles,
    Wide,
    plain,
)
from cxassess.report.palette import INK, MAIN, Brand
from cxassess.report.word.contents import with_pages
from cxassess.report.word.writer import write_docx
from report.picture_shapes import bars
from report.repair_rules import repair_faults

AS_OF, PLAIN = date(2026, 3, 12), Brand()
HOUSE = (find_template("full") / "template.docx").read_bytes()
BODY = "word/document.xml"
UPRIGHT, TURNED = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
ON_ITS_SIDE = Wide((PageBreak(), Text(plain("On its side"))))
CHARTS = Picture(bars(3), "Three bars")


def over(template: bytes, *blocks: Block, brand: Brand = PLAIN, **sections: tuple[Block, ...]) -> bytes:
    """A report of these blocks, or of these sections, over a firm's document."""
    document = Document(
        title="Title",
        subtitle="",
        author="Firm",
        language="en-GB",
        hyphenated=False,
        fields={},
        sections=sections or {"summary": blocks},
    )
    return write_docx(document, template, AS_OF, brand, numbered=True)


def opened(content: bytes) -> DocumentObject:
    return open_docx(BytesIO(content))


def changed(template: bytes, change: Callable[[DocumentObject], object]) -> bytes:
    """A document after a change, as a person would make it in Word."""
    docx = opened(template)
    change(docx)
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


def moved(content: bytes, old: str, new: str) -> bytes:
    """A document with a part under another name, and everything that points to it."""
    files = parts(content)
    was, becomes = PurePosixPath(old), PurePosixPath(new)
    relations = f"{was.parent}/_rels/{was.name}.rels"

    def change(name: str, part: bytes) -> bytes | None:
        if name in {old, relations}:
            return None
        points = name.endswith((".rels", "[Content_Types].xml"))
        return part.replace(was.name.encode(), becomes.name.encode()) if points else part

    return rezipped(
        content, change, **{new: files[old], f"{becomes.parent}/_rels/{becomes.name}.rels": files[relations]}
    )


def with_slots(*names: str) -> bytes:
    """The house's document with a slot for each of the sections; names that are none are text."""

    def change(docx: DocumentObject) -> None:
        for child in list(docx.element.body)[:-1]:
            docx.element.body.remove(child)
        for name in names:
            docx.add_paragraph(name if " " in name else f"{{{{block:{name}}}}}")

    return changed(HOUSE, change)


# ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_charts_of_a_firm_keep_the_workbooks_behind_them() -> None:
    once = over(HOUSE, CHARTS)
    own = moved(once, "word/charts/chart1.xml", "word/charts/graph1.xml")
    made = parts(over(changed(own, lambda docx: docx.add_paragraph("{{block:summary}}")), Picture(bars(5), "Five")))
    sheet = "word/embeddings/Microsoft_Excel_Sheet{}.xlsx"
    assert {name for name in made if "embeddings" in name} == {sheet.format(1), sheet.format(2)}
    assert made[sheet.format(1)] == parts(once)[sheet.format(1)]


def test_a_document_without_page_setup_is_written_over_on_a4() -> None:
    bare = changed(HOUSE, lambda docx: docx.element.body.remove(docx.element.body.sectPr))
    made = opened(over(bare, Text(plain("First")), ON_ITS_SIDE, Text(plain("Last"))))
    assert [p.text for p in made.paragraphs if p.text] == ["First", "On its side", "Last"]
    assert [s.orientation for s in made.sections] == [UPRIGHT, TURNED, UPRIGHT]


def test_a_template_without_page_setup_can_be_read_checked_and_copied(tmp_path: Path) -> None:
    new_template(tmp_path / "firm", "full")
    file = tmp_path / "firm" / "template.docx"
    file.write_bytes(changed(file.read_bytes(), lambda docx: docx.element.body.remove(docx.element.body.sectPr)))
    assert warnings_of(read_template(tmp_path / "firm")) == ()
    new_template(tmp_path / "copy", str(tmp_path / "firm"))
    assert len(opened((tmp_path / "copy" / "template.docx").read_bytes()).sections) == 1


def test_a_document_whose_main_part_has_another_name_gets_its_page_numbers_and_is_checked() -> None:
    own = moved(HOUSE, BODY, "word/document2.xml")
    assert "word/document2.xml" in parts(own)
    assert docx_barriers(own, is_template=True) == []
    made = over(own, Contents(), Heading("One"), Heading("Two"))
    assert BODY in parts(made)
    entries = [
        p.text for p in opened(with_pages(made, (3, 7), AS_OF)).paragraphs if p.style and p.style.name == "toc 1"
    ]
    assert entries == ["One\t3", "Two\t7"]


# ── its pages ────────────────────────────────────────────────────────────────────────────────────────────────


def orientations(content: bytes) -> list[WD_ORIENT]:
    return [section.orientation for section in opened(content).sections]


def test_a_report_that_begins_on_its_side_has_no_blank_page_before_it() -> None:
    made = opened(over(HOUSE, ON_ITS_SIDE, Text(plain("After"))))
    wide, after = made.sections
    assert (wide.orientation, after.orientation) == (TURNED, UPRIGHT)
    assert made.paragraphs[0].text == "On its side"
    # the first page's own header stays with the first page
    assert (wide.different_first_page_header_footer, after.different_first_page_header_footer) == (True, False)


def test_pages_on_their_side_that_follow_each_other_have_no_blank_page_between_them() -> None:
    assert orientations(over(HOUSE, Text(plain("Before")), ON_ITS_SIDE, ON_ITS_SIDE, Text(plain("After")))) == [
        *(UPRIGHT, TURNED, TURNED, UPRIGHT)
    ]


def test_a_section_on_its_side_begins_a_report_also_where_slots_of_empty_sections_come_first() -> None:
    own = with_slots("evidence", "roadmap", "method")
    assert orientations(over(own, roadmap=(ON_ITS_SIDE,), method=(Text(plain("After")),))) == [TURNED, UPRIGHT]


def test_an_own_page_before_a_section_on_its_side_stays_upright() -> None:
    own = with_slots("About us", "roadmap", "Our terms")
    made = opened(over(own, roadmap=(ON_ITS_SIDE,)))
    assert [s.orientation for s in made.sections] == [UPRIGHT, TURNED, UPRIGHT]
    assert [p.text for p in made.paragraphs if p.text] == ["About us", "On its side", "Our terms"]


def test_a_section_break_of_the_firm_between_two_slots_stays_between_their_sections() -> None:
    def break_after_the_first(docx: DocumentObject) -> None:
        ends = parse_xml(f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>')
        docx.paragraphs[0]._p.get_or_add_pPr().append(ends)

    own = changed(with_slots("cover", "summary"), break_after_the_first)
    made = opened(over(own, cover=(Text(plain("Cover")),), summary=(Text(plain("Summary")),)))
    first, second = (
        [p.text for p in section.iter_inner_content() if isinstance(p, Paragraph)] for section in made.sections
    )
    assert (first, second) == (["Cover", ""], ["Summary"])


def test_over_a_document_on_its_side_such_a_section_begins_on_a_new_page() -> None:
    def turn(docx: DocumentObject) -> None:
        section = docx.sections[0]
        section.orientation, section.page_width, section.page_height = TURNED, Mm(297), Mm(210)

    made = opened(over(changed(HOUSE, turn), Text(plain("Before")), ON_ITS_SIDE))
    assert [(p.text, p.paragraph_format.page_break_before) for p in made.paragraphs] == [
        *(("Before", None), ("On its side", True))
    ]


def test_page_numbers_in_roman_figures_go_on_after_pages_on_their_side() -> None:
    def number(docx: DocumentObject) -> None:
        roman = parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="lowerRoman" w:start="5"/>')
        docx.element.body.sectPr.insert_element_before(roman, "w:cols", "w:titlePg", "w:docGrid")

    made = opened(over(changed(HOUSE, number), Text(plain("Before")), ON_ITS_SIDE, Text(plain("After"))))
    kinds = [section._sectPr.find(qn("w:pgNumType")) for section in made.sections]
    assert [(kind.get(qn("w:fmt")), kind.get(qn("w:start"))) for kind in kinds] == [
        *(("lowerRoman", "5"), ("lowerRoman", None), ("lowerRoman", None))
    ]


def test_the_room_for_a_binding_is_no_room_for_text() -> None:
    def bind(docx: DocumentObject) -> None:
        docx.sections[0].gutter = Mm(10)

    def width(template: bytes) -> int:
        return int(opened(over(template, CHARTS)).inline_shapes[0].width)

    assert width(HOUSE) - width(changed(HOUSE, bind)) == pytest.approx(Mm(10), abs=Mm(0.1))


def test_text_on_a_pale_colour_of_the_firm_is_dark() -> None:
    pale = Brand({MAIN: "#FFE08A"})
    tile = Tile("Overall score", "2.6", ("of 5",), "main")
    barriers = docx_barriers(over(HOUSE, Tiles((tile,), "The score"), brand=pale))
    assert [str(barrier) for barrier in barriers] == []
    assert (pale.hex("on_main"), PLAIN.hex("on_main")) == (PLAIN.hex(INK), "FFFFFF")


# ── its footnotes, lists and styles ──────────────────────────────────────────────────────────────────────────


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "another prefix": lambda xml: re.sub(r"\bw:", "word:", xml).replace("xmlns:w=", "xmlns:word="),
    "no prefix for elements": lambda xml: re.sub(r"(</?)w:", r"\1", xml).replace(
        "xmlns:w=", f'xmlns="{nsmap["w"]}" xmlns:w='
    ),
    "a blank in the end tag": lambda xml: xml.replace("</w:footnotes>", "</w:footnotes >"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_footnotes_are_added_to_a_firms_own_however_those_are_written(spelling: str) -> None:
    noted = Text((Run("Said", note="Source"),))
    once = over(HOUSE, noted, noted)

    def respell(name: str, part: bytes) -> bytes:
        return SPELLINGS[spelling](part.decode()).encode() if name == "word/footnotes.xml" else part

    own = changed(rezipped(once, respell), lambda docx: docx.add_paragraph("{{block:summary}}"))
    notes = opened(over(own, noted)).part.rels.values()
    (blob,) = (relation.target_part.blob for relation in notes if relation.reltype.endswith("/footnotes"))
    root = parse_xml(blob)
    assert [note.get(qn("w:id")) for note in root.iter(qn("w:footnote"))] == ["-1", "0", "1", "2", "3"]
    assert [text.text for text in root.iter(qn("w:t"))] == [" Source"] * 3


def test_a_list_of_a_firm_with_pictures_as_bullets_keeps_them_before_all_lists() -> None:
    def plant(docx: DocumentObject) -> None:
        numbering = docx.part.numbering_part.element
        for child in list(numbering):
            numbering.remove(child)
        for number in (0, 1):
            numbering.append(
                parse_xml(f'<w:numPicBullet {nsdecls("w")} w:numPicBulletId="{number}"><w:pict/></w:numPicBullet>')
            )
        numbering.append(parse_xml(f'<w:numIdMacAtCleanup {nsdecls("w")} w:val="1"/>'))

    own = changed(over(HOUSE, Listing((plain("A"),))), plant)
    made = opened(over(own, Listing((plain("one"), plain("two")), ordered=True), Listing((plain("dot"),))))
    tags = [child.tag.partition("}")[2] for child in made.part.numbering_part.element]
    assert tags == ["numPicBullet", "numPicBullet", "abstractNum", "abstractNum", "num", "num", "numIdMacAtCleanup"]


def test_bookmarks_of_a_firm_share_neither_name_nor_number_with_ours() -> None:
    own = changed(over(HOUSE, Contents(), Heading("Theirs")), lambda docx: docx.add_paragraph("{{block:summary}}"))
    made = over(own, Contents(), Heading("Ours"), Heading("Ours too"))
    assert repair_faults(made) == []
    marks = list(opened(made).element.body.iter(qn("w:bookmarkStart")))
    for attribute in ("w:id", "w:name"):
        assert len({mark.get(qn(attribute)) for mark in marks}) == len(marks) == 3


def test_a_character_style_of_the_firm_stands_for_the_marks_of_footnotes(tmp_path: Path) -> None:
    new_template(tmp_path / "firm", "full")
    file = tmp_path / "firm" / "template.docx"
    file.write_bytes(
        changed(file.read_bytes(), lambda docx: docx.styles.add_style("Firm Mark", WD_STYLE_TYPE.CHARACTER))
    )
    brand = tmp_path / "firm" / "brand.toml"
    brand.write_text('format = 1\n[styles]\n"footnote reference" = "Firm Mark"\n', encoding="utf-8")
    assert read_template(tmp_path / "firm").own_styles == {"footnote reference": "Firm Mark"}
    brand.write_text('format = 1\n[styles]\n"footnote reference" = "Note"\n"Note" = "Firm Mark"\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as error:
        read_template(tmp_path / "firm")
    said = " ".join(str(problem) for problem in error.value.problems)
    assert "has no character style “Note”" in said
    assert "has no paragraph style “Firm Mark”" in said
