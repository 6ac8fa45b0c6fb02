"""Whether promises were kept: what was taken up by the end of one wave, as it stands in a later one.

An action that is done shows in nothing by itself: whether its practice moved stands beside it, like for like, and a
practice that cannot be compared is said to be so. Nothing here says that the one came from the other.
"""

from datetime import date

from cxassess.model.comparison import Comparison, Verdict
from cxassess.model.promise import Outcome, Promise
from cxassess.model.register import Register, RegisterEntry


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
        n_before=change.n_before if change else None,
        n_now=change.n_now if change else None,
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
