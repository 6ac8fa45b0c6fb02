"""The CX outcome index: points on a scale or between a client's own anchors, weighted, and none with a hole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.measures.measure import Measure
from cxassess.measures.ratings import measure_satisfaction
from cxassess.measures.scale import Anchors, Band, Scale
from cxassess.measures.tally import tally_of_counts
from cxassess.metrics import METRICS
from cxassess.model.outcome import IndexChoice, MetricEntry, OutcomeIndex
from cxassess.outcome_index import SCALES, find_index, points_of
from cxassess.outcomes import read_metrics
from cxassess.words import read_words
from method.tables import assessed, averaging, close, metric

FRT = Anchors(480, 120, 60)
AHT = Band(Anchors(60, 120, 240), Anchors(900, 600, 360))


def index(entries: list[MetricEntry], **choices: IndexChoice) -> OutcomeIndex:
    found = find_index(read_metrics(entries), choices, read_words())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("id", "choice", "value", "points"),
    [
        ("nps", IndexChoice(1), 19.44, 59.72),  # (19.44 + 100) / 2
        ("nps", IndexChoice(1, Anchors(-20, 10, 40)), 25, 75),
        ("csat", IndexChoice(1), 0.78, 78),
        ("csat_mean", IndexChoice(1), 4.04, 76),  # 100 · (4.04 − 1) / 4
        ("ces", IndexChoice(1), 5.5, 75),
        ("frt", IndexChoice(1, FRT), 300, 25),
        ("frt", IndexChoice(1, FRT), 90, 75),
        ("frt", IndexChoice(1, FRT), 600, 0),
        ("churn", IndexChoice(1, Anchors(0.05, 0.03, 0.01)), 0.02, 75),
        ("aht", IndexChoice(1, band=AHT), 300, 100),
        ("aht", IndexChoice(1, band=AHT), 480, 75),
        ("aht", IndexChoice(1, band=AHT), 90, 25),
    ],
)
def test_a_metric_has_points_from_nought_to_a_hundred(
    id: str, choice: IndexChoice, value: float, points: float
) -> None:
    assert points_of(id, choice, value) == close(points, 1e-6)
    assert index([metric(id, value)], **{id: choice}).value == close(points, 1e-6)


def test_the_index_is_the_weighted_mean_with_its_recipe() -> None:
    found = index(
        [metric("frt", 90), metric("nps", 20), metric("churn", 0.02)], frt=IndexChoice(1, FRT), nps=IndexChoice(3)
    )
    assert found.value == close(0.75 * 60 + 0.25 * 75)
    assert [(p.metric, p.points, p.weight, p.how) for p in found.parts] == [
        ("nps", 60.0, 0.75, "pomp"),
        ("frt", 75.0, 0.25, "anchors"),
    ]
    assert (found.periods, found.why, found.parts[1].anchors) == (("2025",), "", FRT)


def test_without_a_value_for_a_chosen_metric_there_is_no_index_and_it_is_named() -> None:
    found = index([metric("nps", 20)], nps=IndexChoice(1), frt=IndexChoice(1, FRT))
    assert found.value is None
    assert found.why == "No index: First response time, median has no value in this wave."
    assert [part.points for part in found.parts] == [60.0, None]


def test_a_metric_that_was_measured_in_another_unit_than_it_was_chosen_in_has_no_points() -> None:
    mean = measure_satisfaction(tally_of_counts({1: 5, 2: 20, 3: 40}, Scale(1, 3)))
    metrics = read_metrics([], [Measure("csat", mean.definition, "s.csv", mean)])
    found = find_index(metrics, {"csat": IndexChoice(1)}, read_words())
    assert found is not None
    assert found.why == (
        "No index: Customer satisfaction, top two boxes was measured in another unit (scale 1–3) than it was chosen in."
    )


def test_without_a_choice_there_is_no_index() -> None:
    assert find_index(read_metrics([metric("nps", 20)]), {}, read_words()) is None
    assert find_index(read_metrics([metric("nps", 20)]), {"nps": IndexChoice(0)}, read_words()) is None


def test_the_index_is_part_of_the_assessment_and_of_no_score() -> None:
    bare = assessed(averaging(2.5), [metric("nps", 80)])
    chosen = assessed(averaging(2.5), [metric("nps", 80)], index={"nps": IndexChoice(1)})
    assert bare.index is None
    assert chosen.index is not None
    assert chosen.index.value == 90
    assert (bare.scores, bare.overall) == (chosen.scores, chosen.overall)


@settings(deadline=None, derandomize=True, database=None)
@given(id=st.sampled_from(sorted(SCALES)), part=st.floats(0, 1), more=st.floats(0, 1))
def test_the_points_of_a_scale_never_fall_where_the_value_gets_better(id: str, part: float, more: float) -> None:
    kind = METRICS[id]
    low, high = (kind.low + share * (kind.high - kind.low) for share in sorted((part, more)))
    worse, better = (points_of(id, IndexChoice(1), value) for value in (low, high))
    assert 0 <= min(worse, better) <= max(worse, better) <= 100
    assert (worse <= better) if kind.better == "up" else (worse >= better)
