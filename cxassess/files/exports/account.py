"""What an import understood of a file, before anything is counted: kept with the results, and shown as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxassess.display import MISSING
from cxassess.files.clean import clean_line, shortened
from cxassess.measures.measure import Measure
from cxassess.metrics import shown_unit

QUOTED = 32  # characters of a cell that an example quotes
FAULTS_SHOWN = 5
FATES = ("blank", "not applicable", "out of range", "unparsable")


@dataclass(frozen=True, slots=True)
class Example:
    """A row with what stands in the cell, or in the cells; no row where a table has no order."""

    row: int | None
    text: str = ""

    def __str__(self) -> str:
        where = [] if self.row is None else [f"row {self.row:,}"]
        return " ".join(where + ([f"“{shortened(clean_line(self.text), QUOTED)}”"] if self.text else []))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many cells or rows had one fate, with the first of them."""

    count: int = 0
    examples: tuple[Example, ...] = ()


NONE = Outcome()


@dataclass(frozen=True, slots=True)
class ColumnAccount:
    """A column that was read, and what became of its cells in the rows that count."""

    name: str
    read_as: str
    used: int
    blank: Outcome = NONE
    not_applicable: Outcome = NONE
    out_of_range: Outcome = NONE
    unparsable: Outcome = NONE
    expected: str = ""


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """Rows that do not count, and why."""

    why: str
    rows: Outcome


@dataclass(frozen=True, slots=True)
class Account:
    """What was understood of a file.

    Attributes:
        label: the tool, the table of metrics.toml, or both.
        shape: kind of file, encoding, separator and header rows, for people.
        rows, used: rows under the header, and how many of them count.
        unused: columns that were not read.
        notes: what was decided, and by what: whose clock, days before months.
        faults: the first of the rows that are none of the table; `ragged` is how many there are.
    """

    source: str
    label: str
    shape: str
    rows: int
    used: int
    columns: tuple[ColumnAccount, ...]
    unused: tuple[str, ...] = ()
    left_out: tuple[RowsLeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    ragged: int = 0

    def __str__(self) -> str:
        return "\n".join(account_lines(self))


def account_lines(account: Account) -> Iterator[str]:
    """The account in plain lines, as it is kept with the results."""
    yield f"{account.source}: {account.label}"
    yield f"  {account.shape}"
    yield f"  {account.used:,} of {account.rows:,} rows count"
    for left in account.left_out:
        yield f"  {left.rows.count:,} left out, {left.why}{_examples(left.rows)}"
    for fault in account.faults[:FAULTS_SHOWN]:
        yield f"  {fault}"
    if more := max(0, account.ragged - FAULTS_SHOWN):
        yield f"  … and {more:,} more rows of this kind"
    for column in account.columns:
        yield f"  {column.name} → {column.read_as}: {column.used:,} used" + "".join(
            f", {outcome.count:,} {what}" for what, outcome in fates(column) if outcome.count
        )
        for what, outcome in fates(column):
            if outcome.count and what in {"out of range", "unparsable"}:
                yield f"    {what}, {column.expected} was expected{_examples(outcome)}"
            elif outcome.examples:
                yield f"    {what}{_examples(outcome)}"
    if account.unused:
        yield f"  Not used: {', '.join(account.unused)}"
    yield from (f"  {note}" for note in account.notes)


def fates(column: ColumnAccount) -> tuple[tuple[str, Outcome], ...]:
    """What kept cells from being used, in the order in which it is told."""
    told = (column.blank, column.not_applicable, column.out_of_range, column.unparsable)
    return tuple(zip(FATES, told, strict=True))


def _examples(outcome: Outcome) -> str:
    """After a colon, the first of them; nothing where none can be shown."""
    if not outcome.examples:
        return ""
    return ": " + ", ".join(map(str, outcome.examples)) + (", …" if outcome.count > len(outcome.examples) else "")


def show_account(account: Account) -> None:
    """Print the account to the terminal, its columns as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"[bold]{escape(account.source)}[/bold]: {escape(account.label)}")
    console.print(f"  {escape(account.shape)}; {account.used:,} of {account.rows:,} rows count")
    for left in account.left_out:
        console.print(f"  {left.rows.count:,} left out, {escape(left.why)}{escape(_examples(left.rows))}")
    for fault in account.faults:
        console.print(f"  {escape(fault)}")
    if more := max(0, account.ragged - FAULTS_SHOWN):
        console.print(f"  … and {more:,} more rows of this kind")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for name in ("column", "read as"):
        table.add_column(name, overflow="fold", max_width=40)
    happened = [what for what in FATES if any(dict(fates(column))[what].count for column in account.columns)]
    for name in ("used", *happened):
        table.add_column(name, justify="right", no_wrap=True)
    for column in account.columns:
        counts = (column.used, *(dict(fates(column))[what].count for what in happened))
        table.add_row(escape(clean_line(column.name)), escape(column.read_as), *(f"{n:,}" if n else "" for n in counts))
    if account.columns:
        console.print(table)
    for column in account.columns:
        for what, outcome in fates(column):
            if outcome.examples or (outcome.count and what in {"out of range", "unparsable"}):
                expected = f", {column.expected} was expected" if what in {"out of range", "unparsable"} else ""
                line = f"  {clean_line(column.name)}, {what}{expected}{_examples(outcome)}"
                console.print(escape(line), soft_wrap=True)
    if account.unused:
        console.print(escape(f"  Not used: {', '.join(clean_line(name) for name in account.unused)}"), soft_wrap=True)
    for note in account.notes:
        console.print(escape(f"  {note}"), soft_wrap=True)


def measured_lines(source: str, measures: Sequence[Measure]) -> Iterator[str]:
    """What was measured from a file: the value with its interval, n and period, by definition."""
    yield f"{source}, measured:"
    yield from measure_lines(measures)


def measure_lines(measures: Sequence[Measure]) -> Iterator[str]:
    """A line for each measure, by definition."""
    width = max((len(measure.id) for measure in measures), default=0)
    for measure in measures:
        now = measure.now
        n = "" if now.n is None else f", n {now.n:,}"
        between = (
            f" ({number_with_unit(now.low, now.unit, now.value)} to {number_with_unit(now.high, now.unit, now.value)})"
            if now.low is not None
            else ""
        )
        period = f", {measure.period.label}" if measure.period else ""
        yield f"  {measure.id:<{width}}  {number_with_unit(now.value, now.unit)}{between}{n}{period}"


def number_with_unit(value: float | None, unit: str, like: float | None = None) -> str:
    """A number with its unit, one of metrics.METRICS; `like` is the value beside which it stands.

    >>> number_with_unit(4.274, "scale_1_5"), number_with_unit(300, "minutes"), number_with_unit(90, "minutes", 300)
    ('4.27', '5.0 hours', '1.5 hours')
    """
    if value is None:
        return MISSING
    if unit == "share":
        return f"{value:.1%}"
    if unit.startswith("scale_") and unit != "scale_1_7":  # as it is printed elsewhere
        return f"{value:,.2f}"
    shown, size = shown_unit(unit, value if like is None else like)
    return f"{value / size:,.1f}" + (f" {shown}" if shown in {"seconds", "minutes", "hours", "days"} else "")
