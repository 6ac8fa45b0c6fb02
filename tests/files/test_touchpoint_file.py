"""touchpoints.csv: what is read, and the one sentence for each fault."""

import csv
from pathlib import Path

import pytest

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.touchpoint_file import (
    FILE,
    HEADER,
    OPTIONAL,
    read_touchpoint_file,
    read_touchpoints,
    start_touchpoints,
)
from cxassess.model.experience_map import Touchpoint, TypedSatisfaction
from cxassess.model.outcome import MetricEntry
from cxassess.outcomes import read_metrics
from files.building import KESTREL, written

COLUMNS = "touchpoint,phase,importance,satisfaction,n,low,high,metric,scale,sales,effort,survey"
SMALL = f"{COLUMNS}\nA bill,After,7.5,0.6,90,0.5,0.7,csat,1-5,Yes,low,Billing\nA fault,Using it,,,,,,,,,,\n".encode()
SMALL_TOUCHPOINTS = (
    Touchpoint(
        "A bill",
        "after",
        sales=True,
        importance=7.5,
        typed=TypedSatisfaction("csat", 0.6, 90, 0.5, 0.7, "1-5"),
        survey="Billing",
        effort="low",
    ),
    Touchpoint("A fault", "Using it"),
)


def faults(tmp_path: Path, *rows: str, columns: str = COLUMNS) -> list[str]:
    text = "\n".join((columns, *rows)) + "\n"
    return [str(problem) for problem in read_touchpoint_file(written(tmp_path / FILE, text.encode()))[1]]


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        b"\xef\xbb\xbf" + SMALL,
        SMALL.replace(b"\n", b"\r\n"),
        SMALL.replace(b",", b";"),
        SMALL.replace(b"7.5,0.6", b'"7,5",0.6'),
        SMALL.replace(b"touchpoint,phase", b" Touchpoint , PHASE "),
    ],
)
def test_what_programs_write_differently_is_read_alike(tmp_path: Path, content: bytes) -> None:
    assert read_touchpoint_file(written(tmp_path / FILE, content)) == (SMALL_TOUCHPOINTS, ())


def test_touchpoint_and_phase_alone_are_enough(tmp_path: Path) -> None:
    read = read_touchpoint_file(written(tmp_path / FILE, b"touchpoint,phase\nA,before\n"))
    assert read == ((Touchpoint("A", "before"),), ())


def test_without_the_file_there_are_no_touchpoints(tmp_path: Path) -> None:
    assert read_touchpoints(tmp_path) == ()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",before,,,,,,,,,,", "touchpoint is blank, a name was expected"),
        ("\u200b,before,,,,,,,,,,", "touchpoint is blank, a name was expected"),
        ("A,,,,,,,,,,,", "phase is blank, before, during, after or a stage of your own was expected"),
        ("A,before,10.5,,,,,,,,,", "importance “10.5” was read, a number from 1 to 10 was expected"),
        ("A,before,0,,,,,,,,,", "importance “0” was read, a number from 1 to 10 was expected"),
        ("A,before,high,,,,,,,,,", "importance “high” was read, a number from 1 to 10 was expected"),
        ("A,before,nan,,,,,,,,,", "importance “nan” was read, a number from 1 to 10 was expected"),
        ("A,before,,74,,,,,,,,", "satisfaction “74” was read, a share from 0 to 1 (csat) was expected"),
        (
            "A,before,,0.5,,,,nps5,,,,",
            "metric “nps5” was read, one of nps, csat, csat_mean, ces, ces1 was expected (did you mean nps?)",
        ),
        ("A,before,,0.5,0,,,,,,,", "n “0” was read, a whole number of 1 or more was expected"),
        ("A,before,,0.5,2.5,,,,,,,", "n “2.5” was read, a whole number of 1 or more was expected"),
        (
            "A,before,,0.5,,0.4,,,,,,",
            "high is blank beside the other end of the interval, both or neither were expected",
        ),
        ("A,before,,0.5,,0.6,0.7,,,,,", "low 0.6 and high 0.7 were read, an interval around 0.5 was expected"),
        ("A,before,,0.5,,,,,5,,,", "scale “5” was read, a scale such as 1-5 was expected"),
        ("A,before,,5,,,,ces,1-7,,,", "scale “1-7” was read, a blank cell was expected: ces has one scale"),
        ("A,before,,,40,,,,,,,", "n “40” was read without a satisfaction, both or neither were expected"),
        ("A,before,,,,,,,,maybe,,", "sales “maybe” was read, yes or no was expected"),
        ("A,before,,,,,,,,,hard,", "effort “hard” was read, low, medium or high was expected"),
        ("A,before,,,,,,,,,", "11 cells were read, 12 were expected"),
    ],
)
def test_each_fault_is_one_sentence_with_its_row_and_column(tmp_path: Path, row: str, fault: str) -> None:
    assert faults(tmp_path, row) == [f"{FILE}, row 2: {fault}"]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "A,before,11,2,x,,,,,,,", "B,,,,,,,,,,,", "a,after,,,,,,,,,,", "C,after,,,,,,,,,,b")
    assert [line.partition(":")[0] for line in told] == [f"{FILE}, row {n}" for n in (2, 2, 2, 3, 4, 5)]
    assert told[4] == f"{FILE}, row 4: touchpoint “a” stands twice ({FILE}, row 2): one row a touchpoint was expected"
    assert told[5] == f"{FILE}, row 5: survey “b” stands twice ({FILE}, row 3): one row a touchpoint was expected"


def test_an_unknown_column_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "A,before,3", columns="touchpoint,phase,importence")
    assert "the column “importence” was read" in fault
    assert fault.endswith("was expected (did you mean importance?)")
    (fault,) = faults(tmp_path, "A,before,3,4", columns="touchpoint,phase,n,n")
    assert fault == f"{FILE}, row 1: the column “n” stands twice, each once was expected"


def test_an_empty_table_too_many_touchpoints_and_too_many_phases_are_faults(tmp_path: Path) -> None:
    head = "touchpoint,phase"
    assert faults(tmp_path, columns=head) == [f"{FILE}: holds no touchpoint, a row for each was expected"]
    many = [f"T{n},before" for n in range(61)]
    assert faults(tmp_path, *many, columns=head) == [f"{FILE}: 61 touchpoints were read, at most 60 were expected"]
    phases = [f"T{n},P{n}" for n in range(13)]
    assert faults(tmp_path, *phases, columns=head) == [f"{FILE}: 13 phases were read, at most 12 were expected"]


def test_the_faults_stop_what_reads_the_folder(tmp_path: Path) -> None:
    written(tmp_path / FILE, b"touchpoint,phase\n,\n")
    with pytest.raises(InvalidInput, match="holds no touchpoint"):
        read_touchpoints(tmp_path)


def test_the_example_of_the_product_is_sound() -> None:
    touchpoints, problems = read_touchpoint_file(KESTREL / FILE)
    assert problems == ()
    assert {touchpoint.phase for touchpoint in touchpoints} == {"before", "during", "after"}


# ── a table to start from ────────────────────────────────────────────────────────────────────────────────────


def test_a_table_to_start_from_has_the_touchpoints_of_the_data_and_can_be_read(tmp_path: Path) -> None:
    metrics = read_metrics([MetricEntry("csat", 0.7, 90, touchpoint=name) for name in ("A bill", "Café, Süd")])
    said = start_touchpoints(tmp_path, metrics)
    assert "2 touchpoints of the data" in said[0]
    found = read_touchpoints(tmp_path)
    assert [(t.name, t.survey, t.phase) for t in found] == [(n, n, "during") for n in ("A bill", "Café, Süd")]
    with pytest.raises(CxassessError, match="is there already; nothing was changed"):
        start_touchpoints(tmp_path, metrics)


def test_a_name_that_a_spreadsheet_would_run_is_left_out_and_named(tmp_path: Path) -> None:
    names = ("=cmd|' /c calc'!A1", "A bill", "@SUM(1)")
    said = start_touchpoints(tmp_path, read_metrics([MetricEntry("csat", 0.7, 90, touchpoint=n) for n in names]))
    assert any("=cmd" in line and "@SUM" in line for line in said)
    with (tmp_path / FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*HEADER, *OPTIONAL]
    assert [row[0] for row in rows[1:]] == ["A bill"]
