"""The page and the sheet on software: there where somebody filled in the form, one page at most, with live ratings."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from libreoffice import converted
from method.tables import averaging
from office import docx_text
from openpyxl import load_workbook
from people import PACK, WAVE, engagement
from pypdf import PdfReader

from cxassess.files.packs import find_pack, read_pack
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.model.software import FUNCTIONS, FunctionEntry
from cxassess.pipeline import assess
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.report.workbook.layout import Layout
from cxassess.words import read_words
from report.workbook_oracle import recalculated

NOTHING = FunctionEntry(products=())
GERMAN = read_pack(find_pack("cx-maturity"), "de")
HIGH = {"MEA3": 4.2, "CUN2": 4.1, "MEA7": 4.4, "DSN7": 4.0}


def made(
    software: Mapping[str, FunctionEntry], ratings: Mapping[str, float] = HIGH, language: str = "en"
) -> Assessment:
    pack = GERMAN if language == "de" else PACK
    responses = averaging(3, ratings)
    return assess(pack, engagement(pack, language=language), WAVE, responses, software=software)


def page_of(assessment: Assessment, own: Commentary | None = None) -> bytes:
    words = read_words(assessment.pack.language)
    document = compose(assessment, own or Commentary(), words, ("software",), "0" * 8)
    return write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12))


def test_without_a_form_nothing_is_printed() -> None:
    without = made({})
    assert docx_text(page_of(without)).strip() == ""
    book = load_workbook(io.BytesIO(write_workbook(without, read_words())))
    assert "Software" not in book.sheetnames


def test_a_row_says_what_was_said_and_a_dash_is_not_nobody() -> None:
    entries = {
        "channels": FunctionEntry(("Callboard", "Ticketwise"), ("Service",), "no", "Chat is missing", paid=True),
        "social": NOTHING,
        "text": FunctionEntry(("Themefinder",), (), "dont_know", paid=True),
        "emotion": FunctionEntry(("Paper cards",)),
    }
    text = docx_text(page_of(made(entries, {})))
    rows = {line.partition(" |")[0]: line for line in text.splitlines() if " | " in line}
    told = "\n".join(line for line in text.splitlines())
    for part in ("Callboard, Ticketwise", "Chat is missing", "nothing named", "nobody", "Paper cards", "not known"):
        assert part in told, rows
    assert told.count("nobody") == 2  # in its cell, and in the finding


def test_the_heading_asks_for_what_weighs_most() -> None:
    unused = {"text": FunctionEntry(("Themefinder",), (), "no", paid=True)}
    assert "paid for and not put to use" in docx_text(page_of(made(unused)))
    assert "is rated high on what no software is named for" in docx_text(page_of(made({**unused, "emotion": NOTHING})))
    used = {"text": FunctionEntry(("Themefinder",), ("Insight",), "no", paid=True)}
    assert "not fully trusted" in docx_text(page_of(made(used)))
    sound = {"text": FunctionEntry(("Themefinder",), ("Insight",), "yes", paid=True)}
    assert "Software is named for one of five functions" in docx_text(page_of(made(sound)))


def test_a_consultants_sentence_stands_in_place_of_the_computed_one() -> None:
    own = Commentary(sections={"software": "We saw the spreadsheet."})
    assert "We saw the spreadsheet." in docx_text(page_of(made({"text": NOTHING}), own))


LONG = FunctionEntry(
    products=tuple(
        f"Product with the longest name that the file takes, by a maker of long names {n:02}" for n in range(20)
    ),
    used_by=tuple(
        f"Team with the longest name that the file takes, in a company of long names {n:02}" for n in range(20)
    ),
    trusted="no",
    why="They say why not. " * 11,
    paid=True,
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_stays_one_whatever_people_wrote(language: str, needs: Callable[[str], str], tmp_path: Path) -> None:
    crowd = dict.fromkeys(FUNCTIONS, LONG)
    low = {"MEA2": 1.0, "MEA3": 1.0, "MEA6": 1.0, "CUN2": 1.0, "MEA7": 1.0, "DSN7": 1.0, "CUN5": 1.0, "CUN6": 1.0}
    every = dict.fromkeys(low, 5.0)
    files = {
        "crowd.docx": page_of(made(crowd, low, language)),
        "nothing.docx": page_of(made(dict.fromkeys(FUNCTIONS, NOTHING), every, language)),
    }
    pages = {p.stem: len(PdfReader(p).pages) for p in converted(needs("soffice"), files, "pdf", tmp_path).values()}
    assert pages == {"crowd": 1, "nothing": 1}


def test_the_question_in_the_workbook_follows_the_rating() -> None:
    assessment = made({"text": NOTHING, "online": NOTHING, "channels": replace(LONG, products=("A",))})
    content = write_workbook(assessment, read_words())
    sheet = load_workbook(io.BytesIO(content), data_only=True)["Software"]
    cells = {
        (row[0].value, str(row[1].value).split()[0]): row[5] for row in sheet.iter_rows(min_row=12) if row[1].value
    }
    cells = {
        key: cell for key, cell in cells.items() if cell.value or key[0] in {"Meaning from text", "Online behaviour"}
    }
    asked = {key for key, cell in cells.items() if cell.value}
    assert {("Meaning from text", "CUN2"), ("Meaning from text", "MEA7")} <= asked
    assert ("Online behaviour", "CUN2") not in asked  # rated 4.1, and only level 5 leans on it
    layout = Layout(assessment)
    agreed = layout.columns["agreed"]
    row = {id: layout.practice_rows[id] for id in ("CUN2", "MEA7")}
    changed = recalculated(
        content, {("Practices", f"{agreed}{row['CUN2']}"): 5, ("Practices", f"{agreed}{row['MEA7']}"): 3}
    )
    now = {key: changed[("Software", cell.coordinate)] for key, cell in cells.items() if key[1] in row}
    assert now[("Meaning from text", "MEA7")] in ("", None)
    assert (
        now[("Online behaviour", "CUN2")]
        == now[("Meaning from text", "CUN2")]
        == "rated high, nothing named: ask how it is done"
    )
