"""A whole engagement as one zip, to move house with: nothing is lost, and the same folder gives the same bytes."""

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cxassess import __version__
from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement, Problem
from cxassess.files.archive import (
    FORMAT,
    INSIDE,
    MANIFEST,
    MOST_FILES,
    WHAT,
    Listed,
    ListedWave,
    Manifest,
    is_bomb,
    is_left_out,
    name_faults,
)
from cxassess.files.checked import read_toml
from cxassess.files.safe import whole_file
from cxassess.files.settings import FILE
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store import Store

PART = 2**20  # bytes that are read at a time
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_OWNERS_ALONE = 0o077  # none of these: nobody but the owner may do anything


@dataclass(frozen=True, slots=True)
class Held:
    """What a folder holds, by names with / between: files, empty folders, and what no archive takes along.

    `links` lead elsewhere or are no files at all (a pipe, a socket).
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    left_out: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The archive that was written, what it lists, and what was left out of it."""

    manifest: Manifest
    held: Held
    size: int


def export_engagement(folder: Path, out: Path) -> Exported:
    """Write all of an engagement folder into a zip, while people may go on answering.

    Raises NotAnEngagement, InvalidInput for each name that another system could not unpack, CannotWrite, StoreBusy,
    and CxassessError for a file that is there already or cannot be read.
    """
    if out.exists() or out.is_symlink():
        message = f"{out} is there already; nothing was written"
        raise CxassessError(message)
    with Store.open(folder) as store:
        settings = _settings(folder)
        content, version = store.whole.copied(), store.whole.version()
        waves = [
            ListedWave(
                id=one.wave.id,
                as_of=one.wave.as_of.isoformat(),
                state=one.wave.state,
                mode=one.wave.mode,
                questionnaire=one.questionnaire,
                version=one.version,
            )
            for one in store.waves()
        ]
    held = held_in(folder)
    faults = (*name_faults(held.files, held.folders), *_unfit(held))
    if faults:
        raise InvalidInput(faults)
    with whole_file(out, private=True) as file:
        for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            file.seek(0)
            file.truncate()
            files = _write(file, folder, held.files, content, way)
            if not is_bomb(sum(listed.size for listed in files.values()), file.tell()):
                break
        made = Manifest(
            what=WHAT,
            format=FORMAT,
            product=__version__,
            store=version,
            client=str(settings.get("client", "")),
            language=str(settings.get("language", "")),
            waves=waves,
            files=files,
            folders=list(held.folders),
        )
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(_entry(MANIFEST, zipfile.ZIP_DEFLATED), _as_text(made))
        size = file.tell()
    return Exported(made, held, size)


def held_in(folder: Path) -> Held:
    """What a folder holds, in the order of names. Symbolic links are not followed. Raises CxassessError."""
    found: dict[str, list[str]] = {"files": [], "folders": [], "left_out": [], "links": []}
    for name, kind in _walk(folder, ""):
        found[kind].append(name)
    return Held(**{kind: tuple(sorted(names)) for kind, names in found.items()})


def _walk(place: Path, before: str) -> Iterator[tuple[str, str]]:
    try:
        with os.scandir(place) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(place, error) from error
    taken = False
    for entry in entries:
        name = f"{before}{entry.name}"
        if is_left_out(name):
            yield name, "left_out"
            continue
        taken = True
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
            yield from _walk(place / entry.name, f"{name}/")
        else:
            yield name, "files" if entry.is_file(follow_symlinks=False) else "links"
    if before and not taken:
        yield before[:-1], "folders"


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """Windows' other kind of link from folder to folder, which Python tells from 3.12 on."""
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0x400))


def _settings(folder: Path) -> dict[str, Any]:
    """The tables of engagement.toml, whatever may be wrong in them."""
    if not (folder / FILE).is_file():
        message = f"{folder} is not an engagement: it has no {FILE} (cxassess new makes one)"
        raise NotAnEngagement(message)
    tables, problems = read_toml(folder / FILE)
    if problems:
        raise InvalidInput(problems)
    return tables


def _unfit(held: Held) -> Iterator[Problem]:
    for name in {FILE, STORE_FILE} & set(held.links):
        yield Problem(name, "is a link to another place: put the file itself into the folder")
    if len(held.files) + len(held.folders) > MOST_FILES:
        yield Problem("", f"the folder has {len(held.files):,} files, an archive takes {MOST_FILES:,}")


def _write(file: BinaryIO, folder: Path, names: tuple[str, ...], store: bytes, way: int) -> dict[str, Listed]:
    """Write the files, and list each as it was written."""
    listed = {}
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            path = folder / name
            try:
                if name == STORE_FILE:
                    archive.writestr(_entry(f"{INSIDE}{name}", way), store)
                    size, digest = len(store), hashlib.sha256(store).hexdigest()
                else:
                    size, digest = _add(archive, path, _entry(f"{INSIDE}{name}", way))
                private = os.name == "posix" and not path.stat().st_mode & _OWNERS_ALONE
            except FileNotFoundError as error:
                message = f"{path}: was taken away meanwhile; nothing was written, try again"
                raise CxassessError(message) from error
            listed[name] = Listed(size=size, sha256=digest, private=private)
    return listed


def _add(archive: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> tuple[int, str]:
    """Put a file into the archive; its size in bytes and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    try:
        source = path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from error
    with source:
        entry.file_size = os.fstat(source.fileno()).st_size
        with archive.open(entry, "w") as target:
            while part := source.read(PART):
                target.write(part)
                digest.update(part)
                size += len(part)
    return size, digest.hexdigest()


def _unreadable(path: Path, error: OSError) -> CxassessError:
    return CxassessError(f"{path}: cannot be read ({error.strerror}); nothing was written")


def _entry(name: str, way: int) -> zipfile.ZipInfo:
    """An entry that says nothing of clock and system."""
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type, entry.create_system = way, 3
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


def _as_text(manifest: Manifest) -> bytes:
    tables = manifest.model_dump()
    for listed in tables["files"].values():
        if not listed["private"]:
            del listed["private"]
    return json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
