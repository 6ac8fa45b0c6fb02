"""What comes out: readings, scores, stage, findings and actions of one wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.display import shortfall
from cxassess.measures.measure import Measure
from cxassess.model.action import Horizon as Horizon
from cxassess.model.comments import CommentCounts
from cxassess.model.engagement import AgreedLevel, Engagement, Response, Wave
from cxassess.model.experience_map import ExperienceMap
from cxassess.model.history import History
from cxassess.model.mirror import Mirror
from cxassess.model.outcome import MetricReading as MetricReading
from cxassess.model.outcome import OutcomeIndex
from cxassess.model.outcome import Sign as Sign
from cxassess.model.outcome import SignState as SignState
from cxassess.model.pack import Pack
from cxassess.model.peers import PeerSet
from cxassess.model.reading import Reading as Reading
from cxassess.model.register import Register
from cxassess.model.say_do import ThemeReading
from cxassess.model.software import FunctionReading

Viewer = Literal["client", "consultant"]  # whose eyes it is for


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of a role or unit answered, of how many there are (None where that is not known)."""

    n: int
    people: int | None


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """What the result rests on."""

    respondents: int
    counted: int
    invited: int | None
    by_role: Mapping[str, Count]
    by_unit: Mapping[str, Count]
    dont_know_share: float | None
    evidence_share: float | None
    inside_view_only: bool


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of one role or unit; None where too few of its questions were answered."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension's Reading with its place on the scale and against its target."""

    framework: str
    dimension: str
    reading: Reading
    level: int | None
    target: float | None
    next_target: float | None
    gap: float | None
    practices_valid: int
    practices_asked: int
    answered: int
    dont_know: int
    by_role: Mapping[str, GroupMean]
    by_unit: Mapping[str, GroupMean]
    agreement: float | None
    ad: float | None

    @property
    def key(self) -> str:
        return f"{self.framework}.{self.dimension}"

    @property
    def value(self) -> float | None:
        return self.reading.value


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """One proof that a person named for a practice; E1 said, E2 document or data cited, E3 sighted."""

    practice: str
    grade: str
    text: str
    named_by: str


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """One practice: its score, the answers behind it and how far they agree.

    `withheld` where fewer people gave it a level, or said anything of it, than a number may stand for: its numbers are
    then as if nobody had, and its proof as if there were none.
    """

    practice: str
    value: float | None
    level: int | None
    n: int
    min: int | None
    max: int | None
    ad: float | None
    by_role: Mapping[str, GroupMean]
    counts: tuple[int, int, int, int, int]
    dont_know: int
    not_applicable: int
    applies: bool
    evidence: str
    unsupported: bool
    key: bool
    basis: str
    agreed: AgreedLevel | None
    respondents_value: float | None
    target: float | None
    gap: float | None
    step: str | None
    withheld: bool = False

    @property
    def answered(self) -> int:
        """People who said anything: a level, don't know or not applicable."""
        return self.n + self.dont_know + self.not_applicable


@dataclass(frozen=True, slots=True)
class Overall:
    """The weighted mean of the disciplines; its level is at most one above the weakest discipline's."""

    reading: Reading
    level: int | None
    capped_by: str | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class CardScore:
    """Where executives see the company, 1–4; the gap is that less the stage that practice reaches."""

    value: float | None
    n: int
    aspiration_gap: float | None
    by_card: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Blocker:
    """What keeps the company from the next stage; `practice` is None where it is the stage's mean."""

    practice: str | None
    stage: str
    value: float | None
    needed: float

    @property
    def short_by(self) -> float | None:
        """How far the printed value is below what is needed."""
        return None if self.value is None else shortfall(self.needed, self.value)


@dataclass(frozen=True, slots=True)
class Inversion:
    """A higher stage that scores clearly above a lower one."""

    higher: str
    lower: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StageResult:
    """The stage that practice reaches, whether one person more or less would change it, and what holds it back."""

    reached: str | None
    established: bool | None
    stable: bool | None
    basics_sound: bool | None
    means: Mapping[str, float | None]
    keys_met: Mapping[str, tuple[int, int]]
    blockers: tuple[Blocker, ...]
    weak_basics: tuple[str, ...]
    inverted: tuple[Inversion, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """One programme test; None where a practice it needs has no score."""

    id: str
    met: bool | None
    value: float | None
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PerceptionGap:
    """Executives less the front line on a discipline, over the practices that both were asked."""

    discipline: str
    executive: float
    front_line: float
    gap: float
    practices: tuple[str, ...]
    n_executive: int
    n_front_line: int
    low: float | None
    high: float | None
    effect: float | None
    flagged: bool
    indicative: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a finding that no practice's own step answers."""

    title: str
    do: str
    first_step: str
    done_when: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with its numbers. Severity: 3 decides what to do, 2 matters, 1 is good to know."""

    kind: str
    about: str
    severity: int
    sentence: str
    numbers: Mapping[str, float | int | str | None]
    advice: Advice | None = None

    @property
    def key(self) -> str:
        """Kind and subject, as consultants name it: “gap disciplines.design”."""
        return f"{self.kind} {self.about}"


@dataclass(frozen=True, slots=True)
class Action:
    """A step that the plan proposes, with the inputs of its urgency and its place in time.

    What people decided has replaced what was proposed; `decided` names these fields, each with its reason. `rank` is
    its place in the order and `computed_rank` the one by urgency alone; both are None where it was dropped or merged.
    `rank_by_hand` is the place that people asked for. `evidence` is what shows that it is done, and `since` the earlier
    wave in which it was promised, where it was.
    """

    id: str
    practice: str
    step: tuple[int, int]
    title: str
    what: str
    why: str
    first_step: str
    done_when: str
    advised: bool
    horizon: Horizon | None
    urgency: float
    equal_weight_rank: int
    gap: float
    weight: float
    impact: float
    effort: int
    confidence: float
    gate: float
    warn: float
    visible: bool
    owner_role: str
    owner: str | None
    due: date | None
    status: str
    prerequisites: tuple[tuple[str, int, bool], ...]
    because: str
    waits: str | None
    rank: int | None = None
    computed_rank: int | None = None
    rank_by_hand: int | None = None
    merged_into: str | None = None
    decided: Mapping[str, str] = field(default_factory=dict)
    evidence: str | None = None
    since: str | None = None

    @property
    def moved(self) -> bool:
        """Whether people gave it another place in the order than its urgency does."""
        return self.rank is not None and self.rank_by_hand is not None

    @property
    def is_out(self) -> bool:
        """Whether it was dropped, or became part of another one."""
        return self.status == "dropped" or self.merged_into is not None


@dataclass(frozen=True, slots=True)
class OwnAction:
    """An action beside the steps of the plan: people added it, or promised it earlier and it is not proposed any more.

    It has no urgency, and stands where they put it. `practice` is the one it is meant to lift, if it was named;
    `evidence` shows that it is done; `since` is the earlier wave in which it was promised, where it was.
    """

    id: str
    practice: str | None
    title: str
    what: str
    first_step: str
    done_when: str
    horizon: Horizon | None
    impact: float | None
    effort: int | None
    owner: str | None
    due: date | None
    status: str
    waits: str | None
    merged_into: str | None
    decided: Mapping[str, str] = field(default_factory=dict)
    evidence: str | None = None
    since: str | None = None

    @property
    def owner_role(self) -> None:
        """No role suggests itself for what people added."""
        return None

    @property
    def is_out(self) -> bool:
        """Whether it was dropped, or became part of another one."""
        return self.status == "dropped" or self.merged_into is not None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the scores would stand if every placed step succeeded; `stage` is the next one, with its mean then."""

    disciplines: Mapping[str, float | None]
    stage: str | None
    stage_mean: float | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that was found in one wave: the only value that documents are drawn from."""

    engagement: Engagement
    wave: Wave
    pack: Pack
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
    weights: Mapping[str, float]
    role_weights: Mapping[str, float]
    targets: Mapping[str, float]
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    outlook: Outlook
    evidence: tuple[EvidenceNote, ...]
    responses: Sequence[Response] = field(repr=False)
    own_actions: tuple[OwnAction, ...] = ()
    measures: tuple[Measure, ...] = ()
    index: OutcomeIndex | None = None
    say_do: tuple[ThemeReading, ...] = ()
    comments: CommentCounts | None = None
    software: tuple[FunctionReading, ...] = ()
    experience_map: ExperienceMap | None = None
    viewer: Viewer = "client"
    mirror: Mirror | None = None
    benchmark: PeerSet | None = None  # how others rated themselves, where a set is attached; it changes no score
    history: History | None = field(default=None, compare=False)
    register: Register | None = field(default=None, compare=False)

    def discipline(self, id: str) -> DimensionScore:
        return self.scores[f"disciplines.{id}"]

    @property
    def all_actions(self) -> tuple[Action | OwnAction, ...]:
        """The steps in their order, then what people added or promised earlier."""
        return (*self.actions, *self.own_actions)

    def actions_in(self, horizon: Horizon | None) -> tuple[Action | OwnAction, ...]:
        """The actions of one horizon: the steps in their order, then what people added."""
        return tuple(action for action in self.all_actions if action.horizon == horizon)
