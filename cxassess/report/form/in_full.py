"""All that stands behind the questions: the five anchors at length, why it is asked, what counts as proof, terms."""

from collections.abc import Iterator

from cxassess.briefing import terms_in
from cxassess.forms import Form, Question
from cxassess.report.form.layout import ANSWER, Layout
from cxassess.report.palette import MAIN
from cxassess.report.workbook.book import BAND, LINE, WRAP, Sheet
from cxassess.words import Words

_LABEL, _TEXT, _BACK = 30.0, 92.0, 22.0  # widths in characters
_FIRST = 3


def rows_in_full(form: Form, words: Words) -> dict[str, int]:
    """The row of each practice on the sheet; a card says all there is where it is asked."""
    rows, row = {}, _FIRST
    for question in form.questions:
        if question.id in form.pack.practices:
            rows[question.id] = row
            row += len(tuple(_lines(form, question, words))) + 2
    return rows


def write_in_full(sheet: Sheet, form: Form, layout: Layout, words: Words) -> None:
    """A block a practice; each leads back to its row."""
    sheet.widths({"A": _LABEL, "B": _TEXT, "C": _BACK})
    sheet.height(1, 24)
    sheet.text("A1", words.say("form.sheets.in_full"), bold=True, font_size=16, font_color=MAIN)
    questions = {question.id: question for question in form.questions}
    for id, row in rows_in_full(form, words).items():
        question = questions[id]
        number = words.say("form.question_number", number=question.number)
        sheet.text(f"A{row}", number, _HEADING)
        sheet.text(f"B{row}", question.text, _HEADING, WRAP, valign="vcenter")
        back = words.say("form.back", number=question.number)
        at = f"{ANSWER}{layout.rows[id]}"
        sheet.link(f"C{row}", layout.sheets[0], {"bg_color": BAND}, cell=at, shown=back)
        sheet.fit(row, [(question.text, _TEXT * 0.9)], least=20)
        for below, (label, text) in enumerate(_lines(form, question, words), start=row + 1):
            sheet.text(f"A{below}", label, LINE, WRAP, bold=True)
            sheet.text(f"B{below}", text, LINE, WRAP)
            sheet.fit(below, [(label, _LABEL * 0.85), (text, _TEXT)])
    writer = sheet.writer
    writer.freeze_panes(1, 0)
    writer.repeat_rows(0)
    writer.set_paper(9)
    writer.set_landscape()
    writer.fit_to_pages(1, 0)
    writer.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    writer.protect("", {"format_columns": True, "format_rows": True})


_HEADING = {"bold": True, "font_size": 11, "font_color": MAIN, "bg_color": BAND}


def _lines(form: Form, question: Question, words: Words) -> Iterator[tuple[str, str]]:
    """What there is to read about a practice, each line with its label."""
    practice = form.pack.practices[question.id]
    for choice, full in zip(question.pictures, practice.full, strict=True):
        yield choice.shown, full
    yield words.say("form.why"), practice.why
    if practice.na_when:
        yield words.say("interview.not_applicable"), practice.na_when
    if form.asks_for_proof:
        yield words.say("interview.enough"), practice.enough
        yield words.say("interview.not_enough"), practice.not_enough
    yield from terms_in(form.pack, question.id).items()
