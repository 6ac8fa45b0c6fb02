"""What moved between two waves: like for like, no more than is so, and whoever answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import PACK, PULSE, engagement, everyone, person
from scipy import stats

from cxassess.comparison import compare, trend
from cxassess.display import difference
from cxassess.measures.measure import Measure, Period
from cxassess.measures.nps import compare_nps, measure_nps, recommendation_of
from cxassess.measures.ratings import measure_satisfaction
from cxassess.measures.scale import Scale
from cxassess.measures.tally import tally
from cxassess.model.comparison import Change, Comparison, WaveData
from cxassess.model.engagement import AgreedLevel, MetricEntry, Response, RoleSetting
from cxassess.model.outcome import TypedPoint
from cxassess.model.pack import Pack
from cxassess.pipeline import assess
from cxassess.words import read_words
from method.tables import close
from method.two_waves import a_year_on, answered, crowd, pair, truth_of, wave

WORDS = read_words("en")
SIZES = {"executive": 4, "manager": 6, "front_line": 12}


def all_at(level: str, sizes: Mapping[str, int] = SIZES, unit: str = "", pack: Pack = PACK) -> list[Response]:
    """Everybody gives every practice the same level."""
    return [
        person(f"{role} {number}", role, everyone(role, level, pack), unit)
        for role, size in sizes.items()
        for number in range(size)
    ]


def numbers(c: Comparison) -> list[Change]:
    return [c.overall, *c.scores.values(), *c.practices.values()]


@pytest.fixture(scope="module")
def lifted() -> tuple[WaveData, WaveData]:
    """Two waves of mostly the same people, of whom all rate `design` a level higher."""
    return pair(5, stay=0.8, lift={"design": 1.0})


@pytest.fixture(scope="module")
def moved(lifted: tuple[WaveData, WaveData]) -> Comparison:
    return compare(*lifted, WORDS)


# ── what moved ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_discipline_that_everybody_rates_a_level_higher_has_improved(moved: Comparison) -> None:
    design = moved.scores["disciplines.design"]
    assert design.verdict == "improved"
    assert design.low is not None
    assert design.high is not None
    assert 0 < design.low < 1.0 < design.high
    assert [key for key, change in moved.scores.items() if change.is_claimed and key.startswith("disciplines")] == [
        "disciplines.design"
    ]


def test_values_are_those_of_the_reports_where_both_waves_ask_the_same(
    lifted: tuple[WaveData, WaveData], moved: Comparison
) -> None:
    for data, side in zip(lifted, ("before", "now"), strict=True):
        a = assess(data.pack, data.engagement, data.wave, data.responses)
        for key, change in moved.scores.items():
            assert getattr(change, side) == close(a.scores[key].value or 0.0, 1e-12), key
            assert getattr(change, f"printed_{side}") == a.scores[key].value
        assert getattr(moved.overall, side) == close(a.overall.reading.value or 0.0, 1e-12)
        assert getattr(moved.stage, side) == a.stage.reached


def test_interval_and_verdict_agree_and_nothing_small_is_called_a_change() -> None:
    for seed in range(6):
        c = compare(*pair(seed, stay=0.5, lift={"culture": 0.8, "design": 0.15}), WORDS)
        for change in numbers(c):
            if change.verdict is None or change.low is None or change.high is None:
                continue
            assert change.difference is not None
            assert change.low <= change.difference <= change.high
            is_clear = change.low > 0 or change.high < 0
            large = abs(difference(change.now or 0.0, change.before or 0.0)) >= 0.2
            assert (change.verdict in {"improved", "declined", "mix"}) == (is_clear and large), change


def test_a_wave_beside_itself_has_not_changed(lifted: tuple[WaveData, WaveData]) -> None:
    same = replace(lifted[0], wave=replace(lifted[0].wave, id="again"))
    c = compare(lifted[0], same, WORDS)
    assert {change.verdict for change in numbers(c)} == {"no_clear_change"}
    assert {change.difference for change in numbers(c)} == {0.0}
    assert c.stage.verdict == "no_clear_change"
    assert not c.claims


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.6, 1.0]))
def test_the_waves_the_other_way_round_turn_every_sign(seed: int, stay: float) -> None:
    before, now = pair(seed, stay, lift={"design": 1.2, "culture": -1.2})
    turned = {"improved": "declined", "declined": "improved"}
    there, back = compare(before, now, WORDS), compare(now, before, WORDS)
    for one, other in zip(numbers(there), numbers(back), strict=True):
        assert (other.before, other.now) == (one.now, one.before)
        assert other.verdict == turned.get(one.verdict or "", one.verdict)
        if one.difference is not None and one.low is not None and one.high is not None:
            assert other.difference == close(-one.difference, 1e-12)
            assert (other.low, other.high) == (close(-one.high, 1e-9), close(-one.low, 1e-9))
    assert (back.stage.before, back.stage.now) == (there.stage.now, there.stage.before)
    assert back.stage.verdict == turned.get(there.stage.verdict or "", there.stage.verdict)


def test_everybody_a_level_higher_without_any_spread_has_moved_and_has_no_interval() -> None:
    c = compare(wave("2025", all_at("2")), wave("2026", all_at("3")), WORDS)
    assert c.overall.verdict == "improved"
    assert (c.overall.low, c.overall.high, c.overall.difference) == (None, None, 1.0)
    assert c.overall.why == WORDS.say("compare.why.alike")


def test_a_tenth_of_a_level_is_no_change_however_sure() -> None:
    later = [replace(r, answers={**r.answers, "DSN1": replace(r.answers["DSN1"], choice="4")}) for r in all_at("3")]
    design = compare(wave("2025", all_at("3")), wave("2026", later), WORDS).scores["disciplines.design"]
    assert (design.printed, design.verdict) == (0.1, "no_clear_change")


def test_fewer_than_five_on_a_side_give_a_difference_and_no_verdict() -> None:
    few = {"executive": 1, "manager": 1, "front_line": 2}
    c = compare(wave("2025", all_at("2", few)), wave("2026", all_at("4")), WORDS)
    assert (c.overall.difference, c.overall.verdict, c.overall.low) == (2.0, None, None)
    assert c.overall.why == WORDS.say("compare.why.few", least=5)


def test_people_who_are_known_again_narrow_the_interval() -> None:
    before, now = pair(3, stay=1.0)
    strangers = replace(now, responses=tuple(replace(r, respondent=f"x {r.respondent}") for r in now.responses))
    linked, apart = compare(before, now, WORDS), compare(before, strangers, WORDS)
    assert (linked.people.linked, apart.people.linked) == (len(before.responses), 0)
    assert linked.overall.difference == apart.overall.difference
    assert _width(linked.overall) < 0.85 * _width(apart.overall)


def _width(change: Change) -> float:
    assert change.low is not None
    assert change.high is not None
    assert change.confidence is not None
    return change.high - change.low


# ── like for like ────────────────────────────────────────────────────────────────────────────────────────────


def other_anchors(pack: Pack, *ids: str) -> Pack:
    changed = {id: replace(pack.practices[id], anchor_version="99") for id in ids}
    return replace(pack, practices={**pack.practices, **changed})


def test_a_practice_with_changed_anchors_is_in_neither_wave(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    c = compare(before, replace(now, pack=other_anchors(PACK, "MEA7")), WORDS)
    assert c.standing.changed == ("MEA7",)
    assert "MEA7" not in c.practices
    measurement = c.scores["disciplines.measurement"]
    a = assess(PACK, before.engagement, before.wave, before.responses)
    others = [a.practices[p.id].value for p in PACK.in_dimension("disciplines", "measurement") if p.id != "MEA7"]
    assert measurement.before == close(sum(v for v in others if v is not None) / len(others), 1e-12)
    assert measurement.printed_before == a.scores["disciplines.measurement"].value
    assert (measurement.practices, measurement.asked_before) == (len(others), len(others) + 1)


def test_new_and_dropped_practices_are_named_and_left_out(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    fewer = replace(PACK, practices={id: p for id, p in PACK.practices.items() if id != "STR2"})
    assert compare(before, replace(now, pack=fewer), WORDS).standing.dropped == ("STR2",)
    assert compare(replace(before, pack=fewer), now, WORDS).standing.new == ("STR2",)


def test_a_pulse_and_a_full_assessment_compare_on_what_they_share() -> None:
    chance = Random(1)
    people, truth = crowd(chance, SIZES), truth_of(chance)
    full = wave("2025", answered(chance, people, truth))
    pulse = wave("2026", answered(chance, people, truth, pack=PULSE), pack=PULSE)
    c = compare(full, pulse, WORDS)
    assert c.standing.same == tuple(PULSE.practices)
    assert c.stage.verdict == c.scores["stages.market"].verdict == "not_comparable"
    strategy = c.scores["disciplines.strategy"]
    shared = [id for id, p in PULSE.practices.items() if p.discipline == "strategy"]
    a = assess(PACK, full.engagement, full.wave, full.responses)
    assert strategy.before == close(sum(a.practices[id].value or 0 for id in shared) / len(shared), 1e-12)
    assert strategy.printed_before == a.scores["disciplines.strategy"].value != strategy.before
    assert strategy.verdict is not None
    assert c.overall.difference is not None


def test_a_dimension_of_which_less_than_half_is_shared_is_not_comparable(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    ids = [p.id for p in PACK.in_dimension("disciplines", "culture")]
    less_than_half = ids[: len(ids) // 2 + 1]
    c = compare(before, replace(now, pack=other_anchors(PACK, *less_than_half)), WORDS)
    assert c.scores["disciplines.culture"].verdict == "not_comparable"
    assert c.overall.verdict == "not_comparable"
    assert c.overall.why is not None
    assert PACK.dimension("disciplines", "culture").name in c.overall.why


def test_a_practice_without_a_score_in_one_wave_is_left_out_of_both(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    silent = tuple(replace(r, answers={q: a for q, a in r.answers.items() if q != "DSN1"}) for r in now.responses)
    c = compare(before, replace(now, responses=silent), WORDS)
    assert (c.practices["DSN1"].verdict, c.practices["DSN1"].now) == (None, None)
    design = c.scores["disciplines.design"]
    assert design.practices == len(PACK.in_dimension("disciplines", "design")) - 1
    assert design.before != design.printed_before


def test_other_weights_of_roles_and_disciplines_change_nothing(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    settled = engagement(
        roles={id: RoleSetting(5.0 if id == "executive" else role.weight, None) for id, role in PACK.roles.items()},
        discipline_weights={"design": 3.0},
    )
    settled = replace(settled, roles={**settled.roles, "analyst": RoleSetting(0.0, None)})
    usual, other = compare(before, now, WORDS), compare(replace(before, engagement=settled), now, WORDS)
    assert other.overall.difference == usual.overall.difference
    assert [n for n in other.notes if n not in usual.notes] == [
        WORDS.say("compare.notes.role_weights", wave="2026"),
        WORDS.say("compare.notes.discipline_weights", wave="2026"),
    ]
    assert other.overall.printed_before != usual.overall.printed_before


def test_an_agreed_level_is_printed_and_not_compared(lifted: tuple[WaveData, WaveData]) -> None:
    before, now = lifted
    level = AgreedLevel("MEA7", 5, "seen", now.wave.as_of, "all")
    c = compare(before, replace(now, agreed={"MEA7": level}), WORDS)
    plain = compare(before, now, WORDS)
    assert c.practices["MEA7"].now == plain.practices["MEA7"].now != 5.0
    assert (c.practices["MEA7"].printed_now, c.standing.agreed) == (5.0, ("MEA7",))
    assert c.scores == {k: replace(v, printed_now=c.scores[k].printed_now) for k, v in plain.scores.items()}


# ── other people ─────────────────────────────────────────────────────────────────────────────────────────────


def two_units(seed: int, missing: tuple[str, str], stay: float = 1.0) -> Comparison:
    """North and a weak South, unchanged; in the second wave a role of one unit does not answer."""
    chance = Random(seed)
    truth = truth_of(chance)
    people = crowd(chance, {"executive": 6, "manager": 8, "front_line": 80}, ("North", "South"))
    weak = {"South": 1.4, "North": 3.4}
    later = [one for one in a_year_on(chance, people, stay) if one.role != missing[0] or one.unit != missing[1]]
    settled = engagement(units=("North", "South"))
    before = wave("2025", answered(chance, people, truth, levels=weak), settled)
    return compare(before, wave("2026", answered(chance, later, truth, levels=weak), settled), WORDS)


def test_a_weak_unit_whose_front_line_does_not_answer_is_no_improvement() -> None:
    found = [two_units(seed, ("front_line", "South")) for seed in range(2)]
    assert any(c.overall.verdict == "mix" for c in found)
    for c in found:
        mix = c.overall.mix
        assert mix is not None
        assert mix.effect is not None
        assert mix.difference is not None
        assert c.overall.difference == close(mix.effect + mix.difference, 1e-12)
        assert mix.effect > 0.2
        assert [(s.role, s.unit) for s in mix.shifts if s.moved == "gone"] == [("front_line", "South")]
        assert not any(change.verdict == "improved" for change in numbers(c))
        assert not c.stage.claimed


def test_a_front_line_that_does_not_answer_at_all_is_no_improvement() -> None:
    chance = Random(9)
    truth, people = truth_of(chance), crowd(chance, {"executive": 6, "manager": 8, "front_line": 16})
    low = {"executive": 3.8, "manager": 3.5, "front_line": 1.8}
    later = [one for one in people if one.role != "front_line"]
    c = compare(
        wave("2025", answered(chance, people, truth, levels=low)),
        wave("2026", answered(chance, later, truth, levels=low)),
        WORDS,
    )
    assert c.overall.verdict == "mix"
    assert c.overall.why == WORDS.say("compare.why.mix_improved")
    assert c.overall.mix is not None
    assert [(s.role, s.before, s.now) for s in c.overall.mix.shifts if s.moved == "gone"] == [("front_line", 16, 0)]
    assert not c.claims


def test_the_same_mix_of_people_has_no_mix_and_a_true_change_stays_one() -> None:
    assert compare(wave("2025", all_at("3")), wave("2026", all_at("4")), WORDS).overall.mix is None
    chance = Random(2)
    truth, people = (
        truth_of(chance),
        crowd(chance, {"executive": 6, "manager": 8, "front_line": 16}, ("North", "South")),
    )
    later = people[:-3]
    lift = dict.fromkeys((d.id for d in PACK.disciplines), 1.0)
    c = compare(
        wave("2025", answered(chance, people, truth)), wave("2026", answered(chance, later, truth, lift)), WORDS
    )
    assert c.overall.verdict == "improved"
    assert c.overall.mix is not None


# ── stage ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stage_is_claimed_where_all_that_decides_it_moved_clearly() -> None:
    c = compare(wave("2025", all_at("2")), wave("2026", all_at("4")), WORDS)
    assert (c.stage.before, c.stage.now, c.stage.verdict) == ("product", "authenticity", "improved")
    assert set(c.stage.deciding) >= {"stages.product", "stages.market", "stages.authenticity"}


def test_a_stage_that_one_respondent_would_change_is_not_claimed() -> None:
    found = [compare(*pair(seed, stay=0.5), WORDS).stage for seed in range(8)]
    moved = [stage for stage in found if stage.before != stage.now]
    assert len(moved) > 1
    assert all(stage.verdict == "no_clear_change" and stage.why for stage in moved)
    assert WORDS.say("compare.why.unstable") in {stage.why for stage in moved}


# ── more people of the same mind ─────────────────────────────────────────────────────────────────────────────


def around(chance: Random, levels: Mapping[str, int], prefix: str, half: int) -> list[Response]:
    """People of each role of whom as many are a level above each practice's mean as below it."""
    answers: dict[tuple[str, int], dict[str, str]] = {}
    for role in SIZES:
        for id in (id for id in PACK.asked_of(role) if id in levels):
            apart = [chance.choice((0, 1)) for _ in range(half)]
            signs = [*apart, *(-one for one in apart)]
            chance.shuffle(signs)
            for number, sign in enumerate(signs):
                answers.setdefault((role, number), {})[id] = str(levels[id] + sign)
    return [person(f"{prefix} {role} {number}", role, said) for (role, number), said in answers.items()]


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_people_who_answer_like_the_mean_move_no_value_and_a_verdict_only_by_its_interval(
    seed: int, *, linked: bool
) -> None:
    chance = Random(seed)
    levels = {id: chance.choice((2, 3)) for id in PACK.practices}
    lifted_levels = {
        id: level + (PACK.practices[id].discipline == "design" and chance.random() < 0.4)
        for id, level in levels.items()
    }
    before = around(chance, levels, "a", 3)
    now = around(chance, lifted_levels, "a" if linked else "b", 3)
    like_the_mean = [
        person(f"c {role} {number}", role, {id: str(lifted_levels[id]) for id in PACK.asked_of(role) if id in levels})
        for role in SIZES
        for number in range(4)
    ]
    few, many = (compare(wave("2025", before), wave("2026", people), WORDS) for people in (now, [*now, *like_the_mean]))
    for one, more in zip(numbers(few), numbers(many), strict=True):
        assert one.before is not None
        assert one.now is not None
        assert (more.before, more.now, more.printed) == (close(one.before), close(one.now), one.printed)
        assert (more.n_now or 0) > (one.n_now or 0)
        if leaves_out_zero(one) is leaves_out_zero(more):
            assert more.verdict == one.verdict
    assert any(one.low != more.low for one, more in zip(numbers(few), numbers(many), strict=True))


def leaves_out_zero(change: Change) -> bool | None:
    """None without an interval: everybody moved alike, and the size decides."""
    return None if change.low is None or change.high is None else change.low > 0 or change.high < 0


# ── outcomes ─────────────────────────────────────────────────────────────────────────────────────────────────


def outcome(before: MetricEntry, now: MetricEntry) -> Change:
    c = compare(wave("2025", all_at("3"), metrics=(before,)), wave("2026", all_at("3"), metrics=(now,)), WORDS)
    return c.metrics[now.metric].change


@pytest.mark.parametrize(
    ("metric", "before", "now", "n", "verdict"),
    [
        ("csat", 0.70, 0.80, 500, "improved"),
        ("csat", 0.70, 0.72, 500, "no_clear_change"),
        ("churn", 0.10, 0.20, 500, "declined"),
        ("nps", 10.0, 40.0, 400, "improved"),
        ("nps", 10.0, 14.0, 400, "no_clear_change"),
        ("frt", 60.0, 30.0, 400, None),
        ("csat", 0.70, 0.80, None, None),
    ],
)
def test_an_outcome_is_judged_by_the_test_of_its_kind(
    metric: str, before: float, now: float, n: int | None, verdict: str | None
) -> None:
    change = outcome(MetricEntry(metric, before, n, "2025"), MetricEntry(metric, now, n, "2026"))
    assert change.verdict == verdict
    assert change.difference == close(now - before, 1e-12)
    assert (change.why is None) == (verdict is not None)


def test_an_outcome_that_was_measured_otherwise_is_not_comparable() -> None:
    before = MetricEntry("csat", 0.7, 500, "2025", definition="top two of five")
    assert outcome(before, MetricEntry("csat", 0.8, 500, "2026", definition="top box")).verdict == "not_comparable"
    worded = MetricEntry("csat", 0.7, 500, "2025", wording="How was it?")
    assert outcome(worded, replace(worded, value=0.9, wording="Were you happy?")).verdict == "not_comparable"


def test_the_same_period_in_both_waves_is_no_change_in_time() -> None:
    change = outcome(MetricEntry("nps", 10.0, 400, "2025"), MetricEntry("nps", 40.0, 400, "2025"))
    assert (change.verdict, change.low) == (None, None)
    assert change.why == WORDS.say("compare.why.same_period", period="2025")
    again = outcome(MetricEntry("nps", 10.0, 400, "2025"), MetricEntry("nps", 10.0, 400, "2025"))
    assert (again.verdict, again.why) == (None, change.why)  # one figure told twice says nothing of time


def measured(before: Measure, now: Measure) -> Change:
    c = compare(wave("2025", all_at("3"), measures=(before,)), wave("2026", all_at("3"), measures=(now,)), WORDS)
    return c.metrics[now.metric].change


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ([3, 4, 2, 3, 5, 3, 4, 2, 3], [4, 5, 4, 3, 5, 4, 4], "improved"),
        ([3, 4, 2, 3, 5, 3, 4, 2, 3], [4, 5, 4, 3, 2, 4, 4], "no_clear_change"),
    ],
)
def test_measured_means_are_compared_by_welch_of_the_people_behind_them(
    before: list[int], now: list[int], verdict: str
) -> None:
    found = [measure_satisfaction(tally(values, Scale(1, 5))) for values in (before, now)]
    change = measured(
        *(Measure("csat", m.definition, "s.csv", m, year(y)) for m, y in zip(found, (2024, 2025), strict=True))
    )
    test = stats.ttest_ind(now, before, equal_var=False).confidence_interval()
    assert (change.low, change.high) == (close(test.low, 1e-9), close(test.high, 1e-9))
    assert (change.verdict, change.n_before, change.n_now) == (verdict, len(before), len(now))


def test_measured_promoters_are_compared_by_their_counts_where_typed_scores_cannot_tell() -> None:
    """From 40 to 34 with 1,500 answers each, few of them far from 0: the counts' own margin is 5, the widest 6.7."""
    counts = (720, 660, 120), (660, 690, 150)
    people = [recommendation_of(*one) for one in counts]
    points = [dict(zip((10, 8, 3), map(float, one), strict=True)) for one in counts]
    before, now = (
        Measure("nps", "nps", "s.csv", measure_nps(one), year(y), answers=said)
        for one, said, y in zip(people, points, (2024, 2025), strict=True)
    )
    change, expected = measured(before, now), compare_nps(people[1], people[0])
    assert (change.difference, change.low, change.high) == (expected.value, expected.low, expected.high)
    assert change.verdict == "declined"
    typed = outcome(MetricEntry("nps", 40.0, 1500, "2024"), MetricEntry("nps", 34.0, 1500, "2025"))
    assert typed.verdict == "no_clear_change"


def test_outcomes_that_print_alike_have_not_changed_however_many_answered() -> None:
    change = outcome(MetricEntry("nps", 12.1, 4_000_000, "2025"), MetricEntry("nps", 12.4, 4_000_000, "2026"))
    assert change.low is not None
    assert change.low > 0
    assert change.verdict == "no_clear_change"


def test_the_newest_period_of_a_typed_series_is_compared() -> None:
    series = (TypedPoint("2024", 0.5, 300), TypedPoint("2025", 0.9, 300))
    change = outcome(MetricEntry("csat", 0.5, 300, "2024"), MetricEntry("csat", 0.9, 300, "2025", series=series))
    assert (change.before, change.now, change.verdict) == (0.5, 0.9, "improved")


# ── targets ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_target_of_the_earlier_wave_is_held_against_what_is_printed_now() -> None:
    c = compare(wave("2025", all_at("2")), wave("2026", all_at("3")), WORDS)
    assert {(t.target, t.before, t.now, t.met) for t in c.targets} == {(3.0, 2.0, 3.0, True)}
    back = compare(wave("2025", all_at("2")), wave("2026", all_at("2")), WORDS)
    assert {t.met for t in back.targets} == {False}


# ── over several waves ───────────────────────────────────────────────────────────────────────────────────────


def test_a_trend_holds_each_wave_on_the_practices_that_all_share() -> None:
    chance = Random(4)
    truth, people = truth_of(chance), crowd(chance, SIZES)
    waves = [
        wave("2024", answered(chance, people, truth)),
        wave("2025", answered(chance, people, truth, {"design": 1.2}), pack=other_anchors(PACK, "STR1")),
        wave("2026", answered(chance, people, truth, {"design": 1.2}), pack=other_anchors(PACK, "STR1", "CUL1")),
    ]
    t = trend(waves, WORDS)
    assert set(PACK.practices) - set(t.practices) == {"STR1", "CUL1"}
    design = t.scores["disciplines.design"]
    assert [step.verdict for step in design.steps] == ["improved", "no_clear_change"]
    assert design.values == (design.steps[0].before, design.steps[0].now, design.steps[1].now)
    assert design.whole.verdict == "improved"
    assert (t.whole.before.id, t.whole.now.id) == ("2024", "2026")
    beside = compare(waves[0], replace(waves[1], pack=waves[2].pack), WORDS).stage
    assert t.stages[:2] == (beside.before, beside.now)
    assert t.whole.standing.changed == ("STR1", "CUL1")


def test_a_trend_has_no_number_of_people_where_nothing_can_be_compared() -> None:
    first, second = (wave(id, all_at("3")) for id in ("2025", "2026"))
    other = wave("2027", all_at("3"), pack=other_anchors(PACK, *PACK.practices))
    assert trend((first, second, other), WORDS).overall.n == (None, None, None)


def test_a_trend_of_one_wave_is_none() -> None:
    with pytest.raises(ValueError, match="two waves"):
        trend([wave("2025", all_at("3"))], WORDS)


# ── no change where there is none ────────────────────────────────────────────────────────────────────────────


def claims(seeds: range, stay: float) -> float:
    """How often a comparison says that anything moved where nothing did."""
    return sum(compare(*pair(seed, stay), WORDS).claims for seed in seeds) / len(seeds)


def test_waves_without_a_true_change_seldom_claim_one() -> None:
    assert claims(range(16), stay=0.5) <= 3 / 16  # at one in ten more come in 1 of 15 such runs


@pytest.mark.parametrize("stay", [0.0, 0.6, 1.0])
def test_of_500_pairs_of_waves_without_a_true_change_fewer_than_one_in_ten_claims_any(stay: float) -> None:
    assert claims(range(500), stay) < 0.10


def test_half_a_level_more_in_one_discipline_is_found_in_most_cases() -> None:
    found = [
        compare(*pair(seed, stay=1.0, lift={"design": 0.5}), WORDS).scores["disciplines.design"].verdict == "improved"
        for seed in range(16)
    ]
    assert sum(found) > 8
