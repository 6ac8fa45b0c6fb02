"""For the benchmarks of the web: a server with an engagement behind it, and the bare endpoint it is held against."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.packs import read_snapshot
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from cxassess.model.invitation import Invitation

WAVE = "2026"
SECONDS = 60  # that a server may take until it listens
# Python's compiled modules are on the disk, as after an installation.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs. `link` lets a consultant in, once; the bare endpoint has none."""

    pid: int
    port: int
    link: str = ""

    def processor(self) -> float:
        """The seconds of a processor that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """The memory that it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def entered(self, path: str) -> str:
        """The cookie that a link gives to whoever presses its button."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", path, "", FORM)
        answer = connection.getresponse()
        connection.close()
        return str(answer.getheader("set-cookie")).partition(";")[0]


def invited(folder: Path, people: int, mode: str = "attributed", answered: Sequence[str] = ()) -> tuple[str, ...]:
    """An engagement with the pulse, in which people were invited and answered some questions; their tokens."""
    snapshot = read_snapshot(shipped("questionnaires") / "cx-pulse")
    create_engagement(folder, "Acme", WAVE, date(2026, 3, 12), snapshot, mode)
    names = [f"Person {number}" for number in range(people)]
    with open_engagement(folder) as opened:
        answers = (
            AnswerRow(name, "manager", "", Answer(question, str(1 + (number + nth) % 5)))
            for number, name in enumerate(names)
            for nth, question in enumerate(answered)
        )
        opened.store.answers.save(WAVE, answers, "csv")
        rows = [Invitation("", "", "personal", name, "", "manager", "", "", None, None) for name in names]
        return tuple(made.token for made in opened.store.invitations.add(WAVE, rows))


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`cxassess serve` of an engagement."""
    port = free_port()
    with running(sys.executable, "-u", "-m", "cxassess", "serve", folder, "--port", port) as process:
        wait_for(port)
        assert process.stdout is not None
        link = next(found[1] for line in process.stdout if (found := re.search(r"(/consultant/enter/\S+)", line)))
        yield Server(process.pid, port, link)


@contextmanager
def bare(work: Path) -> Iterator[Server]:
    """The endpoint of answer_page.py, which knows one token."""
    port = free_port()
    script = Path(__file__).parent / "bare" / "answer_page.py"
    with running(sys.executable, script, work, port, "token") as process:
        wait_for(port)
        yield Server(process.pid, port)


@contextmanager
def running(*command: object) -> "Iterator[subprocess.Popen[str]]":
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.002)
        else:
            return
    message = f"nothing listens at port {port}"
    raise TimeoutError(message)
