"""Captions, references, footnotes, lists and pages on their side: as Word counts and keeps them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from office import docx_text, parts
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from people import assessed

from cxassess.display import r1
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words
from report.test_word import FRONT, LEADERS, TEMPLATE, report

CAPTION = re.compile(r"((?:Figure|Table) \d+)\. ")


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return assessed([*LEADERS, *FRONT])


@pytest.fixture(scope="module")
def content(assessment: Assessment) -> bytes:
    return report(assessment)


def opened(content: bytes) -> DocumentObject:
    return Document(BytesIO(content))


def captions(content: bytes) -> list[str]:
    """“Table 3” of every caption in order, also of those in columns."""
    document = opened(content)
    every = [Paragraph(p, document) for p in document.element.body.iter(qn("w:p"))]
    found = [CAPTION.match(p.text) for p in every if p.style is not None and p.style.name == "Caption"]
    assert all(found)
    return [match[1] for match in found if match]


def bookmarks(document: DocumentObject) -> dict[str, str]:
    """The text that each bookmark holds."""
    body = document.element.body
    return {
        mark.get(qn("w:name")): "".join(
            t.text for e in mark.itersiblings() if e.tag == qn("w:r") for t in e.iter(qn("w:t"))
        )
        for mark in body.iter(qn("w:bookmarkStart"))
    }


# ── captions and references ──────────────────────────────────────────────────────────────────────────────────


def test_figures_and_tables_are_numbered_in_the_order_of_the_report(content: bytes) -> None:
    labels = captions(content)
    for kind in ("Figure", "Table"):
        numbers = [int(label.split()[1]) for label in labels if label.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 5


def test_word_counts_the_captions_itself(content: bytes) -> None:
    body = parts(content)["word/document.xml"].decode()
    assert body.count("SEQ Figure ") + body.count("SEQ Table ") == len(captions(content))


def test_a_reference_says_the_number_that_its_caption_has(content: bytes) -> None:
    document = opened(content)
    held = bookmarks(document)
    body = parts(content)["word/document.xml"].decode()
    references = re.findall(r" REF (\w+) \\h </w:instrText>.*?<w:t[^>]*>([^<]*)</w:t>", body)
    assert len(references) > 5
    for name, said in references:
        assert held[name].startswith(said)


def test_a_sentence_that_leans_on_a_table_goes_where_the_outline_leaves_that_out(assessment: Assessment) -> None:
    def text(*sections: str) -> str:
        document = compose(assessment, Commentary(), read_words(), sections, "0123abcd")
        return docx_text(write_docx(document, TEMPLATE.docx, assessment.wave.as_of))

    assert "How the answers fell: Figure" in text("disciplines", "answers")
    alone = text("disciplines")
    assert "Gap: distance to the target" in alone
    assert "How the answers fell" not in alone


def test_no_two_bookmarks_or_drawings_share_a_number_also_not_with_a_firms_own(tmp_path: Path) -> None:
    firm = opened(TEMPLATE.docx)
    firm.add_paragraph("{{block:profile}}")
    own = firm.add_paragraph("Our page")
    start = own._p.makeelement(qn("w:bookmarkStart"), {qn("w:id"): "3", qn("w:name"): "ours"})
    own._p.append(start)
    own._p.append(own._p.makeelement(qn("w:bookmarkEnd"), {qn("w:id"): "3"}))
    out = BytesIO()
    firm.save(out)
    made = assessed([*LEADERS, *FRONT])
    document = compose(made, Commentary(), read_words(), ["profile"], "0123abcd")
    body = opened(write_docx(document, out.getvalue(), made.wave.as_of)).element.body
    for tag, attribute in ((qn("w:bookmarkStart"), qn("w:id")), (qn("wp:docPr"), "id")):
        numbers = [element.get(attribute) for element in body.iter(tag)]
        assert len(numbers) == len(set(numbers)) > 1


# ── footnotes ────────────────────────────────────────────────────────────────────────────────────────────────


def test_sources_stand_at_the_foot_of_the_page_that_leans_on_them(content: bytes) -> None:
    notes = parts(content)["word/footnotes.xml"].decode()
    marks = re.findall(r'<w:footnoteReference w:id="(\d+)"/>', parts(content)["word/document.xml"].decode())
    assert marks == [str(n) for n in range(1, len(marks) + 1)]
    assert notes.count("<w:footnoteRef/>") == len(marks) >= 3
    assert "Closing the Delivery Gap" in notes


def test_a_firms_own_footnotes_stay_and_ours_are_counted_on(content: bytes, assessment: Assessment) -> None:
    document = compose(assessment, Commentary(), read_words(), ["perception"], "0123abcd")
    again = write_docx(document, with_slot(content, "{{block:perception}}"), assessment.wave.as_of)
    numbers = [int(n) for n in re.findall(r'<w:footnote w:id="(\d+)"', parts(again)["word/footnotes.xml"].decode())]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == parts(content)["word/footnotes.xml"].decode().count("<w:footnoteRef/>") + 1


def with_slot(content: bytes, slot: str) -> bytes:
    """A report as a firm's template: its own pages, and one slot more."""
    document = opened(content)
    document.add_paragraph(slot)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lists_in_the_consultants_words_are_words_own_and_each_starts_from_one(assessment: Assessment) -> None:
    lists = "First:\n\n1. one\n2. two\n\nThen:\n\n1) three\n\n- a dash\n- another"
    sections = {"summary": lists, "design": "1. not\na list"}
    made = opened(report(assessment, Commentary(sections=sections)))
    listed = [p for p in made.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None]
    listed = [p for p in listed if not p.text.startswith("“")]  # the product's own, on say and do
    styles, texts = zip(*((p.style.name if p.style else "", p.text) for p in listed), strict=True)
    ids = [int(next(p._p.iter(qn("w:numId"))).get(qn("w:val"), "")) for p in listed]
    assert texts == ("one", "two", "three", "a dash", "another")
    assert styles == (*["List Number"] * 3, *["List Bullet"] * 2)
    assert ids[0] == ids[1] != ids[2]
    numbering = made.part.numbering_part.element
    for id in {*ids}:
        (instance,) = (num for num in numbering.findall(qn("w:num")) if int(num.get(qn("w:numId"))) == id)
        assert instance.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(qn("w:val")) == "1"
    assert "1. not\na list" in docx_text(report(assessment, Commentary(sections=sections)))


# ── pages on their side ──────────────────────────────────────────────────────────────────────────────────────


def test_the_roadmap_lies_on_its_side_between_upright_pages(content: bytes) -> None:
    sections = list(opened(content).sections)
    assert [s.orientation for s in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    upright, wide, after = sections
    assert (wide.page_width, wide.page_height) == (upright.page_height, upright.page_width)
    assert (after.page_width, after.page_height) == (upright.page_width, upright.page_height)


def test_only_the_cover_has_a_first_page_of_its_own_and_headers_go_on(content: bytes) -> None:
    upright, wide, after = opened(content).sections
    assert [s.different_first_page_header_footer for s in (upright, wide, after)] == [True, False, False]
    assert upright.header.paragraphs[0].text == wide.header.paragraphs[0].text == after.header.paragraphs[0].text
    stops = [s.header.paragraphs[0].paragraph_format.tab_stops[0].position for s in (upright, wide)]
    assert stops[1] - stops[0] == (wide.page_width or 0) - (upright.page_width or 0)


def test_its_tables_are_as_wide_as_the_page_allows(content: bytes) -> None:
    widths = {sum(int(c.get(qn("w:w"))) for c in t._tbl.tblGrid) for t in opened(content).tables}
    assert max(widths) == pytest.approx(Mm(297 - 46).twips, abs=30)


def test_a_template_that_lies_on_its_side_stays_as_it_is(assessment: Assessment) -> None:
    firm = opened(TEMPLATE.docx)
    section = firm.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    out = BytesIO()
    firm.save(out)
    document = compose(assessment, Commentary(), read_words(), ["method", "roadmap"], "0123abcd")
    made = opened(write_docx(document, out.getvalue(), assessment.wave.as_of))
    assert [s.orientation for s in made.sections] == [WD_ORIENT.LANDSCAPE]
    label = next(p for p in made.paragraphs if p.text == "Roadmap")
    assert label.paragraph_format.page_break_before


# ── charts ───────────────────────────────────────────────────────────────────────────────────────────────────


def embedded(content: bytes, *, values: bool) -> list[Worksheet]:
    """The sheet behind each chart, with the values or the formulas of its cells."""
    files = parts(content)
    names = [name for name in sorted(files) if name.endswith(".xlsx")]
    return [load_workbook(BytesIO(files[name]), data_only=values)["Data"] for name in names]


def test_a_chart_holds_its_numbers_as_they_are_printed(content: bytes, assessment: Assessment) -> None:
    radar = next(
        sheet
        for sheet in embedded(content, values=True)
        if sheet["B1"].value == "Today" and sheet["C1"].value == "Target"
    )
    rows = {row[3]: row for row in radar.iter_rows(min_row=2, max_col=4, values_only=True)}
    for discipline in assessment.pack.disciplines:
        score = assessment.discipline(discipline.id)
        label, today, target, _ = rows[discipline.short]
        assert today == r1(score.value or 0)
        assert target == score.target
        assert label == f"{discipline.short}\n{today:.1f} / {target:.1f}"


def test_the_labels_around_a_radar_follow_its_data(content: bytes) -> None:
    formulas = [sheet["A2"].value for sheet in embedded(content, values=False)]
    assert '=D2&CHAR(10)&IF(B2="","–",FIXED(B2,1))&" / "&IF(C2="","–",FIXED(C2,1))' in formulas


def test_every_chart_says_in_words_what_it_shows(content: bytes) -> None:
    body = parts(content)["word/document.xml"].decode()
    charts = re.findall(r'<wp:docPr id="\d+" name="Chart \d+" descr="([^"]*)"', body)
    assert len(charts) == 2
    assert all(len(alt) > 40 for alt in charts)


def test_a_chart_follows_the_theme_where_its_colour_is_one_of_it(assessment: Assessment) -> None:
    document = compose(assessment, Commentary(), read_words(), ["profile"], "0123abcd")
    made = parts(write_docx(document, TEMPLATE.docx, assessment.wave.as_of, TEMPLATE.brand))
    (chart,) = (xml.decode() for name, xml in made.items() if name.startswith("word/charts/chart"))
    assert '<a:schemeClr val="accent1"/>' in chart
    assert TEMPLATE.brand.hex("main") not in chart


def test_a_pdf_has_pictures_in_their_place(assessment: Assessment) -> None:
    document = compose(assessment, Commentary(), read_words(), ["profile"], "0123abcd")
    made = write_docx(document, TEMPLATE.docx, assessment.wave.as_of, editable=False)
    assert not [name for name in parts(made) if "chart" in name]
    alts = [drawing.get("descr") for drawing in opened(made).element.body.iter(qn("wp:docPr"))]
    assert [alt.split(":")[0] for alt in alts] == [
        "Score and target of each discipline, widest gap first",
        "Radar of the disciplines, today and target",
    ]
