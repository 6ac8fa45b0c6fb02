"""Other words for the same things: “user” where a public service does not speak of customers."""

import re
from collections.abc import Mapping
from functools import lru_cache

_SLOT = re.compile(r"(\{[^{}]*\})")  # a value's place in a sentence of the catalogue


def reworded(text: str, words: Mapping[str, str]) -> str:
    """The text with each phrase of `words` replaced; longer phrases first, whole words, a capital stays a capital.

    A phrase that stands for itself is kept as it is, so that “customer service” may survive where “customer” does not.

    >>> reworded("Customers call customer service.", {"customers": "users", "customer service": "customer service"})
    'Users call customer service.'
    """
    if not words:
        return text
    pattern, lookup = _compiled(tuple(words.items()))

    def instead(found: re.Match[str]) -> str:
        phrase = found.group()
        other = lookup[phrase.casefold()]
        return other[:1].upper() + other[1:] if phrase[0].isupper() else other

    parts = _SLOT.split(text)
    return "".join(part if _SLOT.fullmatch(part) else pattern.sub(instead, part) for part in parts)


@lru_cache
def _compiled(words: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    lookup = {phrase.casefold(): other for phrase, other in words}
    longest_first = sorted(lookup, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE), lookup
