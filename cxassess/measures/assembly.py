"""From the counts of all parts of a source to its Measures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias

from cxassess.measures.difference import Difference, compare_shares
from cxassess.measures.frame import Added, Counts, Frame, Parts, parts_of
from cxassess.measures.measure import Dimension, InGroup, InPeriod, Measure
from cxassess.measures.measured import Measured
from cxassess.measures.views import Question, View

Row: TypeAlias = tuple[Any, ...]


class Rows(Protocol):
    """Runs a query: `lambda sql: connection.execute(sql).fetchall()`."""

    def __call__(self, sql: str, /) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Way(Generic[Counts]):
    """A definition: how counts become its value, and how two values are compared where there is a test."""

    measure: Callable[[Counts], Measured]
    compare: Callable[[Counts, Counts], Difference] | None = None


def read_parts(
    frame: Frame, dimensions: Sequence[Dimension], rows: Sequence[Row], read: Callable[[Sequence[Row]], Added]
) -> Parts[Added]:
    """The answer to `queries.counts` as parts; `read` makes counts of the rest of the rows of one cut and name."""
    cells: dict[tuple[str, str | None], list[Row]] = {}
    for cut, name, *rest in rows:
        cells.setdefault((cut, name), []).append(tuple(rest))
    by_month = {None if name is None else int(name): read(own) for (cut, name), own in cells.items() if cut == "month"}
    groups: dict[Dimension, dict[str, Added]] = {
        dimension: {name: read(own) for (cut, name), own in cells.items() if cut == dimension and name is not None}
        for dimension in dimensions
    }
    return parts_of(frame, by_month, groups)


def measures_of(
    view: View,
    parts: Parts[Counts],
    nobody: Counts,
    ways: Sequence[Way[Counts]],
    *,
    question: Question | None = None,
    answers: Mapping[int, float] | None = None,
) -> Iterator[Measure]:
    """A Measure for each definition; none of those that nothing was ever counted for.

    A period or a group of nobody has no entry, and groups stand in the order of their names.
    """
    frame = parts.frame
    now = nobody if parts.now is None else parts.now
    for way in ways:
        value = way.measure(now)
        before = way.measure(nobody if parts.before is None else parts.before) if frame.before else None
        series = tuple(
            InPeriod(period, measured, question.wording if question else "")
            for period, counts in parts.series.items()
            if (measured := way.measure(counts)).value is not None
        )
        if value.value is None and not series and (before is None or before.value is None):
            continue
        groups = {dimension: _groups(way, cells) for dimension, cells in parts.groups.items()}
        yield Measure(
            metric=value.metric,
            definition=value.definition,
            source=view.source,
            now=value,
            period=frame.now,
            before=before,
            change=_change(way, now, parts.before, value, before),
            tool=view.tool,
            touchpoint=question.touchpoint if question else "",
            wording=question.wording if question else "",
            grain=view.grain,
            series=series,
            groups={dimension: cells for dimension, cells in groups.items() if cells},
            answers=answers or {},
        )


def _groups(way: Way[Counts], cells: Mapping[str, Counts]) -> tuple[InGroup, ...]:
    measured = ((name, way.measure(counts)) for name, counts in sorted(cells.items()))
    return tuple(InGroup(name, one) for name, one in measured if one.value is not None)


def _change(
    way: Way[Counts], now: Counts, earlier: Counts | None, value: Measured, before: Measured | None
) -> Difference | None:
    if before is None or earlier is None or value.value is None or before.value is None:
        return None
    return way.compare(now, earlier) if way.compare else Difference(value.value - before.value)


def share_way(measure: Callable[[Counts], Measured]) -> Way[Counts]:
    """A share with Wilson's interval, two of which are compared by Newcombe's."""
    return Way(measure, lambda later, earlier: compare_shares(measure(later), measure(earlier)))
