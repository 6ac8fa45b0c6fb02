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
from cxassess.model.outcome import MetricEntry, TypedPoint
from files.building import KESTREL, METRICS_HEADER, lines, written

SMALL = lines("nps,12,640,Q4 2025,18,Survey,", 'churn,0.023,,,,Billing,"October, November"', header=METRICS_HEADER)
SMALL_ENTRIES = (
    MetricEntry("nps", 12.0, 640, "Q4 2025", 18.0, "Survey", ""),
    MetricEntry("churn", 0.023, None, "", None, "Billing", "October, November"),
)
A_NUMBER = "a number was expected (where there is none, leave the cell blank)"
ONE_ROW = "one row a metric was expected, or periods such as 2026, 2026-Q1 or 2026-03 that differ"


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
    assert [str(p) for p in problems] == [f"two.xlsx, row 2: nps stands twice (one.csv, row 2): {ONE_ROW}"]


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
    assert faults(tmp_path, "nps,1,,,,,", "NPS,2,,,,,") == [f"m.csv, row 3: nps stands twice (m.csv, row 2): {ONE_ROW}"]


# ── series ───────────────────────────────────────────────────────────────────────────────────────────────────

SERIES_HEADER = f"{METRICS_HEADER},touchpoint,wording"


def read_series(tmp_path: Path, *rows: str) -> tuple[tuple[MetricEntry, ...], list[str]]:
    entries, problems = read_metric_files([written(tmp_path / "m.csv", lines(*rows, header=SERIES_HEADER))])
    return entries, [str(problem) for problem in problems]


def test_rows_of_one_metric_in_several_quarters_are_a_series_with_the_newest_value(tmp_path: Path) -> None:
    entries, problems = read_series(
        tmp_path,
        "customers,412000,,2026-Q1,,Billing,Active lines,,",
        "customers,415000,,2025-Q3,,Billing,Active lines,,",
        "nps,12,640,Q4 2025,18,Survey,,,",
        "customers,414000,,2025-q4,,Billing,Active lines,,",
    )
    assert problems == []
    assert entries[0] == MetricEntry(
        "customers",
        412000.0,
        None,
        "2026-Q1",
        None,
        "Billing",
        "Active lines",
        series=(
            TypedPoint("2025-Q3", 415000.0, definition="Active lines"),
            TypedPoint("2025-Q4", 414000.0, definition="Active lines"),
            TypedPoint("2026-Q1", 412000.0, definition="Active lines"),
        ),
    )
    assert entries[1] == MetricEntry("nps", 12.0, 640, "Q4 2025", 18.0, "Survey")


def test_a_period_without_a_value_is_no_point_and_not_nought(tmp_path: Path) -> None:
    entries, problems = read_series(
        tmp_path, "csat_mean,,,2019-Q2,,,,,", "csat_mean,4.55,,2019-Q3,,,,,", "csat_mean,,,2019-Q4,,,,,"
    )
    assert problems == []
    assert (entries[0].value, entries[0].period) == (4.55, "2019-Q3")
    assert entries[0].series == (TypedPoint("2019-Q3", 4.55),)


def test_each_touchpoint_has_its_own_series_and_the_optional_columns_stand_in_any_order(tmp_path: Path) -> None:
    table = lines(
        "csat_mean,4.72,,2019-Q3,,,,I was treated fairly,Transparency",
        "csat_mean,4.84,,2019-Q2,,,,I understood what was asked,Transparency",
        "csat_mean,4.55,,2019-Q3,,,,,Satisfaction",
        header=f"{METRICS_HEADER},wording,touchpoint",
    )
    entries, problems = read_metric_files([written(tmp_path / "m.csv", table)])
    assert problems == ()
    assert [(e.touchpoint, e.value, e.wording) for e in entries] == [
        ("Transparency", 4.72, "I was treated fairly"),
        ("Satisfaction", 4.55, ""),
    ]
    assert [point.wording for point in entries[0].series] == ["I understood what was asked", "I was treated fairly"]


def test_a_sheet_may_have_the_optional_columns_too(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "m.xlsx",
        [*METRICS_HEADER.split(","), "touchpoint"],
        ["csat_mean", 4.5, None, "2026", None, None, None, "Shop"],
        ["csat_mean", 4.4, None, "2025", None, None, None, "Shop"],
    )
    entries, problems = read_metric_files([path])
    assert problems == ()
    assert [(e.touchpoint, [p.period for p in e.series]) for e in entries] == [("Shop", ["2025", "2026"])]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (["nps,1,,2026-Q1,,,,,", "nps,2,,2026-Q1,,,,,"], "row 3: nps of 2026-Q1 stands twice (m.csv, row 2): one"),
        (["nps,1,,2026-01,,,,,", "nps,2,,2026-Q1,,,,,"], "row 3: nps of 2026-Q1 stands beside 2026-01 (m.csv, row 2)"),
        (["nps,1,,2026,,,,,", "nps,2,,Q1 2026,,,,,"], "row 3: period “Q1 2026” of nps was read beside others (m.csv,"),
        (["nps,1,,Q1 2026,,,,,", "nps,2,,2026,,,,,"], f"row 3: nps stands twice (m.csv, row 2): {ONE_ROW}"),
        (["nps,1,,2026-13,,,,,", "nps,2,,2026,,,,,"], f"row 3: nps stands twice (m.csv, row 2): {ONE_ROW}"),
        (["nps,1,,2026,9,,,,", "nps,2,,2025,,,,,"], "row 2: previous 9 of nps was read in a series: leave it blank"),
        (["nps,,,2026,,,,,", "nps,,,2025,,,,,"], "row 2: every value of nps is blank, a number was expected"),
        (["nps,,,2026,,,,Shop,"], "row 2: the value of nps (Shop) is blank, a number was expected"),
        (["nps,No Data,,2026,,,,,", "nps,,,2025,,,,,"], f"row 2: value “No Data” of nps was read, {A_NUMBER}"),
    ],
)
def test_a_series_that_is_none_is_named_with_its_row(tmp_path: Path, rows: Sequence[str], fault: str) -> None:
    _, problems = read_series(tmp_path, *rows)
    assert len(problems) == 1
    assert problems[0].startswith(f"m.csv, {fault}")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (
            "wordings",
            "the column “wordings” was read, one of touchpoint, wording was expected (did you mean wording?)",
        ),
        ("wording,wording", "the column “wording” stands twice, each once was expected"),
        ("wording,", "a column without a name was read, one of touchpoint, wording was expected"),
    ],
)
def test_no_other_column_is_taken(tmp_path: Path, more: str, fault: str) -> None:
    header = f"{METRICS_HEADER},{more}"
    _, problems = read_metric_files([written(tmp_path / "m.csv", lines(header=header))])
    assert [p.message for p in problems] == [fault]


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
