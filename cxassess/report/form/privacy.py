"""Who sees the answers, what the questions are about, how to answer, and what is in the file."""

from collections.abc import Iterator

from cxassess.briefing import privacy_sentences
from cxassess.forms import CARDS, Form
from cxassess.report.palette import MAIN
from cxassess.report.workbook.book import WRAP, Sheet
from cxassess.words import Words

_WIDTH = 110.0


def write_privacy(sheet: Sheet, form: Form, words: Words) -> None:
    """Heading and text, one below the other."""
    sheet.widths({"A": _WIDTH})
    sheet.height(1, 24)
    sheet.text("A1", words.say("form.sheets.privacy"), bold=True, font_size=16, font_color=MAIN)
    row = 2
    for heading, texts in _parts(form, words):
        row += 1
        sheet.height(row, 20)
        sheet.text(f"A{row}", heading, bold=True, font_size=11, font_color=MAIN)
        for text in texts:
            row += 1
            sheet.text(f"A{row}", text, WRAP)
            sheet.fit(row, [(text, _WIDTH)])
        row += 1
    writer = sheet.writer
    writer.repeat_rows(0)
    writer.set_paper(9)
    writer.fit_to_pages(1, 0)
    writer.protect("", {"format_columns": True, "format_rows": True})


def _parts(form: Form, words: Words) -> Iterator[tuple[str, list[str]]]:
    anonymous = form.facts.is_anonymous
    seen = list(privacy_sentences(form.settings, words, with_proof=form.asks_for_proof))
    yield words.say("interview.privacy_title"), [*seen, *([words.say("form.sender")] if anonymous else [])]
    if form.settings.about:
        yield words.say("form.scope"), [form.settings.about]
    how = [words.say("form.how")]
    if any(section.id == CARDS for section in form.sections):
        how.append(words.say("form.how_cards"))
    yield words.say("form.how_title"), how
    yield words.say("form.file_title"), [words.say("form.file_anonymous" if anonymous else "form.file")]
