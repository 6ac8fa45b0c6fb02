"""A wave of 2,000 people gives documents that open."""

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from people import PACK, assessed, person

from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Response
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from report.test_word import report

PEOPLE = 2_000
CHOICES = ("1", "2", "2", "3", "3", "4", "5", "DK")
WRITERS: dict[str, Callable[[Assessment], bytes]] = {
    "docx": report,
    "xlsx": lambda assessment: write_workbook(assessment, read_words()),
}


@pytest.fixture(scope="module")
def wave() -> Assessment:
    """People of every role and of two units, who answer at random all that they are asked."""
    dice = random.Random(1)
    return assessed([respondent(number, dice) for number in range(PEOPLE)])


def respondent(number: int, dice: random.Random) -> Response:
    role = tuple(PACK.roles)[number % len(PACK.roles)]
    answers = {id: dice.choice("abcd" if id in PACK.cards else CHOICES) for id in PACK.asked_of(role)}
    return person(f"Person {number:04}", role, answers, "North" if number % 3 else "South")


@pytest.mark.parametrize("kind", WRITERS)
def test_libreoffice_opens_the_documents_of_2000_people(
    kind: str, wave: Assessment, tmp_path: Path, needs: Callable[[str], str]
) -> None:
    office, source = needs("soffice"), tmp_path / f"large.{kind}"
    source.write_bytes(WRITERS[kind](wave))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert (tmp_path / "large.pdf").read_bytes().startswith(b"%PDF-")
