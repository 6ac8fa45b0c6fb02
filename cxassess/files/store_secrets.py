"""The table of answers.db that holds what nobody may read in it: keys, and the hash of the consultants' password."""

from cxassess.files.store_tables import Tables

PASSWORD = "consultants' password"


class SecretTable(Tables):
    """Texts by name; made by `Store.secrets`."""

    def value(self, name: str) -> str:
        """What is kept under a name; empty where there is nothing."""
        with self._reading():
            row = self._db.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep(self, name: str, value: str) -> None:
        """Keep a text in place of the one before."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO secret VALUES (?, ?)", (name, value))
