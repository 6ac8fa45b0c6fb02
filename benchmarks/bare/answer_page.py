"""One endpoint that saves an answer durably, and nothing else: answer_page.py FOLDER PORT TOKEN.

It looks up the hashed token, adds a row to a log of answers and replaces the newest one, in a thread that commits in
groups with synchronous=FULL; and answers when the commit is on the disk. No checks, pages, people, waves or drafts.
"""

import asyncio
import queue
import sqlite3
import sys
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Item = tuple[str, str, str, str, "asyncio.Future[bool]"]


def main(folder: Path, port: int, token: str) -> None:
    jobs: queue.SimpleQueue[Item] = queue.SimpleQueue()
    ready = threading.Event()

    def write(loop: asyncio.AbstractEventLoop) -> None:
        db = sqlite3.connect(folder / "bare.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE session (hash TEXT PRIMARY KEY, person TEXT)")
        db.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, person TEXT, question TEXT, choice TEXT, comment TEXT)")
        db.execute("CREATE TABLE newest (person TEXT, question TEXT, choice TEXT, PRIMARY KEY (person, question))")
        db.execute("INSERT INTO session VALUES (?, ?)", (sha256(token.encode()).hexdigest(), "Jane"))
        ready.set()
        while True:
            batch = [jobs.get()]
            while not jobs.empty() and len(batch) < 512:
                batch.append(jobs.get())
            db.execute("BEGIN IMMEDIATE")
            for hashed, question, choice, comment, _ in batch:
                db.execute("SAVEPOINT one")
                [person] = db.execute("SELECT person FROM session WHERE hash = ?", (hashed,)).fetchone()
                row = (person, question, choice, comment)
                db.execute("INSERT INTO log (person, question, choice, comment) VALUES (?, ?, ?, ?)", row)
                db.execute("INSERT OR REPLACE INTO newest VALUES (?, ?, ?)", row[:3])
                db.execute("RELEASE one")
            db.execute("COMMIT")
            loop.call_soon_threadsafe(tell, batch)

    def tell(batch: list[Item]) -> None:
        for one in batch:
            one[-1].set_result(True)

    async def save(request: Request) -> JSONResponse:
        loop = asyncio.get_running_loop()
        if not ready.is_set():
            threading.Thread(target=write, args=(loop,), daemon=True).start()
            ready.wait()
        fields: dict[str, Any] = dict(parse_qsl((await request.body()).decode()))
        hashed = sha256(request.cookies["cxassess"].encode()).hexdigest()
        saved: asyncio.Future[bool] = loop.create_future()
        jobs.put((hashed, request.path_params["question"], fields["choice"], fields.get("comment", ""), saved))
        await saved
        return JSONResponse({"saved": True})

    app = Starlette(routes=[Route("/q/{question}", save, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
