"""A workbook that came back, as cells by the ids of its inputs: which person, program or order moved them is no matter.

The hidden sheet Origin says whose workbook it is, on which sheet and below which words each input stands, and what
stood there. It is found by its header, sheets by the names that it gives, rows by their id and columns by their header,
so that a workbook of any language comes back, and people may sort, insert and delete.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line, shortened
from cxassess.files.workbook_cells import Grid, grid_of, is_empty, is_formula, load_workbook, rows_of, text_of
from cxassess.inputs import FORMAT, ORIGIN_HEADS, action_of

ORIGIN = "Origin"  # as it is called in English, and in faults of it
MOST_BYTES = 200 * 1024 * 1024  # unpacked: beyond this no workbook of ours was ever
SHARED = {"disciplines", "roles"}  # tables that stand above others on their sheet


@dataclass(frozen=True, slots=True)
class ReadCell:
    """What stands in one input cell; `where` is its sheet and cell. `fault` where it has no value that can be read."""

    where: str
    value: object
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What the workbook says an input was: what stood there, what of it was decided, and on which sheet."""

    shown: str
    decided: str
    sheet: str


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A workbook that came back.

    `cells` are its inputs by id, `rows` new rows below the roadmap as fields, `people` the choices of each respondent
    by question, and `missing` names what was written and is no longer there. `sheets` has the name of the sheet of each
    table, and `heads` the words above each of its inputs, as this workbook calls them.
    """

    facts: Mapping[str, str]
    sheets: Mapping[str, str]
    heads: Mapping[str, Mapping[str, str]]
    written: Mapping[str, Written]
    cells: Mapping[str, ReadCell]
    rows: tuple[Mapping[str, ReadCell], ...]
    people: Mapping[str, Mapping[str, ReadCell]]
    missing: tuple[str, ...]
    faults: tuple[Problem, ...] = field(default=())


def read_workbook(path: Path) -> ReadBook:
    """The inputs of a workbook. Raises InvalidInput where it is none of ours."""
    values, formulas = load_workbook(path, MOST_BYTES)
    sheet = next((values[name] for name in reversed(values.sheetnames) if _is_origin(values[name])), None)
    if sheet is None:
        message = f"has no sheet {ORIGIN}, so it is not a workbook that cxassess report wrote, or an older one"
        raise InvalidInput([Problem(path.name, f"{message}; write it anew, and bring the changes over")])
    facts, written, columns = _origin(grid_of(sheet))
    if facts.get("format") != str(FORMAT):
        message = f"was written in format {facts.get('format', 'none')}, {FORMAT} was expected: write it anew"
        raise InvalidInput([Problem(path.name, message)])
    reader = _Reader(values, formulas, written, columns)
    reader.read()
    return ReadBook(
        facts=facts,
        sheets={table: sheet for table, heads in columns.items() for _, sheet in heads.values()},
        heads={table: {name: title for name, (title, _) in heads.items()} for table, heads in columns.items()},
        written=written,
        cells=reader.cells,
        rows=tuple(reader.rows),
        people=reader.people,
        missing=tuple(reader.missing),
        faults=tuple(reader.faults),
    )


def _is_origin(sheet: Any) -> bool:
    first = next(rows_of(sheet), ())
    return tuple(text_of(cell) for cell in first[: len(ORIGIN_HEADS)]) == ORIGIN_HEADS


def _origin(grid: Grid) -> tuple[dict[str, str], dict[str, Written], dict[str, dict[str, tuple[str, str]]]]:
    """The facts, the inputs, and the columns by table and field: the words above them and the sheet."""
    facts: dict[str, str] = {}
    written: dict[str, Written] = {}
    columns: dict[str, dict[str, tuple[str, str]]] = {}
    for row in grid[1:]:
        key, shown, decided, sheet = (*(text_of(cell) for cell in row[:4]), "", "", "", "")[:4]
        if key.startswith("column:"):
            _, table, name = (*key.split(":", 2), "", "")[:3]
            columns.setdefault(table, {})[name] = (shown, sheet)
        elif sheet:
            written[key] = Written(shown, decided, sheet)
        elif key:
            facts[key] = shown
    return facts, written, columns


class _Reader:
    """Goes through the tables of a workbook."""

    def __init__(
        self,
        values: Any,
        formulas: Any,
        written: Mapping[str, Written],
        columns: Mapping[str, Mapping[str, tuple[str, str]]],
    ) -> None:
        self._values, self._formulas, self._written, self._columns = values, formulas, written, columns
        self._grids: dict[str, tuple[Grid, Grid]] = {}
        self.cells: dict[str, ReadCell] = {}
        self.rows: list[dict[str, ReadCell]] = []
        self.people: dict[str, dict[str, ReadCell]] = {}
        self.missing: list[str] = []
        self.faults: list[Problem] = []

    def read(self) -> None:
        for table, heads in self._columns.items():
            self._table(table, heads)
        if any(key.startswith("answers:") for key in self._written):
            self._answers()

    def _renamed(self, name: str) -> None:
        """A sheet under nearly its old name holds what people changed: it must not be passed over."""
        near = [n for n in self._values.sheetnames if n.strip().casefold().startswith(name.casefold())]
        self.faults += [
            Problem(f"the sheet {other}", f"was read, {name} was expected: give it its name back") for other in near[:1]
        ]

    def _sheet(self, name: str) -> tuple[Grid, Grid] | None:
        if name not in self._values.sheetnames:
            if (gone := f"the sheet {name}") not in self.missing:
                self.missing.append(gone)
                self._renamed(name)
            return None
        if name not in self._grids:
            self._grids[name] = (grid_of(self._values[name]), grid_of(self._formulas[name]))
        return self._grids[name]

    def _table(self, table: str, heads: Mapping[str, tuple[str, str]]) -> None:
        sheet = next((sheet for _, sheet in heads.values()), "")
        grids = self._sheet(sheet)
        if grids is None or "id" not in heads:
            return
        wanted = {name: clean_line(title) for name, (title, _) in heads.items()}
        number, places = _head_row(grids[0], wanted)
        if number is None:
            self.missing.append(f"the header “{wanted['id']}” of the sheet {sheet}")
            return
        self.missing += [f"the column “{wanted[n]}” of the sheet {sheet}" for n in wanted if n not in places]
        seen: dict[str, str] = {}
        for row, formula_row in zip(grids[0][number + 1 :], grids[1][number + 1 :], strict=False):
            if table == "roadmap" and is_formula(formula_row[places["id"]]):
                continue  # the foot of the sheet, which fills itself
            id = clean_line(text_of(row[places["id"]]))
            at = {name: self._cell(sheet, row[c], formula_row[c]) for name, c in places.items() if name != "id"}
            if table in SHARED and not id:
                break  # another table stands below
            where = f"{sheet} {row[places['id']].coordinate}"
            keys = {name: _key(table, id, name) for name in at}
            ours = {name: at[name] for name, key in keys.items() if self._is_input(key, sheet)}
            if ours and id in seen:
                self.faults.append(Problem(where, f"{id} stands twice, it stands at {seen[id]} already"))
                continue
            if ours:
                seen[id] = where
            self.cells |= {keys[name]: cell for name, cell in ours.items()}
            if table == "roadmap" and not ours and any(cell.fault or not is_empty(cell.value) for cell in at.values()):
                self.rows.append({**at, "practice": ReadCell(where, id)})
            if table == "actions":
                open_cells = {n: at[n] for n, c in places.items() if n in at and not is_formula(formula_row[c])}
                typed = {name: cell for name, cell in open_cells.items() if not is_empty(cell.value)}
                self._stray(id, typed, is_known=bool(ours))
        gone = [k for k, w in self._written.items() if w.sheet == sheet and _belongs(k, table) and k not in self.cells]
        if gone and len(wanted) == len(places):
            ids = sorted({action_of(key) or key.partition(":")[2] for key in gone})
            self.missing.append(f"rows of the sheet {sheet}: {', '.join(ids[:5])}{' …' if len(ids) > 5 else ''}")

    def _stray(self, id: str, typed: Mapping[str, ReadCell], *, is_known: bool) -> None:
        """What was typed on the sheet Actions beside no action, or over what follows the roadmap, must not get lost."""
        roadmap = next((sheet for _, sheet in self._columns.get("roadmap", {}).values()), "Roadmap")
        if typed and not is_known:
            beside = f"{shortened(id)}, which is no action" if id else "no action"
            message = f"stands beside {beside}: new ones come in as new rows of the sheet {roadmap}"
            self.faults.append(Problem(next(iter(typed.values())).where, message))
            return
        for name, cell in typed.items():
            key, text = _key("actions", id, name), clean_line(str(cell.value))
            followed = self.cells.get(key) if self._is_input(key, roadmap) else None
            if followed is not None and text.casefold() != clean_line(str(followed.value or "")).casefold():
                message = f"follows the sheet {roadmap}: write “{shortened(text)}” there"
                self.faults.append(Problem(cell.where, message))

    def _is_input(self, key: str, sheet: str) -> bool:
        return key in self._written and self._written[key].sheet == sheet

    def _cell(self, sheet: str, cell: Any, formula: Any) -> ReadCell:
        where = f"{sheet} {cell.coordinate}"
        if getattr(cell, "data_type", "") == "e":
            return ReadCell(where, cell.value, f"the error {cell.value} stands here")
        if is_formula(formula) and cell.value is None:
            return ReadCell(where, None, "a formula without a value stands here: type the value instead")
        return ReadCell(where, cell.value)

    def _answers(self) -> None:
        """The choices of each person, by name; the header stands in the first row that has it."""
        grids = self._sheet("Answers")
        if grids is None:
            return
        names = {key.split(":", 1)[1] for key in self._written if key.startswith("answers:")}
        head = next((i for i, row in enumerate(grids[0]) if any(text_of(c) == "respondent" for c in row)), None)
        if head is None:
            self.missing.append("the header “respondent” of the sheet Answers")
            return
        titles = {clean_line(text_of(cell)): column for column, cell in reversed(list(enumerate(grids[0][head])))}
        for row, formula_row in zip(grids[0][head + 1 :], grids[1][head + 1 :], strict=False):
            raw = text_of(row[titles["respondent"]])
            filled = {t: self._cell("Answers", row[c], formula_row[c]) for t, c in titles.items() if t}
            if raw not in names:
                if any(cell.fault or not is_empty(cell.value) for t, cell in filled.items()):
                    where = f"Answers {row[titles['respondent']].coordinate}"
                    message = "is nobody of this workbook: new people and names come in with cxassess import answers"
                    self.faults.append(Problem(where, f"“{clean_line(raw)[:60]}” {message}"))
            elif raw in self.people:
                where = f"Answers {row[titles['respondent']].coordinate}"
                self.faults.append(Problem(where, f"“{clean_line(raw)[:60]}” stands twice"))
            else:
                self.people[raw] = filled
        if gone := len(names - set(self.people)):
            self.missing.append(f"{gone} people of the sheet Answers")


def _head_row(grid: Grid, wanted: Mapping[str, str]) -> tuple[int | None, dict[str, int]]:
    """The first row with the most of the wanted headers, the id among them, and their columns."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for number, row in enumerate(grid):
        titles: dict[str, int] = {}
        for column, cell in enumerate(row):
            if isinstance(cell.value, str):
                titles.setdefault(clean_line(cell.value), column)
        if wanted["id"] not in titles:
            continue
        places = {name: titles[title] for name, title in wanted.items() if title in titles}
        if len(places) > max(1, len(best[1])):
            best = (number, places)
    return best


def _key(table: str, id: str, name: str) -> str:
    """The id of an input from its row and its field."""
    match table:
        case "disciplines":
            return f"{name}:{id.removeprefix('disciplines.')}"
        case "roles":
            return f"role:{id}"
        case "practices":
            return f"{name}:{id}"
    return f"action:{id}:{f'{table}_reason' if name == 'reason' else name}"


def _belongs(key: str, table: str) -> bool:
    """Whether an input stands in a table, of those that share a sheet."""
    kind = key.partition(":")[0]
    if kind == "action":
        return table in {"roadmap", "actions"} and not key.endswith((":practice", "_reason"))
    return {"target": "disciplines", "weight": "disciplines", "role": "roles"}.get(kind, "practices") == table
