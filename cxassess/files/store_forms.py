"""The tables of answers.db that forms in Excel need: which engagement this is, the seal, and who is to be asked."""

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

_NAME = "form"  # of the secret: the engagement's id and the key of its seals


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is to answer in a wave; the language is empty where none is known."""

    name: str
    role: str
    unit: str
    language: str = ""


class FormTables:
    """Identity of an engagement, and who answers in it. Every method is one transaction."""

    def __init__(
        self,
        db: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        reading: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._transaction, self._reading = db, transaction, reading

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

    def to_answer(self, wave: str) -> tuple[Asked, ...]:
        """Who takes part in a wave and has not finished, by name; then who was invited by name, finished or not."""
        with self._reading():
            there = self._db.execute(
                "SELECT name, role, unit FROM participation JOIN person ON person.id = person"
                " WHERE wave = ? AND name <> '' AND finished = '' ORDER BY name_key",
                (wave,),
            ).fetchall()
            invited = self._db.execute(
                "SELECT name, role, unit, language FROM invitation"
                " WHERE wave = ? AND name <> '' AND revoked = '' ORDER BY made, name",
                (wave,),
            ).fetchall()
        return (*(Asked(*row) for row in there), *(Asked(*row) for row in invited))

    def finish(self, wave: str, people: Iterable[str]) -> None:
        """Note that people, by their ids, have answered all that they are asked; who was noted before stays so."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            db.executemany(
                "UPDATE participation SET finished = ? WHERE wave = ? AND person = ? AND finished = ''",
                [(now, wave, person) for person in people],
            )
