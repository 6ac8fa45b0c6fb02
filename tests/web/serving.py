"""What the tests of the web pages work with: an engagement with invitations, a real server, and people who visit it."""

import http.client
import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from files.building import SECONDS, command, make_engagement

from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.model.invitation import Invitation

FORM = "application/x-www-form-urlencoded"


def invitation(
    name: str = "", role: str = "", kind: str = "personal", *, most: int | None = None, ends: date | None = None
) -> Invitation:
    return Invitation("", "", kind, name, "", role, "", "", most, ends)


def invite(folder: Path, *rows: Invitation) -> tuple[str, ...]:
    """The tokens of the links, in the order of the rows."""
    with open_engagement(folder) as opened:
        return tuple(made.token for made in opened.store.invitations.add(opened.wave.id, rows))


def set_in(folder: Path, **settings: str) -> None:
    """Give engagement.toml other values, each as TOML."""
    path = folder / "engagement.toml"
    text = path.read_text(encoding="utf-8")
    for key, value in settings.items():
        found = re.search(rf"(?m)^(# )?{key} = [^#\n]*", text)
        assert found, key
        text = f"{text[: found.start()]}{key} = {value}  {text[found.end() :]}"
    path.write_text(text, encoding="utf-8")


def pulse(folder: Path) -> Path:
    """An engagement that asks the 15 questions of the pulse."""
    return make_engagement(folder, "cx-pulse")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Answered:
    """What a server sent."""

    status: int
    headers: Mapping[str, str]
    cookies: Sequence[str]
    text: str

    @property
    def where(self) -> str:
        return self.headers.get("location", "")

    def json(self) -> dict[str, object]:
        return dict(json.loads(self.text))


@dataclass
class House:
    """A server that several tests share, each with people of its own."""

    folder: Path
    server: "Served"
    _number: int = 0

    @property
    def port(self) -> int:
        return self.server.port

    def somebody(self, role: str = "manager") -> tuple[str, str]:
        """A new person: the name and the token of the link."""
        self._number += 1
        name = f"Person {self._number}"
        [token] = invite(self.folder, invitation(name, role))
        return name, token

    def visitor(self, role: str = "manager") -> tuple[str, "Visitor"]:
        """A new person who has come in."""
        name, token = self.somebody(role)
        return name, Visitor(self.port).enter(token)


class Served:
    """A server as people start it."""

    def __init__(self, process: "subprocess.Popen[str]", first: str, port: int) -> None:
        self.process = process
        self.first = first
        self.url = first.rpartition(" ")[2].strip()
        self.port = port

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it as an administrator does; the exit code, and everything that it said and wrote to its log."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, self.first + said

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=SECONDS)


def start(folder: Path, *options: object, port: int = 0) -> Served:
    """A server that takes requests. What it says on both streams is one text."""
    port = port or free_port()
    process = subprocess.Popen(
        command("serve", folder, "--port", port, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert "http" in first, first + process.stdout.read()
    return Served(process, first, port)


@contextmanager
def served(folder: Path, *options: object) -> Iterator[Served]:
    server = start(folder, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


VISITORS: list["Visitor"] = []  # of one test, whose connections are closed after it


@dataclass
class Visitor:
    """A browser without a window: it keeps cookies, and says nothing about where it comes from."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        VISITORS.append(self)

    def get(self, path: str, **headers: str) -> Answered:
        return self.send("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, object] | None = None, **headers: str) -> Answered:
        return self.send("POST", path, urlencode(fields or {}), {"content-type": FORM, **headers})

    def save(self, question: str, **fields: object) -> Answered:
        """What the script of the page does at each touch."""
        return self.post(f"/q/{question}", fields, accept="application/json")

    def send(self, method: str, path: str, body: "str | bytes | None", headers: Mapping[str, str]) -> Answered:
        """One request; a connection that the server has given up meanwhile is opened anew."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**({"cookie": cookie} if cookie else {}), **names}
        is_new = self._connection is None
        try:
            response, text = self._sent(method, path, body, sent)
        except (OSError, http.client.HTTPException):
            self.close()
            if is_new:
                raise
            response, text = self._sent(method, path, body, sent)
        cookies = response.headers.get_all("set-cookie") or []
        for one in cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
            if "Max-Age=0" in one:
                del self.cookies[name]
        if response.headers.get("connection") == "close":
            self.close()
        return Answered(response.status, {k.lower(): v for k, v in response.headers.items()}, cookies, text)

    def _sent(
        self, method: str, path: str, body: "str | bytes | None", headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        return response, response.read().decode("utf-8")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def enter(self, token: str) -> "Visitor":
        """Press the button of a personal link."""
        answered = self.post(f"/a/{token}")
        assert answered.status == 303, answered.text
        return self


def stored(folder: Path, name: str) -> dict[str, str]:
    """What somebody has answered, by question."""
    with Store.open(folder) as store:
        response = store.answers.response(store.wave().wave.id, name)
    return {answer.question: answer.choice for answer in response.answers.values()} if response else {}
