"""Answers a second over loopback, of `cxassess serve` and of a bare endpoint in turn: web_load.py [--seconds N].

Both run with 32 connections, each of which sends the next answer when the last one is saved. What counts is the ratio;
answers for each second of the server's processor stand beside it, since the client and others share the machine.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.packs import read_snapshot
from cxassess.model.invitation import Invitation

CONNECTIONS = 32
QUESTIONS = ("STR1", "STR5", "STR7", "CUN1", "CUN6", "DSN6", "DSN7", "MEA4")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: answers a second, those a second of its processor, the 99th percentile, memory in MB."""

    rate: float
    of_processor: float
    p99: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pairs = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as work:
            pairs.append((ours(Path(work), options.seconds), theirs(Path(work), options.seconds)))
    for name, some in zip(("cxassess serve", "bare endpoint"), zip(*pairs, strict=True), strict=True):
        rate, busy, p99, memory = (statistics.median(getattr(one, key) for one in some) for key in Load.__slots__)
        print(f"{name:<16}{rate:8,.0f} /s {busy:8,.0f} /s of processor   p99 {p99:6.1f} ms   {memory:5.0f} MB")
    for key, name in (("rate", "answers a second"), ("of_processor", "answers a second of its processor")):
        ratio = statistics.median(getattr(a, key) / getattr(b, key) for a, b in pairs)
        print(f"{name}: {ratio:.2f} of the bare endpoint (target 0.8)")


def ours(work: Path, seconds: float) -> Load:
    folder = work / "acme"
    snapshot = read_snapshot(shipped("questionnaires") / "cx-pulse")
    create_engagement(folder, "Acme", "2026", date(2026, 3, 12), snapshot, "attributed")
    with open_engagement(folder) as opened:
        rows = [
            Invitation("", "", "personal", f"Person {n}", "", "manager", "", "", None, None) for n in range(CONNECTIONS)
        ]
        tokens = [made.token for made in opened.store.invitations.add("2026", rows)]
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cxassess", "serve", folder, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    wait_for(port)
    cookies = []
    for token in tokens:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("POST", f"/a/{token}", "", {"content-type": "application/x-www-form-urlencoded"})
        cookies.append(str(connection.getresponse().getheader("set-cookie")).partition(";")[0])
        connection.close()
    return loaded(process, port, cookies, seconds)


def theirs(work: Path, seconds: float) -> Load:
    port = free_port()
    script = Path(__file__).parent / "bare" / "answer_page.py"
    process = subprocess.Popen([sys.executable, script, work, str(port), "token"], stdout=subprocess.DEVNULL)
    wait_for(port)
    return loaded(process, port, ["cxassess=token"] * CONNECTIONS, seconds)


def loaded(process: "subprocess.Popen[bytes]", port: int, cookies: Sequence[str], seconds: float) -> Load:
    try:
        asyncio.run(load(port, cookies, min(1.0, seconds)))  # warms up
        before, begun = processor(process.pid), time.perf_counter()
        times = asyncio.run(load(port, cookies, seconds))
        spent, busy = time.perf_counter() - begun, processor(process.pid) - before
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        memory = int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
    finally:
        process.terminate()
        process.wait()
    return Load(len(times) / spent, len(times) / busy, 1000 * statistics.quantiles(times, n=100)[98], memory)


async def load(port: int, cookies: Sequence[str], seconds: float) -> list[float]:
    """Send answers for so long; the seconds that each took."""
    end = time.perf_counter() + seconds
    times: list[float] = []

    async def one(number: int, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = number
        while (now := time.perf_counter()) < end:
            turn += 1
            body = f"choice={1 + turn % 5}&seen=0&comment=a+comment+{turn}".encode()
            writer.write(
                b"POST /q/%b HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncookie: %b\r\naccept: application/json\r\n"
                b"sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n"
                b"content-length: %d\r\n\r\n%b"
                % (QUESTIONS[turn % len(QUESTIONS)].encode(), port, cookie.encode(), len(body), body)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            await reader.readexactly(int(re.findall(rb"content-length: (\d+)", head)[0]))
            times.append(time.perf_counter() - now)
        writer.close()

    await asyncio.gather(*(one(number, cookie) for number, cookie in enumerate(cookies)))
    return times


def processor(pid: int) -> float:
    """The seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"nothing listens at port {port}"
    raise TimeoutError(message)


if __name__ == "__main__":
    main()
