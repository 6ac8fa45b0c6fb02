"""The tables of answers.db with the people: who takes part in which wave, as what, and who has finished."""

import secrets
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from cxassess.errors import WaveClosed
from cxassess.files.clean import name_key
from cxassess.files.store_privacy import PREFIX, is_mark
from cxassess.files.store_tables import Tables, is_anonymous, moment_in
from cxassess.model.engagement import ANONYMOUS, OPEN


class PeopleTables(Tables):
    """The people and their parts in the waves; made by `Store.people`."""

    def enrol(self, wave: str, name: str, role: str, unit: str) -> str:
        """Take in somebody new, who may stay without a name; the id of the person."""
        with self._transaction() as db:
            if name:
                return self.join(wave, name, role, unit)[0]
            person = secrets.token_hex(8)
            db.execute("INSERT INTO person VALUES (?, '', ?)", (person, f"anonymous:{person}"))
            return self.join(wave, "", role, unit, person)[0]

    def join(self, wave: str, name: str, role: str, unit: str, person: str = "") -> tuple[str, bool, bool]:
        """Let somebody take part, by name, or by the id of somebody who is known already.

        Returns:
            The person's id; whether they are new to the wave, and whether role or unit changed.

        Raises WaveClosed: with nobody enrolled, nothing is kept of an answer. ValueError for a name in an anonymous
        wave, where a person has a mark of `new_mark` in its place.
        """
        with self._transaction() as db:
            mode = self.mode_while_open(wave)
            if mode == ANONYMOUS and not (person or is_mark(name)):
                message = "an anonymous wave stores no names"
                raise ValueError(message)
            person = person or self._person(db, name, keeps_names=mode != ANONYMOUS)
            part = db.execute(
                "SELECT role, unit FROM participation WHERE wave = ? AND person = ?", (wave, person)
            ).fetchone()
            if part is None:
                db.execute(
                    "INSERT INTO participation (wave, person, role, unit) VALUES (?, ?, ?, ?)",
                    (wave, person, role, unit),
                )
                return person, True, False
            if tuple(part) == (role, unit):
                return person, False, False
            db.execute(
                "UPDATE participation SET role = ?, unit = ? WHERE wave = ? AND person = ?", (role, unit, wave, person)
            )
            return person, False, True

    def _person(self, db: sqlite3.Connection, name: str, *, keeps_names: bool) -> str:
        """The id behind a name, a new one for a new name; of a mark, where no names are kept, the id in it."""
        found = db.execute("SELECT id FROM person WHERE name_key = ?", (name_key(name),)).fetchone()
        if found:
            return str(found[0])
        person = secrets.token_hex(8) if keeps_names else name.removeprefix(PREFIX)
        db.execute("INSERT INTO person VALUES (?, ?, ?)", (person, name if keeps_names else "", name_key(name)))
        return person

    def mode_while_open(self, wave: str) -> str:
        """The mode of a wave. Raises WaveClosed where it is not open any more."""
        state, mode = self._known.find(self._db, wave, lambda: self._standing(wave))
        if state != OPEN:
            raise WaveClosed(wave, state)
        return mode

    def _standing(self, wave: str) -> tuple[str, str]:
        row = self._db.execute("SELECT state, mode FROM wave WHERE id = ?", (wave,)).fetchone()
        return (row[0], row[1]) if row else (OPEN, "")  # a row of no wave is refused where it is written

    def carry(self, wave: str, into: str, roles: Sequence[str]) -> int:
        """Take the people of a wave who have one of these roles into another, without any answer; how many there were.

        None from or into an anonymous one, where nobody knows who they are.
        """
        with self._transaction() as db:
            if is_anonymous(db, wave) or is_anonymous(db, into):
                return 0
            marks = ", ".join("?" * len(roles))
            return db.execute(
                "INSERT OR IGNORE INTO participation (wave, person, role, unit) SELECT ?, person, role, unit"
                f" FROM participation WHERE wave = ? AND role IN ({marks})",
                (into, wave, *roles),
            ).rowcount

    def part(self, wave: str, name: str = "", person: str = "") -> tuple[str, str, str, str] | None:
        """Id, name, role and unit of somebody who takes part in a wave, by name or id; None for anybody else."""
        column, value = ("person.id", person) if person else ("name_key", name_key(name))
        with self._reading():
            row = self._db.execute(
                "SELECT person.id, name, role, unit FROM participation JOIN person ON person.id = person"
                f" WHERE wave = ? AND {column} = ?",
                (wave, value),
            ).fetchone()
        return (row[0], row[1], row[2], row[3]) if row else None

    def has_any(self, wave: str) -> bool:
        """Whether anybody takes part in a wave."""
        with self._reading():
            row = self._db.execute("SELECT 1 FROM participation WHERE wave = ? LIMIT 1", (wave,)).fetchone()
        return row is not None

    def roles(self, wave: str) -> set[str]:
        """The roles that people have in a wave."""
        with self._reading():
            return {
                row[0] for row in self._db.execute("SELECT DISTINCT role FROM participation WHERE wave = ?", (wave,))
            }

    def names(self) -> tuple[str, ...]:
        """The names of all people who ever took part."""
        with self._reading():
            return tuple(
                row[0] for row in self._db.execute("SELECT name FROM person WHERE name <> '' ORDER BY name_key")
            )

    def finish(self, wave: str, person: str) -> None:
        """Keep when somebody said that they are done, the first time."""
        with self._transaction() as db:
            now = moment_in(db, wave, datetime.now(UTC))
            db.execute(
                "UPDATE participation SET finished = ? WHERE wave = ? AND person = ? AND finished = ''",
                (now, wave, person),
            )

    def is_finished(self, wave: str, person: str) -> bool:
        """Whether somebody said that they are done."""
        with self._reading():
            row = self._db.execute(
                "SELECT finished FROM participation WHERE wave = ? AND person = ?", (wave, person)
            ).fetchone()
        return bool(row and row[0])

    def finished(self, wave: str) -> frozenset[str]:
        """The ids of the people who said that they had finished."""
        with self._reading():
            rows = self._db.execute(
                "SELECT person FROM participation WHERE wave = ? AND finished <> ''", (wave,)
            ).fetchall()
        return frozenset(row[0] for row in rows)
