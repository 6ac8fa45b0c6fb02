"""Rows of any kind: lists, arrays and frames, weights, blanks, and two real files."""

import doctest
import importlib
import pkgutil
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from real import number, real_rows

import cxassess.measures
from cxassess.measures import nps
from cxassess.measures.measured import LeftOut, Measured, effective_n
from cxassess.measures.nps import count_recommendation, measure_nps
from cxassess.measures.ratings import measure_satisfied
from cxassess.measures.rows import cells, numbers
from cxassess.measures.scale import NPS_SCALE, Scale
from cxassess.measures.tally import Chosen, Tally, tally, tally_of_counts
from cxassess.measures.times import P90, durations, measure_resolution
from cxassess.metrics import METRICS
from method.tables import close

STARS = Scale(1, 5)


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "column",
    [
        [5, None, 1, 6],
        (5.0, float("nan"), 1.0, 6.0),
        np.array([5, np.nan, 1, 6]),
        pd.Series([5, None, 1, 6]),
        pd.Series([5, None, 1, 6], dtype="Int64"),
        pd.Series([5, None, 1, 6], dtype="Float64"),
        pd.Series([5, pd.NA, 1, 6], dtype=object),
        iter([5, None, 1, 6]),
    ],
    ids=["list", "tuple", "array", "series", "Int64", "Float64", "object", "iterator"],
)
def test_a_column_of_any_kind_reads_the_same(column: Any) -> None:
    expected = Tally(STARS, {1: Chosen(1, 1.0, 1.0), 5: Chosen(1, 1.0, 1.0)}, LeftOut(blank=1, out_of_range=1))
    assert tally(column, STARS) == expected


def test_the_index_of_a_frame_plays_no_part() -> None:
    frame = pd.DataFrame({"score": [10, 0, 9], "weight": [1.0, 2.0, 3.0]}).sort_values("weight", ascending=False)
    people = count_recommendation(tally(frame["score"], NPS_SCALE, frame["weight"]))
    assert (people.promoters, people.detractors) == (4.0, 2.0)


def test_text_is_no_number_even_if_it_looks_like_one() -> None:
    with pytest.raises(TypeError, match="'10' is str: parse and count it first"):
        numbers([9, "10"])
    assert cells(["007", None, "N/A"]) == ["007", None, "N/A"]


def test_columns_of_one_table_have_one_length() -> None:
    with pytest.raises(ValueError, match="these have 1, 2"):
        tally([5, 4], STARS, [1.0])


def test_counts_of_a_table_are_the_rows_of_it() -> None:
    assert tally_of_counts({5: 2, None: 1, 6: 3, 1: 0}, STARS) == tally([5, 5, None, 6, 6, 6], STARS)
    with pytest.raises(ValueError, match="less than no times"):
        tally_of_counts({5: -1}, STARS)
    with pytest.raises(ValueError, match="6 is not on the scale"):
        Tally(STARS, {6: Chosen(1, 1.0, 1.0)})


# ── weights ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("weights", "n"), [([1, 1, 1, 1], 4), ([0.1] * 5, 5), ([3, 1], 1.6), ([1000, 1e-9], 1), ([], 0)]
)
def test_kishs_n_is_n_for_equal_weights_and_less_for_others(weights: list[float], n: float) -> None:
    assert effective_n(sum(weights), sum(w * w for w in weights)) == close(n)


# ── the results ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_result_names_its_metric_unit_and_direction_as_the_product_does() -> None:
    for measured in (
        measure_nps(nps.recommendation_of(5, 5, 5)),
        measure_satisfied(tally([5, 4, 1], STARS)),
        measure_resolution(durations([3]), "calendar"),
    ):
        kind = METRICS[measured.metric]
        assert (kind.unit, kind.better) == (measured.unit, measured.better)


def test_what_was_left_out_adds_up() -> None:
    both = LeftOut(blank=1, impossible=2) + LeftOut(blank=3, unobserved=1)
    assert both == LeftOut(blank=4, impossible=2, unobserved=1)
    assert both.total == 7


def test_the_examples_in_the_docstrings_are_true() -> None:
    tried = 0
    for module in pkgutil.iter_modules(cxassess.measures.__path__, "cxassess.measures."):
        failed, examples = doctest.testmod(importlib.import_module(module.name))
        assert failed == 0
        tried += examples
    assert tried > 10


# ── real files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_airports_passengers_of_2017() -> None:
    # Expected values computed with another program; 84 answers of 11 mean blank, and as promoters would give 41.63.
    rows = real_rows("sfo_customer_survey_2017.csv")
    scores, weights = [number(row["NETPRO"]) for row in rows], [number(row["WEIGHT"]) for row in rows]
    plain = measure_nps(count_recommendation(tally(scores, NPS_SCALE)))
    weighted = measure_nps(count_recommendation(tally(scores, NPS_SCALE, weights)))
    assert (plain.n, plain.value) == (2746, close(39.84, 0.005))
    assert plain.left_out.out_of_range == 84
    assert half(plain) == close(2.615, 0.002)  # Wald on 1,436, 968, 342; with n − 1 it is the 2.62 that is quoted
    assert weighted.value == close(40.40, 0.005)
    assert half(weighted) > half(plain)
    overall = measure_satisfied(tally([number(row["Q7ALL"]) for row in rows], STARS))
    assert (overall.n, overall.value) == (2688, close(0.8207, 5e-5))


def half(measured: Measured) -> float:
    assert measured.low is not None
    assert measured.high is not None
    return (measured.high - measured.low) / 2


def test_the_service_requests_of_a_city_in_january_2018() -> None:
    rows = [dict(row) for row in {tuple(row.items()) for row in real_rows("stl_service_requests_2018_01.csv")}]
    assert len(rows) == 1541
    minutes = durations(minutes_between(row["datetimeinit"], row["datetimeclosed"]) for row in rows)
    median, p90 = (measure_resolution(minutes, "calendar", percent) for percent in (50, P90))
    assert (median.value or 0) / 60 == close(88.77, 0.005)
    assert (p90.value or 0) / 60 == close(1612.11, 0.005)
    assert (median.n or 0) + median.left_out.total == 1541


def minutes_between(opened: str, closed: str) -> float | None:
    if not closed:
        return None
    first, last = (datetime.fromisoformat(text.partition(".")[0]) for text in (opened, closed))
    return (last - first).total_seconds() / 60
