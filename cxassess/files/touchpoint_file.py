"""touchpoints.csv: the client's journey becomes Touchpoints, and every fault is named with its row and column."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.experience_map import LEAST_IMPORTANCE, MOST_IMPORTANCE, PHASES, data_touchpoints, same_name
from cxassess.files.clean import clean_line, clean_text, is_blank, shortened
from cxassess.files.csv_text import csv_rows
from cxassess.files.safe import write_whole
from cxassess.hints import did_you_mean
from cxassess.measures.withholding import ANSWERS
from cxassess.metrics import METRICS, range_of
from cxassess.model.experience_map import Level, Touchpoint, TypedSatisfaction
from cxassess.model.outcome import MetricReading

FILE = "touchpoints.csv"
HEADER = ("touchpoint", "phase")
OPTIONAL = (
    *("sales", "channel", "importance", "satisfaction", "n", "low", "high", "metric", "scale", "source"),
    *("survey", "owner", "feeling", "effort", "functional", "emotional", "social"),
)
MOST, MOST_PHASES = 60, 12  # more than that no picture shows
LONGEST_NAME = 200
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
_FORMULAS = ("=", "+", "-", "@")
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
    phases: set[str] = set()
    rows = 0
    for read in csv_rows(path, HEADER, OPTIONAL):
        if isinstance(read, Problem):
            problems.append(read)
            continue
        rows += 1
        where, cells = read
        row = _Row(where, dict(zip((*HEADER, *OPTIONAL), cells, strict=True)))
        touchpoint = row.read()
        problems += [*row.problems, *_twice(row, where, names)]
        phases.add(same_name(row.cells["phase"]))
        if touchpoint is not None:
            found.append(touchpoint)
    if not rows and not problems:
        problems.append(Problem(path.name, "holds no touchpoint, a row for each was expected"))
    if rows > MOST:
        problems.append(Problem(path.name, f"{rows} touchpoints were read, at most {MOST} were expected"))
    if len(phases) > MOST_PHASES:
        problems.append(Problem(path.name, f"{len(phases)} phases were read, at most {MOST_PHASES} were expected"))
    return tuple(found), tuple(problems)


def start_touchpoints(folder: Path, metrics: Mapping[str, MetricReading]) -> list[str]:
    """Write a table to start from, and say what to do with it. Raises CxassessError where there is one, CannotWrite."""
    path = folder / FILE
    if path.exists():
        message = f"{path} is there already; nothing was changed"
        raise CxassessError(message)
    every = data_touchpoints(metrics)
    left_out = [name for name in every if name.startswith(_FORMULAS)]
    names = [name for name in every if name not in left_out][:MOST]
    write_whole(path, first_touchpoints(names))
    found = f"{len(names)} touchpoints of the data" if names else "one row, as the data name no touchpoint"
    shown = ", ".join(map(shortened, left_out))
    return [
        f"{path} is ready, with {found}; each stands in the phase during.",
        *([f"Left out, as a spreadsheet would take them for formulas: {shown}."] if left_out else []),
        "Next: say of each its phase (before, during, after or a stage of your own) and its importance, 1 to 10;",
        f"add those that the data lack. All other columns may stay blank. Then: cxassess touchpoints {folder}",
    ]


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


def _twice(row: "_Row", where: str, names: dict[str, str]) -> Iterator[Problem]:
    """A name that stands in another row, too, be it as what the data call a touchpoint."""
    told = {column: row.cells[column] for column in ("touchpoint", "survey") if not is_blank(row.cells[column])}
    for column, name in told.items():
        if same_name(name) in names:
            message = f"{column} “{shortened(name)}” stands twice ({names[same_name(name)]}): "
            yield Problem(where, f"{message}one row a touchpoint was expected")
            return
    names.update({same_name(name): where for name in told.values()})


class _Row:
    """A row of the file in the reading: its cells, and the faults found in them."""

    def __init__(self, where: str, cells: Cells) -> None:
        self._where = where
        self.cells = {column: clean_line(cell) for column, cell in cells.items()}
        self._raw = cells
        self.problems: list[Problem] = []

    def read(self) -> Touchpoint | None:
        """The touchpoint, None where a cell is at fault."""
        name, phase = self._name("touchpoint"), self._name("phase")
        sales = self._one_of("sales", _YES, "yes or no")
        importance = self._number("importance", LEAST_IMPORTANCE, MOST_IMPORTANCE, f"a number from {LEAST_IMPORTANCE}")
        effort = self._one_of("effort", {"": "", **{level: level for level in LEVELS}}, "low, medium or high")
        typed = self._satisfaction()
        if self.problems:
            return None
        texts = {key: self._text(key) for key in ("feeling", "functional", "emotional", "social")}
        return Touchpoint(
            name=name,
            phase=phase,
            sales=bool(sales),
            channel=self.cells["channel"],
            importance=importance,
            typed=typed,
            survey=self.cells["survey"],
            owner=self.cells["owner"],
            effort=_level(effort),
            **texts,
        )

    def _fault(self, message: str) -> None:
        self.problems.append(Problem(self._where, message))

    def _text(self, column: str) -> str:
        return clean_text(self._raw[column])

    def _name(self, column: str) -> str:
        text = self.cells[column]
        if is_blank(text):
            expected = "a name" if column == "touchpoint" else f"{', '.join(PHASES)} or a stage of your own"
            self._fault(f"{column} is blank, {expected} was expected")
        elif len(text) > LONGEST_NAME:
            self._fault(f"{column} has {len(text)} characters, at most {LONGEST_NAME} were expected")
        return text.casefold() if text.casefold() in PHASES and column == "phase" else text

    def _one_of(self, column: str, known: Mapping[str, object], expected: str) -> object:
        text = self.cells[column].casefold()
        if text not in known:
            hint = did_you_mean(shortened(text), [key for key in known if key])
            self._fault(f"{column} “{shortened(self.cells[column])}” was read, {expected} was expected{hint}")
            return None
        return known[text]

    def _number(self, column: str, low: float, high: float, expected: str) -> float | None:
        text = self.cells[column].replace("−", "-")
        if not text:
            return None
        number = _float(text)
        if not low <= number <= high:  # so that NaN, which compares as false, is refused as well
            expected += f" to {high:g}" if column == "importance" else ""
            self._fault(f"{column} “{shortened(self.cells[column])}” was read, {expected} was expected")
            return None
        return number

    def _satisfaction(self) -> TypedSatisfaction | None:
        """The value with what belongs to it; a row without one leaves all of that blank."""
        cells = self.cells
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
        if bool(self.cells["low"]) != bool(self.cells["high"]):
            missing = "high" if self.cells["low"] else "low"
            self._fault(f"{missing} is blank beside the other end of the interval, both or neither were expected")
        elif value is not None and low is not None and high is not None and not low <= value <= high:
            self._fault(f"low {low:g} and high {high:g} were read, an interval around {value:g} was expected")

    def _count(self) -> int | None:
        text = self.cells["n"]
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
            self._fault(f"n “{shortened(text)}” was read, a whole number of 1 or more was expected")
            return None
        return int(text)

    def _scale(self, id: str) -> str:
        text = self.cells["scale"]
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
