"""Type as the pictures set it: measured, cut or wrapped to the room there is."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

DPI = 200

MM = DPI / 25.4  # pixels in a millimetre
PT = 25.4 / 72  # millimetres in a point
CAPITAL = 0.632  # height of Carlito's capitals and figures, in em


class Type(NamedTuple):
    """A size of type, in points, and its weight."""

    size: float
    bold: bool = False

    def bold_if(self, bold: bool) -> "Type":
        return self._replace(bold=bold)


LABEL, BODY, VALUE, NOTE = Type(8.5), Type(8.0), Type(7.5), Type(7.0)
LINE = 3.5  # from line to line, millimetres
_DOUBT, _DOUBT_MM = 0.12, 0.6  # more than kerning, hinting and bearings together make of a line of text

# The report's body face first; then what this machine has for other scripts; DejaVu comes with matplotlib.
_OTHER_FACES = (
    *("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR"),
    *("Microsoft YaHei", "Hiragino Sans", "PingFang SC"),
)


_HOUSE_FACE = "Carlito"
_chosen: list[str] = []  # a brand's face while its pictures are drawn, as matplotlib's settings are global, too


@contextmanager
def own_face(face: str, files: Iterable[Path]) -> Iterator[None]:
    """Set pictures in a brand's face, where this machine or one of the files has it; otherwise in Carlito."""
    for path in files:
        fontManager.addfont(path)
    wanted = face if face in {entry.name for entry in fontManager.ttflist} else ""
    if wanted in {"", _HOUSE_FACE}:
        yield
        return
    _chosen.append(wanted)
    _forget()
    try:
        yield
    finally:
        _chosen.clear()
        _forget()


def _forget() -> None:
    """Empty the caches of what was measured in another face."""
    for cached in (_families, face, _own_glyphs, _own_font, _glyphs, measure, _advance):
        cached.cache_clear()


@lru_cache
def _families() -> tuple[str, ...]:
    """The families to take glyphs from. Only those that exist: matplotlib logs each one it cannot find."""
    for path in sorted((Path(__file__).parents[1] / "fonts").glob("*.ttf")):
        fontManager.addfont(path)
    present = {entry.name for entry in fontManager.ttflist}
    return (*_chosen, _HOUSE_FACE, *(name for name in _OTHER_FACES if name in present), "DejaVu Sans")


@lru_cache(maxsize=1024)
def face(type_: Type, text: str = "") -> FontProperties:
    """The face for a text: the bundled one alone where it has every letter, since matplotlib searches each family."""
    families = _families()
    own = families[:1] if text and _own_glyphs(type_.bold).issuperset(map(ord, text)) else families
    return FontProperties(family=list(own), size=type_.size, weight="bold" if type_.bold else "normal")


@lru_cache
def _own_glyphs(bold: bool) -> frozenset[int]:
    """The characters of the bundled face."""
    return frozenset(_own_font(bold).get_charmap())


@lru_cache
def _own_font(bold: bool) -> FT2Font:
    return get_font(findfont(FontProperties(family=[_families()[0]], weight="bold" if bold else "normal")))


@lru_cache
def _glyphs(bold: bool) -> frozenset[int]:
    """Every character that can be drawn."""
    weight = "bold" if bold else "normal"
    faces = (FontProperties(family=[name], weight=weight) for name in _families())
    codes = (code for face in faces for code in get_font(findfont(face)).get_charmap())
    return frozenset(code for code in codes if unicodedata.category(chr(code)) != "Cc")


def clean(text: str, *, bold: bool = False) -> str:
    """The text on one line, without what no face can draw: emoji go, unknown letters become a box."""
    line = re.sub(r"[ \t\r\n\f\v\x85\u2028\u2029]+", " ", text).strip()
    known = _glyphs(bold)
    return "".join(letter if ord(letter) in known else _stand_in(letter) for letter in line).strip()


def _stand_in(letter: str) -> str:
    return "□" if unicodedata.category(letter)[0] in "LN" else ""


@lru_cache
def _ruler() -> Any:
    canvas: Any = FigureCanvasAgg(MplFigure(figsize=(1, 1), dpi=DPI))
    return canvas.get_renderer()


def text_width(text: str, type_: Type) -> float:
    """How wide a clean text prints, in millimetres."""
    return measure(text, face(type_, text), ismath=False)[0] / MM if text else 0.0


@lru_cache(maxsize=20_000)
def measure(text: str, face: FontProperties, ismath: bool | str) -> tuple[float, float, float]:
    """Width, height and descent of a text in pixels, as matplotlib's renderers are asked for them."""
    width, height, descent = _ruler().get_text_width_height_descent(text, face, ismath=ismath)
    return width, height, descent


def fits(text: str, type_: Type, room: float) -> bool:
    """Whether a clean text is no wider than the room.

    Measuring sets the text letter by letter with hinting and kerning, which takes milliseconds. The advances of the
    letters alone tell most texts, and only close calls are measured, so the answer is that of `text_width`.
    """
    if not _own_glyphs(type_.bold).issuperset(map(ord, text)):
        return text_width(text, type_) <= room
    about = sum(_advance(letter, type_.bold) for letter in text) * type_.size * PT
    if abs(about - room) > _DOUBT * about + _DOUBT_MM:
        return about < room
    return text_width(text, type_) <= room


@lru_cache(maxsize=2048)
def _advance(letter: str, bold: bool) -> float:
    """How far a letter of the bundled face moves the pen, in em."""
    font = _own_font(bold)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_SCALE).horiAdvance) / font.units_per_EM


def fit(text: str, type_: Type, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if fits(text, type_, room):
        return text
    too_long = bisect_right(range(len(text)), room, key=lambda end: text_width(text[:end].rstrip() + "…", type_))
    text = text[: max(0, too_long - 1)]
    whole_words = text.rpartition(" ")[0]
    return (whole_words if len(whole_words) > 0.6 * len(text) else text).rstrip(" ,;:") + "…"


def _break_word(word: str, type_: Type, room: float) -> list[str]:
    """A word in pieces that fit: long codes, and scripts written without spaces."""
    if fits(word, type_, room):
        return [word]
    pieces = [""]
    for letter in word:
        # Scripts that join words by spaces show a hyphen where one is broken.
        if pieces[-1] and not fits(pieces[-1] + letter + "-", type_, room):
            if letter.islower():
                pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _fill(text: str, type_: Type, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and fits(f"{lines[-1]} {word}", type_, room):
            lines[-1] += f" {word}"
        else:
            lines += _break_word(word, type_, room)
    return lines


def wrap(text: str, type_: Type, room: float, most: int, *, narrowest: float = 0.55) -> tuple[str, ...]:
    """The text in at most `most` lines of about equal width; the rest is cut with an ellipsis.

    Args:
        narrowest: the share of the room down to which lines are shortened to make them even.
    """
    # No letter is narrower than half a millimetre, so what lies beyond cannot fit: spares measuring an essay.
    text = clean(text, bold=type_.bold)[: int(2 * room * most) + 2]
    lines = _fill(text, type_, room)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        return (*lines[: most - 1], fit(rest, type_, room))
    if len(lines) > 1:
        for share in (share for share in (0.55, 0.65, 0.75, 0.85, 0.95) if share >= narrowest):
            balanced = _fill(text, type_, room * share)
            if len(balanced) == len(lines) and " ".join(balanced) == text:  # no word was broken for it
                return tuple(balanced)
    return tuple(lines)


def widest_line(blocks: Iterable[Sequence[str]], type_: Type) -> float:
    return max((text_width(line, type_) for lines in blocks for line in lines), default=0.0)
