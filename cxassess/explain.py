"""The path from the answers to one number, with every exclusion named: what a consultant shows when asked “how so?”."""

from collections.abc import Iterator, Mapping

from cxassess.display import MISSING, one_decimal, percent, r1
from cxassess.errors import CxassessError
from cxassess.hints import did_you_mean
from cxassess.metrics import SIGNS, say_value
from cxassess.model.assessment import Action, Assessment, DimensionScore, OwnAction
from cxassess.model.pack import place_of
from cxassess.planning import WARN
from cxassess.words import Words


def explain(assessment: Assessment, id: str, words: Words) -> Iterator[str]:
    """Lines that lead from the answers to a number. Raises CxassessError for an unknown id."""
    a, wanted = assessment, id.strip()
    folded = {key.casefold(): key for key in known_ids(a)}
    key = folded.get(wanted.casefold())
    if key is None:
        message = f"there is no number called {wanted} here{did_you_mean(wanted, list(known_ids(a)))}"
        raise CxassessError(message)
    if key in a.practices:
        return _practice(a, key)
    if key in a.scores or f"disciplines.{key}" in a.scores:
        return _dimension(a, a.scores.get(key) or a.scores[f"disciplines.{key}"])
    if key == "overall":
        return _overall(a)
    if key == "stage":
        return _stage(a)
    if key in a.signs:
        return _sign(a, key, words)
    if key in a.metrics:
        return _metric(a, key, words)
    if key in {action.id for action in a.own_actions}:
        return _own_action(next(action for action in a.own_actions if action.id == key))
    return _action(a, next(action for action in a.actions if action.id == key))


def known_ids(a: Assessment) -> tuple[str, ...]:
    """Everything that can be explained."""
    disciplines = tuple(d.id for d in a.pack.disciplines)
    actions = tuple(action.id for action in a.all_actions)
    return ("overall", "stage", *disciplines, *a.scores, *a.practices, *a.metrics, *a.signs, *actions)


def _practice(a: Assessment, id: str) -> Iterator[str]:
    practice, score = a.pack.practices[id], a.practices[id]
    yield f"{id} {practice.title}: {one_decimal(score.value)}" + (f", level {score.level}" if score.level else "")
    yield practice.question
    if practice.metrics:
        yield f"Outcomes to read beside it: {', '.join(practice.metrics)}."
    yield ""
    for role in a.engagement.roles:
        in_role = [r for r in a.responses if r.role == role and id in r.answers]
        if not in_role:
            continue
        weight = a.role_weights[role]
        said = ", ".join(f"{r.name} {r.answers[id].choice}" for r in in_role)
        group = score.by_role.get(role)
        mean = f"mean {group.value:.4g} of n = {group.n}" if group and group.value is not None else "no level given"
        counted = f"weight {weight:g}" if weight else "weight 0: shown, not counted"
        yield f"{a.pack.roles[role].plural}: {mean}, {counted}"
        yield f"  {said}"
    yield ""
    yield from _left_out(a, id)
    if score.agreed is not None:
        yield (
            f"A workshop agreed on level {score.agreed.level} on {score.agreed.agreed_on} ({score.agreed.reason});"
            f" it replaces the {one_decimal(score.respondents_value)} of the respondents."
        )
    elif score.value is not None:
        parts = [
            (a.role_weights[r], g.value)
            for r, g in score.by_role.items()
            if a.role_weights[r] > 0 and g.value is not None
        ]
        sum_of = " + ".join(f"{w:g} × {v:.4g}" for w, v in parts)
        total = sum(w for w, _ in parts)
        yield f"Score = ({sum_of}) / {total:g} = {score.value:.4g}, printed {one_decimal(score.value)}."
    else:
        yield "No score: nobody who counts gave a level."
    if score.target is not None and score.gap is not None:
        yield f"Gap = target {score.target:g} − {one_decimal(score.value)} = {score.gap:g} (never below 0)."
    if score.unsupported:
        yield "Unsupported: 3.5 or more, and no document is named for it."


def _left_out(a: Assessment, id: str) -> Iterator[str]:
    score, practice = a.practices[id], a.pack.practices[id]
    if score.dont_know or score.not_applicable:
        yield (
            f"Left out of the mean: {score.dont_know} don’t know, {score.not_applicable} not applicable"
            " (they are counted, never as 1)."
        )
    omitted = [a.pack.roles[r].plural.lower() for r in a.engagement.roles if practice.id in a.pack.roles[r].omits]
    if omitted:
        yield f"Not asked: {', '.join(omitted)}."
    silent = [
        r.name
        for r in a.responses
        if id not in r.answers and id not in a.pack.roles[r.role].omits and a.role_weights[r.role] > 0
    ]
    if silent:
        yield f"Asked but unanswered: {', '.join(silent)}."


def _dimension(a: Assessment, score: DimensionScore) -> Iterator[str]:
    dimension = a.pack.dimension(score.framework, score.dimension)
    yield f"{score.key} {dimension.name}: {one_decimal(score.value)}" + (
        f", level {score.level}" if score.level else ""
    )
    yield ""
    for practice in a.pack.practices.values():
        if place_of(practice, score.framework) == score.dimension:
            own = a.practices[practice.id]
            value = f"{own.value:.4g}" if own.value is not None else f"{MISSING} (no valid answer, left out)"
            agreed = ", agreed in a workshop" if own.basis == "agreed" else ""
            yield f"  {practice.id:<5} {value:<7} n = {own.n:<4} {practice.title}{agreed}"
    yield ""
    reading = score.reading
    yield f"Valid: {score.practices_valid} of {score.practices_asked} practices asked (75 % are needed)."
    if reading.value is None:
        yield f"No score: {reading.why}."
        return
    yield f"Score = mean of the {score.practices_valid} = {reading.value:.4g}, printed {one_decimal(reading.value)}."
    if reading.low is not None and reading.high is not None:
        yield (
            f"95 % interval {one_decimal(reading.low)} to {one_decimal(reading.high)}: stratified by role, around the"
            " score, from the means of the people who answered 75 % of what they were asked."
        )
    elif reading.n == 1:
        yield "A single view: no interval."
    elif reading.min is not None:
        reach = f"{one_decimal(reading.min)} to {one_decimal(reading.max)}"
        yield f"No interval below 5 people; their own means run from {reach}."
    for role, group in score.by_role.items():
        if group.n:
            counted = "" if a.role_weights[role] else ", shown, not counted"
            yield f"  {a.pack.roles[role].plural}: {one_decimal(group.value)} (n = {group.n}{counted})"
    if score.target is not None:
        yield (
            f"Target {score.target:g} ({_source_of_target(a, score.dimension)}),"
            f" next wave {one_decimal(score.next_target)}, gap {one_decimal(score.gap)}."
        )
    yield f"Answers: {score.answered} with a level, {score.dont_know} don’t know."


def _source_of_target(a: Assessment, discipline: str) -> str:
    if discipline in a.engagement.targets:
        return "set by hand in engagement.toml"
    profile = f"{a.engagement.target_profile} profile"
    return f"{profile}, strategic" if discipline in a.engagement.strategic else profile


def _overall(a: Assessment) -> Iterator[str]:
    reading = a.overall.reading
    yield f"overall: {one_decimal(reading.value)}" + (f", level {a.overall.level}" if a.overall.level else "")
    yield ""
    for dimension in a.pack.disciplines:
        score = a.discipline(dimension.id)
        yield f"  {dimension.name:<24} {one_decimal(score.value)}  weight {a.weights[dimension.id]:.4g}"
    yield ""
    if reading.value is None:
        yield f"No score: {reading.why}."
        return
    yield f"Score = sum of weight × discipline = {reading.value:.4g}, printed {one_decimal(reading.value)}."
    if a.overall.capped_by:
        name = a.pack.dimension("disciplines", a.overall.capped_by).name
        yield f"Its level is capped by {name}: at most one above the weakest discipline."


def _stage(a: Assessment) -> Iterator[str]:
    yield f"stage: {a.stage.reached or MISSING}" + (f" ({a.stage.why})" if a.stage.why else "")
    yield ""
    for stage in a.pack.stages:
        met, keys = a.stage.keys_met.get(stage.id, (0, 0))
        yield f"  {stage.name:<20} mean {one_decimal(a.stage.means[stage.id])} (needs 3.0), keys {met} of {keys} at 2.5"
        for practice in a.pack.in_dimension("stages", stage.id):
            if practice.key:
                value = a.practices[practice.id].value
                mark = "met" if value is not None and r1(value) >= 2.5 else "not met"
                yield f"      {practice.id} {one_decimal(value)} {mark}  {practice.title}"
    yield ""
    yield "A stage is reached when the one below is, its mean is 3.0 or more and each key practice 2.5 or more."
    if a.stage.basics_sound is False:
        yield "The basics are not sound, which caps the stage at 2."
    if a.stage.stable is not None:
        yield (
            "Leaving out any one person gives the same stage."
            if a.stage.stable
            else "One person more or less would change it."
        )


def _sign(a: Assessment, id: str, words: Words) -> Iterator[str]:
    """A warning sign, the metric it is read from, and the practices that it bears on."""
    sign, kind = a.signs[id], SIGNS[id]
    yield f"{words.say(f'signs.{id}.name')}: {sign.state}"
    yield sign.sentence
    side = "rise" if kind.rises else "fall"
    limit = "points of the share" if kind.unit == "share" else "percent of the earlier value"
    beyond = "from" if kind.from_alarm else "above"
    yield f"Watch: a {side} above {100 * kind.watch:g} {limit}; alarm: {beyond} {100 * kind.alarm:g}."
    practices = [p.id for p in a.pack.practices.values() if id in p.signs]
    yield f"Bears on {', '.join(practices) or 'no practice'}: {WARN:g} times the urgency while it is at watch or alarm."
    if kind.metric in a.metrics:
        yield ""
        yield from _metric(a, kind.metric, words)


def _metric(a: Assessment, id: str, words: Words) -> Iterator[str]:
    metric = a.metrics[id]
    shown = say_value(id, metric.reading.value, words)
    yield f"{id} {words.say(f'metrics.{id}.name')}: {shown}"
    yield f"As typed in metrics.csv; period {metric.period.rstrip('.') or MISSING}, source {metric.source or MISSING}."
    yield f"Definition: {metric.definition.rstrip('.') or 'not given'}."
    if metric.reading.low is not None:
        low, high = percent(metric.reading.low, 1), percent(metric.reading.high, 1)
        yield f"95 % interval {low} to {high} (Wilson, n = {metric.reading.n})."
    else:
        yield f"No interval: {'n is not known' if not metric.reading.n else 'value and n alone do not give one'}."
    if metric.previous is not None:
        yield f"Before: {say_value(id, metric.previous, words)}; {words.say(f'trends.{metric.trend}')}."
    yield "It stands beside the maturity scores and enters none of them."


def _action(a: Assessment, action: Action) -> Iterator[str]:
    yield f"{action.id} {action.title}: urgency {action.urgency:.4g}"
    yield action.because
    yield ""
    yield (
        f"Urgency = 100 × weight {action.weight:.4g} × gap {action.gap:g} / 4 × impact {action.impact:g}"
        f" × confidence {action.confidence:g} / effort {action.effort} × gate {action.gate:g} × warn {action.warn:g}"
    )
    for practice, level, met in action.prerequisites:
        yield f"Needs {practice} at level {level}: {'met' if met else 'not met'}."
    if action.rank is not None:
        yield f"Rank {action.rank}" + (f" (by urgency {action.computed_rank})." if action.moved else ".")
    yield f"Place in the plan: {action.horizon or action.waits}."
    yield from _decided(action.decided)


def _own_action(action: OwnAction) -> Iterator[str]:
    yield f"{action.id} {action.title}: added by people, so it has no urgency"
    yield f"Place in the plan: {action.horizon or action.waits}."
    yield from _decided(action.decided)


def _decided(decided: Mapping[str, str]) -> Iterator[str]:
    for name, reason in decided.items():
        yield f"Set by people: {name.replace('_', ' ')}" + (f" ({reason})." if reason else ".")
