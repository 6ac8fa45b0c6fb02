"""Say and do: each verdict on a built case, and none of it on the neighbour that is just off."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cxassess.measures.measure import Measure
from cxassess.measures.measured import Measured
from cxassess.model.engagement import MetricEntry, Response
from cxassess.model.say_do import ThemeReading
from cxassess.say_do import THEMES
from method.tables import PACK, PULSE, action, all_of, assessed, averaging, found, metric, people

TARGETS = {"csat": 0.8, "nps": 40}
GOOD = metric("csat", 0.85, 0.85, 900)
MISSED = metric("csat", 0.70, 0.70, 900)
WORSE = metric("repeat_contacts", 0.3, 0.2, 900)


def theme(
    id: str, responses: Sequence[Response], metrics: Sequence[MetricEntry] = (), **settings: object
) -> ThemeReading:
    made = assessed(responses, metrics, metric_targets=TARGETS, **settings)  # type: ignore[arg-type]
    return next(reading for reading in made.say_do if reading.id == id)


@pytest.mark.parametrize(
    ("rating", "metrics", "verdict"),
    [
        (4.0, [MISSED], "gap_outside"),
        (4.0, [WORSE], "gap_outside"),
        (4.0, [GOOD, WORSE], "gap_outside"),  # the poorest decides
        (3.9, [MISSED], "open"),
        (4.0, [GOOD], "agree_well"),
        (3.9, [GOOD], "open"),
        (2.4, [MISSED], "agree_weak"),
        (2.5, [MISSED], "open"),
        (2.4, [GOOD], "unexplained"),
        (2.5, [GOOD], "open"),
        (4.0, [metric("csat", 0.79, 0.79, 900)], "open"),  # below its target, which its interval holds
        (4.0, [metric("repeat_contacts", 0.21, 0.20, 900)], "open"),  # chance allows as much
        (4.0, [], "inside_only"),
    ],
)
def test_a_theme_is_judged_by_its_practice_and_its_outcome(
    rating: float, metrics: list[MetricEntry], verdict: str
) -> None:
    assert theme("first_time", averaging(3, {"DSN6": rating}), metrics).verdict == verdict


@pytest.mark.parametrize(
    ("leaders", "front", "verdict"),
    [("4 4 4 4 4", "3 3 3 3 4", "gap_inside"), ("4 4 4 4 3", "3 3 3 3 4", "inside_only")],  # 0.8 and 0.6 apart
)
def test_executives_above_the_front_line_are_a_gap_inside(leaders: str, front: str, verdict: str) -> None:
    both = [*people("executive", {"DSN6": leaders}), *people("front_line", {"DSN6": front})]
    reading = theme("first_time", both)
    assert (reading.verdict, reading.executive.n, reading.front_line.n) == (verdict, 5, 5)
    assert not reading.indicative


def test_a_gap_inside_says_which_side_the_outcome_fits() -> None:
    both = [*people("executive", {"DSN6": "4 4 4 4 4"}), *people("front_line", {"DSN6": "2 2 2 2 2"})]
    assert "which fits the lower value" in theme("first_time", both, [MISSED]).sentence
    assert "which fits the higher value" in theme("first_time", both, [GOOD]).sentence
    assert "no outcome settles" in theme("first_time", both).sentence
    few = [*people("executive", {"DSN6": "4 4 4 4"}), *people("front_line", {"DSN6": "2 2 2 2 2"})]
    assert "so few that it is a question" in theme("first_time", few, [MISSED]).sentence


@pytest.mark.parametrize(
    ("own", "rating", "verdict"),
    [
        (3.5, 3.5, "gap_outside"),
        (3.5, 3.4, "open"),
        (4.5, 4.0, "gap_outside"),  # 4.0 is strong whatever the ambition
        (2.0, 2.9, "open"),  # no target makes less than 3.0 strong
        (2.0, 3.0, "gap_outside"),
    ],
)
def test_the_clients_own_lower_target_says_what_is_strong(own: float, rating: float, verdict: str) -> None:
    reading = theme("first_time", averaging(3, {"DSN6": rating}), [MISSED], targets={"design": own})
    assert reading.verdict == verdict


def test_a_side_of_too_few_people_is_not_shown_nor_the_one_that_would_give_it_away() -> None:
    front = people("front_line", {"DSN6": "2 2 2 2 2"})
    few = theme("first_time", [*people("executive", {"DSN6": "4 4 4 4"}), *front], mode="confidential", minimum_group=5)
    assert [(side.value, side.n) for side in (few.executive, few.front_line)] == [(None, None)] * 2
    enough = [*people("executive", {"DSN6": "4 4 4 4 4"}), *front]
    reading = theme("first_time", enough, mode="confidential", minimum_group=5)
    assert [(side.value, side.n) for side in (reading.executive, reading.front_line)] == [(4.0, 5), (2.0, 5)]


@pytest.mark.parametrize(("n", "verdict"), [(30, "agree_well"), (29, "gap_outside"), (None, "gap_outside")])
def test_customers_are_heard_where_thirty_of_them_answered(n: int | None, verdict: str) -> None:
    assert theme("heard", averaging(3, {"CUN1": 4.0}), [metric("nps", 30, 30, n)]).verdict == verdict


def test_the_whole_is_not_strong_with_a_weak_discipline_in_it() -> None:
    loyal = [metric("nps", 45, 45, 900)]
    assert theme("loyalty", averaging(4.5), loyal).verdict == "agree_well"
    assert theme("loyalty", averaging(4.5, all_of("disciplines", design=2.0)), loyal).verdict == "open"


def test_themes_without_practices_drop_out_and_outcomes_alone_have_none() -> None:
    made = assessed(people("manager", rest="3", pack=PULSE), pack=PULSE)
    pulse = {reading.id: reading.practices for reading in made.say_do}
    assert pulse["easy"] == ("CUN6", "DSN7")
    assert "in_time" not in pulse  # GOV3 is not asked
    assert assessed([], [GOOD]).say_do == ()


def test_every_practice_of_a_theme_is_one_of_the_questionnaire() -> None:
    assert {id for theme in THEMES for id in theme.practices} <= set(PACK.practices)


def slow_first_responses(before: float, now: float, spread: float) -> Measure:
    """The 90th percentile of first response time, with the period before."""
    number = Measured("frt.p90.calendar", now, 700, "minutes", "down", "order_statistics", now - spread, now + spread)
    earlier = replace(number, value=before, low=before - spread, high=before + spread)
    return Measure("frt", "frt.p90.calendar", "tickets", number, before=earlier)


@pytest.mark.parametrize(
    ("rating", "measure", "fires"),
    [
        (4.0, slow_first_responses(600, 770, 40), True),
        (3.9, slow_first_responses(600, 770, 40), False),
        (4.0, slow_first_responses(600, 770, 90), False),  # the intervals touch
        (4.0, slow_first_responses(770, 600, 40), False),
    ],
)
def test_authority_beside_slow_first_responses_is_a_contradiction(rating: float, measure: Measure, fires: bool) -> None:
    made = assessed(averaging(3, {"CUL6": rating}), measures=[measure])
    assert [f.about for f in found(made, "contradiction")] == (["CUL6"] if fires else [])
    if fires:
        assert "within 12.8 h instead of 10.0 h" in found(made, "contradiction")[0].sentence


def test_a_gap_to_customers_raises_the_urgency_of_its_steps_once_and_says_why() -> None:
    targets = {"design": 4.5}
    doubted = action(assessed(averaging(3, {"DSN6": 4.0}), [MISSED], targets=targets, metric_targets=TARGETS), "DSN6")
    trusted = action(assessed(averaging(3, {"DSN6": 4.0}), [GOOD], targets=targets, metric_targets=TARGETS), "DSN6")
    assert (doubted.warn, trusted.warn) == (1.2, 1.0)
    assert doubted.urgency == pytest.approx(1.2 * trusted.urgency)
    assert "does not fit what customers answer: “It works the first time”" in doubted.because
    assert "does not fit" not in trusted.because


def test_a_name_is_cut_where_it_tells_how_it_was_measured_and_not_within_a_number() -> None:
    reading = theme("promises", averaging(3, {"STR7": 4.0}), [metric("complaints", 31, 22)])
    assert "complaints for each 1,000 customers went from 22 to 31" in reading.sentence
    assert "customer satisfaction at 70.0" in theme("first_time", averaging(3, {"DSN6": 4.0}), [MISSED]).sentence
