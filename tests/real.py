"""Where the real files lie that no repository may hold."""

import os
from pathlib import Path

from skips import skip_unless_ci


def real_data() -> Path:
    """The folder that CXASSESS_REAL_DATA names; without it the test is skipped, and fails in CI."""
    folder = os.environ.get("CXASSESS_REAL_DATA")
    if folder is None:
        skip_unless_ci("CXASSESS_REAL_DATA names no folder of real files")
    return Path(folder)
