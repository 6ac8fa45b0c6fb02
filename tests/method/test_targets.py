"""Targets by profile, by strategy, under a warning sign and by hand; the two targets of a discipline (method §7.1)."""

from typing import Any

import pytest

from cxassess.model.engagement import MetricEntry
from method.tables import PACK, all_of, assessed, averaging, close, metric

SHRINKING = metric("customers", 900, 1000)
# The disciplines that have a practice linked to churn or to the size of the base.
TOUCHED = {"strategy", "customer_understanding", "design", "measurement", "governance", "culture"}


def targets(profile: str, *entries: MetricEntry, **settings: Any) -> dict[str, float]:
    return dict(assessed(averaging(2), entries, target_profile=profile, **settings).targets)


@pytest.mark.parametrize(
    ("profile", "base", "strategic"), [("catch_up", 3.0, 3.0), ("solid", 3.5, 4.0), ("lead", 4.0, 4.5)]
)
def test_a_profile_sets_every_discipline_and_two_that_carry_the_strategy(
    profile: str, base: float, strategic: float
) -> None:
    expected = {d.id: base for d in PACK.disciplines} | {"design": strategic, "culture": strategic}
    assert targets(profile, strategic=("design", "culture")) == expected


def test_catching_up_asks_for_more_where_a_warning_sign_is_active() -> None:
    # Acquisition cost bears on STR3, STR8 and MEA4 alone.
    dearer = metric("acquisition_cost", 130, 100)
    expected = {d.id: 3.0 for d in PACK.disciplines} | {"strategy": 3.5, "measurement": 3.5}
    assert targets("catch_up", dearer) == expected


def test_a_quiet_sign_asks_for_nothing_more() -> None:
    assert set(targets("catch_up", metric("acquisition_cost", 100, 100)).values()) == {3.0}


@pytest.mark.parametrize("profile", ["solid", "lead"])
def test_other_profiles_do_not_follow_the_signs(profile: str) -> None:
    assert targets(profile, SHRINKING) == targets(profile)


def test_a_shrinking_base_bears_on_every_discipline() -> None:
    assert {id for id, target in targets("catch_up", SHRINKING).items() if target == 3.5} == TOUCHED


def test_a_target_set_by_hand_stands_over_the_profile() -> None:
    dearer = metric("acquisition_cost", 130, 100)
    set_by_hand = targets("catch_up", dearer, targets={"strategy": 2.5, "design": 4.5}, strategic=("strategy",))
    assert (set_by_hand["strategy"], set_by_hand["design"]) == (2.5, 4.5)


@pytest.mark.parametrize(
    ("score", "target", "next_target", "gap"),
    [
        (2.0, 3.5, 3.0, 1.5),  # one level a wave
        (2.5, 3.5, 3.5, 1.0),
        (3.0, 3.5, 3.5, 0.5),
        (3.45, 3.5, 3.5, 0.0),  # prints as 3.5
        (2.44, 3.5, 3.4, 1.1),  # 2.4 as printed
        (4.0, 3.5, 3.5, 0.0),  # ahead of the target
    ],
)
def test_the_next_wave_aims_one_level_up_and_never_past_the_ambition(
    score: float, target: float, next_target: float, gap: float
) -> None:
    design = assessed(averaging(3, all_of("disciplines", design=score), n=100)).discipline("design")
    assert (design.target, design.next_target, design.gap) == (target, close(next_target), gap)


def test_a_practice_is_measured_against_the_target_of_its_discipline() -> None:
    practices = assessed(averaging(3, {"DSN1": 2.0, "DSN2": 4.0})).practices
    assert (practices["DSN1"].target, practices["DSN1"].gap) == (3.5, 1.5)
    assert (practices["DSN2"].target, practices["DSN2"].gap) == (3.5, 0.0)


def test_stages_and_ds_have_no_target() -> None:
    scores = assessed(averaging(3)).scores
    assert {s.target for key, s in scores.items() if not key.startswith("disciplines.")} == {None}


def test_weights_are_equal_until_they_are_set_and_sum_to_one() -> None:
    assert assessed(averaging(3)).weights == pytest.approx({d.id: 1 / 6 for d in PACK.disciplines})
    weights = assessed(averaging(3), discipline_weights={"strategy": 3.0}).weights
    assert weights["strategy"] == close(3 / 8)
    assert weights["design"] == close(1 / 8)
    assert sum(weights.values()) == close(1)
