"""Nobody finds out from a comparison what few people said, though they have the documents of both waves."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, product
from random import Random

from people import PACK, WAVE, engagement, everyone, person

from cxassess import withholding
from cxassess.comparison import compare
from cxassess.comparison.alike import find_ground
from cxassess.comparison.as_json import as_json
from cxassess.model.comparison import WaveData
from cxassess.model.engagement import Answer, Response, Wave
from cxassess.words import read_words
from method.test_reconstruct import World, world

LEAST = 5
WORDS = read_words("en")
SEEDS = range(10)


def later(w: World, seed: int) -> World:
    """The same people a year later, who answer anew; some have gone."""
    chance = Random(seed + 1000)
    people = [
        replace(
            r,
            answers={
                q: a
                if chance.random() < 0.4
                else Answer(q, "DK" if chance.random() < 0.06 else str(chance.randint(1, 5)))
                for q, a in r.answers.items()
            },
        )
        for r in w.responses
        if chance.random() < 0.9
    ]
    return replace(w, responses=tuple(people))


def data(w: World, id: str, responses: Sequence[Response] | None = None) -> WaveData:
    settings = w.engagement
    made = Wave(id, date(int(id), 3, 12), "closed", settings.mode, settings.minimum_group)
    return WaveData(made, w.pack, settings, w.responses if responses is None else responses)


def written(before: WaveData, now: WaveData) -> bytes:
    return json.dumps(as_json(compare(before, now, WORDS), "Acme"), sort_keys=True).encode()


def together(worlds: Sequence[World]) -> Iterator[tuple[Response, Response]]:
    """Two people of different roles or units who are shown only together in each of the waves that they are in."""
    shown = [shown_as(w) for w in worlds]
    omits = worlds[0].pack.roles
    for one, other in product(worlds[0].responses, worlds[0].responses):
        apart = (one.role, one.unit) < (other.role, other.unit) and omits[one.role].omits == omits[other.role].omits
        both = apart and all(of.get(one.respondent) == of.get(other.respondent) is not None for of in shown)
        if both and all(shown_as(w) == shown_as(replace(w, responses=exchanged(w, one, other))) for w in worlds):
            yield one, other


def shown_as(w: World) -> dict[str, tuple[str, str]]:
    """The role and the unit that each person is shown with; who said “don’t know” of what can change the units."""
    grouped = withholding.group(w.pack, w.engagement, w.responses, WORDS)
    return {r.respondent: (r.role, r.unit) for r in grouped.responses}


def exchanged(w: World, one: Response, other: Response) -> tuple[Response, ...]:
    own = {r.respondent: r.answers for r in w.responses}
    now = {one.respondent: own[other.respondent], other.respondent: own[one.respondent]}
    return tuple(replace(r, answers=now.get(r.respondent, r.answers)) for r in w.responses)


def test_people_who_are_shown_only_together_may_have_said_what_the_other_did_in_both_waves() -> None:
    tried = 0
    for seed in SEEDS:
        first = world(seed)
        second = later(first, seed)
        usual = written(data(first, "2025"), data(second, "2026"))
        for one, other in islice(together((first, second)), 2):
            pair = (
                data(first, "2025", exchanged(first, one, other)),
                data(second, "2026", exchanged(second, one, other)),
            )
            assert written(*pair) == usual, (seed, one.respondent, other.respondent)
            tried += 1
    assert tried > 5


def test_exchanged_in_one_wave_only_no_value_moves_and_in_an_anonymous_wave_nothing_does() -> None:
    # Intervals rest on how people moved, where they may be known again; nothing else does.
    tried = 0
    for seed in SEEDS:
        first = world(seed)
        second = later(first, seed)
        usual = compare(data(first, "2025"), data(second, "2026"), WORDS)
        for one, other in islice(together((first, second)), 2):
            now = data(second, "2026", exchanged(second, one, other))
            moved = compare(data(first, "2025"), now, WORDS)
            if first.engagement.mode == "anonymous":
                assert moved == usual
            for key, change in {"overall": moved.overall, **moved.scores, **moved.practices}.items():
                known = {"overall": usual.overall, **usual.scores, **usual.practices}[key]
                assert (change.before, change.now, change.n_before, change.n_now) == (
                    known.before, known.now, known.n_before, known.n_now
                )  # fmt: skip
            tried += 1
    assert tried > 5


def test_every_practice_is_made_of_groups_that_both_waves_show_or_of_several_of_them() -> None:
    for seed in SEEDS:
        first = world(seed)
        second = later(first, seed)
        ground = find_ground((data(first, "2025"), data(second, "2026")), WORDS)
        for side, w in zip(ground.sides, (first, second), strict=True):
            grouped = withholding.group(w.pack, w.engagement, w.responses, WORDS)
            for id, groups in ground.groups.items():
                rated = Counter(r.role for r in side.responses if id in r.answers and r.answers[id].level is not None)
                for group in groups:
                    n = sum(rated[role] for role in group)
                    assert n == 0 or n >= LEAST, (seed, id, group)
            shown = {r.role for r in grouped.responses}
            for role in shown:
                parts = set(role.split("+"))
                assert any(parts <= set(joint.split("+")) for joint in ground.pack.roles)


def test_waves_that_group_roles_otherwise_meet_in_the_finest_groups_of_both() -> None:
    def people(sizes: dict[str, int]) -> list[Response]:
        return [
            person(f"{role} {n}", role, everyone(role, str(2 + n % 3)))
            for role, size in sizes.items()
            for n in range(size)
        ]

    settled = engagement(mode="confidential")
    before = people({"executive": 3, "manager": 6, "front_line": 9})
    now = people({"executive": 6, "manager": 6, "front_line": 9})
    made = [
        WaveData(Wave(id, WAVE.as_of, "closed", "confidential", 5), PACK, settled, responses)
        for id, responses in (("2025", before), ("2026", now))
    ]
    c = compare(made[0], made[1], WORDS)
    assert [(s.role, s.before, s.now) for s in c.people.by_role] == [("executive+manager", 9, 12), ("front_line", 9, 9)]
    assert any("xecutives and managers" in note for note in c.notes)


def test_no_number_of_people_is_below_the_minimum() -> None:
    for seed in SEEDS:
        first = world(seed)
        c = compare(data(first, "2025"), data(later(first, seed), "2026"), WORDS)
        numbers = [n for shift in c.people.by_role for n in (shift.before, shift.now)]
        for change in (c.overall, *c.scores.values(), *c.practices.values()):
            numbers += [n for n in (change.n_before, change.n_now, change.linked) if n is not None]
            numbers += [n for s in (change.mix.shifts if change.mix else ()) for n in (s.before, s.now)]
        assert all(n == 0 or n >= LEAST for n in numbers), seed
        told = json.dumps(as_json(c, "Acme"))
        assert not any(response.name in told for response in first.responses)
