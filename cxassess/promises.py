"""Whether promises were kept: what was taken up by the end of one wave, as it stands in a later one.

An action that is done shows in nothing by itself: whether its practice moved stands beside it, like for like, and a
practice that cannot be compared is said to be so. Nothing here says that the one came from the other.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cxassess.model.action import Status
from cxassess.model.comparison import Comparison, Verdict
from cxassess.model.register import Register, RegisterEntry

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
    verdict: Verdict | None
    outcome: Outcome

    @property
    def is_kept(self) -> bool:
        """Whether it was done, whatever came of it."""
        return self.outcome in {"done_and_moved", "done_not_moved", "done_unknown"}


def promises(before: Register, now: Register, comparison: Comparison | None) -> tuple[Promise, ...]:
    """What was promised by the end of an earlier wave, in the order in which it was taken up, and what became of it.

    What had ended before the earlier wave opened was told in that wave, and is left out.

    Args:
        before: the register at the end of the earlier wave.
        now: the register at the end of the later one.
        comparison: what moved between the two; None where they cannot be set side by side.
    """
    return tuple(
        _promise(now.find(entry.key) or entry, now.as_of, comparison)
        for entry in before.entries
        if entry.ended is None or entry.ended == before.wave
    )


def _promise(entry: RegisterEntry, day: date, comparison: Comparison | None) -> Promise:
    change = comparison.practices.get(entry.practice) if comparison and entry.practice else None
    verdict = change.verdict if change else None
    late = entry.is_late(day)
    return Promise(
        id=entry.id,
        practice=entry.practice,
        title=entry.title,
        owner=entry.owner,
        due=entry.due,
        status=entry.status,
        reason=entry.reason,
        evidence=entry.evidence,
        merged_into=entry.merged_into,
        taken_up=entry.taken_up,
        late=late,
        before=change.before if change else None,
        now=change.now if change else None,
        verdict=verdict,
        outcome=_outcome(entry, verdict, late=late),
    )


def _outcome(entry: RegisterEntry, verdict: Verdict | None, *, late: bool) -> Outcome:
    if entry.merged_into is not None:
        return "merged"
    if entry.status == "dropped":
        return "dropped"
    has_moved = verdict == "improved"
    if entry.status == "done":
        if verdict is None or verdict == "not_comparable":
            return "done_unknown"
        return "done_and_moved" if has_moved else "done_not_moved"
    if has_moved:
        return "moved_without"
    return "late" if late else "open"
