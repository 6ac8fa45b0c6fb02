"""What became of the rows of a table, counted where it lies, and the view that every metric is then counted on.

Nothing is written into the warehouse: the view is a common table expression before each query. Of cells come counts;
of those that are faulty also what stands in some of them, texts only where several rows say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from cxassess.files.exports.account import Example, Outcome
from cxassess.files.exports.fields import Field, State
from cxassess.files.exports.mapping import Duplicates
from cxassess.files.exports.staging import EXACT_DUPLICATE, EXAMPLES, REPEATED_ID, USED, Rows, Staged
from cxassess.files.warehouse.columns import Column, said_sql, typed_sql
from cxassess.files.warehouse.engines import Engine, Table, columns_of, translated

VIEW = "cx_rows"  # the rows that count, typed
JUDGED = "cx_judged"  # all rows, with their fate and the states of their cells
SAID_BY = 5  # rows that must hold the same text before it is quoted: a label, and no customer's own words
COUNTED = (State.BLANK, State.NOT_APPLICABLE, State.OUT_OF_RANGE, State.UNPARSABLE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A table with what is read of it, as common table expressions.

    Attributes:
        columns: those of the table that are looked at, by name; all but those of kind `other` tell equal rows.
        rules: SQL of each rule that takes rows out; the first that holds counts.
        duplicates: None where no row shares its id with another, and none has to be looked for.
        is_held: whether the engine keeps JUDGED already.
    """

    table: Table
    columns: Mapping[str, Column]
    fields: tuple[Field, ...]
    rules: tuple[str, ...] = ()
    duplicates: Duplicates | None = None
    is_held: bool = False

    def query(self, query: str, engine: Engine) -> str:
        """A query over VIEW, or over JUDGED, as the engine understands it."""
        return translated(query, engine, list(self._expressions(query)))

    def _expressions(self, query: str) -> Iterator[tuple[str, Any]]:
        """What a query reads, each from the one before."""
        if not self.is_held:
            yield "cx_table", columns_of(self.table, {column.sql: column.name for column in self.columns.values()})
            yield from self._typed()
            yield from self._judged()
        # only what a query asks for: an engine may keep the whole view for the time of a query
        named = [field.name for field in self.fields if field.name in query] or ["fate"]
        yield VIEW, f"SELECT {', '.join(named)} FROM {JUDGED} WHERE fate = {USED}"

    def _typed(self) -> Iterator[tuple[str, str]]:
        """Every cell with its value and its state, every row with the rule that leaves it out."""
        values = "".join(f", {field.value} AS v_{field.name}" for field in self.fields)
        yield "cx_valued", f"SELECT *{values} FROM cx_table"
        states = "".join(f", {field.state} AS s{at}" for at, field in enumerate(self.fields))
        yield "cx_stated", f"SELECT *{states} FROM cx_valued"
        rules = "".join(f" WHEN {rule} THEN {at}" for at, rule in enumerate(self.rules, 1))
        fate = f"CASE{rules} ELSE {USED} END" if rules else f"{USED}"
        typed = "".join(f", {typed_sql(field, at)} AS {field.name}" for at, field in enumerate(self.fields))
        kept = "".join(f", s{at}" for at in range(len(self.fields)))
        cells = "".join(f", {column.sql}" for column in self.columns.values())
        yield "cx_typed", f"SELECT {fate} AS fate{typed}{kept}{cells} FROM cx_stated"

    def _judged(self) -> Iterator[tuple[str, str]]:
        """Rows with their fate when duplicates are told, too; `nth` is more than 1 for who shares an id and is kept."""
        if self.duplicates is None:
            yield JUDGED, "SELECT *, 1 AS nth FROM cx_typed"
            return
        cells = [column.sql for column in self.columns.values()]
        has_id = f"fate = {USED} AND id IS NOT NULL"
        told = [column.sql for column in self.columns.values() if column.kind != "other"]
        same = f"row_number() OVER (PARTITION BY {', '.join(['fate', 'id', *told])} ORDER BY id)"
        yield "cx_same", f"SELECT *, CASE WHEN {has_id} THEN {same} ELSE 1 END AS same FROM cx_typed"
        order = ", ".join([*self._by_time(), *told])
        nth = f"row_number() OVER (PARTITION BY fate, id, CASE WHEN same = 1 THEN 1 ELSE 0 END ORDER BY {order})"
        yield "cx_nth", f"SELECT *, CASE WHEN {has_id} AND same = 1 THEN {nth} ELSE 1 END AS nth FROM cx_same"
        fate = f"CASE WHEN same > 1 THEN {EXACT_DUPLICATE}"
        fate += "" if self.duplicates == "keep" else f" WHEN nth > 1 THEN {REPEATED_ID}"
        kept = [*(field.name for field in self.fields), *(f"s{at}" for at in range(len(self.fields))), *cells, "nth"]
        yield JUDGED, f"SELECT {fate} ELSE fate END AS fate, {', '.join(kept)} FROM cx_nth"

    def _by_time(self) -> list[str]:
        """The order of the rows of one id: by their day's own column, which may hold the time of day, too."""
        direction = "DESC" if self.duplicates == "last" else "ASC"
        return [
            f"{text} {direction}" for field in self.fields if field.name in {"day", "joined"} for text in field.texts
        ]

    @property
    def day(self) -> str:
        return next((field.name for field in self.fields if field.name in {"day", "joined"}), "")


def rows_of_table(typed: Typed, rows: Rows, engine: Engine) -> int:
    """How many rows the table has at this moment."""
    from sqlglot import exp

    counted = exp.select(exp.Count(this=exp.Star())).from_(typed.table.expression())
    return int(rows(str(counted.sql(dialect=engine.dialect)))[0][0])


def share_ids(typed: Typed, rows: Rows, engine: Engine) -> bool:
    """Whether any row that counts shares its id with another one."""
    if all(field.name != "id" for field in typed.fields):
        return False
    several = f"SELECT id FROM {VIEW} WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1"
    return bool(rows(typed.query(f"SELECT count(*) FROM ({several}) AS several", engine))[0][0])


def stage(typed: Typed, rows: Rows, engine: Engine) -> Staged:
    """Count what became of every row and cell."""
    states = "".join(
        f", sum(CASE WHEN s{at} = {state:d} THEN 1 ELSE 0 END)" for at in range(len(typed.fields)) for state in COUNTED
    )
    again = "sum(CASE WHEN nth > 1 THEN 1 ELSE 0 END)"
    counts = {
        int(fate): [int(count) for count in counted]
        for fate, *counted in rows(
            typed.query(f"SELECT fate, count(*), {again}{states} FROM {JUDGED} GROUP BY fate", engine)
        )
    }
    used, repeated, *cells = counts.get(USED, [0] * (2 + len(COUNTED) * len(typed.fields)))
    days = _days(typed, rows, engine)
    return Staged(
        table=str(typed.table),
        view=VIEW,
        rows=sum(count for count, *_ in counts.values()),
        states=tuple(_outcomes(typed, rows, engine, used, cells)),
        fates={fate: Outcome(counted[0]) for fate, counted in sorted(counts.items()) if fate != USED},
        repeated=Outcome(repeated),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        gap=max(((later - earlier).days - 1 for earlier, later in pairwise(days)), default=0),
    )


def _days(typed: Typed, rows: Rows, engine: Engine) -> list[date]:
    """Every day that has rows, in order."""
    day = typed.day
    if not day:
        return []
    return sorted(
        day for (day,) in rows(typed.query(f"SELECT DISTINCT {day} FROM {VIEW} WHERE {day} IS NOT NULL", engine))
    )


def _outcomes(
    typed: Typed, rows: Rows, engine: Engine, used: int, cells: Sequence[int]
) -> Iterator[dict[State, Outcome]]:
    """For each field how many cells had each state, with some of the faulty ones."""
    for at in range(len(typed.fields)):
        counts = dict(zip(COUNTED, cells[at * len(COUNTED) :], strict=False))
        yield {State.USED: Outcome(used - sum(counts.values()))} | {
            state: Outcome(count, _examples(typed, rows, engine, at, state) if state in COUNTED[2:] and count else ())
            for state, count in counts.items()
        }


def _examples(typed: Typed, rows: Rows, engine: Engine, at: int, state: State) -> tuple[Example, ...]:
    """What stands in the cells of one state, the most frequent first."""
    field = typed.fields[at]
    is_text = any(typed.columns[name].kind in {"text", "other"} for name in field.headers)
    often = f" HAVING count(*) >= {SAID_BY}" if is_text else ""
    query = (
        f"SELECT said, count(*) AS n FROM (SELECT {said_sql(field, typed.columns)} AS said FROM {JUDGED}"
        f" WHERE fate = {USED} AND s{at} = {state:d}) AS faulty GROUP BY said{often} ORDER BY n DESC, said"
        f" LIMIT {EXAMPLES}"
    )
    return tuple(Example(None, str(said)) for said, _ in rows(typed.query(query, engine)))
