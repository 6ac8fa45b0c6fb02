"""The differences of practices, dimensions and the overall score, each on what both waves can be compared by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxassess.comparison.alike import Ground, Side
from cxassess.comparison.moving import Moved, measure
from cxassess.model.comparison import Change
from cxassess.model.pack import Pack, Practice
from cxassess.scoring import (
    ENOUGH_VALID,
    Item,
    Levels,
    asked_of_counted,
    mean_of_items,
    own_means,
    own_overall,
    weighted_mean,
    who_answered,
)
from cxassess.statistics import mean
from cxassess.words import Words

ENOUGH_SHARED = 0.5  # of the practices that the wave with fewer of them asks in a dimension: a judgement


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of a ground, the earlier one first."""

    ground: Ground
    sides: tuple[Side, Side]
    words: Words

    @property
    def before(self) -> Side:
        return self.sides[0]

    @property
    def now(self) -> Side:
        return self.sides[1]

    def items(self, id: str) -> tuple[Item, Item]:
        return self.before.items[id], self.now.items[id]

    def are_valid(self, id: str) -> bool:
        """Whether a practice has a score in both waves."""
        return all(item.value is not None for item in self.items(id))


def _own_groups(ground: Ground) -> dict[str, str]:
    return {role: role for role in ground.engagement.counted_roles}


# ── practices ────────────────────────────────────────────────────────────────────────────────────────────────


def measure_practice(pair: Pair, practice: Practice) -> Moved:
    """One practice that both waves ask."""
    ground, id = pair.ground, practice.id
    before, now = (item.value for item in pair.items(id))
    place = list(ground.pack.practices).index(id)
    n = _people(ground, pair.sides, [practice])
    is_whole = before is not None and now is not None
    change = Change(
        key=id,
        before=before,
        now=now,
        difference=None if before is None or now is None else now - before,
        n_before=n[0],
        n_now=n[1],
        why=None if is_whole else pair.words.say("compare.why.no_value"),
    )
    groups = {role: "+".join(sorted(together)) for together in ground.groups[id] for role in together}

    def own(_: Side, __: str, rows: Sequence[Levels]) -> list[float | None]:
        return [float(row[place]) or None for row in rows]

    return measure(ground, pair.sides, change, own, groups, {id: 1.0})


# ── dimensions ───────────────────────────────────────────────────────────────────────────────────────────────


def shared_members(ground: Ground, framework: str, dimension: str) -> tuple[Practice, ...]:
    """The shared practices of a dimension that somebody who counts is asked."""
    asked = asked_of_counted(ground.pack, ground.engagement)
    return tuple(p for p in ground.pack.in_dimension(framework, dimension) if p.id in asked)


def measure_dimension(pair: Pair, framework: str, dimension: str) -> Moved | Change:
    """A dimension on the practices that both waves ask and that have a score in both.

    A Change, not to be judged, where these are too few.
    """
    ground, words, key = pair.ground, pair.words, f"{framework}.{dimension}"
    members = shared_members(ground, framework, dimension)
    asked = [_asked(side, framework, dimension) for side in pair.sides]
    unscored = [s.data.pack for s in pair.sides if not _scores(s.data.pack, framework)]
    if unscored:
        why = words.say("reasons.framework_unasked", pack=unscored[0].id)
        return Change(key, None, None, verdict="not_comparable", why=why)
    if not members or len(members) < ENOUGH_SHARED * min(asked):
        why = words.say("compare.why.few_shared", shared=len(members), asked=min(asked))
        return Change(
            key, None, None, verdict="not_comparable", why=why, practices=len(members),
            asked_before=asked[0], asked_now=asked[1],
        )  # fmt: skip
    both = [p for p in members if pair.are_valid(p.id)]
    values = _values(pair, members, both)
    n = _people(ground, pair.sides, both)
    before, now = values
    change = Change(
        key=key,
        before=before,
        now=now,
        difference=None if before is None or now is None else now - before,
        n_before=n[0],
        n_now=n[1],
        why=words.say("compare.why.no_score", valid=len(both), asked=len(members)) if None in values else None,
        practices=len(both),
        asked_before=asked[0],
        asked_now=asked[1],
    )

    def own(_: Side, role: str, rows: Sequence[Levels]) -> list[float | None]:
        return own_means(ground.pack, both, frozenset(ground.pack.asked_of(role)), rows)

    return measure(ground, pair.sides, change, own, _own_groups(ground), {p.id: 1 / len(both) for p in both})


def _values(pair: Pair, members: Sequence[Practice], both: Sequence[Practice]) -> tuple[float | None, float | None]:
    """On the practices with a score in both; where these are too few, each wave's own on all, and no difference."""
    if both and len(both) >= ENOUGH_VALID * len(members):
        first, second = (mean([side.items[p.id].value or 0.0 for p in both]) for side in pair.sides)
        return first, second
    alone = [mean_of_items([side.items[p.id] for p in members]) for side in pair.sides]
    return (alone[0], alone[1]) if None in alone else (None, None)


def _people(ground: Ground, sides: Sequence[Side], practices: Sequence[Practice]) -> list[int | None]:
    """How many people of each wave gave any of the practices a level; None for too few to be told."""
    counts = [sum(who_answered(ground.pack, practices, side.rows)) for side in sides]
    return [None if 0 < n < ground.least else n for n in counts]


def _asked(side: Side, framework: str, dimension: str) -> int:
    """How many practices of a dimension the wave itself asked of somebody who counts."""
    pack, engagement = side.own.pack, side.own.engagement
    if framework not in pack.frameworks or dimension not in {d.id for d in pack.frameworks[framework].dimensions}:
        return 0
    asked = asked_of_counted(pack, engagement)
    return sum(1 for p in pack.in_dimension(framework, dimension) if p.id in asked)


def _scores(pack: Pack, framework: str) -> bool:
    return framework in pack.frameworks and pack.frameworks[framework].scored


# ── overall ──────────────────────────────────────────────────────────────────────────────────────────────────


def measure_overall(
    pair: Pair, weights: Mapping[str, float], disciplines: Mapping[str, Moved | Change]
) -> Moved | Change:
    """The weighted mean of the disciplines, with today's weights; none where one of them cannot be compared.

    Args:
        weights: of the disciplines; those without weight are out of scope.
        disciplines: their changes by id.
    """
    ground, words = pair.ground, pair.words
    in_scope = [id for id, weight in weights.items() if weight > 0]
    lacking = [id for id in in_scope if isinstance(disciplines[id], Change)]
    names = {d.id: d.name for d in ground.pack.disciplines}
    if lacking:
        why = words.say("reasons.overall", names=", ".join(names[id] for id in lacking))
        return Change("overall", None, None, verdict="not_comparable", why=why)
    changes = {id: _change_of(disciplines[id]) for id in in_scope}
    missing = [id for id, change in changes.items() if change.difference is None]
    if missing:
        why = words.say("reasons.overall", names=", ".join(names[id] for id in missing))
        return Change("overall", None, None, why=why)
    before = weighted_mean({id: c.before for id, c in changes.items() if c.before is not None}, weights)
    now = weighted_mean({id: c.now for id, c in changes.items() if c.now is not None}, weights)
    members = {id: [p for p in shared_members(ground, "disciplines", id) if pair.are_valid(p.id)] for id in in_scope}
    every = [p for practices in members.values() for p in practices]
    n = _people(ground, pair.sides, every)
    change = Change("overall", before, now, now - before, n_before=n[0], n_now=n[1], practices=len(every))
    total = sum(weights[id] for id in in_scope)
    shares = {p.id: weights[id] / total / len(practices) for id, practices in members.items() for p in practices}

    def own(_: Side, role: str, rows: Sequence[Levels]) -> list[float | None]:
        asked = frozenset(ground.pack.asked_of(role))
        return own_overall(ground.pack, members, asked, rows, weights)

    return measure(ground, pair.sides, change, own, _own_groups(ground), shares)


def _change_of(found: Moved | Change) -> Change:
    return found.change if isinstance(found, Moved) else found
