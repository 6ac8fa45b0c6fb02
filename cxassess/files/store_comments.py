"""The tables of answers.db that hold customers' words: comments without personal data, and which of them may be quoted.

Other than answers, comments are not append-only: what a source no longer gives is taken out, and so are the decisions
about it, since nothing that people wrote is kept longer than it is used.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, cast

from cxassess.files.store_tables import Tables
from cxassess.measures.measure import Period
from cxassess.model.comments import Comment, QuoteDecision, QuoteState

_PART = 2_000  # comments that are written or read at a time
_COLUMNS = "text, file, row, day, touchpoint, channel, language, scores"


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source of comments: its name, and the days that are reported, None for all."""

    id: int
    name: str
    period: Period | None


class CommentTables(Tables):
    """The comments and quotes of the waves; made by `Store.comments`."""

    def save(self, wave: str, source: str, comments: Iterable[Comment], period: Period | None = None) -> int:
        """Keep the comments of a source in place of what it gave before; the same once more changes nothing.

        Decisions about comments that are there no more are taken out, too.

        Args:
            comments: are gone through twice.

        Returns:
            How many there are now.
        """
        start, end = (period.start.isoformat(), period.end.isoformat()) if period else ("", "")
        count, digest = _digest(comments)
        with self._transaction() as db:
            before = db.execute(
                'SELECT id, digest, start, "end" FROM comment_source WHERE wave = ? AND source = ?', (wave, source)
            ).fetchone()
            if before is not None and before[1:] == (digest, start, end):
                return count
            if before is not None:
                self._drop(db, before[0])
            if count:
                made = db.execute(
                    'INSERT INTO comment_source (wave, source, digest, start, "end") VALUES (?, ?, ?, ?, ?)',
                    (wave, source, digest, start, end),
                ).lastrowid
                db.executemany(
                    f"INSERT INTO comment (source, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    ((made, *_cells(comment)) for comment in comments),
                )
            if before is not None:
                self._drop_stale_quotes(db, wave)
        return count

    def _drop(self, db: sqlite3.Connection, source: int) -> None:
        db.execute("DELETE FROM comment WHERE source = ?", (source,))
        db.execute("DELETE FROM comment_source WHERE id = ?", (source,))

    def _drop_stale_quotes(self, db: sqlite3.Connection, wave: str) -> None:
        decided = {key for (key,) in db.execute("SELECT comment FROM quote WHERE wave = ?", (wave,))}
        if decided:
            known = {comment.key for source in self.sources(wave) for comment in self.of(source)}
            gone = [(wave, key) for key in decided - known]
            db.executemany("DELETE FROM quote WHERE wave = ? AND comment = ?", gone)

    def sources(self, wave: str) -> tuple[StoredSource, ...]:
        """The sources of a wave that have comments, in the order of their names."""
        with self._reading():
            rows = self._db.execute(
                'SELECT id, source, start, "end" FROM comment_source WHERE wave = ? ORDER BY source', (wave,)
            ).fetchall()
            return tuple(
                StoredSource(
                    id, name, Period(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None
                )
                for id, name, start, end in rows
            )

    def count(self, wave: str) -> int:
        """How many comments a wave has."""
        with self._reading():
            [number] = self._db.execute(
                "SELECT count(*) FROM comment JOIN comment_source AS s ON s.id = comment.source WHERE wave = ?", (wave,)
            ).fetchone()
        return int(number)

    def of(self, source: StoredSource) -> Iterator[Comment]:
        """The comments of a source, a part at a time, in the order of their file."""
        known: dict[str, dict[str, float]] = {}
        last = 0
        while True:
            with self._reading():
                rows = self._db.execute(
                    f"SELECT id, {_COLUMNS} FROM comment WHERE source = ? AND id > ? ORDER BY id LIMIT {_PART}",
                    (source.id, last),
                ).fetchall()
                made = [_comment(cells, known) for _, *cells in rows]
            yield from made
            if len(rows) < _PART:
                return
            last = rows[-1][0]

    # ── quotes ───────────────────────────────────────────────────────────────────────────────────────────────

    def decide(self, wave: str, comment: Comment, state: QuoteState, text: str = "") -> None:
        """Approve a comment as a quote, or refuse it; the newest decision stands. On disk when this returns."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            db.execute(
                "INSERT INTO quote (wave, comment, state, text, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (wave, comment)"
                " DO UPDATE SET state = excluded.state, text = excluded.text, at = excluded.at",
                (wave, comment.key, state, (text or comment.text) if state == "approved" else "", now),
            )

    def decisions(self, wave: str) -> dict[str, QuoteDecision]:
        """What was decided about quotes, by the key of the comment."""
        with self._reading():
            rows = self._db.execute(
                "SELECT comment, state, text FROM quote WHERE wave = ? ORDER BY comment", (wave,)
            ).fetchall()
        return {key: QuoteDecision(key, cast("QuoteState", state), text) for key, state, text in rows}


def _digest(comments: Iterable[Comment]) -> tuple[int, str]:
    """How many comments there are, and what tells them from others."""
    digest, count = sha256(), 0
    for comment in comments:
        digest.update(json.dumps(_cells(comment)).encode())
        count += 1
    return count, digest.hexdigest()


def _cells(comment: Comment) -> tuple[Any, ...]:
    return (
        comment.text,
        comment.file,
        comment.row,
        comment.day.isoformat() if comment.day else "",
        comment.touchpoint,
        comment.channel,
        comment.language,
        json.dumps(dict(sorted(comment.scores.items()))),
    )


def _comment(cells: Sequence[Any], known: dict[str, dict[str, float]]) -> Comment:
    """A comment of the store; equal scores are read once."""
    text, file, row, day, touchpoint, channel, language, scores = cells
    if scores not in known:
        known[scores] = {str(key): float(value) for key, value in json.loads(scores).items()}
    return Comment(
        text, file, row, date.fromisoformat(day) if day else None, touchpoint, channel, language, known[scores]
    )
