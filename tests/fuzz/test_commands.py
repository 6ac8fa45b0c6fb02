"""Any command line and any damaged folder end in an exit code and a sentence; what only reads changes nothing."""

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from files.building import KESTREL, make_engagement, pack

from cxassess.files.answer_files import HEADER as ANSWERS_HEADER
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import check_command, command, contents

WRITES = {"new", "import", "demo", "report", "answer"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an engagement that has answers and metrics, two files to import, and an empty folder."""
    desk = tmp_path / "desk"
    make_engagement(desk / "acme", "cx-pulse")
    table = make.answers_table(Random(5), pack("cx-pulse"), ANSWERS_HEADER)
    (desk / "a.csv").write_bytes(make.csv_bytes(Random(1), ANSWERS_HEADER, table.sound))
    (desk / "m.csv").write_bytes((KESTREL / "metrics.csv").read_bytes())
    (desk / "empty").mkdir()
    monkeypatch.chdir(desk)
    assert command(["import", "answers", "acme", "a.csv"])[0] == 0
    assert command(["import", "metrics", "acme", "m.csv"])[0] == 0
    return desk


def test_any_command_line_ends_in_an_exit_code_and_sentences(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = desk.parent / "fresh"
    shutil.copytree(desk, fresh)

    def attempt(random: Random) -> None:
        arguments = make.arguments(random)
        before = contents(desk)
        code, out, err = command(arguments)
        check_command(code, out, err)
        is_import = arguments[:1] == ["import"] and len(arguments) > 1
        writes = is_import or bool(arguments and arguments[0] in WRITES - {"import"})
        if contents(desk) != before:
            assert writes
            assert code == 0 or "--keep-good" in arguments, (arguments, err)
            monkeypatch.chdir(desk.parent)
            shutil.rmtree(desk)
            shutil.copytree(fresh, desk)
            monkeypatch.chdir(desk)

    each("command lines", attempt)


# ── damaged folders ──────────────────────────────────────────────────────────────────────────────────────────

CELLS = (None, "", "x", b"\xff\xfe", -1, 2**62, 1e300, float("inf"), "2026-13-45", "{}", "[]", "null", "🐙", "\x1b[2J")


def damage_store(random: Random, path: Path) -> None:
    """The store as a synced drive, another program or a curious person leaves it."""
    if random.random() < 0.4:
        path.write_bytes(make.changed_bytes(random, path.read_bytes()))
        return
    with sqlite3.connect(path) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random.choice([t for t in tables if not t.startswith("sqlite_")])
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        match random.randrange(8):
            case 0:
                db.execute(f"DROP TABLE {table}")
            case 1:
                db.execute(f"DELETE FROM {table}")
            case 2:
                db.execute(f"PRAGMA user_version = {random.choice((0, 2, 99, -1))}")
            case 3:
                db.execute("PRAGMA application_id = 7")
            case _:
                column, cell = random.choice(columns), random.choice(CELLS)
                with suppress(sqlite3.IntegrityError):  # this column takes no such cell
                    db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (cell,))
    db.close()


def test_a_damaged_folder_is_read_or_refused_and_never_changed(desk: Path) -> None:
    acme, sound = desk / "acme", desk / "sound"
    shutil.copytree(acme, sound)

    def attempt(random: Random) -> None:
        shutil.rmtree(acme)
        shutil.copytree(sound, acme)
        match random.randrange(8):
            case 0:
                target = random.choice(sorted(acme.rglob("*")))
                shutil.rmtree(target) if target.is_dir() else target.unlink()
            case 1:
                target = random.choice(sorted(acme.rglob("*")))
                shutil.rmtree(target) if target.is_dir() else target.unlink()
                target.mkdir() if random.random() < 0.5 else target.write_bytes(b"in the way")
            case 2:
                path = acme / "engagement.toml"
                path.write_bytes(make.changed_toml(random, path.read_bytes()))
            case 3:
                (acme / "answers.db-journal").write_bytes(random.randbytes(random.choice((0, 20, 5000))))
            case _:
                damage_store(random, acme / "answers.db")
        before = contents(acme)
        arguments = random.choice(
            (
                ["status", "acme"],
                ["assess", "acme", "--json"],
                ["assess", "acme"],
                ["explain", "acme", "overall"],
                ["import", "answers", "acme", "a.csv"],
                ["import", "metrics", "acme", "m.csv"],
                ["report", "acme", "--format", "docx", "--template", "nosuch"],
                ["new", "acme", "--client", "Acme", "--questionnaire", "cx-pulse"],
            )
        )
        code, out, err = command(arguments)
        check_command(code, out, err)
        if code != 0 or arguments[0] not in WRITES:
            # SQLite itself takes away a journal that it has found stale or has played back.
            ignored = {"answers.db-journal", *(["answers.db"] if "answers.db-journal" in before else [])}
            changed = {name for name in {*before, *contents(acme)} if before.get(name) != contents(acme).get(name)}
            assert changed <= ignored, (arguments, err, changed)

    each("folders, damaged", attempt)


def test_names_of_folders_that_are_no_unicode_are_names(desk: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xff")
    (desk / "acme").rename(desk / name)
    for arguments in (["status", name], ["assess", name, "--json"], ["import", "answers", name, "a.csv"]):
        code, _, err = command(arguments)
        assert code == 0, err
