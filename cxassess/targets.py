"""The target level of each discipline: a profile, raised where strategy asks for it, over that what is set by hand."""

from collections.abc import Mapping

from cxassess.model.assessment import Sign
from cxassess.model.engagement import Engagement
from cxassess.model.pack import Pack


def find_targets(pack: Pack, engagement: Engagement, signs: Mapping[str, Sign]) -> dict[str, float]:
    """Targets by discipline (method §7.1).

    The profile's level; its strategic level for the disciplines that carry the strategy; its level under a warning
    sign for the disciplines that an active sign bears on; and over all of these what engagement.toml sets.
    """
    profile = pack.profiles[engagement.target_profile]
    active = {id for id, sign in signs.items() if sign.active}
    targets = {}
    for dimension in pack.disciplines:
        touched = any(active & set(p.signs) for p in pack.in_dimension("disciplines", dimension.id))
        target = max(profile.base, profile.with_sign) if touched else profile.base
        if dimension.id in engagement.strategic:
            target = max(target, profile.strategic)
        targets[dimension.id] = engagement.targets.get(dimension.id, target)
    return targets


def find_weights(pack: Pack, engagement: Engagement) -> dict[str, float]:
    """The weight of each discipline, scaled to a sum of 1; equal where none is set."""
    raw = {d.id: engagement.discipline_weight(d.id) for d in pack.disciplines}
    total = sum(raw.values())
    return {id: weight / total for id, weight in raw.items()}
