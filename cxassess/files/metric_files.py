"""metrics.csv: the typed table of outcomes becomes MetricEntries, and every fault is named with file and row."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.hints import did_you_mean
from cxassess.files.clean import clean_line, clean_text
from cxassess.metrics import METRICS, MetricKind
from cxassess.model import MetricEntry, Problem

if TYPE_CHECKING:
    import pandas as pd

HEADER = ("metric", "value", "n", "period", "previous", "source", "definition")


def read_metric_files(paths: Sequence[Path]) -> tuple[tuple[MetricEntry, ...], tuple[Problem, ...]]:
    """The metrics of some files, CSV or XLSX, and every fault in them."""
    entries: list[MetricEntry] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in paths:
        table, problem = _table(path)
        if table is None:
            problems += [problem] if problem else []
            continue
        header = tuple(clean_line(str(name)).casefold() for name in table.columns)
        if header != HEADER:
            read = ",".join(header)[:80]
            problems.append(
                Problem(f"{path.name}, row 1", f"the header “{read}” was read, “{','.join(HEADER)}” was expected")
            )
            continue
        for number, row in enumerate(table.itertuples(index=False, name=None), start=2):
            cells = [str(cell) for cell in row]
            if not any(cell.strip() for cell in cells):
                continue
            entry, faults = _entry(cells)
            where = f"{path.name}, row {number}"
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


def _table(path: Path) -> "tuple[pd.DataFrame | None, Problem | None]":
    """The file's cells as text, or why it cannot be read."""
    import pandas as pd  # 0.3 s: only when a table is read

    try:
        if path.suffix.casefold() in {".xlsx", ".xlsm"}:
            return pd.read_excel(path, dtype=str, keep_default_na=False, na_filter=False), None
        text = path.read_bytes()
        if b"\0" in text:
            return None, Problem(path.name, "holds binary data, a CSV text file was expected")
        first = text.decode("utf-8-sig").partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        table = pd.read_csv(
            path,
            sep=delimiter,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8-sig",
            index_col=False,
        )
    except FileNotFoundError:
        return None, Problem(str(path), "there is no such file")
    except OSError as error:
        return None, Problem(str(path), f"cannot be read ({error.strerror or error})")
    except UnicodeDecodeError:
        return None, Problem(path.name, "is not UTF-8 text: save it as “CSV UTF-8”")
    except Exception as error:
        return None, Problem(path.name, f"is not a table that can be read ({str(error).splitlines()[0]})")
    return table, None


def _entry(cells: list[str]) -> tuple[MetricEntry | None, list[str]]:
    id = clean_line(cells[0]).casefold()
    kind = METRICS.get(id)
    if kind is None:
        return None, [f"metric “{id}” was read, one of {', '.join(METRICS)} was expected{did_you_mean(id, METRICS)}"]
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
        faults.append(f"{column} “{cell.strip()}” of {kind.id} was read, a number was expected{hint}")
        return None
    if not kind.low <= number <= kind.high:
        faults.append(f"{column} {number:g} of {kind.id} was read, {_range(kind)} was expected")
        return None
    return number


def _range(kind: MetricKind) -> str:
    if math.isinf(kind.high):
        return f"{kind.low:g} or more"
    what = "a share" if kind.is_share else "a number"
    return f"{what} from {kind.low:g} to {kind.high:g}"


def _count(cell: str, faults: list[str]) -> int | None:
    text = cell.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        faults.append(f"n “{text}” was read, a whole number from 1 on was expected")
        return None
    return int(text)
