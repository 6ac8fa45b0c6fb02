"""Text files: how they are written, and their rows one by one where DuckDB cannot read them as they are.

Rows are numbered as a spreadsheet shows them: a line break within quotation marks ends no row, a blank line is one.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from cxassess.errors import InvalidInput, Problem

DELIMITERS = ",;\t|"
LOOKED_AT = 256 * 1024  # bytes that tell how a file is written
RECORDS = 50
LONGEST_LINE = 2_000_000  # characters of a row that DuckDB takes as it stands
_CHUNK = 8 * 2**20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SINGLE_BYTE = ("cp1252", "cp1250", "cp1251")  # what offices save as “CSV”, the commonest first
_SEP = re.compile(r"sep=(.)\r?\n?")
_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")


@dataclass(frozen=True, slots=True)
class Look:
    """How a text file is written.

    Attributes:
        codec: as Python names it; encoding: as people do.
        records: the first ones, a `sep=` line left out.
        rows_before: rows before the header, 1 where a `sep=` line stands there.
        is_plain: whether DuckDB can be given the file as it stands.
    """

    codec: str
    encoding: str
    delimiter: str
    records: tuple[tuple[str, ...], ...]
    rows_before: int
    is_plain: bool

    @property
    def kind(self) -> Literal["csv", "tsv"]:
        return "tsv" if self.delimiter == "\t" else "csv"

    def lines_of(self, rows: int) -> int:
        """The lines that so many header rows take, of a plain file."""
        return self.rows_before + rows


def look_at(path: Path, delimiter: str | None = None, encoding: str | None = None, *, whole: bool = False) -> Look:
    """How a text file is written, by its start; with `whole` by all of it, and then never plain.

    Raises InvalidInput for what is no text, or not in `encoding`.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    codec, said = _encoding(path, start, encoding, whole=whole)
    text = _start_as_text(path, start, codec)
    marked = _SEP.match(text)
    if marked:
        text = text[marked.end() :]
    chosen = delimiter or (marked[1] if marked else _delimiter_of(text))
    records = tuple(tuple(record) for record in islice(_lenient(text, chosen), RECORDS))
    has_breaks = any("\n" in cell or "\r" in cell for record in records[:3] for cell in record)
    is_utf8 = codec in {"utf-8", "utf-8-sig"}
    plain = is_utf8 and not whole and not marked and not has_breaks and not _has_blank_lines(path)
    return Look(codec, said, chosen, records, 1 if marked else 0, plain)


def rows_of(path: Path, look: Look) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, blank ones left out. Raises InvalidInput where the rest cannot be read."""
    with path.open(encoding=look.codec, newline="", errors="strict") as file:
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
            if any(cell and not cell.isspace() for cell in cells):
                yield number, cells


def _without_nul(path: Path, lines: io.TextIOBase) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise InvalidInput([_binary(path)])
        yield line


def _not_csv(where: str, error: csv.Error) -> Problem:
    if "unexpected end of data" in str(error):
        return Problem(where, "a quotation mark is opened here and never closed, the rows after it cannot be read")
    return Problem(where, f"is not valid CSV ({error}): a quotation mark inside a cell is written twice")


def _binary(path: Path) -> Problem:
    return Problem(path.name, "holds binary data; CSV, TSV, an Excel workbook (.xlsx) or Parquet was expected")


# ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────


def _encoding(path: Path, start: bytes, given: str | None, *, whole: bool) -> tuple[str, str]:
    """Python's name of the encoding, and the name that people know."""
    for mark, codec, said in _BOMS:
        if start.startswith(mark):
            return codec, said
    if given is not None:
        try:
            codecs.lookup(given)
        except LookupError as error:
            message = f"the encoding “{given[:40]}” is not known; utf-8, utf-16 or cp1252 was expected"
            raise InvalidInput([Problem(path.name, message)]) from error
        return given, given.upper() if given.lower().startswith("utf") else given
    if b"\0" in start:
        return _wide_or_binary(path, start)
    wrong = _not_utf8(path, start, whole=whole)
    return ("utf-8", "UTF-8") if wrong is None else _single_byte(wrong)


def _wide_or_binary(path: Path, start: bytes) -> tuple[str, str]:
    """UTF-16 without its mark has a zero in every second byte of western text; anything else with zeros is no text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 4 and min(even, odd) < len(start) / 100:
        return ("utf-16-be" if even > odd else "utf-16-le"), "UTF-16"
    raise InvalidInput([_binary(path)])


def _not_utf8(path: Path, start: bytes, *, whole: bool) -> bytes | None:
    """Bytes that are no UTF-8, with what stands around them; None where there are none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start, final=not whole and len(start) < LOOKED_AT)
    except UnicodeDecodeError:
        return start
    if not whole:
        return None
    with path.open("rb") as file:
        file.seek(len(start))
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return chunk[max(0, error.start - LOOKED_AT) : error.start + LOOKED_AT]
    return None


_TYPOGRAPHIC = set("€‚„…‘’“”•–—™".encode("cp1252")) | {0xA0}


def _single_byte(sample: bytes) -> tuple[str, str]:
    if set(sample) - set(range(128)) <= _TYPOGRAPHIC:  # too little for a statistic, which takes a dash for “ñ”
        return "cp1252", "Windows-1252"
    from charset_normalizer import from_bytes  # 0.1 s: only where a file is not UTF-8

    best = from_bytes(sample, cp_isolation=list(_SINGLE_BYTE)).best()
    likely = best.could_be_from_charset if best is not None else []  # all that give the same text
    codec = "cp1252" if "cp1252" in likely or not likely else likely[0]
    try:
        sample.decode(codec)
    except UnicodeDecodeError:
        return "latin-1", "Latin-1"
    return codec, "Windows-1252" if codec == "cp1252" else codec


def _start_as_text(path: Path, start: bytes, codec: str) -> str:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(start, final=len(start) < LOOKED_AT)
    except UnicodeDecodeError as error:
        message = f"is not {codec} text: save it as UTF-8"
        raise InvalidInput([Problem(path.name, message)]) from error
    if "\0" in text:
        raise InvalidInput([_binary(path)])
    return text


# ── separators and lines ─────────────────────────────────────────────────────────────────────────────────────


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
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _has_blank_lines(path: Path) -> bool:
    """Whether a line is blank anywhere but at the end: DuckDB skips it, and the rows after it would be misnumbered."""
    before, is_open = b"\n", False  # line ends so far, and whether there is a blank line among them
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            piece = before + chunk
            body = piece.rstrip(b"\r\n")
            if body and (is_open or any(blank in body for blank in _BLANK_LINES)):
                return True
            before = piece[len(body) :][-4:]
            is_open = any(blank in before for blank in _BLANK_LINES)
    return False
