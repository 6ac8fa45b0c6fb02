"""Which groups are large enough to be shown where persons stay hidden."""

from collections.abc import Mapping

from cxassess.measures.withholding import hidden_groups
from cxassess.model.assessment import GroupMean


def shown(groups: Mapping[str, GroupMean], minimum: int) -> frozenset[str]:
    """The groups that may be shown, so that the hidden ones cannot be worked out as a remainder.

    Groups below the minimum are hidden; while those hidden together are still fewer than the minimum, the next
    smallest is hidden too.

    >>> sorted(shown({k: GroupMean(3.0, n) for k, n in zip("abcde", (8, 7, 5, 2, 1))}, 5))
    ['a', 'b']
    """
    sizes = {id: group.n for id, group in groups.items() if group.n}
    return frozenset(sizes) - hidden_groups(sizes, minimum)
