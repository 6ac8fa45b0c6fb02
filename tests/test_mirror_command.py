"""The mirror on the command line: real processes, what they say, and what they leave in the outputs."""

import json
from pathlib import Path

import pytest
from files.building import WAVE, done_well, make_engagement, refused, run, whole_answers, written

from cxassess.files.data import shipped
from cxassess.files.store import Store

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


def test_where_the_mode_protects_people_the_mirror_stands_alone_until_the_client_has_seen_results(
    tmp_path: Path,
) -> None:
    folder = make_engagement(tmp_path / "acme", mode="confidential")
    done_well(run("import", "answers", folder, written(tmp_path / "a.csv", whole_answers(6))))
    done_well(run("import", "mirror", folder, ANSWERS))
    for close in (False, True):  # in an open wave, then in a closed one that nobody has looked at
        if close:
            done_well(run("wave", "close", folder))
        said = done_well(run("mirror", folder))
        assert "40 % (28 % to 53 %" in said.replace("\xa0", " ")
        assert "Ratings inside are left out: the client has seen no results of this wave yet." in said
        assert ", level" not in said
        with Store.open(folder) as store:
            assert store.privacy.shown(WAVE) is None  # to look at the mirror shows the client no results
    done_well(run("assess", folder))
    said = done_well(run("mirror", folder))
    assert ", level " in said
    assert "left out" not in said
