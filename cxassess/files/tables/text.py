"""Text files: how they are written, and their rows one by one where DuckDB cannot read them as they are.

Rows are numbered as a spreadsheet shows them: a line break within quotation marks ends no row, a blank line is one.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from cxassess.errors import InvalidInput, Problem
from cxassess.files.tables.encodings import LOOKED_AT, UTF8, binary, encoding_of, start_as_text

DELIMITERS = ",;\t|"
RECORDS = 50  # that tell the separator
LONGEST_LINE = 2_000_000  # bytes of a row that DuckDB takes as it stands
LONGEST_CELL = 2**27  # characters: Python's own limit is shorter than some comments
_TOLD_EVERY = 8192  # rows
_SEP = re.compile(r"(?i)sep=(.)\r?\n?")


@dataclass(frozen=True, slots=True)
class Look:
    """How a text file is written.

    Attributes:
        codec: as Python names it; encoding: as people do.
        records: the first ones with their row numbers, those without any text left out; the last may be cut off.
        rows_before: rows before the header, 1 where a `sep=` line stands there.
    """

    codec: str
    encoding: str
    delimiter: str
    records: tuple[tuple[int, tuple[str, ...]], ...]
    rows_before: int

    @property
    def kind(self) -> Literal["csv", "tsv"]:
        return "tsv" if self.delimiter == "\t" else "csv"

    @property
    def is_utf8(self) -> bool:
        return self.codec in UTF8


def look_at(path: Path, delimiter: str | None = None, encoding: str | None = None, *, whole: bool = False) -> Look:
    """How a text file is written, by its start; the encoding, with `whole`, by all of it.

    Raises InvalidInput for what is no text, or not in `encoding`.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    codec, said = encoding_of(path, start, encoding, whole=whole)
    text = start_as_text(path, start, codec)
    marked = _SEP.match(text)
    if marked:
        text = text[marked.end() :]
    chosen = delimiter or (marked[1] if marked else _delimiter_of(text))
    before = 1 if marked else 0
    records = tuple(
        (number, tuple(cells))
        for number, cells in enumerate(islice(_lenient(text, chosen), RECORDS), before + 1)
        if not is_empty(cells)
    )
    return Look(codec, said, chosen, records, before)


def rows_of(path: Path, look: Look, told: Callable[[float], None]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, blank lines left out; `told` hears what share of the file was read.

    Separators alone are a row of blank cells, as they are where DuckDB reads the file as it stands. Raises InvalidInput
    where the rest cannot be read.
    """
    csv.field_size_limit(LONGEST_CELL)
    size = max(1, path.stat().st_size)
    with path.open("rb") as content, io.TextIOWrapper(content, encoding=look.codec, newline="") as file:
        if look.rows_before:
            file.readline()
        records = csv.reader(_without_nul(path, file), delimiter=look.delimiter, strict=True)
        number = look.rows_before
        while True:
            number += 1
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                raise InvalidInput([_not_csv(f"{path.name}, row {number}", error)]) from error
            except UnicodeDecodeError as error:
                message = f"is not {look.encoding} text: save it as UTF-8"
                raise InvalidInput([Problem(f"{path.name}, row {number}", message)]) from error
            if number % _TOLD_EVERY == 0:
                told(content.tell() / size)
            if cells:
                yield number, cells


def is_empty(cells: Sequence[str]) -> bool:
    """Whether nothing stands in a row: a blank line, or separators alone."""
    return not any(cell and not cell.isspace() for cell in cells)


def _without_nul(path: Path, lines: io.TextIOBase) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise InvalidInput([binary(path)])
        yield line


def _not_csv(where: str, error: csv.Error) -> Problem:
    if "unexpected end of data" in str(error):
        return Problem(where, "a quotation mark is opened here and never closed, the rows after it cannot be read")
    if "field larger" in str(error):
        return Problem(where, "a cell is longer than all that can be read: perhaps a quotation mark is never closed")
    return Problem(where, f"is not valid CSV ({error}): a quotation mark inside a cell is written twice")


def _delimiter_of(text: str) -> str:
    """The separator that gives most of the first rows one and the same number of cells, and more than one."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(record) for record in islice(_lenient(text, delimiter), RECORDS) if record)
    if not widths:
        return 0.0, 0
    width, rows = widths.most_common(1)[0]
    return (rows / widths.total() if width > 1 else 0.0), width


def _lenient(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    """The records of a beginning of a file, as far as they are any; the last one may be cut off."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return
