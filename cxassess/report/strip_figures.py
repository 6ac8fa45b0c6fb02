"""The picture of many organisations as plain data: for each discipline a dot an organisation, and the quartile band."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cxassess.formats import Formats

LOWEST, HIGHEST = 1.0, 5.0
LEVEL_COUNT = 5
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class StripRow:
    """One discipline.

    Attributes:
        values: the score of each organisation, with the mark that stands over its dot; no mark where there are many.
        lower, upper: the quartiles; both None below four organisations.
        said: the median and n as they are printed.
    """

    label: str
    values: tuple[tuple[float, str], ...]
    median: float
    lower: float | None
    upper: float | None
    said: str

    def __post_init__(self) -> None:
        if not self.values:
            message = f"“{self.label}” has no score; leave its row out."
            raise ValueError(message)
        ends = (end for end in (self.lower, self.upper) if end is not None)
        for score in (*(value for value, _ in self.values), self.median, *ends):
            if not LOWEST - _SLACK <= score <= HIGHEST + _SLACK:
                message = f"“{self.label}” has the score {score}; scores run from 1 to 5."
                raise ValueError(message)
        if (self.lower is None) != (self.upper is None):
            message = f"“{self.label}” has one quartile only; give both or none."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Strips:
    """Organisations on the scale of levels, a line a discipline.

    Attributes:
        levels: the names of levels 1–5.
        words: `strip_one` (a dot is an organisation), `strip_half` (from quartile to quartile), `strip_median`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("strip_one", "strip_half", "strip_median")

    rows: tuple[StripRow, ...]
    levels: tuple[str, ...]
    words: Mapping[str, str] = field(hash=False)
    formats: Formats

    def __post_init__(self) -> None:
        if not self.rows:
            message = "A picture of organisations needs at least one row."
            raise ValueError(message)
        if len(self.levels) != LEVEL_COUNT:
            message = f"Five names of levels are needed, not {len(self.levels)}."
            raise ValueError(message)
        if missing := [key for key in self.WORDS if key not in self.words]:
            message = f"These words are missing for the picture: {', '.join(missing)}."
            raise ValueError(message)
