"""Whether another stage than before is more than chance (method rule 5)."""

from collections.abc import Iterator, Mapping

from cxassess.comparison.alike import Side
from cxassess.comparison.scores import ENOUGH_SHARED, Pair, shared_members
from cxassess.display import r1
from cxassess.model.assessment import StageResult
from cxassess.model.comparison import Change, StageChange, Verdict
from cxassess.scoring import asked_of_counted
from cxassess.stages import BASICS_CAP, MEAN_NEEDS, find_stage, judge, meets_key


def compare_stages(pair: Pair, scores: Mapping[str, Change], practices: Mapping[str, Change]) -> StageChange:
    """The stage of each wave on the shared practices; another one is claimed only if all that decided it moved clearly.

    Args:
        scores: the changes of dimensions by key; practices: those of practices by id.
    """
    words = pair.words
    if why := _why_not(pair):
        return StageChange(None, None, "not_comparable", None, None, why=why)
    before, now = (_stage(pair, side) for side in pair.sides)
    if before.reached is None or now.reached is None:
        return StageChange(before.reached, now.reached, None, before.stable, now.stable, why=before.why or now.why)
    order = [stage.id for stage in pair.ground.pack.stages]
    places = order.index(before.reached), order.index(now.reached)
    if places[0] == places[1]:
        return StageChange(before.reached, now.reached, "no_clear_change", before.stable, now.stable)
    deciding = tuple(_deciding(pair, order, before, now))
    verdict: Verdict = "improved" if places[1] > places[0] else "declined"
    why = None
    if not (before.stable and now.stable):
        why = words.say("compare.why.unstable")
    elif not all((practices.get(key) or scores[key]).verdict == verdict for key in deciding):
        why = words.say("compare.why.undecided")
    return StageChange(
        before.reached,
        now.reached,
        "no_clear_change" if why else verdict,
        before.stable,
        now.stable,
        deciding,
        why,
    )


def stage_of(pair: Pair, side: Side) -> str | None:
    """The stage that one wave reaches on the shared practices; None where it, or the wave beside it, has none."""
    if _why_not(pair):
        return None
    ground = pair.ground
    reached = judge(ground.pack, side.items, asked_of_counted(ground.pack, ground.engagement)).reached
    return None if reached is None else ground.pack.stages[reached - 1].id


def _why_not(pair: Pair) -> str | None:
    """Why stages cannot be compared: a wave does not score them, or too few practices of one are shared."""
    for side in pair.sides:
        if not side.data.pack.frameworks["stages"].scored:
            return pair.words.say("reasons.stage_unasked", pack=side.data.pack.id)
    for stage in pair.ground.pack.stages:
        shared = len(shared_members(pair.ground, "stages", stage.id))
        asked = []
        for side in pair.sides:
            of_side = asked_of_counted(side.own.pack, side.own.engagement)
            asked.append(sum(1 for p in side.own.pack.in_dimension("stages", stage.id) if p.id in of_side))
        if not shared or shared < ENOUGH_SHARED * min(asked):
            return pair.words.say("compare.why.few_shared_stage", name=stage.name, shared=shared, asked=min(asked))
    return None


def _stage(pair: Pair, side: Side) -> StageResult:
    ground = pair.ground
    return find_stage(ground.pack, ground.engagement, side.responses, side.items, (), pair.words)


def _deciding(pair: Pair, order: list[str], before: StageResult, now: StageResult) -> Iterator[str]:
    """The gates between the two stages that one wave passes and the other does not."""
    assert before.reached is not None
    assert now.reached is not None
    low, high = sorted((order.index(before.reached), order.index(now.reached)))
    gates = order[low + 1 : high + 1]
    if high + 1 > BASICS_CAP:
        gates = [order[0], *gates]
    for stage in gates:
        means = [result.means[stage] for result in (before, now)]
        passed = [value is not None and r1(value) >= MEAN_NEEDS for value in means]
        if passed[0] != passed[1]:
            yield f"stages.{stage}"
        for practice in pair.ground.pack.in_dimension("stages", stage):
            if practice.key:
                keys = [not item.applies or meets_key(item.value) for item in pair.items(practice.id)]
                if keys[0] != keys[1]:
                    yield practice.id
