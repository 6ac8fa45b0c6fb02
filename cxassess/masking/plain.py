"""A comment as it is searched: digits, spaces, dashes and letters of every width as plain ones, nothing unseen."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that is personal data; `start` and `end` in characters."""

    start: int
    end: int
    kind: str


_DOTS = frozenset("。｡․‧")
_STROKES = frozenset("−‒﹘")
_APOSTROPHES = frozenset("’‘ʼ´`")


def plain_text(text: str) -> tuple[str, list[int] | None]:
    """The text with digits, spaces, dashes and letters of every width as plain ones, and without what is not seen.

    Also the place of each of its characters in the text; None where both are the same.
    """
    if text.isascii() and text.isprintable():
        return text, None
    made: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in _plain_letter(letter):
            made.append(plain)
            places.append(place)
    return "".join(made), places


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isprintable() else " "
    category = unicodedata.category(letter)
    if category in {"Cf", "Mn", "Me", "Cc", "Co", "Cn"}:
        return ""
    if category == "Zs" or category == "Zl" or category == "Zp":
        return " "
    if category == "Pd" or letter in _STROKES:
        return "-"
    if letter in _DOTS:
        return "."
    if letter in _APOSTROPHES:
        return "'"
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter
