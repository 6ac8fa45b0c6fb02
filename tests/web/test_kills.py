"""What was shown as saved is there, once, however often the server is killed while people answer."""

import http.client
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from files.building import pack

from cxassess.files.store import Store
from web.serving import Visitor, free_port, invitation, invite, start

QUESTIONS = tuple(pack("cx-pulse").practices)


def answer_all(port: int, token: str, chance: random.Random, deadline: float) -> dict[str, str]:
    """Answer every question, again and again until the server says that it is saved; what it said, by question."""
    visitor = Visitor(port)
    acknowledged: dict[str, str] = {}

    def until_taken(path: str, **fields: str) -> None:
        while time.monotonic() < deadline:
            try:
                answered = visitor.post(path, fields, accept="application/json")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answered.status in {200, 303}:
                return
            assert answered.status == 503, answered
        raise TimeoutError(path)

    until_taken(f"/a/{token}")
    for question in QUESTIONS:
        choice = chance.choice("12345")
        until_taken(f"/q/{question}", choice=choice, comment=f"{question} {choice}")
        acknowledged[question] = choice
        time.sleep(chance.random() * 0.05)
    visitor.close()
    return acknowledged


def lost_and_doubled(folder: Path, people: int, kills: int) -> tuple[list[object], list[object]]:
    """What was acknowledged and is not there, and what stands there more than once."""
    tokens = invite(folder, *(invitation(f"Person {n}", "manager") for n in range(people)))
    port, deadline = free_port(), time.monotonic() + 500
    server = start(folder, port=port)
    with ThreadPoolExecutor(people) as pool:
        running = [pool.submit(answer_all, port, token, random.Random(n), deadline) for n, token in enumerate(tokens)]
        chance = random.Random(99)
        for _ in range(kills):
            time.sleep(0.3 + chance.random())
            server.kill()
            server = start(folder, port=port)
        acknowledged = [future.result() for future in running]
    assert threading.active_count() < 50
    assert server.stop()[0] == 0
    with Store.open(folder) as store:
        rows = store._db.execute(
            "SELECT name, question, choice FROM answer JOIN person ON person.id = person"
        ).fetchall()
        assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = Counter(rows)
    expected = {(f"Person {n}", q, choice) for n, told in enumerate(acknowledged) for q, choice in told.items()}
    assert len(expected) == people * len(QUESTIONS)
    return [one for one in expected if one not in found], [one for one, count in found.items() if count > 1]


def test_forty_people_lose_nothing_when_the_server_is_killed_three_times(acme: Path) -> None:
    assert lost_and_doubled(acme, 40, 3) == ([], [])


def test_two_hundred_people_lose_nothing_when_the_server_is_killed_ten_times(acme: Path) -> None:
    assert lost_and_doubled(acme, 200, 10) == ([], [])
