"""The table of answers.db with what people decided about actions, in all waves and over the years."""

from collections.abc import Iterable
from datetime import UTC, datetime

from cxassess.files.store_tables import Tables
from cxassess.model.action import ActionChange, ActionRecord, own_number, records_of
from cxassess.model.register import Recorded, changes_in_wave


class ActionTable(Tables):
    """Decisions about actions; made by `Store.actions`. Nothing is ever changed: a later row of a field counts."""

    def of(self, wave: str) -> dict[str, ActionRecord]:
        """The newest decisions about the actions of a wave, by action."""
        with self._reading():
            order = {id: place for place, [id] in enumerate(self._db.execute("SELECT id FROM wave ORDER BY opened"))}
            return records_of(changes_in_wave(self._recorded(), wave, order))

    def recorded(self) -> tuple[Recorded, ...]:
        """Every decision in every wave, the oldest first."""
        with self._reading():
            found = self._recorded()
            records_of(one.change for one in found)  # which refuses what nobody can have decided
            return found

    def _recorded(self) -> tuple[Recorded, ...]:
        rows = self._db.execute(
            "SELECT seq, wave, action, field, value, reason, at, via FROM action_change ORDER BY seq"
        )
        return tuple(Recorded(r[0], r[1], ActionChange(*r[2:6]), r[6], r[7]) for r in rows)

    def last(self) -> int:
        """The number of the newest decision in any wave; 0 where there is none."""
        with self._reading():
            [last] = self._db.execute("SELECT COALESCE(MAX(seq), 0) FROM action_change").fetchone()
        return int(last)

    def last_own(self) -> int:
        """The highest number of an action that people added, in any wave: its id is never given again."""
        with self._reading():
            ids = self._db.execute("SELECT DISTINCT action FROM action_change").fetchall()
        return max((own_number(id) for [id] in ids), default=0)

    def add(self, wave: str, changes: Iterable[ActionChange], via: str) -> None:
        """Add decisions to a wave, finished or not. On disk when this returns."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO action_change (wave, action, field, value, reason, at, via) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(wave, c.action, c.field, c.value, c.reason, now, via) for c in changes],
            )
