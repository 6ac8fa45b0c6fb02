"""metrics/: the metric files as the client sent them, and metrics.toml that says what each is."""

import shutil
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cxassess.errors import CannotWrite, InvalidInput, Problem
from cxassess.files.checked import read_toml
from cxassess.files.engagement import Opened
from cxassess.files.safe import write_whole, writing
from cxassess.files.toml_edit import changed_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

REGISTER = "metrics.toml"
TYPED = "typed"


@contextmanager
def metric_files_kept(
    opened: Opened, paths: Sequence[Path], kinds: Mapping[Path, str] | None = None, private: Set[Path] = frozenset()
) -> Iterator[Mapping[Path, str]]:
    """Keep the metric files as the client sent them, and note in metrics.toml what each is; gives their SHA-256.

    Where the block fails, they are taken away again. Raises InvalidInput for a faulty metrics.toml, CannotWrite.

    Args:
        kinds: the tool or the table of metrics.toml by which a file was read; the others are typed tables.
        private: files with personal data in them that was masked: what they are is noted, and no copy is made.
    """
    import tomlkit  # only where a file is changed

    folder = opened.folder / "metrics"
    register_path = folder / REGISTER
    before, _ = _register(register_path)
    register = tomlkit.parse((before or b"").decode("utf-8-sig"))
    made: list[Path] = []
    digests: dict[Path, str] = {}
    try:
        for path in paths:
            with writing(folder):
                digests[path] = _digest(path)
                name = _note(register, folder, path, digests[path], (kinds or {}).get(path, TYPED), opened.wave.id)
            if path in private:
                continue
            if name is not None and not (folder / name).exists():
                made.append(folder / name)
                _copy(path, folder / name)
        after = tomlkit.dumps(register).encode()
        if made or after != (before or b""):
            write_whole(register_path, after)
        yield digests
    except BaseException:
        _take_back(made, register_path, before)
        raise


def kept_file(folder: Path, digest: str) -> Path | None:
    """The file of these bytes, as an earlier import has kept it; None where it is gone or was changed."""
    kept = (folder / "metrics" / name for name, _ in _noted(folder, digest))
    return next((path for path in kept if path.is_file() and _digest(path) == digest), None)


def kind_of(folder: Path, digest: str) -> str:
    """The tool or the table of metrics.toml by which the file of these bytes was read; empty where none is noted."""
    return next((str(entry.get("kind", "")) for _, entry in _noted(folder, digest)), "")


def _noted(folder: Path, digest: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of metrics.toml for files of these bytes."""
    _, register = _register(folder / "metrics" / REGISTER)
    for name, entry in register.get("files", {}).items():
        if entry.get("sha256") == digest:
            yield name, entry


def own_tables(folder: Path) -> Mapping[str, Any]:
    """The tables that metrics.toml describes, as they stand there. Raises InvalidInput for a file that is no TOML."""
    _, register = _register(folder / "metrics" / REGISTER)
    tables = register.get("tables", {})
    return tables if isinstance(tables, dict) else {"tables": tables}


def add_table(folder: Path, name: str, table: Mapping[str, Any]) -> None:
    """Describe one more table in metrics.toml; what stands there stays as it is. Raises InvalidInput, CannotWrite."""
    import tomlkit  # only where a file is changed

    path = folder / "metrics" / REGISTER
    before, _ = _register(path)

    def add(document: "TOMLDocument") -> None:
        if "tables" not in document:
            document["tables"] = tomlkit.table(is_super_table=True)
        document["tables"][name] = table

    write_whole(path, changed_toml(before or b"", add))


def _register(path: Path) -> tuple[bytes | None, Mapping[str, Any]]:
    """The bytes of metrics.toml, None where there is none, and what they say. Raises InvalidInput."""
    data, problems = read_toml(path)
    if not path.exists():
        return None, {}
    files = data.get("files", {})
    if not problems and not (isinstance(files, dict) and all(isinstance(entry, dict) for entry in files.values())):
        problems = (Problem(f"{path.name} › files", "a table for each file was expected"),)
    if problems:
        raise InvalidInput([Problem(f"metrics/{problem.where}", problem.message) for problem in problems])
    return path.read_bytes(), data


def _copy(path: Path, target: Path) -> None:
    """Copy a file of any size, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with writing(target), TemporaryDirectory(prefix=".cxassess-", dir=target.parent) as folder:
        shutil.copyfile(path, Path(folder) / "copy")
        (Path(folder) / "copy").replace(target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _note(register: "TOMLDocument", folder: Path, path: Path, digest: str, kind: str, wave: str) -> str | None:
    """Enter a file; returns the name it is kept under, or None where the wave has these bytes already."""
    import tomlkit
    from tomlkit.items import InlineTable

    files = register.get("files", {})
    for kept, entry in files.items():
        if entry.get("sha256") == digest and entry.get("wave") == wave:
            if entry.get("kind") != kind:
                entry["kind"] = kind
            if (folder / kept).exists():
                return None
            return str(kept)  # which somebody has taken away
    free = _free_name(folder, path, digest)
    if "files" not in register:
        register["files"] = tomlkit.table(is_super_table=True)
    is_inline = isinstance(register["files"], InlineTable)  # which may hold no other kind of table
    entry = tomlkit.inline_table() if is_inline else tomlkit.table()
    entry.update({"kind": kind, "wave": wave, "sha256": digest})
    register["files"][free] = entry
    return free


def _take_back(made: Sequence[Path], register_path: Path, before: bytes | None) -> None:
    """Leave the metrics folder as it was, as far as the disk lets us."""
    with suppress(OSError, CannotWrite):
        for path in made:
            path.unlink(missing_ok=True)
        if before is None:
            register_path.unlink(missing_ok=True)
        elif register_path.read_bytes() != before:
            write_whole(register_path, before)


def _free_name(folder: Path, path: Path, digest: str) -> str:
    """The name, or one with a number where another file has it."""
    number = 1
    while True:
        candidate = path.name if number == 1 else f"{path.stem}-{number}{path.suffix}"
        taken = folder / candidate
        if candidate.casefold() != REGISTER and (not taken.exists() or _digest(taken) == digest):
            return candidate
        number += 1
