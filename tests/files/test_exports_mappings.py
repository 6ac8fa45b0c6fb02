"""The tables of metrics.toml: what is understood, and the sentence for each fault."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from skips import skip_unless_ci

from cxassess.errors import InvalidInput
from cxassess.files.exports.mapping_file import DurationFile, QuestionFile, TableFile, mappings_of
from cxassess.files.exports.tools import known_tools
from cxassess.files.exports.which import NeedsMapping
from cxassess.measures.measure import Period
from files.exporting import csv_file, got

SURVEY = '[tables.{}]\nkind = "survey"\n[[tables.{}.questions]]\ncolumn = "{}"\nmetric = "nps"\n'
KINDS = {id: tool.mapping.kind for id, tool in known_tools().items()}


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("tables = 3", "tables: a table for each kind of file was expected"),
        ("[tables]\nx = 3", "tables.x: a table was expected"),
        ("[tables.x]\n", "kind is missing: survey, ticket, customer or purchase"),
        ('[tables.x]\nkind = "poll"', "tables.x.kind: “poll” was read"),
        ('[tables.x]\nkind = "survey"', "questions is missing"),
        ('[tables.x]\nkind = "customer"', "customer is missing"),
        ('[tables.x]\ntool = "zendesc"', "tool “zendesc” was read, one of delighted, "),
        ('[tables.x]\ntool = "zendesk"\nkind = "survey"', "an export of zendesk is a ticket table"),
        ('[tables.x]\nkind = "ticket"\nchanel = "Via"', "tables.x.chanel: is not a known key (did you mean channel?)"),
        ('[tables.x]\nkind = "ticket"\nweight = "w"', "a ticket table has no weight"),
        ('[tables.x]\nkind = "ticket"\ntimezone = "London"', "“London” was read, a time zone such as Europe/London"),
        ('[tables.x]\nkind = "ticket"\n[[tables.x.durations]]\nof = "resolution"\nstart = "a"', "start with end"),
        ('[tables.x]\nkind = "survey"\n[[tables.x.questions]]\ncolumn = "a"\nmetric = "csat"', "a scale was expected"),
        (
            '[tables.x]\nkind = "survey"\n[[tables.x.questions]]\ncolumn = "a"\nmetric = "nps"\nscale = [1, 10]',
            "nps is asked on 0 to 10: on another scale it is no nps",
        ),
        (
            '[tables.x]\nkind = "ticket"\nencoding = "utf8x"',
            "encoding: “utf8x” was read, an encoding such as utf-8, utf-16",
        ),
        ('[tables.x]\nkind = "ticket"\nencoding = "base64"', "encoding: “base64” was read, an encoding such as utf-8"),
        ('[tables.x]\nkind = "ticket"\ndelimiter = "||"', "delimiter: “||” was read, one character such as ;"),
        ('[tables.x]\nkind = "ticket"\nsheet = ""', "tables.x.sheet"),
        (
            '[tables.x]\nkind = "customer"\ncustomer = "a"\nrevenue_period = "last year"',
            "revenue_period: “last year” was read, such as 2025, 2025-Q1, 2025-03",
        ),
        (
            '[tables.x]\nkind = "customer"\ncustomer = "a"\nrevenue_period = "2025"',
            "revenue_period is that of revenue_start and revenue_end: name both columns",
        ),
        (
            SURVEY.format("x", "x", "a") + '[[tables.x.questions]]\ncolumn = "b"\nmetric = "nps"',
            "two questions are nps: give each a touchpoint of its own",
        ),
    ],
)
def test_each_fault_of_a_table_is_a_sentence_with_its_place(written: str, fault: str) -> None:
    tables, problems = mappings_of(tomllib.loads(written)["tables"], "metrics/metrics.toml", KINDS)
    assert tables == ()
    assert len(problems) == 1
    assert str(problems[0]).startswith("metrics/metrics.toml › tables")
    assert fault in str(problems[0])


def test_the_table_that_names_most_columns_of_a_file_reads_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", ("score", "where"), [9, "a"])
    tables = SURVEY.format("short", "short", "score") + SURVEY.format("long", "long", "score").replace(
        'kind = "survey"', 'kind = "survey"\nchannel = "where"'
    )
    assert got(path, tables).account.label == "table long of metrics.toml"
    assert got(path, tables, chosen="short").account.label == "table short of metrics.toml"


def test_two_tables_that_fit_alike_are_told_apart_by_name(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", ("score",), [9])
    tables = SURVEY.format("one", "one", "score") + SURVEY.format("two", "two", "score")
    with pytest.raises(InvalidInput, match=r"fits the tables one and two of metrics.toml: say --as"):
        got(path, tables)
    assert got(path, tables, chosen="two").column("q1") == [9]


def test_a_header_that_nobody_knows_is_shown_with_the_nearest_table_and_lines_to_paste(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "Visits 2026.csv", ("Score", "where"), [9, "a"], [10, "b"])
    with pytest.raises(
        NeedsMapping, match=r"“Score, where” is that of no tool .* table nps would read it, but for mark"
    ) as refused:
        got(path, SURVEY.format("nps", "nps", "mark"))
    assert '[tables.visits]\nkind = "survey"' in refused.value.lines
    assert tomllib.loads(refused.value.lines)["tables"]["visits"]["questions"][0]["column"] == "Score"


def two_sheets(path: Path) -> Path:
    """A workbook whose first sheet is a cover, and whose second one has two scores."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Cover").write_row(0, 0, ["Report", "2026"])
    sheet = book.add_worksheet("Data")
    for number, row in enumerate((["score"], [9], [3])):
        sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.mark.parametrize("chosen", ["", "x"])
def test_a_table_says_which_sheet_of_a_workbook_it_is(tmp_path: Path, chosen: str) -> None:
    path = two_sheets(tmp_path / "b.xlsx")
    table = SURVEY.format("x", "x", "score").replace("\n", '\nsheet = "Data"\n', 1)
    assert got(path, table, chosen=chosen).column("q1") == [3, 9]
    with pytest.raises(InvalidInput) as refused:
        got(path, table.replace('"Data"', '"Date"'), chosen=chosen)
    assert "b.xlsx: has no sheet “Date”; it has “Cover”, “Data”" in map(str, refused.value.problems)


def test_a_table_says_how_its_text_is_encoded_and_separated(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", ("Spokojenost", "část"), [9, "Žižkov"], encoding="cp1250", delimiter="^")
    table = SURVEY.format("x", "x", "Spokojenost").replace(
        "\n", '\nencoding = "cp1250"\ndelimiter = "^"\nsegment = "část"\n', 1
    )
    found = got(path, table)
    assert (found.column("q1"), found.column("segment")) == ([9], ["Žižkov"])
    assert "cp1250, separated by ^" in found.account.shape
    with pytest.raises(InvalidInput, match=r"is not utf-8 text: save it as UTF-8"):
        got(path, table.replace("cp1250", "utf-8"), chosen="x")


def test_of_tables_with_ways_of_their_own_the_one_that_fits_is_taken(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", ("score", "where"), [9, "a"], delimiter=";")
    plain = SURVEY.format("plain", "plain", "score")
    odd = SURVEY.format("odd", "odd", "score").replace("\n", '\ndelimiter = "|"\n', 1)
    assert got(path, plain + odd).account.label == "table plain of metrics.toml"
    semicolon = odd.replace("|", ";")
    assert got(path, plain + semicolon).account.label == "table odd of metrics.toml"


@pytest.mark.parametrize("written", ["2025", "2025-01-01..2025-12-31"])
def test_the_period_of_revenue_is_a_year_or_its_first_and_last_day(written: str) -> None:
    table = {"kind": "customer", "customer": "account", "revenue_start": "a", "revenue_end": "b"}
    [mapping], _ = mappings_of({"base": {**table, "revenue_period": written}}, "metrics.toml", {})
    assert mapping.revenue_period == Period(date(2025, 1, 1), date(2026, 1, 1))


def test_a_table_that_is_named_must_have_its_columns(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", ("Scores",), [9])
    with pytest.raises(InvalidInput, match=r"has no column “Score”, which table nps names \(did you mean Scores\?\)"):
        got(path, SURVEY.format("nps", "nps", "Score"), chosen="nps")


AIRPORT = """
[tables.airport]
kind = "survey"
id = "RESPNUM"
weight = "WEIGHT"
[[tables.airport.questions]]
column = "NETPRO"
metric = "nps"
[[tables.airport.questions]]
metric = "csat"
scale = [1, 5]
not_applicable = 6
blank = [0, "Blank"]
columns = { Q7ALL = "", Q7FOOD = "Restaurants", Q7WIFI = "Wi-Fi" }
"""
REQUESTS = """
[tables.requests]
kind = "ticket"
id = "requestid"
day = "datetimeinit"
channel = "callertype"
[[tables.requests.durations]]
of = "resolution"
start = "datetimeinit"
end = "datetimeclosed"
"""


def real(name: str) -> Path:
    folder = os.environ.get("CXASSESS_REAL_DATA")
    if not folder:
        skip_unless_ci("the real data are not here (CXASSESS_REAL_DATA)")
    return Path(folder) / name


def test_the_passengers_of_an_airport_have_the_score_that_another_program_computed() -> None:
    found = got(real("sfo_customer_survey_2017.csv"), AIRPORT)
    nps = found.told("nps 0–10")
    assert (nps.used, nps.blank.count, nps.out_of_range.count, nps.unparsable.count) == (2746, 1, 84, 0)
    assert {example.text for example in nps.out_of_range.examples} == {"11"}
    rated = [(row["q1"], row["weight"]) for row in found.rows if row["q1"] is not None]
    assert score([(points, 1) for points, _ in rated]) == pytest.approx(39.84, abs=0.005)
    assert score(rated) == pytest.approx(40.40, abs=0.005)
    satisfied = [points for points in found.column("q2") if points is not None]
    assert len(satisfied) == 2688
    assert sum(points >= 4 for points in satisfied) / 2688 == pytest.approx(0.8207, abs=0.00005)
    assert found.told("csat 1–5, Restaurants").not_applicable.count > 0


def score(rated: list[tuple[int, float]]) -> float:
    good, bad = (sum(w for p, w in rated if low <= p <= high) for low, high in ((9, 10), (0, 6)))
    return 100 * (good - bad) / sum(w for _, w in rated)


def test_the_service_requests_of_a_city_lose_their_duplicates_and_keep_their_hours() -> None:
    found = got(real("stl_service_requests_2018_01.csv"), REQUESTS)
    (left,) = found.account.left_out
    assert (left.why, left.rows.count, found.account.used) == ("equal to an earlier row in every column", 13, 1541)
    hours = sorted(minutes / 60 for minutes in found.column("resolution") if minutes is not None)
    assert quantile(hours, 0.5) == pytest.approx(88.77, abs=0.005)
    assert quantile(hours, 0.9) == pytest.approx(1612.11, abs=0.005)
    # the clocks of St. Louis went forward in March 2018: who was served after that waited an hour less
    there = got(real("stl_service_requests_2018_01.csv"), REQUESTS, home="America/Chicago")
    assert quantile(sorted(m / 60 for m in there.column("resolution") if m is not None), 0.9) == pytest.approx(
        1611.11, abs=0.005
    )


def quantile(ordered: list[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    below = int(at)
    return ordered[below] + (at - below) * (ordered[below + 1] - ordered[below])


def test_the_page_about_metrics_names_every_tool_and_every_key_and_its_examples_are_sound() -> None:
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
    for example in re.findall(r"```toml\n(.*?)```", page, re.DOTALL):
        assert mappings_of(tomllib.loads(example)["tables"], "metrics/metrics.toml", KINDS)[1] == ()
    keys = {*TableFile.model_fields, *QuestionFile.model_fields, *DurationFile.model_fields}
    keys -= {"scales", "questions", "durations"}  # the first is for tools; the others are headings
    for word in (*KINDS, *keys):
        assert f"`{word}`" in page, f"{word} is not described"


def test_a_workbook_whose_first_sheet_is_no_table_names_its_others(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        got(two_sheets(tmp_path / "b.xlsx"))
    assert 'sheet Cover was read; there is also Data: set sheet = "Data"' in str(refused.value.problems[0])


@pytest.mark.parametrize("header", [("Timestamp", "How likely are you to recommend us (0-10)?"), ("a", "b")])
def test_a_file_of_a_header_alone_has_no_rows(tmp_path: Path, header: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        got(csv_file(tmp_path / "h.csv", header))
    assert list(map(str, refused.value.problems)) == ["h.csv: has a header and no rows"]


def test_an_export_that_lacks_a_column_of_its_tool_is_told_as_near_to_it(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "z.csv", ("Id", "Status", "Created at", "Via"), (1, "Closed", "2026-01-15 14:46", "Mail")
    )
    with pytest.raises(InvalidInput, match="nearest to an export of Zendesk, but lacks “Requester”"):
        got(path)
