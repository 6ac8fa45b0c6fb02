"""What `explain` says of themes, of rules that set practice against outcome, and of software."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from people import WAVE, assessed

import cxassess.words
from cxassess.explain import explain, known_ids
from cxassess.explain.say_do import READS
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import MetricEntry
from cxassess.model.software import FunctionEntry
from cxassess.pipeline import assess
from cxassess.words import languages, read_words
from method.tables import PACK, PULSE, averaging, engagement, metric, people

CHURN = metric("churn", 0.03, 0.02, 900)


def made(ratings: dict[str, float], metrics: Sequence[MetricEntry] = (), **settings: Any) -> Assessment:
    software = {"text": FunctionEntry(products=())}
    return assess(PACK, engagement(**settings), WAVE, averaging(3, ratings), metrics, software=software)


def told(assessment: Assessment, id: str, language: str = "en") -> str:
    return "\n".join(explain(assessment, id, read_words(language)))


def test_a_rule_says_what_it_read_whether_it_holds_and_what_strong_and_worse_mean() -> None:
    text = told(made({"MEA7": 4.2}, [CHURN]), "contradiction.MEA7")
    assert "MEA7 Closing the loop: 4.2, strong from 4.0: strong" in text
    assert "Customer churn: 3.0\u00a0%; before 2.0\u00a0%, target –:" in text
    assert "Strong: 4.0 or more as printed" in text
    assert "Worse: a test, or intervals that lie apart" in text
    assert "docs/method.md" in text


@pytest.mark.parametrize(("rating", "holds"), [(4.0, True), (3.9, False)])
def test_a_rule_holds_where_the_finding_stands(rating: float, holds: bool) -> None:
    few = [metric("nps", 30, 30, 12)]
    assessment = made({"CUN1": rating}, few)
    text = told(assessment, "contradiction.CUN1")
    assert ("It holds:" in text, "It does not hold" in text) == (holds, not holds)
    assert "Net promoter score: n = 12; 30 are enough" in text


def test_the_clients_own_target_is_named_where_it_says_what_is_strong() -> None:
    text = told(made({"MEA7": 3.6}, targets={"measurement": 3.5}), "contradiction.MEA7")
    assert "strong from 3.5 (the client’s own target): strong" in text


@pytest.mark.parametrize("language", languages())
def test_every_id_is_explained_in_every_language(language: str) -> None:
    assessment = made({"MEA7": 4.2, "CUN2": 4.5}, [CHURN, metric("aht", 300, 250, 900), metric("csat", 0.7, 0.8, 900)])
    ids = [id for id in known_ids(assessment) if id.split(".")[0] in {"say_do", "contradiction", "software"}]
    assert {"say_do", "say_do.loop", "contradiction.disciplines", "software", "software.text"} <= set(ids)
    for id in ids:
        assert told(assessment, id, language).startswith(id)


def test_a_theme_names_its_practices_its_sides_and_the_outcome_that_decides() -> None:
    text = told(made({"MEA7": 4.2}, [CHURN, metric("repeat_contacts", 0.3, 0.2, 900)]), "say_do.loop")
    assert "MEA7  4.2  Closing the loop" in text
    assert "Of several the poorest decides: " in text
    assert "neither is called the cause of the other" in text


def test_what_an_engagement_lacks_is_no_id() -> None:
    plain = assessed(people("manager", rest="3", pack=PULSE), PULSE)
    assert not [id for id in known_ids(plain) if id.startswith("software")]
    rules = {id.partition(".")[2] for id in known_ids(plain) if id.startswith("contradiction.")}
    assert rules == {id for id in READS if id in PULSE.practices} | {"disciplines"}


def test_every_rule_that_has_advice_is_explained() -> None:
    catalogue = tomllib.loads((Path(cxassess.words.__file__).parent / "en.toml").read_text(encoding="utf-8"))
    assert set(READS) == set(catalogue["advice"]["contradiction"]) == set(catalogue["explain"]["contradictions"])
