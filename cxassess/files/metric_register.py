"""metrics/: the metric files as the client sent them, and metrics.toml that says what each is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import tomlkit
from tomlkit.items import InlineTable

from cxassess.errors import CannotWrite, InvalidInput, Problem
from cxassess.files.checked import read_toml
from cxassess.files.engagement import Opened
from cxassess.files.safe import write_whole, writing

REGISTER = "metrics.toml"


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
