"""What few people said is not shown, nor what would give it away: the one rule for groups, periods and touchpoints."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cxassess.measures.measure import InGroup, InPeriod, Measure, Period
from cxassess.measures.measured import Measured

# Metrics of what people said, rather than of what happened to them: n are their answers. How fast a ticket was answered
# tells nothing of anybody.
ANSWERS = frozenset({"nps", "csat", "csat_mean", "ces", "ces1"})
Name = TypeVar("Name", str, int)


def hidden_groups(sizes: Mapping[Name, int], least: int) -> frozenset[Name]:
    """The groups of one whole that are not shown, so that none of them can be worked out as what is left of it.

    Those of fewer than `least` people; and while all that are hidden have fewer together, the next smallest, too.

    >>> sorted(hidden_groups({"a": 8, "b": 7, "c": 5, "d": 2, "e": 1}, least=5))
    ['c', 'd', 'e']
    """
    sized = sorted((n, name) for name, n in sizes.items() if n)
    hidden = [item for item in sized if item[0] < least]
    rest = sized[len(hidden) :]
    while hidden and rest and sum(n for n, _ in hidden) < least:
        hidden.append(rest.pop(0))
    return frozenset(name for _, name in hidden)


def withhold(measure: Measure, least: int) -> Measure:
    """A measure without what fewer than `least` people answered; each n stays.

    Groups are hidden by the rule above, and so are the periods of a series that lie within a value that is shown. The
    whole is shown however few it are, but not how they answered; a touchpoint is a group of its own.
    """
    if measure.metric not in ANSWERS:
        return measure
    few = _is_few(measure.now, least)
    now = _without(measure.now) if few and measure.touchpoint else measure.now
    before = _without(measure.before) if measure.before and _is_few(measure.before, least) else measure.before
    shown = now is measure.now and before is measure.before
    return replace(
        measure,
        now=now,
        before=before,
        change=measure.change if shown else None,
        answers={} if few else measure.answers,
        series=_series(measure, least),
        groups={dimension: _groups(groups, least) for dimension, groups in measure.groups.items()},
    )


def _is_few(measured: Measured, least: int) -> bool:
    return measured.value is not None and measured.n is not None and measured.n < least


def _without(measured: Measured) -> Measured:
    return replace(measured, value=None, low=None, high=None, why="withheld")


def _groups(groups: tuple[InGroup, ...], least: int) -> tuple[InGroup, ...]:
    hidden = hidden_groups({group.name: group.measured.n or 0 for group in groups}, least)
    return tuple(
        replace(group, measured=_without(group.measured)) if group.name in hidden else group for group in groups
    )


def _series(measure: Measure, least: int) -> tuple[InPeriod, ...]:
    """The points of a series; those of each window that has a value of its own are groups of one whole."""
    windows: dict[int, dict[int, int]] = {}
    for place, point in enumerate(measure.series):
        window = _window(point.period, measure.period)
        windows.setdefault(place if window is None else -1 - window, {})[place] = point.measured.n or 0
    hidden = {place for sizes in windows.values() for place in hidden_groups(sizes, least)}
    return tuple(
        replace(point, measured=_without(point.measured)) if place in hidden else point
        for place, point in enumerate(measure.series)
    )


def _window(point: Period, now: Period | None) -> int | None:
    """0 for a period that is reported, 1 for one of the days before, which it is compared with; None for any other."""
    if now is None:
        return None
    if now.start <= point.start < now.end:
        return 0
    if now.months and _months_before(now.start, now.months) <= point.start < now.start:
        return 1
    return None


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
