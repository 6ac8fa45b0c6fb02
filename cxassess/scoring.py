"""Answers become scores: practices first, then the dimensions of every framework, then the overall level.

An item is the weighted mean of its role means, a dimension the mean of its valid items (method rules 1–4 and 12).
Tallies keep whole numbers and are divided last, so the order of people and files cannot change a digit.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from cxassess.display import difference, level, r1, shortfall
from cxassess.model import (
    CARD_CHOICES,
    DONT_KNOW,
    NOT_APPLICABLE,
    AgreedLevel,
    Answer,
    CardScore,
    Count,
    DimensionScore,
    Engagement,
    EvidenceNote,
    GroupMean,
    Overall,
    Pack,
    Practice,
    PracticeScore,
    Reading,
    Response,
    Sufficiency,
)
from cxassess.statistics import (
    MIN_FOR_INTERVAL,
    mean,
    mean_deviation,
    median,
    scale_agreement,
    stratified_interval,
    variance,
)

ENOUGH_VALID = 0.75  # of the practices asked must have a valid score before a mean is a score (method rule 1)
UNSUPPORTED_FROM = 3.5  # a printed score from here on needs a document (method rule 11)
SUPPORTING_GRADES = ("E2", "E3")
_GRADE = re.compile(r"^\s*(E[1-3])\b[\s:.,–-]*", re.IGNORECASE)


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


EMPTY = Tally()
RoleTallies = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Item:
    """The score of a practice, and whether the practice applies to this organisation at all."""

    value: float | None
    applies: bool = True


def tally(pack: Pack, responses: Iterable[Response]) -> dict[str, dict[str, Tally]]:
    """Counts by practice and role."""
    tallies: dict[str, dict[str, Tally]] = {id: {} for id in pack.practices}
    for response in responses:
        for question, answer in response.answers.items():
            if question in tallies:
                roles = tallies[question]
                roles[response.role] = roles.get(response.role, EMPTY).plus(answer)
    return tallies


def item(tallies: RoleTallies, weights: Mapping[str, float], agreed: AgreedLevel | None = None) -> Item:
    """The weighted mean of the role means, over the roles with weight that gave a valid answer.

    A practice does not apply when nobody who counts gave it a level and somebody gave a reason why it does not: a
    “don't know” more or less must not change that. An agreed level replaces the mean (method rule 12).
    """
    if agreed is not None:
        return Item(float(agreed.level))
    counted = [(weight, tallies[role]) for role, weight in weights.items() if weight > 0 and role in tallies]
    valid = [(weight, role.total / role.n) for weight, role in counted if role.n]
    if valid:
        return Item(_weighted(valid))
    return Item(None, applies=not any(role.not_applicable for _, role in counted))


def _weighted(valued: Sequence[tuple[float, float]]) -> float:
    """The mean of (weight, value) pairs; float dust must not carry it beyond the values themselves."""
    value = fsum(w * v for w, v in valued) / fsum(w for w, _ in valued)
    return min(max(value, min(v for _, v in valued)), max(v for _, v in valued))


def mean_of_items(items: Sequence[Item], enough: float = ENOUGH_VALID) -> float | None:
    """The mean of the valid items, or None where fewer than 75 % of those asked are valid."""
    valid = [i.value for i in items if i.value is not None]
    return mean(valid) if valid and len(valid) >= enough * len(items) else None


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
    tallies = tally(pack, responses)
    levels: dict[str, list[int]] = {id: [] for id in pack.practices}
    for response in counted_responses(responses, engagement):
        for question, answer in response.answers.items():
            if question in levels and answer.level is not None:
                levels[question].append(answer.level)
    grades: dict[str, str] = {}
    for note in evidence:
        grades[note.practice] = max(grades.get(note.practice, "E0"), note.grade)
    return {
        id: _practice_score(
            practice,
            item(tallies[id], weights, agreed.get(id)),
            item(tallies[id], weights),
            levels[id],
            tallies[id],
            weights,
            agreed.get(id),
            grades.get(id, "E0"),
            targets.get(practice.discipline),
        )
        for id, practice in pack.practices.items()
    }


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
) -> PracticeScore:
    value = scored.value
    counted = [tallies[role] for role, weight in weights.items() if weight > 0 and role in tallies]
    reached = None if value is None else level(value)
    counts = Counter(levels)
    return PracticeScore(
        practice=practice.id,
        value=value,
        level=reached,
        n=len(levels),
        min=min(levels, default=None),
        max=max(levels, default=None),
        ad=mean_deviation(levels) if levels else None,
        by_role={role: GroupMean(tallies[role].mean, tallies[role].n) for role in weights if role in tallies},
        counts=(counts[1], counts[2], counts[3], counts[4], counts[5]),
        dont_know=sum(role.dont_know for role in counted),
        not_applicable=sum(role.not_applicable for role in counted),
        applies=scored.applies,
        evidence=grade,
        unsupported=value is not None and r1(value) >= UNSUPPORTED_FROM and grade not in SUPPORTING_GRADES,
        key=practice.key,
        basis="respondents" if agreed is None else "agreed",
        agreed=agreed,
        respondents_value=from_people.value,
        target=target,
        gap=None if value is None or target is None else shortfall(target, value),
        step=None if reached is None or reached == 5 else practice.steps[reached].id,
    )


def items_of(practices: Mapping[str, PracticeScore]) -> dict[str, Item]:
    """The bare scores of practices."""
    return {id: Item(p.value, p.applies) for id, p in practices.items()}


def read_evidence(responses: Sequence[Response], pack: Pack) -> tuple[EvidenceNote, ...]:
    """The register of proof that people named, by practice; what carries no grade counts as a document cited (E2)."""
    notes = []
    for id in pack.practices:
        for response in responses:
            answer = response.answers.get(id)
            if answer is None or not answer.evidence.strip():
                continue
            match = _GRADE.match(answer.evidence)
            grade = match[1].upper() if match else "E2"
            text = answer.evidence[match.end() :] if match else answer.evidence
            notes.append(EvidenceNote(id, grade, text.strip() or answer.evidence.strip(), response.name))
    return tuple(notes)


# ── dimensions ───────────────────────────────────────────────────────────────────────────────────────────────


def own_mean(response: Response, practices: Sequence[Practice], asked: frozenset[str]) -> float | None:
    """A respondent's own mean over some practices; None below 75 % of those that the role is asked."""
    levels = [
        answer.level
        for p in practices
        if (answer := response.answers.get(p.id)) is not None and answer.level is not None
    ]
    wanted = [p for p in practices if p.id in asked]
    valid = sum(1 for p in wanted if p.id in response.answers and response.answers[p.id].level is not None)
    if not wanted or not levels or valid < ENOUGH_VALID * len(wanted):
        return None
    return sum(levels) / len(levels)


def score_dimensions(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    practices: Mapping[str, PracticeScore],
    targets: Mapping[str, float],
) -> dict[str, DimensionScore]:
    """Every dimension of the three frameworks, keyed `framework.dimension`."""
    counted = counted_responses(responses, engagement)
    asked = asked_of_counted(pack, engagement)
    tallies = tally(pack, responses)
    units = {unit: [r for r in counted if r.unit == unit] for unit in sorted({r.unit for r in responses if r.unit})}
    unit_tallies = {unit: tally(pack, members) for unit, members in units.items()}
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
                responses,
                tallies,
                units,
                unit_tallies,
                practices,
                target,
                "" if framework.scored else f"{pack.id} asks too few practices of this framework",
            )
    return scores


def _dimension_score(
    framework: str,
    dimension: str,
    members: Sequence[Practice],
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    tallies: Mapping[str, RoleTallies],
    units: Mapping[str, Sequence[Response]],
    unit_tallies: Mapping[str, Mapping[str, RoleTallies]],
    practices: Mapping[str, PracticeScore],
    target: float | None,
    not_scored: str,
) -> DimensionScore:
    weights = role_weights(engagement)
    asked = {role: frozenset(pack.asked_of(role)) for role in weights}
    by_role = {role: [r for r in responses if r.role == role] for role in weights}
    counted = counted_responses(responses, engagement)
    items = [Item(practices[p.id].value) for p in members]
    valid = sum(1 for i in items if i.value is not None)
    value = mean_of_items(items)
    own = respondent_means(counted, members, pack)
    people = [r for r in counted if any(_is_level(r, p.id) for p in members)]
    variances = [
        variance(levels)
        for p in members
        if len(levels := [r.answers[p.id].level or 0 for r in counted if _is_level(r, p.id)]) > 1
    ]
    deviations = [ad for p in members if practices[p.id].n > 1 and (ad := practices[p.id].ad) is not None]
    why = None if value is not None else not_scored or too_few(valid, len(members))
    return DimensionScore(
        framework=framework,
        dimension=dimension,
        reading=make_reading(value, len(people), own, weights, people_in_roles(engagement), why),
        level=None if value is None else level(value),
        target=target,
        next_target=None if value is None or target is None else min(target, r1(value) + 1),
        gap=None if value is None or target is None else shortfall(target, value),
        practices_valid=valid,
        practices_asked=len(members),
        answered=sum(practices[p.id].n for p in members),
        dont_know=sum(practices[p.id].dont_know for p in members),
        by_role={
            role: _role_mean(members, asked[role], {p.id: tallies[p.id].get(role, EMPTY) for p in members}, in_role)
            for role, in_role in by_role.items()
        },
        by_unit={
            unit: GroupMean(
                mean_of_items([item(unit_tallies[unit][p.id], weights) for p in members]) if members else None,
                sum(1 for r in in_unit if any(_is_level(r, p.id) for p in members)),
            )
            for unit, in_unit in units.items()
        },
        agreement=scale_agreement(variances) if variances else None,
        ad=mean(deviations) if deviations else None,
    )


def too_few(valid: int, asked: int) -> str:
    return f"insufficient answers: {valid} of {asked} practices have a score, 75 % are needed"


def _is_level(response: Response, practice: str) -> bool:
    answer = response.answers.get(practice)
    return answer is not None and answer.level is not None


def _role_mean(
    members: Sequence[Practice], asked: frozenset[str], tallies: RoleTallies, people: Sequence[Response]
) -> GroupMean:
    """A role's mean over all the practices that it is asked."""
    items = [Item(tallies[p.id].mean) for p in members if p.id in asked]
    n = sum(1 for r in people if any(_is_level(r, p.id) for p in members))
    return GroupMean(mean_of_items(items) if items else None, n)


def respondent_means(counted: Sequence[Response], members: Sequence[Practice], pack: Pack) -> dict[str, list[float]]:
    """The own means of the respondents by role, of those who answered enough."""
    asked = {role: frozenset(pack.asked_of(role)) for role in pack.roles}
    own: dict[str, list[float]] = {}
    for response in counted:
        value = own_mean(response, members, asked[response.role])
        if value is not None:
            own.setdefault(response.role, []).append(value)
    return own


def make_reading(
    value: float | None,
    n: int,
    own: Mapping[str, Sequence[float]],
    weights: Mapping[str, float],
    people: Mapping[str, int | None],
    why: str | None,
) -> Reading:
    """A score with its range, and from 5 respondents on with its interval, clipped to the scale (method §6.3)."""
    if value is None:
        return Reading(None, n, why=why)
    means = [own[role][i] for role in sorted(own) for i in range(len(own[role]))]
    interval = None
    if len(means) >= MIN_FOR_INTERVAL:
        known = {role: size for role in own if (size := people.get(role)) is not None and size >= len(own[role])}
        interval = stratified_interval(own, weights, known, centre=value)
        if interval is not None and interval.standard_error == 0:
            interval = None  # everybody answered, or all alike: an interval without width would look like certainty
    return Reading(
        value=value,
        n=n,
        low=max(1.0, interval.low) if interval else None,
        high=min(5.0, interval.high) if interval else None,
        min=min(means, default=None),
        max=max(means, default=None),
        spread=variance(sorted(means)) ** 0.5 if len(means) > 1 else None,
    )


# ── overall ──────────────────────────────────────────────────────────────────────────────────────────────────


def score_overall(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    scores: Mapping[str, DimensionScore],
    weights: Mapping[str, float],
    practices: Mapping[str, PracticeScore],
) -> Overall:
    """The weighted mean of the disciplines in scope; its level is capped at one above the weakest (rule 3)."""
    in_scope = [d.id for d in pack.disciplines if weights[d.id] > 0]
    values = {id: scores[f"disciplines.{id}"].value for id in in_scope}
    missing = [pack.dimension("disciplines", id).name for id, value in values.items() if value is None]
    counted = counted_responses(responses, engagement)
    n = sum(1 for r in counted if any(_is_level(r, id) for id in pack.practices))
    if missing:
        why = f"no overall score without {', '.join(missing)}"
        return Overall(Reading(None, n, why=why), None, None, None)
    present = {id: value for id, value in values.items() if value is not None}
    value = weighted_mean(present, weights)
    own = _own_overall(counted, pack, in_scope, weights)
    reading = make_reading(value, n, own, role_weights(engagement), people_in_roles(engagement), None)
    weakest = min(present, key=lambda id: present[id])
    cap = level(present[weakest]) + 1
    capped = level(value) > cap
    variances = [
        variance(levels)
        for id in pack.practices
        if len(levels := [r.answers[id].level or 0 for r in counted if _is_level(r, id)]) > 1
    ]
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
    counted: Sequence[Response], pack: Pack, in_scope: Sequence[str], weights: Mapping[str, float]
) -> dict[str, list[float]]:
    """Each respondent's own overall mean, of those with own means for 75 % of the weight."""
    asked = {role: frozenset(pack.asked_of(role)) for role in pack.roles}
    members = {id: pack.in_dimension("disciplines", id) for id in in_scope}
    total = fsum(weights[id] for id in in_scope)
    own: dict[str, list[float]] = {}
    for response in counted:
        means = {id: own_mean(response, members[id], asked[response.role]) for id in in_scope}
        present = {id: value for id, value in means.items() if value is not None}
        if present and fsum(weights[id] for id in present) >= ENOUGH_VALID * total:
            own.setdefault(response.role, []).append(weighted_mean(present, weights))
    return own


# ── cards, and what it rests on ──────────────────────────────────────────────────────────────────────────────


def score_cards(pack: Pack, responses: Sequence[Response], stage: int | None) -> CardScore:
    """The median over the people of a role that is asked the cards of each one's own median (1–4)."""
    medians = []
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
    value = median(medians) if medians else None
    gap = None if value is None or stage is None else difference(value, stage)
    by_card = {id: median(values) for id, values in choices.items() if values}
    return CardScore(value, len(medians), gap, by_card)


def find_sufficiency(
    pack: Pack,
    engagement: Engagement,
    responses: Sequence[Response],
    practices: Mapping[str, PracticeScore],
) -> Sufficiency:
    """How many people of which roles the result rests on, and how much they did not know or could prove."""
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
        inside_view_only=True,  # no role of a questionnaire stands outside the company
    )
