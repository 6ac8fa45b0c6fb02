"""The tools whose exports are known: one TOML file each in `tools/`, in the words of metrics.toml."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from cxassess.errors import InvalidInput
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.exports.mapping import Tool
from cxassess.files.exports.mapping_file import Spellings, TableFile

FOLDER = Path(__file__).parent / "tools"


class ToolFile(Strict):
    """A tool's file; what each key means stands at mapping.Tool."""

    name: str
    verified: bool = True
    needs: list[Spellings] = Field(min_length=1)
    refuses: Spellings = ()
    refusal: str = ""
    ignores: list[str] = []
    replaced: dict[str, str] = {}
    multi_header: bool = False
    header_marks: dict[str, str] = {}
    asks: bool = False
    table: TableFile


@lru_cache
def known_tools() -> dict[str, Tool]:
    """All tools by id, in the order of their names. InvalidInput for a faulty file of this installation."""
    return {path.stem: _tool(path) for path in sorted(FOLDER.glob("*.toml"))}


def _tool(path: Path) -> Tool:
    data, problems = read_toml(path)
    file, faults = (None, problems) if problems else checked(ToolFile, data, path.name)
    if file is None:
        raise InvalidInput(faults)
    return Tool(
        path.stem,
        file.name,
        file.verified,
        tuple(file.needs),
        file.table.build(path.stem, file.table.kind or "survey", asks=file.asks),
        file.refuses,
        file.refusal,
        tuple(file.ignores),
        file.replaced,
        file.multi_header,
        {int(row): mark for row, mark in file.header_marks.items()},
    )
