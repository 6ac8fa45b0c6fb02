"""The sheet that a person answers on: who sees what, progress, and a row a question."""

from collections.abc import Mapping
from math import floor
from textwrap import wrap
from typing import Any

from cxassess.briefing import privacy_sentences
from cxassess.forms import CARDS, SECTION, Form, Question, Section, sealed
from cxassess.model.pack import NOT_APPLICABLE
from cxassess.report.form.layout import (
    ANSWER,
    COMMENT,
    FIRST,
    HEAD_ROW,
    LINK,
    NUMBER,
    PICTURES,
    QUESTION,
    Layout,
)
from cxassess.report.palette import GREY, GREY_TEXT, MAIN, PAPER, RULE
from cxassess.report.workbook.book import HEAD, INPUT, INPUT_FILL, INPUT_FRAME, INPUT_INK, WRAP, Sheet
from cxassess.report.workbook.live import Live, either, quoted, sentence
from cxassess.words import Words

_WIDTHS = {NUMBER: 4.5, QUESTION: 38.0, LINK: 9.5, ANSWER: 24.0, COMMENT: 26.0}
_PICTURE, _PROOF = 18.0, 20.0
_SECTION_FILL, _LIT, _TRACK, _PALE = "#E3EAF2", "#D6E4F1", "#DDE2E9", "#F7F9FB"
_LETTERS, _BOLD_LETTERS = 1.12, 1.05  # that a unit of a column's width has room for, at the least
_LINE_POINTS, _TALLEST = 13.0, 150.0
_LONGEST_SCOPE = 240  # characters of it above the questions; all of it stands on the sheet about privacy
_PADDING = 1.6  # characters that an indent takes of a column
_FRAME: Mapping[str, Any] = {"bottom": 1, "bottom_color": RULE, "right": 1, "right_color": RULE}
_READ: Mapping[str, Any] = {**_FRAME, **WRAP, "valign": "vcenter", "indent": 1}
_STEP = {"bold": True, "font_size": 13, "font_color": MAIN}
_TYPED: Mapping[str, Any] = {**_READ, "locked": False, "font_color": INPUT_INK}


def write_answers(
    sheet: Sheet, form: Form, layout: Layout, words: Words, listed: Mapping[str, str], in_full: Mapping[str, int]
) -> None:
    """Write it.

    Args:
        listed: the range that holds the choices of each question.
        in_full: the row of each practice on the sheet with the full texts.
    """
    sheet.widths({**_WIDTHS, f"{PICTURES[0]}:{PICTURES[-1]}": _PICTURE})
    if layout.proof:
        sheet.widths({layout.proof: _PROOF})
    sheet.widths({f"{layout.ids}:{layout.seconds}": 10.0}, hidden=True)
    _top(sheet, form, layout, words)
    _heads(sheet, form, layout, words)
    for section in form.sections:
        _section(sheet, section, layout, words)
        for question in section.questions:
            _question(sheet, question, layout, words, listed[question.id], in_full.get(question.id))
    _conditions(sheet, form, layout)
    _frame(sheet, form, layout)


# ── above the questions ──────────────────────────────────────────────────────────────────────────────────────


def _top(sheet: Sheet, form: Form, layout: Layout, words: Words) -> None:
    last = layout.last_column
    sheet.height(1, 30)
    sheet.text("A1", words.say("form.title"), bold=True, font_size=17, font_color=MAIN)
    sheet.runs(f"{ANSWER}1:{last}1", [(_who(form, words), {"bold": True})], {"align": "right", "shrink": True})
    width = sum(_WIDTHS.values()) + len(PICTURES) * _PICTURE + (_PROOF if layout.proof else 0)
    scope = _scope(form, words)
    sheet.runs(f"A2:{last}2", [(scope, {})], WRAP, {"valign": "vcenter"})
    sheet.fit(2, [(scope, width)], least=18)
    seen = next(privacy_sentences(form.settings, words, with_proof=form.asks_for_proof))
    lead = words.say("form.who_sees")
    sheet.runs(f"A3:{last}3", [(lead, {"bold": True}), (f"  {seen}", {})], WRAP, {"valign": "vcenter"})
    sheet.fit(3, [(f"{lead}  {seen}", width)], least=18)
    _steps(sheet, form, layout, words)
    _progress(sheet, form, layout, words)


def _who(form: Form, words: Words) -> str:
    facts = form.facts
    key = "form.anonymous" if facts.is_anonymous else "interview.who"
    values = {"name": facts.name, "role": form.pack.roles[facts.role].name, "unit": facts.unit}
    return words.say(f"{key}_in_unit" if facts.unit else key, **values)


def _scope(form: Form, words: Words) -> str:
    about = " ".join(form.settings.about.split())
    if len(about) > _LONGEST_SCOPE:
        about = about[:_LONGEST_SCOPE].rpartition(" ")[0] + " …"
    parts = (form.settings.client, about, words.say("form.period"))
    return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts if part)


def _steps(sheet: Sheet, form: Form, layout: Layout, words: Words) -> None:
    key = "form.send" if form.send_to else "form.send_sender"
    values = {"contact": form.send_to, "date": form.until}
    send = words.say(f"{key}_until" if form.until else key, **values)
    steps = {
        f"{NUMBER}4:{LINK}4": words.say("form.choose"),
        "D4:E4": words.say("form.save"),
        f"F4:{layout.last_column}4": f"{send} {words.say('form.half_done')}",
    }
    for number, (span, text) in enumerate(steps.items(), start=1):
        sheet.runs(span, [(str(number), _STEP), (f"  {text}", {})], WRAP, {"valign": "vcenter"})
    room = 3 * _PICTURE + _WIDTHS[ANSWER] + _WIDTHS[COMMENT]
    sheet.fit(4, [(text, room) for text in list(steps.values())[2:]], least=24)


def _progress(sheet: Sheet, form: Form, layout: Layout, words: Words) -> None:
    """How many are answered and about how many minutes are left, as words and as a bar."""
    given, seconds = layout.span(ANSWER), layout.span(layout.seconds)  # rows of sections take none
    of = len(form.questions)
    n = sum(question.answer.choice != "" for question in form.questions)
    open_seconds = sum(question.seconds for question in form.questions if not question.answer.choice)
    left = f'SUMPRODUCT(({given}="")*{seconds})'
    answered = Live(f'SUMPRODUCT(({given}<>"")*({seconds}>0))', n)
    minutes = Live(f"MAX(1,ROUND({left}/60,0))", max(1, floor(open_seconds / 60 + 0.5)))
    one = Live(quoted(words.say("interview.minutes_left", count=1)), words.say("interview.minutes_left", count=1))
    many = sentence(words, "interview.minutes_left", count=minutes)
    none = Live(quoted(words.say("interview.all_answered")), words.say("interview.all_answered"))
    time = either(f"{minutes.formula}=1", minutes.value == 1, one, many)
    time = either(f"{answered.formula}>={of}", n >= of, none, time)
    sheet.height(5, 22)
    said = sentence(words, "form.progress", n=answered, of=Live(str(of), of), left=time)
    sheet.runs(f"{NUMBER}5:{LINK}5", [(" ", {})], {"bold": True})
    sheet.live(f"{NUMBER}5", said, {"bold": True})
    bar = {"bg_color": _TRACK, "num_format": ";;;"}
    sheet.runs(f"{PICTURES[0]}5:{PICTURES[-1]}5", [(" ", {})], bar)
    sheet.live(f"{PICTURES[0]}5", Live(f"{answered.formula}/{of}", n / of), bar)
    sheet.bars(f"{PICTURES[0]}5", 1, MAIN)
    sheet.text(f"{ANSWER}5", words.say("form.still_open"), INPUT, locked=True, font_color=GREY_TEXT, indent=1)


def _heads(sheet: Sheet, form: Form, layout: Layout, words: Words) -> None:
    heads = words.table("form.heads")
    sheet.height(HEAD_ROW, 31)
    span = f"{PICTURES[0]}{HEAD_ROW}:{PICTURES[-1]}{HEAD_ROW}"
    for column in (NUMBER, LINK):
        sheet.text(f"{column}{HEAD_ROW}", "", HEAD)
    for name, column in layout.typed.items():
        sheet.text(f"{column}{HEAD_ROW}", heads[name], HEAD, indent=1)
    sheet.runs(span, [(heads["pictures"], {})], HEAD, {"indent": 1})
    sheet.text(f"{layout.ids}{HEAD_ROW}", sealed(form.facts, form.seal))


# ── the questions ────────────────────────────────────────────────────────────────────────────────────────────


def _section(sheet: Sheet, section: Section, layout: Layout, words: Words) -> None:
    row = layout.sections[section.id]
    look = {"bg_color": _SECTION_FILL, "bold": True, "font_color": MAIN}
    sheet.height(row, 20)
    sheet.runs(f"{NUMBER}{row}:{LINK}{row}", [(section.title, {})], look)
    told = words.say("interview.choose_card") if section.id == CARDS else " "
    sheet.runs(f"{PICTURES[0]}{row}:{PICTURES[-1]}{row}", [(told, {})], look, {"bold": False, "indent": 1})
    first, last = (layout.rows[section.questions[end].id] for end in (0, -1))
    given = Live(
        f"COUNTA(${ANSWER}${first}:${ANSWER}${last})",
        sum(question.answer.choice != "" for question in section.questions),
    )
    of = len(section.questions)
    sheet.live(
        f"{ANSWER}{row}", sentence(words, "form.section", n=given, of=Live(str(of), of)), look, bold=False, indent=1
    )
    for column in (COMMENT, *layout.proof):
        sheet.text(f"{column}{row}", "", look)
    sheet.text(f"{layout.ids}{row}", f"{SECTION}{section.id}")
    sheet.number(f"{layout.seconds}{row}", 0)


def _question(sheet: Sheet, question: Question, layout: Layout, words: Words, listed: str, in_full: int | None) -> None:
    row = layout.rows[question.id]
    sheet.number(f"{NUMBER}{row}", question.number, {**_FRAME, "font_color": GREY_TEXT, "align": "center"})
    sheet.text(f"{QUESTION}{row}", question.text, _READ)
    link = {**_FRAME, "align": "center", "font_size": 9}
    if in_full is None:
        sheet.text(f"{LINK}{row}", "", link)
    else:
        sheet.link(f"{LINK}{row}", layout.sheets[1], link, cell=f"A{in_full}", shown=words.say("form.in_full"))
    shown = [choice.shown for choice in question.pictures]
    for column, text in zip(PICTURES, [*shown, *[""] * (len(PICTURES) - len(shown))], strict=True):
        sheet.text(f"{column}{row}", text, _READ, bg_color=_PALE)
    chosen = question.shown(question.answer.choice)
    sheet.text(f"{ANSWER}{row}", chosen, INPUT, WRAP, valign="vcenter", bold=True, indent=1)
    sheet.text(f"{COMMENT}{row}", question.answer.comment, _TYPED)
    lines = [_lines(question.text, _WIDTHS[QUESTION], _LETTERS)]
    lines.append(_lines(question.answer.comment, _WIDTHS[COMMENT], _LETTERS))
    if layout.proof:
        sheet.text(f"{layout.proof}{row}", question.answer.evidence, _TYPED)
        lines.append(_lines(question.answer.evidence, _PROOF, _LETTERS))
    sheet.text(f"{layout.ids}{row}", question.id)
    sheet.number(f"{layout.seconds}{row}", question.seconds)
    hint = words.say("form.reason_needed") if any(c.value == NOT_APPLICABLE for c in question.others) else ""
    sheet.choices(f"{ANSWER}{row}", listed, words.say("form.wrong"), hint)
    lines += [_lines(text, _PICTURE, _BOLD_LETTERS) for text in shown]  # the chosen one becomes bold
    lines += [_lines(choice.shown, _WIDTHS[ANSWER], _BOLD_LETTERS) for choice in question.choices]
    sheet.height(row, min(_TALLEST, _LINE_POINTS * max(2, *lines) + 6))


def _lines(text: str, width: float, letters: float) -> int:
    """How many lines a text takes in a column, broken between words."""
    room = max(4, int((width - _PADDING) * letters))
    return sum(max(1, len(wrap(part, room))) for part in text.split("\n"))


def _conditions(sheet: Sheet, form: Form, layout: Layout) -> None:
    """The chosen picture lights up, an answer is no longer yellow, and a reason that is needed is."""
    first, last = FIRST, layout.last
    is_question = f"AND(${layout.seconds}{first}>0"
    lit = {"bg_color": _LIT, "bold": True, "bottom": 1, "bottom_color": MAIN}
    here = f"{PICTURES[0]}{first}"
    sheet.when(
        f"{PICTURES[0]}{first}:{PICTURES[-1]}{last}",
        f'={is_question},{here}<>"",TRIM(${ANSWER}{first})=TRIM({here}))',
        lit,
    )
    sheet.when(
        f"{ANSWER}{first}:{ANSWER}{last}",
        f"={is_question},LEN(TRIM(${ANSWER}{first}))>0)",
        {"bg_color": PAPER, "border": 1, "border_color": GREY},
    )
    for question in form.questions:
        for choice in question.others:
            if choice.value == NOT_APPLICABLE:
                row = layout.rows[question.id]
                missing = f"=AND(TRIM(${ANSWER}{row})={quoted(choice.shown)},LEN(TRIM(${COMMENT}{row}))=0)"
                fill = {"bg_color": INPUT_FILL, "border": 1, "border_color": INPUT_FRAME}
                sheet.when(f"{COMMENT}{row}", missing, fill)


def _frame(sheet: Sheet, form: Form, layout: Layout) -> None:
    """What stays in sight on the screen and on paper, where the cursor stands, and what is locked."""
    writer = sheet.writer
    start = next((q for q in form.questions if not q.answer.choice), form.questions[0])
    row = layout.rows[start.id]
    is_first = start.id == form.questions[0].id
    writer.freeze_panes(HEAD_ROW, 0, HEAD_ROW if is_first else row - 2, 0)
    writer.set_selection(f"{ANSWER}{row}")
    writer.set_paper(9)
    writer.set_landscape()
    writer.fit_to_pages(1, 0)
    writer.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    writer.repeat_rows(HEAD_ROW - 1)
    writer.print_area(f"A1:{layout.last_column}{layout.last}")
    writer.protect("", {"format_columns": True, "format_rows": True})
