"""One column of a typed view as SQL over a typed column of a warehouse, with the state of each cell.

The same states in the same order as for the texts of a file (`exports.fields`). What differs is what a value is read
from: a warehouse has types, so a number is a number, and nothing is ever cast that could fail there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cxassess.files.exports.fields import BLANK_WORDS, NOT_APPLICABLE_WORDS, SECONDS, Field, State, number_of_code
from cxassess.files.exports.mapping import Condition, RatingColumn, Unit, YesNoColumn
from cxassess.files.exports.times import EARLIEST, LATEST, quoted
from cxassess.files.warehouse.engines import own
from cxassess.measures.queries import FINITE
from cxassess.measures.scale import Scale

Kind = Literal["text", "number", "truth", "day", "clock", "moment", "other"]
TRUE_WORDS, FALSE_WORDS = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
NEVER = "1 = 0"  # TRUE and FALSE are not words of every engine
ALWAYS = "1 = 1"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the client's table.

    Attributes:
        sql: how queries call it: c1, c2 ….
        type: what the warehouse calls its type.
        can_be_nan: whether it is a floating-point number.
    """

    name: str
    sql: str
    kind: Kind
    type: str
    can_be_nan: bool = False

    @property
    def words(self) -> str:
        """SQL: a text in lower case without outer spaces, to be compared with words."""
        return f"lower(trim({self.text}))"

    @property
    def text(self) -> str:
        """SQL: whatever it is as text; some engines have texts, such as those of an enumeration, that need it, too."""
        return f"CAST({self.sql} AS VARCHAR)"


def is_one_of(column: Column, codes: Sequence[str]) -> str:
    """SQL: whether a cell holds one of some codes, of which numbers are meant where the column holds numbers."""
    if column.kind == "number":
        numbers = sorted({number for code in codes if (number := number_of_code(code)) is not None})
        return f"{column.sql} IN ({', '.join(f'{number:.17g}' for number in numbers)})" if numbers else NEVER
    if column.kind == "truth":
        yes, no = (any(code.strip().casefold() in words for code in codes) for words in (TRUE_WORDS, FALSE_WORDS))
        meant = [column.sql] * yes + [f"NOT {column.sql}"] * no
        return f"({' OR '.join(meant)})" if meant else NEVER
    return f"{column.words} IN ({', '.join(quoted(code.strip().casefold()) for code in codes)})"


def condition_sql(condition: Condition, column: Column) -> str:
    """SQL: whether a row meets a condition; a blank meets none that asks for a word."""
    found = f"CASE WHEN {is_one_of(column, condition.values)} THEN 1 ELSE 0 END"
    return f"{found} = {1 if condition.holds else 0}"


def _field(
    name: str,
    columns: Sequence[Column],
    value: str,
    type: str,
    expected: str,
    *,
    in_range: str = ALWAYS,
    blank: Iterable[str] = (),
    not_applicable: Iterable[str] = (),
    asked: Sequence[str] = (),
) -> Field:
    """As `exports.fields._field`: `in_range` has {v} where the value stands."""
    v, first = f"v_{name}", columns[0]
    cases = [f"WHEN NOT ({' AND '.join(asked)}) THEN {State.NOT_APPLICABLE:d}"] if asked else []
    codes = ((tuple(blank), State.BLANK), (tuple(not_applicable), State.NOT_APPLICABLE))
    cases += [f"WHEN {is_one_of(first, given)} THEN {state:d}" for given, state in codes if given]
    cases.append(f"WHEN {v} IS NOT NULL AND {in_range.format(v=v)} THEN {State.USED:d}")
    empty = [f"{column.sql} IS NULL" for column in columns]
    empty += [own("is_nan", column.sql) for column in columns if column.can_be_nan]
    empty += [is_one_of(column, BLANK_WORDS) for column in columns if column.kind == "text"]
    cases.append(f"WHEN {' OR '.join(empty)} THEN {State.BLANK:d}")
    if first.kind == "text":
        cases.append(f"WHEN {is_one_of(first, NOT_APPLICABLE_WORDS)} THEN {State.NOT_APPLICABLE:d}")
    cases.append(f"WHEN {v} IS NOT NULL THEN {State.OUT_OF_RANGE:d} ELSE {State.UNPARSABLE:d}")
    names, texts = tuple(column.name for column in columns), tuple(column.sql for column in columns)
    return Field(name, names, texts, value, f"CASE {' '.join(cases)} END", type, expected)


# ── the kinds ────────────────────────────────────────────────────────────────────────────────────────────────


def text_field(name: str, column: Column) -> Field:
    """A channel, a segment, a customer, an id: whatever it is, as text."""
    return _field(name, [column], f"nullif(trim({column.text}), '')", "VARCHAR", "text")


def day_field(name: str, column: Column, zone: str, home: str) -> Field:
    """A calendar day at the client's own place; `zone` is whose clock a time without a zone shows."""
    if column.kind == "moment":
        value = own("day_of_moment", column.sql, quoted(home))
    elif column.kind == "clock" and zone != home:
        value = own("day_of_clock", column.sql, quoted(zone), quoted(home))
    else:
        value = f"CAST({column.sql} AS DATE)"
    in_range = f"{{v}} >= DATE '{EARLIEST}' AND {{v}} <= DATE '{LATEST}'"
    return _field(name, [column], value, "DATE", "a date", in_range=in_range)


def rating_field(name: str, column: Column, question: RatingColumn, scale: Scale, conditions: Sequence[str]) -> Field:
    """The points of a question: numbers, or texts that are a whole number or one of its labels."""
    if column.kind == "number":
        value = column.sql
    else:
        numbers = range(min(0, scale.low), max(11, scale.high) + 1)  # some beyond the scale, to be told as such
        points = {str(point): point for point in numbers} | dict(question.labels)
        cases = " ".join(f"WHEN {quoted(word)} THEN {point}" for word, point in points.items())
        value = f"CASE {column.words} {cases} END"
    return _field(
        name,
        [column],
        value,
        "INTEGER",
        f"a whole number from {scale.low} to {scale.high}",
        in_range=f"{{v}} >= {scale.low} AND {{v}} <= {scale.high} AND {{v}} = floor({{v}})",
        blank=question.blank,
        not_applicable=question.not_applicable,
        asked=conditions,
    )


def yes_no_field(name: str, column: Column, words: YesNoColumn, conditions: Sequence[str] = ()) -> Field:
    """1 for one word, 0 for another; without words for 0 it is every other one, and a blank."""
    yes, no = is_one_of(column, words.yes), is_one_of(column, words.no) if words.no else ""
    value = f"CASE WHEN {yes} THEN 1 " + (f"WHEN {no} THEN 0 END" if no else "ELSE 0 END")
    expected = f"{' or '.join(words.yes)}, or {' or '.join(words.no)}" if words.no else "any word"
    return _field(name, [column], value, "INTEGER", expected, blank=words.blank, asked=conditions)


def number_field(name: str, column: Column, *, above_zero: bool = False) -> Field:
    """Money or a weight: 0 or more, a weight more than 0."""
    least, expected = ("{v} > 0", "a number above 0") if above_zero else ("{v} >= 0", "a number from 0 on")
    value = f"CAST({column.sql} AS DOUBLE)"
    return _field(name, [column], value, "DOUBLE", expected, in_range=f"{least} AND {{v}} < {FINITE}")


def duration_field(name: str, columns: Sequence[Column], unit: Unit) -> Field:
    """A duration in minutes (a handle time in seconds), from one column or from several that add up."""
    into = 1 if name == "handle" else 60
    parts = [f"CAST({column.sql} AS DOUBLE)" for column in columns]
    value = f"({' + '.join(parts)}) * {SECONDS[unit]:g} / {into:g}"
    if len(parts) > 1:  # a negative part makes the whole negative, so that it is out of range as a whole
        value = f"CASE WHEN {' OR '.join(f'{part} < 0' for part in parts)} THEN -1 ELSE {value} END"
    expected = f"a number of {unit} from 0 on"
    return _field(name, columns, value, "DOUBLE", expected, in_range=f"{{v}} >= 0 AND {{v}} < {FINITE}")


def span_field(name: str, start: Column, end: Column, zone: str) -> Field:
    """A duration between two moments, whatever the clocks did in between."""
    # whole seconds: where only one column has fractions, a case that was closed at once would end before it began
    seconds = f"CAST({_seconds(end, zone)} AS DOUBLE) - CAST({_seconds(start, zone)} AS DOUBLE)"
    value = f"({seconds}) / {1 if name == 'handle' else 60}"
    in_range = f"{{v}} >= 0 AND {{v}} < {FINITE}"
    return _field(name, [start, end], value, "DOUBLE", "two times, the end after the start", in_range=in_range)


def _seconds(column: Column, zone: str) -> str:
    if column.kind == "moment":
        return own("seconds_of_moment", column.sql)
    return own("seconds_of_clock", column.sql, quoted(zone))


def typed_sql(field: Field, at: int) -> str:
    """SQL: the value of a field where its state (s<at>) says that it counts, in the type of the view."""
    value = f"CAST(CASE WHEN s{at} = {State.USED:d} THEN v_{field.name} END AS {field.type})"
    return own("bytewise", value) if field.type == "VARCHAR" else value


def said_sql(field: Field, columns: Mapping[str, Column]) -> str:
    """SQL: what stands in the cells of a field, as an example shows it."""
    texts = (f"coalesce({columns[name].text}, '')" for name in dict.fromkeys(field.headers))
    return " || ' – ' || ".join(texts)
