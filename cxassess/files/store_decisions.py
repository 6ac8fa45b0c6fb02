"""The tables of answers.db with what people decided in a wave: about actions, and the levels that they agreed on.

Nothing is ever changed: a later decision counts, and what stood before is history.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cxassess.errors import CxassessError
from cxassess.files.store_actions import ActionTable
from cxassess.files.store_tables import Access, Tables
from cxassess.model.action import ActionChange, ActionRecord
from cxassess.model.engagement import AgreedLevel

WITHDRAWN = 0  # as the level that was agreed on: it was taken back


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided in a wave: about actions by their ids, and levels that they agreed on by practice.

    `last_own` is the highest number of an action that people added in any wave.
    """

    actions: Mapping[str, ActionRecord]
    agreed: Mapping[str, AgreedLevel]
    last_own: int = 0


class DecisionTables(Tables):
    """Decisions and agreed levels of the waves; made by `Store.decisions`."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._actions = ActionTable(access)

    def of(self, wave: str) -> Decisions:
        """All that was decided in a wave, as it stands now."""
        return Decisions(self._actions.of(wave), self.agreed(wave), self._actions.last_own())

    def save(
        self,
        wave: str,
        changes: Iterable[ActionChange],
        agreed: Iterable[AgreedLevel],
        via: str,
        then: Callable[[], None] = lambda: None,
        since: Decisions | None = None,
    ) -> None:
        """Add decisions about actions and agreed levels, all or none; what stood before is kept as history.

        Args:
            then: called when everything is in the transaction and not yet valid; what it raises takes all of it back.
            since: the decisions that these follow from; CxassessError where others have been taken since.
        """
        with self._transaction() as db:
            if since is not None and since != self.of(wave):
                message = f"{self._access.path}: somebody else decided about actions or levels meanwhile"
                raise CxassessError(f"{message}; nothing was changed, try again")
            self._actions.add(wave, changes, via)
            for level in agreed:
                self._agree(db, wave, level)
            then()

    def agree(self, wave: str, agreed: AgreedLevel) -> None:
        """Record the level that a workshop settled on; a later one for the same practice replaces it."""
        with self._transaction() as db:
            self._agree(db, wave, agreed)

    def _agree(self, db: sqlite3.Connection, wave: str, a: AgreedLevel) -> None:
        db.execute(
            "INSERT INTO agreed (wave, practice, level, reason, agreed_on, present) VALUES (?, ?, ?, ?, ?, ?)",
            (wave, a.practice, a.level, a.reason, a.agreed_on.isoformat(), a.present),
        )

    def agreed(self, wave: str) -> dict[str, AgreedLevel]:
        """The agreed levels of a wave by practice; one that was taken back (level 0) is none."""
        newest = {agreed.practice: agreed for agreed in self.agreements(wave)}
        return {practice: agreed for practice, agreed in newest.items() if agreed.level != WITHDRAWN}

    def agreements(self, wave: str) -> tuple[AgreedLevel, ...]:
        """All that was ever agreed on in a wave, in its order; level 0 took back what stood before it."""
        with self._reading():
            rows = self._db.execute(
                "SELECT practice, level, reason, agreed_on, present FROM agreed WHERE wave = ? ORDER BY seq", (wave,)
            ).fetchall()
            return tuple(AgreedLevel(r[0], r[1], r[2], date.fromisoformat(r[3]), r[4]) for r in rows)
