"""How executives and the front line see the same practices (method §6.4)."""

from collections.abc import Mapping, Sequence

from cxassess.display import difference
from cxassess.model.assessment import GroupMean, PerceptionGap, PracticeScore
from cxassess.model.engagement import Engagement, Response
from cxassess.model.pack import Pack
from cxassess.scoring import ENOUGH_VALID, by_role, choices_of, coarse, levels_of, own_means
from cxassess.statistics import MIN_FOR_INTERVAL, hedges_g, mean, welch_interval

FLAGGED_FROM = 0.75
LEADERS, FRONT = "executive", "front_line"
_Side = tuple[float, int]  # what a role says over some practices, and how many say it


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
    for dimension in pack.disciplines:
        shared = [p for p in pack.in_dimension("disciplines", dimension.id) if p.id in both]
        own = {
            role: [value for value in own_means(pack, shared, both, given) if value is not None]
            for role, given in ((role, rows.get(role, [])) for role in (LEADERS, FRONT))
        }
        if engagement.least > 1:
            scored = (practices[p.id] for p in shared)
            shown = [score for score in scored if all(_known(score, role) for role in (LEADERS, FRONT))]
            if shown and len(shown) >= ENOUGH_VALID * len(shared):
                gaps[dimension.id] = _gap_of_groups(dimension.id, shown, own, engagement.least)
        elif own[LEADERS] and own[FRONT]:
            gaps[dimension.id] = _gap_of_people(dimension.id, [p.id for p in shared], own)
    return gaps


def _known(score: PracticeScore, role: str) -> bool:
    return role in score.by_role and score.by_role[role].value is not None


def _gap_of_groups(
    discipline: str, practices: Sequence[PracticeScore], own: Mapping[str, list[float]], least: int
) -> PerceptionGap:
    """Of the means of practice means; n is the fewest people behind one of them."""
    leaders, front = (_side([score.by_role[role] for score in practices]) for role in (LEADERS, FRONT))
    low = high = None
    if min(len(own[LEADERS]), len(own[FRONT])) >= max(least, MIN_FOR_INTERVAL):
        interval = welch_interval(own[LEADERS], own[FRONT])
        half = (interval.high - interval.low) / 2
        low, high = coarse(leaders[0] - front[0] - half), coarse(leaders[0] - front[0] + half)
    return _gap(discipline, [score.practice for score in practices], leaders, front, low, high, None)


def _side(groups: Sequence[GroupMean]) -> _Side:
    return mean([group.value or 0.0 for group in groups]), min(group.n for group in groups)


def _gap_of_people(discipline: str, practices: Sequence[str], own: Mapping[str, list[float]]) -> PerceptionGap:
    """Of people's own means."""
    leaders, front = own[LEADERS], own[FRONT]
    fewest = min(len(leaders), len(front))
    interval = welch_interval(leaders, front) if fewest >= MIN_FOR_INTERVAL else None
    low, high = (interval.low, interval.high) if interval else (None, None)
    effect = hedges_g(leaders, front) if fewest > 1 else None
    sides = ((mean(leaders), len(leaders)), (mean(front), len(front)))
    return _gap(discipline, practices, *sides, low, high, effect)


def _gap(
    discipline: str,
    practices: Sequence[str],
    leaders: _Side,
    front: _Side,
    low: float | None,
    high: float | None,
    effect: float | None,
) -> PerceptionGap:
    gap = difference(leaders[0], front[0])
    flagged = abs(gap) >= FLAGGED_FROM
    clear = low is not None and high is not None and (low > 0 or high < 0)
    return PerceptionGap(
        discipline=discipline,
        executive=leaders[0],
        front_line=front[0],
        gap=gap,
        practices=tuple(practices),
        n_executive=leaders[1],
        n_front_line=front[1],
        low=low,
        high=high,
        effect=effect,
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
