"""What all classes of tables in answers.db share: the connection of their Store, and its ways to write and to read."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager


class Tables:
    """Some tables of the store; made by `Store`, whose transactions and sentences for faults they use."""

    def __init__(
        self,
        db: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        reading: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._transaction, self._reading = db, transaction, reading
