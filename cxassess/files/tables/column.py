"""A column of a table of texts as SQL."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is in SQL: its text, and the same as DOUBLE or as TIMESTAMP where the file is typed, else None.

    What is no text in the file need not be written as one to be read again, which would take longer than all else.
    """

    text: str
    number: str | None = None
    moment: str | None = None
