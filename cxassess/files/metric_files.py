"""metrics.csv: the typed table of outcomes becomes MetricEntries, and every fault is named with file and row.

A metric stands in one row, or in one for each of several years, quarters or months: then the rows are a series.
"""

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.csv_text import csv_rows, in_order, names_of, wrong_header
from cxassess.hints import did_you_mean
from cxassess.measures.measure import Period, read_period
from cxassess.metrics import METRICS, MetricKind, range_of
from cxassess.model.outcome import MetricEntry, TypedPoint

HEADER = ("metric", "value", "n", "period", "previous", "source", "definition")
OPTIONAL = ("touchpoint", "wording")
PERIODS = "periods such as 2026, 2026-Q1 or 2026-03 that differ"
_NOTHING = {"no data", "n/a", "na", "none", "null", "-", "–", "—"}  # as tables of others say that there is no value
LEAST, MOST = 1e-9, 1e12  # beyond these a quotient of two numbers is none that can be printed


@dataclass(frozen=True, slots=True)
class _Row:
    """A row whose cells are sound by themselves; its value may be blank, where it belongs to a series."""

    where: str
    value: float | None
    entry: MetricEntry

    @property
    def name(self) -> str:
        return f"{self.entry.metric} ({self.entry.touchpoint})" if self.entry.touchpoint else self.entry.metric


def read_metric_files(paths: Sequence[Path]) -> tuple[tuple[MetricEntry, ...], tuple[Problem, ...]]:
    """The metrics of some files, CSV or XLSX, and every fault in them.

    Rows of one metric and touchpoint are a series, whichever file they stand in.
    """
    problems: list[Problem] = []
    rows: dict[tuple[str, str], list[_Row]] = {}
    faulty: set[tuple[str, str]] = set()
    order: dict[str, int] = {}
    for path in paths:
        for read in _rows(path):
            order.setdefault(read.where if isinstance(read, Problem) else read[0], len(order))
            if isinstance(read, Problem):
                problems.append(read)
                continue
            where, cells = read
            row, faults = _row(where, cells)
            key = (clean_line(cells[0]).casefold(), clean_line(cells[7]).casefold())
            problems += [Problem(where, fault) for fault in faults]
            if row is None:
                faulty.add(key)
            else:
                rows.setdefault(key, []).append(row)
    entries = []
    for key, of_one in rows.items():
        entry, found = _entry(of_one, is_whole=key not in faulty)
        problems += found
        if entry is not None:
            entries.append(entry)
    if not entries and not problems:
        return (), (Problem(paths[0].name, "holds no metric"),)
    return tuple(entries), tuple(sorted(problems, key=lambda problem: order[problem.where]))


def _entry(rows: Sequence[_Row], *, is_whole: bool) -> tuple[MetricEntry | None, list[Problem]]:
    """One metric from its rows; where others of them are faulty, a blank value may have been one of a series."""
    may_be_blank = len(rows) > 1 or not is_whole
    good = [row for row in rows if row.value is not None or (may_be_blank and read_period(row.entry.period))]
    problems = [
        Problem(row.where, f"the value of {row.name} is blank, a number was expected")
        for row in rows
        if row not in good
    ]
    if len(good) > 1:
        entry, found = _series(good)
        return entry, [*problems, *found]
    return (good[0].entry if good and good[0].value is not None else None), problems


def _series(rows: Sequence[_Row]) -> tuple[MetricEntry | None, list[Problem]]:
    """The rows of one metric as a series, the earliest first; a period without a value is no point of it."""
    first, problems = rows[0], []
    sound: list[_Row] = []
    seen: dict[Period, str] = {}
    for row in rows:
        period, label = read_period(row.entry.period), shortened(row.entry.period)
        fault = ""
        if read_period(first.entry.period) is None and row is not first:
            fault = f"{row.name} stands twice ({first.where}): one row a metric was expected, or {PERIODS}"
        elif period is None and row is not first:
            fault = f"period “{label}” of {row.name} was read beside others ({first.where}), {PERIODS} were expected"
        elif period is not None and period in seen:
            fault = f"{row.name} of {period.label} stands twice ({seen[period]}): one row a period was expected"
        elif period is not None and seen and period.months != next(iter(seen)).months:
            fault = f"{row.name} of {period.label} stands beside {next(iter(seen)).label} ({first.where}): "
            fault += "only years, only quarters or only months were expected"
        elif period is not None and row.entry.previous is not None:
            fault = f"previous {row.entry.previous:g} of {row.name} was read in a series: leave it blank, it follows "
            fault += "from the row of the period before"
        if fault:
            problems.append(Problem(row.where, fault))
            continue
        sound.append(row)
        if period is not None:
            seen[period] = row.where
    ordered = sorted(sound, key=lambda row: _start(row.entry.period))
    points = tuple(
        TypedPoint(_label(row), row.value, row.entry.n, row.entry.wording, row.entry.definition)
        for row in ordered
        if row.value is not None
    )
    if not points:
        message = f"every value of {first.name} is blank, a number was expected in one row"
        return None, problems or [Problem(first.where, message)]
    newest = next(row for row in reversed(ordered) if row.value is not None)
    if not seen:
        return newest.entry, problems
    return replace(newest.entry, period=_label(newest), series=points), problems


def _start(label: str) -> date:
    period = read_period(label)
    return period.start if period else date.min


def _label(row: _Row) -> str:
    period = read_period(row.entry.period)
    return period.label if period else row.entry.period


def _rows(path: Path) -> Iterator[tuple[str, list[str]] | Problem]:
    """The rows under the header, each with its place, and the faults that keep others from being read."""
    return _sheet_rows(path) if path.suffix.casefold() in {".xlsx", ".xlsm"} else csv_rows(path, HEADER, OPTIONAL)


def _sheet_rows(path: Path) -> Iterator[tuple[str, list[str]] | Problem]:
    """The same of the first sheet of an Excel workbook."""
    import pandas as pd  # 0.3 s: only when a workbook is read

    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl remarks on styles that other programs left out
            sheet = pd.read_excel(
                path, header=None, dtype=str, keep_default_na=False, na_filter=False, engine="openpyxl"
            )
    except FileNotFoundError:
        yield Problem(str(path), "there is no such file")
        return
    except OSError as error:
        yield Problem(str(path), f"cannot be read ({error.strerror or error})")
        return
    except Exception as error:  # a damaged workbook fails in as many ways as it has parts
        reason = str(error) if isinstance(error, BadZipFile) else "a part of it is damaged"
        yield Problem(path.name, f"is not a workbook that can be read ({reason})")
        return
    rows = [[str(cell) for cell in row] for row in sheet.itertuples(index=False, name=None)]
    if problem := wrong_header(f"{path.name}, row 1", _trimmed(rows[0]) if rows else [], HEADER, OPTIONAL):
        yield problem
        return
    read = names_of(rows[0])
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            yield f"{path.name}, row {number}", in_order(row, read, (*HEADER, *OPTIONAL))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the empty ones at the end, which a sheet has where something stood once."""
    filled = [number for number, cell in enumerate(cells, start=1) if cell.strip()]
    return list(cells[: max(filled, default=0)])


def _row(where: str, cells: list[str]) -> tuple[_Row | None, list[str]]:
    id = clean_line(cells[0]).casefold()
    kind = METRICS.get(id)
    if kind is None:
        hint = did_you_mean(shortened(id), METRICS)
        return None, [f"metric “{shortened(id)}” was read, one of {', '.join(METRICS)} was expected{hint}"]
    faults: list[str] = []
    value = _number("value", cells[1], kind, faults)
    previous = _number("previous", cells[4], kind, faults)
    n = _count(cells[2], faults)
    if faults:
        return None, faults
    period, touchpoint = clean_line(cells[3]), clean_line(cells[7])
    source, definition, wording = (clean_text(cells[column]) for column in (5, 6, 8))
    entry = MetricEntry(id, value or 0.0, n, period, previous, source, definition, touchpoint, wording)
    return _Row(where, value, entry), []


def _number(column: str, cell: str, kind: MetricKind, faults: list[str]) -> float | None:
    text = cell.strip().replace("−", "-")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        hint = " (shares are written 0 to 1, such as 0.78)" if kind.is_share else ""
        hint = " (where there is none, leave the cell blank)" if text.casefold() in _NOTHING else hint
        faults.append(f"{column} “{shortened(cell.strip())}” of {kind.id} was read, a number was expected{hint}")
        return None
    if number and not LEAST <= abs(number) <= MOST:
        faults.append(f"{column} {number:g} of {kind.id} was read, a number of a usual size was expected")
        return None
    if not kind.low <= number <= kind.high:
        faults.append(f"{column} {number:g} of {kind.id} was read, {range_of(kind)} was expected")
        return None
    return number


def _count(cell: str, faults: list[str]) -> int | None:
    text = cell.strip()
    if not text:
        return None
    if not re.fullmatch("0*[1-9][0-9]{0,14}", text):
        faults.append(f"n “{shortened(text)}” was read, a whole number from 1 on was expected")
        return None
    return int(text)
