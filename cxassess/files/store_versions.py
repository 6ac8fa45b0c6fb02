"""The tables of answers.db where an open wave goes on with another version of its questionnaire."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cxassess.errors import CxassessError
from cxassess.files.store_states import StateTables
from cxassess.files.store_tables import Tables, moment_in
from cxassess.model.engagement import OPEN

MIGRATED = "migrated"  # how an answer came in that a move carried over or took out
MIGRATING = "questionnaire changed"  # what the event is called; it is about the versions before and after


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does to a wave.

    Attributes:
        stand: answers that stand; `carried` of them under another id.
        lost: answers that count no longer and stay as history; drafts: texts without a choice that go.
        agreed: practices whose agreed level is withdrawn.
        asked_again: people who had answered, or had said that they were done, and have questions to answer now.
    """

    stand: int
    carried: int
    lost: int
    drafts: int
    agreed: tuple[str, ...]
    asked_again: int


class VersionTables(Tables):
    """The move of a wave to another version; made by `Store.versions`."""

    def effect(self, wave: str, kept: Mapping[str, str], fresh: Mapping[str, Collection[str]]) -> Effect:
        """What `move` would do; its arguments are the same."""
        with self._reading():
            answers = [row[1] for row in self._answers(wave)]
            drafts = [q for (q,) in self._db.execute("SELECT question FROM draft WHERE wave = ?", (wave,))]
            people = self._db.execute(
                "SELECT person, role FROM participation WHERE wave = ? AND (finished <> '' OR person IN"
                " (SELECT person FROM answer WHERE wave = ?))",
                (wave, wave),
            ).fetchall()
            agreed = self._agreed(wave)
        return Effect(
            stand=sum(q in kept for q in answers),
            carried=sum(kept.get(q, q) != q for q in answers),
            lost=sum(q not in kept for q in answers),
            drafts=sum(q not in kept for q in drafts),
            agreed=tuple(practice for practice in agreed if practice not in kept),
            asked_again=sum(bool(fresh.get(role)) for _, role in people),
        )

    def move(
        self,
        wave: str,
        snapshot: Mapping[str, Any],
        kept: Mapping[str, str],
        fresh: Mapping[str, Collection[str]],
        promised: Collection[str],
        reasons: tuple[str, str],
        since: str,
    ) -> None:
        """Let an open wave ask what a snapshot says. What is there already stays as history. On disk when this returns.

        Args:
            kept: the questions whose answers stand, before → now.
            fresh: by role what it is asked and has not answered, so that nobody there is done any more.
            promised: actions that were taken up, whose ids stay.
            reasons: why agreed levels are withdrawn: of a practice that is another one now, and of one with a new id.
            since: the version that this follows from; CxassessError where the wave asks another by now, or is not open.
        """
        version = snapshot["structure"]["version"]
        with self._transaction() as db:
            row = db.execute("SELECT state, version FROM wave WHERE id = ?", (wave,)).fetchone()
            if row is None or tuple(row) != (OPEN, since):
                message = f"wave {wave} was closed or changed meanwhile; nothing was changed, try again"
                raise CxassessError(message)
            db.execute(
                "UPDATE wave SET snapshot = ?, version = ? WHERE id = ?",
                (json.dumps(snapshot, ensure_ascii=False), version, wave),
            )
            self._move_answers(wave, kept)
            self._move_beside(wave, kept)
            self._move_actions(wave, {old: new for old, new in kept.items() if old != new}, promised)
            self._move_agreed(wave, kept, reasons)
            for role, questions in fresh.items():
                if questions:
                    db.execute(
                        "UPDATE participation SET finished = '' WHERE wave = ? AND role = ? AND finished <> ''",
                        (wave, role),
                    )
            StateTables(self._access).record(wave, MIGRATING, f"{since} → {version}")

    def _answers(self, wave: str) -> list[tuple[str, ...]]:
        """Person, question, choice, comment and proof of the newest answers that count."""
        return self._db.execute(
            "SELECT person, question, choice, comment, evidence FROM answer WHERE choice <> '' AND seq IN"
            " (SELECT MAX(seq) FROM answer WHERE wave = ? GROUP BY person, question) ORDER BY seq",
            (wave,),
        ).fetchall()

    def _move_answers(self, wave: str, kept: Mapping[str, str]) -> None:
        """Answers are rows without a choice where they count no longer, and stand once more under their new id."""
        now = moment_in(self._db, wave, datetime.now(UTC))
        rows = self._answers(wave)
        gone = [(p, q, "", "", "") for p, q, *_ in rows if kept.get(q) != q]
        carried = [(p, kept[q], *rest) for p, q, *rest in rows if kept.get(q, q) != q]
        self._db.executemany(
            "INSERT INTO answer (wave, person, question, choice, comment, evidence, at, via)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(wave, *row, now, MIGRATED) for row in (*gone, *carried)],
        )

    def _move_beside(self, wave: str, kept: Mapping[str, str]) -> None:
        """What stands beside answers goes with them: drafts, consultants’ notes, decisions on comments."""
        db = self._db
        drafts = db.execute("SELECT person, question, comment, evidence FROM draft WHERE wave = ?", (wave,)).fetchall()
        db.execute("DELETE FROM draft WHERE wave = ?", (wave,))
        db.executemany(
            "INSERT INTO draft (wave, person, question, comment, evidence) VALUES (?, ?, ?, ?, ?)",
            [(wave, p, kept[q], *rest) for p, q, *rest in drafts if q in kept],
        )
        notes = db.execute(
            "SELECT person, question, text, at FROM note WHERE wave = ? AND text <> '' AND seq IN"
            " (SELECT MAX(seq) FROM note WHERE wave = ? GROUP BY person, question) ORDER BY seq",
            (wave, wave),
        ).fetchall()
        moved = [(p, q, "", at) for p, q, _, at in notes if kept.get(q, q) != q]
        moved += [(p, kept[q], text, at) for p, q, text, at in notes if kept.get(q, q) != q]
        db.executemany(
            "INSERT INTO note (wave, person, question, text, at) VALUES (?, ?, ?, ?, ?)",
            [(wave, *row) for row in moved],
        )
        for before, now in kept.items():
            if before != now:
                db.execute(
                    "INSERT INTO comment_review (wave, person, question, digest, state, text, at)"
                    " SELECT wave, person, ?, digest, state, text, at FROM comment_review"
                    " WHERE wave = ? AND question = ? ORDER BY seq",
                    (now, wave, before),
                )

    def _move_actions(self, wave: str, renamed: Mapping[str, str], promised: Collection[str]) -> None:
        """How steps of a renamed practice were weighed, said once more under its new id; promises keep theirs."""
        rows = self._db.execute(
            "SELECT action, field, value, reason, at FROM action_change WHERE wave = ? ORDER BY seq", (wave,)
        ).fetchall()
        again = []
        for action, *rest in rows:
            practice, mark, step = action.partition(":")
            if practice in renamed and action not in promised:
                again.append((wave, f"{renamed[practice]}{mark}{step}", *rest, MIGRATED))
        self._db.executemany(
            "INSERT INTO action_change (wave, action, field, value, reason, at, via) VALUES (?, ?, ?, ?, ?, ?, ?)",
            again,
        )

    def _agreed(self, wave: str) -> dict[str, tuple[int, str, str, str]]:
        """Level, reason, day and who was there of the newest agreement on each practice that has one."""
        rows = self._db.execute(
            "SELECT practice, level, reason, agreed_on, present FROM agreed WHERE wave = ? ORDER BY seq", (wave,)
        )
        newest = {practice: tuple(rest) for practice, *rest in rows}
        return {practice: one for practice, one in newest.items() if one[0]}

    def _move_agreed(self, wave: str, kept: Mapping[str, str], reasons: tuple[str, str]) -> None:
        agreed = self._agreed(wave)
        today = datetime.now(UTC).date().isoformat()
        rows = [(p, 0, reasons[p in kept], today, "") for p in agreed if kept.get(p) != p]
        rows += [(kept[p], *rest) for p, rest in agreed.items() if kept.get(p, p) != p]
        self._db.executemany(
            "INSERT INTO agreed (wave, practice, level, reason, agreed_on, present) VALUES (?, ?, ?, ?, ?, ?)",
            [(wave, *row) for row in rows],
        )
