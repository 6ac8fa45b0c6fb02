"""Where the numbers behind a native chart stand."""

from typing import NamedTuple


class Cells(NamedTuple):
    """Where a series stands: its name (a text or a reference), its labels and its values, such as `=Data!$A$2:$A$7`."""

    name: str
    labels: str
    values: str
