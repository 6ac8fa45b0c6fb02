"""Processes side by side: what a slip, a killed process and the end of the work cost."""

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from cxassess.files.pool import Lost, Pool, cores

KILLED = Lost("its process was ended by signal 9; a system does that when memory runs out")


def halved(number: int) -> float:
    """Half of a number; 0 is a slip, and a negative one is the end of the process."""
    if number < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return number / 2 if number else 1 / 0


def who(_: int) -> int:
    return os.getpid()


def unfinished(number: int) -> str:
    """The name of a temporary file that stays, as that of a killed process does."""
    handle, name = tempfile.mkstemp(suffix=str(number))
    os.close(handle)
    return name


def asleep(path: Path) -> None:
    """Shows that it has begun, and that it was told to stop."""
    path.write_text(str(os.getpid()), encoding="utf-8")
    try:
        time.sleep(60)
    finally:
        path.with_suffix(".stopped").touch()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_thing_comes_back_with_its_number() -> None:
    with Pool(2) as pool:
        assert sorted(pool.map(halved, [8, 6, 4, 2, 1])) == [(0, 4.0), (1, 3.0), (2, 2.0), (3, 1.0), (4, 0.5)]


def test_nothing_to_do_starts_nothing() -> None:
    with Pool(2) as pool:
        assert list(pool.map(halved, [])) == []


@pytest.mark.parametrize(
    ("faulty", "lost"), [(0, Lost("ZeroDivisionError: division by zero")), (-1, KILLED)], ids=["a slip", "a kill"]
)
def test_a_slip_or_a_killed_process_loses_its_own_thing_alone(faulty: int, lost: Lost) -> None:
    with Pool(2) as pool:
        results = dict(pool.map(halved, [8, faulty, 4, faulty, 2, 6]))
    assert results == {0: 4.0, 1: lost, 2: 2.0, 3: lost, 4: 1.0, 5: 3.0}


def test_processes_are_started_once_are_others_than_this_one_and_end_with_the_block() -> None:
    with Pool(2) as pool:
        first = {result for _, result in pool.map(who, range(6))}
        again = {result for _, result in pool.map(who, range(6))}
    processes = {number for number in first | again if isinstance(number, int)}
    assert len(processes) <= 2
    assert os.getpid() not in processes
    assert not [number for number in processes if is_running(number)]


def test_what_a_process_leaves_among_temporary_files_goes_with_the_pool() -> None:
    with Pool(1) as pool:
        ((_, name),) = pool.map(unfinished, [1])
        assert isinstance(name, str)
        assert Path(name).exists()
    assert not Path(name).parent.exists()


def test_who_stops_ends_the_processes_which_put_down_what_they_hold(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def when_begun(*_: object) -> None:
        if begun.exists() and begun.read_text(encoding="utf-8"):
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, when_begun)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt), Pool(1) as pool:
            next(pool.map(asleep, [begun]))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert begun.with_suffix(".stopped").exists()
    assert not is_running(int(begun.read_text(encoding="utf-8")))


def test_there_is_a_core() -> None:
    assert cores() >= 1
