"""Whether a score moved: its difference like for like, the interval of that, and what is left among the same people."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import NamedTuple

from cxassess.comparison.alike import Ground, Side
from cxassess.display import difference, r1
from cxassess.model.comparison import LEAST_MOVED, Change, Mix, Shift, Verdict
from cxassess.overlapping import Error, Overlap, difference_error, stepwise_alphas
from cxassess.scoring import ENOUGH_VALID, Levels, coarse
from cxassess.statistics import MIN_FOR_INTERVAL, mean
from cxassess.words import Words

# How often a comparison without any change may claim one: in the overall score and the disciplines, which people act
# on; in the other dimensions; in practices. Together that was measured to be fewer than one in ten (decision 30).
DISCIPLINES_ALPHA, OTHERS_ALPHA, PRACTICES_ALPHA = 0.05, 0.01, 0.01
MOST = 4.0  # between the ends of the scale
_DUST = 1e-9

Cell = tuple[str, str]  # role, or roles that count as one, and unit
Said = Mapping[Cell, Mapping[str, float]]  # each person's own number, by cell and id
OwnMeans = Callable[[Side, str, Sequence[Levels]], Sequence[float | None]]  # of a role's rows


@dataclass(frozen=True, slots=True)
class Moved:
    """A number of both waves with what each person said of it, before it is judged.

    Attributes:
        before, now: what people said, by role (those that count as one under one name) and unit.
        weights: of these roles; `groups` has for each role the name that it goes by here.
        shares: how much each practice counts in the number.
        error: of the difference; None where too few people are behind it.
    """

    change: Change
    sides: tuple[Side, Side] = field(repr=False)
    before: Said = field(repr=False)
    now: Said = field(repr=False)
    weights: Mapping[str, float]
    groups: Mapping[str, str]
    shares: Mapping[str, float]
    error: Error | None

    @property
    def chance(self) -> float | None:
        """How often chance alone would show as much; None where nothing tells."""
        return None if self.error is None or self.change.difference is None else self.error.p(self.change.difference)


def measure(
    ground: Ground,
    sides: tuple[Side, Side],
    change: Change,
    own: OwnMeans,
    groups: Mapping[str, str],
    shares: Mapping[str, float],
) -> Moved:
    """A change with its error, where enough people are behind it; the change says already that it has two values.

    Args:
        own: the own means of one role's people, of which those without one are None.
        groups: for each role the name of the roles that count as one with it here.
        shares: how much each practice counts in it.
    """
    before, now = (_said(ground, side, own, groups) for side in sides)
    weights: dict[str, float] = {}
    for role, group in groups.items():
        weights[group] = weights.get(group, 0.0) + ground.weights[role]
    n_before, n_now = (sum(map(len, said.values())) for said in (before, now))
    linked = {id for said in before.values() for id in said} & {id for said in now.values() for id in said}
    change = replace(change, linked=_shown(len(linked), n_before, n_now, ground))
    moved = Moved(change, sides, before, now, weights, groups, shares, None)
    cells = _by_role(before), _by_role(now)
    sizes = [len(said) for side in cells for said in side.values()]
    if change.difference is None or min(n_before, n_now) < MIN_FOR_INTERVAL or min(sizes) < ground.least:
        return moved
    counts = [_shares(side, weights) for side in cells]
    return replace(moved, error=difference_error(_overlaps(ground, *cells, *counts)))


def _said(ground: Ground, side: Side, own: OwnMeans, groups: Mapping[str, str]) -> Said:
    said: dict[Cell, dict[str, float]] = {}
    for role, places in side.in_role.items():
        if role not in groups:
            continue
        for place, value in zip(places, own(side, role, [side.rows[place] for place in places]), strict=True):
            if value is not None:
                unit = side.units[place] if ground.by_unit else ""
                said.setdefault((groups[role], unit), {})[side.ids[place]] = value
    return said


def _by_role(said: Said) -> Said:
    whole: dict[Cell, dict[str, float]] = {}
    for (role, _), people in said.items():
        whole.setdefault((role, ""), {}).update(people)
    return whole


def _shares(said: Said, weights: Mapping[str, float]) -> dict[Cell, float]:
    """How much each cell counts: the weight of its role among those there, by its people among the role's."""
    sizes: dict[str, int] = {}
    for (role, _), people in said.items():
        sizes[role] = sizes.get(role, 0) + len(people)
    total = fsum(weights[role] for role in sizes)
    return {cell: weights[cell[0]] / total * len(people) / sizes[cell[0]] for cell, people in said.items()}


def _overlaps(
    ground: Ground, before: Said, now: Said, first: Mapping[Cell, float], second: Mapping[Cell, float]
) -> list[Overlap]:
    groups = []
    for cell in sorted({*first, *second}):
        said, later = before.get(cell, {}), now.get(cell, {})
        pairs = [(said[id], later[id]) for id in sorted(said.keys() & later.keys())] if ground.is_linked else []
        groups.append(
            Overlap(
                [said[id] for id in sorted(said)],
                [later[id] for id in sorted(later)],
                pairs,
                first.get(cell, 0.0),
                second.get(cell, 0.0),
            )
        )
    return groups


def _shown(linked: int, n_before: int, n_now: int, ground: Ground) -> int | None:
    """The number of people in both waves, where it leaves none or enough of them in each alone."""
    if not ground.is_linked:
        return None
    alone = (linked, n_before - linked, n_now - linked)
    return linked if all(n == 0 or n >= ground.least for n in alone) else None


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────


def judge_together(ground: Ground, moved: Sequence[Moved], words: Words, alpha: float) -> list[Change]:
    """The changes of one family with intervals that hold together, all of them with probability 1 − α (Holm)."""
    alphas = stepwise_alphas([one.chance for one in moved], alpha)
    return [judge(ground, one, words, own) for one, own in zip(moved, alphas, strict=True)]


def judge(ground: Ground, moved: Moved, words: Words, alpha: float) -> Change:
    """The change with its interval and verdict."""
    change, error = moved.change, moved.error
    if change.difference is None:
        return change
    if error is None:
        least = max(MIN_FOR_INTERVAL, ground.least)
        return replace(change, why=words.say("compare.why.few", least=least), mix=_mix(ground, moved, None, alpha))
    if error.standard == 0:  # all who moved did so alike: an interval without width would look like certainty
        verdict = _by_size(change.printed)
        why = None if verdict == "no_clear_change" else words.say("compare.why.alike")
        return _with_mix(ground, replace(change, verdict=verdict, why=why), _mix(ground, moved, error, alpha), words)
    low, high = _ends(change.difference, error, alpha, ground)
    verdict = _verdict(change.printed, low, high)
    change = replace(change, low=low, high=high, confidence=1 - alpha, verdict=verdict)
    return _with_mix(ground, change, _mix(ground, moved, error, alpha), words)


class _Ends(NamedTuple):
    low: float | None
    high: float | None


def _ends(value: float, error: Error, alpha: float, ground: Ground) -> _Ends:
    half = error.half_width(alpha)
    low, high = max(-MOST, value - half), min(MOST, value + half)
    return _Ends(low, high) if ground.least <= 1 else _Ends(coarse(low), coarse(high))


def _by_size(printed: float | None) -> Verdict:
    if printed is None or abs(printed) < LEAST_MOVED:
        return "no_clear_change"
    return "improved" if printed > 0 else "declined"


def _verdict(printed: float | None, low: float | None, high: float | None) -> Verdict:
    is_clear = low is not None and high is not None and (low > 0 or high < 0)
    return _by_size(printed) if is_clear else "no_clear_change"


# ── who answered ─────────────────────────────────────────────────────────────────────────────────────────────


def _mix(ground: Ground, moved: Moved, error: Error | None, alpha: float) -> Mix | None:
    """The change among the same mix of people; None where the mix is the same.

    With shares π and means m of the cells, the difference is made of π̄ (m₂ − m₁), which is left at the same mix, and
    (π₂ − π₁) m̄, which is the mix (Kitagawa, Components of a difference between two rates, Journal of the American
    Statistical Association 50 (1955)). π̄ and m̄ are the means of both waves, so that the order of the waves turns
    only the sign. A cell that is in one wave alone is in the mix.
    """
    if ground.least > 1 and error is None:
        return None
    before, now, means = _cells(ground, moved)
    first, second = _shares(before, moved.weights), _shares(now, moved.weights)
    if all(abs(first.get(cell, 0.0) - second.get(cell, 0.0)) < _DUST for cell in {*first, *second}):
        return None
    shifts = _shifts(before, now, first, second)
    both = sorted(first.keys() & second.keys())
    value = moved.change.difference
    if not both or value is None or means is None:
        return Mix(None, None, None, None, shifts)
    shares = {cell: (first[cell] + second[cell]) / 2 for cell in both}
    total = fsum(shares.values())
    shares = {cell: share / total for cell, share in shares.items()}
    whole = fsum(second[c] * means[1][c] for c in second) - fsum(first[c] * means[0][c] for c in first)
    same = fsum(shares[c] * (means[1][c] - means[0][c]) for c in both)
    effect = whole - same
    left = value - effect
    if error is None:
        return Mix(left, None, None, effect, shifts)
    first_said, now_said = ({cell: said[cell] for cell in both} for said in (before, now))
    own = difference_error(_overlaps(ground, first_said, now_said, shares, shares))
    low, high = (None, None) if own is None or own.standard == 0 else _ends(left, own, alpha, ground)
    return Mix(left, low, high, effect, shifts)


_Means = tuple[Mapping[Cell, float], Mapping[Cell, float]]


def _cells(ground: Ground, moved: Moved) -> tuple[Said, Said, _Means | None]:
    """What people of each cell said, by role and unit where that may be, else by role, and the means of the cells.

    Where people are protected, means are made of practice means of as many people as must be: means of people's own
    means over other people would be subtracted from what is shown. None where that leaves too few practices.
    """
    before, now = moved.before, moved.now
    if ground.least <= 1:
        first, second = ({cell: mean(list(said.values())) for cell, said in side.items()} for side in (before, now))
        return before, now, (first, second)
    many = min(len(said) for side in (before, now) for said in side.values()) >= ground.least
    if ground.by_unit and many and (means := _shown_means(ground, moved, before, now, by_unit=True)):
        return before, now, means
    before, now = _by_role(before), _by_role(now)
    return before, now, _shown_means(ground, moved, before, now, by_unit=False)


def _shown_means(ground: Ground, moved: Moved, before: Said, now: Said, *, by_unit: bool) -> _Means | None:
    places = {id: place for place, id in enumerate(ground.pack.practices) if id in moved.shares}
    sums = [_sums(side, moved.groups, places, by_unit=by_unit) for side in moved.sides]
    enough = [
        id
        for id in places
        if all(
            counts[cell, id][0] >= ground.least for counts, of in zip(sums, (before, now), strict=True) for cell in of
        )
    ]
    total = fsum(moved.shares[id] for id in enough)
    if total < ENOUGH_VALID * fsum(moved.shares.values()):
        return None
    first, second = (
        {
            cell: fsum(moved.shares[id] * counts[cell, id][1] / counts[cell, id][0] for id in enough) / total
            for cell in of
        }
        for counts, of in zip(sums, (before, now), strict=True)
    )
    return first, second


def _sums(
    side: Side, groups: Mapping[str, str], places: Mapping[str, int], *, by_unit: bool
) -> dict[tuple[Cell, str], tuple[int, int]]:
    """By cell and practice the number of people who gave it a level, and the sum of the levels."""
    sums: dict[tuple[Cell, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for role, unit, row in zip(side.roles, side.units, side.rows, strict=True):
        for id, place in places.items() if role in groups else ():
            if row[place]:
                key = (groups[role], unit if by_unit else ""), id
                n, total = sums[key]
                sums[key] = n + 1, total + row[place]
    return sums


def _shifts(before: Said, now: Said, first: Mapping[Cell, float], second: Mapping[Cell, float]) -> tuple[Shift, ...]:
    changed = [(second.get(cell, 0.0) - first.get(cell, 0.0), cell) for cell in {*first, *second}]
    changed.sort(key=lambda one: (-round(abs(one[0]), 9), one[1]))
    return tuple(
        Shift(*cell, len(before.get(cell, {})), len(now.get(cell, {}))) for by, cell in changed if abs(by) >= _DUST
    )


def _with_mix(ground: Ground, change: Change, mix: Mix | None, words: Words) -> Change:
    """Not a change, where none would be left without what the mix of people does.

    Fewer people can be set side by side at the same mix, so that its own interval is wider: a change also stands where
    the whole difference's interval leaves out zero when it is moved by the effect of the mix.
    """
    change = replace(change, mix=mix)
    if mix is None or not change.is_claimed:
        return change
    if mix.difference is None or mix.effect is None:
        return replace(change, verdict="mix", why=words.say("compare.why.nobody_same"))
    printed = difference(mix.difference, 0.0)
    if mix.low is None or change.low is None or change.high is None:
        left = {_by_size(printed)}
    else:
        moved = change.low - mix.effect, change.high - mix.effect
        left = {_verdict(printed, mix.low, mix.high), _verdict(printed, *moved)}
    if change.verdict in left or r1(mix.effect) == 0:
        return change
    return replace(change, verdict="mix", why=words.say(f"compare.why.mix_{change.verdict}"))
