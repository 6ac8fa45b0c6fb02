"""What is told of outcomes beside the report: explain, frames and JSON say the same as the assessment."""

from dataclasses import replace
from datetime import date

import pytest

from cxassess import as_json, frames
from cxassess.explain import explain, known_ids
from cxassess.jsonable import from_json
from cxassess.measures.difference import compare_shares
from cxassess.measures.measure import InGroup, InPeriod, Measure, Period, read_period
from cxassess.measures.measured import LeftOut
from cxassess.measures.nps import compare_nps, measure_nps, recommendation_of
from cxassess.measures.ratings import measure_satisfaction, measure_satisfied
from cxassess.measures.scale import Anchors, Band, Scale
from cxassess.measures.shares import measure_share
from cxassess.measures.tally import tally_of_counts
from cxassess.measures.times import durations, measure_first_response
from cxassess.model.assessment import Assessment
from cxassess.model.outcome import IndexChoice, MetricEntry, Peer, TypedPoint
from cxassess.overview import show_assessment, status_lines, status_of
from cxassess.words import languages, read_words
from method.tables import PACK, WAVE, assessed, averaging, engagement

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ANSWERS = tally_of_counts({1: 4, 2: 6, 3: 12, 4: 40, 5: 38}, Scale(1, 5))

AROUND = "0, 50 and 100 points from below at 60 s, 120 s, 240 s, from above at 900 s, 600 s, 360 s"


def measured() -> list[Measure]:
    now, before = recommendation_of(15, 13, 8), recommendation_of(14, 12, 10)
    score = replace(measure_nps(now), left_out=LeftOut(blank=7, out_of_range=84), effective_n=30.5)
    few = measure_nps(recommendation_of(1, 1, 1))
    months = [month for n in (10, 12) if (month := read_period(f"2025-{n}"))]
    top, mean = measure_satisfied(ANSWERS), measure_satisfaction(ANSWERS)
    return [
        Measure(
            "nps",
            "nps",
            "survey.csv",
            score,
            YEAR,
            measure_nps(before),
            compare_nps(now, before),
            "qualtrics",
            wording="Would you recommend us?",
            series=tuple(InPeriod(month, score) for month in months),
            groups={"channel": (InGroup("chat", few), InGroup("shop", score))},
            answers={10: 15.0, 8: 13.0, 2: 8.0},
        ),
        Measure("csat", top.definition, "survey.csv", top, YEAR),
        Measure("csat", mean.definition, "survey.csv", mean, YEAR, touchpoint="Shop"),
    ]


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    typed = (TypedPoint("2024", 415000), TypedPoint("2025", 412000, wording="Households"))
    entries = [
        MetricEntry("customers", 412000, None, "2025", None, "Billing", "", "", "Households", typed),
        MetricEntry("aht", 300, 900),
    ]
    band = Band(Anchors(60, 120, 240), Anchors(900, 600, 360))
    return assessed(
        averaging(3),
        entries,
        measures=measured(),
        index={"nps": IndexChoice(3), "csat": IndexChoice(1, Anchors(0.5, 0.7, 0.9)), "aht": IndexChoice(1, band=band)},
        peers={"nps": Peer(31, "Sector survey", 2025, 4200)},
    )


def told(assessment: Assessment, id: str, language: str = "en") -> str:
    return "\n".join(explain(assessment, id, read_words(language))).replace("\xa0", " ")


def test_a_metric_is_explained_from_its_counts_to_its_value(assessment: Assessment) -> None:
    lines = told(assessment, "nps").splitlines()
    assert lines == [
        "nps Net promoter score: +19",
        "Measured from survey.csv; period 2025.",
        "Definition: Share of 9 and 10 less share of 0 to 6, on 0–10.",
        "Definition id: nps; values compare only where it is the same.",
        "Asked: Would you recommend us?",
        "Rests on n = 36.",
        "With weights it knows as much as 30.5 people who count alike (Kish).",
        "Answers, people or the sum of their weights: 2: 8, 8: 13, 10: 15.",
        "15 promoters (9 and 10), 13 passives, 8 detractors (0 to 6): 100 × (15 − 8) / 36.",
        "Rows left out: 7 blank, 84 out of range.",
        "95 % interval −6 to +42 (adjusted Wald, n = 30.5).",
        "Before: +11; no clear change.",
        "The 95 % interval of the change: −27.25 to 42.63; p = 0.67.",
        "  2025-10   +19  n = 36",
        "  2025-12   +19  n = 36  (not joined with the period before)",
        "Others, as the client says: +31 (Sector survey, 2025, n = 4,200).",
        "It stands beside the maturity scores and enters none of them.",
    ]


def test_other_definitions_and_touchpoints_are_explained_by_their_own_ids(assessment: Assessment) -> None:
    assert set(known_ids(assessment)) >= {"csat", "csat.top_two.1_5", "csat.mean.1_5@Shop", "index"}
    assert "Known otherwise, too: csat.mean.1_5@Shop." in told(assessment, "csat")
    assert "About: Shop." in told(assessment, "CSAT.mean.1_5@shop")
    assert "customers Customers: 412,000" in told(assessment, "customers")
    assert "  2024      415,000" in told(assessment, "customers")


def test_a_target_is_explained_with_what_the_interval_says_of_it() -> None:
    score = Measure("nps", "nps", "survey.csv", measure_nps(recommendation_of(15, 13, 8)))

    def line(target: float) -> str:
        found = assessed(averaging(3), measures=[score], metric_targets={"nps": target})
        return next(line for line in told(found, "nps").splitlines() if line.startswith("Target: "))

    assert line(19) == "Target: +19; reached."
    assert line(40) == "Target: +40; short of it, and not told apart from it: the interval holds the target."
    assert line(50) == "Target: +50; missed."


def test_the_index_is_explained_with_its_recipe(assessment: Assessment) -> None:
    assert told(assessment, "index").splitlines()[:4] == [
        "CX outcome index: 69.8 of 100",  # .6 · 59.7 + .2 · 70 + .2 · 100
        (
            "  nps: +19 makes 59.7 of 100 points and counts for 60 % of the index;"
            " 0 points at the bad end of its scale, 100 at the good one, straight between"
            " (percent of maximum possible)."
        ),
        (
            "  csat: 78.0 % makes 70.0 of 100 points and counts for 20 % of the index;"
            " 0, 50 and 100 points at 50.0 %, 70.0 %, 90.0 %, straight between."
        ),
        f"  aht: 300 s makes 100.0 of 100 points and counts for 20 % of the index; {AROUND}, straight between.",
    ]


def test_the_scores_in_the_terminal_come_with_the_index_beside_them(
    assessment: Assessment, capsys: pytest.CaptureFixture[str]
) -> None:
    show_assessment(assessment, read_words())
    assert "CX outcome index: 69.8 of 100, beside the scores and no part of them\n" in capsys.readouterr().out
    chosen = {"csat": IndexChoice(1.0), "nps": IndexChoice(1.0)}
    typed = [MetricEntry("nps", 12)]
    show_assessment(assessed(averaging(3), typed, index=chosen), read_words())
    assert "CX outcome index: none. No index: " in capsys.readouterr().out


def test_money_is_said_to_be_in_the_currency_of_its_table_which_nobody_names() -> None:
    found = assessed(averaging(3), [MetricEntry("acquisition_cost", 128, previous=119)])
    line = "acquisition_cost Acquisition cost per new customer: 128, in the table’s currency"
    assert line in told(found, "acquisition_cost").splitlines()


def test_the_change_of_a_share_is_an_interval_without_a_p_and_that_of_a_median_is_not_tested() -> None:
    later, earlier = (measure_share("repeat_contacts.30_days", hits, 400, 400, "down") for hits in (80, 40))
    slow, quick = (measure_first_response(durations([wait] * 40), "calendar") for wait in (90.0, 50.0))
    found = assessed(
        averaging(3),
        [],
        measures=[
            Measure("repeat_contacts", later.definition, "t.csv", later, YEAR, earlier, compare_shares(later, earlier)),
            Measure("frt", slow.definition, "t.csv", slow, YEAR, quick),
        ],
    )
    repeats = told(found, "repeat_contacts")
    assert "Before: 10.0 %; worse.\nThe 95 % interval of the change: 5.076 to 14.92.\n" in repeats
    assert "Before: 50 min; worse, not tested." in told(found, "frt")


def test_of_weighted_answers_the_interval_names_the_number_it_rests_on(assessment: Assessment) -> None:
    assert "(adjusted Wald, n = 30.5)" in told(assessment, "nps")


@pytest.mark.parametrize("language", languages())
def test_everything_that_is_known_can_be_explained(assessment: Assessment, language: str) -> None:
    for id in known_ids(assessment):
        assert told(assessment, id, language)


def test_a_sign_is_explained_with_its_rule_and_its_series(assessment: Assessment) -> None:
    text = told(assessment, "base")
    assert "Watched: any fall; alarm: a fall of 5.0 % or more, or the second period in a row that is watched." in text
    assert "  2025      412,000" in text


def test_json_carries_measures_that_can_be_read_again(assessment: Assessment) -> None:
    data = as_json(assessment)
    assert tuple(from_json(Measure, one) for one in data["measures"]) == assessment.measures
    nps = data["metrics"]["nps"]
    assert (nps["measured"], nps["compares"], nps["tested"], nps["peer"]["year"]) == (True, "yes", True, 2025)
    assert [one["touchpoint"] for one in data["metrics"]["csat"]["also"]] == ["Shop"]
    assert data["index"]["parts"][0]["how"] == "pomp"
    assert data["signs"]["base"]["series"][1]["value"] == 412000


def test_frames_have_a_row_for_each_measure_period_and_group(assessment: Assessment) -> None:
    measures = frames.measures(assessment)
    assert list(measures["definition"]) == ["nps", "csat.top_two.1_5", "csat.mean.1_5"]
    assert (measures.loc[0, "out_of_range"], measures.loc[0, "start"]) == (84, date(2025, 1, 1))
    series = frames.series(assessment)
    assert list(series["period"]) == ["2025-10", "2025-12", "2024", "2025"]
    assert list(series["breaks"]) == [False, True, False, False]
    groups = frames.groups(assessment).set_index("name")
    assert (groups.loc["chat", "n"], groups.loc["chat", "why"]) == (3, "withheld")
    assert groups["value"].isna().to_dict() == {"chat": True, "shop": True}  # the next smallest, too


def test_frames_without_a_measure_have_their_columns() -> None:
    nothing = assessed(averaging(3))
    for frame in (frames.measures(nothing), frames.series(nothing), frames.groups(nothing)):
        assert frame.empty
        assert "metric" in frame


def test_the_status_names_what_was_measured_by_source() -> None:
    words = read_words()
    state = status_of(PACK, engagement(), WAVE, [], 2, words, measured())
    assert (state["metrics"], state["measured"]) == (2, {"survey.csv": 3})
    assert "Measured: survey.csv (3)" in status_lines(state, words)
    typed = status_lines(status_of(PACK, engagement(), WAVE, [], 2, words), words)
    assert not any("Measured" in line for line in typed)
