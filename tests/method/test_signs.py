"""Warning signs from series, with the thresholds of the engagement, and by the test of measured promoters."""

from datetime import date

import pytest

from cxassess.measures.measure import Measure, Period
from cxassess.measures.nps import compare_nps, measure_nps, recommendation_of
from cxassess.metrics import SIGNS, USUAL_SIGNS
from cxassess.model.assessment import Sign
from cxassess.model.outcome import MetricEntry, SignLimits, TypedPoint
from cxassess.outcomes import read_metrics
from cxassess.signs import find_signs, kind_of, say_thresholds
from cxassess.words import languages, read_words
from method.tables import assessed, averaging, close

EVERY = tuple(SIGNS)


def series(id: str, *values: float, first: int = 2020, **wordings: str) -> MetricEntry:
    """A typed metric of some years; `y2022="…"` words the question of that year."""
    years = range(first, first + len(values))
    points = tuple(
        TypedPoint(str(year), value, wording=wordings.get(f"y{year}", ""))
        for year, value in zip(years, values, strict=True)
    )
    return MetricEntry(id, values[-1], None, str(years[-1]), series=points)


def sign(entry: MetricEntry, id: str, language: str = "en", **limits: SignLimits) -> Sign:
    return find_signs(read_metrics([entry]), EVERY, read_words(language), limits)[id]


@pytest.mark.parametrize(
    ("id", "limits", "said"),
    [
        ("base", SignLimits(), "any fall; alarm: a fall of 5.0 % or more, or the second period in a row"),
        ("base", SignLimits(watch=0.02), "a fall of more than 2.0 %; alarm: a fall of 5.0 % or more, or"),
        ("share", SignLimits(watch=0.005), "a fall of more than 0.5 points; alarm: a fall of 1.0 points or more, or"),
        ("recommendations", SignLimits(), "a fall of more than 5.0 %; alarm: a fall of more than 15.0 %."),
        ("appeals", SignLimits(watch=0, alarm=0), "any rise; alarm: any rise."),
    ],
)
def test_thresholds_are_told_as_a_reader_says_them(id: str, limits: SignLimits, said: str) -> None:
    told = say_thresholds(kind_of(id, {id: limits}), read_words()).replace("\xa0", " ")
    assert told.startswith(f"Watched: {said}")


@pytest.mark.parametrize(
    ("values", "state", "in_a_row"),
    [
        ((1000, 990), "watch", False),
        ((1000, 990, 980), "alarm", True),  # two years in a row
        ((1000, 1010, 1000), "watch", False),
        ((1000, 990, 990), "quiet", False),
        ((1000, 990, 940), "alarm", False),  # more than 5 % by itself
        ((1000, 900, 1000), "quiet", False),
        ((1000, 990, 980, 985), "quiet", False),
    ],
)
def test_a_base_that_shrinks_twice_in_a_row_is_an_alarm(values: tuple[float, ...], state: str, in_a_row: bool) -> None:
    found = sign(series("customers", *values), "base")
    assert (found.state, found.in_a_row) == (state, in_a_row)
    assert found.change == close(values[-1] / values[-2] - 1)
    assert ("second period in a row" in found.sentence) == in_a_row


def test_so_is_a_market_share_or_an_uptake_and_nothing_else() -> None:
    assert sign(series("market_share", 0.200, 0.198, 0.196), "share").in_a_row
    assert sign(series("uptake", 0.700, 0.698, 0.696), "uptake").in_a_row
    rising = series("acquisition_cost", 100, 110, 121)  # twice at watch
    assert (sign(rising, "acquisition_cost").state, sign(rising, "acquisition_cost").in_a_row) == ("watch", False)


def test_a_line_that_breaks_tells_nothing_of_two_periods_in_a_row() -> None:
    counted_anew = series("customers", 1000, 990, 980, y2020="lines", y2021="households")
    assert (sign(counted_anew, "base").state, sign(counted_anew, "base").in_a_row) == ("watch", False)
    gap = MetricEntry(
        "customers", 980, None, "2024", series=tuple(TypedPoint(y, v) for y, v in (("2022", 1000), ("2024", 980)))
    )
    assert sign(gap, "base").state == "unknown"


def test_a_sign_carries_its_series_and_the_thresholds_that_were_used() -> None:
    found = sign(series("customers", 1000, 990, 980), "base", base=SignLimits(alarm=0.2))
    assert [(point.period, point.value) for point in found.series] == [("2020", 1000), ("2021", 990), ("2022", 980)]
    assert (found.metric, found.watch, found.alarm) == ("customers", 0, 0.2)


@pytest.mark.parametrize(
    ("limits", "state"),
    [
        (SignLimits(), "watch"),
        (SignLimits(alarm=0.03), "alarm"),
        (SignLimits(alarm=0.04), "alarm"),  # at it
        (SignLimits(watch=0.04), "quiet"),
        (SignLimits(watch=0.03, alarm=0.1), "watch"),
    ],
)
def test_the_engagement_sets_its_own_thresholds(limits: SignLimits, state: str) -> None:
    assert sign(series("customers", 1000, 960), "base", base=limits).state == state


def test_falls_that_are_not_watched_are_no_alarm_however_often_they_come() -> None:
    assert sign(series("customers", 1000, 990, 980), "base", base=SignLimits(watch=0.02)).state == "quiet"


@pytest.mark.parametrize("language", languages())
def test_an_alarm_at_an_own_threshold_names_that_one_and_not_the_usual(language: str) -> None:
    found = sign(series("customers", 1000, 965), "base", language, base=SignLimits(alarm=0.03))
    assert "3.0\xa0%" in found.sentence.replace(",", ".")
    assert "5 %" not in found.sentence.replace("\xa0", " ").replace("3.5 %", "").replace("3,5 %", "")
    share = sign(series("market_share", 0.2, 0.195), "share", language, share=SignLimits(alarm=0.004))
    assert "0.4" in share.sentence.replace(",", ".")


def of_promoters(now: tuple[int, int, int], before: tuple[int, int, int]) -> Measure:
    later, earlier = recommendation_of(*now), recommendation_of(*before)
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    difference = compare_nps(later, earlier)
    return Measure("nps", "nps", "s.csv", measure_nps(later), year, measure_nps(earlier), difference)


def recommendations(measure: Measure) -> Sign:
    return find_signs(read_metrics([], [measure]), USUAL_SIGNS, read_words())["recommendations"]


def test_measured_promoters_are_tested_by_their_counts_where_typed_ones_could_not_tell() -> None:
    # 40 → 34 with 1,500 answers each, few of them far from 0: the counts' own margin is 5.0 points, the widest 6.7.
    found = recommendations(of_promoters((660, 690, 150), (720, 660, 120)))
    assert (found.state, found.unit, found.change, found.metric) == ("alarm", "points", close(-6), "nps")
    assert "more than chance allows: the 95 % interval of the change runs from −11 to −1" in found.sentence
    typed = find_signs(read_metrics([MetricEntry("nps", 34, 1500, "", 40)]), USUAL_SIGNS, read_words())
    assert typed["recommendations"].state == "unknown"


def test_a_measured_fall_that_chance_allows_is_no_alarm() -> None:
    found = recommendations(of_promoters((66, 69, 15), (72, 66, 12)))
    assert found.state == "unknown"
    assert "which chance allows" in found.sentence


def test_the_thresholds_of_the_engagement_reach_the_assessment_and_its_targets() -> None:
    entry = series("customers", 1000, 960)
    plain, strict = (
        assessed(averaging(2), [entry], sign_limits=limits) for limits in ({}, {"base": SignLimits(alarm=0.04)})
    )
    assert (plain.signs["base"].state, strict.signs["base"].state) == ("watch", "alarm")
