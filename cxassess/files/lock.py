"""A lock that the operating system holds for a process: it is gone when the process is, however that ended.

SQLite up to 3.51.2 can corrupt a store in WAL mode when two connections write or checkpoint at once; who writes holds
this lock meanwhile. It stands in a file of its own beside the store, since closing a second handle of the store itself
would let go of SQLite's own locks.
"""

import contextlib
import os
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


_PAUSES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between two tries; the last one again and again


class FileLock:
    """One at a time, over all processes and over all locks of one process. Not for several threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, seconds: float) -> bool:
        """Wait for the lock at most so long; whether it is held now. OSError where its file cannot be made."""
        end = time.monotonic() + seconds
        tries = 0
        while True:
            handle = self._opened()
            if _try(handle):
                if self._is_current(handle):
                    return True
                self._close()  # another process has taken the file away meanwhile: lock the new one
                continue
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(left, _PAUSES[min(tries, len(_PAUSES) - 1)]))
            tries += 1

    def let_go(self) -> None:
        if self._handle is not None:
            _let_go(self._handle)

    def close(self) -> None:
        """Let go for good, and take the file away where nobody else holds the lock."""
        if self._handle is None:
            return
        with contextlib.suppress(OSError):  # on Windows, what another process has open stays
            if _try(self._handle) and self._is_current(self._handle):
                self.path.unlink()
        self._close()

    def _opened(self) -> int:
        if self._handle is None:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        return self._handle

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _is_current(self, handle: int) -> bool:
        """Whether the lock is on the file that has the name now, and not on one that was taken away."""
        try:
            return os.path.samestat(os.fstat(handle), os.stat(self.path))  # noqa: PTH116 (os.stat is what samestat takes)
        except FileNotFoundError:
            return False
