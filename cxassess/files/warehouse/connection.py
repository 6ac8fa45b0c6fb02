"""The connection to a warehouse, which reads alone: its queries see one state, and what goes wrong is a sentence."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import shortened
from cxassess.files.warehouse.columns import Column, Kind
from cxassess.files.warehouse.engines import ENGINES, Engine, Table
from cxassess.hints import did_you_mean

POSTGRES = ("postgres", "postgresql")
SPARK = ("spark", "pyspark", "sc")
EXAMPLE = "postgres://user@host/database"
_PART = r'(?:"[^"]+"|`[^`]+`|[^".`\s]+)'
_TABLE = re.compile(rf"{_PART}(?:\.{_PART}){{0,2}}")
_LONGEST = 300  # characters of an engine's own words that are shown


@dataclass(frozen=True, slots=True)
class Address:
    """Where a warehouse is.

    Attributes:
        shown: the URL without user, password and parameters; the only form that is printed or stored.
    """

    parts: SplitResult = field(repr=False)
    shown: str

    @property
    def scheme(self) -> str:
        return self.parts.scheme

    def without_secrets(self, text: str) -> str:
        """A text in which neither the URL nor its password stands."""
        given = parse_qsl("&".join((*self.parts.path.split(";")[1:], self.parts.query)))
        hidden = [value for name, value in given if re.search("pass|pwd|token|secret|key", name, re.IGNORECASE)]
        password = self.parts.password or ""
        secrets = [self.parts.geturl(), self.parts.netloc, password, unquote(password), *hidden]
        for secret in secrets:
            text = text.replace(secret, "…") if secret and secret != self.parts.hostname else text
        return text


def read_address(url: str) -> Address:
    """The parts of a URL. Raises InvalidInput, which never shows what was read: there may be a password in it."""
    fault = Problem(
        "--from",
        f"is no URL such as {EXAMPLE}: the signs @ : / ? # % of a user or a password are written %40 %3A %2F %3F"
        " %23 %25",
    )
    try:
        parts = urlsplit(url)
        port = parts.port
        if parts.query:
            parse_qsl(parts.query, strict_parsing=True)
    except ValueError:
        raise InvalidInput([fault]) from None
    if not parts.scheme or "//" not in url or parts.fragment or "@" in parts.path + parts.query:
        raise InvalidInput([fault])
    host = (parts.hostname or "") + (f":{port}" if port else "")
    scheme = "postgres" if parts.scheme in POSTGRES else parts.scheme
    return Address(parts, f"{scheme}://{host}{parts.path.partition(';')[0]}")


def read_table_name(text: str) -> Table:
    """The parts of a name such as sales.survey; a part with a dot or a space stands in quotes. Raises InvalidInput."""
    if not _TABLE.fullmatch(text.strip()):
        message = f"“{shortened(text)}” was read, a table such as schema.table was expected"
        raise InvalidInput([Problem("--table", message)])
    return Table(tuple(part.strip('"`') for part in re.findall(_PART, text.strip())))


class Warehouse:
    """An open connection.

    Attributes:
        engine: what is known of its dialect.
        is_steady: whether all queries see the same state of a table, whatever is written to it meanwhile.
    """

    def __init__(self, address: Address, backend: Any, engine: Engine) -> None:
        self.address, self.engine = address, engine
        self.is_steady = False
        self._backend = backend

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query of the engine's own dialect. Raises InvalidInput with the engine's reason."""
        with _told(self.address, "refused a query"):
            return [tuple(map(_plain, row)) for row in self._fetch(sql)]

    def columns(self, table: Table) -> dict[str, Column]:
        """The columns of a table, by name. Raises InvalidInput where there is no such table."""
        with _told(self.address, f"{table} cannot be looked at", table=lambda: self._missing(table)):
            found = self._types(table)
        return {
            name: Column(name, f"c{at}", kind, type, can_be_nan)
            for at, (name, (kind, type, can_be_nan)) in enumerate(found.items(), 1)
        }

    def read_steadily(self) -> None:
        """From here on read alone, and see one state, as far as the engine can."""

    def hold(self, name: str, query: str) -> bool:
        """Keep what a query gives, for those that follow, where that needs no writing; returns whether it is kept."""
        return False

    def close(self) -> None:
        """Let go of the connection; a warehouse that cannot is left alone."""
        try:
            self._backend.disconnect()
        except Exception:  # engines have classes of their own, and all has been read
            return

    def _fetch(self, sql: str) -> Sequence[Sequence[Any]]:
        cursor = self._backend.raw_sql(sql)
        return list(cursor.fetchall() if hasattr(cursor, "fetchall") else cursor)

    def _types(self, table: Table) -> Mapping[str, tuple[Kind, str, bool]]:
        name, *outer = reversed(table.parts)
        schema = self._backend.get_schema(name, **dict(zip(("database", "catalog"), outer, strict=False)))
        return {column: _kind(type) for column, type in schema.items()}

    def _missing(self, table: Table) -> str:
        """A sentence for a table that is not there."""
        name, *outer = reversed(table.parts)
        try:
            known = self._backend.list_tables(**({"database": ".".join(reversed(outer))} if outer else {}))
        except Exception:  # engines have classes of their own, and this is a hint
            known = []
        return f"has no table {table}{did_you_mean(name, known)}"


class _Postgres(Warehouse):
    """A connection of psycopg, which takes what the URL leaves open from PGPASSWORD, .pgpass and the like."""

    def read_steadily(self) -> None:
        from psycopg import IsolationLevel

        connection = self._backend.con
        connection.autocommit = False
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        self.is_steady = True

    def _fetch(self, sql: str) -> Sequence[Sequence[Any]]:
        with self._backend.con.cursor() as cursor:
            return list(cursor.execute(sql).fetchall())


class _Spark(Warehouse):
    """A session of Spark, which ends with the connection unless it was there before."""

    def __init__(self, address: Address, backend: Any, engine: Engine, *, is_ours: bool) -> None:
        super().__init__(address, backend, engine)
        self._is_ours = is_ours
        self._held: list[tuple[str, Any]] = []

    def hold(self, name: str, query: str) -> bool:
        """In the memory and on the disks of the cluster while it is measured: each query would read the files anew."""
        with _told(self.address, "refused a query"):
            frame = self._backend.raw_sql(query).persist()
            frame.createOrReplaceTempView(name)
        self._held.append((name, frame))
        return True

    def close(self) -> None:
        for name, frame in self._held:
            self._backend.raw_sql(f"DROP VIEW IF EXISTS {name}")
            frame.unpersist()
        if self._is_ours:
            super().close()

    def _fetch(self, sql: str) -> Sequence[Sequence[Any]]:
        return list(self._backend.raw_sql(sql).collect())

    def _types(self, table: Table) -> Mapping[str, tuple[Kind, str, bool]]:
        """As Spark calls them: to ibis a moment and a clock on the wall are one type."""
        frame = self._backend.raw_sql(f"SELECT * FROM {table.expression().sql(dialect='spark')}")
        return {column.name: _SPARK_KINDS.get(_bare(column.dataType), _other(column)) for column in frame.schema}


_SPARK_KINDS: Mapping[str, tuple[Kind, str, bool]] = {
    **{name: ("number", name, False) for name in ("tinyint", "smallint", "int", "bigint", "decimal")},
    **{name: ("number", name, True) for name in ("float", "double")},
    **{name: ("text", name, False) for name in ("string", "char", "varchar")},
    "boolean": ("truth", "boolean", False),
    "date": ("day", "date", False),
    "timestamp": ("moment", "timestamp", False),
    "timestamp_ntz": ("clock", "timestamp_ntz", False),
}


def _bare(type: Any) -> str:
    return str(type.simpleString()).partition("(")[0]


def _other(column: Any) -> tuple[Kind, str, bool]:
    return "other", str(column.dataType.simpleString()), False


def _kind(type: Any) -> tuple[Kind, str, bool]:
    """What a type of ibis is to us."""
    is_text = type.is_string() or type.is_uuid()
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("truth", type.is_boolean()),
        ("number", type.is_numeric()),
        ("text", is_text),
        ("day", type.is_date()),
        ("moment", type.is_timestamp() and type.timezone is not None),
        ("clock", type.is_timestamp()),
    )
    kind: Kind = next((kind for kind, holds in kinds if holds), "other")
    return kind, str(type.copy(nullable=True)), bool(type.is_floating())


def _plain(value: Any) -> Any:
    """Sums of whole numbers are decimals to some engines."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


# ── connecting ───────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def connect(address: Address) -> Iterator[Warehouse]:
    """A connection that reads. Raises InvalidInput where it cannot be had, or where packages have to be installed."""
    extra = "spark" if address.scheme in SPARK else "warehouse"
    if find_spec("ibis") is None:
        raise InvalidInput([Problem(address.shown, _install(extra))])
    try:
        with _told(address, "cannot be reached"):
            warehouse = _connected(address)
    except ImportError as error:
        missing = f"ibis-framework[{address.scheme}]" if address.scheme not in {*SPARK, *POSTGRES} else ""
        raise InvalidInput([Problem(address.shown, _install(extra, missing))]) from error
    try:
        yield warehouse
    finally:
        warehouse.close()


def _install(extra: str, instead: str = "") -> str:
    return f"needs packages that are not installed: pip install '{instead or f'cxassess[{extra}]'}'"


def _connected(address: Address) -> Warehouse:
    import ibis

    if address.scheme in POSTGRES:
        import psycopg

        parts = address.parts
        given = {"host": parts.hostname, "port": parts.port, "dbname": unquote(parts.path.strip("/"))}
        given |= {"user": unquote(parts.username or ""), "password": unquote(parts.password or "")}
        given |= dict(parse_qsl(parts.query))
        connection = psycopg.connect(**{name: value for name, value in given.items() if value}, autocommit=True)
        return _Postgres(address, ibis.postgres.from_connection(connection), ENGINES["postgres"])
    if address.scheme in SPARK:
        session, is_ours = _spark_session(address)
        return _Spark(address, ibis.pyspark.connect(session), ENGINES["spark"], is_ours=is_ours)
    try:
        backend: Any = ibis.connect(address.parts.geturl())
    except ValueError as error:
        if "how to connect" not in str(error):
            raise
        raise InvalidInput([Problem("--from", _unknown(address.scheme))]) from None
    dialect = str(getattr(backend.dialect, "__name__", backend.dialect)).casefold()
    engine = ENGINES.get(dialect)
    if engine is None:
        backend.disconnect()
        raise InvalidInput([Problem("--from", _unknown(address.scheme))])
    return Warehouse(address, backend, engine)


def _unknown(scheme: str) -> str:
    known = ["postgres", "spark", *(name for name in ENGINES if name not in {"postgres", "spark"})]
    return f"“{scheme}” was read, one of {', '.join(known)} was expected before ://{did_you_mean(scheme, known)}"


def _spark_session(address: Address) -> tuple[Any, bool]:
    """The session of spark://host:7077 or, for Spark Connect, of sc://host; that of Spark's own settings for spark://.

    With it, whether it was started for us.
    """
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").disabled = True  # writes a hundred lines for each refused query
    is_ours = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.appName("cxassess").config("spark.log.level", "FATAL")
    if address.scheme == "sc":
        return builder.remote(address.parts.geturl()).getOrCreate(), is_ours
    if address.parts.netloc:
        builder = builder.master(f"spark://{address.parts.netloc}")
    return builder.getOrCreate(), is_ours


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _told(address: Address, what: str, table: Callable[[], str] | None = None) -> Iterator[None]:
    """Make a sentence of an engine's error: its own reason, without the user's secrets.

    Args:
        table: gives the sentence for a table that is not there.
    """
    try:
        yield
    except (InvalidInput, ImportError):
        raise
    except Exception as error:  # each engine has its own classes
        is_missing = type(error).__name__ == "TableNotFound" or "TABLE_OR_VIEW_NOT_FOUND" in str(error)
        message = table() if table and is_missing else f"{what}: {_reason(error)}"
        problem = Problem(address.shown, address.without_secrets(message))
    else:
        return
    raise InvalidInput([problem])  # without the error itself, in whose text a password may stand


def _reason(error: Exception) -> str:
    """The line of an engine's error that says why."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    failed = [line.rpartition("failed:")[2].strip() for line in lines if "failed:" in line]
    return shortened((fatal or [one for one in failed if one] or lines)[0], _LONGEST)
