"""The power goes at a write of a command about waves: the store holds the state before it or after it, whole."""

import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from skips import skip_unless_ci

from files.building import SECONDS, done_well, make_engagement, run, whole_answers, written
from files.power_cut import disk_at, library
from files.versions import write_second

CUTS = 40
COMMANDS = {
    "wave new": ("wave", "new", "{folder}", "2027"),
    "wave finish": ("wave", "finish", "{folder}"),
    "wave migrate": ("wave", "migrate", "{folder}", "--questionnaire", "{second}", "--yes"),
    "action update": ("action", "update", "{folder}", "MEA7:2-3", "--owner", "Ana", "--status", "done"),
}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three managers who answered everything, and an action that is taken up."""
    folder = make_engagement(tmp_path_factory.mktemp("cuts") / "acme")
    done_well(run("import", "answers", folder, written(folder.parent / "answers.csv", whole_answers(3))))
    done_well(run("action", "update", folder, "MEA7:2-3", "--status", "doing"))
    return folder


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_second(tmp_path_factory.mktemp("packs") / "second")


def state(path: Path) -> str:
    """All that a store holds; SQLite plays back what was begun."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return "\n".join(db.iterdump())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_cut_at_any_write_leaves_the_state_before_or_after(
    name: str, answered: Path, second: Path, tmp_path: Path
) -> None:
    if library() is None:
        skip_unless_ci("the SQLite of this Python cannot be looked into")
    folder, out = shutil.copytree(answered, tmp_path / "acme"), tmp_path / "events"
    old = state(folder / "answers.db")
    command = [part.format(folder=folder, second=second) for part in COMMANDS[name]]
    script = Path(__file__).with_name("command_cut.py")
    subprocess.run([sys.executable, script, folder, out, *command], check=True, timeout=SECONDS, capture_output=True)
    new = state(folder / "answers.db")
    before, events = pickle.loads(out.read_bytes())
    found = []
    for cut in (*range(0, len(events), max(1, len(events) // CUTS)), len(events)):
        place = tmp_path / "cut"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for path, content in disk_at(events[:cut], before, random.Random(cut)).items():
            (place / Path(path).name).write_bytes(content)
        found.append(state(place / "answers.db"))
    assert old != new
    assert set(found) == {old, new}
    assert found == sorted(found, key=lambda one: one == new), "what was there once is there from then on"
