"""Measured and typed outcomes side by side: which one counts, whether it compares, and what a series tells."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from real import real_data

from cxassess.files.metric_files import HEADER, read_metric_files
from cxassess.measures.measure import InGroup, InPeriod, Measure, Period, read_period
from cxassess.measures.measured import LeftOut, Measured
from cxassess.measures.nps import Recommendation, compare_nps, measure_nps, recommendation_of
from cxassess.measures.ratings import measure_good_of_rated, measure_satisfaction, measure_satisfied
from cxassess.measures.scale import Scale
from cxassess.measures.tally import Tally, tally_of_counts
from cxassess.measures.times import durations, measure_first_response
from cxassess.model.assessment import MetricReading
from cxassess.model.outcome import MetricEntry, Peer, TypedPoint
from cxassess.outcomes import against_target, is_clearly_worse, meets_target, read_metrics, say_definition, say_period
from cxassess.words import languages, read_words
from method.tables import assessed, averaging, close, metric

EN, DE = read_words(), read_words("de")
YEAR = Period(date(2025, 4, 1), date(2026, 4, 1))
FIVE = Scale(1, 5)


def of_nps(
    now: tuple[int, int, int], before: tuple[int, int, int] | None = None, period: Period | None = YEAR
) -> Measure:
    """The promoter score of (promoters, passives, detractors), as the counting makes it."""
    later = recommendation_of(*now)
    earlier: Recommendation | None = recommendation_of(*before) if before else None
    return Measure(
        "nps",
        "nps",
        "survey.csv",
        measure_nps(later),
        period,
        before=measure_nps(earlier) if earlier else None,
        change=compare_nps(later, earlier) if earlier else None,
    )


def of_csat(measured: Measured, source: str = "survey.csv", **more: object) -> Measure:
    return replace(Measure("csat", measured.definition, source, measured, YEAR), **more)  # type: ignore[arg-type]


def rated(*counts: int) -> Tally:
    """So many people at 1, 2, 3, 4 and 5."""
    return tally_of_counts(dict(enumerate(counts, start=1)), FIVE)


def read_one(*measures: Measure, entries: tuple[MetricEntry, ...] = (), **more: object) -> MetricReading:
    (reading,) = read_metrics(entries, measures, **more).values()  # type: ignore[arg-type]
    return reading


# ── measured ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_measured_metric_carries_its_interval_definition_and_period() -> None:
    reading = read_one(of_nps((15, 13, 8)))  # Rocks' example: 19.44, −6.28 to 42.18
    assert (reading.reading.value, reading.reading.n) == (close(19.4444, 1e-4), 36)
    assert (reading.reading.low, reading.reading.high) == (close(-6.28, 0.01), close(42.18, 0.01))
    assert (reading.method, reading.definition_id) == ("adjusted_wald", "nps")
    assert reading.period == "April 2025 to March 2026"
    assert reading.definition == "Share of 9 and 10 less share of 0 to 6, on 0–10"
    assert (reading.previous, reading.trend, reading.compares) == (None, "unknown", "no_earlier")


def test_a_measured_metric_stands_before_a_typed_one_which_is_kept_beside_it() -> None:
    typed = MetricEntry("nps", 40.0, 100, "2025", 41.0, "Board paper")
    reading = read_one(of_nps((15, 13, 8)), entries=(typed,))
    assert (reading.source, reading.measure is None) == ("survey.csv", False)
    assert [(other.source, other.reading.value) for other in reading.also] == [("Board paper", 40.0)]


def test_a_source_that_nobody_answered_does_not_hide_what_was_typed() -> None:
    reading = read_one(of_nps((0, 0, 0)), entries=(MetricEntry("nps", 40.0),))
    assert reading.reading.value == 40.0


def test_of_several_definitions_top_two_boxes_stand_for_satisfaction() -> None:
    answers = rated(4, 6, 12, 40, 38)
    mean, top = of_csat(measure_satisfaction(answers)), of_csat(measure_satisfied(answers))
    thumbs = of_csat(measure_good_of_rated(80, 20), "tickets.csv")
    reading = read_one(mean, thumbs, top)
    assert reading.definition_id == "csat.top_two.1_5"
    assert [other.definition_id for other in reading.also] == ["csat.good_of_rated", "csat.mean.1_5"]
    assert (reading.also[1].unit, reading.also[1].reading.value) == ("scale_1_5", close(4.02))


def test_the_whole_stands_before_a_touchpoint_and_later_days_before_earlier_ones() -> None:
    answers = measure_satisfied(rated(4, 6, 12, 40, 38))
    shop = of_csat(answers, touchpoint="Shop")
    old = of_csat(answers, "old.csv", period=Period(date(2024, 1, 1), date(2025, 1, 1)))
    reading = read_one(shop, old, of_csat(answers))
    assert [(r.source, r.touchpoint) for r in (reading, *reading.also)] == [
        ("survey.csv", ""),
        ("old.csv", ""),
        ("survey.csv", "Shop"),
    ]


def test_a_median_stands_for_first_response_before_the_ninetieth_percentile() -> None:
    minutes = durations([5, 7, 12, 15, 20, 33, 48, 60, 120, 480])
    median, p90 = measure_first_response(minutes, "calendar"), measure_first_response(minutes, "calendar", 90)
    measures = [Measure("frt", m.definition, "tickets.csv", m) for m in (p90, median)]
    reading = read_one(*measures)
    assert (reading.reading.value, reading.also[0].reading.value) == (26.5, 156.0)


@pytest.mark.parametrize(
    ("before", "trend"), [(1051.0, "same"), (1048.0, "same"), (1057.0, "better"), (1043.0, "worse")]
)
def test_hours_that_are_printed_alike_are_no_change(before: float, trend: str) -> None:
    """1,050 minutes are 17.5 hours, and so are 1,051; 1,057 are 17.6."""
    entry = MetricEntry("resolution_time", 1050, period="2025", previous=before)
    assert read_metrics([entry])["resolution_time"].trend == trend


@pytest.mark.parametrize(
    ("now", "before", "trend", "tested"),
    [
        ((150, 130, 80), (100, 130, 130), "better", True),  # 19.4 after −8.3, 360 answers each
        ((100, 130, 130), (150, 130, 80), "worse", True),
        ((15, 13, 8), (14, 13, 9), "unclear", True),
        ((15, 13, 8), (15, 13, 8), "same", True),
        ((0, 1, 3), (3, 1, 0), "worse", False),  # four answers: no test
    ],
)
def test_a_measured_change_is_judged_by_its_test(
    now: tuple[int, int, int], before: tuple[int, int, int], trend: str, tested: bool
) -> None:
    reading = read_one(of_nps(now, before))
    assert (reading.trend, reading.tested) == (trend, tested)
    assert is_clearly_worse(reading) == (trend == "worse" and tested)


def test_a_change_to_another_definition_is_none() -> None:
    answers = rated(4, 6, 12, 40, 38)
    before = measure_satisfied(tally_of_counts({6: 50, 7: 20, 3: 30}, Scale(1, 7)))
    reading = read_one(of_csat(measure_satisfied(answers), before=before))
    assert (reading.previous, reading.trend, reading.compares) == (None, "unknown", "definition")


def test_a_question_that_was_worded_anew_does_not_compare_and_breaks_its_line() -> None:
    quarters = [quarter for n in range(1, 5) if (quarter := read_period(f"2025-Q{n}"))]
    worded = ("I understood", "I understood", "I was treated fairly", "I was treated fairly")
    number = measure_satisfied(rated(4, 6, 12, 40, 38))
    series = tuple(InPeriod(q, number, w) for q, w in zip(quarters, worded, strict=True))
    newest = of_csat(number, period=quarters[3], before=number, series=series, grain="quarter")
    reading = read_one(newest)
    assert (reading.compares, reading.previous) == ("yes", number.value)
    assert [point.breaks for point in reading.series] == [False, False, True, False]
    third = of_csat(number, period=quarters[2], before=number, series=series[:3], grain="quarter")
    assert (read_one(third).compares, read_one(third).previous) == ("wording", None)


def test_a_line_does_not_lead_over_a_period_that_is_missing() -> None:
    number = measure_satisfied(rated(4, 6, 12, 40, 38))
    january, march = read_period("2026-01"), read_period("2026-03")
    assert january is not None
    assert march is not None
    reading = read_one(of_csat(number, series=(InPeriod(january, number), InPeriod(march, number))))
    assert [(point.period, point.breaks) for point in reading.series] == [("2026-01", False), ("2026-03", True)]


def test_groups_of_fewer_people_than_the_engagement_shows_lose_their_value_and_keep_their_n() -> None:
    few, enough = measure_satisfied(rated(0, 0, 0, 1, 3)), measure_satisfied(rated(0, 0, 1, 1, 3))
    next_one = measure_satisfied(rated(0, 0, 0, 2, 3))
    minutes = measure_first_response(durations([5, 7]), "calendar")
    answered = of_csat(
        enough, groups={"channel": (InGroup("chat", few), InGroup("shop", enough), InGroup("web", next_one))}
    )
    fast = Measure("frt", minutes.definition, "tickets.csv", minutes, groups={"channel": (InGroup("chat", minutes),)})
    (csat, frt) = assessed(averaging(3), measures=[answered, fast]).measures
    chat, shop, web = csat.groups["channel"]
    assert (chat.measured.value, chat.measured.n, chat.measured.why) == (None, 4, "withheld")
    assert shop.measured.why == "withheld"  # of ten less five it would tell what the four of the chat said
    assert web.measured.value == 1.0
    assert frt.groups["channel"][0].measured.value == 6  # how fast a ticket was answered is nobody's answer


def test_measured_outcomes_alone_are_enough_to_assess_and_never_enter_the_scores() -> None:
    alone = assessed([], measures=[of_nps((15, 13, 8))])
    assert alone.overall.reading.value is None
    bare, beside = assessed(averaging(2.5)), assessed(averaging(2.5), measures=[of_nps((0, 0, 100), (100, 0, 0))])
    assert (bare.scores, bare.overall, bare.stage) == (beside.scores, beside.overall, beside.stage)


def test_a_target_and_a_peer_are_only_given_to_a_metric_in_their_unit() -> None:
    peers = {"csat": Peer(0.75, "Sector survey", 2025)}
    answers = tally_of_counts({1: 5, 2: 20, 3: 40}, Scale(1, 3))
    mean = read_one(of_csat(measure_satisfaction(answers)), targets={"csat": 0.8}, peers=peers)
    assert (mean.unit, mean.target, mean.peer) == ("scale_1_3", None, None)
    share = read_one(of_csat(measure_good_of_rated(70, 30)), targets={"csat": 0.8}, peers=peers)
    assert (meets_target(share), share.peer) == (False, Peer(0.75, "Sector survey", 2025))


@pytest.mark.parametrize(
    ("target", "verdict"),
    [(19.0, "met"), (20.0, "unclear"), (42.0, "unclear"), (43.0, "missed")],
)
def test_a_target_within_the_interval_is_not_missed(target: float, verdict: str) -> None:
    """+19.4 of 36 people, whose interval runs from −6.3 to 42.2."""
    assert against_target(read_one(of_nps((15, 13, 8)), targets={"nps": target})) == verdict
    found = assessed(averaging(3), measures=[of_nps((15, 13, 8))], metric_targets={"nps": target}).findings
    assert any(one.kind == "outcome" for one in found) == (verdict == "missed")


def test_without_an_interval_a_value_short_of_its_target_has_missed_it() -> None:
    assert against_target(read_one(entries=(metric("nps", 12, n=600),), targets={"nps": 20})) == "missed"


# ── typed series ─────────────────────────────────────────────────────────────────────────────────────────────


def typed(*points: TypedPoint, id: str = "csat") -> MetricReading:
    newest = points[-1]
    return read_metrics([MetricEntry(id, newest.value, newest.n, newest.period, series=points)])[id]


def test_the_value_before_follows_from_a_typed_series() -> None:
    reading = typed(TypedPoint("2025-Q4", 0.80, 100), TypedPoint("2026-Q1", 0.70, 2000))
    assert (reading.previous, reading.compares) == (0.80, "yes")
    # 1.96 · √(.7 · .3 / 2000 + .8 · .2 / 100) = 8.1 points: with 2000 both times it would be 2.7.
    assert (reading.trend, reading.tested) == ("worse", True)
    assert typed(TypedPoint("2025-Q4", 0.77, 100), TypedPoint("2026-Q1", 0.70, 2000)).trend == "unclear"
    assert [(p.period, p.low is None) for p in reading.series] == [("2025-Q4", False), ("2026-Q1", False)]


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (TypedPoint("2025-Q3", 0.8), "gap"),
        (TypedPoint("2025-Q4", 0.8, wording="Was it easy?"), "wording"),
        (TypedPoint("2025-Q4", 0.8, definition="of seven"), "definition"),
    ],
)
def test_what_does_not_compare_is_no_value_before(before: TypedPoint, why: str) -> None:
    reading = typed(before, TypedPoint("2026-Q1", 0.7, 400, "Is it easy?", "of five"))
    assert (reading.previous, reading.trend, reading.compares) == (None, "unknown", why)
    assert [point.breaks for point in reading.series] == [False, True]


def test_a_wording_that_is_left_out_is_the_one_before() -> None:
    easy, fair = TypedPoint("2025-11", 0.8, wording="Easy?"), TypedPoint("2026-01", 0.7, wording="Fair?")
    reading = typed(easy, TypedPoint("2025-12", 0.8), fair)
    assert [point.breaks for point in reading.series] == [False, False, True]


def test_a_first_period_has_nothing_before_it() -> None:
    assert typed(TypedPoint("2026", 0.7)).compares == "no_earlier"


VHA = {
    "Satisfaction": [4.55, 4.70, 4.70],
    "Trust / Confidence": [4.66, 4.67, 4.38, 4.39, 4.42],
    "Process Transparency": [4.83, 4.84, 4.72, 4.73, 4.75],
}


def test_the_federal_survey_is_brought_as_an_analyst_would_bring_it(tmp_path: Path) -> None:
    """Seven questions by quarter as means on 1–5; where the table says No Data the cell stays blank, and is no 0."""
    with (real_data() / "us_federal_cx" / "hisp-question-details.csv").open(encoding="utf-8-sig", newline="") as file:
        asked = list(csv.DictReader(file))
    table = tmp_path / "vha.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*HEADER, "touchpoint", "wording"])
        for row in asked:
            is_known = row["average_score"] != "No Data"
            value, wording = (row["average_score"], row["description"]) if is_known else ("", "")
            period, about = f"{row['year']}-Q{row['quarter']}", row["question"]
            rows.writerow(["csat_mean", value, "", period, "", "performance.gov", "Mean on 1–5", about, wording])
    entries, problems = read_metric_files([table])
    assert problems == ()
    reading = read_metrics(entries)["csat_mean"]
    by_name = {one.touchpoint: one for one in (reading, *reading.also)}
    assert len(by_name) == 7
    assert {name: [p.value for p in by_name[name].series] for name in VHA} == VHA
    assert [p.breaks for p in by_name["Process Transparency"].series] == [False, False, True, False, False]
    assert not any(p.breaks for p in by_name["Trust / Confidence"].series)
    assert (by_name["Satisfaction"].series[0].period, by_name["Satisfaction"].previous) == ("2019-Q3", 4.70)
    assert by_name["Satisfaction"].trend == "same"


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────

DEFINITIONS = (
    *("nps", "csat.top_two.1_5", "csat.top_two.1_7_low_is_good", "csat.good_of_rated", "csat.mean.1_10", "ces.mean"),
    *("ces.agreeing", "ces.top_two", "ces1.mean", "frt.median.calendar", "frt.median.business", "frt.p90.calendar"),
    *("frt.p90.business", "resolution_time.median.calendar", "resolution_time.median.business", "aht.pooled"),
    *(
        "resolution_time.p90.calendar",
        "resolution_time.p90.business",
        "churn.after_answer.90_days",
        "churn.simple",
        "churn.mid_period",
        "retention",
    ),
    *("churn.no_purchase.90_days", "early_churn.90_days", "revenue_retention.gross", "revenue_retention.net"),
    *("revenue_churn.gross", "revenue_churn.net", "complaints.per_thousand_customers", "repeat_contacts.7_days"),
    "response_rate",
)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("id", DEFINITIONS)
def test_every_definition_can_be_read(id: str, language: str) -> None:
    said = say_definition(id, read_words(language))
    assert said not in {id, ""}
    assert ("90" in said) == ("90_days" in id)


def test_a_definition_names_its_scale_and_an_unknown_one_itself() -> None:
    assert say_definition("csat.top_two.1_7_low_is_good", EN).endswith("two best points on 1–7, low is good")
    assert say_definition("smiles.per_hour", EN) == "smiles.per_hour"


@pytest.mark.parametrize(
    ("start", "end", "english", "german"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), "2025", "2025"),
        (date(2026, 1, 1), date(2026, 4, 1), "Q1 2026", "Q1 2026"),
        (date(2026, 3, 1), date(2026, 4, 1), "March 2026", "März 2026"),
        (date(2025, 4, 1), date(2026, 4, 1), "April 2025 to March 2026", "April 2025 bis März 2026"),
        (date(2026, 3, 3), date(2026, 4, 8), "3 March 2026 to 7 April 2026", "3. März 2026 bis 7. April 2026"),
    ],
)
def test_a_period_is_said_as_people_say_it(start: date, end: date, english: str, german: str) -> None:
    period = Period(start, end)
    assert [say_period(period, words).replace("\xa0", " ") for words in (EN, DE)] == [english, german]


@pytest.mark.parametrize("label", ["2026", "2026-Q3", "2026-12", "1999-Q1"])
def test_a_label_is_the_period_it_names(label: str) -> None:
    period = read_period(label)
    assert period is not None
    assert period.label == label


@pytest.mark.parametrize(
    "label", ["", "26", "2026-Q5", "2026-13", "2026-0", "2026-1", "Q1 2026", "2026Q1", "3026", "２０２６"]
)
def test_anything_else_is_no_period(label: str) -> None:
    assert read_period(label) is None


# ── left out ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_left_out_stays_with_the_reading() -> None:
    number = replace(measure_satisfied(rated(4, 6, 12, 40, 38)), left_out=LeftOut(blank=7, out_of_range=2))
    reading = read_one(of_csat(number), entries=(metric("csat", 0.5),))
    assert reading.measure is not None
    assert reading.measure.now.left_out == LeftOut(blank=7, out_of_range=2)
