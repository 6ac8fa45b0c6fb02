"""What stands in an input cell of a workbook becomes the text that inputs hold, or a fault with what was expected."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.settings import LEAST_WEIGHT, MOST_WEIGHT
from cxassess.files.workbook_cells import is_empty
from cxassess.files.workbook_reader import ReadCell
from cxassess.hints import did_you_mean
from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS, STATES, text_of
from cxassess.words import Words

LONGEST_LINE = 300
LINES = ("title", "owner", "agreed_present")  # inputs of one line


class _Unfit(Exception):
    """The cell does not hold what its input takes; the message is what was expected."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ids and words in cells may be."""

    practices: Sequence[str]
    actions: Sequence[str]
    words: Words


def read_value(name: str, cell: ReadCell, known: Known, faults: list[Problem]) -> str | None:
    """The text of an input's value; None with a fault where it cannot be one."""
    if cell.fault:
        faults.append(Problem(cell.where, cell.fault))
        return None
    try:
        return _READERS.get(name, _text)(cell.value, known)
    except _Unfit as unfit:
        faults.append(Problem(cell.where, f"{_quoted(cell.value)} was read, {unfit} was expected"))
        return None


def as_read(name: str, text: str) -> str:
    """The text of an input as reading its cell gives it, so that blanks which nobody typed are no change.

    >>> as_read("title", "Ask  ten "), as_read("what", "Ask  ten ")
    ('Ask ten', 'Ask  ten')
    """
    return clean_line(text) if name in LINES else clean_text(text)


def _quoted(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    return f"“{shortened(clean_line(str(value)))}”"


def _number(value: object) -> float | None:
    """A number, also one that was typed as text; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value.strip() if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and not (isinstance(value, str) and "_" in value) else None


def _target(value: object, _: Known) -> str:
    number = _number(value)
    if number is None or not 1 <= number <= 5:
        raise _Unfit("a target from 1 to 5")
    return text_of(number)


def _weight(value: object, _: Known) -> str:
    number = _number(value)
    if number is None or (number and not LEAST_WEIGHT <= number <= MOST_WEIGHT):
        raise _Unfit(f"a weight of 0, or from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g},")
    return text_of(number)


def _one_of(numbers: Sequence[float], expected: str) -> Callable[[object, Known], str]:
    def read(value: object, _: Known) -> str:
        if is_empty(value):
            return ""
        number = _number(value)
        if number is None or number not in numbers:
            raise _Unfit(expected)
        return f"{number:g}"

    return read


def _rank(value: object, known: Known) -> str:
    if is_empty(value):
        return ""
    number = _number(value)
    if number is None or number != int(number) or not 1 <= number <= len(known.practices):
        raise _Unfit(f"a whole number from 1 to {len(known.practices)}")
    return str(int(number))


def _due(value: object, _: Known) -> str:
    if is_empty(value):
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise _Unfit("a date such as 2026-06-18") from None
    if not isinstance(value, date) or not 2000 <= value.year <= 2200:
        raise _Unfit("a date such as 2026-06-18")
    return value.isoformat()


def _word(value: object, words: Mapping[str, str], expected: str) -> str:
    """The id of a state or horizon, from its word in the language of the workbook, or from the id itself."""
    if is_empty(value):
        return ""
    ids = {word.casefold(): id for id, word in words.items()} | {id: id for id in words}
    id = ids.get(clean_line(str(value)).casefold())
    if id is None:
        raise _Unfit(expected)
    return id


def _horizon(value: object, known: Known) -> str:
    words: dict[str, str] = {id: known.words.say(f"horizons.{id}") for id in HORIZONS}
    return _word(value, words, f"one of {', '.join(words.values())}")


def _status(value: object, known: Known) -> str:
    words: dict[str, str] = {id: known.words.say(f"workbook.roadmap.states.{id}") for id in STATES}
    id = _word(value, words, f"one of {', '.join(words.values())}")
    return "" if id == "open" else id  # which every action is that nobody began


def _merged_into(value: object, known: Known) -> str:
    return _id(value, known.actions, "the id of an action, such as those on the sheet Actions,")


def _practice(value: object, known: Known) -> str:
    return _id(value, known.practices, "the id of a practice, or nothing,")


def _id(value: object, ids: Sequence[str], expected: str) -> str:
    if is_empty(value):
        return ""
    text = clean_line(str(value))
    found = next((id for id in ids if id.casefold() == text.casefold()), None)
    if found is None:
        raise _Unfit(f"{expected}{did_you_mean(shortened(text).upper(), ids)}")
    return found


def _answer(value: object, _: Known) -> str:
    if is_empty(value):
        return ""
    text = clean_line(str(value)).upper()
    number = _number(value)
    if text not in {"DK", "NA"} and (number is None or number not in range(1, 6)):
        raise _Unfit("1 to 5, DK, NA or nothing")
    return text if number is None else f"{number:g}"


def _text(value: object, _: Known) -> str:
    return clean_text(str(value)) if isinstance(value, str | int | float | date) else ""


def _line(value: object, _: Known) -> str:
    text = "" if value is None else clean_line(str(value))
    if len(text) > LONGEST_LINE:
        raise _Unfit(f"at most {LONGEST_LINE} characters")
    return text


_READERS: Mapping[str, Callable[[object, Known], str]] = {
    "target": _target,
    "weight": _weight,
    "role": _weight,
    "agreed": _one_of(range(1, 6), "a whole number from 1 to 5, or nothing,"),
    "impact": _one_of(IMPACTS, "0.5, 1, 2 or 3, or nothing,"),
    "effort": _one_of(EFFORTS, "1, 2, 3, 5 or 8, or nothing,"),
    "rank": _rank,
    "due": _due,
    "horizon": _horizon,
    "status": _status,
    "merged_into": _merged_into,
    "practice": _practice,
    "answer": _answer,
    **dict.fromkeys(LINES, _line),
}
