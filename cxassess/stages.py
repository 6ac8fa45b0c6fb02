"""Which orientation stage practice reaches, how surely, and what keeps the company from the next (method rule 5).

Every organisation is at least at stage 1. Stage k is reached when the one below is, each key practice of k stands
at 2.5 or more and the mean of its practices at 3.0 or more. Unsound basics cap the stage at 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxassess.display import difference, r1
from cxassess.model.assessment import Blocker, Inversion, StageResult
from cxassess.model.engagement import Answer, Engagement, Response
from cxassess.model.pack import Pack, Practice
from cxassess.scoring import (
    Item,
    asked_of_counted,
    by_role,
    counted_responses,
    counted_rows,
    item,
    levels_of,
    mean_of_items,
    own_means,
    people_in_roles,
    role_weights,
    tally_rows,
)
from cxassess.statistics import MIN_FOR_INTERVAL, stratified_interval
from cxassess.words import Words

KEY_NEEDS, MEAN_NEEDS = 2.5, 3.0
ESTABLISHED_KEY, ESTABLISHED_MEAN = 3.5, 4.0
INVERTED_FROM = 0.5
BASICS_CAP = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """The stage by its number, 1 for the first; None where too few answers tell."""

    reached: int | None
    means: Mapping[str, float | None]
    basics_sound: bool | None


def judge(pack: Pack, items: Mapping[str, Item], asked: frozenset[str]) -> Judgement:
    """The stage that these practice scores reach; a mean is made of the practices in `asked`."""
    members = {stage.id: pack.in_dimension("stages", stage.id) for stage in pack.stages}
    means = {id: mean_of_items([items[p.id] for p in practices if p.id in asked]) for id, practices in members.items()}
    order = [stage.id for stage in pack.stages]
    sound = _basics(members[order[0]], items, means[order[0]])
    reached = 1
    for number, id in enumerate(order[1:], start=2):
        value = means[id]
        if number == BASICS_CAP and value is None and means[order[0]] is None:
            return Judgement(None, means, sound)
        keys_met = all(meets_key(items[p.id].value) for p in members[id] if p.key and items[p.id].applies)
        if value is None or r1(value) < MEAN_NEEDS or not keys_met or (number > BASICS_CAP and not sound):
            break
        reached = number
    return Judgement(reached, means, sound)


def meets_key(value: float | None, needed: float = KEY_NEEDS) -> bool:
    """Whether a key practice passes its gate with a score; one without a valid answer does not."""
    return value is not None and r1(value) >= needed


def _basics(practices: Sequence[Practice], items: Mapping[str, Item], mean: float | None) -> bool | None:
    keys = [items[p.id] for p in practices if p.key and items[p.id].applies]
    if mean is None:
        return None
    return r1(mean) >= MEAN_NEEDS and all(meets_key(key.value) for key in keys)


def find_stage(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    items: Mapping[str, Item],
    agreed: Sequence[str],
    words: Words,
) -> StageResult:
    """The stage result of a wave.

    Args:
        items: the practice scores that count, agreed levels included.
        agreed: practices with an agreed level; leaving a respondent out does not touch these.
        words: for the reason why no stage can be named.
    """
    if not pack.frameworks["stages"].scored:
        empty = {stage.id: None for stage in pack.stages}
        why = words.say("reasons.stage_unasked", pack=pack.id)
        return StageResult(None, None, None, None, empty, {}, (), (), (), why)
    verdict = judge(pack, items, asked_of_counted(pack, engagement))
    order = [stage.id for stage in pack.stages]
    inverted = _inversions(pack, engagement, responses, verdict.means)
    keys = {id: _keys_met(pack.in_dimension("stages", id), items) for id in order}
    if verdict.reached is None:
        why = words.say("reasons.stage")
        return StageResult(None, None, None, verdict.basics_sound, verdict.means, keys, (), (), inverted, why)
    return StageResult(
        reached=order[verdict.reached - 1],
        established=_is_established(pack, order[verdict.reached - 1], items, verdict),
        stable=_is_stable(pack, engagement, responses, items, verdict.reached, frozenset(agreed)),
        basics_sound=verdict.basics_sound,
        means=verdict.means,
        keys_met=keys,
        blockers=_blockers(pack, items, verdict),
        weak_basics=_weak_basics(pack.in_dimension("stages", order[0]), items, verdict, order[0]),
        inverted=inverted,
        why=None,
    )


def _keys_met(practices: Sequence[Practice], items: Mapping[str, Item]) -> tuple[int, int]:
    keys = [items[p.id] for p in practices if p.key and items[p.id].applies]
    return sum(1 for key in keys if meets_key(key.value)), len(keys)


def _is_established(pack: Pack, stage: str, items: Mapping[str, Item], verdict: Judgement) -> bool:
    value = verdict.means[stage]
    keys = [items[p.id] for p in pack.in_dimension("stages", stage) if p.key and items[p.id].applies]
    return (
        value is not None and r1(value) >= ESTABLISHED_MEAN and all(meets_key(k.value, ESTABLISHED_KEY) for k in keys)
    )


def _blockers(pack: Pack, items: Mapping[str, Item], verdict: Judgement) -> tuple[Blocker, ...]:
    """The keys and means that keep the company from the next stage, furthest from the line first."""
    assert verdict.reached is not None
    if verdict.reached == len(pack.stages):
        return ()
    held = [pack.stages[verdict.reached].id]
    if verdict.reached == BASICS_CAP and not verdict.basics_sound:
        held.insert(0, pack.stages[0].id)
    blockers = []
    for stage in held:
        for practice in pack.in_dimension("stages", stage):
            scored = items[practice.id]
            if practice.key and scored.applies and not meets_key(scored.value):
                blockers.append(Blocker(practice.id, stage, scored.value, KEY_NEEDS))
    blockers.sort(key=lambda b: -(b.short_by if b.short_by is not None else 9.0))
    for stage in held:
        value = verdict.means[stage]
        if value is None or r1(value) < MEAN_NEEDS:
            blockers.append(Blocker(None, stage, value, MEAN_NEEDS))
    return tuple(blockers)


def _weak_basics(
    practices: Sequence[Practice], items: Mapping[str, Item], verdict: Judgement, stage: str
) -> tuple[str, ...]:
    """The practices of the first stage that make its basics unsound."""
    if verdict.basics_sound is not False:
        return ()
    mean = verdict.means[stage]
    low_mean = mean is not None and r1(mean) < MEAN_NEEDS
    weak = []
    for practice in practices:
        scored = items[practice.id]
        fails_gate = practice.key and scored.applies and not meets_key(scored.value)
        pulls_down = low_mean and scored.value is not None and r1(scored.value) < MEAN_NEEDS
        if fails_gate or pulls_down:
            weak.append(practice.id)
    return tuple(weak)


def _is_stable(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    items: Mapping[str, Item],
    reached: int,
    agreed: frozenset[str],
) -> bool:
    """Whether the same stage results when any one respondent is left out."""
    counted = counted_responses(responses, engagement)
    asked = asked_of_counted(pack, engagement)
    without = _without_each(pack, engagement, responses, agreed)
    if _is_surely(reached, pack, items, without, asked):
        return True
    seen: set[frozenset[tuple[str, str, str]]] = set()
    for response in counted:
        own = frozenset(without.keys() & {(response.role, a.question, a.choice) for a in response.answers.values()})
        if own in seen:
            continue
        seen.add(own)
        left = {**items, **{key[1]: without[key] for key in own}}
        if judge(pack, left, asked).reached != reached:
            return False
    return True


def _without_each(
    pack: Pack, engagement: Engagement, responses: Sequence[Response], agreed: frozenset[str]
) -> dict[tuple[str, str, str], Item]:
    """Each practice's score without one answer of a role and choice, whosever it is."""
    weights = role_weights(engagement)
    roles, rows = counted_rows(pack, engagement, responses)
    tallies = tally_rows(pack, roles, rows)
    without = {}
    for role, given in by_role(roles, rows).items():
        for id, column in zip(pack.practices, zip(*given, strict=True), strict=True):
            for choice in set(column) if role in tallies[id] and id not in agreed else ():
                left = {**tallies[id], role: tallies[id][role].plus(Answer(id, choice), -1)}
                without[role, id, choice] = item(left, weights, least=engagement.least)
    return without


def _is_surely(
    reached: int,
    pack: Pack,
    items: Mapping[str, Item],
    without: Mapping[tuple[str, str, str], Item],
    asked: frozenset[str],
) -> bool:
    """Whether even the lowest and the highest scores that any one answer less can leave give the same stage.

    A stage never falls where scores rise, so that all that lies between gives it too; with thousands of respondents
    this spares judging each. False where a score could vanish, and where it does not tell.
    """
    values: dict[str, list[float]] = {id: [i.value] for id, i in items.items() if i.value is not None}
    for (_, question, _), left in without.items():
        before = items[question]
        if (left.value is None) != (before.value is None) or left.applies != before.applies:
            return False
        if left.value is not None:
            values[question].append(left.value)
    ends = ({**items, **{id: Item(end(of)) for id, of in values.items()}} for end in (min, max))
    return all(judge(pack, end, asked).reached == reached for end in ends)


def _inversions(
    pack: Pack, engagement: Engagement, responses: Sequence[Response], means: Mapping[str, float | None]
) -> tuple[Inversion, ...]:
    """Higher stages that score 0.5 or more above a lower one, with an interval that excludes 0."""
    weights, people = role_weights(engagement), people_in_roles(engagement)
    members = {stage.id: pack.in_dimension("stages", stage.id) for stage in pack.stages}
    order = [stage.id for stage in pack.stages]
    roles, choices = counted_rows(pack, engagement, responses)
    rows = by_role(roles, levels_of(choices))
    found = []
    for index, lower in enumerate(order):
        for higher in order[index + 1 :]:
            above, below = means[higher], means[lower]
            if above is None or below is None or difference(above, below) < INVERTED_FROM:
                continue
            paired: dict[str, list[float]] = {}
            for role, given in rows.items():
                asked = frozenset(pack.asked_of(role))
                highs, lows = (own_means(pack, members[id], asked, given) for id in (higher, lower))
                pairs = zip(highs, lows, strict=True)
                if both := [high - low for high, low in pairs if high is not None and low is not None]:
                    paired[role] = both
            if sum(map(len, paired.values())) < MIN_FOR_INTERVAL or min(map(len, paired.values())) < engagement.least:
                continue
            interval = stratified_interval(paired, weights, _at_least(people, paired), centre=above - below)
            if interval is not None and interval.low > 0:
                ends = (interval.low, interval.high)
                low, high = ends if engagement.least <= 1 else (round(end, 2) for end in ends)
                found.append(Inversion(higher, lower, difference(above, below), low, high))
    return tuple(found)


def _at_least(people: Mapping[str, int | None], groups: Mapping[str, Sequence[float]]) -> dict[str, int | None]:
    """Role sizes that are not below the number of people who answered."""
    return {role: None if (n := people.get(role)) is None else max(n, len(groups[role])) for role in groups}
