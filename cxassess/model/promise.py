"""A promise of an earlier wave, and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cxassess.model.action import Status
from cxassess.model.comparison import Verdict

Outcome = Literal[
    "done_and_moved", "done_not_moved", "done_unknown", "moved_without", "open", "late", "dropped", "merged"
]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what became of it.

    Attributes:
        taken_up: the wave in which it was taken up.
        late: whether its day is over at the later wave, and it is neither done nor dropped.
        before, now: the practice’s value in both waves, like for like; None where it has none, or no practice is named.
        n_before, n_now: the people behind them; None where there is no value, or they are too few to be told.
        verdict: whether the practice moved; None where nothing can be said.
        outcome: done_and_moved, done_not_moved or done_unknown (nothing can be compared); moved_without: the practice
            improved and the promise is not done; late or open; dropped; merged into another action.
    """

    id: str
    practice: str | None
    title: str
    owner: str | None
    due: date | None
    status: Status
    reason: str
    evidence: str | None
    merged_into: str | None
    taken_up: str
    late: bool
    before: float | None
    now: float | None
    n_before: int | None
    n_now: int | None
    verdict: Verdict | None
    outcome: Outcome

    @property
    def is_kept(self) -> bool:
        """Whether it was done, whatever came of it."""
        return self.outcome in {"done_and_moved", "done_not_moved", "done_unknown"}
