"""A second version of cx-maturity in which something of every kind happened, with its map."""

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from cxassess.files.data import shipped

MAP = """\
format = 1
[[from]]
version = "1.2"
asked = {{ {asked} }}
reworded = ["STR3"]
renamed.GOV4 = "GOV9"
split.DSN3 = ["DSN31", "DSN32"]
merged.CUL4 = ["CUL4", "CUL7"]
new = ["MEA9"]
dropped = ["STR2"]
"""
GONE = ("GOV4", "DSN3", "CUL7", "STR2")
Tables = dict[str, Any]


def tables() -> tuple[Tables, Tables]:
    """pack.toml and en.toml of cx-maturity, without variants and for whoever calls to change."""
    folder = shipped("questionnaires") / "cx-maturity"
    pack, words = (tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ("pack.toml", "en.toml"))
    del pack["variants"]
    return pack, words


def asked(pack: Tables) -> str:
    return ", ".join(f"{id} = {practice['anchor_version']}" for id, practice in pack["practices"].items())


def second_version() -> tuple[Tables, Tables]:
    """One practice reworded, renamed, split and dropped, two merged, one new, and one that counts elsewhere."""
    pack, words = tables()
    pack["version"] = "2.0"
    practices, said = pack["practices"], words["practices"]
    for id, before in (("GOV9", "GOV4"), ("DSN31", "DSN3"), ("DSN32", "DSN3"), ("MEA9", "MEA8")):
        practices[id], said[id] = copy.deepcopy(practices[before]), copy.deepcopy(said[before])
        if id != "GOV9":
            said[id]["title"] = f"{said[before]['title']}, {id}"
    for id in GONE:
        del practices[id], said[id]
    said["STR3"]["question"] = "What do we offer to whom, in other words?"
    said["CUL4"]["question"] = "What is merged here?"
    practices["STR3"]["anchor_version"] += 1
    practices["CUL4"]["anchor_version"] += 1
    practices["DSN8"]["discipline"] = "governance"
    for practice in practices.values():
        for step in practice["steps"].values():
            step["prerequisites"] = [p for p in step.get("prerequisites", []) if p[0] not in GONE]
    for role in pack["roles"].values():
        role["omits"] = [id for id in role.get("omits", []) if id not in GONE]
    return pack, words


def write_pack(folder: Path, pack: Mapping[str, Any], words: Mapping[str, Any], changes: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(tomlkit.dumps(pack), encoding="utf-8")
    (folder / "en.toml").write_text(tomlkit.dumps(words), encoding="utf-8")
    if changes:
        (folder / "changes.toml").write_text(changes, encoding="utf-8")
    return folder


def write_second(folder: Path) -> Path:
    """The second version with its map, in a folder."""
    return write_pack(folder, *second_version(), MAP.format(asked=asked(tables()[0])))
