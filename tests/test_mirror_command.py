"""The mirror on the command line: real processes, what they say, and what they leave in the outputs."""

import json
from pathlib import Path

import pytest
from files.building import done_well, make_engagement, refused, run, written

from cxassess.files.data import shipped

ANSWERS = shipped("examples") / "kestrel" / "mirror.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_engagement(tmp_path / "acme")


def test_the_mirror_stands_alone_before_anybody_inside_has_answered(folder: Path) -> None:
    assert "Nobody has answered the short form" in done_well(run("mirror", folder))
    said = done_well(run("import", "mirror", folder, ANSWERS, "--how", "Drawn by lot"))
    assert "542 answers added" in said
    assert "Nothing changed" in done_well(run("import", "mirror", folder, ANSWERS))
    shown = done_well(run("mirror", folder))
    assert "Customers: 40 % (28 % to 53 %, n = 58; 2 can’t say)" in shown.replace("\xa0", " ")
    assert "withheld (n = 4)" in shown
    assert "Drawn by lot" in shown


def test_a_fault_changes_nothing_unless_the_good_rows_are_asked_for(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", b"respondent,STR7\n1,9\n2,4\n")
    refused(run("import", "mirror", folder, path), "answer “9” to STR7 was read")
    assert "Nobody has answered" in done_well(run("mirror", folder))
    assert run("import", "mirror", folder, path, "--keep-good").returncode == 1
    assert "Too few" not in done_well(run("mirror", folder))
    assert json.loads(done_well(run("mirror", folder, "--json")))["panels"]["customers"]["n"] == 1
