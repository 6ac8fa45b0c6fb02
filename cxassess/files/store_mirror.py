"""The tables of answers.db that hold what customers and partners answered to the mirror, and how they were reached.

Who they are, is not kept: a person is a random id, or a fingerprint of what an imported file calls them, so that the
same file imported twice counts once. Answers are append-only, as those of respondents are, and have no moment; by which
link somebody came, stands in their session alone, until that is over.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import cast

from cxassess.files.clean import clean_text, name_key
from cxassess.files.store_tables import Tables
from cxassess.masking import mask
from cxassess.model.mirror import MirrorAnswer, MirrorResponse, Panel

_REACHED = "mirror_reached"  # the event that says how a panel was reached


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One answer on its way in; `respondent` is what the file calls the person."""

    respondent: str
    panel: Panel
    language: str
    answer: MirrorAnswer


@dataclass(frozen=True, slots=True)
class MirrorSaved:
    """What an import of mirror answers changed."""

    added: int
    corrected: int
    unchanged: int
    people_added: int


def kept_comment(text: str) -> str:
    """A comment as it is kept: on one line, without personal data."""
    return mask(clean_text(text)) if text else ""


def person_of(wave: str, panel: Panel, respondent: str) -> str:
    """The id of somebody whom a file names: nobody reads the name in it, and the same name gives the same id."""
    return sha256("\0".join((wave, panel, name_key(respondent))).encode()).hexdigest()[:32]


class MirrorTables(Tables):
    """The mirror answers of the waves; made by `Store.mirror`."""

    def open_person(self, wave: str, panel: Panel, language: str) -> str:
        """Somebody who begins to answer, as a random id; nothing else is known of them."""
        person = token_hex(16)
        with self._transaction() as db:
            _enrol(db, person, wave, panel, language)
        return person

    def save_answer(self, person: str, answer: MirrorAnswer, via: str) -> None:
        """Add one answer; the newest of an item counts, and the earlier ones are kept. On disk when this returns."""
        with self._transaction() as db:
            _add(db, person, answer, via)

    def finish(self, person: str) -> None:
        """Remember that somebody has sent off the form, and not when. On disk when this returns."""
        with self._transaction() as db:
            db.execute("UPDATE mirror_person SET finished = 'yes' WHERE id = ?", (person,))

    def is_finished(self, person: str) -> bool:
        """Whether somebody has sent off the form."""
        with self._reading():
            row = self._db.execute("SELECT finished FROM mirror_person WHERE id = ?", (person,)).fetchone()
        return bool(row and row[0])

    def answers_of(self, person: str) -> Mapping[str, MirrorAnswer]:
        """What one person answered, of each item the newest."""
        with self._reading():
            rows = self._db.execute(
                "SELECT item, choice, comment FROM mirror_answer WHERE person = ? ORDER BY seq", (person,)
            ).fetchall()
        return {item: MirrorAnswer(item, choice, comment) for item, choice, comment in rows}

    def finished(self, wave: str) -> Mapping[Panel, int]:
        """How many of each panel have sent off the form."""
        with self._reading():
            rows = self._db.execute(
                "SELECT panel, count(*) FROM mirror_person WHERE wave = ? AND finished <> '' GROUP BY panel", (wave,)
            ).fetchall()
        return {cast("Panel", panel): number for panel, number in rows}

    def save(self, wave: str, rows: Iterable[MirrorRow], via: str) -> MirrorSaved:
        """Add the answers of files that differ from the newest ones, all or none. On disk when this returns."""
        added = corrected = unchanged = people_added = 0
        with self._transaction() as db:
            newest = self._newest(db, wave)
            known = {id for (id,) in db.execute("SELECT id FROM mirror_person WHERE wave = ?", (wave,))}
            for row in rows:
                person = person_of(wave, row.panel, row.respondent)
                if person not in known:
                    _enrol(db, person, wave, row.panel, row.language)
                    known.add(person)
                    people_added += 1
                own = newest.setdefault(person, {})
                before = own.get(row.answer.item)
                if before == row.answer:
                    unchanged += 1
                    continue
                added, corrected = added + (before is None), corrected + (before is not None)
                own[row.answer.item] = row.answer
                _add(db, person, row.answer, via)
        return MirrorSaved(added, corrected, unchanged, people_added)

    def responses(self, wave: str) -> tuple[MirrorResponse, ...]:
        """Everyone who took part in the mirror of a wave, with their newest answers, in the order of their ids."""
        with self._reading():
            newest = self._newest(self._db, wave)
            people = self._db.execute(
                "SELECT id, panel, language FROM mirror_person WHERE wave = ? ORDER BY id", (wave,)
            ).fetchall()
        return tuple(
            MirrorResponse(id, cast("Panel", panel), language, newest.get(id, {})) for id, panel, language in people
        )

    def _newest(self, db: sqlite3.Connection, wave: str) -> dict[str, dict[str, MirrorAnswer]]:
        rows = db.execute(
            "SELECT person, item, choice, comment FROM mirror_answer JOIN mirror_person AS p ON p.id = person"
            " WHERE wave = ? ORDER BY seq",
            (wave,),
        )
        newest: dict[str, dict[str, MirrorAnswer]] = {}
        for person, item, choice, comment in rows:
            newest.setdefault(person, {})[item] = MirrorAnswer(item, choice, comment)
        return newest

    # ── how a panel was reached ──────────────────────────────────────────────────────────────────────────────

    def save_reached(self, wave: str, panel: Panel, text: str) -> None:
        """Remember in the consultant's words how a panel was reached; a later one replaces it."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            db.execute(
                "INSERT INTO event (wave, what, about, reason, at) VALUES (?, ?, ?, ?, ?)",
                (wave, _REACHED, panel, text, now),
            )

    def reached(self, wave: str) -> Mapping[Panel, str]:
        """How each panel was reached, where that was said."""
        with self._reading():
            rows = self._db.execute(
                "SELECT about, reason FROM event WHERE wave = ? AND what = ? ORDER BY seq", (wave, _REACHED)
            ).fetchall()
        return {cast("Panel", panel): text for panel, text in rows if text}


def _enrol(db: sqlite3.Connection, person: str, wave: str, panel: Panel, language: str) -> None:
    db.execute(
        "INSERT INTO mirror_person (id, wave, panel, language) VALUES (?, ?, ?, ?)", (person, wave, panel, language)
    )


def _add(db: sqlite3.Connection, person: str, answer: MirrorAnswer, via: str) -> None:
    db.execute(
        "INSERT INTO mirror_answer (person, item, choice, comment, via) VALUES (?, ?, ?, ?, ?)",
        (person, answer.item, answer.choice, answer.comment, via),
    )
