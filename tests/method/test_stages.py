"""Rule 5: which stage practice reaches, how surely, and what holds the company back."""

import pytest

from cxassess.model.assessment import Blocker
from cxassess.model.engagement import Response
from method.tables import PULSE, all_of, assessed, averaging, close, found, people, sentence

# Product 3.7, market 3.4 and experience 2.6 on average, with the weakest key of the market stage at 2.8.
STAGE_TWO = all_of("stages", product=3.7, market=3.4, experience=2.6, authenticity=2.0) | {"STR3": 2.8, "CUN2": 4.0}


def ten(means: dict[str, float], n: int = 10) -> list[Response]:
    return averaging(3, means, n=n)


def test_the_highest_stage_whose_keys_and_mean_hold_is_reached() -> None:
    stage = assessed(ten(STAGE_TWO)).stage
    assert stage.reached == "market"
    assert [round(value or 0, 9) for value in stage.means.values()] == [3.7, 3.4, 2.6, 2.0]
    assert stage.blockers == (Blocker(None, "experience", close(2.6), 3.0),)
    assert stage.basics_sound is True


def test_one_key_practice_below_its_gate_holds_the_stage_back() -> None:
    # 28 of 29 practices at 3.6 with CUN6 at 2.0; the mean is 3.54.
    means = STAGE_TWO | all_of("stages", experience=3.6) | {"CUN6": 2.0}
    stage = assessed(ten(means)).stage
    assert stage.reached == "market"
    assert stage.blockers == (Blocker("CUN6", "experience", 2.0, 2.5),)
    assert stage.blockers[0].short_by == 0.5
    assert stage.keys_met["experience"] == (7, 8)


def test_every_company_is_at_least_at_the_first_stage() -> None:
    stage = assessed(ten(all_of("stages", product=1, market=1, experience=1, authenticity=1))).stage
    assert (stage.reached, stage.basics_sound) == ("product", False)


def test_a_stage_needs_every_stage_before_it() -> None:
    stage = assessed(ten(all_of("stages", product=4, market=2.4, experience=4, authenticity=4))).stage
    assert stage.reached == "product"
    assert {b.practice for b in stage.blockers} == {"STR3", "CUN1", "CUN5", "MEA4", None}


def test_all_stages_sound_is_the_highest_stage_without_blockers() -> None:
    assessment = assessed(ten({}))
    assert (assessment.stage.reached, assessment.stage.blockers) == ("authenticity", ())
    assert assessment.stage.established is False


@pytest.mark.parametrize(
    ("mean", "key", "reached"),
    [
        (3.0, 2.5, "market"),
        (3.0, 2.45, "market"),  # prints as 2.5
        (3.0, 2.4, "product"),
        (2.95, 2.95, "market"),  # prints as 3.0
        (2.9, 2.9, "product"),
    ],
)
def test_gates_follow_the_printed_numbers(mean: float, key: float, reached: str) -> None:
    # CUN2 takes what CUN1 lacks, so that the mean of the nine stays where the row says.
    means = all_of("stages", market=mean, experience=2.0, authenticity=2.0) | {"CUN1": key, "CUN2": mean + (mean - key)}
    assert assessed(ten(means, n=20)).stage.reached == reached


def test_a_blocker_is_printed_with_its_distance() -> None:
    means = STAGE_TWO | all_of("stages", experience=3.6) | {"CUN6": 2.4}
    assessment = assessed(ten(means))
    assert "CUN6) at 2.4 is 0.1 short of the 2.5 that stage 3 needs" in sentence(assessment, "blocker", "CUN6")


def test_the_blocker_furthest_from_its_gate_comes_first_and_the_mean_last() -> None:
    means = STAGE_TWO | {"CUN6": 2.2, "GOV1": 1.5, "DSN7": 2.4}
    blockers = assessed(ten(means)).stage.blockers
    assert [b.practice for b in blockers] == ["GOV1", "CUN6", "DSN7", None]
    assert [b.short_by for b in blockers[:3]] == [1.0, 0.3, 0.1]


# ── basics ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("product", "weak"),
    [
        ({"DSN6": 2.4}, ("DSN6",)),  # a key below its gate, the mean of the four at 3.5
        ({"DSN2": 1.0, "DSN6": 3.0, "MEA3": 3.0, "GOV3": 3.0}, ("DSN2",)),  # no key is weak, but the mean is 2.5
    ],
)
def test_unsound_basics_cap_the_stage_at_two_and_are_named(product: dict[str, float], weak: tuple[str, ...]) -> None:
    assessment = assessed(ten(all_of("stages", product=3.9) | product))
    stage = assessment.stage
    assert (stage.reached, stage.basics_sound, stage.weak_basics) == ("market", False, weak)
    assert weak[0] in sentence(assessment, "basics")
    assert any(b.stage == "product" for b in stage.blockers)


def test_basics_that_nobody_could_rate_are_unsound_and_named() -> None:
    responses = people("manager", {"DSN6": "DK DK DK"}, rest="4 4 4")
    assessment = assessed(responses)
    assert (assessment.stage.reached, assessment.stage.basics_sound) == ("market", False)
    assert assessment.stage.weak_basics == ("DSN6",)
    assert "DSN6" in sentence(assessment, "basics")


def test_where_only_the_basics_hold_it_back_the_stage_sentence_does_not_blame_the_next_stage() -> None:
    # The mean of stage 3 is 3.9 and its keys hold: only the mean of the basics, 2.8, is short.
    product = {"DSN2": 1.0, "DSN6": 3.4, "MEA3": 3.4, "GOV3": 3.4}
    assessment = assessed(ten(all_of("stages", product=3, market=3.9, experience=3.9, authenticity=3.9) | product))
    assert [b.stage for b in assessment.stage.blockers] == ["product"]
    assert "the mean over all its practices does not yet" not in sentence(assessment, "blocker", "stage")


def test_sound_basics_need_a_mean_of_three_as_printed() -> None:
    means = all_of("stages", product=2.95)
    assert assessed(ten(means, n=20)).stage.basics_sound is True
    assert assessed(ten(all_of("stages", product=2.9))).stage.basics_sound is False


# ── what nobody knows, and what does not apply ───────────────────────────────────────────────────────────────


def test_a_key_that_nobody_could_rate_is_a_gate_that_is_not_met() -> None:
    assessment = assessed(people("manager", {"CUN5": "DK DK ."}, rest="4 4 4"))
    assert assessment.stage.reached == "product"
    assert assessment.stage.blockers == (Blocker("CUN5", "market", None, 2.5),)
    assert assessment.stage.blockers[0].short_by is None
    assert "Nobody whose answers count could rate" in sentence(assessment, "blocker", "CUN5")
    assert "CUN5" in sentence(assessment, "blocker", "stage")


def test_a_key_that_does_not_apply_is_left_out() -> None:
    stage = assessed(people("manager", {"STR3": "NA NA NA"}, rest="4 4 4")).stage
    assert stage.reached == "authenticity"
    assert stage.keys_met["market"] == (3, 3)


def test_too_few_answers_name_no_stage() -> None:
    stage = assessed(people("manager", {"STR1": "3 3"})).stage
    assert (stage.reached, stage.established, stage.stable) == (None, None, None)
    assert stage.why == "too few answers to place the company at a stage"


def test_a_pulse_names_no_stage() -> None:
    assessment = assessed(people("manager", rest="4 4 4 4 4", pack=PULSE), pack=PULSE)
    assert assessment.stage.reached is None
    assert assessment.stage.why == "cx-pulse asks too few practices for a stage"
    assert assessment.cards.aspiration_gap is None
    assert {assessment.scores[f"stages.{s.id}"].value for s in PULSE.stages} == {None}
    assert assessment.discipline("strategy").value == 4.0


# ── established, stable ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("market", "established"),
    [
        (all_of("stages", market=4.0), True),
        (all_of("stages", market=3.9), False),
        (all_of("stages", market=4.0) | {"CUN1": 3.5, "CUN2": 4.5}, True),
        (all_of("stages", market=4.0) | {"CUN1": 3.4, "CUN2": 4.6}, False),
        (all_of("stages", market=3.95), True),  # prints as 4.0
    ],
)
def test_a_stage_is_established_from_a_mean_of_four_with_keys_of_three_and_a_half(
    market: dict[str, float], established: bool
) -> None:
    stage = assessed(ten(all_of("stages", experience=2.0) | market, n=20)).stage
    assert (stage.reached, stage.established) == ("market", established)


def test_a_stage_that_hangs_on_one_person_is_not_stable() -> None:
    # STR3 is 2.5 with five 3s and five 2s; without one of the 3s it is 22/9, printed 2.4.
    hanging = ten(all_of("stages", market=3.2, experience=2.0) | {"STR3": 2.5})
    assessment = assessed(hanging)
    assert (assessment.stage.reached, assessment.stage.stable) == ("market", False)
    assert "One person’s answers could change the stage." in sentence(assessment, "blocker", "stage")


def test_a_stage_that_no_one_person_decides_is_stable() -> None:
    assessment = assessed(ten(all_of("stages", experience=2.0)))
    assert (assessment.stage.reached, assessment.stage.stable) == ("market", True)
    assert "one person" not in sentence(assessment, "blocker", "stage")


def test_a_stage_that_one_person_less_would_raise_is_not_stable_either() -> None:
    # STR3 is 2.4; without the only 1 it is 23/9, printed 2.6.
    responses = people("manager", {"STR3": "1 2 2 2 2 3 3 3 3 3"}, rest=" ".join("3" * 10))
    stage = assessed(responses).stage
    assert (stage.reached, stage.stable) == ("product", False)


def test_a_person_without_weight_decides_nothing() -> None:
    responses = ten(all_of("stages", experience=2.0)) + people("analyst", {"MEA4": "1"})
    assert assessed(responses).stage.stable is True


def test_an_agreed_level_does_not_hang_on_one_person() -> None:
    hanging = ten(all_of("stages", market=3.2, experience=2.0) | {"STR3": 2.5})
    assert assessed(hanging, agreed={"STR3": 3}).stage.stable is True


# ── inverted profiles ────────────────────────────────────────────────────────────────────────────────────────


def test_a_higher_stage_clearly_above_a_lower_one_is_inverted() -> None:
    assessment = assessed(ten(all_of("stages", product=3.0, market=3.0, experience=3.5, authenticity=3.0)))
    inversions = [(i.higher, i.lower, i.difference) for i in assessment.stage.inverted]
    assert inversions == [("experience", "product", 0.5), ("experience", "market", 0.5)]
    first = found(assessment, "inverted")[0]
    assert "(3.5)" in first.sentence
    assert "(3.0)" in first.sentence


def test_a_difference_below_half_a_level_as_printed_is_no_inversion() -> None:
    assert assessed(ten(all_of("stages", experience=3.4))).stage.inverted == ()


def test_an_inversion_that_the_interval_does_not_carry_is_not_claimed() -> None:
    # Own differences 2, 2, 2, −2 and −1 average 0.6; their standard error is 0.87.
    experience = dict.fromkeys(all_of("stages", experience=0), "5 5 5 1 2")
    assert assessed(people("manager", experience, rest="3 3 3 3 3")).stage.inverted == ()


def test_an_inversion_of_four_people_is_not_claimed() -> None:
    assert assessed(averaging(3, all_of("stages", experience=4), n=4)).stage.inverted == ()
