"""Tables measured where they lie: the numbers of the same file, nothing written there, a sentence for each fault."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.exports.account import Account
from cxassess.files.exports.reading import read_export
from cxassess.files.tables import connect as connect_duckdb
from cxassess.files.warehouse.connection import connect, read_address, read_table_name
from cxassess.files.warehouse.reading import read_table
from cxassess.measures.as_json import as_json
from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure
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

HOME = "Europe/London"
CASES: dict[str, tuple[Callable[[], Rows], str, str]] = {
    "panel": (a_survey, SURVEY_TABLE, "panel"),
    "cases": (some_tickets, TICKET_TABLE, "cases"),
    "customer": (some_customers, CUSTOMER_TABLE, "customer"),
    "purchase": (some_purchases, PURCHASE_TABLE, "purchase"),
}
Told = tuple[Account, tuple[Measure, ...]]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


def from_file(path: Path, tables: str, chosen: str) -> Told:
    with connect_duckdb() as connection:
        reading = read_export(path, connection, setting(tables, HOME, chosen), "1")
        assert reading is not None
        return reading.account, measure_view(lambda sql: connection.execute(sql).fetchall(), reading.view)


def from_warehouse(url: str, table: str, tables: str, chosen: str) -> Told:
    with connect(read_address(url)) as warehouse:
        found = read_table(warehouse, read_table_name(table), setting(tables, HOME, chosen))
        return found.reading.account, measure_view(found.rows, found.reading.view)


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
    plain = [[as_json(replace(measure, source="")) for measure in measures] for measures in (one, other)]
    return differences(*plain)


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


def test_spark_gives_the_numbers_that_the_same_files_give(tmp_path: Path) -> None:
    """One test for all, so that one process starts Spark once."""
    with spark_session(tmp_path) as session:
        for make, tables, chosen in CASES.values():
            table = make()
            account, measures = from_file(table.csv(tmp_path), tables, chosen)
            there, measured = from_warehouse("spark://", spark_holds(session, table, tmp_path), tables, chosen)
            assert counts(there) == counts(account)
            assert measures_differ(measures, measured) == []
