"""The tables of answers.db with the answers, and what stands beside them: drafts, and the consultants' notes.

Answers are append-only: a correction is a newer row, and the sequence number decides which is newest.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cxassess.files.clean import name_key
from cxassess.files.store_people import PeopleTables
from cxassess.files.store_tables import Access, Saved, Tables, moment_in, moment_under
from cxassess.files.store_versions import MIGRATED
from cxassess.model.engagement import Answer, Response

ON_SCREEN = ("terminal", "web")  # ways in by which answers come one by one, so that their times tell something


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer on its way in."""

    name: str
    role: str
    unit: str
    answer: Answer
    person: str = ""  # the id of somebody who is known already, and may have no name


@dataclass(frozen=True, slots=True)
class Note:
    """What a consultant noted beside somebody's answer: for the consultants alone, never in a document."""

    name: str
    question: str
    text: str


class AnswerTables(Tables):
    """The answers of the waves; made by `Store.answers`."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._people = PeopleTables(access)

    def save(self, wave: str, rows: Iterable[AnswerRow], via: str) -> Saved:
        """Add the answers that differ from the newest ones; older rows are kept. On disk when this returns."""
        added = corrected = unchanged = people_added = 0
        changed: list[str] = []
        with self._transaction() as db:
            now = moment_in(db, wave, datetime.now(UTC))
            people: dict[str, str] = {}
            newest = {(p, a.question): a for p, answers in self._newest(db, wave).items() for a in answers}
            fresh = []
            for row in rows:
                key = name_key(row.name)
                if key not in people:
                    people[key], is_new, is_changed = self._join(wave, row)
                    people_added += is_new
                    if is_changed:
                        changed.append(row.name)
                person = people[key]
                before = newest.get((person, row.answer.question))
                if before == row.answer:
                    unchanged += 1
                    continue
                added, corrected = added + (before is None), corrected + (before is not None)
                newest[(person, row.answer.question)] = row.answer
                a = row.answer
                fresh.append((wave, person, a.question, a.choice, a.comment, a.evidence, now, via))
            db.executemany(
                "INSERT INTO answer (wave, person, question, choice, comment, evidence, at, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                fresh,
            )
        return Saved(added, corrected, unchanged, people_added, tuple(changed))

    def add(self, wave: str, row: AnswerRow, via: str) -> int:
        """Add one answer, and give its number; on disk when this returns. Whoever is named by an id is enrolled."""
        a = row.answer
        with self._transaction() as db:
            now = moment_under(self._people.mode_while_open(wave), datetime.now(UTC))
            person = row.person or self._join(wave, row)[0]
            made = db.execute(
                "INSERT INTO answer (wave, person, question, choice, comment, evidence, at, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (wave, person, a.question, a.choice, a.comment, a.evidence, now, via),
            )
            db.execute("DELETE FROM draft WHERE wave = ? AND person = ? AND question = ?", (wave, person, a.question))
        return made.lastrowid or 0

    def responses(self, wave: str, until: int | None = None) -> tuple[Response, ...]:
        """Everyone who takes part in a wave, by name, with their newest answers, or the newest up to a row of them."""
        with self._reading():
            newest, seconds = self._newest(self._db, wave, until=until), self._seconds(wave)
            people = self._db.execute(
                "SELECT person.id, name, role, unit FROM participation JOIN person ON person.id = person"
                " WHERE wave = ? ORDER BY name_key",
                (wave,),
            ).fetchall()
        return tuple(
            Response(id, name, role, unit, {a.question: a for a in newest.get(id, ())}, seconds.get(id, {}))
            for id, name, role, unit in people
        )

    def response(self, wave: str, name: str) -> Response | None:
        """One person's part in a wave, or None where they have none."""
        return self._response(wave, "name_key", name_key(name))

    def response_of(self, wave: str, person: str) -> Response | None:
        """The same by the person's id."""
        return self._response(wave, "person.id", person)

    def _response(self, wave: str, column: str, value: str) -> Response | None:
        with self._reading():
            row = self._db.execute(
                "SELECT person.id, name, role, unit FROM participation JOIN person ON person.id = person"
                f" WHERE wave = ? AND {column} = ?",
                (wave, value),
            ).fetchone()
            if row is None:
                return None
            answers = self._newest(self._db, wave, row[0]).get(row[0], ())
        id, stored_name, role, unit = row
        return Response(id, stored_name, role, unit, {a.question: a for a in answers})

    def _newest(
        self, db: sqlite3.Connection, wave: str, person: str | None = None, until: int | None = None
    ) -> dict[str, list[Answer]]:
        """The newest answer of each person to each question, in the order of the questions' first answers.

        One without a choice took back what stood before it.
        """
        rows = db.execute(
            "SELECT person, question, choice, comment, evidence FROM answer WHERE choice <> '' AND seq IN"
            " (SELECT MAX(seq) FROM answer WHERE wave = ? AND (? IS NULL OR person = ?) AND (? IS NULL OR seq <= ?)"
            " GROUP BY person, question)",
            (wave, person, person, until, until),
        )
        newest: dict[str, list[Answer]] = {}
        for row in rows:
            newest.setdefault(row[0], []).append(Answer(*row[1:]))
        return newest

    def _seconds(self, wave: str) -> dict[str, dict[str, float]]:
        """The seconds between an answer on a screen and the one before it, by person and question; the first counts.

        Where a question was asked anew in other words, the first to these.
        """
        ways = (*ON_SCREEN, MIGRATED)
        rows = self._db.execute(
            f"SELECT person, question, at, via FROM answer WHERE wave = ? AND via IN ({', '.join('?' * len(ways))})"
            " ORDER BY seq",
            (wave, *ways),
        )
        last: dict[str, datetime] = {}
        seen: set[tuple[str, str]] = set()
        took: dict[str, dict[str, float]] = {}
        for person, question, text, via in rows:
            if via == MIGRATED:
                seen.discard((person, question))
                took.get(person, {}).pop(question, None)
                continue
            if "T" not in text:  # the day alone is kept
                continue
            at = datetime.fromisoformat(text)
            before, last[person] = last.get(person), at
            if before is not None and (person, question) not in seen:
                took.setdefault(person, {})[question] = (at - before).total_seconds()
            seen.add((person, question))
        return took

    def newest(self, wave: str, person: str, question: str) -> tuple[int, Answer] | None:
        """The newest answer of a person to a question with its number, which grows with each answer of the store."""
        with self._reading():
            row = self._db.execute(
                "SELECT seq, choice, comment, evidence FROM answer WHERE wave = ? AND person = ? AND question = ?"
                " ORDER BY seq DESC LIMIT 1",
                (wave, person, question),
            ).fetchone()
        return (row[0], Answer(question, *row[1:])) if row and row[1] else None

    def counts(self, wave: str) -> tuple[int, int]:
        """How many people take part in a wave, and how many of them answered anything."""
        with self._reading():
            [people] = self._db.execute("SELECT COUNT(*) FROM participation WHERE wave = ?", (wave,)).fetchone()
            [answered] = self._db.execute(
                "SELECT COUNT(DISTINCT person) FROM answer WHERE choice <> '' AND seq IN"
                " (SELECT MAX(seq) FROM answer WHERE wave = ? GROUP BY person, question)",
                (wave,),
            ).fetchone()
        return people, answered

    def has_any(self, wave: str) -> bool:
        """Whether anybody's newest answer to a question counts. It looks no further than the first that does."""
        with self._reading():
            row = self._db.execute(
                "SELECT 1 FROM answer AS a WHERE wave = ? AND choice <> '' AND NOT EXISTS (SELECT 1 FROM answer"
                " WHERE wave = a.wave AND person = a.person AND question = a.question AND seq > a.seq) LIMIT 1",
                (wave,),
            ).fetchone()
        return row is not None

    # ── what stands beside answers ───────────────────────────────────────────────────────────────────────────

    def save_draft(self, wave: str, row: AnswerRow) -> None:
        """Keep the comment and proof of a question that has no choice yet. On disk when this returns."""
        a = row.answer
        with self._transaction() as db:
            person, _, _ = self._join(wave, row)
            db.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)", (wave, person, a.question, a.comment, a.evidence)
            )

    def drafts(self, wave: str, name: str) -> dict[str, Answer]:
        """What one person wrote beside questions that had no choice yet, by question; the choices are empty."""
        return self._drafts(wave, "name_key", name_key(name))

    def drafts_of(self, wave: str, person: str) -> dict[str, Answer]:
        """The same by the person's id."""
        return self._drafts(wave, "person.id", person)

    def _drafts(self, wave: str, column: str, value: str) -> dict[str, Answer]:
        with self._reading():
            rows = self._db.execute(
                "SELECT question, comment, evidence FROM draft JOIN person ON person.id = person"
                f" WHERE wave = ? AND {column} = ? AND (comment <> '' OR evidence <> '')",
                (wave, value),
            ).fetchall()
        return {question: Answer(question, "", comment, evidence) for question, comment, evidence in rows}

    def save_note(self, wave: str, row: AnswerRow, text: str) -> None:
        """Keep a consultant's note on a person's question; a later one replaces it. On disk when this returns."""
        with self._transaction() as db:
            now = moment_in(db, wave, datetime.now(UTC))
            person, _, _ = self._join(wave, row)
            db.execute(
                "INSERT INTO note (wave, person, question, text, at) VALUES (?, ?, ?, ?, ?)",
                (wave, person, row.answer.question, text, now),
            )

    def notes(self, wave: str) -> tuple[Note, ...]:
        """The newest note on each person's question that is not empty, in the order of names and notes."""
        with self._reading():
            rows = self._db.execute(
                "SELECT name, question, text FROM note JOIN person ON person.id = note.person WHERE wave = ? AND seq IN"
                " (SELECT MAX(seq) FROM note WHERE wave = ? GROUP BY person, question) ORDER BY name_key, seq",
                (wave, wave),
            ).fetchall()
        return tuple(Note(*row) for row in rows if row[2])

    def _join(self, wave: str, row: AnswerRow) -> tuple[str, bool, bool]:
        return self._people.join(wave, row.name, row.role, row.unit, row.person)
