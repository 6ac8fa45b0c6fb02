"""Outcomes beside practice: their intervals, their direction and the four warning signs (method §5.1)."""

import pytest

from cxassess.metrics import METRICS, USUAL_SIGNS
from cxassess.model.assessment import Sign
from cxassess.model.engagement import MetricEntry
from cxassess.outcomes import read_metrics, widest_nps_margin
from cxassess.signs import find_signs
from cxassess.words import read_words
from method.tables import assessed, averaging, close, metric


def signs(*entries: MetricEntry) -> dict[str, Sign]:
    return find_signs(read_metrics(entries), USUAL_SIGNS, read_words())


def test_satisfied_customers_have_wilsons_interval() -> None:
    reading = read_metrics([metric("csat", 0.78, n=100)])["csat"].reading  # 40 + 38 of 100 in the top two boxes
    assert (reading.value, reading.n) == (0.78, 100)
    assert (reading.low, reading.high) == (close(0.6893, 1e-4), close(0.8500, 1e-4))


def test_retention_and_churn_are_two_sides_of_one_number() -> None:
    # 1000 customers at the start, 50 of them lost: retention .95 and churn .05.
    metrics = read_metrics([metric("churn", 50 / 1000, n=1000), metric("retention", 1 - 50 / 1000, n=1000)])
    churn, retention = metrics["churn"].reading, metrics["retention"].reading
    assert (churn.value, retention.value) == (0.05, 0.95)
    assert churn.high is not None
    assert churn.low is not None
    assert (retention.low, retention.high) == (close(1 - churn.high, 1e-4), close(1 - churn.low, 1e-4))


def test_a_churn_below_nought_is_no_churn() -> None:
    # (start − end) / start ignores new customers: (1000 − 1070) / 1000 = −.07.
    assert (METRICS["churn"].low, METRICS["churn"].high) == (0, 1)


def test_no_n_no_interval() -> None:
    reading = read_metrics([metric("csat", 0.78)])["csat"].reading
    assert (reading.low, reading.high) == (None, None)


@pytest.mark.parametrize(("share", "n"), [(0.0, 7), (1.0, 7), (0.0, 1000), (1.0, 30)])
def test_a_share_lies_within_its_interval_even_at_the_ends(share: float, n: int) -> None:
    reading = read_metrics([metric("csat", share, n=n)])["csat"].reading
    assert reading.low is not None
    assert reading.high is not None
    assert 0 <= reading.low <= share <= reading.high <= 1


def test_a_promoter_score_has_no_interval_without_the_counts() -> None:
    reading = read_metrics([metric("nps", 19, n=36)])["nps"].reading
    assert (reading.low, reading.high) == (None, None)


@pytest.mark.parametrize(
    ("id", "value", "previous", "trend"),
    [
        ("nps", 30, 20, "better"),
        ("ces", 5.0, 5.5, "worse"),
        ("frt", 20, 30, "better"),
        ("resolution_time", 300, 200, "worse"),
        ("churn", 0.023, 0.018, "worse"),
        ("aht", 300, 400, "changed"),  # neither direction is better
        ("csat", 0.8, 0.8, "same"),
        ("csat", 0.8, None, "unknown"),
    ],
)
def test_an_outcome_knows_which_direction_is_better(id: str, value: float, previous: float | None, trend: str) -> None:
    assert read_metrics([metric(id, value, previous)])[id].trend == trend


def test_a_change_within_its_own_interval_is_not_called_worse() -> None:
    # 6 lost of 100: the interval runs from 2.8 % to 12.5 %, so 5 % before tells nothing.
    assert read_metrics([metric("churn", 0.06, 0.05, n=100)])["churn"].trend not in {"better", "worse"}


def test_outcomes_never_enter_the_scores() -> None:
    responses = averaging(2.5)
    bare = assessed(responses, target_profile="solid")
    beside = assessed(responses, [metric("nps", 80, 90, 5000), metric("churn", 0.5, 0.1), metric("customers", 10, 100)])
    assert bare.scores == beside.scores
    assert bare.overall == beside.overall
    assert bare.stage == beside.stage


# ── warning signs ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "previous", "state"),
    [
        (1000, 1000, "quiet"),
        (1010, 1000, "quiet"),
        (999, 1000, "watch"),
        (951, 1000, "watch"),
        (950, 1000, "alarm"),  # −5 % is an alarm
        (2.85, 3.0, "alarm"),  # in floats a little less than −5 %
        (900, 1000, "alarm"),
        (900, None, "unknown"),
    ],
)
def test_a_shrinking_base(value: float, previous: float | None, state: str) -> None:
    assert signs(metric("customers", value, previous))["base"].state == state


@pytest.mark.parametrize(
    ("value", "previous", "state"),
    [
        (0.20, 0.20, "quiet"),
        (0.199, 0.20, "watch"),
        (0.191, 0.20, "watch"),
        (0.19, 0.20, "alarm"),  # one point
        (0.29, 0.30, "alarm"),
        (0.15, 0.20, "alarm"),
    ],
)
def test_a_falling_market_share(value: float, previous: float, state: str) -> None:
    assert signs(metric("market_share", value, previous))["share"].state == state


@pytest.mark.parametrize(
    ("value", "previous", "state"),
    [
        (90, 100, "quiet"),
        (105, 100, "quiet"),  # up to 5 % is quiet
        (106, 100, "watch"),
        (115, 100, "watch"),  # up to 15 % is watch
        (2.3, 2.0, "watch"),  # 15 %, in floats a little less
        (116, 100, "alarm"),
    ],
)
def test_a_rising_acquisition_cost(value: float, previous: float, state: str) -> None:
    assert signs(metric("acquisition_cost", value, previous))["acquisition_cost"].state == state


@pytest.mark.parametrize(
    ("value", "previous", "state"),
    [(100, 100, "quiet"), (95, 100, "quiet"), (94, 100, "watch"), (85, 100, "watch"), (84, 100, "alarm")],
)
def test_fewer_referrals(value: float, previous: float, state: str) -> None:
    assert signs(metric("referrals", value, previous))["recommendations"].state == state


def test_a_fall_of_the_promoter_score_beyond_chance_is_an_alarm() -> None:
    # The widest margin for 40 → 20 with 1000 each: 196 · √((0.96 + 0.84) / 1000) = 8.3 points.
    assert widest_nps_margin(20, 40, 1000) == pytest.approx(8.3155, abs=1e-3)
    assert signs(metric("nps", 20, 40, 1000))["recommendations"].state == "alarm"


@pytest.mark.parametrize("n", [None, 30])
def test_a_fall_of_the_promoter_score_that_chance_allows_is_not_an_alarm(n: int | None) -> None:
    assert not signs(metric("nps", 20, 40, n))["recommendations"].active


def test_steady_referrals_do_not_hide_a_fall_of_the_promoter_score() -> None:
    recommendations = signs(metric("referrals", 100, 100), metric("nps", 0, 40, 1000))["recommendations"]
    assert recommendations.state == "alarm"


def test_what_the_table_does_not_carry_is_unknown_and_not_quiet() -> None:
    assert {id: sign.state for id, sign in signs(metric("csat", 0.8)).items()} == {
        "base": "unknown",
        "share": "unknown",
        "acquisition_cost": "unknown",
        "recommendations": "unknown",
    }


@pytest.mark.parametrize(
    ("entry", "id", "words"),
    [
        (metric("customers", 940, 1000), "base", "6.0\xa0%"),
        (metric("market_share", 0.185, 0.20), "share", "1.5 points"),
        (metric("acquisition_cost", 120, 100), "acquisition_cost", "20.0\xa0%"),
        (metric("referrals", 90, 100), "recommendations", "10.0\xa0%"),
        (metric("nps", 20, 40, 1000), "recommendations", "20 points"),
    ],
)
def test_the_sentence_of_a_sign_carries_its_change(entry: MetricEntry, id: str, words: str) -> None:
    assert words in signs(entry)[id].sentence


PUBLIC = ("uptake", "repeat_contacts", "cost_per_case", "appeals")


@pytest.mark.parametrize(
    ("id", "value", "previous", "state"),
    [
        ("uptake", 0.70, 0.70, "quiet"),
        ("uptake", 0.695, 0.70, "watch"),
        ("uptake", 0.69, 0.70, "alarm"),  # one point, as for market share
        ("repeat_contacts", 0.21, 0.20, "quiet"),
        ("repeat_contacts", 0.22, 0.20, "watch"),
        ("repeat_contacts", 0.24, 0.20, "alarm"),
        ("cost_per_case", 105, 100, "quiet"),
        ("cost_per_case", 106, 100, "watch"),
        ("cost_per_case", 116, 100, "alarm"),
        ("cost_per_case", 80, 100, "quiet"),
        ("appeals", 0.105, 0.10, "quiet"),
        ("appeals", 0.11, 0.10, "watch"),
        ("appeals", 0.12, 0.10, "alarm"),
    ],
)
def test_the_signs_of_a_public_service(id: str, value: float, previous: float, state: str) -> None:
    found = find_signs(read_metrics([metric(id, value, previous)]), PUBLIC, read_words())
    assert {sign: found[sign].state for sign in PUBLIC} == {sign: state if sign == id else "unknown" for sign in PUBLIC}


def test_a_share_of_few_cases_that_chance_can_explain_is_no_sign() -> None:
    found = find_signs(read_metrics([metric("appeals", 0.12, 0.10, 40)]), PUBLIC, read_words())
    assert found["appeals"].state == "unknown"
    assert "within what chance allows" in found["appeals"].sentence


def test_an_outcome_carries_the_clients_own_target() -> None:
    read = read_metrics([metric("csat", 0.7), metric("churn", 0.02)], targets={"csat": 0.8})
    assert (read["csat"].target, read["churn"].target) == (0.8, None)
