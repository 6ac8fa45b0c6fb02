"""Targets and weights in engagement.toml are changed in place: comments, order and everything else stay."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.errors import CxassessError
from cxassess.files.safe import write_whole, writing
from cxassess.files.settings import FILE
from cxassess.files.toml_edit import changed_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import InlineTable


def edited(content: bytes, edits: Mapping[tuple[str, ...], float | None]) -> bytes:
    """The file with other values; a key without a value is taken out, and one that is new gets its tables.

    Args:
        edits: by the path of each value, such as (“disciplines”, “weights”, “design”).
    """

    def change(document: "TOMLDocument") -> None:
        for path, value in edits.items():
            _change(document, path, value)

    return changed_toml(content, change)


def _change(document: "TOMLDocument", path: tuple[str, ...], value: float | None) -> None:
    """Set one value, or take it out."""
    from tomlkit.items import InlineTable

    tables: list[Any] = [document]
    for name in path[:-1]:
        if name not in tables[-1]:
            if value is None:
                return
            tables[-1][name] = _new_table(tables[-1], path)
        tables.append(tables[-1][name])
    *_, above, table = tables
    if value is not None:
        is_weight = {"weight", "weights"} & set(path)
        table[path[-1]] = int(value) if is_weight and value == int(value) else value
    elif path[-1] in table:
        del table[path[-1]]
    if isinstance(table, InlineTable):
        above[path[-2]] = _spaced(table)


def _new_table(above: Any, path: tuple[str, ...]) -> Any:
    """A table as the file that `new` writes has it: one of its own for a role, on one line below a table."""
    import tomlkit
    from tomlkit.items import InlineTable, Table

    is_inline = isinstance(above, Table | InlineTable) and path[0] != "roles"
    return tomlkit.inline_table() if is_inline else tomlkit.table()


def _spaced(table: "InlineTable") -> Any:
    """A table on one line with a blank inside each brace, which tomlkit loses where something is added."""
    import tomlkit

    entries = (f"{key.as_string().strip()} = {item.as_string().strip()}" for key, item in table.value.body if key)
    return tomlkit.value(f"{{ {', '.join(entries)} }}".replace("{  }", "{ }"))


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
