"""The tables of answers.db that hold who answers on the web: open sessions, and the codes by which people come back.

Of a session's cookie and of a code only the hash is kept.
"""

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cxassess.files.store_invitations import new_token, token_hash

DAYS = 30  # that a session stays open: the link opens another one at any time
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # those that nobody takes for another
_CODE_GROUPS, _GROUP = 4, 4  # 79 bits: to be typed, not to be guessed


@dataclass(frozen=True, slots=True)
class Session:
    """One device of one person.

    Attributes:
        invitation: the id of the one that opened it.
        person: the id of somebody who is enrolled already; empty where the invitation says who it is.
    """

    invitation: str
    person: str
    language: str


class SessionTables:
    """Sessions and codes; made by `Store.sessions`."""

    def __init__(
        self,
        db: sqlite3.Connection,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        reading: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._transaction, self._reading = db, transaction, reading

    def open(self, session: Session) -> str:
        """Keep a session, and give the token for its cookie."""
        token, now = new_token(), datetime.now(UTC)
        with self._transaction() as db:
            db.execute("DELETE FROM session WHERE ends < ? AND person IS NULL", (now.isoformat(timespec="seconds"),))
            db.execute(
                "INSERT INTO session (token_hash, invitation, person, language, made, ends) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    token_hash(token),
                    session.invitation,
                    session.person or None,
                    session.language,
                    now.isoformat(timespec="seconds"),
                    (now + timedelta(days=DAYS)).isoformat(timespec="seconds"),
                ),
            )
        return token

    def by_token(self, token: str) -> Session | None:
        """The session of a cookie, or None where there is none, or it is over."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._reading():
            row = self._db.execute(
                "SELECT invitation, person, language FROM session WHERE token_hash = ? AND ends >= ?"
                " AND invitation IS NOT NULL",
                (token_hash(token), now),
            ).fetchone()
        return Session(row[0], row[1] or "", row[2]) if row else None

    def speak(self, token: str, language: str) -> None:
        """Go on in another language."""
        with self._transaction() as db:
            db.execute("UPDATE session SET language = ? WHERE token_hash = ?", (language, token_hash(token)))

    def end(self, token: str) -> None:
        """Close the session of a cookie; who joined by it stays counted."""
        with self._transaction() as db:
            db.execute("UPDATE session SET ends = '' WHERE token_hash = ?", (token_hash(token),))

    def joined(self, invitation: str) -> int:
        """How many people answer by a shared link."""
        with self._reading():
            [number] = self._db.execute(
                "SELECT count(DISTINCT person) FROM session WHERE invitation = ?", (invitation,)
            ).fetchone()
        return int(number)

    # ── codes to come back by ────────────────────────────────────────────────────────────────────────────────

    def new_code(self, person: str) -> str:
        """A code for a person in place of the one before, such as 7K2M-Q9XD-H4TB-W6RN."""
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_CODE_GROUPS))
        code = "-".join(groups)
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO resume VALUES (?, ?)", (person, token_hash(_plain(code))))
        return code

    def by_code(self, code: str) -> str | None:
        """The id of the person who has a code, however it was typed, or None."""
        with self._reading():
            row = self._db.execute(
                "SELECT person FROM resume WHERE code_hash = ?", (token_hash(_plain(code)),)
            ).fetchone()
        return str(row[0]) if row else None


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c in _LETTERS)
