"""A CSV file from anybody's program becomes rows of cells, and what is not such a row becomes a fault.

The file is UTF-8 with or without BOM, with any line ends, separated by commas, semicolons or tabs. Rows are numbered
as a spreadsheet shows them, the header being row 1.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cxassess.errors import Problem
from cxassess.files.clean import clean_line
from cxassess.hints import did_you_mean

csv.field_size_limit(2**31 - 1)  # a comment of 40,000 characters is a comment
_NEVER_CLOSED = "unexpected end of data"


def csv_rows(
    path: Path, header: Sequence[str], optional: Sequence[str] = (), *, codec: str = ""
) -> Iterator[tuple[str, list[str]] | Problem]:
    """The rows under the header, each with its place; blank ones are left out. A fault stands in its row's place.

    After the columns of the header a file may have some of the `optional` ones. A row's cells come in the order of
    both, blank for a column that the file does not have. A file that is not UTF-8 is a fault, unless a `codec` says
    what else it may be.
    """
    text, problem = _text_of(path, codec)
    if problem is not None:
        yield problem
        return
    records = _numbered(text, delimiter_of(text))
    name = path.name
    read: Sequence[str] = header
    wanted = [*header, *optional]
    for number, cells in records:
        where = f"{name}, row {number}"
        if isinstance(cells, csv.Error):
            yield _not_csv(where, cells)
        elif number == 1:
            if problem := wrong_header(where, cells, header, optional):
                yield problem
                return
            read = names_of(cells)
        elif "".join(cells).strip():
            ordered = cells if read == wanted else in_order(cells, read, wanted)
            yield _wrong_count(where, cells, read) or (where, ordered)


def delimiter_of(text: str) -> str:
    """The comma, semicolon or tab that a text has most of in its first line."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(",;\t", key=first.count)


def names_of(cells: Sequence[str]) -> list[str]:
    """The names of the columns; case and spaces around words do not matter."""
    return [clean_line(cell).casefold() for cell in cells]


def in_order(cells: Sequence[str], read: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """A row's cells by the names of its columns in the order that is wanted, blank where there is none."""
    by_name = dict(zip(read, cells, strict=False))
    return [by_name.get(name, "") for name in wanted]


def wrong_header(
    where: str, cells: Sequence[str], header: Sequence[str], optional: Sequence[str] = ()
) -> Problem | None:
    """The fault of a header row, or None where it is as expected."""
    read = names_of(cells)
    more = read[len(header) :]
    if read[: len(header)] == list(header) and len(set(more)) == len(more) and set(more) <= set(optional):
        return None
    strangers = [name for name in more if name not in optional]
    if read[: len(header)] == list(header) and strangers and optional:
        hint = did_you_mean(strangers[0][:80], optional)
        column = f"the column “{strangers[0][:80]}”" if strangers[0] else "a column without a name"
        message = f"{column} was read, one of {', '.join(optional)} was expected{hint}"
        return Problem(where, message)
    if read[: len(header)] == list(header) and len(set(more)) < len(more):
        twice = next(name for place, name in enumerate(more) if name in more[:place])
        return Problem(where, f"the column “{twice}” stands twice, each once was expected")
    shown = ",".join(read)[:80] or "nothing"
    return Problem(where, f"the header “{shown}” was read, “{','.join(header)}” was expected")


def _text_of(path: Path, codec: str = "") -> tuple[str, Problem | None]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "", Problem(str(path), "there is no such file")
    except IsADirectoryError:
        return "", Problem(str(path), "is a folder, a CSV file was expected")
    except OSError as error:
        return "", Problem(str(path), f"cannot be read ({error.strerror})")
    if content[:2] in {b"PK", b"\xd0\xcf"}:
        return "", Problem(path.name, "looks like an Office file: save it as “CSV UTF-8”")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        try:
            text = content.decode(codec or "ascii")
        except UnicodeDecodeError:
            return "", Problem(path.name, f"line {line} is not UTF-8 text: save it as “CSV UTF-8”")
    if "\0" in text:
        return "", Problem(path.name, "holds binary data, a CSV text file was expected")
    return text, None


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """All records with their numbers; strict, so that a stray quotation mark cannot swallow the rows after it."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(records)
        except StopIteration:
            if number == 1:
                yield 1, []
            return
        except csv.Error as error:
            yield number, error


def _not_csv(where: str, error: csv.Error) -> Problem:
    if str(error) == _NEVER_CLOSED:
        return Problem(where, "a quotation mark is opened here and never closed, the rows after it were not read")
    return Problem(where, f"is not valid CSV ({error}): a quotation mark inside a cell is written twice")


def _wrong_count(where: str, cells: Sequence[str], header: Sequence[str]) -> Problem | None:
    if len(cells) == len(header):
        return None
    hint = ": a cell that holds a comma stands in quotation marks" if len(cells) > len(header) else ""
    return Problem(where, f"{len(cells)} cells were read, {len(header)} were expected{hint}")
