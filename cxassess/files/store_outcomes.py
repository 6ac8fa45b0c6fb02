"""The tables of answers.db with outcomes: the metrics that people typed, and what was measured from sources.

Both are append-only: the newest entry counts, and what stood before is history.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime

from cxassess.errors import CxassessError
from cxassess.files.store_comments import CommentTables
from cxassess.files.store_tables import Access, Saved, Tables
from cxassess.jsonable import as_json, from_json
from cxassess.measures.measure import Measure, read_period
from cxassess.metrics import METRICS
from cxassess.model.outcome import MetricEntry, TypedPoint


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a source was measured from: its name as it was sent, and the SHA-256 of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured from a source, with what the import understood of it, and the files that it read.

    `at` is the moment in UTC when it was kept, such as 2026-03-12T09:30:00+00:00; it makes no difference between two.
    """

    measures: tuple[Measure, ...] = ()
    account: str = ""
    files: tuple[SourceFile, ...] = ()
    at: str = field(default="", compare=False)


class OutcomeTables(Tables):
    """The outcomes of the waves; made by `Store.outcomes`."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._comments = CommentTables(access)

    # ── typed metrics ────────────────────────────────────────────────────────────────────────────────────────

    def save_metrics(self, wave: str, entries: Sequence[MetricEntry]) -> Saved:
        """Add the metrics that differ from the newest ones.

        What an import says of a metric stands for all of it: touchpoints that it does not name are taken out.
        """
        added = corrected = unchanged = 0
        with self._transaction() as db:
            newest = self._metrics(db, wave)
            given = {(entry.metric, entry.touchpoint) for entry in entries}
            named = {entry.metric for entry in entries}
            gone = [before for key, before in newest.items() if before.metric in named and key not in given]
            for entry in entries:
                before = newest.get((entry.metric, entry.touchpoint))
                if before == entry:
                    unchanged += 1
                    continue
                added, corrected = added + (before is None), corrected + (before is not None)
                self._add_metric(db, wave, entry)
            for entry in gone:
                self._add_metric(db, wave, entry, withdrawn=True)
        return Saved(added, corrected + len(gone), unchanged, 0, ())

    def _add_metric(self, db: sqlite3.Connection, wave: str, e: MetricEntry, *, withdrawn: bool = False) -> None:
        series = json.dumps([astuple(point) for point in e.series], ensure_ascii=False)
        db.execute(
            "INSERT INTO metric (wave, metric, value, n, period, previous, source, definition, touchpoint, wording,"
            " series, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (wave, *astuple(e)[:9], series, withdrawn),
        )

    def metrics(self, wave: str) -> tuple[MetricEntry, ...]:
        """The newest entry of each metric and touchpoint."""
        with self._reading():
            return tuple(_possible(entry) for entry in self._metrics(self._db, wave).values())

    def _metrics(self, db: sqlite3.Connection, wave: str) -> dict[tuple[str, str], MetricEntry]:
        rows = db.execute(
            "SELECT metric, value, n, period, previous, source, definition, touchpoint, wording, series, withdrawn"
            " FROM metric WHERE wave = ? ORDER BY seq",
            (wave,),
        ).fetchall()
        newest = {}
        for *cells, series, withdrawn in rows:
            entry = replace(MetricEntry(*cells), series=tuple(TypedPoint(*point) for point in json.loads(series)))
            newest[entry.metric, entry.touchpoint] = (entry, withdrawn)
        return {key: entry for key, (entry, withdrawn) in newest.items() if not withdrawn}

    # ── measured metrics ─────────────────────────────────────────────────────────────────────────────────────

    def save_measures(
        self,
        wave: str,
        source: str,
        measures: Sequence[Measure],
        account: str = "",
        files: Sequence[SourceFile] = (),
    ) -> Saved:
        """Keep what was measured from a source, in place of what it gave before; that is kept as history.

        The same once more changes nothing. No measures at all take the source out of the wave.

        Args:
            source: the file or table, as its sender named it, or what several of them tell together.
            account: what the import understood of it, for people to read.
            files: what was read for it, by which a later import finds what it replaces.

        Returns:
            How many measures are new, other than before (or gone), and as before.

        Raises:
            ValueError: two measures of one id.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        after = {measure.id: measure for measure in measures}
        if len(after) < len(measures):
            message = f"{source} gives a measure twice: {', '.join(m.id for m in measures)}"
            raise ValueError(message)
        made = Measurement(tuple(measures), account, tuple(files))
        with self._transaction() as db, self._reading():
            kept = self._measurements(db, wave).get(source, Measurement())
            before = {measure.id: measure for measure in kept.measures}
            if kept != made:
                db.execute(
                    "INSERT INTO measurement (wave, source, measures, account, files, at) VALUES (?, ?, ?, ?, ?, ?)",
                    (wave, source, _listed(made.measures), account, _listed(made.files), now),
                )
        added = len(after.keys() - before.keys())
        unchanged = sum(before.get(id) == measure for id, measure in after.items())
        gone = len(before.keys() - after.keys())
        return Saved(added, len(after) - added - unchanged + gone, unchanged, 0, ())

    def measures(self, wave: str) -> tuple[Measure, ...]:
        """What was measured in a wave, of each source the newest, in the order of their first imports."""
        return tuple(measure for one in self.sources(wave).values() for measure in one.measures)

    def accounts(self, wave: str) -> dict[str, str]:
        """What the newest import of each source understood, by source."""
        with self._reading():
            return {source: one.account for source, one in self._measurements(self._db, wave).items()}

    def sources(self, wave: str) -> dict[str, Measurement]:
        """What stands of each source that has measures, in the order of their first imports."""
        with self._reading():
            found = self._measurements(self._db, wave)
        return {source: one for source, one in found.items() if one.measures}

    def measured_files(self, wave: str) -> dict[str, tuple[SourceFile, ...]]:
        """The files behind each source that has measures, by source."""
        return {source: one.files for source, one in self.sources(wave).items()}

    def withdraw(self, wave: str, sources: Mapping[str, Measurement], typed: Sequence[MetricEntry] = ()) -> None:
        """Take sources and typed metrics out of a wave, all or none; what they gave is kept as history.

        CxassessError where one of them is no longer what was found of it: somebody else has imported meanwhile.
        """
        with self._transaction() as db, self._reading():
            measured, entries = self._measurements(db, wave), self._metrics(db, wave)
            is_as_found = all(measured.get(source) == one for source, one in sources.items())
            if not (is_as_found and all(entries.get((e.metric, e.touchpoint)) == e for e in typed)):
                message = f"{self._access.path}: somebody else imported metrics meanwhile; nothing was changed"
                raise CxassessError(f"{message}, try again")
            for source in sources:
                self.save_measures(wave, source, ())
                self._comments.save(wave, source, ())
            for entry in typed:
                self._add_metric(db, wave, entry, withdrawn=True)

    def _measurements(self, db: sqlite3.Connection, wave: str) -> dict[str, Measurement]:
        rows = db.execute(
            "SELECT source, measures, account, files, at FROM measurement WHERE wave = ? ORDER BY seq", (wave,)
        )
        newest = {source: texts for source, *texts in rows}
        return {
            source: Measurement(
                tuple(from_json(Measure, one) for one in json.loads(measures)),
                account,
                tuple(SourceFile(**one) for one in json.loads(files)),
                at,
            )
            for source, (measures, account, files, at) in newest.items()
        }


def _listed(parts: Sequence[Measure | SourceFile]) -> str:
    """Measures or files as the JSON that a cell holds."""
    return json.dumps([as_json(part) for part in parts], ensure_ascii=False, allow_nan=False)


def _possible(entry: MetricEntry) -> MetricEntry:
    """The entry as it is. ValueError or TypeError for a number that its metric cannot have: it was not imported."""
    kind = METRICS.get(entry.metric)
    values = [entry.value, entry.previous, *(point.value for point in entry.series)]
    numbers = [number for number in values if number is not None]
    counts = [entry.n, *(point.n for point in entry.series)]
    if (kind and not all(kind.low <= number <= kind.high for number in numbers)) or min(n or 1 for n in counts) < 1:
        message = f"{entry.metric} cannot be {numbers} of {counts}"
        raise ValueError(message)
    if any(read_period(point.period) is None for point in entry.series):
        message = f"{entry.metric} has a period that is none"
        raise ValueError(message)
    return entry
