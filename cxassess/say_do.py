"""Say and do: what leaders and the front line say of a practice, beside what customers answer by their outcomes.

The themes are data, from the links and the contradiction rules of the method (docs/method.md, “Say and do”). Nothing
here says that a practice causes an outcome: both were looked at in one period, and stand beside each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cxassess.display import difference, r1
from cxassess.metrics import say_value
from cxassess.model.assessment import DimensionScore, Overall, PracticeScore, Sign
from cxassess.model.engagement import Engagement, Response
from cxassess.model.mirror import Agreement, Mirror, MirrorItem
from cxassess.model.outcome import MetricReading
from cxassess.model.pack import Pack, Practice
from cxassess.model.say_do import Answer, Answered, Side, Stands, ThemeReading, Verdict
from cxassess.outcomes import is_clearly_better, is_worse, meets_target, misses_target, name_of
from cxassess.perception import FLAGGED_FROM, FRONT, LEADERS
from cxassess.scoring import Item, by_role, choices_of, levels_of, mean_of_items, own_means
from cxassess.statistics import MIN_FOR_INTERVAL, mean
from cxassess.words import Words

STRONG = 4.0  # a practice from here on is strong (method §9.7), or from the client's own target where that is lower,
LEAST_STRONG = 3.0  # but never below the middle of the scale
WEAK = 2.0  # of a discipline or practice in the rules of §9.7
WEAK_BELOW = 2.5  # of a theme: where the stages do not count a key practice as there (§9.5)
SMALL_SAMPLE = 30
HALF = 0.5  # of the customers who answered the mirror (ours): most of them, or few, where the interval leaves it out

How = Literal["value", "p90", "sample", "sign"]


@dataclass(frozen=True, slots=True)
class Ask:
    """Where to read how customers answer: a metric's value, its 90th percentile, its n, or a warning sign's metric."""

    id: str
    how: How = "value"


@dataclass(frozen=True, slots=True)
class Theme:
    """What a company may say of itself: the practices that say it, and the outcomes by which customers answer.

    Without practices it is the assessment as a whole.
    """

    id: str
    practices: tuple[str, ...]
    asks: tuple[Ask, ...]
    mirror: str = ""  # the item that asks customers the same of themselves


# Practice and metric of each line follow the contradiction rules (§9.7) and the links of the cross-walk (§9.2).
THEMES: tuple[Theme, ...] = (
    Theme("promises", ("STR7",), (Ask("early_churn"), Ask("complaints"), Ask("churn")), "STR7"),
    Theme("first_time", ("DSN6",), (Ask("repeat_contacts"), Ask("csat")), "DSN6"),
    Theme("easy", ("CUN6", "CUN7", "DSN2", "DSN7"), (Ask("ces"), Ask("ces1"))),
    Theme("in_time", ("GOV3",), (Ask("frt"),)),
    Theme("put_right", ("CUL6",), (Ask("ces"), Ask("frt", "p90"), Ask("resolution_time")), "CUL6"),
    Theme("loop", ("MEA7",), (Ask("churn"), Ask("repeat_contacts"), Ask("recommendations", "sign")), "MEA7"),
    Theme("heard", ("CUN1",), (Ask("nps", "sample"), Ask("csat", "sample")), "CUN1"),
    Theme("purpose", ("CUL7", "CUL8"), (Ask("recommendations", "sign"),), "CUL7"),
    Theme("loyalty", (), (Ask("nps"),)),
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What was scored, as far as themes need it."""

    pack: Pack
    engagement: Engagement
    responses: Sequence[Response]
    practices: Mapping[str, PracticeScore]
    scores: Mapping[str, DimensionScore]
    overall: Overall


def read_themes(
    inside: Inside,
    metrics: Mapping[str, MetricReading],
    signs: Mapping[str, Sign],
    words: Words,
    mirror: Mirror | None = None,
) -> tuple[ThemeReading, ...]:
    """The themes that the questionnaire has practices for, in their order, each with its verdict and sentence."""
    if not inside.responses:
        return ()  # outcomes alone say nothing of practice
    sides = _Sides(inside)
    found = []
    for theme in THEMES:
        practices = tuple(id for id in theme.practices if id in inside.pack.practices)
        if theme.practices and not practices:
            continue
        outcomes = (answer for ask in theme.asks for answer in _answers(ask, metrics, signs, words))
        answers = (*outcomes, *_mirrored(theme.mirror, mirror))
        found.append(_reading(theme, practices, answers, inside, sides, words))
    return tuple(found)


def strong_from(engagement: Engagement, discipline: str) -> float:
    """From where on a practice is strong: 4.0, or the client's own target where it set one that is lower.

    A target of the profile is a judgement of the questionnaire's author and does not count as the client's own.
    """
    own = engagement.targets.get(discipline, STRONG)
    return min(STRONG, max(LEAST_STRONG, own))


def is_strong(score: PracticeScore | None, pack: Pack, engagement: Engagement) -> bool:
    """Whether a practice is strong, as printed."""
    if score is None or score.value is None:
        return False
    return r1(score.value) >= strong_from(engagement, pack.practices[score.practice].discipline)


def p90_of(metric: MetricReading | None) -> MetricReading | None:
    """The 90th percentile of a duration, where it was measured."""
    every = (metric, *metric.also) if metric else ()
    return next((reading for reading in every if ".p90." in reading.definition_id and not reading.touchpoint), None)


def contradicted(themes: Sequence[ThemeReading]) -> dict[str, tuple[str, ...]]:
    """The names of the themes in which a strong practice meets a poor outcome, by each of their practices."""
    found: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        if theme.verdict == "gap_outside":
            for id in theme.practices:
                found[id] = (*found.get(id, ()), theme.name)
    return found


# ── what customers answer ────────────────────────────────────────────────────────────────────────────────────


def _answers(
    ask: Ask, metrics: Mapping[str, MetricReading], signs: Mapping[str, Sign], words: Words
) -> Iterator[Answer]:
    sign = signs.get(ask.id) if ask.how == "sign" else None
    metric = metrics.get(sign.metric if sign else ask.id)
    if ask.how == "p90":
        metric = p90_of(metric)
    if metric is None or metric.reading.value is None or (ask.how == "sign" and sign is None):
        return
    reading = metric.reading
    verdict, because = _verdict_on(metric)
    if sign is not None:
        verdict = "worse" if sign.active else "unclear" if verdict == "worse" else verdict
    name = words.say("say_do.frt_p90") if ask.how == "p90" else name_of(metric, words)
    answer = Answer(
        metric=metric.metric,
        name=name,
        kind="value",
        value=metric.reading.value,
        unit=metric.unit,
        n=reading.n,
        low=reading.low,
        high=reading.high,
        previous=metric.previous,
        target=None if ask.how == "p90" else metric.target,
        better=metric.better,
        source=metric.source,
        verdict=verdict,
        because=because if verdict == "good" else "",
    )
    if ask.how == "sample":
        enough: Answered = "good" if reading.n >= SMALL_SAMPLE else "missed"
        answer = replace(
            answer,
            kind="sample",
            value=float(reading.n),
            unit="count",
            low=None,
            high=None,
            previous=None,
            target=float(SMALL_SAMPLE),
            better="up",
            verdict=enough,
            because="reached" if enough == "good" else "",
        )
    yield answer


def _mirrored(id: str, mirror: Mirror | None) -> Iterator[Answer]:
    """What customers say of the practice themselves, in the mirror; partners speak for others and are left out."""
    for reading in mirror.items if mirror else ():
        agreement = reading.of("customers")
        if reading.item.id == id and agreement is not None and agreement.share is not None:
            yield _agreed(reading.item, agreement)


def _agreed(item: MirrorItem, agreement: Agreement) -> Answer:
    verdict: Answered = "good" if is_mostly(agreement) else "missed" if is_seldom(agreement) else "unclear"
    return Answer(
        metric=f"mirror.{item.id}",
        name=item.topic,
        kind="mirror",
        value=agreement.share or 0.0,
        unit="share",
        n=agreement.n,
        low=agreement.low,
        high=agreement.high,
        previous=None,
        target=None,
        better="up",
        source="",
        verdict=verdict,
        because="agreed" if verdict == "good" else "",
    )


def is_mostly(agreement: Agreement) -> bool:
    """Whether clearly more than half of those who answered agree: the whole interval lies above a half."""
    return agreement.low is not None and agreement.low > HALF


def is_seldom(agreement: Agreement) -> bool:
    """Whether clearly fewer than half agree: the whole interval lies below a half."""
    return agreement.high is not None and agreement.high < HALF


def _verdict_on(metric: MetricReading) -> tuple[Answered, str]:
    """Worse than before stands over a missed target, and both over what is good."""
    if is_worse(metric):
        return "worse", ""
    if misses_target(metric):
        return "missed", ""
    if meets_target(metric):
        return "good", "reached"
    return ("good", "better") if is_clearly_better(metric) and meets_target(metric) is None else ("unclear", "")


_ORDER: tuple[Answered, ...] = ("worse", "missed", "good", "unclear")


def _deciding(answers: Sequence[Answer]) -> Answer | None:
    """The poorest of several answers: what is good elsewhere does not outweigh it."""
    return min(answers, key=lambda answer: _ORDER.index(answer.verdict), default=None)


# ── what the company says ────────────────────────────────────────────────────────────────────────────────────


class _Sides:
    """The two roles' own means over the practices of a theme."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        pack = inside.pack
        self._asked = {role: frozenset(pack.asked_of(role)) for role in (LEADERS, FRONT) if role in pack.roles}
        responses = inside.responses
        self._rows = by_role([r.role for r in responses], levels_of(choices_of(pack, responses)))

    def of(self, practices: Sequence[Practice]) -> tuple[Side, Side]:
        """Executives and the front line over what both were asked, or over their own where the other was not."""
        every = frozenset(practice.id for practice in practices)
        asked = [self._asked.get(role, frozenset()) & every for role in (LEADERS, FRONT)]
        shared = asked[0] & asked[1]
        leaders, front = (
            self._side(role, practices, shared or own) for role, own in zip((LEADERS, FRONT), asked, strict=True)
        )
        return leaders, front

    def _side(self, role: str, practices: Sequence[Practice], asked: frozenset[str]) -> Side:
        wanted = [practice for practice in practices if practice.id in asked]
        rows = self._rows.get(role, [])
        own = [value for value in own_means(self._inside.pack, wanted, asked, rows) if value is not None]
        engagement = self._inside.engagement
        if engagement.least <= 1 or not wanted:
            return Side(mean(own) if own else None, len(own))
        # Over the practices' own means, which are shown: people's own means would tell who left a question out.
        shown = [self._inside.practices[practice.id].by_role.get(role) for practice in wanted]
        value = mean_of_items([Item(group.value if group else None) for group in shown]) if shown else None
        places = [place for place, id in enumerate(self._inside.pack.practices) if id in {p.id for p in wanted}]
        n = sum(any(row[place] for place in places) for row in rows)
        return Side(value, n) if value is not None else Side(None, None)


def _reading(
    theme: Theme,
    practices: tuple[str, ...],
    answers: tuple[Answer, ...],
    inside: Inside,
    sides: _Sides,
    words: Words,
) -> ThemeReading:
    pack, engagement = inside.pack, inside.engagement
    members = [pack.practices[id] for id in practices] or list(pack.practices.values())
    if practices:
        scored = [inside.practices[id] for id in practices]
        value = mean_of_items([Item(score.value, score.applies) for score in scored])
        limit = max(strong_from(engagement, practice.discipline) for practice in members)
    else:
        value, limit = inside.overall.reading.value, STRONG
    leaders, front = sides.of(members)
    gap, is_few = None, False
    if leaders.value is not None and front.value is not None:
        gap = difference(leaders.value, front.value)
        is_few = min(leaders.n or 0, front.n or 0) < MIN_FOR_INTERVAL
    answer = _deciding(answers)
    stands = _stands(value, limit, uneven=not practices and _has_weak_discipline(inside))
    reading = ThemeReading(
        id=theme.id,
        name=words.say(f"say_do.themes.{theme.id}"),
        practices=practices,
        value=value,
        strong_from=limit,
        stands=stands,
        executive=leaders,
        front_line=front,
        gap=gap,
        indicative=is_few,
        answers=answers,
        answer=answer,
        verdict=_verdict(stands, gap, answer),
        sentence="",
    )
    return replace(reading, sentence=_sentence(reading, words))


def _has_weak_discipline(inside: Inside) -> bool:
    scores = (inside.scores[f"disciplines.{d.id}"].value for d in inside.pack.disciplines)
    return any(value is not None and r1(value) <= WEAK for value in scores)


def _stands(value: float | None, limit: float, *, uneven: bool) -> Stands | None:
    """Strong, weak or between, as printed; a whole with a weak discipline in it is not strong."""
    if value is None:
        return None
    if r1(value) < WEAK_BELOW:
        return "weak"
    return "strong" if r1(value) >= limit and not uneven else "between"


def _verdict(stands: Stands | None, gap: float | None, answer: Answer | None) -> Verdict:
    """What the customers contradict stands first, then what the company's own people do, then what agrees."""
    if stands is None:
        return "not_rated"
    poor = answer is not None and answer.verdict in {"worse", "missed"}
    good = answer is not None and answer.verdict == "good"
    if stands == "strong" and poor:
        return "gap_outside"
    if gap is not None and gap >= FLAGGED_FROM:
        return "gap_inside"
    if stands == "strong" and good:
        return "agree_well"
    if stands == "weak" and poor:
        return "agree_weak"
    if stands == "weak" and good and answer is not None and answer.kind != "sample":
        return "unexplained"
    return "inside_only" if answer is None else "open"


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────


def _sentence(theme: ThemeReading, words: Words) -> str:
    """One sentence on a theme, with its numbers."""
    said = {"name": theme.name, "rating": theme.value, "outcome": say_answer(theme.answer, words)}
    if theme.verdict != "gap_inside":
        return words.say(f"say_do.{theme.verdict}", **said)
    sides = {
        "executive": theme.executive.value,
        "front_line": theme.front_line.value,
        "n_executive": theme.executive.n,
        "n_front_line": theme.front_line.n,
    }
    answer = theme.answer.verdict if theme.answer else "unclear"
    end = {"worse": "lower", "missed": "lower", "good": "higher", "unclear": "alone"}[answer]
    if theme.answer is not None and theme.answer.kind == "sample":
        end = "alone"  # how many were asked says nothing of which side is right
    end = "few" if theme.indicative else end
    return words.say("say_do.gap_inside", end=words.say(f"say_do.end_{end}", **said), **said, **sides)


def say_answer(answer: Answer | None, words: Words) -> str:
    """How customers answer, as a clause within a sentence."""
    if answer is None:
        return ""
    values = {
        key: say_value(answer.metric, value, words, answer.unit, answer.value)
        for key, value in (("value", answer.value), ("previous", answer.previous), ("target", answer.target))
    }
    if answer.kind == "mirror":
        topic = words.say("quote", text=answer.name)
        share = words.say("mirror.share_customers", share=answer.value, count=answer.n)
        return words.say("say_do.answers.mirror", share=share, topic=topic)
    if answer.kind == "sample":
        key = "sample_unknown" if not answer.n else f"sample_{answer.verdict}"
        return words.say(f"say_do.answers.{key}", metric=answer.name, count=answer.n)
    key = answer.because or answer.verdict
    if key == "worse" and answer.previous is None:
        key = "falling"
    short = answer.name.partition(", ")[0]  # what follows tells how it was measured, which the picture says
    name = short if short.isupper() else words.within(short)
    return words.say(f"say_do.answers.{key}", metric=name, **values)
