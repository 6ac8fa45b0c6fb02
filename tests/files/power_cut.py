"""A disk that loses its power: SQLite's writes and syncs are written down, and any moment of them can be looked at.

The functions by which SQLite writes, cuts, syncs and deletes files are replaced in this process by ones that note down
what they do and then do it. A disk keeps what was synced, and of what was not, whatever it happened to have written.

Run as a program it lets a writer save answers while every write is noted down, and leaves what happened in a file.
"""

import ctypes
import pickle
import random
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Event = tuple[
    Any, ...
]  # ("write", file, offset, bytes), ("cut", file, size), ("sync", file), ("gone", file), ("told", n)

_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)
_AT_OPEN, _AT_DELETE = 40, 48  # bytes into sqlite3_vfs
_AT_WRITE, _AT_TRUNCATE, _AT_SYNC, _METHODS = 24, 32, 40, 152  # bytes into sqlite3_io_methods


def library() -> ctypes.CDLL | None:
    """The SQLite that Python's own module uses, or None where it cannot be reached."""
    import _sqlite3

    maps = Path("/proc/self/maps")
    loaded = maps.read_text().split() if maps.exists() else []
    for path in (*dict.fromkeys(word for word in loaded if "libsqlite3" in word), _sqlite3.__file__):
        found = ctypes.CDLL(path)
        if hasattr(found, "sqlite3_vfs_find"):
            return found
    return None


class Recorder:
    """Notes down what SQLite does to its files, from now on and in this process."""

    def __init__(self, sqlite: ctypes.CDLL) -> None:
        self.events: list[Event] = []
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # functions and tables that C goes on using
        sqlite.sqlite3_vfs_find.restype = _POINTER
        vfs = sqlite.sqlite3_vfs_find(None)
        opens, deletes = _OPEN(_pointer(vfs + _AT_OPEN)), _DELETE(_pointer(vfs + _AT_DELETE))

        def opened(vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
            result = opens(vfs, name, file, flags, out)
            if result == 0 and name:
                self._names[file] = ctypes.string_at(name).decode()
                self._replace(file)
            return int(result)

        def deleted(vfs: int, name: int, sync: int) -> int:
            self.events.append(("gone", ctypes.string_at(name).decode()))
            return int(deletes(vfs, name, sync))

        self._set(vfs + _AT_OPEN, _OPEN(opened))
        self._set(vfs + _AT_DELETE, _DELETE(deleted))

    def _replace(self, file: int) -> None:
        table = ctypes.create_string_buffer(ctypes.string_at(_pointer(file), _METHODS), _METHODS)
        start = ctypes.addressof(table)
        writes, cuts = _WRITE(_pointer(start + _AT_WRITE)), _TRUNCATE(_pointer(start + _AT_TRUNCATE))
        syncs, note, name = _SYNC(_pointer(start + _AT_SYNC)), self.events.append, self._names[file]

        def written(file: int, data: int, size: int, offset: int) -> int:
            note(("write", name, offset, ctypes.string_at(data, size)))
            return int(writes(file, data, size, offset))

        def cut(file: int, size: int) -> int:
            note(("cut", name, size))
            return int(cuts(file, size))

        def synced(file: int, flags: int) -> int:
            result = syncs(file, flags)
            note(("sync", name))
            return int(result)

        self._set(start + _AT_WRITE, _WRITE(written))
        self._set(start + _AT_TRUNCATE, _TRUNCATE(cut))
        self._set(start + _AT_SYNC, _SYNC(synced))
        self._kept.append(table)
        ctypes.c_void_p.from_address(file).value = start

    def _set(self, at: int, function: Any) -> None:
        self._kept.append(function)
        ctypes.c_void_p.from_address(at).value = ctypes.cast(function, _POINTER).value


def _pointer(at: int) -> int:
    return ctypes.c_void_p.from_address(at).value or 0


def disk_at(events: Sequence[Event], before: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The files after a power cut that comes when these events have happened."""
    durable = {name: bytearray(content) for name, content in before.items()}
    pending: dict[str, list[Event]] = {}
    for event in events:
        what, name = event[0], event[1]
        if what in ("write", "cut"):
            pending.setdefault(name, []).append(event)
        elif what == "sync":
            _apply(durable.setdefault(name, bytearray()), pending.pop(name, []))
        elif what == "gone":
            durable.pop(name, None)
            pending.pop(name, None)
    for name, some in pending.items():
        _apply(durable.setdefault(name, bytearray()), [event for event in some if chance.random() < 0.5])
    return {name: bytes(content) for name, content in durable.items()}


def _apply(content: bytearray, events: Sequence[Event]) -> None:
    for what, _, at, *data in events:
        if what == "cut":
            del content[at:]
            continue
        if len(content) < at:
            content.extend(bytes(at - len(content)))
        content[at : at + len(data[0])] = data[0]


def main(folder: Path, answers: int, out: Path) -> None:
    """Save so many answers by the writer of the server, in WAL mode, and keep what happened."""
    from cxassess.files.store import Store
    from cxassess.files.store_answers import AnswerRow
    from cxassess.files.writer import Job, Writer
    from cxassess.model.engagement import Answer

    sqlite = library()
    assert sqlite is not None
    before = {str(path): path.read_bytes() for path in folder.iterdir() if path.name == "answers.db"}
    recorder = Recorder(sqlite)
    first = threading.Event()

    def save(number: int, store: Store) -> int:
        answer = Answer(f"Q{number}", "3", "a comment of some length " * 8)
        return store.answers.add("2026", AnswerRow("Jane", "manager", "", answer), "web")

    def told(batch: Sequence[Any]) -> None:
        for done in batch:
            assert done.error is None, done.error
            recorder.events.append(("told", done.job.for_whom))
        first.set()

    with Store.open(folder) as store, store.serving():
        writer = Writer(folder, told)
        writer.start()
        for number in range(answers):
            first.clear()
            writer.put(Job(lambda store, number=number: save(number, store), number))  # type: ignore[misc]
            if number % 3 == 0:
                first.wait()
        writer.stop()
        served = list(recorder.events)  # what comes after is a store that is closed in order
    out.write_bytes(pickle.dumps((before, served)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
