"""What to do about a finding: once a kind, for signs and contradictions each their own, and nothing that repeats."""

from collections import Counter

import pytest

from cxassess.metrics import SIGNS
from cxassess.model.assessment import Advice, Assessment, Finding
from cxassess.model.engagement import MetricEntry
from cxassess.words import read_words
from method.tables import assessed, averaging, people

KINDS = ("disagreement", "blind_spot", "perception", "basics", "inverted", "imbalance", "component", "unsupported")
RULES = ("MEA7", "CUN1", "CUL6", "DSN6", "STR7", "STR3", "MEA8", "disciplines")
ENTRIES = (*KINDS, *(f"warning_sign.{id}" for id in SIGNS), *(f"contradiction.{id}" for id in RULES))
FIELDS = ("title", "do", "first_step", "done_when")


def advice_of(assessment: Assessment, kind: str, about: str = "") -> Advice | None:
    found = [f for f in assessment.findings if f.kind == kind and about in ("", f.about)]
    assert found, f"{kind} was not found"
    return found[0].advice


def said(entry: str) -> dict[str, str]:
    return {field: read_words().say(f"advice.{entry}.{field}", names="GOV2") for field in FIELDS}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_kind_every_sign_and_every_contradiction_has_advice_in_full(entry: str) -> None:
    advice = said(entry)
    assert all(advice.values())
    assert len(advice["do"].split()) <= 60
    assert not advice["title"].endswith(".")


@pytest.mark.parametrize("field", FIELDS)
def test_no_two_pieces_of_advice_say_the_same(field: str) -> None:
    assert [text for text, count in Counter(said(entry)[field] for entry in ENTRIES).items() if count > 1] == []


def test_the_first_finding_of_a_kind_carries_the_advice_for_all_of_it() -> None:
    assessment = assessed(people("manager", {"GOV1": "1 1 5 5", "GOV2": "1 1 5 5"}, rest="3 3 3 3"))
    first, *others = [f for f in assessment.findings if f.kind == "disagreement"]
    assert first.advice is not None
    assert "Executive ownership (GOV1) and Journey owners (GOV2)" in first.advice.do
    assert [f.advice for f in others] == [None]


def test_each_warning_sign_has_its_own_advice() -> None:
    metrics = [MetricEntry("customers", 90, None, "", 100.0), MetricEntry("market_share", 0.1, None, "", 0.2)]
    assessment = assessed(averaging(3), metrics)
    base, share = (advice_of(assessment, "warning_sign", id) for id in ("base", "share"))
    assert base is not None
    assert share is not None
    assert base != share


def test_what_a_step_of_its_own_answers_carries_no_advice() -> None:
    assessment = assessed(averaging(2))
    gaps: list[Finding] = [f for f in assessment.findings if f.kind in {"gap", "blocker"}]
    assert gaps
    assert [f.advice for f in gaps if f.advice] == []
