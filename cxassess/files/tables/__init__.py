"""Any file that a client's tool exports as a table of texts in DuckDB, with its rows numbered as a spreadsheet does.

    opening     which kind of file it is, and the way that reads it
    text        encodings, separators, blank and ragged rows of CSV and TSV
    sheets      workbooks of Excel, and what only pretends to be one
    engine      the connection to DuckDB, and its memory

Nothing is converted here: `N/A`, `007` and `5.70306E+17` stay as they were written. Who reads the table decides what
a text means, and counts what means nothing.
"""

from cxassess.files.tables.engine import connect
from cxassess.files.tables.opening import TextTable, careful, open_table

__all__ = ["TextTable", "careful", "connect", "open_table"]
