"""The command `import metrics --from`: a table of a warehouse is measured there, and the results are kept."""

from collections.abc import Callable

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.account import Account
from cxassess.files.exports.faulty import with_faulty_cells
from cxassess.files.exports.progress import progress_shown
from cxassess.files.metric_import import setting_of
from cxassess.files.metric_sources import Measured
from cxassess.files.warehouse.connection import connect, read_address, read_table_name
from cxassess.files.warehouse.reading import chosen_of, read_table
from cxassess.measures.counting import measure_view


def measure_table(
    opened: Opened, url: str, table: str, chosen: str, told: Callable[[Account], None] = lambda _: None
) -> Measured:
    """A table of a warehouse as a source, counted there; `metric_import.keep` keeps it. Changes nothing.

    Args:
        url: of the warehouse; its user and password are neither shown nor kept.
        table: its name, with schema and catalog before it where need be.
        chosen: the table of metrics.toml that says which column is what, or a kind of view.
        told: is given the account of the table before it is measured.

    Raises:
        InvalidInput: with every fault; one of `chosen` before anything is connected.
    """
    address, name, setting = read_address(url), read_table_name(table), setting_of(opened, chosen)
    chosen_of(setting)
    source = f"{address.shown} {name}"
    with connect(address) as warehouse:
        with progress_shown(None, f"Reading {source}"):
            found = read_table(warehouse, name, setting)
        told(found.account)
        try:
            with progress_shown(None, f"Measuring {source}"):
                measures = measure_view(found.rows, found.view)
                measures = with_faulty_cells(found.rows, measures, found.view, found.cells)
        except ValueError as error:
            raise InvalidInput([Problem(found.view.source, str(error))]) from error
        found.refuse_changed()
    if not measures:
        raise InvalidInput([Problem(found.view.source, "nothing can be measured from the columns that were read")])
    return Measured(found.account, measures)
