"""Which groups are large enough to be shown where persons stay hidden."""

from collections.abc import Mapping

from cxassess.model.assessment import GroupMean


def shown(groups: Mapping[str, GroupMean], minimum: int) -> frozenset[str]:
    """The groups that may be shown, so that the hidden ones cannot be worked out as a remainder.

    Groups below the minimum are hidden; while those hidden together are still fewer than the minimum, the next
    smallest is hidden too.

    >>> sorted(shown({k: GroupMean(3.0, n) for k, n in zip("abcde", (8, 7, 5, 2, 1))}, 5))
    ['a', 'b']
    """
    sizes = sorted(((group.n, id) for id, group in groups.items() if group.n), key=lambda item: item)
    hidden = [item for item in sizes if item[0] < minimum]
    rest = [item for item in sizes if item[0] >= minimum]
    while hidden and rest and sum(n for n, _ in hidden) < minimum:
        hidden.append(rest.pop(0))
    return frozenset(id for _, id in rest)
