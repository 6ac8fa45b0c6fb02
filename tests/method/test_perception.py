"""How executives and the front line see the same practices (method §6.4)."""

import pytest
from scipy import stats

from cxassess.perception import practice_gaps
from method.tables import assessed, close, found, people, sentence

STRATEGY = {"STR1": "", "STR5": "", "STR7": ""}  # what both are asked of this discipline


def strategy(row: str) -> dict[str, str]:
    return dict.fromkeys(STRATEGY, row)


def test_the_gap_is_taken_over_the_practices_that_both_were_asked() -> None:
    only_leaders = {f"STR{i}": "5 5" for i in (2, 3, 4, 6, 8)}
    responses = people("executive", strategy("3 3") | only_leaders) + people("front_line", strategy("3 2"))
    gap = assessed(responses).perception["strategy"]
    assert gap.practices == ("STR1", "STR5", "STR7")
    assert (gap.executive, gap.front_line, gap.gap) == (3.0, 2.5, 0.5)
    assert (gap.n_executive, gap.n_front_line) == (2, 2)


def test_an_answer_of_the_front_line_to_what_it_is_not_asked_stays_out() -> None:
    responses = people("executive", strategy("3") | {"STR2": "5"})
    responses += people("front_line", strategy("3") | {"STR2": "1"})
    assert assessed(responses).perception["strategy"].gap == 0.0


@pytest.mark.parametrize(
    ("executives", "front_line", "gap", "flagged"),
    [
        ("4 4 4 4 4", "4 3 3 3 3", 0.8, True),
        ("4 4 4 4 4 4 4 4 4 4", "4 4 4 3 3 3 3 3 3 3", 0.7, False),
        ("4 4 4 4", "4 3 3 3", 0.7, False),  # 4.0 − 3.25 is 0.75, but 4.0 and 3.3 are printed
        ("3 3 3 3", "4 4 4 3", -0.8, True),  # 3.0 − 3.75 prints as 3.0 − 3.8
        ("2 2 2 2 2", "3 3 3 3 2", -0.8, True),
    ],
)
def test_three_quarters_of_a_level_apart_as_printed_is_flagged(
    executives: str, front_line: str, gap: float, flagged: bool
) -> None:
    responses = people("executive", strategy(executives)) + people("front_line", strategy(front_line))
    result = assessed(responses).perception["strategy"]
    assert (result.gap, result.flagged) == (gap, flagged)


def test_from_five_on_each_side_the_gap_has_welchs_interval() -> None:
    responses = people("executive", strategy("4 4 4 4 5")) + people("front_line", strategy("2 2 3 3 3"))
    gap = assessed(responses).perception["strategy"]
    # Variances 0.2 and 0.3, so SE² = 0.04 + 0.06 and df = 0.01 / (0.0016/4 + 0.0036/4) = 7.6923
    half = float(stats.t.ppf(0.975, 0.01 / 0.0013)) * 0.1**0.5
    assert gap.gap == 1.6  # 4.2 − 2.6
    assert (gap.low, gap.high) == (close(1.6 - half), close(1.6 + half))
    assert gap.effect == close(1.6 / 0.25**0.5 * (1 - 3 / 31))  # 2.8903
    assert (gap.flagged, gap.indicative) == (True, False)


def test_below_five_on_one_side_the_gap_is_indicative() -> None:
    responses = people("executive", strategy("4 4 4 4")) + people("front_line", strategy("2 2 2 2 2 2"))
    gap = assessed(responses).perception["strategy"]
    assert (gap.flagged, gap.indicative, gap.low, gap.high) == (True, True, None, None)


def test_an_interval_with_nought_in_it_makes_the_gap_indicative() -> None:
    responses = people("executive", strategy("5 5 5 1 1")) + people("front_line", strategy("1 1 1 3 5"))
    gap = assessed(responses).perception["strategy"]  # 3.4 − 2.2, spread 2.2 and 1.8
    assert (gap.gap, gap.flagged, gap.indicative) == (1.2, True, True)
    assert gap.low is not None
    assert gap.low < 0


def test_there_is_no_gap_without_the_other_role() -> None:
    assert assessed(people("executive", rest="3 3")).perception == {}


def test_practices_seen_apart_are_named_by_their_printed_numbers() -> None:
    responses = people("executive", {"GOV1": "5 4", "CUL6": "3 3"}) + people(
        "front_line", {"GOV1": "2 2", "CUL6": "3 3"}
    )
    assessment = assessed(responses)
    assert practice_gaps(assessment.practices) == {"GOV1": 2.5, "CUL6": 0.0}
    text = sentence(assessment, "perception", "practices")
    assert "GOV1, +2.5" in text
    assert "Take the lower value as the working hypothesis" in text


def test_a_sentence_about_a_clear_gap_carries_both_sides_and_their_numbers() -> None:
    responses = people("executive", strategy("4 4 4 4 5")) + people("front_line", strategy("2 2 3 3 3"))
    text = sentence(assessed(responses), "perception", "disciplines.strategy")
    for part in ("1.6 levels above", "4.2 against 2.6", "n = 5 and 5"):
        assert part in text


def test_a_sentence_about_few_people_says_how_few() -> None:
    responses = people("executive", strategy("4 4 4 4 4")) + people("front_line", strategy("2 2 2"))
    assessment = assessed(responses)
    assert "only three front-line people" in sentence(assessment, "perception", "disciplines.strategy")
    assert found(assessment, "perception", "disciplines.strategy")[0].severity == 1
