"""The typed views that every metric is counted on, whatever file, warehouse or cluster they come from.

A view is a table with some of these columns, each with the type given here; a blank is NULL, and whoever made the view
has already counted and taken out what cannot be read, is out of range or stands twice. Days are the client's own
calendar days, durations minutes (handle times seconds).

    survey      one row a response: day, channel, touchpoint, segment, weight, customer, a column for each question,
                rated (1 good, 0 bad) where it is a thumb and no scale
    ticket      one row a contact: day, channel, touchpoint, segment, customer, first_response, resolution (minutes),
                handle (seconds), rated (1 good, 0 bad), complaint (1, 0)
    customer    one row a customer: customer, segment, joined, ended (days), revenue_start, revenue_end
    purchase    one row a purchase: customer, day
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.measures.measure import Dimension, Grain, Period
from cxassess.measures.scale import Scale

ViewKind = Literal["survey", "ticket", "customer", "purchase"]
COLUMNS: Mapping[ViewKind, Mapping[str, str]] = {
    "survey": {
        "day": "DATE",
        "channel": "VARCHAR",
        "touchpoint": "VARCHAR",
        "segment": "VARCHAR",
        "weight": "DOUBLE",
        "customer": "VARCHAR",
        "rated": "TINYINT",
    },
    "ticket": {
        "day": "DATE",
        "channel": "VARCHAR",
        "touchpoint": "VARCHAR",
        "segment": "VARCHAR",
        "customer": "VARCHAR",
        "first_response": "DOUBLE",
        "first_response_business": "DOUBLE",
        "resolution": "DOUBLE",
        "resolution_business": "DOUBLE",
        "handle": "DOUBLE",
        "rated": "TINYINT",
        "complaint": "TINYINT",
    },
    "customer": {
        "customer": "VARCHAR",
        "segment": "VARCHAR",
        "joined": "DATE",
        "ended": "DATE",
        "revenue_start": "DOUBLE",
        "revenue_end": "DOUBLE",
    },
    "purchase": {"customer": "VARCHAR", "day": "DATE"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """A rating question of a survey, and the column of the view that holds its points."""

    column: str
    metric: Literal["nps", "csat", "ces", "ces1"]
    scale: Scale
    touchpoint: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A table of rows that is ready to be counted.

    Attributes:
        table: its name in the engine; a plain identifier.
        columns: which of COLUMNS it has, without the questions.
        questions: the ratings of a survey or of tickets.
        source: the file or table as its sender named it.
        tool: the id of the tool, empty for none.
        invited: how many were invited to a survey, None where nobody said.
        customers: how many customers there were in the days of `now`, None where nobody said; for complaints.
        first, last: the first and the last day that its rows cover, None without days.
        grain: the periods of its series.
        months: how many whole months `now` covers; None for all rows, and of customers for one period of `grain`.
        as_of: for customers, the day on which the table was drawn.
        revenue_period: from the day of the one amount of revenue to that of the other, None where nobody said.
    """

    kind: ViewKind
    table: str
    columns: tuple[str, ...]
    source: str
    tool: str = ""
    questions: tuple[Question, ...] = ()
    invited: int | None = None
    customers: int | None = None
    first: date | None = None
    last: date | None = None
    grain: Grain = "month"
    months: int | None = 12
    as_of: date | None = None
    revenue_period: Period | None = None
    windows: Mapping[str, int] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """By what its rows can be told apart."""
        known: tuple[Dimension, ...] = ("channel", "touchpoint", "segment")
        return tuple(dimension for dimension in known if dimension in self.columns)
