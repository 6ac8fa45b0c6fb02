"""What engines write differently, and how a query in the common words becomes one of theirs.

Queries are written in DuckDB's dialect and translated by sqlglot. What sqlglot does not know to translate rightly,
clocks above all, is written as a function of our own (`day_of_clock` …), for which each engine has its expression.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

MARK = "CXASSESS_"  # begins the functions that stand for an engine's own expressions


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine whose dialect is known.

    The expressions are written in its own dialect, with _x for the value, _zone for whose clock it shows and _home for
    the client's zone. A moment is a point in time; a clock is what a clock on the wall showed, without its zone.

    Attributes:
        dialect: sqlglot's name of it.
        bytewise: a text that is ordered by its bytes, as all engines do but for those with a collation.
        has_run: whether tests run it; the others are only compiled.
    """

    name: str
    dialect: str
    day_of_moment: str
    day_of_clock: str
    seconds_of_moment: str
    seconds_of_clock: str
    is_nan: str
    bytewise: str = "_x"
    has_run: bool = False


_POSTGRES = Engine(
    name="PostgreSQL",
    dialect="postgres",
    day_of_moment="CAST(_x AT TIME ZONE _home AS DATE)",
    day_of_clock="CAST(_x AT TIME ZONE _zone AT TIME ZONE _home AS DATE)",
    seconds_of_moment="FLOOR(EXTRACT(EPOCH FROM _x))",
    seconds_of_clock="FLOOR(EXTRACT(EPOCH FROM _x AT TIME ZONE _zone))",
    is_nan="_x = CAST('NaN' AS DOUBLE PRECISION)",
    bytewise='_x COLLATE "C"',
    has_run=True,
)
_SPARK = Engine(
    name="Spark",
    dialect="spark",
    day_of_moment="CAST(FROM_UTC_TIMESTAMP(_x, _home) AS DATE)",  # the session's clock is that of UTC
    day_of_clock="CAST(CONVERT_TIMEZONE(_zone, _home, _x) AS DATE)",
    seconds_of_moment="UNIX_SECONDS(_x)",
    seconds_of_clock="UNIX_SECONDS(CAST(CONVERT_TIMEZONE(_zone, 'UTC', _x) AS TIMESTAMP))",
    is_nan="ISNAN(_x)",
    has_run=True,
)
_ENGINES = (
    _POSTGRES,
    _SPARK,
    replace(_SPARK, name="Databricks", dialect="databricks", has_run=False),
    Engine(
        name="Snowflake",
        dialect="snowflake",
        day_of_moment="CAST(CONVERT_TIMEZONE(_home, _x) AS DATE)",
        day_of_clock="CAST(CONVERT_TIMEZONE(_zone, _home, _x) AS DATE)",
        seconds_of_moment="DATE_PART(EPOCH_SECOND, _x)",
        seconds_of_clock="DATE_PART(EPOCH_SECOND, CONVERT_TIMEZONE(_zone, 'UTC', _x))",
        is_nan="_x = CAST('NaN' AS DOUBLE)",
    ),
    Engine(
        name="BigQuery",
        dialect="bigquery",
        day_of_moment="DATE(_x, _home)",
        day_of_clock="DATE(TIMESTAMP(_x, _zone), _home)",
        seconds_of_moment="UNIX_SECONDS(_x)",
        seconds_of_clock="UNIX_SECONDS(TIMESTAMP(_x, _zone))",
        is_nan="IS_NAN(_x)",
    ),
    Engine(
        name="Trino",
        dialect="trino",
        day_of_moment="CAST(_x AT TIME ZONE _home AS DATE)",
        day_of_clock="CAST(WITH_TIMEZONE(_x, _zone) AT TIME ZONE _home AS DATE)",
        seconds_of_moment="FLOOR(TO_UNIXTIME(_x))",
        seconds_of_clock="FLOOR(TO_UNIXTIME(WITH_TIMEZONE(_x, _zone)))",
        is_nan="IS_NAN(_x)",
    ),
)
ENGINES: Mapping[str, Engine] = {engine.dialect: engine for engine in _ENGINES}
_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "day_of_moment": ("_x", "_home"),
    "day_of_clock": ("_x", "_zone", "_home"),
    "seconds_of_moment": ("_x",),
    "seconds_of_clock": ("_x", "_zone"),
    "is_nan": ("_x",),
    "bytewise": ("_x",),
}


def own(function: str, *arguments: str) -> str:
    """SQL in the common words: an engine's own expression of some arguments."""
    assert len(arguments) == len(_PARAMETERS[function])
    return f"{MARK}{function}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the client's warehouse by the parts of its name, the schema before the table."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)

    def expression(self) -> Any:
        """As sqlglot writes it, every part in quotes."""
        from sqlglot import exp

        names = dict(zip(("this", "db", "catalog"), map(_quoted, reversed(self.parts)), strict=False))
        return exp.Table(**names)


def columns_of(table: Table, columns: Mapping[str, str]) -> Any:
    """The query that gives some columns of a table other names: new name by its own. A sqlglot expression."""
    from sqlglot import exp

    picked = [exp.alias_(exp.Column(this=_quoted(name)), alias, quoted=True) for alias, name in columns.items()]
    return exp.select(*picked).from_(table.expression())


def _quoted(name: str) -> Any:
    from sqlglot import exp

    return exp.Identifier(this=name, quoted=True)


def translated(query: str, engine: Engine, before: Sequence[tuple[str, Any]] = ()) -> str:
    """A query in the common words as the engine's.

    Args:
        before: common table expressions that it reads, in their order: names with queries, as text in the common
            words or as expressions of sqlglot. They stand before those that the query has itself.

    Raises sqlglot's UnsupportedError for what the engine has no words for.
    """
    tree = _tree(query, engine)
    given = tree.args.get("with_")
    tree.set("with_", None)
    named = [(name, _part(one, engine) if isinstance(one, str) else _text(one, engine)) for name, one in before]
    named += [(one.alias, _text(one.this, engine)) for one in (given.expressions if given else ())]
    head = ", ".join(f"{_text(_quoted(name), engine)} AS ({part})" for name, part in named)
    return (f"WITH {head} " if head else "") + _text(tree, engine)


@lru_cache(maxsize=64)
def _part(query: str, engine: Engine) -> str:
    """A query that stands before many others: translating takes a tenth of a second."""
    return _text(_tree(query, engine), engine)


def _tree(query: str, engine: Engine) -> Any:
    """A query in the common words with the engine's own expressions in it."""
    from sqlglot import exp, parse_one

    tree = parse_one(query, dialect="duckdb").transform(lambda node: _own_expression(node, engine), copy=False)
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.Sum):  # over what is never blank; not every engine can say where blanks go
            for ordered in window.find_all(exp.Ordered):
                ordered.set("nulls_first", _puts_nulls_first(engine))
    return tree


def _text(tree: Any, engine: Engine) -> str:
    from sqlglot import ErrorLevel

    return str(tree.sql(dialect=engine.dialect, identify=True, unsupported_level=ErrorLevel.RAISE, copy=False))


def _puts_nulls_first(engine: Engine) -> bool:
    from sqlglot.dialects.dialect import Dialect

    ordering: str = Dialect.get_or_raise(engine.dialect).NULL_ORDERING
    return ordering == "nulls_are_small"


def _own_expression(node: Any, engine: Engine) -> Any:
    """The engine's own expression in place of one of our functions; anything else as it is."""
    from sqlglot import exp

    if not (isinstance(node, exp.Anonymous) and str(node.this).startswith(MARK)):
        return node
    function = str(node.this).removeprefix(MARK)
    given = dict(zip(_PARAMETERS[function], node.expressions, strict=True))

    def put_in(part: Any) -> Any:
        if isinstance(part, exp.Column) and part.name in given:
            argument = given[part.name].copy().transform(lambda inner: _own_expression(inner, engine), copy=False)
            return argument if isinstance(argument, exp.Literal | exp.Column) else exp.Paren(this=argument)
        return part

    return _template(getattr(engine, function), engine.dialect).copy().transform(put_in, copy=False)


@lru_cache
def _template(text: str, dialect: str) -> Any:
    from sqlglot import parse_one

    return parse_one(text, dialect=dialect)
