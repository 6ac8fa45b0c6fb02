"""The documents of many engagements, side by side, each the same as it would be alone.

What is heavy is imported inside the functions: they run in the processes, while the one that waits needs none of it.
"""

import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.clean import clean_line, name_key

if TYPE_CHECKING:
    from cxassess.files.documents import Written
    from cxassess.report.compose.context import Audience


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written of an engagement; `files.documents.write_documents` tells the rest."""

    formats: tuple[str, ...]
    wave: str | None
    template: str
    audience: "Audience"
    page_numbers: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one engagement: the names of its documents with what to say about them, or its faults."""

    name: str
    documents: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    out: Path | None
    order: Order


def write_one(folder: Path, order: Order, out: Path | None = None) -> "Written":
    """The documents of an engagement. Raises as `open_engagement` and `write_documents` do, and NothingToAssess."""
    from cxassess.files.documents import write_documents
    from cxassess.files.engagement import open_engagement
    from cxassess.files.history import reported

    with open_engagement(folder, order.wave) as opened:
        return write_documents(
            opened.folder,
            reported(opened),
            order.formats,
            order.template,
            out,
            page_numbers=order.page_numbers,
            audience=order.audience,
        )


def write_many(folders: Sequence[Path], order: Order, out: Path | None = None) -> Generator[Outcome, None, None]:
    """Each engagement's outcome as it is done; a fault of one, or the end of its process, leaves the others alone.

    Args:
        out: where each engagement gets a folder of its name; by default each one's own reports/<wave>/.

    Raises InvalidInput before anything is written: for folders that would write to one place, for a faulty template.
    """
    from cxassess.files.pool import Lost, Pool, cores

    tasks = [_Task(folder, out and out / _name(folder), order) for folder in folders]
    if faults := list(_collisions(folders, out)):
        raise InvalidInput(faults)
    with Pool(min(cores(), len(tasks))) as pool:
        for _, problems in pool.map(_faults_of_template, [order] * pool.count):  # meanwhile each imports
            if not isinstance(problems, Lost) and problems:
                raise InvalidInput(problems)
        for number, outcome in pool.map(_write, tasks):
            if isinstance(outcome, Lost):
                outcome = Outcome(_shown(folders[number]), faults=(f"{outcome.reason}.",))
            yield outcome


def _collisions(folders: Sequence[Path], out: Path | None) -> Iterator[Problem]:
    """Folders whose documents would meet: the same one twice, or with OUT two of one name, as some disks see it."""
    seen: dict[str, Path] = {}
    for folder in folders:
        key = os.path.realpath(folder) if out is None else name_key(_name(folder))
        other = seen.setdefault(key, folder)
        if other is folder:
            continue
        if os.path.realpath(other) == os.path.realpath(folder):
            yield Problem(str(folder), f"is the same engagement as {other}; name it once")
        else:
            where = f"their documents would meet in {out and out / _name(folder)}; write them in two runs"
            yield Problem(str(folder), f"has the same name as {other}: {where}, each with its own -o")


def _name(folder: Path) -> str:
    return Path(os.path.realpath(folder)).name  # of “.” and “..”, too


def _shown(folder: Path) -> str:
    return clean_line(str(folder))


def _faults_of_template(order: Order) -> tuple[Problem, ...]:
    from cxassess.files.documents import template_for

    try:
        template_for(order.template, order.formats)
    except InvalidInput as error:
        return error.problems
    return ()


def _write(task: _Task) -> Outcome:
    name = _shown(task.folder)
    try:
        written = write_one(task.folder, task.order, task.out)
    except InvalidInput as error:
        return Outcome(name, faults=tuple(map(str, error.problems)))
    except CxassessError as error:
        return Outcome(name, faults=(str(error),))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Outcome(name, faults=(f"{where}{error.strerror or error}",))
    return Outcome(name, written.names, written.notes)
