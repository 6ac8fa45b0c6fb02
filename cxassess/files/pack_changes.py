"""changes.toml: the map of a questionnaire that says what became of the practices of its earlier versions."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_texts
from cxassess.files.pack_faults import Snapshot
from cxassess.files.pack_schema import Text
from cxassess.jsonable import as_json, from_json
from cxassess.model.questionnaire_changes import ChangeMap, Comparable, Step
from cxassess.questionnaire_changes import faults_of

FILE = "changes.toml"
CHANGES = "changes"  # the key of a snapshot

Several = Annotated[list[Text], Field(min_length=2)]


class FromTable(Strict):
    version: Text
    to: str = ""
    asked: Annotated[dict[str, Annotated[int, Field(ge=1)]], Field(min_length=1)]
    reworded: list[Text] = []
    renamed: dict[str, Text] = {}
    split: dict[str, Several] = {}
    merged: dict[str, Several] = {}
    new: list[Text] = []
    dropped: list[Text] = []


class ChangesFile(Strict):
    format: Literal[1]
    tables: Annotated[list[FromTable], Field(min_length=1, alias="from")]


def read_changes(folder: Path, structure: dict[str, Any]) -> ChangeMap | None:
    """The map in a questionnaire's folder; None where there is none. Raises InvalidInput with every fault in it.

    Args:
        structure: the merged tables of the questionnaire as its folder has it, without any variant.
    """
    if not (folder / FILE).exists():
        return None
    tables, unreadable = read_texts(folder / FILE)
    if unreadable:
        raise InvalidInput(unreadable)
    file, problems = checked(ChangesFile, tables, FILE)
    if file is None:
        raise InvalidInput(problems)
    version = structure["version"]
    map = ChangeMap(tuple(_step(table, version) for table in file.tables))
    anchors = {id: practice.get("anchor_version", 1) for id, practice in structure["practices"].items()}
    if faults := [Problem(_place(at, key), said) for at, key, said in faults_of(map, version, anchors)]:
        raise InvalidInput(faults)
    return map


def _place(version: str, key: str) -> str:
    return f"{FILE} › from {version} › {key}"


def _step(table: FromTable, version: str) -> Step:
    return Step(
        version=table.version,
        to=table.to or version,
        asked=table.asked,
        reworded=tuple(table.reworded),
        renamed=table.renamed,
        split={id: tuple(ids) for id, ids in table.split.items()},
        merged={id: tuple(ids) for id, ids in table.merged.items()},
        new=tuple(table.new),
        dropped=tuple(table.dropped),
    )


def with_changes(snapshot: Snapshot, map: ChangeMap | None) -> Snapshot:
    """A snapshot with the map in it, so that a wave knows for ever how it compares with those before it."""
    return snapshot if map is None else {**snapshot, CHANGES: as_json(map)}


def changes_in(snapshot: Snapshot) -> ChangeMap | None:
    """The map that a snapshot was kept with; None where its questionnaire had none."""
    return from_json(ChangeMap, snapshot[CHANGES]) if CHANGES in snapshot else None


def anchors_in(snapshot: Snapshot) -> dict[str, str]:
    """The anchor version of each practice, as a Pack has them, without making one of the snapshot."""
    practices = snapshot["structure"]["practices"]
    return {id: anchor_version(one.get("variant", ""), one.get("anchor_version", 1)) for id, one in practices.items()}


def anchor_version(variant: str, number: int) -> str:
    """What tells the anchors of a practice from others; a variant's own are never the usual ones."""
    return f"{variant} {number}".strip()


def first_changes(version: str, anchors: dict[str, str], comparable: Comparable) -> str:
    """A changes.toml to begin with: what ids and anchor versions tell, for somebody to put right.

    Args:
        version, anchors: of the earlier questionnaire: its version, and the anchor version by practice.
    """
    asked = ", ".join(f"{id} = {anchor}" for id, anchor in anchors.items())
    lists = {"reworded": tuple(comparable.reworded), "new": comparable.new, "dropped": comparable.dropped}
    lines = [f"{key} = [{', '.join(_quoted(id) for id in ids)}]" for key, ids in lists.items()]
    return "\n".join(
        (
            "# What became of the practices of earlier versions; what is not named is the same.",
            "# Move an id from new and dropped to renamed, split or merged where that is what happened:",
            '# renamed.GOV4 = "GOV9", split.DSN3 = ["DSN3A", "DSN3B"], merged.CUL4 = ["CUL4", "CUL7"]',
            "format = 1",
            "",
            "[[from]]",
            f"version = {_quoted(version)}",
            f"asked = {{ {asked} }}",
            *lines,
        )
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
