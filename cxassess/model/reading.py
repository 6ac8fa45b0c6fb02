"""A number with what it rests on."""

from dataclasses import dataclass


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
