"""What the numbers say: which findings there are, and that every sentence carries its numbers."""

from dataclasses import replace

import pytest

from cxassess.model.engagement import MetricEntry
from method.tables import PACK, all_of, assessed, averaging, found, metric, people, sentence

TEN = " ".join("3" * 10)


def parts_of(text: str, *parts: str) -> list[str]:
    """The parts that a sentence lacks."""
    return [part for part in parts if part not in text]


# ── gaps and strengths ───────────────────────────────────────────────────────────────────────────────────────


def test_the_widest_gap_decides_and_says_so() -> None:
    assessment = assessed(averaging(3, all_of("disciplines", design=2.0, culture=2.4)))
    text = sentence(assessment, "gap", "disciplines.design")
    assert parts_of(text, "Design", "2.0", "3.5", "the widest gap of the six disciplines") == []
    assert "1.1 short" in sentence(assessment, "gap", "disciplines.culture")
    severities = {f.about: f.severity for f in found(assessment, "gap")}
    assert severities["disciplines.design"] == 3
    assert severities["disciplines.culture"] == 2  # a level or more
    assert severities["disciplines.strategy"] == 1  # half a level
    assert found(assessment, "gap")[0].numbers == {"value": 2.0, "target": 3.5, "gap": 1.5, "n": 10}


def test_two_widest_gaps_are_not_each_called_the_widest() -> None:
    assessment = assessed(averaging(3, all_of("disciplines", design=2.0, culture=2.0)))
    for discipline in ("design", "culture"):
        text = sentence(assessment, "gap", f"disciplines.{discipline}")
        assert "no other discipline is further from its target" in text


def test_a_discipline_at_its_target_has_no_gap() -> None:
    assessment = assessed(averaging(3, all_of("disciplines", design=3.45, culture=4.2), n=20))
    assert not found(assessment, "gap", "disciplines.design")
    assert "has reached its target of 3.5" in sentence(assessment, "strength", "disciplines.design")
    text = sentence(assessment, "strength", "disciplines.culture")
    assert parts_of(text, "4.2", "n = 20", "ahead of its target of 3.5") == []


def test_the_strongest_practices_are_named_with_their_numbers() -> None:
    first, *others = averaging(3, {"GOV1": 4.6, "DSN6": 3.5, "MEA1": 3.4, "CUL1": 4.0})
    proven = {id: replace(first.answers[id], evidence="E2 minutes of 3 March") for id in ("GOV1", "DSN6", "MEA1")}
    responses = [replace(first, answers={**first.answers, **proven}), *others]
    text = sentence(assessed(responses), "strength", "practices")
    assert parts_of(text, "two strongest", "GOV1, 4.6", "DSN6, 3.5") == []
    assert "MEA1" not in text
    assert "CUL1" not in text  # 4.0, but no document supports it


# ── how people see it ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "disputed"),
    [
        ("1 3 5", True),  # AD 1.33
        ("2 3 2 3 1 4", False),  # AD 5/6 exactly, which still counts as agreement
        ("1 1 3", True),  # AD 0.89
        ("3 3 4", False),
    ],
)
def test_answers_that_lie_more_than_a_sixth_of_the_scale_apart_disagree(row: str, disputed: bool) -> None:
    assessment = assessed(people("manager", {"STR1": row}))
    assert bool(found(assessment, "disagreement", "STR1")) is disputed


def test_a_disagreement_shows_its_range_and_its_people() -> None:
    text = sentence(assessed(people("manager", {"GOV2": "1 5 3 4"})), "disagreement", "GOV2")
    assert parts_of(text, "from 1 to 5", "n = 4", "discuss GOV2 first") == []


def test_the_widest_disagreement_comes_first() -> None:
    assessment = assessed(people("manager", {"CUN3": "2 4 2 4", "GOV2": "1 5 1 5"}))
    assert [f.about for f in found(assessment, "disagreement")] == ["GOV2", "CUN3"]


def test_one_person_does_not_disagree() -> None:
    assert not found(assessed(people("manager", rest="3")), "disagreement")


def test_a_blind_spot_counts_those_who_do_not_know() -> None:
    assessment = assessed(people("manager", {"MEA5": "DK DK DK DK 3 3 3 3 3 3"}, rest=TEN))
    text = sentence(assessment, "blind_spot", "MEA5")
    assert parts_of(text, "Four of the ten people", "MEA5") == []


def test_executives_who_see_the_company_further_on_aspire() -> None:
    responses = people("executive", dict.fromkeys(PACK.cards, "d d d") | dict.fromkeys(PACK.practices, "3 3 2"))
    assessment = assessed(responses, agreed=dict.fromkeys(["STR3", "CUN1"], 2))
    assert assessment.stage.reached == "product"
    assert assessment.cards.aspiration_gap == 3.0
    text = sentence(assessment, "aspiration")
    assert parts_of(text, "4.0", "n = 3", "stage 1") == []


@pytest.mark.parametrize(("choice", "gap", "said"), [("a", -3.0, True), ("c", -1.0, True), ("d", 0.0, False)])
def test_executives_may_see_the_company_less_far_on(choice: str, gap: float, said: bool) -> None:
    rows = dict.fromkeys(PACK.cards, f"{choice} {choice} {choice}") | dict.fromkeys(PACK.practices, "4 4 4")
    assessment = assessed(people("executive", rows))
    assert assessment.cards.aspiration_gap == gap
    assert [("less far on" in f.sentence) for f in found(assessment, "aspiration")] == ([True] if said else [])


def test_two_executives_are_not_set_beside_their_own_answers() -> None:
    rows = dict.fromkeys(PACK.cards, "a a") | dict.fromkeys(PACK.practices, "4 4")
    assert found(assessed(people("executive", rows)), "aspiration") == []


# ── stage, balance, proof ────────────────────────────────────────────────────────────────────────────────────


def test_the_stage_sentence_names_the_stage_and_what_holds_it_back() -> None:
    means = all_of("stages", market=3.4, experience=3.6) | {"CUN6": 2.0, "GOV1": 2.3}
    text = sentence(assessed(averaging(3, means)), "blocker", "stage")
    assert parts_of(text, "stage 2 of 4", "Two key practices", "CUN6, 2.0") == []


def test_a_mean_that_blocks_is_said_with_its_numbers() -> None:
    text = sentence(assessed(averaging(3, all_of("stages", experience=2.6))), "blocker", "stages.experience")
    assert parts_of(text, "stage 3", "2.6", "0.4 short of the 3.0") == []


def test_weak_basics_are_named_with_their_numbers() -> None:
    text = sentence(assessed(averaging(3, {"MEA3": 1.8})), "basics")
    assert "MEA3, 1.8" in text


def test_an_imbalance_carries_both_ends_and_the_distance() -> None:
    text = sentence(assessed(averaging(3, all_of("three_ds", design=4.0))), "imbalance")
    assert parts_of(text, "4.0", "3.0", "1.0 ahead") == []


def test_ratings_without_a_document_are_counted() -> None:
    assessment = assessed(averaging(3, {"GOV1": 4.0, "GOV2": 3.5, "GOV3": 3.4}))
    assert "Two ratings of 3.5 or more" in sentence(assessment, "unsupported")
    assert found(assessment, "unsupported")[0].numbers["count"] == 2


# ── what it rests on ─────────────────────────────────────────────────────────────────────────────────────────


def test_roles_that_did_not_answer_are_named() -> None:
    assessment = assessed(people("executive", rest="3"))
    assert [f.about for f in found(assessment, "sufficiency")] == [
        "single_view",
        "manager",
        "front_line",
        "inside_view",
    ]


def test_the_inside_view_is_said_in_every_assessment() -> None:
    assert "inside view" in sentence(assessed(averaging(3)), "sufficiency", "inside_view")


def test_a_second_person_who_knows_nothing_does_not_hide_that_one_carries_the_result() -> None:
    row = dict.fromkeys(PACK.practices, "3 DK")
    assessment = assessed(people("manager", row))
    assert assessment.overall.reading.n == 1
    assert found(assessment, "sufficiency", "single_view")


def test_another_weakest_discipline_on_the_shared_practices_is_a_finding() -> None:
    # Strategy is 2.6 over eight and 3.0 over its three shared practices; governance is 2.9 and 2.5 over its four.
    rows = dict.fromkeys(PACK.practices, TEN)
    rows |= {f"STR{i}": "2 2 2 2 2 2 2 2 3 3" for i in (2, 3, 4, 6)} | {"STR8": "3 3 3 3 3 3 3 3 2 2"}
    rows |= dict.fromkeys(["GOV1", "GOV2", "GOV3", "GOV4"], "2 2 2 2 2 3 3 3 3 3")
    rows |= dict.fromkeys(["GOV5", "GOV6", "GOV7", "GOV8"], "3 3 3 3 3 3 3 3 4 4")
    front_line = {id: rows[id] for id in PACK.asked_of("front_line")}
    assessment = assessed(people("executive", rows) + people("front_line", front_line))
    weakest = min(assessment.scores[f"disciplines.{d.id}"].value or 9 for d in PACK.disciplines)
    assert assessment.discipline("strategy").value == weakest
    text = next(f.sentence for f in found(assessment, "role_mix") if "weakest" in f.sentence)
    assert parts_of(text, "29 practices", "Governance (2.5)", "Strategy (3.0)") == []


def test_the_shared_practices_are_silent_where_the_weakest_discipline_cannot_be_scored_on_them() -> None:
    # Nobody knows STR1, so two of the three shared strategy practices are left: below three quarters.
    rows = {f"STR{i}": "1" for i in range(2, 9)} | {"STR1": "DK"}
    responses = people("executive", rows, rest="3") + people("front_line", {"STR1": "DK"}, rest="3")
    assessment = assessed(responses)
    assert assessment.discipline("strategy").value is not None
    assert not [f for f in found(assessment, "role_mix") if "weakest" in f.sentence]


# ── outcomes beside practice ─────────────────────────────────────────────────────────────────────────────────

WORSE = {
    "churn": metric("churn", 0.08, 0.04, 5000),
    "ces": metric("ces", 4.8, 5.4, 900),
    "referrals": metric("referrals", 80, 100),
    "acquisition_cost": metric("acquisition_cost", 120, 100),
    "market_share": metric("market_share", 0.18, 0.20),
    "few": metric("nps", 40, 40, 29),
    "unknown": metric("csat", 0.8, 0.8),
    "enough": metric("csat", 0.8, 0.8, 30),
    "below": metric("csat", 0.7, 0.7, 500),  # of a target of 0.8
    "longer": metric("aht", 420, 380),
    "again": metric("repeat_contacts", 0.3, 0.2, 900),
    "early": metric("early_churn", 0.12, 0.05, 900),
    "complaints": metric("complaints", 31, 22),
}
CSAT_TARGET = {"csat": 0.8}


@pytest.mark.parametrize(
    ("practice", "outcomes", "parts"),
    [
        ("MEA7", ["churn"], ["4.0", "4.0\xa0%", "8.0\xa0%"]),
        ("MEA7", ["referrals"], ["4.0", "recommend"]),
        ("CUN1", ["few"], ["4.0", "29"]),
        ("CUN1", ["unknown"], ["4.0", "Customer satisfaction"]),
        ("CUL6", ["ces"], ["4.0", "5.4", "4.8"]),
        ("STR3", ["acquisition_cost", "market_share"], ["4.0", "acquisition cost"]),
    ],
)
def test_a_strong_practice_beside_a_bad_outcome_is_a_contradiction(
    practice: str, outcomes: list[str], parts: list[str]
) -> None:
    entries = [WORSE[id] for id in outcomes]
    strong = assessed(averaging(3, {practice: 4.0}), entries)
    assert parts_of(sentence(strong, "contradiction", practice), *parts) == []
    assert not found(assessed(averaging(3, {practice: 3.9}), entries), "contradiction")
    assert found(assessed(averaging(3, {practice: 3.95}, n=20), entries), "contradiction")  # prints as 4.0


@pytest.mark.parametrize(
    ("practice", "entries"),
    [
        ("MEA7", [metric("churn", 0.04, 0.08, 5000)]),
        ("CUN1", [WORSE["enough"]]),
        ("CUL6", [metric("ces", 5.4, 4.8, 900)]),
        ("STR3", [WORSE["acquisition_cost"]]),
        ("STR3", [WORSE["market_share"]]),
    ],
)
def test_a_strong_practice_beside_a_good_outcome_is_none(practice: str, entries: list[MetricEntry]) -> None:
    assert not found(assessed(averaging(3, {practice: 5.0}), entries), "contradiction")


@pytest.mark.parametrize(
    ("outcomes", "parts"),
    [
        (["below", "longer"], ["below its target", "handling takes longer"]),
        (["below", "again"], ["come back about the same matter"]),
        (["below", "longer", "again"], ["takes longer and more customers"]),
    ],
)
def test_sound_basics_beside_unhappy_customers_who_cost_more_time_are_a_contradiction(
    outcomes: list[str], parts: list[str]
) -> None:
    entries = [WORSE[id] for id in outcomes]
    strong = assessed(averaging(3, {"DSN6": 4.0}), entries, metric_targets=CSAT_TARGET)
    assert parts_of(sentence(strong, "contradiction", "DSN6"), *parts) == []
    assert not found(assessed(averaging(3, {"DSN6": 3.9}), entries, metric_targets=CSAT_TARGET), "contradiction")
    assert not found(assessed(averaging(3, {"DSN6": 4.0}), entries), "contradiction")  # no target, no verdict
    assert not found(assessed(averaging(3, {"DSN6": 4.0}), entries[:1], metric_targets=CSAT_TARGET), "contradiction")
    met = [metric("csat", 0.8, 0.8, 500), *entries[1:]]
    assert not found(assessed(averaging(3, {"DSN6": 4.0}), met, metric_targets=CSAT_TARGET), "contradiction")


@pytest.mark.parametrize(
    ("outcome", "part"), [("early", "first 90 days rose from 5.0"), ("complaints", "from 22 to 31")]
)
def test_kept_promises_beside_early_leavers_or_complaints_are_a_contradiction(outcome: str, part: str) -> None:
    strong = assessed(averaging(3, {"STR7": 4.0}), [WORSE[outcome]])
    assert part in sentence(strong, "contradiction", "STR7")
    assert not found(assessed(averaging(3, {"STR7": 3.9}), [WORSE[outcome]]), "contradiction")


def test_two_outcomes_against_one_promise_are_said_once() -> None:
    assessment = assessed(averaging(3, {"STR7": 4.0}), [WORSE["early"], WORSE["complaints"]])
    assert len(found(assessment, "contradiction")) == 1


QUIET = [
    metric("customers", 1000, 1000),
    metric("market_share", 0.2, 0.2),
    metric("acquisition_cost", 100, 100),
    metric("referrals", 100, 100),
    metric("nps", 45, 45, 500),
]


def test_weak_practice_beside_good_outcomes_claims_no_credit() -> None:
    weak = averaging(3, all_of("disciplines", design=2.0))
    text = sentence(assessed(weak, QUIET, metric_targets={"nps": 40}), "contradiction", "disciplines")
    assert text.startswith("Design stands at 2.0 or less")
    assert not found(assessed(weak, QUIET, metric_targets={"nps": 50}), "contradiction")
    assert not found(assessed(weak, QUIET), "contradiction")
    assert not found(assessed(weak, QUIET[1:], metric_targets={"nps": 40}), "contradiction")  # a sign is unknown
    stronger = averaging(3, all_of("disciplines", design=2.1))
    assert not found(assessed(stronger, QUIET, metric_targets={"nps": 40}), "contradiction")


def test_figures_that_nobody_checks_put_a_caveat_on_those_that_meet_their_target() -> None:
    good = [metric("churn", 0.02, 0.02, 900)]
    text = sentence(
        assessed(averaging(3, {"MEA8": 2.0}), good, metric_targets={"churn": 0.02}), "contradiction", "MEA8"
    )
    assert "“Customer churn” meets its target" in text
    assert not found(assessed(averaging(3, {"MEA8": 2.1}), good, metric_targets={"churn": 0.02}), "contradiction")
    assert not found(assessed(averaging(3, {"MEA8": 2.0}), good, metric_targets={"churn": 0.01}), "contradiction")


@pytest.mark.parametrize(
    ("entry", "id", "severity"),
    [
        (metric("customers", 990, 1000), "base", 2),
        (metric("customers", 900, 1000), "base", 3),
        (WORSE["market_share"], "share", 3),
        (WORSE["referrals"], "recommendations", 3),
    ],
)
def test_an_active_sign_is_a_finding_and_an_alarm_decides(entry: MetricEntry, id: str, severity: int) -> None:
    (finding,) = found(assessed(averaging(3), [entry]), "warning_sign")
    assert (finding.about, finding.severity) == (id, severity)


def test_an_outcome_that_misses_its_target_or_worsened_beyond_chance_is_a_finding_the_worse_first() -> None:
    outcomes = [
        metric("nps", 12, 12, 600),  # misses its target
        metric("csat", 0.70, 0.80, 2000),  # misses, and fell
        metric("churn", 0.03, 0.02, 90_000),  # rose
        metric("ces", 4.0, 5.0),  # fell, but nobody knows how many answered
        metric("retention", 0.90, 0.80, 900),  # better
    ]
    assessment = assessed(averaging(3), outcomes, metric_targets={"nps": 20, "csat": 0.8, "retention": 0.85})
    csat, beyond = "Customer satisfaction, top two boxes", "further than chance allows"
    assert [(f.about, f.sentence) for f in found(assessment, "outcome")] == [
        (
            "csat",
            f"{csat} went from 80.0\xa0% to 70.0\xa0%, {beyond}, and misses the target of 80.0\xa0%.",
        ),
        ("churn", f"Customer churn went from 2.0\xa0% to 3.0\xa0%, {beyond}."),
        ("nps", "Net promoter score stands at +12, short of the company’s own target of +20."),
    ]


def test_repeat_contacts_beside_a_closed_loop_are_a_contradiction() -> None:
    strong = assessed(averaging(3, {"MEA7": 4.0}), [WORSE["again"]])
    assert "repeat contacts rose from 20.0" in sentence(strong, "contradiction", "MEA7")


def test_findings_that_decide_come_first() -> None:
    assessment = assessed(averaging(2), [WORSE["referrals"]])
    severities = [f.severity for f in assessment.findings]
    assert severities == sorted(severities, reverse=True)
    assert set(severities) == {3, 2, 1}
