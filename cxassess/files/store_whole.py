"""The store as one thing: a copy of all of it at one moment, whether it is sound, and the rules in it."""

import sqlite3
from contextlib import closing

from cxassess.files.store_tables import Tables

# Of the header (sqlite.org/fileformat2.html): 2, 2 for a store in WAL mode and 1, 1 for one file; which schema it is,
# counted anew by a copy.
_JOURNAL, _SCHEMA = slice(18, 20), slice(40, 44)


class WholeStore(Tables):
    """Everything in answers.db at once; made by `Store.whole`."""

    def copied(self) -> bytes:
        """The store as one file, as it stands at this moment, while others read and write it.

        Where nobody does, these are the bytes of the file.

        Raises StoreBusy where somebody writes so long that it cannot be read.
        """
        with self._reading(), closing(sqlite3.connect(":memory:")) as copy:
            self._db.execute("BEGIN")
            try:
                [schema] = self._db.execute("PRAGMA schema_version").fetchone()  # from here on nothing moves
                self._db.backup(copy)
            finally:
                self._db.execute("ROLLBACK")
            content = bytearray(copy.serialize())
        content[_JOURNAL], content[_SCHEMA] = b"\x01\x01", schema.to_bytes(4, "big")
        return bytes(content)

    def version(self) -> int:
        """The version of its tables."""
        with self._reading():
            return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def fault(self) -> str:
        """What is damaged in it, in SQLite's words; empty where it is sound."""
        with self._reading():
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                return found[0]
            row = self._db.execute("PRAGMA foreign_key_check").fetchone()
            return "" if row is None else f"a row of {row[0]} names one of {row[2]} that is not there"

    def rules(self) -> frozenset[str]:
        """The SQL of its triggers and views: what runs by itself when somebody reads or writes."""
        with self._reading():
            rows = self._db.execute("SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
            return frozenset(str(row[0]) for row in rows)
