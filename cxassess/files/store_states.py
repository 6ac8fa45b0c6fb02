"""The tables of answers.db that tell how a wave stands: whether it is open, and what happened to it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cxassess.files.store_privacy import PrivacyTables
from cxassess.files.store_tables import Tables
from cxassess.model.engagement import CLOSED, FINISHED, OPEN

CLOSING, FINISHING, REOPENING = "wave closed", "wave finished", "wave reopened"  # what events are called
ADDRESS = "address"  # where the pages are reached, as the links say; the event is about it


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a wave, with the reason if one was given; `at` is a moment in UTC."""

    what: str
    about: str
    reason: str
    at: str


class StateTables(Tables):
    """The states of waves, and their events; made by `Store.states`."""

    def of(self, wave: str) -> str:
        """Whether a wave is open or closed, as it stands now."""
        with self._reading():
            row = self._db.execute("SELECT state FROM wave WHERE id = ?", (wave,)).fetchone()
        return str(row[0]) if row else "closed"

    def close(self, wave: str, reason: str = "") -> bool:
        """Take no more answers; whether the wave was open. A finished one stays so.

        The secret goes by which an anonymous import knew its rows: from now on nobody can find anybody by it.
        """
        with self._transaction():
            PrivacyTables(self._access).throw_away_key(wave)
            return self._turn(wave, CLOSED, CLOSING, reason, of=(OPEN,))

    def reopen(self, wave: str, reason: str = "") -> bool:
        """Take answers again; whether the wave was closed."""
        return self._turn(wave, OPEN, REOPENING, reason, of=(CLOSED, FINISHED))

    def close_again(self, wave: str) -> None:
        """Let a finished wave be closed and no more, so that it can be worked out again."""
        with self._transaction() as db:
            db.execute("UPDATE wave SET state = ? WHERE id = ? AND state = ?", (CLOSED, wave, FINISHED))

    def _turn(self, wave: str, state: str, what: str, reason: str, of: tuple[str, ...]) -> bool:
        marks = ", ".join("?" * len(of))
        with self._transaction() as db:
            changed = db.execute(
                f"UPDATE wave SET state = ? WHERE id = ? AND state IN ({marks})", (state, wave, *of)
            ).rowcount
            if changed:
                self.record(wave, what, reason=reason)
        return changed > 0

    def record(self, wave: str, what: str, about: str = "", reason: str = "") -> None:
        """Add an event to the history of a wave."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            db.execute(
                "INSERT INTO event (wave, what, about, reason, at) VALUES (?, ?, ?, ?, ?)",
                (wave, what, about, reason, now),
            )

    def events(self, wave: str) -> tuple[Event, ...]:
        """What was done to a wave, in order."""
        with self._reading():
            rows = self._db.execute(
                "SELECT what, about, reason, at FROM event WHERE wave = ? ORDER BY seq", (wave,)
            ).fetchall()
        return tuple(Event(*row) for row in rows)

    def address(self, wave: str) -> str:
        """The address that links of the wave were last made for; empty where there were none."""
        found = [event.about for event in self.events(wave) if event.what == ADDRESS]
        return found[-1] if found else ""
