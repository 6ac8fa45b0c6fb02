"""The command `import metrics`: files of any kind are read, measured and kept, all of them or none."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.engagement import Opened
from cxassess.files.exports.mapping_file import mappings_of
from cxassess.files.exports.progress import progress_shown
from cxassess.files.exports.reading import Export, open_export
from cxassess.files.exports.tools import known_tools
from cxassess.files.exports.which import NeedsMapping, Setting
from cxassess.files.metric_files import read_metric_files
from cxassess.files.metric_register import REGISTER, kind_of, metric_files_kept, own_tables
from cxassess.files.metric_sources import Measured, Told, measure_sources
from cxassess.files.store_outcomes import SourceFile
from cxassess.files.tables.engine import Stamp, refuse_changed, stamp_of
from cxassess.measures.measure import Measure
from cxassess.model.engagement import MetricEntry


class Refused(InvalidInput):
    """Some of the files cannot be taken; `snippets` are lines for metrics.toml that would help."""

    def __init__(self, problems: Sequence[Problem], snippets: Sequence[str]) -> None:
        super().__init__(problems)
        self.snippets = tuple(snippets)


Ask = Callable[[NeedsMapping], bool]  # whether a mapping was written into metrics.toml


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed: how many metrics, typed and measured, are new, other than before, and as before.

    Attributes:
        gone: sources that stood by themselves, and whose files are counted elsewhere now.
        alike: sources that ask what a source of an earlier import asks, too, each with that one.
        lost: what a source gave before and gives no more, as pairs of source and metric; not among the corrected.
    """

    added: int
    corrected: int
    unchanged: int
    gone: tuple[str, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()


def read_and_measure(
    opened: Opened,
    paths: Sequence[Path],
    chosen: str = "",
    told: Told = lambda _: None,
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
    from cxassess.files.tables import connect

    snippets: list[str] = []
    problems = [
        Problem(name, "two files of this name were given: give them names of their own")
        for name, count in Counter(path.name for path in paths).items()
        if count > 1
    ]
    if problems:
        raise Refused(problems, snippets)
    typed = [path for path in paths if _begins_typed(path)]
    others = [path for path in paths if path not in typed]
    measured: tuple[Measured, ...] = ()
    if others:
        with connect() as connection:
            exports: list[tuple[Export, Stamp]] = []
            for number, path in enumerate(others):
                stamp = stamp_of(path)
                try:
                    export = _recognised(opened, path, connection, f"{number}", chosen, ask)
                except InvalidInput as error:
                    problems += error.problems
                    snippets += [error.lines] if isinstance(error, NeedsMapping) else []
                    continue
                if export is None:
                    typed.append(path)
                else:
                    exports.append((export, stamp))
            try:
                measured = measure_sources(opened, connection, exports, setting_of(opened, ""), told)
            except InvalidInput as error:
                problems += error.problems
    entries: tuple[MetricEntry, ...] = ()
    if typed:
        entries, faults = read_metric_files(typed)
        problems += faults
    if problems:  # a fault of metrics.toml is found with every file
        raise Refused(tuple(dict.fromkeys(problems)), snippets)
    return entries, measured


def _recognised(opened: Opened, path: Path, connection: Any, table: str, chosen: str, ask: Ask) -> Export | None:
    """A file whose columns are known; None for a typed table."""
    try:
        with progress_shown(connection, f"Reading {path.name}"):
            return open_export(path, connection, setting_of(opened, chosen), table)
    except NeedsMapping as needed:
        if not ask(needed):
            raise
    with progress_shown(connection, f"Reading {path.name}"):
        return open_export(path, connection, setting_of(opened, chosen), f"{table}_described")


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


def keep(
    opened: Opened, entries: Sequence[MetricEntry], measured: Sequence[Measured], paths: Sequence[Path]
) -> Imported:
    """Keep the files and what they gave, all or nothing; what their names gave before is taken out.

    Raises InvalidInput for a file that was changed since it was measured, CannotWrite and kin.
    """
    parts = {part.path: part for one in measured for part in one.parts if part.is_given}
    kinds = {path: part.kind for path, part in parts.items()}
    private = {part.path for one in measured if one.comments is not None for part in one.parts if part.is_given}
    wave, store = opened.wave.id, opened.store
    counts: list[Any] = []
    with metric_files_kept(opened, paths, kinds, private) as digests, store.all_or_nothing():
        for part in parts.values():
            refuse_changed(part.path, part.stamp)
        if entries:
            counts.append(store.outcomes.save_metrics(wave, entries))
        gone = _replaced(opened, measured)
        less = _no_longer(opened, measured)
        counts += [store.outcomes.save_measures(wave, source, ()) for source in gone]
        for source in gone:
            store.comments.save(wave, source, ())
        for one in measured:
            files = [SourceFile(part.name, part.digest or digests[part.path]) for part in one.parts]
            counts.append(store.outcomes.save_measures(wave, one.source, one.measures, one.told, files))
            store.comments.save(wave, one.source, one.comments or (), one.comments.period if one.comments else None)
    return Imported(
        sum(saved.added for saved in counts),
        sum(saved.corrected for saved in counts) - len(less),
        sum(saved.unchanged for saved in counts),
        gone,
        tuple(_alike(opened, measured)),
        tuple(dict.fromkeys((m.source, _lost_name(m, measured)) for m in less)),
    )


def _no_longer(opened: Opened, measured: Sequence[Measured]) -> tuple[Measure, ...]:
    """What the sources that were measured anew gave before and give no more."""
    now = {one.source: {measure.id for measure in one.measures} for one in measured}
    before = opened.store.outcomes.measures(opened.wave.id)
    return tuple(m for m in before if m.source in now and m.id not in now[m.source])


def _lost_name(lost: Measure, measured: Sequence[Measured]) -> str:
    """The metric, or the definition alone where the source still gives others of the metric."""
    kept = {m.metric for one in measured if one.source == lost.source for m in one.measures}
    return lost.id if lost.metric in kept else lost.metric


def _alike(opened: Opened, measured: Sequence[Measured]) -> Iterator[tuple[str, str]]:
    """Sources of one kind and question, which would be one series if their files came in one command."""
    before: dict[str, set[tuple[str, str]]] = {}
    for measure in opened.store.outcomes.measures(opened.wave.id):
        before.setdefault(measure.source, set()).add((measure.id, measure.wording))
    files = opened.store.outcomes.measured_files(opened.wave.id)
    for one in measured:
        kinds, asked = {part.kind for part in one.parts}, {(m.id, m.wording) for m in one.measures}
        for source, known in before.items():
            theirs = {kind_of(opened.folder, file.digest) for file in files.get(source, ())}
            if source != one.source and kinds == theirs and len(kinds) == 1 and asked & known:
                yield one.source, source


def _replaced(opened: Opened, measured: Sequence[Measured]) -> tuple[str, ...]:
    """The sources that rest on a file of a name that was given, and that were not measured anew."""
    names = {part.name for one in measured for part in one.parts if part.is_given}
    now = {one.source for one in measured}
    before = opened.store.outcomes.measured_files(opened.wave.id)
    return tuple(
        source for source, files in before.items() if source not in now and names & {file.name for file in files}
    )
