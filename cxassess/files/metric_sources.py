"""Files become sources: those of one table are counted together, and surveys together with the customers they name.

A source is what was measured of one file, of several files of one table, or of a survey and customers. What an import
leaves out of its command but needs, since it was counted together with a file that is given now, is read again from
metrics/.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.account import Account
from cxassess.files.exports.joining import joined, joined_name, table_of
from cxassess.files.exports.leaving import is_side, left_after_answers
from cxassess.files.exports.progress import progress_shown
from cxassess.files.exports.reading import Export, Reading, open_export, read_rows, rows_in
from cxassess.files.exports.staging import COMMENT, Rows, forget
from cxassess.files.exports.which import Setting, mapping_named
from cxassess.files.metric_register import kept_file, kind_of
from cxassess.files.store_outcomes import SourceFile
from cxassess.files.tables.engine import Stamp, stamp_of
from cxassess.measures.measure import Measure
from cxassess.measures.views import View, ViewKind

if TYPE_CHECKING:
    from cxassess.files.exports.comments import Comments

Told = Callable[[Account], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A file behind a source.

    Attributes:
        name: as it was sent.
        kind: as metrics.toml calls it: a tool, or a table of one's own.
        stamp: its size and time of change when it was opened.
        digest: of its bytes, where it is kept from an earlier import; empty for a file that is given.
    """

    path: Path
    name: str
    kind: str
    stamp: Stamp
    digest: str = ""

    @property
    def is_given(self) -> bool:
        return not self.digest


@dataclass(frozen=True, slots=True)
class Measured:
    """What one source gave.

    Attributes:
        account: of the source; accounts: of its files, where it has several.
        parts: its files; none for what was measured elsewhere.
        comments: what customers wrote in its rows, masked; None where it has no column for that.
    """

    account: Account
    measures: tuple[Measure, ...]
    parts: tuple[Part, ...] = ()
    accounts: tuple[Account, ...] = ()
    comments: "Comments | None" = None

    @property
    def source(self) -> str:
        return self.account.source

    @property
    def told(self) -> str:
        """The accounts as they are kept."""
        return "\n".join(map(str, (self.account, *self.accounts)))


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was opened."""

    part: Part
    export: Export

    def is_side(self, kind: ViewKind) -> bool:
        """Whether it is the survey or the table of customers that `exports.leaving` asks for."""
        recognised = self.export.recognised
        mapping = recognised.mapping
        columns = {name for name, names in mapping.columns.items() if recognised.find(names)}
        return mapping.kind == kind and is_side(mapping.kind, frozenset(columns))


@dataclass(slots=True, eq=False)
class _Lot:
    """The files of one source."""

    files: list[_File] = field(default_factory=list)

    def is_side(self, kind: ViewKind) -> bool:
        return all(file.is_side(kind) for file in self.files)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(file.part for file in self.files)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A source whose rows were read; `readings` are those of its files."""

    lot: _Lot
    view: View
    account: Account
    readings: tuple[Reading, ...]

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(reading.account for reading in self.readings) if len(self.readings) > 1 else ()


@dataclass
class _Desk:
    """What is at hand while sources are made; problems are collected on it."""

    opened: Opened
    connection: Any
    setting: Setting
    told: Told
    problems: list[Problem] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    names: Iterator[str] = field(default_factory=lambda: (f"s{number}" for number in count(1)))

    @property
    def rows(self) -> Rows:
        return rows_in(self.connection)


def measure_sources(
    opened: Opened, connection: Any, given: Sequence[tuple[Export, Stamp]], setting: Setting, told: Told
) -> tuple[Measured, ...]:
    """What the files that are given tell, each table once, and what surveys tell together with customers.

    Args:
        given: each file with its stamp from before it was opened.
        told: is given the account of each file and of each source before it is measured.

    Raises:
        InvalidInput: with the faults of all files.
    """
    desk = _Desk(opened, connection, setting, told)
    before = opened.store.outcomes.measured_files(opened.wave.id)
    files = [_File(_part(export, export.path.name, stamp), export) for export, stamp in given]
    files += _counted_with(desk, before, {file.part.name for file in files})
    lots = _lots(files)
    names = {file.part.name for file in files}
    others = {source: own for source, own in before.items() if not names & {file.name for file in own}}
    customers = [lot for lot in lots if lot.is_side("customer")]  # first: they stay, and a survey is given back
    surveys = [lot for lot in lots if lot.is_side("survey")]
    bases = [whole for lot in customers if (whole := _measure(desk, lot))]
    kept = [whole for lot in _kept_lots(desk, others, "customer", surveys) if (whole := _read(desk, lot))]
    for lot in lots:
        if lot not in customers and (whole := _measure(desk, lot)):
            _with_customers(desk, whole, [*bases, *kept])
            _forget(desk, whole)
    for lot in _kept_lots(desk, others, "survey", customers):
        if whole := _read(desk, lot):
            _with_customers(desk, whole, bases)
            _forget(desk, whole)
    if desk.problems:
        raise InvalidInput(desk.problems)
    return tuple(desk.measured)


# ── which files make a source ────────────────────────────────────────────────────────────────────────────────


def _part(export: Export, name: str, stamp: Stamp, digest: str = "") -> Part:
    return Part(export.path, name, export.recognised.mapping.name, stamp, digest)


def _lots(files: Iterable[_File]) -> list[_Lot]:
    """The files of one table together, in their order."""
    lots: dict[Hashable, _Lot] = {}
    for file in files:
        lots.setdefault(table_of(file.export.recognised), _Lot()).files.append(file)
    return list(lots.values())


def _is_of_one_table(source: str, files: Sequence[SourceFile]) -> bool:
    """Whether a source is one file or several of one table, and not a survey with customers."""
    return source == joined_name([file.name for file in files])


def _counted_with(desk: _Desk, before: Mapping[str, Sequence[SourceFile]], given: Set[str]) -> list[_File]:
    """The files that were counted together with one that is given now."""
    found = []
    for source, files in before.items():
        names = {file.name for file in files}
        if not (names & given and _is_of_one_table(source, files)):
            continue
        for file in files:
            if file.name in given:
                continue
            if opened := _open_kept(desk, file):
                found.append(opened)
            else:
                listed = ", ".join(sorted(names & given))
                message = f"was counted together with {listed}, and is no longer in metrics/: give it, too"
                desk.problems.append(Problem(file.name, message))
    return found


def _kept_lots(
    desk: _Desk, others: Mapping[str, Sequence[SourceFile]], kind: ViewKind, wanted: Sequence[_Lot]
) -> Iterator[_Lot]:
    """The sources of earlier imports that are of the kind that is wanted beside some files of this one."""
    for source, files in others.items() if wanted else ():
        if not files or not _is_of_one_table(source, files):
            continue
        if all(_may_be_side(desk, file, kind) for file in files):
            opened = [found for file in files if (found := _open_kept(desk, file))]
            lot = _Lot(opened)
            if len(opened) == len(files) and lot.is_side(kind):
                yield lot


def _may_be_side(desk: _Desk, file: SourceFile, kind: ViewKind) -> bool:
    """The same by its mapping alone, since opening a file takes time."""
    mapping = mapping_named(kind_of(desk.opened.folder, file.digest), desk.setting)
    return mapping is not None and mapping.kind == kind and is_side(kind, frozenset(mapping.columns))


def _open_kept(desk: _Desk, file: SourceFile) -> _File | None:
    """A file of an earlier import; None where it is not in metrics/ any more."""
    path, kind = kept_file(desk.opened.folder, file.digest), kind_of(desk.opened.folder, file.digest)
    if path is None:
        return None
    setting = replace(desk.setting, chosen=kind if mapping_named(kind, desk.setting) else "")
    stamp = stamp_of(path)
    try:
        export = open_export(path, desk.connection, setting, next(desk.names))
    except InvalidInput as error:
        desk.problems += error.problems
        return None
    return None if export is None else _File(_part(export, file.name, stamp, file.digest), export)


# ── reading and measuring ────────────────────────────────────────────────────────────────────────────────────


def _read(desk: _Desk, lot: _Lot) -> _Whole | None:
    """The rows of a source; None where something is wrong with one of its files."""
    readings = []
    try:
        for file in lot.files:
            with progress_shown(desk.connection, f"Reading {file.part.name}"):
                reading = read_rows(file.export).called(file.part.name)
            readings.append(reading)
            if file.part.is_given:
                desk.told(reading.account)
        if len(readings) == 1:
            return _Whole(lot, reading.view, reading.account, (reading,))
        both = joined(desk.rows, readings, next(desk.names))
    except InvalidInput as error:
        desk.problems += error.problems
        return None
    return _Whole(lot, both.view, both.account, tuple(readings))


def _measure(desk: _Desk, lot: _Lot) -> _Whole | None:
    """Read a source and measure all that it gives."""
    from cxassess.files.exports.faulty import cells_of, with_faulty_cells
    from cxassess.measures.counting import measure_view

    whole = _read(desk, lot)
    if whole is None:
        return None
    source = whole.account.source
    if whole.accounts:
        desk.told(whole.account)
    try:
        comments = _comments_of(desk, whole)
        with progress_shown(desk.connection, f"Measuring {source}"):
            measures = measure_view(desk.rows, whole.view)
            measures = with_faulty_cells(desk.rows, measures, whole.view, cells_of(whole.view, whole.readings))
    except ValueError as error:  # answers that contradict what the mapping says
        desk.problems.append(Problem(source, str(error)))
        return None
    except InvalidInput as error:
        desk.problems += error.problems
        return None
    if not measures:
        desk.problems.append(Problem(source, "nothing can be measured from the columns that were read"))
        return None
    desk.measured.append(Measured(whole.account, measures, lot.parts, whole.accounts, comments))
    return whole


def _comments_of(desk: _Desk, whole: _Whole) -> "Comments | None":
    """What customers wrote, masked; None where no file has a column for it. Raises InvalidInput for a code frame."""
    if not any(name.startswith(COMMENT) for reading in whole.readings for name in reading.staged.fields):
        return None
    from cxassess.files.code_frame import read_code_frame
    from cxassess.files.comments import masker_of  # its patterns take long to make
    from cxassess.files.exports.comments import read_comments

    masker = masker_of(desk.opened.store, desk.opened.settings, read_code_frame(desk.opened.folder))
    with progress_shown(desk.connection, f"Reading comments of {whole.account.source}"):
        return read_comments(desk.rows, whole.view, whole.readings, masker)


def _with_customers(desk: _Desk, survey: _Whole, bases: Sequence[_Whole]) -> None:
    """What a survey tells together with each table of customers."""
    for base in bases:
        with progress_shown(desk.connection, f"Measuring {survey.account.source} with {base.account.source}"):
            found = left_after_answers(desk.rows, survey.view, base.view, next(desk.names))
        if found is None:
            continue
        desk.told(found.account)
        if found.measures:
            desk.measured.append(Measured(found.account, found.measures, (*survey.lot.parts, *base.lot.parts)))


def _forget(desk: _Desk, whole: _Whole) -> None:
    for reading in whole.readings:
        forget(desk.rows, reading.staged)
