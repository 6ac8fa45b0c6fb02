"""Targets and weights in engagement.toml are changed in place: comments, order and everything else stay."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxassess.errors import CxassessError
from cxassess.files.safe import write_whole, writing
from cxassess.files.settings import FILE


def edited(content: bytes, edits: Mapping[tuple[str, ...], float | None]) -> bytes:
    """The file with other values; a key without a value is taken out, and one that is new gets its tables."""
    import tomlkit
    from tomlkit.items import InlineTable, Table

    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    document = tomlkit.parse(content.decode("utf-8-sig"))
    for path, value in edits.items():
        at: Any = document
        for part in path[:-1]:
            if part not in at:
                if value is None:
                    break
                inside = isinstance(at, Table | InlineTable) and path[0] != "roles"
                at[part] = tomlkit.inline_table() if inside else tomlkit.table()
            at = at[part]
        else:
            if value is not None:
                at[path[-1]] = int(value) if value == int(value) and {"weight", "weights"} & set(path) else value
            elif path[-1] in at:
                del at[path[-1]]
    return mark + document.as_string().encode()


def replace_settings(folder: Path, before: bytes, after: bytes) -> None:
    """Put the new file in the place of the one that was read. Raises CxassessError where that has changed meanwhile."""
    path = folder / FILE
    with writing(path):
        now = path.read_bytes()
    if now != before:
        raise changed_meanwhile(path)
    if after != before:
        write_whole(path, after)


def changed_meanwhile(path: Path) -> CxassessError:
    """Says that somebody else was quicker."""
    return CxassessError(f"{path} was changed by somebody while the workbook was read; nothing was changed, try again")
