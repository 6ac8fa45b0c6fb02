"""A file becomes a typed view and the account of it, or every reason why it cannot."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput
from cxassess.files.exports.account import Account
from cxassess.files.exports.desk import Desk, sample_of
from cxassess.files.exports.recognition import headers_of, is_typed
from cxassess.files.exports.staging import stage
from cxassess.files.exports.telling import account_of, shape_of_table, staged_faults, view_of
from cxassess.files.exports.which import Setting, given_header_rows, header_rows_of, recognise, tool_of_file
from cxassess.measures.views import View


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: a view to be counted, and what was understood."""

    view: View
    account: Account
    mapping_name: str = ""  # of the table of metrics.toml that read it, or the id of the tool


def read_export(path: Path, connection: Any, setting: Setting, name: str) -> Reading | None:
    """Read a file into a typed view named after `name`; None where it is the typed table of outcomes.

    Raises InvalidInput with every fault, NeedsMapping where columns have to be named first.
    """
    from cxassess.files.tables import FaultInRows

    try:
        return _read(path, connection, setting, name)
    except FaultInRows:  # a row of a large file is not as the others: it is looked for, and named
        return _read(path, connection, setting, f"{name}_again", row_by_row=True)


def _read(path: Path, connection: Any, setting: Setting, name: str, *, row_by_row: bool = False) -> Reading | None:
    """The same by one way of opening the file."""
    from cxassess.files.tables import open_table, peek

    def rows(statement: str) -> list[tuple[Any, ...]]:
        return connection.execute(statement).fetchall()  # type: ignore[no-any-return]

    found = peek(path)
    table = open_table(found, connection, row_by_row=row_by_row)
    if is_typed(table.headers):
        return None
    tool = tool_of_file(path, table, rows, setting)
    wanted = header_rows_of(tool, given_header_rows(setting, tool, table), table, rows)
    if wanted != 1:
        table = open_table(found, connection, header_rows=wanted, row_by_row=row_by_row)
    headers = headers_of(table.headers, tool)
    texts = sample_of(rows, table, headers)
    desk = Desk(path, table, rows, recognise(path, headers, texts, tool, setting), texts, setting)
    made = desk.fields()
    if desk.problems:
        raise InvalidInput(desk.problems)
    staged = stage(
        rows,
        table,
        name,
        made,
        [rule for _, rule in desk.left_out()],
        desk.mapping.duplicates,
    )
    if problems := tuple(staged_faults(desk, staged, made)):
        raise InvalidInput(problems)
    faults = [str(fault) for fault in table.faults]
    account = account_of(desk, staged, made, shape_of_table(table, wanted), faults, table.left_out)
    return Reading(view_of(desk, staged, made), account, desk.mapping.name)
