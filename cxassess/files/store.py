"""answers.db: waves, people and everything they answered, in SQLite.

Answers are append-only: a correction is a newer row, and the sequence number decides which is newest. Client folders
live in synced drives and get copied, so there is one file (`journal_mode=DELETE`), and an answer is on the disk
(`synchronous=FULL`) before anything calls it saved. While a server runs, the store is in WAL mode (`serving`). Whoever
writes holds a lock on a file beside the store. All SQL of the store is in this module and in the modules `store_…`.
"""

import contextlib
import errno
import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from cxassess.errors import CannotWrite, CxassessError, NotAnEngagement, StoreBusy, WaveClosed, WaveFinished
from cxassess.files.clean import name_key
from cxassess.files.lock import FileLock
from cxassess.files.store_actions import ActionTable
from cxassess.files.store_comments import CommentTables
from cxassess.files.store_finished import FinishedTable
from cxassess.files.store_forms import FormTables
from cxassess.files.store_invitations import InvitationTable
from cxassess.files.store_mirror import MirrorTables
from cxassess.files.store_privacy import PREFIX, PrivacyTables, is_mark
from cxassess.files.store_secrets import SecretTable
from cxassess.files.store_sessions import Known, SessionTables
from cxassess.files.store_states import StateTables
from cxassess.files.store_tables import Tables, is_anonymous, moment_in, moment_under
from cxassess.files.store_versions import MIGRATED, VersionTables
from cxassess.files.store_whole import WholeStore
from cxassess.jsonable import as_json, from_json
from cxassess.measures.measure import Measure, read_period
from cxassess.metrics import METRICS
from cxassess.model.action import ActionChange, ActionRecord
from cxassess.model.engagement import ANONYMOUS, OPEN, AgreedLevel, Answer, Response, Wave
from cxassess.model.outcome import MetricEntry, TypedPoint

SomeTables = TypeVar("SomeTables", bound=Tables)
FILE = "answers.db"
APPLICATION_ID = 0x63786173  # “cxas”
LOCK, SERVING = "answers.db.lock", "answers.db.serving"  # held by whoever writes, and by a server while it runs
BUSY_SECONDS = 5.0
ON_SCREEN = ("terminal", "web")  # ways in by which answers come one by one, so that their times tell something
_BUSY = "is being written by another program; nothing was changed, try again in a moment"
_READ_ONLY = "may not be written (the folder or the file is read-only); nothing was changed"
WITHDRAWN = 0  # as the level that was agreed on: it was taken back

# Each step takes the store from one version to the next; a shipped step is never changed.
UPGRADES = (
    """
    CREATE TABLE wave (
        id TEXT PRIMARY KEY, opened INTEGER NOT NULL UNIQUE, questionnaire TEXT NOT NULL, version TEXT NOT NULL,
        snapshot TEXT NOT NULL, as_of TEXT NOT NULL, state TEXT NOT NULL
    );
    CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE);
    CREATE TABLE participation (
        wave TEXT NOT NULL REFERENCES wave(id), person TEXT NOT NULL REFERENCES person(id),
        role TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (wave, person)
    );
    CREATE TABLE answer (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id),
        person TEXT NOT NULL REFERENCES person(id), question TEXT NOT NULL, choice TEXT NOT NULL,
        comment TEXT NOT NULL, evidence TEXT NOT NULL, at TEXT NOT NULL, via TEXT NOT NULL
    );
    CREATE INDEX answer_by_person ON answer (wave, person, question, seq);
    CREATE TABLE agreed (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id), practice TEXT NOT NULL,
        level INTEGER NOT NULL, reason TEXT NOT NULL, agreed_on TEXT NOT NULL, present TEXT NOT NULL
    );
    CREATE TABLE metric (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id), metric TEXT NOT NULL,
        value REAL NOT NULL, n INTEGER, period TEXT NOT NULL, previous REAL, source TEXT NOT NULL,
        definition TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE note (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id),
        person TEXT NOT NULL REFERENCES person(id), question TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE draft (
        wave TEXT NOT NULL REFERENCES wave(id), person TEXT NOT NULL REFERENCES person(id), question TEXT NOT NULL,
        comment TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (wave, person, question)
    );
    """,
    """
    CREATE TABLE action_change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id), action TEXT NOT NULL,
        field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, via TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE measurement (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id), source TEXT NOT NULL,
        measures TEXT NOT NULL, account TEXT NOT NULL, at TEXT NOT NULL
    );
    """,
    """
    ALTER TABLE metric ADD COLUMN touchpoint TEXT NOT NULL DEFAULT '';
    ALTER TABLE metric ADD COLUMN wording TEXT NOT NULL DEFAULT '';
    ALTER TABLE metric ADD COLUMN series TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE metric ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE measurement ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
    """,
    """
    CREATE TABLE comment_source (
        id INTEGER PRIMARY KEY, wave TEXT NOT NULL REFERENCES wave(id), source TEXT NOT NULL, digest TEXT NOT NULL,
        start TEXT NOT NULL, "end" TEXT NOT NULL, UNIQUE (wave, source)
    );
    CREATE TABLE comment (
        id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES comment_source(id), text TEXT NOT NULL,
        file TEXT NOT NULL, row INTEGER, day TEXT NOT NULL, touchpoint TEXT NOT NULL, channel TEXT NOT NULL,
        language TEXT NOT NULL, scores TEXT NOT NULL
    );
    CREATE INDEX comment_by_source ON comment (source);
    CREATE TABLE quote (
        wave TEXT NOT NULL REFERENCES wave(id), comment TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (wave, comment)
    );
    """,
    """
    ALTER TABLE wave ADD COLUMN mode TEXT NOT NULL DEFAULT 'attributed';
    ALTER TABLE wave ADD COLUMN minimum_group INTEGER NOT NULL DEFAULT 5;
    ALTER TABLE participation ADD COLUMN finished TEXT NOT NULL DEFAULT '';
    CREATE TABLE event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT REFERENCES wave(id), what TEXT NOT NULL, about TEXT NOT NULL,
        reason TEXT NOT NULL, at TEXT NOT NULL
    );
    CREATE TABLE invitation (
        id TEXT PRIMARY KEY, wave TEXT NOT NULL REFERENCES wave(id), kind TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, mail TEXT NOT NULL, role TEXT NOT NULL,
        unit TEXT NOT NULL, language TEXT NOT NULL, most INTEGER, ends TEXT NOT NULL, made TEXT NOT NULL,
        revoked TEXT NOT NULL DEFAULT '', opened TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX invitation_by_wave ON invitation (wave);
    CREATE TABLE session (
        token_hash TEXT PRIMARY KEY, invitation TEXT REFERENCES invitation(id), person TEXT REFERENCES person(id),
        language TEXT NOT NULL, made TEXT NOT NULL, ends TEXT NOT NULL
    );
    CREATE TABLE resume (person TEXT PRIMARY KEY REFERENCES person(id), code_hash TEXT NOT NULL UNIQUE);
    CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE comment_review (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id),
        person TEXT NOT NULL REFERENCES person(id), question TEXT NOT NULL, digest TEXT NOT NULL,
        state TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL
    );
    CREATE TABLE mirror_person (
        id TEXT PRIMARY KEY, wave TEXT NOT NULL REFERENCES wave(id), panel TEXT NOT NULL, language TEXT NOT NULL,
        finished TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE mirror_answer (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES mirror_person(id), item TEXT NOT NULL,
        choice TEXT NOT NULL, comment TEXT NOT NULL, via TEXT NOT NULL
    );
    """,
    # A person who is to be forgotten can always be deleted; decisions about actions, invitations and notes go on.
    """
    CREATE TABLE finished (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, wave TEXT NOT NULL REFERENCES wave(id), revision INTEGER NOT NULL,
        day TEXT NOT NULL, product TEXT NOT NULL, inputs TEXT NOT NULL, document TEXT NOT NULL, digest TEXT NOT NULL,
        reason TEXT NOT NULL, UNIQUE (wave, revision)
    );
    """
    + "".join(
        f"""
    CREATE TRIGGER {table}_{kind.lower()}_of_finished BEFORE {kind} ON {table}
    WHEN (SELECT state FROM wave WHERE id = NEW.wave) = 'finished' BEGIN SELECT RAISE(ABORT, 'wave finished'); END;
    """
        for table in ("answer", "participation", "agreed", "metric", "measurement", "comment_source", "quote")
        for kind in ("INSERT", "UPDATE")
    )
    + """
    CREATE TRIGGER comment_review_of_finished BEFORE INSERT ON comment_review
    WHEN (SELECT state FROM wave WHERE id = NEW.wave) = 'finished' BEGIN SELECT RAISE(ABORT, 'wave finished'); END;
    CREATE TRIGGER mirror_person_of_finished BEFORE INSERT ON mirror_person
    WHEN (SELECT state FROM wave WHERE id = NEW.wave) = 'finished' BEGIN SELECT RAISE(ABORT, 'wave finished'); END;
    CREATE TRIGGER mirror_answer_of_finished BEFORE INSERT ON mirror_answer
    WHEN (SELECT state FROM wave JOIN mirror_person ON wave = wave.id WHERE mirror_person.id = NEW.person) = 'finished'
    BEGIN SELECT RAISE(ABORT, 'wave finished'); END;
    """,
    """
    ALTER TABLE invitation ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN mirror TEXT REFERENCES mirror_person(id);
    CREATE INDEX mirror_answer_by_person ON mirror_answer (person, seq);
    """,
)


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wave with the questionnaire it asks."""

    wave: Wave
    questionnaire: str
    version: str


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


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided in a wave: about actions by their ids, and levels that they agreed on by practice.

    `last_own` is the highest number of an action that people added in any wave.
    """

    actions: Mapping[str, ActionRecord]
    agreed: Mapping[str, AgreedLevel]
    last_own: int = 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a source was measured from: its name as it was sent, and the SHA-256 of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured from a source, with what the import understood of it, and the files that it read.

    `at` is the moment in UTC when it was kept, such as 2026-03-12T09:30:00+00:00; it makes no difference between two.
    """

    measures: tuple[Measure, ...] = ()
    account: str = ""
    files: tuple[SourceFile, ...] = ()
    at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """What an import changed."""

    added: int
    corrected: int
    unchanged: int
    people_added: int
    people_changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to save."""
        return not (self.added or self.corrected or self.unchanged)


class Store:
    """The answers of one engagement. Use it as a context manager; every method is one transaction."""

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
                store._upgrade(db, 0)
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
                    store._upgrade(db, store._pragma("user_version"))
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

    def _upgrade(self, db: sqlite3.Connection, version: int) -> None:
        for number, script in enumerate(UPGRADES[version:], start=version + 1):
            for statement in _statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")

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

    def _tables(self, kind: type[SomeTables]) -> SomeTables:
        return kind(self._db, self._transaction, self._reading)

    @property
    def actions(self) -> ActionTable:
        """What people decided about actions."""
        return self._tables(ActionTable)

    @property
    def comments(self) -> CommentTables:
        """What customers wrote in their own words."""
        return self._tables(CommentTables)

    @property
    def finished(self) -> FinishedTable:
        """What finished waves found."""
        return self._tables(FinishedTable)

    @property
    def forms(self) -> FormTables:
        """Which engagement this is, and the seal of its forms in Excel."""
        return self._tables(FormTables)

    @property
    def invitations(self) -> InvitationTable:
        """Who was invited, by which link."""
        return self._tables(InvitationTable)

    @cached_property
    def sessions(self) -> SessionTables:
        """Who answers on the web, and how they come back."""
        return SessionTables(self._db, self._transaction, self._reading, self._known)

    @property
    def states(self) -> StateTables:
        """Whether a wave is open, what happened to it, and who has finished."""
        return self._tables(StateTables)

    @property
    def secrets(self) -> SecretTable:
        """What nobody may read in the store."""
        return self._tables(SecretTable)

    @property
    def whole(self) -> WholeStore:
        """All of the store at once."""
        return self._tables(WholeStore)

    @property
    def versions(self) -> VersionTables:
        """The move of a wave to another version of its questionnaire."""
        return self._tables(VersionTables)

    def change(self) -> int:
        """A number that is another one after any other connection has written to the store; it means nothing more."""
        with self._guard():
            return self._pragma("data_version")

    @property
    def privacy(self) -> PrivacyTables:
        """What a wave's mode needs beside its answers."""
        return self._tables(PrivacyTables)

    @property
    def mirror(self) -> MirrorTables:
        """What customers and partners answered to the short form."""
        return self._tables(MirrorTables)

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

    def carry_people(self, wave: str, into: str, roles: Sequence[str]) -> int:
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

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────────────

    def save_answers(self, wave: str, rows: Iterable[AnswerRow], via: str) -> Saved:
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
                    people[key], is_new, is_changed = self._enrol(db, wave, row)
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

    def save_answer(self, wave: str, row: AnswerRow, via: str) -> int:
        """Add one answer, and give its number; on disk when this returns. Whoever is named by an id is enrolled."""
        a = row.answer
        with self._transaction() as db:
            now = moment_under(self._mode_while_open(wave), datetime.now(UTC))
            person = row.person or self._enrol(db, wave, row)[0]
            made = db.execute(
                "INSERT INTO answer (wave, person, question, choice, comment, evidence, at, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (wave, person, a.question, a.choice, a.comment, a.evidence, now, via),
            )
            db.execute("DELETE FROM draft WHERE wave = ? AND person = ? AND question = ?", (wave, person, a.question))
        return made.lastrowid or 0

    def save_draft(self, wave: str, row: AnswerRow) -> None:
        """Keep the comment and proof of a question that has no choice yet. On disk when this returns."""
        a = row.answer
        with self._transaction() as db:
            person, _, _ = self._enrol(db, wave, row)
            db.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)", (wave, person, a.question, a.comment, a.evidence)
            )

    def drafts_of(self, wave: str, person: str) -> dict[str, Answer]:
        """The same by the person's id."""
        return self._drafts(wave, "person.id", person)

    def drafts(self, wave: str, name: str) -> dict[str, Answer]:
        """What one person wrote beside questions that had no choice yet, by question; the choices are empty."""
        return self._drafts(wave, "name_key", name_key(name))

    def _drafts(self, wave: str, column: str, value: str) -> dict[str, Answer]:
        with self._reading():
            rows = self._db.execute(
                "SELECT question, comment, evidence FROM draft JOIN person ON person.id = person"
                f" WHERE wave = ? AND {column} = ? AND (comment <> '' OR evidence <> '')",
                (wave, value),
            ).fetchall()
        return {question: Answer(question, "", comment, evidence) for question, comment, evidence in rows}

    def _enrol(self, db: sqlite3.Connection, wave: str, row: AnswerRow) -> tuple[str, bool, bool]:
        """The person's id in this wave; whether they are new to it, and whether role or unit changed.

        Raises WaveClosed: with nobody enrolled, nothing is kept of an answer. ValueError for a name in an anonymous
        wave, where a person has a mark of `new_mark` in its place.
        """
        mode, name = self._mode_while_open(wave), row.name
        if mode == ANONYMOUS:
            if not (row.person or is_mark(name)):
                message = "an anonymous wave stores no names"
                raise ValueError(message)
            name = ""
        if row.person:
            person = row.person
        else:
            found = db.execute("SELECT id FROM person WHERE name_key = ?", (name_key(row.name),)).fetchone()
            person = found[0] if found else row.name.removeprefix(PREFIX) if not name else secrets.token_hex(8)
            if not found:
                db.execute("INSERT INTO person VALUES (?, ?, ?)", (person, name, name_key(row.name)))
        part = db.execute(
            "SELECT role, unit FROM participation WHERE wave = ? AND person = ?", (wave, person)
        ).fetchone()
        if part is None:
            db.execute(
                "INSERT INTO participation (wave, person, role, unit) VALUES (?, ?, ?, ?)",
                (wave, person, row.role, row.unit),
            )
            return person, True, False
        if tuple(part) == (row.role, row.unit):
            return person, False, False
        db.execute(
            "UPDATE participation SET role = ?, unit = ? WHERE wave = ? AND person = ?",
            (row.role, row.unit, wave, person),
        )
        return person, False, True

    def _mode_while_open(self, wave: str) -> str:
        """The mode of a wave. Raises WaveClosed where it is not open any more."""
        state, mode = self._known.find(self._db, wave, lambda: self._standing(wave))
        if state != OPEN:
            raise WaveClosed(wave, state)
        return mode

    def _standing(self, wave: str) -> tuple[str, str]:
        row = self._db.execute("SELECT state, mode FROM wave WHERE id = ?", (wave,)).fetchone()
        return (row[0], row[1]) if row else (OPEN, "")  # a row of no wave is refused where it is written

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

    def people(self) -> tuple[str, ...]:
        """The names of all people who ever took part."""
        with self._guard():
            return tuple(
                row[0] for row in self._db.execute("SELECT name FROM person WHERE name <> '' ORDER BY name_key")
            )

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

    def roles(self, wave: str) -> set[str]:
        """The roles that people have in a wave."""
        with self._guard():
            return {
                row[0] for row in self._db.execute("SELECT DISTINCT role FROM participation WHERE wave = ?", (wave,))
            }

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

    def newest(self, wave: str, person: str, question: str) -> tuple[int, Answer] | None:
        """The newest answer of a person to a question with its number, which grows with each answer of the store."""
        with self._reading():
            row = self._db.execute(
                "SELECT seq, choice, comment, evidence FROM answer WHERE wave = ? AND person = ? AND question = ?"
                " ORDER BY seq DESC LIMIT 1",
                (wave, person, question),
            ).fetchone()
        return (row[0], Answer(question, *row[1:])) if row and row[1] else None

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

    def enrol(self, wave: str, name: str, role: str, unit: str) -> str:
        """Take in somebody new, who may stay without a name; the id of the person."""
        with self._transaction() as db:
            if name:
                return self._enrol(db, wave, AnswerRow(name, role, unit, Answer("", "")))[0]
            person = secrets.token_hex(8)
            db.execute("INSERT INTO person VALUES (?, '', ?)", (person, f"anonymous:{person}"))
            return self._enrol(db, wave, AnswerRow("", role, unit, Answer("", ""), person))[0]

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

    def state(self, wave: str) -> str:
        """Whether a wave is open or closed, as it stands now."""
        with self._reading():
            row = self._db.execute("SELECT state FROM wave WHERE id = ?", (wave,)).fetchone()
        return str(row[0]) if row else "closed"

    # ── the consultants' own notes ───────────────────────────────────────────────────────────────────────────────

    def save_note(self, wave: str, row: AnswerRow, text: str) -> None:
        """Keep a consultant's note on a person's question; a later one replaces it. On disk when this returns."""
        with self._transaction() as db:
            now = moment_in(db, wave, datetime.now(UTC))
            person, _, _ = self._enrol(db, wave, row)
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

    # ── what people decided about actions and levels ─────────────────────────────────────────────────────────

    def decisions(self, wave: str) -> Decisions:
        """All that was decided in a wave, as it stands now."""
        return Decisions(self.actions.of(wave), self.agreed(wave), self.actions.last_own())

    def save_decisions(
        self,
        wave: str,
        changes: Iterable[ActionChange],
        agreed: Iterable[AgreedLevel],
        via: str,
        then: Callable[[], None] = lambda: None,
        since: Decisions | None = None,
    ) -> None:
        """Add decisions about actions and agreed levels, all or none; what stood before is kept as history.

        Args:
            then: called when everything is in the transaction and not yet valid; what it raises takes all of it back.
            since: the decisions that these follow from; CxassessError where others have been taken since.
        """
        with self._transaction() as db:
            if since is not None and since != self.decisions(wave):
                message = f"{self.path}: somebody else decided about actions or levels meanwhile; nothing was changed"
                raise CxassessError(f"{message}, try again")
            self.actions.add(wave, changes, via)
            for level in agreed:
                self._agree(db, wave, level)
            then()

    # ── agreed levels and metrics ────────────────────────────────────────────────────────────────────────────

    def agree(self, wave: str, agreed: AgreedLevel) -> None:
        """Record the level that a workshop settled on; a later one for the same practice replaces it."""
        with self._transaction() as db:
            self._agree(db, wave, agreed)

    def _agree(self, db: sqlite3.Connection, wave: str, a: AgreedLevel) -> None:
        db.execute(
            "INSERT INTO agreed (wave, practice, level, reason, agreed_on, present) VALUES (?, ?, ?, ?, ?, ?)",
            (wave, a.practice, a.level, a.reason, a.agreed_on.isoformat(), a.present),
        )

    def agreed(self, wave: str) -> dict[str, AgreedLevel]:
        """The agreed levels of a wave by practice; one that was taken back (level 0) is none."""
        with self._reading():
            rows = self._db.execute(
                "SELECT practice, level, reason, agreed_on, present FROM agreed WHERE wave = ? ORDER BY seq", (wave,)
            ).fetchall()
            newest = {r[0]: AgreedLevel(r[0], r[1], r[2], date.fromisoformat(r[3]), r[4]) for r in rows}
            return {practice: agreed for practice, agreed in newest.items() if agreed.level != WITHDRAWN}

    def agreements(self, wave: str) -> tuple[AgreedLevel, ...]:
        """All that was ever agreed on in a wave, in its order; level 0 took back what stood before it."""
        with self._reading():
            rows = self._db.execute(
                "SELECT practice, level, reason, agreed_on, present FROM agreed WHERE wave = ? ORDER BY seq", (wave,)
            ).fetchall()
            return tuple(AgreedLevel(r[0], r[1], r[2], date.fromisoformat(r[3]), r[4]) for r in rows)

    def save_metrics(self, wave: str, entries: Sequence[MetricEntry]) -> Saved:
        """Add the metrics that differ from the newest ones.

        What an import says of a metric stands for all of it: touchpoints that it does not name are taken out.
        """
        added = corrected = unchanged = 0
        with self._transaction() as db:
            newest = self._metrics(db, wave)
            given = {(entry.metric, entry.touchpoint) for entry in entries}
            named = {entry.metric for entry in entries}
            gone = [before for key, before in newest.items() if before.metric in named and key not in given]
            for entry in entries:
                before = newest.get((entry.metric, entry.touchpoint))
                if before == entry:
                    unchanged += 1
                    continue
                added, corrected = added + (before is None), corrected + (before is not None)
                self._add_metric(db, wave, entry)
            for entry in gone:
                self._add_metric(db, wave, entry, withdrawn=True)
        return Saved(added, corrected + len(gone), unchanged, 0, ())

    def _add_metric(self, db: sqlite3.Connection, wave: str, e: MetricEntry, *, withdrawn: bool = False) -> None:
        series = json.dumps([astuple(point) for point in e.series], ensure_ascii=False)
        db.execute(
            "INSERT INTO metric (wave, metric, value, n, period, previous, source, definition, touchpoint, wording,"
            " series, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (wave, *astuple(e)[:9], series, withdrawn),
        )

    def metrics(self, wave: str) -> tuple[MetricEntry, ...]:
        """The newest entry of each metric and touchpoint."""
        with self._reading():
            return tuple(_possible(entry) for entry in self._metrics(self._db, wave).values())

    def _metrics(self, db: sqlite3.Connection, wave: str) -> dict[tuple[str, str], MetricEntry]:
        rows = db.execute(
            "SELECT metric, value, n, period, previous, source, definition, touchpoint, wording, series, withdrawn"
            " FROM metric WHERE wave = ? ORDER BY seq",
            (wave,),
        ).fetchall()
        newest = {}
        for *cells, series, withdrawn in rows:
            entry = replace(MetricEntry(*cells), series=tuple(TypedPoint(*point) for point in json.loads(series)))
            newest[entry.metric, entry.touchpoint] = (entry, withdrawn)
        return {key: entry for key, (entry, withdrawn) in newest.items() if not withdrawn}

    # ── measured metrics ─────────────────────────────────────────────────────────────────────────────────────

    def save_measures(
        self,
        wave: str,
        source: str,
        measures: Sequence[Measure],
        account: str = "",
        files: Sequence[SourceFile] = (),
    ) -> Saved:
        """Keep what was measured from a source, in place of what it gave before; that is kept as history.

        The same once more changes nothing. No measures at all take the source out of the wave.

        Args:
            source: the file or table, as its sender named it, or what several of them tell together.
            account: what the import understood of it, for people to read.
            files: what was read for it, by which a later import finds what it replaces.

        Returns:
            How many measures are new, other than before (or gone), and as before.

        Raises:
            ValueError: two measures of one id.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        after = {measure.id: measure for measure in measures}
        if len(after) < len(measures):
            message = f"{source} gives a measure twice: {', '.join(m.id for m in measures)}"
            raise ValueError(message)
        made = Measurement(tuple(measures), account, tuple(files))
        with self._transaction() as db, self._reading():
            kept = self._measurements(db, wave).get(source, Measurement())
            before = {measure.id: measure for measure in kept.measures}
            if kept != made:
                db.execute(
                    "INSERT INTO measurement (wave, source, measures, account, files, at) VALUES (?, ?, ?, ?, ?, ?)",
                    (wave, source, _listed(made.measures), account, _listed(made.files), now),
                )
        added = len(after.keys() - before.keys())
        unchanged = sum(before.get(id) == measure for id, measure in after.items())
        gone = len(before.keys() - after.keys())
        return Saved(added, len(after) - added - unchanged + gone, unchanged, 0, ())

    def measures(self, wave: str) -> tuple[Measure, ...]:
        """What was measured in a wave, of each source the newest, in the order of their first imports."""
        return tuple(measure for one in self.sources(wave).values() for measure in one.measures)

    def accounts(self, wave: str) -> dict[str, str]:
        """What the newest import of each source understood, by source."""
        with self._reading():
            return {source: one.account for source, one in self._measurements(self._db, wave).items()}

    def sources(self, wave: str) -> dict[str, Measurement]:
        """What stands of each source that has measures, in the order of their first imports."""
        with self._reading():
            found = self._measurements(self._db, wave)
        return {source: one for source, one in found.items() if one.measures}

    def measured_files(self, wave: str) -> dict[str, tuple[SourceFile, ...]]:
        """The files behind each source that has measures, by source."""
        return {source: one.files for source, one in self.sources(wave).items()}

    def withdraw(self, wave: str, sources: Mapping[str, Measurement], typed: Sequence[MetricEntry] = ()) -> None:
        """Take sources and typed metrics out of a wave, all or none; what they gave is kept as history.

        CxassessError where one of them is no longer what was found of it: somebody else has imported meanwhile.
        """
        with self._transaction() as db, self._reading():
            measured, entries = self._measurements(db, wave), self._metrics(db, wave)
            is_as_found = all(measured.get(source) == one for source, one in sources.items())
            if not (is_as_found and all(entries.get((e.metric, e.touchpoint)) == e for e in typed)):
                message = f"{self.path}: somebody else imported metrics meanwhile; nothing was changed"
                raise CxassessError(f"{message}, try again")
            for source in sources:
                self.save_measures(wave, source, ())
                self.comments.save(wave, source, ())
            for entry in typed:
                self._add_metric(db, wave, entry, withdrawn=True)

    def _measurements(self, db: sqlite3.Connection, wave: str) -> dict[str, Measurement]:
        rows = db.execute(
            "SELECT source, measures, account, files, at FROM measurement WHERE wave = ? ORDER BY seq", (wave,)
        )
        newest = {source: texts for source, *texts in rows}
        return {
            source: Measurement(
                tuple(from_json(Measure, one) for one in json.loads(measures)),
                account,
                tuple(SourceFile(**one) for one in json.loads(files)),
                at,
            )
            for source, (measures, account, files, at) in newest.items()
        }


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: executescript would commit the transaction that it runs in."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""


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


def _listed(parts: Sequence[Measure | SourceFile]) -> str:
    """Measures or files as the JSON that a cell holds."""
    return json.dumps([as_json(part) for part in parts], ensure_ascii=False, allow_nan=False)


def _possible(entry: MetricEntry) -> MetricEntry:
    """The entry as it is. ValueError or TypeError for a number that its metric cannot have: it was not imported."""
    kind = METRICS.get(entry.metric)
    values = [entry.value, entry.previous, *(point.value for point in entry.series)]
    numbers = [number for number in values if number is not None]
    counts = [entry.n, *(point.n for point in entry.series)]
    if (kind and not all(kind.low <= number <= kind.high for number in numbers)) or min(n or 1 for n in counts) < 1:
        message = f"{entry.metric} cannot be {numbers} of {counts}"
        raise ValueError(message)
    if any(read_period(point.period) is None for point in entry.series):
        message = f"{entry.metric} has a period that is none"
        raise ValueError(message)
    return entry


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
