"""The row of answers.db that forms in Excel need: which engagement this is, and the key of its seals."""

import hashlib
import hmac
import secrets

from cxassess.files.store_tables import Tables

_NAME = "form"  # of the secret: the engagement's id and the key of its seals


class FormTables(Tables):
    """Which engagement this is, and the seal of its forms; made by `Store.forms`."""

    def engagement(self) -> str:
        """The id of this engagement, made by chance when it is first asked for; a copied folder has the same."""
        return self._secret()[0]

    def seal(self, text: str) -> str:
        """A seal over a text that only this engagement can make."""
        return hmac.new(bytes.fromhex(self._secret()[1]), text.encode(), hashlib.sha256).hexdigest()

    def is_sealed(self, text: str, seal: str) -> bool:
        return hmac.compare_digest(self.seal(text).encode(), seal.encode("utf-8", "replace"))

    def _secret(self) -> tuple[str, str]:
        with self._reading():
            row = self._db.execute("SELECT value FROM secret WHERE name = ?", (_NAME,)).fetchone()
        if row is None:
            made = f"{secrets.token_hex(8)} {secrets.token_hex(32)}"
            with self._transaction() as db:
                db.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", (_NAME, made))
                row = db.execute("SELECT value FROM secret WHERE name = ?", (_NAME,)).fetchone()
        id, _, key = str(row[0]).partition(" ")
        return id, key
