"""Any file becomes a table of texts, cell by cell as it was written, or one sentence says why not."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cxassess.errors import InvalidInput
from cxassess.files.tables import TextTable, careful, connect, open_table


@pytest.fixture(scope="module")
def database() -> Iterator[Any]:
    with connect() as connection:
        yield connection


def written(folder: Path, content: bytes | str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(database: Any, table: TextTable) -> list[tuple[Any, ...]]:
    """Each row with its number; what is empty as an empty text."""
    found = database.execute(f"SELECT * FROM {table.table} ORDER BY row").fetchall()
    return [tuple("" if cell is None else cell for cell in row) for row in found]


def fault(path: Path, database: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        open_table(path, database)
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


# ── how a text file is written ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(tmp_path: Path, database: Any, codec: str, said: str, delimiter: str) -> None:
    lines = [
        ["Kunde", "Größe – „Note“", "Preis"],
        ["Zoë", "sehr gut – schön, „ja“; gern", "4,5"],
        ["Çelik", "süß", "3,0"],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    table = open_table(written(tmp_path, out.getvalue().encode(codec)), database)
    assert (table.encoding, table.delimiter) == (said, delimiter)
    assert table.headers == (tuple(lines[0]),)
    assert rows(database, table) == [(2, *lines[1]), (3, *lines[2])]


def test_utf16_without_a_mark_is_text(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "id\tscore\n7\t9\n".encode("utf-16-le"), "a.tsv"), database)
    assert rows(database, table) == [(2, "7", "9")]


def test_a_line_that_names_the_separator_is_no_header(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "sep=;\r\nid;score\r\n7;9,5\r\n"), database)
    assert table.headers == (("id", "score"),)
    assert rows(database, table) == [(3, "7", "9,5")]


def test_three_header_rows_with_line_breaks_are_headers(tmp_path: Path, database: Any) -> None:
    text = 'Q1,Q2\n"How likely?\n\n0 to 10",Why?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n9,good\n'
    table = open_table(written(tmp_path, text), database, header_rows=3)
    assert table.headers[1] == ("How likely?\n\n0 to 10", "Why?")
    assert rows(database, table) == [(4, "9", "good")]


def test_blank_lines_are_rows_of_a_spreadsheet(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "id,score\n1,9\n\n2,8\n\n\n"), database)
    assert rows(database, table) == [(2, "1", "9"), (4, "2", "8")]


def test_nothing_is_made_a_number_or_missing(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "id,a,b,c\n90071992547409931,N/A,007,5.70306E+17\nNULL,nan,,-\n"), database)
    assert rows(database, table) == [(2, "90071992547409931", "N/A", "007", "5.70306E+17"), (3, "NULL", "nan", "", "-")]


@pytest.mark.parametrize("padding", ["", "\n"], ids=["as it stands", "row by row"])
def test_ragged_rows_are_named_and_never_collapse(tmp_path: Path, database: Any, padding: str) -> None:
    text = f"id,score,why\n{padding}1,9,good\n2,8\n3,7,a,b\n4,6,so\n"
    path = written(tmp_path, text)
    table = careful(path, database)
    moved = len(padding)
    assert [str(problem) for problem in table.faults] == [
        f"answers.csv, row {3 + moved}: 2 cells were read, 3 were expected as in the header",
        f"answers.csv, row {4 + moved}: 4 cells were read, 3 were expected as in the header",
    ]
    assert rows(database, table) == [(2 + moved, "1", "9", "good"), (5 + moved, "4", "6", "so")]


def test_a_ragged_row_stops_the_quick_way(tmp_path: Path, database: Any) -> None:
    import duckdb

    table = open_table(written(tmp_path, "id,score\n1,9\n2\n"), database)
    with pytest.raises(duckdb.Error, match="Expected Number of Columns: 2 Found: 1"):
        rows(database, table)


def test_a_byte_of_another_encoding_deep_in_the_file_is_found(tmp_path: Path, database: Any) -> None:
    import duckdb

    lines = "".join(f"{number},good\n" for number in range(60_000))
    path = written(tmp_path, f"id,why\n{lines}".encode() + "1,süß\n".encode("cp1252"))
    with pytest.raises(duckdb.Error):
        rows(database, open_table(path, database))
    table = careful(path, database)
    assert table.encoding == "Windows-1252"
    assert rows(database, table)[-1] == (60_002, "1", "süß")


def test_a_very_long_comment_is_kept_whole(tmp_path: Path, database: Any) -> None:
    long = "word " * 600_000
    table = careful(written(tmp_path, f"id,why\n1,{long}\n"), database)
    assert rows(database, table) == [(2, "1", long)]


cell = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('\n\r",;\t|'), max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    width=st.integers(2, 4),
    delimiter=st.sampled_from(",;\t|"),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_comes_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, width: int, delimiter: str, codec: str, end: str
) -> None:
    lines = data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([[f"name {at}" for at in range(width)], *lines])
    path = written(tmp_path_factory.mktemp("csv"), out.getvalue().encode(codec))
    expected = [
        (number, *line) for number, line in enumerate(lines, start=2) if any(c and not c.isspace() for c in line)
    ]
    with connect() as connection:
        read = rows(connection, careful(path, connection, delimiter=delimiter))
        quick = rows(connection, open_table(path, connection, delimiter=delimiter))
    assert read == expected
    assert [row for row in quick if any(c and not c.isspace() for c in row[1:])] == expected


# ── workbooks and Parquet ────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_is_read_as_people_would_type_it(tmp_path: Path, database: Any) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    lines: list[list[Any]] = [
        ["id", "when", "day", "score", "share", "yes", "formula"],
        ["007", datetime(2026, 3, 1, 14, 30, tzinfo=UTC).replace(tzinfo=None), date(2026, 3, 2), 9, 0.5, True, "=1+1"],
        [None] * 7,
        [5.70306e17, None, None, None, None, None, "=cmd|' /C calc'!A0"],
    ]
    for row in lines:
        sheet.append(row)
    sheet["G2"].value, sheet["G4"].value = "'=1+1", "=cmd|' /C calc'!A0"
    sheet["G4"].data_type = "s"
    path = tmp_path / "book.xlsx"
    book.save(path)
    table = open_table(path, database)
    assert rows(database, table) == [
        (2, "007", "2026-03-01 14:30:00", "2026-03-02", "9", "0.5", "TRUE", "'=1+1"),
        (4, "5.70306E+17", "", "", "", "", "", "=cmd|' /C calc'!A0"),
    ]


def test_parquet_is_read_with_every_value_as_text(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "a.parquet"
    database.execute(
        f'COPY (SELECT 9 AS score, DATE \'2026-03-01\' AS "on day", \'x\' AS "a ""b"""'
        " UNION ALL SELECT NULL, NULL, '')"
        f" TO '{path}' (FORMAT parquet)"
    )
    table = open_table(path, database)
    assert table.headers == (("score", "on day", 'a "b"'),)
    assert rows(database, table) == [(2, "9", "2026-03-01", "x"), (3, "", "", "")]


def test_a_zip_bomb_that_poses_as_a_workbook_is_refused_before_it_is_read(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(b"0" * 2**20)
    assert path.stat().st_size < 2**21
    assert fault(path, database) == ("bomb.xlsx: unpacks to more than 1 GB, which no export does: save the rows as CSV")


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 5_000_000)
    content = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    path.write_bytes(content)
    assert "is not a workbook that can be read" in fault(path, database)


# ── what is no table ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, a header and rows were expected"),
        (b"\n\n \n", "is empty, a header and rows were expected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx without a password"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x1f\x8b\x08\x00abc", "is packed (gzip)"),
        (b"<!DOCTYPE html><html><body>Sign in</body>", "is a web page, perhaps that of a login"),
        (b"id,score\n1,\x00\x00\x07\n", "holds binary data"),
        (bytes(range(256)) * 4, "holds binary data"),
        (b'id,why\n1,"never closed\n2,x\n\n3,y\n', "row 2: a quotation mark is opened here and never closed"),
        (b"PK\x03\x04 no archive", "is not a workbook that can be read"),
        (b"PAR1 cut off", "is not a Parquet file that can be read"),
    ],
)
def test_what_is_no_table_is_named_in_one_sentence(tmp_path: Path, database: Any, content: bytes, said: str) -> None:
    assert said in fault(written(tmp_path, content), database)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path, database: Any) -> None:
    assert fault(tmp_path / "gone.csv", database).endswith("there is no such file")
    assert fault(tmp_path, database).endswith("is a folder, a file was expected")


def test_an_archive_without_a_workbook_is_named(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("answers.csv", "id\n1\n")
    assert "is a ZIP archive and no workbook" in fault(path, database)


def test_a_file_that_does_not_fit_into_memory_gets_advice(tmp_path: Path) -> None:
    path = written(tmp_path, "id,why\n" + "".join(f"{number},{number * 7919 % 104729}\n" for number in range(400_000)))
    with pytest.raises(InvalidInput, match="does not fit into 8 MB of memory: save it as Parquet"):
        _sorted_within(path, 8 * 2**20)


def _sorted_within(path: Path, memory: int) -> None:
    with connect(memory) as small:
        table = open_table(path, small)
        small.execute(f"SELECT list(c1 ORDER BY c2), list(c2 ORDER BY c1) FROM {table.bare}").fetchall()


def test_nothing_is_downloaded(database: Any) -> None:
    settings = dict(
        database.execute("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'").fetchall()
    )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
