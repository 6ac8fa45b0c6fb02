"""The tables of answers.db that a wave's mode needs: what the client was shown, codes, comments that may be printed.

And how a person is taken out. In an anonymous wave a person has a mark in place of a name: `PREFIX` and a random id.
"""

import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, cast

from cxassess.errors import CxassessError
from cxassess.files.clean import name_key
from cxassess.files.codes import code_hash, new_code
from cxassess.files.store_tables import Tables
from cxassess.model.engagement import Said

PREFIX = "anonymous:"
SHOWN = "shown"  # the event that the client was shown results
EXPORTED, FORGOTTEN = "exported", "person forgotten"  # that a file for the client was written, and somebody taken out
_OF_PERSON = ("answer", "draft", "note", "comment_review", "participation", "resume", "session")

ReviewState = Literal["approved", "refused"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood behind the first results that the client saw: the last answer, and the roles that counted."""

    answers: int
    counted: tuple[str, ...]
    merged: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was taken out: their id, and the waves they took part in."""

    person: str
    waves: tuple[str, ...]


def new_mark() -> str:
    """What stands for a person in an anonymous wave."""
    return PREFIX + secrets.token_hex(8)


def is_mark(name: str) -> bool:
    """Whether a text stands for a person without a name."""
    return name.startswith(PREFIX) and len(name) > len(PREFIX)


def digest_of(text: str) -> str:
    """What tells a comment from its earlier wording."""
    return sha256(text.encode()).hexdigest()


class PrivacyTables(Tables):
    """What was shown, codes to go on with, decisions about comments; made by `Store.privacy`."""

    # ── what the client was shown ────────────────────────────────────────────────────────────────────────────

    def shown(self, wave: str) -> Shown | None:
        """What the client's results of a wave stand for, since they were first shown; None before that."""
        with self._reading():
            row = self._db.execute(
                "SELECT about FROM event WHERE wave = ? AND what = ? ORDER BY seq LIMIT 1", (wave, SHOWN)
            ).fetchone()
            if row is None:
                return None
            told = json.loads(row[0])
            return Shown(int(told["answers"]), tuple(told["counted"]), dict(told["merged"]))

    def show(self, wave: str, counted: tuple[str, ...], merged: Mapping[str, str]) -> Shown:
        """Record that the client sees results now; what was recorded first stands."""
        with self._transaction() as db:
            if (before := self.shown(wave)) is not None:
                return before
            [last] = db.execute("SELECT COALESCE(MAX(seq), 0) FROM answer WHERE wave = ?", (wave,)).fetchone()
            about = json.dumps({"answers": last, "counted": list(counted), "merged": dict(merged)})
            now = datetime.now(UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT INTO event (wave, what, about, reason, at) VALUES (?, ?, ?, '', ?)", (wave, SHOWN, about, now)
            )
        return Shown(int(last), counted, merged)

    def note_export(self, wave: str) -> None:
        """Record that a file for the client was written."""
        with self._transaction() as db:
            _note(db, wave, EXPORTED)

    def forgotten_since_export(self, wave: str) -> tuple[str, int]:
        """The day of the first file for the client, empty before that, and how many were forgotten since then."""
        with self._reading():
            first, day = self._db.execute(
                "SELECT COALESCE(MIN(seq), 0), COALESCE(MIN(at), '') FROM event WHERE wave = ? AND what = ?",
                (wave, EXPORTED),
            ).fetchone()
            [n] = self._db.execute(
                "SELECT COUNT(*) FROM event WHERE wave = ? AND what = ? AND seq > ?", (wave, FORGOTTEN, first)
            ).fetchone()
        return day, int(n) if day else 0

    # ── people without a name ────────────────────────────────────────────────────────────────────────────────

    def make_code(self, mark: str) -> str:
        """A code for a person without a name to go on with; only its hash is kept. On disk when this returns."""
        code = new_code()
        person = mark.removeprefix(PREFIX)
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO person VALUES (?, '', ?)", (person, name_key(mark)))
            db.execute("INSERT OR REPLACE INTO resume VALUES (?, ?)", (person, code_hash(code)))
        return code

    def mark_of(self, code: str) -> str | None:
        """The mark of the person who keeps a code, or None."""
        with self._reading():
            row = self._db.execute(
                "SELECT name_key FROM resume JOIN person ON person.id = person WHERE code_hash = ?", (code_hash(code),)
            ).fetchone()
        return row[0] if row else None

    def row_mark(self, wave: str, name: str) -> str:
        """The mark of a row of an imported file: the same for the same name while the wave is open, and no name.

        Raises CxassessError where the key was thrown away, since people would then be counted twice.
        """
        with self._transaction() as db:
            row = db.execute("SELECT value FROM secret WHERE name = ?", (_key_name(wave),)).fetchone()
            key = row[0] if row else secrets.token_hex(32)
            if row is None:
                db.execute("INSERT INTO secret VALUES (?, ?)", (_key_name(wave), key))
        if not key:
            message = f"wave {wave} was closed, and with it went the key by which rows were known; answers of a file"
            raise CxassessError(f"{message} would count people twice, so nothing was changed")
        return PREFIX + hmac.new(bytes.fromhex(key), name_key(name).encode(), "sha256").hexdigest()[:32]

    def throw_away_key(self, wave: str) -> None:
        """Forget by what the rows of imported files were known."""
        with self._transaction() as db:
            db.execute("UPDATE secret SET value = '' WHERE name = ?", (_key_name(wave),))

    # ── comments of respondents ──────────────────────────────────────────────────────────────────────────────

    def decide(self, wave: str, person: str, question: str, comment: str, state: ReviewState, text: str = "") -> None:
        """Approve a comment for print, as it is or in other words, or refuse it; the newest decision stands."""
        now = datetime.now(UTC).date().isoformat()
        with self._transaction() as db:
            db.execute(
                "INSERT INTO comment_review (wave, person, question, digest, state, text, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (wave, person, question, digest_of(comment), state, text if state == "approved" else "", now),
            )

    def decisions(self, wave: str) -> dict[tuple[str, str, str], tuple[ReviewState, str]]:
        """What was decided, by person, question and digest of the comment."""
        with self._reading():
            rows = self._db.execute(
                "SELECT person, question, digest, state, text FROM comment_review WHERE wave = ? ORDER BY seq", (wave,)
            ).fetchall()
        return {(person, q, digest): (cast("ReviewState", state), text) for person, q, digest, state, text in rows}

    def said(self, wave: str) -> tuple[Said, ...]:
        """The approved comments of a wave, in no one's order; one whose writer changed it since is not among them."""
        with self._reading():
            rows = self._db.execute(
                "SELECT person, question, comment FROM answer WHERE comment <> '' AND seq IN"
                " (SELECT MAX(seq) FROM answer WHERE wave = ? GROUP BY person, question)",
                (wave,),
            ).fetchall()
        decided = self.decisions(wave)
        found = [(q, decided.get((person, q, digest_of(comment)))) for person, q, comment in rows]
        said = [Said(q, one[1]) for q, one in found if one is not None and one[0] == "approved"]
        return tuple(sorted(said, key=lambda one: (one.question, digest_of(one.text))))

    # ── taking people out ────────────────────────────────────────────────────────────────────────────────────

    def find(self, name: str) -> Forgotten | None:
        """Who is called so, or keeps this code, with the waves they took part in; None where nobody is."""
        with self._reading():
            row = self._db.execute(
                "SELECT id FROM person WHERE name_key = ? OR id IN (SELECT person FROM resume WHERE code_hash = ?)",
                (name_key(name), code_hash(name)),
            ).fetchone()
            if row is None:
                return None
            waves = self._db.execute(
                "SELECT wave FROM participation JOIN wave ON wave.id = wave WHERE person = ? ORDER BY opened", row
            ).fetchall()
        return Forgotten(row[0], tuple(wave for (wave,) in waves))

    def forget(self, person: str, name: str) -> int:
        """Take a person out of all waves, with their invitations; overwritten on disk when this returns.

        Returns:
            How many rows went.
        """
        with self._transaction() as db:
            invited = [
                id
                for id, of in db.execute("SELECT id, name FROM invitation").fetchall()
                if name_key(of) == name_key(name)
            ]
            for (wave,) in db.execute("SELECT wave FROM participation WHERE person = ?", (person,)).fetchall():
                _note(db, wave, FORGOTTEN)
            gone = 0
            for id in invited:
                gone += db.execute("DELETE FROM session WHERE invitation = ?", (id,)).rowcount
                gone += db.execute("DELETE FROM invitation WHERE id = ?", (id,)).rowcount
            for table in _OF_PERSON:
                gone += db.execute(f"DELETE FROM {table} WHERE person = ?", (person,)).rowcount
            gone += db.execute("DELETE FROM person WHERE id = ?", (person,)).rowcount
        return gone


def _note(db: sqlite3.Connection, wave: str, what: str) -> None:
    """Add an event of this day to the history of a wave; of whom it is, is not kept."""
    day = datetime.now(UTC).date().isoformat()
    db.execute("INSERT INTO event (wave, what, about, reason, at) VALUES (?, ?, '', '', ?)", (wave, what, day))


def _key_name(wave: str) -> str:
    return f"import of {wave}"
