"""A wave of 2,000 people gives documents that open."""

import random
from collections.abc import Callable
from pathlib import Path

from libreoffice import converted
from people import PACK, assessed, person

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Response
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from report.test_word import report

PEOPLE = 2_000
CHOICES = ("1", "2", "2", "3", "3", "4", "5", "DK")


def wave() -> Assessment:
    """People of every role and of two units, who answer at random all that they are asked."""
    dice = random.Random(1)
    return assessed([respondent(number, dice) for number in range(PEOPLE)])


def respondent(number: int, dice: random.Random) -> Response:
    role = tuple(PACK.roles)[number % len(PACK.roles)]
    answers = {id: dice.choice("abcd" if id in PACK.cards else CHOICES) for id in PACK.asked_of(role)}
    return person(f"Person {number:04}", role, answers, "North" if number % 3 else "South")


def test_libreoffice_opens_the_documents_of_2000_people(tmp_path: Path, needs: Callable[[str], str]) -> None:
    assessment = wave()
    files = {"report.docx": report(assessment), "workbook.xlsx": write_workbook(assessment, read_words())}
    for path in converted(needs("soffice"), files, "pdf", tmp_path).values():
        assert path.read_bytes().startswith(b"%PDF-")
