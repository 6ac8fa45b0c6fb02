"""A hint at the word that somebody probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[object]) -> str:
    """The nearest known word as a remark in brackets, or nothing where none is near.

    >>> did_you_mean("clinet", ["client", "sector"])
    ' (did you mean client?)'
    """
    near = get_close_matches(word, [str(k) for k in known], 1)
    return f" (did you mean {near[0]}?)" if near else ""
