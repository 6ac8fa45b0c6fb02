"""The page on say and do, and the summary beside it: one page each whatever was found, and nothing said twice."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from fuzz.test_opposite_claims import engagement
from libreoffice import converted
from method.tables import assessed, people
from office import docx_text
from pypdf import PdfReader

from cxassess.explain import explain
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment, Finding
from cxassess.model.engagement import Commentary
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.serialise import as_json
from cxassess.words import read_words
from report.every_document import example, word
from report.test_summary import CASES

FOUND = (*range(0, 60, 10), 430)  # engagements with outcomes and contradictions


def page_of(assessment: Assessment, *sections: str) -> bytes:
    document = compose(assessment, Commentary(), read_words(), sections, "0" * 8)
    return write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12))


def test_say_and_do_is_one_page_and_so_is_a_summary_that_opens_with_a_contradiction(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    made = {f"found {seed}": engagement(seed) for seed in FOUND}
    made |= {name: make() for name, make in list(CASES.items())[::4]}
    both = ("say_do", "summary")
    files = {f"{name} {section}.docx": page_of(a, section) for name, a in made.items() for section in both}
    pages = {p.stem: len(PdfReader(p).pages) for p in converted(needs("soffice"), files, "pdf", tmp_path).values()}
    assert {name: count for name, count in pages.items() if count > 1} == {}


def test_the_board_paper_stays_within_six_pages(demo_folder: Path, needs: Callable[[str], str], tmp_path: Path) -> None:
    files = {"board.docx": word(example(demo_folder), "board")}
    (made,) = converted(needs("soffice"), files, "pdf", tmp_path).values()
    assert len(PdfReader(made).pages) <= 6


def test_a_side_of_too_few_people_is_said_to_be_hidden_and_not_to_have_no_people() -> None:
    front = people("front_line", rest="2 2 2 2 2")
    made = assessed([*people("executive", rest="4 4 4 4"), *front], mode="confidential", minimum_group=5)
    hidden = "Fewer than 5 people are counted and not shown."
    assert hidden in docx_text(page_of(made, "say_do"))
    assert "Executives – (n = –), front line" in "\n".join(explain(made, "say_do.first_time", read_words()))
    told = next(theme for theme in as_json(made)["say_do"] if theme["id"] == "first_time")
    assert told["executive"] == {"value": None, "n": None}
    enough = assessed([*people("executive", rest="4 4 4 4 4"), *front], mode="confidential", minimum_group=5)
    assert hidden not in docx_text(page_of(enough, "say_do"))


def is_told(finding: Finding) -> bool:
    return finding.kind == "contradiction" and finding.about in {"STR7", "DSN6", "MEA7", "CUL6"}


def test_a_contradiction_stands_once_where_both_sections_are_printed() -> None:
    made, told = next((a, f.sentence) for a in map(engagement, range(500)) for f in a.findings if is_told(f))
    assert docx_text(page_of(made, "say_do", "outcomes")).count(told) == 1
    assert docx_text(page_of(made, "outcomes")).count(told) == 1
