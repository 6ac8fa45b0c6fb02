"""Many organisations side by side, and what may be given away of them: from small tables of scores."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

import pytest

from cxassess.model.assessment import DimensionScore
from cxassess.model.peers import PeerPlace, PeerScore, PeerSet
from cxassess.model.portfolio import Change, LeftOut, Organisation, Round, Spread, Standing, UnitRange
from cxassess.model.reading import Reading
from cxassess.peers import LEAST_PEERS, make_peer_set, place_of, quartiles, tells_one_apart
from cxassess.portfolio import compare_organisations

DESIGN, CULTURE = "disciplines.design", "disciplines.culture"
ANCHORS = {"DSN1": "1", "CUL1": "1"}
DAY = date(2027, 3, 12)


def standing(value: float | None, target: float = 3.5) -> Standing:
    if value is None:
        return Standing(None, None, target, None)
    return Standing(value, round(value), target, max(0.0, round(target - value, 1)))


def found(
    overall: float | None,
    design: float | None = 2.0,
    culture: float | None = 2.0,
    *,
    wave: str = "2027",
    anchors: Mapping[str, str] = ANCHORS,
    units: Mapping[str, float] | None = None,
    stage: str | None = "product",
    day: date = DAY,
) -> Round:
    return Round(
        wave=wave,
        as_of=day,
        is_finished=True,
        version="1.1",
        anchors=anchors,
        n=12,
        overall=Standing(overall, None if overall is None else round(overall)),
        stage=stage,
        dimensions={DESIGN: standing(design), CULTURE: standing(culture), "three_ds.deliver": standing(2.0)},
        practices={"DSN1": standing(design), "CUL1": standing(culture, target=1.0)},
        units={DESIGN: units or {}, CULTURE: {}},
    )


def organisation(client: str, now: Round, before: Round | None = None, folder: str = "") -> Organisation:
    return Organisation(client, folder or f"clients/{client.lower()}", shares=False, now=now, before=before)


# ── distribution ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_distribution_has_n_median_quartiles_of_type_7_range_and_levels() -> None:
    values = [1.0, 2.0, 3.0, 4.0, None]
    portfolio = compare_organisations(
        [organisation(name, found(v, design=v)) for name, v in zip("ABCDE", values, strict=True)], "cx-maturity"
    )
    expected = Spread(n=4, median=2.5, lower=1.75, upper=3.25, low=1.0, high=4.0, levels=(1, 1, 1, 1, 0))
    assert portfolio.spreads[DESIGN] == portfolio.spreads["overall"] == expected
    assert set(portfolio.spreads) == {DESIGN, CULTURE, "overall"}
    assert [one.client for one in portfolio.organisations] == ["D", "C", "B", "A", "E"]
    assert portfolio.stages == {"product": 5}


def test_fewer_than_four_organisations_have_a_range_and_no_quartiles() -> None:
    three = [organisation(name, found(value)) for name, value in (("A", 2.0), ("B", 3.0), ("C", 3.2))]
    spread = compare_organisations(three, "cx-maturity").spreads["overall"]
    assert (spread.n, spread.median, spread.lower, spread.upper, spread.low, spread.high) == (
        3,
        3.0,
        None,
        None,
        2.0,
        3.2,
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2.0], (2.0, 2.0, 2.0)),
        ([3.0, 1.0], (1.5, 2.0, 2.5)),
        ([1.0, 2.0, 3.0, 4.0, 5.0], (2.0, 3.0, 4.0)),
        ([1.0, 1.0, 1.0, 5.0], (1.0, 1.0, 2.0)),
    ],
)
def test_quartiles_are_linear_between_neighbours(values: list[float], expected: tuple[float, ...]) -> None:
    assert quartiles(values) == pytest.approx(expected)


# ── like for like ────────────────────────────────────────────────────────────────────────────────────────────


def test_organisations_with_other_anchors_are_left_out_by_name_and_move_no_number() -> None:
    other = found(5.0, design=5.0, anchors={"DSN1": "2", "CUL1": "1"})
    portfolio = compare_organisations(
        [organisation("A", found(2.0)), organisation("B", found(3.0)), organisation("C", other)], "cx-maturity"
    )
    assert portfolio.left_out == (LeftOut("clients/c", "anchors", {"wave": "2027", "differing": 1}),)
    assert portfolio.spreads["overall"].high == 3.0


def test_of_two_groups_of_one_size_the_one_with_the_newer_wave_is_compared() -> None:
    older = organisation("A", found(2.0, day=date(2026, 1, 1)))
    newer = organisation("B", found(3.0, anchors={"DSN1": "2", "CUL1": "1"}))
    portfolio = compare_organisations([newer, older], "cx-maturity")
    assert ([one.client for one in portfolio.organisations], portfolio.left_out[0].folder) == (["B"], "clients/a")


def test_two_engagements_of_one_client_are_told_apart_by_folder_and_in_full_where_that_is_the_same() -> None:
    folders = ["x/north", "x/south", "y/south"]
    made = [organisation("Acme", found(2.0), folder=folder) for folder in folders]
    names = {
        one.name for one in compare_organisations([*made, organisation("B", found(3.0))], "cx-maturity").organisations
    }
    assert names == {"Acme (north)", "Acme (x/south)", "Acme (y/south)", "B"}


# ── gaps ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_commonest_gaps_come_with_how_many_of_how_many_and_the_median_of_those_who_have_one() -> None:
    values = [(2.0, 3.5), (3.0, 3.4), (3.5, None)]
    made = [organisation(n, found(2.0, d, c)) for n, (d, c) in zip("ABC", values, strict=True)]
    portfolio = compare_organisations(made, "cx-maturity")
    rows = [(lack.subject, lack.under, lack.of, lack.gap) for lack in portfolio.disciplines]
    assert rows == [(DESIGN, 2, 3, 1.0), (CULTURE, 1, 2, pytest.approx(0.1))]
    assert [(lack.subject, lack.under, lack.of) for lack in portfolio.practices] == [
        ("DSN1", 2, 3)
    ]  # CUL1 is over target


# ── who moved ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_moved_is_the_difference_of_the_printed_numbers_and_is_not_called_tested() -> None:
    before = found(2.04, design=2.45, culture=None, wave="2026")
    [move] = compare_organisations([organisation("A", found(2.06, design=3.0), before)], "cx-maturity").moves
    assert move.changes == {DESIGN: Change(2.45, 3.0, 0.5), "overall": Change(2.04, 2.06, 0.1)}
    assert (move.before, move.now, move.verdict("overall"), move.is_tested) == ("2026", "2027", "none", False)


def test_waves_of_other_anchors_are_not_subtracted() -> None:
    before = found(2.0, wave="2026", anchors={"DSN1": "2", "CUL1": "1"})
    [move] = compare_organisations([organisation("A", found(3.0), before)], "cx-maturity").moves
    assert (move.changes, move.reason) == ({}, "anchors")


def test_a_comparison_like_for_like_stands_over_the_printed_difference_whatever_the_anchors_were() -> None:
    before = found(2.0, wave="2026", anchors={"DSN1": "2", "CUL1": "1"})
    tested = {"overall": Change(2.0, 3.0, 1.0, 0.4, 1.6, "improved"), "three_ds.deliver": Change(2.0, 2.0, 0.0)}
    one = replace(organisation("A", found(3.0), before), tested=tested)
    [move] = compare_organisations([one], "cx-maturity").moves
    assert (list(move.changes), move.verdict("overall"), move.is_tested) == (["overall"], "improved", True)


# ── units ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_units_of_an_organisation_that_lie_furthest_apart_are_named_and_a_single_unit_is_not() -> None:
    made = [
        organisation("A", found(2.0, units={"North": 2.0, "South": 3.1, "West": 2.5})),
        organisation("B", found(2.5, units={"North": 2.0})),
    ]
    assert compare_organisations(made, "cx-maturity").units == (UnitRange("A", DESIGN, 3, "North", 2.0, "South", 3.1),)


# ── peers ────────────────────────────────────────────────────────────────────────────────────────────────────


def peer_set(values: list[float], years: list[int] | None = None) -> PeerSet:
    scores = [{DESIGN: value, CULTURE: value if n else None} for n, value in enumerate(values)]
    return make_peer_set("Firm", DAY, "cx-maturity", ["1.1"], ANCHORS, scores, years or [2027])


EIGHT = [1.111, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.999]


def test_a_peer_set_says_nothing_of_one_organisation_and_leaves_out_what_fewer_than_eight_have() -> None:
    made = peer_set(EIGHT)
    assert made.scores == {DESIGN: PeerScore(8, 2.75, 1.88, 3.63)}  # culture: of seven; 1.875 and 3.625 rounded up
    assert {field.name for field in fields(PeerScore)} == {"n", "median", "lower", "upper"}
    with pytest.raises(ValueError, match=f"{LEAST_PEERS} organisations or more, not of 7"):
        peer_set(EIGHT[1:])


@pytest.mark.parametrize(
    ("added", "tells"),
    [([], False), ([2.0], True), ([2.0, 2.2, 3.0], True), ([2.0, 2.2, 3.0, 3.1], False)],
)
def test_two_sets_that_differ_by_fewer_than_four_organisations_could_tell_what_one_scored(
    added: list[float], *, tells: bool
) -> None:
    assert tells_one_apart(peer_set(EIGHT), peer_set(EIGHT + added)) is tells
    assert tells_one_apart(peer_set(EIGHT + added), peer_set(EIGHT)) is tells


def test_one_organisation_in_the_place_of_another_could_be_told_and_another_questionnaire_tells_nothing() -> None:
    changed = peer_set([*EIGHT[:-1], 2.0])
    assert tells_one_apart(peer_set(EIGHT), changed)
    assert not tells_one_apart(replace(peer_set(EIGHT), questionnaire="cx-pulse"), changed)


def score(value: float | None, low: float | None = None, high: float | None = None) -> DimensionScore:
    reading = Reading(value=value, n=12, low=low, high=high)
    values: dict[str, object] = dict.fromkeys(field.name for field in fields(DimensionScore))
    return DimensionScore(**values | {"framework": "disciplines", "dimension": "design", "reading": reading})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "low", "high", "side", "is_open"),
    [
        (2.84, None, None, "at", False),  # prints as 2.8, as the median 2.75 does
        (2.86, None, None, "above", False),
        (2.74, 2.5, 2.9, "below", True),
        (2.0, 1.8, 2.2, "below", False),
    ],
)
def test_a_place_among_peers_follows_what_is_printed(
    value: float, low: float | None, high: float | None, side: str, *, is_open: bool
) -> None:
    place = place_of(score(value, low, high), peer_set(EIGHT))
    assert place == PeerPlace(PeerScore(8, 2.75, 1.88, 3.63), side, is_open)  # type: ignore[arg-type]


def test_without_a_score_or_a_peer_set_there_is_no_place() -> None:
    assert place_of(score(None), peer_set(EIGHT)) is None
    assert place_of(score(2.0), None) is None
