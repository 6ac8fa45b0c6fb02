"""A Measure as JSON: nothing is lost on the way there and back, and nothing else is taken for one."""

import json
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.jsonable import as_json, from_json
from cxassess.measures.difference import Difference
from cxassess.measures.measure import Dimension, Grain, InGroup, InPeriod, Measure, Period
from cxassess.measures.measured import Better, LeftOut, Measured, Method, Why
from cxassess.measures.nps import measure_nps, recommendation_of

checked = settings(deadline=None, derandomize=True, database=None, max_examples=60)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=12)
LEFT_OUT = st.builds(LeftOut, *[st.integers(0, 9)] * 5)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
PERIODS = st.builds(Period, DAYS, DAYS)
MEASURED = st.builds(
    Measured,
    TEXTS,
    st.none() | NUMBERS,
    st.none() | st.integers(0, 10**9),
    TEXTS,
    st.sampled_from(get_args(Better)),
    st.sampled_from(get_args(Method)),
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    LEFT_OUT,
    st.sampled_from(get_args(Why)),
)
DIFFERENCES = st.builds(Difference, *[st.none() | NUMBERS] * 6)
MEASURES = st.builds(
    Measure,
    metric=TEXTS,
    definition=TEXTS,
    source=TEXTS,
    now=MEASURED,
    period=st.none() | PERIODS,
    before=st.none() | MEASURED,
    change=st.none() | DIFFERENCES,
    tool=TEXTS,
    touchpoint=TEXTS,
    wording=TEXTS,
    grain=st.sampled_from(get_args(Grain)),
    series=st.lists(st.builds(InPeriod, PERIODS, MEASURED, TEXTS), max_size=3).map(tuple),
    groups=st.dictionaries(
        st.sampled_from(get_args(Dimension)), st.lists(st.builds(InGroup, TEXTS, MEASURED), max_size=2).map(tuple)
    ),
    answers=st.dictionaries(st.integers(-1, 11), NUMBERS, max_size=4),
)


def kestrel() -> Measure:
    month = Period(date(2026, 3, 1), date(2026, 4, 1))
    score = measure_nps(recommendation_of(15, 13, 8))
    return Measure("nps", "nps", "survey.csv", score, month, series=(InPeriod(month, score, "Would you?"),))


@checked
@given(MEASURES)
def test_a_measure_comes_back_as_it_went(measure: Measure) -> None:
    assert from_json(Measure, json.loads(json.dumps(as_json(measure), allow_nan=False))) == measure


def test_what_an_older_version_wrote_without_later_fields_stays_readable() -> None:
    data = as_json(kestrel())
    for name in ("groups", "answers", "wording", "change"):
        del data[name]
    assert from_json(Measure, data) == kestrel()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("metric",), 5),
        (("now", "value"), "19.4"),
        (("now", "value"), True),
        (("now", "value"), float("nan")),
        (("now", "n"), 36.5),
        (("now", "better"), "sideways"),
        (("now", "left_out", "blank"), None),
        (("period", "start"), "soon"),
        (("period",), "2026-03"),
        (("series",), {}),
        (("series", 0, "wording"), None),
        (("answers",), {"nine": 1.0}),
        (("groups",), {"planet": []}),
        (("mood",), "good"),
    ],
)
def test_anything_else_is_no_measure(place: tuple[Any, ...], value: object) -> None:
    data = as_json(kestrel())
    part = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    with pytest.raises(ValueError, match=r"was|were|Invalid|invalid"):
        from_json(Measure, data)
    with pytest.raises(ValueError, match="expected"):
        from_json(Measure, [data])
