"""How executives and the front line see the same practices (method §6.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxassess.display import difference
from cxassess.model.assessment import PerceptionGap, PracticeScore
from cxassess.model.engagement import Engagement, Response
from cxassess.model.pack import Pack
from cxassess.scoring import ENOUGH_VALID, by_role, choices_of, coarse, levels_of, own_means
from cxassess.statistics import MIN_FOR_INTERVAL, hedges_g, mean, welch_interval

FLAGGED_FROM = 0.75
LEADERS, FRONT = "executive", "front_line"


@dataclass(frozen=True, slots=True)
class _Side:
    """What a role says over some practices: the mean of their means, and the fewest people behind one of them."""

    value: float
    n: int


def compare_roles(
    pack: Pack, engagement: Engagement, responses: Sequence[Response], practices: Mapping[str, PracticeScore]
) -> dict[str, PerceptionGap]:
    """The gap by discipline over the practices that both roles were asked; none where a role is absent.

    Where groups have a least size, a side is the mean of its shown practice means rather than of people's own means:
    two means over other people would tell what the people between them said.
    """
    if LEADERS not in pack.roles or FRONT not in pack.roles:
        return {}
    both = frozenset(pack.asked_of(LEADERS)) & frozenset(pack.asked_of(FRONT))
    rows = by_role([r.role for r in responses], levels_of(choices_of(pack, responses)))
    gaps = {}
    if engagement.least > 1 and not {LEADERS, FRONT} <= engagement.roles.keys():
        return {}
    for dimension in pack.disciplines:
        shared = [p for p in pack.in_dimension("disciplines", dimension.id) if p.id in both]
        own = {
            role: [value for value in own_means(pack, shared, both, given) if value is not None]
            for role, given in ((role, rows.get(role, [])) for role in (LEADERS, FRONT))
        }
        if engagement.least > 1:
            shown = [p for p in shared if all(_known(practices[p.id], role) for role in (LEADERS, FRONT))]
            if shown and len(shown) >= ENOUGH_VALID * len(shared):
                sides = {role: _side(role, [practices[p.id] for p in shown]) for role in (LEADERS, FRONT)}
                ids = tuple(p.id for p in shown)
                gaps[dimension.id] = _gap_of_groups(dimension.id, ids, sides, own, engagement.least)
        elif own[LEADERS] and own[FRONT]:
            gaps[dimension.id] = _gap(dimension.id, tuple(p.id for p in shared), own[LEADERS], own[FRONT])
    return gaps


def _known(score: PracticeScore, role: str) -> bool:
    return role in score.by_role and score.by_role[role].value is not None


def _side(role: str, practices: Sequence[PracticeScore]) -> _Side:
    groups = [score.by_role[role] for score in practices]
    return _Side(mean([group.value or 0.0 for group in groups]), min(group.n for group in groups))


def _gap_of_groups(
    discipline: str,
    practices: tuple[str, ...],
    sides: Mapping[str, _Side],
    own: Mapping[str, list[float]],
    least: int,
) -> PerceptionGap:
    leaders, front = sides[LEADERS], sides[FRONT]
    gap, low, high = difference(leaders.value, front.value), None, None
    if min(len(own[LEADERS]), len(own[FRONT])) >= max(least, MIN_FOR_INTERVAL):
        interval = welch_interval(own[LEADERS], own[FRONT])
        half = (interval.high - interval.low) / 2
        low, high = coarse(leaders.value - front.value - half), coarse(leaders.value - front.value + half)
    flagged = abs(gap) >= FLAGGED_FROM
    return PerceptionGap(
        discipline=discipline,
        executive=leaders.value,
        front_line=front.value,
        gap=gap,
        practices=practices,
        n_executive=leaders.n,
        n_front_line=front.n,
        low=low,
        high=high,
        effect=None,
        flagged=flagged,
        indicative=flagged and not (low is not None and high is not None and (low > 0 or high < 0)),
    )


def _gap(discipline: str, practices: tuple[str, ...], leaders: list[float], front: list[float]) -> PerceptionGap:
    executive, front_line = mean(leaders), mean(front)
    gap = difference(executive, front_line)
    interval = None
    if min(len(leaders), len(front)) >= MIN_FOR_INTERVAL:
        interval = welch_interval(leaders, front)
    clear = interval is not None and (interval.low > 0 or interval.high < 0)
    flagged = abs(gap) >= FLAGGED_FROM
    both_spread = min(len(leaders), len(front)) > 1
    return PerceptionGap(
        discipline=discipline,
        executive=executive,
        front_line=front_line,
        gap=gap,
        practices=practices,
        n_executive=len(leaders),
        n_front_line=len(front),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        effect=hedges_g(leaders, front) if both_spread else None,
        flagged=flagged,
        indicative=flagged and not clear,
    )


def practice_gaps(practices: Mapping[str, PracticeScore]) -> dict[str, float]:
    """Executives less the front line by practice, as printed, where both answered."""
    gaps = {}
    for id, score in practices.items():
        leaders, front = score.by_role.get(LEADERS), score.by_role.get(FRONT)
        if leaders and front and leaders.value is not None and front.value is not None:
            gaps[id] = difference(leaders.value, front.value)
    return gaps
