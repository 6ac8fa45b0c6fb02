"""Answers a second over loopback, of `cxassess serve` and of a bare endpoint in turn: web_load.py [--rounds N].

Both take 32 connections, each of which sends the next answer when the last one is saved. Both stay up, and short bursts
go to one and the other in turn. What counts is the ratio; answers for each second of the server's processor stand
beside it, since the client and others share the machine. `--memory` saves 200,000 answers instead, and tells the memory
on the way.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from web_server import Server, bare, invited, serving

CONNECTIONS = 32
BURST = 0.5  # seconds
MARKS = (20_000, 100_000, 200_000)  # answers after which the memory is looked at
QUESTIONS = ("STR1", "STR5", "STR7", "CUN1", "CUN6", "DSN6", "DSN7", "MEA4")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did: answers a second, those a second of its processor, the 99th percentile in ms."""

    rate: float
    of_processor: float
    p99: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        if options.memory:
            for count, megabytes in memory(Path(work)):
                print(f"after {count:8,} answers {megabytes:6.1f} MB", flush=True)
            return
        pairs = loads(Path(work), options.rounds)
    for name, some in zip(("cxassess serve", "bare endpoint"), zip(*pairs, strict=True), strict=True):
        rate, busy, p99 = (statistics.median(getattr(one, key) for one in some) for key in Load.__slots__)
        print(f"{name:<16}{rate:8,.0f} /s {busy:8,.0f} /s of processor   p99 {p99:6.1f} ms")
    for key, name in (("rate", "answers a second"), ("of_processor", "answers a second of its processor")):
        print(f"{name}: {ratio(pairs, key):.2f} of the bare endpoint (target 0.8)")


def ratio(pairs: Sequence[tuple[Load, Load]], key: str) -> float:
    """The median of the pairs' ratios."""
    return float(statistics.median(getattr(ours, key) / getattr(theirs, key) for ours, theirs in pairs))


def loads(work: Path, rounds: int) -> list[tuple[Load, Load]]:
    """Ours and the bare endpoint under load, in pairs."""
    folder = work / "acme"
    tokens = invited(folder, CONNECTIONS)
    with serving(folder) as ours, bare(work) as theirs:
        cookies = [ours.entered(f"/a/{token}") for token in tokens]
        known = ["cxassess=token"] * CONNECTIONS
        pairs = [(loaded(ours, cookies), loaded(theirs, known)) for _ in range(rounds + 2)]
    return pairs[2:]  # the first ones warm up


def loaded(server: Server, cookies: Sequence[str]) -> Load:
    before, begun = server.processor(), time.perf_counter()
    times = asyncio.run(load(server.port, cookies, BURST))
    spent, busy = time.perf_counter() - begun, server.processor() - before
    return Load(len(times) / spent, len(times) / max(busy, 0.01), 1000 * statistics.quantiles(times, n=100)[98])


def memory(work: Path) -> Iterator[tuple[int, float]]:
    """The MB that the server holds after so many answers."""
    folder = work / "acme"
    tokens = invited(folder, CONNECTIONS)
    with serving(folder) as server:
        cookies = [server.entered(f"/a/{token}") for token in tokens]
        count = 0
        for mark in MARKS:
            while count < mark:
                count += len(asyncio.run(load(server.port, cookies, 1.0, mark - count)))
            yield count, server.megabytes()


async def load(port: int, cookies: Sequence[str], seconds: float, most: int = 10**9) -> list[float]:
    """Send answers for so long, or about so many; the seconds that each took."""
    end = time.perf_counter() + seconds
    times: list[float] = []

    async def one(number: int, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = number
        while (now := time.perf_counter()) < end and len(times) < most:
            turn += 1
            body = f"choice={1 + turn % 5}&seen=0&comment=a+comment+{now}".encode()
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


if __name__ == "__main__":
    main()
