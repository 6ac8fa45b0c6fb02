"""The sources of a wave's metrics, and taking one of them out again: the way back from a wrong import."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.account import measure_lines, number_with_unit
from cxassess.files.exports.joining import joined_name
from cxassess.files.metric_register import kept_file
from cxassess.files.store_outcomes import Measurement, SourceFile
from cxassess.hints import did_you_mean
from cxassess.jsonable import as_json
from cxassess.measures.measure import Measure
from cxassess.metrics import METRICS
from cxassess.model.outcome import MetricEntry

TYPED = "typed"  # how all typed values together are called


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the metrics of a wave come from: what was measured, by source, and what was typed."""

    measured: Mapping[str, Measurement]
    typed: tuple[MetricEntry, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.measured or self.typed)

    @property
    def metrics(self) -> set[str]:
        """The ids of the metrics that are known from them."""
        measures = (measure for one in self.measured.values() for measure in one.measures)
        return {measure.metric for measure in measures} | {entry.metric for entry in self.typed}


def sources_of(opened: Opened) -> Sources:
    """All that a wave has metrics from."""
    wave, store = opened.wave.id, opened.store
    return Sources(store.outcomes.sources(wave), store.outcomes.metrics(wave))


def withdrawal_of(sources: Sources, name: str) -> Sources:
    """What goes with a source: itself, and what was measured of its files together with others; nothing is changed.

    `typed` are all typed values. Raises InvalidInput where the wave has no such source.
    """
    if name in sources.measured:
        files = sources.measured[name].files
        gone = {name, *(_together_with(files, sources) if _is_of_one_table(name, files) else ())}
        return Sources({source: one for source, one in sources.measured.items() if source in gone})
    if name == TYPED and sources.typed:
        return Sources({}, sources.typed)
    known = [*sources.measured, *([TYPED] if sources.typed else [])]
    listed = f"one of {'; '.join(known)} was expected" if known else "but the wave has no metrics"
    raise InvalidInput([Problem("--withdraw", f"“{name}” was read, {listed}{did_you_mean(name, known)}")])


def withdraw(opened: Opened, gone: Sources) -> None:
    """Take them out of the wave, all or none. Raises CxassessError where they have changed, StoreBusy, CannotWrite."""
    opened.store.outcomes.withdraw(opened.wave.id, gone.measured, gone.typed)


def _is_of_one_table(source: str, files: Sequence[SourceFile]) -> bool:
    return source == joined_name([file.name for file in files])


def _together_with(files: Sequence[SourceFile], sources: Sources) -> Iterator[str]:
    """The sources that were measured of one of these files together with another table."""
    for source, one in sources.measured.items():
        if set(files) & set(one.files):
            yield source


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────────


def source_lines(sources: Sources) -> Iterator[str]:
    """Each source with the day of its import and what it gave."""
    for source, one in sources.measured.items():
        yield f"{source}, imported {one.at[:16].replace('T', ' ')} UTC"
        yield from measure_lines(one.measures)
    if sources.typed:
        yield f"{TYPED}, from tables of values"
        yield from map(_typed_line, sources.typed)


def _typed_line(entry: MetricEntry) -> str:
    about = f"@{entry.touchpoint}" if entry.touchpoint else ""
    kind = METRICS.get(entry.metric)
    n = "" if entry.n is None else f", n {entry.n:,}"
    value = number_with_unit(entry.value, kind.unit if kind else "")
    return f"  {entry.metric}{about}  {value}{n}" + "".join(
        f", {part}" for part in (entry.period, entry.source) if part
    )


def withdrawal_lines(opened: Opened, sources: Sources, gone: Sources) -> Iterator[str]:
    """What would go, what is then known from nothing else, and where its files stay."""
    yield "To be withdrawn:"
    yield from source_lines(gone)
    rest = Sources(
        {source: one for source, one in sources.measured.items() if source not in gone.measured},
        tuple(entry for entry in sources.typed if entry not in gone.typed),
    )
    if lost := sorted(gone.metrics - rest.metrics):
        yield f"No longer known then: {', '.join(lost)}."
    if kept := list(_left_behind(opened.folder, rest, gone)):
        yield f"Stays as it was sent: {', '.join(kept)}."


def _left_behind(folder: Path, rest: Sources, gone: Sources) -> Iterator[str]:
    """The copies of files that no source is measured from any more."""
    needed = {file for one in rest.measured.values() for file in one.files}
    files = {file: None for one in gone.measured.values() for file in one.files if file not in needed}
    for file in files:
        if path := kept_file(folder, file.digest):
            yield path.relative_to(folder).as_posix()


def as_data(sources: Sources) -> dict[str, Any]:
    """The same for `--json`."""
    return {
        "sources": [
            {
                "source": source,
                "imported": one.at,
                "files": [{"name": file.name, "sha256": file.digest} for file in one.files],
                "metrics": [_measure_as_data(measure) for measure in one.measures],
            }
            for source, one in sources.measured.items()
        ],
        "typed": [as_json(entry) for entry in sources.typed],
    }


def _measure_as_data(measure: Measure) -> dict[str, Any]:
    now = measure.now
    values = {"value": now.value, "low": now.low, "high": now.high, "n": now.n, "unit": now.unit}
    period = measure.period.label if measure.period else None
    return {"id": measure.id, "metric": measure.metric, **values, "period": period}
