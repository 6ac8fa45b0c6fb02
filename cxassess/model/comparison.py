"""What moved between two waves, or over several: differences like for like, each with its interval and its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.display import difference as printed_difference
from cxassess.measures.measure import Measure
from cxassess.model.engagement import AgreedLevel, Engagement, Response, Wave
from cxassess.model.outcome import MetricEntry
from cxassess.model.pack import Pack
from cxassess.model.questionnaire_changes import ChangeMap

# mix: it looks like a change, and is none among the same mix of people.
Verdict = Literal["improved", "declined", "no_clear_change", "mix", "not_comparable"]
LEAST_MOVED = 0.2  # levels; nothing is called a change for less, whatever its interval (method rule 9)
CLAIMED: frozenset[str] = frozenset({"improved", "declined"})


@dataclass(frozen=True, slots=True)
class WaveData:
    """What a wave brings into a comparison: its questionnaire, and settings, answers and outcomes as it has them.

    `responses` are those of whoever is shown the comparison, with everything in them; nothing is withheld yet.
    """

    wave: Wave
    pack: Pack
    engagement: Engagement
    responses: Sequence[Response] = field(repr=False)
    agreed: Mapping[str, AgreedLevel] = field(default_factory=dict)
    metrics: Sequence[MetricEntry] = ()
    measures: Sequence[Measure] = ()
    changes: ChangeMap | None = None  # of its questionnaire: what became of the practices of earlier versions


@dataclass(frozen=True, slots=True)
class WaveRef:
    """A wave as a comparison names it."""

    id: str
    as_of: date
    state: str
    mode: str
    questionnaire: str
    version: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How many people of a role, or of a role in a unit, answered in each wave; `unit` is empty for a whole role."""

    role: str
    unit: str
    before: int
    now: int

    @property
    def moved(self) -> Literal["new", "gone", "grew", "shrank", "same"]:
        """How the number of its people moved."""
        if self.before == self.now:
            return "same"
        if not self.before or not self.now:
            return "gone" if self.before else "new"
        return "grew" if self.now > self.before else "shrank"


@dataclass(frozen=True, slots=True)
class Mix:
    """A difference among the same mix of people, and how much of the whole one is due to who answered.

    Kitagawa's decomposition (1955) over roles, or roles within units, that answered in both waves.

    Attributes:
        difference: later less earlier at the same mix; None where no group answered in both waves.
        low, high: its interval, at the level of the whole difference's.
        effect: the whole difference less this one.
        shifts: the groups whose share of the result changed, the largest change first. A group with nobody before is
            new, and one with nobody now is gone.
    """

    difference: float | None
    low: float | None
    high: float | None
    effect: float | None
    shifts: tuple[Shift, ...] = ()

    @property
    def gone(self) -> tuple[Shift, ...]:
        return tuple(shift for shift in self.shifts if shift.before and not shift.now)

    @property
    def new(self) -> tuple[Shift, ...]:
        return tuple(shift for shift in self.shifts if shift.now and not shift.before)


@dataclass(frozen=True, slots=True)
class Change:
    """One number in two waves, like for like.

    Attributes:
        key: as in an assessment: overall, disciplines.design, MEA7, nps.
        before, now: on what both waves can be compared by, unrounded; None where there is no such value.
        difference: now less before, unrounded; verdicts follow `printed`.
        low, high: the interval of the difference; None where it has none, and `why` says so.
        confidence: of the interval, 0.95 or, where several numbers are judged at once, more.
        verdict: None where nothing can be said, and `why` says so.
        n_before, n_now: people behind each value, or answers behind a metric; None where that is not known.
        linked: people who are behind both; None where it is not shown.
        why: what stands in the way of a verdict, or what it rests on, as a sentence.
        mix: where other people answered, what is left among the same mix of people.
        practices: how many practices it rests on; asked_before, asked_now: how many each wave asked there.
        printed_before, printed_now: what the wave's own report prints, on all that it asked and with agreed levels.
    """

    key: str
    before: float | None
    now: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    verdict: Verdict | None = None
    n_before: int | None = None
    n_now: int | None = None
    linked: int | None = None
    why: str | None = None
    mix: Mix | None = None
    practices: int | None = None
    asked_before: int | None = None
    asked_now: int | None = None
    printed_before: float | None = None
    printed_now: float | None = None

    @property
    def printed(self) -> float | None:
        """The difference of the two values as printed."""
        return None if self.before is None or self.now is None else printed_difference(self.now, self.before)

    @property
    def is_claimed(self) -> bool:
        """Whether it moved clearly."""
        return self.verdict in CLAIMED


@dataclass(frozen=True, slots=True)
class MetricChange:
    """An outcome in two waves; `change` is in the metric's unit, and its verdict follows what is better."""

    metric: str
    change: Change
    unit: str
    better: str
    definition: str
    period_before: str
    period_now: str
    touchpoint: str = ""


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """Which practices both waves asked in the same words, and which not; ids in the order of the later questionnaire.

    `agreed` are those of `same` on whose level a workshop agreed in either wave: compared by what people answered.
    """

    same: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageChange:
    """The stage of each wave, like for like.

    Attributes:
        before, now: ids of stages; None where there is none.
        verdict: a change is claimed only if the stage is stable in both waves and all that decided it moved clearly.
        deciding: the keys and means that stand on different sides of their gate: MEA7, stages.experience.
    """

    before: str | None
    now: str | None
    verdict: Verdict | None
    stable_before: bool | None
    stable_now: bool | None
    deciding: tuple[str, ...] = ()
    why: str | None = None

    @property
    def claimed(self) -> bool:
        return self.verdict in CLAIMED


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A discipline’s next target of the earlier wave against what the later one prints; None: nothing to tell by."""

    discipline: str
    target: float
    before: float | None
    now: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class People:
    """Who answered: people who count in each wave, how many of them in both (None: not shown), and by role."""

    before: int
    now: int
    linked: int | None
    by_role: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moved between two waves.

    `scores` by key of a dimension, in the order of the frameworks; `practices` by id, only those in `standing.same`;
    `metrics` by id. `notes` say in sentences what both waves were brought to, such as today's weights.
    """

    before: WaveRef
    now: WaveRef
    people: People
    standing: PracticeStanding
    overall: Change
    scores: Mapping[str, Change]
    practices: Mapping[str, Change]
    metrics: Mapping[str, MetricChange]
    stage: StageChange
    cards: Change
    targets: tuple[TargetResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change: overall, dimensions, practices, metrics."""
        metrics = (metric.change for metric in self.metrics.values())
        return (self.overall, *self.scores.values(), *self.practices.values(), *metrics)

    @property
    def claims(self) -> bool:
        """Whether anything is said to have moved."""
        return self.stage.claimed or any(change.is_claimed for change in self.changes)


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One number over several waves.

    Attributes:
        values, n: of each wave, the earliest first; an n is None where too few people are behind it to be told.
        steps: the changes from each wave to the next, one fewer than values.
    """

    key: str
    values: tuple[float | None, ...]
    n: tuple[int | None, ...]
    steps: tuple[Change, ...]
    whole: Change


@dataclass(frozen=True, slots=True)
class Trend:
    """Three waves or more, the earliest first, on the practices that all of them asked in the same words.

    `whole` compares the last with the first on all that these two share.
    """

    waves: tuple[WaveRef, ...]
    practices: tuple[str, ...]
    overall: TrendLine
    scores: Mapping[str, TrendLine]
    stages: tuple[str | None, ...]
    whole: Comparison
