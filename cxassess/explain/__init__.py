"""The path from the answers to one number, with every exclusion named: what a consultant shows when asked “how so?”."""

from collections.abc import Iterator, Mapping

from cxassess.display import MISSING
from cxassess.errors import CxassessError
from cxassess.explain.customer_words import WordsPath, word_ids
from cxassess.explain.experience_map import MAP, MapPath
from cxassess.explain.mirror import MirrorPath, mirror_ids
from cxassess.explain.outcomes import Lines, OutcomePath, outcome_ids
from cxassess.explain.say_do import SayDoPath, say_do_ids
from cxassess.explain.software import SoftwarePath, software_ids
from cxassess.hints import did_you_mean
from cxassess.model.action import is_own
from cxassess.model.assessment import Action, Assessment, DimensionScore, OwnAction
from cxassess.model.pack import place_of
from cxassess.stages import meets_key
from cxassess.words import Words

EXACT = ".4g"  # four digits: enough to follow a calculation


def explain(assessment: Assessment, id: str, words: Words) -> Iterator[str]:
    """Lines that lead from the answers to a number. Raises CxassessError for an unknown id."""
    a, wanted = assessment, id.strip()
    folded = {key.casefold(): key for key in known_ids(a)}
    key = folded.get(wanted.casefold())
    if key is None:
        message = f"there is no number called {wanted} here{did_you_mean(wanted, list(known_ids(a)))}"
        raise CxassessError(message)
    return _Path(a, words).to(key)


def known_ids(a: Assessment) -> tuple[str, ...]:
    """Everything that can be explained."""
    disciplines = tuple(d.id for d in a.pack.disciplines)
    actions = tuple(action.id for action in a.all_actions)
    journey = (MAP,) if a.experience_map else ()
    beside = (*outcome_ids(a), *say_do_ids(a), *journey, *software_ids(a), *word_ids(a), *mirror_ids(a))
    return ("overall", "stage", *disciplines, *a.scores, *a.practices, *beside, *actions)


class _Path(Lines):
    """The lines about one number of an assessment."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for a key that is known."""
        a = self.a
        if key in a.practices:
            return self._practice(key)
        if key in a.scores or f"disciplines.{key}" in a.scores:
            return self._dimension(a.scores.get(key) or a.scores[f"disciplines.{key}"])
        if key == "overall":
            return self._overall()
        if key == "stage":
            return self._stage()
        if key in outcome_ids(a):
            return OutcomePath(a, self.words).to(key)
        if key in word_ids(a):
            return WordsPath(a, self.words).to(key)
        if key in say_do_ids(a):
            return SayDoPath(a, self.words).to(key)
        if key in mirror_ids(a):
            return MirrorPath(a, self.words).to(key)
        if key in software_ids(a):
            return SoftwarePath(a, self.words).to(key)
        if key == MAP and a.experience_map is not None:
            return MapPath(a, self.words).to(a.experience_map)
        if own := next((action for action in a.own_actions if action.id == key), None):
            return self._own_action(own)
        return self._action(next(action for action in a.actions if action.id == key))

    def _head(self, name: str, value: float | None, level: int | None) -> str:
        text = self.say("head", name=name, value=value)
        return text + self.say("level", level=level) if level else text

    # ── a practice ───────────────────────────────────────────────────────────────────────────────────────

    def _practice(self, id: str) -> Iterator[str]:
        a, say = self.a, self.say
        practice, score = a.pack.practices[id], a.practices[id]
        yield self._head(f"{id} {practice.title}", score.value, score.level)
        yield practice.question
        if practice.metrics:
            yield say("outcomes", names=", ".join(practice.metrics))
        yield ""
        for role in a.engagement.roles:
            yield from self._role(id, role)
        yield ""
        yield from self._left_out(id)
        if score.agreed is not None:
            agreed = score.agreed
            yield say(
                "agreed",
                level=agreed.level,
                on=agreed.agreed_on.isoformat(),
                reason=agreed.reason,
                value=score.respondents_value,
            )
        elif score.value is not None:
            parts = [
                (a.role_weights[r], g.value)
                for r, g in score.by_role.items()
                if a.role_weights[r] > 0 and g.value is not None
            ]
            counted = sum(g.n for r, g in score.by_role.items() if a.role_weights[r] > 0)
            if counted < score.n:
                yield say("score_pooled", least=a.engagement.least, value=score.value)
                parts = []
            number = self.words.number
            sum_of = " + ".join(f"{number(w)} × {number(v, EXACT)}" for w, v in parts)
            if parts:
                yield say("score", sum_of=sum_of, total=sum(w for w, _ in parts), value=score.value)
        else:
            yield say("withheld", least=a.engagement.least) if score.withheld else say("no_level")
        if score.target is not None and score.gap is not None:
            yield say("gap", target=score.target, value=score.value, gap=score.gap)
        if score.unsupported:
            yield say("unsupported")

    def _role(self, id: str, role: str) -> Iterator[str]:
        """What the people of a role answered to a practice, where one did."""
        a, say = self.a, self.say
        in_role = [r for r in a.responses if r.role == role and id in r.answers]
        weight, group = a.role_weights[role], a.practices[id].by_role.get(role)
        if not in_role and (group is None or group.value is None):
            return
        known = group is not None and group.value is not None
        mean = say("mean", value=group.value, n=group.n) if group is not None and known else say("no_level_given")
        counted = say("weight", weight=weight) if weight else say("weight_none")
        yield f"{a.pack.roles[role].plural}: {mean}, {counted}"
        if in_role:
            yield "  " + ", ".join(f"{r.name} {r.answers[id].choice}" for r in in_role)

    def _left_out(self, id: str) -> Iterator[str]:
        a, say = self.a, self.say
        score, practice = a.practices[id], a.pack.practices[id]
        if score.dont_know or score.not_applicable:
            yield say("left_out", dont_know=score.dont_know, not_applicable=score.not_applicable)
        omitted = [
            self.words.within(a.pack.roles[r].plural)
            for r in a.engagement.roles
            if practice.id in a.pack.roles[r].omits
        ]
        if omitted:
            yield say("not_asked", names=", ".join(omitted))
        silent = [
            r.name
            for r in a.responses
            if r.name and id not in r.answers and id not in a.pack.roles[r.role].omits and a.role_weights[r.role] > 0
        ]
        if silent:
            yield say("unanswered", names=", ".join(silent))

    # ── a dimension, and overall ─────────────────────────────────────────────────────────────────────────

    def _dimension(self, score: DimensionScore) -> Iterator[str]:
        a, say = self.a, self.say
        dimension = a.pack.dimension(score.framework, score.dimension)
        yield self._head(f"{score.key} {dimension.name}", score.value, score.level)
        yield ""
        for practice in a.pack.practices.values():
            if place_of(practice, score.framework) == score.dimension:
                own = a.practices[practice.id]
                missing = f"{MISSING} {say('no_valid')}"
                value = missing if own.value is None else self.words.number(own.value, EXACT)
                agreed = say("item_agreed") if own.basis == "agreed" else ""
                yield f"  {practice.id:<5} {value:<7} n = {own.n:<4} {practice.title}{agreed}"
        yield ""
        reading = score.reading
        yield say("valid", valid=score.practices_valid, asked=score.practices_asked)
        if reading.value is None:
            yield say("no_score", why=reading.why)
            return
        yield say("mean_of", count=score.practices_valid, value=reading.value)
        if reading.low is not None and reading.high is not None:
            yield say("interval", low=reading.low, high=reading.high)
        elif reading.n == 1:
            yield say("single")
        elif reading.min is not None:
            yield say("range", low=reading.min, high=reading.max)
        for role, group in score.by_role.items():
            if group.n:
                counted = "" if a.role_weights[role] else say("not_counted")
                yield f"  {a.pack.roles[role].plural}: {self.words.score(group.value)} (n = {group.n}{counted})"
        if score.target is not None:
            source = self._source_of_target(score.dimension)
            yield say("target", target=score.target, source=source, next=score.next_target, gap=score.gap)
        yield say("answers", answered=score.answered, dont_know=score.dont_know)

    def _source_of_target(self, discipline: str) -> str:
        settings = self.a.engagement
        if discipline in settings.targets:
            return self.say("by_hand")
        key = "profile_strategic" if discipline in settings.strategic else "profile"
        return self.say(key, name=settings.target_profile)

    def _overall(self) -> Iterator[str]:
        a, say = self.a, self.say
        reading = a.overall.reading
        yield self._head("overall", reading.value, a.overall.level)
        yield ""
        for dimension in a.pack.disciplines:
            score = a.discipline(dimension.id)
            weight = self.words.number(a.weights[dimension.id], EXACT)
            yield f"  {dimension.name:<24} {self.words.score(score.value)}  {say('weight_of', weight=weight)}"
        yield ""
        if reading.value is None:
            yield say("no_score", why=reading.why)
            return
        yield say("sum_of", value=reading.value)
        if a.overall.capped_by:
            yield say("capped", name=a.pack.dimension("disciplines", a.overall.capped_by).name)

    # ── the stage ────────────────────────────────────────────────────────────────────────────────────────

    def _stage(self) -> Iterator[str]:
        a, say = self.a, self.say
        yield f"stage: {a.stage.reached or MISSING}" + (f" ({a.stage.why})" if a.stage.why else "")
        yield ""
        for stage in a.pack.stages:
            met, keys = a.stage.keys_met.get(stage.id, (0, 0))
            mean = say("stage_mean", value=a.stage.means[stage.id], met=met, of=keys)
            yield f"  {stage.name:<20} {mean}"
            for practice in a.pack.in_dimension("stages", stage.id):
                if practice.key:
                    value = a.practices[practice.id].value
                    mark = say("met" if meets_key(value) else "not_met")
                    yield f"      {practice.id} {self.words.score(value)} {mark}  {practice.title}"
        yield ""
        yield say("stage_rule")
        if a.stage.basics_sound is False:
            yield say("stage_basics")
        if a.stage.stable is not None:
            yield say("stage_stable" if a.stage.stable else "stage_unstable")

    # ── an action ────────────────────────────────────────────────────────────────────────────────────────

    def _action(self, action: Action) -> Iterator[str]:
        say = self.say
        yield say("action", id=action.id, title=action.title, urgency=action.urgency)
        yield action.because
        yield ""
        yield say(
            "urgency",
            weight=action.weight,
            gap=action.gap,
            impact=action.impact,
            confidence=action.confidence,
            effort=action.effort,
            gate=action.gate,
            warn=action.warn,
        )
        for practice, level, met in action.prerequisites:
            yield say("needs", id=practice, level=level, met=say("met" if met else "not_met"))
        if action.rank is not None:
            key = "rank_moved" if action.moved else "rank"
            yield say(key, rank=action.rank, computed=action.computed_rank)
        yield from self._promise(action)
        yield self._place(action)
        yield from self._decided(action.decided)

    def _promise(self, action: Action | OwnAction, *, is_told: bool = False) -> Iterator[str]:
        """That it was promised in an earlier wave, unless that was said, and what shows that it is done."""
        if action.since and not is_told:
            yield self.say("since", wave=action.since)
        if action.evidence:
            yield self.say("evidence", text=action.evidence)

    def _own_action(self, action: OwnAction) -> Iterator[str]:
        key = "kept_action" if action.since and not is_own(action.id) else "own_action"
        yield self.say(key, id=action.id, title=action.title, wave=action.since or "")
        yield from self._promise(action, is_told=key == "kept_action")
        yield self._place(action)
        yield from self._decided(action.decided)

    def _place(self, action: Action | OwnAction) -> str:
        place = self.words.say(f"horizons.within.{action.horizon}") if action.horizon else action.waits
        return self.say("place", place=place)

    def _decided(self, decided: Mapping[str, str]) -> Iterator[str]:
        """What people set, with their reasons."""
        for name, reason in decided.items():
            field = self.say(f"fields.{name}")
            yield self.say("decided_why", field=field, reason=reason) if reason else self.say("decided", field=field)
