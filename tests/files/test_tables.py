"""Any file becomes a table of texts, cell by cell as it was written, or one sentence says why not."""

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cxassess.errors import InvalidInput
from cxassess.files.tables import FaultInRows, TextTable, connect, open_table, peek
from cxassess.files.tables.column import Column


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
    found = database.execute(f"SELECT COLUMNS('row|c\\d+') FROM {table.table} ORDER BY row").fetchall()
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


@pytest.mark.parametrize(
    ("codec", "text", "said"),
    [
        ("cp1252", "Would you recommend us – 0 to 10?", "Windows-1252"),
        (
            "cp1252",
            "Sehr schön, aber die Größe stimmt nicht – „ärgerlich“. Übrigens: für Gäste zu spät",
            "Windows-1252",
        ),
        ("cp1251", "Очень доволен обслуживанием, но ждать пришлось долго.", "Windows-1251"),
        (
            "cp1250",
            "Bardzo długo czekałem na odpowiedź, ale obsługa była świetna, żadnych zastrzeżeń. Dziękuję, życzę więcej",
            "Windows-1250",
        ),
    ],
)
def test_an_office_writes_in_its_own_encoding(tmp_path: Path, database: Any, codec: str, text: str, said: str) -> None:
    table = open_table(written(tmp_path, f"id;why\n1;{text}\n".encode(codec)), database)
    assert table.encoding == said
    assert rows(database, table) == [(2, "1", text)]


def test_an_encoding_and_a_separator_that_are_given_are_kept(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "a;b\n1,2;ý\n".encode("cp1250")), database, delimiter=",", encoding="cp1250")
    assert (table.headers, table.encoding, table.left_out) == ((("a;b",),), "cp1250", 1)
    with pytest.raises(InvalidInput, match="the encoding “klingon” is not known; utf-8, utf-16 or cp1252 was expected"):
        open_table(written(tmp_path, "a,b\n"), database, encoding="klingon")
    with pytest.raises(InvalidInput, match=r"answers\.csv: is not utf-16-le text"):
        open_table(
            written(tmp_path, "a,b\n1,2\n".encode("utf-16-le") + b"\x00\xd8\x00"), database, encoding="utf-16-le"
        )
    with pytest.raises(InvalidInput, match="the separator “::” is no single character"):
        open_table(written(tmp_path, "a::b\n"), database, delimiter="::")


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


@pytest.mark.parametrize("large", [0, 2**30], ids=["a large file", "a small file"])
@pytest.mark.parametrize("size", [10, 40_000], ids=["few rows", "many rows"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("inside", [True, False], ids=["within a cell", "between rows"])
def test_a_blank_line_counts_as_a_row_unless_it_is_part_of_a_cell(
    tmp_path: Path, database: Any, monkeypatch: pytest.MonkeyPatch, size: int, large: int, end: str, *, inside: bool
) -> None:
    monkeypatch.setattr("cxassess.files.tables.lines._LARGE", large)
    first = "".join(f'{number},"good, ""really"" good",9{end}' for number in range(size))
    blank = f'x,"one{end}{end}two",1{end}' if inside else f"x,one two,1{end}{end}"
    table = open_table(written(tmp_path, f"id,why,score{end}{first}{blank}last,so,1{end}{end}"), database)
    assert (table.bare is not None) == inside
    found = database.execute(f"SELECT row FROM {table.table} WHERE c1 IN ('x', 'last') ORDER BY row").fetchall()
    assert found == [(size + 2,), (size + 3 + (not inside),)]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_separators_alone_are_a_row_of_blank_cells_by_each_way_of_reading(
    tmp_path: Path, database: Any, row_by_row: bool
) -> None:
    path = written(tmp_path, 'id,score\n1,9\n,\n2,8\n"",""\n,\n')
    read = rows(database, open_table(path, database, row_by_row=row_by_row))
    assert read == [(2, "1", "9"), (3, "", ""), (4, "2", "8"), (5, "", ""), (6, "", "")]


@pytest.mark.parametrize("above", [",,\n", "\n", " \n,,\n"])
def test_rows_without_text_above_the_header_are_none_of_the_table(tmp_path: Path, database: Any, above: str) -> None:
    table = open_table(written(tmp_path, f"{above}id,score,why\n1,9,so\n"), database)
    assert table.headers == (("id", "score", "why"),)
    assert rows(database, table) == [(above.count("\n") + 2, "1", "9", "so")]


def test_a_line_of_spaces_is_a_blank_line(tmp_path: Path, database: Any) -> None:
    assert rows(database, open_table(written(tmp_path, "id,score\n1,9\n  \n2,8\n"), database)) == [
        (2, "1", "9"),
        (4, "2", "8"),
    ]


@pytest.mark.parametrize("content", [b"\0\xff", b"\0\xff" * 40, b"a\0,\0\n\0\x07\0", b"i\0d\0\xff\xff\n\0", b"\0i\0d"])
def test_bytes_that_make_no_text_of_two_bytes_a_character_are_binary(
    tmp_path: Path, database: Any, content: bytes
) -> None:
    assert "holds binary data" in fault(written(tmp_path, content), database)


def test_rows_that_are_stored_from_the_bare_table_keep_their_numbers(tmp_path: Path, database: Any) -> None:
    lines = "".join(f"{number},{'long ' * (number % 7)}\n" for number in range(3, 400_003))
    table = open_table(written(tmp_path, "sep=,\nid,why\n" + lines), database)
    database.execute(f"CREATE TABLE kept AS SELECT c1 FROM {table.bare}")
    wrong = database.execute(f"SELECT count(*) FROM kept WHERE rowid + {table.first_row} <> c1::BIGINT").fetchall()
    assert (table.first_row, wrong) == (3, [(0,)])


def test_nothing_is_made_a_number_or_missing(tmp_path: Path, database: Any) -> None:
    table = open_table(written(tmp_path, "id,a,b,c\n90071992547409931,N/A,007,5.70306E+17\nNULL,nan,,-\n"), database)
    assert rows(database, table) == [(2, "90071992547409931", "N/A", "007", "5.70306E+17"), (3, "NULL", "nan", "", "-")]


@pytest.mark.parametrize("padding", ["", "\n"], ids=["as it stands", "row by row"])
def test_ragged_rows_are_named_and_never_collapse(tmp_path: Path, database: Any, padding: str) -> None:
    text = f"id,score,why\n{padding}1,9,good\n2,8\n3,7,a,b\n4,6,so\n"
    path = written(tmp_path, text)
    table = open_table(path, database, row_by_row=True)
    moved = len(padding)
    assert [str(problem) for problem in table.faults] == [
        f"answers.csv, row {3 + moved}: 2 cells were read, 3 were expected as in the header",
        f"answers.csv, row {4 + moved}: 4 cells were read, 3 were expected as in the header",
    ]
    assert rows(database, table) == [(2 + moved, "1", "9", "good"), (5 + moved, "4", "6", "so")]


def test_a_ragged_row_deep_in_a_large_file_stops_the_quick_way_when_it_is_read(
    tmp_path: Path, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxassess.files.tables.opening.TRIED", 0)
    path = written(tmp_path, "id,score\n1,9\n2\n")
    table = open_table(path, database)
    with pytest.raises(FaultInRows, match="a row has not as many cells as the header"):
        rows(database, table)
    table = open_table(path, database, row_by_row=True)
    assert [str(fault) for fault in table.faults] == [
        "answers.csv, row 3: 1 cells were read, 2 were expected as in the header"
    ]


def test_a_byte_of_another_encoding_deep_in_the_file_is_found(tmp_path: Path, database: Any) -> None:
    lines = "".join(f"{number},good enough for me\n" for number in range(60_000))
    path = written(tmp_path, f"id,why\n{lines}".encode() + "1,süß\n".encode("cp1252"))
    table = open_table(path, database)
    assert table.encoding == "Windows-1252"
    assert rows(database, table)[-1] == (60_002, "1", "süß")


def test_a_very_long_comment_is_kept_whole(tmp_path: Path, database: Any) -> None:
    long = "word " * 600_000
    table = open_table(written(tmp_path, f"id,why\n1,{long}\n"), database)
    assert rows(database, table) == [(2, "1", long)]


cell = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('\n\r",;\t|'), max_size=8)


@settings(max_examples=20, deadline=None)
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
    expected = [(number, *line) for number, line in enumerate(lines, start=2)]
    with connect() as connection:
        read = rows(connection, open_table(path, connection, delimiter=delimiter, row_by_row=True))
        quick = rows(connection, open_table(path, connection, delimiter=delimiter))
    assert read == expected
    assert quick == expected


@pytest.mark.parametrize(
    "name", ["year=2024/a.csv", "a[1].csv", "what*.csv", "it's {new}?.csv", "a.csv.gz", "no ending"]
)
def test_the_name_of_a_file_means_nothing(tmp_path: Path, database: Any, name: str) -> None:
    (tmp_path / "year=2024").mkdir()
    written(tmp_path, "other,file\n0,0\n", "a1.csv")
    written(tmp_path, "other,file\n0,0\n", "whatever.csv")
    table = open_table(written(tmp_path, "id,score\n1,9\n", name), database)
    assert table.headers == (("id", "score"),)
    assert rows(database, table) == [(2, "1", "9")]


def test_a_peek_reads_the_beginning_of_a_file_only(tmp_path: Path, database: Any) -> None:
    path = written(tmp_path, "sep=;\nid;why\n\n" + "".join(f"{number};schön\n" for number in range(500_000)))
    with path.open("ab") as file:
        file.truncate(3 * 2**30)  # zero bytes to 3 GB that take no room on the disk
    found = peek(path)
    assert (found.kind, found.encoding, found.delimiter, len(found.records)) == ("csv", "UTF-8", ";", 20)
    assert found.records[:2] == (("id", "why"), ("0", "schön"))
    assert found.rows[:3] == (2, 4, 5)


def test_what_was_peeked_at_is_opened_as_it_was_found(tmp_path: Path, database: Any) -> None:
    found = peek(written(tmp_path, "name\twhy\n{}\t{}\nZoë\tgut\n".encode("utf-16")))
    table = open_table(found, database, header_rows=2)
    assert (table.headers, table.kind) == ((("name", "why"), ("{}", "{}")), "tsv")
    assert rows(database, table) == [(3, "Zoë", "gut")]


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


def test_parquet_is_read_as_texts_and_its_numbers_and_days_as_they_are(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "a.parquet"
    database.execute(
        f'COPY (SELECT 9 AS score, DATE \'2026-03-01\' AS "on day", \'x\' AS "a ""b"""'
        " UNION ALL SELECT NULL, NULL, '')"
        f" TO '{path}' (FORMAT parquet)"
    )
    table = open_table(path, database)
    assert table.headers == (("score", "on day", 'a "b"'),)
    assert rows(database, table) == [(2, "9", "2026-03-01", "x"), (3, "", "", "")]
    score, day, name = (table.column(at) for at in (1, 2, 3))
    typed = f"SELECT {score.number}, {day.moment} = DATE '2026-03-01', {score.text}, {name.text}"
    assert database.execute(f"{typed} FROM {table.table} WHERE row = 2").fetchall() == [(9.0, True, "9", "x")]
    assert (score.moment, day.number, name) == (None, None, Column("c3"))


def test_a_zip_bomb_that_poses_as_a_workbook_is_refused_before_it_is_read(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(b"0" * 2**20)
    assert path.stat().st_size < 2**23
    assert fault(path, database) == ("bomb.xlsx: unpacks to more than 1 GB, which no export does: save the rows as CSV")


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 5_000_000)
    content = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    path.write_bytes(content)
    assert "is not a workbook that can be read" in fault(path, database)


def test_a_parquet_file_with_a_byte_changed_anywhere_is_read_or_named(tmp_path: Path, database: Any) -> None:
    sound, path = tmp_path / "a.parquet", tmp_path / "b.parquet"
    database.execute(f"COPY (SELECT range AS id, 'text ' || range AS why FROM range(30)) TO '{sound}' (FORMAT parquet)")
    content = sound.read_bytes()
    for at in range(4, len(content), 13 * 7):
        path.write_bytes(content[:at] + b"\x8a" + content[at + 1 :])
        with suppress(InvalidInput), connect() as connection:
            rows(connection, open_table(path, connection))


def test_parquet_of_programs_without_missing_whole_numbers_shows_whole_numbers(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "a.parquet"
    database.execute(
        "COPY (SELECT CAST(9 AS DOUBLE) AS score, 4.5::DOUBLE AS csat, 5.70306e17::DOUBLE AS id, 'süß'::BLOB AS why)"
        f" TO '{path}' (FORMAT parquet)".replace("'süß'::BLOB", "encode('süß')")
    )
    assert rows(database, open_table(path, database)) == [(2, "9", "4.5", "5.70306e+17", "süß")]
    assert peek(path).records == (("score", "csat", "id", "why"), ("9", "4.5", "5.70306e+17", "süß"))


def test_parquet_that_is_cut_off_or_damaged_is_named(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "a.parquet"
    database.execute(f"COPY (SELECT range AS id, hash(range) AS b FROM range(100000)) TO '{path}' (FORMAT parquet)")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is not a Parquet file that can be read: a part of it is missing" in fault(path, database)
    middle = len(whole) // 2
    path.write_bytes(whole[: middle - 5000] + b"\xff" * 10_000 + whole[middle + 5000 :])
    assert fault(path, database) == "a.parquet: cannot be read to its end: a part of it is damaged"


def test_a_sheet_is_chosen_by_its_name_and_a_hidden_one_never_by_itself(tmp_path: Path, database: Any) -> None:
    book = Workbook()
    book.worksheets[0].title = "lists"
    book.worksheets[0].append(["internal"])
    book.worksheets[0].sheet_state = "hidden"
    for name, score in (("2025", 8), ("2026", 9)):
        sheet = book.create_sheet(name)
        sheet["B3"], sheet["B4"] = "score", score
    book.create_sheet("notes")
    path = tmp_path / "book.csv"  # its name means nothing
    book.save(path)
    found = peek(path)
    assert (found.kind, found.sheet, found.sheets) == ("xlsx", "2025", ("2025", "2026", "notes"))
    assert rows(database, open_table(path, database)) == [(4, "8")]
    assert rows(database, open_table(path, database, sheet="2026")) == [(4, "9")]
    with pytest.raises(InvalidInput, match="has no sheet “2027”; it has “2025”, “2026”, “notes”"):
        open_table(path, database, sheet="2027")
    with pytest.raises(InvalidInput, match=r"sheet “notes”: is empty.*there are other sheets: 2025, 2026"):
        open_table(path, database, sheet="notes")


def test_cells_beyond_the_header_of_a_workbook_are_named(tmp_path: Path, database: Any) -> None:
    book = Workbook()
    for line in (["id", "score"], [1, 9], [2, 8, "a note"], [3, 0.1 + 0.2]):
        book.worksheets[0].append(line)
    path = tmp_path / "book.xlsx"
    book.save(path)
    table = open_table(path, database)
    assert [str(fault) for fault in table.faults] == [
        "book.xlsx, row 3: 3 cells were read, 2 were expected as in the header"
    ]
    assert rows(database, table) == [(2, "1", "9"), (4, "3", "0.3")]


def test_one_cell_far_out_does_not_take_the_program_down(tmp_path: Path, database: Any) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "id", 1, "lost"
    path = tmp_path / "far.xlsx"
    book.save(path)
    assert fault(path, database) == (
        "far.xlsx: has a sheet of 1,048,576 rows and 16,384 columns, most of them empty or more than can be read:"
        " save the rows as CSV"
    )


# ── what is no table ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, a header and rows were expected"),
        (b"\n\n \n", "is empty, a header and rows were expected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx without a password"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x1f\x8b\x08\x00abc", "is packed (gzip)"),
        (b'<?xml version="1.0"?><Workbook/>', "is XML: save it as CSV or as an Excel workbook"),
        (b'[{"id": 1}]', "is JSON: export the rows as CSV"),
        (b"id,score\n" + b"1,9\n" * 300_000 + b"\0", "holds binary data"),
        (b"id,score\n" + b"1,9\n" * 300_000 + b'"2,9\n', "row 300002: a quotation mark is opened here and never"),
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


def test_a_pipe_is_refused_before_it_is_waited_for(tmp_path: Path, database: Any) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    assert fault(path, database).endswith("is no file on a disk, and can be read only once: save it to one first")


@pytest.mark.parametrize("content", ["id,score\n1,9\n", "id,score\n\n1,9\n", "id,score\n1,ü\n"])
def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path: Path, database: Any, content: str) -> None:
    path = written(tmp_path, content.encode("cp1252"))
    found, table = peek(path), open_table(path, database)
    with path.open("a") as file:
        file.write("2,8\n")
    sentence = "answers.csv: was changed while it was read: import it again when it is complete"
    with pytest.raises(InvalidInput, match=sentence):
        open_table(found, database)
    if table.bare:
        with pytest.raises(InvalidInput, match=sentence):
            database.execute(f"SELECT count(*) FROM {table.table}").fetchall()


def test_three_headers_of_a_file_with_two_rows_are_named(tmp_path: Path, database: Any) -> None:
    with pytest.raises(InvalidInput, match="ends after 2 rows, 3 header rows and rows under them were expected"):
        open_table(written(tmp_path, "id,score\n1,9\n"), database, header_rows=3)


def test_a_header_without_rows_is_a_table_without_rows(tmp_path: Path, database: Any) -> None:
    assert rows(database, open_table(written(tmp_path, "id,score"), database)) == []


def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    with connect() as connection:
        table = open_table(written(tmp_path, "größe\n9\n".encode("utf-16")), connection)
        assert rows(connection, table) == [(2, "9")]
        folder = connection.folder
        assert folder.exists()
    assert not folder.exists()


def test_an_error_of_a_statement_stays_what_it_is(tmp_path: Path, database: Any) -> None:
    import duckdb

    table = open_table(written(tmp_path, "id,score\n1,x\n"), database)
    with pytest.raises(duckdb.ConversionException):
        database.execute(f"SELECT CAST(c2 AS INTEGER) FROM {table.table}").fetchall()


def test_a_workbook_with_a_byte_changed_anywhere_is_read_or_named(tmp_path: Path, database: Any) -> None:
    path, book = tmp_path / "b.xlsx", Workbook()
    sheet = book.create_sheet("Data", 0)
    for number in range(200):
        sheet.append([number, f"text {number * 7919 % 104729}"])
    book.save(path)
    content = path.read_bytes()
    for at in range(40, len(content), 211):
        path.write_bytes(content[:at] + b"\xff\xff\xff" + content[at + 3 :])
        with suppress(InvalidInput):
            rows(database, open_table(path, database))


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
