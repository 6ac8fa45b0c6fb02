"""An engagement folder: made once, opened by every command, and read into an Assessment."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import tomlkit
from tomlkit.items import InlineTable

from cxassess.errors import CannotWrite, CxassessError, InvalidInput, NotAnEngagement
from cxassess.files.checked import read_toml
from cxassess.files.commentary import first_commentary
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import build_pack
from cxassess.files.safe import write_whole, writing
from cxassess.files.settings import FILE, first_settings, mode_refusal, read_engagement
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store import OpenWave, Store
from cxassess.model import Assessment, Engagement, Pack, Problem, Wave

REGISTER = "metrics.toml"
_WAVE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Opened:
    """An engagement with one of its waves chosen. Close it, or use it as a context manager."""

    folder: Path
    store: Store
    open_wave: OpenWave
    pack: Pack
    settings: Engagement

    @property
    def wave(self) -> Wave:
        return self.open_wave.wave

    def assess(self) -> Assessment:
        """The assessment of the wave as its answers and metrics now stand. Raises NothingToAssess."""
        from cxassess.pipeline import assess  # which an interview does without

        id = self.wave.id
        return assess(
            self.pack,
            self.settings,
            self.wave,
            self.store.responses(id),
            self.store.metrics(id),
            self.store.agreed(id),
        )

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()


def open_engagement(folder: Path, wave: str | None = None) -> Opened:
    """Open a folder at a wave: by default the newest open one. Raises NotAnEngagement, InvalidInput and kin."""
    store = Store.open(folder)
    try:
        chosen = store.wave(wave)
        pack = build_pack(store.snapshot(chosen.wave.id))
        if strangers := sorted(store.roles(chosen.wave.id) - set(pack.roles)):
            message = f"{folder / STORE_FILE} names the role {strangers[0]}, which {pack.id} does not know"
            raise NotAnEngagement(f"{message}; restore it from a copy")
        return Opened(folder, store, chosen, pack, read_engagement(folder, pack))
    except BaseException:
        store.close()
        raise


def create_engagement(folder: Path, client: str, wave: str, as_of: date, snapshot: Snapshot, mode: str) -> None:
    """Make an engagement folder with its first wave, whole or not at all.

    Raises InvalidInput for a wrong id or mode, CxassessError where the folder is one already, CannotWrite.
    """
    if not _WAVE_ID.fullmatch(wave):
        message = f"“{wave}” was read, letters, digits, dots, dashes and underscores (at most 40) were expected"
        raise InvalidInput([Problem("--wave", message)])
    if refusal := mode_refusal(mode):
        raise InvalidInput([Problem("--mode", refusal)])
    if (folder / FILE).exists():
        message = f"{folder} is an engagement already ({FILE} is there); nothing was changed"
        raise CxassessError(message)
    if (folder / STORE_FILE).exists():
        _remove_unfinished(folder)
    was_there = folder.exists()
    pack = build_pack(snapshot)
    made: list[Path] = []
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("commentary", "metrics", "reports"):
                if not (folder / name).exists():
                    made.append(folder / name)
                (folder / name).mkdir(exist_ok=True)
        made.append(folder / STORE_FILE)
        with Store.create(folder / STORE_FILE) as store:
            store.open_wave(Wave(wave, as_of, "open"), snapshot)
        commentary = folder / "commentary" / f"{wave}.toml"
        if not commentary.exists():
            made.append(commentary)
            write_whole(commentary, first_commentary())
        write_whole(folder / FILE, first_settings(client, mode, pack))
    except BaseException:
        for path in made:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if not was_there and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
        raise


def _remove_unfinished(folder: Path) -> None:
    """Take away the empty store of a `new` that was killed: engagement.toml is written last, so it is not there."""
    try:
        with Store.open(folder) as store:
            used = any(store.responses(w.wave.id) or store.metrics(w.wave.id) for w in store.waves())
    except NotAnEngagement:
        if (folder / STORE_FILE).stat().st_size:
            raise
        used = False  # it was killed before SQLite had written anything
    if used:
        message = f"{folder} holds answers ({STORE_FILE}) but no {FILE}: restore that file; nothing was changed"
        raise CxassessError(message)
    with writing(folder):
        (folder / STORE_FILE).unlink()


@contextmanager
def metric_files_kept(opened: Opened, paths: Sequence[Path]) -> Iterator[None]:
    """Keep the metric files as the client sent them, and note in metrics.toml what each is.

    Where the block fails, they are taken away again. Raises InvalidInput for a faulty metrics.toml, CannotWrite.
    """
    folder = opened.folder / "metrics"
    register_path = folder / REGISTER
    before, register = _register(register_path)
    made: list[Path] = []
    try:
        for path in paths:
            with writing(folder):
                content = path.read_bytes()
                name = _note(register, folder, path.name, content, opened.wave.id)
            if name is not None and not (folder / name).exists():
                write_whole(folder / name, content)
                made.append(folder / name)
        after = tomlkit.dumps(register).encode()
        if made or after != (before or b""):
            write_whole(register_path, after)
        yield
    except BaseException:
        _take_back(made, register_path, before)
        raise


def _register(path: Path) -> tuple[bytes | None, tomlkit.TOMLDocument]:
    """The bytes of metrics.toml, None where there is none, and its tables. Raises InvalidInput."""
    data, problems = read_toml(path)
    if not path.exists():
        return None, tomlkit.document()
    files = data.get("files", {})
    if not problems and not (isinstance(files, dict) and all(isinstance(entry, dict) for entry in files.values())):
        problems = (Problem(f"{path.name} › files", "a table for each file was expected"),)
    if problems:
        raise InvalidInput([Problem(f"metrics/{problem.where}", problem.message) for problem in problems])
    content = path.read_bytes()
    return content, tomlkit.parse(content.decode("utf-8-sig"))


def _note(register: tomlkit.TOMLDocument, folder: Path, name: str, content: bytes, wave: str) -> str | None:
    """Enter a file; returns the name it is kept under, or None where the wave has these bytes already."""
    digest = sha256(content).hexdigest()
    files = register.get("files", {})
    if any(entry.get("sha256") == digest and entry.get("wave") == wave for entry in files.values()):
        return None
    kept = _free_name(folder, name, content)
    if "files" not in register:
        register["files"] = tomlkit.table(is_super_table=True)
    is_inline = isinstance(register["files"], InlineTable)  # which may hold no other kind of table
    entry = tomlkit.inline_table() if is_inline else tomlkit.table()
    entry.update({"kind": "typed", "wave": wave, "sha256": digest})
    register["files"][kept] = entry
    return kept


def _take_back(made: Sequence[Path], register_path: Path, before: bytes | None) -> None:
    """Leave the metrics folder as it was, as far as the disk lets us."""
    with suppress(OSError, CannotWrite):
        for path in made:
            path.unlink(missing_ok=True)
        if before is None:
            register_path.unlink(missing_ok=True)
        elif register_path.read_bytes() != before:
            write_whole(register_path, before)


def _free_name(folder: Path, name: str, content: bytes) -> str:
    """The name, or one with a number where another file has it."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        candidate = name if number == 1 else f"{stem}-{number}{suffix}"
        taken = folder / candidate
        if candidate.casefold() != REGISTER and (not taken.exists() or taken.read_bytes() == content):
            return candidate
        number += 1
