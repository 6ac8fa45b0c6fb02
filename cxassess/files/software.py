"""software.toml: what software covers which function at the client. People edit it, and `cxassess software` asks it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.clean import clean_line, name_key, shortened
from cxassess.files.safe import write_whole
from cxassess.files.setting_fields import name_fault
from cxassess.files.toml_edit import changed_toml
from cxassess.hints import did_you_mean
from cxassess.model.software import FUNCTIONS, TRUST, FunctionEntry

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE = "software.toml"
NAME_LIMIT, NAMES_LIMIT, WHY_LIMIT = 80, 20, 200
_KEYS = ("products", "used_by", "trusted", "why", "paid")


def _named(name: str) -> str:
    """The name of a product or a team."""
    if fault := name_fault(name, NAME_LIMIT):
        raise ValueError(fault)
    return name


Name = Annotated[str, Field(strict=True), AfterValidator(_named)]
Names = Annotated[list[Name], Field(max_length=NAMES_LIMIT)]


class FunctionTable(Strict):
    products: Names | None = None
    used_by: Names | None = None
    trusted: str | None = None
    why: Annotated[str, Field(max_length=WHY_LIMIT)] = ""
    paid: StrictBool | None = None


class SoftwareFile(Strict):
    format: Annotated[StrictInt, Field(ge=1, le=1)]
    channels: FunctionTable | None = None
    social: FunctionTable | None = None
    text: FunctionTable | None = None
    emotion: FunctionTable | None = None
    online: FunctionTable | None = None


def read_software(folder: Path) -> Mapping[str, FunctionEntry]:
    """What the file says of each function; nothing where there is no file. Raises InvalidInput with every fault."""
    if not (folder / FILE).exists():
        return {}
    data, unreadable = read_toml(folder / FILE)
    if unreadable:
        raise InvalidInput(unreadable)
    file, problems = checked(SoftwareFile, data, FILE)
    faults = [*problems, *_faults(data)]
    if faults or file is None:
        raise InvalidInput(faults)
    tables = {id: getattr(file, id) for id in FUNCTIONS}
    return {id: _entry(table) for id, table in tables.items() if table is not None}


def _faults(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What the kinds of the values do not tell, whatever other faults the file has."""
    for id in FUNCTIONS:
        table = data.get(id)
        if not isinstance(table, Mapping):
            continue
        place = f"{FILE} › {id}"
        trusted = table.get("trusted")
        if isinstance(trusted, str) and trusted not in TRUST:
            said = shortened(trusted)
            message = f"“{said}” was read, one of {', '.join(TRUST)} was expected{did_you_mean(said, TRUST)}"
            yield Problem(f"{place}.trusted", message)
        for key in ("products", "used_by"):
            names = table.get(key)
            if isinstance(names, list):
                yield from (Problem(f"{place}.{key}", f"“{name}” stands there twice") for name in _twice(names))
        if table.get("paid") is True and not table.get("products"):
            yield Problem(f"{place}.paid", "true was read, so the products that are paid for were expected, too")


def _twice(names: Sequence[object]) -> list[str]:
    seen: set[str] = set()
    found = []
    for name in names:
        if isinstance(name, str):
            key = name_key(name)
            if key in seen:
                found.append(shortened(clean_line(name)))
            seen.add(key)
    return found


def _entry(table: FunctionTable) -> FunctionEntry:
    return FunctionEntry(
        products=None if table.products is None else tuple(clean_line(name) for name in table.products),
        used_by=None if table.used_by is None else tuple(clean_line(name) for name in table.used_by),
        trusted=next((trust for trust in TRUST if trust == table.trusted), None),
        why=clean_line(table.why),
        paid=table.paid,
    )


def save_function(folder: Path, id: str, entry: FunctionEntry) -> None:
    """Put what is said of one function into the file, which is made where there is none; the rest stays as it is.

    Raises InvalidInput where somebody has made the file unreadable meanwhile, CannotWrite.
    """
    read_software(folder)
    path = folder / FILE
    before = path.read_bytes() if path.exists() else _TEMPLATE.encode()

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        if id not in document:
            document[id] = tomlkit.table()
        table: Any = document[id]
        for key in _KEYS:
            value = getattr(entry, key)
            if value is None or (key == "why" and not value):
                table.pop(key, None)
            else:
                table[key] = list(value) if isinstance(value, tuple) else value

    write_whole(path, changed_toml(before, change))


_TEMPLATE = """\
# Which software covers which function of customer experience work. `cxassess software` asks it in the terminal.
# Software is not maturity: no score depends on this file. Leave out what you do not know; [] says that there is none.
#
# [channels]                        # waits, errors, contacts and ratings, channel by channel
# products = ["Name of a product"]  # as people call them; [] where nothing covers it
# used_by = ["Service"]             # teams or roles; [] where nobody uses it
# trusted = "partly"                # yes, partly, no or dont_know
# why = "Waits are counted from the queue on"
# paid = true
#
# The others are [social] (what customers write in public), [text] (topics and causes in comments and calls),
# [emotion] (what customers feel) and [online] (what customers do on pages and in apps).
format = 1
"""
