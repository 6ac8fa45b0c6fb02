"""From answers to the JSON contract: its keys, its nulls with their reasons, and what needs neither."""

import json

import pytest

from cxassess.errors import NothingToAssess
from cxassess.serialise import Json, as_json
from method.tables import PACK, PULSE, all_of, assessed, averaging, metric, people, proven

READING = {"value", "n", "low", "high", "min", "max", "spread", "why"}
KEYS = {
    "sufficiency": {
        "respondents",
        "invited",
        "by_role",
        "by_unit",
        "dont_know_share",
        "evidence_share",
        "inside_view_only",
    },
    "overall": {"value", "level", "capped_by", "low", "high", "agreement"},
    "cards": {"value", "aspiration_gap"},
    "stage": {"reached", "established", "stable", "basics_sound", "means", "blockers", "inverted"},
    "programme": {"ongoing", "loyalty", "target_customers", "company_wide", "verdict"},
    "questionnaire": {"id", "version"},
    "scope": {"about", "units"},
    "signs": {"base", "share", "acquisition_cost", "recommendations"},
    "weights": {d.id for d in PACK.disciplines},
    "targets": {d.id for d in PACK.disciplines},
}
SCORE = READING | {
    "level",
    "target",
    "next_target",
    "gap",
    "practices_valid",
    "practices_asked",
    "answered",
    "dont_know",
    "by_role",
    "by_unit",
}
PRACTICE = {
    "value",
    "level",
    "n",
    "min",
    "max",
    "ad",
    "by_role",
    "answered",
    "dont_know",
    "not_applicable",
    "evidence",
    "unsupported",
    "key",
    "basis",
    "agreed",
    "step",
}
ACTION = {
    "id",
    "practice",
    "step",
    "title",
    "what",
    "why",
    "horizon",
    "urgency",
    "impact",
    "effort",
    "confidence",
    "owner_role",
    "owner",
    "due",
    "status",
    "first_step",
    "done_when",
    "prerequisites",
    "because",
}


def a_wave() -> Json:
    responses = people("executive", dict.fromkeys(PACK.cards, "b c"), unit="North")
    means = all_of("stages", market=3.4, experience=3.1) | {"CUN6": 2.0, "MEA7": 4.0}
    responses += proven(averaging(3, means), "MEA7", "E2 the log") + people(
        "front_line", rest="2 2 2 2 2", unit="South"
    )
    assessment = assessed(responses, [metric("nps", 12, 20, 400), metric("churn", 0.023, 0.018, 4000)], {"GOV1": 4})
    return as_json(assessment)


def test_every_key_of_the_contract_is_there() -> None:
    result = a_wave()
    top = {
        "format",
        "client",
        "wave",
        "as_of",
        "mode",
        "scores",
        "practices",
        "perception",
        "metrics",
        "findings",
        "actions",
    }
    assert top | set(KEYS) <= set(result)
    for key, expected in KEYS.items():
        assert expected <= set(result[key]), key
    assert {tuple(sorted(s)) for s in result["scores"].values() if not set(s) >= SCORE} == set()
    assert all(set(p) >= PRACTICE for p in result["practices"].values())
    assert all(set(a) >= ACTION for a in result["actions"])
    assert all({"kind", "about", "severity", "sentence", "numbers", "advice"} == set(f) for f in result["findings"])
    assert all({"n", "people"} == set(r) for r in result["sufficiency"]["by_role"].values())
    assert all({"met", "value", "lacks"} <= set(t) for id, t in result["programme"].items() if id != "verdict")
    metric_keys = {"value", "n", "low", "high", "unit", "definition", "period", "previous", "source"}
    assert all(metric_keys <= set(m) for m in result["metrics"].values())
    assert all({"state", "change"} <= set(s) for s in result["signs"].values())


def test_scores_are_keyed_by_framework_and_dimension() -> None:
    assert list(a_wave()["scores"]) == [
        *(f"disciplines.{d.id}" for d in PACK.disciplines),
        "three_ds.design",
        "three_ds.deliver",
        "three_ds.develop",
        "stages.product",
        "stages.market",
        "stages.experience",
        "stages.authenticity",
    ]


def test_the_values_of_the_contract_are_of_their_kind() -> None:
    result = a_wave()
    assert (result["format"], result["client"], result["wave"], result["as_of"]) == (1, "Acme", "2026", "2026-03-12")
    assert result["questionnaire"] == {"id": PACK.id, "version": PACK.version, "variant": None}
    assert result["stage"]["reached"] in {"product", "market", "experience", "authenticity"}
    assert {"practice", "value", "needed"} <= set(result["stage"]["blockers"][0])
    assert result["practices"]["GOV1"]["basis"] == "agreed"
    assert result["practices"]["GOV1"]["agreed"]["level"] == 4
    assert result["practices"]["GOV2"]["agreed"] is None
    assert {a["horizon"] for a in result["actions"]} <= {"now", "next", "later", None}
    assert {s["state"] for s in result["signs"].values()} <= {"quiet", "watch", "alarm", "unknown"}
    first = result["actions"][0]
    assert first["id"] == f"{first['practice']}:{first['step'][0]}-{first['step'][1]}"
    gap = result["perception"]
    assert gap == {}  # executives answered the cards alone
    assert result["metrics"]["churn"]["unit"] == "share"


def test_perception_carries_its_practices_and_people() -> None:
    result = as_json(assessed(people("executive", rest="3 4") + people("front_line", rest="2 3 3")))
    gap = result["perception"]["strategy"]
    assert {"executive", "front_line", "gap", "items", "n", "low", "high", "indicative"} <= set(gap)
    assert (gap["items"], gap["n"]) == (3, {"executive": 2, "front_line": 3})


def test_a_mean_that_blocks_is_named_by_its_stage() -> None:
    blockers = as_json(assessed(averaging(3, all_of("stages", experience=2.6))))["stage"]["blockers"]
    assert [(b["mean"], b["needed"]) for b in blockers] == [("experience", 3.0)]
    assert "practice" not in blockers[0]


def test_a_number_that_is_missing_is_null_with_its_reason_and_never_nought() -> None:
    result = as_json(assessed(people("executive", {"STR1": "4", "STR2": "DK"})))
    for score in result["scores"].values():
        assert (score["value"], score["level"], score["low"], score["high"]) == (None, None, None, None)
        assert score["why"]
    assert (result["overall"]["value"], result["overall"]["level"], result["stage"]["reached"]) == (None, None, None)
    assert result["overall"]["why"]
    assert result["stage"]["why"]
    assert (result["practices"]["STR2"]["value"], result["practices"]["STR2"]["level"]) == (None, None)
    assert (result["practices"]["STR1"]["value"], result["practices"]["STR1"]["n"]) == (4.0, 1)
    assert result["cards"]["value"] is None


def test_a_score_that_is_there_has_no_reason() -> None:
    result = as_json(assessed(averaging(3)))
    assert {score["why"] for score in result["scores"].values()} == {None}


def test_a_wave_of_metrics_alone_has_outcomes_and_nulls() -> None:
    result = as_json(assessed([], [metric("nps", 12, 20, 400)]))
    assert result["metrics"]["nps"]["value"] == 12
    assert result["sufficiency"]["respondents"] == 0
    assert {score["value"] for score in result["scores"].values()} == {None}
    assert result["actions"] == []


def test_a_wave_without_answers_or_metrics_cannot_be_assessed() -> None:
    with pytest.raises(NothingToAssess, match="neither answers nor metrics"):
        assessed([])


def test_people_who_have_not_answered_anything_are_not_respondents() -> None:
    silent = people("manager", {"STR1": ". 3"})
    assert assessed(silent).sufficiency.respondents == 1


def test_a_pulse_gives_disciplines_and_ds_without_a_stage() -> None:
    result = as_json(assessed(people("manager", rest="3 3 3 3 3", pack=PULSE), pack=PULSE))
    assert {s["value"] for key, s in result["scores"].items() if not key.startswith("stages.")} == {3.0}
    assert {s["value"] for key, s in result["scores"].items() if key.startswith("stages.")} == {None}
    assert (result["stage"]["reached"], result["overall"]["level"]) == (None, 3)


def test_the_json_holds_plain_values_only() -> None:
    result = a_wave()
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_an_n_that_is_not_known_is_null() -> None:
    result = as_json(assessed([], [metric("customers", 900, 1000)]))
    assert result["metrics"]["customers"]["n"] is None


def test_who_may_read_the_documents_is_said_where_the_settings_do_not() -> None:
    answers = people("manager", {"STR1": "3"})
    assert assessed(answers, confidentiality="").engagement.confidentiality == "Confidential to Acme"
    assert assessed(answers, confidentiality="The board").engagement.confidentiality == "The board"
