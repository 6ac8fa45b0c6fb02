"""What the pages hand to the thread that writes is written, or whoever asked is told that it is not."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxassess.errors import StoreBusy
from cxassess.files import writer
from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from cxassess.web.desk import Desk

SECONDS = 60  # that a test waits for what should come at once


def save(store: Store) -> int:
    return store.answers.add("2026", AnswerRow("Jane", "manager", "", Answer("STR1", "3")), "web")


def with_desk(folder: Path, act: Callable[[Desk], Awaitable[None]]) -> None:
    """Run something that stops the desk itself, in a thread: a browser of another test keeps a loop in this one."""

    async def acted(desk: Desk) -> None:
        desk.start()
        await asyncio.wait_for(act(desk), SECONDS)

    def run() -> None:
        with open_engagement(folder) as opened:
            asyncio.run(acted(Desk(opened)))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def test_what_was_just_asked_for_when_the_server_stops_is_written(acme: Path) -> None:
    async def act(desk: Desk) -> None:
        asked = asyncio.ensure_future(desk.write(save))
        await asyncio.sleep(0)
        await desk.stop()
        assert await asked == 1

    with_desk(acme, act)
    with Store.open(acme) as store:
        [jane] = store.answers.responses("2026")
    assert jane.answers["STR1"].choice == "3"


def test_whoever_asks_while_thousands_wait_is_told_so(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(desk: Desk) -> None:
        monkeypatch.setattr(writer, "MOST_WAITING", 0)
        with pytest.raises(StoreBusy, match="too many answers wait"):
            await desk.write(save)
        monkeypatch.undo()
        assert await desk.write(save) == 1
        await desk.stop()

    with_desk(acme, act)
