"""The Python API: public names, and frames that equal the JSON."""

from pathlib import Path

import cxassess
from cxassess import frames


def test_frames_carry_what_the_json_carries(demo_folder: Path) -> None:
    with cxassess.open_engagement(demo_folder) as opened:
        assessment = opened.assess()
    data = cxassess.as_json(assessment)
    readings = frames.readings(assessment)
    assert list(readings.index) == [*data["scores"], "overall"]
    assert readings.loc["disciplines.design", "value"] == data["scores"]["disciplines.design"]["value"]
    assert readings.loc["overall", "level"] == data["overall"]["level"]
    practices = frames.practices(assessment)
    assert practices.to_dict()["value"] == {id: p["value"] for id, p in data["practices"].items()}
    assert practices["mean_front_line"]["GOV2"] == data["practices"]["GOV2"]["by_role"]["front_line"]["value"]
    metrics = frames.metrics(assessment)
    assert list(metrics.loc["churn", ["value", "previous"]]) == [0.023, 0.018]
    answers = frames.answers(assessment)
    assert len(answers) == sum(len(r.answers) for r in assessment.responses)
    assert answers.query("choice == 'DK'")["level"].isna().all()


def test_a_missing_score_is_missing_in_the_frame_with_its_reason() -> None:
    from people import assessed, person

    frame = frames.readings(assessed([person("Ana", "manager", {"MEA7": "3"})]))
    assert bool(frame["value"].isna()["disciplines.design"])
    assert "0 of 8 practices" in str(frame.loc["disciplines.design", "why"])


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(cxassess, "nothing_of_the_kind")
