"""What a staged file is: the view to be counted, the account of it, and the faults that only all rows show."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from cxassess.errors import Problem
from cxassess.files.clean import clean_line
from cxassess.files.exports.account import Account, ColumnAccount, RowsLeftOut
from cxassess.files.exports.desk import Desk
from cxassess.files.exports.fields import Field, State
from cxassess.files.exports.mapping import Names, TableMapping
from cxassess.files.exports.recognition import Recognised
from cxassess.files.exports.staging import COMMENT, EXACT_DUPLICATE, REPEATED_ID, Staged
from cxassess.files.exports.times import Dates
from cxassess.files.exports.which import Setting
from cxassess.measures.measure import Grain
from cxassess.measures.views import Question, View, ViewKind

if TYPE_CHECKING:
    from cxassess.files.tables import TextTable

LONGEST_EDGE = 7  # days


class AtHand(Protocol):
    """What is told of a source, be it a file or a table of a warehouse; `exports.desk.Desk` is one."""

    recognised: Recognised
    setting: Setting
    notes: list[str]
    questions: list[Question]

    @property
    def name(self) -> str: ...

    @property
    def mapping(self) -> TableMapping: ...

    def left_out(self) -> list[tuple[str, str]]: ...


def staged_faults(desk: Desk, staged: Staged, made: Sequence[Field]) -> Iterator[Problem]:
    """What shows only when all rows were read, and keeps them from being counted."""
    yield from empty_faults(desk, staged, made)
    for one, states in zip(made if staged.used else (), staged.states, strict=False):
        unread = states[State.UNPARSABLE]
        for header in one.headers:
            dates = desk.dates.get(header)
            if dates and dates.order and unread.count and (text := _other_order(desk, staged, one, header, dates)):
                yield Problem(
                    f"{desk.path.name}, column “{clean_line(header)}”",
                    f"days and months stand in both orders: {text}",
                )


def empty_faults(desk: AtHand, staged: Staged, made: Sequence[Field]) -> Iterator[Problem]:
    """Sources of which no row counts, and columns that hold nothing of what they should."""
    if not staged.rows:
        yield Problem(desk.name, "has a header and no rows")
        return
    if not staged.used:
        why = "; ".join(f"{outcome.count:,} because {reason}" for reason, outcome in _reasons(desk, staged))
        yield Problem(desk.name, f"no row counts: {why}")
        return
    for one, states in zip(made, staged.states, strict=True):
        unread = states[State.UNPARSABLE]
        if unread.count and not states[State.USED].count and not states[State.OUT_OF_RANGE].count:
            shown = f": {unread.examples[0]}" if unread.examples else ""
            yield Problem(
                f"{desk.name}, column “{clean_line(one.headers[0])}”",
                f"{one.expected} was expected, and none of its {unread.count:,} texts is one{shown}",
            )


def _other_order(desk: Desk, staged: Staged, one: Field, header: str, dates: Dates) -> str:
    """A row that can be read only with day and month in the other order."""
    swapped = {"%d": "%m", "%m": "%d"}
    formats = tuple(re.sub("%d|%m", lambda m: swapped[m[0]], f) for f in dates.formats)
    at = one.headers.index(header)
    text = one.texts[at]
    other, own = replace(dates, formats=formats).local(text), dates.local(text)
    found = desk.rows(
        f"SELECT row, {text} FROM {desk.table.table} WHERE {own} IS NULL AND {other} IS NOT NULL ORDER BY row LIMIT 1"
    )
    return f"row {found[0][0]:,} “{found[0][1]}”" if found else ""


def _reasons(desk: AtHand, staged: Staged) -> Iterator[tuple[str, Any]]:
    rules = {at: why for at, (why, _) in enumerate(desk.left_out(), start=1)}
    rules[EXACT_DUPLICATE] = "equal to an earlier row in every column"
    which = "a later" if desk.mapping.duplicates == "last" else "an earlier"
    rules[REPEATED_ID] = f"{which} row has the same id"
    for fate, outcome in staged.fates.items():
        yield rules[fate], outcome


def view_of(desk: AtHand, staged: Staged, made: Sequence[Field]) -> View:
    mapping = desk.mapping
    questions = {question.column for question in desk.questions}
    as_of = mapping.as_of or (desk.setting.as_of if mapping.kind in {"customer", "purchase"} else None)
    first, last = covered(staged.first, staged.last, staged.gap)
    return View(
        kind=mapping.kind,
        table=staged.view,
        columns=tuple(
            one.name
            for one in made
            if one.name not in questions and one.name != "id" and not one.name.startswith(COMMENT)
        ),
        source=desk.name,
        tool=mapping.tool or (desk.recognised.tool.id if desk.recognised.tool else ""),
        questions=tuple(desk.questions),
        invited=mapping.invited,
        customers=mapping.customers,
        first=first,
        last=last,
        grain=mapping.grain or usual_grain(first, last),
        months=mapping.months or usual_months(mapping.kind, first, last),
        as_of=as_of,
        revenue_period=mapping.revenue_period,
        windows=mapping.windows,
    )


def covered(first: date | None, last: date | None, gap: int) -> tuple[date | None, date | None]:
    """The days that rows cover: to the ends of their months, where no more days lack there than in a row between them.

    A week at most: rows that come in waves with months between say nothing about the days around them.

    >>> covered(date(2025, 1, 2), date(2025, 12, 30), gap=2)
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    """
    if first is None or last is None:
        return first, last
    allowed = timedelta(days=min(gap, LONGEST_EDGE))
    begin = first.replace(day=1)
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return (begin if first - begin <= allowed else first), (end if end - last <= allowed else last)


def whole_months(first: date | None, last: date | None) -> int:
    """How many calendar months lie wholly between two days, both included."""
    if first is None or last is None:
        return 0
    begins = first.year * 12 + first.month + (first.day > 1)
    after = date.fromordinal(last.toordinal() + 1)
    return max(0, after.year * 12 + after.month - begins)


def usual_months(kind: ViewKind, first: date | None, last: date | None) -> int | None:
    """A year, where the rows cover one; of customers it is counted back from the day on which they were drawn."""
    return 12 if kind == "customer" or whole_months(first, last) >= 12 else None


def usual_grain(first: date | None, last: date | None) -> Grain:
    """Months for two years, quarters for five, years beyond."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1 if first and last else 0
    return "month" if months <= 24 else "quarter" if months <= 60 else "year"


def account_of(
    desk: AtHand, staged: Staged, made: Sequence[Field], shape: str, faults: Sequence[str] = (), ragged: int = 0
) -> Account:
    """The account of a source; `shape` says what it is, and `faults` are the first of its `ragged` rows."""
    mapping = desk.mapping
    columns = tuple(
        ColumnAccount(
            " and ".join(one.headers),
            _read_as(one, desk),
            states[State.USED].count,
            states[State.BLANK],
            states[State.NOT_APPLICABLE],
            states[State.OUT_OF_RANGE],
            states[State.UNPARSABLE],
            one.expected,
        )
        for one, states in zip(made, staged.states, strict=True)
    )
    read = {header for one in made for header in one.headers}
    read |= {
        h.name for names in mapping.headers() if (h := desk.recognised.find(names)) and _is_condition(mapping, names)
    }
    notes = list(dict.fromkeys(desk.notes))
    if staged.first and staged.last:
        notes.insert(0, _days(staged))
    if staged.repeated.count:
        such = f", such as {staged.repeated.examples[0]}," if staged.repeated.examples else ""
        notes.append(
            f"{staged.repeated.count:,} rows share their id with an earlier one{such} and count:"
            ' duplicates = "last" would take only the last of each'
        )
    if mapping.kind in {"customer", "purchase"} and mapping.as_of is None and desk.setting.as_of:
        notes.append(f"as_of is not given: the table is taken as drawn on {desk.setting.as_of}, the date of the wave")
    if mapping.revenue_period is None and {"revenue_start", "revenue_end"} <= {one.name for one in made}:
        notes.append("revenue_period is not given: from when to when revenue is compared is not known, and not said")
    return Account(
        source=desk.name,
        label=desk.recognised.label,
        shape=shape,
        rows=staged.rows + ragged,
        used=staged.used,
        columns=columns,
        unused=tuple(header.name for header in desk.recognised.headers if header.name not in read),
        left_out=tuple(RowsLeftOut(why, outcome) for why, outcome in _reasons(desk, staged)),
        notes=tuple(notes),
        faults=tuple(faults),
        ragged=ragged,
    )


def _days(staged: Staged) -> str:
    """Which days the rows have, and from which they are taken to be whole."""
    said = f"Days from {staged.first} to {staged.last}"
    first, last = covered(staged.first, staged.last, staged.gap)
    if (first, last) == (staged.first, staged.last):
        return said
    return f"{said}, taken as whole from {first} to {last}: up to {staged.gap:,} days in a row lack between them, too"


def _is_condition(mapping: TableMapping, names: Names) -> bool:
    """Whether a column only says which rows count."""
    asked = [c for q in mapping.questions for c in q.conditions]
    return any(condition.column == names for condition in (*mapping.leave_out, *asked))


def _read_as(one: Field, desk: AtHand) -> str:
    question = next((q for q in desk.questions if q.column == one.name), None)
    if question is None:
        return one.name.replace("_", " ")
    about = f", {question.touchpoint}" if question.touchpoint else ""
    return f"{question.metric} {question.scale.low}–{question.scale.high}{about}"


def shape_of_table(table: "TextTable", header_rows: int) -> str:
    marks = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    parts = [table.kind.upper()]
    if table.kind in {"csv", "tsv"}:
        parts += [table.encoding, f"separated by {marks.get(table.delimiter, table.delimiter)}"]
    parts.append("one header row" if header_rows == 1 else f"{header_rows} header rows")
    return ", ".join(parts)
