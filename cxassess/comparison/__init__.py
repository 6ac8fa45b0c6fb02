"""What moved between two waves, and over several: like for like, with an interval and a verdict for each number."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cxassess.comparison.alike import Ground, find_ground
from cxassess.comparison.moving import DISCIPLINES_ALPHA, OTHERS_ALPHA, PRACTICES_ALPHA, Moved, judge_together
from cxassess.comparison.outcomes import compare_metrics
from cxassess.comparison.renaming import in_ids_of
from cxassess.comparison.scores import Pair, measure_dimension, measure_overall, measure_practice
from cxassess.comparison.staging import compare_stages, stage_of
from cxassess.display import r1
from cxassess.measures.withholding import withhold
from cxassess.model.assessment import DimensionScore, Overall, PracticeScore
from cxassess.model.comparison import (
    Change,
    Comparison,
    People,
    Shift,
    TargetResult,
    Trend,
    TrendLine,
    WaveData,
    WaveRef,
)
from cxassess.model.outcome import MetricReading
from cxassess.outcomes import read_metrics
from cxassess.scoring import score_cards, score_dimensions, score_overall, score_practices
from cxassess.signs import find_signs
from cxassess.targets import find_targets, find_weights
from cxassess.withholding import JOINED, group
from cxassess.words import Words, read_words

OVERALL = "overall"


def compare(before: WaveData, now: WaveData, words: Words | None = None) -> Comparison:
    """What moved from one wave to a later one.

    Both are scored on the practices that they share and with the later one's settings; what each wave itself prints
    stands beside it where it differs.
    """
    words = words or read_words(now.engagement.language, now.pack.reword)
    before = in_ids_of(before, now)
    pair = _pair(find_ground((before, now), words), 0, 1, words)
    ground = pair.ground
    printed = _print(before, words), _print(now, words)
    scores, overall = _scores(pair)
    measured = [measure_practice(pair, practice) for practice in ground.pack.practices.values()]
    practices = {change.key: change for change in judge_together(ground, measured, words, PRACTICES_ALPHA)}
    stage = compare_stages(pair, scores, practices)
    return Comparison(
        before=_ref(before),
        now=_ref(now),
        people=_people(pair),
        standing=ground.standing,
        overall=_beside(overall, *(p.overall.reading.value for p in printed)),
        scores={key: _beside(change, *(_value(p.scores.get(key)) for p in printed)) for key, change in scores.items()},
        practices={id: _beside(change, *(p.practices[id].value for p in printed)) for id, change in practices.items()},
        metrics=compare_metrics(printed[0].metrics, printed[1].metrics, words),
        stage=stage,
        cards=_cards(pair),
        targets=tuple(_targets(pair, scores, *printed)),
        notes=tuple(_notes(pair)),
    )


def trend(waves: Sequence[WaveData], words: Words | None = None) -> Trend:
    """The dimensions over three waves or more, the earliest first, on the practices that all of them share.

    ValueError for fewer than two waves.
    """
    if len(waves) < 2:
        message = "a trend needs two waves"
        raise ValueError(message)
    words = words or read_words(waves[-1].engagement.language, waves[-1].pack.reword)
    ground = find_ground([*(in_ids_of(wave, waves[-1]) for wave in waves[:-1]), waves[-1]], words)
    last = len(waves) - 1
    pairs = [_pair(ground, place, place + 1, words) for place in range(last)]
    steps = [_numbers(pair) for pair in pairs]
    whole = _numbers(_pair(ground, 0, last, words))
    lines = {key: _line(key, [step[key] for step in steps], whole[key]) for key in whole}
    stages = (stage_of(pairs[0], pairs[0].before), *(stage_of(pair, pair.now) for pair in pairs))
    return Trend(
        waves=tuple(_ref(wave) for wave in waves),
        practices=ground.standing.same,
        overall=lines.pop(OVERALL),
        scores=lines,
        stages=stages,
        whole=compare(waves[0], waves[-1], words),
    )


def _pair(ground: Ground, first: int, second: int, words: Words) -> Pair:
    return Pair(ground, (ground.sides[first], ground.sides[second]), words)


def _ref(data: WaveData) -> WaveRef:
    wave = data.wave
    return WaveRef(wave.id, wave.as_of, wave.state, data.engagement.mode, data.pack.id, data.pack.version)


# ── scores ───────────────────────────────────────────────────────────────────────────────────────────────────


def _numbers(pair: Pair) -> dict[str, Change]:
    scores, overall = _scores(pair)
    return {OVERALL: overall, **scores}


def _scores(pair: Pair) -> tuple[dict[str, Change], Change]:
    """The changes of all dimensions by key, and the overall one."""
    ground = pair.ground
    found: dict[str, Moved | Change] = {
        f"{framework.id}.{dimension.id}": measure_dimension(pair, framework.id, dimension.id)
        for framework in ground.pack.frameworks.values()
        for dimension in framework.dimensions
    }
    weights = find_weights(ground.pack, ground.engagement)
    disciplines = {d.id: found[f"disciplines.{d.id}"] for d in ground.pack.disciplines}
    found[OVERALL] = measure_overall(pair, weights, disciplines)
    judged: dict[str, Change] = {}
    for alpha, is_main in ((DISCIPLINES_ALPHA, True), (OTHERS_ALPHA, False)):
        family = [
            one
            for key, one in found.items()
            if isinstance(one, Moved) and (key == OVERALL or key.startswith("disciplines.")) is is_main
        ]
        judged |= {change.key: change for change in judge_together(ground, family, pair.words, alpha)}
    changes = {key: one if isinstance(one, Change) else judged[key] for key, one in found.items()}
    return changes, changes.pop(OVERALL)


def _line(key: str, steps: Sequence[Change], whole: Change) -> TrendLine:
    values = (steps[0].before, *(step.now for step in steps))
    n = (steps[0].n_before, *(step.n_now for step in steps))
    return TrendLine(key, values, n, tuple(steps), whole)


# ── as each wave prints it ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Printed:
    practices: Mapping[str, PracticeScore]
    scores: Mapping[str, DimensionScore]
    overall: Overall
    metrics: Mapping[str, MetricReading]


def _print(data: WaveData, words: Words) -> _Printed:
    """The scores of a wave as its own report has them, with its own settings and agreed levels."""
    people = sorted((r for r in data.responses if r.answers), key=lambda r: (r.name, r.respondent))
    made = group(data.pack, data.engagement, people, words)
    pack, engagement, responses = made.pack, made.engagement, made.responses
    least = engagement.minimum_group
    measures = tuple(withhold(measure, least) for measure in data.measures)
    metrics = read_metrics(
        data.metrics, measures, words, targets=engagement.metric_targets, peers=engagement.peers, least=least
    )
    targets = find_targets(pack, engagement, find_signs(metrics, pack.signs, words, engagement.sign_limits))
    practices = score_practices(pack, engagement, responses, data.agreed, (), targets)
    scores = score_dimensions(pack, engagement, responses, practices, targets, words)
    weights = find_weights(pack, engagement)
    overall = score_overall(pack, engagement, responses, scores, weights, practices, words)
    return _Printed(practices, scores, overall, metrics)


def _value(score: DimensionScore | None) -> float | None:
    return None if score is None else score.value


def _beside(change: Change, before: float | None, now: float | None) -> Change:
    return replace(change, printed_before=before, printed_now=now)


def _targets(pair: Pair, scores: Mapping[str, Change], before: _Printed, now: _Printed) -> Iterator[TargetResult]:
    """The next target that the earlier wave set each discipline.

    Whether it was reached is not told where the later wave asks too little of the discipline, or other questions.
    """
    for dimension in pair.before.own.pack.disciplines:
        key = f"disciplines.{dimension.id}"
        aimed, value = before.scores[key], _value(now.scores.get(key))
        if aimed.next_target is None:
            continue
        asked = now.scores[key].practices_asked if key in now.scores else 0
        is_other = key not in scores or scores[key].verdict == "not_comparable"
        if value is None or asked * 2 < aimed.practices_asked or is_other:
            yield TargetResult(dimension.id, aimed.next_target, aimed.value, value, None)
        else:
            yield TargetResult(dimension.id, aimed.next_target, aimed.value, value, r1(value) >= r1(aimed.next_target))


# ── people and settings ──────────────────────────────────────────────────────────────────────────────────────


def _people(pair: Pair) -> People:
    ground = pair.ground
    sizes = [Counter(side.roles) for side in pair.sides]
    ids = [set(side.ids) for side in pair.sides]
    linked = len(ids[0] & ids[1])
    alone = (linked, len(ids[0]) - linked, len(ids[1]) - linked)
    is_shown = ground.is_linked and all(n == 0 or n >= ground.least for n in alone)
    by_role = tuple(
        Shift(role, "", sizes[0][role], sizes[1][role])
        for role in ground.engagement.counted_roles
        if sizes[0][role] or sizes[1][role]
    )
    return People(len(ids[0]), len(ids[1]), linked if is_shown else None, by_role)


def _cards(pair: Pair) -> Change:
    """Where executives see the company, 1–4: a median has no interval here."""
    words = pair.words
    if pair.before.own.pack.cards.keys() != pair.now.own.pack.cards.keys():
        return Change("cards", None, None, verdict="not_comparable", why=words.say("compare.why.cards"))
    found = [score_cards(side.own.pack, side.own.responses, None, side.own.engagement.least) for side in pair.sides]
    before, now = (card.value for card in found)
    if before is None or now is None:
        return Change("cards", before, now, why=words.say("compare.why.no_cards"))
    why = words.say("compare.why.no_test")
    return Change("cards", before, now, now - before, n_before=found[0].n, n_now=found[1].n, why=why)


def _uncounted(pair: Pair) -> Iterator[str]:
    """The roles that the earlier wave counted and that are left out here, by name."""
    ground, before = pair.ground, pair.before.data
    counted = {part for role in ground.engagement.counted_roles for part in role.split(JOINED)}
    for role in before.engagement.counted_roles:
        if role not in counted:
            yield before.pack.roles[role].plural


def _notes(pair: Pair) -> Iterator[str]:
    """What both waves were brought to, where they differ in it."""
    ground, words = pair.ground, pair.words
    first, last = (side.data.engagement for side in pair.sides)
    earlier, later = (side.data.wave for side in pair.sides)
    if later.as_of < earlier.as_of:
        yield words.say("compare.notes.reversed", now=later.id, before=earlier.id)
    if gone := list(_uncounted(pair)):
        yield words.say("compare.notes.gone", wave=later.id, roles="; ".join(gone))
    roles = [role for role in last.roles if role in first.roles]
    if any(first.roles[role].weight != last.roles[role].weight for role in roles):
        yield words.say("compare.notes.role_weights", wave=pair.now.data.wave.id)
    names = ground.pack.disciplines
    if any(first.discipline_weight(d.id) != last.discipline_weight(d.id) for d in names):
        yield words.say("compare.notes.discipline_weights", wave=pair.now.data.wave.id)
    if first.merged_roles != last.merged_roles:
        yield words.say("compare.notes.merged", wave=pair.now.data.wave.id)
    joined = [
        role.plural for id, role in ground.pack.roles.items() if "+" in id and id in ground.engagement.counted_roles
    ]
    if ground.least > 1 and joined:
        yield words.say("compare.notes.joined", roles="; ".join(joined))
    if ground.standing.agreed:
        yield words.say("compare.notes.agreed", practices=", ".join(ground.standing.agreed))
    if not ground.is_linked:
        yield words.say("compare.notes.anonymous")
    for side in pair.sides:
        if side.data.wave.state == "open":
            yield words.say("compare.notes.open", wave=side.data.wave.id)
