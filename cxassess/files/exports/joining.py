"""Several files of one table, such as the exports of three months, become one view in which no row counts twice."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from cxassess.errors import InvalidInput, Problem
from cxassess.files.exports.account import Account, Example, Outcome, RowsLeftOut
from cxassess.files.exports.reading import Reading
from cxassess.files.exports.recognition import Recognised, spelling
from cxassess.files.exports.staging import EXAMPLES, LONGEST_GAP, USED, Rows, Staged
from cxassess.files.exports.telling import covered, usual_grain, usual_months
from cxassess.measures.views import View

DAY = {"survey": "day", "ticket": "day", "purchase": "day", "customer": "joined"}


def table_of(recognised: Recognised) -> Hashable:
    """What files of one table share: how they are read, and the questions as they were asked.

    Of a survey tool whose questions only the client knows also all the columns: two forms may ask one and the same
    thing of different people.
    """
    mapping = recognised.mapping
    asked = tuple(
        (question.metric, question.touchpoint, header.name, header.wording)
        for question in mapping.questions
        if (header := recognised.find(question.column))
    )
    is_preset = recognised.tool is not None and mapping.name == recognised.tool.id
    headers = frozenset(spelling(h.name) for h in recognised.headers) if is_preset and mapping.asks else frozenset()
    return mapping.name, mapping.kind, asked, headers


def joined_name(files: Iterable[str]) -> str:
    """The name of what is counted together from some files, in whichever order they were given."""
    return ", ".join(sorted(files))


def joined(rows: Rows, readings: Sequence[Reading], name: str) -> Reading:
    """The readings of one table as one view named after `name`; its account tells only what the files have in common.

    A row whose id stands in a file of later days, too, counts there. Raises InvalidInput where rows without an id are
    equal in two files, since nobody can tell whether they are one, and where two tables hold the same customers.
    """
    parts = _in_order(readings)
    if problems := [problem for pair in combinations(parts, 2) for problem in _faults(rows, *pair)]:
        raise InvalidInput(problems)
    selected, left_out = [], []
    for number, part in enumerate(parts):
        table, again = part.view.table, Outcome()
        if "id" in part.staged.fields and number + 1 < len(parts):
            again = _again(rows, part.staged, [later.staged for later in parts[number + 1 :]])
        if again.count:
            table = f"kept_{name}_{number}"
            later = _ids([later.staged for later in parts[number + 1 :]])
            rows(
                f"CREATE TABLE {table} AS SELECT {_listed(part)} FROM {part.staged.table}"
                f" WHERE fate = {USED} AND (id IS NULL OR id NOT IN ({later}))"
            )
            left_out.append(RowsLeftOut(f"a row of {part.view.source} stands in a later file, by its id", again))
        selected.append(f"SELECT {_listed(part)} FROM {table}")
    view = _view(rows, parts, f"joined_{name}", " UNION ALL BY NAME ".join(selected))
    return replace(parts[-1], view=view, account=_account(rows, parts, view, left_out))


def _in_order(readings: Sequence[Reading]) -> list[Reading]:
    """Those of the latest days last."""
    return sorted(readings, key=lambda part: (str(part.staged.last or ""), part.view.source))


def rows_that_count(readings: Sequence[Reading]) -> Iterator[tuple[Staged, str]]:
    """Of each file of one view its staged table, with SQL that is true for the rows that the view shows."""
    return ((part.staged, counts) for part, counts in parts_that_count(readings))


def parts_that_count(readings: Sequence[Reading]) -> Iterator[tuple[Reading, str]]:
    """The files of one view in their order, each with SQL that is true for the rows that the view shows."""
    parts = _in_order(readings)
    for number, part in enumerate(parts, start=1):
        counts = f"fate = {USED}"
        if "id" in part.staged.fields and number < len(parts):
            counts += f" AND (id IS NULL OR id NOT IN ({_ids([later.staged for later in parts[number:]])}))"
        yield part, counts


def _listed(part: Reading) -> str:
    """The columns of a view, without the id."""
    return ", ".join(_columns(part.view)) or "fate"


def _columns(view: View) -> tuple[str, ...]:
    return (*view.columns, *(question.column for question in view.questions))


# ── what stands twice ────────────────────────────────────────────────────────────────────────────────────────


def _ids(staged: Sequence[Staged]) -> str:
    """SQL: the ids of the rows that count in any of some files."""
    return " UNION ALL ".join(f"SELECT id FROM {s.table} WHERE fate = {USED} AND id IS NOT NULL" for s in staged)


def _again(rows: Rows, earlier: Staged, later: Sequence[Staged]) -> Outcome:
    """The rows whose id stands in a later file."""
    return _outcome(rows, f"{earlier.table} WHERE fate = {USED} AND id IN ({_ids(later)})")


def _outcome(rows: Rows, which: str) -> Outcome:
    count, first = rows(f"SELECT count(*), min(row, {EXAMPLES}) FROM {which}")[0]
    return Outcome(count, tuple(Example(row) for row in first or ()))


def _faults(rows: Rows, earlier: Reading, later: Reading) -> Iterator[Problem]:
    """What keeps two files from being one table."""
    where = f"{earlier.view.source} and {later.view.source}"
    yield from _other_scales(where, earlier, later)
    if earlier.view.kind == "customer":
        both = _equal(rows, earlier, later, ("customer",), "customer IS NOT NULL")
        if both.count:
            yield Problem(
                where,
                f"{both.count:,} customers stand in both tables, such as that of {both.examples[0]}: give the newest"
                " table alone",
            )
        return
    if _days_apart(earlier.staged, later.staged):
        return
    has_id = "id" in earlier.staged.fields and "id" in later.staged.fields
    shared = [column for column in _columns(earlier.view) if column in _columns(later.view)]
    both = _equal(rows, earlier, later, shared, "id IS NULL" if has_id else "true")
    if both.count:
        yield Problem(
            where,
            f"{both.count:,} rows look the same in both, such as {both.examples[0]}, and no id tells whether they were"
            " exported twice: name the column that tells rows apart as id in metrics/metrics.toml, export them"
            " without days in common, or import one file after the other, each to be measured by itself",
        )


def _other_scales(where: str, one: Reading, other: Reading) -> Iterator[Problem]:
    """Questions whose scale the files themselves tell, and tell in two ways."""
    for first, second in ((one, other), (other, one)):
        known = {question.column: question for question in second.view.questions}
        is_thumb = second.recognised.mapping.rated is None and "rated" in second.view.columns
        for question in first.view.questions:
            found = known.get(question.column)
            differs = is_thumb if found is None else first is one and found.scale != question.scale
            if differs:
                message = f"“{question.wording}” is answered on another scale in each: write its scale into"
                yield Problem(where, f"{message} metrics/metrics.toml")


def _days_apart(one: Staged, other: Staged) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.last < other.first or other.last < one.first


def _equal(rows: Rows, one: Reading, other: Reading, columns: Sequence[str], where: str) -> Outcome:
    """The rows of one file that are equal in some columns to a row of the other."""
    if not columns:
        return Outcome()
    whole = f"hash({', '.join(columns)})"  # other than =, it takes two blanks for equal
    in_other = f"SELECT {whole} FROM {other.staged.table} WHERE fate = {USED} AND {where}"
    return _outcome(rows, f"{one.staged.table} WHERE fate = {USED} AND {where} AND {whole} IN ({in_other})")


# ── one view ─────────────────────────────────────────────────────────────────────────────────────────────────


def _view(rows: Rows, parts: Sequence[Reading], table: str, select: str) -> View:
    rows(f"CREATE VIEW {table} AS {select}")
    newest, mapping = parts[-1].view, parts[-1].recognised.mapping
    day = DAY[newest.kind]
    columns = dict.fromkeys(column for part in parts for column in part.view.columns)
    first, last = _span(rows, table, day) if day in columns else (None, None)
    questions = {question.column: question for part in reversed(parts) for question in part.view.questions}
    return replace(
        newest,
        table=table,
        columns=tuple(columns),
        source=joined_name([part.view.source for part in parts]),
        questions=tuple(questions[column] for column in sorted(questions, key=lambda c: int(c.removeprefix("q")))),
        first=first,
        last=last,
        grain=mapping.grain or usual_grain(first, last),
        months=mapping.months or usual_months(mapping.kind, first, last),
    )


def _span(rows: Rows, table: str, day: str) -> tuple[date | None, date | None]:
    """The days that all files cover together."""
    first, last = rows(f"SELECT min({day}), max({day}) FROM {table}")[0]
    [[gap]] = rows(LONGEST_GAP.format(day=day, view=table))
    return covered(first, last, gap or 0)


def _account(rows: Rows, parts: Sequence[Reading], view: View, left_out: Sequence[RowsLeftOut]) -> Account:
    [[used]] = rows(f"SELECT count(*) FROM {view.table}")
    days = f"Days taken as whole from {view.first} to {view.last}"
    return Account(
        source=view.source,
        label=parts[-1].account.label,
        shape=f"{len(parts)} files of one table, counted together",
        rows=sum(part.account.rows for part in parts),
        used=used,
        columns=(),
        left_out=tuple(left_out),
        notes=(days,) if view.first and view.last else (),
    )
