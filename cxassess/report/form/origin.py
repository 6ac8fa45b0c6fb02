"""The very hidden sheet of a form: whose it is, what it asked, what was filled in, and the lists to choose from."""

from collections.abc import Iterator, Mapping

from cxassess.forms import HEADS, SECTION, Form, sealed
from cxassess.report.form.layout import Layout
from cxassess.report.workbook.book import HEAD, QUIET, Sheet, absolute
from cxassess.words import Words


def write_origin(sheet: Sheet, form: Form, layout: Layout, words: Words) -> Mapping[str, str]:
    """Write it, and give the range with the list of each question's choices."""
    for column, head in zip("ABCDE", HEADS, strict=True):
        sheet.text(f"{column}1", head, HEAD)
    row = 1
    for row, cells in enumerate(_facts(form, layout, words), start=2):
        _row(sheet, row, cells)
    listed = {}
    for question in form.questions:
        first = row + 1
        for row, choice in enumerate(question.choices, start=first):
            _row(sheet, row, (f"choice:{question.id}", choice.value, choice.shown))
        listed[question.id] = absolute(sheet.name, f"C{first}:C{row}")
    sheet.widths({"A": 20, "B": 20, "C": 60, "D": 40, "E": 40})
    sheet.writer.freeze_panes(1, 0)
    sheet.writer.repeat_rows(0)
    sheet.writer.protect("")
    sheet.writer.very_hidden()
    return listed


def _row(sheet: Sheet, row: int, cells: tuple[str, ...]) -> None:
    for column, text in zip("ABCDE", cells, strict=False):
        sheet.text(f"{column}{row}", text, QUIET)


def _facts(form: Form, layout: Layout, words: Words) -> Iterator[tuple[str, ...]]:
    """A row a fact; those of questions hold the answers that were filled in when the form was written."""
    yield "facts", sealed(form.facts, form.seal)
    heads = words.table("form.heads")
    for name, column in layout.typed.items():
        yield f"column:{name}", column, heads[name]
    yield "column:id", layout.ids
    for level, name in enumerate(form.pack.levels, start=1):
        yield "level", str(level), name
    for section in form.sections:
        yield f"{SECTION}{section.id}", "", section.title
    for question in form.questions:
        answer = question.answer
        yield f"question:{question.id}", answer.choice, question.text, answer.comment, answer.evidence
