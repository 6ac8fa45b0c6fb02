"""The anchors can be used: two readers who rate the same organisation choose the same picture, or the next one.

Ten invented organisations stand in tests/data/portraits, written by somebody who had not seen the questionnaire. Two
readers rated what each portrait tells, one portrait by portrait and one question by question, without knowing of each
other. The wording of each miss was mended; the table holds the ratings of the present wording.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest
from people import PACK

FOLDER = Path(__file__).parent / "data" / "portraits"
PORTRAITS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("[01]*.md"))}


def ratings() -> list[dict[str, str]]:
    with (FOLDER / "ratings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agreed(rows: list[dict[str, str]], within: int) -> float:
    """The share of ratings that lie no further apart; “don’t know” from one reader alone counts as a miss."""
    levels = [(row["first"], row["second"]) for row in rows]
    near = [a == b or (a.isdigit() and b.isdigit() and abs(int(a) - int(b)) <= within) for a, b in levels]
    return sum(near) / len(near)


def test_there_are_ten_portraits_of_half_a_page() -> None:
    assert len(PORTRAITS) == 10
    assert all(300 <= len(text.split()) <= 500 for text in PORTRAITS.values())


def test_every_practice_is_rated_in_at_least_four_portraits() -> None:
    counts = Counter(row["practice"] for row in ratings())
    assert set(counts) == set(PACK.practices)
    assert min(counts.values()) >= 4
    assert {row["portrait"] for row in ratings()} == set(PORTRAITS)


def test_a_portrait_speaks_in_no_anchor_words() -> None:
    """Who parrots an anchor tests nothing."""
    anchors = [full for practice in PACK.practices.values() for full in practice.full]
    assert [(name, full) for name, text in PORTRAITS.items() for full in anchors if full in text] == []


@pytest.mark.parametrize(("within", "least"), [(0, 0.75), (1, 0.95)], ids=["the same", "the same or the next"])
def test_two_readers_agree(within: int, least: float) -> None:
    assert agreed(ratings(), within) >= least


def test_all_levels_are_chosen() -> None:
    assert {row["first"] for row in ratings()} >= set("12345")
