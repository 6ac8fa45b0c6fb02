"""What a writer remembers of answers.db from one transaction to the next."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_MOST_KNOWN = 10_000  # sessions that a writer remembers


class Known:
    """What the writer of a server found of sessions and waves, for as long as nothing else was written to the store.

    Whatever another connection commits (`data_version`) or this one writes (`total_changes`) makes it forget all.
    """

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}
        self._version = -1
        self.changes = -1

    def begin(self, db: sqlite3.Connection) -> None:
        """A transaction has begun, in which no other connection can write: does what was found before it still hold?"""
        [version] = db.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._found.clear()
            self._version = version

    def find(self, db: sqlite3.Connection, key: str, look: Callable[[], T]) -> T:
        """What is known by a key, or what a look finds now; it is kept within a transaction alone."""
        if not db.in_transaction:
            return look()
        if db.total_changes != self.changes:
            self._found.clear()
        found: T | None = self._found.get(key)
        if found is None:
            found = look()
            if found is not None and len(self._found) < _MOST_KNOWN:
                self.changes = db.total_changes
                self._found[key] = found
        return found

    def forget(self) -> None:
        """What was found within a transaction that is taken back was never so."""
        self._found.clear()
