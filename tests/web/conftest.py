"""What the tests of the web pages share: an engagement, and Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from skips import skip_unless_ci

from web.serving import pulse

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """An engagement with the 15 questions of the pulse and no answers."""
    return pulse(tmp_path / "acme")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; skips where there is none, and fails in CI."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        skip_unless_ci("chromium is not installed")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.name == "posix" else [])
        yield made
        made.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which judges pages by WCAG; skips where it is not installed, and fails in CI."""
    path = Path(__file__).parent.parent / "validator" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        skip_unless_ci("axe-core is not installed (make installs it where there is npm)")
    return path.read_text(encoding="utf-8")
