"""metrics.csv and its like in Excel: what is read, and the one sentence for each fault."""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.files.metric_files import read_metric_files
from cxassess.metrics import METRICS
from cxassess.model.engagement import MetricEntry
from files.building import KESTREL, METRICS_HEADER, lines, written

SMALL = lines("nps,12,640,Q4 2025,18,Survey,", 'churn,0.023,,,,Billing,"October, November"', header=METRICS_HEADER)
SMALL_ENTRIES = (
    MetricEntry("nps", 12.0, 640, "Q4 2025", 18.0, "Survey", ""),
    MetricEntry("churn", 0.023, None, "", None, "Billing", "October, November"),
)


def faults(tmp_path: Path, *rows: str) -> list[str]:
    _, problems = read_metric_files([written(tmp_path / "m.csv", lines(*rows, header=METRICS_HEADER))])
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        b"\xef\xbb\xbf" + SMALL,
        SMALL.replace(b"\n", b"\r\n"),
        SMALL.replace(b"\n", b"\n\n"),
        SMALL.replace(b"nps,12", b" NPS , 12.0 "),
        SMALL.replace(b"metric,value", b" Metric ,VALUE"),
    ],
)
def test_what_programs_write_differently_is_read_alike(tmp_path: Path, content: bytes) -> None:
    assert read_metric_files([written(tmp_path / "m.csv", content)]) == (SMALL_ENTRIES, ())


def test_a_minus_sign_from_a_word_processor_is_a_minus(tmp_path: Path) -> None:
    entries, _ = read_metric_files([written(tmp_path / "m.csv", lines("nps,−12,,,,,", header=METRICS_HEADER))])
    assert entries[0].value == -12


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def test_an_excel_sheet_is_read_as_the_text_file_is(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "m.xlsx",
        [*METRICS_HEADER.split(","), None],
        ["nps", 12, 640, "Q4 2025", 18.0, "Survey", None],
        [],
        ["churn", 0.023, None, None, None, "Billing", "October, November"],
        ["csat", 74, 10, None, None, None, None],
    )
    entries, problems = read_metric_files([path])
    assert entries == SMALL_ENTRIES
    assert [str(p) for p in problems] == ["m.xlsx, row 5: value 74 of csat was read, a share from 0 to 1 was expected"]


def test_several_files_are_one_table(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "one.csv", lines("nps,12,,,,,", header=METRICS_HEADER)),
        workbook(tmp_path / "two.xlsx", METRICS_HEADER.split(","), ["nps", 13], ["aht", 400]),
    ]
    entries, problems = read_metric_files(paths)
    assert [e.metric for e in entries] == ["nps", "aht"]
    assert [str(p) for p in problems] == [
        "two.xlsx, row 2: nps stands twice (one.csv, row 2): one row a metric was expected"
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("npz,1,,,,,", f"metric “npz” was read, one of {', '.join(METRICS)} was expected (did you mean nps?)"),
        ("csat,78,,,,,", "value 78 of csat was read, a share from 0 to 1 was expected"),
        ("csat,0.7,,,74,,", "previous 74 of csat was read, a share from 0 to 1 was expected"),
        ("nps,101,,,,,", "value 101 of nps was read, a number from -100 to 100 was expected"),
        ("aht,-1,,,,,", "value -1 of aht was read, 0 or more was expected"),
        ("aht,a lot,,,,,", "value “a lot” of aht was read, a number was expected"),
        ("aht,,,,,,", "the value of aht is blank, a number was expected"),
        ("aht,nan,,,,,", "value “nan” of aht was read, a number was expected"),
        ("aht,-inf,,,,,", "value “-inf” of aht was read, a number was expected"),
        ("aht,1_000,,,,,", "value “1_000” of aht was read, a number was expected"),
        ("aht,1e999,,,,,", "value “1e999” of aht was read, a number was expected"),
        ("customers,1e300,,,,,", "value 1e+300 of customers was read, a number of a usual size was expected"),
        ("customers,1,,,1e-300,,", "previous 1e-300 of customers was read, a number of a usual size was expected"),
        (
            "churn,2.3%,,,,,",
            "value “2.3%” of churn was read, a number was expected (shares are written 0 to 1, such as 0.78)",
        ),
        ("nps,1,-5,,,,", "n “-5” was read, a whole number from 1 on was expected"),
        ("nps,1,0,,,,", "n “0” was read, a whole number from 1 on was expected"),
        ("nps,1,2.5,,,,", "n “2.5” was read, a whole number from 1 on was expected"),
        (f"nps,1,{'9' * 5000},,,,", f"n “{'9' * 59}…” was read, a whole number from 1 on was expected"),
        # Once read as 0 with n = 74:
        ("csat,0,74,,,,,", "8 cells were read, 7 were expected: a cell that holds a comma stands in quotation marks"),
        ("csat,0.74", "2 cells were read, 7 were expected"),
        ('csat,0.7,,,,"x,', "a quotation mark is opened here and never closed, the rows after it were not read"),
    ],
)
def test_a_faulty_row_is_named_with_what_was_read_and_expected(tmp_path: Path, row: str, fault: str) -> None:
    assert faults(tmp_path, "frt,3,,,,,", "", row) == [f"m.csv, row 4: {fault}"]


def test_the_same_metric_twice_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "nps,1,,,,,", "NPS,2,,,,,") == [
        "m.csv, row 3: nps stands twice (m.csv, row 2): one row a metric was expected"
    ]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("m.csv", b"", f"m.csv, row 1: the header “nothing” was read, “{METRICS_HEADER}” was expected"),
        ("m.csv", b"a,b\n1,2\n", f"m.csv, row 1: the header “a,b” was read, “{METRICS_HEADER}” was expected"),
        ("m.csv", lines(header=METRICS_HEADER), "m.csv: holds no metric"),
        ("m.csv", b"PK\x03\x04", "m.csv: looks like an Office file: save it as “CSV UTF-8”"),
        ("m.csv", b"\xff\xfe\x00", "m.csv: line 1 is not UTF-8 text: save it as “CSV UTF-8”"),
        ("m.xlsx", b"noise", "m.xlsx: is not a workbook that can be read (File is not a zip file)"),
        ("m.xlsx", b"", "m.xlsx: is not a workbook that can be read (File is not a zip file)"),
    ],
)
def test_a_file_that_is_no_metric_table_is_one_fault(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    entries, problems = read_metric_files([written(tmp_path / name, content)])
    assert (entries, [str(p) for p in problems]) == ((), [fault])


@pytest.mark.parametrize("name", ["gone.csv", "gone.xlsx"])
def test_a_missing_file_is_a_fault_that_names_it(tmp_path: Path, name: str) -> None:
    _, problems = read_metric_files([tmp_path / name])
    assert [str(p) for p in problems] == [f"{tmp_path / name}: there is no such file"]


@pytest.mark.parametrize("name", ["folder.csv", "folder.xlsx"])
def test_a_folder_in_place_of_a_file_is_one_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    _, problems = read_metric_files([tmp_path / name])
    assert [p.where for p in problems] == [str(tmp_path / name)]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["m.csv", "m.csv", "m.xlsx"]),
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: lines(text, header=METRICS_HEADER)),
)
def test_no_bytes_bring_the_reader_down(tmp_path: Path, name: str, content: bytes) -> None:
    read_metric_files([written(tmp_path / name, content)])


@lru_cache
def sound_workbook() -> bytes:
    """Made once: a workbook holds the time of its making, and its bytes differ with it."""
    content = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(METRICS_HEADER.split(","))
    book.active.append(["nps", 12, 640, "Q4", 18, "x", "y"])
    book.save(content)
    return content.getvalue()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), excel=st.booleans())
def test_no_change_to_a_sound_file_brings_the_reader_down(tmp_path: Path, data: st.DataObject, excel: bool) -> None:
    content = bytearray(sound_workbook() if excel else (KESTREL / "metrics.csv").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    read_metric_files([written(tmp_path / ("m.xlsx" if excel else "m.csv"), bytes(content))])
