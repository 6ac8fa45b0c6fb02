"""Several programs at one store: one writes at a time, nothing is lost when one is killed, and one file is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxassess.errors import CxassessError, StoreBusy
from cxassess.files.lock import FileLock
from cxassess.files.store import LOCK, Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from files.building import SECONDS, WAVE


def row(question: str, choice: str = "3", name: str = "Jane") -> AnswerRow:
    return AnswerRow(name, "manager", "", Answer(question, choice))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def mode(folder: Path) -> bytes:
    """The bytes of SQLite's header that tell the journal mode: 1 for a rollback journal, 2 for WAL."""
    return (folder / "answers.db").read_bytes()[18:20]


def test_two_writers_wait_for_each_other_and_neither_loses_anything(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cxassess.files.store import Store;"
        "from cxassess.files.store_answers import AnswerRow;"
        "from cxassess.model.engagement import Answer\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    for n in range(100):\n"
        "        answer = Answer(f'Q{n}', '3')\n"
        f"        store.answers.add('{WAVE}', AnswerRow(sys.argv[2], 'manager', '', answer), 'terminal')\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, folder, name]) for name in ("Ann", "Bob", "Cem")]
    assert [process.wait(SECONDS) for process in started] == [0, 0, 0]
    with Store.open(folder) as store:
        assert {r.name: len(r.answers) for r in store.answers.responses(WAVE)} == {"Ann": 100, "Bob": 100, "Cem": 100}


def test_whoever_waits_too_long_is_told_so_and_nothing_is_changed(folder: Path) -> None:
    with Store.open(folder) as first, Store.open(folder) as second, first.all_or_nothing():
        second.patience = 0.05
        with pytest.raises(StoreBusy, match="another program"):
            second.answers.add(WAVE, row("STR1"), "terminal")
        assert second.answers.responses(WAVE) == ()


def test_the_lock_of_a_killed_program_is_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = "import sys,time; from pathlib import Path; from cxassess.files.lock import FileLock\n"
    code += "FileLock(Path(sys.argv[1])).take(1); print('held', flush=True); time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    ours = FileLock(path)
    assert not ours.take(0.05)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert ours.take(5)
    ours.close()


def test_a_lock_whose_file_was_taken_away_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    first, second, third = (FileLock(tmp_path / "lock") for _ in range(3))
    assert first.take(0)
    assert not second.take(0)  # has the file open
    first.close()  # takes it away
    assert third.take(0)  # makes a new one
    assert not second.take(0.01)
    third.let_go()
    assert second.take(0)
    for lock in (second, third):
        lock.close()


def test_who_has_written_leaves_no_file_behind(folder: Path) -> None:
    before = files(folder)
    with Store.open(folder) as store:
        store.answers.add(WAVE, row("STR1"), "terminal")
        assert LOCK in files(folder)
    assert files(folder) == before


def test_a_store_is_one_file_again_when_the_server_has_ended(folder: Path) -> None:
    before = files(folder)
    with Store.open(folder) as store, store.serving():
        assert mode(folder) == b"\2\2"
        with Store.open(folder) as other:
            other.answers.add(WAVE, row("STR1"), "terminal")
    assert mode(folder) == b"\1\1"
    assert files(folder) == before
    with Store.open(folder) as store:
        assert [r.name for r in store.answers.responses(WAVE)] == ["Jane"]


def test_one_engagement_is_served_once(folder: Path) -> None:
    with Store.open(folder) as store, store.serving(), Store.open(folder) as other:
        with pytest.raises(CxassessError, match="served already"), other.serving():
            pass
        assert mode(folder) == b"\2\2"


def test_what_a_killed_server_had_saved_is_there_and_in_one_file(folder: Path) -> None:
    code = (
        "import sys,time; from pathlib import Path; from cxassess.files.store import Store;"
        "from cxassess.files.store_answers import AnswerRow;"
        "from cxassess.model.engagement import Answer\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "with store.serving():\n"
        f"    store.answers.add('{WAVE}', AnswerRow('Jane', 'manager', '', Answer('STR1', '4')), 'web')\n"
        "    print('saved', flush=True); time.sleep(600)"
    )
    before = files(folder)
    server = subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"saved\n"
    os.kill(server.pid, signal.SIGKILL)
    server.communicate()
    assert "answers.db-wal" in files(folder)
    with Store.open(folder) as store:
        [jane] = store.answers.responses(WAVE)
        assert jane.answers == {"STR1": Answer("STR1", "4")}
    assert files(folder) - before <= {LOCK, "answers.db.serving"}  # empty files, which the next writer takes
    assert mode(folder) == b"\1\1"


def test_a_lock_waits_no_longer_than_it_may(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take(0)
    start = time.monotonic()
    assert not second.take(0.2)
    assert 0.2 <= time.monotonic() - start < 5
    first.close()
    second.close()
