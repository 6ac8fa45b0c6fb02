"""The table of answers.db that holds invitations: links to answer by, of which only the hash is kept."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from cxassess.files.store_tables import Tables, moment_of_link
from cxassess.model.invitation import Invitation

TOKEN_BYTES = 32
COLUMNS = "id, wave, kind, name, mail, role, unit, language, most, ends, revoked, opened"


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with the token of its link, which is known only now."""

    invitation: Invitation
    token: str


def new_token() -> str:
    """256 random bits, as they stand in a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token: SHA-256, which needs no salt for 256 random bits."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


class InvitationTable(Tables):
    """The invitations of the waves; made by `Store.invitations`."""

    def add(self, wave: str, rows: Iterable[Invitation]) -> tuple[NewInvitation, ...]:
        """Keep invitations, all or none, each with an id and a token of its own; those of the rows are not used."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = tuple(NewInvitation(replace(row, id=secrets.token_hex(8), wave=wave), new_token()) for row in rows)
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO invitation (id, wave, kind, token_hash, name, mail, role, unit, language, most, ends,"
                " made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_cells(one, now) for one in made],
            )
        return made

    def by_token(self, token: str) -> Invitation | None:
        """The invitation whose link has a token, in whatever state, or None.

        It is found by the hash of the token, so that the time that it takes tells nothing about tokens that are right.
        """
        return self._one("token_hash", token_hash(token))

    def by_hash(self, hashed: str) -> Invitation | None:
        """The same, by the hash of a token."""
        return self._one("token_hash", hashed)

    def by_id(self, id: str) -> Invitation | None:
        return self._one("id", id)

    def list(self, wave: str) -> tuple[Invitation, ...]:
        """All invitations of a wave, in the order in which they were made."""
        with self._reading():
            rows = self._db.execute(
                f"SELECT {COLUMNS} FROM invitation WHERE wave = ? ORDER BY rowid", (wave,)
            ).fetchall()
            return tuple(invitation_of(row) for row in rows)

    def revoke(self, id: str) -> bool:
        """Take an invitation back: its sessions open nothing more from the next touch on; whether it still stood."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            changed = db.execute("UPDATE invitation SET revoked = ? WHERE id = ? AND revoked = ''", (now, id)).rowcount
        return changed > 0

    def mark_opened(self, id: str) -> None:
        """Keep when it was first opened."""
        with self._transaction() as db:
            now = moment_of_link(db, id, datetime.now(UTC))
            db.execute("UPDATE invitation SET opened = ? WHERE id = ? AND opened = ''", (now, id))

    def take(self, id: str) -> None:
        """Count one more place of a link of the mirror as taken; by whom, is not kept."""
        with self._transaction() as db:
            db.execute("UPDATE invitation SET taken = taken + 1 WHERE id = ?", (id,))

    def renew(self, id: str, ends: date | None) -> str | None:
        """Another token and last day in place of those that stood; None where there is no such invitation.

        The token before opens nothing any more, and sessions that it opened end. Without `ends` the new one opens for
        as long as the wave is open.
        """
        token = new_token()
        with self._transaction() as db:
            changed = db.execute(
                "UPDATE invitation SET token_hash = ?, ends = ? WHERE id = ?", (token_hash(token), _day(ends), id)
            ).rowcount
            db.execute("DELETE FROM session WHERE invitation = ?", (id,))
        return token if changed else None

    def _one(self, column: str, value: str) -> Invitation | None:
        with self._reading():
            row = self._db.execute(f"SELECT {COLUMNS} FROM invitation WHERE {column} = ?", (value,)).fetchone()
            return invitation_of(row) if row else None


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _cells(one: NewInvitation, made: str) -> tuple[Any, ...]:
    i, hashed = one.invitation, token_hash(one.token)
    return (i.id, i.wave, i.kind, hashed, i.name, i.mail, i.role, i.unit, i.language, i.most, _day(i.ends), made)


def invitation_of(row: Sequence[Any]) -> Invitation:
    """The invitation of a row of COLUMNS."""
    id, wave, kind, name, mail, role, unit, language, most, ends, revoked, opened = row
    last = date.fromisoformat(ends) if ends else None
    return Invitation(id, wave, kind, name, mail, role, unit, language, most, last, revoked, opened)
