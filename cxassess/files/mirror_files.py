"""Files of mirror answers become MirrorRows, and every fault is named with file and row.

A CSV file or an Excel workbook has either one row an answer (`respondent,panel,item,answer,comment`) or one row a
person with a column for each item, headed by its id or by its sentence as a survey tool exports it. Rows are numbered
as a spreadsheet shows them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line, clean_text, is_blank, shortened
from cxassess.files.mirror_form import form_languages, read_form
from cxassess.files.store_mirror import MirrorRow, kept_comment
from cxassess.files.tables.sheets import open_book, refuse_others
from cxassess.files.tables.text import is_empty, look_at, rows_of
from cxassess.hints import did_you_mean
from cxassess.model.mirror import CANT_SAY, PANELS, POINTS, MirrorAnswer, Panel

LONG = ("respondent", "panel", "item", "answer", "comment")
NAME_LIMIT = 200
_PERSON = ("respondent", "panel", "language")
_COMMENT = "comment"
_POINT = re.compile(r"([1-5])(?:\.0+)?(?:\s*[=:.)–-]?\s+\D.*)?", re.ASCII)  # 4, 4.0, “4 Tend to agree”, “4 – agree”
_CANT_SAY = {"dk", "can't say", "can’t say", "i can't say", "don't know", "don’t know"}
_ONES = {"customer": "customers", "partner": "partners"}
Cells = list[str]


@dataclass(slots=True)
class MirrorBatch:
    """The mirror answers of one import, over all its files."""

    rows: list[MirrorRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    masked: int = 0
    unread: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)
    panels: dict[str, tuple[Panel, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a form knows, in all its languages: items by what a file may call them, and points by their words."""

    items: tuple[str, ...]
    columns: Mapping[str, str]
    points: Mapping[str, str]
    languages: tuple[str, ...]


def read_mirror_files(paths: Sequence[Path], form: Path, client: str, usual: Panel, language: str) -> MirrorBatch:
    """All mirror answers of some files that are sound, and every fault of the others.

    Args:
        form: the folder of the form that was asked.
        client: the name that stands in the sentences of the form.
        usual: the panel of a row that names none.
        language: the language of a row that names none.
    """
    known, batch = _known(form, client), MirrorBatch()
    for path in paths:
        try:
            _read_file(path, known, usual, language, batch)
        except InvalidInput as fault:
            batch.problems += fault.problems
    return batch


def _known(form: Path, client: str) -> _Known:
    columns: dict[str, str] = {}
    points: dict[str, str] = dict.fromkeys(_CANT_SAY, CANT_SAY)
    languages = form_languages(form)
    items: tuple[str, ...] = ()
    for read in (read_form(form, language) for language in languages):
        items = tuple(read.items)
        for item in read.items.values():
            for name in (item.id, item.topic, *(item.asked(panel, client) for panel in PANELS)):
                columns[_key(name)] = item.id
        points |= {_key(word): point for word, point in zip(read.scale, POINTS, strict=True)}
        points[_key(read.cant_say)] = CANT_SAY
    return _Known(items, columns, points, languages)


def _key(text: str) -> str:
    return clean_line(text).casefold().rstrip(" .")


# ── one file ─────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """The rows of a CSV file or of the first sheet of a workbook. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError:
        raise InvalidInput([Problem(str(path), "there is no such file")]) from None
    except IsADirectoryError:
        raise InvalidInput([Problem(str(path), "is a folder, a CSV file or a workbook was expected")]) from None
    except OSError as error:
        raise InvalidInput([Problem(str(path), f"cannot be read ({error.strerror})")]) from error
    if start[:2] == b"PK":
        yield from open_book(path).rows()
        return
    refuse_others(path, start)
    yield from rows_of(path, look_at(path, whole=True), lambda _: None)


def _read_file(path: Path, known: _Known, usual: Panel, language: str, batch: MirrorBatch) -> None:
    rows = ((number, cells) for number, cells in _rows(path) if not is_empty(cells))
    first = next(rows, None)
    if first is None:
        raise InvalidInput([Problem(path.name, f"is empty, the header “{','.join(LONG)}” was expected")])
    columns = _columns(f"{path.name}, row {first[0]}", first[1], known, batch)
    for number, cells in rows:
        where = f"{path.name}, row {number}"
        named = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if any(cell.strip() for cell in cells[max(len(first[1]), 1) :]):
            message = f"{len(cells)} cells were read, {len(first[1])} were expected: a cell that holds a comma"
            batch.problems.append(Problem(where, f"{message} stands in quotation marks"))
        else:
            _read_row(where, named, known, usual, language, batch)


def _columns(where: str, header: Cells, known: _Known, batch: MirrorBatch) -> dict[str, int]:
    """Where each known column stands: those of a person, `item` and `answer`, or one for each item and its comment.

    Raises InvalidInput for a header from which no answer can be read.
    """
    found: dict[str, int] = {}
    unread = []
    for at, cell in enumerate(header):
        name = _column(cell, known)
        if name is None:
            unread += [clean_line(cell)] if not is_blank(cell) else []
        elif name in found:
            raise InvalidInput([Problem(where, f"the column “{shortened(clean_line(cell))}” stands twice")])
        else:
            found[name] = at
    items = [name for name in found if name in known.items]
    is_long = "item" in found and "answer" in found
    if "respondent" not in found or not (is_long or items):
        shown = ",".join(clean_line(cell) for cell in header)[:80] or "nothing"
        expected = f"“{','.join(LONG)}”, or respondent and a column for each item ({', '.join(known.items)})"
        raise InvalidInput([Problem(where, f"the header “{shown}” was read, {expected} was expected")])
    if is_long and items:
        message = f"both the columns item and answer and the column {items[0]} were read, one of the two was expected"
        raise InvalidInput([Problem(where, message)])
    batch.unread += [name for name in unread if name not in batch.unread]
    return found


def _column(cell: str, known: _Known) -> str | None:
    """What a column holds: a key of a row, an item's id, or that and “ comment”; None for what is not read."""
    name = _key(cell)
    if name in {*_PERSON, "item", "answer", _COMMENT}:
        return name
    if name in known.columns:
        return known.columns[name]
    head, _, rest = name.partition(" ")
    if head in known.columns:  # “STR7 Keeps its promises”, “STR7 comment”
        return f"{known.columns[head]} {_COMMENT}" if rest == _COMMENT else known.columns[head]
    return None


# ── one row ──────────────────────────────────────────────────────────────────────────────────────────────────


def _read_row(
    where: str, cells: Mapping[str, str], known: _Known, usual: Panel, language: str, batch: MirrorBatch
) -> None:
    respondent = clean_line(cells["respondent"])
    panel, spoken = _panel(cells.get("panel", ""), usual), _language(cells.get("language", ""), language)
    faults = list(_person_faults(respondent, panel, cells.get("panel", ""), batch, where))
    if spoken not in known.languages:
        expected = f"one of {', '.join(known.languages)} was expected{did_you_mean(spoken[:60], known.languages)}"
        faults.append(f"language “{shortened(spoken)}” was read, {expected}")
    answers: list[MirrorAnswer] = []
    for item, choice, comment in _told(cells, known):
        found = _answer(item, choice, comment, known)
        if found is None:
            batch.blank += 1
        elif isinstance(found, str):
            faults.append(found)
        else:
            answers.append(found)
            key = (panel or "", respondent.casefold(), found.item)
            if key in batch.seen:
                faults.append(f"{shortened(respondent)} answered {found.item} already ({batch.seen[key]})")
            batch.seen[key] = where
    batch.problems += [Problem(where, fault) for fault in faults]
    if faults or panel is None:
        return
    for answer in answers:
        masked = kept_comment(answer.comment)
        batch.masked += masked != " ".join(clean_text(answer.comment).split())
        batch.rows.append(MirrorRow(respondent, panel, spoken, MirrorAnswer(answer.item, answer.choice, masked)))


def _panel(cell: str, usual: Panel) -> Panel | None:
    said = clean_line(cell).casefold()
    name = _ONES.get(said, said) or usual
    return next((panel for panel in PANELS if panel == name), None)


def _language(cell: str, usual: str) -> str:
    return clean_line(cell).casefold() or usual


def _person_faults(respondent: str, panel: Panel | None, cell: str, batch: MirrorBatch, where: str) -> Iterator[str]:
    if is_blank(respondent):
        yield "the respondent is blank, anything that tells people apart was expected, such as a number"
    elif len(respondent) > NAME_LIMIT:
        yield f"the respondent has {len(respondent)} characters, at most {NAME_LIMIT} were expected"
    if panel is None:
        said = clean_line(cell)
        yield f"panel “{shortened(said)}” was read, customers or partners was expected{did_you_mean(said[:60], PANELS)}"
        return
    before, place = batch.panels.setdefault(respondent.casefold(), (panel, where))
    if before != panel and not is_blank(respondent):
        yield f"{shortened(respondent)} is among the {panel} here but among the {before} in {place}"


def _told(cells: Mapping[str, str], known: _Known) -> Iterable[tuple[str, str, str]]:
    """Item, answer and comment of a row: one of a row an answer, several of a row a person."""
    if "item" in cells:
        yield cells["item"], cells["answer"], cells.get(_COMMENT, "")
        return
    for item in known.items:
        if item in cells:
            yield item, cells[item], cells.get(f"{item} {_COMMENT}", "")


def _answer(item: str, choice: str, comment: str, known: _Known) -> MirrorAnswer | str | None:
    """The answer, what is wrong with it, or None where nothing was chosen."""
    id = known.columns.get(_key(item))
    if id is None:
        said = shortened(clean_line(item))
        hint = did_you_mean(said.upper(), known.items)
        return f"item “{said}” was read, one of {', '.join(known.items)} was expected{hint}"
    said = clean_line(choice)
    if is_blank(said):
        return None
    point = _POINT.fullmatch(said)
    chosen = point[1] if point else known.points.get(_key(said))
    if chosen is None:
        expected = "1 to 5 (5: strongly agree), the words of the scale, or DK"
        return f"answer “{shortened(said)}” to {id} was read, {expected} was expected"
    return MirrorAnswer(id, chosen, comment)
