"""What all classes of tables in answers.db share: the connection of their Store, and its ways to write and to read."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cxassess.files.store_known import Known
from cxassess.model.engagement import ANONYMOUS


@dataclass(frozen=True, slots=True)
class Access:
    """How tables reach their store.

    Attributes:
        path: of the file, for sentences about it.
        transaction: all or nothing; one within another joins it.
        reading: around what is read, so that a damaged store gives a sentence.
        known: what the writer found before.
    """

    path: Path
    db: sqlite3.Connection
    transaction: Callable[[], AbstractContextManager[sqlite3.Connection]]
    reading: Callable[[], AbstractContextManager[None]]
    known: Known


class Tables:
    """Some tables of the store; made by `Store`, once for each of them."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._db, self._known = access.db, access.known
        self._transaction, self._reading = access.transaction, access.reading


@dataclass(frozen=True, slots=True)
class Saved:
    """What an import changed."""

    added: int
    corrected: int
    unchanged: int
    people_added: int
    people_changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to save."""
        return not (self.added or self.corrected or self.unchanged)


def is_anonymous(db: sqlite3.Connection, wave: str) -> bool:
    """Whether a wave keeps no names."""
    return _mode(db, wave) == ANONYMOUS


def moment_in(db: sqlite3.Connection, wave: str, moment: datetime) -> str:
    """A moment as a wave may keep it."""
    return moment_under(_mode(db, wave), moment)


def _mode(db: sqlite3.Connection, wave: str) -> str:
    [mode] = db.execute("SELECT mode FROM wave WHERE id = ?", (wave,)).fetchone() or [""]
    return str(mode)


def moment_under(mode: str, moment: datetime) -> str:
    """The day alone where the mode is anonymous, as a moment could tell who sat there; otherwise to the second."""
    return moment.date().isoformat() if mode == ANONYMOUS else moment.isoformat(timespec="seconds")


def moment_of_link(db: sqlite3.Connection, invitation: str, moment: datetime) -> str:
    """The same for the wave that an invitation is for; the day alone, too, where it asks customers or partners."""
    wave, kind = db.execute("SELECT wave, kind FROM invitation WHERE id = ?", (invitation,)).fetchone() or ("", "")
    return moment.date().isoformat() if kind == "mirror" else moment_in(db, wave, moment)
