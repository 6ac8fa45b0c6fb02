"""Type as the pictures set it: measured, cut or wrapped to the room there is."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

DPI = 200

MM = DPI / 25.4  # pixels in a millimetre
PT = 25.4 / 72  # millimetres in a point
CAPITAL = 0.632  # height of Carlito's capitals and figures, in em


_JOINER = "\u200d"  # makes one sign of two
_VIRAMA = 9  # the combining class of the sign that joins two consonants in Indic scripts


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
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR"),
    *("Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Nirmala UI", "Leelawadee UI", "Segoe UI"),  # Windows
    *("PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Kohinoor Devanagari", "Thonburi", "Geeza Pro"),  # macOS
    *("WenQuanYi Micro Hei", "Droid Sans Fallback", "Noto Emoji", "Symbola"),
)
_ANY_SCRIPT = re.compile(r"Noto Sans (?!.*(?:Mono|Display|Symbols|Math|CJK))\S.*")  # one family a script


_HOUSE_FACE = "Carlito"
# A brand's face, and its files' other faces, while its pictures are drawn: matplotlib's settings are global, too.
_chosen: list[str] = []
_besides: list[str] = []


@contextmanager
def own_face(face: str, files: Iterable[Path]) -> Iterator[None]:
    """Set pictures in a brand's face, where this machine or one of the files has it; otherwise in Carlito.

    The other faces of the files give the letters that this one lacks.
    """
    for path in files:
        fontManager.addfont(path)
    own = dict.fromkeys(FontProperties(fname=str(path)).get_name() for path in files)
    wanted = face if face in {entry.name for entry in fontManager.ttflist} else ""
    if wanted in {"", _HOUSE_FACE} and not own:
        yield
        return
    _chosen.extend([wanted] if wanted not in {"", _HOUSE_FACE} else [])
    _besides.extend(name for name in own if name not in {wanted, _HOUSE_FACE})
    _forget()
    try:
        yield
    finally:
        _chosen.clear()
        _besides.clear()
        _forget()


def _forget() -> None:
    """Empty the caches of what was measured in another face."""
    for cached in (_families, _letters_of, face, _own_font, _glyphs, measure, _advance):
        cached.cache_clear()


@lru_cache
def _families() -> tuple[str, ...]:
    """The families to take glyphs from. Only those that exist: matplotlib logs each one it cannot find."""
    for path in sorted((Path(__file__).parents[1] / "fonts").glob("*.ttf")):
        fontManager.addfont(path)
    present = {entry.name for entry in fontManager.ttflist}
    others = [name for name in _OTHER_FACES if name in present]
    others += sorted(name for name in present.difference(others) if _ANY_SCRIPT.fullmatch(name))
    return tuple(dict.fromkeys((*_chosen, _HOUSE_FACE, *_besides, *others, "DejaVu Sans")))


@lru_cache
def _letters_of(family: str, bold: bool) -> frozenset[int]:
    """The characters of a family."""
    return frozenset(get_font(findfont(FontProperties(family=[family], weight=_weight(bold)))).get_charmap())


def _weight(bold: bool) -> str:
    return "bold" if bold else "normal"


@lru_cache(maxsize=1024)
def face(type_: Type, text: str = "") -> FontProperties:
    """The face for a text: the bundled one, and of the others only those that it needs, as matplotlib searches each."""
    families = _families()
    needed, lacking = [families[0]], set(map(ord, text)) - _letters_of(families[0], type_.bold)
    for family in families[1:]:
        if not lacking and text:
            break
        found = lacking & _letters_of(family, type_.bold)
        if found or not text:
            needed.append(family)
        lacking -= found
    return FontProperties(family=needed, size=type_.size, weight=_weight(type_.bold))


@lru_cache
def _own_font(bold: bool) -> FT2Font:
    return get_font(findfont(FontProperties(family=[_families()[0]], weight=_weight(bold))))


@lru_cache
def _glyphs(bold: bool) -> frozenset[int]:
    """Every character that can be drawn."""
    codes = (code for name in _families() for code in _letters_of(name, bold))
    return frozenset(code for code in codes if unicodedata.category(chr(code)) != "Cc")


def _glyphs_for(text: str, bold: bool) -> frozenset[int]:
    """The same, after a look for fonts that came to this machine since matplotlib listed them, where one is missing."""
    known = _glyphs(bold)
    if not known.issuperset(map(ord, text)) and _has_new_fonts():
        known = _glyphs(bold)
    return known


@lru_cache
def _has_new_fonts() -> bool:
    """Whether there are fonts that matplotlib's own list lacks, which it keeps from one day to the next."""
    listed = {Path(entry.fname) for entry in fontManager.ttflist}
    found = [path for path in map(Path, sorted(findSystemFonts())) if path not in listed]
    for path in found:
        with suppress(Exception):  # a broken font is none; FreeType fails in many ways
            fontManager.addfont(path)
    if found:
        _forget()
    return bool(found)


def clean(text: str, *, bold: bool = False) -> str:
    """The text on one line, without what no face can draw: emoji go, unknown letters become a box.

    A text of nothing else is a box. Whoever writes the report is told of both; see `missing_letters`.
    """
    line = re.sub(r"[ \t\r\n\f\v\x85\u2028\u2029]+", " ", text).strip()
    known = _glyphs_for(line, bold)
    if known.issuperset(map(ord, line)):
        return line
    drawn = "".join(letter if ord(letter) in known else _stand_in(letter) for letter in line)
    is_seen = any(letter.isprintable() and not letter.isspace() for letter in drawn)
    return re.sub(" +", " ", drawn).strip() if is_seen or not any(map(is_sign, line)) else "□"


def _stand_in(letter: str) -> str:
    return "□" if unicodedata.category(letter)[0] in "LN" else ""


def missing_letters(texts: Iterable[str]) -> frozenset[str]:
    """The letters and signs in texts that no face here can draw."""
    letters = frozenset("".join(texts))
    known = _glyphs_for("".join(letters), bold=False)
    letters = frozenset(letter for letter in letters if ord(letter) not in known)
    return frozenset(letter for letter in letters if unicodedata.category(letter)[0] in "LN" or is_sign(letter))


def is_sign(letter: str) -> bool:
    """Whether it is an emoji or another sign; emoji younger than this Python have no category yet."""
    category = unicodedata.category(letter)
    return category == "So" or (category == "Cn" and "\U0001f000" <= letter <= "\U0001faff")


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
    if not _letters_of(_families()[0], type_.bold).issuperset(map(ord, text)):
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
    for letter in _clusters(word):
        # Scripts that join words by spaces show a hyphen where one is broken.
        if pieces[-1] and not fits(pieces[-1] + letter + "-", type_, room):
            if letter.islower():
                pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _clusters(word: str) -> Iterator[str]:
    """Letters with the marks that belong to them, which no line end may part."""
    cluster = ""
    for letter in word:
        joined = unicodedata.category(letter)[0] == "M" or letter == _JOINER
        if cluster and not joined and not cluster.endswith(_JOINER) and unicodedata.combining(cluster[-1]) != _VIRAMA:
            yield cluster
            cluster = ""
        cluster += letter
    yield cluster


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
