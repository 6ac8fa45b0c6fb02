"""metrics.csv: the typed table of outcomes becomes MetricEntries, and every fault is named with file and row."""

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.csv_text import csv_rows, wrong_header
from cxassess.hints import did_you_mean
from cxassess.metrics import METRICS, MetricKind, range_of
from cxassess.model.engagement import MetricEntry

HEADER = ("metric", "value", "n", "period", "previous", "source", "definition")
LEAST, MOST = 1e-9, 1e12  # beyond these a quotient of two numbers is none that can be printed


def read_metric_files(paths: Sequence[Path]) -> tuple[tuple[MetricEntry, ...], tuple[Problem, ...]]:
    """The metrics of some files, CSV or XLSX, and every fault in them."""
    entries: list[MetricEntry] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in paths:
        for row in _rows(path):
            if isinstance(row, Problem):
                problems.append(row)
                continue
            where, cells = row
            entry, faults = _entry(cells)
            id = clean_line(cells[0]).casefold()
            if not faults and id in seen:
                faults = [f"{id} stands twice ({seen[id]}): one row a metric was expected"]
            problems += [Problem(where, fault) for fault in faults]
            if entry is not None and not faults:
                seen[id] = where
                entries.append(entry)
    if not entries and not problems:
        problems.append(Problem(paths[0].name, "holds no metric"))
    return tuple(entries), tuple(problems)


def _rows(path: Path) -> Iterator[tuple[str, list[str]] | Problem]:
    """The rows under the header, each with its place, and the faults that keep others from being read."""
    return _sheet_rows(path) if path.suffix.casefold() in {".xlsx", ".xlsm"} else csv_rows(path, HEADER)


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
    if problem := wrong_header(f"{path.name}, row 1", _trimmed(rows[0]) if rows else [], HEADER):
        yield problem
        return
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            yield f"{path.name}, row {number}", row


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the empty ones at the end, which a sheet has where something stood once."""
    filled = [number for number, cell in enumerate(cells, start=1) if cell.strip()]
    return list(cells[: max(filled, default=0)])


def _entry(cells: list[str]) -> tuple[MetricEntry | None, list[str]]:
    id = clean_line(cells[0]).casefold()
    kind = METRICS.get(id)
    if kind is None:
        hint = did_you_mean(shortened(id), METRICS)
        return None, [f"metric “{shortened(id)}” was read, one of {', '.join(METRICS)} was expected{hint}"]
    faults: list[str] = []
    value = _number("value", cells[1], kind, faults)
    previous = _number("previous", cells[4], kind, faults)
    n = _count(cells[2], faults)
    if value is None and not faults:
        faults.append(f"the value of {id} is blank, a number was expected")
    if faults or value is None:
        return None, faults
    texts = (clean_line(cells[3]), clean_text(cells[5]), clean_text(cells[6]))
    return MetricEntry(id, value, n, texts[0], previous, texts[1], texts[2]), []


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
