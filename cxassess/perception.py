"""How executives and the front line see the same practices (method §6.4)."""

from collections.abc import Mapping, Sequence

from cxassess.display import difference
from cxassess.model.assessment import PerceptionGap, PracticeScore
from cxassess.model.engagement import Engagement, Response
from cxassess.model.pack import Pack
from cxassess.scoring import by_role, choices_of, levels_of, own_means
from cxassess.statistics import MIN_FOR_INTERVAL, hedges_g, mean, welch_interval

FLAGGED_FROM = 0.75
LEADERS, FRONT = "executive", "front_line"


def compare_roles(pack: Pack, engagement: Engagement, responses: Sequence[Response]) -> dict[str, PerceptionGap]:
    """The gap by discipline over the practices that both roles were asked; none where a role is absent."""
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
        if own[LEADERS] and own[FRONT]:
            gaps[dimension.id] = _gap(dimension.id, tuple(p.id for p in shared), own[LEADERS], own[FRONT])
    return gaps


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
