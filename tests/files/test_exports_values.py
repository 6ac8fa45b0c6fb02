"""How texts become values: dates, clocks, numbers, codes. What a column does not tell is asked, never guessed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.exports.account import ColumnAccount
from cxassess.files.exports.reading import read_export
from cxassess.files.tables import connect
from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure
from files.exporting import csv_file, got, setting

REPEATS = "repeat_contacts"

TICKETS = """
[tables.cases]
kind = "ticket"
day = "opened"
[[tables.cases.durations]]
of = "resolution"
start = "opened"
end = "closed"
"""
RATINGS = """
[tables.visits]
kind = "survey"
[[tables.visits.questions]]
column = "how"
metric = "csat"
scale = [1, 5]
"""


def cases(tmp_path: Path, *rows: Sequence[object]) -> Path:
    return csv_file(tmp_path / "cases.csv", ("opened", "closed"), *rows)


@pytest.mark.parametrize(
    ("opened", "closed", "minutes"),
    [
        ("2026-01-05 10:00:00", "2026-01-05 10:30:00", 30),
        ("2026-01-05T10:00:00Z", "2026-01-05T12:00:00+02:00", 0),
        ("2026-01-05 10:00:00.480000019", "2026-01-05 10:00:00", 0),  # closed at once, and kept in whole seconds
        ("13/01/2026 10:00", "13/01/2026 10:30", 30),
        ("1/13/26 9:00:00 AM", "1/13/26 1:00:00 PM", 240),
        ("2026/09/27 3:00:00 PM GMT+3", "2026/09/27 3:00:00 PM GMT+1", 120),
        ("27 Sep 2026, 09:00", "27 Sep 2026, 10:00", 60),
        ("Sep 27, 2026 09:00 AM", "Sep 27, 2026 10:00 AM", 60),
        ("1767607200", "1767607260", 1),
        ("1767607200000", "1767607260000", 1),
    ],
)
def test_times_are_read_in_the_forms_that_tools_write(tmp_path: Path, opened: str, closed: str, minutes: float) -> None:
    assert got(cases(tmp_path, [opened, closed]), TICKETS).column("resolution") == [minutes]


@pytest.mark.parametrize(
    ("opened", "closed", "hours"),
    [("2026-03-28 12:00", "2026-03-29 12:00", 23), ("2026-10-24 12:00", "2026-10-25 12:00", 25)],
)
def test_a_day_in_which_the_clocks_change_has_23_or_25_hours(
    tmp_path: Path, opened: str, closed: str, hours: int
) -> None:
    path = cases(tmp_path, [opened, closed])
    assert got(path, TICKETS, home="Europe/London").column("resolution") == [60 * hours]
    assert got(path, TICKETS, home="UTC").column("resolution") == [60 * 24]
    there = got(path, TICKETS.replace('day = "opened"', 'day = "opened"\ntimezone = "Europe/London"'), home="UTC")
    assert there.column("resolution") == [60 * hours]


def test_the_day_is_that_of_the_client(tmp_path: Path) -> None:
    found = got(cases(tmp_path, ["2026-01-05T23:30:00Z", ""]), TICKETS, home="Asia/Tokyo")
    assert found.column("day") == [date(2026, 1, 6)]


def test_a_duration_that_ends_before_it_begins_is_out_of_range_and_never_clipped(tmp_path: Path) -> None:
    found = got(
        cases(tmp_path, ["2026-01-05 10:00", "2026-01-05 09:00"], ["2026-01-05 10:00", "2026-01-05 11:00"]), TICKETS
    )
    assert (found.told("resolution").out_of_range.count, found.told("resolution").used) == (1, 1)


def test_one_row_tells_day_from_month_for_the_whole_column(tmp_path: Path) -> None:
    rows = [[f"0{1 + n % 9}/02/2026", ""] for n in range(3000)]
    found = got(cases(tmp_path, *rows, ["13/02/2026", ""]), TICKETS)
    assert set(found.column("day")) == {date(2026, 2, day) for day in (*range(1, 10), 13)}
    assert "opened: the day stands first" in found.account.notes


def test_dates_that_can_be_read_in_two_ways_are_asked_for(tmp_path: Path) -> None:
    path = cases(tmp_path, ["03/04/2026", ""], ["05/06/2026", ""])
    with pytest.raises(
        InvalidInput, match=r'column “opened”: “03/04/2026” can mean two days.*date_order = "day_first"'
    ):
        got(path, TICKETS)
    found = got(path, TICKETS.replace('day = "opened"', 'day = "opened"\ndate_order = "day_first"'))
    assert found.column("day") == [date(2026, 4, 3), date(2026, 6, 5)]


def test_dates_in_both_orders_are_refused_however_far_apart_they_stand(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="days and months stand in both orders: “13/01/2026” and “01/13/2026”"):
        got(cases(tmp_path, ["13/01/2026", ""], ["01/13/2026", ""]), TICKETS)
    rows = [["13/01/2026", ""]] * 3000
    with pytest.raises(InvalidInput, match="both orders: row 3,002 “01/13/2026”"):
        got(cases(tmp_path, *rows, ["01/13/2026", ""]), TICKETS)


def test_a_text_that_is_no_date_is_named_with_its_row(tmp_path: Path) -> None:
    found = got(cases(tmp_path, ["2026-01-05", ""], ["soon", ""], ["0001-01-01", ""]), TICKETS)
    day = found.told("day")
    assert (day.used, str(day.unparsable.examples[0]), day.out_of_range.count) == (1, "row 3 “soon”", 1)
    with pytest.raises(InvalidInput, match="“soon” was read, a date was expected: write date_format"):
        got(cases(tmp_path, ["soon", ""]), TICKETS)


def test_a_format_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    own = TICKETS.replace('day = "opened"', 'day = "opened"\ndate_format = "%Y%m%d"')
    assert got(cases(tmp_path, ["20260105", ""]), own).column("day") == [date(2026, 1, 5)]


def ratings(tmp_path: Path, *answers: object) -> Path:
    return csv_file(tmp_path / "visits.csv", ("how",), *([answer] for answer in answers))


def test_a_cell_is_used_blank_not_applicable_out_of_range_or_unparsable(tmp_path: Path) -> None:
    found = got(
        ratings(tmp_path, 5, " 4 ", "3.0", "2 - poor", "Blank", "-", "n/a", "N/A", 6, 0, 4.5, "-1", "good", "inf"),
        RATINGS,
    )
    told = found.told("csat 1–5")
    assert (told.used, told.blank.count, told.not_applicable.count) == (4, 2, 2)
    assert [str(example) for example in told.out_of_range.examples] == ["row 10 “6”", "row 11 “0”", "row 12 “4.5”"]
    assert (told.out_of_range.count, [str(e) for e in told.unparsable.examples]) == (5, ["row 14 “good”"])
    assert sorted(v for v in found.column("q1") if v) == [2, 3, 4, 5]


def test_codes_and_labels_are_what_the_client_says_they_are(tmp_path: Path) -> None:
    own = RATINGS + 'blank = [0, "skipped"]\nnot_applicable = [6]\nlabels = { "Very good" = 5, "poor" = 2 }\n'
    found = got(ratings(tmp_path, 0, "0.0", "Skipped", 6, "VERY GOOD", "poor", 3), own)
    told = found.told("csat 1–5")
    assert (told.used, told.blank.count, told.not_applicable.count) == (3, 3, 1)
    assert sorted(v for v in found.column("q1") if v) == [2, 3, 5]


def test_a_code_within_the_scale_is_no_answer(tmp_path: Path) -> None:
    found = got(ratings(tmp_path, 1, 5), RATINGS + "blank = 1\n")
    assert [v for v in found.column("q1") if v] == [5]


MONEY = """
[tables.base]
kind = "customer"
customer = "who"
joined = "since"
revenue_start = "pays"
"""


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234,50", "2,5"], [1234.5, 2.5]),
        (["1,234.50", "2.5"], [1234.5, 2.5]),
        (["8,586,476", "12"], [8586476, 12]),
        (["0,125", "3"], [0.125, 3]),
    ],
)
def test_commas_are_read_as_the_whole_column_has_them(tmp_path: Path, texts: list[str], values: list[float]) -> None:
    rows = [[n, "2026-01-01", text] for n, text in enumerate(texts)]
    assert got(csv_file(tmp_path / "b.csv", ("who", "since", "pays"), *rows), MONEY).column("revenue_start") == values


def test_a_comma_that_can_be_two_things_is_asked_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ("who", "since", "pays"), ["a", "2026-01-01", "1,234"])
    with pytest.raises(InvalidInput, match=r"“1,234” can be 1234 or 1\.234: write decimal"):
        got(path, MONEY)
    assert got(path, MONEY + 'decimal = ","\n').column("revenue_start") == [1.234]


def test_an_id_that_a_spreadsheet_broke_is_named(tmp_path: Path) -> None:
    own = RATINGS.replace('kind = "survey"', 'kind = "survey"\nid = "id"')
    rows = [["90071992547409931", 5], ["90071992547409932", 5], ["5.70306E+17", 5], ["007", 4], ["7", 4]]
    found = got(csv_file(tmp_path / "v.csv", ("id", "how"), *rows), own)
    assert (found.account.used, found.told("id").used) == (5, 4)
    assert str(found.told("id").unparsable.examples[0]) == "row 4 “5.70306E+17”"


def test_equal_rows_are_duplicates_only_where_an_id_says_that_they_are_one(tmp_path: Path) -> None:
    rows = [["a", 5], ["a", 5], ["b", 3], ["a", 4]]
    path = csv_file(tmp_path / "v.csv", ("id", "how"), *rows)
    assert got(path, RATINGS).account.used == 4  # two customers may well have said the same
    with_id = RATINGS.replace('kind = "survey"', 'kind = "survey"\nid = "id"')
    kept = got(path, with_id)
    assert (kept.account.used, sorted(kept.column("q1"))) == (3, [3, 4, 5])
    assert "1 rows share their id with an earlier one, such as row 5" in " ".join(kept.account.notes)
    first = got(path, with_id.replace('id = "id"', 'id = "id"\nduplicates = "first"'))
    assert (sorted(first.column("q1")), first.account.used) == ([3, 5], 2)


def test_an_id_that_repeats_is_found_in_whichever_part_of_the_ids_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxassess.files.exports.staging.PART", 3)
    ids = [*(f"a{n}" for n in range(20)), *(f"a{n}" for n in range(0, 20, 2))]
    path = csv_file(tmp_path / "v.csv", ("id", "how"), *([id, 5] for id in ids))
    found = got(path, RATINGS.replace('kind = "survey"', 'kind = "survey"\nid = "id"'))
    (left,) = found.account.left_out
    assert (found.account.used, left.rows.count, left.rows.examples[0].row) == (20, 10, 22)


def test_outer_spaces_of_any_script_make_no_other_name_and_inner_ones_do(tmp_path: Path) -> None:
    names = ["web", " web", "web ", "\u00a0web", "web\u3000", "the web", "\u00e9", " ", "\u00a0", ""]
    own = RATINGS.replace('kind = "survey"', 'kind = "survey"\nchannel = "by"')
    found = got(csv_file(tmp_path / "v.csv", ("by", "how"), *([name, 5] for name in names)), own)
    assert sorted(filter(None, found.column("channel"))) == ["the web", *["web"] * 5, "\u00e9"]
    assert found.told("channel").blank.count == 3


def test_which_contact_of_a_day_comes_first_goes_by_the_names_of_its_channel_however_these_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = """
        [tables.calls]
        kind = "ticket"
        day = "on"
        customer = "who"
        channel = "by"
    """
    rows = [[f"2026-01-{day:02}", f"c{day % 4}", by] for day in range(1, 29) for by in ("web", "chat", "Chat", "")]
    path = csv_file(tmp_path / "t.csv", ("on", "who", "by"), *rows)

    def repeats() -> tuple[Measure, ...]:
        with connect() as connection:
            reading = read_export(path, connection, setting(own), "1")
            assert reading is not None
            return measure_view(
                lambda sql: connection.execute(sql).fetchall(), replace(reading.view, windows={REPEATS: 2})
            )

    by_number = repeats()
    monkeypatch.setattr("cxassess.files.exports.staging.MOST_NAMES", 2)
    assert by_number == repeats()
    channels = [(group.name, group.measured.n, group.measured.value) for group in by_number[0].groups["channel"]]
    assert channels == [("Chat", 26, 0), ("chat", 26, 1), ("web", 26, 1)]  # four days lie between two days of one


def test_rows_are_left_out_by_value_and_counted_by_rule(tmp_path: Path) -> None:
    own = RATINGS.replace('kind = "survey"', 'kind = "survey"\nleave_out = { kind = ["Test", "Staff"] }')
    rows = [["customer", 5], ["TEST", 1], ["staff ", 1], ["", 4]]
    found = got(csv_file(tmp_path / "v.csv", ("kind", "how"), *rows), own)
    (left,) = found.account.left_out
    assert (sorted(found.column("q1")), left.why, left.rows.count) == ([4, 5], "kind is test or staff", 2)
    assert [example.row for example in left.rows.examples] == [3, 4]


def test_a_file_of_which_no_row_counts_is_refused(tmp_path: Path) -> None:
    own = RATINGS.replace('kind = "survey"', 'kind = "survey"\nleave_out = { kind = "test" }')
    with pytest.raises(InvalidInput, match="no row counts: 1 because kind is test"):
        got(csv_file(tmp_path / "v.csv", ("kind", "how"), ["test", 5]), own)
    with pytest.raises(InvalidInput, match="has a header and no rows"):
        got(csv_file(tmp_path / "v.csv", ("kind", "how")), own)
    with pytest.raises(InvalidInput, match="column “how”: a whole number from 1 to 5 was expected, and none of its 2"):
        got(ratings(tmp_path, "great", "poor"), RATINGS)


def test_handle_time_in_parts_needs_all_of_them(tmp_path: Path) -> None:
    own = """
        [tables.calls]
        kind = "ticket"
        [[tables.calls.durations]]
        of = "handle"
        parts = ["talk", "hold", "after"]
        unit = "minutes"
    """
    rows: list[list[object]] = [[1, 2, 3], [1, "", 3], [-1, 5, 5]]
    found = got(csv_file(tmp_path / "c.csv", ("talk", "hold", "after"), *rows), own)
    told = found.told("handle")
    assert (found.column("handle"), told.blank.count, told.out_of_range.count) == ([360, None, None], 1, 1)


def test_a_text_of_a_file_is_never_sql(tmp_path: Path) -> None:
    own = RATINGS.replace('column = "how"', 'column = "how\') --"') + 'blank = "\' OR true --"\n'
    found = got(csv_file(tmp_path / "v.csv", ("how') --",), ["' OR true --"], [5]), own)
    assert (found.told("csat 1–5").used, found.told("csat 1–5").blank.count) == (1, 1)


def test_a_ragged_row_is_named_and_the_others_count(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    rows = [f"{1 + n % 5},x" for n in range(60_000)]
    path.write_text("\n".join(["how,where", *rows, "4,x,too,many", "5,x"]) + "\n", encoding="utf-8")
    found = got(path, RATINGS)
    assert (found.account.used, found.account.ragged) == (60_001, 1)
    assert found.account.faults == ("v.csv, row 60002: 4 cells were read, 2 were expected as in the header",)


def test_examples_stand_in_the_row_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    rows = [["5"]] * 4_000 + [["6"]] + [["5"]] * 4_000
    assert [
        e.row for e in got(ratings(tmp_path, *(row[0] for row in rows)), RATINGS).told("csat 1–5").out_of_range.examples
    ] == [4_002]


TYPED_ANSWERS = """
[tables.answers]
kind = "survey"
id = "id"
day = "opened"
segment = "size"
weight = "weight"
[[tables.answers.questions]]
column = "how"
metric = "csat"
scale = [1, 5]
not_applicable = [9]
[[tables.answers.questions]]
column = "easy"
metric = "ces"
"""
TYPED_CASES = """
[tables.cases]
kind = "ticket"
id = "id"
day = "closed"
complaint = { column = "claim", yes = ["1"], no = ["0"] }
[[tables.cases.durations]]
of = "resolution"
start = "opened"
end = "closed"
[[tables.cases.durations]]
of = "handle"
parts = ["talk", "hold"]
unit = "minutes"
"""
VALUES = """
SELECT i AS id, TIMESTAMP '2026-01-05 10:00:00' + to_minutes(i) AS opened, DATE '2026-01-06' + i::INT AS closed,
    i % 3 AS size, [1.5, 0, -1, NULL, 'NaN'::DOUBLE, 'Infinity', 1e300][1 + i % 7]::DOUBLE AS weight,
    [1, 0, NULL, 2][1 + i % 4]::UTINYINT AS claim, [0.1, 12.25, NULL, -1][1 + i % 4]::DOUBLE AS talk,
    [0.1::FLOAT, 3, 'NaN'][1 + i % 3]::FLOAT AS hold, [1, 5, 6, 9, NULL, 0][1 + i % 6]::BIGINT AS how,
    [1.0, 7.0, 4.5, NULL, 8][1 + i % 5]::DOUBLE AS easy
FROM range(60) AS numbers(i)
"""


@pytest.mark.parametrize(
    ("own", "made"),
    [(TYPED_ANSWERS, {"day", "segment", "weight", "q1", "q2"}), (TYPED_CASES, {"day", "resolution", "handle"})],
)
def test_a_typed_file_gives_what_the_same_file_in_texts_gives(tmp_path: Path, own: str, made: set[str]) -> None:
    typed, texts = tmp_path / "typed.parquet", tmp_path / "texts.csv"
    with connect() as connection:
        connection.execute(f"COPY ({VALUES}) TO '{typed}' (FORMAT parquet)")
        connection.execute(f"COPY ({VALUES}) TO '{texts}' (HEADER)")
    of_types, of_texts = got(typed, own), got(texts, own)
    assert of_types.rows == of_texts.rows
    assert {name for name in of_types.rows[0] if any(of_types.column(name))} >= made
    assert [fates(column) for column in of_types.account.columns] == [fates(c) for c in of_texts.account.columns]


def fates(column: ColumnAccount) -> tuple[object, ...]:
    outcomes = (column.blank, column.not_applicable, column.out_of_range, column.unparsable)
    return column.name, column.used, *((told.count, [example.row for example in told.examples]) for told in outcomes)
