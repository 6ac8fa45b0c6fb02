"""The page and the sheet of the mirror: each side on its own scale, and nothing of a group that is too small."""

import io
from datetime import date

import pytest
from method.tables import averaging
from office import docx_text
from openpyxl import load_workbook
from people import PACK, WAVE, engagement

from cxassess import frames
from cxassess.explain import explain
from cxassess.files.data import shipped
from cxassess.files.mirror_form import read_form
from cxassess.files.packs import find_pack, read_pack
from cxassess.files.templates import find_template, read_template
from cxassess.mirror import read_mirror
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.model.mirror import MirrorAnswer, MirrorAnswers, MirrorResponse, Panel
from cxassess.overview import mirror_comments
from cxassess.pipeline import assess
from cxassess.report.blocks import Picture
from cxassess.report.compose import compose
from cxassess.report.mirror_figures import MirrorBars
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.serialise import as_json
from cxassess.words import read_words

GERMAN = read_pack(find_pack("cx-maturity"), "de")
CUSTOMERS = {"STR7": "1" * 40 + "4" * 20, "DSN7": "2" * 10 + "5" * 50, "GOV8": "445" + "D" * 57}
RATINGS = {"STR7": 4.2, "DSN7": 1.8}


def made(customers: int = 60, partners: int = 0, language: str = "en", reached: str = "Drawn by lot.") -> Assessment:
    form = read_form(shipped("mirrors") / "cx-mirror", language)

    def said(item: str, n: int) -> MirrorAnswer:
        return MirrorAnswer(item, CUSTOMERS[item][n].replace("D", "DK"), "secret words")

    def people(panel: Panel, count: int) -> list[MirrorResponse]:
        return [
            MirrorResponse(f"{panel} {n}", panel, language, {item: said(item, n) for item in CUSTOMERS})
            for n in range(count)
        ]

    responses = (*people("customers", customers), *people("partners", partners))
    answers = MirrorAnswers(form, responses, {"customers": reached} if reached else {})
    pack = GERMAN if language == "de" else PACK
    settings = engagement(pack, language=language)
    return assess(pack, settings, WAVE, averaging(5, RATINGS), mirror=answers if responses else None)


def page_of(assessment: Assessment) -> str:
    words = read_words(assessment.pack.language)
    document = compose(assessment, Commentary(), words, ("mirror",), "0" * 8)
    return docx_text(write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12)))


def test_without_answers_from_outside_there_is_no_page_and_no_sheet() -> None:
    without = made(0)
    assert page_of(without).strip() == ""
    assert "Mirror" not in load_workbook(io.BytesIO(write_workbook(without, read_words()))).sheetnames


def test_the_page_says_what_does_not_fit_and_how_people_were_reached() -> None:
    page = page_of(made()).replace("\xa0", " ")
    assert "[Heading 1] One practice that is rated high inside finds few who agree outside." in page
    assert "33 % of the 60 customers who answered agree with “Keeps its promises”" in page
    assert "83 % of the 60 customers who answered agree with “Looks after people when it matters”" in page
    assert "Customers: Drawn by lot." in page
    assert "How they were reached is not on record" in page_of(made(reached=""))


def test_a_level_and_a_share_have_no_axis_in_common() -> None:
    document = compose(made(), Commentary(), read_words(), ("mirror",), "0" * 8)
    (figure,) = (block.figure for block in document.sections["mirror"] if isinstance(block, Picture))
    assert isinstance(figure, MirrorBars)
    row = figure.rows[0]
    assert (row.level, row.inside) == (4, "4.2 · level 4")  # cells and words, no place on an axis
    assert [bar.share for bar in row.bars] == [pytest.approx(1 / 3)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_panel_that_is_too_small_appears_nowhere_but_in_its_number(language: str) -> None:
    few = made(60, 4, language)
    page, data = page_of(few), as_json(few)["mirror"]
    assert read_words(language).say("mirror.panel_partners") not in page
    assert data["panels"]["partners"] == {"n": 4, "reached": None, "shown": False}
    for item in data["items"]:
        hidden = item["panels"]["partners"]
        assert {hidden[key] for key in ("agree", "cant_say", "share", "low", "high", "found")} == {None}


def test_a_sentence_with_too_few_answers_is_not_shown_though_its_panel_is() -> None:
    data = as_json(made())["mirror"]
    (item,) = (item for item in data["items"] if item["practice"] == "GOV8")
    assert item["panels"]["customers"] | {"n": 3, "why": "withheld"} == item["panels"]["customers"]
    assert item["panels"]["customers"]["share"] is None
    assert "too few" in page_of(made())


def test_what_people_wrote_is_in_no_output() -> None:
    made_ = made(60, 20)
    book = load_workbook(io.BytesIO(write_workbook(made_, read_words())))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "secret words" not in page_of(made_) + str(as_json(made_)) + " ".join(cells)


def test_comments_on_a_sentence_with_too_few_answers_are_as_hidden_as_its_share() -> None:
    form = read_form(shipped("mirrors") / "cx-mirror")
    said = {"STR7": "of many", "GOV8": "of few"}
    people = [
        MirrorResponse(str(n), "customers", "en", {
            item: MirrorAnswer(item, "4" if item == "STR7" or n < 3 else "DK", words) for item, words in said.items()
        }) for n in range(8)
    ]  # fmt: skip
    given = MirrorAnswers(form, tuple(people))
    mirror = read_mirror(given, 5)
    assert mirror is not None
    told = "\n".join(mirror_comments(given, mirror, read_words()))
    assert ("of many" in told, "of few" in told) == (True, False)


def test_the_sheet_say_and_do_tells_that_customers_agree_with_a_sentence() -> None:
    sheet = load_workbook(io.BytesIO(write_workbook(made(60), read_words())))["Say and do"]
    (cell,) = (row[9].value for row in sheet.iter_rows() if row[1].value == "STR7")
    assert cell == "Agree: “Keeps its promises”"


def test_the_sheet_has_a_row_a_sentence_and_panel_with_a_live_rating() -> None:
    book = load_workbook(io.BytesIO(write_workbook(made(60, 20), read_words())))
    sheet = book["Mirror"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=6)]
    assert [row[5] for row in rows] == ["Customers", "Partners"]
    assert str(rows[0][2]).startswith("=Practices!")
    assert rows[0][7:9] == [20, 60]
    assert rows[0][9] == pytest.approx(1 / 3)
    assert rows[0][13] == "strong inside, few agree"


def test_the_frame_and_the_path_say_the_same_as_the_json() -> None:
    assessment = made(60, 4)
    data = as_json(assessment)["mirror"]["items"][0]["panels"]["customers"]
    table = frames.mirror(assessment).set_index(["practice", "panel"])
    assert table.loc[("STR7", "customers"), "share"] == data["share"]
    assert table.loc[("STR7", "partners"), "why"] == "withheld"
    told = "\n".join(explain(assessment, "mirror.STR7", read_words())).replace("\xa0", " ")
    assert "Customers: 20 of 60 agree, 33 % (23 % to 46 %); 0 could not say" in told
    assert "Partners: 4 answered, fewer than 5: withheld" in told
    assert "customers who answered agree with" in told
