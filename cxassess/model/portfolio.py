"""Many engagements side by side: what each of them found, how that is spread, who moved, and what most of them lack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cxassess.model.comparison import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A score of one organisation with its level, target and gap; None where there is none."""

    value: float | None
    level: int | None = None
    target: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What one wave of an organisation found, as its `assess --json` tells.

    Attributes:
        is_finished: whether that is kept for good; otherwise it was worked out just now.
        n: people whose answers count.
        anchors: the version of the anchors of each practice.
        stage: the one that was reached; None where it could not be placed.
        dimensions: by key, such as disciplines.design.
        units: by key of a dimension, the score of each unit that is shown.
    """

    wave: str
    as_of: date
    is_finished: bool
    version: str
    anchors: Mapping[str, str] = field(repr=False)
    n: int
    overall: Standing
    stage: str | None
    dimensions: Mapping[str, Standing] = field(repr=False)
    practices: Mapping[str, Standing] = field(repr=False)
    units: Mapping[str, Mapping[str, float]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What moved between two waves, as a reader reckons from the two printed scores.

    Attributes:
        low, high: the interval of the difference; None where it has none.
        verdict: what a comparison like for like says of it; None where none was made, or it cannot tell.
    """

    before: float
    now: float
    difference: float
    low: float | None = None
    high: float | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An engagement in a portfolio: its newest wave and the one before it, if there was one.

    `name` tells it apart from all others; `shares` says whether its scores may go into an anonymised peer set.
    `tested` has the changes since the wave before by key, where the two were compared like for like.
    """

    client: str
    folder: str
    shares: bool
    now: Round
    before: Round | None = None
    tested: Mapping[str, Change] | None = field(default=None, repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An engagement that is not compared: a reason of the catalogue with its values."""

    folder: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """An engagement that could not be read, with its faults as sentences."""

    folder: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of a dimension are spread over n organisations, never without its range.

    `lower` and `upper` are quartiles; None below four organisations. `levels` counts the organisations at each level.
    """

    n: int
    median: float
    lower: float | None
    upper: float | None
    low: float
    high: float
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """A practice or discipline under its target: in how many organisations, of how many that have both.

    `gap` is the median of the gaps of those who are under it.
    """

    subject: str
    under: int
    of: int
    gap: float


@dataclass(frozen=True, slots=True)
class Move:
    """What moved in an organisation since its wave before; `reason` says why nothing can be said, where that is so.

    `is_tested` where the waves were compared like for like, each difference with its interval.
    """

    name: str
    before: str
    now: str
    changes: Mapping[str, Change]
    reason: str = ""
    is_tested: bool = False

    def verdict(self, key: str) -> str:
        """What is said of a change: its verdict, `unknown` where a comparison gives none, `none` without one."""
        return self.changes[key].verdict or ("unknown" if self.is_tested else "none")


@dataclass(frozen=True, slots=True)
class UnitRange:
    """The units of an organisation that lie furthest apart in a dimension, of n that are shown."""

    name: str
    dimension: str
    n: int
    low_unit: str
    low: float
    high_unit: str
    high: float


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Organisations that answered the same questions to the same anchors, the highest overall score first.

    Attributes:
        left_out: engagements that are not compared, and why.
        unread: engagements that could not be read.
        spreads: by key of a discipline, and overall; without those that no organisation has a score for.
        stages: organisations at each stage; "" for those that could not be placed.
        practices, disciplines: those under target, the most frequent first.
        units: one for each organisation with two units or more, in the dimension where they lie furthest apart.
    """

    questionnaire: str
    versions: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    left_out: tuple[LeftOut, ...]
    unread: tuple[Unread, ...]
    spreads: Mapping[str, Spread]
    stages: Mapping[str, int]
    practices: tuple[Lack, ...]
    disciplines: tuple[Lack, ...]
    moves: tuple[Move, ...]
    units: tuple[UnitRange, ...]

    @property
    def as_of(self) -> date:
        """The newest day that any of its waves is of."""
        return max(one.now.as_of for one in self.organisations)
