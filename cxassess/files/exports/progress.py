"""How far a long read has come, on the terminal's last line; nothing where nobody looks on, or where it is quick."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

PATIENCE = 2.0  # seconds before anything is shown
EVERY = 0.25
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_shown(connection: Any, what: str) -> Iterator[None]:
    """Show how far the engine is with its present statement while the block runs.

    `connection` is that of the embedded engine; None where the work is done elsewhere, and nobody tells how far it is.
    """
    if not sys.stderr.isatty():
        yield
        return
    over = Event()
    watcher = Thread(target=_watch, args=(connection, what, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(connection: Any, what: str, over: Event) -> None:
    """Write a line again and again until it is over, and take it away."""
    if over.wait(PATIENCE):
        return
    while not over.wait(EVERY):
        share = -1.0 if connection is None else connection.query_progress()
        sys.stderr.write(_CLEAR + progress_line(what, share))
        sys.stderr.flush()
    sys.stderr.write(_CLEAR)
    sys.stderr.flush()


def progress_line(what: str, share: float) -> str:
    """What is done and how far, where the engine knows.

    >>> progress_line("Reading a.csv", 42.3), progress_line("Reading a.csv", -1.0)
    ('Reading a.csv … 42 %', 'Reading a.csv …')
    """
    return f"{what} …" + (f" {share:.0f} %" if 0 <= share <= 100 else "")
