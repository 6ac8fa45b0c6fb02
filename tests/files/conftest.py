"""Engagements for the tests of files."""

from pathlib import Path

import pytest

from files.building import make_engagement


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An engagement without answers."""
    return make_engagement(tmp_path / "acme")
