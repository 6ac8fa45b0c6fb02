"""Tables measured where they lie: the numbers of the same file, nothing written there, a sentence for each fault."""

import math
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.engagement import open_engagement
from cxassess.files.exports.account import Account
from cxassess.files.exports.faulty import cells_of, with_faulty_cells
from cxassess.files.exports.reading import read_export
from cxassess.files.tables import connect as connect_duckdb
from cxassess.files.warehouse import staging
from cxassess.files.warehouse.connection import connect, read_address, read_table_name
from cxassess.files.warehouse.engines import ENGINES, Engine, translated
from cxassess.files.warehouse.reading import read_table
from cxassess.files.warehouse_import import measure_table
from cxassess.jsonable import as_json
from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure
from files.building import WAVE, contents, done_well, make_engagement, refused, run, written
from files.exporting import setting
from files.warehouses import (
    CUSTOMER_TABLE,
    PURCHASE_TABLE,
    SURVEY_TABLE,
    TICKET_TABLE,
    Postgres,
    Rows,
    a_survey,
    postgres_server,
    some_customers,
    some_purchases,
    some_tickets,
    spark_holds,
    spark_session,
)

ROOT = Path(__file__).parent.parent.parent
HOME = "Europe/London"
CASES: dict[str, tuple[Callable[..., Rows], str, str]] = {
    "panel": (a_survey, SURVEY_TABLE, "panel"),
    "cases": (some_tickets, TICKET_TABLE, "cases"),
    "customer": (some_customers, CUSTOMER_TABLE, "customer"),
    "purchase": (some_purchases, PURCHASE_TABLE, "purchase"),
}
Told = tuple[Account, tuple[Measure, ...]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


def from_file(path: Path, tables: str, chosen: str) -> Told:
    with connect_duckdb() as connection:
        reading = read_export(path, connection, setting(tables, HOME, chosen), "1")
        assert reading is not None

        def rows(sql: str) -> list[Any]:
            return connection.execute(sql).fetchall()

        view = reading.view
        return reading.account, with_faulty_cells(rows, measure_view(rows, view), view, cells_of(view, [reading]))


def from_warehouse(url: str, table: str, tables: str, chosen: str) -> Told:
    with connect(read_address(url)) as warehouse:
        found = read_table(warehouse, read_table_name(table), setting(tables, HOME, chosen))
        measures = measure_view(found.rows, found.view)
        return found.account, with_faulty_cells(found.rows, measures, found.view, found.cells)


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two values of JSON differ; numbers by more than a billionth."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for key in one for found in differences(one[key], other[key], f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return [found for at, (a, b) in enumerate(pairs) for found in differences(a, b, f"{where}[{at}]")]
    if isinstance(one, int | float) and isinstance(other, int | float):
        return [] if math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) else [f"{where}: {one} and {other}"]
    return [] if one == other else [f"{where}: {one} and {other}"]


def measures_differ(one: Sequence[Measure], other: Sequence[Measure]) -> list[str]:
    first, second = ([as_json(replace(measure, source="")) for measure in measures] for measures in (one, other))
    return differences(first, second)


def counts(account: Account) -> Any:
    """All counts of an account, without its examples."""
    fates = ("used", "blank", "not_applicable", "out_of_range", "unparsable")
    columns = {
        column.read_as: [count if isinstance(count := getattr(column, fate), int) else count.count for fate in fates]
        for column in account.columns
    }
    return account.rows, account.used, columns, [(left.why, left.rows.count) for left in account.left_out]


@pytest.mark.parametrize("case", CASES)
def test_postgresql_gives_the_numbers_that_the_same_file_gives(case: str, postgres: Postgres, tmp_path: Path) -> None:
    make, tables, chosen = CASES[case]
    table = make()
    account, measures = from_file(table.csv(tmp_path), tables, chosen)
    there, measured = from_warehouse(postgres.url, postgres.holds(table), tables, chosen)
    assert counts(there) == counts(account)
    assert len(measures) >= 1
    assert measures_differ(measures, measured) == []


def test_spark_gives_the_numbers_that_the_same_files_give(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One test for all, so that one process starts Spark once."""
    with spark_session(tmp_path) as session:
        for make, tables, chosen in CASES.values():
            table = make()
            account, measures = from_file(table.csv(tmp_path), tables, chosen)
            there, measured = from_warehouse("spark://", spark_holds(session, table, tmp_path), tables, chosen)
            assert counts(there) == counts(account)
            assert measures_differ(measures, measured) == []
        assert session.sql("SHOW VIEWS").collect() == []  # and the session, which was there before, goes on
        as_files = f'parquet."{tmp_path}/warehouse/sales.db/purchases"'
        assert measures_differ(from_warehouse("spark://", as_files, "", "purchase")[1], measures) == []
        capfd.readouterr()
        with pytest.raises(InvalidInput) as raised:
            from_warehouse("spark://", "sales.purchase", "", "purchase")
        assert str(raised.value) == "spark://: has no table sales.purchase (did you mean purchases?)"
        assert capfd.readouterr() == ("", "")


# ── as people run it ─────────────────────────────────────────────────────────────────────────────────────────


def imported(folder: Path, url: str, table: str, chosen: str) -> "subprocess.CompletedProcess[bytes]":
    return run("import", "metrics", folder, "--from", url, "--table", table, "--as", chosen)


def described(folder: Path, tables: str) -> Path:
    """An engagement whose metrics.toml describes tables."""
    acme = make_engagement(folder / "acme")
    written(acme / "metrics" / "metrics.toml", tables)
    return acme


def test_a_table_is_told_of_measured_and_kept_without_user_password_or_rows(postgres: Postgres, tmp_path: Path) -> None:
    acme = described(tmp_path, SURVEY_TABLE)
    table = postgres.holds(a_survey())
    said = done_well(imported(acme, postgres.url, table, "panel"))
    source = f"{postgres.shown} sales.survey"
    assert f"{source}: table panel of metrics.toml" in said
    assert "PostgreSQL, counted there; 467 of 602 rows count" in said
    assert "recommend, out of range, a whole number from 0 to 10 was expected: “11”" in said
    with open_engagement(acme) as opened:
        assert {measure.source for measure in opened.store.outcomes.measures(WAVE)} == {source}
        assert "467 of 602 rows count" in opened.store.outcomes.accounts(WAVE)[source]
    before = contents(acme)
    for path, content in before.items():
        assert not any(word in (content or b"") for word in (b"s3cret", b"looker", b"R-12")), path
    assert "Nothing changed: all 7 metrics" in done_well(imported(acme, postgres.url, table, "panel"))
    assert contents(acme) == before


def test_a_view_with_the_names_of_the_metrics_needs_no_description(postgres: Postgres, tmp_path: Path) -> None:
    days = [date(2026, 1, 1 + at % 28) for at in range(40)]
    rows = [(f"T{at}", day, "Phone", at % 11, at * 1.5, at % 2 == 0) for at, day in enumerate(days)]
    columns = {"ID": "text", "Day": "date", "channel": "text", "nps": "integer", "first_response": "numeric(12,4)"}
    table = Rows("desk", columns | {"complaint": "boolean"}, rows)
    account, measures = from_warehouse(postgres.url, postgres.holds(table), "", "ticket")
    assert account.label == "ticket, by the names of its columns"
    assert [measure.id for measure in measures] == ["nps", "frt.median.calendar", "frt.p90.calendar"]
    assert measures[1].now.value == 29.25  # minutes: half of 58.5
    assert account.unused == ()


def test_ids_and_words_of_any_type_are_read_as_text(postgres: Postgres) -> None:
    postgres.does("DROP TYPE IF EXISTS way CASCADE")
    postgres.does("CREATE TYPE way AS ENUM ('phone', 'chat')")
    rows: list[Any] = [(f"00000000-0000-4000-8000-{at:012}", ("phone", "chat")[at % 2], at % 11) for at in range(22)]
    table = Rows("typed", {"id": "uuid", "channel": "public.way", "nps": "real", "more": "jsonb"}, [
        (*row, '{"a": 1}') for row in (*rows, rows[3])
    ])  # fmt: skip
    account, [measure] = from_warehouse(postgres.url, postgres.holds(table), "", "survey")
    assert [(left.why, left.rows.count) for left in account.left_out] == [
        ("equal to an earlier row in every column", 1)
    ]
    assert [(group.name, group.measured.n) for group in measure.groups["channel"]] == [("chat", 11), ("phone", 11)]


def test_a_table_is_only_read_and_its_rows_stand_still(postgres: Postgres) -> None:
    table = postgres.holds(some_purchases())
    with connect(read_address(postgres.url.replace("looker:s3cret%2Fpass", "owner:s3cret%2Fpass"))) as warehouse:
        found = read_table(warehouse, read_table_name(table), setting(PURCHASE_TABLE, HOME, "purchase"))
        before = measure_view(found.rows, found.view)
        postgres.does(f"INSERT INTO {table} SELECT * FROM {table}")
        assert measure_view(found.rows, found.view) == before
        with pytest.raises(InvalidInput, match="read-only transaction"):
            warehouse.rows(f"CREATE TABLE {table}_2 (n INT)")


FAULTS = {
    "a server that nobody runs": ("postgres://looker@127.0.0.1:1/shop", "sales.panel", "panel", "cannot be reached: "),
    "a wrong password": (
        "postgres://looker:wr0ng@127.0.0.1:{port}/shop",
        "sales.panel",
        "panel",
        "cannot be reached: password authentication failed for user \"looker\"",
    ),
    "a database that is not there": ("{url}s", "sales.panel", "panel", 'database "shops" does not exist'),
    "a table that is not there": ("{url}", "sales.panle", "panel", "has no table sales.panle (did you mean panel?)"),
    "a schema that is not there": ("{url}", "sale.panel", "panel", "has no table sale.panel"),
    "a name of too many parts": ("{url}", "a.b.c.d", "panel", "--table: “a.b.c.d” was read, a table such as schema"),
    "a description that is not there": ("{url}", "sales.panel", "panle", "(did you mean panel?)"),
    "a column that is not there": (
        "{url}",
        "sales.panel",
        "other",
        "sales.panel: has no column “recommended”, which table other names (did you mean recommend?)",
    ),
    "a table that one may not read": ("{url}", "hidden.panel", "panel", "permission denied for schema hidden"),
    "a text in place of a number": (
        "{url}",
        "sales.panel",
        "texts",
        "column “status”: holds text (string), a number was expected: cast it in a view of the warehouse",
    ),
    "an engine that nobody knows": ("postgrs://h/d", "sales.panel", "panel", "(did you mean postgres?)"),
    "an engine that is not translated": ("sqlite://", "sales.panel", "panel", "--from: “sqlite” was read"),
    "a password with signs of a URL": ("postgres://u:a/b#c@h/d", "t", "panel", "--from: is no URL such as postgres://"),
    "no survey": ("{url}", "sales.panel", "survey", "has no column nps, csat, ces, ces1 or rated, so it is no survey"),
}  # fmt: skip
OTHERS = """
[tables.other]
kind = "survey"
questions = [{ column = "recommended", metric = "nps" }]
[tables.texts]
kind = "survey"
weight = "status"
questions = [{ column = "recommend", metric = "nps" }]
"""


def test_no_text_of_an_engine_shows_a_password() -> None:
    address = read_address("trino://looker:p%40ss@example.com/hive")
    said = "no way to trino://looker:p%40ss@example.com/hive, nor to looker:p%40ss@example.com with p@ss"
    assert address.shown == "trino://example.com/hive"
    assert address.without_secrets(said) == "no way to …, nor to … with …"
    assert "p%40ss" not in repr(address)
    connect_url = read_address("sc://example.com:15002/;token=t0k3n;use_ssl=true")
    assert connect_url.shown == "sc://example.com:15002/"
    assert connect_url.without_secrets("bad t0k3n, true") == "bad …, true"
    assert read_address("postgres://h/d?password=p4ss&sslmode=require").without_secrets("p4ss require") == "… require"


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_is_one_sentence_without_a_secret(fault: str, postgres: Postgres, tmp_path: Path) -> None:
    url, table, chosen, sentence = FAULTS[fault]
    postgres.holds(replace(a_survey(20), name="panel"))
    postgres.does("CREATE SCHEMA IF NOT EXISTS hidden")
    postgres.does("CREATE TABLE IF NOT EXISTS hidden.panel AS SELECT * FROM sales.panel")
    acme = described(tmp_path, SURVEY_TABLE + OTHERS)
    with_port = url.replace("{url}", postgres.url).replace("{port}", str(postgres.port))
    with open_engagement(acme) as opened, pytest.raises(InvalidInput) as raised:
        measure_table(opened, with_port, table, chosen)
    [problem] = raised.value.problems
    assert sentence in str(problem)
    assert not any(secret in str(problem) for secret in ("s3cret", "wr0ng", "a/b", "b#c"))


def test_an_unknown_description_is_told_before_anything_is_connected(tmp_path: Path) -> None:
    """Nobody listens on that port: a connection would be refused first."""
    with open_engagement(make_engagement(tmp_path / "acme")) as opened, pytest.raises(InvalidInput) as raised:
        measure_table(opened, "postgres://127.0.0.1:1/crm", "support.cases", "tickets")
    [problem] = raised.value.problems
    assert str(problem).startswith("--as: “tickets” was read, a table of metrics.toml or one of survey, ticket, ")
    assert str(problem).endswith("(did you mean ticket?)")


def test_what_a_table_gives_no_more_is_named_and_is_no_correction(postgres: Postgres, tmp_path: Path) -> None:
    acme, rows = make_engagement(tmp_path / "acme"), [(at % 11, 1 + at % 5) for at in range(30)]
    both = postgres.holds(Rows("visits", {"nps": "integer", "csat": "integer"}, rows))
    assert "No longer" not in done_well(imported(acme, postgres.url, both, "survey"))
    alone = postgres.holds(Rows("visits", {"nps": "integer"}, [(nps,) for nps, _ in rows]))
    said = done_well(imported(acme, postgres.url, alone, "survey"))
    assert f"No longer measured from {postgres.shown} sales.visits: csat.\n" in said
    assert "Metrics: 0 added, 0 corrected, 1 unchanged." in said


def test_a_fault_leaves_the_engagement_as_it_was(postgres: Postgres, tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    before = contents(acme)
    said = refused(imported(acme, postgres.url, "sales.nothing", "survey"))
    assert said[0] == f"{postgres.shown}: has no table sales.nothing"
    assert said[1:] == ["Nothing was changed."]
    assert contents(acme) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "postgres://h/d"), "A warehouse needs --from, --table and --as; missing: --table, --as."),
        (("--table", "t", "--as", "survey"), "missing: --from."),
        (("rows.csv", "--from", "postgres://h/d", "--table", "t", "--as", "survey"), "Give either files or --from"),
    ],
)
def test_half_a_warehouse_is_wrong_use(arguments: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    done = run("import", "metrics", acme, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr.decode()


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    for url, extra in (("postgres://h/d", "warehouse"), ("spark://", "spark")):
        with (
            pytest.raises(InvalidInput, match=rf"not installed: pip install 'cxassess\[{extra}\]'"),
            connect(read_address(url)),
        ):
            pass


# ── what is only translated ──────────────────────────────────────────────────────────────────────────────────


Asked = list[tuple[str, Sequence[tuple[str, Any]]]]


@pytest.fixture(scope="session")
def asked(postgres: Postgres) -> Asked:
    """Every query that the four kinds of table lead to, in the common words, with what stands before it."""
    queries: Asked = []

    def written_down(query: str, engine: Engine, before: Sequence[tuple[str, Any]] = ()) -> str:
        queries.append((query, before))
        return translated(query, engine, before)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "translated", written_down)
        for make, tables, chosen in CASES.values():
            from_warehouse(postgres.url, postgres.holds(make(60)), tables, chosen)
    return queries


@pytest.mark.parametrize("dialect", ENGINES)
def test_every_query_can_be_said_in_every_dialect_that_is_named(dialect: str, asked: Asked) -> None:
    """Translated, and read again by the grammar of its dialect. That is no proof that the engine takes it."""
    import sqlglot

    assert len(asked) > 30
    for query, before in asked:
        said = translated(query, ENGINES[dialect], before)
        assert "CXASSESS" not in said
        sqlglot.parse_one(said, dialect=dialect)
    assert ENGINES[dialect].name in (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
