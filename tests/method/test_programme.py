"""Rule 10: customer experience management, or a component of it."""

import pytest

from method.tables import PULSE, assessed, averaging, people, sentence


def test_all_four_tests_met_is_customer_experience_management() -> None:
    assessment = assessed(averaging(3))
    assert assessment.verdict == "cem"
    assert {id: result.met for id, result in assessment.programme.items()} == {
        "ongoing": True,
        "loyalty": True,
        "target_customers": True,
        "company_wide": True,
    }


@pytest.mark.parametrize(
    ("means", "met", "lacks"),
    [
        ({"STR6": 3.5, "GOV6": 3.0, "MEA2": 2.5}, True, ()),  # mean 3.0, none below 2.5
        ({"STR6": 4.0, "GOV6": 4.0, "MEA2": 2.4}, False, ("MEA2",)),  # mean 3.5, but one below
        ({"STR6": 3.0, "GOV6": 2.8, "MEA2": 2.9}, False, ("GOV6", "MEA2")),  # mean 2.9
        ({"STR6": 2.95, "GOV6": 2.95, "MEA2": 2.95}, True, ()),  # prints as 3.0
        ({"STR6": 4.0, "GOV6": 4.0, "MEA2": 2.45}, True, ()),  # prints as 2.5
    ],
)
def test_a_test_needs_a_mean_of_three_and_no_practice_below_two_and_a_half(
    means: dict[str, float], met: bool, lacks: tuple[str, ...]
) -> None:
    assessment = assessed(averaging(3, means, n=20))
    result = assessment.programme["ongoing"]
    assert (result.met, result.lacks) == (met, lacks)
    assert result.value == pytest.approx(sum(means.values()) / 3)
    assert assessment.verdict == ("cem" if met else "component")


def test_a_component_says_which_tests_fail() -> None:
    text = sentence(assessed(averaging(3, {"MEA5": 2.0, "GOV1": 2.0})), "component")
    assert "two of its four tests" in text
    assert "tied to loyalty and company-wide" in text


def test_a_test_that_nobody_could_answer_is_not_failed_but_unknown() -> None:
    assessment = assessed(people("manager", {"MEA5": "DK DK"}, rest="4 4"))
    result = assessment.programme["loyalty"]
    assert (result.met, result.value, result.unknown, assessment.verdict) == (None, None, ("MEA5",), None)


def test_one_practice_below_the_line_fails_a_test_whatever_the_unknown_ones_are() -> None:
    assessment = assessed(people("manager", {"MEA5": "DK DK", "STR8": "2 2"}, rest="4 4"))
    assert (assessment.programme["loyalty"].met, assessment.verdict) == (False, "component")


def test_a_practice_that_does_not_apply_is_left_out() -> None:
    result = assessed(people("manager", {"STR3": "NA NA"}, rest="3 3")).programme["target_customers"]
    assert (result.met, result.value) == (True, 3.0)


def test_a_pulse_has_no_programme_tests() -> None:
    assessment = assessed(people("manager", rest="4 4", pack=PULSE), pack=PULSE)
    assert (assessment.programme, assessment.verdict) == ({}, None)
