"""What holds for any answers: raising, permuting, doubling, not knowing, commenting, capping."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cxassess.display import level
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Response
from cxassess.serialise import Json, as_json
from method.tables import PACK, assessed, found, people

# Shrinking is left out: each try is a whole assessment, and a counter-example of a few people is readable as it is.
checked = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ROLES = ("executive", "manager", "front_line", "analyst")
STAGES = [None, *(stage.id for stage in PACK.stages)]
SYMBOLS = {"?": "DK", "-": "NA"}


def _response(number: int, role: str, row: str) -> Response:
    """One person; a row has one character a practice: a level, ? for don't know, − for not applicable, . for none."""
    answers = {}
    for id, symbol in zip(PACK.practices, row, strict=True):
        if symbol == "." or id not in PACK.asked_of(role):
            continue
        choice = SYMBOLS.get(symbol, symbol)
        answers[id] = Answer(id, "DK" if choice == "NA" and not PACK.practices[id].allows_na else choice)
    return Response(f"p{number}", f"p{number}", role, "", answers)


@st.composite
def waves(
    draw: st.DrawFn, alphabet: str = "112233344455?-.", roles: Sequence[str] = ROLES, least: int = 1, most: int = 9
) -> list[Response]:
    """The answers of some people. Most rows lean on one level, as people's answers do."""
    responses = []
    for number in range(draw(st.integers(least, most))):
        favourite = draw(st.sampled_from("12345"))
        row = draw(st.text(st.sampled_from(alphabet + favourite * len(alphabet)), min_size=48, max_size=48))
        responses.append(_response(number, draw(st.sampled_from(roles)), row))
    assume(any(response.answers for response in responses))
    return responses


def as_bytes(assessment: Assessment) -> bytes:
    return json.dumps(as_json(assessment), ensure_ascii=False, allow_nan=False).encode()


def values(assessment: Assessment) -> dict[str, float | None]:
    return {key: score.value for key, score in assessment.scores.items()}


# ── raising an answer ────────────────────────────────────────────────────────────────────────────────────────


@checked
@given(waves(), st.data())
def test_raising_an_answer_never_lowers_anything(responses: list[Response], data: st.DataObject) -> None:
    places = [(i, id) for i, r in enumerate(responses) for id, a in r.answers.items() if a.level and a.level < 5]
    assume(places)
    person, id = data.draw(st.sampled_from(places))
    before_level = responses[person].answers[id].level
    assert before_level is not None
    raised = Answer(id, str(data.draw(st.integers(before_level + 1, 5))))
    more = list(responses)
    more[person] = replace(responses[person], answers={**responses[person].answers, id: raised})
    before, after = assessed(responses), assessed(more)
    for key, score in before.scores.items():
        higher = after.scores[key]
        assert (score.value is None) == (higher.value is None)
        if score.value is not None and higher.value is not None:
            assert higher.value >= score.value
            assert (higher.level or 0) >= (score.level or 0)
    assert STAGES.index(after.stage.reached) >= STAGES.index(before.stage.reached)
    assert (after.overall.level or 0) >= (before.overall.level or 0)


# ── permuting ────────────────────────────────────────────────────────────────────────────────────────────────


@checked
@given(waves(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_answers_changes_no_byte(responses: list[Response], random: Any) -> None:
    shuffled = []
    for response in random.sample(responses, len(responses)):
        answers = random.sample(list(response.answers.items()), len(response.answers))
        shuffled.append(replace(response, answers=dict(answers)))
    assert as_bytes(assessed(shuffled)) == as_bytes(assessed(responses))


@checked
@given(waves(), st.randoms(use_true_random=False))
def test_who_said_it_within_a_role_changes_no_byte(responses: list[Response], random: Any) -> None:
    names = random.sample([r.name for r in responses], len(responses))
    renamed = [replace(r, name=name, respondent=name) for r, name in zip(responses, names, strict=True)]
    assert as_bytes(assessed(renamed)) == as_bytes(assessed(responses))


@checked
@given(waves(), st.randoms(use_true_random=False))
def test_the_order_of_the_practices_in_the_questionnaire_changes_no_number(
    responses: list[Response], random: Any
) -> None:
    order = random.sample(list(PACK.practices), len(PACK.practices))
    other = assessed(responses, pack=replace(PACK, practices={id: PACK.practices[id] for id in order}))
    plain = as_json(assessed(responses))
    shuffled = as_json(other)
    for key in ("scores", "practices", "overall", "cards", "sufficiency", "perception"):
        assert shuffled[key] == plain[key]
    assert (other.stage.reached, other.stage.stable, other.stage.means) == (
        plain["stage"]["reached"],
        plain["stage"]["stable"],
        plain["stage"]["means"],
    )


# ── doubling ─────────────────────────────────────────────────────────────────────────────────────────────────


@checked
@given(waves(least=5))
def test_doubling_all_people_keeps_the_means_and_narrows_the_intervals(responses: list[Response]) -> None:
    twins = [replace(r, name=f"{r.name}'", respondent=f"{r.respondent}'") for r in responses]
    once, twice = assessed(responses), assessed(responses + twins)
    assert values(once) == values(twice)
    assert once.overall.reading.value == twice.overall.reading.value
    assert once.overall.level == twice.overall.level
    assert once.stage.reached == twice.stage.reached
    for key, score in once.scores.items():
        narrow, wide = twice.scores[key].reading, score.reading
        assert narrow.n == 2 * wide.n
        assert (narrow.min, narrow.max) == (wide.min, wide.max)
        if wide.low is not None and wide.high is not None:
            assert narrow.low is not None
            assert narrow.high is not None
            if wide.high > wide.low:
                assert narrow.high - narrow.low < wide.high - wide.low
            assert wide.low <= narrow.low
            assert narrow.high <= wide.high


# ── not knowing ──────────────────────────────────────────────────────────────────────────────────────────────

# All that one more person who knows nothing may change; findings and confidence follow the rate of don't knows.
COUNTS = {
    "sufficiency": ("respondents", "counted", "by_role", "by_unit", "dont_know_share"),
    "scores": ("dont_know",),
    "practices": ("dont_know", "answered"),
}


def without_counts(result: Json) -> Json:
    """The JSON without the counts of people and don't knows, and without what follows the rate of don't knows."""
    kept = {key: value for key, value in result.items() if key not in {"findings", "actions", "outlook"}}
    kept["sufficiency"] = {k: v for k, v in result["sufficiency"].items() if k not in COUNTS["sufficiency"]}
    for table in ("scores", "practices"):
        kept[table] = {
            id: {k: v for k, v in row.items() if k not in COUNTS[table]} for id, row in result[table].items()
        }
        for row in kept[table].values():  # a role of which nobody knows is listed without a value
            row["by_role"] = {role: group for role, group in row["by_role"].items() if group["n"]}
    return kept


@checked
@given(waves(alphabet="112233344455?."), st.sampled_from(ROLES))
def test_a_person_who_knows_nothing_changes_only_counts(responses: list[Response], role: str) -> None:
    ignorant = replace(people(role, rest="DK")[0], name="q", respondent="q")
    before, after = assessed(responses), assessed([*responses, ignorant])
    assert without_counts(as_json(after)) == without_counts(as_json(before))
    asked = set(PACK.asked_of(role)) if role != "analyst" else set()
    for id, practice in before.practices.items():
        assert after.practices[id].dont_know == practice.dont_know + (id in asked)
        assert after.practices[id].answered == practice.answered + (id in asked)
    follows_the_rate = {"blind_spot", "sufficiency", "role_mix"}
    assert [f for f in after.findings if f.kind not in follows_the_rate] == [
        f for f in before.findings if f.kind not in follows_the_rate
    ]
    inputs = [
        (a.id, a.gap, a.weight, a.impact, a.effort, a.gate, a.warn) for a in sorted(after.actions, key=lambda a: a.id)
    ]
    assert inputs == [
        (a.id, a.gap, a.weight, a.impact, a.effort, a.gate, a.warn) for a in sorted(before.actions, key=lambda a: a.id)
    ]


def test_a_dont_know_does_not_turn_a_practice_that_does_not_apply_into_a_gate_that_is_not_met() -> None:
    known = people("manager", {"STR3": "NA ."}, rest="4 4")
    unsure = people("manager", {"STR3": "NA DK"}, rest="4 4")
    assert assessed(known).stage.reached == assessed(unsure).stage.reached == "authenticity"


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────


@checked
@given(waves(), st.text(max_size=20))
def test_comments_change_no_number(responses: list[Response], comment: str) -> None:
    talkative = [
        replace(r, answers={id: replace(a, comment=comment) for id, a in r.answers.items()}) for r in responses
    ]
    assert as_bytes(assessed(talkative)) == as_bytes(assessed(responses))


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────

weights = st.fixed_dictionaries(
    {
        role: st.sampled_from([0.1, 0.15, 0.25, 0.3, 0.5, 0.7, 1.0, 2.0])
        for role in ("executive", "manager", "front_line")
    }
)


@checked
@given(waves(most=14), weights, st.sampled_from([None, 14, 40]))
def test_a_value_lies_within_its_interval_and_the_interval_within_the_scale(
    responses: list[Response], weights: Mapping[str, float], size: int | None
) -> None:
    sizes = dict.fromkeys(ROLES, size) if size else {}
    assessment = assessed(responses, weights=weights, sizes=sizes)
    for reading in [s.reading for s in assessment.scores.values()] + [assessment.overall.reading]:
        if reading.value is None:
            assert reading.why
            assert (reading.low, reading.high) == (None, None)
            continue
        assert 1 <= reading.value <= 5
        assert (reading.low is None) == (reading.high is None)
        if reading.low is not None and reading.high is not None:
            assert reading.n >= 5
            assert 1 <= reading.low <= reading.value <= reading.high <= 5
    for practice in assessment.practices.values():
        if practice.value is not None and practice.min is not None and practice.max is not None:
            assert practice.min <= practice.value <= practice.max
            assert 1 <= (practice.level or 0) <= 5


@checked
@given(waves(roles=("executive", "manager", "front_line")))
def test_the_cap_never_raises_the_level(responses: list[Response]) -> None:
    assessment = assessed(responses)
    overall = assessment.overall
    if overall.reading.value is None or overall.level is None:
        assert overall.capped_by is None
        return
    lowest = min(assessment.discipline(d.id).level or 9 for d in PACK.disciplines)
    assert overall.level == min(level(overall.reading.value), lowest + 1)
    assert (overall.capped_by is not None) == (overall.level < level(overall.reading.value))


@checked
@given(waves(least=3, most=12))
def test_a_plan_keeps_its_limits(responses: list[Response]) -> None:
    actions = assessed(responses, target_profile="lead").actions
    assert all(round(b.urgency, 9) <= round(a.urgency, 9) for a, b in pairwise(actions))
    placed = [[a for a in actions if a.horizon == horizon] for horizon in ("now", "next", "later")]
    assert [len(p) <= most for p, most in zip(placed, (5, 7, 7), strict=True)] == [True, True, True]
    owners = [a.owner_role for a in placed[0]]
    assert all(owners.count(owner) <= 2 for owner in owners)
    assert all(a.effort <= 3 for a in placed[0])
    assert all(a.effort <= 5 for a in placed[1])
    assert all(met for a in placed[0] for _, _, met in a.prerequisites)
    assert all((a.horizon is None) == (a.waits is not None) for a in actions)


@checked
@given(waves())
def test_every_sentence_is_whole(responses: list[Response]) -> None:
    assessment = assessed(responses)
    for finding in assessment.findings:
        assert finding.sentence.strip().endswith((".", "first."))
        for hole in (" None", "{", "}", "()", "  ", "–)"):
            assert hole not in finding.sentence
    assert len(found(assessment, "blocker", "stage")) <= 1
