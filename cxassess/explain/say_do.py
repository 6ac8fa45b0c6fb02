"""The path to what is said and done: each theme with its verdict, and each rule that sets practice against outcome."""

from collections.abc import Iterator, Mapping

from cxassess.display import MISSING
from cxassess.explain.outcomes import Lines
from cxassess.metrics import say_value
from cxassess.model.assessment import Assessment
from cxassess.model.say_do import Answer, Side, ThemeReading
from cxassess.outcomes import is_worse, meets_target, misses_target, name_of
from cxassess.perception import FLAGGED_FROM
from cxassess.say_do import SMALL_SAMPLE, STRONG, WEAK, WEAK_BELOW, is_strong, p90_of, strong_from

SAY_DO, RULE = "say_do", "contradiction"
# What each rule of findings.CONTRADICTIONS reads: metrics, then signs. The others read all there are.
READS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "MEA7": (("churn", "repeat_contacts"), ("recommendations",)),
    "CUN1": (("nps", "csat"), ()),
    "CUL6": (("ces", "frt"), ()),
    "DSN6": (("csat", "aht", "repeat_contacts"), ()),
    "STR7": (("early_churn", "complaints"), ()),
    "STR3": ((), ("acquisition_cost", "share")),
    "MEA8": ((), ()),
    "disciplines": (("nps",), ()),
}


def say_do_ids(a: Assessment) -> tuple[str, ...]:
    """All themes, each of them, and each rule whose practice the questionnaire has."""
    rules = (f"{RULE}.{id}" for id in READS if id in a.pack.practices or id == "disciplines")
    themes = (SAY_DO, *(f"{SAY_DO}.{theme.id}" for theme in a.say_do)) if a.say_do else ()
    return (*themes, *rules)


class SayDoPath(Lines):
    """The lines about one theme or rule of an assessment."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for an id of `say_do_ids`."""
        first, _, rest = key.partition(".")
        if first == RULE:
            return self._rule(rest)
        theme = next((theme for theme in self.a.say_do if theme.id == rest), None)
        return self._themes() if theme is None else self._theme(theme)

    # ── themes ───────────────────────────────────────────────────────────────────────────────────────────

    def _themes(self) -> Iterator[str]:
        say, themes = self.say, self.a.say_do
        apart = sum(1 for theme in themes if theme.contradicts)
        agreeing = sum(1 for theme in themes if theme.agrees)
        yield say("say_do.head", of=len(themes), apart=apart, agreeing=agreeing)
        yield ""
        width = max(len(theme.id) for theme in themes)
        for theme in themes:
            verdict = self.words.say(f"say_do.verdicts.{theme.verdict}")
            yield f"  {theme.id:<{width}}  {self.words.score(theme.value)}  {verdict}: {theme.name}"
        yield ""
        yield say("say_do.rating")
        yield from self._thresholds()
        yield say("say_do.verdicts", flagged=FLAGGED_FROM)
        yield say("say_do.cause")
        yield say("say_do.source")

    def _thresholds(self) -> Iterator[str]:
        yield self.say("say_do.strong", strong=STRONG)
        yield self.say("say_do.weak", weak=WEAK_BELOW)
        yield self.say("say_do.worse")
        yield self.say("say_do.missed")

    def _theme(self, theme: ThemeReading) -> Iterator[str]:
        a, say = self.a, self.say
        verdict = self.words.say(f"say_do.verdicts.{theme.verdict}")
        yield say("say_do.theme", id=f"{SAY_DO}.{theme.id}", name=theme.name, verdict=verdict)
        yield theme.sentence
        yield ""
        for id in theme.practices:
            yield f"  {id:<5} {self.words.score(a.practices[id].value)}  {a.pack.practices[id].title}"
        key = "say_do.value" if theme.practices else "say_do.value_whole"
        stands = say(f"say_do.stands.{theme.stands or 'unknown'}")
        yield say(key, value=theme.value, strong=theme.strong_from, weak=WEAK_BELOW, stands=stands)
        yield say("say_do.sides", executives=self._side(theme.executive), front_line=self._side(theme.front_line))
        if theme.gap is not None:
            yield say("say_do.gap", gap=theme.gap, flagged=FLAGGED_FROM)
        for answer in theme.answers:
            yield f"  {self._answer(answer)}"
        if not theme.answers:
            yield say("say_do.no_answer")
        elif len(theme.answers) > 1 and theme.answer is not None:
            yield say("say_do.decides", name=theme.answer.name)
        yield say("say_do.cause")
        yield say("say_do.source")

    def _side(self, side: Side) -> str:
        return f"{self.words.score(side.value)} (n = {MISSING if side.n is None else side.n})"

    def _answer(self, answer: Answer) -> str:
        value, previous, target = (
            MISSING if number is None else say_value(answer.metric, number, self.words, answer.unit)
            for number in (answer.value, answer.previous, answer.target)
        )
        verdict = self.words.say(f"say_do.answered.{answer.verdict}")
        if answer.kind == "mirror":
            share = self.words.percent(answer.value)
            return self.say("say_do.mirror", name=answer.name, value=share, n=answer.n, verdict=verdict)
        key = "say_do.sample" if answer.kind == "sample" else "say_do.answer"
        return self.say(
            key, name=answer.name, value=value, previous=previous, target=target, verdict=verdict, least=SMALL_SAMPLE
        )

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────

    def _rule(self, id: str) -> Iterator[str]:
        a, say = self.a, self.say
        yield f"{RULE}.{id}: {say(f'contradictions.{id}')}"
        yield ""
        yield from self._ratings(id)
        metrics, signs = READS[id]
        for metric in metrics or (tuple(a.metrics) if id == "MEA8" else ()):
            yield f"  {self._metric(metric, id)}"
        for sign in signs or (tuple(a.signs) if id == "disciplines" else ()):
            state = a.signs[sign].state if sign in a.signs else "unknown"
            name, said = self.words.say(f"signs.{sign}.name"), self.words.say(f"states.{state}")
            yield f"  {say('say_do.sign', name=name, state=said)}"
        yield ""
        found = [finding for finding in a.findings if finding.kind == RULE and finding.about == id]
        for finding in found:
            yield say("say_do.holds", sentence=finding.sentence)
        if not found:
            yield say("say_do.silent")
        if id in {"MEA8", "disciplines"}:
            yield say("say_do.weak_rule", weak=WEAK)
        else:
            yield say("say_do.strong", strong=STRONG)
        yield say("say_do.worse")
        yield say("say_do.missed")
        yield say("say_do.rule_source")

    def _ratings(self, id: str) -> Iterator[str]:
        """What stands on the side of practice."""
        a, say = self.a, self.say
        if id == "disciplines":
            for dimension in a.pack.disciplines:
                yield f"  {dimension.name:<24} {self.words.score(a.discipline(dimension.id).value)}"
            return
        practice, score = a.pack.practices[id], a.practices[id]
        if id == "MEA8":
            yield say("say_do.rated", id=id, title=practice.title, value=score.value)
            return
        least = strong_from(a.engagement, practice.discipline)
        stands = say("say_do.stands.strong" if is_strong(score, a.pack, a.engagement) else "say_do.stands.below")
        if score.value is None:
            stands = say("say_do.stands.unknown")
        own = say("say_do.own_target") if least < STRONG else ""
        yield say(
            "say_do.rated_strong", id=id, title=practice.title, value=score.value, strong=least, own=own, stands=stands
        )

    def _metric(self, id: str, rule: str) -> str:
        """An outcome as a rule sees it."""
        metric = self.a.metrics.get(id)
        if id == "frt" and rule == "CUL6":
            metric = p90_of(metric)
        name = self.words.say("say_do.frt_p90") if id == "frt" else self.words.say(f"metrics.{id}.name")
        if metric is None or metric.reading.value is None:
            return self.say("say_do.unknown", name=name)
        if rule == "CUN1":
            return self.say("say_do.asked", name=name, n=metric.reading.n or MISSING, least=SMALL_SAMPLE)
        value, previous, target = (
            MISSING if number is None else say_value(id, number, self.words, metric.unit)
            for number in (metric.reading.value, metric.previous, metric.target)
        )
        judged = "worse" if is_worse(metric) else "missed" if misses_target(metric) else ""
        judged = judged or ("good" if meets_target(metric) else "unclear")
        moved = f"trends.{metric.trend}"  # of a metric that has no better direction
        verdict = self.words.say(moved if metric.better == "band" else f"say_do.answered.{judged}")
        name = name if id == "frt" else name_of(metric, self.words)
        return self.say("say_do.answer", name=name, value=value, previous=previous, target=target, verdict=verdict)
