"""The command `import metrics --from`: a table of a warehouse is measured there, and the results are kept."""

from collections.abc import Callable
from dataclasses import dataclass

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.account import Account
from cxassess.files.exports.faulty import with_faulty_cells
from cxassess.files.metric_import import setting_of
from cxassess.files.store import Saved
from cxassess.files.warehouse.connection import connect, read_address, read_table_name
from cxassess.files.warehouse.reading import read_table
from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """What one table gave."""

    account: Account
    measures: tuple[Measure, ...]


def measure_table(
    opened: Opened, url: str, table: str, chosen: str, told: Callable[[Account], None] = lambda _: None
) -> MeasuredTable:
    """A table of a warehouse as measures, counted there. Changes nothing.

    Args:
        url: of the warehouse; its user and password are neither shown nor kept.
        table: its name, with schema and catalog before it where need be.
        chosen: the table of metrics.toml that says which column is what, or a kind of view.
        told: is given the account of the table before it is measured.

    Raises:
        InvalidInput: with every fault.
    """
    address, name = read_address(url), read_table_name(table)
    with connect(address) as warehouse:
        found = read_table(warehouse, name, setting_of(opened, chosen))
        told(found.account)
        try:
            measures = measure_view(found.rows, found.view)
            measures = with_faulty_cells(found.rows, measures, found.view, found.cells)
        except ValueError as error:
            raise InvalidInput([Problem(found.view.source, str(error))]) from error
        found.refuse_changed()
    if not measures:
        raise InvalidInput([Problem(found.view.source, "nothing can be measured from the columns that were read")])
    return MeasuredTable(found.account, measures)


def keep_table(opened: Opened, measured: MeasuredTable) -> Saved:
    """Keep what a table gave in place of what it gave before. Raises CannotWrite and kin."""
    account = measured.account
    return opened.store.save_measures(opened.wave.id, account.source, measured.measures, str(account))
