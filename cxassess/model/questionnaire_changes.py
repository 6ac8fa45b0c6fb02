"""What became of the practices of a questionnaire from one version to the next, as its map says or as ids tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["same", "reworded", "split", "merged", "dropped"]


@dataclass(frozen=True, slots=True)
class Step:
    """What became of the practices of one version in the next; whatever it does not name is the same.

    Attributes:
        version, to: the two versions.
        asked: the anchor version of each practice that `version` asked, without those of variants.
        renamed: same words, another id: before → now.
        split: the practices that one became; merged: those that one was made of, by its id now.
    """

    version: str
    to: str
    asked: Mapping[str, int]
    reworded: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def named_before(self) -> tuple[tuple[str, str], ...]:
        """Each id of the earlier version that the step names, with the key that names it."""
        sources = ((f"merged.{now}", id) for now, ids in self.merged.items() for id in ids)
        return (
            *(("reworded", id) for id in self.reworded),
            *((f"renamed.{id}", id) for id in self.renamed),
            *((f"split.{id}", id) for id in self.split),
            *sources,
            *(("dropped", id) for id in self.dropped),
        )

    @property
    def named_now(self) -> tuple[tuple[str, str], ...]:
        """Each id of the later version that the step names, with the key that names it."""
        parts = ((f"split.{before}", id) for before, ids in self.split.items() for id in ids)
        return (
            *(("reworded", id) for id in self.reworded),
            *((f"renamed.{before}", id) for before, id in self.renamed.items()),
            *parts,
            *((f"merged.{id}", id) for id in self.merged),
            *(("new", id) for id in self.new),
        )

    def leads(self, id: str) -> tuple[Kind, tuple[str, ...]]:
        """What became of a practice, and its ids in the later version."""
        if id in self.dropped:
            return "dropped", ()
        if id in self.split:
            return "split", self.split[id]
        if into := tuple(now for now, ids in self.merged.items() if id in ids):
            return "merged", into
        if id in self.reworded:
            return "reworded", (id,)
        return "same", (self.renamed.get(id, id),)


@dataclass(frozen=True, slots=True)
class ChangeMap:
    """The steps that lead from earlier versions to the one that a questionnaire has now."""

    steps: tuple[Step, ...]

    def between(self, before: str, now: str) -> tuple[Step, ...] | None:
        """The steps from one version to another, in order; None where the map does not lead there."""
        by_version = {step.version: step for step in self.steps}
        found: list[Step] = []
        while before != now:
            step = by_version.get(before)
            if step is None or step in found:
                return None
            found.append(step)
            before = step.to
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Comparable:
    """What became of each practice from one version of a questionnaire to another.

    Attributes:
        same: the practices that compare, before → now, in the order of the later version.
        reworded: those that ask something else under the same id, or stand on other anchors: before → now.
        split: before → the practices that it became; merged: now → those that it was made of.
        new: only in the later version; dropped: only in the earlier one.
        by_map: whether the questionnaire says so itself, and not ids and anchor versions alone.
    """

    same: Mapping[str, str]
    reworded: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    by_map: bool = False

    @property
    def renamed(self) -> dict[str, str]:
        """Those of `same` that have another id now."""
        return {before: now for before, now in self.same.items() if before != now}

    @property
    def is_whole(self) -> bool:
        """Whether every practice of both versions compares."""
        return not (self.reworded or self.split or self.merged or self.new or self.dropped)
