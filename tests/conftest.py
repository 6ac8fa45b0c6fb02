"""What all tests share: external programs, an empty engagement, the example client, golden files."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from files.building import make_engagement
from skips import skip_unless_ci

from cxassess.files.demo import write_demo

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session", autouse=True)
def _heard_signals() -> None:
    """What is started in the background or by nohup ignores Ctrl-C or a hang-up, and so do the commands it starts."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def needs() -> Callable[[str], str]:
    """The path of a program that a test cannot do without: skips where it is missing, and fails in CI."""

    def find(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            skip_unless_ci(f"{program} is not installed")
        return path

    return find


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/<name>; `make golden` writes it, and a person reads the difference."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; see make golden"

    return compare


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An engagement without answers."""
    return make_engagement(tmp_path / "acme")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example engagement with its documents, made once for all tests that only read it."""
    folder = tmp_path_factory.mktemp("demo") / "kestrel"
    write_demo(folder)
    return folder
