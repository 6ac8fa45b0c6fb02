"""Recalculates a workbook with an engine that knows nothing of ours, and compares cell by cell.

To read a workbook takes a second: what was read last is kept, for the tests that ask one workbook several things.
"""

import io
import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import formualizer
from openpyxl import load_workbook

TOLERANCE = 1e-9
Cells = Mapping[tuple[str, str], Any]  # values by sheet and cell
KEPT = 8  # workbooks


@lru_cache(KEPT)
def formulas(content: bytes) -> Mapping[tuple[str, str], str]:
    """Every formula by sheet and cell."""
    book = load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@lru_cache(KEPT)
def cached(content: bytes) -> Cells:
    """Every value as the file holds it, formulas by their cached value."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def recalculated(content: bytes, changes: Mapping[tuple[str, str], Any] | None = None) -> Cells:
    """Every formula's value as formualizer calculates it, after changes to cells."""
    return _recalculated(content, tuple((changes or {}).items()))


@lru_cache(KEPT)
def _recalculated(content: bytes, changes: tuple[tuple[tuple[str, str], Any], ...]) -> Cells:
    book = formualizer.load_workbook_bytes(content)
    for (sheet, cell), value in changes:
        row, column = _row_column(cell)
        book.set_value(sheet, row, column, value)
    places = list(formulas(content))
    targets = [(sheet, *_row_column(cell)) for sheet, cell in places]
    return dict(zip(places, book.evaluate_cells(targets), strict=True))


def differences(expected: Cells, found: Cells) -> list[str]:
    """What differs, cell by cell; a missing value and an empty text are the same."""
    return [
        f"{sheet}!{cell}: {expected.get((sheet, cell))!r} in the file, {value!r} recalculated"
        for (sheet, cell), value in found.items()
        if not _same(expected.get((sheet, cell)), value)
    ]


def errors(found: Cells) -> Iterator[str]:
    """Cells that hold an error."""
    for (sheet, cell), value in found.items():
        if isinstance(value, Mapping) or (isinstance(value, str) and value.startswith("#")):
            yield f"{sheet}!{cell}: {value}"


def _same(a: Any, b: Any) -> bool:
    if a in (None, "") or b in (None, ""):
        return a in (None, "") and b in (None, "")
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(a == b)


def _row_column(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]), column
