"""A table of a warehouse becomes a view to be counted there and the account of it, or every reason why it cannot."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cxassess.errors import InvalidInput, Problem
from cxassess.files.exports.account import Account
from cxassess.files.exports.faulty import FAULTY, Cells
from cxassess.files.exports.fields import State
from cxassess.files.exports.mapping import TableMapping
from cxassess.files.exports.recognition import Header, Recognised
from cxassess.files.exports.staging import USED, Rows
from cxassess.files.exports.telling import account_of, empty_faults, view_of
from cxassess.files.exports.which import Setting, refuse_lacking
from cxassess.files.warehouse.canonical import KINDS, canonical_mapping, needed
from cxassess.files.warehouse.columns import Column
from cxassess.files.warehouse.connection import Warehouse
from cxassess.files.warehouse.desk import TableDesk
from cxassess.files.warehouse.engines import Table
from cxassess.files.warehouse.staging import JUDGED, Typed, rows_of_table, share_ids, stage
from cxassess.hints import did_you_mean
from cxassess.measures.views import View, ViewKind


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table that was read: a view to be counted, what was understood, and how a query over the view is run.

    `cells` gives the faulty cells of a column, as `exports.faulty` asks for them.
    """

    view: View
    account: Account
    rows: Rows
    refuse_changed: Callable[[], None]
    cells: Cells


def read_table(warehouse: Warehouse, table: Table, setting: Setting) -> TableReading:
    """Type a table where it lies, and count what became of its rows. Raises InvalidInput with every fault."""
    columns = warehouse.columns(table)
    source = f"{warehouse.address.shown} {table}"
    headers = tuple(Header(at, name) for at, name in enumerate(columns, 1))
    mapping, label = _mapping(source, headers, setting)
    desk = TableDesk(source, Recognised(None, mapping, headers), columns, setting)
    fields = desk.fields()
    rules = [rule for _, rule in desk.left_out()]
    warehouse.read_steadily()
    typed = Typed(table, _looked_at(desk), tuple(fields), tuple(rules))
    if not desk.problems and share_ids(typed, warehouse.rows, warehouse.engine):
        typed = replace(typed, duplicates=mapping.duplicates)
        if mapping.duplicates != "keep" and not typed.day:
            message = (
                f'duplicates = "{mapping.duplicates}" needs the column of the day: rows of a warehouse have no order'
            )
            desk.problems.append(Problem(source, message))
    if desk.problems:
        raise InvalidInput(desk.problems)
    if warehouse.hold(JUDGED, typed.query(f"SELECT * FROM {JUDGED}", warehouse.engine)):
        typed = replace(typed, is_held=True)
    staged = stage(typed, warehouse.rows, warehouse.engine)
    if problems := tuple(empty_faults(desk, staged, fields)):
        raise InvalidInput(problems)
    if not warehouse.engine.has_run:
        desk.notes.append(f"Queries for {warehouse.engine.name} are translated, and no test has run them there")
    account = account_of(desk, staged, fields, f"{warehouse.engine.name}, counted there")

    def rows(query: str) -> list[tuple[object, ...]]:
        return warehouse.rows(typed.query(query, warehouse.engine))

    def refuse_changed() -> None:
        if not warehouse.is_steady and rows_of_table(typed, warehouse.rows, warehouse.engine) != staged.rows:
            raise InvalidInput([Problem(source, "was changed while it was measured: import it again when it rests")])

    view = view_of(desk, staged, fields)
    names = [field.name for field in fields]
    kept = "".join(f"{name}, " for name in ("day", *view.dimensions) if name in view.columns)

    def cells(column: str) -> str:
        at = names.index(column) if column in names else -1
        if at < 0 or not any(staged.states[at][state].count for state in FAULTY):
            return ""
        where = f"fate = {USED} AND s{at} >= {State.OUT_OF_RANGE:d}"
        return f"SELECT {kept}s{at} AS state FROM {JUDGED} WHERE {where}"

    return TableReading(view, replace(account, label=label), rows, refuse_changed, cells)


def _looked_at(desk: TableDesk) -> dict[str, Column]:
    """The columns that are read; where rows have an id all that can be compared, since equal rows count once."""
    found = {header.name for names in desk.mapping.headers() if (header := desk.recognised.find(names))}
    every = bool(desk.mapping.id)
    return {
        name: column for name, column in desk.columns.items() if name in found or (every and column.kind != "other")
    }


def _mapping(source: str, headers: tuple[Header, ...], setting: Setting) -> tuple[TableMapping, str]:
    """The table of metrics.toml that `--as` names, or a kind whose columns have the names of the view."""
    found = chosen_of(setting)
    if isinstance(found, TableMapping):
        refuse_lacking(source, headers, found)
        return found, f"table {found.name} of metrics.toml"
    mapping = canonical_mapping(found, [header.name for header in headers])
    if lacks := needed(found, mapping):
        message = f"has no column {lacks}, so it is no {found}: describe it in metrics/metrics.toml"
        raise InvalidInput([Problem(source, message)])
    return mapping, f"{found}, by the names of its columns"


def chosen_of(setting: Setting) -> TableMapping | ViewKind:
    """What `--as` names: a table of metrics.toml, or a kind of view. Raises InvalidInput for anything else."""
    chosen = setting.chosen
    named = next((table for table in setting.tables if table.name == chosen), None)
    if named is not None and named.tool:
        message = (
            f"completes an export of {setting.tools[named.tool].name}, which is a file: describe the table by its kind"
        )
        raise InvalidInput([Problem(f"--as, table {chosen}", message)])
    if named is not None:
        return named
    kind = next((kind for kind in KINDS if kind == chosen), None)
    if kind is None:
        known = list(dict.fromkeys([*(table.name for table in setting.tables if not table.tool), *KINDS]))
        hint = did_you_mean(chosen, known)
        message = f"“{chosen}” was read, a table of metrics.toml or one of {', '.join(KINDS)} was expected{hint}"
        raise InvalidInput([Problem("--as", message)])
    return kind
