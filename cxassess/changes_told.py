"""What another version of a questionnaire would mean, as lines to read and as values for other programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from cxassess.model.pack import Pack, Practice
from cxassess.model.questionnaire_changes import Comparable
from cxassess.questionnaire_changes import (
    Shared,
    differences,
    moved,
    same_cards,
    shared_dimensions,
)
from cxassess.words import Words

INDENT = "    "


def change_lines(before: Pack, now: Pack, comparable: Comparable, words: Words) -> Iterator[str]:
    """What compares, what does not, in old words and new, and what is left of each score."""
    say, old, new = words.say, before.practices, now.practices
    versions = {"before": before.version, "now": now.version}
    if before.id != now.id:
        yield say("changes.two", before=f"{before.label} {before.version}", now=f"{now.label} {now.version}")
    else:
        yield say("changes.by_map" if comparable.by_map else "changes.by_id", label=now.label, **versions)
    if comparable.is_whole:
        yield say("changes.whole", n=len(new))
    else:
        yield say("changes.some", same=len(comparable.same), before=len(old), now=len(new))
    for id, other in comparable.renamed.items():
        yield say("changes.renamed", before=id, now=other, title=new[other].title)
    for id, places in moved(before, now, comparable).items():
        pairs = words.join([say("changes.place", before=name(before, b), now=name(now, n)) for b, n in places])
        yield say("changes.moved", practice=_named(new[id]), places=pairs)
    for id, other in comparable.reworded.items():
        yield say("changes.reworded", practice=_named(new[other]))
        for was, is_now in differences(old[id], new[other]):
            yield f"{INDENT}{before.version}  {was}"
            yield f"{INDENT}{now.version}  {is_now}"
    for id, parts in comparable.split.items():
        yield say("changes.split", practice=_named(old[id]), parts=_listed(parts, new, words))
    for id, sources in comparable.merged.items():
        yield say("changes.merged", practice=_named(new[id]), sources=_listed(sources, old, words))
    for id in comparable.new:
        yield say("changes.new", practice=_named(new[id]))
    for id in comparable.dropped:
        yield say("changes.dropped", practice=_named(old[id]))
    if now.cards:
        yield say("changes.cards", n=len(same_cards(before, now)), of=len(now.cards))
    if not comparable.is_whole:
        yield from _shared_lines(before, now, comparable, words)


def _shared_lines(before: Pack, now: Pack, comparable: Comparable, words: Words) -> Iterator[str]:
    yield words.say("changes.shared")
    for framework, dimensions in shared_dimensions(before, now, comparable).items():
        for one in dimensions:
            called = now.dimension(framework, one.id).name
            key = "changes.share" if one.shared else "changes.no_share"
            yield INDENT + words.say(key, name=called, shared=one.shared, now=one.now, before=one.before)


def name(pack: Pack, dimension: str) -> str:
    """The name of a dimension of any framework by its id."""
    for framework in pack.frameworks.values():
        for one in framework.dimensions:
            if one.id == dimension:
                return one.name
    return dimension


def _named(practice: Practice) -> str:
    return f"{practice.id} {practice.title}"


def _listed(ids: tuple[str, ...], practices: Mapping[str, Practice], words: Words) -> str:
    return words.join([_named(practices[id]) for id in ids])


def change_values(wave: str, before: Pack, now: Pack, comparable: Comparable) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "wave": wave,
        "before": {"id": before.id, "version": before.version},
        "now": {"id": now.id, "version": now.version},
        "by_map": comparable.by_map,
        "same": dict(comparable.same),
        "reworded": list(comparable.reworded),
        "split": {id: list(ids) for id, ids in comparable.split.items()},
        "merged": {id: list(ids) for id, ids in comparable.merged.items()},
        "new": list(comparable.new),
        "dropped": list(comparable.dropped),
        "moved": sorted(moved(before, now, comparable)),
        "cards": list(same_cards(before, now)),
        "shared": {
            framework: {one.id: _share(one) for one in dimensions}
            for framework, dimensions in shared_dimensions(before, now, comparable).items()
        },
    }


def _share(one: Shared) -> dict[str, int]:
    return {"before": one.before, "now": one.now, "shared": one.shared}
