"""What customers wrote in their own words: comments without personal data, the code frame, and what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Literal

By = Literal["touchpoint", "channel", "period"]
QuoteState = Literal["approved", "refused"]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment whose personal data was taken out.

    Attributes:
        row: of the file, as a spreadsheet shows it; None where a table has no order.
        day: on which it was given, None where the file does not tell.
        language: a code such as `en`, empty where it could not be told.
        scores: what the same row answered, by metric and scale: `nps.0_10`, `csat.1_5`, `ces.1_7`.
    """

    text: str
    file: str = ""
    row: int | None = None
    day: date | None = None
    touchpoint: str = ""
    channel: str = ""
    language: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """By which a decision about the comment finds it again, whatever row it stands in."""
        told = "\x1f".join((self.text, self.day.isoformat() if self.day else "", self.touchpoint, self.channel))
        return blake2b(told.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class QuoteDecision:
    """What a person decided about a comment as a quote; `text` is what prints, with words left out as […]."""

    key: str
    state: QuoteState
    text: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the code frame.

    Attributes:
        names: by language; the first stands for languages that have none.
        words: words and phrases by language; one that ends with * is the beginning of a word.
        unless: phrases in which a word of the theme does not count.
    """

    id: str
    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """What comments are tagged with, and given names that are masked in them.

    Attributes:
        own: whether the consultant keeps it in the engagement folder; else it is the shipped one.
    """

    themes: tuple[Theme, ...]
    names: tuple[str, ...] = ()
    own: bool = True


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Comments of a touchpoint, a channel or a period, and how many of them name a theme.

    Attributes:
        n: comments of the group.
        count, share, low, high: of those with the theme; None where the group is too small to be shown.
    """

    name: str
    n: int
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ScoreLink:
    """How comments with a theme scored beside all other comments: what goes together, not what causes what.

    Attributes:
        metric: nps (here the mean of 0–10), csat, ces or ces1.
        least, most: the ends of its scale.
        better: which end is the better one.
        n, mean: of comments with the theme; others_n, others_mean: of all others.
        difference: mean less others_mean, with Welch's 95 % interval; None where a side has too few, as `why` tells.
    """

    metric: str
    least: int
    most: int
    better: Literal["up", "down"]
    n: int
    others_n: int
    mean: float | None = None
    others_mean: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment that a person approved to be printed."""

    text: str
    touchpoint: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How often comments name a theme.

    Attributes:
        n, share, low, high: None where too few comments name it to be shown.
    """

    id: str
    name: str
    n: int | None
    share: float | None
    low: float | None
    high: float | None
    groups: Mapping[By, tuple[GroupCount, ...]] = field(default_factory=dict)
    scores: tuple[ScoreLink, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentSource:
    """Where comments come from: how many of the days that are reported, and the first and last of these days."""

    name: str
    n: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """What the comments of a wave tell, those first that most of them name.

    Attributes:
        comments: of the days that are reported; earlier: those before, which are kept and not counted.
        tagged: of them those with a theme; doubtful: those that a person should read.
        score: the metric and scale of which most comments have a score, empty without any.
        own_frame: whether the themes are the consultant's own, and not the shipped ones.
    """

    comments: int
    earlier: int
    tagged: int
    doubtful: int
    languages: Mapping[str, int]
    sources: tuple[CommentSource, ...]
    themes: tuple[ThemeCount, ...]
    score: str = ""
    own_frame: bool = False

    @property
    def untagged(self) -> int:
        return self.comments - self.tagged
