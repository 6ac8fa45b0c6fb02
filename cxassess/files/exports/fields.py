"""A column of a typed view as SQL: its value, and for each row the state of the text that it was read from.

Every kind of column goes through `_field`, so that a blank, a code for “not applicable”, a value out of range and a
text that cannot be read are told apart in one place and in one order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite

from cxassess.files.exports.mapping import Condition, RatingColumn, Unit, YesNoColumn
from cxassess.files.exports.times import (
    EARLIEST,
    LATEST,
    Dates,
    Style,
    clock_seconds_sql,
    number_sql,
    quoted,
)
from cxassess.files.tables.column import Column
from cxassess.measures.scale import Scale

BLANK_WORDS = ("", "-", "–", "—", "null", "none", "nan", "nil", "#n/a", "blank", "(blank)", "no data", "no answer")
NOT_APPLICABLE_WORDS = ("n/a", "na", "n.a.", "not applicable", "does not apply")
SECONDS: Mapping[Unit, float] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_ANY = "true"
FINITE = "NOT isinf({v}) AND NOT isnan({v})"
SHOWN = 80  # characters of a text that an example shows


class State(IntEnum):
    """What became of a cell."""

    USED = 0
    BLANK = 1
    NOT_APPLICABLE = 2
    OUT_OF_RANGE = 3
    UNPARSABLE = 4


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the view that is made.

    Attributes:
        name: its name in the view.
        headers: the columns of the file that it is read from, by name.
        texts: the same as columns of the text table.
        value: SQL over the text table, NULL where nothing can be read.
        state: SQL over `value` (as v_<name>) and the texts: a State.
        type: of the value in the view.
        expected: what is expected of a text, as a sentence says it.
        always_used: whether every value that is read counts, so that none has to be taken out by its state.
    """

    name: str
    headers: tuple[str, ...]
    texts: tuple[str, ...]
    value: str
    state: str
    type: str
    expected: str
    always_used: bool = False


def first_of_each(fields: Iterable[Field]) -> list[Field]:
    """Of several fields of one name the first."""
    found: dict[str, Field] = {}
    for one in fields:
        found.setdefault(one.name, one)
    return list(found.values())


def _field(
    name: str,
    sources: Mapping[str, str],
    value: str,
    type: str,
    expected: str,
    *,
    in_range: str = _ANY,
    blank: Iterable[str] = (),
    not_applicable: Iterable[str] = (),
    asked: str = "",
) -> Field:
    """Put the states in their order: not asked, a code of the client's own, used, blank, not applicable, and faults.

    Args:
        sources: headers with their columns of the text table.
        in_range: SQL for a value that counts, with {v} where it stands; without it any value does.
        blank, not_applicable: codes of the client's own.
        asked: SQL for a row in which the question was asked.
    """
    v = f"v_{name}"
    words = f"lower(trim({next(iter(sources.values()))}))"
    every = " OR ".join(f"{text} IS NULL" for text in sources.values())
    cases = [f"WHEN NOT ({asked}) THEN {State.NOT_APPLICABLE:d}"] if asked else []
    own = ((tuple(blank), State.BLANK), (tuple(not_applicable), State.NOT_APPLICABLE))
    cases += [f"WHEN {_is_one_of(words, codes)} THEN {fate:d}" for codes, fate in own if codes]
    always_used = in_range == _ANY and not cases
    cases.append(f"WHEN {v} IS NOT NULL AND ({in_range.format(v=v)}) THEN {State.USED:d}")
    cases.append(f"WHEN {every} THEN {State.BLANK:d}")
    empty = (_is_one_of(f"lower(trim({text}))", BLANK_WORDS) for text in sources.values())
    cases.append(f"WHEN {' OR '.join(empty)} THEN {State.BLANK:d}")
    cases.append(f"WHEN {_is_one_of(words, NOT_APPLICABLE_WORDS)} THEN {State.NOT_APPLICABLE:d}")
    cases.append(f"WHEN {v} IS NOT NULL THEN {State.OUT_OF_RANGE:d} ELSE {State.UNPARSABLE:d}")
    state = f"CASE {' '.join(cases)} END"
    return Field(name, tuple(sources), tuple(sources.values()), value, state, type, expected, always_used)


def _is_one_of(words: str, codes: Sequence[str]) -> str:
    """SQL: whether a text in lower case is one of some codes; a number is the same however it is written."""
    listed = ", ".join(quoted(code.strip().casefold()) for code in codes)
    numbers = sorted({number for code in codes if (number := number_of_code(code)) is not None})
    by_number = f" OR TRY_CAST({words} AS DOUBLE) IN ({', '.join(f'{n:g}' for n in numbers)})" if numbers else ""
    return f"({words} IN ({listed}){by_number})"


def number_of_code(code: str) -> float | None:
    """The number that a code is; None for a word."""
    try:
        number = float(code)
    except ValueError:
        return None
    return number if isfinite(number) else None


def condition_sql(condition: Condition, text: str) -> str:
    """SQL: whether a row meets a condition; a blank meets none that asks for a word."""
    found = f"coalesce({_is_one_of(f'lower(trim({text}))', condition.values)}, false)"
    return found if condition.holds else f"NOT {found}"


# ── the kinds ────────────────────────────────────────────────────────────────────────────────────────────────


def text_field(name: str, header: str, text: str) -> Field:
    """A channel, a segment, a customer: any words."""
    return _field(name, {header: text}, _trimmed(text), "VARCHAR", "text")


def _trimmed(text: str) -> str:
    """SQL: a text without outer spaces, NULL where nothing is left.

    `trim` knows the spaces of all scripts, and takes most of the time of a text that has none. It is spared where
    no letter is beyond ASCII, the first is none that sorts before “!”, and the last is no space.
    """
    may_have = f"{text} < '!' OR ends_with({text}, ' ') OR strlen({text}) <> length({text})"
    return f"CASE WHEN {may_have} THEN nullif(trim({text}), '') ELSE {text} END"


def id_field(header: str, text: str) -> Field:
    """What tells rows apart, as a number for its text. An id such as 5.7E+17 was broken by a spreadsheet."""
    broken = f"regexp_full_match({text}, '\\s*\\d([.,]\\d+)?[Ee]\\+\\d+\\s*')"
    known = f"hash({_trimmed(text)})"
    # the pattern is slow, and hardly any sound id has a plus sign
    value = f"CASE WHEN contains({text}, '+') THEN CASE WHEN NOT {broken} THEN {known} END ELSE {known} END"
    return _field("id", {header: text}, value, "UBIGINT", "an id with all its digits")


def rating_field(
    name: str,
    header: str,
    column: Column,
    question: RatingColumn,
    scale: Scale,
    style: Style,
    conditions: Sequence[str],
) -> Field:
    """The points of a question. A label counts as its point, and “9 - likely” as the number that it begins with."""
    text = column.text
    begins = f"TRY_CAST(regexp_extract({text}, '^\\s*(-?\\d+)\\s*[-–—:=.)]?\\s+\\D', 1) AS DOUBLE)"
    labels = " ".join(f"WHEN {quoted(label)} THEN {point}" for label, point in question.labels.items())
    labelled = f"CASE lower(trim({text})) {labels} END, " if labels else ""
    value = f"coalesce({labelled}{number_sql(text, style)}, {begins})"
    if column.number and not labels:
        value = column.number
    points = "TINYINT" if scale.low >= -128 and scale.high <= 127 else "INTEGER"
    return _field(
        name,
        {header: text},
        value,
        points,
        f"a whole number from {scale.low} to {scale.high}",
        in_range=f"{{v}} BETWEEN {scale.low} AND {scale.high} AND {{v}} = floor({{v}})",
        blank=question.blank,
        not_applicable=question.not_applicable,
        asked=" AND ".join(conditions),
    )


def yes_no_field(name: str, header: str, text: str, column: YesNoColumn, conditions: Sequence[str] = ()) -> Field:
    """1 for one word, 0 for another; without words for 0 it is every other text, and a blank."""
    words = f"lower(trim({text}))"
    yes, no = _is_one_of(words, column.yes), _is_one_of(words, column.no) if column.no else ""
    value = f"CASE WHEN {yes} THEN 1 " + (f"WHEN {no} THEN 0 END" if no else "ELSE 0 END")
    expected = f"{' or '.join(column.yes)}, or {' or '.join(column.no)}" if column.no else "any word"
    asked = " AND ".join(conditions)
    return _field(name, {header: text}, value, "TINYINT", expected, blank=column.blank, asked=asked)


def number_field(name: str, header: str, column: Column, style: Style, *, above_zero: bool = False) -> Field:
    """Money or a weight: 0 or more, a weight more than 0."""
    least = "{v} > 0" if above_zero else "{v} >= 0"
    expected = "a number above 0" if above_zero else "a number from 0 on"
    in_range = f"{least} AND {FINITE}"
    return _field(name, {header: column.text}, _number(column, style), "DOUBLE", expected, in_range=in_range)


def _number(column: Column, style: Style) -> str:
    """SQL: the number of a column as DOUBLE."""
    return column.number or number_sql(column.text, style)


def _moment(column: Column, dates: Dates) -> str:
    """SQL: the moment of a column as its clock shows it, as TIMESTAMP."""
    return column.moment or dates.local(column.text)


def day_field(name: str, header: str, column: Column, dates: Dates, home: str) -> Field:
    """A calendar day at the client's own place."""
    value = dates.day(_moment(column, dates), column.text, home)
    in_range = f"{{v}} BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"
    return _field(name, {header: column.text}, value, "DATE", "a date", in_range=in_range)


def duration_field(name: str, columns: Mapping[str, Column], unit: Unit, style: Style) -> Field:
    """A duration in minutes (a handle time in seconds), from one column or from several that add up."""
    into = 1 if name == "handle" else 60
    sources = {header: column.text for header, column in columns.items()}
    if unit == "h:m:s":
        parts = [clock_seconds_sql(text) for text in sources.values()]
        factor: float = 1
    else:
        parts = [_number(column, style) for column in columns.values()]
        factor = SECONDS[unit]
    # a negative part makes the whole negative, so that it is out of range as a whole
    least = f"least({', '.join(parts)})" if len(parts) > 1 else parts[0]
    total = " + ".join(parts)
    converted = f"({total})" if factor == into else f"({total}) * {factor:g} / {into:g}"
    value = f"CASE WHEN {least} < 0 THEN -1 ELSE {converted} END" if len(parts) > 1 else converted
    expected = "hours:minutes:seconds" if unit == "h:m:s" else f"a number of {unit} from 0 on"
    return _field(name, sources, value, "DOUBLE", expected, in_range="{v} >= 0 AND " + FINITE)


def span_field(name: str, start: tuple[str, Column, Dates], end: tuple[str, Column, Dates]) -> Field:
    """A duration between two moments (header, column, how it is read), whatever the clocks did in between."""
    moments = [dates.instant(_moment(column, dates), column.text) for _, column, dates in (start, end)]
    # whole seconds: where only one column has fractions, a case that was closed at once would end before it began
    seconds = f"(floor(epoch({moments[1]})) - floor(epoch({moments[0]})))"
    value = f"{seconds} / {1 if name == 'handle' else 60}"
    sources = {start[0]: start[1].text, end[0]: end[1].text}
    return _field(name, sources, value, "DOUBLE", "two times, the end after the start", in_range="{v} >= 0")
