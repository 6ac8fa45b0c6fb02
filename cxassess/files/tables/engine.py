"""The connection to DuckDB: nothing is downloaded, memory is bounded, and what goes wrong becomes a sentence."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from cxassess.errors import InvalidInput, Problem
from cxassess.files.safe import writing

SHARE_OF_MEMORY = 0.6
ENOUGH = 3 * 2**29  # bytes: 20 million rows are staged and counted within it, the rest waits on the disk
OF_CORE = 384 * 2**20  # what each processor may read at a time
_USUAL_MEMORY = 4 * 2**30  # where a system does not tell how much it has
_PATTERN = frozenset("*?[]{}")  # what DuckDB takes for a pattern of many files
_WRONG_CSV = ("CSV Error", "CSV Parser", "not utf-8")
_DISK_FULL = "does not fit on the disk of temporary files: save it as Parquet, or import one year at a time"
_WORD = re.compile(r"\w+")
Stamp = tuple[int, int]


class FaultInRows(InvalidInput):
    """A text file that was read as it stands has a ragged or an unreadable row; `row_by_row` reads and names them."""


class Connection:
    """A database of its own, in a folder that is taken away when it is closed.

    Statements raise InvalidInput where the memory or the disk does not suffice, where a file was changed or is
    damaged, and FaultInRows; errors of the statement itself stay those of DuckDB.

    Attributes:
        folder: for files that live as long as the connection.
        sources: client's files by the name of the view that reads them, with their size and time of change.
        share: of a file that is read row by row, how much was read; None otherwise.
    """

    def __init__(self, memory: int | None = None) -> None:
        import duckdb  # 0.1 s: only where a metric file is read

        self._limit = memory or _usual_limit()
        with writing(Path(tempfile.gettempdir())):
            self._temporary = tempfile.TemporaryDirectory(prefix="cxassess-")
        self.folder = Path(self._temporary.name)
        self.sources: dict[str, tuple[Path, Stamp]] = {}
        self.share: float | None = None
        self._raw = duckdb.connect(
            ":memory:",  # what exceeds the limit goes to the folder; a database there takes a third longer to write
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": str(self.folder / "spilled"),
                "memory_limit": f"{self._limit // 2**20}MiB",
            },
        )
        self._raw.execute("SET TimeZone = 'UTC'")
        self._result: Any = self._raw
        self._reads: tuple[tuple[Path, Stamp], ...] = ()

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> Self:
        import duckdb

        self._reads = tuple(
            self.sources[name] for name in dict.fromkeys(_WORD.findall(statement)) if name in self.sources
        )
        try:
            self._result = self._raw.execute(statement, parameters)
        except duckdb.Error as error:
            self._explain(error)
        self._refuse_changed()
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            rows: list[tuple[Any, ...]] = self._result.fetchall()
        except duckdb.Error as error:
            self._explain(error)
        self._refuse_changed()
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        import duckdb

        try:
            row: tuple[Any, ...] | None = self._result.fetchone()
        except duckdb.Error as error:
            self._explain(error)
        return row

    @property
    def description(self) -> Any:
        """Of the columns of the last result, as in PEP 249."""
        return self._result.description

    def query_progress(self) -> float:
        """How far the present statement, or the present reading of a file, has come: per cent, or -1."""
        if self.share is not None:
            return 100 * self.share
        return float(self._raw.query_progress())

    def interrupt(self) -> None:
        self._raw.interrupt()

    def close(self) -> None:
        self._raw.close()
        self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def readable(self, path: Path) -> Path:
        """The path that DuckDB is given: a link where it would take the file's own name for a pattern."""
        path = path.resolve()
        if not _PATTERN & set(str(path)):
            return path
        link = self.folder / f"linked-{len(os.listdir(self.folder))}"  # noqa: PTH208 - a count is wanted
        try:
            link.symlink_to(path)
        except OSError:  # Windows lets only some people make links
            with copying(path):
                shutil.copyfile(path, link)
        return link

    def _explain(self, error: Exception) -> NoReturn:
        """Raise the sentence for an error of DuckDB; the error itself where it is one of the statement."""
        import duckdb

        self._refuse_changed()
        name = self._reads[0][0].name if self._reads else "the file"
        if isinstance(error, duckdb.OutOfMemoryException):
            raise InvalidInput([Problem(name, _too_large(self._limit))]) from error
        if "No space left" in str(error):
            raise InvalidInput([Problem(name, _DISK_FULL)]) from error
        if self._reads and any(mark in str(error) for mark in _WRONG_CSV):
            message = "a row has not as many cells as the header, or is not UTF-8 text"
            raise FaultInRows([Problem(name, message)]) from error
        of_file = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException)
        # of some damage the engine only says that it is an error
        if self._reads and (isinstance(error, of_file) or type(error) is duckdb.Error):
            raise InvalidInput([Problem(name, "cannot be read to its end: a part of it is damaged")]) from error
        raise error

    def _refuse_changed(self) -> None:
        for path, stamp in self._reads:
            refuse_changed(path, stamp)


@contextmanager
def copying(path: Path) -> Iterator[None]:
    """Turns what a disk can refuse while a file is written again, among the temporary ones, into a sentence."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        message = _DISK_FULL if is_full else f"cannot be read and written to a temporary file ({error.strerror})"
        raise InvalidInput([Problem(path.name, message)]) from error


def connect(memory: int | None = None) -> Connection:
    """A database of its own, to be closed.

    Args:
        memory: bytes that it may use. Where None is given, 1.5 GB, and more with more than four processors, but at
            most 60 % of the machine's.
    """
    return Connection(memory)


def stamp_of(path: Path) -> Stamp:
    """Size in bytes and time of the last change, by which a file that is still being written is known."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def refuse_changed(path: Path, before: Stamp) -> None:
    """Raise InvalidInput where somebody wrote to a file while it was read."""
    if stamp_of(path) != before:
        message = "was changed while it was read: import it again when it is complete"
        raise InvalidInput([Problem(path.name, message)])


def _too_large(limit: int) -> str:
    size = f"{limit / 2**30:.1f} GB" if limit >= 2**29 else f"{limit / 2**20:.0f} MB"
    return f"does not fit into {size} of memory: save it as Parquet, or import one year at a time"


def _usual_limit() -> int:
    return min(int(_memory_of_machine() * SHARE_OF_MEMORY), max(ENOUGH, OF_CORE * (os.cpu_count() or 1)))


def _memory_of_machine() -> int:
    """In bytes; of the container, where one bounds it."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return _USUAL_MEMORY
    try:
        bound = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(whole, int(bound)) if bound.isdecimal() else whole
