"""The table of answers.db that holds what nobody may read in it: keys, and the hash of the consultants' password."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

PASSWORD = "consultants' password"


class SecretTable:
    """Texts by name; made by `Store.secrets`."""

    def __init__(
        self,
        db: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        reading: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._transaction, self._reading = db, transaction, reading

    def value(self, name: str) -> str:
        """What is kept under a name; empty where there is nothing."""
        with self._reading():
            row = self._db.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep(self, name: str, value: str) -> None:
        """Keep a text in place of the one before."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO secret VALUES (?, ?)", (name, value))
