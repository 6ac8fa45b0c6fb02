"""The tables of answers.db that hold who answers on the web: open sessions, and the codes by which people come back.

Of a session's cookie and of a code only the hash is kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cxassess.files.codes import code_hash, new_code
from cxassess.files.store_invitations import COLUMNS as INVITATION_COLUMNS
from cxassess.files.store_invitations import invitation_of, new_token, token_hash
from cxassess.files.store_tables import Tables, moment_of_link
from cxassess.model.invitation import Invitation

DAYS = 30  # that a session stays open: the link opens another one at any time


@dataclass(frozen=True, slots=True)
class Session:
    """One device of one person.

    Attributes:
        invitation: the id of the one that opened it.
        person: the id of somebody who is enrolled already; empty where the invitation says who it is.
        outside: the id of a customer or partner who answers the mirror; empty for all others.
    """

    invitation: str
    person: str
    language: str
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A session with its invitation, the state of the wave, and id, name, role and unit of whoever is enrolled."""

    session: Session
    invitation: Invitation
    state: str
    part: tuple[str, str, str, str] | None
    ends: datetime


_FOUND = (
    "SELECT s.person, s.mirror, s.language, s.ends, w.state, p.name, part.role, part.unit, "
    + ", ".join(f"i.{column}" for column in INVITATION_COLUMNS.split(", "))
    + " FROM session AS s JOIN invitation AS i ON i.id = s.invitation JOIN wave AS w ON w.id = i.wave"
    " LEFT JOIN participation AS part ON part.wave = i.wave AND part.person = s.person"
    " LEFT JOIN person AS p ON p.id = part.person WHERE s.token_hash = ?"
)


class SessionTables(Tables):
    """Sessions and codes; made by `Store.sessions`."""

    def open(self, session: Session) -> str:
        """Keep a session, and give the token for its cookie."""
        token, now = new_token(), datetime.now(UTC)
        with self._transaction() as db:
            db.execute("DELETE FROM session WHERE ends < ? AND person IS NULL", (now.isoformat(timespec="seconds"),))
            db.execute(
                "INSERT INTO session (token_hash, invitation, person, mirror, language, made, ends)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    token_hash(token),
                    session.invitation,
                    session.person or None,
                    session.outside or None,
                    session.language,
                    moment_of_link(db, session.invitation, now),
                    moment_of_link(db, session.invitation, now + timedelta(days=DAYS)),
                ),
            )
        return token

    def by_token(self, token: str) -> Session | None:
        """The session of a cookie, or None where there is none, or it is over."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._reading():
            row = self._db.execute(
                "SELECT invitation, person, language, mirror FROM session WHERE token_hash = ? AND ends >= ?"
                " AND invitation IS NOT NULL",
                (token_hash(token), now),
            ).fetchone()
        return Session(row[0], row[1] or "", row[2], row[3] or "") if row else None

    def found(self, token: str) -> Found | None:
        """What a cookie leads to, at one look; None where the session is over or there is none."""
        hashed = token_hash(token)
        found = self._known.find(self._db, hashed, lambda: self._look(hashed))
        return found if found is not None and found.ends >= datetime.now(UTC) else None

    def _look(self, hashed: str) -> Found | None:
        with self._reading():
            row = self._db.execute(_FOUND, (hashed,)).fetchone()
            if row is None:
                return None
            person, outside, language, ends, state, name, role, unit, *invitation = row
            part = (person, name, role, unit) if person and name is not None else None
            session = Session(invitation[0], person or "", language, outside or "")
            return Found(session, invitation_of(invitation), state, part, _moment(ends))

    def still_stand(self) -> None:
        """Say that what was written just now was one answer of somebody known: what is known of sessions stands."""
        self._known.changes = self._db.total_changes

    def belongs(self, token: str, person: str) -> None:
        """Keep who a session belongs to, once that person is enrolled."""
        with self._transaction() as db:
            db.execute("UPDATE session SET person = ? WHERE token_hash = ?", (person, token_hash(token)))

    def speak(self, token: str, language: str) -> None:
        """Go on in another language."""
        with self._transaction() as db:
            db.execute("UPDATE session SET language = ? WHERE token_hash = ?", (language, token_hash(token)))

    def end(self, token: str) -> None:
        """Close the session of a cookie; who joined by it stays counted."""
        with self._transaction() as db:
            db.execute("UPDATE session SET ends = '' WHERE token_hash = ?", (token_hash(token),))

    def joined(self, invitation: str) -> int:
        """How many people answer by a link that many have; those who answer the mirror are counted, and not kept."""
        with self._reading():
            [number] = self._db.execute(
                "SELECT taken + (SELECT count(DISTINCT person) FROM session WHERE invitation = id)"
                " FROM invitation WHERE id = ?",
                (invitation,),
            ).fetchone() or [0]
        return int(number)

    # ── codes to come back by ────────────────────────────────────────────────────────────────────────────────

    def new_code(self, person: str) -> str:
        """A code for a person in place of the one before, such as 7K2M-Q9XD-H4TB-W6RN."""
        code = new_code()
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO resume VALUES (?, ?)", (person, code_hash(code)))
        return code

    def by_code(self, code: str) -> str | None:
        """The id of the person who has a code, however it was typed, or None."""
        with self._reading():
            row = self._db.execute("SELECT person FROM resume WHERE code_hash = ?", (code_hash(code),)).fetchone()
        return str(row[0]) if row else None


def _moment(text: str) -> datetime:
    """When a session ends, of which an anonymous wave keeps the day alone; one that was closed ended long ago."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else datetime.min.replace(tzinfo=UTC)
