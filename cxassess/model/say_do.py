"""What the company says of a practice, beside what customers answer by their outcomes: one theme a line."""

from dataclasses import dataclass, field
from typing import Literal

Stands = Literal["strong", "between", "weak"]
Answered = Literal["good", "worse", "missed", "unclear"]
Verdict = Literal[
    "gap_outside", "gap_inside", "unexplained", "agree_well", "agree_weak", "open", "inside_only", "not_rated"
]
Kind = Literal["value", "sample", "mirror"]


@dataclass(frozen=True, slots=True)
class Side:
    """What the people of a role say, 1–5, and how many they are.

    `value` is None where nobody was asked, or too few answered to be shown; `n` is None where it is not shown either,
    since 0 would say that nobody answered.
    """

    value: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome by which customers answer a theme.

    Attributes:
        metric: an id of metrics.METRICS, or “mirror.” and the id of an item.
        name: of the metric in this definition, for people to read.
        kind: `value`; `sample`: not what they said, but how many of them said it, so that `value` is a count; or
            `mirror`: the share of those asked who agree with an item of the mirror.
        value, low, high, previous, target: in `unit`; the target is the client's own, of a sample the least that is
            enough; None where there is none.
        n: people or cases behind it; 0 where that is not known.
        better: `up`, `down`, or `band` where neither is.
        verdict: good, worse than before, missed (its target), or unclear.
        because: which of `reached`, `better` and `agreed` makes it good.
    """

    metric: str
    name: str
    kind: Kind
    value: float
    unit: str
    n: int
    low: float | None
    high: float | None
    previous: float | None
    target: float | None
    better: str
    source: str
    verdict: Answered
    because: str = ""


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """One theme: the inside view on 1–5, the customers' answer on its own scale, and whether they fit.

    Attributes:
        practices: those of the theme that the questionnaire has; none where the whole assessment is the theme.
        value: the mean of the practices' scores, None where none has one.
        strong_from: from where on the theme counts as strong, as printed.
        stands: strong, weak or between; None without a value.
        executive, front_line: over the practices that both roles were asked; `gap` is the printed difference.
        indicative: whether fewer than five people stand on a side, so that the gap is a question.
        answers: every outcome of the theme; `answer` is the one that decides.
        sentence: what it comes to.
    """

    id: str
    name: str
    practices: tuple[str, ...]
    value: float | None
    strong_from: float
    stands: Stands | None
    executive: Side
    front_line: Side
    gap: float | None
    indicative: bool
    answers: tuple[Answer, ...]
    answer: Answer | None
    verdict: Verdict
    sentence: str = field(compare=False)

    @property
    def contradicts(self) -> bool:
        """Whether what is said and what customers answer do not fit, or the company says two different things."""
        return self.verdict in {"gap_outside", "gap_inside", "unexplained"}

    @property
    def agrees(self) -> bool:
        return self.verdict in {"agree_well", "agree_weak"}
