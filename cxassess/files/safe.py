"""Files are written whole or not at all, and what a person has changed since we wrote it is never overwritten."""

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cxassess.errors import CannotWrite

LEDGER = ".written.json"
TEMPORARY = ".cxassess-"  # how the names begin of files that are being written
_NEXT = " (being written)"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what a disk can refuse into a sentence (CannotWrite)."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full; nothing was changed"
        case errno.EROFS:
            return "the disk is read-only; nothing was changed"
        case errno.EACCES | errno.EPERM | errno.EBUSY | errno.ETXTBSY:
            return "may not be written: it is open in another program, or read-only; nothing was changed"
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            return "is in the way: a file stands where a folder is needed, or the reverse"
    return f"cannot be written ({error.strerror}); nothing was changed"


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader meets the old one or the new one, never half of it. Raises CannotWrite.

    A `private` one may be read by its owner alone, where the system knows owners.
    """
    with whole_file(path, private=private) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """The same for what is written part by part: a file to write into, which takes the name when the block has ended.

    What the block raises leaves nothing behind.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")  # named first: a stop at any moment takes it away
        try:
            with open(new, "x+b", opener=_owners_alone if private else None) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _owners_alone(path: str, flags: int) -> int:
    """Opened for a file that nobody else may read, not even for a moment."""
    return os.open(path, flags, 0o600)


def write_unless_changed(path: Path, content: bytes) -> Path:
    """Write a document beside, not over, one that a person has changed; returns where it was written.

    report.docx becomes report-2.docx where the first is no longer as we wrote it. Raises CannotWrite.
    """
    ledger_path = path.parent / LEDGER
    ledger = _ledger(ledger_path)
    digest = hashlib.sha256(content).hexdigest()
    with writing(path):
        target = next(p for p in _candidates(path) if not p.exists() or _digest(p) in {*_ours(ledger, p.name), digest})
    # Noted before, too: who is killed between document and ledger has changed nothing by hand.
    _write_ledger(ledger_path, {**ledger, target.name + _NEXT: digest})
    write_whole(target, content)
    ledger.pop(target.name + _NEXT, None)
    _write_ledger(ledger_path, {**ledger, target.name: digest})
    return target


def free_path(path: Path) -> Path:
    """The path, or the next one like it that no file has: links.csv, links-2.csv, links-3.csv."""
    with writing(path):
        return next(candidate for candidate in _candidates(path) if not candidate.exists())


def _ours(ledger: Mapping[str, str], name: str) -> tuple[str, str]:
    """The hashes of what we wrote under a name, and of what we were about to write."""
    return ledger.get(name, ""), ledger.get(name + _NEXT, "")


def _write_ledger(path: Path, ledger: Mapping[str, str]) -> None:
    write_whole(path, json.dumps(ledger, indent=1, sort_keys=True).encode())


def _candidates(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _ledger(path: Path) -> dict[str, str]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in read.items()} if isinstance(read, dict) else {}
