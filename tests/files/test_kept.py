"""Engagements that each earlier version of the store wrote open today, and say what they said then."""

import json
import math
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from kept.make import WAVE, tell

from cxassess.files.documents import write_documents
from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_schema import UPGRADES
from cxassess.serialise import as_json

KEPT = Path(__file__).parents[1] / "kept"
VERSIONS = range(1, len(UPGRADES) + 1)
# What the scores of an assessment are; findings, actions and other sentences are reworded from version to version.
SCORES = ("overall", "scores", "practices", "cards", "stage", "perception", "metrics", "targets", "weights")
OVER_TIME = ("measures", "mirror")  # which earlier versions did not have


def kept(place: Path, version: int) -> tuple[Path, dict[str, Any]]:
    """The kept folder of a version, unpacked, and what that version said of it."""
    with zipfile.ZipFile(KEPT / f"format-{version}.zip") as file:
        file.extractall(place)
    return place / "acme", json.loads((place / "expected.json").read_text(encoding="utf-8"))


def version_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "answers.db")) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def schema(folder: Path) -> dict[str, Any]:
    """The columns of each table, with what a row has where nothing is said; indexes, triggers and their SQL."""
    with closing(sqlite3.connect(folder / "answers.db")) as db:
        made = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        columns = {
            name: db.execute(f'PRAGMA table_info("{name}")').fetchall() for kind, name, _ in made if kind == "table"
        }
        return columns | {name: sql for kind, name, sql in made if kind != "table"}


def differences(then: Any, now: Any, place: str) -> list[str]:
    """Where what was said then is not what is said now; what is said in addition is none.

    A number may differ in its twelfth digit, where another way to the same interval rounds otherwise.
    """
    if isinstance(then, dict) and isinstance(now, dict):
        return [d for key, part in then.items() for d in differences(part, now.get(key, "gone"), f"{place}.{key}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [d for i, (a, b) in enumerate(zip(then, now, strict=True)) for d in differences(a, b, f"{place}.{i}")]
    if isinstance(then, float) and isinstance(now, float) and math.isclose(then, now, rel_tol=1e-11, abs_tol=1e-11):
        return []
    return [] if then == now else [f"{place}: {then} then, {now} now"]


def test_each_version_of_the_store_has_a_kept_engagement() -> None:
    there = sorted(int(path.stem.removeprefix("format-")) for path in KEPT.glob("format-*.zip"))
    assert there == list(VERSIONS), "a new version of the store needs its engagement: see tests/kept/README.md"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_kept_engagement_opens_with_the_answers_and_scores_it_had(version: int, tmp_path: Path) -> None:
    folder, expected = kept(tmp_path, version)
    assert version_of(folder) == version == expected["version"]
    with open_engagement(folder, WAVE) as opened:
        now = as_json(opened.assess())
        assert opened.store.whole.fault() == ""
    assert version_of(folder) == len(UPGRADES)
    told = tell(folder)
    assert {key: told[key] for key in expected if key not in {"assessment", "version"}} == {
        key: part for key, part in expected.items() if key not in {"assessment", "version"}
    }
    then = expected["assessment"]
    assert set(SCORES) <= set(then)
    shared = [*SCORES, *(key for key in OVER_TIME if key in then)]
    assert differences({key: then[key] for key in shared}, now, "") == []
    assert len(then["practices"]) == 15
    assert sum(bool(person["answers"]) for person in expected["people"].values()) == 6


@pytest.mark.parametrize("version", VERSIONS)
def test_a_kept_engagement_gets_the_tables_of_a_new_one(version: int, folder: Path, tmp_path: Path) -> None:
    old, _ = kept(tmp_path / "kept", version)
    Store.open(old).close()
    assert schema(old) == schema(folder)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_report_of_a_kept_engagement_can_be_written(version: int, tmp_path: Path) -> None:
    folder, _ = kept(tmp_path, version)
    with open_engagement(folder, WAVE) as opened:
        assessment = opened.assess()
    paths = write_documents(folder, assessment, ("docx", "xlsx"), "board").paths
    assert [path.name for path in paths] == ["report.docx", "workbook.xlsx"]
    text = "\n".join(paragraph.text for paragraph in Document(str(paths[0])).paragraphs)
    assert "Acme listens, and is slow to act." in text


def test_the_folders_differ_as_their_versions_did(tmp_path: Path) -> None:
    """Each holds what its version was the first to have, so that the step that brought it is walked with rows in it."""
    first = {2: "notes", 3: "drafts", 4: "actions", 5: "measures", 8: "comments", 9: "invited", 10: "finished"}
    first[11] = "panels"
    for version in VERSIONS:
        _, expected = kept(tmp_path / str(version), version)
        for since, what in first.items():
            assert bool(expected.get(what)) == (version >= since), (version, what)
