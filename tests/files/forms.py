"""A form in Excel in the hands of a person: what they type, sort, rename, delete and paste in it."""

import io
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from cxassess.files.answer_import import Given, read_all
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.form_files import Return, form_of
from cxassess.files.form_people import Wanted
from cxassess.files.store_answers import AnswerRow
from cxassess.forms import SECTION, Form
from cxassess.report.form import write_form
from cxassess.sitting import card_order, cited
from cxassess.words import answering_words
from files.building import written

HEAD_ROW = 6


def form_for(opened: Opened, name: str, role: str, unit: str = "", language: str = "") -> Form:
    """The form of somebody as the command makes it."""
    return form_of(opened, Wanted(name, role, unit, language), card_order, Return())


def content_of(form: Form) -> bytes:
    return write_form(form, answering_words(form.facts.language, form.pack.reword))


@dataclass
class Sheet:
    """An open form, by the words above its columns and the ids of its rows."""

    book: Any

    @classmethod
    def of(cls, content: bytes) -> "Sheet":
        with warnings.catch_warnings(action="ignore"):  # openpyxl leaves out the bar
            return cls(load_workbook(io.BytesIO(content)))

    @property
    def sheet(self) -> Any:
        return self.book.worksheets[0]

    @property
    def ids(self) -> dict[str, int]:
        """The row of each question."""
        column = self.columns["id"]
        found = {str(row[column - 1].value or ""): row[0].row for row in self.sheet.iter_rows(min_row=HEAD_ROW + 1)}
        return {id: row for id, row in found.items() if id and not id.startswith(SECTION)}

    @property
    def columns(self) -> dict[str, int]:
        heads = {str(cell.value): cell.column for cell in self.sheet[HEAD_ROW] if cell.value}
        return {"id" if head.startswith("cxassess form") else head: column for head, column in heads.items()}

    def at(self, id: str, head: str = "Your answer") -> Any:
        return self.sheet.cell(self.ids[id], self.columns[head])

    def type(self, id: str, answer: object, comment: object = None, proof: object = None) -> "Sheet":
        self.at(id).value = answer
        if comment is not None:
            self.at(id, "Comment, if you like").value = comment
        if proof is not None:
            self.at(id, "Proof, if there is any").value = proof
        return self

    def fill(self, form: Form, choices: Mapping[str, str]) -> "Sheet":
        """Choose from the drop-downs."""
        shown = {
            question.id: question.shown(choices[question.id]) for question in form.questions if question.id in choices
        }
        for id, text in shown.items():
            self.type(id, text)
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def given_by(folder: Path, *contents: bytes | Sheet, names: Iterable[str] = ("jane.xlsx", "other.xlsx")) -> Given:
    """What an import understands of some forms."""
    paths = [
        written(folder.parent / name, content if isinstance(content, bytes) else content.bytes())
        for name, content in zip(names, contents, strict=False)
    ]
    with open_engagement(folder) as opened:
        return read_all(paths, opened, cited)


def rows_of(given: Given) -> list[AnswerRow]:
    assert [str(problem) for problem in given.problems] == []
    return list(given.rows)


def faults_of(folder: Path, content: "bytes | Sheet") -> list[str]:
    return [str(problem) for problem in given_by(folder, content).problems]
