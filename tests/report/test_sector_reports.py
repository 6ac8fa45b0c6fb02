"""A report of a sector speaks the sector's words from the cover to the last sheet."""

import io
import re
from datetime import date
from functools import cache

import pytest
from office import docx_text
from openpyxl import load_workbook
from people import assessed, everyone, person

from cxassess.files.data import shipped
from cxassess.files.packs import read_pack
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary, MetricEntry
from cxassess.report.compose import SECTIONS, compose
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.words import Words, read_words

VARIANTS = ("b2b", "public", "nonprofit")
OUTCOMES = [
    MetricEntry("csat", 0.7, 400, "2026", 0.78),
    MetricEntry("uptake", 0.61, None, "2026", 0.64),
    MetricEntry("repeat_contacts", 0.31, 900, "2026", 0.22),
    MetricEntry("cost_per_case", 48, None, "2026", 40),
    MetricEntry("appeals", 0.05, 900, "2026", 0.02),
]
# Names of the field, of departments and of others keep their words; so does what Bain found, and Kahn's course.
KEPT = re.compile(
    r"customer (experience|service|centricity|effort)|Bain & Company|customers (said so of|with an earlier value)",
    re.IGNORECASE,
)


@cache
def result(variant: str) -> Assessment:
    pack = read_pack(shipped("questionnaires") / "cx-maturity", variant=variant)
    people = [
        person(f"{role} {n}", role, everyone(role, "2" if (n + len(role)) % 3 else "4", pack))
        for role in pack.roles
        for n in range(5)
    ]
    return assessed(people, pack, OUTCOMES)


def words_of(assessment: Assessment) -> Words:
    return read_words("en", assessment.pack.reword)


@cache
def report_text(variant: str) -> str:
    assessment = result(variant)
    document = compose(assessment, Commentary(), words_of(assessment), tuple(SECTIONS), "0" * 8)
    return docx_text(write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12)))


@cache
def workbook_text(variant: str) -> str:
    assessment = result(variant)
    book = load_workbook(io.BytesIO(write_workbook(assessment, words_of(assessment))), data_only=True)
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(value) for value in cells if isinstance(value, str))


@pytest.mark.parametrize("variant", ["public", "nonprofit"])
def test_a_report_without_customers_and_companies_names_none(variant: str) -> None:
    text = KEPT.sub("", report_text(variant))
    assert re.findall(r"[^.|\n]*\b(?:customers?|compan(?:y|ies))\b[^.|\n]*", text, re.IGNORECASE) == []


@pytest.mark.parametrize("variant", ["public", "nonprofit"])
def test_a_workbook_without_customers_and_companies_names_none(variant: str) -> None:
    text = KEPT.sub("", workbook_text(variant))
    assert re.findall(r"[^.\n]*\b(?:customers?|compan(?:y|ies))\b[^.\n]*", text, re.IGNORECASE) == []


def test_the_warning_signs_of_a_public_service_stand_in_both_documents() -> None:
    for text in (report_text("public"), workbook_text("public")):
        for name in ("Falling uptake", "Rising repeat contacts", "Rising cost per case", "Rising appeals"):
            assert name in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_report_says_which_variant_was_asked(variant: str) -> None:
    assert f"cx-maturity ({variant})" in report_text(variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_article_stands_before_the_wrong_sound(variant: str) -> None:
    wrong = re.compile(r"[^.\n]*\b(?:a (?:organisation|account|uptake|appeal)|an (?:user|service|tender))\b[^.\n]*")
    assert wrong.findall(report_text(variant) + workbook_text(variant)) == []
