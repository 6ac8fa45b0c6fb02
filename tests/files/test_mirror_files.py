"""Files of mirror answers: what is read from them, and the one sentence for each fault."""

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from cxassess.files.data import shipped
from cxassess.files.mirror_files import MirrorBatch, read_mirror_files
from cxassess.model.mirror import MirrorAnswer
from files.building import written

FORM = shipped("mirrors") / "cx-mirror"
ONE = ("C1", "customers", MirrorAnswer("STR7", "4"))


def read(path: Path, *more: Path) -> MirrorBatch:
    return read_mirror_files([path, *more], FORM, "Kestrel", "customers", "en")


def told(batch: MirrorBatch) -> list[tuple[str, str, MirrorAnswer]]:
    return [(row.respondent, row.panel, row.answer) for row in batch.rows]


@pytest.mark.parametrize(
    "content",
    [
        "respondent,panel,item,answer,comment\nC1,customers,STR7,4,",
        "item;answer;respondent\nstr7;4;C1",  # any order, semicolons, the panel as the command says
        "respondent,item,answer\nC1,STR7,Tend to agree\n,,\n",
        "respondent,item,answer\nC1,STR7,4 - Tend to agree",
        "respondent,STR7\nC1,4.0",  # a row a person
        "Respondent,STR7 Keeps its promises,Panel\nC1,4,Customer",
        "respondent,Kestrel hält, was mir versprochen wurde\nC1,4".replace("hält, was", "hält; was"),
        "respondent,Kestrel tient les promesses qui me sont faites.\nC1,Plutôt d’accord",
        "\ufeffrespondent,STR7\r\nC1,stimme eher zu\r\n",
    ],
)
def test_what_tools_write_differently_is_read_alike(tmp_path: Path, content: str) -> None:
    if "hält;" in content:
        content = 'respondent,"Kestrel hält, was mir versprochen wurde."\nC1,4'
    batch = read(written(tmp_path / "mirror.csv", content.encode()))
    assert (batch.problems, told(batch)) == ([], [ONE])


def test_a_workbook_is_read_as_a_csv_file_is(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "mirror.xlsx")
    sheet = book.add_worksheet()
    for row, cells in enumerate((("respondent", "STR7", "STR7 comment", "Score"), (7, 4, "Ring 0171 234 5678", 9))):
        sheet.write_row(row, 0, cells)
    book.close()
    batch = read(tmp_path / "mirror.xlsx")
    assert told(batch) == [("7", "customers", MirrorAnswer("STR7", "4", "Ring [phone]"))]
    assert (batch.masked, batch.unread) == (1, ["Score"])


def test_i_cant_say_is_an_answer_and_a_blank_cell_is_none(tmp_path: Path) -> None:
    batch = read(written(tmp_path / "m.csv", "respondent,STR7,CUN1,GOV8\nC1,I can’t say,dk,".encode()))
    assert [answer.choice for _, _, answer in told(batch)] == ["DK", "DK"]
    assert batch.blank == 1


def test_each_fault_is_a_sentence_with_its_row(tmp_path: Path) -> None:
    rows = [
        "respondent,panel,item,answer,comment",
        "C1,customers,STR9,4,",
        "C2,clients,STR7,4,",
        "C3,customers,STR7,7,",
        ",customers,STR7,4,",
        "C5,customers,STR7,4,",
        "C5,customers,STR7,3,",
        "C5,partners,CUN1,3,",
    ]
    batch = read(written(tmp_path / "m.csv", "\n".join(rows).encode()))
    points = "1 to 5 (5: strongly agree), the words of the scale, or DK was expected"
    items = "STR7, DSN6, DSN7, CUL6, MEA7, CUN1, CUL7, GOV8"
    assert [str(problem) for problem in batch.problems] == [
        f"m.csv, row 2: item “STR9” was read, one of {items} was expected (did you mean STR7?)",
        "m.csv, row 3: panel “clients” was read, customers or partners was expected",
        f"m.csv, row 4: answer “7” to STR7 was read, {points}",
        "m.csv, row 5: the respondent is blank, anything that tells people apart was expected, such as a number",
        "m.csv, row 7: C5 answered STR7 already (m.csv, row 6)",
        "m.csv, row 8: C5 is among the partners here but among the customers in m.csv, row 6",
    ]
    assert [row.respondent for row in batch.rows] == ["C5"]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("panel,item,answer", "the header “panel,item,answer” was read"),
        ("respondent,score", "the header “respondent,score” was read"),
        ("respondent,STR7,str7", "the column “str7” stands twice"),
        ("respondent,item,answer,STR7", "both the columns item and answer and the column STR7 were read"),
    ],
)
def test_a_header_from_which_nothing_can_be_read_is_refused(tmp_path: Path, header: str, fault: str) -> None:
    batch = read(written(tmp_path / "m.csv", f"{header}\n1,2,3,4\n".encode()))
    (problem,) = batch.problems
    assert str(problem).startswith(f"m.csv, row 1: {fault}")


def test_a_file_that_is_none_leaves_the_faults_of_the_others_standing(tmp_path: Path) -> None:
    good = written(tmp_path / "m.csv", b"respondent,STR7\nC1,9\n")
    batch = read(tmp_path / "gone.csv", good, written(tmp_path / "page.csv", b"<html>"))
    assert [str(problem).removeprefix(f"{tmp_path}/").partition(":")[0] for problem in batch.problems] == [
        "gone.csv",
        "m.csv, row 2",
        "page.csv",
    ]
