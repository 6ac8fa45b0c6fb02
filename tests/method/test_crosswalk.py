"""The map of the 48 practices: who is asked what, and which frameworks each answer feeds (method §9.2, §9.8, §9.9)."""

import tomllib
from collections import Counter
from dataclasses import replace
from graphlib import TopologicalSorter

import pytest

from cxassess.files.data import shipped
from method.tables import PACK, PULSE

# practice, D, stage (* key), phase, XM competency, CXPA area, in the pulse, links: as the method page has them.
MAP = """
STR1 De 3* E L S y NPS
STR2 De 3  E L S - -
STR3 De 2* E L S - share, CAC
STR4 Dl 3  O L S - -
STR5 Dl 3  E A C y -
STR6 Dv 3  O L S - -
STR7 De 4* R D S y churn, recommendations
STR8 Dv 3  O R M - churn, CAC
CUN1 Dv 2* R E I y NPS, CSAT
CUN2 Dv 2  R E I - churn
CUN3 Dl 2  R E I - -
CUN4 De 3  X D I - -
CUN5 De 2* E E I - -
CUN6 De 3* E E D y CES
CUN7 Dl 2  O E I - FRT, CES
CUN8 Dl 2  O E I - -
DSN1 De 3* E D D - -
DSN2 Dl 1  R S D - FRT, CES, recommendations
DSN3 De 3  X D D - -
DSN4 De 3  O D D - CSAT
DSN5 Dl 3  O D D - FRT
DSN6 De 1* R S D y CSAT, AHT, churn
DSN7 De 3* E D D y CES, NPS
DSN8 De 4  E D D - -
MEA1 Dv 2  E R M - all
MEA2 Dv 3* E E M - NPS, CSAT, CES
MEA3 Dl 1* R E M - FRT, AHT
MEA4 Dv 2* R R M y churn, all signs
MEA5 Dv 3  O E M - -
MEA6 Dl 3  O E M - -
MEA7 Dl 3* R S M y churn, NPS
MEA8 Dv 4  O R M - all
GOV1 Dl 3* R L C y -
GOV2 Dl 3* E L C - -
GOV3 Dv 1* E S C - FRT
GOV4 Dl 3  E S C y churn
GOV5 Dv 3  R S D y -
GOV6 Dv 3  O L C - -
GOV7 Dl 3  O L C - -
GOV8 Dl 4* E L C - recommendations
CUL1 Dv 3  O A C - -
CUL2 Dv 3  E A C y -
CUL3 Dl 3  E L C - -
CUL4 Dv 3  E A C - -
CUL5 Dv 3  O A C - NPS
CUL6 Dl 3  E A C y FRT, CES
CUL7 Dv 4* X A C y recommendations
CUL8 Dv 4* X L C - churn, recommendations
"""
DISCIPLINES = {
    "STR": "strategy",
    "CUN": "customer_understanding",
    "DSN": "design",
    "MEA": "measurement",
    "GOV": "governance",
    "CUL": "culture",
}
THREE_DS = {"De": "design", "Dl": "deliver", "Dv": "develop"}
STAGES = {"1": "product", "2": "market", "3": "experience", "4": "authenticity"}
PHASES = {"R": "repair", "E": "elevate", "O": "optimize", "X": "differentiate"}
XM = {"L": "lead", "R": "realize", "A": "activate", "E": "enlighten", "S": "respond", "D": "disrupt"}
CXPA = {"I": "insight", "S": "strategy", "M": "metrics", "D": "design", "C": "culture"}
METRICS = {"NPS": "nps", "CSAT": "csat", "CES": "ces", "FRT": "frt", "AHT": "aht", "churn": "churn"}
# Lost customers are what shrinks the base, so a link to churn is one to that sign.
SIGNS = {
    "churn": {"base"},
    "share": {"share"},
    "CAC": {"acquisition_cost"},
    "recommendations": {"recommendations"},
    "all signs": {"base", "share", "acquisition_cost", "recommendations"},
}
ROWS = [line.split(maxsplit=7) for line in MAP.strip().splitlines()]


def test_the_map_has_48_practices_in_the_order_of_the_pack() -> None:
    assert [row[0] for row in ROWS] == list(PACK.practices)
    assert len(ROWS) == 48


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_practice_stands_where_the_map_says(row: list[str]) -> None:
    id, three_d, stage, phase, xm, cxpa, _, links = row
    practice = PACK.practices[id]
    assert (practice.discipline, practice.three_d, practice.stage, practice.key, practice.phase) == (
        DISCIPLINES[id[:3]],
        THREE_DS[three_d],
        STAGES[stage[0]],
        stage.endswith("*"),
        PHASES[phase],
    )
    tags = tomllib.loads((shipped("questionnaires") / "cx-maturity" / "pack.toml").read_text("utf-8"))["practices"][id]
    assert (tags["xm"], tags["cxpa"]) == (XM[xm], CXPA[cxpa])
    linked = [link.strip() for link in links.split(",")]
    metrics = set(METRICS.values()) if "all" in linked else {METRICS[link] for link in linked if link in METRICS}
    assert set(practice.metrics) == metrics
    assert set(practice.signs) == set().union(*(SIGNS.get(link, set()) for link in linked))


def test_every_practice_is_counted_once_in_every_framework() -> None:
    practices = PACK.practices.values()
    assert Counter(p.discipline for p in practices) == dict.fromkeys(DISCIPLINES.values(), 8)
    assert Counter(p.three_d for p in practices) == {"design": 13, "deliver": 17, "develop": 18}
    assert Counter(p.stage for p in practices) == {"product": 4, "market": 9, "experience": 29, "authenticity": 6}
    for framework in PACK.frameworks.values():
        placed = [p.id for d in framework.dimensions for p in PACK.in_dimension(framework.id, d.id)]
        assert sorted(placed) == sorted(PACK.practices)


def test_every_stage_has_key_practices() -> None:
    keys = {stage.id: [p.id for p in PACK.in_dimension("stages", stage.id) if p.key] for stage in PACK.stages}
    assert keys == {
        "product": ["DSN6", "MEA3", "GOV3"],
        "market": ["STR3", "CUN1", "CUN5", "MEA4"],
        "experience": ["STR1", "CUN6", "DSN1", "DSN7", "MEA2", "MEA7", "GOV1", "GOV2"],
        "authenticity": ["STR7", "GOV8", "CUL7", "CUL8"],
    }


def test_the_pulse_is_15_of_the_48_with_5_for_each_d() -> None:
    assert list(PULSE.practices) == [row[0] for row in ROWS if row[6] == "y"]
    practices = PULSE.practices.values()
    assert Counter(p.three_d for p in practices) == {"design": 5, "deliver": 5, "develop": 5}
    assert [sum(p.discipline == d.id for p in practices) for d in PULSE.disciplines] == [3, 2, 2, 2, 3, 3]
    assert [sum(p.stage == s.id for p in practices) for s in PULSE.stages] == [1, 2, 10, 2]


def test_the_pulse_copies_no_words_and_waits_for_no_practice_that_it_does_not_ask() -> None:
    for id, practice in PULSE.practices.items():
        full = PACK.practices[id]
        assert replace(practice, steps={}) == replace(full, steps={})
        for level, step in practice.steps.items():
            asked = tuple(p for p in full.steps[level].prerequisites if p.practice in PULSE.practices)
            assert step == replace(full.steps[level], prerequisites=asked)


def test_every_role_is_asked_its_own_number_of_questions() -> None:
    asked = {role: PACK.asked_of(role) for role in PACK.roles}
    assert {role: len(questions) for role, questions in asked.items()} == {
        "executive": 52,  # all 48 and the four cards
        "manager": 48,
        "front_line": 29,
        "analyst": 8,  # the measurement practices
    }
    assert asked["executive"][48:] == ("OC1", "OC2", "OC3", "OC4")
    assert set(asked["analyst"]) == {f"MEA{i}" for i in range(1, 9)}
    left_out = [
        "STR2",
        "STR3",
        "STR4",
        "STR6",
        "STR8",
        "CUN4",
        "CUN5",
        "DSN3",
        "DSN5",
        "MEA1",
        "MEA2",
        "MEA4",
        "MEA5",
        "MEA8",
        "GOV5",
        "GOV6",
        "GOV7",
        "GOV8",
        "CUL1",
    ]
    assert set(PACK.practices) - set(asked["front_line"]) == set(left_out)


def test_the_front_line_is_asked_13_of_the_pulse() -> None:
    assert len(PULSE.asked_of("front_line")) == 13
    assert set(PULSE.practices) - set(PULSE.asked_of("front_line")) == {"MEA4", "GOV5"}


def test_only_four_practices_may_not_apply() -> None:
    assert {p.id for p in PACK.practices.values() if p.allows_na} == {"CUN7", "GOV7", "STR3", "CUL1"}


def test_the_front_line_is_not_asked_for_evidence() -> None:
    assert {id: role.evidence for id, role in PACK.roles.items() if id != "analyst"} == {
        "executive": True,
        "manager": True,
        "front_line": False,
    }


def test_roles_count_equally_and_the_analyst_not_at_all() -> None:
    assert {id: role.weight for id, role in PACK.roles.items()} == {
        "executive": 1,
        "manager": 1,
        "front_line": 1,
        "analyst": 0,
    }


def test_every_practice_has_five_anchors_and_four_steps() -> None:
    for practice in PACK.practices.values():
        assert (len(practice.short), len(practice.full)) == (5, 5)
        assert sorted(practice.steps) == [1, 2, 3, 4]
        assert all(step.effort in {1, 2, 3, 5, 8} for step in practice.steps.values())
        assert all(step.impact in {0.5, 1, 2, 3} for step in practice.steps.values())


def test_steps_and_their_prerequisites_run_in_no_circle() -> None:
    graph: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for practice in PACK.practices.values():
        for level, step in practice.steps.items():
            needs = {(p.practice, p.level) for p in step.prerequisites if p.level > 1}
            graph[practice.id, level + 1] = needs | ({(practice.id, level)} if level > 1 else set())
    assert len(tuple(TopologicalSorter(graph).static_order())) == 48 * 4


def test_the_programme_tests_are_the_four_of_the_method() -> None:
    assert {test.id: test.practices for test in PACK.programme} == {
        "ongoing": ("STR6", "GOV6", "MEA2"),
        "loyalty": ("STR8", "MEA4", "MEA5"),
        "target_customers": ("STR3", "CUN5", "DSN1"),
        "company_wide": ("STR5", "CUN8", "CUL2", "GOV1"),
    }
