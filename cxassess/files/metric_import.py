"""The command `import metrics`: files of any kind are read, measured and kept, all of them or none."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.account import Account
from cxassess.files.exports.mapping_file import mappings_of
from cxassess.files.exports.progress import progress_shown
from cxassess.files.exports.reading import Reading, read_export
from cxassess.files.exports.staging import Rows
from cxassess.files.exports.tools import known_tools
from cxassess.files.exports.which import NeedsMapping, Setting
from cxassess.files.metric_files import read_metric_files
from cxassess.files.metric_register import REGISTER, metric_files_kept, own_tables
from cxassess.measures.measure import Measure
from cxassess.model.engagement import MetricEntry


class Refused(InvalidInput):
    """Some of the files cannot be taken; `snippets` are lines for metrics.toml that would help."""

    def __init__(self, problems: Sequence[Problem], snippets: Sequence[str]) -> None:
        super().__init__(problems)
        self.snippets = tuple(snippets)


Ask = Callable[[NeedsMapping], bool]  # whether a mapping was written into metrics.toml


@dataclass(frozen=True, slots=True)
class Measured:
    """What one file gave."""

    path: Path
    kind: str
    account: Account
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed: how many metrics, typed and measured, are new, other than before, and as before."""

    added: int
    corrected: int
    unchanged: int


def read_and_measure(
    opened: Opened,
    paths: Sequence[Path],
    chosen: str = "",
    told: Callable[[Account], None] = lambda _: None,
    ask: Ask = lambda _: False,
) -> tuple[tuple[MetricEntry, ...], tuple[Measured, ...]]:
    """Every file as entries of typed tables or as measures. Changes nothing of the engagement but what `ask` writes.

    Args:
        chosen: the tool or table that `--as` names, empty for none.
        told: is given the account of each file before it is measured.
        ask: is asked for a mapping where a file needs one.

    Raises:
        Refused: with the faults of all files.
    """
    snippets: list[str] = []
    problems = [
        Problem(name, "two files of this name were given: give them names of their own")
        for name, count in Counter(path.name for path in paths).items()
        if count > 1
    ]
    typed: list[Path] = []
    measured: list[Measured] = []
    for path in paths if not problems else ():
        try:
            found = _measure(opened, path, chosen, told, ask)
        except InvalidInput as error:
            problems += error.problems
            snippets += [error.lines] if isinstance(error, NeedsMapping) else []
            continue
        if found is None:
            typed.append(path)
        else:
            measured.append(found)
    entries: tuple[MetricEntry, ...] = ()
    if typed:
        entries, faults = read_metric_files(typed)
        problems += faults
    if problems:
        raise Refused(problems, snippets)
    return entries, tuple(measured)


def _measure(opened: Opened, path: Path, chosen: str, told: Callable[[Account], None], ask: Ask) -> Measured | None:
    """What one file gives; None for a typed table."""
    from cxassess.files.tables import connect

    if _begins_typed(path):
        return None
    with connect() as connection, _unchanging(path):
        try:
            with progress_shown(connection, f"Reading {path.name}"):
                reading = read_export(path, connection, setting_of(opened, chosen), "1")
        except NeedsMapping as needed:
            if not ask(needed):
                raise
            with progress_shown(connection, f"Reading {path.name}"):
                reading = read_export(path, connection, setting_of(opened, chosen), "2")
        if reading is None:
            return None
        told(reading.account)
        with progress_shown(connection, f"Measuring {path.name}"):
            measures = _measures(lambda sql: connection.execute(sql).fetchall(), reading)
    if not measures:
        raise InvalidInput([Problem(path.name, "nothing can be measured from the columns that were read")])
    return Measured(path, _kind(reading), reading.account, tuple(measures))


def _measures(rows: Rows, reading: Reading) -> tuple[Measure, ...]:
    """Everything that the view gives. InvalidInput for answers that contradict what the mapping says."""
    from cxassess.measures.counting import measure_view

    try:
        return measure_view(rows, reading.view)
    except ValueError as error:
        raise InvalidInput([Problem(reading.view.source, str(error))]) from error


def _kind(reading: Reading) -> str:
    """As metrics.toml calls it: the table of one's own, else the tool."""
    return reading.mapping_name or reading.view.tool


def setting_of(opened: Opened, chosen: str) -> Setting:
    """What is known beside the file. Raises InvalidInput for a faulty table of metrics.toml."""
    tools = known_tools()
    kinds = {id: tool.mapping.kind for id, tool in tools.items()}
    tables, problems = mappings_of(own_tables(opened.folder), f"metrics/{REGISTER}", kinds)
    if problems:
        raise InvalidInput(problems)
    return Setting(tables, tools, opened.settings.timezone, opened.wave.as_of, chosen)


def _begins_typed(path: Path) -> bool:
    """Whether a text file begins as the typed table does; its own reader names what is wrong with it."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError:
        return True
    words = start.removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].lower().replace(b";", b",").replace(b"\t", b",")
    return words.split(b",")[0].strip() == b"metric"


@contextmanager
def _unchanging(path: Path) -> Iterator[None]:
    """Refuse a file that somebody writes to while it is read."""
    before = path.stat()
    yield
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InvalidInput([Problem(path.name, "was changed while it was read: import it when it is complete")])


def keep(
    opened: Opened, entries: Sequence[MetricEntry], measured: Sequence[Measured], paths: Sequence[Path]
) -> Imported:
    """Keep the files and what they gave, all or nothing. Raises CannotWrite and kin."""
    kinds = {one.path: one.kind for one in measured}
    wave = opened.wave.id
    counts: list[Any] = []
    with metric_files_kept(opened, paths, kinds), opened.store.all_or_nothing():
        if entries:
            counts.append(opened.store.save_metrics(wave, entries))
        counts += [
            opened.store.save_measures(wave, one.account.source, one.measures, str(one.account)) for one in measured
        ]
    return Imported(
        sum(saved.added for saved in counts),
        sum(saved.corrected for saved in counts),
        sum(saved.unchanged for saved in counts),
    )
