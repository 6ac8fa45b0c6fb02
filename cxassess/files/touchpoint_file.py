"""touchpoints.csv: the client's journey becomes Touchpoints, and every fault is named with its row and column."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.experience_map import LEAST_IMPORTANCE, MOST_IMPORTANCE, PHASES, same_name
from cxassess.files.clean import clean_line, clean_text, is_blank, shortened
from cxassess.files.csv_text import csv_rows
from cxassess.hints import did_you_mean
from cxassess.measures.withholding import ANSWERS
from cxassess.metrics import METRICS, range_of
from cxassess.model.experience_map import Level, Touchpoint, TypedSatisfaction

FILE = "touchpoints.csv"
HEADER = ("touchpoint", "phase")
OPTIONAL = (
    *("sales", "channel", "importance", "satisfaction", "n", "low", "high", "metric", "scale", "source"),
    *("survey", "owner", "feeling", "effort", "functional", "emotional", "social"),
)
MOST, MOST_PHASES = 60, 12  # more than that no picture shows
LONGEST_NAME = 200
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
_YES = {"yes": True, "no": False, "": False}
_METRICS = tuple(id for id in METRICS if id in ANSWERS)
_SCALE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", re.ASCII)
_BESIDE = ("n", "low", "high", "metric", "scale")  # of a value; without one they say nothing
Cells = dict[str, str]


def read_touchpoints(folder: Path) -> tuple[Touchpoint, ...]:
    """The touchpoints of an engagement folder; none without the file. Raises InvalidInput with every fault."""
    path = folder / FILE
    if not path.exists():
        return ()
    touchpoints, problems = read_touchpoint_file(path)
    if problems:
        raise InvalidInput(problems)
    return touchpoints


def read_touchpoint_file(path: Path) -> tuple[tuple[Touchpoint, ...], tuple[Problem, ...]]:
    """The touchpoints of a file in the order of its rows, and every fault in it."""
    problems: list[Problem] = []
    found: list[Touchpoint] = []
    names: dict[str, str] = {}
    rows = 0
    for read in csv_rows(path, HEADER, OPTIONAL):
        if isinstance(read, Problem):
            problems.append(read)
            continue
        rows += 1
        where, cells = read
        row = _Row(where, dict(zip((*HEADER, *OPTIONAL), cells, strict=True)))
        touchpoint = row.read()
        problems += row.problems
        if touchpoint is not None:
            problems += _twice(touchpoint, where, names)
            found.append(touchpoint)
    if not rows and not problems:
        problems.append(Problem(path.name, "holds no touchpoint, a row for each was expected"))
    if rows > MOST:
        problems.append(Problem(path.name, f"{rows} touchpoints were read, at most {MOST} were expected"))
    phases = len({same_name(touchpoint.phase) for touchpoint in found})
    if phases > MOST_PHASES:
        problems.append(Problem(path.name, f"{phases} phases were read, at most {MOST_PHASES} were expected"))
    return tuple(found), tuple(problems)


def first_touchpoints(names: Sequence[str]) -> bytes:
    """A table to start from: the touchpoints of the data, all in the phase during, everything else left to say."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow((*HEADER, *OPTIONAL))
    survey = OPTIONAL.index("survey")
    for name in names or ("Touchpoint",):
        told = [""] * len(OPTIONAL)
        told[survey] = name if names else ""
        table.writerow((name, "during", *told))
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which Excel knows UTF-8


def _twice(touchpoint: Touchpoint, where: str, names: dict[str, str]) -> Iterator[Problem]:
    """A name that stands in another row, too, be it as what the data call a touchpoint."""
    keys = {same_name(touchpoint.name): "touchpoint", same_name(touchpoint.survey or touchpoint.name): "survey"}
    for key, column in keys.items():
        if key in names:
            name = touchpoint.name if column == "touchpoint" else touchpoint.survey or touchpoint.name
            message = f"{column} “{shortened(name)}” stands twice ({names[key]}): one row a touchpoint was expected"
            yield Problem(where, message)
            return
    names.update(dict.fromkeys(keys, where))


class _Row:
    """A row of the file in the reading: its cells, and the faults found in them."""

    def __init__(self, where: str, cells: Cells) -> None:
        self._where = where
        self._cells = {column: clean_line(cell) for column, cell in cells.items()}
        self._raw = cells
        self.problems: list[Problem] = []

    def read(self) -> Touchpoint | None:
        """The touchpoint, None where a cell is at fault."""
        name, phase = self._name("touchpoint"), self._name("phase")
        sales = self._one_of("sales", _YES, "yes or no")
        importance = self._number("importance", LEAST_IMPORTANCE, MOST_IMPORTANCE, f"a number from {LEAST_IMPORTANCE}")
        effort = self._one_of("effort", {"": "", **{level: level for level in LEVELS}}, ", ".join(LEVELS))
        typed = self._satisfaction()
        if self.problems:
            return None
        texts = {key: self._text(key) for key in ("feeling", "functional", "emotional", "social")}
        return Touchpoint(
            name=name,
            phase=phase,
            sales=bool(sales),
            channel=self._cells["channel"],
            importance=importance,
            typed=typed,
            survey=self._cells["survey"],
            owner=self._cells["owner"],
            effort=_level(effort),
            **texts,
        )

    def _fault(self, message: str) -> None:
        self.problems.append(Problem(self._where, message))

    def _text(self, column: str) -> str:
        return clean_text(self._raw[column])

    def _name(self, column: str) -> str:
        text = self._cells[column]
        if is_blank(text):
            expected = "a name" if column == "touchpoint" else f"{', '.join(PHASES)} or a stage of your own"
            self._fault(f"{column} is blank, {expected} was expected")
        elif len(text) > LONGEST_NAME:
            self._fault(f"{column} has {len(text)} characters, at most {LONGEST_NAME} were expected")
        return text.casefold() if text.casefold() in PHASES and column == "phase" else text

    def _one_of(self, column: str, known: Mapping[str, object], expected: str) -> object:
        text = self._cells[column].casefold()
        if text not in known:
            hint = did_you_mean(shortened(text), [key for key in known if key])
            self._fault(f"{column} “{shortened(self._cells[column])}” was read, {expected} was expected{hint}")
            return None
        return known[text]

    def _number(self, column: str, low: float, high: float, expected: str) -> float | None:
        text = self._cells[column].replace("−", "-")
        if not text:
            return None
        number = _float(text)
        if not low <= number <= high:  # so that NaN, which compares as false, is refused as well
            expected += f" to {high:g}" if column == "importance" else ""
            self._fault(f"{column} “{shortened(self._cells[column])}” was read, {expected} was expected")
            return None
        return number

    def _satisfaction(self) -> TypedSatisfaction | None:
        """The value with what belongs to it; a row without one leaves all of that blank."""
        cells = self._cells
        if not cells["satisfaction"]:
            for column in _BESIDE:
                if cells[column]:
                    message = f"{column} “{shortened(cells[column])}” was read without a satisfaction"
                    self._fault(f"{message}, both or neither were expected")
            return None
        id = cells["metric"].casefold() or "csat"
        if id not in _METRICS:
            hint = did_you_mean(shortened(id), _METRICS)
            self._fault(f"metric “{shortened(id)}” was read, one of {', '.join(_METRICS)} was expected{hint}")
            return None
        kind = METRICS[id]
        expected = f"{range_of(kind)} ({id})"
        value, low, high = (self._number(c, kind.low, kind.high, expected) for c in ("satisfaction", "low", "high"))
        self._interval(value, low, high)
        return TypedSatisfaction(
            id, value or 0.0, self._count(), low, high, self._scale(id), clean_text(self._raw["source"])
        )

    def _interval(self, value: float | None, low: float | None, high: float | None) -> None:
        if bool(self._cells["low"]) != bool(self._cells["high"]):
            missing = "high" if self._cells["low"] else "low"
            self._fault(f"{missing} is blank beside the other end of the interval, both or neither were expected")
        elif value is not None and low is not None and high is not None and not low <= value <= high:
            self._fault(f"low {low:g} and high {high:g} were read, an interval around {value:g} was expected")

    def _count(self) -> int | None:
        text = self._cells["n"]
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
            self._fault(f"n “{shortened(text)}” was read, a whole number of 1 or more was expected")
            return None
        return int(text)

    def _scale(self, id: str) -> str:
        text = self._cells["scale"]
        if not text:
            return ""
        match = _SCALE.fullmatch(text)
        if id != "csat":
            self._fault(f"scale “{shortened(text)}” was read, a blank cell was expected: {id} has one scale")
            return ""
        if match is None or not int(match[1]) < int(match[2]):
            self._fault(f"scale “{shortened(text)}” was read, a scale such as 1-5 was expected")
            return ""
        return f"{int(match[1])}-{int(match[2])}"


def _float(text: str) -> float:
    """The number of a cell; a decimal comma is one, too. NaN for anything else."""
    try:
        value = float(text if "." in text else text.replace(",", ".", 1))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) and "_" not in text else math.nan


def _level(text: object) -> Level:
    return next((level for level in LEVELS if level == text), "")
