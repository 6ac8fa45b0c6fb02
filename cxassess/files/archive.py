"""The archive that an engagement moves house in: its manifest, the names that it may hold, and its limits.

A zip with manifest.json and the files of the folder under `engagement/`; docs/files.md describes it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from cxassess.errors import Problem
from cxassess.files.checked import Strict
from cxassess.files.clean import name_key, shortened
from cxassess.files.safe import TEMPORARY
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store import LOCK, SERVING

FORMAT = 1
WHAT = "cxassess engagement"
MANIFEST = "manifest.json"
INSIDE = "engagement/"  # before the name of each file of the folder
MOST_FILES = 100_000
MOST_BYTES = 16 * 2**30  # of all files, unpacked
MOST_RATIO, FROM_BYTES = 200, 16 * 2**20  # from this size on, unpacked may be so many times the archive at most
MOST_MANIFEST = 64 * 2**20
MOST_PART, MOST_PATH = 255, 400  # bytes of one name, which file systems take; characters of one with its folders

LEFT_OUT = frozenset(  # locks, what SQLite keeps beside the store while it is open, what an operating system leaves
    {LOCK, SERVING, *(f"{STORE_FILE}-{kind}" for kind in ("wal", "shm", "journal"))}
    | {".DS_Store", "Thumbs.db", "desktop.ini"}
)
_BEGINNINGS = ("~$", ".~lock.")  # of a file that is open in Word or Excel, or in LibreOffice
_BEING_WRITTEN = re.compile(rf"{re.escape(TEMPORARY)}(import-)?[0-9a-f]{{16}}")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')

Size = Annotated[int, Field(ge=0, le=MOST_BYTES)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Listed(Strict):
    """One file: its size in bytes, its SHA-256, and whether its owner alone may read it."""

    size: Size
    sha256: Sha256
    private: bool = False


class ListedWave(Strict):
    """One wave, for people to read."""

    id: str
    as_of: str
    state: str
    mode: str
    questionnaire: str
    version: str


class Manifest(Strict):
    """manifest.json: what the archive holds, by names with / between folder and file.

    `product` is the version of cxassess that wrote it, `store` the version of its store; `folders` are the empty ones.
    """

    what: str
    format: int
    product: str
    store: int
    client: str
    language: str
    waves: list[ListedWave]
    files: dict[str, Listed]
    folders: list[str]


def is_left_out(name: str) -> bool:
    """Whether a file is a lock, a temporary one or the like, which no archive holds, by its name alone."""
    last = name.rpartition("/")[2]
    return last in LEFT_OUT or last.startswith(_BEGINNINGS) or _BEING_WRITTEN.fullmatch(last) is not None


def name_faults(files: Iterable[str], folders: Iterable[str] = ()) -> Iterator[Problem]:
    """Why names cannot stand in an archive: each is to mean the same one file on every system, within its folder."""
    spelled: dict[str, tuple[str, bool]] = {}  # by what a system may take for one name: as written, whether a file
    for name, is_file in (*((name, True) for name in files), *((name, False) for name in folders)):
        if fault := _name_fault(name):
            yield Problem(_shown(name), fault)
            continue
        parts = name.split("/")
        for count in range(1, len(parts) + 1):
            path, ends = "/".join(parts[:count]), is_file and count == len(parts)
            before, is_before_file = spelled.setdefault(name_key(f"/{path}"), (path, ends))
            if before != path:
                yield Problem(
                    _shown(path), f"is the same name as “{_shown(before)}” on many systems: rename one of them"
                )
                break
            if is_before_file != ends:
                yield Problem(_shown(path), "is both a file and a folder")
                break


def _name_fault(name: str) -> str:
    """Why one name cannot stand in an archive, or nothing."""
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        return "is not a name within the folder: it begins at the root of a disk"
    parts = name.split("/")
    if ".." in parts:
        return "leads out of the folder (..)"
    if not name or "" in parts or "." in parts:
        return "is no name of a file"
    if len(name) > MOST_PATH:
        return f"has a name of {len(name)} characters with its folders, at most {MOST_PATH} can be unpacked everywhere"
    return next((fault for part in parts if (fault := _part_fault(part))), "")


def _part_fault(part: str) -> str:
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        return "has a name that is not UTF-8: rename it"
    if size > MOST_PART:
        return f"has a name of {size} bytes, at most {MOST_PART} can be unpacked everywhere"
    if _FORBIDDEN.search(part):
        return "has a character in its name that Windows does not take"
    if part.endswith((".", " ")):
        return "has a name that ends in a dot or a blank, which Windows does not take"
    return f"has a name that Windows keeps for itself ({part})" if _RESERVED.fullmatch(part) else ""


def _shown(name: str) -> str:
    return shortened(name.encode(errors="replace").decode())


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether that much out of that little, both in bytes, is no engagement but meant to fill a disk."""
    return unpacked > MOST_BYTES or (unpacked > FROM_BYTES and unpacked > MOST_RATIO * packed)
