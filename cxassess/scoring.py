"""Answers become scores: practices first, then the dimensions of every framework, then the overall level.

An item is the weighted mean of its role means, a dimension the mean of its valid items (method rules 1–4 and 12).
Tallies keep whole numbers and are divided last, so the order of people and files cannot change a digit.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from math import fsum
from operator import attrgetter, itemgetter
from typing import TypeVar

from cxassess.display import difference, level, r1, shortfall
from cxassess.model.assessment import (
    CardScore,
    Count,
    DimensionScore,
    EvidenceNote,
    GroupMean,
    Overall,
    PracticeScore,
    Reading,
    Sufficiency,
)
from cxassess.model.engagement import AgreedLevel, Answer, Engagement, Response
from cxassess.model.pack import CARD_CHOICES, DONT_KNOW, NOT_APPLICABLE, Pack, Practice
from cxassess.statistics import (
    MIN_FOR_INTERVAL,
    mean,
    mean_deviation,
    median,
    scale_agreement,
    stratified_interval,
    variance,
)
from cxassess.words import Words

ENOUGH_VALID = 0.75  # of the practices asked must have a valid score before a mean is a score (method rule 1)
UNSUPPORTED_FROM = 3.5  # a printed score from here on needs a document (method rule 11)
SEEN_GRADE = "E3"  # by the consultant, with the date
SUPPORTING_GRADES = ("E2", SEEN_GRADE)
_GRADE = re.compile(r"^\s*(E[1-3])\b[:.,]?\s*", re.IGNORECASE)


# ── tallies ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Tally:
    """What one role said to one practice, as counts."""

    n: int = 0
    total: int = 0
    dont_know: int = 0
    not_applicable: int = 0

    def plus(self, answer: Answer, sign: int = 1) -> "Tally":
        """The tally with one answer more, or one less with sign −1."""
        if answer.level is not None:
            return Tally(self.n + sign, self.total + sign * answer.level, self.dont_know, self.not_applicable)
        return Tally(
            self.n,
            self.total,
            self.dont_know + sign * (answer.choice == DONT_KNOW),
            self.not_applicable + sign * (answer.choice == NOT_APPLICABLE),
        )

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None


RoleTallies = Mapping[str, Tally]
# One respondent's answers in the pack's order of practices. Thousands of people are counted by columns of these, many
# times faster than answer by answer.
Choices = tuple[str, ...]
Levels = tuple[int, ...]  # 0 where there is no level
Row = TypeVar("Row", Choices, Levels)
_NOT_GIVEN = Answer("", "not given")
_CHOICE: Callable[[Answer], str] = attrgetter("choice")
# A Counter, because it knows 0 of every other choice.
LEVEL_OF = Counter({str(number): number for number in range(1, 6)} | dict.fromkeys((DONT_KNOW, _NOT_GIVEN.choice), 0))


@dataclass(frozen=True, slots=True)
class Item:
    """The score of a practice, and whether the practice applies to this organisation at all."""

    value: float | None
    applies: bool = True


def tally(pack: Pack, responses: Sequence[Response]) -> dict[str, dict[str, Tally]]:
    """Counts by practice and role."""
    return tally_rows(pack, [r.role for r in responses], choices_of(pack, responses))


def tally_rows(pack: Pack, roles: Sequence[str], rows: Sequence[Choices]) -> dict[str, dict[str, Tally]]:
    """The same of respondents as rows."""
    tallies: dict[str, dict[str, Tally]] = {id: {} for id in pack.practices}
    for role in dict.fromkeys(roles):
        in_role = compress(rows, map(role.__eq__, roles))
        for id, column in zip(pack.practices, zip(*in_role, strict=True), strict=True):
            counts = Counter(column)
            if counts[_NOT_GIVEN.choice] < len(column):
                tallies[id][role] = _tally_of(counts)
    return tallies


def _tally_of(counts: Mapping[str, int]) -> Tally:
    levels = {LEVEL_OF[choice]: n for choice, n in counts.items() if LEVEL_OF[choice]}
    return Tally(
        n=sum(levels.values()),
        total=sum(level * n for level, n in levels.items()),
        dont_know=counts.get(DONT_KNOW, 0),
        not_applicable=counts.get(NOT_APPLICABLE, 0),
    )


class _Same:
    """Responses as the key of a cache: the same objects in the same order, not merely equal ones."""

    __slots__ = ("_ids", "responses")

    def __init__(self, responses: Sequence[Response]) -> None:
        self.responses = tuple(responses)  # held, so that no other object can take over an id
        self._ids = tuple(map(id, self.responses))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)


def choices_of(pack: Pack, responses: Sequence[Response]) -> Sequence[Choices]:
    """What each respondent chose for each practice."""
    return _choices(tuple(pack.practices), _Same(responses))


@lru_cache(maxsize=1)  # every stage of an assessment asks for the same people
def _choices(practices: tuple[str, ...], people: _Same) -> Sequence[Choices]:
    nothing = repeat(_NOT_GIVEN)
    return [tuple(map(_CHOICE, map(response.answers.get, practices, nothing))) for response in people.responses]


def counted_rows(pack: Pack, engagement: Engagement, responses: Sequence[Response]) -> tuple[list[str], list[Choices]]:
    """The roles and choices of those who count."""
    counted = engagement.counted_roles
    is_counted = [response.role in counted for response in responses]
    rows = compress(choices_of(pack, responses), is_counted)
    return [response.role for response in compress(responses, is_counted)], list(rows)


def levels_of(rows: Iterable[Choices]) -> list[Levels]:
    """The levels among the choices of each respondent."""
    return [tuple(map(LEVEL_OF.__getitem__, row)) for row in rows]


def item(tallies: RoleTallies, weights: Mapping[str, float], agreed: AgreedLevel | None = None, least: int = 1) -> Item:
    """The weighted mean of the role means, over the roles with weight that gave a valid answer.

    A practice does not apply when nobody who counts gave it a level and somebody gave a reason why it does not: a
    “don't know” more or less must not change that. An agreed level replaces the mean (method rule 12).

    Args:
        least: roles in which fewer people gave a level are counted as one with others; where all together are fewer,
            there is no value. Nor do fewer people say that a practice does not apply.
    """
    if agreed is not None:
        return Item(float(agreed.level))
    counted = [(weight, tallies[role]) for role, weight in weights.items() if weight > 0 and role in tallies]
    valid = [(weight, role.total / role.n) for weight, role in counted if role.n]
    if least > 1:
        groups = pooled_roles({role: tally.n for role, tally in tallies.items() if weights.get(role, 0) > 0}, least)
        valid = [_pooled(roles, tallies, weights) for roles in groups]
        if not valid and any(role.n for _, role in counted):
            return Item(None)
    if valid:
        return Item(_weighted(valid))
    if sum(role.dont_know + role.not_applicable for _, role in counted) < least:
        return Item(None)
    return Item(None, applies=not any(role.not_applicable for _, role in counted))


def pooled_roles(sizes: Mapping[str, int], least: int) -> list[tuple[str, ...]]:
    """The roles as groups of at least so many people; none where all together are fewer.

    The smallest group joins the next smallest until none is too small, so that whatever is known of the groups and of
    the whole tells nothing about fewer people.

    >>> pooled_roles({"executive": 2, "manager": 4, "front_line": 9}, least=5)
    [('executive', 'manager'), ('front_line',)]
    """
    order = {role: place for place, role in enumerate(sizes)}
    groups: list[tuple[int, tuple[str, ...]]] = [(n, (role,)) for role, n in sizes.items() if n]
    while groups and min(n for n, _ in groups) < least:
        if len(groups) == 1:
            return []
        groups.sort(key=lambda group: (group[0], order[group[1][0]]))
        (n, roles), (more, others), *rest = groups
        groups = [(n + more, tuple(sorted((*roles, *others), key=order.__getitem__))), *rest]
    return sorted((roles for _, roles in groups), key=lambda roles: order[roles[0]])


def _pooled(roles: Sequence[str], tallies: RoleTallies, weights: Mapping[str, float]) -> tuple[float, float]:
    """The weight and the mean of roles that count as one."""
    total, n = sum(tallies[role].total for role in roles), sum(tallies[role].n for role in roles)
    return fsum(weights[role] for role in roles), total / n


def shown_roles(tallies: RoleTallies, weights: Mapping[str, float], least: int) -> frozenset[str]:
    """The roles whose own mean may be shown: those that no other had to join."""
    if least <= 1:
        return frozenset(tallies)
    families = (
        {role: tally.n for role, tally in tallies.items() if (weights.get(role, 0) > 0) is counted}
        for counted in (True, False)
    )
    return frozenset(roles[0] for sizes in families for roles in pooled_roles(sizes, least) if len(roles) == 1)


def _weighted(valued: Sequence[tuple[float, float]]) -> float:
    """The mean of (weight, value) pairs; float dust must not carry it beyond the values themselves."""
    value = fsum(w * v for w, v in valued) / fsum(w for w, _ in valued)
    return min(max(value, min(v for _, v in valued)), max(v for _, v in valued))


def mean_of_items(items: Sequence[Item], enough: float = ENOUGH_VALID) -> float | None:
    """The mean of the valid items, or None where fewer than 75 % of those asked are valid."""
    valid = [i.value for i in items if i.value is not None]
    return mean(valid) if valid and len(valid) >= enough * len(items) else None


def counted_by_unit(responses: Sequence[Response], engagement: Engagement) -> Counter[str]:
    """How many people of each unit stand behind its scores."""
    return Counter(response.unit for response in counted_responses(responses, engagement) if response.unit)


def counted_responses(responses: Sequence[Response], engagement: Engagement) -> list[Response]:
    """The responses of roles with weight."""
    counted = set(engagement.counted_roles)
    return [response for response in responses if response.role in counted]


def asked_of_counted(pack: Pack, engagement: Engagement) -> frozenset[str]:
    """The practices that at least one role with weight is asked: those a mean is made of (method rule 1)."""
    return frozenset(
        id for id in pack.practices if any(id not in pack.roles[role].omits for role in engagement.counted_roles)
    )


def role_weights(engagement: Engagement) -> dict[str, float]:
    return {id: role.weight for id, role in engagement.roles.items()}


def people_in_roles(engagement: Engagement) -> dict[str, int | None]:
    return {id: role.people for id, role in engagement.roles.items()}


# ── practices ────────────────────────────────────────────────────────────────────────────────────────────────


def score_practices(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    agreed: Mapping[str, AgreedLevel],
    evidence: Sequence[EvidenceNote],
    targets: Mapping[str, float],
) -> dict[str, PracticeScore]:
    """Every practice of the pack with its score, in the pack's order."""
    weights = role_weights(engagement)
    roles, rows = [r.role for r in responses], choices_of(pack, responses)
    tallies = tally_rows(pack, roles, rows)
    counted = map(engagement.counted_roles.__contains__, roles)
    levels = _levels_by_practice(pack, levels_of(compress(rows, counted)))
    grades: dict[str, str] = {}
    for note in evidence:
        grades[note.practice] = max(grades.get(note.practice, "E0"), note.grade)
    return {
        id: _practice_score(
            practice,
            item(tallies[id], weights, agreed.get(id), engagement.least),
            item(tallies[id], weights, least=engagement.least),
            levels[id],
            tallies[id],
            weights,
            agreed.get(id),
            grades.get(id, "E0"),
            targets.get(practice.discipline),
            engagement.least,
        )
        for id, practice in pack.practices.items()
    }


def _levels_by_practice(pack: Pack, rows: Sequence[Levels]) -> dict[str, list[int]]:
    """The levels that were given to each practice, without the answers that are none."""
    columns: Iterable[Levels] = zip(*rows, strict=True) if rows else [()] * len(pack.practices)
    return {id: list(filter(None, column)) for id, column in zip(pack.practices, columns, strict=True)}


def _practice_score(
    practice: Practice,
    scored: Item,
    from_people: Item,
    levels: Sequence[int],
    tallies: RoleTallies,
    weights: Mapping[str, float],
    agreed: AgreedLevel | None,
    grade: str,
    target: float | None,
    least: int,
) -> PracticeScore:
    value = scored.value
    counted = [tallies[role] for role, weight in weights.items() if weight > 0 and role in tallies]
    reached = None if value is None else level(value)
    n = len(levels)
    said = n + sum(role.dont_know + role.not_applicable for role in counted)
    withheld = 0 < n < least or 0 < said < least
    levels = () if withheld else levels
    counts = Counter(levels)
    shown = shown_roles(tallies, weights, least)
    return PracticeScore(
        practice=practice.id,
        value=value,
        level=reached,
        n=0 if withheld else n,
        min=min(levels, default=None),
        max=max(levels, default=None),
        ad=mean_deviation(levels) if levels else None,
        by_role={role: GroupMean(tallies[role].mean, tallies[role].n) for role in weights if role in shown},
        counts=(counts[1], counts[2], counts[3], counts[4], counts[5]),
        dont_know=0 if withheld else sum(role.dont_know for role in counted),
        not_applicable=0 if withheld else sum(role.not_applicable for role in counted),
        applies=scored.applies,
        evidence="E0" if withheld and agreed is None else grade,
        unsupported=value is not None and r1(value) >= UNSUPPORTED_FROM and grade not in SUPPORTING_GRADES,
        key=practice.key,
        basis="respondents" if agreed is None else "agreed",
        agreed=agreed,
        respondents_value=from_people.value,
        target=target,
        gap=None if value is None or target is None else shortfall(target, value),
        step=None if reached is None or reached == 5 else practice.steps[reached].id,
        withheld=withheld,
    )


def items_of(practices: Mapping[str, PracticeScore]) -> dict[str, Item]:
    """The bare scores of practices."""
    return {id: Item(p.value, p.applies) for id, p in practices.items()}


def read_evidence(responses: Sequence[Response], pack: Pack) -> tuple[EvidenceNote, ...]:
    """The register of proof that people named, by practice; what carries no grade counts as a document cited (E2)."""
    notes: dict[str, list[EvidenceNote]] = {id: [] for id in pack.practices}
    for response in responses:
        for id, answer in response.answers.items():
            if answer.evidence and id in notes and answer.evidence.strip():
                notes[id].append(_note(id, answer.evidence, response.name))
    return tuple(note for named in notes.values() for note in named)


def _note(practice: str, evidence: str, name: str) -> EvidenceNote:
    match = _GRADE.match(evidence)
    grade = match[1].upper() if match else "E2"
    text = evidence[match.end() :] if match else evidence
    return EvidenceNote(practice, grade, text.strip() or evidence.strip(), name)


# ── dimensions ───────────────────────────────────────────────────────────────────────────────────────────────


def own_means(
    pack: Pack, practices: Sequence[Practice], asked: frozenset[str], rows: Sequence[Levels]
) -> list[float | None]:
    """Each respondent's own mean over some practices; None below 75 % of those that the role is asked."""
    places = {id: place for place, id in enumerate(pack.practices)}
    wanted = [p.id for p in practices if p.id in asked]
    if not wanted:
        return [None for _ in rows]
    most, needed = len(practices), ENOUGH_VALID * len(wanted)
    picked = list(map(_picker([places[p.id] for p in practices]), rows))
    if len(wanted) == most:
        return [sum(own) / n if (n := most - own.count(0)) >= needed else None for own in picked]
    valid = (len(asked_for) - asked_for.count(0) for asked_for in map(_picker([places[id] for id in wanted]), rows))
    return [sum(own) / (most - own.count(0)) if n >= needed else None for n, own in zip(valid, picked, strict=True)]


def _picker(places: Sequence[int]) -> Callable[[Levels], Levels]:
    """Takes some places of a row; itemgetter alone gives a bare value for a single one, and refuses none."""
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def score_dimensions(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    practices: Mapping[str, PracticeScore],
    targets: Mapping[str, float],
    words: Words,
) -> dict[str, DimensionScore]:
    """Every dimension of the three frameworks, keyed `framework.dimension`; the words tell why one has no score."""
    asked = asked_of_counted(pack, engagement)
    people = _People.of(pack, engagement, responses)
    scores = {}
    for framework in pack.frameworks.values():
        for dimension in framework.dimensions:
            members = pack.in_dimension(framework.id, dimension.id)
            target = targets.get(dimension.id) if framework.id == "disciplines" else None
            scores[f"{framework.id}.{dimension.id}"] = _dimension_score(
                framework.id,
                dimension.id,
                [p for p in members if p.id in asked] if framework.scored else [],
                pack,
                engagement,
                people,
                practices,
                target,
                words,
            )
    return scores


@dataclass(frozen=True, slots=True)
class _People:
    """The respondents with their levels, counted once for all dimensions."""

    roles: Sequence[str]
    rows: Sequence[Levels]
    is_counted: Sequence[bool]
    counted_units: Sequence[str]
    by_role: Mapping[str, Sequence[Levels]]  # of those who count
    units: Sequence[str]  # their names
    unit_tallies: Mapping[str, Mapping[str, RoleTallies]]
    variances: Mapping[str, float]

    @classmethod
    def of(cls, pack: Pack, engagement: Engagement, responses: Sequence[Response]) -> "_People":
        roles, choices = [r.role for r in responses], choices_of(pack, responses)
        is_counted = list(map(engagement.counted_roles.__contains__, roles))
        counted_roles, counted_units = (
            list(compress(values, is_counted)) for values in (roles, [r.unit for r in responses])
        )
        counted = list(compress(choices, is_counted))
        rows = levels_of(choices)
        counted_rows = list(compress(rows, is_counted))
        units = sorted({r.unit for r in responses if r.unit})
        return cls(
            roles=roles,
            rows=rows,
            is_counted=is_counted,
            counted_units=counted_units,
            by_role=by_role(counted_roles, counted_rows),
            units=units,
            unit_tallies={unit: _tally_unit(pack, unit, counted_units, counted_roles, counted) for unit in units},
            variances=_variances(pack, counted_rows, engagement.least),
        )


def _tally_unit(
    pack: Pack, unit: str, units: Sequence[str], roles: Sequence[str], rows: Sequence[Choices]
) -> dict[str, dict[str, Tally]]:
    in_unit = list(map(unit.__eq__, units))
    return tally_rows(pack, list(compress(roles, in_unit)), list(compress(rows, in_unit)))


def _variances(pack: Pack, rows: Sequence[Levels], least: int) -> dict[str, float]:
    """The variance of the levels of each practice that two people or more gave one, and no fewer than the least."""
    levels = _levels_by_practice(pack, rows)
    return {id: variance(given) for id, given in levels.items() if len(given) >= max(2, least)}


def _dimension_score(
    framework: str,
    dimension: str,
    members: Sequence[Practice],
    pack: Pack,
    engagement: Engagement,
    people: _People,
    practices: Mapping[str, PracticeScore],
    target: float | None,
    words: Words,
) -> DimensionScore:
    weights = role_weights(engagement)
    asked = {role: frozenset(pack.asked_of(role)) for role in weights}
    items = [Item(practices[p.id].value) for p in members]
    valid = sum(1 for i in items if i.value is not None)
    value = mean_of_items(items)
    own = respondent_means(people.by_role, members, pack)
    answered = who_answered(pack, members, people.rows)
    in_roles = Counter(compress(people.roles, answered))
    counted = list(compress(answered, people.is_counted))
    in_units = Counter(compress(people.counted_units, counted))
    variances = [people.variances[p.id] for p in members if p.id in people.variances]
    deviations = [ad for p in members if practices[p.id].n > 1 and (ad := practices[p.id].ad) is not None]
    is_scored = pack.frameworks[framework].scored
    least = engagement.least
    why = None if value is not None else _why_none(pack, words, valid, len(members), least, is_scored=is_scored)
    return DimensionScore(
        framework=framework,
        dimension=dimension,
        reading=make_reading(value, sum(counted), own, weights, people_in_roles(engagement), why, least),
        level=None if value is None else level(value),
        target=target,
        next_target=None if value is None or target is None else min(target, r1(value) + 1),
        gap=None if value is None or target is None else shortfall(target, value),
        practices_valid=valid,
        practices_asked=len(members),
        answered=sum(practices[p.id].n for p in members),
        dont_know=sum(practices[p.id].dont_know for p in members),
        by_role={
            role: _role_mean(members, asked[role], practices, role, n)
            for role, n in ((role, in_roles[role]) for role in weights)
            if not 0 < n < least
        },
        by_unit={
            unit: GroupMean(
                mean_of_items([_unit_item(people.unit_tallies[unit][p.id], weights, least) for p in members])
                if members
                else None,
                in_units[unit],
            )
            for unit in people.units
            if not 0 < in_units[unit] < least
        },
        agreement=scale_agreement(variances) if variances else None,
        ad=mean(deviations) if deviations else None,
    )


def _unit_item(tallies: RoleTallies, weights: Mapping[str, float], least: int) -> Item:
    """A practice's score in one unit; where groups have a least size, all its people count alike.

    Roles weigh nothing then: few people of a role are in one unit, and the weights would tell them apart.
    """
    if least <= 1:
        return item(tallies, weights)
    counted = [tally for role, tally in tallies.items() if weights[role] > 0]
    n = sum(tally.n for tally in counted)
    return Item(sum(tally.total for tally in counted) / n if n >= least else None)


def who_answered(pack: Pack, members: Sequence[Practice], rows: Sequence[Levels]) -> list[bool]:
    """For each respondent, whether they gave any of the practices a level."""
    ids = {p.id for p in members}
    pick = _picker([place for place, id in enumerate(pack.practices) if id in ids])
    return [any(pick(row)) for row in rows]


def _why_none(pack: Pack, words: Words, valid: int, asked: int, least: int, *, is_scored: bool) -> str:
    if not is_scored:
        return words.say("reasons.framework_unasked", pack=pack.id)
    if least > 1:
        return words.say("reasons.too_few_people", valid=valid, asked=asked, least=least)
    return words.say("reasons.too_few", valid=valid, asked=asked)


def _role_mean(
    members: Sequence[Practice], asked: frozenset[str], practices: Mapping[str, PracticeScore], role: str, n: int
) -> GroupMean:
    """A role's mean over all the practices that it is asked, with the number of its people who answered."""
    groups = [practices[p.id].by_role.get(role) for p in members if p.id in asked]
    items = [Item(group.value if group else None) for group in groups]
    return GroupMean(mean_of_items(items) if items else None, n)


def by_role(roles: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each role's people."""
    return {role: list(compress(rows, map(role.__eq__, roles))) for role in dict.fromkeys(roles)}


def respondent_means(
    rows: Mapping[str, Sequence[Levels]], members: Sequence[Practice], pack: Pack
) -> dict[str, list[float]]:
    """The own means of the respondents by role, of those who answered enough."""
    own = {role: own_means(pack, members, frozenset(pack.asked_of(role)), given) for role, given in rows.items()}
    known = {role: [value for value in means if value is not None] for role, means in own.items()}
    return {role: means for role, means in known.items() if means}


def make_reading(
    value: float | None,
    n: int,
    own: Mapping[str, Sequence[float]],
    weights: Mapping[str, float],
    people: Mapping[str, int | None],
    why: str | None,
    least: int = 1,
) -> Reading:
    """A score with its range, and from 5 respondents on with its interval, clipped to the scale (method §6.3).

    Where groups have a least size there is no range, whose ends are what one person said, and an interval only where
    each role has as many people with a mean of their own; its ends and the spread are rounded as they are printed.
    """
    if value is None:
        return Reading(None, n, why=why)
    means = [own[role][i] for role in sorted(own) for i in range(len(own[role]))]
    interval = None
    if len(means) >= MIN_FOR_INTERVAL and all(len(of_role) >= least for of_role in own.values()):
        known = {role: size for role in own if (size := people.get(role)) is not None and size >= len(own[role])}
        interval = stratified_interval(own, weights, known, centre=value)
        if interval is not None and interval.standard_error == 0:
            interval = None  # everybody answered, or all alike: an interval without width would look like certainty
    if least > 1:
        low, high = (max(1.0, interval.low), min(5.0, interval.high)) if interval else (None, None)
        return Reading(value, n, coarse(low), coarse(high))
    return Reading(
        value=value,
        n=n,
        low=max(1.0, interval.low) if interval else None,
        high=min(5.0, interval.high) if interval else None,
        min=min(means, default=None),
        max=max(means, default=None),
        spread=variance(sorted(means)) ** 0.5 if len(means) > 1 else None,
    )


def coarse(value: float | None) -> float | None:
    """A measure of spread to two decimals: more would let a patient reader try out which answers give it."""
    return None if value is None else round(value, 2)


# ── overall ──────────────────────────────────────────────────────────────────────────────────────────────────


def score_overall(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    scores: Mapping[str, DimensionScore],
    weights: Mapping[str, float],
    practices: Mapping[str, PracticeScore],
    words: Words,
) -> Overall:
    """The weighted mean of the disciplines in scope; its level is capped at one above the weakest (rule 3)."""
    in_scope = [d.id for d in pack.disciplines if weights[d.id] > 0]
    values = {id: scores[f"disciplines.{id}"].value for id in in_scope}
    missing = [pack.dimension("disciplines", id).name for id, value in values.items() if value is None]
    counted, choices = counted_rows(pack, engagement, responses)
    rows = levels_of(choices)
    n = sum(map(any, rows))
    if missing:
        why = words.say("reasons.overall", names=", ".join(missing))
        return Overall(Reading(None, n, why=why), None, None, None)
    present = {id: value for id, value in values.items() if value is not None}
    value = weighted_mean(present, weights)
    own = _own_overall(by_role(counted, rows), pack, in_scope, weights)
    reading = make_reading(value, n, own, role_weights(engagement), people_in_roles(engagement), None, engagement.least)
    weakest = min(present, key=lambda id: present[id])
    cap = level(present[weakest]) + 1
    capped = level(value) > cap
    variances = list(_variances(pack, rows, engagement.least).values())
    return Overall(
        reading,
        min(level(value), cap),
        weakest if capped else None,
        scale_agreement(variances) if variances else None,
    )


def weighted_mean(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The mean of the values with weights of any sum."""
    return _weighted([(weights[id], value) for id, value in values.items()])


def _own_overall(
    rows: Mapping[str, Sequence[Levels]], pack: Pack, in_scope: Sequence[str], weights: Mapping[str, float]
) -> dict[str, list[float]]:
    """Each respondent's own overall mean, of those with own means for 75 % of the weight."""
    members = {id: pack.in_dimension("disciplines", id) for id in in_scope}
    own: dict[str, list[float]] = {}
    for role, given in rows.items():
        means = own_overall(pack, members, frozenset(pack.asked_of(role)), given, weights)
        if known := [value for value in means if value is not None]:
            own[role] = known
    return own


def own_overall(
    pack: Pack,
    members: Mapping[str, Sequence[Practice]],
    asked: frozenset[str],
    rows: Sequence[Levels],
    weights: Mapping[str, float],
) -> list[float | None]:
    """Each respondent's own mean over disciplines; None below 75 % of their weight. `members` by discipline."""
    total = fsum(weights[id] for id in members)
    columns = [own_means(pack, practices, asked, rows) for practices in members.values()]
    own: list[float | None] = []
    for means in zip(*columns, strict=True):
        present = {id: value for id, value in zip(members, means, strict=True) if value is not None}
        weight = total if len(present) == len(members) else fsum(weights[id] for id in present)
        own.append(weighted_mean(present, weights) if present and weight >= ENOUGH_VALID * total else None)
    return own


# ── cards, and what it rests on ──────────────────────────────────────────────────────────────────────────────


def score_cards(pack: Pack, responses: Sequence[Response], stage: int | None, least: int = 1) -> CardScore:
    """The median over the people of a role that is asked the cards of each one's own median (1–4).

    Nothing where fewer than `least` people chose, of all cards or of one, or where those who share their role and did
    not choose are fewer: their number would be what is left of the role.
    """
    medians = []
    silent = 0
    choices: dict[str, list[int]] = {id: [] for id in pack.cards}
    for response in responses:
        if not pack.roles[response.role].cards:
            continue
        own = {
            id: CARD_CHOICES.index(response.answers[id].choice) + 1
            for id in pack.cards
            if id in response.answers and response.answers[id].choice in CARD_CHOICES
        }
        for id, place in own.items():
            choices[id].append(place)
        if own:
            medians.append(median(list(own.values())))
        else:
            silent += 1
    if least > 1 and (0 < len(medians) < least or 0 < silent < least):
        return CardScore(None, 0, None, {})
    value = median(medians) if medians else None
    gap = None if value is None or stage is None else difference(value, stage)
    by_card = {id: median(values) for id, values in choices.items() if len(values) >= least}
    return CardScore(value, len(medians), gap, by_card)


def find_sufficiency(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    practices: Mapping[str, PracticeScore],
    *,
    outside: bool = False,
) -> Sufficiency:
    """How many people of which roles the result rests on, and how much they did not know or could prove.

    Args:
        outside: whether enough customers or partners answered the mirror; no role of a questionnaire stands outside.
    """
    roles = Counter(response.role for response in responses)
    units = Counter(response.unit for response in responses if response.unit)
    sizes = people_in_roles(engagement)
    known = [size for role in roles if (size := sizes[role]) is not None]
    expected = {role: size for role, size in sizes.items() if size is not None}
    valid = sum(p.n for p in practices.values())
    dont_know = sum(p.dont_know for p in practices.values())
    scored = [p for p in practices.values() if p.value is not None]
    supported = sum(1 for p in scored if p.evidence in SUPPORTING_GRADES)
    return Sufficiency(
        respondents=len(responses),
        counted=len(counted_responses(responses, engagement)),
        invited=sum(expected.values()) if expected and len(known) == len(roles) else None,
        by_role={role: Count(roles[role], sizes[role]) for role in engagement.roles},
        by_unit={
            unit: Count(units[unit], None) for unit in (*engagement.units, *sorted(set(units) - set(engagement.units)))
        },
        dont_know_share=dont_know / (valid + dont_know) if valid + dont_know else None,
        evidence_share=supported / len(scored) if scored else None,
        inside_view_only=not outside,
    )
