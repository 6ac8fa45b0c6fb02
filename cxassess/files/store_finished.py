"""The table of answers.db that keeps what a finished wave found, whole and for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cxassess import __version__
from cxassess.errors import CxassessError
from cxassess.files.store_states import FINISHING, StateTables
from cxassess.files.store_tables import Tables
from cxassess.model.engagement import CLOSED, FINISHED


@dataclass(frozen=True, slots=True)
class FinishedWave:
    """A revision of what a wave found.

    Attributes:
        revision: from 1; a wave that was reopened and finished again has several, and the newest stands.
        day: on which it was finished, in UTC.
        product: the version of cxassess that did so.
        digest: SHA-256 of the document as it is kept.
        reason: why there is another revision; empty for the first.
    """

    wave: str
    revision: int
    day: str
    product: str
    digest: str
    reason: str


class FinishedTable(Tables):
    """What finished waves found; made by `Store.finished`."""

    def finish(
        self, wave: str, day: str, inputs: Mapping[str, Any], document: Mapping[str, Any], reason: str
    ) -> FinishedWave:
        """Keep what a closed wave found, and let nobody write to it any more. On disk when this returns.

        Args:
            inputs: what the files of the folder said, so that documents can be written again.
            document: the assessment as `assess --json` shows it to the client.

        Raises CxassessError where the wave is not closed.
        """
        text = _written(document)
        digest = sha256(text.encode()).hexdigest()
        with self._transaction() as db:
            if not db.execute("SELECT 1 FROM wave WHERE id = ? AND state = ?", (wave, CLOSED)).fetchone():
                message = f"wave {wave} is not closed, so that it cannot be finished; nothing was changed"
                raise CxassessError(message)
            [revision] = db.execute(
                "SELECT COALESCE(MAX(revision), 0) + 1 FROM finished WHERE wave = ?", (wave,)
            ).fetchone()
            db.execute(
                "INSERT INTO finished (wave, revision, day, product, inputs, document, digest, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (wave, revision, day, __version__, _written(inputs), text, digest, reason),
            )
            db.execute("UPDATE wave SET state = ? WHERE id = ?", (FINISHED, wave))
            StateTables(self._access).record(wave, FINISHING, digest, reason)
        return FinishedWave(wave, revision, day, __version__, digest, reason)

    def revisions(self, wave: str) -> tuple[FinishedWave, ...]:
        """All that was ever finished of a wave, the newest last."""
        with self._reading():
            rows = self._db.execute(
                "SELECT wave, revision, day, product, digest, reason FROM finished WHERE wave = ? ORDER BY revision",
                (wave,),
            ).fetchall()
        return tuple(FinishedWave(*row) for row in rows)

    def inputs(self, wave: str) -> dict[str, Any] | None:
        """What the files of the folder said when the wave was finished; None where it is not finished."""
        return self._newest(wave, "inputs")

    def document(self, wave: str) -> dict[str, Any] | None:
        """The assessment that was kept, as `assess --json` showed it; None where the wave is not finished."""
        return self._newest(wave, "document")

    def _newest(self, wave: str, column: str) -> dict[str, Any] | None:
        with self._reading():
            row = self._db.execute(
                f"SELECT {column} FROM finished JOIN wave ON wave.id = wave WHERE wave = ? AND state = ?"
                " ORDER BY revision DESC LIMIT 1",
                (wave, FINISHED),
            ).fetchone()
            return None if row is None else dict(json.loads(row[0]))

    def empty(self, wave: str) -> None:
        """Take out all that was kept of a wave but that it was: somebody in it is to be forgotten."""
        with self._transaction() as db:
            db.execute("UPDATE finished SET inputs = '{}', document = '{}' WHERE wave = ?", (wave,))


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
