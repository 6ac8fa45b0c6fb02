"""What people decided about actions stands over what the plan proposes."""

from datetime import date

import pytest

from cxassess.model.action import ActionChange, ActionRecord, records_of
from cxassess.model.assessment import Assessment
from cxassess.planning import rank_key
from cxassess.serialise import as_json
from method.tables import action, assessed, averaging, close


def decided(*records: ActionRecord) -> Assessment:
    """A company at 2.0 everywhere, where people decided."""
    return assessed(averaging(2), decisions={record.action: record for record in records})


PLAIN = decided()


def order(of: Assessment) -> list[str]:
    return [a.id for a in of.actions]


def places(of: Assessment, horizon: str) -> list[str]:
    return [a.id for a in of.all_actions if a.horizon == horizon]


# ── impact, effort and rank ──────────────────────────────────────────────────────────────────────────────────


def test_a_decided_impact_and_effort_enter_the_urgency() -> None:
    # GOV1:2-3 has impact 2 and effort 1: 12.5. With impact 0.5 and effort 5 it is 12.5 · 0.25 / 5.
    after = action(decided(ActionRecord("GOV1:2-3", impact=0.5, effort=5)), "GOV1")
    assert (after.impact, after.effort, after.urgency) == (0.5, 5, close(0.625))
    assert after.horizon != "now"  # an effort of 5 does not fit into 90 days


@pytest.mark.parametrize(
    ("computed", "by_hand", "key"), [(7, 2, 1.5), (2, 7, 7.5), (3, 3, 3), (3, None, 3), (1, 2, 2.5)]
)
def test_a_rank_by_hand_sorts_just_beyond_the_place_it_takes(computed: int, by_hand: int | None, key: float) -> None:
    assert rank_key(computed, by_hand) == key


def test_a_step_moved_up_takes_the_place_and_pushes_the_others_down() -> None:
    plain = order(PLAIN)
    moved = plain[6]
    after = decided(ActionRecord(moved, rank=2, reasons={"rank": "the board asked"}))
    assert order(after) == [plain[0], moved, *plain[1:6], *plain[7:]]
    chosen = after.actions[1]
    assert (chosen.rank, chosen.computed_rank, chosen.decided) == (2, 7, {"rank": "the board asked"})


def test_a_step_moved_down_stands_behind_the_one_whose_place_it_takes() -> None:
    plain = order(PLAIN)
    after = decided(ActionRecord(plain[0], rank=4, reasons={"rank": "later"}))
    assert order(after) == [*plain[1:4], plain[0], *plain[4:]]


def test_two_steps_moved_to_one_place_keep_their_own_order() -> None:
    plain = order(PLAIN)
    after = decided(ActionRecord(plain[9], rank=1), ActionRecord(plain[5], rank=1))
    assert order(after)[:3] == [plain[5], plain[9], plain[0]]


def test_a_rank_by_hand_decides_who_gets_the_room() -> None:
    last_now = [a for a in PLAIN.actions if a.horizon == "next" and a.effort <= 3 and not a.prerequisites][-1]
    assert decided(ActionRecord(last_now.id, rank=1)).actions[0].horizon == "now"


# ── dropped, merged, moved ───────────────────────────────────────────────────────────────────────────────────


def test_a_dropped_step_has_no_place_and_frees_the_room() -> None:
    after = decided(ActionRecord("GOV1:2-3", status="dropped", reasons={"status": "done last year"}))
    dropped = action(after, "GOV1")
    assert (dropped.horizon, dropped.rank, dropped.computed_rank) == (None, None, None)
    assert dropped.waits == "was dropped, because: done last year"
    assert order(after)[-1] == "GOV1:2-3"
    assert [a.rank for a in after.actions[:-1]] == list(range(1, len(after.actions)))
    assert len(places(after, "now")) == len(places(PLAIN, "now")) == 5


def test_a_merged_step_is_part_of_another_and_frees_the_room() -> None:
    after = decided(ActionRecord("GOV1:2-3", merged_into="CUL6:2-3"))
    assert action(after, "GOV1").waits == "became part of CUL6:2-3"
    assert "GOV1:2-3" not in places(after, "now")
    assert len(places(after, "now")) == 5


def test_a_horizon_that_people_chose_stands_even_where_the_plan_would_not() -> None:
    # An effort of 8 is not begun before "later", and a step that waits for another one is not begun at all.
    heavy = next(a for a in PLAIN.actions if a.effort == 8 and a.horizon != "now")
    waits = next(a for a in PLAIN.actions if a.horizon is None)
    after = decided(ActionRecord(heavy.id, horizon="now"), ActionRecord(waits.id, horizon="next"))
    assert action(after, heavy.practice).horizon == "now"
    assert action(after, waits.practice).horizon == "next"
    assert action(after, waits.practice).waits is None


def test_a_chosen_horizon_neither_takes_room_from_others_nor_gives_it_to_them() -> None:
    # as on the sheet Roadmap, where a choice moves no other proposal
    first, later = places(PLAIN, "now")[0], [a.id for a in PLAIN.actions if a.horizon in {"next", "later"}][:6]
    chosen = {first: "later", **dict.fromkeys(later, "now")}
    after = decided(*(ActionRecord(id, horizon=horizon) for id, horizon in chosen.items()))  # type: ignore[arg-type]
    assert {a.id: a.horizon for a in after.actions} == {a.id: chosen.get(a.id, a.horizon) for a in PLAIN.actions}


def test_what_waits_for_a_step_follows_where_that_one_is_proposed_not_where_it_was_put() -> None:
    waits = next(a for a in PLAIN.actions if a.waits and a.prerequisites and "at level" in a.waits)
    missing = [p for p, _, met in waits.prerequisites if not met]
    records = (ActionRecord(action(PLAIN, id).id, horizon="now") for id in missing)
    assert action(decided(*records), waits.practice).waits == waits.waits


def test_a_dropped_step_that_had_a_chosen_horizon_has_no_place() -> None:
    after = decided(ActionRecord("GOV1:2-3", horizon="now", status="dropped", reasons={"status": "done"}))
    assert (action(after, "GOV1").horizon, action(after, "GOV1").waits) == (None, "was dropped, because: done")


# ── words, owners, own actions ───────────────────────────────────────────────────────────────────────────────


def test_words_owner_date_and_status_replace_what_was_proposed() -> None:
    record = ActionRecord(
        "GOV1:2-3",
        title="Name one person",
        done_when="The mandate is signed",
        owner="Ann",
        due=date(2026, 5, 1),
        status="doing",
    )
    after, before = action(decided(record), "GOV1"), action(PLAIN, "GOV1")
    assert (after.title, after.what, after.done_when) == ("Name one person", before.what, "The mandate is signed")
    assert (after.owner, after.due, after.status, after.horizon) == ("Ann", date(2026, 5, 1), "doing", "now")


def test_an_own_action_stands_where_people_put_it_and_takes_no_room() -> None:
    own = ActionRecord("OWN1", title="Call the ten largest customers", horizon="now", owner="Ben", practice="MEA7")
    after = decided(own, ActionRecord("OWN2", title="Repaint the shops"))
    assert places(after, "now") == [*places(PLAIN, "now"), "OWN1"]
    assert [(a.id, a.practice, a.waits) for a in after.own_actions] == [
        ("OWN1", "MEA7", None),
        ("OWN2", None, "has no place in time yet"),
    ]


def test_a_decision_about_a_step_that_is_no_longer_there_changes_nothing() -> None:
    after = decided(ActionRecord("GOV1:4-5", status="dropped", rank=1), ActionRecord("XXX9:1-2", horizon="now"))
    assert as_json(after) == as_json(PLAIN)


# ── history ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_change_of_a_field_counts_and_an_empty_one_takes_it_back() -> None:
    changes = [
        ActionChange("GOV1:2-3", "owner", "Ann"),
        ActionChange("GOV1:2-3", "rank", "3", "the board asked"),
        ActionChange("GOV1:2-3", "effort", "8"),
        ActionChange("GOV1:2-3", "owner", "Ben", "Ann left"),
        ActionChange("GOV1:2-3", "effort", ""),
    ]
    assert records_of(changes) == {
        "GOV1:2-3": ActionRecord(
            "GOV1:2-3", owner="Ben", rank=3, reasons={"rank": "the board asked", "owner": "Ann left"}
        )
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("effort", "4"), ("impact", "9"), ("rank", "0"), ("due", "soon"), ("status", "x"), ("horizon", "x"), ("no", "x")],
)
def test_a_value_that_a_field_cannot_have_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"is none of|Invalid isoformat"):
        records_of([ActionChange("GOV1:2-3", field, value)])
