"""Nobody gets in who was not let in, and nothing that people write is obeyed."""

import contextlib
import re
import secrets
import socket
import sqlite3
import time
from pathlib import Path

import pytest
from files.building import WAVE, run

from cxassess.files.store import Store
from web.serving import FORM, House, Visitor, invitation, invite, served, set_in, start, stored
from web.test_server import close

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{9**9}}%0d%0aSet-Cookie:a=b"


def sql(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with Store.open(folder) as store:
        return list(store._db.execute(statement).fetchall())


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_that_is_followed_changes_nothing_until_the_button_is_pressed(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        for _ in range(3):
            answered = Visitor(server.port).get(f"/a/{token}")
            assert answered.status == 200
            assert answered.cookies == []
        assert sql(acme, "SELECT opened FROM invitation") == [("",)]
        assert sql(acme, "SELECT count(*) FROM session") == [(0,)]
        Visitor(server.port).enter(token)
        assert sql(acme, "SELECT opened <> '' FROM invitation") == [(1,)]


def test_of_links_sessions_and_codes_only_hashes_are_stored(acme: Path) -> None:
    tokens = invite(acme, invitation("Jane Doe", "manager"), invitation(kind="shared"))
    with served(acme) as server:
        one = Visitor(server.port).enter(tokens[0])
        two = Visitor(server.port)
        two.post(f"/a/{tokens[1]}", {"name": "Sam", "role": "manager"})
        secret = [*tokens, *one.cookies.values(), *two.cookies.values()]
        assert len(secret) == 5
        one.save("STR1", choice="3")
    content = (acme / "answers.db").read_bytes()
    assert [text for text in secret if text.encode() in content] == []


@pytest.mark.parametrize(
    ("what", "status", "title"),
    [
        ("guessed", 404, "This link does not lead anywhere"),
        ("cut off", 404, "This link does not lead anywhere"),
        ("revoked", 410, "This link was taken back"),
        ("expired", 410, "This link has ended"),
    ],
)
def test_a_link_that_does_not_open_says_why_and_lets_nobody_in(
    house: House, what: str, status: int, title: str
) -> None:
    name, token = house.somebody()
    change(house.folder, name, what)
    tried = {"guessed": secrets.token_urlsafe(32), "cut off": token[:-1]}.get(what, token)
    visitor = Visitor(house.port)
    for answered in (visitor.get(f"/a/{tried}"), visitor.post(f"/a/{tried}")):
        assert answered.status == status
        assert f"<h1>{title}</h1>" in answered.text
        assert answered.cookies == []
    assert visitor.get("/q").status == 404


def change(folder: Path, name: str, what: str) -> None:
    """Take an invitation back, or let it end."""
    with Store.open(folder) as store:
        [id] = [one.id for one in store.invitations.list(WAVE) if one.name == name]
        if what == "revoked":
            store.invitations.revoke(id)
        elif what == "expired":
            with contextlib.closing(sqlite3.connect(folder / "answers.db")) as db, db:
                db.execute("UPDATE invitation SET ends = '2020-01-01' WHERE id = ?", (id,))


@pytest.mark.parametrize("what", ["revoked", "expired"])
def test_who_is_in_already_is_stopped_at_the_next_touch(house: House, what: str) -> None:
    name, visitor = house.visitor()
    assert visitor.save("STR1", choice="3").status == 200
    change(house.folder, name, what)
    assert visitor.save("STR1", choice="4").status == 410
    assert visitor.get("/q/STR1").status == 410
    assert visitor.post("/finish").status == 410
    assert stored(house.folder, name) == {"STR1": "3"}


def test_a_wave_that_is_closed_meanwhile_takes_no_more(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        visitor = Visitor(server.port).enter(token)
        assert visitor.save("STR1", choice="3").status == 200
        close(acme)
        assert visitor.save("STR1", choice="4").status == 410
        assert "<h1>This round is closed</h1>" in visitor.get("/q/STR1").text
        assert "<h1>This round is closed</h1>" in Visitor(server.port).post(f"/a/{token}").text
    assert stored(acme, "Jane Doe") == {"STR1": "3"}


def test_nobody_reads_or_writes_for_somebody_else(house: House) -> None:
    (jane, visitor), (sam, token) = house.visitor(), house.somebody()
    visitor.save("STR1", choice="3", comment="Only for Jane")
    other = Visitor(house.port).enter(token)
    pages = [other.get(path).text for path in ("/q/STR1", "/questions", "/finish", "/start", f"/a/{token}")]
    assert not [page for page in pages if "Only for Jane" in page or f"{jane}," in page]
    other.save("STR1", choice="5")
    other.save("STR1", choice="5", name=jane, person="1", role="executive")
    assert stored(house.folder, jane) == {"STR1": "3"}
    assert stored(house.folder, sam) == {"STR1": "5"}


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "A" * 43, "é", "' OR 1=1 --"])
def test_a_cookie_that_is_none_of_ours_opens_nothing(house: House, cookie: str) -> None:
    visitor = Visitor(house.port, {"cxassess": cookie.encode().decode("latin-1")})
    assert visitor.get("/q/STR1").status == 404
    assert visitor.save("STR1", choice="3").status in {400, 404}


def test_who_leaves_is_out_although_the_cookie_is_sent_once_more(house: House) -> None:
    _, token = house.somebody()
    visitor = Visitor(house.port).enter(token)
    kept = dict(visitor.cookies)
    assert "left on this device" in visitor.post("/leave").text
    assert Visitor(house.port, kept).get("/q/STR1").status == 404


def test_many_wrong_links_are_answered_shortly_and_a_right_one_from_the_same_place_opens(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        visitor = Visitor(server.port)
        statuses = [visitor.get(f"/a/{secrets.token_urlsafe(32)}").status for _ in range(300)]
        assert statuses[:20] == [404] * 20
        assert set(statuses[20:]) == {429}
        assert visitor.get(f"/a/{token}").status == 200
        assert visitor.enter(token).get("/q/STR1").status == 200
        assert sql(acme, "SELECT count(*) FROM session") == [(1,)]


def test_a_hundred_thousand_wrong_links_open_nothing_and_do_not_slow_the_others(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        honest, guessing = Visitor(server.port).enter(token), Visitor(server.port)
        opened, slowest = 0, 0.0
        for number in range(100_000):
            opened += guessing.get(f"/a/{secrets.token_urlsafe(32)}").status < 400
            if number % 1000 == 0:
                begun = time.monotonic()
                assert honest.save("STR1", choice=str(1 + number // 1000 % 5)).status == 200
                slowest = max(slowest, time.monotonic() - begun)
        memory = int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{server.process.pid}/status").read_text())[0])
    assert opened == 0
    assert slowest < 5
    assert memory < 300_000  # kB


# ── other sites ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site", "origin": "SELF"},
    ],
)
def test_what_another_site_sends_changes_nothing(house: House, headers: dict[str, str]) -> None:
    name, token = house.somebody()
    sent = {name: value.replace("SELF", house.server.url) for name, value in headers.items()}
    visitor = Visitor(house.port)
    assert visitor.post(f"/a/{token}", {}, **sent).status == 403
    visitor.enter(token)
    for path in ("/q/STR1", "/finish", "/leave", "/language"):
        assert visitor.post(path, {"choice": "3"}, **sent).status == 403
    assert visitor.get("/q/STR1").status == 200
    assert stored(house.folder, name) == {}


def test_our_own_pages_are_taken(house: House) -> None:
    _, token = house.somebody()
    visitor = Visitor(house.port)
    assert visitor.post(f"/a/{token}", origin=house.server.url).status == 303
    assert visitor.post("/q/STR1", {"choice": "3"}, sec_fetch_site="same-origin").status == 303


def test_behind_a_proxy_the_public_address_is_ours_and_the_cookie_is_for_it_alone(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme, "--base-url", "https://answers.example.org") as server:
        visitor = Visitor(server.port)
        assert visitor.post(f"/a/{token}", origin="https://evil.example").status == 403
        answered = visitor.post(f"/a/{token}", origin="https://answers.example.org")
        assert answered.status == 303
        for cookie, name in zip(answered.cookies, ("__Host-cxassess", "__Host-cxassess-code"), strict=True):
            assert cookie.startswith(f"{name}=")
            assert cookie.endswith("; Path=/; SameSite=lax; Secure")
        assert answered.headers["strict-transport-security"] == "max-age=31536000"
        assert visitor.get("/q/STR1", host="answers.example.org").status == 200
        assert visitor.get("/q/STR1", host="evil.example").status == 421


def test_a_server_on_this_machine_answers_to_no_foreign_name(house: House) -> None:
    assert Visitor(house.port).get("/", host=f"evil.example:{house.port}").status == 421
    assert Visitor(house.port).get("/", host=f"localhost:{house.port}").status == 200


def test_every_answer_carries_the_headers_and_no_script_may_run_that_is_not_ours(house: House) -> None:
    _, token = house.somebody()
    visitor = Visitor(house.port)
    for path in ("/", f"/a/{token}", "/a/wrong", "/q/STR1", "/static/app.css", "/static/none", "/none"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), path
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers
        is_kept = "immutable" in headers["cache-control"]
        assert is_kept or headers["cache-control"] == "no-store"
        assert is_kept == (path == "/static/app.css")
    assert visitor.post(f"/a/{token}", origin="https://evil.example").headers["referrer-policy"] == "no-referrer"


def test_the_cookie_is_for_this_host_and_no_script(house: House) -> None:
    cookie, none = Visitor(house.port).post(f"/a/{house.somebody()[1]}").cookies
    assert re.fullmatch(r"cxassess=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax", cookie)
    assert none == 'cxassess-code=""; HttpOnly; Max-Age=0; Path=/; SameSite=lax'


def test_nothing_of_a_link_is_written_to_any_log(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    server = start(acme)
    visitor = Visitor(server.port)
    visitor.get(f"/a/{token}")
    visitor.enter(token)
    visitor.get(f"/a/{token}%zz")
    visitor.send("POST", f"/a/{token}", b"\xff\xfe" * 100, {"content-type": FORM})
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(f"GET /a/{token} HTTP/9.9\r\nbroken\r\n\r\n".encode())
        raw.settimeout(2)
        with contextlib.suppress(TimeoutError):
            raw.recv(1000)
    _, said = server.stop()
    assert token not in said
    assert token[:10] not in said
    assert visitor.cookies["cxassess"] not in said


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────────


def test_script_and_markup_in_any_text_stay_text(acme: Path) -> None:
    set_in(acme, client="'''Acme <script>alert(1)</script>'''", about="'''<b>bold</b> {{9**9}}'''")
    [token] = invite(acme, invitation(f"Jane {HOSTILE}", "manager"))
    with served(acme) as server:
        visitor = Visitor(server.port).enter(token)
        assert visitor.save("STR1", choice="3", comment=HOSTILE, evidence=HOSTILE).status == 200
        assert visitor.post("/q/STR1", {"choice": "9", "comment": HOSTILE}).status == 422
        for path in (f"/a/{token}", "/start", "/q/STR1", "/questions", "/finish", f"/q/{HOSTILE[:8]}", "/a/<script>"):
            page = visitor.get(path.replace("<", "%3C").replace(">", "%3E")).text
            assert not re.search(r"<script(?! src=\"/static)|<img|<b>bold|387420489", page), path
    assert stored(acme, f"Jane {HOSTILE}") == {"STR1": "3"}


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "6"},
        {"choice": "0"},
        {"choice": "a"},
        {"choice": "NA", "reason": "it is not allowed here"},
        {"choice": "3' OR '1'='1"},
        {"choice": "٣"},
        {"choice": "1e0"},
    ],
)
def test_what_is_no_choice_of_the_question_is_not_taken(house: House, fields: dict[str, str]) -> None:
    name, token = house.somebody()
    assert Visitor(house.port).enter(token).save("STR1", **fields).status == 422
    assert stored(house.folder, name) == {}


@pytest.mark.parametrize("question", ["STR2", "XXX", "OC1", "..%2f..%2fetc%2fpasswd", "%00", "STR1%0d%0a"])
def test_a_question_that_is_not_asked_is_not_taken(house: House, question: str) -> None:
    name, token = house.somebody()
    visitor = Visitor(house.port).enter(token)
    assert visitor.save(question, choice="3").status in {404, 422}
    assert visitor.get(f"/q/{question}").status == 404
    assert stored(house.folder, name) == {}


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fcli.py", "/static//"]
)
def test_no_path_leads_out_of_the_files_of_the_pages(house: House, path: str) -> None:
    assert Visitor(house.port).get(path).status == 404


def test_a_body_that_is_too_large_is_refused_declared_or_not(house: House) -> None:
    name, token = house.somebody()
    visitor = Visitor(house.port).enter(token)
    large = "choice=3&comment=" + "x" * 100_000
    assert visitor.send("POST", "/q/STR1", large, {"content-type": FORM}).status == 413
    with socket.create_connection(("127.0.0.1", house.port)) as raw:
        raw.sendall(b"POST /q/STR1 HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(9):  # the last one is too much; what came after the refusal would meet a closed connection
            raw.sendall(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
        assert b" 413 " in raw.recv(100)
    assert visitor.post("/q/STR1", {"choice": "3", "comment": "x" * 5001}).status == 413
    assert visitor.post("/q/STR1", {f"f{n}": "x" for n in range(100)}).status == 400
    assert visitor.post("/q/STR1", {"choice": "3", "comment": "x" * 5000}).status == 303
    assert stored(house.folder, name) == {"STR1": "3"}


def test_other_kinds_of_bodies_are_refused(house: House) -> None:
    name, token = house.somebody()
    visitor = Visitor(house.port).enter(token)
    for kind in ("multipart/form-data; boundary=x", "application/json", "text/plain", ""):
        assert visitor.send("POST", "/q/STR1", '{"choice": "3"}', {"content-type": kind}).status == 415
    assert visitor.send("POST", "/q/STR1", b"choice=\xff", {"content-type": FORM}).status == 400
    assert visitor.send("PUT", "/q/STR1", "choice=3", {"content-type": FORM}).status == 405
    assert stored(house.folder, name) == {}


def test_bodies_and_heads_that_trickle_are_given_up(house: House) -> None:
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", house.port))) for _ in range(2)]
        slow[0].sendall(b"POST /leave HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\nchoi")
        slow[1].sendall(b"GET / HTTP/1.1\r\nhost: local")
        for connection in slow:
            connection.settimeout(60)
            assert connection.recv(100) == b""
    assert time.monotonic() - begun < 40
    assert Visitor(house.port).get("/").status == 200


def test_where_the_language_form_leads_is_a_page_of_ours(house: House) -> None:
    _, token = house.somebody()
    visitor = Visitor(house.port).enter(token)
    assert visitor.post("/language", {"language": "de", "back": "/q/STR1"}).where == "/q/STR1"
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""):
        assert visitor.post("/language", {"language": "de", "back": back}).where == "/q"


def test_a_command_on_the_folder_tells_no_token(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    done = run("status", acme)
    assert token.encode() not in done.stdout + done.stderr
