"""answers.db, in SQLite: its connection, transactions and locks, serving, and the waves.

Client folders live in synced drives and get copied, so there is one file (`journal_mode=DELETE`), and an answer is on
the disk (`synchronous=FULL`) before anything calls it saved. While a server runs, the store is in WAL mode
(`serving`). Whoever writes holds a lock on a file beside the store. All SQL of the store is in this module and in the
modules `store_…`, one for each subject.
"""

import contextlib
import errno
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cxassess.errors import CannotWrite, CxassessError, NotAnEngagement, StoreBusy, WaveFinished
from cxassess.files.lock import FileLock
from cxassess.files.store_actions import ActionTable
from cxassess.files.store_answers import AnswerTables
from cxassess.files.store_comments import CommentTables
from cxassess.files.store_decisions import DecisionTables
from cxassess.files.store_finished import FinishedTable
from cxassess.files.store_forms import FormTables
from cxassess.files.store_invitations import InvitationTable
from cxassess.files.store_known import Known
from cxassess.files.store_mirror import MirrorTables
from cxassess.files.store_outcomes import OutcomeTables
from cxassess.files.store_people import PeopleTables
from cxassess.files.store_privacy import PrivacyTables
from cxassess.files.store_schema import UPGRADES, upgrade
from cxassess.files.store_secrets import SecretTable
from cxassess.files.store_sessions import SessionTables
from cxassess.files.store_states import StateTables
from cxassess.files.store_tables import Access
from cxassess.files.store_versions import VersionTables
from cxassess.files.store_whole import WholeStore
from cxassess.model.engagement import OPEN, Wave

FILE = "answers.db"
APPLICATION_ID = 0x63786173  # “cxas”
LOCK, SERVING = "answers.db.lock", "answers.db.serving"  # held by whoever writes, and by a server while it runs
BUSY_SECONDS = 5.0
_BUSY = "is being written by another program; nothing was changed, try again in a moment"
_READ_ONLY = "may not be written (the folder or the file is read-only); nothing was changed"


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wave with the questionnaire it asks."""

    wave: Wave
    questionnaire: str
    version: str


class Store:
    """What one engagement keeps, by subject. Use it as a context manager; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path.with_name(LOCK))
        self._known = Known()
        self.patience = BUSY_SECONDS  # how long a transaction waits for another writer
        with self._guard():
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")  # what is taken out of a comment is gone from the file

    @classmethod
    def create(cls, path: Path) -> "Store":
        """A new, empty store. Raises CannotWrite."""
        store = cls(path)
        try:
            with store._transaction() as db:
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                upgrade(db, 0)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """The store of an engagement folder. Raises NotAnEngagement, StoreBusy, CannotWrite."""
        path = folder / FILE
        if not path.is_file():
            raise NotAnEngagement(f"{folder} is not an engagement: it has no {FILE} (cxassess new makes one)")
        store = cls(path)
        try:
            with store._guard():
                version = store._pragma("user_version")
                if store._pragma("application_id") != APPLICATION_ID:
                    raise NotAnEngagement(f"{path} is not a store of cxassess")
            if version > len(UPGRADES):
                message = f"{path} was written by a newer cxassess (store version {version}): install that one"
                raise CxassessError(message)
            if version < len(UPGRADES):
                with store._transaction() as db:
                    upgrade(db, store._pragma("user_version"))
            store._settle()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self._db.close()
        self._lock.close()

    def _settle(self) -> None:
        """Back to one file where a server was killed: SQLite plays back what it had acknowledged."""
        if self._journal() != "wal":
            return
        mark = FileLock(self.path.with_name(SERVING))
        with contextlib.suppress(OSError):  # a folder that is read-only stays as it is
            if mark.take(0):
                self._leave_wal()
        mark.close()

    def _journal(self) -> str:
        with self._guard():
            return str(self._db.execute("PRAGMA journal_mode").fetchone()[0])

    def _leave_wal(self, seconds: float = 0.0) -> bool:
        """Write everything into the one file; False where another program goes on reading for so long."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(sqlite3.OperationalError, StoreBusy), self._locked():
                self._db.execute("PRAGMA busy_timeout = 0")
                try:
                    if str(self._db.execute("PRAGMA journal_mode = DELETE").fetchone()[0]) == "delete":
                        return True
                finally:
                    self._db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
            if time.monotonic() >= end:
                return False
            time.sleep(0.05)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Many readers beside one writer (WAL), for as long as a server runs; then one file again.

        CxassessError where a server runs already. A store on a network drive that cannot do so stays as it is.
        """
        mark = FileLock(self.path.with_name(SERVING))
        try:
            try:
                is_first = mark.take(1.0)  # a command that settles what a killed server left has it for a moment
            except OSError as error:
                raise CannotWrite(f"{mark.path}: {error.strerror}; nothing was changed") from error
            if not is_first:
                raise CxassessError(f"{self.path.parent} is being served already: stop that server first")
            with self._guard(), self._locked():
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
            try:
                yield
            finally:
                self._leave_wal(BUSY_SECONDS)
        finally:
            mark.close()

    def is_served(self) -> bool:
        """Whether a server runs on this store now, in whatever process. Raises CannotWrite."""
        mark = FileLock(self.path.with_name(SERVING))
        try:
            return not mark.take(1.0)  # a command that settles what a killed server left has it for a moment
        except OSError as error:
            raise CannotWrite(f"{mark.path}: {error.strerror}; nothing was changed") from error
        finally:
            mark.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    def _guard(self) -> "_Guard":
        """Turns what SQLite can refuse into a sentence."""
        return _Guard(self, (UnicodeDecodeError,))  # SQLite quotes what it found, and Python cannot read the quotation

    def _reading(self) -> "_Guard":
        """The same, and a sentence for a date, a number or a table that no cxassess has written."""
        return _Guard(self, (ValueError, TypeError))

    def _damaged(self) -> NotAnEngagement:
        return NotAnEngagement(f"{self.path} is damaged: it holds what cxassess did not write; restore it from a copy")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; another writer waits a few seconds for it, then is told so. One within another joins it."""
        if self._db.in_transaction:
            yield self._db
            return
        with self._guard(), self._locked():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._known.begin(self._db)
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._known.forget()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Within a transaction: what fails in the block is taken back alone, and the rest goes on."""
        self._db.execute("SAVEPOINT one")
        try:
            with self._guard():  # that of the transaction sees nothing of it
                yield
        except BaseException:
            self._known.forget()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO one")
                self._db.execute("RELEASE one")
            raise
        self._db.execute("RELEASE one")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Nobody else writes to the store, in whatever process. Raises StoreBusy, CannotWrite."""
        try:
            held = self._lock.take(self.patience)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise CannotWrite(f"{self.path}: {_READ_ONLY}") from error
            raise CannotWrite(f"{self._lock.path}: {error.strerror}; nothing was changed") from error
        if not held:
            raise StoreBusy(f"{self.path} {_BUSY}")
        try:
            yield
        finally:
            self._lock.let_go()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Everything that is saved in the block is saved together, or none of it."""
        with self._transaction():
            yield

    @cached_property
    def _access(self) -> Access:
        return Access(self.path, self._db, self._transaction, self._reading, self._known)

    @cached_property
    def actions(self) -> ActionTable:
        """What people decided about actions."""
        return ActionTable(self._access)

    @cached_property
    def answers(self) -> AnswerTables:
        """What people answered."""
        return AnswerTables(self._access)

    @cached_property
    def comments(self) -> CommentTables:
        """What customers wrote in their own words."""
        return CommentTables(self._access)

    @cached_property
    def decisions(self) -> DecisionTables:
        """What people decided in a wave, and the levels that they agreed on."""
        return DecisionTables(self._access)

    @cached_property
    def finished(self) -> FinishedTable:
        """What finished waves found."""
        return FinishedTable(self._access)

    @cached_property
    def forms(self) -> FormTables:
        """Which engagement this is, and the seal of its forms in Excel."""
        return FormTables(self._access)

    @cached_property
    def invitations(self) -> InvitationTable:
        """Who was invited, by which link."""
        return InvitationTable(self._access)

    @cached_property
    def outcomes(self) -> OutcomeTables:
        """The metrics that were typed or measured."""
        return OutcomeTables(self._access)

    @cached_property
    def people(self) -> PeopleTables:
        """Who takes part."""
        return PeopleTables(self._access)

    @cached_property
    def sessions(self) -> SessionTables:
        """Who answers on the web, and how they come back."""
        return SessionTables(self._access)

    @cached_property
    def states(self) -> StateTables:
        """Whether a wave is open, and what happened to it."""
        return StateTables(self._access)

    @cached_property
    def secrets(self) -> SecretTable:
        """What nobody may read in the store."""
        return SecretTable(self._access)

    @cached_property
    def whole(self) -> WholeStore:
        """All of the store at once."""
        return WholeStore(self._access)

    @cached_property
    def versions(self) -> VersionTables:
        """The move of a wave to another version of its questionnaire."""
        return VersionTables(self._access)

    @cached_property
    def privacy(self) -> PrivacyTables:
        """What a wave's mode needs beside its answers."""
        return PrivacyTables(self._access)

    @cached_property
    def mirror(self) -> MirrorTables:
        """What customers and partners answered to the short form."""
        return MirrorTables(self._access)

    def change(self) -> int:
        """A number that is another one after any other connection has written to the store; it means nothing more."""
        with self._guard():
            return self._pragma("data_version")

    # ── waves ────────────────────────────────────────────────────────────────────────────────────────────────

    def open_wave(self, wave: Wave, snapshot: Mapping[str, Any]) -> None:
        """Record a wave with the questionnaire as it stands now."""
        structure = snapshot["structure"]
        with self._transaction() as db:
            db.execute(
                "INSERT INTO wave (id, opened, questionnaire, version, snapshot, as_of, state, mode, minimum_group)"
                " SELECT ?, COALESCE(MAX(opened), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM wave",
                (
                    wave.id,
                    structure["id"],
                    structure["version"],
                    json.dumps(snapshot, ensure_ascii=False),
                    wave.as_of.isoformat(),
                    wave.state,
                    wave.mode,
                    wave.minimum_group,
                ),
            )

    def waves(self) -> tuple[OpenWave, ...]:
        """All waves, the newest last."""
        with self._reading():
            rows = self._db.execute(
                "SELECT id, as_of, state, mode, minimum_group, questionnaire, version FROM wave ORDER BY opened"
            )
            return tuple(OpenWave(Wave(r[0], date.fromisoformat(r[1]), *r[2:5]), r[5], r[6]) for r in rows)

    def wave(self, id: str | None = None) -> OpenWave:
        """A wave by its id; without one the newest open wave, or else the newest. Raises CxassessError."""
        waves = self.waves()
        if id is not None:
            for wave in waves:
                if wave.wave.id == id:
                    return wave
            known = ", ".join(w.wave.id for w in waves)
            message = f"there is no wave {id} here; known: {known}"
            raise CxassessError(message)
        if not waves:
            raise NotAnEngagement(f"{self.path.parent} has no wave")
        return next((w for w in reversed(waves) if w.wave.state == OPEN), waves[-1])

    def snapshot(self, wave: str) -> dict[str, Any]:
        """The questionnaire's tables as they stood when the wave opened."""
        with self._reading():
            row = self._db.execute("SELECT snapshot FROM wave WHERE id = ?", (wave,)).fetchone()
            snapshot: dict[str, Any] = dict(json.loads(row[0]))
        return snapshot


class _Guard:
    """Around every look at the store: a class, since each answer passes several of them."""

    __slots__ = ("_damage", "_store")

    def __init__(self, store: Store, damage: tuple[type[Exception], ...]) -> None:
        self._store, self._damage = store, damage

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if error is None:
            return
        if isinstance(error, sqlite3.DatabaseError):
            raise _as_sentence(error, self._store.path) from error
        if isinstance(error, self._damage):
            raise self._store._damaged() from error


def _as_sentence(error: sqlite3.DatabaseError, path: Path) -> CxassessError:
    text = str(error)
    if text == "wave finished":  # as a trigger says
        return WaveFinished()
    if "locked" in text or "busy" in text:
        return StoreBusy(f"{path} {_BUSY}")
    if "full" in text:
        return CannotWrite(f"{path}: the disk is full; nothing was changed")
    if "readonly" in text or "unable to open" in text:
        return CannotWrite(f"{path}: {_READ_ONLY}")
    if "not a database" in text or "malformed" in text:
        return NotAnEngagement(f"{path} is damaged or no store of cxassess ({text}); restore it from a copy")
    if "no such table" in text or "no such column" in text:
        return NotAnEngagement(f"{path} is not a store of this cxassess ({text})")
    return CannotWrite(f"{path}: {text}; nothing was changed")
