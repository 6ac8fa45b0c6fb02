"""A formula together with the value it gives today, so that both are always written side by side."""

from dataclasses import dataclass

from cxassess.display import level
from cxassess.report.printable import printable
from cxassess.words import Words

Value = float | int | str | None  # None shows as an empty string: a score that does not exist
_MARK = "\x01"
_LONGEST_TEXT = 250  # a text within a formula holds at most 255 characters


@dataclass(frozen=True, slots=True)
class Live:
    """A formula without its equals sign, and what it gives for the answers of the report."""

    formula: str
    value: Value


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    text = printable(text)
    pieces = [text[i : i + _LONGEST_TEXT] for i in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def constant(text: str) -> Live:
    return Live(quoted(text), text)


EMPTY = Live('""', None)


def printed(reference: str) -> str:
    """The number as a reader sees it: one decimal, halves up, float dust taken off first (method rule 0)."""
    return f"ROUND(ROUND({reference},9),1)"


def level_of(reference: str) -> str:
    return f"MIN(5,MAX(1,INT({printed(reference)}+0.5)))"


def shortfall_of(needed: str, value: str) -> str:
    return f"MAX(0,ROUND({printed(needed)}-{printed(value)},1))"


def score_text(words: Words, score: Live) -> Live:
    """A score inside a sentence. FIXED writes it as the reader's own Excel does; its value follows the report."""
    assert not isinstance(score.value, str)
    return Live(f"FIXED({printed(score.formula)},1)", words.score(score.value))


def level_text(score: Live, names: str, levels: tuple[str, ...]) -> Live:
    """“3 Defined”; `names` is the range that holds the five names."""
    number = level_of(score.formula)
    value = None
    if isinstance(score.value, float | int):
        reached = level(score.value)
        value = f"{reached} {levels[reached - 1]}"
    return Live(f'{number}&" "&INDEX({names},{number})', value)


def either(condition: str, holds: bool, then: Live, otherwise: Live) -> Live:
    """IF, with the branch that holds today as the value."""
    value = (then if holds else otherwise).value
    return Live(f"IF({condition},{then.formula},{otherwise.formula})", value)


def sentence(words: Words, key: str, **parts: Live) -> Live:
    """A sentence of the catalogue with live parts; its placeholders carry no format."""
    marked = words.say(key, **{name: f"{_MARK}{name}{_MARK}" for name in parts})
    pieces = []
    for position, piece in enumerate(marked.split(_MARK)):
        if position % 2:
            pieces.append(parts[piece].formula)
        elif piece:
            pieces.append(quoted(piece))
    plain = {name: "" if part.value is None else part.value for name, part in parts.items()}
    return Live("&".join(pieces), words.say(key, **plain))
