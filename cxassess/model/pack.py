"""What is asked: a questionnaire with its practices, cards, roles, frameworks and next steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = (1, 2, 3, 4, 5)
DONT_KNOW = "DK"
NOT_APPLICABLE = "NA"
CARD_CHOICES = ("a", "b", "c", "d")


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
    """A questionnaire as it is asked: practices in their order, cards, frameworks, roles, targets, words.

    `fallbacks` are the dotted keys of the texts that the language lacks, such as `practices.STR1.question`: they stand
    here in `base_language`. A pack in its own language has none.
    """

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
    fallbacks: frozenset[str] = frozenset()
    base_language: str = ""

    def language_of(self, key: str) -> str:
        """The language that a text is in, by its dotted key; of a whole table, the base’s where any text of it is."""
        inside = f"{key}."
        fell_back = key in self.fallbacks or any(known.startswith(inside) for known in self.fallbacks)
        return self.base_language if fell_back else self.language

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
