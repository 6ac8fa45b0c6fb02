"""What the tests of files and commands build with: engagements, answer files, and real processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import read_pack, read_snapshot, read_wave_snapshot
from cxassess.files.store import LOCK
from cxassess.model.pack import Pack

SECONDS = 300  # for a command to end: a limit that only a fault reaches, whatever else the machine does
WAVE, AS_OF = "2026", date(2026, 3, 12)
ANSWERS_HEADER = "respondent,role,unit,question,answer,comment,evidence"
METRICS_HEADER = "metric,value,n,period,previous,source,definition"
KESTREL = shipped("examples") / "kestrel"


@lru_cache
def pack(id: str = "cx-maturity") -> Pack:
    return read_pack(shipped("questionnaires") / id)


@lru_cache
def snapshot(id: str = "cx-maturity", language: str = "en") -> Snapshot:
    return read_snapshot(shipped("questionnaires") / id, language)


@lru_cache
def _wave_snapshot(id: str, language: str) -> Snapshot:
    return read_wave_snapshot(shipped("questionnaires") / id, language)


def make_engagement(
    folder: Path,
    questionnaire: str = "cx-maturity",
    language: str = "en",
    renamed: Mapping[str, str] | None = None,
    mode: str = "attributed",
) -> Path:
    """An engagement without answers; `renamed` gives practices of its questionnaire other ids."""
    asked = json.dumps(_wave_snapshot(questionnaire, language))
    for id, other in (renamed or {}).items():
        asked = asked.replace(f'"{id}"', f'"{other}"')
    create_engagement(folder, "Acme", WAVE, AS_OF, json.loads(asked), mode)
    return folder


def lines(*rows: str, header: str = ANSWERS_HEADER) -> bytes:
    """The bytes of a CSV file."""
    return "".join(f"{row}\n" for row in (header, *rows)).encode()


def written(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def whole_answers(people: int, practices: Iterable[str] | None = None) -> bytes:
    """A sound file in which that many people answer, each all practices or the given ones."""
    asked = tuple(practices or pack().practices)
    rows = (f"Person {p},manager,,{id},{1 + (p + i) % 5},," for p in range(people) for i, id in enumerate(asked))
    return lines(*rows)


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes, and every folder in it; but for the lock of whoever writes."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if path.name != LOCK
    }


# The fixture of the example is made without LibreOffice, so that no page number depends on it.
WITHOUT_OFFICE = {"PATH": str(Path(sys.executable).parent)}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cxassess", *map(str, arguments)]


def run(
    *arguments: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run cxassess as people do, with nothing on standard input; `before` is a program that starts it."""
    return subprocess.run(
        [*before, *command(*arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )


def refused(done: subprocess.CompletedProcess[bytes], *expected: str, code: int = 1) -> list[str]:
    """The sentences of a refusal, which has that exit code, says what was expected, and shows no traceback."""
    said = done.stderr.decode()
    assert done.returncode == code, said or done.stdout.decode()
    assert "Traceback" not in said
    for part in expected:
        assert part in said, f"{part!r} is not in {said!r}"
    return said.splitlines()


def done_well(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command that went well said; it says nothing on standard error."""
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode()
