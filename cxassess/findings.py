"""What the numbers say, as sentences: one rule a function, all of them in RULES.

A rule reads what was scored and yields Findings; it knows no file and no document. The words are in the catalogue.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from cxassess.advice import advised
from cxassess.display import difference, r1
from cxassess.formats import opened
from cxassess.metrics import say_value
from cxassess.mirror import find_mirror, say_panels, unconfirmed
from cxassess.model.assessment import (
    Blocker,
    CardScore,
    DimensionScore,
    Finding,
    MetricReading,
    Overall,
    PerceptionGap,
    PracticeScore,
    ProgrammeResult,
    Sign,
    StageResult,
    Sufficiency,
)
from cxassess.model.engagement import Engagement
from cxassess.model.experience_map import ExperienceMap, TouchpointReading
from cxassess.model.mirror import Mirror
from cxassess.model.pack import Pack
from cxassess.model.software import FunctionReading
from cxassess.outcomes import is_clearly_worse, is_worse, meets_target, misses_target
from cxassess.perception import FLAGGED_FROM, practice_gaps
from cxassess.programme import COMPONENT
from cxassess.say_do import SMALL_SAMPLE, WEAK, is_strong, p90_of
from cxassess.scoring import Item, mean_of_items
from cxassess.software import find_software, questioned
from cxassess.statistics import AD_LIMIT, MIN_FOR_INTERVAL
from cxassess.words import Words

DECIDES, MATTERS, NOTE = 3, 2, 1
WIDE_GAP = 1.0
STRONG_PRACTICE = 3.5
DONT_KNOW_LIMIT = 0.30  # of the people who answered (method rule 6)
IMBALANCE_FROM = 0.8
ASPIRATION_FROM = 1.0
ASPIRATION_N = 3  # executives: fewer are set beside their own answers
NAMED_BLOCKERS = 3  # more would make the sentence a list
TOP_LEVEL = 5
NAMED_PAINS, LONGEST_NAME = 2, 40  # touchpoints that a sentence names, and letters of a name


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was scored, before anything is said about it."""

    pack: Pack
    engagement: Engagement
    sufficiency: Sufficiency
    scores: Mapping[str, DimensionScore]
    practices: Mapping[str, PracticeScore]
    overall: Overall
    cards: CardScore
    stage: StageResult
    programme: Mapping[str, ProgrammeResult]
    verdict: str | None
    perception: Mapping[str, PerceptionGap]
    metrics: Mapping[str, MetricReading]
    signs: Mapping[str, Sign]
    words: Words
    software: tuple[FunctionReading, ...] = ()
    experience_map: ExperienceMap | None = None
    mirror: Mirror | None = None

    def name(self, discipline: str) -> str:
        return self.pack.dimension("disciplines", discipline).name

    def title(self, practice: str) -> str:
        return self.pack.practices[practice].title

    def named(self, subject: str) -> str:
        """A practice or a discipline as a sentence names it."""
        if subject in self.pack.practices:
            return f"{self.title(subject)} ({subject})"
        if subject.startswith("disciplines."):
            return self.words.within(self.name(subject.removeprefix("disciplines.")))
        return subject

    def in_scope(self, score: DimensionScore) -> bool:
        """Whether a discipline counts: weight 0 takes it out of the overall score and of the plan."""
        return self.engagement.discipline_weight(score.dimension) > 0

    def disciplines(self) -> list[DimensionScore]:
        return [self.scores[f"disciplines.{d.id}"] for d in self.pack.disciplines]


Rule = Callable[[Seen], Iterator[Finding]]


def find(seen: Seen) -> tuple[Finding, ...]:
    """All findings with what to do about them, those that decide first; in the order of RULES within one severity."""
    found = [finding for rule in RULES for finding in rule(seen)]
    return advised(sorted(found, key=lambda finding: -finding.severity), seen.words, seen.named)


def dont_know_share(score: PracticeScore) -> float:
    """The share of those who answered a practice that said “don't know”."""
    return score.dont_know / score.answered if score.answered else 0.0


def is_blind_spot(score: PracticeScore) -> bool:
    return dont_know_share(score) > DONT_KNOW_LIMIT


def is_disputed(score: PracticeScore) -> bool:
    return score.n > 1 and score.ad is not None and round(score.ad - AD_LIMIT, 9) > 0  # a tie is no dispute


# ── what it rests on ─────────────────────────────────────────────────────────────────────────────────────────


def sufficiency(seen: Seen) -> Iterator[Finding]:
    """Who is missing from the picture."""
    words, rests = seen.words, seen.sufficiency
    if rests.respondents and rests.inside_view_only:
        yield Finding("sufficiency", "inside_view", NOTE, words.say("findings.inside_view"), {})
    if rests.respondents and seen.mirror is not None and seen.mirror.shown:
        sentence = words.say("findings.outside_view", people=opened(say_panels(seen.mirror, words)))
        people: dict[str, float | int | str | None] = {panel.panel: panel.people for panel in seen.mirror.shown}
        yield Finding("sufficiency", "outside_view", NOTE, sentence, people)
    if rests.respondents:
        for role in seen.engagement.counted_roles:
            if not rests.by_role[role].n:
                sentence = words.say("findings.role_missing", role=words.within(seen.pack.roles[role].plural))
                yield Finding("sufficiency", role, MATTERS, sentence, {"n": 0})
    for role, count in rests.by_role.items():
        if count.people is not None and count.n > count.people:
            name = words.within(seen.pack.roles[role].plural)
            sentence = words.say("findings.more_than_people", role=name, n=count.n, people=count.people)
            yield Finding("sufficiency", f"people.{role}", NOTE, sentence, {"n": count.n, "people": count.people})
    if seen.overall.reading.n == 1:
        yield Finding("sufficiency", "single_view", DECIDES, words.say("findings.single_view"), {"n": 1})
    elif 1 < seen.overall.reading.n < MIN_FOR_INTERVAL:
        sentence = words.say("findings.few_views", count=seen.overall.reading.n)
        yield Finding("sufficiency", "few_views", DECIDES, sentence, {"n": seen.overall.reading.n})


def shared_practices(seen: Seen) -> Iterator[Finding]:
    """Whether another discipline comes out weakest on the practices that all counted roles were asked (§6.5)."""
    present = [role for role in seen.engagement.counted_roles if seen.sufficiency.by_role[role].n]
    if len(present) < 2:
        return
    shared = frozenset.intersection(*(frozenset(seen.pack.asked_of(role)) for role in present))
    own = {s.dimension: s.value for s in seen.disciplines() if s.value is not None}
    common = {}
    for dimension in seen.pack.disciplines:
        members = [p for p in seen.pack.in_dimension("disciplines", dimension.id) if p.id in shared]
        value = mean_of_items([Item(seen.practices[p.id].value) for p in members])
        if value is not None and dimension.id in own:
            common[dimension.id] = value
    if len(common) < 2:
        return
    for end, pick in (("weakest", min), ("strongest", max)):
        before, after = pick(own, key=lambda d: own[d]), pick(common, key=lambda d: common[d])
        if before in common and before != after and r1(common[before]) != r1(common[after]):
            sentence = seen.words.say(
                f"findings.shared_{end}",
                after=seen.name(after),
                before=seen.name(before),
                value=common[after],
                other=common[before],
                count=len(shared & set(seen.pack.practices)),
            )
            yield Finding(
                "role_mix", f"disciplines.{after}", NOTE, sentence, {"value": common[after], "instead_of": before}
            )


# ── gaps and strengths ───────────────────────────────────────────────────────────────────────────────────────


def gaps(seen: Seen) -> Iterator[Finding]:
    """Disciplines below their target, widest gap first."""
    short = sorted((s for s in seen.disciplines() if s.gap and seen.in_scope(s)), key=lambda s: -(s.gap or 0))
    widest = short[0].gap if short else None
    tied = sum(1 for s in short if s.gap == widest)
    for score in short:
        assert score.gap is not None
        kind = _gap_kind(score.gap == widest, tied, len(seen.disciplines()))
        sentence = seen.words.say(
            f"findings.{kind}",
            name=seen.name(score.dimension),
            value=score.value,
            target=score.target,
            gap=score.gap,
            count=len(seen.pack.disciplines),
        )
        severity = DECIDES if score.gap == widest else MATTERS if score.gap >= WIDE_GAP else NOTE
        numbers = {"value": score.value, "target": score.target, "gap": score.gap, "n": score.reading.n}
        yield Finding("gap", score.key, severity, sentence, numbers)


def _gap_kind(is_widest: bool, tied: int, of: int) -> str:
    if not is_widest:
        return "gap"
    return "gap_widest" if tied == 1 else "gap_every" if tied == of else "gap_tied"


def ambitions(seen: Seen) -> Iterator[Finding]:
    """Targets of 5 everywhere, which are a wish rather than a choice (method §7.1)."""
    if all(s.target == TOP_LEVEL for s in seen.disciplines()):
        yield Finding("target", "disciplines", MATTERS, seen.words.say("findings.all_targets_five"), {"target": 5.0})


def strengths(seen: Seen) -> Iterator[Finding]:
    """Disciplines at or above their target, and the strongest practices that a document supports."""
    doubted = {finding.about for finding in contradictions(seen)} | questioned(seen.software)
    doubted |= unconfirmed(seen.mirror)
    reached = [s for s in seen.disciplines() if s.gap == 0 and s.value is not None and s.target is not None]
    if len(reached) == len(seen.disciplines()):
        sentence = seen.words.say("findings.strength_every", count=len(reached))
        yield Finding("strength", "disciplines", MATTERS, sentence, {s.dimension: s.value for s in reached})
    for position, score in enumerate(reached):
        assert score.value is not None
        assert score.target is not None
        first = "_first" if position == 0 and len(reached) < len(seen.disciplines()) else ""
        ahead = "_ahead" if difference(score.value, score.target) > 0 else ""
        best = _best_practice(seen, score.dimension, doubted)
        sentence = seen.words.say(
            f"findings.strength{first}{ahead}",
            practice=seen.title(best.practice),
            id=best.practice,
            best=best.value,
            name=seen.name(score.dimension),
            value=score.value,
            target=score.target,
            n=score.reading.n,
        )
        severity = NOTE if len(reached) == len(seen.disciplines()) else MATTERS
        numbers = {"value": score.value, "target": score.target, "gap": 0.0}
        yield Finding("strength", score.key, severity, sentence, numbers)
    strong = [
        p
        for p in seen.practices.values()
        if p.value is not None and r1(p.value) >= STRONG_PRACTICE and not p.unsupported and p.practice not in doubted
    ]
    strong = sorted(strong, key=lambda p: (-r1(p.value or 0), -int(p.evidence[1])))[:3]
    if strong:
        named = [_rated(seen, p.practice) for p in strong]
        sentence = seen.words.say("findings.strong_practices", names=seen.words.join(named), count=len(strong))
        yield Finding("strength", "practices", NOTE, sentence, {p.practice: p.value for p in strong})


def _best_practice(seen: Seen, discipline: str, doubted: Set[str]) -> PracticeScore:
    """The practice that can serve as an example: one of which another finding asks is that only where all are."""
    members = (seen.practices[p.id] for p in seen.pack.in_dimension("disciplines", discipline))
    rated = [p for p in members if p.value is not None]
    return max([p for p in rated if p.practice not in doubted] or rated, key=lambda p: p.value or 0)


# ── how people see it ────────────────────────────────────────────────────────────────────────────────────────


def disagreement(seen: Seen) -> Iterator[Finding]:
    """Practices on which answers spread beyond a sixth of the scale, widest spread first."""
    disputed = sorted((p for p in seen.practices.values() if is_disputed(p)), key=lambda p: -(p.ad or 0))
    for position, score in enumerate(disputed):
        sentence = seen.words.say(
            "findings.disagreement_first" if position == 0 else "findings.disagreement",
            topic=seen.pack.practices[score.practice].topic,
            low=score.min,
            high=score.max,
            n=score.n,
            id=score.practice,
        )
        severity = MATTERS if position == 0 or score.key else NOTE
        numbers = {"ad": score.ad, "min": score.min, "max": score.max, "n": score.n}
        yield Finding("disagreement", score.practice, severity, sentence, numbers)


def perception(seen: Seen) -> Iterator[Finding]:
    """Disciplines that executives and the front line see apart, and the practices behind them."""
    flagged = sorted((g for g in seen.perception.values() if g.flagged), key=lambda g: -abs(g.gap))
    for gap in flagged:
        few = min(gap.n_executive, gap.n_front_line)
        key = "clear" if not gap.indicative else "few" if few < 5 else "indicative"
        sentence = seen.words.say(
            f"findings.perception_{key}",
            name=seen.words.within(seen.name(gap.discipline)),
            gap=abs(gap.gap),
            side=seen.words.say("findings.above" if gap.gap > 0 else "findings.below"),
            executive=gap.executive,
            front_line=gap.front_line,
            n_executive=gap.n_executive,
            n_front_line=gap.n_front_line,
            count=few,
            who=seen.words.say(
                "findings.front_line_people" if gap.n_front_line <= gap.n_executive else "findings.executives",
                count=few,
            ),
        )
        numbers = {
            "executive": gap.executive,
            "front_line": gap.front_line,
            "gap": gap.gap,
            "low": gap.low,
            "high": gap.high,
        }
        yield Finding(
            "perception", f"disciplines.{gap.discipline}", MATTERS if not gap.indicative else NOTE, sentence, numbers
        )
    apart = {id: g for id, g in practice_gaps(seen.practices).items() if abs(g) >= FLAGGED_FROM}
    if apart:
        widest = sorted(apart, key=lambda id: -abs(apart[id]))[:3]
        named = [seen.words.named(seen.title(id), id, seen.words.signed(apart[id])) for id in widest]
        sentence = seen.words.say(
            "findings.perception_practices", count=len(apart), names=seen.words.join(named), shown=len(widest)
        )
        yield Finding("perception", "practices", NOTE, sentence, dict(apart))


def blind_spots(seen: Seen) -> Iterator[Finding]:
    """Practices that more than 30 % of the people do not know about."""
    is_first = True
    for score in sorted(seen.practices.values(), key=lambda p: -dont_know_share(p)):
        if is_blind_spot(score):
            kind = "_single" if score.answered == 1 else "_all" if score.dont_know == score.answered else ""
            sentence = seen.words.say(
                f"findings.blind_spot{kind}",
                count=score.dont_know,
                answered=score.answered,
                topic=seen.pack.practices[score.practice].topic,
                id=score.practice,
            )
            if is_first:
                sentence = seen.words.say("findings.blind_spot_first", sentence=sentence)
                is_first = False
            numbers = {"dont_know": score.dont_know, "answered": score.answered}
            yield Finding("blind_spot", score.practice, MATTERS if score.key else NOTE, sentence, numbers)


def aspiration(seen: Seen) -> Iterator[Finding]:
    """Where executives place the company, against the stage that practice reaches."""
    gap = seen.cards.aspiration_gap
    if gap is None or abs(gap) < ASPIRATION_FROM or seen.stage.reached is None or seen.cards.n < ASPIRATION_N:
        return
    stage = [s.id for s in seen.pack.stages].index(seen.stage.reached) + 1
    sentence = seen.words.say(
        "findings.aspiration" if gap > 0 else "findings.modesty", value=seen.cards.value, n=seen.cards.n, stage=stage
    )
    yield Finding("aspiration", "cards", MATTERS, sentence, {"cards": seen.cards.value, "stage": stage, "gap": gap})


# ── stage, balance, proof ────────────────────────────────────────────────────────────────────────────────────


def stage(seen: Seen) -> Iterator[Finding]:
    """The stage and each blocker with its distance; unsound basics; an inverted profile."""
    words, result = seen.words, seen.stage
    names = {s.id: s.name for s in seen.pack.stages}
    numbers = {s.id: i for i, s in enumerate(seen.pack.stages, start=1)}
    if result.reached is not None:
        yield _stage_finding(seen, names, numbers)
    for blocker in result.blockers:
        subject = blocker.practice or f"stages.{blocker.stage}"
        values = {
            "name": seen.title(blocker.practice) if blocker.practice else names[blocker.stage],
            "id": blocker.practice,
            "value": blocker.value,
            "short": blocker.short_by,
            "needed": blocker.needed,
            "stage": numbers[blocker.stage],
            "least": seen.engagement.least,
        }
        kind = _unknown(seen) if blocker.value is None else "practice" if blocker.practice else "mean"
        sentence = words.say(f"findings.blocker_{kind}", **values)
        yield Finding(
            "blocker",
            subject,
            MATTERS,
            sentence,
            {"value": blocker.value, "needed": blocker.needed, "short_by": blocker.short_by},
        )
    if result.basics_sound is False:
        weak = [_rated(seen, id) for id in result.weak_basics]
        sentence = words.say("findings.weak_basics", names=words.join(weak), count=len(weak))
        yield Finding("basics", f"stages.{seen.pack.stages[0].id}", DECIDES, sentence, {})
    for inversion in result.inverted:
        sentence = words.say(
            "findings.inverted",
            higher=words.within(names[inversion.higher]),
            lower=words.within(names[inversion.lower]),
            above=result.means[inversion.higher],
            below=result.means[inversion.lower],
        )
        yield Finding("inverted", f"stages.{inversion.higher}", MATTERS, sentence, {"difference": inversion.difference})


def _rated(seen: Seen, practice: str) -> str:
    value = seen.practices[practice].value
    rating = seen.words.say("not_rated") if value is None else seen.words.score(value)
    return seen.words.named(seen.title(practice), practice, rating)


def _unknown(seen: Seen) -> str:
    """Why there is no value: nobody rated it, or, where people are protected, too few for a value."""
    return "few" if seen.engagement.least > 1 else "unknown"


def _and_mean(seen: Seen) -> str:
    """That the mean of the stage is short, too, where it is: lifting the key practices alone would not do."""
    short = [b for b in seen.stage.blockers if b.practice is None and b.value is not None]
    if not short:
        return ""
    stages = [stage.id for stage in seen.pack.stages]
    last = short[-1]
    return seen.words.say("findings.and_mean", value=last.value, needed=last.needed, next=stages.index(last.stage) + 1)


def _apart(one: Blocker, other: Blocker) -> bool:
    return r1(one.value or 0) != r1(other.value or 0)


def _stage_finding(seen: Seen, names: Mapping[str, str], numbers: Mapping[str, int]) -> Finding:
    result = seen.stage
    assert result.reached is not None
    reached = numbers[result.reached]
    keys = [b for b in result.blockers if b.practice is not None]
    values: dict[str, object] = {
        "name": seen.words.within(names[result.reached]),
        "stage": reached,
        "of": len(names),
        "next": reached + 1,
        "least": seen.engagement.least,
    }
    if reached == len(names):
        kind = "top"
    elif keys:
        first = keys[0]
        assert first.practice is not None
        values |= {
            "blocker": seen.title(first.practice),
            "id": first.practice,
            "value": first.value,
            "count": len(keys),
            "and_mean": _and_mean(seen),
        }
        tied = len(keys) > 1 and keys[1].value is not None and first.value is not None and not _apart(keys[1], first)
        if first.value is None:
            kind = f"blocked_{_unknown(seen)}"
        elif 1 < len(keys) <= NAMED_BLOCKERS:
            kind = "blocked_named"
            values["names"] = seen.words.join([_rated(seen, b.practice) for b in keys if b.practice])
        else:
            kind = "blocked_tied" if tied else "blocked"
    elif any(b.stage == result.reached or numbers[b.stage] < reached for b in result.blockers):
        kind = "basics"
    else:
        kind = "mean"
    sentence = seen.words.say(f"findings.stage_{kind}", **values)
    if not result.stable and seen.overall.reading.n != 1:
        sentence += " " + seen.words.say("findings.stage_unstable")
    return Finding("blocker", "stage", DECIDES, sentence, {"stage": reached, "blockers": len(result.blockers)})


def imbalance(seen: Seen) -> Iterator[Finding]:
    """The three Ds lie 0.8 or more apart."""
    ds = {d.id: seen.scores[f"three_ds.{d.id}"].value for d in seen.pack.frameworks["three_ds"].dimensions}
    known = {id: value for id, value in ds.items() if value is not None}
    if len(known) < len(ds):
        return
    strong, weak = max(known, key=lambda d: known[d]), min(known, key=lambda d: known[d])
    apart = difference(known[strong], known[weak])
    if apart >= IMBALANCE_FROM:
        sentence = seen.words.say(
            "findings.imbalance",
            strong=seen.pack.dimension("three_ds", strong).name,
            weak=seen.pack.dimension("three_ds", weak).name,
            above=known[strong],
            below=known[weak],
            gap=apart,
        )
        yield Finding("imbalance", f"three_ds.{weak}", MATTERS, sentence, {"difference": apart, **known})


def unsupported(seen: Seen) -> Iterator[Finding]:
    """Ratings of 4 or 5 that rest on no document."""
    ids = [p.practice for p in seen.practices.values() if p.unsupported]
    if ids:
        sentence = seen.words.say("findings.unsupported", count=len(ids), names=seen.words.join(ids))
        yield Finding("unsupported", "practices", MATTERS, sentence, {"count": len(ids), "practices": ", ".join(ids)})


def component(seen: Seen) -> Iterator[Finding]:
    """Not all four programme tests are met."""
    if seen.verdict == COMPONENT:
        names = {test.id: test.name for test in seen.pack.programme}
        failed = [
            seen.words.say("findings.test", name=seen.words.within(names[id]))
            for id, result in seen.programme.items()
            if result.met is False
        ]
        key = "findings.component_none" if len(failed) == len(names) else "findings.component"
        sentence = seen.words.say(key, names=seen.words.join(failed), count=len(failed), of=len(names))
        yield Finding("component", "programme", MATTERS, sentence, {"failed": len(failed)})


# ── outcomes beside practice ─────────────────────────────────────────────────────────────────────────────────


def warning_signs(seen: Seen) -> Iterator[Finding]:
    """Warning signs that are at watch or alarm."""
    for sign in seen.signs.values():
        if sign.active:
            severity = DECIDES if sign.state == "alarm" else MATTERS
            yield Finding("warning_sign", sign.id, severity, sign.sentence, {"change": sign.change})


def outcomes(seen: Seen) -> Iterator[Finding]:
    """Outcomes that miss the client's own target, or worsened, by more than chance allows."""
    judged = [(id, m, misses_target(m), is_clearly_worse(m)) for id, m in seen.metrics.items()]
    for id, metric, missed, worse in sorted(judged, key=lambda one: (not one[3], not one[2])):
        if not missed and not worse:
            continue
        kind = "both" if missed and worse else "missed" if missed else "worse"
        value, unit, words = metric.reading.value, metric.unit, seen.words
        sentence = words.say(
            f"findings.outcome_{kind}",
            name=words.say(f"metrics.{id}.name"),
            value=say_value(id, value, words, unit),
            previous=say_value(id, metric.previous, words, unit, value),
            target=say_value(id, metric.target, words, unit, value),
        )
        numbers = {"value": value, "previous": metric.previous, "target": metric.target}
        yield Finding("outcome", id, MATTERS, sentence, numbers)


def contradictions(seen: Seen) -> Iterator[Finding]:
    """Practice and outcome that do not fit each other (method §9.7, as far as typed metrics allow)."""
    for rule in CONTRADICTIONS:
        yield from rule(seen)


def _cases_closed(seen: Seen) -> Iterator[Finding]:
    worse = _worse(seen)
    outcome = next((id for id in ("churn", "repeat_contacts") if id in worse), "")
    if not outcome and _active(seen, "recommendations"):
        outcome = "recommendations"
    if _strong(seen, "MEA7") and outcome:
        yield _contradiction(seen, "MEA7", outcome)


def _few_asked(seen: Seen) -> Iterator[Finding]:
    if _strong(seen, "CUN1"):
        for id in ("nps", "csat"):
            if id in seen.metrics and seen.metrics[id].reading.n < SMALL_SAMPLE:
                yield _contradiction(seen, "CUN1", id, "sample" if seen.metrics[id].reading.n else "unknown")


def _authority_stops(seen: Seen) -> Iterator[Finding]:
    if not _strong(seen, "CUL6"):
        return
    if "ces" in _worse(seen):
        yield _contradiction(seen, "CUL6", "ces")
        return
    slowest = p90_of(seen.metrics.get("frt"))
    if slowest is not None and is_worse(slowest):
        before, now = (
            say_value("frt", value, seen.words, slowest.unit, slowest.reading.value)
            for value in (slowest.previous, slowest.reading.value)
        )
        name, rating = seen.title("CUL6"), seen.practices["CUL6"].value
        sentence = seen.words.say("findings.contradiction.CUL6_frt", name=name, rating=rating, before=before, now=now)
        numbers = {"rating": rating, "value": slowest.reading.value, "previous": slowest.previous}
        yield Finding("contradiction", "CUL6", MATTERS, sentence, numbers)


def _basics_overrated(seen: Seen) -> Iterator[Finding]:
    satisfaction, handling = seen.metrics.get("csat"), seen.metrics.get("aht")
    if not _strong(seen, "DSN6") or satisfaction is None or not misses_target(satisfaction):
        return
    worse = ["aht"] if handling is not None and handling.trend == "changed" and _rose(handling) else []
    worse += ["repeat_contacts"] if "repeat_contacts" in _worse(seen) else []
    if worse:
        said = seen.words.join([seen.words.say(f"findings.contradiction.DSN6_{id}") for id in worse])
        yield _contradiction(seen, "DSN6", "csat", "basics", worse=said)


def _promises_outrun(seen: Seen) -> Iterator[Finding]:
    for id in ("early_churn", "complaints"):
        if _strong(seen, "STR7") and id in _worse(seen):
            yield _contradiction(seen, "STR7", id)
            return


def _bundles_miss(seen: Seen) -> Iterator[Finding]:
    if _strong(seen, "STR3") and _active(seen, "acquisition_cost") and _active(seen, "share"):
        yield _contradiction(seen, "STR3", "economics")


def _figures_unchecked(seen: Seen) -> Iterator[Finding]:
    score = seen.practices.get("MEA8")
    met = next((m.metric for m in seen.metrics.values() if meets_target(m)), None)
    if met is not None and score is not None and score.value is not None and r1(score.value) <= WEAK:
        yield _contradiction(seen, "MEA8", met, "caveat")


def _outcome_unexplained(seen: Seen) -> Iterator[Finding]:
    """Weak practice beside good outcomes: no credit is claimed for them."""
    weak = [s for s in seen.disciplines() if s.value is not None and r1(s.value) <= WEAK]
    promoters = seen.metrics.get("nps")
    quiet = bool(seen.signs) and all(sign.state == "quiet" for sign in seen.signs.values())
    strong = promoters is not None and meets_target(promoters) and not is_worse(promoters)
    if weak and quiet and promoters is not None and strong:
        names = seen.words.join([seen.name(s.dimension) for s in weak])
        verb = seen.words.say("findings.contradiction.stands", count=len(weak))
        sentence = seen.words.say("findings.contradiction.unexplained", names=names, verb=verb)
        numbers = {s.dimension: s.value for s in weak} | {"nps": promoters.reading.value}
        yield Finding("contradiction", "disciplines", MATTERS, sentence, numbers)


CONTRADICTIONS: tuple[Rule, ...] = (
    _cases_closed,
    _few_asked,
    _authority_stops,
    _basics_overrated,
    _promises_outrun,
    _bundles_miss,
    _figures_unchecked,
    _outcome_unexplained,
)


def _worse(seen: Seen) -> set[str]:
    return {id for id, metric in seen.metrics.items() if is_worse(metric)}


def _active(seen: Seen, sign: str) -> bool:
    return sign in seen.signs and seen.signs[sign].active


def _rose(metric: MetricReading) -> bool:
    return metric.previous is not None and (metric.reading.value or 0) > metric.previous


def _strong(seen: Seen, practice: str) -> bool:
    return is_strong(seen.practices.get(practice), seen.pack, seen.engagement)


def _contradiction(seen: Seen, practice: str, outcome: str, kind: str | None = None, worse: str = "") -> Finding:
    metric = seen.metrics.get(outcome)
    sentence = seen.words.say(
        f"findings.contradiction.{practice}_{kind or outcome}",
        name=seen.title(practice),
        rating=seen.practices[practice].value,
        value=metric.reading.value if metric else None,
        previous=metric.previous if metric else None,
        metric=seen.words.say(f"metrics.{outcome}.name") if metric else "",
        count=metric.reading.n if metric else 0,
        worse=worse,
    )
    numbers = {"rating": seen.practices[practice].value}
    if metric:
        numbers |= {"value": metric.reading.value, "previous": metric.previous}
    return Finding("contradiction", practice, MATTERS, sentence, numbers)


def pain_points(seen: Seen) -> Iterator[Finding]:
    """Where customers answer clearly worse than along the rest of the journey, and it matters; the worst first."""
    found = seen.experience_map
    if found is None or found.satisfaction_mean is None or not found.pains:
        return
    way = -1 if found.better == "down" else 1
    pains = sorted(found.pains, key=lambda t: (way * (t.value or 0), t.number))
    named = [_pain(seen, pain) for pain in pains[:NAMED_PAINS]]
    if rest := len(pains) - len(named):
        named.append(seen.words.say("findings.pain_rest", count=rest))
    sentence = seen.words.say(
        "findings.pain_points",
        count=len(pains),
        names=seen.words.join(named),
        metric=seen.words.say(f"metrics.{found.metric}.short"),
        mean=say_value(found.metric, found.satisfaction_mean, seen.words, found.unit),
    )
    numbers = {f"touchpoint.{pain.number}": pain.value for pain in pains}
    yield Finding("pain_points", "journey", MATTERS, sentence, numbers | {"mean": found.satisfaction_mean})


def _pain(seen: Seen, pain: TouchpointReading) -> str:
    satisfaction = pain.satisfaction
    assert satisfaction is not None
    said = say_value(satisfaction.metric, satisfaction.value, seen.words, satisfaction.unit)
    name = pain.name if len(pain.name) <= LONGEST_NAME else f"{pain.name[: LONGEST_NAME - 1]}…"
    key = "pain" if satisfaction.n else "pain_no_n"
    return seen.words.say(f"findings.{key}", name=seen.words.say("quote", text=name), value=said, n=satisfaction.n or 0)


def mirror(seen: Seen) -> Iterator[Finding]:
    """Strong practices that few customers or partners agree with, and weak ones that most of them do."""
    yield from find_mirror(seen.mirror, seen.pack, seen.practices, seen.words)


def software(seen: Seen) -> Iterator[Finding]:
    """Software and practices that do not fit each other."""
    yield from find_software(seen.software, seen.pack, seen.practices, seen.words)


RULES: tuple[Rule, ...] = (
    gaps,
    ambitions,
    stage,
    warning_signs,
    outcomes,
    perception,
    contradictions,
    disagreement,
    blind_spots,
    imbalance,
    component,
    unsupported,
    pain_points,
    mirror,
    software,
    aspiration,
    strengths,
    sufficiency,
    shared_practices,
)
