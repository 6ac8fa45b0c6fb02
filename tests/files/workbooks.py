"""An engagement with its workbook, and cells of it by what stands above and beside them."""

import io
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from cxassess.errors import InvalidInput
from cxassess.files.answer_files import read_answers
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.workbook_changes import Change, Changes, Given
from cxassess.files.workbook_import import Understood, changes_in, take_changes
from cxassess.model.assessment import Assessment
from cxassess.report.workbook import write_workbook
from cxassess.words import read_words
from files.building import WAVE, make_engagement, whole_answers, written

ON = date(2026, 3, 20)
GIVEN = Given(ON, "the workshop said so", "Ana, Ben")
SILENT = Given(ON)


@dataclass(frozen=True)
class Desk:
    """A folder with an engagement, and the bytes of the workbook that was written of it."""

    folder: Path
    content: bytes

    def opened(self) -> Opened:
        return open_engagement(self.folder)

    def assess(self) -> Assessment:
        with self.opened() as opened:
            return opened.assess()

    def copy(self, to: Path) -> "Desk":
        shutil.copytree(self.folder, to)
        return Desk(to, self.content)

    def book(self) -> "Book":
        return Book(load(self.content))

    def understood(self, book: "Book | bytes", given: Given = GIVEN) -> Understood:
        path = written(self.folder.parent / "back.xlsx", book if isinstance(book, bytes) else book.bytes())
        with self.opened() as opened:
            return changes_in(opened, path, given)

    def found(self, book: "Book | bytes", given: Given = GIVEN) -> Changes:
        return self.understood(book, given).changes

    def taken(self, book: "Book | bytes", given: Given = GIVEN) -> list[Change]:
        understood = self.understood(book, given)
        with self.opened() as opened:
            take_changes(opened, understood)
        return understood.changes.told

    def faults(self, book: "Book | bytes", given: Given = GIVEN) -> list[str]:
        """The faults of a workbook; none where it is sound."""
        try:
            self.found(book, given)
        except InvalidInput as error:
            return [str(problem) for problem in error.problems]
        return []


def load(content: bytes) -> Any:
    with warnings.catch_warnings(action="ignore"):
        return load_workbook(io.BytesIO(content))


@dataclass(frozen=True)
class Book:
    """A workbook in a person's hands."""

    book: Any

    def at(self, sheet: str, id: str, head: str) -> Any:
        """The cell in the row of an id under a header."""
        rows = list(self.book[sheet].iter_rows())
        below = next((n for n, row in enumerate(rows) if any(cell.value == id for cell in row[:3])), 0)
        for row in reversed(rows[:below]):
            for cell in row:
                if cell.value == head:
                    return rows[below][cell.column - 1]
        message = f"{sheet} has no {head} of {id}"
        raise KeyError(message)

    def set(self, sheet: str, id: str, head: str, value: object) -> "Book":
        self.at(sheet, id, head).value = value
        return self

    def rename(self, sheet: str, head: str, other: str) -> "Book":
        """Other words above a column."""
        for row in self.book[sheet].iter_rows(max_row=8):
            for cell in row:
                if cell.value == head:
                    cell.value = other
        return self

    def add(self, cells: Mapping[str, object]) -> "Book":
        """A new row below the roadmap, by column letters."""
        sheet = self.book["Roadmap"]
        row = next(n for n in range(5, 200) if not any(sheet.cell(n, c).value for c in (2, 3, 4)))
        for column, value in cells.items():
            sheet[f"{column}{row}"] = value
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def make_desk(
    folder: Path,
    questionnaire: str = "cx-pulse",
    people: int = 6,
    language: str = "en",
    renamed: Mapping[str, str] | None = None,
) -> Desk:
    """Args: renamed: other ids for some practices of the questionnaire."""
    make_engagement(folder, questionnaire, language, renamed)
    with open_engagement(folder) as opened:
        source = written(folder.parent / "answers.csv", whole_answers(people, opened.pack.practices))
        opened.store.answers.save(WAVE, read_answers([source], opened.pack).rows, "csv")
        assessment = opened.assess()
        words = read_words(opened.settings.language, opened.pack.reword)
    return Desk(folder, write_workbook(assessment, words))
