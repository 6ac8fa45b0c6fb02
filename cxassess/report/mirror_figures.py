"""The picture of the mirror as plain data: the level of each practice inside, and who agrees outside, each on its own
scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

LEVEL_COUNT = 5
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class MirrorBar:
    """The share of a panel that agrees.

    Attributes:
        share: 0–1, with its 95 % interval; all None where it is not shown, as `said` then tells.
        said: the share as it is printed.
        detail: how many chose a point.
        highlight: the share to look at, in the alert colour.
    """

    share: float | None
    low: float | None
    high: float | None
    said: str
    detail: str
    highlight: bool = False

    def __post_init__(self) -> None:
        for share in (self.share, self.low, self.high):
            if share is not None and not -_SLACK <= share <= 1 + _SLACK:
                message = f"“{self.said}” has the share {share}; shares run from 0 to 1."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One sentence from outside, and the practice it mirrors.

    Attributes:
        level: 1–5, None where the practice has none; `inside` says it in words.
        bars: one for each panel of the picture.
    """

    label: str
    level: int | None
    inside: str
    bars: tuple[MirrorBar, ...]

    def __post_init__(self) -> None:
        if self.level is not None and not 1 <= self.level <= LEVEL_COUNT:
            message = f"“{self.label}” has the level {self.level}; levels run from 1 to {LEVEL_COUNT}."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class MirrorBars:
    """Cells for the level inside, and apart from them bars for who agrees outside: never one axis for both.

    Attributes:
        panels: the names of the panels, in the order of the bars; at most two.
        words: the heads `mirror_inside` and `mirror_outside`, the signs `interval` and `mirror_half`.
    """

    WORDS: ClassVar[tuple[str, ...]] = ("mirror_inside", "mirror_outside", "interval", "mirror_half")

    rows: tuple[MirrorRow, ...]
    panels: tuple[str, ...]
    words: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.rows:
            message = "A picture of the mirror needs at least one row."
            raise ValueError(message)
        if not 1 <= len(self.panels) <= 2:
            message = f"A picture of the mirror shows one panel or two, not {len(self.panels)}."
            raise ValueError(message)
        missing = [key for key in self.WORDS if key not in self.words]
        if missing:
            message = f"These words are missing for the picture: {', '.join(missing)}."
            raise ValueError(message)
        for row in self.rows:
            if len(row.bars) != len(self.panels):
                message = f"“{row.label}” has {len(row.bars)} bars for {len(self.panels)} panels."
                raise ValueError(message)
