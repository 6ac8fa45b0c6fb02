"""Files are written whole or not at all, and never over what a person has changed."""

import json
from pathlib import Path

import pytest

from cxassess.errors import CannotWrite
from cxassess.files.safe import LEDGER, write_unless_changed, write_whole
from files.building import contents, written


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "old and longer")
    write_whole(path, b"new")
    assert contents(tmp_path) == {"a.txt": b"new"}


def test_what_stands_in_the_way_is_said_and_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    written(tmp_path / "file", "x")
    before = contents(tmp_path)
    for path in (tmp_path / "folder", tmp_path / "file" / "a.txt"):
        with pytest.raises(CannotWrite, match="is in the way"):
            write_whole(path, b"new")
    assert contents(tmp_path) == before


def test_what_we_wrote_is_written_anew_in_place(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "report.docx"
    assert write_unless_changed(path, b"one") == path
    assert write_unless_changed(path, b"two") == path
    assert path.read_bytes() == b"two"


def test_what_a_person_has_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    write_unless_changed(path, b"one")
    written(path, "changed by hand")
    second = tmp_path / "report-2.docx"
    assert write_unless_changed(path, b"two") == second
    assert write_unless_changed(path, b"three") == second  # the second is ours still
    written(second, "changed too")
    assert write_unless_changed(path, b"four") == tmp_path / "report-3.docx"
    assert (path.read_bytes(), second.read_bytes()) == (b"changed by hand", b"changed too")


def test_a_file_that_was_never_ours_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "report.docx", "somebody else’s")
    assert write_unless_changed(path, b"ours") == tmp_path / "report-2.docx"
    assert path.read_bytes() == "somebody else’s".encode()


def test_a_folder_with_the_name_of_a_report_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.docx").mkdir()
    assert write_unless_changed(tmp_path / "report.docx", b"ours") == tmp_path / "report-2.docx"


@pytest.mark.parametrize("ledger", [None, "", "{", "[]", "null", '{"report.docx": 5}'])
def test_without_its_ledger_a_file_counts_as_changed_unless_it_says_the_same(
    tmp_path: Path, ledger: str | None
) -> None:
    path = tmp_path / "report.docx"
    write_unless_changed(path, b"one")
    if ledger is None:
        (tmp_path / LEDGER).unlink()
    else:
        written(tmp_path / LEDGER, ledger)
    assert write_unless_changed(path, b"one") == path
    written(tmp_path / LEDGER, "")
    assert write_unless_changed(path, b"two") == tmp_path / "report-2.docx"
    assert list(json.loads((tmp_path / LEDGER).read_bytes())) == ["report-2.docx"]
