"""answers.csv: what is read from it, and the one sentence for each fault."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.files.answer_files import Batch, read_answers
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from files.building import ANSWERS_HEADER, KESTREL, lines, pack, whole_answers, written

ROLES = "executive, manager, front_line, analyst"
SMALL = lines("Ana,manager,North,STR1,3,,", 'Ben,executive,,OC1,b,"Yes, mostly",E2 plan')
SMALL_ROWS = [
    AnswerRow("Ana", "manager", "North", Answer("STR1", "3")),
    AnswerRow("Ben", "executive", "", Answer("OC1", "b", "Yes, mostly", "E2 plan")),
]


def read(tmp_path: Path, *files: bytes) -> Batch:
    paths = [written(tmp_path / f"answers-{number}.csv", file) for number, file in enumerate(files, start=1)]
    return read_answers(paths, pack())


def faults(tmp_path: Path, *files: bytes) -> list[str]:
    return [str(problem).replace("answers-1.csv", "a.csv") for problem in read(tmp_path, *files).problems]


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        b"\xef\xbb\xbf" + SMALL,
        SMALL.replace(b"\n", b"\r\n"),
        SMALL.replace(b"\n", b"\r"),
        SMALL + b"\r\n,,,,,,\n\n",
        SMALL.rstrip(),
        SMALL.replace(b"respondent,role", b'" Respondent ",ROLE'),
        SMALL.replace(b"Ana,manager,North,STR1,3", b" Ana , Manager ,North,str1, 3 "),
        SMALL.replace(b"Yes, mostly", b"Yes\x07, mostly\x00".replace(b"\x00", b"\x1b")),
    ],
)
def test_what_programs_write_differently_is_read_alike(tmp_path: Path, content: bytes) -> None:
    batch = read(tmp_path, content)
    assert (batch.problems, batch.rows) == ([], SMALL_ROWS)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_separate_as_commas_do(tmp_path: Path, delimiter: str) -> None:
    content = ANSWERS_HEADER.replace(",", delimiter) + "\n" + "Ana,manager,North,STR1,3,,\n".replace(",", delimiter)
    assert read(tmp_path, content.encode()).rows == SMALL_ROWS[:1]


@pytest.mark.parametrize(
    "name",
    [
        "“Smart” O’Neill",
        "Zoë 🐙👩🏽‍🚀",
        "שרה لیلا",
        "../../etc/passwd",
        "C:\\Users\\Ana",
        '=HYPERLINK("x")',
        "-1+2",
        "..",
    ],
)
def test_a_name_is_kept_as_it_is_written(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    batch = read(tmp_path, lines(f'"{quoted}",manager,,STR1,3,,'))
    assert [row.name for row in batch.rows] == [name]


@pytest.mark.parametrize(
    ("written_comment", "kept"),
    [
        ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
        ("+1 and @me and -x", "+1 and @me and -x"),
        ("a\x01b\x0bc\x1bd\x7fe\ufffef", "ab\ncdef"),
        ("two\r\nlines", "two\nlines"),
        ("x" * 40_000, "x" * 40_000),
        ("“smart” – ’quotes’ …", "“smart” – ’quotes’ …"),
    ],
)
def test_a_comment_is_text_and_loses_only_control_characters(tmp_path: Path, written_comment: str, kept: str) -> None:
    quoted = written_comment.replace('"', '""')
    batch = read(tmp_path, lines(f'Ana,manager,,STR1,3,"{quoted}",'))
    assert (batch.problems, [row.answer.comment for row in batch.rows]) == ([], [kept])


def test_blank_answers_are_unanswered_and_are_counted(tmp_path: Path) -> None:
    batch = read(tmp_path, lines("Ana,manager,,STR1,,,", "Ana,manager,,STR2,DK,,", "Ana,manager,,STR3, ,,"))
    assert ([row.answer for row in batch.rows], batch.blank) == ([Answer("STR2", "DK")], 2)


def test_an_answer_that_the_role_is_not_asked_is_taken(tmp_path: Path) -> None:
    assert "STR2" not in pack().asked_of("front_line")
    assert len(read(tmp_path, lines("Ana,front_line,,STR2,3,,")).rows) == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Ana,manager,,STR1,6,,", "answer “6” to STR1 was read, one of 1 to 5 or DK was expected"),
        ("Ana,manager,,STR1,3.5,,", "answer “3.5” to STR1 was read, one of 1 to 5 or DK was expected"),
        ("Ana,manager,,STR1,NA,because,", "NA is not offered for STR1, one of 1 to 5 or DK was expected"),
        (
            "Ana,manager,,CUL7,NA, ,",
            "NA for CUL7 has no reason, a comment that says why it does not apply was expected",
        ),
        ("Ana,executive,,OC1,3,,", "answer “3” to OC1 was read, one of a, b, c, d or DK was expected"),
        (
            "Ana,boss,,STR1,3,,",
            f"role “boss” was read, one of {ROLES} was expected",
        ),
        (
            "Ana,manger,,STR1,3,,",
            f"role “manger” was read, one of {ROLES} was expected (did you mean manager?)",
        ),
        ("Ana,manager,,STR9,3,,", "question “STR9” was read, an id of cx-maturity was expected (did you mean STR8?)"),
        (" ,manager,,STR1,3,,", "the respondent is blank, a name was expected"),
        ("\u200b\ufeff,manager,,STR1,3,,", "the respondent is blank, a name was expected"),
        ("\x07,manager,,STR1,3,,", "the respondent is blank, a name was expected"),
        (f"{'x' * 201},manager,,STR1,3,,", "the respondent has 201 characters, at most 200 were expected"),
        ("Ana,manager,,STR1,3", "5 cells were read, 7 were expected"),
        (
            "Ana,manager,,STR1,3,Yes, mostly,",
            "8 cells were read, 7 were expected: a cell that holds a comma stands in quotation marks",
        ),
        (
            'Ana,manager,,STR1,3,,"plan',
            "a quotation mark is opened here and never closed, the rows after it were not read",
        ),
        (
            'Ana,manager,,STR1,3,"he said "yes"",',
            "is not valid CSV (',' expected after '\"'): a quotation mark inside a cell is written twice",
        ),
    ],
)
def test_a_faulty_row_is_named_with_what_was_read_and_expected(tmp_path: Path, row: str, fault: str) -> None:
    allowed = row.replace("CUL7", next(id for id, p in pack().practices.items() if p.allows_na))
    expected = fault.replace("CUL7", next(id for id, p in pack().practices.items() if p.allows_na))
    assert faults(tmp_path, lines("Ben,manager,,STR1,3,,", allowed)) == [f"a.csv, row 3: {expected}"]


def test_a_long_cell_is_cut_in_the_sentence(tmp_path: Path) -> None:
    long = "x" * 50_000
    for row in (f"Ana,{long},,STR1,3,,", f"Ana,manager,,{long},3,,", f"Ana,manager,,STR1,{long},,"):
        (fault,) = faults(tmp_path, lines(row))
        assert len(fault) < 300


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", f"a.csv, row 1: the header “nothing” was read, “{ANSWERS_HEADER}” was expected"),
        (b"name,answer\nAna,3\n", f"a.csv, row 1: the header “name,answer” was read, “{ANSWERS_HEADER}” was expected"),
        (SMALL.replace(b",evidence", b""), "a.csv, row 1: the header “respondent,role,unit,question,answer,comment”"),
        (b"PK\x03\x04 noise", "a.csv: looks like an Office file: save it as “CSV UTF-8”"),
        (b"\x00" * 900, "a.csv: holds binary data, a CSV text file was expected"),
        (SMALL.replace(b"Ana", b"Zo\xeb"), "a.csv: line 2 is not UTF-8 text: save it as “CSV UTF-8”"),
        (SMALL.decode().encode("utf-16"), "a.csv: line 1 is not UTF-8 text: save it as “CSV UTF-8”"),
        (bytes(range(256)) * 40, "a.csv: line 2 is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_answers_file_is_one_fault(tmp_path: Path, content: bytes, fault: str) -> None:
    (said,) = faults(tmp_path, content)
    assert said.startswith(fault)


def test_a_missing_file_and_a_folder_are_faults_that_name_them(tmp_path: Path) -> None:
    problems = read_answers([tmp_path / "gone.csv", tmp_path], pack()).problems
    assert [str(p) for p in problems] == [
        f"{tmp_path / 'gone.csv'}: there is no such file",
        f"{tmp_path}: is a folder, a CSV file was expected",
    ]


def test_the_same_question_twice_is_a_fault_that_names_the_first_row(tmp_path: Path) -> None:
    content = lines("Ana,manager,,STR1,3,,", "ANA,manager,,STR1,4,,")
    assert faults(tmp_path, content) == ["a.csv, row 3: ANA answered STR1 already (a.csv, row 2)"]


@pytest.mark.parametrize("first", ["Ana,manager,,STR1,3,,", "Ana,manager,,STR1,,,", "Ana,manager,,STR1,6,,"])
def test_one_name_with_two_roles_is_a_fault_whatever_the_first_row_holds(tmp_path: Path, first: str) -> None:
    said = faults(tmp_path, lines(first, "ana,executive,,STR2,3,,"))
    assert said[-1] == "a.csv, row 3: ana is executive here but manager in an earlier row: one name has one role"


def test_one_name_in_two_units_is_a_fault(tmp_path: Path) -> None:
    said = faults(tmp_path, lines("Ana,manager,North,STR1,3,,", "Ana,manager,,STR2,3,,"))
    assert said == ["a.csv, row 3: Ana is in unit “” here but “North” in an earlier row: one name has one unit"]


def test_spellings_that_unicode_calls_the_same_are_one_person(tmp_path: Path) -> None:
    composed, apart = unicodedata.normalize("NFC", "Zoë"), unicodedata.normalize("NFD", "ZOË")
    assert composed.casefold() != apart.casefold()
    said = faults(tmp_path, lines(f"{composed},manager,,STR1,3,,", f"{apart},manager,,STR1,3,,"))
    assert len(said) == 1


def test_every_fault_of_every_file_is_named_and_the_sound_rows_are_there(tmp_path: Path) -> None:
    batch = read(
        tmp_path,
        lines("Ana,manager,,STR1,6,,", "Ana,boss,,STR9,3,,", "Ana,manager,,STR2,3,,"),
        b"nonsense\n",
        lines("Ana,manager,,STR3,3,,", "Ana,manager,,STR2,4,,"),
    )
    assert [p.where for p in batch.problems] == [
        "answers-1.csv, row 2",
        "answers-1.csv, row 3",
        "answers-1.csv, row 3",
        "answers-2.csv, row 1",
        "answers-3.csv, row 3",
    ]
    assert [row.answer.question for row in batch.rows] == ["STR2", "STR3"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    content = lines('Ana,manager,,STR1,3,"two\nlines",', "", "Ana,manager,,STR2,9,,")
    assert [p.where for p in read(tmp_path, content).problems] == ["answers-1.csv, row 4"]


def test_thirty_thousand_faulty_rows_are_all_named(tmp_path: Path) -> None:
    # Comparing the unknown word anew in each row with the known ones once took minutes.
    batch = read(tmp_path, lines(*(f"Person {n},manager,,QUESTION1,3,," for n in range(30_000))))
    assert len(batch.problems) == 30_000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: lines(*text.splitlines())))
def test_no_bytes_bring_the_reader_down(tmp_path: Path, content: bytes) -> None:
    batch = read(tmp_path, content)
    assert all(str(problem).strip() for problem in batch.problems)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_to_a_sound_file_brings_the_reader_down(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray((KESTREL / "answers.csv").read_bytes()[:3000])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b'"', b"\n"])
        )
    read(tmp_path, bytes(content))


def test_a_sound_file_of_any_size_has_no_fault(tmp_path: Path) -> None:
    batch = read(tmp_path, whole_answers(30))
    assert (len(batch.rows), batch.problems, batch.blank, batch.cleaned) == (30 * 48, [], 0, 0)
