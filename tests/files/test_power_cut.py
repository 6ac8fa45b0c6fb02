"""What was called saved outlives a power cut, at whatever moment it comes."""

import pickle
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from skips import skip_unless_ci

from files.building import SECONDS
from files.power_cut import Event, disk_at, library

CUTS = 60


def recorded(folder: Path, answers: int, tmp_path: Path) -> tuple[dict[str, bytes], list[Event]]:
    if library() is None:
        skip_unless_ci("the SQLite of this Python cannot be looked into")
    out = tmp_path / "events"
    script = Path(__file__).with_name("power_cut.py")
    subprocess.run([sys.executable, script, folder, str(answers), out], check=True, timeout=SECONDS)
    before, events = pickle.loads(out.read_bytes())
    return before, events


def answers_in(path: Path) -> list[int]:
    """The numbers of the answers of a store; none of one that is damaged."""
    with closing(sqlite3.connect(path)) as db:
        try:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [int(question[1:]) for (question,) in db.execute("SELECT question FROM answer")]
        except (AssertionError, sqlite3.DatabaseError):
            return []


def lost_after_cuts(
    before: dict[str, bytes], events: list[Event], tmp_path: Path, chance: random.Random
) -> list[set[int]]:
    """For each of many moments the answers that were told as saved before it and are not on the disk after it."""
    lost = []
    for cut in sorted(chance.sample(range(len(events)), min(CUTS, len(events)))):
        told = {event[1] for event in events[:cut] if event[0] == "told"}
        place = tmp_path / f"cut{cut}"
        place.mkdir()
        for name, content in disk_at(events[:cut], before, chance).items():
            (place / Path(name).name).write_bytes(content)
        there = answers_in(place / "answers.db")
        assert len(there) == len(set(there))
        lost.append(told - set(there))
    return lost


def test_no_answer_that_was_told_as_saved_is_lost_by_a_power_cut(folder: Path, tmp_path: Path) -> None:
    before, events = recorded(folder, 400, tmp_path)
    assert sum(event[0] == "told" for event in events) == 400
    assert sum(event[0] == "sync" for event in events) >= 100
    assert set().union(*lost_after_cuts(before, events, tmp_path, random.Random(7))) == set()


def test_the_cut_is_sharp_enough_to_find_a_writer_that_does_not_sync(folder: Path, tmp_path: Path) -> None:
    before, events = recorded(folder, 200, tmp_path)
    unsynced = [event for event in events if event[0] != "sync" or not event[1].endswith("-wal")]
    lost = lost_after_cuts(before, unsynced, tmp_path, random.Random(7))
    assert sum(map(len, lost)) > 100


@pytest.mark.parametrize("seed", range(3))
def test_a_disk_keeps_what_was_synced(seed: int) -> None:
    chance = random.Random(seed)
    events: list[Event] = [("write", "f", 0, b"abc"), ("sync", "f"), ("write", "f", 1, b"X"), ("cut", "f", 2)]
    assert disk_at(events[:2], {}, chance) == {"f": b"abc"}
    assert disk_at(events, {}, chance)["f"] in {b"abc", b"aXc", b"ab", b"aX"}
