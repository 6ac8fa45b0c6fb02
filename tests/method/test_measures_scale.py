"""Where a value stands from 0 to 100: on its scale, or between a client's own anchors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.measures.scale import Anchors, Band, Scale, pomp, pomp_of_nps
from method.tables import close

checked = settings(deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("value", "scale", "points"),
    [
        (4.04, Scale(1, 5), 76.0),  # TV-26
        (5.3, Scale(1, 7), 71.6667),  # TV-28
        (1, Scale(1, 5), 0.0),
        (1, Scale(1, 5, "down"), 100.0),
        (10, Scale(0, 10), 100.0),
    ],
)
def test_percent_of_maximum_possible(value: float, scale: Scale, points: float) -> None:
    assert pomp(value, scale) == close(points, 1e-4)


def test_a_promoter_score_of_nought_is_in_the_middle() -> None:
    assert [pomp_of_nps(score) for score in (-100, 0, 40, 100)] == [0, 50, 70, 100]


def test_a_value_off_its_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="6 is not on the scale from 1 to 5"):
        pomp(6, Scale(1, 5))
    with pytest.raises(ValueError, match="not from 5 to 1"):
        Scale(5, 1)


def test_first_response_between_the_clients_own_anchors() -> None:
    anchors = Anchors(floor=480, threshold=120, target=60)  # minutes
    assert [anchors.points(m) for m in (1000, 480, 300, 120, 90, 60, 0)] == [0, 0, 25, 50, 75, 100, 100]


def test_retention_between_anchors_that_rise() -> None:
    anchors = Anchors(floor=0.70, threshold=0.80, target=0.95)
    assert anchors.points(0.875) == close(75)


@pytest.mark.parametrize("anchors", [(1, 3, 2), (1, 1, 2), (2, 2, 2), (3, 1, 2)])
def test_anchors_rise_or_fall(anchors: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="must rise"):
        Anchors(*anchors)


def test_too_short_a_handle_time_is_as_bad_as_too_long_a_one() -> None:
    band = Band(Anchors(60, 120, 240), Anchors(900, 600, 360))
    assert [band.points(s) for s in (30, 90, 240, 300, 360, 480, 900)] == [0, 25, 100, 100, 100, 75, 0]
    with pytest.raises(ValueError, match="a band needs"):
        Band(Anchors(240, 120, 60), Anchors(900, 600, 360))
    with pytest.raises(ValueError, match="a band needs"):
        Band(Anchors(60, 120, 500), Anchors(900, 600, 360))


@checked
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3, unique=True).map(sorted),
    st.floats(-2e6, 2e6),
    st.floats(-2e6, 2e6),
)
def test_points_stay_within_a_hundred_and_follow_the_direction(three: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    rising, falling = Anchors(*three), Anchors(*reversed(three))
    assert 0 <= rising.points(low) <= rising.points(high) <= 100
    assert 0 <= falling.points(high) <= falling.points(low) <= 100
