"""Every document that is written opens without a repair, and everybody can read it.

Microsoft's own SDK judges it, our rules for what the SDK lets pass, and the rules of Word's and Excel's own checkers
of accessibility, whose planted faults are in test_accessibility.py.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from office import planted

from cxassess.report.accessibility import docx_barriers
from report.accessible_workbook import workbook_barriers
from report.every_document import DOCUMENTS, document, suffix
from report.open_xml_sdk import sdk_faults
from report.repair_rules import repair_faults
from report.workbook_cases import EXAMPLE_SHEETS


@pytest.fixture(scope="module", params=DOCUMENTS)
def name(request: pytest.FixtureRequest) -> str:
    """Each document in turn: all that judge it follow one another, so that one process writes it once."""
    return str(request.param)


def test_the_open_xml_sdk_finds_no_fault_in_any_document(name: str, demo_folder: Path, tmp_path: Path) -> None:
    assert sdk_faults(document(name, demo_folder), tmp_path / f"document.{suffix(name)}") == []


def test_no_document_has_what_word_or_excel_would_repair(name: str, demo_folder: Path) -> None:
    assert repair_faults(document(name, demo_folder)) == []


def test_nothing_stands_in_the_way_of_a_reader_of_any_document(name: str, demo_folder: Path) -> None:
    content = document(name, demo_folder)
    is_word = suffix(name) == "docx"
    barriers = docx_barriers(content, is_template=name == "starter") if is_word else workbook_barriers(content)
    assert [str(barrier) for barrier in barriers] == []


# ── each rule is seen to fail ────────────────────────────────────────────────────────────────────────────────

BODY, BOOK, STYLES = "word/document.xml", "xl/workbook.xml", "xl/styles.xml"
LOOKS, TYPES = "word/styles.xml", "[Content_Types].xml"
SUMMARY, SCORES, ANSWERS = (
    f"xl/worksheets/sheet{1 + EXAMPLE_SHEETS.index(name)}.xml" for name in ("Summary", "Scores", "Answers")
)
Plant = tuple[str, str, str]  # in this part, this pattern becomes that


@pytest.mark.parametrize(
    ("kind", "plant", "expected"),
    [
        ("docx", (BODY, r"<w:body>", r"<w:body><w:nonsense/>"), "invalid child element"),
        ("docx", (BODY, r'r:embed="[^"]*"', r'r:embed="rId999"'), "rId999"),
        ("xlsx", (STYLES, r"(<fonts .*?</fonts>)(<fills .*?</fills>)", r"\2\1"), "unexpected child element"),
    ],
    ids=["an unknown element", "a picture that is not there", "a wrong order"],
)
def test_the_open_xml_sdk_finds_a_planted_fault(
    report_and_workbook: Mapping[str, bytes], tmp_path: Path, kind: str, plant: Plant, expected: str
) -> None:
    spoiled = planted(report_and_workbook[kind], *plant)
    assert any(expected in fault for fault in sdk_faults(spoiled, tmp_path / f"spoiled.{kind}"))


WORD_PLANTS: Mapping[str, tuple[Plant, str]] = {
    "a cell without a paragraph": (
        (BODY, r"(<w:tc>(?:(?!<w:p>).)*)<w:p>(?:(?!</w:p>).)*</w:p></w:tc>", r"\1</w:tc>"),
        "does not end with a paragraph",
    ),
    "a row that is too short": ((BODY, r"<w:tc>(?:(?!</w:tc>).)*</w:tc></w:tr>", "</w:tr>"), "columns"),
    "two drawings of one id": ((BODY, r'<wp:docPr id="\d+"', '<wp:docPr id="7"'), "two drawings have the id 7"),
    "an open field": ((BODY, r'<w:r><w:fldChar w:fldCharType="end"/></w:r>', ""), "fields are not closed"),
    "an end too many": ((BODY, r'w:fldCharType="begin"', 'w:fldCharType="end"'), "ends before it begins"),
    "a link to nowhere": ((BODY, r'w:anchor="[^"]*"', 'w:anchor="nowhere"'), "leads to nowhere"),
    "two bookmarks of one name": (
        (BODY, r'(w:name="_Toc\d+"/>.*?w:name=)"_Toc\d+"', r'\1"_toc00000001"'),
        "two bookmarks are called _toc00000001",
    ),
    "a bookmark of a long name": ((BODY, r'w:name="_Toc\d+"', f'w:name="{"x" * 41}"'), "is too long"),
    "a style that is not there": ((BODY, r'<w:pStyle w:val="[^"]*"', '<w:pStyle w:val="Gone"'), "no style Gone"),
    "a style based on none": (
        (LOOKS, r'<w:basedOn w:val="[^"]*"', '<w:basedOn w:val="Gone"'),
        "no style Gone",
    ),
    "a list without its pattern": (
        ("word/numbering.xml", r'<w:abstractNumId w:val="[^"]*"', '<w:abstractNumId w:val="77"'),
        "there is no pattern 77",
    ),
    "a main part of no kind": (
        (TYPES, r'<Override PartName="/word/document.xml"[^>]*/>', ""),
        "/word/document.xml is declared as None",
    ),
    "a list that is not there": (
        (BODY, r"(<w:pStyle [^>]*>)", r'\1<w:numPr><w:numId w:val="99"/></w:numPr>'),
        "no list 99",
    ),
}


@pytest.mark.parametrize("name", WORD_PLANTS)
def test_what_word_would_repair_is_found(report_and_workbook: Mapping[str, bytes], name: str) -> None:
    plant, expected = WORD_PLANTS[name]
    many = 2 if name == "two drawings of one id" else 1
    faults = repair_faults(planted(report_and_workbook["docx"], *plant, count=many))
    assert any(expected in fault for fault in faults), faults


EXCEL_PLANTS: Mapping[str, tuple[Plant, str]] = {
    "a row before its place": ((SUMMARY, '<row r="6"', '<row r="2"'), "row 2 follows row 5"),
    "a cell twice": ((SUMMARY, r'(<row r="6"[^>]*>)(<c .*?</c>)', r"\1\2\2"), "A6 is out of its order in row 6"),
    "a cell of another row": ((SUMMARY, r'(<row r="6"[^>]*><c r=")A6', r"\1A99"), "A99 is out of its order in row 6"),
    "a text that is not there": ((SUMMARY, r't="s"><v>\d+<', 't="s"><v>99999<'), "there is no text 99999"),
    "a main part of no kind": (
        (TYPES, r'<Override PartName="/xl/workbook.xml"[^>]*/>', ""),
        "/xl/workbook.xml is declared as None",
    ),
    "overlapping merges": ((SUMMARY, "<mergeCells[^>]*>", r'\g<0><mergeCell ref="A20:F30"/>'), "overlap"),
    "a name like a cell": ((BOOK, "<definedNames>", r'\g<0><definedName name="Q001">1</definedName>'), "name Q001"),
    "a name with a blank": ((BOOK, "<definedNames>", r'\g<0><definedName name="a b">1</definedName>'), "name a b"),
    "a name twice": (
        (BOOK, "<definedNames>", r'\g<0><definedName name="cx">1</definedName><definedName name="CX">1</definedName>'),
        "cx of sheet - stands there twice",
    ),
    "choices that are too long": (
        (ANSWERS, "(<dataValidation [^>]*>)<formula1>[^<]*<", rf'\1<formula1>"{"x," * 200}"<'),
        "longer than 255",
    ),
    "a long message": ((ANSWERS, r'(<dataValidation [^>]*) error="[^"]*"', rf'\1 error="{"x" * 256}"'), "the error of"),
    "an open bracket": ((SCORES, "<f>[^<]*</f>", "<f>SUM(A1</f>"), "=SUM(A1 cannot be read"),
    "half a formula": ((SCORES, "<f>[^<]*</f>", "<f>A1+</f>"), "=A1+ cannot be read"),
    "half a condition": ((SCORES, "<formula>[^<]*</formula>", "<formula>AND(</formula>"), "cannot be read"),
    "a reference to nothing": ((SCORES, "<f>[^<]*</f>", "<f>1+#REF!</f>"), "points nowhere"),
    "a sheet that is not there": ((SCORES, "<f>[^<]*</f>", "<f>'Old one'!A1</f>"), "there is no sheet Old one"),
    "a long text in a formula": ((SCORES, "<f>[^<]*</f>", f'<f>"{"x" * 256}"</f>'), "longer than 255"),
    "a long sheet name": ((BOOK, 'name="Summary"', f'name="{"x" * 32}"'), "none that Excel allows"),
    "a quoted sheet name": ((BOOK, 'name="Summary"', "name=\"'x'\""), "none that Excel allows"),
    "two sheets of one name": ((BOOK, 'name="Summary"', 'name="SCORES"'), "two sheets are called scores"),
    "a link to nowhere": ((SUMMARY, r'location="[^"]*"', "location=\"'Gone'!A1\""), "which is not there"),
    "a high row": ((SUMMARY, r'(<row [^>]*) ht="[^"]*"', r'\1 ht="500"'), "is 500 high"),
    "a long foot": ((SUMMARY, "<oddFooter>", f"<oddFooter>{'x' * 256}"), "the oddFooter has"),
    "a long text": (("xl/sharedStrings.xml", r"<t[^>]*>", rf"\g<0>{'x' * 32_768}"), "a cell holds"),
    "two drawings of one id": (
        ("xl/drawings/drawing2.xml", r'<xdr:cNvPr id="3"', '<xdr:cNvPr id="2"'),
        "two drawings have the id",
    ),
    "more links than Excel keeps": ((SUMMARY, "<hyperlink [^>]*>", r"\g<0>" * 65_531), "Excel keeps 65530"),
}


@pytest.mark.parametrize("name", EXCEL_PLANTS)
def test_what_excel_would_repair_is_found(report_and_workbook: Mapping[str, bytes], name: str) -> None:
    plant, expected = EXCEL_PLANTS[name]
    faults = repair_faults(planted(report_and_workbook["xlsx"], *plant))
    assert any(expected in fault for fault in faults), faults


TABLE = "xl/tables/table1.xml"


def small_table() -> bytes:
    """A workbook with a table, of which ours have none."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    table = {"columns": [{"header": "practice"}, {"header": "score"}], "name": "scores"}
    book.add_worksheet("Scores").add_table("B2:C4", table)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        ((TABLE, 'name="score"', 'name="Score"'), "names 'Score', its head is 'score'"),
        ((TABLE, 'name="score"', 'name="Practice"'), "has two columns practice"),
        ((TABLE, r'ref="B2:C4"', 'ref="B2:D4"'), "has 2 names for 3 columns"),
        ((TABLE, r'name="scores"', 'name="R1"'), "the name R1 of a table"),
        (
            ("xl/worksheets/sheet1.xml", "</sheetData>", r'\g<0><mergeCells><mergeCell ref="C4:D4"/></mergeCells>'),
            "overlap",
        ),
    ],
)
def test_what_excel_would_repair_in_a_table_is_found(plant: Plant, expected: str) -> None:
    assert repair_faults(small_table()) == []
    faults = repair_faults(planted(small_table(), *plant))
    assert any(expected in fault for fault in faults), faults
