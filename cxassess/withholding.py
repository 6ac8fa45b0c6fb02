"""What of a wave may be shown where its mode protects those who answered: groups of people, and the client's view.

Two steps, both decided here and nowhere else. `group` makes the groups that are scored: a role of too few people counts
as one with others, and a unit of too few is no unit. Every score is then made of groups of at least
`Engagement.least` people (`scoring.item` sees to each practice), so that no total less what is shown leaves fewer.
`for_client` takes from what was scored who said what.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, combinations
from typing import Literal

from cxassess.model.assessment import Assessment, PracticeScore, Sufficiency
from cxassess.model.engagement import (
    ANONYMOUS,
    ATTRIBUTED,
    LEAST_COMMENTS,
    Answer,
    Engagement,
    Response,
    RoleSetting,
    Said,
)
from cxassess.model.pack import Pack, Role
from cxassess.scoring import choices_of, counted_by_unit, levels_of
from cxassess.words import Words

JOINED = "+"  # between the ids of roles that count as one


@dataclass(frozen=True, slots=True)
class Grouped:
    """A wave as it is scored: its questionnaire and settings with the roles that there are now, and the responses.

    `hidden_units` have people, and too few of them, or would give away few together with the roles.
    """

    pack: Pack
    engagement: Engagement
    responses: tuple[Response, ...]
    hidden_units: frozenset[str] = frozenset()


def group(pack: Pack, engagement: Engagement, responses: Sequence[Response], words: Words) -> Grouped:
    """The groups that are scored; in an attributed wave everybody's own role and unit, but for roles merged by hand."""
    made = Grouped(pack, engagement, tuple(responses))
    if engagement.merged_roles:
        made = _join(made, _merged_by_hand(engagement), words, by_hand=True)
    if engagement.least <= 1:
        return made
    made = _leave_out_uncounted(made)
    for is_counted in (True, False):
        sizes = Counter(r.role for r in made.responses if (r.role in made.engagement.counted_roles) is is_counted)
        groups = group_roles(made.pack, {id: sizes[id] for id in made.engagement.roles if sizes[id]}, engagement.least)
        made = _join(made, groups, words)
    return _hide_units(made)


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────


def group_roles(pack: Pack, sizes: Mapping[str, int], least: int) -> tuple[tuple[str, ...], ...]:
    """The roles as groups of which no question is asked of fewer than `least` people, the smallest joined first.

    One group of all where that cannot be.
    """
    order = {role: place for place, role in enumerate(sizes)}
    groups: list[tuple[str, ...]] = [(role,) for role in sizes]

    def size(group: tuple[str, ...]) -> int:
        asked = (sum(sizes[role] for role in group if id not in pack.roles[role].omits) for id in pack.practices)
        return min((n for n in asked if n), default=0)

    while len(groups) > 1 and min(map(size, groups)) < least:
        groups.sort(key=lambda group: (size(group), order[group[0]]))
        first, second, *rest = groups
        groups = [tuple(sorted((*first, *second), key=order.__getitem__)), *rest]
    return tuple(sorted(groups, key=lambda group: order[group[0]]))


def _merged_by_hand(engagement: Engagement) -> tuple[tuple[str, ...], ...]:
    """The role that others count with, and those others."""
    groups: dict[str, list[str]] = {}
    for role, into in engagement.merged_roles.items():
        groups.setdefault(into, [into]).append(role)
    return tuple(tuple(group) for group in groups.values())


def _join(made: Grouped, groups: Sequence[Sequence[str]], words: Words, *, by_hand: bool = False) -> Grouped:
    """The wave with one role for each group of several; merged by hand it weighs as its first, else as all together."""
    pack, engagement = made.pack, made.engagement
    new: dict[str, str] = {}
    for roles in groups:
        if len(roles) > 1:
            role = joined_role([pack.roles[id] for id in roles], words)
            settings = [engagement.roles[id] for id in roles]
            people = [setting.people for setting in settings]
            setting = RoleSetting(
                weight=settings[0].weight if by_hand else sum(setting.weight for setting in settings),
                people=None if None in people else sum(n or 0 for n in people),
            )
            kept: dict[str, RoleSetting] = {}
            for id, own in engagement.roles.items():
                if id == min(roles, key=list(engagement.roles).index):
                    kept[role.id] = setting
                if id not in roles:
                    kept[id] = own
            pack, engagement = replace(pack, roles={**pack.roles, role.id: role}), replace(engagement, roles=kept)
            new |= dict.fromkeys(roles, role.id)
    responses = tuple(replace(r, role=new[r.role]) if r.role in new else r for r in made.responses)
    return replace(made, pack=pack, engagement=engagement, responses=responses)


def joined_role(roles: Sequence[Role], words: Words) -> Role:
    """One role for several: it is asked what any of them is."""
    first, *others = roles
    return Role(
        id=JOINED.join(role.id for role in roles),
        name=words.join([first.name, *(words.within(role.name) for role in others)]),
        plural=words.join([first.plural, *(words.within(role.plural) for role in others)]),
        weight=sum(role.weight for role in roles),
        omits=frozenset.intersection(*(role.omits for role in roles)),
        cards=any(role.cards for role in roles),
        evidence=any(role.evidence for role in roles),
        thinking=max(role.thinking for role in roles),
    )


def roles_within(id: str, roles: Mapping[str, Role], words: Words) -> str:
    """A role, or several that count as one, as a sentence names its people; the id where nobody knows it."""
    known = [roles[id]] if id in roles else [roles[part] for part in id.split(JOINED) if part in roles]
    return words.join([words.within(role.plural) for role in known]) if known else id


def _leave_out_uncounted(made: Grouped) -> Grouped:
    """Without the people of roles that count nothing, where they are too few; and no unit for the others.

    They are in no score, so that a number of all people beside one of those who count would tell how many they are.
    """
    counted = made.engagement.counted_roles
    uncounted = sum(response.role not in counted for response in made.responses)
    responses = (
        response if response.role in counted else replace(response, unit="")
        for response in made.responses
        if response.role in counted or uncounted >= made.engagement.least
    )
    return replace(made, responses=tuple(responses))


# ── units ────────────────────────────────────────────────────────────────────────────────────────────────────


def _hide_units(made: Grouped) -> Grouped:
    """Without the units of too few people; and of more, while the rest, or few people between units and roles, show."""
    least = made.engagement.least
    counted = [r for r in made.responses if r.role in made.engagement.counted_roles]
    sizes = Counter(response.unit for response in counted if response.unit)
    shown = sorted((unit for unit, n in sizes.items() if n >= least), key=lambda unit: (-sizes[unit], unit))
    while shown and not _are_safe(made, counted, frozenset(shown)):
        shown.pop()
    hidden = frozenset(sizes) - frozenset(shown)
    responses = tuple(replace(r, unit="") if r.unit in hidden else r for r in made.responses)
    return replace(made, responses=responses, hidden_units=hidden)


def _are_safe(made: Grouped, people: Sequence[Response], shown: frozenset[str]) -> bool:
    """Whether no sum of roles less a sum of units leaves fewer than the least number of people, in any dimension."""
    pack, least = made.pack, made.engagement.least
    rows = levels_of(choices_of(pack, people))
    cells = [(response.role, response.unit if response.unit in shown else "") for response in people]
    places = {id: place for place, id in enumerate(pack.practices)}
    asked = [
        [places[p.id] for p in pack.in_dimension(framework.id, dimension.id)]
        for framework in pack.frameworks.values()
        for dimension in framework.dimensions
    ]
    tables = [Counter(cells)]
    tables += [
        Counter(cell for cell, row in zip(cells, rows, strict=True) if any(row[place] for place in members))
        for members in asked
        if members
    ]
    return all(fewest_between(table) >= least for table in tables if table)


def fewest_between(table: Mapping[tuple[str, str], int]) -> int:
    """The fewest people that sums of roles and units can single out, by how many are in both.

    A sum of some roles less one of some units is about the people in one of the two and not in the other. The fewest
    over all choices are the least cut between roles and units (Stoer and Wagner 1997 call it so in graphs); with a
    handful of roles every choice of them is tried, and each unit then takes the side on which it costs less.

    >>> fewest_between({("executive", "North"): 5, ("executive", "South"): 1, ("manager", "South"): 9})
    1
    """
    roles, units = sorted({role for role, _ in table}), sorted({unit for _, unit in table})
    fewest = sum(table.values())
    for some in chain.from_iterable(combinations(roles, n) for n in range(len(roles))):
        sides = [
            (
                sum(table.get((role, unit), 0) for role in some),
                sum(table.get((role, unit), 0) for role in roles if role not in some),
            )
            for unit in units
        ]
        between = sum(min(side) for side in sides)
        fewest = min(fewest, between or min(max(side) for side in sides if any(side)))
    return fewest


# ── the client's view ────────────────────────────────────────────────────────────────────────────────────────


def why_unread(mode: str, written: int, *, is_closed: bool) -> Literal["", "none", "open", "few"]:
    """Why nobody reads respondents' comments one by one; empty where they may be read. `written` counts them.

    Those of an anonymous wave are read once it is closed, and where there are at least ten: a new one that comes while
    somebody sits there would have a writer, and few are told apart by their style.
    """
    if not written:
        return "none"
    if mode != ANONYMOUS:
        return ""
    if not is_closed:
        return "open"
    return "few" if written < LEAST_COMMENTS else ""


def without_people(responses: Sequence[Response], said: Sequence[Said], mode: str) -> tuple[Response, ...]:
    """As many responses as there are, each without anything, and after them what may be quoted, by nobody.

    In an anonymous wave nothing is quoted where people wrote fewer than ten comments. Comments stand in the order of a
    hash of their text, which tells nothing of who wrote them or when.
    """
    nobody = Response("", "", "", "", {})
    written = sum(bool(answer.comment) for response in responses for answer in response.answers.values())
    by_question: dict[str, list[str]] = {}
    if mode != ANONYMOUS or written >= LEAST_COMMENTS:
        for one in sorted(said, key=lambda one: sha256(one.text.encode()).hexdigest()):
            by_question.setdefault(one.question, []).append(one.text)
    most = max(map(len, by_question.values()), default=0)
    quoted = (
        {q: Answer(q, "", texts[place]) for q, texts in by_question.items() if place < len(texts)}
        for place in range(most)
    )
    return (*(nobody for _ in responses), *(replace(nobody, answers=answers) for answers in quoted))


def without_units(sufficiency: Sufficiency, hidden: frozenset[str]) -> Sufficiency:
    """Without the units that are not shown: to say that nobody answered there would be wrong."""
    by_unit = {unit: count for unit, count in sufficiency.by_unit.items() if unit not in hidden}
    return replace(sufficiency, by_unit=by_unit)


def for_client(assessment: Assessment, said: Sequence[Said] = ()) -> Assessment:
    """The client's view of an assessment: that of an attributed wave is the same.

    Nobody's answers, names, proof and notes are in it, nor how much proof there is of a practice, which would tell of
    single people; the numbers of groups were made safe when they were scored.
    """
    a = assessment
    if a.engagement.mode == ATTRIBUTED:
        return replace(a, viewer="client")
    return replace(
        a,
        responses=without_people(a.responses, said, a.engagement.mode),
        practices={id: _without_present(score) for id, score in a.practices.items()},
        evidence=(),
        viewer="client",
    )


def _without_present(score: PracticeScore) -> PracticeScore:
    """Without the names of those who agreed on its level."""
    return score if score.agreed is None else replace(score, agreed=replace(score.agreed, present=""))


def people_by_unit(a: Assessment) -> Mapping[str, int]:
    """How many people of each unit stand behind its scores; where people are protected, its other people have none."""
    if a.engagement.mode == ATTRIBUTED:
        return counted_by_unit(a.responses, a.engagement)
    return Counter({unit: count.n for unit, count in a.sufficiency.by_unit.items()})
