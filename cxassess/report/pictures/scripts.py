"""Which scripts no font of this machine shows, and the font that would help: nothing is left out in silence."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from cxassess.formats import Formats
from cxassess.report.blocks import Block, Picture, flat
from cxassess.report.palette import Brand
from cxassess.report.pictures.sheet import own_settings
from cxassess.report.pictures.type import is_sign, missing_letters

SIGNS = "signs"
_SHOWN = 6
# The first word of a letter's name in Unicode to the script as people call it, and the font that has it.
_CALLED = {
    "CJK": ("Chinese", "Noto Sans CJK SC"),
    "KANGXI": ("Chinese", "Noto Sans CJK SC"),
    "HIRAGANA": ("Japanese", "Noto Sans CJK JP"),
    "KATAKANA": ("Japanese", "Noto Sans CJK JP"),
    "HANGUL": ("Korean", "Noto Sans CJK KR"),
}


class Lack(NamedTuple):
    """A script without a font: its name or SIGNS, the font that has it, and some of the letters."""

    script: str
    font: str
    letters: str


def missing_scripts(texts: Iterable[str], brand: Brand) -> tuple[Lack, ...]:
    """The scripts of letters in texts that no font of this machine or of the brand has."""
    with own_settings(brand):
        letters = missing_letters(texts)
    found: dict[tuple[str, str], list[str]] = {}
    for letter in sorted(letters):
        found.setdefault(_script(letter), []).append(letter)
    return tuple(Lack(script, font, " ".join(some[:_SHOWN])) for (script, font), some in found.items())


def _script(letter: str) -> tuple[str, str]:
    if is_sign(letter):
        return SIGNS, "Noto Emoji"
    word = unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
    return _CALLED.get(word) or (word.title(), f"Noto Sans {word.title()}")


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text that the pictures of a report may show."""
    for block in flat(blocks):
        if isinstance(block, Picture):
            yield from _texts(block.figure)


def _texts(value: object) -> Iterator[str]:
    """Every text in a figure, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type | Formats):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
