"""An anonymised peer set: how organisations that share their scores rated themselves, and where one of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Side = Literal["above", "at", "below"]


@dataclass(frozen=True, slots=True)
class PeerScore:
    """How a dimension is spread over n organisations: median and quartiles, on 1–5."""

    n: int
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class PeerSet:
    """Scores of organisations together, and of none alone: no name, no lowest, no highest.

    Attributes:
        name: where it comes from, as reports cite it.
        day: on which it was made.
        versions: of the questionnaire that the organisations answered; their anchors are the same.
        anchors: the version of the anchors of each practice.
        n: organisations; a dimension that some have no score for has fewer.
        years: in which they answered.
        scores: by key, such as disciplines.design, and overall.
        note: what else is to be known of it, such as its licence.
    """

    name: str
    day: date
    questionnaire: str
    versions: tuple[str, ...]
    anchors: Mapping[str, str]
    n: int
    years: tuple[int, ...]
    scores: Mapping[str, PeerScore]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PeerPlace:
    """A score beside those of peers; `open` where its interval holds their median."""

    peers: PeerScore
    side: Side
    open: bool
