"""Rule 0: levels, gates and gaps follow the number that is printed."""

import pytest

from cxassess.display import difference, level, r1, shortfall
from cxassess.words import read_words

FORMATS = read_words().formats


@pytest.mark.parametrize(
    ("value", "printed", "reached"),
    [
        (1.44, "1.4", 1),
        (1.45, "1.5", 2),
        (2.4499, "2.4", 2),
        (2.4499999999999, "2.5", 3),  # a float that stands for 2.45
        (2.4499999, "2.4", 2),  # one that does not
        (2.4999, "2.5", 3),
        (2.5, "2.5", 3),
        (3.449, "3.4", 3),
        (3.45, "3.5", 4),
        (4.449, "4.4", 4),
        (4.45, "4.5", 5),
        (1.0, "1.0", 1),
        (5.0, "5.0", 5),
    ],
)
def test_a_level_follows_the_printed_score(value: float, printed: str, reached: int) -> None:
    assert (FORMATS.score(value), level(value)) == (printed, reached)


@pytest.mark.parametrize("tenths", range(10, 51))
def test_halves_go_up_for_every_printed_score(tenths: int) -> None:
    # 1.05, 1.15, … have no exact float; half of them lie below what they stand for.
    assert r1(tenths / 10 + 0.05) == (tenths + 1) / 10


def test_a_sum_of_floats_rounds_like_the_number_it_stands_for() -> None:
    assert r1(sum([0.49] * 5)) == 2.5  # 2.4500000000000002 or 2.45, both are 2.45


def test_a_difference_is_what_a_reader_computes_from_the_two_printed_numbers() -> None:
    assert difference(4.0, 2.149) == 1.9  # 4.0 − 2.1, although 1.851 alone would print as 1.9 too
    assert difference(3.04, 2.96) == 0.0  # 3.0 − 3.0, not 0.1
    assert difference(2.96, 3.04) == 0.0
    assert difference(3.05, 2.94) == 0.2  # 3.1 − 2.9, not 0.1


def test_a_shortfall_is_never_negative() -> None:
    assert shortfall(2.5, 2.4) == 0.1
    assert shortfall(2.5, 2.45) == 0.0
    assert shortfall(2.5, 3.7) == 0.0


def test_a_missing_score_prints_as_a_dash() -> None:
    assert FORMATS.score(None) == "–"
    assert FORMATS.percent(None) == "–"


@pytest.mark.parametrize(
    ("share", "decimals", "printed"),
    [
        (0, 0, "0\xa0%"),
        (0.0904, 0, "9\xa0%"),
        (0.125, 0, "13\xa0%"),
        (0.145, 0, "15\xa0%"),
        (0.0004, 0, "<1\xa0%"),
        (0.9996, 0, ">99\xa0%"),
        (1, 0, "100\xa0%"),
        (0.0231, 1, "2.3\xa0%"),
        (0.99999, 1, ">99.9\xa0%"),
    ],
)
def test_a_share_is_all_or_nothing_only_where_it_is_exact(share: float, decimals: int, printed: str) -> None:
    assert FORMATS.percent(share, decimals) == printed
