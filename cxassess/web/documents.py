"""The documents of a wave as the consultants' page lists them, and the command that writes them."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response

KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
SECONDS = 300.0  # that a report may take


@dataclass(frozen=True, slots=True)
class Document:
    """A written document."""

    name: str
    path: Path
    kilobytes: int


def written(folder: Path, wave: str) -> tuple[Document, ...]:
    """The documents of a wave by name; only files that lie there themselves."""
    found = sorted((folder / "reports" / wave).glob("*.*"))
    sound = [
        p
        for p in found
        if p.suffix in KINDS and p.is_file() and not p.is_symlink() and not p.name.startswith(("~", "."))
    ]
    return tuple(Document(path.name, path, max(1, path.stat().st_size // 1000)) for path in sound)


def download(one: Document) -> Response:
    """The document, to be saved and not shown."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(one.name)}"}
    return FileResponse(one.path, media_type=KINDS[one.path.suffix], headers=headers)


async def write(folder: Path, wave: str) -> tuple[bool, tuple[str, ...]]:
    """Run `cxassess report` in a process of its own; whether it went well, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "cxassess", "report", str(folder), "--wave", wave),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except (TimeoutError, asyncio.CancelledError):
        process.kill()
        await process.wait()
        raise
    return process.returncode == 0, tuple(said.decode("utf-8", "replace").splitlines())
