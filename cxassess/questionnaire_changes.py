"""What two versions of a questionnaire have in common: which practices compare, and what became of the others.

A practice compares where its question and its five anchors mean the same. A version says so itself by its map
(`changes.toml`); without one, practices with the same id and the same anchor version compare, and no others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxassess.hints import did_you_mean
from cxassess.model.pack import Pack, Practice, place_of
from cxassess.model.questionnaire_changes import ChangeMap, Comparable, Kind, Step

FRAMEWORKS = ("disciplines", "stages", "three_ds")


def comparable_practices(before: Pack, now: Pack, map: ChangeMap | None = None) -> Comparable:
    """Which practices of two questionnaires compare, and what became of the others.

    Args:
        map: of the later questionnaire. It counts between versions of one questionnaire; two questionnaires that share
            practices, such as a pulse and the whole one, compare by id and anchor version.
    """
    steps = map.between(before.version, now.version) if map and before.id == now.id else None
    return related(anchors_of(before), anchors_of(now), steps)


def anchors_of(pack: Pack) -> dict[str, str]:
    """The anchor version of each practice, in the order asked."""
    return {id: practice.anchor_version for id, practice in pack.practices.items()}


def related(before: Mapping[str, str], now: Mapping[str, str], steps: Sequence[Step] | None) -> Comparable:
    """The same of anchor versions by practice; without steps by id and anchor version alone."""
    if not steps:
        same = {id: id for id in now if before.get(id) == now[id]}
        return Comparable(
            same=same,
            reworded={id: id for id in now if id in before and id not in same},
            new=tuple(id for id in now if id not in before),
            dropped=tuple(id for id in before if id not in now),
        )
    kinds: dict[str, set[Kind]] = {id: set() for id in before}
    paths: dict[str, tuple[str, ...]] = {id: (id,) for id in before}
    for step in steps:
        for id, reached in paths.items():
            ways = [step.leads(one) for one in reached]
            kinds[id] |= {kind for kind, _ in ways}
            paths[id] = tuple(dict.fromkeys(one for _, ids in ways for one in ids))
    paths = {id: tuple(one for one in reached if one in now) for id, reached in paths.items()}
    told = {id: _kind(id, kinds[id], paths[id], before, now) for id in before}
    order = {id: place for place, id in enumerate(now)}
    pairs = sorted(((id, paths[id][0]) for id in before if told[id] in {"same", "reworded"}), key=lambda p: order[p[1]])
    into = [one for id in before if told[id] == "merged" for one in paths[id]]
    reached_now = {one for reached in paths.values() for one in reached}
    return Comparable(
        same={id: one for id, one in pairs if told[id] == "same"},
        reworded={id: one for id, one in pairs if told[id] == "reworded"},
        split={id: paths[id] for id in before if told[id] == "split"},
        merged={one: tuple(id for id in before if one in paths[id]) for one in now if one in into},
        new=tuple(id for id in now if id not in reached_now),
        dropped=tuple(id for id in before if told[id] == "dropped"),
        by_map=True,
    )


def _kind(id: str, kinds: set[Kind], into: tuple[str, ...], before: Mapping[str, str], now: Mapping[str, str]) -> Kind:
    """What became of a practice over all steps. Where a variant has anchors of its own, their version decides."""
    if not into:
        return "dropped"
    for kind in ("split", "merged"):
        if kind in kinds:
            return "split" if kind == "split" else "merged"
    own = not (before[id].isdigit() and now[into[0]].isdigit())
    if own or "reworded" not in kinds:
        return "same" if before[id] == now[into[0]] else "reworded"
    return "reworded"


def misfits(step: Step, before: Mapping[str, str]) -> Iterator[str]:
    """Where a step does not describe the practices that were asked, by their anchor versions."""
    for id in before:
        if id not in step.asked:
            yield f"{step.version} asked {id}, which the map does not know{did_you_mean(id, step.asked)}"
        elif before[id].isdigit() and int(before[id]) != step.asked[id]:
            yield f"{step.version} asked {id} with anchor version {before[id]}, the map says {step.asked[id]}"
    for id in step.asked:
        if id not in before:
            yield f"{step.version} did not ask {id}, and the map says that it did"


def faults_of(map: ChangeMap, version: str, anchors: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    """What keeps a map from saying what became of every practice: version, key and sentence of each fault.

    Args:
        version, anchors: of the questionnaire that the map stands in: its version, and the anchor version by practice.
    """
    known = {version: anchors}
    for step in map.steps:
        if step.version in known:
            what = "of this questionnaire itself" if step.version == version else "that stands here twice"
            yield step.version, "version", f"“{step.version}” was read, which is the version {what}"
            continue
        known[step.version] = step.asked
    for step in map.steps:
        if step.to not in known or step.to == step.version:
            names = ", ".join(name for name in known if name != step.version)
            yield step.version, "to", f"“{step.to}” was read, one of {names} was expected"
        elif map.between(step.version, version) is None:
            yield step.version, "to", f"the steps from {step.version} run in a circle and do not reach {version}"
        else:
            yield from ((step.version, key, said) for key, said in _step_faults(step, known[step.to]))


def _step_faults(step: Step, anchors: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The faults of one step, each with its key: `anchors` are those of the version that it leads to."""
    yield from _named_twice(step.named_before, step.asked, f"{step.version} did not ask")
    yield from _named_twice(step.named_now, anchors, f"{step.to} does not ask")
    before, now = {id for _, id in step.named_before}, {id for _, id in step.named_now}
    for id in step.asked:
        if id not in before and id not in anchors:
            yield "asked", f"{id} is not in {step.to}: say whether it was renamed, split, merged or dropped"
    for id in anchors:
        if id not in now and id not in step.asked:
            yield "asked", f"{id} of {step.to} was not in {step.version}: say whether it is new, or what it was before"
        elif id not in now and id in before:
            yield "asked", f"{id} is in {step.to} still: say what it asks there now"
    for id in step.dropped:
        if id in anchors:
            yield "dropped", f"{id} is in {step.to} still: an id is never used again for another question"
    for key, id in step.named_now:
        table, _, source = key.partition(".")
        own = source if table == "split" else id if id in step.merged.get(source, ()) else ""
        if table != "reworded" and id in step.asked and id != own:
            yield key, f"{id} was in {step.version}: an id is never used again for another question"
    yield from _anchor_faults(step, anchors)


def _named_twice(
    named: Sequence[tuple[str, str]], known: Mapping[str, int], not_known: str
) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for key, id in named:
        if id not in known:
            yield key, f"{not_known} {id}{did_you_mean(id, known)}"
        elif id in seen:
            yield key, f"{id} stands under {seen[id]}, too: once was expected"
        seen.setdefault(id, key)


def _anchor_faults(step: Step, anchors: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    named = {id for _, id in step.named_before}
    same = [*((id, id) for id in step.asked if id not in named), *step.renamed.items()]
    for before, now in same:
        if before in step.asked and now in anchors and step.asked[before] != anchors[now]:
            key = f"renamed.{before}" if before != now else "asked"
            versions = f"{step.asked[before]} in {step.version} and {anchors[now]} in {step.to}"
            yield key, f"{before} counts as the same, but its anchor version is {versions}: is it reworded?"
    other = [
        *(("reworded", id) for id in step.reworded),
        *((f"split.{id}", id) for id, parts in step.split.items() if id in parts),
        *((f"merged.{id}", id) for id, sources in step.merged.items() if id in sources),
    ]
    for key, id in other:
        if id in step.asked and id in anchors and anchors[id] <= step.asked[id]:
            versions = f"{step.asked[id]} in {step.version} and {anchors[id]} in {step.to}"
            yield key, f"{id} asks something else now, so that its anchor version must rise: it is {versions}"


@dataclass(frozen=True, slots=True)
class Shared:
    """A dimension in two versions: how many practices each asks there, and how many of both compare."""

    id: str
    before: int
    now: int
    shared: int


def shared_dimensions(before: Pack, now: Pack, comparable: Comparable) -> dict[str, tuple[Shared, ...]]:
    """By framework, what stays comparable of each dimension of the later version.

    A practice that moved to another dimension counts where the later version places it.
    """
    found = {}
    for framework in FRAMEWORKS:
        if not now.frameworks[framework].scored:
            continue
        found[framework] = tuple(
            Shared(
                dimension.id,
                len(before.in_dimension(framework, dimension.id)),
                len(here := now.in_dimension(framework, dimension.id)),
                sum(one.id in comparable.same.values() for one in here),
            )
            for dimension in now.frameworks[framework].dimensions
        )
    return found


def moved(before: Pack, now: Pack, comparable: Comparable) -> dict[str, tuple[tuple[str, str], ...]]:
    """The practices that compare and stand elsewhere now, by id now: the dimensions before and now."""
    found = {}
    for old, new in comparable.same.items():
        places = [(place_of(before.practices[old], f), place_of(now.practices[new], f)) for f in FRAMEWORKS]
        if changed := tuple(pair for pair in places if pair[0] != pair[1]):
            found[new] = changed
    return found


def same_cards(before: Pack, now: Pack) -> tuple[str, ...]:
    """The cards that both ask in the same words: they have no anchor version that could tell."""
    return tuple(
        id
        for id, card in now.cards.items()
        if (old := before.cards.get(id)) and (old.question, old.options) == (card.question, card.options)
    )


def differences(before: Practice, now: Practice) -> Iterator[tuple[str, str]]:
    """What was said before and what is said now, of the question and of the anchors, where these differ."""
    if before.question != now.question:
        yield before.question, now.question
    for texts in (zip(before.short, now.short, strict=True), zip(before.full, now.full, strict=True)):
        yield from (pair for pair in texts if pair[0] != pair[1])
