"""Who is assessed, what people said, and what the consultant adds to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cxassess.model.outcome import IndexChoice, Peer, SignLimits
from cxassess.model.outcome import MetricEntry as MetricEntry
from cxassess.model.pack import LEVELS

ATTRIBUTED, CONFIDENTIAL, ANONYMOUS = "attributed", "confidential", "anonymous"
MODES = (ATTRIBUTED, CONFIDENTIAL, ANONYMOUS)
LEAST_COMMENTS = 10  # in an anonymous wave; fewer would be told apart by their style
OVERRIDE = "override "  # before kind and subject of a finding, as the place of a consultant's words
OPEN, CLOSED, FINISHED = "open", "closed", "finished"  # the states of a wave, in their order
_LEVEL_OF = {str(level): level for level in LEVELS}


@dataclass(frozen=True, slots=True)
class RoleSetting:
    """How a role counts in this engagement, and how many people it has (None where that is not known)."""

    weight: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Engagement:
    """One client over the years: the settings of engagement.toml.

    By metric: `metric_targets`, the outcome `index` of the client's own choice, and `peers`; by sign: `sign_limits`.
    `confidentiality` says who may read the documents; where it is empty, an assessment has the usual sentence.
    `mode` and `minimum_group` are those of the wave; `merged_roles` names for a role the one that it counts with.
    `page_colour` (#RRGGBB) and `page_logo` (a file in the folder) are how the page that people answer on looks; either
    may be empty.
    `benchmark` is the file of an attached peer set, in the folder; `share_scores` says whether scores may go into one.
    """

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
    index: Mapping[str, IndexChoice] = field(default_factory=dict)
    peers: Mapping[str, Peer] = field(default_factory=dict)
    sign_limits: Mapping[str, SignLimits] = field(default_factory=dict)
    merged_roles: Mapping[str, str] = field(default_factory=dict)
    page_colour: str = ""
    page_logo: str = ""
    benchmark: str = ""
    share_scores: bool = False

    @property
    def least(self) -> int:
        """The fewest people that a number about them may stand for: 1 where answers are attributed."""
        return 1 if self.mode == ATTRIBUTED else self.minimum_group

    @property
    def counted_roles(self) -> tuple[str, ...]:
        """The roles whose answers count towards scores."""
        return tuple(id for id, role in self.roles.items() if role.weight > 0)

    def discipline_weight(self, discipline: str) -> float:
        """How a discipline counts beside the others: 1 where nothing is set, and 0 takes it out."""
        return self.discipline_weights.get(discipline, 1.0)


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of answering; every date in its documents derives from `as_of`.

    `mode` and `minimum_group` are as they stood when the wave opened, and as they were told to those who answer.
    """

    id: str
    as_of: date
    state: str
    mode: str = ATTRIBUTED
    minimum_group: int = 5

    @property
    def is_closed(self) -> bool:
        """Whether it takes no more answers."""
        return self.state != OPEN

    @property
    def is_finished(self) -> bool:
        """Whether what it found is kept as it is."""
        return self.state == FINISHED


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
    """Everything one person answered in one wave; the newest answer to each question.

    `seconds` is how long the first answer to a question took, where the answers came one by one on a screen. It is for
    the consultants' eye alone: no score depends on it, and two responses that differ in nothing else are the same.
    """

    respondent: str
    name: str
    role: str
    unit: str
    answers: Mapping[str, Answer]
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a respondent that may be printed, in the words that were approved."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreedLevel:
    """A level that a workshop settled on for a practice; it replaces the practice's score, marked."""

    practice: str
    level: int
    reason: str
    agreed_on: date
    present: str


@dataclass(frozen=True, slots=True)
class Override:
    """A finding's sentence in the consultant's words, with the reason for it."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Commentary:
    """What the consultant says beside the numbers.

    Attributes:
        overrides: by kind and subject of the finding, such as “gap disciplines.design”.
        moved: the places whose numbers have changed since the consultant confirmed them: headline, context, a section,
            or “override ” with kind and subject.
        unconfirmed: the places with words that no numbers were confirmed for.
        gone: the places with words that this wave has nothing for, such as a finding that it does not make.
    """

    headline: str = ""
    context: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    unconfirmed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
