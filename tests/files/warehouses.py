"""Warehouses for tests: a server of PostgreSQL, a session of Spark, and tables that hold what a file holds."""

import gc
import os
import random
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from skips import skip_unless_ci

from files.exporting import csv_file

PASSWORD = "s3cret/pass"  # with a sign that a URL writes in another way
USER = "looker"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """A table: its columns with their types in the words of PostgreSQL, and its rows."""

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Row]

    def csv(self, folder: Path) -> Path:
        """The same as a file."""
        return csv_file(
            folder / f"{self.name}.csv", tuple(self.columns), *([_as_text(cell) for cell in row] for row in self.rows)
        )


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _need(*packages: str) -> None:
    """Skip where the extras `warehouse` and `spark` are not installed."""
    for package in packages:
        if find_spec(package) is None:
            skip_unless_ci(f"{package} is not installed")


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Postgres:
    """A server with a reader, who may look at the tables of the schema `sales` and write nothing."""

    port: int
    superuser: str

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}/shop"

    @property
    def shown(self) -> str:
        return f"postgres://127.0.0.1:{self.port}/shop"

    def does(self, statement: str, database: str = "shop") -> None:
        """As the owner of the server."""
        import psycopg

        with psycopg.connect(f"{self.superuser} dbname={database}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def holds(self, table: Rows) -> str:
        """Make a table of the schema `sales`; returns its name there."""
        import psycopg

        columns = ", ".join(f'"{name}" {type}' for name, type in table.columns.items())
        with psycopg.connect(f"{self.superuser} dbname=shop") as connection, connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE IF EXISTS sales."{table.name}"'.encode())
            cursor.execute(f'CREATE TABLE sales."{table.name}" ({columns})'.encode())
            with cursor.copy(f'COPY sales."{table.name}" FROM STDIN'.encode()) as copy:
                for row in table.rows:
                    copy.write_row(row)
        return f"sales.{table.name}"


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server of its own; it orders texts as people do, not by their bytes."""
    _need("ibis", "psycopg")
    programs = _postgres_programs()
    with TemporaryDirectory(prefix="cxassess-postgres-") as folder:  # pytest's own folders are closed to other users
        Path(folder).chmod(0o755)
        with _server_in(Path(folder), programs) as server:
            yield server


@contextmanager
def _server_in(folder: Path, programs: Path) -> Iterator[Postgres]:
    data = folder / "data"
    data.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to be root
        shutil.chown(data, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    words = folder / "password"
    words.write_text(PASSWORD)
    words.chmod(0o644)
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "owner",
        "-A",
        "scram-sha-256",
        f"--pwfile={words}",
    ]
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
    _done([*as_user, *initdb, *locale, "--no-sync"], folder)
    port = _free_port()
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control: list[str | Path] = [*as_user, programs / "pg_ctl", "-D", data, "-l", data / "log", "-w"]
    _done([*control, "-o", settings, "start"], folder)
    try:
        server = Postgres(port, f"host=127.0.0.1 port={port} user=owner password={PASSWORD}")
        server.does("CREATE DATABASE shop", "postgres")
        server.does(f"CREATE USER {USER} PASSWORD '{PASSWORD}'")
        server.does("CREATE SCHEMA sales")
        server.does(f"GRANT USAGE ON SCHEMA sales TO {USER}")
        server.does(f"ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO {USER}")
        yield server
    finally:
        _done([*control, "-m", "immediate", "stop"], folder)


def _postgres_programs() -> Path:
    """The folder of the server's programs, of which distributions put none on the path."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    whole = [folder for folder in found if (folder / "pg_ctl").exists() and (folder / "initdb").exists()]
    if not whole:
        skip_unless_ci("PostgreSQL's server is not installed")
    return whole[0]


def _done(command: Sequence[str | Path], folder: Path) -> None:
    with (folder / "said").open("w") as said:  # not a pipe: the server keeps what it inherits
        code = subprocess.run(list(map(str, command)), stdout=said, stderr=said, cwd="/", check=False).returncode
    assert code == 0, (folder / "said").read_text()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# ── Spark ────────────────────────────────────────────────────────────────────────────────────────────────────

SPARK_TYPES = {
    "text": "STRING",
    "date": "DATE",
    "timestamp": "TIMESTAMP_NTZ",
    "timestamptz": "TIMESTAMP",
    "double precision": "DOUBLE",
    "numeric(12,4)": "DECIMAL(12,4)",
    "smallint": "SMALLINT",
    "integer": "INT",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
}


@contextmanager
def spark_session(folder: Path) -> Iterator[Any]:
    """A session on this machine alone; a connection to spark:// finds it."""
    _need("ibis", "pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        skip_unless_ci("Java is not installed")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        # a few hundred rows: to compile a query takes longer than to run it
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # pyspark leaves the socket open by which rows come
        session = builder.getOrCreate()
        try:
            session.sql("CREATE DATABASE sales")
            yield session
        finally:
            session.stop()
            gc.collect()


def spark_holds(session: Any, table: Rows, folder: Path) -> str:
    """Make a table of the database `sales`; returns its name there."""
    types = ", ".join(f"`{name}` {SPARK_TYPES[type]}" for name, type in table.columns.items())
    path = table.csv(folder)
    read = session.read.option("header", "true").option("timestampFormat", "yyyy-MM-dd HH:mm:ssXXX")
    frame = read.option("timestampNTZFormat", "yyyy-MM-dd HH:mm:ss").schema(types).csv(str(path))
    frame.coalesce(1).write.saveAsTable(f"sales.{table.name}")
    return f"sales.{table.name}"


# ── what they hold ───────────────────────────────────────────────────────────────────────────────────────────

CHANNELS = ("Phone", "chat", "E-mail", "Über uns", None)  # which bytes and people put in another order
FIRST, DAYS = date(2024, 3, 1), 730


def a_survey(rows: int = 600) -> Rows:
    """Answers of two years, with weights, blanks, codes and an 11 on 0 to 10; the times are those of a wall clock."""
    chance = random.Random(7)
    columns = {
        "response": "text", "answered": "timestamp", "Channel": "text", "touch": "text", "region": "text",
        "w": "double precision", "account": "bigint", "recommend": "smallint", "satisfied": "numeric(12,4)",
        "easy": "text", "status": "text",
    }  # fmt: skip
    listed: list[Row] = [
        (
            f"R-{number}",
            _time(chance),
            chance.choice(CHANNELS),
            chance.choice(("Delivery", "Billing")),
            chance.choice(("North", "South", None)),
            chance.choice((0.5, 1.0, 1.7, 3.25, None, 0.0)),
            chance.randrange(200),
            chance.choice((*range(11), 9, 10, 11, 99, None)),
            chance.choice((1, 2, 3, 4, 4, 5, 5, 6, 4.5, None)),
            chance.choice(("1", "2", "5", "6", "7", "very easy", "n/a", "no idea", "9", None)),
            chance.choice(("done", "done", "done", "Test")),
        )
        for number in range(rows)
    ]
    again, (name, answered, *middle, _, satisfied, easy, _) = [row for row in listed if row[-1] == "done"][:2]
    later = (name, answered + timedelta(hours=1), *middle, 0, satisfied, easy, "done")
    return Rows("survey", columns, [*listed, again, later])


SURVEY_TABLE = """
[tables.panel]
kind = "survey"
id = "response"
day = "answered"
channel = "channel"
touchpoint = "touch"
segment = "region"
weight = "w"
customer = "account"
timezone = "America/New_York"
duplicates = "last"
leave_out = { status = ["test"] }
invited = 5000

[[tables.panel.questions]]
column = "recommend"
metric = "nps"
blank = 99

[[tables.panel.questions]]
column = "satisfied"
metric = "csat"
scale = [1, 5]
not_applicable = 6
where = { status = ["Done", "Test"] }

[[tables.panel.questions]]
column = "easy"
metric = "ces"
labels = { "Very easy" = 7 }
"""


def some_tickets(rows: int = 600) -> Rows:
    """Contacts with durations of every kind; their times are moments, across changes of the clock."""
    chance = random.Random(8)
    columns = {
        "case": "bigint", "opened": "timestamptz", "closed": "timestamptz", "via": "text", "who": "text",
        "rung": "timestamp", "picked": "timestamp",
        "first_hours": "double precision", "talk": "integer", "hold": "integer", "thumb": "boolean", "type": "text",
    }  # fmt: skip
    listed: list[Row] = []
    for number in range(rows):
        opened, rung = _time(chance).replace(tzinfo=UTC), _time(chance)
        who = chance.choice((None, *(f"C{at}" for at in range(90))))
        if number % 3 == 2:  # the same customer once more on the day
            opened, who = listed[-1][1], listed[-1][4]
        listed.append(
            (
                10_000_000_000 + number,
                opened,
                chance.choice((None, opened + timedelta(minutes=chance.randrange(-30, 9000)))),
                chance.choice(CHANNELS),
                who,
                rung,
                rung + timedelta(seconds=chance.randrange(-2_000, 200_000)),
                chance.choice((None, -1.0, round(chance.lognormvariate(0, 1.2), 3), chance.randrange(60))),
                chance.choice((None, chance.randrange(900))),
                chance.randrange(60),
                chance.choice((True, True, False, None)),
                chance.choice(("Complaint", "Question", None)),
            )
        )
    return Rows("tickets", columns, listed)


TICKET_TABLE = """
[tables.cases]
kind = "ticket"
id = "case"
day = "opened"
channel = "via"
customer = "who"
customers = 900
grain = "quarter"
rated = { column = "thumb", yes = ["true"], no = ["false"] }
complaint = { column = "type", yes = "complaint" }

[[tables.cases.durations]]
of = "resolution"
start = "opened"
end = "closed"

[[tables.cases.durations]]
of = "first_response"
start = "rung"
end = "picked"

[[tables.cases.durations]]
of = "first_response"
clock = "business"
column = "first_hours"
unit = "hours"

[[tables.cases.durations]]
of = "handle"
parts = ["talk", "hold"]
unit = "seconds"
"""


def some_customers(rows: int = 500) -> Rows:
    """Customers by the names of the view: who came, who went, and what they paid."""
    chance = random.Random(9)
    columns = {
        "customer": "text", "segment": "text", "joined": "date", "ended": "date",
        "revenue_start": "numeric(12,4)", "revenue_end": "double precision",
    }  # fmt: skip
    listed: list[Row] = []
    for number in range(rows):
        joined = FIRST + timedelta(days=chance.randrange(DAYS))
        stayed = chance.randrange(-3, 600)
        listed.append(
            (
                f"C{number}",
                chance.choice(("small", "Large")),
                chance.choice((joined, joined, joined, None)),
                chance.choice((None, joined + timedelta(days=stayed))),
                chance.choice((None, 0, round(chance.uniform(1, 900), 2))),
                chance.choice((None, 0.0, round(chance.uniform(1, 900), 2))),
            )
        )
    return Rows("customers", columns, listed)


CUSTOMER_TABLE = """
[tables.customer]
kind = "customer"
customer = "customer"
segment = "segment"
joined = "joined"
ended = "ended"
revenue_start = "revenue_start"
revenue_end = "revenue_end"
"""


def some_purchases(rows: int = 500) -> Rows:
    chance = random.Random(10)
    days = [FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(rows)]
    bought: list[Row] = [(chance.choice((None, *(f"C{at}" for at in range(80)))), day) for day in days]
    return Rows("purchases", {"customer": "text", "day": "date"}, bought)


PURCHASE_TABLE = """
[tables.purchase]
kind = "purchase"
customer = "customer"
day = "day"
"""


def _time(chance: random.Random) -> datetime:
    midnight = datetime.combine(FIRST + timedelta(days=chance.randrange(DAYS)), datetime.min.time())
    return midnight + timedelta(seconds=chance.randrange(24 * 60 * 60))
