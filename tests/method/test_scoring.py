"""Answers become scores: the scoring rules 0–4, 6, 11 and 12, and the pooling of roles (method §6.5)."""

import pytest
from scipy import stats

from cxassess.model.engagement import Answer, Response
from cxassess.scoring import score_cards
from method.tables import PACK, all_of, assessed, averaging, close, found, people, proven, sentence

# ── rule 1: items and dimensions ─────────────────────────────────────────────────────────────────────────────


def test_dont_know_and_not_applicable_are_left_out_of_sum_and_divisor() -> None:
    answers = {"CUL1": "NA", "CUL2": "DK", "CUL3": "4", "CUL4": "4", "CUL5": "4", "CUL6": "2", "CUL7": "3", "CUL8": "5"}
    culture = assessed(people("executive", answers)).discipline("culture")
    assert culture.value == close(22 / 6)  # 3.6667, not 22/8
    assert (culture.level, culture.practices_valid, culture.practices_asked) == (4, 6, 8)
    assert (culture.answered, culture.dont_know) == (6, 1)


def test_a_dimension_needs_three_quarters_of_its_practices() -> None:
    answers = {"CUL1": "4", "CUL2": "4", "CUL3": "4", "CUL4": "4", "CUL5": "4", "CUL6": "DK"}
    culture = assessed(people("executive", answers)).discipline("culture")  # 5 of 8
    assert (culture.value, culture.level, culture.gap, culture.next_target) == (None, None, None, None)
    assert culture.reading.why == "insufficient answers: 5 of 8 practices have a score, 75 % are needed"
    assert (culture.reading.n, culture.practices_valid) == (1, 5)


def test_a_block_that_nobody_answered_has_no_score() -> None:
    culture = assessed(people("executive", {"STR1": "4"})).discipline("culture")
    assert (culture.value, culture.reading.n, culture.practices_valid) == (None, 0, 0)
    assert culture.reading.why is not None


def test_dont_know_never_counts_as_one() -> None:
    known = assessed(people("executive", rest="4 2"))
    unknown = assessed(people("executive", rest="4 2 DK"))
    for key, score in known.scores.items():
        assert unknown.scores[key].value == score.value == 3.0


def test_the_score_of_a_practice_is_the_mean_of_its_role_means() -> None:
    responses = (
        people("executive", {"STR1": "4 4 4"})
        + people("manager", {"STR1": "3 3 3 3 3 4"})
        + people("front_line", {"STR1": "2 2 2 2 2 2 3 3 3 3 3 3"})
    )
    practice = assessed(responses).practices["STR1"]
    assert practice.value == close((4 + 19 / 6 + 2.5) / 3)  # 3.2222, where all 21 pooled give 61/21 = 2.9048
    assert {role: group.value for role, group in practice.by_role.items()} == {
        "executive": 4.0,
        "manager": close(19 / 6),
        "front_line": 2.5,
    }
    assert (practice.n, practice.min, practice.max) == (21, 2, 4)
    assert practice.counts == (0, 6, 11, 4, 0)


def test_role_weights_are_those_of_the_engagement() -> None:
    responses = people("executive", {"STR1": "4"}) + people("manager", {"STR1": "2 2 2"})
    assert assessed(responses, weights={"executive": 3}).practices["STR1"].value == close((3 * 4 + 2) / 4)


def test_the_weight_of_an_absent_role_goes_to_the_others_item_by_item() -> None:
    responses = (
        people("executive", {"STR1": "5", "STR2": "4", "STR5": "4"})
        + people("manager", {"STR1": "3", "STR2": "2", "STR5": "DK"})
        + people("front_line", {"STR1": "1", "STR5": "1"})
    )
    practices = assessed(responses).practices
    assert practices["STR1"].value == close(3.0)  # three roles
    assert practices["STR2"].value == close(3.0)  # the front line is not asked
    assert practices["STR5"].value == close(2.5)  # the manager does not know


def test_next_years_different_mix_of_people_does_not_move_the_score() -> None:
    this_year = people("executive", rest="4 4") + people("front_line", rest="2 2")
    next_year = people("executive", rest="4 4") + people("front_line", rest="2 2 2 2 2 2 2 2")
    before, after = assessed(this_year), assessed(next_year)
    assert {k: s.value for k, s in before.scores.items()} == {k: s.value for k, s in after.scores.items()}


def test_the_analyst_is_shown_and_not_counted() -> None:
    responses = people("executive", {"MEA1": "2"}) + people("analyst", {"MEA1": "5 DK"})
    practice = assessed(responses).practices["MEA1"]
    assert (practice.value, practice.n, practice.dont_know) == (2.0, 1, 0)
    assert practice.by_role["analyst"].value == 5.0


def test_an_analyst_with_a_weight_counts() -> None:
    responses = people("executive", {"MEA1": "2"}) + people("analyst", {"MEA1": "5"})
    assert assessed(responses, weights={"analyst": 1}).practices["MEA1"].value == close(3.5)


def test_an_answer_to_a_practice_that_the_role_is_not_asked_counts() -> None:
    responses = people("executive", {"STR2": "3"}) + people("front_line", {"STR2": "5"})
    practice = assessed(responses).practices["STR2"]
    assert (practice.value, practice.n) == (4.0, 2)


def test_a_dimension_asks_only_what_some_counted_role_is_asked() -> None:
    weights = {"executive": 0, "manager": 0}
    measurement = assessed(people("front_line", rest="3 3"), weights=weights).discipline("measurement")
    assert (measurement.value, measurement.practices_asked) == (3.0, 3)  # MEA3, MEA6 and MEA7


def test_a_stage_mean_is_the_same_number_wherever_it_is_shown() -> None:
    responses = people("front_line", rest="3 4")
    alone = assessed(responses, weights={"executive": 0, "manager": 0})
    beside = assessed(responses + people("executive", rest="2"))
    for assessment in (alone, beside):
        shown = {stage: assessment.scores[f"stages.{stage}"].value for stage in assessment.stage.means}
        assert dict(assessment.stage.means) == shown


def test_the_heat_map_shows_a_role_on_all_that_it_is_asked() -> None:
    answers = {f"STR{i}": "5" for i in (2, 3, 4, 6, 8)} | {"STR1": "3", "STR5": "3", "STR7": "3"}
    responses = people("executive", answers) + people("front_line", {"STR1": "3", "STR5": "3", "STR7": "2"})
    by_role = assessed(responses).discipline("strategy").by_role
    assert by_role["executive"].value == close(34 / 8)  # 5 · 5 + 3 · 3
    assert by_role["front_line"].value == close(8 / 3)


def test_units_are_scored_by_the_same_rules() -> None:
    responses = (
        people("executive", rest="4", unit="North")
        + people("manager", rest="2 2 2", unit="North")
        + people("manager", rest="1", unit="South")
    )
    by_unit = assessed(responses).discipline("design").by_unit
    assert (by_unit["North"].value, by_unit["North"].n) == (3.0, 4)
    assert (by_unit["South"].value, by_unit["South"].n) == (1.0, 1)


def test_a_score_never_leaves_the_scale_whatever_the_weights() -> None:
    responses = people("executive", rest="5") + people("manager", rest="5 5") + people("front_line", rest="5 5 5")
    weights = {
        "executive": 0.3,
        "manager": 0.3,
        "front_line": 0.7,
    }  # 0.3 · 5 + 0.3 · 5 + 0.7 · 5 in floats is above 6.5
    assessment = assessed(responses, weights=weights)
    assert {score.value for score in assessment.scores.values()} == {5.0}
    assert assessment.overall.reading.value == 5.0


# ── rule 1 and §6.3: spread and interval ─────────────────────────────────────────────────────────────────────


def test_below_five_people_there_is_a_range_and_no_interval() -> None:
    reading = assessed(people("manager", rest="2 3 3 4")).discipline("strategy").reading
    assert (reading.value, reading.n, reading.low, reading.high) == (3.0, 4, None, None)
    assert (reading.min, reading.max) == (2.0, 4.0)


def test_one_person_is_a_single_view_without_interval_or_spread() -> None:
    assessment = assessed(people("manager", rest="3"))
    reading = assessment.discipline("strategy").reading
    assert (reading.value, reading.n, reading.low, reading.high, reading.spread) == (3.0, 1, None, None, None)
    assert sentence(assessment, "sufficiency", "single_view")


def test_from_five_people_on_there_is_an_interval() -> None:
    reading = assessed(people("manager", rest="2 3 3 3 4")).discipline("strategy").reading
    half = float(stats.t.ppf(0.975, 4)) * (0.5 / 5) ** 0.5  # variance (1 + 1) / 4
    assert reading.spread == close(0.5**0.5)
    assert (reading.low, reading.high) == (close(3 - half), close(3 + half))  # 2.1220 and 3.8780


def test_the_interval_of_a_score_is_stratified_by_role() -> None:
    responses = people("executive", rest="4 5") + people("manager", rest="2 3 4")
    reading = assessed(responses).discipline("strategy").reading
    # Terms (1/2)² · 0.5/2 = 0.0625 and (1/2)² · 1/3 = 0.083333; df = 0.0212674 / (0.0039063/1 + 0.0069444/2)
    half = float(stats.t.ppf(0.975, 2.882353)) * (0.0625 + 1 / 12) ** 0.5
    assert reading.value == close(3.75)
    assert (reading.low, reading.high) == (close(3.75 - half, 1e-5), close(3.75 + half, 1e-5))


def test_the_interval_shrinks_where_the_size_of_the_role_is_known() -> None:
    responses = people("manager", rest="2 3 3 3 4")
    open_ended = assessed(responses).discipline("strategy").reading
    half_heard = assessed(responses, sizes={"manager": 10}).discipline("strategy").reading
    assert open_ended.high is not None
    assert half_heard.high is not None
    assert half_heard.high - 3 == close((open_ended.high - 3) * 0.5**0.5)


def test_the_interval_is_clipped_to_the_scale() -> None:
    reading = assessed(people("manager", rest="1 1 1 1 5")).discipline("strategy").reading
    assert reading.value == close(1.8)
    assert reading.low == 1.0
    assert reading.high is not None
    assert reading.high <= 5.0


def test_a_person_who_left_most_of_it_out_counts_in_the_score_and_not_in_the_spread() -> None:
    strategy = {f"STR{i}": "3 3 5" for i in range(1, 6)} | {f"STR{i}": "3 3 ." for i in (6, 7, 8)}
    reading = assessed(people("manager", strategy)).discipline("strategy").reading
    assert reading.value == close((5 * 11 / 3 + 3 * 3) / 8)  # 3.4167
    assert (reading.n, reading.min, reading.max, reading.spread) == (3, 3.0, 3.0, 0.0)


def test_three_quarters_are_of_what_the_persons_role_is_asked() -> None:
    front_line = {"GOV1": "2 2", "GOV2": "2 2", "GOV3": "2 .", "GOV4": ". ."}  # 3 of 4, and 2 of 4
    responses = people("executive", {f"GOV{i}": "4" for i in range(1, 9)}) + people("front_line", front_line)
    reading = assessed(responses).discipline("governance").reading
    assert (reading.n, reading.min, reading.max) == (3, 2.0, 4.0)
    assert reading.spread == close(2**0.5)  # of 4 and 2: the third person has no own mean


def test_agreement_and_deviation_of_a_dimension() -> None:
    answers = {"STR1": "4 4 3 4 5", "STR2": "4 5 4 4 4", "STR3": "3 3 3 4 3"}
    strategy = assessed(people("manager", answers)).discipline("strategy")
    assert strategy.agreement == close(0.85)  # 1 − mean(.5, .2, .2) / 2
    assert strategy.ad == close((0.4 + 0.32 + 0.32) / 3)  # 0.3467


# ── rules 2 and 3: levels and the overall level ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mean", "level"), [(1.4, 1), (1.5, 2), (2.4, 2), (2.5, 3), (3.4, 3), (3.5, 4), (4.4, 4), (4.5, 5)]
)
def test_the_level_of_a_score_is_the_nearest(mean: float, level: int) -> None:
    assessment = assessed(averaging(mean))
    assert assessment.discipline("design").level == level
    assert assessment.practices["DSN1"].level == level
    assert assessment.overall.level == level


def test_a_score_of_two_point_four_five_prints_and_counts_as_two_point_five() -> None:
    assert assessed(averaging(2.45, n=20)).discipline("design").level == 3


def test_the_overall_level_is_at_most_one_above_the_weakest_discipline() -> None:
    means = {
        "strategy": 3.6,
        "customer_understanding": 3.2,
        "design": 2.1,
        "measurement": 3.4,
        "governance": 3.8,
        "culture": 3.0,
    }
    overall = assessed(averaging(3, all_of("disciplines", **means))).overall
    assert overall.reading.value == close(19.1 / 6)  # 3.1833
    assert (overall.level, overall.capped_by) == (3, None)  # the cap, level 2 + 1, is level 3


def test_a_weak_discipline_caps_the_overall_level() -> None:
    overall = assessed(averaging(4.5, all_of("disciplines", culture=1.4))).overall
    assert overall.reading.value == close((5 * 4.5 + 1.4) / 6)  # 3.98 is level 4
    assert (overall.level, overall.capped_by) == (2, "culture")


def test_the_cap_follows_the_printed_score_of_the_weakest() -> None:
    means = all_of("disciplines", culture=1.45)  # prints as 1.5, level 2
    overall = assessed(averaging(4.5, means, n=20)).overall
    assert (overall.level, overall.capped_by) == (3, "culture")


def test_discipline_weights_are_those_of_the_engagement() -> None:
    responses = averaging(3, all_of("disciplines", strategy=4.2))
    overall = assessed(responses, discipline_weights={"strategy": 3.0}).overall
    assert overall.reading.value == close((3 * 4.2 + 5 * 3) / 8)


def test_without_one_of_its_disciplines_there_is_no_overall_score() -> None:
    overall = assessed(people("manager", {f"CUL{i}": ". ." for i in range(1, 9)}, rest="3 3")).overall
    assert (overall.reading.value, overall.level, overall.capped_by) == (None, None, None)
    assert overall.reading.why == "no overall score without Culture"
    assert overall.reading.n == 2


def test_a_discipline_of_weight_nought_is_out_of_scope() -> None:
    responses = people("manager", {f"CUL{i}": ". ." for i in range(1, 9)}, rest="3 3")
    overall = assessed(responses, discipline_weights={"culture": 0.0}).overall
    assert (overall.reading.value, overall.level) == (close(3), 3)


def test_a_discipline_out_of_scope_caps_nothing() -> None:
    overall = assessed(averaging(4, all_of("disciplines", culture=1)), discipline_weights={"culture": 0.0}).overall
    assert (overall.level, overall.capped_by) == (4, None)


# ── rule 4: three Ds ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_three_ds_are_means_of_their_practices_across_disciplines() -> None:
    assessment = assessed(averaging(3, {"STR1": 4, "CUN4": 4, "DSN8": 4, "CUN3": 2, "GOV8": 2}))
    assert assessment.scores["three_ds.design"].value == close((10 * 3 + 3 * 4) / 13)
    assert assessment.scores["three_ds.deliver"].value == close((15 * 3 + 2 * 2) / 17)
    assert assessment.scores["three_ds.develop"].value == close(3)


@pytest.mark.parametrize(
    ("design", "flagged"),
    [
        (3.7, False),
        (3.8, True),
        (3.75, True),  # prints as 3.8
    ],
)
def test_the_ds_are_out_of_balance_from_eight_tenths_as_printed(design: float, flagged: bool) -> None:
    assessment = assessed(averaging(3, all_of("three_ds", design=design), n=20))
    assert bool(found(assessment, "imbalance")) is flagged


# ── rule 6: don't know ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("unknown", "blind"), [(3, False), (4, True), (10, True)])
def test_more_than_thirty_percent_dont_know_is_a_finding(unknown: int, blind: bool) -> None:
    row = " ".join(["DK"] * unknown + ["3"] * (10 - unknown))
    assessment = assessed(people("manager", {"GOV1": row}, rest=" ".join("3" * 10)))
    assert bool(found(assessment, "blind_spot", "GOV1")) is blind
    practice = assessment.practices["GOV1"]
    assert (practice.answered, practice.dont_know, practice.n) == (10, unknown, 10 - unknown)
    assert assessment.discipline("governance").dont_know == unknown


# ── rule 11: evidence ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mean", "evidence", "grade", "unsupported"),
    [
        (3.5, "", "E0", True),
        (3.5, "E1 said in the interview", "E1", True),
        (3.5, "E2 minutes of May", "E2", False),
        (3.5, "e3: seen on site", "E3", False),
        (3.5, "minutes of May", "E2", False),  # a document cited
        (3.45, "", "E0", True),  # prints as 3.5
        (3.4, "", "E0", False),
    ],
)
def test_a_high_rating_without_a_document_is_unsupported(
    mean: float, evidence: str, grade: str, unsupported: bool
) -> None:
    practice = assessed(proven(averaging(3, {"GOV1": mean}, n=20), "GOV1", evidence)).practices["GOV1"]
    assert (practice.evidence, practice.unsupported) == (grade, unsupported)


def test_evidence_belongs_to_the_practice_and_the_best_counts() -> None:
    responses = people("executive", {"GOV1": "5"}) + people("manager", {"GOV1": "4 4"})
    responses = proven(responses[:1], "GOV1", "E1 heard") + proven(responses[1:], "GOV1", "E3 the minutes")
    assessment = assessed(responses)
    assert (assessment.practices["GOV1"].evidence, assessment.practices["GOV1"].unsupported) == ("E3", False)
    assert [(note.grade, note.text) for note in assessment.evidence] == [("E1", "heard"), ("E3", "the minutes")]


# ── rule 12: agreed levels ───────────────────────────────────────────────────────────────────────────────────


def test_an_agreed_level_replaces_the_score_in_all_results() -> None:
    responses = proven(averaging(2.0), "GOV1", "E2 minutes")
    before, after = assessed(responses), assessed(responses, agreed={"GOV1": 4})
    practice = after.practices["GOV1"]
    assert (practice.value, practice.level, practice.basis, practice.respondents_value) == (4.0, 4, "agreed", 2.0)
    assert after.discipline("governance").value == close((7 * 2 + 4) / 8)
    assert after.scores["three_ds.deliver"].value == close((16 * 2 + 4) / 17)
    assert after.stage.means["experience"] == close((28 * 2 + 4) / 29)
    assert after.overall.reading.value == close((5 * 2 + 2.25) / 6)
    assert (practice.n, practice.dont_know, practice.evidence) == (10, 0, before.practices["GOV1"].evidence)
    assert before.practices["GOV1"].basis == "respondents"


def test_an_agreed_level_does_not_touch_the_dont_know_rate() -> None:
    responses = people("manager", {"GOV1": "DK DK 3"}, rest="3 3 3")
    assert found(assessed(responses, agreed={"GOV1": 3}), "blind_spot", "GOV1")


# ── cards, and what it rests on ──────────────────────────────────────────────────────────────────────────────


def test_cards_are_the_median_over_executives_of_each_ones_median() -> None:
    answers = {"OC1": "a c d", "OC2": "b c .", "OC3": "b c .", "OC4": "c d ."}
    cards = score_cards(PACK, people("executive", answers), stage=2)
    assert (cards.value, cards.n) == (3.0, 3)  # of 2, 3 and 4
    assert cards.aspiration_gap == 1.0
    assert cards.by_card == {"OC1": 3.0, "OC2": 2.5, "OC3": 2.5, "OC4": 3.5}


def test_cards_of_other_roles_do_not_count() -> None:
    stray = Response("m", "m", "manager", "", {"OC1": Answer("OC1", "d")})
    assert score_cards(PACK, [stray], stage=1).value is None


def test_what_the_result_rests_on_is_counted() -> None:
    responses = people("executive", {"STR1": "4 DK"}, unit="North") + people(
        "manager", {"STR1": "3", "STR2": "3"}, unit="South"
    )
    responses += people("analyst", {"MEA1": "5"})
    rests = assessed(
        proven(responses, "STR1", "E2 page"), sizes={"executive": 6, "manager": 9, "analyst": 1}
    ).sufficiency
    assert (rests.respondents, rests.counted, rests.invited) == (4, 3, 16)
    assert {role: (count.n, count.people) for role, count in rests.by_role.items()} == {
        "executive": (2, 6),
        "manager": (1, 9),
        "front_line": (0, None),
        "analyst": (1, 1),
    }
    assert {unit: count.n for unit, count in rests.by_unit.items()} == {"North": 2, "South": 1}
    assert rests.dont_know_share == close(1 / 4)  # one of four counted answers
    assert rests.evidence_share == close(1 / 2)  # STR1 of the two scored practices
    assert rests.inside_view_only
