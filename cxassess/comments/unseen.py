"""Words that comments without a theme share: what the code frame may lack."""

from collections import Counter
from collections.abc import Iterable

from cxassess.comments.language import SMALL_WORDS
from cxassess.comments.tagging import words_of

_SHORTEST = 4  # letters
_SMALL = frozenset().union(*SMALL_WORDS.values())


def frequent_words(texts: Iterable[str], most: int) -> list[tuple[str, int]]:
    """The words that stand in most of the texts, each with in how many; those in one text alone are left out.

    >>> frequent_words(["The router broke", "router, router!", "and the dog"], 3)
    [('router', 2)]
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word for word in words_of(text) if len(word) >= _SHORTEST and word.isalpha()} - _SMALL)
    found = [(word, n) for word, n in counts.items() if n > 1]
    return sorted(found, key=lambda item: (-item[1], item[0]))[:most]
