"""The pages of measured outcomes: what they say follows from the numbers, and no line joins what does not compare."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from office import docx_text, parts
from openpyxl import load_workbook

from cxassess.measures.measure import InGroup, InPeriod, Measure
from cxassess.measures.measured import Measured
from cxassess.measures.nps import compare_nps, measure_nps, recommendation_of
from cxassess.measures.ratings import measure_satisfied
from cxassess.measures.scale import Scale
from cxassess.measures.shares import measure_share
from cxassess.measures.tally import tally
from cxassess.measures.times import durations, measure_first_response
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.model.outcome import IndexChoice, SignLimits, TypedPoint
from cxassess.report.blocks import Heading
from cxassess.report.compose import compose
from cxassess.report.compose.metric_groups import clearly_apart
from cxassess.report.figures import Trend, TrendPoint, round_axis
from cxassess.report.metric_charts import breaks_in, trend_of
from cxassess.report.pictures.trend import said_tick
from cxassess.words import read_words
from report.every_document import word
from report.metric_cases import NEW, OLD, TOUCHPOINTS, ces, churn, hostile, measured, nps, usual
from report.workbook_cases import METRICS, case

WORDS = read_words()


def page(assessment: Assessment, section: str = "outcomes") -> bytes:
    return word((assessment, Commentary()), sections=(section,))


def said(assessment: Assessment, section: str = "outcomes") -> str:
    return docx_text(page(assessment, section))


@cache
def the_page() -> bytes:
    return page(measured())


@cache
def the_text() -> str:
    return docx_text(the_page())


def heading(assessment: Assessment) -> str:
    document = compose(assessment, Commentary(), WORDS, ("outcomes",), "0123abcd")
    return next(block.text for block in document.blocks if type(block).__name__ == "Heading")  # type: ignore[union-attr]


def moved(promoters: tuple[int, int, int], before: tuple[int, int, int] | None) -> Measure:
    """A promoter score of these people, after that of others."""
    now, then = recommendation_of(*promoters), recommendation_of(*before) if before else None
    change = compare_nps(now, then) if then else None
    plain = nps()
    return replace(plain, now=measure_nps(now), before=measure_nps(then) if then else None, change=change, series=())


# ── the heading ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((60, 20, 20), (20, 20, 60), "Net promoter score (+40, before −40) improved by more than chance allows."),
        ((20, 20, 60), (60, 20, 20), "Net promoter score (−40, before +40) worsened by more than chance allows."),
        (
            (42, 18, 40),
            (40, 20, 40),
            "The one outcome that can be tested against the period before did not move by more than chance allows.",
        ),
        ((42, 18, 40), None, "One outcome was measured; no earlier period can be tested against it yet."),
    ],
)
def test_the_heading_calls_a_move_one_only_where_the_test_says_so(
    now: tuple[int, int, int], before: tuple[int, int, int] | None, expected: str
) -> None:
    assert heading(measured([moved(now, before)], typed=())) == expected


def test_the_heading_tells_worse_and_better_apart() -> None:
    churned = r"Customer churn \(16\.8\s%, before 14\.4\s%\) worsened by more than chance allows"
    assert re.fullmatch(rf"{churned}; net promoter score \(\+\d\d, before \+\d\d\) improved\.", heading(measured()))


# ── tiles ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tile_tells_value_interval_n_direction_period_and_what_chance_says() -> None:
    text = said(measured([moved((60, 20, 20), (20, 20, 60))], typed=()))
    (tile,) = re.findall(r"NPS / \+.*", text)
    assert tile == (
        "NPS / +40 / 95 % interval +23 to +54 / n = 100; higher is better / April 2025 to March 2026 / "
        "Before −40: better, beyond chance / Target +40"
    )


def test_a_target_within_the_interval_is_called_not_told_apart() -> None:
    text = said(measured([moved((60, 20, 20), None)], typed=(), metric_targets={"nps": 50.0}))  # +40, from +23 to +54
    assert "Target +50: not told apart from it" in text


def test_what_was_not_tested_is_called_so_and_what_was_asked_in_other_words_is_not_compared() -> None:
    assert "Before 14 min: worse, not tested" in the_text()
    assert re.search(r"CES / 5\.0 / .*Not compared: the question was reworded", the_text())
    assert "Customers / 389,000 / higher is better / 2025 / Before 410,000: worse" in the_text()
    assert "Acquisition cost / 128 / lower is better / in the table’s currency / 2025 / Before 119" in the_text()


# ── trends ───────────────────────────────────────────────────────────────────────────────────────────────────


def chart_data(content: bytes) -> list[list[tuple[Any, ...]]]:
    """The rows behind each chart, its head row among them."""
    files = parts(content)
    names = sorted((n for n in files if n.endswith(".xlsx")), key=lambda n: int(re.findall(r"\d+", n)[-1]))
    return [[*load_workbook(BytesIO(files[name])).active.iter_rows(values_only=True)] for name in names]  # type: ignore[union-attr]


def test_each_outcome_with_two_periods_has_a_chart_that_word_draws_and_people_can_edit() -> None:
    heads = [rows[0] for rows in chart_data(the_page())]
    assert [head[0] or "" for head in heads].count("Period") == 7  # six measured ones, and customers beside its sign
    charts = [xml.decode() for name, xml in parts(the_page()).items() if name.startswith("word/charts/chart")]
    assert len(charts) == 8
    assert all('<c:dispBlanksAs val="span"/>' in xml for xml in charts if "<c:lineChart>" in xml)


def test_a_line_breaks_where_the_question_was_reworded_and_the_note_gives_both_wordings() -> None:
    rows = next(rows for rows in chart_data(the_page()) if rows[0][1] == "CES (1)")
    first = [row[1] is not None for row in rows[1:]]
    second = [row[2] is not None for row in rows[1:]]
    assert first == [True] * 6 + [False] * 18
    assert second == [False] * 6 + [True] * 18
    assert "The line breaks at Oct 2024; values on its two sides do not compare." in the_text()
    assert f"Oct 2024: the question was reworded, from “{OLD}” to “{NEW}”." in the_text()


def test_a_period_without_data_is_a_hole_and_the_note_says_so() -> None:
    rows = next(rows for rows in chart_data(the_page()) if rows[0][1] == "NPS (1)")
    hole = rows[5]
    assert f"{hole[0]:%Y-%m}" == "2024-08"
    assert hole[1] is hole[2] is None
    assert "Before Sep 2024 there is a time that the data do not cover whole." in the_text()


def test_no_line_of_any_chart_shares_a_period_with_another() -> None:
    for measures in (usual(), hostile()):
        for reading in measured(measures).metrics.values():
            trend = trend_of(reading, WORDS)
            if trend is None:
                continue
            places = [place for line in trend.lines for place in line]
            assert sorted(places) == [n for n, point in enumerate(trend.points) if point.value is not None]
            assert all(b == a + 1 for line in trend.lines for a, b in pairwise(line))


def test_months_of_too_few_answers_stand_in_no_chart() -> None:
    few = replace(
        nps(),
        series=tuple(
            replace(p, measured=replace(p.measured, n=4)) if n == 7 else p for n, p in enumerate(nps().series)
        ),
    )
    assessment = measured([few], typed=())
    trend = trend_of(assessment.metrics["nps"], WORDS)
    assert trend is not None
    assert [n for n, point in enumerate(trend.points) if point.value is None] == [
        4,
        5,
        8,
    ]  # the hole, the few, and the next fewest
    assert "Periods with answers of fewer than 5 people are left out, and those from which" in said(assessment)


def test_a_yearly_churn_says_that_its_points_are_of_shorter_periods_and_draws_its_target_among_none() -> None:
    assert (
        "Each point is of its own period; the reported value is of April 2025 to March 2026 as a whole." in the_text()
    )
    reading = replace(measured([churn()]).metrics["churn"], target=0.15)
    trend = trend_of(reading, WORDS)
    assert trend is not None
    assert trend.target is None
    yearly = replace(reading, series=tuple(replace(p, period=str(2020 + n)) for n, p in enumerate(reading.series)))
    trend = trend_of(yearly, WORDS)
    assert trend is not None
    assert trend.target == 0.15


def test_one_period_alone_is_no_trend() -> None:
    alone = replace(ces(), series=ces().series[-1:])
    assert trend_of(measured([alone]).metrics["ces"], WORDS) is None


def test_sixty_months_are_a_line_without_marks_whose_axis_counts_years() -> None:
    xml = next(
        xml.decode()
        for name, xml in parts(page(measured(hostile()))).items()
        if name.startswith("word/charts/") and xml.count(b'<c:pt idx="59">')
    )
    assert '<c:majorUnit val="24"/><c:majorTimeUnit val="months"/>' in xml or '<c:majorUnit val="12"/>' in xml
    assert "<c:errBars>" not in xml
    assert '<c:symbol val="none"/>' in xml


def test_a_break_has_the_reason_that_its_points_give() -> None:
    reading = measured([ces()]).metrics["ces"]
    assert [(b.at, b.why) for b in breaks_in(reading.series, WORDS)] == [("Oct 2024", "wording")]
    reading = measured([nps()]).metrics["nps"]
    assert [(b.at, b.why) for b in breaks_in(reading.series, WORDS)] == [("Sep 2024", "gap")]


@pytest.mark.parametrize(
    ("low", "high", "least", "most", "expected"),
    [
        (24, 37, -100, 100, (20, 40, 5)),
        (-12, 75, -100, 100, (-20, 80, 20)),
        (0.93, 0.99, 0, 1, (0.92, 1.0, 0.02)),
        (7, 7, 0, None, (6.6, 7.4, 0.2)),
        (0, 0, 0, 1, (0, 0.6, 0.2)),
        (0.8, 1.3, 0, 1, (0.8, 1.3, 0.1)),  # churn of a base that turns over more than once
    ],
)
def test_an_axis_has_round_ends_and_never_leaves_what_a_metric_can_be(
    low: float, high: float, least: float, most: float | None, expected: tuple[float, float, float]
) -> None:
    assert round_axis(low, high, least, most) == pytest.approx(expected)


def test_no_two_lines_of_a_drawn_axis_carry_the_same_number() -> None:
    points = (TrendPoint("2024", 0.07, "7.0 %"), TrendPoint("2025", 0.071, "7.1 %"))
    trend = Trend("Share", points, 1, "0.0%", WORDS.formats, {"period": "", "above": "", "below": ""}, least=0, most=1)
    low, high, step = trend.axis
    said = [said_tick(trend, low + step * number) for number in range(round((high - low) / step) + 1)]
    assert said == [f"{number:.2f}\xa0%" for number in (7.00, 7.02, 7.04, 7.06, 7.08, 7.10)]


def test_a_trend_without_a_value_is_none() -> None:
    with pytest.raises(ValueError, match="has no value"):
        Trend("NPS", (TrendPoint("2026", None),), 0, "0", WORDS.formats, {"period": "", "above": "", "below": ""})


# ── promoters ────────────────────────────────────────────────────────────────────────────────────────────────


def test_promoters_passives_and_detractors_are_the_shares_of_the_answers() -> None:
    rows = next(rows for rows in chart_data(the_page()) if rows[0][1] == "Promoters (9, 10)")
    label, *shares = rows[1]
    assert sum(shares) == pytest.approx(1, abs=2e-4)
    value = measured().metrics["nps"].reading.value or 0
    assert 100 * (shares[0] - shares[2]) == pytest.approx(value, abs=0.02)
    assert re.fullmatch(r"All answers: \+\d\d, n = 1,225", label)


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────


def group(name: str, hits: int, of: int, better: str = "up") -> InGroup:
    return InGroup(name, measure_share("csat.good_of_rated", hits, of, of, better))  # type: ignore[arg-type]


def test_the_best_group_is_clearly_better_only_beyond_what_chance_does_among_so_many_pairs() -> None:
    """80 of 100 against 65 of 100: z = 2.4, beyond 1.96 for one pair and not beyond 3.0 for the ten of five groups."""
    two = [group("A", 80, 100), group("B", 65, 100)]
    found = clearly_apart(two)
    assert found is not None
    assert (found.best.name, found.worst.name) == ("A", "B")
    assert clearly_apart([*two, *(group(f"{n}", 73, 100) for n in range(3))]) is None
    assert clearly_apart([group("A", 80, 100), group("B", 72, 100)]) is None
    assert clearly_apart(two[:1]) is None


def test_medians_are_called_neither_apart_nor_alike() -> None:
    quick, slow = (measure_first_response(durations([wait] * 40), "calendar") for wait in (10.0, 500.0))
    assert clearly_apart([InGroup("A", quick), InGroup("B", slow)]) is None


def test_where_lower_is_better_the_lowest_group_is_the_best_and_where_neither_is_none() -> None:
    lower = [group("A", 80, 100, "down"), group("B", 20, 100, "down")]
    found = clearly_apart(lower)
    assert found is not None
    assert (found.best.name, found.worst.name) == ("B", "A")
    neither = [InGroup(g.name, replace(g.measured, better="band")) for g in lower]
    assert clearly_apart(neither) is None


def test_slow_cases_are_told_in_hours_or_days_one_unit_for_all_that_stands_beside_each_other() -> None:
    """Ten times as slow, so that the median is three hours and some: tile, interval, series, groups and target."""
    slow = [
        replace(m, now=_times(m.now, 10), before=_times(m.before, 10), groups=_ten_times(m), series=())
        for m in usual()
        if m.metric == "frt"
    ]
    text = said(measured(slow, typed=(), metric_targets={"frt": 60.0}, index={}, peers={}))
    assert re.search(r"First response / 3\.\d h / 95 % interval 3\.\d to 3\.\d h / .*Target 1\.0 h", text)
    assert re.search(r"Phone \| 0\.\d\d h \|", text)
    assert re.search(r"Email \| 6\d\.\d h \|", text)
    assert " min" not in text


def _times(number: Measured | None, factor: float) -> Any:
    if number is None or number.value is None or number.low is None or number.high is None:
        return number
    return replace(number, value=number.value * factor, low=number.low * factor, high=number.high * factor)


def _ten_times(measure: Measure) -> Any:
    return {
        dimension: tuple(InGroup(group.name, _times(group.measured, 10)) for group in groups)
        for dimension, groups in measure.groups.items()
    }


def test_a_trend_in_hours_keeps_minutes_over_the_cells_of_the_workbook() -> None:
    series = tuple(
        InPeriod(p.period, _times(p.measured, 10)) for p in next(m for m in usual() if m.metric == "frt").series
    )
    frt = next(m for m in usual() if m.metric == "frt")
    reading = measured([replace(frt, now=_times(frt.now, 10), series=series)], typed=()).metrics["frt"]
    shown, over_cells = trend_of(reading, WORDS), trend_of(reading, WORDS, of_cells=True)
    assert shown is not None
    assert over_cells is not None
    first, raw = shown.points[-1], over_cells.points[-1]
    assert raw.value == pytest.approx((first.value or 0) * 60)
    assert (first.said[-2:], raw.said[-4:], shown.number, over_cells.number) == (" h", " min", "#,##0.0", "#,##0")
    assert "period by period (hours)" in said(
        measured([replace(frt, now=_times(frt.now, 10), series=series)], typed=())
    )


def test_each_table_of_groups_is_of_one_source_and_names_it() -> None:
    tables = re.findall(r"Outcomes by (\w+), ([^,]*), each with its 95 % interval and n\. Source: (.*)\.", the_text())
    year = "April 2025 to March 2026"
    assert tables == [
        ("channel", year, "qualtrics_relationship.csv"),
        ("channel", year, "contacts.csv"),
        ("channel", year, "zendesk_tickets.csv"),
        ("touchpoint", year, "surveymonkey.xlsx"),
        ("segment", year, "zendesk_tickets.csv"),
        ("segment", year, "billing.parquet"),
    ]


def test_groups_of_two_sources_are_not_compared_with_each_other() -> None:
    """One touchpoint of each survey: 80 of 100 and 20 of 100 are far apart, and were said by other people."""

    def asked(touchpoint: str, good: int, source: str) -> Measure:
        now = measure_satisfied(tally([5] * good + [1] * (100 - good), Scale(1, 5)))
        return Measure("csat", now.definition, source, now, touchpoint=touchpoint)

    assert "Order (80.0 %) is clearly better than Billing (20.0 %)" in said(
        measured([asked("", 50, "a.csv"), asked("Order", 80, "b.csv"), asked("Billing", 20, "b.csv")], typed=())
    ).replace("\xa0", " ")
    text = said(
        measured([asked("", 50, "a.csv"), asked("Order", 80, "b.csv"), asked("Billing", 20, "c.csv")], typed=())
    )
    assert "By touchpoint" in text
    assert "clearly better than" not in text


def test_a_touchpoint_with_three_answers_shows_no_value_and_is_counted() -> None:
    assert f"  | {TOUCHPOINTS[-1]} | withheld | – | 3" in the_text()
    assert "Withheld: one value of fewer than 5 people." in the_text()
    assert "66.7" not in the_text()  # two of three


def test_of_forty_channels_the_largest_stand_on_paper_and_names_stay_text() -> None:
    text = said(measured(hostile()))
    assert "Withheld: 2 values, of fewer than 5 people or from which theirs could be worked out." in text
    assert re.search(r"\d\d smaller groups are left out here; the workbook has them\.", text)
    assert "{client} channel" in text
    assert "& <w:p/>" in text


# ── signs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sign_stands_beside_its_series_with_its_threshold_in_words() -> None:
    assert (
        "Shrinking customer base: read from Customers by period. Watched: any fall; alarm: a fall of 5.0 % or more, "
        "or the second period in a row that is watched."
    ) in the_text()
    assert re.search(r"“Fewer recommendations” is read from the series of Figure \d\.", the_text())


def test_a_threshold_that_the_engagement_sets_is_the_one_in_words() -> None:
    own = measured(sign_limits={"base": SignLimits(watch=0.02, alarm=0.08)})
    assert "Watched: a fall of more than 2.0 %; alarm: a fall of 8.0 % or more" in said(own)


# ── index, peers, method ─────────────────────────────────────────────────────────────────────────────────────


def test_the_index_is_printed_with_its_recipe_and_never_enters_maturity() -> None:
    text = the_text()
    assert re.search(r"CX outcome index: \d\d\.\d of 100", text)
    assert "The index stands beside maturity and never enters it." in text
    assert "floor 480 min, threshold 120 min, target 60 min" in text
    assert "good from 240 s to 360 s; nothing below 60 s or above 900 s" in text
    with_index, without = measured(), measured(index={})
    assert with_index.overall == without.overall
    assert "CX outcome index" not in said(without)


def test_an_index_that_lacks_a_metric_has_no_value_and_says_why() -> None:
    text = said(measured(index={"nps": IndexChoice(1.0), "csat_mean": IndexChoice(1.0)}))
    assert "The CX outcome index has no value in this wave" in text
    assert "has no value in this wave" in text.split("The CX outcome index has no value in this wave")[1]


def test_values_of_others_stand_only_where_supplied_with_their_source_and_without_a_verdict() -> None:
    assert re.search(r"Net promoter score \| Telecom panel, wave 9, 2025 \| \+\d\d \| \+21 \| 1,800", the_text())
    assert "What others have" not in said(measured(peers={}))
    assert not re.search(r"above average|below average|better than others|benchmark", the_text(), re.IGNORECASE)


def test_every_outcome_tells_how_it_was_measured_and_what_was_left_out() -> None:
    text = the_text()
    expected = (
        "Net promoter score / Share of 9 and 10 less share of 0 to 6, on 0–10; higher is better. "
        "Interval: adjusted Wald. | qualtrics_relationship.csv / April 2025 to March 2026 | 41 blank, 3 out of range | "
    )
    assert expected in text
    assert "The workbook has 6 further definitions and touchpoints." in text


# ── where nothing was measured ───────────────────────────────────────────────────────────────────────────────


def test_a_typed_table_has_its_page_as_before_and_charts_only_where_it_has_a_series() -> None:
    plain = said(case(metrics=METRICS).with_settings(status="draft").assess())
    assert "Outcomes stand beside the maturity scores and never enter them." in plain
    assert "Period by period" not in plain
    points = tuple(TypedPoint(f"{year}", value) for year, value in ((2023, 20.0), (2024, 16.0), (2025, 12.0)))
    typed = replace(METRICS[0], series=points)
    more = case(metrics=(typed, *METRICS[1:])).with_settings(status="draft").assess()
    assert "Net promoter score, period by period (points)." in said(more)
    assert [row[1] for row in chart_data(page(more))[0][1:]] == [20, 16, 12]


def test_where_there_is_no_outcome_there_is_a_page_only_for_the_consultants_words() -> None:
    a = case().with_settings(status="draft").assess()
    parts = [
        compose(a, commentary, read_words(), ("outcomes",), "0" * 8).blocks
        for commentary in (Commentary(), Commentary(sections={"outcomes": "They come in May."}))
    ]
    assert parts[0] == ()
    heading, *_ = (block.text for block in parts[1] if isinstance(block, Heading))
    assert heading == "No outcome was given: practice stands here without its results."
    assert "They come in May." in repr(parts[1])


# ── in the summary ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_summary_has_one_line_of_what_was_measured() -> None:
    (line,) = re.findall(r".*What customers say and do\. .*", said(measured(), "summary"))
    assert re.search(r"NPS \+\d\d \(n = 1,225; \+\d\d to \+\d\d\)", line)
    assert "No customer was asked" not in said(measured(), "summary")
    assert "How customers see any of this" not in said(measured(), "summary")
    assert "No customer was asked" in said(measured([churn()]), "summary")  # which counts customers and asks none
    assert "What customers say" not in said(case(metrics=METRICS).with_settings(status="draft").assess(), "summary")


# ── for every reader ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_chart_says_its_values_in_words() -> None:
    drawings = Document(BytesIO(the_page())).element.body.iter(qn("wp:docPr"))
    alts = [drawing.get("descr") or "" for drawing in drawings]
    assert len(alts) == 8
    assert any(alt.startswith("Customer churn by period, Q2 2024 to Q1 2026: Q2 2024 3.5") for alt in alts)
    assert all(re.search(r"\d", alt) for alt in alts)


def test_the_same_outcomes_give_the_same_bytes() -> None:
    assert page(measured([churn(), ces()])) == page(measured([churn(), ces()]))


def test_a_metric_without_people_has_no_value_and_no_chart() -> None:
    nobody = Measured("nps", None, 0, "points", "up", "adjusted_wald", why="nobody")
    text = said(measured([replace(nps(), now=nobody, before=None, change=None, series=(), groups={}, answers={})]))
    assert "NPS / – / no interval" in text
