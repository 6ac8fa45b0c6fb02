"""A form that came back, as cells by question: whatever people sorted, moved, renamed, deleted or added in it.

The very hidden sheet says whose form it is, what was filled in and what could be chosen. A row belongs to the question
whose text it shows, else to that of its hidden id; columns are found by the words above them, else where they stood.
Where the hidden sheet is gone, the facts in the hidden column and the questionnaire do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from cxassess.errors import InvalidInput, Problem
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.workbook_cells import Grid, grid_of, is_formula, open_workbook, text_of
from cxassess.forms import COLUMNS, HEADS, MARK, SECTION, Choice, Facts, as_compared, unsealed
from cxassess.model.engagement import Answer
from cxassess.words import answering_languages, answering_words

MOST_PACKED = 20 * 1024 * 1024
MOST_BYTES = 60 * 1024 * 1024  # unpacked; a form has half a megabyte
_HEAD_WITHIN = 200  # rows from the top that its header is looked for


@dataclass(frozen=True, slots=True)
class FormCell:
    """What stands in a cell; `where` names file, sheet and cell. `fault` where it has no value that can be read."""

    where: str
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """What a person gave to a question; None for a column that is not there any more."""

    question: str
    answer: FormCell
    comment: FormCell | None
    proof: FormCell | None


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form that came back.

    `filled` are the answers that it was written with, `choices` what could be chosen by question, and `levels` the
    names of the five levels as choices; each may be empty where the hidden sheet is gone.
    """

    name: str
    facts: Facts
    seal: str
    rows: tuple[FormRow, ...]
    filled: Mapping[str, Answer]
    choices: Mapping[str, tuple[Choice, ...]]
    levels: tuple[Choice, ...]
    faults: tuple[Problem, ...]


@dataclass(slots=True)
class _Origin:
    """What the hidden sheet says."""

    facts: str = ""
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)  # by name: letter and the words above
    questions: dict[str, str] = field(default_factory=dict)  # texts by id
    filled: dict[str, Answer] = field(default_factory=dict)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    levels: list[Choice] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)  # their titles


@dataclass(frozen=True, slots=True)
class _Head:
    """The header row of a sheet: its index, the columns by what stands in them, and the facts in it."""

    row: int
    places: Mapping[str, int]
    facts: str


def read_form(content: bytes, name: str, questions: Mapping[str, str], sections: Sequence[str]) -> ReadForm:
    """The cells of a form by question. Raises InvalidInput where it is none.

    Args:
        content: the file as it came.
        name: the file's name, for faults.
        questions: the texts of all questions by id, where the form does not say what it asked.
        sections: the titles of its sections, for the same.
    """
    if len(content) > MOST_PACKED:
        raise InvalidInput([Problem(name, "is too large for a form of cxassess")])
    values, formulas = open_workbook(content, name, MOST_BYTES)
    try:
        grids = {sheet: grid_of(values[sheet]) for sheet in values.sheetnames}
    except InvalidInput as error:
        raise InvalidInput(Problem(f"{name}, {p.where}", p.message) for p in error.problems) from error
    hidden = next((sheet for sheet, grid in grids.items() if _is_origin(grid)), None)
    origin = _origin(grids.pop(hidden)) if hidden is not None else _Origin()
    heads = {sheet: head for sheet, grid in grids.items() if (head := _head(grid, _titles(origin))) is not None}
    known = _known_facts(origin, heads)
    if known is None:
        message = (
            "is not a form that cxassess wrote, or its hidden cells are gone; a table of answers is saved as CSV UTF-8"
        )
        raise InvalidInput([Problem(name, message)])
    if not heads:
        raise InvalidInput([Problem(name, "has no row with the headers of a form, such as “Your answer”: undo that")])
    origin.questions = origin.questions or dict(questions)
    origin.sections = origin.sections or set(sections)
    reader = _Reader(name, origin)
    for sheet in _best(heads):
        reader.read(sheet, grids[sheet], grid_of(formulas[sheet]), heads[sheet])
    facts, seal = known
    return ReadForm(
        name,
        facts,
        seal,
        tuple(reader.rows.values()),
        origin.filled,
        {id: tuple(choices) for id, choices in origin.choices.items()},
        tuple(origin.levels),
        tuple(reader.faults),
    )


# ── the hidden sheet ─────────────────────────────────────────────────────────────────────────────────────────


def _is_origin(grid: Grid) -> bool:
    return bool(grid) and tuple(map(text_of, grid[0][: len(HEADS)])) == HEADS


def _origin(grid: Grid) -> _Origin:
    found = _Origin()
    for row in grid[1:]:
        key, value, shown, comment, proof = (*map(text_of, row[:5]), *[""] * 5)[:5]
        kind, _, id = key.partition(":")
        match kind:
            case "facts":
                found.facts = value
            case "column":
                found.columns[id] = (value, shown)
            case "level":
                found.levels.append(Choice(value, shown))
            case "section":
                found.sections.add(clean_line(shown))
            case "question":
                found.questions[id] = shown
                found.filled[id] = Answer(id, value, clean_text(comment), clean_text(proof))
            case "choice":
                found.choices.setdefault(id, []).append(Choice(value, shown))
    return found


def _titles(origin: _Origin) -> Mapping[str, str]:
    """What stands above each column, as compared, to its name: as this form says, else in any language."""
    known: dict[str, str] = {}
    for language in answering_languages():
        words = answering_words(language)
        known |= {as_compared(text): name for name, text in words.table("form.heads").items() if name in COLUMNS}
    return known | {as_compared(title): name for name, (_, title) in origin.columns.items() if name in COLUMNS}


def _known_facts(origin: _Origin, heads: Mapping[str, _Head]) -> tuple[Facts, str] | None:
    for text in (origin.facts, *(head.facts for head in heads.values())):
        if found := unsealed(text):
            return found
    return None


# ── the header ───────────────────────────────────────────────────────────────────────────────────────────────


def _head(grid: Grid, titles: Mapping[str, str]) -> _Head | None:
    """The row with the most headers of a form; None where no row has the hidden one or two of the others."""
    best: _Head | None = None
    for number, row in enumerate(grid[:_HEAD_WITHIN]):
        places: dict[str, int] = {}
        facts = ""
        for column, cell in enumerate(row):
            if not isinstance(cell.value, str):
                continue
            if cell.value.startswith(MARK):
                facts = facts or cell.value
                places.setdefault("id", column)
            elif (name := titles.get(as_compared(cell.value))) is not None:
                places.setdefault(name, column)
        if ("id" in places or len(places) > 1) and (best is None or len(places) > len(best.places)):
            best = _Head(number, places, facts)
    return best


def _best(heads: Mapping[str, _Head]) -> list[str]:
    """The sheets to read: those with the hidden column, else the one with most headers."""
    marked = [sheet for sheet, head in heads.items() if "id" in head.places]
    return marked or [max(heads, key=lambda sheet: len(heads[sheet].places))]


# ── the rows ─────────────────────────────────────────────────────────────────────────────────────────────────


class _Reader:
    """Goes through the rows of a form; a copy of a sheet or a row may stand in it, as long as it says the same."""

    def __init__(self, name: str, origin: _Origin) -> None:
        self._name, self._origin = name, origin
        self._ids = {as_compared(text): id for id, text in reversed(origin.questions.items())}
        self.rows: dict[str, FormRow] = {}
        self.faults: list[Problem] = []

    def read(self, sheet: str, grid: Grid, formulas: Grid, head: _Head) -> None:
        places = dict(head.places)
        for name in ("answer", "comment", "proof"):
            if name not in places and (at := self._where_it_stood(name, places)) is not None:
                places[name] = at
        if "answer" not in places:
            wanted = self._origin.columns.get("answer", ("", "Your answer"))[1]
            message = f"has no column “{wanted}” any more: write these words above the answers"
            self.faults.append(Problem(f"{self._name}, {sheet}", message))
            return
        for row, formula_row in zip(grid[head.row + 1 :], formulas[head.row + 1 :], strict=False):
            cells = {name: self._cell(sheet, row[at], formula_row[at]) for name, at in places.items()}
            self._row(cells, is_count=is_formula(formula_row[places["answer"]]), texts=tuple(map(text_of, row)))

    def _where_it_stood(self, name: str, places: Mapping[str, int]) -> int | None:
        """A column whose words were changed, as long as no column was moved."""
        stood = {key: _index(letter) for key, (letter, _) in self._origin.columns.items()}
        moved = any(stood.get(key) != at for key, at in places.items())
        return None if moved or name not in stood else stood[name]

    def _row(self, cells: Mapping[str, FormCell], *, is_count: bool, texts: Sequence[str]) -> None:
        id = cells["id"].text if "id" in cells else ""
        shown = self._ids.get(as_compared(cells["question"].text)) if "question" in cells else None
        if shown is None and (id.startswith(SECTION) or self._is_section(texts)):
            return
        question = shown or (id if id in self._origin.questions else "")
        if question:
            self._take(FormRow(question, cells["answer"], cells.get("comment"), cells.get("proof")))
            return
        typed = [cell for name in ("answer", "comment", "proof") if (cell := cells.get(name)) and cell.text]
        if typed and not is_count:
            said = shortened(clean_line(typed[0].text))
            message = f"“{said}” stands in a row of no question of this form, a row with its question was expected"
            self.faults.append(Problem(typed[0].where, message))

    def _is_section(self, texts: Sequence[str]) -> bool:
        return any(text and clean_line(text) in self._origin.sections for text in texts[:3])

    def _take(self, row: FormRow) -> None:
        before = self.rows.get(row.question)
        if before is None or _is_blank(before):
            self.rows[row.question] = row
        elif not _is_blank(row) and _said(row) != _said(before):
            message = f"{row.question} is answered here in another way than before ({before.answer.where})"
            self.faults.append(Problem(row.answer.where, message))

    def _cell(self, sheet: str, cell: Any, formula: Any) -> FormCell:
        where = f"{self._name}, {sheet} {cell.coordinate}"
        if getattr(cell, "data_type", "") == "e":
            return FormCell(where, text_of(cell), f"the error {cell.value} stands here")
        if is_formula(formula) and cell.value is None:
            return FormCell(where, "", "a formula without a value stands here: type the value instead")
        return FormCell(where, clean_text(_typed(cell.value)))


def _said(row: FormRow) -> tuple[str, str, str]:
    comment, proof = (cell.text if cell else "" for cell in (row.comment, row.proof))
    return as_compared(row.answer.text), comment, proof


def _is_blank(row: FormRow) -> bool:
    return not any(_said(row)) and not row.answer.fault


def _typed(value: object) -> str:
    """A value as a person sees it: 3 for 3.0, a day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _index(letters: str) -> int:
    """The index of a column from 0; −1 for what names none.

    >>> _index("A"), _index("AB"), _index("")
    (0, 27, -1)
    """
    number = 0
    for letter in letters.upper()[:3]:
        number = 26 * number + ord(letter) - 64
    return number - 1
