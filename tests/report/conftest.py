"""What the tests of reports share."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from report.every_document import document


@pytest.fixture(scope="session")
def report_and_workbook(demo_folder: Path) -> Mapping[str, bytes]:
    """Two documents to plant faults in, by suffix: a report with all that firms have in theirs, and a workbook."""
    return {
        "docx": document("report over a firm’s letter", demo_folder),
        "xlsx": document("workbook of the example", demo_folder),
    }
