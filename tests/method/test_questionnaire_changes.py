"""Which practices of two versions compare, and the faults of a map that does not say what became of each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from files.building import pack

from cxassess.model.questionnaire_changes import ChangeMap, Comparable, Step
from cxassess.questionnaire_changes import comparable_practices, faults_of, misfits, related

BEFORE = {"A1": 1, "B1": 1, "C1": 1, "D1": 1, "E1": 1, "F1": 2}
NOW = {"A1": 1, "B1": 2, "C2": 1, "D2": 1, "D3": 1, "E1": 2, "G1": 1}
STEP = Step(
    "1.0",
    "2.0",
    BEFORE,
    reworded=("B1",),
    renamed={"C1": "C2"},
    split={"D1": ("D2", "D3")},
    merged={"E1": ("E1", "F1")},
    new=("G1",),
)


def texts(anchors: Mapping[str, int]) -> dict[str, str]:
    return {id: str(anchor) for id, anchor in anchors.items()}


def test_a_map_says_what_became_of_every_practice() -> None:
    assert list(faults_of(ChangeMap((STEP,)), "2.0", NOW)) == []
    assert related(texts(BEFORE), texts(NOW), (STEP,)) == Comparable(
        same={"A1": "A1", "C1": "C2"},
        reworded={"B1": "B1"},
        split={"D1": ("D2", "D3")},
        merged={"E1": ("E1", "F1")},
        new=("G1",),
        by_map=True,
    )


def test_without_a_map_only_the_same_id_with_the_same_anchors_compares() -> None:
    found = related(texts(BEFORE), texts(NOW), None)
    assert found == Comparable(
        same={"A1": "A1"},
        reworded={"B1": "B1", "E1": "E1"},
        new=("C2", "D2", "D3", "G1"),
        dropped=("C1", "D1", "F1"),
    )


def test_steps_over_several_versions_are_one() -> None:
    later = Step("2.0", "3.0", NOW, reworded=("D2",), renamed={"C2": "C3"}, dropped=("A1",), new=("H1",))
    last = {"B1": 2, "C3": 1, "D2": 2, "D3": 1, "E1": 2, "G1": 1, "H1": 1}
    map = ChangeMap((later, STEP))
    assert list(faults_of(map, "3.0", last)) == []
    steps = map.between("1.0", "3.0")
    assert steps == (STEP, later)
    assert related(texts(BEFORE), texts(last), steps) == Comparable(
        same={"C1": "C3"},
        reworded={"B1": "B1"},
        split={"D1": ("D2", "D3")},
        merged={"E1": ("E1", "F1")},
        new=("G1", "H1"),
        dropped=("A1",),
        by_map=True,
    )
    assert map.between("0.9", "3.0") is None


def test_where_a_variant_has_anchors_of_its_own_their_version_decides() -> None:
    before, now = texts(BEFORE), texts(NOW)
    untouched = related({**before, "B1": "b2b 1"}, {**now, "B1": "b2b 1"}, (STEP,))
    assert untouched.same["B1"] == "B1"
    own = related({**before, "A1": "b2b 1"}, {**now, "A1": "b2b 2"}, (STEP,))
    assert list(own.reworded) == ["A1", "B1"]


@pytest.mark.parametrize(
    ("changed", "key", "said"),
    [
        ({"reworded": ("B1", "X1")}, "reworded", "1.0 did not ask X1"),
        ({"dropped": ("B1",)}, "dropped", "B1 stands under reworded, too: once was expected"),
        ({"dropped": ("A1",)}, "asked", "A1 is in 2.0 still: say what it asks there now"),
        ({"renamed": {}}, "asked", "C1 is not in 2.0: say whether it was renamed, split, merged or dropped"),
        ({"new": ()}, "asked", "G1 of 2.0 was not in 1.0: say whether it is new, or what it was before"),
        ({"new": ("G1", "C2")}, "new", "C2 stands under renamed.C1, too: once was expected"),
        ({"new": ("G1", "A1")}, "new", "A1 was in 1.0: an id is never used again for another question"),
        ({"split": {"D1": ("D2", "A1")}}, "split.D1", "A1 was in 1.0: an id is never used again"),
        ({"split": {"D1": ("D2", "D9")}}, "split.D1", "2.0 does not ask D9"),
        ({"merged": {"E1": ("E1", "F1", "B1")}}, "merged.E1", "B1 stands under reworded, too"),
        ({"reworded": ()}, "asked", "B1 counts as the same, but its anchor version is 1 in 1.0 and 2 in 2.0"),
        ({"reworded": ("B1", "A1")}, "reworded", "A1 asks something else now, so that its anchor version must rise"),
        ({"asked": {**BEFORE, "C1": 3}}, "renamed.C1", "C1 counts as the same, but its anchor version is 3 in 1.0"),
        ({"asked": {**BEFORE, "E1": 2}}, "merged.E1", "E1 asks something else now, so that its anchor version must"),
        ({"version": "2.0"}, "version", "“2.0” was read, which is the version of this questionnaire itself"),
        ({"to": "1.5"}, "to", "“1.5” was read, one of 2.0 was expected"),
        ({"to": "1.0"}, "to", "“1.0” was read, one of 2.0 was expected"),
    ],
)
def test_each_fault_of_a_map_is_named_with_its_key(changed: dict[str, Any], key: str, said: str) -> None:
    faults = list(faults_of(ChangeMap((replace(STEP, **changed),)), "2.0", NOW))
    assert [fault for fault in faults if fault[1] == key and said in fault[2]], faults


def test_steps_that_run_in_a_circle_and_versions_that_stand_twice_are_faults() -> None:
    there, back = replace(STEP, to="1.5"), Step("1.5", "1.0", NOW)
    said = [said for _, _, said in faults_of(ChangeMap((there, back)), "2.0", NOW)]
    assert said == [
        "the steps from 1.0 run in a circle and do not reach 2.0",
        "the steps from 1.5 run in a circle and do not reach 2.0",
    ]
    twice = [said for _, _, said in faults_of(ChangeMap((STEP, STEP)), "2.0", NOW)]
    assert twice == ["“1.0” was read, which is the version that stands here twice"]


def test_a_map_that_tells_of_other_practices_than_were_asked_does_not_fit() -> None:
    asked = {**texts(BEFORE), "A1": "2", "B1": "b2b 4", "Z1": "1"}
    del asked["F1"]
    assert list(misfits(STEP, asked)) == [
        "1.0 asked A1 with anchor version 2, the map says 1",
        "1.0 asked Z1, which the map does not know",
        "1.0 did not ask F1, and the map says that it did",
    ]


def test_a_pulse_and_the_whole_questionnaire_compare_by_their_practices_whatever_a_map_says() -> None:
    whole, pulse = pack(), pack("cx-pulse")
    step = Step(whole.version, pulse.version, {}, dropped=tuple(whole.practices))
    found = comparable_practices(whole, pulse, ChangeMap((step,)))
    assert (list(found.same), found.by_map) == (list(pulse.practices), False)
    assert comparable_practices(whole, whole).is_whole
