"""Any file that a client's tool exports as a table of texts in DuckDB, with its rows numbered as a spreadsheet does.

    peeking     which kind of file it is, and how it begins
    opening     the way that reads it
    column      a column of it as SQL
    encodings   UTF-8, UTF-16 and what else offices write
    text        separators, and the rows of CSV and TSV one by one
    lines       whether DuckDB would count the rows as a spreadsheet does
    sheets      workbooks of Excel, and what only pretends to be one
    parquet     typed files
    engine      the connection to DuckDB, its memory and its errors

Nothing is converted here: `N/A`, `007` and `5.70306E+17` stay as they were written. Who reads the table decides what
a text means, and counts what means nothing.
"""

from cxassess.files.tables.engine import Connection, FaultInRows, connect
from cxassess.files.tables.opening import TextTable, open_table
from cxassess.files.tables.peeking import Peek, peek

__all__ = ["Connection", "FaultInRows", "Peek", "TextTable", "connect", "open_table", "peek"]
