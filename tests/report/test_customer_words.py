"""Customers' words in the documents: what goes with what, quotes that were approved, and nothing that was withheld."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from office import docx_text
from openpyxl import load_workbook

from cxassess.comments.counting import Said, count_comments
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.comments import CodeFrame, Comment, QuoteDecision, Theme
from cxassess.model.engagement import Commentary
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from report.test_summary import CASES

FRAME = CodeFrame(
    (
        Theme("waiting", {"en": "Waiting"}, {"en": ("wait*",)}),
        Theme("kindness", {"en": "Kindness"}, {"en": ("kind",)}),
        Theme("bill", {"en": "Bill"}, {"en": ("bill",)}),
    )
)


def said(text: str, scores: Sequence[int], place: str = "Shop", metric: str = "csat.1_5") -> list[Comment]:
    return [Comment(text, "a.csv", 2, date(2025, 5, 2), place, "", "en", {metric: float(score)}) for score in scores]


def assessed(*comments: Comment, **approved: str) -> Assessment:
    decisions = {c.key: QuoteDecision(c.key, "approved", approved[c.text]) for c in comments if c.text in approved}
    counts = count_comments([Said("a.csv", comments)], FRAME, "en", 5, decisions)
    return replace(next(iter(CASES.values()))(), comments=counts)


def text_of(assessment: Assessment, language: str = "en") -> str:
    document = compose(assessment, Commentary(), read_words(language), ("words",), "0" * 8, "client")
    return docx_text(write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12)))


TOLD = (
    *said("I wait", [1, 2] * 20),
    *said("kind", [4, 5] * 20, "Chat"),
    *said("Fine", [3, 4] * 20),
    *said("my bill", [3]),
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_says_what_goes_with_what_and_claims_no_cause(language: str) -> None:
    told = text_of(assessed(*TOLD), language)
    assert ("go with the worst scores" if language == "en" else "gehen mit der schlechtesten Bewertung einher") in told
    assert not any(word in told.casefold() for word in ("because", "leads to", "drives", "führt zu", "bewirkt"))


def test_the_heading_names_the_theme_that_scores_worst_and_the_commonest() -> None:
    told = text_of(assessed(*TOLD)).replace("\xa0", " ")
    assert "Customers who write about “Waiting” score 2.5 points worse than the others" in told
    assert "most comments are about “Kindness” (33 %)" in told


def test_effort_that_is_lower_is_the_better_one() -> None:
    told = (*said("I wait", [4, 5] * 20, metric="ces1.1_5.down"), *said("kind", [1, 2] * 20, metric="ces1.1_5.down"))
    shown = text_of(assessed(*told))
    assert "Comments on “Waiting” go with the worst scores (effort, 1 to 5): 4.5" in shown
    assert "Customers who write about “Waiting” score 3.0 points worse" in shown


def test_a_theme_that_few_name_is_left_out_and_told_of() -> None:
    told = text_of(assessed(*TOLD))
    assert "my bill" not in told
    assert "One theme that fewer than 5 comments name is left out." in told


def test_only_approved_words_are_printed_in_report_and_workbook() -> None:
    made = assessed(*TOLD, **{"I wait": "I […]"})
    told = text_of(made)
    assert "“I […]”" in told
    assert "Shop, Q2 2025" in told
    assert "“kind”" not in told
    sheet = load_workbook(BytesIO(write_workbook(made, read_words())))["Customer words"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "“I […]”" in cells
    assert not any(text in cells for text in ("“kind”", "kind", "I wait", "my bill"))


def test_without_comments_there_is_no_page_and_no_sheet() -> None:
    made = next(iter(CASES.values()))()
    assert made.comments is None
    assert compose(made, Commentary(), read_words(), ("words",), "0" * 8).sections["words"] == ()
    assert "Customer words" not in load_workbook(BytesIO(write_workbook(made, read_words()))).sheetnames
