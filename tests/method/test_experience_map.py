"""The experience map: which value a touchpoint has, and each rule on a built case and on its neighbour just off."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from cxassess.experience_map import is_moment
from cxassess.measures.measure import InGroup, Measure
from cxassess.measures.measured import Measured
from cxassess.model.engagement import MetricEntry
from cxassess.model.experience_map import ExperienceMap, Touchpoint, TypedSatisfaction
from method.tables import PACK, PULSE, assessed, averaging, close, people

EVERYBODY = averaging(3)


def csat(value: float | None, n: int = 400, half: float = 0.02, definition: str = "csat.top_two.1_5") -> Measured:
    low, high = (None, None) if value is None else (value - half, value + half)
    return Measured(definition, value, n, "share", "up", "wilson", low, high)


def ces(value: float, n: int = 400) -> Measured:
    return Measured("ces.mean", value, n, "scale_1_7", "up", "student_t", value - 0.1, value + 0.1)


def survey(values: Mapping[str, Measured], source: str = "survey.csv") -> Measure:
    """A measure whose rows name touchpoints."""
    whole = replace(next(iter(values.values())), n=sum(m.n or 0 for m in values.values()))
    groups = {"touchpoint": tuple(InGroup(name, measured) for name, measured in values.items())}
    return Measure(whole.metric, whole.definition, source, whole, groups=groups)  # type: ignore[arg-type]


def typed(value: float, n: int | None = 400, scale: str = "1-5", metric: str = "csat") -> TypedSatisfaction:
    return TypedSatisfaction(metric, value, n, scale=scale if metric == "csat" else "", source="a table")


def mapped(
    touchpoints: Sequence[Touchpoint],
    measures: Sequence[Measure] = (),
    metrics: Sequence[MetricEntry] = (),
    **settings: object,
) -> ExperienceMap:
    made = assessed(EVERYBODY, metrics, measures=measures, touchpoints=touchpoints, **settings)  # type: ignore[arg-type]
    assert made.experience_map is not None
    return made.experience_map


def journey(rows: Sequence[tuple[float | None, float | None]], n: int | None = 400) -> list[Touchpoint]:
    """Touchpoints by importance and typed csat."""
    return [
        Touchpoint(f"T{number}", "during", importance=importance, typed=None if value is None else typed(value, n))
        for number, (importance, value) in enumerate(rows, start=1)
    ]


def test_without_touchpoints_there_is_no_map() -> None:
    assert assessed(EVERYBODY).experience_map is None


# ── which value stands ───────────────────────────────────────────────────────────────────────────────────────


def test_a_touchpoint_has_the_value_of_the_rows_of_its_name_or_of_the_name_in_the_data() -> None:
    rows = survey({"My order": csat(0.8), "A fault": csat(0.6)})
    found = mapped([Touchpoint("MY  ORDER", "during"), Touchpoint("Disturbance", "after", survey="a fault")], [rows])
    assert [(t.name, t.value) for t in found.touchpoints] == [("MY  ORDER", 0.8), ("Disturbance", 0.6)]
    shown = found.touchpoints[0].satisfaction
    assert shown is not None
    assert (shown.source, shown.measured, shown.n) == ("survey.csv", True, 400)


def test_touchpoints_of_the_data_that_the_map_lacks_are_named_and_so_are_those_without_data() -> None:
    found = mapped([Touchpoint("A bill", "after")], [survey({"My order": csat(0.8), "A fault": csat(0.6)})])
    assert found.not_on_map == ("My order", "A fault")
    assert [t.name for t in found.without_data] == ["A bill"]


def test_a_question_about_one_touchpoint_counts_as_its_rows() -> None:
    asked = Measure("csat", "csat.top_two.1_5", "visits.csv", csat(0.7), touchpoint="Installation")
    assert mapped([Touchpoint("Installation", "during")], [asked]).touchpoints[0].value == 0.7


def test_a_value_of_metrics_csv_stands_where_no_rows_have_one() -> None:
    entry = MetricEntry("csat", 0.66, 200, "2025", source="Panel", touchpoint="A bill")
    reading = mapped([Touchpoint("A bill", "after")], metrics=[entry]).touchpoints[0]
    assert reading.satisfaction is not None
    assert (reading.value, reading.satisfaction.measured, reading.satisfaction.source) == (0.66, False, "Panel")


def test_what_was_measured_stands_before_what_the_table_says() -> None:
    reading = mapped([Touchpoint("A bill", "after", typed=typed(0.9))], [survey({"A bill": csat(0.6)})]).touchpoints[0]
    assert (reading.value, reading.typed_unused) == (0.6, True)


def test_a_typed_mean_gives_way_to_a_measured_share_of_the_same_question() -> None:
    touchpoint = Touchpoint("A bill", "after", typed=typed(4.1, metric="csat_mean"))
    reading = mapped([touchpoint], [survey({"A bill": csat(0.6)})]).touchpoints[0]
    assert (reading.value, reading.other, reading.typed_unused) == (0.6, None, True)


def test_one_definition_is_drawn_that_of_most_touchpoints_and_the_others_are_told() -> None:
    found = mapped(
        [*(Touchpoint(name, "during") for name in "ABC"), Touchpoint("D", "after", typed=typed(0.5))],
        [survey({"A": ces(5.1), "B": ces(4.2), "C": ces(6.0)})],
    )
    assert (found.metric, found.definition_id) == ("ces", "ces.mean")
    last = found.touchpoints[3]
    assert last.satisfaction is None
    assert last.other is not None
    assert last.other.definition_id == "csat.top_two.1_5"


def test_of_equally_many_the_fixed_order_decides() -> None:
    measures = [survey({"A": ces(5.1)}), survey({"B": csat(0.6)}, "other.csv")]
    assert mapped([Touchpoint("A", "during"), Touchpoint("B", "during")], measures).metric == "csat"


def test_a_typed_share_without_its_scale_compares_only_with_its_like() -> None:
    rows = survey({"A": csat(0.6), "B": csat(0.7)})
    touchpoints = [
        Touchpoint("A", "during"),
        Touchpoint("B", "during"),
        Touchpoint("C", "after", typed=typed(0.5, scale="")),
    ]
    last = mapped(touchpoints, [rows]).touchpoints[2]
    assert (last.satisfaction, last.other and last.other.definition_id) == (None, "csat.top_two")


@pytest.mark.parametrize(("n", "value"), [(4, None), (5, 0.6)])
def test_what_fewer_than_the_smallest_group_answered_is_withheld(n: int, value: float | None) -> None:
    measured = mapped([Touchpoint("A", "during")], [survey({"A": csat(0.6, n), "B": csat(0.6, 90)})], minimum_group=5)
    assert measured.touchpoints[0].value == value
    told = [Touchpoint("A", "during", typed=typed(0.6, n)), Touchpoint("B", "during", typed=typed(0.7, 90))]
    assert mapped(told, minimum_group=5).touchpoints[0].value == value


def test_a_table_cannot_give_away_what_is_withheld() -> None:
    rows = survey({"A": csat(0.6, 3), "B": csat(0.6, 90), "C": csat(0.7, 40)})
    for told in (typed(0.55, 300), typed(0.55, 300, scale=""), typed(4.0, 300, metric="csat_mean")):
        reading = mapped([Touchpoint("A", "during", typed=told)], [rows], minimum_group=5).touchpoints[0]
        shown = reading.satisfaction or reading.other
        assert shown is not None
        assert (shown.value, shown.n, reading.typed_unused) == (None, 3, True)


def test_of_typed_values_one_alone_is_not_hidden_as_what_is_left_of_the_whole() -> None:
    told = [Touchpoint(name, "during", typed=typed(0.6, n)) for name, n in (("A", 3), ("B", 8), ("C", 300))]
    assert [t.value for t in mapped(told, minimum_group=5).touchpoints] == [None, None, 0.6]


# ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_cross_hairs_are_means_over_the_touchpoints_with_both() -> None:
    found = mapped(journey([(8, 0.6), (6, 0.9), (4, 0.7), (9, None), (None, 0.1)]))
    assert (found.importance_mean, found.satisfaction_mean) == (close(6.0), close(2.2 / 3))
    assert [t.quadrant for t in found.touchpoints] == ["concentrate", "keep", "later", None, None]


def test_with_two_touchpoints_there_are_no_cross_hairs() -> None:
    found = mapped(journey([(8, 0.6), (6, 0.9), (4, None)]))
    assert (found.importance_mean, {t.quadrant for t in found.touchpoints}) == (None, {None})


def test_a_touchpoint_on_the_cross_hairs_is_important_and_not_below() -> None:
    assert [t.quadrant for t in mapped(journey([(5, 0.7), (5, 0.7), (5, 0.7)])).touchpoints] == ["keep"] * 3


def test_less_effort_is_better_where_the_scale_says_so() -> None:
    told = [
        Touchpoint(f"T{n}", "during", importance=importance, typed=typed(value, metric="ces1"))
        for n, (importance, value) in enumerate([(9, 4.5), (8, 1.5), (2, 4.0), (1, 2.0)])
    ]
    assert [t.quadrant for t in mapped(told).touchpoints] == ["concentrate", "keep", "later", "overkill"]


@pytest.mark.parametrize(
    ("value", "n", "pain"),
    [
        (0.60, 400, True),
        (0.60, 20, False),  # the interval holds the mean
        (0.60, None, False),  # without an interval nobody can tell
        (0.85, 400, False),  # above the mean
    ],
)
def test_a_pain_point_is_important_and_below_by_more_than_chance(value: float, n: int | None, pain: bool) -> None:
    first = Touchpoint("T0", "during", importance=9, typed=typed(value, n))
    found = mapped([first, *journey([(7, 0.8), (5, 0.8), (4, 0.8)])])
    assert found.touchpoints[0].pain is pain


def test_what_is_not_important_is_no_pain_point_however_low() -> None:
    found = mapped(journey([(9, 0.8), (8, 0.8), (2, 0.3)]))
    assert [t.pain for t in found.touchpoints] == [False, False, False]


@pytest.mark.parametrize(
    ("importance", "others", "moment"),
    [
        (9, [8, 7, 6, 5, 4], True),
        (8, [9, 7, 6, 5, 4], True),  # one of six is ahead, fewer than a third
        (7, [9, 8, 6, 5, 4], False),  # two of six are a third
        (9, [9, 9, 9], False),  # none stands out
        (9, [1], False),  # of two nobody can tell
    ],
)
def test_a_moment_of_truth_is_in_the_first_third_and_above_the_mean(
    importance: float, others: list[float], moment: bool
) -> None:
    assert is_moment(importance, [importance, *others]) is moment


# ── phases and what covers them ──────────────────────────────────────────────────────────────────────────────


def test_before_during_and_after_stand_in_this_order() -> None:
    found = mapped([Touchpoint("A", "after"), Touchpoint("B", "before"), Touchpoint("C", "during")])
    assert [t.name for t in found.touchpoints] == ["B", "C", "A"]
    assert [phase.id for phase in found.phases] == ["before", "during", "after"]


def test_stages_of_the_clients_own_stand_in_the_order_of_the_table() -> None:
    found = mapped(
        [Touchpoint("A", "Use"), Touchpoint("B", "before"), Touchpoint("C", "USE"), Touchpoint("D", "Leave")]
    )
    assert [t.name for t in found.touchpoints] == ["A", "C", "B", "D"]
    assert [phase.name for phase in found.phases] == ["Use", "Before purchase", "Leave"]


def test_a_phase_is_covered_by_the_rows_that_say_so_and_rated_for_the_whole_company() -> None:
    touchpoints = [
        Touchpoint("A", "before", owner="Sales", feeling="sure", effort="low"),
        Touchpoint("B", "before", feeling="sure", typed=typed(0.6)),
    ]
    made = assessed(averaging(3, {"GOV2": 2, "MEA2": 4}), touchpoints=touchpoints)
    assert made.experience_map is not None
    owned, measured, designed = made.experience_map.phases[0].coverage
    assert (owned.told, owned.of, owned.extent, owned.practice, owned.value) == (1, 2, "some", "GOV2", 2.0)
    assert (measured.told, measured.practice, measured.value, measured.scope) == (1, "MEA2", 4.0, "whole")
    assert (designed.told, designed.practice) == (1, "DSN1")


def test_a_phase_that_is_a_unit_has_the_rating_of_that_unit_where_answers_are_attributed() -> None:
    touchpoints = [Touchpoint("A", "Sales"), Touchpoint("B", "Service")]
    answers = [*people("manager", rest="4 4 4 4 4", unit="SALES"), *people("manager", rest="2 2", unit="Service")]
    for mode, scopes in (("attributed", ["unit", "unit"]), ("confidential", ["whole", "whole"])):
        made = assessed(answers, touchpoints=touchpoints, mode=mode, minimum_group=5)
        assert made.experience_map is not None
        owned = [phase.coverage[0] for phase in made.experience_map.phases]
        assert [c.scope for c in owned] == scopes
        assert (owned[0].value, owned[0].n) == ((4.0, 5) if mode == "attributed" else (24 / 7, 7))


def test_what_the_table_tells_of_no_touchpoint_is_not_told_rather_than_none() -> None:
    owned, measured, designed = mapped([Touchpoint("A", "before")]).phases[0].coverage
    assert (owned.told, owned.extent, measured.told, designed.told) == (None, None, 0, None)


def test_a_questionnaire_without_the_practices_has_lines_without_a_rating() -> None:
    lacking = [id for id in ("GOV2", "MEA2", "DSN1") if id not in PULSE.practices]
    made = assessed(
        people("manager", rest="3 3 3 3 3", pack=PULSE), pack=PULSE, touchpoints=[Touchpoint("A", "before")]
    )
    assert made.experience_map is not None
    unrated = [c for c in made.experience_map.phases[0].coverage if not c.practice]
    assert len(unrated) == len(lacking)
    assert all(c.value is None for c in unrated)
    assert set(PACK.practices) >= {"GOV2", "MEA2", "DSN1"}


# ── the finding ──────────────────────────────────────────────────────────────────────────────────────────────


def said(touchpoints: Sequence[Touchpoint]) -> list[str]:
    """What the findings say of pain points."""
    found = assessed(EVERYBODY, touchpoints=touchpoints).findings
    return [finding.sentence for finding in found if finding.kind == "pain_points"]


REST = [(5.0, 0.8), (4.0, 0.8), (3.0, 0.8)]


def test_pain_points_are_one_finding_that_names_the_worst_first_with_value_and_n() -> None:
    [sentence] = said(journey([(9, 0.5), (8, 0.45), *REST]))
    assert sentence == (
        "Customers answer clearly worse at two important points: “T2” (45.0\u00a0%, n = 400) and “T1”"
        " (50.0\u00a0%, n = 400); the mean CSAT of the journey is 67.0\u00a0%."
    )


def test_where_many_points_hurt_two_are_named_and_the_rest_counted() -> None:
    [sentence] = said(journey([(9, 0.5), (8, 0.45), (9, 0.4), (9, 0.55), *REST, (2, 0.95), (2, 0.95), (2, 0.95)]))
    assert "at four important points: “T3” (40.0" in sentence
    assert sentence.count("“") == 2
    assert "and two more; the mean" in sentence


@pytest.mark.parametrize("rows", [[(9, 0.7), *REST], [(2, 0.4), (9, 0.8), (8, 0.8)], [(9, 0.5), (5, 0.8)]])
def test_what_chance_allows_what_matters_little_and_what_has_no_crosshairs_is_no_finding(
    rows: Sequence[tuple[float, float]],
) -> None:
    assert said(journey(rows, n=30)) == []


def test_of_a_metric_whose_lower_values_are_better_the_highest_is_the_worst() -> None:
    rows = [
        Touchpoint(f"T{n}", "during", importance=importance, typed=TypedSatisfaction("ces1", value, 400, low, high))
        for n, (importance, value, low, high) in enumerate(
            [(9, 4.0, 3.9, 4.1), (8, 4.5, 4.4, 4.6), (3, 1.5, 1.4, 1.6), (2, 1.5, 1.4, 1.6)], start=1
        )
    ]
    [sentence] = said(rows)
    assert sentence.index("“T2”") < sentence.index("“T1”")
