"""The connection to DuckDB: nothing is downloaded, memory is bounded, and what does not fit becomes advice."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cxassess.errors import InvalidInput, Problem

SHARE_OF_MEMORY = 0.6
_USUAL_MEMORY = 4 * 2**30  # where a system does not tell how much it has


@contextmanager
def connect(memory: int | None = None) -> Iterator[Any]:
    """A database of its own, on the disk in a folder that is taken away afterwards.

    Args:
        memory: bytes that it may use; 60 % of the machine's where None is given.

    Raises:
        InvalidInput: where the memory or the disk does not suffice, with what to do about it.
    """
    import duckdb  # 0.1 s: only where a metric file is read

    limit = memory or int(_memory_of_machine() * SHARE_OF_MEMORY)
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        connection = duckdb.connect(
            os.path.join(folder, "rows.duckdb"),  # noqa: PTH118 - DuckDB takes a text
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": folder,
                "memory_limit": f"{limit // 2**20}MiB",
            },
        )
        try:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        except duckdb.OutOfMemoryException as error:
            raise InvalidInput([Problem("the file", _too_large(limit))]) from error
        finally:
            connection.close()


def _too_large(limit: int) -> str:
    size = f"{limit / 2**30:.1f} GB" if limit >= 2**29 else f"{limit / 2**20:.0f} MB"
    return f"does not fit into {size} of memory: save it as Parquet, or import one year at a time"


def _memory_of_machine() -> int:
    """In bytes; of the container, where one bounds it."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return _USUAL_MEMORY
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:  # noqa: PTH123 - no file of a person
            bound = file.read().strip()
    except OSError:
        return whole
    return min(whole, int(bound)) if bound.isdecimal() else whole
