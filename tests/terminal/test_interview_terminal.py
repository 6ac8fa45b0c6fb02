"""The interview in a real terminal, started as people start it: killed, interrupted, hung up and resized."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pexpect
import pytest

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.packs import read_snapshot

SECONDS = 120  # a limit that only a fault reaches, whatever else the machine does
PLAIN = {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
Start = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kestrel"
    snapshot = read_snapshot(shipped("questionnaires") / "cx-maturity")
    create_engagement(path, "Kestrel", "2026", date(2026, 3, 12), snapshot, "attributed")
    return path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts `cxassess answer` in a terminal of a given size, and ends what is still running."""
    running: list[pexpect.spawn[str]] = []

    def started(*options: str, size: tuple[int, int] = (100, 30), **environment: str) -> "pexpect.spawn[str]":
        child = pexpect.spawn(
            sys.executable,
            ["-m", "cxassess", "answer", str(folder), *options],
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(size[1], size[0]),
            env={**os.environ, **PLAIN, **environment},
        )
        running.append(child)
        return child

    yield started
    for child in running:
        child.close(force=True)


def choices(folder: Path, name: str = "Dana") -> dict[str, str]:
    with open_engagement(folder) as opened:
        response = opened.store.answers.response(opened.wave.id, name)
    return {question: answer.choice for question, answer in response.answers.items()} if response else {}


def begin(child: "pexpect.spawn[str]") -> None:
    child.expect("Enter")
    child.send("\r")
    child.expect("don’t")


def exit_code(child: "pexpect.spawn[str]") -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_kill_in_the_middle_keeps_every_answer_that_was_shown_as_saved(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "manager")
    begin(child)
    shown = ""
    for number in range(1, 7):
        child.send("d")
        child.expect(rf"STR{number} .*?saved.*?STR{number + 1} .*?none yet")
        shown += f"{child.before}{child.after}"
    child.kill(signal.SIGKILL)
    child.wait()
    saved = set(re.findall(r"✓ (STR\d)", shown))
    assert saved == {f"STR{n}" for n in range(1, 7)}
    assert choices(folder) == dict.fromkeys(sorted(saved), "DK")
    again = start("--as", "Dana")
    again.expect("Welcome back")
    again.expect("STR7")
    again.send("\r")
    again.expect("7 of 8")
    again.send("\x03")
    assert exit_code(again) == 130


def test_ctrl_c_says_how_to_go_on_with_exit_code_130(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.send("\x1b[B\r")
    child.expect("saved")
    child.send("\x03")
    child.expect("Answers saved: 1 of 52")
    child.expect("cxassess answer .*kestrel --as Dana")
    assert exit_code(child) == 130
    assert choices(folder) == {"STR1": "1"}


def test_an_interrupt_from_outside_is_taken_like_ctrl_c(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.send("d")
    child.expect("saved.*none yet")
    child.kill(signal.SIGINT)
    child.expect("Answers saved: 1 of 52")
    assert exit_code(child) == 130


def test_a_hung_up_terminal_loses_no_answer(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.send("d")
    child.expect("saved")
    child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    assert choices(folder) == {"STR1": "DK"}


def test_a_terminal_that_vanishes_ends_the_interview_without_a_traceback(folder: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m cxassess answer "{folder}" --as Dana --role manager 2>errors; echo $? >code'
    child: pexpect.spawn[str] = pexpect.spawn(
        "/bin/sh",
        ["-c", f"trap '' HUP; {command}"],
        encoding="utf-8",
        timeout=SECONDS,
        cwd=str(tmp_path),
        dimensions=(30, 100),
        env={**os.environ, **PLAIN, "PYTHONPATH": str(Path.cwd())},
    )
    begin(child)
    child.send("d")
    child.expect("saved.*none yet")
    os.close(child.child_fd)
    for _ in range(10 * SECONDS):
        if (tmp_path / "code").exists() and (tmp_path / "code").read_text():
            break
        time.sleep(0.1)
    child.wait()
    assert (tmp_path / "code").read_text() == "130\n"
    assert (tmp_path / "errors").read_text() == ""
    assert choices(folder) == {"STR1": "DK"}


def test_escape_leaves_a_comment_and_a_list_as_they_were(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.send("c")
    child.expect("Your comment")
    child.send("half a thought\x1b")
    child.expect("none yet")
    child.send("g")
    child.expect("Go to a question")
    child.send("\x1b")
    child.expect("none yet")
    child.send("d")
    child.expect("saved")
    child.send("\x03")
    assert exit_code(child) == 130
    assert choices(folder) == {"STR1": "DK"}


def test_enter_before_any_move_says_how_to_choose_and_a_removed_comment_is_called_removed(
    folder: Path, start: Start
) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.send("\r")
    child.expect("Choose with ↑ ↓ first")
    child.send("c")
    child.expect("stop, without this text")
    child.send("since May")
    child.expect("since May")
    child.send("\r")
    child.expect("stop, all is kept")
    child.send("\x1b[B\r")
    child.expect("saved")
    child.send("bc")
    child.expect("Your comment")
    child.send("\x15\r")
    child.expect("Comment removed from your answer")
    child.send("eE3 the plan\r")
    child.expect("kept as E2")
    child.send("\x03")
    assert exit_code(child) == 130
    assert choices(folder) == {"STR1": "1"}


def test_the_first_screen_says_who_sees_what(start: Start) -> None:
    child = start("--as", "Dana", "--role", "front_line")
    for part in ("Kestrel", "Dana", "29", "twelve", "Who sees your answers", "gave which answer"):
        child.expect(part)
    child.send("\x03")
    assert exit_code(child) == 130


def test_a_terminal_that_changes_its_size_is_drawn_again(folder: Path, start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive")
    begin(child)
    child.setwinsize(20, 60)
    child.expect("go to  ")  # the short words for the keys
    child.setwinsize(4, 15)
    child.setwinsize(30, 100)
    child.expect("go to a question")
    child.send("d")
    child.expect("saved")
    assert choices(folder) == {"STR1": "DK"}


def test_no_color_is_obeyed(start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive", NO_COLOR="1")
    child.expect("Enter")
    child.send("\r")
    child.expect("Ctrl-C")
    assert "38;" not in (child.before or "")
    child.send("\x03")
    assert exit_code(child) == 130


def test_a_locale_without_unicode_gets_plain_signs(start: Start) -> None:
    child = start("--as", "Dana", "--role", "executive", LC_ALL="C")
    child.expect("Enter")
    child.send("\r")
    child.expect("know.*Ctrl-C")
    assert (child.before or "").isascii()
    child.send("\x03")
    assert exit_code(child) == 130


def test_an_escape_sequence_in_a_name_does_nothing(folder: Path, start: Start) -> None:
    child = start("--as", "Da\x1b[31mna\x07", "--role", "executive")
    begin(child)
    child.send("d")
    child.expect("saved")
    child.send("\x03")
    assert exit_code(child) == 130
    assert choices(folder, "Da[31mna") == {"STR1": "DK"}


def test_the_interview_starts_without_the_libraries_of_the_reports_and_without_scores() -> None:
    late = {"pandas", "matplotlib", "docx", "cxassess.model.assessment"}
    code = f"import sys, cxassess.terminal; print(sorted({late} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_output_that_is_no_terminal_is_refused(folder: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m cxassess answer {folder} --as Dana --role manager > {tmp_path / 'out'}"
    child: pexpect.spawn[str] = pexpect.spawn("/bin/sh", ["-c", command], encoding="utf-8", timeout=SECONDS)
    child.expect("needs a terminal")
    assert exit_code(child) == 1
