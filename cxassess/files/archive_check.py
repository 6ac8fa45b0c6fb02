"""Whether an archive is whole and harmless: everything is looked at before anything is written."""

import hashlib
import json
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cxassess import __version__
from cxassess.errors import InvalidInput, Problem
from cxassess.files.archive import (
    FORMAT,
    INSIDE,
    MANIFEST,
    MOST_FILES,
    MOST_MANIFEST,
    WHAT,
    Manifest,
    is_bomb,
    is_left_out,
    name_faults,
)
from cxassess.files.checked import checked
from cxassess.files.clean import shortened
from cxassess.files.settings import FILE
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store_schema import UPGRADES

PART = 2**20  # bytes that are unpacked at a time
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags of an entry: by password, strongly, with its name
_BROKEN = (  # what zipfile lets through where a byte is not as it should be
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def check_archive(path: Path, file: BinaryIO) -> tuple[zipfile.ZipFile, Manifest]:
    """The archive, opened, with its manifest, when every byte of it is as listed.

    Raises InvalidInput: every fault of the first kind that is found, of the file, its entries, its list, its contents.
    """
    archive = _opened(path, file)
    where = path.name
    entries = archive.infolist()
    size = _size(file)
    if len(entries) > MOST_FILES + 1:
        raise _refused(where, f"holds {len(entries):,} entries, at most {MOST_FILES:,} were expected")
    if is_bomb(sum(entry.file_size for entry in entries), size) or sum(entry.compress_size for entry in entries) > size:
        raise _refused(where, "unpacks to far more than an engagement has, as if to fill the disk")
    _raise(_entry_faults(where, entries))
    manifest = _manifest(where, archive)
    _raise(_list_faults(where, archive, manifest))
    _raise(_content_faults(where, archive, manifest))
    return archive, manifest


def parts_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of a file of the folder, part by part."""
    with archive.open(f"{INSIDE}{name}") as source:
        while part := source.read(PART):
            yield part


def _opened(path: Path, file: BinaryIO) -> zipfile.ZipFile:
    start = file.read(4)
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except (*_BROKEN, OSError) as error:  # it may point to before the file's beginning
        why = "is cut short or damaged" if start == b"PK\x03\x04" else "is not a zip"
        raise _refused(path.name, f"{why}; nothing was written") from error


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _entry_faults(where: str, entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    """What is wrong with entries by themselves, whatever the manifest says of them."""
    names = Counter(entry.orig_filename for entry in entries)
    yield from (_fault(where, name, "stands in it twice") for name, count in names.items() if count > 1)
    for entry in entries:
        name = entry.orig_filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if entry.flag_bits & _ENCRYPTED:
            yield _fault(where, name, "is encrypted: export the engagement anew, without a password")
        elif kind not in (0, stat.S_IFREG):
            yield _fault(where, name, "is a link or no plain file, which no export writes")
        elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield _fault(where, name, "is packed in a way that no export uses")
    inner = [name for name in names if name != MANIFEST]
    yield from _in(where, name_faults(name.removeprefix(INSIDE) for name in inner))
    for name in inner:
        if is_left_out(name):
            yield _fault(where, name, "is a lock or a temporary file, which no export writes")


def _manifest(where: str, archive: zipfile.ZipFile) -> Manifest:
    """manifest.json. A format that is newer than ours is told before anything else in it is judged."""
    try:
        entry = archive.getinfo(MANIFEST)
    except KeyError:
        message = f"has no {MANIFEST}: it is no whole engagement, as cxassess export without --for writes it"
        raise _refused(where, message) from None
    if entry.file_size > MOST_MANIFEST:
        raise _refused(where, f"has a {MANIFEST} of {entry.file_size:,} bytes, at most {MOST_MANIFEST:,} were expected")
    try:
        data: Any = json.loads(archive.read(entry).decode())
    except (*_BROKEN, RecursionError) as error:
        raise _refused(where, f"has a {MANIFEST} that is damaged or no JSON") from error
    if not isinstance(data, dict) or data.get("what") != WHAT:
        raise _refused(where, f"has a {MANIFEST} that is not of an engagement")
    read, product, store = data.get("format"), data.get("product"), data.get("store")
    if (isinstance(read, int) and read > FORMAT) or (isinstance(store, int) and store > len(UPGRADES)):
        made_by = f"cxassess {shortened(str(product), 20)}"
        raise _refused(where, f"was written by {made_by}, this is {__version__}: install {made_by} or a newer one")
    manifest, problems = checked(Manifest, data, f"{where} › {MANIFEST}")
    if manifest is None:
        raise InvalidInput(problems)
    if manifest.format < 1:
        raise _refused(where, f"has a {MANIFEST} of format {manifest.format}, {FORMAT} was expected")
    return manifest


def _list_faults(where: str, archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Problem]:
    """Where the list and the entries differ."""
    sizes = {entry.orig_filename: entry.file_size for entry in archive.infolist() if entry.orig_filename != MANIFEST}
    listed = {f"{INSIDE}{name}": one for name, one in manifest.files.items()}
    yield from _in(where, name_faults(manifest.files, manifest.folders))
    yield from (
        _fault(where, name, f"is in {MANIFEST} and missing in the archive") for name in listed if name not in sizes
    )
    yield from (_fault(where, name, f"is in the archive and not in {MANIFEST}") for name in sizes if name not in listed)
    for name, one in listed.items():
        if name in sizes and sizes[name] != one.size:
            yield _fault(where, name, f"has {sizes[name]:,} bytes, {one.size:,} were expected")
    for name in (FILE, STORE_FILE):
        if name not in manifest.files:
            yield _fault(where, name, "is missing: an engagement has one")


def _content_faults(where: str, archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Problem]:
    """Files whose bytes are not those that were written."""
    for name, one in manifest.files.items():
        digest = hashlib.sha256()
        try:
            for part in parts_of(archive, name):
                digest.update(part)
        except _BROKEN:
            yield _fault(where, f"{INSIDE}{name}", "is damaged: what it unpacks to is not what was packed")
            continue
        if digest.hexdigest() != one.sha256:
            yield _fault(where, f"{INSIDE}{name}", f"is not the file that {MANIFEST} lists (its SHA-256 differs)")


def _fault(where: str, name: str, message: str) -> Problem:
    return Problem(f"{where} › {shortened(name)}", message)


def _in(where: str, faults: Iterable[Problem]) -> Iterator[Problem]:
    return (Problem(f"{where} › {fault.where}", fault.message) for fault in faults)


def _refused(where: str, message: str) -> InvalidInput:
    return InvalidInput([Problem(where, message)])


def _raise(faults: Iterable[Problem]) -> None:
    """All faults of one kind at once, none twice."""
    if found := tuple(dict.fromkeys(faults)):
        raise InvalidInput(found)
