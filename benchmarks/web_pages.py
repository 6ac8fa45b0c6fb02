"""What people wait for at the pages of `cxassess serve`, and how much they load: web_pages.py [--runs N]."""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from web_server import FORM, Server, invited, serving

from cxassess.files.packs import find_pack, read_pack

RESPONDENTS = 200
REST = 2.0  # seconds between two answers, so that each finds the results at rest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        shown = [first_page(Path(work) / f"first-{number}") for number in range(options.runs + 1)][1:]
        print(f"first page after the start of serve: {statistics.median(s for s, _ in shown):.2f} s", end=", ")
        print(f"of the processor {statistics.median(busy for _, busy in shown):.2f} s")
        for path, size in weights(Path(work) / "weights").items():
            print(f"{path} with all that it loads: {size / 1000:.1f} kB")
        print(
            f"an answer shows in the results after {statistics.median(live(Path(work) / 'live', options.runs)):.0f} ms"
        )


def first_page(folder: Path) -> tuple[float, float]:
    """Seconds from the start of the command until the page of a link is there, and those of the processor."""
    [token] = invited(folder, 1)
    begun = time.perf_counter()
    with serving(folder) as server:
        got(server, f"/a/{token}")
        return time.perf_counter() - begun, server.processor()


def weights(folder: Path) -> dict[str, int]:
    """Bytes of pages with the styles and scripts that they load, headers aside, as they travel: nothing is packed."""
    questions = tuple(read_pack(find_pack("cx-pulse")).practices)
    [token] = invited(folder, 1)
    with serving(folder) as server:
        cookie = server.entered(f"/a/{token}")
        pages = {path: got(server, path, cookie) for path in ("/start", f"/q/{questions[0]}", "/questions", "/finish")}
        return {
            path: len(page) + sum(len(got(server, found)) for found in set(re.findall(r'"(/static/[^"]+)"', page)))
            for path, page in pages.items()
        }


def live(folder: Path, runs: int) -> Sequence[float]:
    """Milliseconds from an answer that is saved until the page of results, which waits, has what it changes."""
    questions = tuple(read_pack(find_pack("cx-pulse")).practices)
    tokens = invited(folder, RESPONDENTS, answered=questions[1:])
    with serving(folder) as server, ThreadPoolExecutor(1) as thread:
        consultant = server.entered(server.link)
        took = []
        for token in tokens[: runs + 1]:
            cookie = server.entered(f"/a/{token}")
            asked(server, consultant, "")  # that somebody opened a link shows, too
            time.sleep(REST)
            tag = asked(server, consultant, "")[1]
            waiting = thread.submit(asked, server, consultant, tag)
            time.sleep(0.2)
            answer(server, cookie, questions[0])
            saved = time.perf_counter()
            took.append(1000 * (waiting.result()[0] - saved))
        return took[1:]


def asked(server: Server, cookie: str, tag: str) -> tuple[float, str]:
    """Ask for results other than those of a tag: when they came, and theirs."""
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/consultant/live", headers={"cookie": cookie, "if-none-match": tag})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, response.status
    connection.close()
    return time.perf_counter(), str(response.getheader("etag"))


def answer(server: Server, cookie: str, question: str) -> None:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", f"/q/{question}", "choice=3", {**FORM, "cookie": cookie, "accept": "application/json"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, response.status
    connection.close()


def got(server: Server, path: str, cookie: str = "") -> str:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path, headers={"cookie": cookie})
    response = connection.getresponse()
    text = response.read().decode()
    assert response.status == 200, (path, response.status)
    connection.close()
    return text


if __name__ == "__main__":
    main()
