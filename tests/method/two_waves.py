"""Two waves of made-up people: with leniency of their own, slips of the pen, and as many new ones as wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from people import PACK, engagement

from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Answer, Engagement, Response, Wave
from cxassess.model.pack import Pack

ROLE_LEVELS = {"executive": 3.3, "manager": 3.0, "front_line": 2.6}


@dataclass(frozen=True)
class Someone:
    """Who answers, how kindly, and what they think of each practice beside what all think."""

    name: str
    role: str
    unit: str
    leniency: float
    views: Mapping[str, float] = field(repr=False)


def somebody(chance: Random, name: str, role: str, unit: str = "", pack: Pack = PACK) -> Someone:
    return Someone(name, role, unit, chance.gauss(0, 0.45), {id: chance.gauss(0, 0.35) for id in pack.practices})


def crowd(chance: Random, sizes: Mapping[str, int], units: Sequence[str] = ("",), pack: Pack = PACK) -> list[Someone]:
    return [
        somebody(chance, f"{role} {number}", role, units[number % len(units)], pack)
        for role, size in sizes.items()
        for number in range(size)
    ]


def a_year_on(chance: Random, people: Sequence[Someone], stay: float, pack: Pack = PACK) -> list[Someone]:
    """As many people in the same places; with probability `stay` the same one."""
    return [
        one if chance.random() < stay else somebody(chance, f"new {number}", one.role, one.unit, pack)
        for number, one in enumerate(people)
    ]


def answered(
    chance: Random,
    people: Sequence[Someone],
    truth: Mapping[str, float],
    lift: Mapping[str, float] | None = None,
    pack: Pack = PACK,
    levels: Mapping[str, float] | None = None,
) -> list[Response]:
    """What they answer: the truth of a practice, lifted in some disciplines, as each sees it; one in twenty is DK.

    `levels` by role, or by unit over that.
    """
    known = {**ROLE_LEVELS, **(levels or {})}
    responses = []
    for one in people:
        answers = {}
        for id in pack.asked_of(one.role):
            if id not in pack.practices:
                continue
            seen = known.get(one.unit, known[one.role]) + truth[id] + one.leniency + one.views[id]
            seen += chance.gauss(0, 0.85) + (lift or {}).get(pack.practices[id].discipline, 0.0)
            choice = "DK" if chance.random() < 0.05 else str(min(5, max(1, round(seen))))
            answers[id] = Answer(id, choice)
        responses.append(Response(one.name, one.name, one.role, one.unit, answers))
    return responses


def truth_of(chance: Random, pack: Pack = PACK) -> dict[str, float]:
    return {id: chance.gauss(0, 0.45) for id in pack.practices}


def wave(
    id: str, responses: Sequence[Response], settings: Engagement | None = None, pack: Pack = PACK, **more: object
) -> WaveData:
    settings = settings or engagement(pack)
    made = Wave(id, date(int(id[:4]), 3, 12), "closed", settings.mode, settings.minimum_group)
    return replace(WaveData(made, pack, settings, tuple(responses)), **more)  # type: ignore[arg-type]


def pair(
    seed: int, stay: float, lift: Mapping[str, float] | None = None, pack: Pack = PACK, **settings: object
) -> tuple[WaveData, WaveData]:
    """Two waves of 21 to 24 people, between which nothing has changed but what is lifted."""
    chance = Random(seed)
    truth = truth_of(chance, pack)
    people = crowd(chance, {"executive": chance.randint(3, 6), "manager": 6, "front_line": 12}, pack=pack)
    later = a_year_on(chance, people, stay, pack)
    chosen = engagement(pack, **settings)
    return (
        wave("2025", answered(chance, people, truth, pack=pack), chosen, pack),
        wave("2026", answered(chance, later, truth, lift, pack), chosen, pack),
    )
