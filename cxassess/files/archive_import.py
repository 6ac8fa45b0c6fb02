"""An engagement moves in from an archive: into a new folder, whole or not at all."""

import hashlib
import os
import secrets
import shutil
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

from cxassess.errors import CannotWrite, CxassessError, InvalidInput, Problem
from cxassess.files.archive import Manifest
from cxassess.files.archive_check import check_archive, parts_of
from cxassess.files.lock import FileLock
from cxassess.files.safe import TEMPORARY, writing
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store import Store

UNFINISHED = f"{TEMPORARY}import-"  # how the names begin of folders that engagements are unpacked in
_UNPACKED, _LOCK, _PLAIN = "folder", "lock", "plain.db"


def import_engagement(path: Path, folder: Path) -> Manifest:
    """Unpack an archive into a folder that is not there yet, or empty.

    The archive is checked whole before anything is written, and the store is opened before the folder takes its name.
    Whoever is killed meanwhile leaves a folder beside it that the next import takes away.

    Raises InvalidInput for every fault of one kind, CannotWrite, and CxassessError for a folder that is in use.
    """
    target = Path(os.path.realpath(folder))
    _refuse_used(folder, target)
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise CxassessError(message) from error
    with file:
        archive, manifest = check_archive(path, file)
        with writing(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            _clear(target.parent)
            desk = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
            try:
                desk.mkdir(mode=0o700)
                lock = FileLock(desk / _LOCK)
                lock.take(0)
                try:
                    _unpack(archive, manifest, desk / _UNPACKED)
                    _try_store(path, desk / _UNPACKED)
                    _sync(desk / _UNPACKED)
                    _take_name(desk / _UNPACKED, folder, target)
                finally:
                    lock.close()
            finally:
                shutil.rmtree(desk, ignore_errors=True)
    return manifest


def _refuse_used(folder: Path, target: Path) -> None:
    if target == Path.cwd():
        message = f"{folder} is the folder you are in: name another one; nothing was written"
        raise CxassessError(message)
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        message = f"{folder} is a file, a folder that is not there yet was expected; nothing was written"
        raise CxassessError(message)
    if any(target.iterdir()):
        message = f"{folder} is not empty: an engagement moves into a folder of its own; nothing was written"
        raise CxassessError(message)


def _clear(place: Path) -> None:
    """Take away what imports that were killed have left in a place; who unpacks there now holds a lock."""
    for desk in place.glob(f"{UNFINISHED}*"):
        lock = FileLock(desk / _LOCK)
        with suppress(OSError):
            is_left = lock.take(0)
            lock.close()
            if is_left:
                shutil.rmtree(desk, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, place: Path) -> None:
    """Write all files, each on the disk when it is closed. CxassessError where the archive was changed meanwhile."""
    place.mkdir()
    for name in manifest.folders:
        (place / name).mkdir(parents=True, exist_ok=True)
    for name, listed in manifest.files.items():
        path, digest = place / name, hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            if listed.private:
                path.chmod(0o600)
            for part in parts_of(archive, name):
                file.write(part)
                digest.update(part)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != listed.sha256:
            message = f"{name} was changed in the archive while it was unpacked; nothing was written"
            raise CxassessError(message)


def _try_store(path: Path, place: Path) -> None:
    """Open the store, which brings it to today's version, and have SQLite look at every page of it.

    A trigger that somebody else put into it would write whatever they liked, later on.
    """
    try:
        with Store.open(place) as store:
            fault, rules = store.whole.fault(), store.whole.rules()
            store.waves()
        with Store.create(place.with_name(_PLAIN)) as plain:
            if not fault and rules != plain.whole.rules():
                fault = "it has other rules than cxassess gives a store"
    except CannotWrite:
        raise
    except CxassessError as error:
        said = str(error).replace(f"{place}{os.sep}", "")
        message = f"{path.name} › {said}"
        raise CxassessError(message) from error
    if fault:
        message = f"is damaged or was tampered with ({fault}); nothing was written"
        raise InvalidInput([Problem(f"{path.name} › {STORE_FILE}", message)])


def _sync(place: Path) -> None:
    """Have the disk keep what stands in the folders; the files themselves are on it. Windows does so by itself."""
    if sys.platform == "win32":
        return
    for root, _, _ in os.walk(place):
        _sync_folder(Path(root))


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_name(place: Path, folder: Path, target: Path) -> None:
    _refuse_used(folder, target)
    if sys.platform == "win32":
        with suppress(FileNotFoundError):
            target.rmdir()
        place.rename(target)
    else:
        place.rename(target)  # over an empty folder, too
        _sync_folder(target.parent)
