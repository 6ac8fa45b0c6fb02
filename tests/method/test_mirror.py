"""The mirror: shares of those who answered, beside the level inside, and what clearly does not fit."""

from dataclasses import replace

import pytest
from people import PACK, WAVE, engagement

from cxassess.files.data import shipped
from cxassess.files.mirror_form import read_form
from cxassess.mirror import read_mirror
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, MetricEntry
from cxassess.model.mirror import Agreement, MirrorAnswer, MirrorAnswers, MirrorResponse, Panel
from cxassess.pipeline import assess
from cxassess.statistics import wilson_interval
from method.tables import averaging, metric

FORM = read_form(shipped("mirrors") / "cx-mirror")


def people(item: str, choices: str, panel: Panel = "customers") -> list[MirrorResponse]:
    """A person for each letter: 1 to 5, or D for “I can’t say”."""
    return [
        MirrorResponse(f"{panel} {n}", panel, "en", {item: MirrorAnswer(item, {"D": "DK"}.get(choice, choice))})
        for n, choice in enumerate(choices)
    ]


def answers(*groups: list[MirrorResponse]) -> MirrorAnswers:
    return MirrorAnswers(FORM, tuple(response for group in groups for response in group))


def seen(
    rating: float,
    given: MirrorAnswers | None,
    item: str = "STR7",
    metrics: tuple[MetricEntry, ...] = (),
    **more: object,
) -> Assessment:
    settings = engagement(PACK, **more)
    return assess(PACK, settings, WAVE, averaging(5, {item: rating}), metrics, mirror=given)


def found(made: Assessment, item: str = "STR7") -> list[str]:
    return [f.kind for f in made.findings if f.kind.startswith("mirror_") and f.about == item]


def agreement(made: MirrorAnswers, item: str = "STR7", panel: Panel = "customers", least: int = 5) -> Agreement | None:
    mirror = read_mirror(made, least)
    assert mirror is not None
    return next(reading for reading in mirror.items if reading.item.id == item).of(panel)


def test_the_share_is_of_those_who_chose_a_point_with_wilsons_interval() -> None:
    low, high = wilson_interval(3 / 8, 8)
    expected = Agreement("customers", n=8, agree=3, cant_say=2, share=3 / 8, low=low, high=high)
    assert agreement(answers(people("STR7", "1233445D2D"))) == expected


def test_i_cant_say_is_no_answer_in_the_middle() -> None:
    alone = agreement(answers(people("STR7", "44455")))
    beside = agreement(answers(people("STR7", "44455DDDDD")))
    assert alone is not None
    assert beside is not None
    assert (alone.share, alone.n) == (beside.share, beside.n) == (1.0, 5)


@pytest.mark.parametrize(("choices", "why"), [("4444", "withheld"), ("44445", None), ("4444DDDD", "withheld")])
def test_fewer_than_the_minimum_group_are_counted_and_not_shown(choices: str, why: str | None) -> None:
    shown = agreement(answers(people("STR7", choices)))
    assert shown is not None
    assert shown.why == why
    assert (shown.share is None) == (shown.agree is None) == (shown.cant_say is None) == (why is not None)


def test_customers_and_partners_are_never_pooled() -> None:
    both = answers(people("STR7", "55555"), people("STR7", "11111", "partners"))
    assert [agreement(both, panel=panel).share for panel in ("customers", "partners")] == [1.0, 0.0]  # type: ignore[union-attr]


def test_nobody_outside_is_no_mirror_and_the_inside_view_only() -> None:
    made = seen(3.0, None)
    assert made.mirror is None
    assert made.sufficiency.inside_view_only
    assert read_mirror(answers(), 5) is None


@pytest.mark.parametrize(("count", "inside_only"), [(4, True), (5, False)])
def test_from_the_minimum_group_on_the_report_no_longer_says_inside_view_only(count: int, inside_only: bool) -> None:
    made = seen(3.0, answers(people("STR7", "4" * count)))
    said = [f.about for f in made.findings if f.kind == "sufficiency"]
    assert made.sufficiency.inside_view_only == inside_only
    assert ("inside_view" in said, "outside_view" in said) == (inside_only, not inside_only)


@pytest.mark.parametrize(
    ("rating", "choices", "kinds"),
    [
        (4.0, "1" * 40 + "4" * 20, ["mirror_below"]),  # 33 %, at most 46 %
        (3.9, "1" * 40 + "4" * 20, []),  # not strong as printed
        (4.0, "1" * 37 + "4" * 23, []),  # 38 %, up to 51 %: it may be a half
        (2.4, "1" * 20 + "4" * 40, ["mirror_above"]),
        (2.5, "1" * 20 + "4" * 40, []),  # not weak as printed
        (2.4, "1" * 23 + "4" * 37, []),  # 62 %, from 49 % on
        (4.0, "4" * 60, []),
        (2.0, "1" * 60, []),
        (4.0, "1111", []),  # too few to be shown
    ],
)
def test_what_does_not_fit_is_strong_with_few_or_weak_with_most(rating: float, choices: str, kinds: list[str]) -> None:
    assert found(seen(rating, answers(people("STR7", choices)))) == kinds


def test_the_clients_own_lower_target_makes_a_practice_strong_here_too() -> None:
    few = answers(people("STR7", "1" * 40 + "4" * 20))
    assert found(seen(3.5, few, targets={"strategy": 3.5})) == ["mirror_below"]


def test_a_weak_practice_is_left_alone_where_an_outcome_speaks_for_the_low_rating() -> None:
    most = answers(people("STR7", "4" * 60))
    worse = (metric("complaints", 0.4, 0.2, 900),)
    assert found(seen(2.0, most)) == ["mirror_above"]
    assert found(seen(2.0, most, metrics=worse)) == []


def test_a_finding_is_about_those_who_answered() -> None:
    few = answers(people("STR7", "1" * 40 + "4" * 20), people("STR7", "1" * 12, "partners"))
    (finding,) = (f for f in seen(4.0, few).findings if f.kind == "mirror_below")
    assert "33\xa0% of the 60 customers who answered and 0\xa0% of the 12 partners who answered" in finding.sentence
    assert finding.numbers["customers"] == pytest.approx(1 / 3)
    assert finding.advice is not None


def test_a_strong_practice_that_few_agree_with_is_no_example_for_others() -> None:
    few = answers(people("CUN1", "1" * 40 + "4" * 20))

    def strong(given: MirrorAnswers | None) -> set[str]:
        proved = {"CUN1": Answer("CUN1", "5", evidence="E2 Survey, March 2026")}
        responses = [replace(r, answers={**r.answers, **proved}) for r in averaging(5, {})]
        made = assess(PACK, engagement(PACK), WAVE, responses, mirror=given)
        return {id for f in made.findings if f.kind == "strength" and f.about == "practices" for id in f.numbers}

    assert "CUN1" in strong(None)
    assert "CUN1" not in strong(few)


@pytest.mark.parametrize(
    ("rating", "choices", "verdict"),
    [
        (4.0, "1" * 60, "gap_outside"),
        (4.0, "5" * 60, "agree_well"),
        (2.0, "1" * 60, "agree_weak"),
        (2.0, "5" * 60, "unexplained"),
        (4.0, "15" * 30, "open"),
        (4.0, "1111", "inside_only"),
    ],
)
def test_say_and_do_takes_what_customers_answer(rating: float, choices: str, verdict: str) -> None:
    made = seen(rating, answers(people("STR7", choices)))
    theme = next(theme for theme in made.say_do if theme.id == "promises")
    assert theme.verdict == verdict
    assert [(a.metric, a.kind) for a in theme.answers] == (
        [] if verdict == "inside_only" else [("mirror.STR7", "mirror")]
    )


def test_partners_do_not_speak_for_customers_in_say_and_do() -> None:
    made = seen(4.0, answers(people("STR7", "1" * 60, "partners")))
    assert next(theme for theme in made.say_do if theme.id == "promises").answers == ()


def test_no_score_depends_on_the_mirror() -> None:
    without, beside = seen(4.0, None), seen(4.0, answers(people("STR7", "1" * 60)))
    assert without.scores == beside.scores
    assert without.practices == beside.practices
    assert replace(without.sufficiency, inside_view_only=False) == beside.sufficiency
