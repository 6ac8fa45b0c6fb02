"""What is drawn: pages as lines of (style, text), made to fit the terminal they are for.

Nothing here reads a key or a file. A page has a fixed part (the question, its choices, the full text) and parts
that give way on a small screen, the two last answers first. Only the terminal's own colours are used, with bold,
reverse and one blue that can be read on dark and light.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prompt_toolkit.utils import get_cwidth

from cxassess.words import Words

Line = list[tuple[str, str]]

ACCENT = "#1a7bba"  # 4.6 : 1 on white and on black: the most that one colour can have on both
STYLE = {
    "title": "bold",
    "strong": "bold",
    "accent": ACCENT,
    "key": f"bold {ACCENT}",
    "chosen": "reverse",
    "notice": "bold",
    "validation-toolbar": "bg:default fg:default bold",
}
WIDEST = 100  # longer lines are hard to read
MARGIN = 1


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs that a page is drawn with."""

    tick: str
    pointer: str
    done: str
    left: str
    side: str
    rule: str
    dot: str
    arrows: str
    more: str
    noted: str = "+"


UNICODE = Marks("✓", "❯", "━", "─", "│", "─", "·", "↑ ↓", "…")
ASCII = Marks("*", ">", "#", "-", "|", "-", "-", "Up Down", "...")
_TYPEWRITER = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "·": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "×": "x",
    }
)
_PIECE = re.compile("(?:[^\\s]|[\u00a0\u202f])+")


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room there is, and the signs that the terminal can show."""

    columns: int
    rows: int
    marks: Marks = UNICODE

    @property
    def width(self) -> int:
        """Columns for text between the margins; the last column stays free, as some terminals wrap there."""
        return max(10, min(self.columns - 2 * MARGIN - 1, WIDEST))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question; `full` stands below the choices while the cursor is on it."""

    value: str
    title: str
    full: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key with what it does, in some words and in one for small screens."""

    key: str
    does: str
    short: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Everything that the page of one question shows."""

    head: str
    recent: tuple[tuple[str, str, str, str], ...]
    section: str
    position: str
    left: str
    share: float
    id: str
    question: str
    help: str
    options: tuple[Option, ...]
    saved: str  # the value of the option that is on the disk, or empty
    notes: tuple[str, ...]
    notice: str
    keys: tuple[KeyHint, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list; a heading has no value and cannot be chosen. `noted` tells of a comment or proof."""

    value: str | None
    left: str
    right: str = ""
    done: bool = False
    noted: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of a page. On a small screen the lowest `gives_way` shrinks first, and 0 never."""

    lines: Sequence[Line]
    gives_way: int = 0
    small: Sequence[Line] = ()
    stretches: bool = False


# ── text ──────────────────────────────────────────────────────────────────────────────────────────


def marks_for(encoding: str | None, environment: Mapping[str, str]) -> Marks:
    """The signs for a terminal: plain ones where its encoding or its locale is not Unicode."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "UTF-8")
    named = locale.casefold().replace("-", "")
    unicode = (encoding or "").casefold().replace("-", "").startswith("utf")
    # Windows has no such variables; elsewhere Python may speak UTF-8 to a terminal of the C locale that cannot.
    return UNICODE if unicode and (os.name == "nt" or "utf8" in named) else ASCII


def typeable(text: str, marks: Marks) -> str:
    """The text with typewriter quotes and dashes where the terminal may have no others."""
    return text if marks is UNICODE else text.translate(_TYPEWRITER)


def breakable(text: str) -> list[str]:
    """The text in the pieces between which a line may break: no-break spaces stay, as before a French “?”."""
    return _PIECE.findall(text)


def cut(text: str, width: int, more: str = "…") -> str:
    """The text on one line of at most so many columns."""
    text = " ".join(breakable(text))
    if get_cwidth(text) <= width:
        return text
    room = max(0, width - get_cwidth(more))
    kept = ""
    for character in text:
        if get_cwidth(kept + character) > room:
            break
        kept += character
    return (kept.rstrip() + more)[: max(0, width)]


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns; a word that is wider is broken."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in breakable(paragraph):
            while get_cwidth(word) > width:
                if line:
                    lines.append(line)
                    line = ""
                head = _columns_of(word, width)
                lines.append(head)
                word = word[len(head) :]
            longer = f"{line} {word}" if line else word
            if get_cwidth(longer) <= width:
                line = longer
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return lines


def _columns_of(word: str, width: int) -> str:
    end = 1
    while end < len(word) and get_cwidth(word[: end + 1]) <= width:
        end += 1
    return word[:end]


def spread(left: Line, right: str, width: int) -> Line:
    """A line with some text at its left and some at its right."""
    used = sum(get_cwidth(text) for _, text in left) + get_cwidth(right)
    return [*left, ("", " " * max(2, width - used)), ("", right)]


def paragraphs(texts: Iterable[tuple[str, str]], width: int) -> list[Line]:
    """Texts with their style, wrapped, with a blank line after each that is not a heading."""
    lines: list[Line] = []
    for style, text in texts:
        lines += [[(style, line)] for line in wrap(text, width)]
        if style != "class:strong":
            lines.append([])
    return lines[:-1] if lines and not lines[-1] else lines


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def question_page(canvas: Canvas, view: QuestionView, pointed: str) -> list[Line]:
    """One question with its choices, and below them the full text of the one under the cursor."""
    width, marks = canvas.width, canvas.marks
    blank: list[Line] = [[]]
    done = round(view.share * width)
    recent = [*(_recent(one, width, marks) for one in view.recent), *(blank if view.recent else [])]
    section = cut(view.section, max(6, width - len(view.position) - len(view.left) - 3), marks.more)
    parts = [
        _Part([_head(view.head, width, marks)], gives_way=6),
        _Part(blank, gives_way=3),
        _Part(recent, gives_way=1),
        _Part([spread([("class:strong", section), ("", f" {view.position}")], view.left, width)]),
        _Part([[("class:accent", marks.done * done), ("", marks.left * (width - done))]], gives_way=7),
        _Part(blank, gives_way=4),
        _Part(_question(view, width)),
        _Part(_indented(view.help, len(view.id) + 2, width), gives_way=6),
        _Part(blank, gives_way=4),
        _Part(_options([o for o in view.options if not o.apart], pointed, view, width, marks)),
        _Part(blank, gives_way=5),
        _Part(_options([o for o in view.options if o.apart], pointed, view, width, marks)),
        _Part(blank, gives_way=5),
        _Part(_full_text(view, pointed, width, marks)),
        _Part(blank, gives_way=3),
        _Part(_note(view, width, marks), gives_way=2, small=_note_in_one(view, width, marks)),
        _Part([], stretches=True),
        _Part([[("", marks.rule * width)]], gives_way=2),
        _Part(_hints(view.keys, width, short=False), gives_way=3, small=_hints(view.keys, width, short=True)),
    ]
    if view.recent and sum(len(part.lines) for part in parts) > canvas.rows:
        parts[0] = _Part([_head_with_saved(view, width, marks)], gives_way=6)  # the last answers will give way
    return _margin(_fitted(parts, canvas.rows), marks)


def list_page(
    canvas: Canvas, title: Sequence[str], items: Sequence[Item], pointed: str, keys: Sequence[KeyHint]
) -> list[Line]:
    """Rows to choose from, of which those around the cursor are shown."""
    width, marks = canvas.width, canvas.marks
    above: list[Line] = [[("class:strong", title[0])]]
    above += [[("", line)] for text in title[1:] for line in wrap(text, width)]
    below = _hints(keys, width, short=canvas.rows < 24)
    whole = _whole_row(items, pointed, width)
    room = max(3, canvas.rows - len(above) - len(below) - len(whole) - 3)
    at = next((i for i, item in enumerate(items) if item.value == pointed), 0)
    # A third of the rows stays above the cursor, so that its section's heading is mostly in sight.
    start = max(0, min(at - room // 3, len(items) - room))
    rows = [_row(item, item.value == pointed, width, marks) for item in items[start : start + room]]
    parts = [
        _Part(above),
        _Part([[]]),
        _Part(rows),
        _Part([], stretches=True),
        _Part([[], *whole], gives_way=1),
        _Part([[]]),
        _Part(below),
    ]
    return _margin(_fitted(parts, canvas.rows), marks)


def reading_page(
    canvas: Canvas,
    texts: Iterable[tuple[str, str]],
    offset: int,
    keys: Sequence[KeyHint],
    keys_before: Sequence[KeyHint],
) -> tuple[list[Line], int]:
    """Texts to read from a line on, and the offset of the last screenful; before that other keys are shown."""
    lines = paragraphs(texts, canvas.width)
    hints, before = (_hints(some, canvas.width, short=False) for some in (keys, keys_before))
    room = max(1, canvas.rows - max(len(hints), len(before)) - 1)
    if len(lines) > room:  # blank lines go where that saves turning the page
        dense = [line for line in lines if line]
        lines = dense if len(dense) <= room else lines
    last = max(0, len(lines) - room)
    start = min(offset, last)
    hints = hints if start == last else before
    parts = [_Part(lines[start : start + room]), _Part([], stretches=True), _Part([[]]), _Part(hints)]
    return _margin(_fitted(parts, canvas.rows), canvas.marks), last


def text_page(canvas: Canvas, head: str, title: str, help: str) -> list[Line]:
    """What stands above a line to type on."""
    width = canvas.width
    lines: list[Line] = [_head(head, width, canvas.marks), []] if head else []
    lines += [[("class:strong", line)] for line in wrap(title, width)]
    lines += [[("", line)] for line in wrap(help, width)]
    return _margin([*lines, []], canvas.marks)


def key_hints(words: Words, marks: Marks, *names: str) -> tuple[KeyHint, ...]:
    """What the keys of a page do, by their names in the catalogue."""
    entries = (words.table(f"interview.keys.{name}") for name in names)
    return tuple(KeyHint(marks.arrows if e["key"] == "arrows" else e["key"], e["does"], e["short"]) for e in entries)


def hint_lines(canvas: Canvas, keys: Sequence[KeyHint]) -> list[Line]:
    """The keys that a page knows."""
    return _margin(_hints(keys, canvas.width, short=False), canvas.marks)


# ── pieces ────────────────────────────────────────────────────────────────────────────────────────


def _fitted(parts: Sequence[_Part], rows: int) -> list[Line]:
    """The lines of the parts, shrunk until they fit where that can be, with the spare rows in between."""
    chosen = [part.lines for part in parts]
    for place in sorted((i for i, part in enumerate(parts) if part.gives_way), key=lambda i: (parts[i].gives_way, -i)):
        if sum(map(len, chosen)) <= rows:
            break
        chosen[place] = parts[place].small
    spare = max(0, rows - sum(map(len, chosen)))
    lines: list[Line] = []
    for part, some in zip(parts, chosen, strict=True):
        lines += some
        if part.stretches:
            lines += [[] for _ in range(spare)]
    return lines


def _margin(lines: Iterable[Line], marks: Marks) -> list[Line]:
    space = ("", " " * MARGIN)
    return [[space, *((style, typeable(text, marks)) for style, text in line)] if line else [] for line in lines]


def _head(text: str, width: int, marks: Marks) -> Line:
    client, separator, rest = cut(text, width, marks.more).partition(" · ")
    return [("class:strong", client), ("", f"{separator}{rest}".replace("·", marks.dot))]


def _head_with_saved(view: QuestionView, width: int, marks: Marks) -> Line:
    """The head with a short word that the last answer is saved."""
    name, _, _, saved = view.recent[-1]
    mark = f"{marks.tick} {name} {saved}"
    return spread(_head(view.head, width - get_cwidth(mark) - 2, marks), mark, width)


def _recent(recent: tuple[str, str, str, str], width: int, marks: Marks) -> Line:
    name, question, answer, saved = recent
    left = f"{marks.tick} {name}  "
    end = f" {marks.dot} {saved}"
    answer = cut(answer, max(8, width // 3), marks.more)
    question = cut(question, max(4, width - len(left) - get_cwidth(answer + end) - 2), marks.more)
    return spread([("class:accent", left), ("", question)], answer + end, width)


def _question(view: QuestionView, width: int) -> list[Line]:
    indent = len(view.id) + 2
    lines = wrap(view.question, width - indent)
    first: Line = [("", f"{view.id}  "), ("class:strong", lines[0])]
    return [first, *([("", " " * indent), ("class:strong", line)] for line in lines[1:])]


def _indented(text: str, indent: int, width: int) -> list[Line]:
    return [[("", " " * indent + line)] for line in wrap(text, width - indent)]


def _indent(view: QuestionView, width: int) -> int:
    """Choices and full text stand under the question's words where there is room for that."""
    return min(len(view.id) + 2, max(0, width - 70))


def _options(options: Sequence[Option], pointed: str, view: QuestionView, width: int, marks: Marks) -> list[Line]:
    """The choices; the one under the cursor has a sign and reversed colours, so that colour is not needed."""
    indent = _indent(view, width)
    room = width - indent - 4
    bar = min(room, max((get_cwidth(o.title) for o in view.options), default=0)) + 1
    lines: list[Line] = []
    for option in options:
        for number, text in enumerate(wrap(option.title, room)):
            if option.value == pointed:
                sign = marks.pointer if number == 0 else " "
                filled = f" {sign} {text}{' ' * (bar - get_cwidth(text))}"
                lines.append([("", " " * indent), ("class:chosen", filled)])
            else:
                sign = marks.tick if option.value == view.saved and number == 0 else " "
                lines.append([("", f"{' ' * indent} {sign} {text}")])
    return lines


def _full_text(view: QuestionView, pointed: str, width: int, marks: Marks) -> list[Line]:
    """The full text of the choice under the cursor, in the room that the longest one needs: nothing jumps."""
    indent = _indent(view, width)
    room = width - indent - 2
    texts = {option.value: wrap(option.full, room) if option.full else [] for option in view.options}
    tallest = max((len(lines) for lines in texts.values()), default=0)
    start: Line = [("", " " * indent), ("class:accent", f"{marks.side} ")]
    lines: list[Line] = [[*start, ("", text)] for text in texts.get(pointed, [])]
    return [*lines, *([] for _ in range(tallest - len(lines)))]


def _note(view: QuestionView, width: int, marks: Marks) -> list[Line]:
    indent = _indent(view, width)
    if view.notice:
        return [[("class:notice", " " * indent + line)] for line in wrap(view.notice, width - indent)]
    return [[("", " " * indent + cut(note, width - indent, marks.more))] for note in view.notes]


def _note_in_one(view: QuestionView, width: int, marks: Marks) -> list[Line]:
    """Comment and proof side by side, each with its share of the line."""
    if view.notice or len(view.notes) < 2:
        return _note(view, width, marks)
    indent = _indent(view, width)
    room = (width - indent - 2) // len(view.notes)
    return [[("", " " * indent + "  ".join(cut(note, room, marks.more) for note in view.notes))]]


def _row(item: Item, pointed: bool, width: int, marks: Marks) -> Line:
    if item.value is None:
        return [("class:strong", cut(item.left, width, marks.more))]
    right = cut(item.right, max(8, width // 3), marks.more)
    right += f" {marks.noted}" if item.noted else "  "
    sign = marks.pointer if pointed else " "
    left = cut(item.left, max(4, width - get_cwidth(right) - 7), marks.more)
    start = f" {sign} {marks.tick if item.done else ' '} "
    gap = " " * max(1, width - get_cwidth(start + left) - get_cwidth(right))
    return [("class:chosen" if pointed else "", f"{start}{left}{gap}{right}")]


def _whole_row(items: Sequence[Item], pointed: str, width: int) -> list[Line]:
    """What a row may have cut, in the room that the longest one needs: nothing jumps."""
    texts = {item.value: [item.left, *([item.right] if item.right else [])] for item in items if item.value}
    wrapped = {value: [line for text in some for line in wrap(text, width)] for value, some in texts.items()}
    tallest = max(map(len, wrapped.values()), default=0)
    if tallest < 2:  # a list of roles or units, where no row is cut
        return []
    lines: list[Line] = [[("", text)] for text in wrapped.get(pointed, [])]
    return [*lines, *([] for _ in range(tallest - len(lines)))]


def _hints(keys: Sequence[KeyHint], width: int, *, short: bool) -> list[Line]:
    """The keys side by side, in as many lines as they need."""
    gap = 2 if short else 3
    lines: list[Line] = [[]]
    used = 0
    for hint in keys:
        does = hint.short if short else hint.does
        size = get_cwidth(hint.key) + 1 + get_cwidth(does)
        if used and used + gap + size > width:
            lines.append([])
            used = 0
        if used:
            lines[-1].append(("", " " * gap))
            used += gap
        lines[-1] += [("class:key", hint.key), ("", f" {does}")]
        used += size
    return lines
