"""A file becomes a typed view and the account of it, or every reason why it cannot."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line
from cxassess.files.exports.account import Account
from cxassess.files.exports.deduce import toml_text
from cxassess.files.exports.desk import Desk, sample_of
from cxassess.files.exports.mapping import Way
from cxassess.files.exports.recognition import Recognised, fitting_ways, headers_of, is_typed
from cxassess.files.exports.staging import Rows, Staged, stage
from cxassess.files.exports.telling import account_of, shape_of_table, staged_faults, view_of
from cxassess.files.exports.which import (
    NeedsMapping,
    Setting,
    given_header_rows,
    header_rows_of,
    recognise,
    the_one,
    tool_of_file,
)
from cxassess.measures.views import View

if TYPE_CHECKING:
    from cxassess.files.tables import Peek


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was opened and recognised; its rows are not read yet."""

    path: Path
    connection: Any
    setting: Setting
    name: str
    desk: Desk
    header_rows: int

    @property
    def recognised(self) -> Recognised:
        return self.desk.recognised


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: a view to be counted, what was understood, and where its rows lie."""

    view: View
    account: Account
    recognised: Recognised
    staged: Staged

    def called(self, source: str) -> "Reading":
        """The same under the name by which the file was sent."""
        return replace(self, view=replace(self.view, source=source), account=replace(self.account, source=source))


def rows_in(connection: Any) -> Rows:
    """What runs a statement there."""
    return lambda statement: connection.execute(statement).fetchall()


def read_export(path: Path, connection: Any, setting: Setting, name: str) -> Reading | None:
    """Read a file into a typed view named after `name`; None where it is the typed table of outcomes.

    Raises InvalidInput with every fault, NeedsMapping where columns have to be named first.
    """
    export = open_export(path, connection, setting, name)
    return None if export is None else read_rows(export)


def open_export(path: Path, connection: Any, setting: Setting, name: str) -> Export | None:
    """Recognise a file; None where it is the typed table of outcomes. Raises as `read_export`."""
    from cxassess.files.tables import FaultInRows

    try:
        return _open(path, connection, setting, name)
    except FaultInRows:
        return _open(path, connection, setting, f"{name}_again", row_by_row=True)


def read_rows(export: Export) -> Reading:
    """Read the rows of a file that was recognised. Raises as `read_export`."""
    from cxassess.files.tables import FaultInRows

    try:
        return _read(export)
    except FaultInRows:  # a row of a large file is not as the others: it is looked for, and named
        again = _open(export.path, export.connection, export.setting, f"{export.name}_again", row_by_row=True)
        assert again is not None  # it was no typed table before
        return _read(again)


def _open(path: Path, connection: Any, setting: Setting, name: str, *, row_by_row: bool = False) -> Export | None:
    """The same by one way of opening the file."""
    from cxassess.files.tables import open_table

    rows = rows_in(connection)
    found, setting, closed = _peeked(path, setting)
    table = open_table(found, connection, row_by_row=row_by_row)
    if is_typed(table.headers):
        return None
    tool = tool_of_file(path, table, rows, setting)
    wanted = header_rows_of(tool, given_header_rows(setting, tool, table), table, rows)
    if wanted != 1:
        table = open_table(found, connection, header_rows=wanted, row_by_row=row_by_row)
    headers = headers_of(table.headers, tool)
    texts = sample_of(rows, table, headers)
    try:
        recognised = recognise(path, headers, texts, tool, setting)
    except NeedsMapping as needed:
        if not rows(f"SELECT 1 FROM {table.table} LIMIT 1"):
            raise InvalidInput(
                [Problem(path.name, f"has a header and no rows{_other_sheets(found)}"), *closed]
            ) from None
        if tool is None:
            needed.problems = tuple(replace(p, message=p.message + _other_sheets(found)) for p in needed.problems)
        needed.problems += closed
        raise
    return Export(path, connection, setting, name, Desk(path, table, rows, recognised, texts, setting), wanted)


def _other_sheets(found: "Peek") -> str:
    """Which sheets of a workbook were not read, for one that is not understood."""
    others = [clean_line(sheet) for sheet in found.sheets if sheet != found.sheet]
    if not others:
        return ""
    key = f"sheet = {toml_text(others[0])}" if len(others) == 1 else "sheet = …"
    read = f"sheet {clean_line(found.sheet)} was read; there is also {', '.join(others)}"
    return f"; {read}: set {key} in its table of metrics/metrics.toml"


def _peeked(path: Path, setting: Setting) -> tuple["Peek", Setting, tuple[Problem, ...]]:
    """How a file begins, opened as the table of metrics.toml says that is chosen, or that fits it when opened so.

    Also the setting with that table chosen, and why the file could not be opened as other tables say.
    """
    from cxassess.files.tables import peek

    def opened(way: Way) -> "Peek":
        return peek(path, encoding=way.encoding or None, delimiter=way.delimiter or None, sheet=way.sheet or None)

    chosen = next((table for table in setting.tables if table.name == setting.chosen), None)
    if setting.chosen:
        return opened(chosen.way if chosen else Way()), setting, ()
    found: dict[Way, Peek] = {}
    closed: list[Problem] = []
    for way in dict.fromkeys(table.way for table in setting.tables if table.way != Way()):
        try:
            found[way] = opened(way)
        except InvalidInput as error:
            closed += error.problems
    ours = fitting_ways({way: one.records for way, one in found.items()}, setting.tables, setting.tools)
    if ours:
        own = the_one(path, ours)
        return found[own.way], replace(setting, chosen=own.name), ()
    plain = tuple(table for table in setting.tables if table.way == Way())
    return opened(Way()), replace(setting, tables=plain), tuple(closed)


def _read(export: Export) -> Reading:
    desk = export.desk
    made = desk.fields()
    if desk.problems:
        raise InvalidInput(desk.problems)
    staged = stage(
        desk.rows,
        desk.table,
        export.name,
        made,
        [rule for _, rule in desk.left_out()],
        desk.mapping.duplicates,
        orders_contacts=desk.mapping.kind == "ticket",
    )
    if problems := tuple(staged_faults(desk, staged, made)):
        raise InvalidInput(problems)
    table = desk.table
    shape, faults = shape_of_table(table, export.header_rows), [str(fault) for fault in table.faults]
    account = account_of(desk, staged, made, shape, faults, table.left_out)
    return Reading(view_of(desk, staged, made), account, desk.recognised, staged)
