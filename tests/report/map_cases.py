"""Journeys made in code for the tests of the experience map: few touchpoints, many, and names of every kind."""

import random
from collections.abc import Sequence

from cxassess.model.experience_map import Level, Touchpoint, TypedSatisfaction
from report.picture_shapes import CHINESE, COMPOUND, LONG, PLAIN, RTL, UNBROKEN

NAMES = (PLAIN, RTL, CHINESE, COMPOUND, UNBROKEN, LONG, '=HYPERLINK("http://x","y")', "{client} & <w:p/> 🐦")
_LEVELS: tuple[Level, ...] = ("low", "medium", "high", "")


def journey(
    count: int,
    names: Sequence[str] = ("Touchpoint",),
    phases: Sequence[str] = ("before", "during", "after"),
    seed: int = 5,
) -> tuple[Touchpoint, ...]:
    """Touchpoints with values of several metrics and none, few answers and many, all texts or none."""
    dice = random.Random(seed)
    return tuple(_touchpoint(number, count, names, phases, dice) for number in range(count))


def _touchpoint(
    number: int, count: int, names: Sequence[str], phases: Sequence[str], dice: random.Random
) -> Touchpoint:
    name = names[number % len(names)]
    told = name if number % 3 else ""
    typed = TypedSatisfaction(
        "csat", round(dice.uniform(0.4, 0.95), 3), dice.choice((3, 60, 400)), scale="1-5", source=told
    )
    if number % 7 == 5:
        typed = TypedSatisfaction("ces", round(dice.uniform(3, 6.5), 2), 90)
    return Touchpoint(
        name=f"{name} {number + 1}",
        phase=phases[number * len(phases) // count],
        sales=number % 4 == 1,
        channel=told,
        importance=None if number % 8 == 6 else round(dice.uniform(2, 10), 1),
        typed=None if number % 9 == 4 else typed,
        owner=told,
        feeling=told,
        effort=_LEVELS[number % 4],
        functional=told,
        emotional=told,
        social=told,
    )
