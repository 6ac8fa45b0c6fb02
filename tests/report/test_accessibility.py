"""What would stand in the way of a reader is found: each rule of Word's and Excel's own checkers, with a planted fault.

That no document has any of it is a test in test_soundness.py.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from files.building import done_well, run
from office import planted

from cxassess.files.templates import new_template, read_template, warnings_of
from cxassess.report.accessibility import LONGEST_ALT, docx_barriers
from report.accessible_workbook import workbook_barriers
from report.workbook_cases import EXAMPLE_SHEETS

BODY, STYLES, CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
BOOK, SUMMARY = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
ANSWERS_AT = EXAMPLE_SHEETS.index("Answers")
ANSWERS = f"xl/worksheets/sheet{ANSWERS_AT + 1}.xml"
EXCEL_STYLES, DRAWING = "xl/styles.xml", "xl/drawings/drawing1.xml"
Plant = tuple[str, str, str]  # in this part, this pattern becomes that


# ── each rule is seen to fail ────────────────────────────────────────────────────────────────────────────────

BLANK = "<w:p/>"
INNER = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
FLOATING = (
    '<w:body><w:p><w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="99" name="Bird" descr="A bird"/></wp:anchor></w:drawing></w:r></w:p>'
)
WORD_PLANTS: Mapping[str, tuple[Plant, str]] = {
    "no title": ((CORE, "<dc:title>[^<]*</dc:title>", ""), "has no title"),
    "no language": ((STYLES, r"(<w:rPrDefault>.*?)<w:lang [^>]*/>", r"\1"), "does not say its language"),
    "no alt text": ((BODY, r'descr="[^"]*"', ""), "has no text for those who cannot see it"),
    "a blank alt text": ((BODY, r'descr="[^"]*"', 'descr=" "'), "has no text for those who cannot see it"),
    "a file name as alt text": (
        (BODY, r'descr="[^"]*"', 'descr="radar_v2.PNG"'),
        "“radar_v2.PNG”, which tells nothing",
    ),
    "a number as alt text": ((BODY, r'descr="[^"]*"', 'descr="Picture 3"'), "“Picture 3”, which tells nothing"),
    "an essay as alt text": ((BODY, r'descr="[^"]*"', f'descr="{"x " * LONGEST_ALT}"'), "2000 characters"),
    "a picture in a footer": (("word/header1.xml", r'descr="[^"]*"', ""), "header1: “Picture 1” has no text"),
    "a floating picture": ((BODY, "<w:body>", FLOATING), "“Bird” floats"),
    "no head row": ((BODY, "<w:tblHeader/>", ""), "has no head row that repeats"),
    "a head row in the middle": (
        (BODY, r"<w:trPr><w:tblHeader/></w:trPr>(.*?<w:tr\b[^>]*>)", r"\1<w:trPr><w:tblHeader/></w:trPr>"),
        "has a head row that is not its first",
    ),
    "a table in a table": ((BODY, "</w:p></w:tc>", f"</w:p>{INNER}<w:p/></w:tc>"), "holds another table"),
    "cells merged downwards": ((BODY, "<w:tcPr>", "<w:tcPr><w:vMerge/>"), "merged over several rows"),
    "a heading too deep": ((BODY, r'<w:outlineLvl w:val="1"/>', '<w:outlineLvl w:val="3"/>'), "heading of level 4"),
    "empty paragraphs": ((BODY, "<w:sectPr", f"{BLANK * 2}<w:sectPr"), "several empty paragraphs"),
    "empty paragraphs in a cell": ((BODY, "</w:p></w:tc>", f"</w:p>{BLANK * 2}</w:tc>"), "several empty paragraphs"),
    "spaces": ((BODY, r"(<w:t xml:space=\"preserve\">\w+) ", r"\1    "), "several spaces or tabs"),
    "tabs": ((BODY, "<w:tab/>", "<w:tab/>" * 3), "several spaces or tabs"),
    "a faint run": (
        (BODY, r"<w:r><w:t xml", r'<w:r><w:rPr><w:color w:val="999999"/></w:rPr><w:t xml'),
        "is faint: #999999 on #FFFFFF has 2.8:1, at least 4.5:1",
    ),
    "a faint style": (
        (STYLES, r'(w:styleId="TableHead">.*?<w:color w:val=)"[0-9A-F]{6}"', r'\1"AAAAAA"'),
        "is faint: #AAAAAA on #FFFFFF",
    ),
    "dark on dark": (
        (BODY, r'(<w:shd [^>]*w:fill=)"F3F4F6"', r'\1"444444"'),
        "on #444444",
    ),
}


@pytest.mark.parametrize("name", WORD_PLANTS)
def test_a_barrier_in_a_report_is_found(report_and_workbook: Mapping[str, bytes], name: str) -> None:
    plant, expected = WORD_PLANTS[name]
    barriers = [str(barrier) for barrier in docx_barriers(planted(report_and_workbook["docx"], *plant))]
    assert any(expected in barrier for barrier in barriers), barriers


def test_automatic_text_is_white_on_a_dark_ground(report_and_workbook: Mapping[str, bytes]) -> None:
    look = '<w:r><w:rPr><w:color w:val="{}"/><w:shd w:val="clear" w:fill="222222"/></w:rPr><w:t xml'
    said = {
        colour: docx_barriers(planted(report_and_workbook["docx"], BODY, "<w:r><w:t xml", look.format(colour)))
        for colour in ("auto", "000000", "FFFFFF")
    }
    assert {colour: len(barriers) for colour, barriers in said.items()} == {"auto": 0, "000000": 1, "FFFFFF": 0}


def test_large_type_may_be_fainter_and_decoration_needs_no_words(
    report_and_workbook: Mapping[str, bytes],
) -> None:
    report = report_and_workbook["docx"]
    colour = '<w:r><w:rPr><w:color w:val="808080"/>{}</w:rPr><w:t xml'  # 3.9:1 on white
    large = planted(report, BODY, "<w:r><w:t xml", colour.format('<w:sz w:val="36"/>'))
    small = planted(report, BODY, "<w:r><w:t xml", colour.format('<w:sz w:val="34"/>'))
    assert (docx_barriers(large), len(docx_barriers(small))) == ([], 1)
    mark = (
        r'\1><a:extLst xmlns:a="a"><a:ext><d:decorative xmlns:d="http://schemas.microsoft.com/office/drawing/2017/'
        r'decorative" val="1"/></a:ext></a:extLst></wp:docPr>'
    )
    assert docx_barriers(planted(report, BODY, r'(<wp:docPr id="\d+" name="[^"]*") descr="[^"]*"/>', mark)) == []


EXCEL_PLANTS: Mapping[str, tuple[Plant, str]] = {
    "no title": ((CORE, "<dc:title>[^<]*</dc:title>", ""), "has no title"),
    "a usual sheet name": ((BOOK, 'name="Gaps"', 'name="Sheet1"'), "Sheet1 tells nothing"),
    "no alt text": ((DRAWING, r'descr="[^"]*"', ""), "has no text"),
    "a file name as alt text": ((DRAWING, r'descr="[^"]*"', 'descr="chart.png"'), "tells nothing"),
    "a head that scrolls away": ((ANSWERS, r"<pane [^>]*/>", ""), "Answers: its head row scrolls away"),
    "a head on the first page only": (
        (BOOK, rf'<definedName name="_xlnm.Print_Titles" localSheetId="{ANSWERS_AT}">[^<]*</definedName>', ""),
        "Answers: no row repeats",
    ),
    "cells merged downwards": ((SUMMARY, '<mergeCell ref="A17:F17"', '<mergeCell ref="A17:F18"'), "several rows"),
    "red numbers": ((EXCEL_STYLES, r'formatCode="[^"]*"', 'formatCode="0;[Red]-0"'), "by its colour"),
    "faint text": ((EXCEL_STYLES, 'rgb="FF1B2733"', 'rgb="FFBBBBBB"'), "#BBBBBB on #"),
    "a faint condition": (
        (EXCEL_STYLES, r'(<dxf><font><color rgb=)"[0-9A-F]{8}"', r'\1"FF888888"'),
        "a condition writes #888888",
    ),
}


@pytest.mark.parametrize("name", EXCEL_PLANTS)
def test_a_barrier_in_a_workbook_is_found(report_and_workbook: Mapping[str, bytes], name: str) -> None:
    plant, expected = EXCEL_PLANTS[name]
    barriers = workbook_barriers(planted(report_and_workbook["xlsx"], *plant, count=0))
    assert any(expected in barrier for barrier in barriers), barriers


# ── a firm's own template ────────────────────────────────────────────────────────────────────────────────────


def test_a_template_is_warned_of_what_stands_in_the_way_of_its_readers(tmp_path: Path) -> None:
    new_template(tmp_path / "firm", "full")
    file = tmp_path / "firm" / "template.docx"
    assert list(warnings_of(read_template(tmp_path / "firm"))) == []
    file.write_bytes(planted(file.read_bytes(), BODY, "<w:body>", "<w:body><w:p><w:r><w:t>A     B</w:t></w:r></w:p>"))
    said = done_well(run("template", "check", tmp_path / "firm"))
    assert "Note: template.docx, “A B”: several spaces or tabs in a row; use a tab stop or a table" in said
