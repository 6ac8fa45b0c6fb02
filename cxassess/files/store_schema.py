"""The tables of answers.db, as the steps that take the store from one version to the next."""

import sqlite3
from collections.abc import Iterator

# A shipped step is never changed.
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


def upgrade(db: sqlite3.Connection, version: int) -> None:
    """Take a store from a version, 0 for one that is empty, to the newest; within a transaction, so all or none."""
    for number, script in enumerate(UPGRADES[version:], start=version + 1):
        for statement in _statements(script):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: executescript would commit the transaction that it runs in."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
