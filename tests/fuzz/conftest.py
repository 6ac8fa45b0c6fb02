"""Says after a run how many inputs of each kind were made."""

import pytest

from fuzz.profile import MADE, WANTED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not WANTED or not MADE:
        return
    terminalreporter.section("inputs made")
    for kind, number in MADE.items():
        terminalreporter.line(f"{number:>9,}  {kind}")
    terminalreporter.line(f"{sum(MADE.values()):>9,}  in all")
