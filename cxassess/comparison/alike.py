"""Waves brought to the same: the practices, roles, weights and units that a difference between them may rest on.

A difference must not come from a new practice, a changed anchor, another weight or another grouping of roles. So all
waves are scored on the practices that they share, with the settings of the last of them. Where a wave protects people,
it is taken as its own report groups them, and groups are only joined further: whatever is shown is then a function of
groups that were shown before, and no difference to an older report tells what few people said (decision 26).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from cxassess.model.comparison import PracticeStanding, WaveData
from cxassess.model.engagement import ANONYMOUS, Engagement, Response, RoleSetting
from cxassess.model.pack import Pack
from cxassess.scoring import (
    Item,
    Levels,
    RoleTallies,
    choices_of,
    levels_of,
    pooled_roles,
    tally_rows,
    weighted_mean,
)
from cxassess.withholding import JOINED, Grouped, group, joined_role
from cxassess.words import Words

Groups = tuple[frozenset[str], ...]  # of roles
Joint = tuple[tuple[str, ...], ...]  # the roles of each wave's own settings that make one here, in their order


@dataclass(frozen=True, slots=True)
class Side:
    """One wave as it is compared: the people who count, with their levels for the shared practices in their order.

    `in_role` has the places of each role's people. `items` are the practices' scores, made of the groups of roles that
    count as one for each. `own` is the wave as its own report groups it, with all its practices.
    """

    data: WaveData
    own: Grouped
    responses: tuple[Response, ...]
    ids: tuple[str, ...]
    roles: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[Levels, ...]
    in_role: Mapping[str, tuple[int, ...]]
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Ground:
    """What several waves have in common.

    Attributes:
        pack: the shared practices as the last wave words and places them, with the roles of all.
        engagement: the settings of the last wave, for these roles.
        standing: of the practices, from the first wave to the last.
        groups: by practice, which roles count as one.
        least: the fewest people that a number may stand for.
        is_linked: whether people may be known again.
        by_unit: whether people of one role may be set apart by unit.
        sides: the waves, in their order.
    """

    pack: Pack
    engagement: Engagement
    standing: PracticeStanding
    groups: Mapping[str, Groups]
    least: int
    is_linked: bool
    by_unit: bool
    sides: tuple[Side, ...]

    @property
    def weights(self) -> dict[str, float]:
        return {id: role.weight for id, role in self.engagement.roles.items()}


def find_ground(waves: Sequence[WaveData], words: Words) -> Ground:
    """What these waves have in common, the earliest first."""
    standing = find_standing(waves)
    least = max(wave.engagement.least for wave in waves)
    own = [_group(wave, waves, words) for wave in waves]
    roles = _joint_roles(own)
    pack = _joint_pack(waves, standing.same, roles, words)
    engagement = replace(
        waves[-1].engagement, roles=_joint_settings(own[-1], roles), merged_roles={}, minimum_group=max(least, 1)
    )
    new = {role: _id(together) for together in roles for role in together}
    sides = [_side(wave, made, pack, engagement, new) for wave, made in zip(waves, own, strict=True)]
    groups = _groups_by_practice(pack, engagement, sides, own, roles)
    return Ground(
        pack=pack,
        engagement=engagement,
        standing=standing,
        groups=groups,
        least=least,
        is_linked=not any(wave.engagement.mode == ANONYMOUS for wave in waves),
        by_unit=least <= 1 or all(_cells_are_safe(made, roles, least) for made in own),
        sides=tuple(_with_items(side, pack, engagement, groups) for side in sides),
    )


# ── practices ────────────────────────────────────────────────────────────────────────────────────────────────


def find_standing(waves: Sequence[WaveData]) -> PracticeStanding:
    """Which practices all waves ask in the same words and of the same roles.

    A practice that another role is asked by now is a changed one: its score would move with who is asked.
    """
    first, last = waves[0].pack, waves[-1].pack
    same, changed, new = [], [], []
    for id in last.practices:
        if not all(id in wave.pack.practices for wave in waves[:-1]):
            new.append(id)
        elif all(_asks_alike(wave.pack, waves[-1], id) for wave in waves[:-1]):
            same.append(id)
        else:
            changed.append(id)
    agreed = set(chain.from_iterable(wave.agreed for wave in waves))
    return PracticeStanding(
        same=tuple(same),
        changed=tuple(changed),
        new=tuple(new),
        dropped=tuple(id for id in first.practices if id not in last.practices),
        agreed=tuple(id for id in same if id in agreed),
    )


def _asks_alike(pack: Pack, last: WaveData, id: str) -> bool:
    roles = [role for role in last.engagement.counted_roles if role in pack.roles and role in last.pack.roles]
    return pack.practices[id].anchor_version == last.pack.practices[id].anchor_version and all(
        (id in pack.roles[role].omits) is (id in last.pack.roles[role].omits) for role in roles
    )


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────


def _group(wave: WaveData, waves: Sequence[WaveData], words: Words) -> Grouped:
    """A wave as its own report groups it; an attributed one with the roles and the mode that it is compared with."""
    settings, last = wave.engagement, waves[-1].engagement
    if settings.least <= 1:
        merged = {
            role: into
            for role, into in last.merged_roles.items()
            if role in wave.pack.roles and into in wave.pack.roles
        }
        settings = replace(settings, roles={**settings.roles, **last.roles}, merged_roles=merged)
        stricter = max((other.engagement for other in waves), key=lambda other: other.least)
        if stricter.least > 1:
            settings = replace(settings, mode=stricter.mode, minimum_group=stricter.minimum_group)
    people = sorted((r for r in wave.responses if r.answers), key=lambda r: (r.name, r.respondent))
    return group(wave.pack, settings, people, words)


def _parts(role: str) -> frozenset[str]:
    return frozenset(role.split(JOINED))


def _joint_roles(own: Sequence[Grouped]) -> Joint:
    """The finest groups of roles that every wave's groups are parts of, in the order of the last wave's roles."""
    order = dict.fromkeys(
        part for made in reversed(own) for role in made.engagement.roles for part in role.split(JOINED)
    )
    groups = _closure(order, (_parts(role) for made in own for role in made.engagement.roles))
    return tuple(tuple(role for role in order if role in together) for together in groups)


def _closure(order: Iterable[str], sets: Iterable[frozenset[str]]) -> Groups:
    """The finest groups in which no set is torn apart."""
    groups = {role: frozenset([role]) for role in order}
    for together in sets:
        joined = frozenset[str]().union(*(groups[role] for role in together if role in groups))
        for role in joined:
            groups[role] = joined
    return tuple(dict.fromkeys(groups.values()))


def _id(roles: Sequence[str]) -> str:
    return JOINED.join(roles)


def _joint_settings(last: Grouped, roles: Joint) -> dict[str, RoleSetting]:
    """Each group of roles weighs what its parts weigh in the last wave."""
    known = last.engagement.roles
    settings = {}
    for together in roles:
        inside = [setting for role, setting in known.items() if _parts(role) <= set(together)]
        settings[_id(together)] = RoleSetting(sum(setting.weight for setting in inside), None)
    return settings


def _joint_pack(waves: Sequence[WaveData], same: Sequence[str], roles: Joint, words: Words) -> Pack:
    last = waves[-1].pack
    known = {id: role for wave in waves for id, role in wave.pack.roles.items()}  # those of the last wave stand
    joint = {}
    for together in roles:
        parts = [known[id] for id in together]
        joint[_id(together)] = replace(joined_role(parts, words), id=_id(together)) if len(parts) > 1 else parts[0]
    return replace(last, practices={id: last.practices[id] for id in same}, roles=joint)


# ── sides ────────────────────────────────────────────────────────────────────────────────────────────────────


def _side(wave: WaveData, own: Grouped, pack: Pack, engagement: Engagement, new: Mapping[str, str]) -> Side:
    counted = set(engagement.counted_roles)
    role_of = {role: new[next(iter(_parts(role)))] for role in own.engagement.roles}
    everybody = (replace(r, role=role_of[r.role]) if role_of[r.role] != r.role else r for r in own.responses)
    people = tuple(response for response in everybody if response.role in counted)
    roles = tuple(r.role for r in people)
    return Side(
        data=wave,
        own=own,
        responses=people,
        ids=tuple(r.respondent for r in people),
        roles=roles,
        units=tuple(r.unit for r in people),
        rows=tuple(levels_of(choices_of(pack, people))),
        in_role={
            role: tuple(place for place, own_role in enumerate(roles) if own_role == role)
            for role in dict.fromkeys(roles)
        },
        items={},
    )


def _with_items(side: Side, pack: Pack, engagement: Engagement, groups: Mapping[str, Groups]) -> Side:
    tallies = tally_rows(pack, side.roles, choices_of(pack, side.responses))
    weights = {id: role.weight for id, role in engagement.roles.items() if role.weight > 0}
    return replace(side, items={id: _item(tallies[id], weights, groups[id]) for id in pack.practices})


def _item(tallies: RoleTallies, weights: Mapping[str, float], groups: Groups) -> Item:
    """As `scoring.item`, of given groups of roles; none where there is no group."""
    values, shares = {}, {}
    for place, together in enumerate(groups):
        inside = [tallies[role] for role in together if role in tallies]
        if n := sum(tally.n for tally in inside):
            key = str(place)
            values[key] = sum(tally.total for tally in inside) / n
            shares[key] = sum(weights.get(role, 0.0) for role in together)
    if values:
        return Item(weighted_mean(values, shares))
    counted = [tallies[role] for role in weights if role in tallies]
    is_silent = not any(tally.n for tally in counted)
    return Item(None, applies=not (is_silent and any(tally.not_applicable for tally in counted)))


def _groups_by_practice(
    pack: Pack, engagement: Engagement, sides: Sequence[Side], own: Sequence[Grouped], roles: Joint
) -> dict[str, Groups]:
    """Which of the joint roles count as one for each practice; none where a wave hides what all of them said.

    Where people are protected, a wave's report pools the roles in which few rated a practice. Other pools here would
    give these few away, so that each wave's pools hold for all.
    """
    alone = tuple(frozenset([role]) for role in engagement.counted_roles)
    if all(made.engagement.least <= 1 for made in own):
        return dict.fromkeys(pack.practices, alone)
    joint = {part: _id(together) for together in roles for part in together}
    pools = [_pools(pack, made) for made in own]
    groups: dict[str, Groups] = {}
    for id in pack.practices:
        hidden = any(of_wave[id] is None for of_wave in pools)
        sets = [frozenset(joint[part] for part in pool) for of_wave in pools for pool in of_wave[id] or ()]
        groups[id] = () if hidden else _closure(engagement.counted_roles, sets)
    return groups


def _pools(pack: Pack, made: Grouped) -> dict[str, list[frozenset[str]] | None]:
    """By practice the roles that a wave's own report counts as one; None where it shows nothing of some."""
    tallies = tally_rows(pack, [r.role for r in made.responses], choices_of(pack, made.responses))
    counted = set(made.engagement.counted_roles)
    pools: dict[str, list[frozenset[str]] | None] = {}
    for id, by_role in tallies.items():
        found: list[frozenset[str]] | None = []
        for is_counted in (True, False):
            sizes = {role: t.n for role, t in by_role.items() if (role in counted) is is_counted and t.n}
            pooled = pooled_roles(sizes, made.engagement.least)
            if sizes and not pooled:
                found = None
                break
            assert found is not None
            found += [frozenset(chain.from_iterable(_parts(role) for role in pool)) for pool in pooled]
        pools[id] = found
    return pools


def _cells_are_safe(made: Grouped, roles: Joint, least: int) -> bool:
    """Whether a wave shows each of these roles by itself, and nobody's role has too few people in a unit or in none."""
    counted = set(made.engagement.counted_roles)
    cells = Counter((r.role, r.unit) for r in made.responses if r.role in counted)
    together = {frozenset(parts) for parts in roles}
    return all(_parts(role) in together and n >= least for (role, _), n in cells.items())
