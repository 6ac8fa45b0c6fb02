"""Roadmap, Plan and Matrix follow: after a change in the workbook the plan is the one that the engine makes."""

import io
import random
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import cxassess
from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS, ActionRecord
from cxassess.model.assessment import Action, Assessment, Horizon
from cxassess.planning import PER_OWNER_NOW, ROOM
from cxassess.report.workbook import write_workbook
from cxassess.report.workbook.actions import COLUMNS as ACTION_COLUMNS
from cxassess.report.workbook.layout import RANKED_FIRST, ROADMAP_FIRST, Layout
from cxassess.report.workbook.matrix import ABREAST, spots
from cxassess.words import read_words
from report.workbook_cases import METRICS, Case, case
from report.workbook_follow import assert_follows, written
from report.workbook_oracle import Cells, recalculated

Changes = dict[tuple[str, str], Any]
BASE = case(metrics=METRICS)
SEEDS = (4, 5, 20, 32, 34, 36)
NAMES = {"now": "Now", "next": "Next", "later": "Later", None: "not in the plan"}


def with_decision(of: Case, step: str, **fields: Any) -> Case:
    """The case with a step whose effort, impact or place somebody decided otherwise."""
    old = of.decisions.get(step, ActionRecord(step))
    return replace(of, decisions={**of.decisions, step: replace(old, **fields)})


def on_actions(a: Assessment, step: str, name: str) -> tuple[str, str]:
    """Where the sheet Actions holds what people decide about a step."""
    return "Actions", f"{ACTION_COLUMNS[name]}{Layout(a).action_rows[step]}"


def steps_in(a: Assessment, horizon: Horizon | None) -> list[Action]:
    """The steps of one horizon, in its order."""
    return [action for action in a.actions if action.horizon == horizon]


def plan_in(found: Cells, a: Assessment) -> list[tuple[str, str, str]]:
    """What the sheet Plan says in its order: step, horizon and why it waits."""
    columns = Layout(a).plan_columns
    rows = range(RANKED_FIRST, RANKED_FIRST + len(a.pack.practices))
    said = [tuple(found["Plan", f"{columns[name]}{row}"] or "" for name in ("step", "proposed", "why")) for row in rows]
    return [(step, proposed, why) for step, proposed, why in said if step]


def plan_of(a: Assessment) -> list[tuple[str, str, str]]:
    return [(action.id, NAMES[action.horizon], action.waits or "") for action in a.actions]


# ── the plan is the engine's ─────────────────────────────────────────────────────────────────────────────────


def any_case(seed: int) -> Case:
    """Answers, people, weights and targets at random."""
    dice = random.Random(seed)
    choices = tuple(dice.choices(("1", "1", "2", "2", "3", "4", "5", "DK", "NA"), k=5))
    people = {"executive": dice.randint(0, 3), "manager": dice.randint(1, 6), "front_line": dice.randint(0, 9)}
    return case(people=people, choices=choices, seed=seed).with_settings(
        discipline_weights={"design": dice.choice((1.0, 4.0)), "culture": dice.choice((0.0, 0.5, 2.0))},
        targets={"strategy": dice.choice((2.0, 4.5)), "measurement": dice.choice((3.0, 5.0))},
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_plan_of_any_answers_is_that_of_the_engine_to_the_letter(seed: int) -> None:
    of = any_case(seed)
    a = of.assess()
    assert plan_in(recalculated(written(of)), a) == plan_of(a)


def test_the_plan_of_the_example_is_that_of_the_engine(demo_folder: Path) -> None:
    with cxassess.open_engagement(demo_folder) as opened:
        a = opened.assess()
    assert plan_in(recalculated(write_workbook(a, read_words())), a) == plan_of(a)


def test_those_plans_reach_every_way_to_wait() -> None:
    # else the equality above would hold of easy plans alone
    waits = "\n".join(why for seed in SEEDS for _, _, why in plan_of(any_case(seed).assess()))
    for words in ("waits for room", "at level", " and ", "stands at 2.5 or more", "is out of scope"):
        assert words in waits


def test_two_seats_are_always_free_for_those_that_go_first() -> None:
    # the sheet keeps their seats instead of trying them first, which is the same as long as this holds
    assert ROOM["now"] >= 2
    assert PER_OWNER_NOW >= 2


# ── a change moves the plan as it does in the engine ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("effort", EFFORTS)
def test_a_changed_effort_moves_the_plan_as_in_the_engine(effort: int) -> None:
    a = BASE.assess()
    action = next(one for one in a.actions if one.horizon == "now" and one.effort != effort)
    assert_follows(BASE, {on_actions(a, action.id, "effort"): effort}, with_decision(BASE, action.id, effort=effort))


@pytest.mark.parametrize("impact", IMPACTS)
def test_a_changed_impact_moves_the_plan_as_in_the_engine(impact: float) -> None:
    a = BASE.assess()
    action = next(one for one in a.actions[5:] if one.impact != impact)
    assert_follows(BASE, {on_actions(a, action.id, "impact"): impact}, with_decision(BASE, action.id, impact=impact))


@pytest.mark.parametrize("seed", range(5))
def test_changes_of_every_kind_together_give_the_plan_of_the_engine(seed: int) -> None:
    dice = random.Random(seed)
    before = case(choices=("1", "2", "3", "3", "4", "DK"), seed=20 + seed)
    after, changes = _changed(before, dice)
    assert_follows(before, changes, after)


def _changed(of: Case, dice: random.Random) -> tuple[Case, Changes]:
    """Answers, targets, weights, efforts and impacts, changed in the case and in the cells of its workbook."""
    a = of.assess()
    layout, order = Layout(a), [r.respondent for r in a.responses]
    changes: Changes = {}
    after = of
    for practice in dice.sample([p.id for p in layout.practices], 6):
        for person, response in enumerate(of.responses):
            old = response.answers.get(practice)
            if old and not old.evidence and dice.random() < 0.6:  # another answer would take its proof along
                choice = dice.choice(("1", "2", "4", "5", "DK"))
                row = 2 + order.index(response.respondent)
                value = int(choice) if choice.isdigit() else choice
                changes["Answers", f"{layout.answer_columns[practice]}{row}"] = value
                after = after.with_answer(person, practice, choice)
    targets = {id: dice.choice((2.0, 3.5, 4.5, 5.0)) for id in ("design", "governance")}
    weights = {id: dice.choice((0.0, 0.5, 3.0)) for id in ("culture", "customer_understanding")}
    for letter, settings in (("H", targets), ("K", weights)):
        for id, number in settings.items():
            changes["Scores", f"{letter}{layout.score_rows[f'disciplines.{id}']}"] = number
    after = after.with_settings(targets=targets, discipline_weights=weights)
    for action in dice.sample(a.actions, 8):
        effort, impact = dice.choice(EFFORTS), dice.choice(IMPACTS)
        changes[on_actions(a, action.id, "effort")] = effort
        changes[on_actions(a, action.id, "impact")] = impact
        after = with_decision(after, action.id, effort=effort, impact=impact)
    return after, changes


# ── what the client chooses ──────────────────────────────────────────────────────────────────────────────────


def _roadmap_row(found: Mapping[tuple[str, str], Any], step: str, content: bytes) -> int:
    sheet = load_workbook(io.BytesIO(content))["Roadmap"]
    return next(row for row in range(ROADMAP_FIRST, sheet.max_row + 1) if sheet[f"C{row}"].value == step)


def test_a_chosen_horizon_counts_and_moves_no_proposal() -> None:
    a, content = BASE.assess(), written(BASE)
    layout, before = Layout(a), recalculated(content)
    step = steps_in(a, "now")[0].id
    row = _roadmap_row(before, step, content)
    found = recalculated(content, {("Roadmap", f"B{row}"): "Later"})
    rank = 1 + [one.id for one in a.actions].index(step)
    assert found["Priorities", f"R{RANKED_FIRST + rank - 1}"] == "Later"
    assert found["Roadmap", f"A{row}"] == "Now"
    assert found["Roadmap", f"O{row}"] == "chosen Later, proposed: Now"
    proposed = layout.plan_columns["proposed"]
    for at in range(RANKED_FIRST, layout.ranked_last + 1):
        assert found["Plan", f"{proposed}{at}"] == before["Plan", f"{proposed}{at}"]
    first_later = RANKED_FIRST + sum(len(steps_in(a, horizon)) for horizon in ("now", "next")) - 1
    assert (found["Matrix", f"A{first_later}"], found["Matrix", f"B{first_later}"]) == ("Later", step.partition(":")[0])


@pytest.mark.parametrize("horizon", ["now", "next", "later", None])
def test_a_chosen_horizon_gives_what_the_engine_gives_for_that_decision(horizon: Horizon | None) -> None:
    a = BASE.assess()
    action = steps_in(a, horizon)[1]
    chosen: Horizon = "now" if horizon == "later" else "later"
    cell = ("Actions", f"{ACTION_COLUMNS['horizon']}{Layout(a).action_rows[action.id]}")
    if horizon is not None:
        cell = ("Roadmap", f"B{Layout(a).roadmap_rows[action.id]}")
    assert_follows(BASE, {cell: NAMES[chosen]}, with_decision(BASE, action.id, horizon=chosen))


def test_what_was_chosen_before_is_what_the_next_workbook_shows_and_emptied_it_is_as_proposed() -> None:
    step = steps_in(BASE.assess(), "now")[0].id
    decided = with_decision(BASE, step, horizon="later")
    a, content = decided.assess(), written(decided)
    row = Layout(a).roadmap_rows[step]
    found = recalculated(content)
    assert load_workbook(io.BytesIO(content))["Roadmap"][f"B{row}"].value == "Later"
    assert [found["Roadmap", f"{column}{row}"] for column in "AO"] == ["Now", "chosen Later, proposed: Now"]
    assert_follows(decided, {("Roadmap", f"B{row}"): None}, BASE)


def test_a_proposal_that_is_no_longer_that_of_the_report_is_marked() -> None:
    a, content = BASE.assess(), written(BASE)
    action = next(one for one in steps_in(a, "now") if one.step[0] < 5)
    row = _roadmap_row({}, action.id, content)
    found = recalculated(content, {on_actions(a, action.id, "effort"): 8})
    assert found["Roadmap", f"A{row}"] != "Now"
    assert found["Roadmap", f"O{row}"] == "the report says Now"


def test_a_step_whose_gap_is_closed_is_not_due_now() -> None:
    a, content = BASE.assess(), written(BASE)
    action = steps_in(a, "now")[0]
    row, layout = _roadmap_row({}, action.id, content), Layout(a)
    agreed = ("Practices", f"{layout.columns['agreed']}{layout.practice_rows[action.practice]}")
    assert recalculated(content, {agreed: 5})["Roadmap", f"A{row}"] == "not due now"


def test_a_step_that_comes_into_the_plan_stands_at_the_foot_of_the_roadmap_until_it_has_a_row() -> None:
    a, content = BASE.assess(), written(BASE)
    layout = Layout(a)
    discipline = next(a.pack.practices[one.practice].discipline for one in a.actions if one.horizon is None)
    changes: Changes = {("Scores", f"K{layout.score_rows[f'disciplines.{discipline}']}"): 9.0}
    after = BASE.with_settings(discipline_weights={discipline: 9.0}).assess()
    old = {one.id for one in a.actions if one.horizon}
    new = [one for one in after.actions if one.horizon and one.id not in old]
    assert new
    found = recalculated(content, changes)
    first = layout.roadmap_last + 3
    for row, action in enumerate(new, start=first):
        assert found["Roadmap", f"C{row}"] == action.id
        assert found["Roadmap", f"D{row}"] == action.title
        assert found["Roadmap", f"A{row}"] == NAMES[action.horizon]
    assert found["Roadmap", f"C{first + len(new)}"] == ""
    assert found["Roadmap", "A3"].endswith(f"at the foot of this sheet: {len(new)}.")
    spare = layout.roadmap_last
    kept = recalculated(content, {**changes, ("Roadmap", f"C{spare}"): new[0].id})
    assert kept["Roadmap", f"A{spare}"] == NAMES[new[0].horizon]
    assert new[0].id not in {kept["Roadmap", f"C{row}"] for row in range(first, first + len(new))}


# ── the chart ────────────────────────────────────────────────────────────────────────────────────────────────


def test_points_of_one_place_keep_apart_and_none_leaves_its_field() -> None:
    crowd = spots([(3, 2.0)] * 15)
    assert len({(round(spot.x, 6), round(spot.y, 6)) for spot in crowd}) == 15
    for spot in crowd:
        assert abs(spot.x - (EFFORTS.index(3) + 1)) < 0.5
        assert abs(spot.y - (IMPACTS.index(2.0) + 1)) < 0.5
    gaps = [b.x - a.x for a, b in pairwise(crowd[:ABREAST])]
    assert min(gaps) > 0.3  # room for a label of four letters


def test_every_planned_step_is_one_point_of_its_horizon_named_by_its_practice() -> None:
    a, found = BASE.assess(), recalculated(written(BASE))
    for horizon, (y, label) in zip(HORIZONS, (("AA", "AD"), ("AB", "AE"), ("AC", "AF")), strict=True):
        shown = [found["Matrix", f"{label}{row}"] for row in range(5, 35) if found["Matrix", f"{y}{row}"] > 0]
        assert shown == [action.practice for action in steps_in(a, horizon)]


def test_the_labels_of_the_chart_are_cells_so_that_they_follow() -> None:
    with zipfile.ZipFile(io.BytesIO(written(BASE))) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
    chart = next(chart for chart in charts if "<c:scatterChart>" in chart)
    named = re.findall(r"<c:ser>.*?<c:tx><c:strRef><c:f>Matrix!\$(A[DEF])\$(\d+)</c:f>", chart)
    assert len(named) == len(set(named)) == 90
    assert chart.count('<c:showSerName val="1"/>') == 90


def test_the_pulse_has_a_plan_and_a_matrix_of_its_own_size() -> None:
    of = case("cx-pulse")
    a = of.assess()
    content = write_workbook(a, read_words())
    assert plan_in(recalculated(content), a) == plan_of(a)
