"""A table of texts becomes a typed view: one statement reads the file, and all counting is done on what it leaves.

The staged table has a row for each row of the file: its number, its `fate`, a typed value a column, and the states of
five columns at a time packed into one number, by which they are counted with a handful of groups. Only where a text
is out of range or cannot be read, the row keeps it for the example.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxassess.files.exports.account import Example, Outcome
from cxassess.files.exports.fields import SHOWN, Field, State
from cxassess.files.exports.mapping import Duplicates

if TYPE_CHECKING:
    from cxassess.files.tables import TextTable

Rows = Callable[[str], list[tuple[Any, ...]]]
STATES = len(State)
COMMENT = "comment_"  # how the columns begin that hold customers' own words, which are never part of a view
DIMENSIONS = ("channel", "touchpoint", "segment")
LONGEST_GAP = (
    "SELECT max(date_diff('day', before, day) - 1) FROM (SELECT day, lag(day) OVER (ORDER BY day) AS before"
    " FROM (SELECT DISTINCT {day} AS day FROM {view} WHERE {day} IS NOT NULL))"
)
TOGETHER = 5  # columns whose states are packed into one number: at most 3,125 groups
EXAMPLES = 3
MOST_NAMES = 10_000  # of channels, touchpoints or segments that are stored by their number
PART = 4_000_000  # rows whose ids are compared with each other at a time
USED, EXACT_DUPLICATE, REPEATED_ID = 0, 250, 251  # fates; 1 to 249 are the rules of leaving out, in their order


@dataclass(frozen=True, slots=True)
class Staged:
    """A table that was staged.

    Attributes:
        table: every row of the file; view: the rows that count, with the names and types of measures.views.
        states: for each field how many cells had each state, among the rows that count.
        fates: how many rows were left out by each rule, EXACT_DUPLICATE and REPEATED_ID among them.
        repeated: rows that share their id with another one and were kept.
        first, last: the first and the last day, None without.
        gap: the most days in a row between them without a row.
        fields: the columns that were made.
    """

    table: str
    view: str
    rows: int
    states: tuple[Mapping[State, Outcome], ...]
    fates: Mapping[int, Outcome]
    repeated: Outcome
    first: date | None = None
    last: date | None = None
    gap: int = 0
    fields: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        return self.rows - sum(outcome.count for outcome in self.fates.values())


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where the rows lie, and the SQL of their number in the file."""

    table: str
    row: str


def stage(
    rows: Rows,
    source: "TextTable",
    name: str,
    fields: Sequence[Field],
    left_out: Sequence[str],
    duplicates: Duplicates,
    *,
    orders_contacts: bool,
) -> Staged:
    """Read a table of texts once, and leave a typed view of it.

    Args:
        source: the table of texts. One that DuckDB reads as it stands gets its row numbers from the order in which it
            is stored, since numbering while reading takes as long as reading.
        name: of the table and the view that are made; a plain identifier.
        left_out: SQL of each rule that takes rows out; the first that holds counts.
        duplicates: what becomes of rows with an id that stands elsewhere, too. Rows that are equal in all columns are
            duplicates where the table has an id; without one, two customers may have said the same.
        orders_contacts: whether each customer's rows will be put in order.
    """
    table, view = f"staged_{name}", f"rows_{name}"
    has_id = any(field.name == "id" for field in fields)
    stored = _Stored(f"stored_{name}", "row" if source.bare is None else f"rowid + {source.first_row}")
    rows(f"CREATE TABLE {stored.table} AS {_staging_sql(source, fields, left_out)}")
    others = "* EXCLUDE (row)" if source.bare is None else "*"
    made = [field.name for field in fields]
    if orders_contacts and {"customer", "day"} <= set(made):
        for column in (name for name in made if name in DIMENSIONS):
            _store_by_number(rows, stored.table, column)
    rows(f"CREATE VIEW {table} AS SELECT {stored.row} AS row, {others} FROM {stored.table}")
    repeated = _mark_duplicates(rows, source, table, stored, duplicates) if has_id else Outcome()
    day = next((field.name for field in fields if field.name in {"day", "joined"}), None)
    named = ", ".join(field.name for field in fields if _is_counted(field)) or "fate"
    rows(f"CREATE VIEW {view} AS SELECT {named} FROM {table} WHERE fate = {USED}")
    first, last = rows(f"SELECT min({day}), max({day}) FROM {view}")[0] if day else (None, None)
    gap = rows(LONGEST_GAP.format(day=day, view=view))[0][0] if day else None
    total = rows(f"SELECT count(*) FROM {table}")[0][0]
    return Staged(
        table,
        view,
        total,
        _states(rows, table, fields),
        _fates(rows, table),
        repeated,
        first,
        last,
        gap or 0,
        tuple(field.name for field in fields),
    )


def _is_counted(field: Field) -> bool:
    """Whether a column is one of the view, rather than an id or what customers wrote."""
    return field.name != "id" and not field.name.startswith(COMMENT)


def _store_by_number(rows: Rows, table: str, column: str) -> None:
    """Keep a column of few different names as an ENUM, whose numbers follow the order of the names.

    Contacts of each customer are put in the order of their days and, within one, of these columns: by texts, that
    takes twice as long and half as much memory again. Nothing else is worth the change of a column.
    """
    names = f"names_{table}_{column}"
    rows(f"CREATE TABLE {names} AS SELECT DISTINCT {column} AS name FROM {table} WHERE {column} IS NOT NULL")
    if 0 < rows(f"SELECT count(*) FROM {names}")[0][0] <= MOST_NAMES:
        rows(f"CREATE TYPE enum_{names} AS ENUM (SELECT name FROM {names} ORDER BY name)")
        rows(f"ALTER TABLE {table} ALTER {column} TYPE enum_{names}")


def forget(rows: Rows, staged: Staged) -> None:
    """Give back the memory of a table that is counted."""
    rows(f"DROP TABLE IF EXISTS {staged.table.replace('staged_', 'stored_', 1)}")


def _staging_sql(source: "TextTable", fields: Sequence[Field], left_out: Sequence[str]) -> str:
    """The statement that types every column of a table."""
    values = "".join(f", {field.value} AS v_{field.name}" for field in fields)
    states = "".join(f", {field.state} AS s{at}" for at, field in enumerate(fields))
    typed = "".join(f", CAST({_used(field, at)} AS {field.type}) AS {field.name}" for at, field in enumerate(fields))
    packed = "".join(
        f", CAST({' + '.join(f's{at} * {STATES ** (at - first)}' for at in part)} AS USMALLINT) AS packed_{number}"
        for number, part in enumerate(_parts(len(fields)))
        for first in part[:1]
    )
    faulty = " OR ".join(f"s{at} >= {State.OUT_OF_RANGE:d}" for at in range(len(fields))) or "false"
    said = ", ".join(_said(field) for field in fields)
    fate = f"CASE {' '.join(f'WHEN {rule} THEN {at}' for at, rule in enumerate(left_out, 1))} ELSE 0 END"
    fate = fate if left_out else "0"
    return (
        f"SELECT {'row, ' if source.bare is None else ''}CAST({fate} AS UTINYINT) AS fate{typed}{packed},"
        f" CASE WHEN {faulty} THEN [{said}] END AS said"
        f" FROM (SELECT *{states} FROM (SELECT *{values} FROM {source.bare or source.table}))"
    )


def _used(field: Field, at: int) -> str:
    """SQL: the value of a field, NULL where it does not count; most columns of texts are spared the question."""
    value = f"v_{field.name}"
    return value if field.always_used else f"CASE WHEN s{at} = {State.USED:d} THEN {value} END"


def _said(field: Field) -> str:
    """SQL: the texts of a field as an example shows them."""
    return " || ' – ' || ".join(f"coalesce(left({text}, {SHOWN}), '')" for text in dict.fromkeys(field.texts))


def _parts(count: int) -> list[range]:
    return [range(first, min(first + TOGETHER, count)) for first in range(0, count, TOGETHER)]


# ── duplicates ───────────────────────────────────────────────────────────────────────────────────────────────


def _mark_duplicates(rows: Rows, source: "TextTable", table: str, stored: _Stored, duplicates: Duplicates) -> Outcome:
    """Give equal rows, and repeated ids by the rule, their fate; returns the repeated ids that are kept.

    Whether two rows are equal in every column is asked only where ids repeat: the file is then read once more.
    """
    if not _repeated_ids(rows, table, stored):
        return Outcome()
    wholes, number = f"wholes_{table}", stored.row
    whole = f"hash({', '.join(f'c{at}' for at in range(1, source.columns + 1))}) AS whole"
    if source.bare is None:
        rows(f"CREATE TABLE {wholes} AS SELECT row, {whole} FROM {source.table}")
    else:
        rows(f"CREATE TABLE {wholes} AS SELECT {whole} FROM {source.bare}")
    rows(
        f"CREATE TABLE again_{table} AS SELECT staged.row, id,"
        f" row_number() OVER (PARTITION BY id, whole ORDER BY staged.row) AS same FROM {table} AS staged"
        f" SEMI JOIN twice_{table} USING (id) JOIN (SELECT {number} AS row, whole FROM {wholes}) AS texts USING (row)"
        f" WHERE fate = {USED}"
    )
    rows(f"DROP TABLE {wholes}")
    _mark(rows, stored, f"SELECT row FROM again_{table} WHERE same > 1", EXACT_DUPLICATE)
    direction = "DESC" if duplicates == "last" else "ASC"
    numbered = (
        f"SELECT row, row_number() OVER (PARTITION BY id ORDER BY row {direction}) AS nth"
        f" FROM again_{table} WHERE same = 1"
    )
    others = f"SELECT row FROM ({numbered}) WHERE nth > 1"
    if duplicates == "keep":
        return _outcome(rows(f"SELECT count(*), min(row, {EXAMPLES}) FROM ({others})")[0])
    _mark(rows, stored, others, REPEATED_ID)
    return Outcome()


def _repeated_ids(rows: Rows, table: str, stored: _Stored) -> int:
    """Store the ids that stand more than once, and return how many there are.

    An id is a hash, so that ranges of it are equal parts of the rows, however many; parts keep memory small.
    """
    total = rows(f"SELECT count(*) FROM {stored.table}")[0][0]
    parts = 1 + total // PART
    edges = [2**64 * part // parts for part in range(parts + 1)]
    rows(f"CREATE TABLE twice_{table} (id UBIGINT)")
    for first, end in pairwise(edges):
        rows(
            f"INSERT INTO twice_{table} SELECT id FROM {stored.table} WHERE fate = {USED}"
            f" AND id BETWEEN {first} AND {end - 1} GROUP BY id HAVING count(*) > 1"
        )
    return int(rows(f"SELECT count(*) FROM twice_{table}")[0][0])


def _mark(rows: Rows, stored: _Stored, which: str, fate: int) -> None:
    if rows(f"SELECT count(*) FROM ({which})")[0][0]:
        rows(f"UPDATE {stored.table} SET fate = {fate} WHERE {stored.row} IN ({which})")


# ── counting for the account ─────────────────────────────────────────────────────────────────────────────────


def _outcome(counted: Sequence[Any]) -> Outcome:
    count, numbers = counted
    return Outcome(count, tuple(Example(row) for row in numbers or ()))


def _fates(rows: Rows, table: str) -> dict[int, Outcome]:
    counts = f"SELECT fate, count(*), min(row, {EXAMPLES})"
    found = rows(f"{counts} FROM {table} WHERE fate <> {USED} GROUP BY fate ORDER BY fate")
    return {fate: _outcome(counted) for fate, *counted in found}


def _states(rows: Rows, table: str, fields: Sequence[Field]) -> tuple[dict[State, Outcome], ...]:
    """How many cells of each field had each state, with the first rows, and what stood there where it is a fault."""
    counts = [dict.fromkeys(State, 0) for _ in fields]
    examples: list[dict[State, list[int]]] = [{state: [] for state in State} for _ in fields]
    for number, part in enumerate(_parts(len(fields))):
        groups = rows(
            f"SELECT packed_{number}, count(*), min(row, {EXAMPLES}) FROM {table} WHERE fate = {USED}"
            f" GROUP BY packed_{number}"
        )
        for packed, count, numbers in groups:
            for at in part:
                state = State(packed // STATES ** (at - part[0]) % STATES)
                counts[at][state] += count
                examples[at][state] += numbers
    wanted: dict[tuple[int, State], list[int]] = {
        (at, state): sorted(numbers)[:EXAMPLES]
        for at, by_state in enumerate(examples)
        for state, numbers in by_state.items()
        if state is not State.USED
    }
    faulty = {row for (_, state), numbers in wanted.items() if state >= State.OUT_OF_RANGE for row in numbers}
    texts = _texts(rows, table, faulty)
    return tuple(
        {
            state: Outcome(
                count,
                tuple(
                    Example(row, texts[row][at] if state >= State.OUT_OF_RANGE else "")
                    for row in wanted.get((at, state), ())
                ),
            )
            for state, count in by_state.items()
        }
        for at, by_state in enumerate(counts)
    )


def _texts(rows: Rows, table: str, wanted: set[int]) -> dict[int, list[str]]:
    if not wanted:
        return {}
    listed = ", ".join(map(str, sorted(wanted)))
    return {row: said for row, said in rows(f"SELECT row, said FROM {table} WHERE row IN ({listed})")}  # noqa: C416
