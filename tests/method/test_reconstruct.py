"""Nobody finds out what few people said, though they have every document of a wave that protects people.

A reader who could find it would read something else if those few had said something else. So people who are shown only
together exchange their answers, and no byte of any document may change. Then the sets of people that numbers are shown
of are added and subtracted in every way: nothing is left of fewer people than the minimum.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest
from people import PACK, PULSE, WAVE, engagement, everyone, person

from cxassess import frames, scoring, withholding
from cxassess.explain import explain, known_ids
from cxassess.files.data import shipped_ids
from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import AgreedLevel, Answer, Commentary, Engagement, Response, RoleSetting
from cxassess.model.pack import Pack, Practice
from cxassess.overview import status_of
from cxassess.pipeline import assess
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook import write_workbook
from cxassess.serialise import as_json
from cxassess.words import read_words

Documents = Callable[[Assessment], Iterator[tuple[str, bytes]]]
LEAST = 5
WORDS = read_words("en")
SEEDS = range(24)


@dataclass(frozen=True)
class World:
    """A wave with one to three roles or units of too few people."""

    pack: Pack
    engagement: Engagement
    responses: tuple[Response, ...]

    def seen(self, responses: Sequence[Response] | None = None) -> Assessment:
        return assess(self.pack, self.engagement, WAVE, self.responses if responses is None else responses)


def world(seed: int) -> World:
    """People of all roles, some of them few; most know most, and the weights are no round numbers."""
    chance = Random(seed)
    pack = PULSE if seed % 3 else PACK
    sizes = {"executive": chance.randint(1, 6), "manager": chance.randint(1, 9), "front_line": chance.randint(4, 16)}
    sizes["analyst"] = chance.choice([0, 0, 2, 6])
    units = chance.choice([(), ("North", "South"), ("North", "South", "West")])
    weights = {role: 0.0 if role == "analyst" else chance.choice([1.0, 1.37, 0.61]) for role in sizes}
    people = [
        Response(
            f"{role}-{number}",
            f"Name {role} {number}",
            role,
            chance.choice([*units, units[0]]) if units else "",
            {
                q: Answer(q, "DK" if chance.random() < 0.06 else str(chance.randint(1, 5)))
                for q in pack.asked_of(role)
                if q in pack.practices and chance.random() > 0.02
            },
        )
        for role, size in sizes.items()
        for number in range(size)
    ]
    chance.shuffle(people)
    settings = engagement(
        pack,
        mode=chance.choice(["confidential", "anonymous"]),
        minimum_group=LEAST,
        units=units,
        roles={role: RoleSetting(weight, None) for role, weight in weights.items()},
    )
    return World(pack, settings, tuple(people))


def short_documents(a: Assessment) -> Iterator[tuple[str, bytes]]:
    """What can be made quickly: JSON, every explanation, the frames."""
    yield "json", json.dumps(as_json(a), sort_keys=True).encode()
    for id in known_ids(a):
        yield f"explain {id}", "\n".join(explain(a, id, WORDS)).encode()
    for frame in (frames.readings, frames.practices, frames.answers):
        yield frame.__name__, frame(a).to_csv().encode()


def reports(a: Assessment) -> Iterator[tuple[str, bytes]]:
    """The workbook, and the Word report by each template, for the client and for the team."""
    yield "workbook", write_workbook(a, WORDS)
    for name, audience in product(shipped_ids("report_templates"), ("client", "working")):
        template = read_template(find_template(name))
        document = compose(a, Commentary(), WORDS, template.sections, "", audience)  # type: ignore[arg-type]
        docx = write_docx(document, template.docx, WAVE.as_of, template.brand, template.own_styles)
        yield f"{name} for {audience}", docx


def exchanges(w: World) -> Iterator[tuple[Response, ...]]:
    """The wave as it would be had two people, who are shown only together, said what the other did."""
    grouped = withholding.group(w.pack, w.engagement, w.responses, WORDS)
    shown_as = {r.respondent: (r.role, r.unit) for r in grouped.responses}
    for one, other in product(w.responses, w.responses):
        apart = (one.role, one.unit) != (other.role, other.unit)
        together = shown_as.get(one.respondent, 1) == shown_as.get(other.respondent, 2)
        if apart and together and w.pack.roles[one.role].omits == w.pack.roles[other.role].omits:
            now = {one.respondent: other.answers, other.respondent: one.answers}
            yield tuple(replace(r, answers=now.get(r.respondent, r.answers)) for r in w.responses)


def assert_nothing_changes(seed: int, make: Documents = short_documents, most: int = 3) -> int:
    """The number of exchanges that were tried."""
    w = world(seed)
    before = dict(make(w.seen()))
    some = list(exchanges(w))
    some = Random(seed).sample(some, min(most, len(some)))
    for exchanged in some:
        after = dict(make(w.seen(exchanged)))
        changed = [name for name in before if before[name] != after.get(name)]
        assert not changed, f"seed {seed}: {changed} tell what few people said"
    return len(some)


def test_no_document_tells_which_of_the_people_who_are_shown_together_said_what() -> None:
    assert sum(assert_nothing_changes(seed) for seed in SEEDS) > 20


def test_nor_does_a_workbook_or_a_report_by_any_template() -> None:
    seed = next(seed for seed in SEEDS if world(seed).pack is PULSE and any(exchanges(world(seed))))
    assert assert_nothing_changes(seed, reports, most=1) == 1


def test_nor_which_of_the_roles_that_count_as_one_for_a_practice_said_what_of_it() -> None:
    tried = 0
    for seed in SEEDS:
        w = world(seed)
        grouped = replace(w, responses=withholding.group(w.pack, w.engagement, w.responses, WORDS).responses)
        a = w.seen()
        roles = a.engagement.counted_roles
        for id, score in a.practices.items():
            rated = [r for r in grouped.responses if id in r.answers and r.answers[id].level is not None]
            joined = [r for r in rated if r.role in roles and r.role not in score.by_role]
            pairs = [(x, y) for x, y in product(joined, joined) if x.role < y.role and x.answers[id] != y.answers[id]]
            if pairs and tried < 40:
                one, other = pairs[0]
                now = {one.respondent: other.answers[id], other.respondent: one.answers[id]}
                exchanged = [
                    replace(r, answers={**r.answers, id: now[r.respondent]}) if r.respondent in now else r
                    for r in w.responses
                ]
                assert as_json(w.seen(exchanged))["practices"][id] == as_json(a)["practices"][id], (seed, id)
                tried += 1
    assert tried > 10


# ── sums and differences ─────────────────────────────────────────────────────────────────────────────────────


def sets_of_people(w: World, a: Assessment, asked: Sequence[str]) -> list[frozenset[str]]:
    """The people behind each number that is shown of some practices: all, each role, each unit."""
    grouped = withholding.group(w.pack, w.engagement, w.responses, WORDS).responses
    rated = [r for r in grouped if any(q in r.answers and r.answers[q].level is not None for q in asked)]
    counted = [r for r in rated if r.role in a.engagement.counted_roles]
    shown_roles = {role for q in asked for role in a.practices[q].by_role if role in a.engagement.counted_roles}
    score = next(s for s in a.scores.values() if set(asked) <= {p.id for p in members(w.pack, s.key)})
    sets = [frozenset(r.respondent for r in counted)]
    sets += [frozenset(r.respondent for r in counted if r.role == role) for role in shown_roles]
    units = [unit for unit, group in score.by_unit.items() if group.value is not None]
    return sets + [frozenset(r.respondent for r in counted if r.unit == unit) for unit in units]


def members(pack: Pack, key: str) -> Sequence[Practice]:
    framework, dimension = key.split(".")
    return pack.in_dimension(framework, dimension)


def fewest_left(sets: Sequence[frozenset[str]]) -> int:
    """The fewest people that any sum or difference of the sets is about, and nobody else."""
    everybody = frozenset().union(*sets)
    left = len(everybody)
    for signs in product((-1, 0, 1), repeat=len(sets)):
        about = sum(1 for one in everybody if sum(sign for sign, s in zip(signs, sets, strict=True) if one in s))
        left = min(left, about or left)
    return left


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sum_or_difference_of_what_is_shown_is_about_fewer_people_than_the_minimum(seed: int) -> None:
    w = world(seed)
    a = w.seen()
    for key, score in a.scores.items():
        asked = [p.id for p in members(w.pack, key)]
        if score.value is not None:
            assert fewest_left(sets_of_people(w, a, asked)) >= LEAST, (seed, key)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_people_in_the_json_is_of_the_minimum_or_more_and_leaves_none_or_as_many(seed: int) -> None:
    w = world(seed)
    a = w.seen()
    found = as_json(a)
    counted = set(a.engagement.counted_roles)
    for practice in found["practices"].values():
        sizes = {role: group["n"] for role, group in practice["by_role"].items()}
        assert all(n >= LEAST for n in sizes.values())
        rest = practice["n"] - sum(n for role, n in sizes.items() if role in counted)
        assert rest == 0 or rest >= LEAST
        assert practice["n"] == 0 or practice["n"] >= LEAST
    everybody = found["sufficiency"]["respondents"]
    for group in ("by_role", "by_unit"):
        told = [count["n"] for count in found["sufficiency"][group].values()]
        assert all(n == 0 or n >= LEAST for n in told)
        assert everybody == sum(told) or everybody - sum(told) >= LEAST or not sum(told)
    assert not any(response.name in json.dumps(found) for response in w.responses)


def test_the_cards_of_executives_tell_no_number_of_the_managers_they_are_shown_with() -> None:
    card = next(iter(PACK.cards))

    def of(role: str, count: int, cards: Mapping[str, str]) -> Iterator[Response]:
        for number in range(count):
            given = {**{q: "3" for q in PACK.asked_of(role) if q in PACK.practices}, **cards}
            yield Response(f"{role}{number}", "", role, "", {q: Answer(q, choice) for q, choice in given.items()})

    settings = engagement(PACK, mode="confidential", minimum_group=LEAST)
    for managers, shown in ((4, False), (5, True)):
        people = (*of("executive", 5, {card: "b"}), *of("manager", managers, {}), *of("front_line", 8, {}))
        cards = World(PACK, settings, people).seen().cards
        assert (cards.value is not None, cards.n) == (shown, 5 if shown else 0)


@pytest.mark.parametrize(
    ("answers", "other"),
    [
        ([Answer("STR1", "DK")] * 2, [Answer("STR1", "NA")] * 2),
        ([Answer("STR1", "DK")] * 4, [Answer("STR1", "DK")] * 3),
        ([Answer("STR1", "3")], [Answer("STR1", "3", evidence="E2: the plan")]),
        ([Answer("STR1", "3"), *[Answer("STR1", "DK")] * 3], [Answer("STR1", "DK")]),
    ],
)
def test_what_too_few_people_said_of_a_practice_is_as_hidden_as_the_levels_of_too_few(
    answers: Sequence[Answer], other: Sequence[Answer]
) -> None:
    def seen(given: Sequence[Answer]) -> Mapping[str, bytes]:
        rest = {id: Answer(id, "3") for id in PACK.asked_of("manager") if id in PACK.practices and id != "STR1"}
        own = [{**rest, "STR1": answer} for answer in given] + [rest] * (8 - len(given))
        people = (Response(f"m{number}", "", "manager", "", answers) for number, answers in enumerate(own))
        settings = engagement(PACK, mode="anonymous", minimum_group=LEAST)
        return dict(short_documents(World(PACK, settings, tuple(people)).seen()))

    first, second = seen(answers), seen(other)
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize(("raters", "missing"), [(0, True), (1, True), (4, True), (5, False)])
def test_the_status_counts_a_practice_as_rated_from_the_minimum_of_people_on(raters: int, missing: bool) -> None:
    known = everyone("manager", "3")
    strategy = {id: level for id, level in known.items() if id.startswith("STR")}
    people = [person(f"m{number}", "manager", known if number < raters else strategy) for number in range(8)]
    settings = engagement(PACK, mode="confidential", minimum_group=LEAST)
    told = status_of(PACK, settings, WAVE, people, 0, WORDS)["missing"]
    assert ("Culture: 0 of 8 practices rated, 75 % are needed for a score" in told) is missing
    assert not any(sentence.startswith("Strategy") for sentence in told)


def test_the_status_knows_the_roles_only_as_the_results_do() -> None:
    people = [person(f"m{number}", "manager", everyone("manager", "3")) for number in range(8)]
    settings = engagement(PACK, mode="confidential", minimum_group=LEAST, merged_roles={"executive": "manager"})
    state = status_of(PACK, settings, WAVE, people, 0, WORDS)
    assert "manager+executive" in state["roles"]
    assert not any("role executive" in sentence for sentence in state["missing"])


# ── the test of the test ─────────────────────────────────────────────────────────────────────────────────────


SOUND_ITEM = scoring.item


def leaky_item(
    tallies: scoring.RoleTallies, weights: Mapping[str, float], agreed: AgreedLevel | None = None, least: int = 1
) -> scoring.Item:
    """A practice's score as in an attributed wave: every role by itself, however few they are."""
    return SOUND_ITEM(tallies, weights, agreed, min(least, 1))


def test_a_role_that_is_not_joined_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [(seed, exchanged) for seed in SEEDS for exchanged in list(exchanges(world(seed)))[:1]]
    monkeypatch.setattr(withholding, "group_roles", lambda _, sizes, __: tuple((role,) for role in sizes))
    monkeypatch.setattr(scoring, "item", leaky_item)
    seed, exchanged = next(one for one in tried if {r.role for r in world(one[0]).responses} >= {"executive"})
    w = world(seed)
    assert dict(short_documents(w.seen()))["json"] != dict(short_documents(w.seen(exchanged)))["json"]


def test_a_unit_that_gives_away_a_single_person_of_a_role_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = engagement(PULSE, mode="confidential", minimum_group=LEAST)

    def of(role: str, unit: str, count: int) -> Iterator[Response]:
        for number in range(count):
            answers = {q: Answer(q, str(1 + number % 5)) for q in PULSE.asked_of(role) if q in PULSE.practices}
            yield Response(f"{role} {unit} {number}", "", role, unit, answers)

    people = (*of("executive", "North", 6), *of("executive", "South", 1), *of("manager", "South", 9))
    w = World(PULSE, settings, people)
    asked = [p.id for p in members(PULSE, "disciplines.design")]
    assert fewest_left(sets_of_people(w, w.seen(), asked)) >= LEAST
    monkeypatch.setattr(withholding, "_are_safe", lambda *_: True)
    assert fewest_left(sets_of_people(w, w.seen(), asked)) == 1
