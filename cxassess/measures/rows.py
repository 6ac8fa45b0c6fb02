"""Numbers and ids out of any column: list, tuple, numpy array or pandas Series. Blank becomes None."""

from collections.abc import Iterable, Iterator
from numbers import Real
from typing import Any


def cells(values: Iterable[Any]) -> list[Any]:
    """The values in their order; None for each that is blank: None, NaN, NaT or NA."""
    column: Any = values
    if hasattr(column, "isna"):  # a Series; its NA can neither be compared nor be true
        return [None if blank else value for value, blank in zip(column.tolist(), column.isna(), strict=True)]
    if hasattr(column, "tolist"):  # an array, whose numbers would otherwise stay numpy's
        column = column.tolist()
    return [None if value is None or value != value else value for value in column]


def numbers(values: Iterable[Any]) -> list[float | None]:
    """The numbers in their order; None for each blank.

    Raises TypeError for anything else, such as the text "10": who reads a file parses it and counts what cannot be
    read.
    """
    read = cells(values)
    for value in read:
        if value is not None and not isinstance(value, Real):
            message = f"a number is needed, and {value!r} is {type(value).__name__}: parse and count it first"
            raise TypeError(message)
    return read


def side_by_side(*columns: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of columns of one length. ValueError where one is longer."""
    listed = [list(column) for column in columns]
    lengths = {len(column) for column in listed}
    if len(lengths) > 1:
        message = f"columns of one table have one length; these have {', '.join(map(str, sorted(lengths)))}"
        raise ValueError(message)
    return zip(*listed, strict=True)
