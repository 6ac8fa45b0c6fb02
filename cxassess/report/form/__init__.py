"""The Excel form of one respondent: a sheet to answer on, all texts in full, who sees the answers, hidden ids."""

from datetime import datetime, time

from cxassess.forms import Form
from cxassess.report.form.answers import write_answers
from cxassess.report.form.in_full import rows_in_full, write_in_full
from cxassess.report.form.layout import Layout
from cxassess.report.form.origin import write_origin
from cxassess.report.form.privacy import write_privacy
from cxassess.report.palette import ACCENT, GOAL, GREY, HOUSE, Brand
from cxassess.report.printable import printable
from cxassess.report.rezip import stable_zip
from cxassess.report.workbook.book import Book, Sheet
from cxassess.words import Words

_THEME = 124226  # of XlsxWriter's own workbooks


def write_form(form: Form, words: Words, brand: Brand = HOUSE) -> bytes:
    """The form as an .xlsx file; the same form gives the same bytes."""
    layout = Layout.of(form, words)
    book = Book(brand, words.formats.sheet_date, words.say("workbook.cut"))
    _properties(book, form, words)
    answers, in_full, privacy, origin = (
        Sheet(book, name, tab) for name, tab in zip(layout.sheets, (GOAL, ACCENT, GREY, GREY), strict=True)
    )
    listed = write_origin(origin, form, layout, words)
    write_answers(answers, form, layout, words, listed, rows_in_full(form, words))
    write_in_full(in_full, form, layout, words)
    write_privacy(privacy, form, words)
    left = " · ".join(text for text in (form.settings.client, form.settings.confidentiality) if text)
    for sheet in (answers, in_full, privacy, origin):
        sheet.footer(left)
    answers.writer.activate()
    return stable_zip(book.close(), form.wave.as_of)


def _properties(book: Book, form: Form, words: Words) -> None:
    settings = form.settings
    book.writer.set_properties(
        {
            "title": printable(words.say("form.document", client=settings.client, wave=form.wave.id)),
            "subject": printable(form.pack.title),
            "author": printable(settings.firm),
            "company": printable(settings.firm),
            "created": datetime.combine(form.wave.as_of, time()),
        }
    )
    book.writer.set_calc_mode("auto")
    if form.facts.is_anonymous:
        _leave_authors_out(book)


def _leave_authors_out(book: Book) -> None:
    """Have Excel take the names of authors out of the file whenever it saves it; XlsxWriter has no setting for that."""
    writer = book.writer

    def write_workbook_pr() -> None:
        writer._xml_empty_tag("workbookPr", [("filterPrivacy", 1), ("defaultThemeVersion", _THEME)])

    writer._write_workbook_pr = write_workbook_pr
