"""The nouns of the product, as immutable values; every other module works on these.

A questionnaire folder becomes a Pack, people give Responses, scoring makes Readings of them, and the Assessment
at the end is the one value that is stored and that all documents are drawn from.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cxassess.display import shortfall

LEVELS = (1, 2, 3, 4, 5)
DONT_KNOW = "DK"
NOT_APPLICABLE = "NA"
CARD_CHOICES = ("a", "b", "c", "d")
_LEVEL_OF = {str(level): level for level in LEVELS}
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")  # what a terminal obeys or cannot show

Horizon = Literal["now", "next", "later"]
SignState = Literal["quiet", "watch", "alarm", "unknown"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in something a person wrote: where it stands, and what was read and expected there."""

    where: str
    message: str

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return _OBEYED.sub(" ", text)


# ── what is asked: the pack ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A practice that must stand at a level before a step makes sense."""

    practice: str
    level: int


@dataclass(frozen=True, slots=True)
class StepText:
    """The words of a step; a step that has none is named by its practice and its next anchor."""

    title: str
    what: str
    why: str
    first_step: str
    done_when: str


@dataclass(frozen=True, slots=True)
class Step:
    """Advice from one level of a practice to the next. Effort is 1, 2, 3, 5 or 8; impact 0.5, 1, 2 or 3."""

    practice: str
    level: int
    effort: int
    impact: float
    owner_role: str
    visible: bool
    prerequisites: tuple[Prerequisite, ...] = ()
    text: StepText | None = None

    @property
    def id(self) -> str:
        return f"{self.practice}:{self.level}-{self.level + 1}"


@dataclass(frozen=True, slots=True)
class Practice:
    """A question with five anchors, its place in every framework, and the step from each level to the next."""

    id: str
    discipline: str
    three_d: str
    stage: str
    phase: str
    key: bool
    duty: bool
    metrics: tuple[str, ...]
    signs: tuple[str, ...]
    allows_na: bool
    anchor_version: str
    title: str
    statement: str
    topic: str
    question: str
    short: tuple[str, ...]
    full: tuple[str, ...]
    why: str
    enough: str
    not_enough: str
    na_when: str
    holds: str
    lacks: str
    steps: Mapping[int, Step] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A forced choice; options a–d stand for the four stages in order."""

    id: str
    title: str
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One group of a framework, such as the discipline `design`."""

    id: str
    name: str
    short: str
    about: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A way to group practices; `rule` is `mean`, or `gated` where a group needs those before it."""

    id: str
    rule: str
    scored: bool
    name: str
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A group of respondents: what it is asked, and how it counts unless the engagement says otherwise."""

    id: str
    name: str
    plural: str
    weight: float
    omits: frozenset[str]
    cards: bool
    evidence: bool
    thinking: float  # seconds for a question, beside reading it


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of target levels, which is a judgement; `strategic` serves the disciplines that carry the strategy."""

    id: str
    name: str
    base: float
    strategic: float
    with_sign: float
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeTest:
    """One of the tests whether this is customer experience management or a component of it."""

    id: str
    name: str
    practices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The sector that a questionnaire is worded for."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A questionnaire as it is asked: practices in their order, cards, frameworks, roles, targets, words."""

    id: str
    version: str
    language: str
    title: str
    about: str
    practices: Mapping[str, Practice]
    cards: Mapping[str, Card]
    frameworks: Mapping[str, Framework]
    roles: Mapping[str, Role]
    profiles: Mapping[str, Profile]
    programme: tuple[ProgrammeTest, ...]
    levels: tuple[str, ...]
    owner_roles: Mapping[str, str]
    terms: Mapping[str, str]
    signs: tuple[str, ...]
    variant: Variant | None
    reword: Mapping[str, str]

    @property
    def label(self) -> str:
        """Id and variant, as documents name the questionnaire: `cx-maturity (public)`."""
        return f"{self.id} ({self.variant.id})" if self.variant else self.id

    @property
    def disciplines(self) -> tuple[Dimension, ...]:
        return self.frameworks["disciplines"].dimensions

    @property
    def stages(self) -> tuple[Dimension, ...]:
        return self.frameworks["stages"].dimensions

    def asked_of(self, role: str) -> tuple[str, ...]:
        """Ids of the practices, then the cards, that this role is asked, in order."""
        omits = self.roles[role].omits
        practices = tuple(id for id in self.practices if id not in omits)
        return practices + (tuple(self.cards) if self.roles[role].cards else ())

    def in_dimension(self, framework: str, dimension: str) -> tuple[Practice, ...]:
        """The practices of one dimension, in the pack's order."""
        return tuple(p for p in self.practices.values() if place_of(p, framework) == dimension)

    def dimension(self, framework: str, id: str) -> Dimension:
        """One dimension of a framework by its id; KeyError where there is none."""
        for dimension in self.frameworks[framework].dimensions:
            if dimension.id == id:
                return dimension
        raise KeyError(id)


def place_of(practice: Practice, framework: str) -> str:
    """The dimension of a framework that a practice belongs to."""
    return {
        "disciplines": practice.discipline,
        "three_ds": practice.three_d,
        "stages": practice.stage,
    }[framework]


# ── who is assessed: the engagement ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RoleSetting:
    """How a role counts in this engagement, and how many people it has (None where that is not known)."""

    weight: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Engagement:
    """One client over the years: the settings of engagement.toml."""

    client: str
    sector: str
    language: str
    timezone: str
    mode: str
    minimum_group: int
    target_profile: str
    delete_after: date | None
    privacy_contact: str
    about: str
    units: tuple[str, ...]
    roles: Mapping[str, RoleSetting]
    discipline_weights: Mapping[str, float]
    targets: Mapping[str, float]
    strategic: tuple[str, ...]
    metric_targets: Mapping[str, float]
    firm: str
    prepared_for: str
    status: str
    confidentiality: str

    @property
    def counted_roles(self) -> tuple[str, ...]:
        """The roles whose answers count towards scores."""
        return tuple(id for id, role in self.roles.items() if role.weight > 0)


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of answering; every date in its documents derives from `as_of`."""

    id: str
    as_of: date
    state: str


# ── what people said ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person chose for one question: 1–5, DK, NA, or a–d for a card."""

    question: str
    choice: str
    comment: str = ""
    evidence: str = ""

    @property
    def level(self) -> int | None:
        """The level 1–5, or None for don't know, not applicable and cards."""
        return _LEVEL_OF.get(self.choice)


@dataclass(frozen=True, slots=True)
class Response:
    """Everything one person answered in one wave; the newest answer to each question."""

    respondent: str
    name: str
    role: str
    unit: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class AgreedLevel:
    """A level that a workshop settled on for a practice; it replaces the practice's score, marked."""

    practice: str
    level: int
    reason: str
    agreed_on: date
    present: str


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """One row of metrics.csv: an outcome as the client reports it. Shares are 0–1; see metrics.METRICS for units."""

    metric: str
    value: float
    n: int | None = None
    period: str = ""
    previous: float | None = None
    source: str = ""
    definition: str = ""


# ── what comes out: the assessment ───────────────────────────────────────────────────────────────────────────


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
class Reading:
    """A number with what it rests on: n people, its 95 % interval from 5 of them on, range and spread."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    min: float | None = None
    max: float | None = None
    spread: float | None = None
    why: str | None = None


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
    """One practice: its score, the answers behind it and how far they agree."""

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
class MetricReading:
    """An outcome with its unit and the change from the earlier period."""

    metric: str
    reading: Reading
    unit: str
    better: str
    definition: str
    period: str
    previous: float | None
    source: str
    trend: str
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign; its change is `relative`, a difference of a `share`, or in `points`."""

    id: str
    state: SignState
    change: float | None
    unit: str
    sentence: str

    @property
    def active(self) -> bool:
        return self.state in {"watch", "alarm"}


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


@dataclass(frozen=True, slots=True)
class Action:
    """A step that the plan proposes, with the inputs of its urgency and its place in time."""

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

    def discipline(self, id: str) -> DimensionScore:
        return self.scores[f"disciplines.{id}"]

    def actions_in(self, horizon: Horizon | None) -> tuple[Action, ...]:
        """The actions of one horizon, most urgent first."""
        return tuple(action for action in self.actions if action.horizon == horizon)


# ── what the consultant adds ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Override:
    """A finding's sentence in the consultant's words, with the reason for it."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Commentary:
    """What the consultant says beside the numbers; `stale` where the numbers have changed since it was written."""

    headline: str = ""
    context: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    stale: bool = False
