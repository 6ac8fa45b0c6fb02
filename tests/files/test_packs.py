"""Questionnaire folders: the faults that `questionnaire check` names, and snapshots that no longer fit."""

import copy
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.errors import InvalidInput
from cxassess.files.checked import _texts
from cxassess.files.data import shipped
from cxassess.files.pack_faults import check_snapshot
from cxassess.files.packs import build_pack, find_pack, read_pack, read_packs, read_snapshot
from files.building import pack, snapshot, written

FOLDER = shipped("questionnaires") / "cx-maturity"


def changed(*steps: tuple[str, Any]) -> list[str]:
    """The faults of cx-maturity after some values at dotted keys were replaced; None takes a key out."""
    tables = copy.deepcopy(snapshot())
    for key, value in steps:
        *path, last = key.split("/")
        place: Any = tables
        for part in path:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return [str(problem) for problem in check_snapshot(tables)]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("structure/practices/STR1/discipline", "price", "pack.toml › practices.STR1.discipline: “price” was read"),
        ("structure/practices/STR1/steps/1-2", None, "pack.toml › practices.STR1.steps.1-2: is missing"),
        ("structure/practices/STR1/steps/1-2/effort", 4, "4 was read, one of 1, 2, 3, 5, 8 was expected"),
        ("structure/practices/STR1/steps/1-2/effort", "2", "“2” was read, a whole number was expected"),
        ("structure/practices/STR1/steps/1-2/impact", 0.7, "0.7 was read, one of 0.5, 1, 2, 3 was expected"),
        ("structure/practices/STR1/steps/1-2/owner_role", "boss", ".owner_role: “boss” was read, one of chief_exec"),
        ("structure/practices/STR1/steps/1-2/prerequisites", [["XXX1", 2]], "there is no practice XXX1"),
        ("structure/practices/STR1/keey", True, "practices.STR1.keey: is not a known key"),
        ("structure/roles/manager/weight", -1, "roles.manager.weight: -1 was read, 0 or more was expected"),
        ("structure/roles/manager/omits", ["XXX1"], "roles.manager.omits: there is no practice XXX1"),
        ("structure/programme/loyalty", ["XXX1"], "programme.loyalty: there is no practice XXX1"),
        ("structure/frameworks/stages", None, "pack.toml › frameworks.stages: is missing"),
        ("structure/format", 2, "pack.toml › format: 2 was read, 1 was expected"),
        ("words/practices/STR1", None, "en.toml › practices.STR1: is missing"),
        ("words/practices/STR1/short", ["a", "b", "c", "d"], "a list of at least 5 was expected"),
        ("words/practices/STR1/short", ["a", "a", "c", "d", "e"], "practices.STR1.short: two anchors are the same"),
        ("words/practices/STR1/question", "", "practices.STR1.question: “” was read, some text was expected"),
        ("words/practices/XXX1", {}, "en.toml › practices.XXX1.title: is missing"),
        ("words/roles/boss", {"name": "Boss", "plural": "Bosses"}, "roles.boss: has no counterpart in pack.toml"),
        ("words/cards/OC1/options", ["a"], "a list of at least 4 was expected"),
        ("words", None, "en.toml › language: is missing"),
        ("structure", None, "pack.toml › format: is missing"),
    ],
)
def test_a_fault_is_named_with_its_place(key: str, value: Any, fault: str) -> None:
    assert any(fault in said for said in changed((key, value)))


def test_the_shipped_packs_have_no_fault() -> None:
    assert changed() == []


def test_prerequisites_in_a_circle_are_named() -> None:
    steps = "structure/practices/{}/steps/1-2/prerequisites"
    said = changed((steps.format("CUL1"), [["CUL2", 2]]), (steps.format("CUL2"), [["CUL1", 2]]))
    assert any("prerequisites run in a circle: CUL" in fault for fault in said)


def test_a_practice_may_not_be_named_like_an_action_of_peoples_own() -> None:
    practice = snapshot()["structure"]["practices"]["GOV1"]
    said = changed(("structure/practices/OWN1", practice), ("structure/practices/OWNER1", practice))
    message = "names an action that people add to the plan; another id was expected, such as STR1"
    assert said[0] == f"pack.toml › practices.OWN1: {message}"
    assert not any("practices.OWNER1: names" in fault for fault in said)


def test_roles_that_all_weigh_nothing_are_a_fault() -> None:
    weights = [(f"structure/roles/{role}/weight", 0) for role in pack().roles]
    assert changed(*weights) == ["pack.toml › roles: every role has weight 0, so no answer would count"]


def test_a_title_that_names_two_practices_is_a_fault() -> None:
    said = changed(("words/practices/STR1/title", pack().practices["STR2"].title))
    assert [fault.partition(":")[0] for fault in said] == [
        "en.toml › practices.STR1.title",
        "en.toml › practices.STR2.title",
    ]


def test_a_pack_with_a_base_takes_its_words_from_there() -> None:
    pulse = pack("cx-pulse")
    assert all(pulse.practices[id].question == pack().practices[id].question for id in pulse.practices)
    kept = set(pulse.practices)
    assert all(
        p.practice in kept
        for practice in pulse.practices.values()
        for s in practice.steps.values()
        for p in s.prerequisites
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"STR1"', '"STR1", "STRX"', "pack.toml › practices: cx-maturity has no practice STRX (did you mean STR8?)"),
        ('base = "cx-maturity"', 'base = "cx-none"', "cx-none: is neither a shipped questionnaire"),
        ('scored = ["disciplines", "three_ds"]', 'scored = ["all"]', "pack.toml › scored.0: “all” was read, "),
        ('id = "cx-pulse"', "", "pack.toml › id: is missing"),
    ],
)
def test_faults_of_a_pack_with_a_base_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    copied = shutil.copytree(shipped("questionnaires") / "cx-pulse", tmp_path / "own")
    text = (copied / "pack.toml").read_text(encoding="utf-8")
    assert old in text
    written(copied / "pack.toml", text.replace(old, new))
    with pytest.raises(InvalidInput) as raised:
        read_pack(copied)
    assert str(raised.value.problems[0]).startswith(fault)


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidInput, match="is neither a shipped questionnaire \\(cx-maturity, cx-pulse\\) nor a folder"
    ):
        find_pack(str(tmp_path))


@pytest.mark.parametrize("name", ["pack.toml", "en.toml"])
def test_a_missing_file_of_a_pack_is_named(tmp_path: Path, name: str) -> None:
    copied = shutil.copytree(FOLDER, tmp_path / "own", ignore=shutil.ignore_patterns("de*.toml", "fr*.toml"))
    (copied / name).unlink()
    with pytest.raises(InvalidInput, match=f"{name}: this file is missing"):
        read_snapshot(copied)


def test_a_file_of_a_questionnaire_is_parsed_once_however_often_it_is_asked() -> None:
    _texts.cache_clear()
    read_packs(FOLDER)
    assert _texts.cache_info().misses == len(list(FOLDER.glob("*.toml")))


def test_a_snapshot_that_somebody_changes_is_nobody_elses() -> None:
    read_snapshot(FOLDER)["structure"]["practices"].clear()
    assert read_snapshot(FOLDER) == snapshot()


def test_a_snapshot_survives_being_stored_as_json() -> None:
    assert build_pack(json.loads(json.dumps(snapshot()))) == pack()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(structure=st.binary(max_size=200), words=st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(tmp_path: Path, structure: bytes, words: bytes) -> None:
    written(tmp_path / "pack.toml", structure)
    written(tmp_path / "en.toml", words)
    with pytest.raises(InvalidInput):
        read_snapshot(tmp_path)


ODD = st.sampled_from(
    [b"0", b"-1", b"nan", b'""', b"[]", b"[[]]", b'[["STR1"]]', b"{}", b"true", b'"x"', b"2029-01-31"]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_to_a_sound_pack_brings_the_reader_down(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["pack.toml", "pack.toml", "en.toml"]))
    for file in ("pack.toml", "en.toml"):
        written(tmp_path / file, (FOLDER / file).read_bytes())
    rows = (FOLDER / name).read_bytes().split(b"\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, min(len(rows), 120) - 1))
        key, equals, _ = rows[at].partition(b" = ")
        rows[at] = key + equals + data.draw(ODD) if equals else data.draw(st.sampled_from([b"", b"[roles.x]", b"[x]"]))
    written(tmp_path / name, b"\n".join(rows))
    with suppress(InvalidInput):
        read_pack(tmp_path)
