"""A process that runs commands in children of its own, and kills them: after some time, or at some line of the product.

It reads one JSON object a line, `{"arguments": [...], "seconds": s | null, "line": n | null, "watched": [...] | null}`,
and answers with `{"killed": bool, "code": c, "out": "...", "lines": n}`. `watched` are the modules of `files` whose
lines count, by how their names begin; the usual ones where it is null. The children are forked, so that none of them
spends its time on imports, and the kill falls where the work is done.
"""

import json
import mmap
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import cxassess.report.compose
import cxassess.report.word.writer
import cxassess.report.workbook
from cxassess.cli import main
from cxassess.files.engagement import open_engagement
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer

WATCHED = (
    "safe",
    "store",
    "engagement",
    "documents",
    "settings_edit",
    "workbook_import",
    "metric_import",
    "metric_register",
)
FILES = Path(cxassess.__file__).parent / "files"


def answer_one_by_one(folder: str) -> None:
    """Save one answer after the other as the interview does, and say each when it is saved."""
    with open_engagement(Path(folder)) as opened:
        for number in range(3):
            for id in opened.pack.practices:
                row = AnswerRow("Ana", "manager", "", Answer(id, str(number + 1)))
                opened.store.answers.add(opened.wave.id, row, "terminal")
                os.write(1, f"{id} {number + 1}\n".encode())


def run(arguments: Sequence[str]) -> None:
    if arguments[0] == "one by one":
        answer_one_by_one(arguments[1])
        sys.exit(0)
    sys.argv = ["cxassess", *arguments]
    main()


def counted(at: int | None, told: mmap.mmap, watched: Sequence[str]) -> Callable[[FrameType, str, Any], Any]:
    """A trace that counts the lines of what writes, and kills this process at one of them."""
    lines, names = 0, tuple(str(FILES / name) for name in watched)

    def on_line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        if event == "line":
            lines += 1
            told[:] = lines.to_bytes(8, "big")
            if lines == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, argument: Any) -> Any:
        return on_line if frame.f_code.co_filename.startswith(names) else None

    return on_call


def child(arguments: Sequence[str], at: int | None, watched: Sequence[str], out: int, told: mmap.mmap) -> None:
    code = 1
    try:
        os.dup2(out, 1)
        os.dup2(out, 2)
        if watched:
            sys.settrace(counted(at, told, watched))
        run(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.settrace(None)
        sys.stdout.flush()
        os._exit(code)


def one(
    arguments: Sequence[str], seconds: float | None, at: int | None, watched: Sequence[str] | None
) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, mmap.mmap(-1, 8) as told:
        begun = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(arguments, at, (watched or WATCHED) if seconds is None else (), out.fileno(), told)
        if seconds is not None:
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        spent = time.monotonic() - begun
        out.seek(0)
        return {
            "killed": os.WIFSIGNALED(status),
            "code": os.waitstatus_to_exitcode(status),
            "out": out.read().decode(),
            "lines": int.from_bytes(told[:], "big"),
            "seconds": spent,
        }


if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(one(asked["arguments"], asked["seconds"], asked["line"], asked["watched"])), flush=True)
