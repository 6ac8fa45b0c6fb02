"""The software landscape: each rule on a built case, silent on its neighbour, and without effect on any score."""

from collections.abc import Mapping

import pytest
from people import WAVE

from cxassess.model.assessment import Assessment
from cxassess.model.software import FUNCTIONS, FunctionEntry
from cxassess.pipeline import assess
from cxassess.serialise import as_json
from cxassess.software import LEANS
from cxassess.words import languages, read_words
from method.tables import PACK, PULSE, averaging, engagement, found, people, proven, sentence

NOTHING = FunctionEntry(products=())
NAMED = FunctionEntry(products=("Themefinder",), used_by=("Service",), trusted="yes", paid=True)


def made(
    ratings: Mapping[str, float], software: Mapping[str, FunctionEntry], targets: Mapping[str, float] | None = None
) -> Assessment:
    responses = averaging(3, ratings)
    for practice in ratings:
        responses = proven(responses, practice, "E2 a dated list")
    return assess(PACK, engagement(targets=targets or {}), WAVE, responses, software=software)


def asked(assessment: Assessment) -> list[str]:
    return [finding.about for finding in found(assessment, "software_absent")]


@pytest.mark.parametrize(
    ("function", "practice", "rating", "asks"),
    [
        ("channels", "MEA3", 4.0, True),
        ("channels", "MEA3", 3.9, False),
        ("text", "CUN2", 4.0, True),
        ("emotion", "DSN7", 4.4, True),
        ("online", "CUN6", 4.5, True),
        ("online", "CUN6", 4.4, False),  # high, but the anchor of level 4 can be met by hand
        ("text", "CUN1", 5.0, False),  # which leans on no function
    ],
)
def test_a_high_rating_with_nothing_named_for_what_it_leans_on_asks_how_it_is_done(
    function: str, practice: str, rating: float, asks: bool
) -> None:
    assert asked(made({practice: rating}, {function: NOTHING})) == ([practice] if asks else [])


@pytest.mark.parametrize("entry", [NAMED, FunctionEntry(), None])
def test_what_is_covered_or_not_known_asks_nothing(entry: FunctionEntry | None) -> None:
    entries = {"text": entry} if entry else {}
    assert asked(made({"CUN2": 4.5}, {**entries, "emotion": NAMED})) == []


def test_high_is_what_say_and_do_calls_strong() -> None:
    lower = {"customer_understanding": 3.5}
    assert asked(made({"CUN2": 3.5}, {"text": NOTHING}, lower)) == ["CUN2"]
    assert asked(made({"CUN2": 3.4}, {"text": NOTHING}, lower)) == []


def test_a_practice_is_asked_about_once_and_names_all_that_is_missing() -> None:
    told = sentence(made({"CUN2": 4.5}, dict.fromkeys(FUNCTIONS, NOTHING)), "software_absent", "CUN2")
    assert "no software is named for social interactions, meaning from text and online behaviour" in told
    assert "It can be done by hand: ask how." in told


@pytest.mark.parametrize(
    ("entry", "rating", "unused"),
    [
        (FunctionEntry(("A",), (), paid=True), 4.0, "nobody"),
        (FunctionEntry(("A",), (), paid=False), 4.0, None),
        (FunctionEntry(("A",), (), paid=None), 4.0, None),
        (FunctionEntry(("A",), None, paid=True), 3.0, None),  # who uses it is not known, and a practice does
        (FunctionEntry(("A",), ("Service",), paid=True), 2.4, "ad_hoc"),
        (FunctionEntry(("A",), ("Service",), paid=True), 2.5, None),  # prints as level 3
        (FunctionEntry(("A",), ("Service",), paid=False), 1.0, None),
    ],
)
def test_what_is_paid_for_and_used_by_nobody_or_nothing_is_said(
    entry: FunctionEntry, rating: float, unused: str | None
) -> None:
    assessment = made({"DSN7": rating}, {"emotion": entry})
    assert next(f.unused for f in assessment.software if f.id == "emotion") == unused
    assert len(found(assessment, "software_unused", "software.emotion")) == bool(unused)


def test_one_practice_above_ad_hoc_puts_software_to_use() -> None:
    paid = FunctionEntry(("A",), ("Service",), paid=True)
    low = {"MEA2": 1.0, "MEA3": 2.0, "MEA6": 2.0}
    told = sentence(made(low, {"channels": paid}), "software_unused")
    assert "no practice that draws on it is above level 2 (MEA2 1.0, MEA3 2.0 and MEA6 2.0)" in told
    assert found(made({**low, "MEA6": 2.6}, {"channels": paid}), "software_unused") == []


@pytest.mark.parametrize(
    ("entry", "doubted"),
    [
        (FunctionEntry(("A",), trusted="no"), True),
        (FunctionEntry(("A",), trusted="partly"), True),
        (FunctionEntry(("A",), trusted="yes"), False),
        (FunctionEntry(("A",), trusted="dont_know"), False),
        (FunctionEntry((), trusted="no"), False),  # nothing is there to be trusted
    ],
)
def test_covered_and_not_trusted_is_said(entry: FunctionEntry, doubted: bool) -> None:
    assert len(found(made({}, {"text": entry}), "software_doubted")) == doubted


def test_more_than_three_products_for_one_function_are_a_remark() -> None:
    four = found(made({}, {"text": FunctionEntry(("A", "B", "C", "D"))}), "software_many")
    assert [(finding.severity, finding.numbers) for finding in four] == [(1, {"products": 4})]
    assert "four products" in four[0].sentence
    assert found(made({}, {"text": FunctionEntry(("A", "B", "C"))}), "software_many") == []


def test_no_software_leaves_nothing_and_some_changes_no_number() -> None:
    plain = as_json(made({"CUN2": 4.5, "MEA3": 4.2}, {}))
    for entry in (NOTHING, NAMED, FunctionEntry(("A",), (), "no", paid=True)):
        with_some = as_json(made({"CUN2": 4.5, "MEA3": 4.2}, dict.fromkeys(FUNCTIONS, entry)))
        assert len(with_some["software"]) == 5
        changed = {key for key in plain if plain[key] != with_some[key]}
        assert changed <= {"software", "findings"}
    assert plain["software"] == []


def test_a_practice_in_question_is_neither_among_the_strongest_nor_an_example() -> None:
    high = {"CUN2": 4.8, "CUN3": 4.6}
    before, after = made(high, {}), made(high, {"text": NOTHING})
    assert "CUN2" in next(f.numbers for f in found(before, "strength", "practices"))
    assert "CUN2" not in next(f.numbers for f in found(after, "strength", "practices"))
    everything = {practice.id: 4.0 for practice in PACK.in_dimension("disciplines", "customer_understanding")} | high
    example = sentence(made(everything, {}), "strength", "disciplines.customer_understanding")
    instead = sentence(made(everything, {"text": NOTHING}), "strength", "disciplines.customer_understanding")
    assert ("(CUN2, 4.8)" in example, "(CUN2, 4.8)" in instead, "(CUN3, 4.6)" in instead) == (True, False, True)


def test_the_pulse_asks_only_of_its_own_practices() -> None:
    responses = people("manager", rest="5", pack=PULSE)
    everything = dict.fromkeys(FUNCTIONS, NOTHING)
    assessment = assess(PULSE, engagement(PULSE), WAVE, responses, software=everything)
    assert set(asked(assessment)) == {lean.practice for lean in LEANS} & set(PULSE.practices)


def test_every_practice_that_leans_on_a_function_is_there_with_its_reason() -> None:
    assert {lean.function for lean in LEANS} == set(FUNCTIONS)
    assert {lean.practice for lean in LEANS} <= set(PACK.practices)
    assert len({(lean.function, lean.practice) for lean in LEANS}) == len(LEANS)
    for language in languages():
        words = read_words(language)
        assert all(words.say(f"software.leans.{lean.function}.{lean.practice}") for lean in LEANS)
