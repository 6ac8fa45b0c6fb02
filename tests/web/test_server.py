"""The server begins, says where it is, and ends with everything put away."""

import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from files.building import command, refused, run

from cxassess.commands.serving import serve_command
from cxassess.files.inviting import LOOPBACK
from cxassess.files.store import Store
from web.serving import House, Visitor, invitation, invite, served, start, stored


def refusal(*arguments: object) -> str:
    done = run("serve", *arguments, *(() if "--port" in arguments else ("--port", "0")))
    assert done.returncode == 1, done
    assert done.stdout == b""
    return done.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to_and_leaves_one_file(acme: Path, number: int) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    before = {path.name for path in acme.iterdir()}
    server = start(acme)
    visitor = Visitor(server.port).enter(token)
    assert visitor.save("STR1", choice="3").status == 200
    assert server.stop(number)[0] == 0
    assert {path.name for path in acme.iterdir()} == before
    assert stored(acme, "Jane Doe") == {"STR1": "3"}


def test_it_ends_although_somebody_keeps_a_connection(acme: Path) -> None:
    server = start(acme)
    with socket.create_connection(("127.0.0.1", server.port)) as waiting:
        waiting.sendall(b"GET / HTTP/1.1\r\n")  # and no more
        begun = time.monotonic()
        assert server.stop()[0] == 0
    assert time.monotonic() - begun < 30


def test_it_is_reached_from_this_machine_alone_unless_told_otherwise(acme: Path) -> None:
    with served(acme) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
    with served(acme, "--host", "0.0.0.0") as server:
        assert server.url.startswith("http://0.0.0.0:")
        assert Visitor(server.port).get("/", host="questionnaire.lan").status == 200


def test_a_port_that_is_taken_is_named_with_what_to_do(acme: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(acme, "--port", port)
    assert said == (
        f"127.0.0.1:{port} is taken by another program: choose another port with --port, or 0 for any that is free\n"
    )


def test_an_address_of_another_machine_is_refused(acme: Path) -> None:
    assert "192.0.2.1 is not an address of this machine" in refusal(acme, "--host", "192.0.2.1")
    assert "no.such.host.invalid" in refusal(acme, "--host", "no.such.host.invalid")


def test_a_folder_that_is_no_engagement_is_refused(tmp_path: Path) -> None:
    assert "is not an engagement" in refusal(tmp_path)


def test_a_wave_that_is_closed_is_served_to_those_who_follow_it_and_says_so(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    close(acme)
    with served(acme) as server:
        assert "(closed: no answers are taken until it is reopened)" in server.first
        assert Visitor(server.port).get(f"/a/{token}").status == 410


def close(folder: Path) -> None:
    """What `wave close` does."""
    with Store.open(folder) as store, store.all_or_nothing():
        store._db.execute("UPDATE wave SET state = 'closed'")


def test_an_engagement_is_served_once(acme: Path) -> None:
    with served(acme):
        assert "is being served already: stop that server first" in refusal(acme, "--port", 0)


@pytest.mark.parametrize(
    "url",
    [
        "answers.example.org",
        "https://",
        "ftp://a",
        "https://a.example/questions",
        "https://a.example?x=1",
        "https://jane@a.example",
        "https://a.example:99999",
        "http://[",
    ],
)
def test_a_base_url_that_is_none_is_wrong_use(acme: Path, url: str) -> None:
    refused(run("serve", acme, "--base-url", url), "--base-url: “", "” was read, an address such as https://", code=2)


def test_links_lead_to_where_the_pages_are_when_nothing_else_is_said() -> None:
    usual = {option.name: option.default for option in serve_command.params}
    assert f"http://{usual['host']}:{usual['port']}" == LOOPBACK


def test_commands_read_and_write_while_it_runs(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        visitor = Visitor(server.port).enter(token)
        visitor.save("STR1", choice="3")
        rows = acme / "rows.csv"
        rows.write_text("respondent,role,unit,question,answer,comment,evidence\nAnn,manager,,STR1,4,,\n")
        assert run("import", "answers", acme, rows).returncode == 0
        assert b"Ann" in run("status", acme).stdout
        visitor.save("STR1", choice="4")
    assert stored(acme, "Jane Doe") == {"STR1": "4"}
    assert stored(acme, "Ann") == {"STR1": "4"}


def test_a_command_that_holds_the_store_for_long_makes_answers_wait_and_not_fail(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        visitor = Visitor(server.port).enter(token)
        with subprocess.Popen([command()[0], "-c", HOLD, acme], stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            begun = time.monotonic()
            assert visitor.save("STR1", choice="3").status == 200
            assert time.monotonic() - begun > 0.5
        assert holder.returncode == 0
    assert stored(acme, "Jane Doe") == {"STR1": "3"}


HOLD = """
import sys, time
from pathlib import Path
from cxassess.commands.serving import serve_command
from cxassess.files.inviting import LOOPBACK
from cxassess.files.store import Store
with Store.open(Path(sys.argv[1])) as store, store.all_or_nothing():
    print("held", flush=True)
    time.sleep(1)
"""


def test_the_first_page_is_there_within_a_second_of_work(acme: Path) -> None:
    """The processor's time, which other programs on the machine do not lengthen."""
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        assert Visitor(server.port).get(f"/a/{token}").status == 200
        fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        seconds = (int(fields[11]) + int(fields[12])) / 100
    assert seconds < 2.0, f"{seconds} seconds of a processor"  # half of that on a quiet machine of today


@pytest.mark.parametrize("path", ["/a/{}", "/q/STR1", "/questions", "/finish"])
def test_a_page_weighs_little(house: House, path: str) -> None:
    _, token = house.somebody("executive")
    visitor = Visitor(house.port).enter(token)
    page = visitor.get(path.format(token)).text
    parts = [part for part in page.split('"') if part.startswith("/static/")]
    assert parts
    assert len(page.encode()) + sum(len(visitor.get(part).text.encode()) for part in parts) < 60_000


def test_nothing_is_loaded_from_elsewhere(house: House) -> None:
    _, token = house.somebody("executive")
    visitor = Visitor(house.port).enter(token)
    for path in (f"/a/{token}", "/q/STR1", "/questions", "/finish", "/static/app.css", "/static/app.js"):
        assert not re.search(r"""["'(]\s*(?:https?:)?//""", visitor.get(path).text), path
