"""Gaps become a plan: the urgency index, confidence, and what fits into Now, Next and Later (method §7.2–7.5)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from cxassess.model.assessment import Action
from cxassess.model.pack import Pack, Prerequisite, Step
from cxassess.planning import confidence, find_placements, situation_of, urgency
from cxassess.words import read_words
from method.tables import PACK, action, all_of, assessed, averaging, close, metric, people, proven

SIXTH = 1 / 6


def with_steps(steps: Mapping[str, Mapping[str, object]], **everywhere: object) -> Pack:
    """The pack with plain steps: effort 1, impact 1, every practice its own owner, and what a row says otherwise."""
    practices = {}
    for id, practice in PACK.practices.items():
        plain = {
            level: Step(id, level, 1, 1.0, id, visible=False, text=step.text) for level, step in practice.steps.items()
        }
        changes = {**everywhere, **steps.get(id, {})}
        practices[id] = replace(practice, steps={level: replace(s, **changes) for level, s in plain.items()})  # type: ignore[arg-type]
    return replace(PACK, practices=practices, owner_roles={id: id for id in [*PACK.practices, "one", "two"]})


def horizons(actions: tuple[Action, ...]) -> dict[str | None, list[str]]:
    placed: dict[str | None, list[str]] = {"now": [], "next": [], "later": [], None: []}
    for one in actions:
        placed[one.horizon].append(one.practice)
    return placed


# ── urgency ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_urgency_of_four_actions_orders_them() -> None:
    index = {
        "GOV1": urgency(SIXTH, 2, 2, 1, 2, gate=1.25, warn=1),
        "MEA7": urgency(SIXTH, 1.5, 3, 0.8, 3, gate=1.25, warn=1.2),
        "CUL1": urgency(SIXTH, 2.5, 1, 0.5, 5, gate=1, warn=1),
        "DSN6": urgency(SIXTH, 1, 3, 1, 1, gate=1.25, warn=1.2),
    }
    assert index == {
        "GOV1": close(10.4167, 1e-4),
        "MEA7": close(7.5, 1e-4),
        "CUL1": close(1.0417, 1e-4),
        "DSN6": close(18.75, 1e-4),
    }
    assert sorted(index, key=lambda id: -index[id]) == ["DSN6", "GOV1", "MEA7", "CUL1"]


def test_an_action_carries_the_inputs_of_its_urgency() -> None:
    # All at 2.0 against 3.5: GOV1:2-3 has impact 2 and effort 1 and is no blocker of stage 2.
    gov1 = action(assessed(averaging(2)), "GOV1")
    assert (gov1.id, gov1.step, gov1.gap, gov1.impact, gov1.effort) == ("GOV1:2-3", (2, 3), 1.5, 2, 1)
    assert (gov1.weight, gov1.confidence, gov1.gate, gov1.warn) == (close(SIXTH, 1e-4), 1.0, 1.0, 1.0)
    assert gov1.urgency == close(12.5, 1e-4)  # 100 / 6 · 1.5 / 4 · 2


def test_a_blocker_of_the_next_stage_and_a_weak_basic_pass_the_gate() -> None:
    assessment = assessed(averaging(2))
    gates = {a.practice: a.gate for a in assessment.actions}
    blockers = {"STR3", "CUN1", "CUN5", "MEA4"}
    basics = {"DSN2", "DSN6", "MEA3", "GOV3"}
    assert {id for id, gate in gates.items() if gate == 1.25} == blockers | basics
    assert {gate for id, gate in gates.items() if id not in blockers | basics} == {1.0}


def test_a_step_linked_to_an_active_sign_counts_for_more() -> None:
    quiet = assessed(averaging(2))
    active = assessed(averaging(2), [metric("acquisition_cost", 110, 100)])
    assert {a.practice for a in active.actions if a.warn == 1.2} == {"STR3", "STR8", "MEA4"}
    assert action(active, "STR8").urgency == close(1.2 * action(quiet, "STR8").urgency, 1e-4)
    assert "Warning" not in action(quiet, "STR8").because
    assert "rising acquisition cost" in action(active, "STR8").because


@pytest.mark.parametrize(
    ("row", "evidence", "sure"),
    [
        ("2 2 2 2 2", "", 1.0),
        ("2 2 2 2", "", 0.8),  # fewer than five
        ("1 1 1 3 3 3", "", 0.8),  # AD 1.0
        ("2 2 2 2 2 DK DK DK", "", 0.8),  # 3 of 8 do not know
        ("2 2 2 2 2 2 2 DK DK DK", "", 1.0),  # 3 of 10 are still few
        ("1 3 1 3", "", 0.5),  # few, and apart
        ("1 1 3 3 DK DK", "", 0.5),
        ("4 4 4 4 4", "", 0.5),  # a rating of 4 on no document
        ("4 4 4 4 4", "E2 the minutes", 1.0),
        ("4 4 4 4", "E3 the minutes", 0.8),
    ],
)
def test_confidence_falls_with_every_doubt(row: str, evidence: str, sure: float) -> None:
    responses = people("manager", {"GOV2": row})
    practice = assessed(proven(responses, "GOV2", evidence)).practices["GOV2"]
    assert confidence(practice) == sure


def test_discipline_weights_move_the_urgency_and_the_rank_under_equal_weights_is_shown() -> None:
    heavy = assessed(averaging(2), discipline_weights={"culture": 5.0})
    plain = assessed(averaging(2))
    assert action(heavy, "CUL6").urgency == close(0.5 / SIXTH * action(plain, "CUL6").urgency, 1e-4)
    ranks = {a.practice: place for place, a in enumerate(plain.actions, start=1)}
    assert {a.practice: a.equal_weight_rank for a in heavy.actions} == ranks
    assert heavy.actions[0].practice == "CUL6"
    assert plain.actions[0].practice == "GOV1"


def test_the_phase_breaks_ties_and_then_the_order_of_the_questionnaire() -> None:
    assessment = assessed(averaging(3), pack=with_steps({}), targets={})
    phases = ["repair", "elevate", "optimize", "differentiate"]
    keys = [(-round(a.urgency, 9), phases.index(PACK.practices[a.practice].phase)) for a in assessment.actions]
    order = list(PACK.practices)
    expected = sorted(order, key=lambda id: (phases.index(PACK.practices[id].phase), order.index(id)))
    assert keys == sorted(keys)
    assert [a.practice for a in assessment.actions] == expected


# ── which steps ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_gap_has_the_step_from_its_own_level_and_nothing_else_has_one() -> None:
    means = {"GOV1": 1.2, "GOV2": 2.7, "GOV3": 3.4, "GOV4": 3.5, "GOV5": 4.8}
    steps = {a.practice: a.id for a in assessed(averaging(2, means)).actions}
    assert len(steps) == 46
    assert (steps["GOV1"], steps["GOV2"], steps["GOV3"]) == ("GOV1:1-2", "GOV2:3-4", "GOV3:3-4")
    assert "GOV4" not in steps  # at its target
    assert "GOV5" not in steps


def test_a_practice_that_nobody_could_rate_has_no_step() -> None:
    assessment = assessed(people("manager", {"GOV1": "DK DK"}, rest="2 2"))
    assert not [a for a in assessment.actions if a.practice == "GOV1"]
    assert assessment.practices["GOV1"].step is None


def test_at_level_five_there_is_no_further_step() -> None:
    assessment = assessed(averaging(4.6), targets={"governance": 5.0})
    assert not assessment.actions
    assert assessment.practices["GOV1"].step is None


def test_every_action_says_why() -> None:
    for one in assessed(averaging(2)).actions:
        assert f"{one.practice} stands at 2.0 against the 3.5" in one.because
    assert "stage 2" in action(assessed(averaging(2)), "CUN1").because
    assert "basics" in action(assessed(averaging(2)), "DSN6").because


# ── horizons ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_now_holds_five_next_seven_and_later_seven() -> None:
    assessment = assessed(averaging(3), pack=with_steps({}))
    placed = horizons(assessment.actions)
    assert [len(placed[horizon]) for horizon in ("now", "next", "later", None)] == [5, 7, 7, 29]
    waiting = [a.waits for a in assessment.actions if a.horizon is None]
    assert all(waiting)
    assert all(a.waits is None for a in assessment.actions if a.horizon)


def test_within_a_horizon_the_most_urgent_come_first() -> None:
    placed = horizons(
        assessed(averaging(3), pack=with_steps({"CUL8": {"impact": 3.0}, "CUL5": {"impact": 2.0}})).actions
    )
    assert placed["now"][:2] == ["CUL8", "CUL5"]


@pytest.mark.parametrize(("effort", "horizon"), [(1, "now"), (2, "now"), (3, "now"), (5, "next"), (8, "later")])
def test_effort_sets_the_earliest_horizon(effort: int, horizon: str) -> None:
    # An impact of 300 makes it the most urgent whatever the effort.
    assessment = assessed(averaging(3), pack=with_steps({"STR1": {"effort": effort, "impact": 300.0}}))
    assert action(assessment, "STR1").horizon == horizon


def test_now_holds_at_most_two_actions_of_one_owner() -> None:
    placed = horizons(assessed(averaging(3), pack=with_steps({}, owner_role="one")).actions)
    assert [len(placed[h]) for h in ("now", "next", "later")] == [2, 7, 7]


def test_now_holds_a_blocker_of_the_next_stage_however_low_its_urgency() -> None:
    means = all_of("stages", market=3.4, experience=3.2) | {"GOV2": 2.4}
    assessment = assessed(averaging(3, means), pack=with_steps({"GOV2": {"impact": 0.01}}))
    assert [b.practice for b in assessment.stage.blockers] == ["GOV2"]
    assert assessment.actions[-1].practice == "GOV2"
    assert action(assessment, "GOV2").horizon == "now"
    assert len(assessment.actions_in("now")) == 5


def test_now_holds_something_that_customers_will_notice() -> None:
    assessment = assessed(averaging(3), pack=with_steps({"CUL4": {"visible": True, "impact": 0.01}}))
    assert action(assessment, "CUL4").horizon == "now"
    assert len(assessment.actions_in("now")) == 5


def test_now_of_a_plain_company_at_level_two() -> None:
    # Urgency is 6.25 · impact / effort · gate: GOV1 12.5, CUL6 9.375, then DSN2, DSN6 and MEA3 at 7.8125, of which the
    # first two come first in the questionnaire. CUN1 (3.906) is there as the blocker of stage 2 that is ready.
    assessment = assessed(averaging(2))
    assert [a.practice for a in assessment.actions_in("now")] == ["GOV1", "CUL6", "DSN2", "DSN6", "CUN1"]
    assert [a.urgency for a in assessment.actions if a.horizon == "now"] == [
        close(12.5, 1e-4),
        close(9.375, 1e-4),
        close(7.8125, 1e-4),
        close(7.8125, 1e-4),
        close(3.9063, 1e-4),
    ]


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────


def needs(practice: str, level: int) -> dict[str, object]:
    return {"prerequisites": (Prerequisite(practice, level),), "impact": 3.0}


def test_a_prerequisite_that_stands_holds_nothing_back() -> None:
    assessment = assessed(averaging(3), pack=with_steps({"STR1": needs("GOV1", 3)}))
    assert action(assessment, "STR1").horizon == "now"
    assert action(assessment, "STR1").prerequisites == (("GOV1", 3, True),)


def test_a_step_waits_for_the_horizon_after_its_prerequisite() -> None:
    assessment = assessed(averaging(3), pack=with_steps({"STR1": needs("GOV1", 4), "GOV1": {"impact": 2.0}}))
    assert action(assessment, "STR1").prerequisites == (("GOV1", 4, False),)
    assert (action(assessment, "GOV1").horizon, action(assessment, "STR1").horizon) == ("now", "next")


def test_a_chain_of_prerequisites_stands_in_order() -> None:
    pack = with_steps({"STR1": needs("GOV1", 4), "GOV1": needs("CUL1", 4), "CUL1": {"impact": 2.0}})
    assessment = assessed(averaging(3), pack=pack)
    assert [action(assessment, id).horizon for id in ("CUL1", "GOV1", "STR1")] == ["now", "next", "later"]


def test_a_prerequisite_two_levels_away_is_not_brought_about_by_one_step() -> None:
    assessment = assessed(averaging(3), pack=with_steps({"STR1": needs("GOV1", 5), "GOV1": {"impact": 2.0}}))
    assert action(assessment, "GOV1").horizon == "now"
    assert action(assessment, "STR1").horizon is None
    assert action(assessment, "STR1").waits == "waits for GOV1 at level 5"


def test_no_step_of_the_real_questionnaire_stands_before_its_prerequisite() -> None:
    order = ["now", "next", "later"]
    for mean in (1.0, 1.6, 2.0, 2.6, 3.0):
        assessment = assessed(averaging(mean), target_profile="lead")
        by_practice = {a.practice: a for a in assessment.actions}
        for one in assessment.actions:
            for practice, _, met in one.prerequisites:
                if one.horizon and not met:
                    before = by_practice[practice].horizon
                    assert before is not None
                    assert order.index(before) < order.index(one.horizon)


# ── what is held back, and what never is ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("score", "held"), [(2.4, True), (2.45, False), (2.5, False)])
def test_a_step_that_differentiates_waits_for_sound_practice_around_it(score: float, held: bool) -> None:
    means = all_of("disciplines", design=score)
    dsn3 = action(assessed(averaging(3, means, n=20), pack=with_steps({"DSN3": {"impact": 3.0}})), "DSN3")
    assert (dsn3.horizon is None) is held
    assert (dsn3.waits is not None and "waits until design stands at 2.5" in dsn3.waits) is held


def test_a_blocker_of_the_next_stage_is_never_held_back() -> None:
    # Stage 3 is reached with its mean at 3.2 although culture stands at 2.0; CUL7 and CUL8 block stage 4.
    means = all_of("stages", market=3.4, experience=3.5, authenticity=3.0) | all_of("disciplines", culture=2.0)
    assessment = assessed(averaging(3, means))
    assert assessment.stage.reached == "experience"
    assert {b.practice for b in assessment.stage.blockers} >= {"CUL7", "CUL8"}
    assert "waits until" not in (action(assessment, "CUL7").waits or "")
    assert action(assessment, "CUL8").horizon is not None


@pytest.mark.parametrize("duty", [True, False])
def test_a_duty_is_never_held_back(duty: bool) -> None:
    dsn8 = replace(PACK.practices["DSN8"], phase="differentiate", duty=duty)
    pack = replace(PACK, practices=PACK.practices | {"DSN8": dsn8})  # type: ignore[operator]
    waits = action(assessed(averaging(2), pack=pack), "DSN8").waits or ""
    assert ("waits until design" in waits) is not duty


def test_the_duties_are_promises_complaints_privacy_and_vulnerable_people() -> None:
    assert {p.id for p in PACK.practices.values() if p.duty} == {"STR7", "DSN2", "DSN8", "GOV8"}


# ── how a step came to its place ─────────────────────────────────────────────────────────────────────────────


def test_a_placement_tells_what_was_looked_at() -> None:
    # STR3 is a blocker of stage 2 and goes first; GOV1 needs MEA1 at 3, which its own next step brings about in Now
    needs = (Prerequisite("MEA1", 3),)
    rows: dict[str, dict[str, object]] = {"GOV1": {"prerequisites": needs}, "CUL1": {"effort": 8}}
    a = assessed(averaging(2), pack=with_steps(rows))
    found = find_placements(a.actions, situation_of(a, read_words()))
    assert {id: placement.horizon for id, placement in found.items()} == {one.id: one.horizon for one in a.actions}
    gov1, cul1 = found["GOV1:2-3"], found["CUL1:2-3"]
    assert [(need.practice, need.stands, need.in_reach) for need in gov1.needs] == [("MEA1", False, True)]
    assert "now" not in gov1.ready
    assert (cul1.earliest, cul1.taken) == ("later", None)
    firsts = [one.practice for one in a.actions if found[one.id].first]
    assert len(firsts) == 1
    assert found[f"{firsts[0]}:2-3"].moves
    turns = [found[one.id] for one in a.actions if found[one.id].taken is not None]
    assert [turn.taken for turn in turns][:5] == [1, 2, 3, 4, 5]
    assert {turn.horizon == "now" for turn in turns[:4]} == {True}
