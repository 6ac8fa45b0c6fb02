"""Where the real files lie that no repository may hold, and their rows."""

import csv
import os
from pathlib import Path

from skips import skip_unless_ci


def real_data() -> Path:
    """The folder that CXASSESS_REAL_DATA names; without it the test is skipped, and fails in CI."""
    folder = os.environ.get("CXASSESS_REAL_DATA")
    if not folder:
        skip_unless_ci("CXASSESS_REAL_DATA names no folder of real files")
    return Path(folder)


def real_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the files, by their headers."""
    with (real_data() / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    """A number of the airport's survey; None where nothing was answered."""
    return None if text.strip().lower() in {"", "blank"} else float(text)
