"""The sheet Roadmap: what is proposed for now, next and later, live; what the client chooses, owners, dates, status."""

from datetime import timedelta

from cxassess.model.assessment import Action
from cxassess.planning import HORIZONS, ROOM
from cxassess.report.palette import GREY_TEXT, INK, LEVELS, TILE
from cxassess.report.workbook.book import INPUT, LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import ROADMAP_FIRST as FIRST
from cxassess.report.workbook.live import EMPTY, Live, constant, either, printed, quoted, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import HORIZON_COLOURS

NOW_DAYS = 90
NEW = sum(ROOM.values())  # steps that a proposal holds at most
STATES = ("open", "doing", "done", "dropped")
_WIDTHS = {
    "A": 11, "B": 10, "C": 12, "D": 38, "E": 46, "F": 34, "G": 32, "H": 21, "I": 19, "J": 13, "K": 10, "L": 8, "M": 14,
    "N": 26, "O": 25,
}  # fmt: skip


def write_roadmap(sheet: Sheet, parts: Parts) -> None:
    """The actions of the report, in its order; what is proposed for each, and what is new, follows the answers."""
    sheet.title(parts.say("roadmap.title"), parts.subtitle)
    sheet.live("A3", _note(parts), QUIET)
    sheet.heads(FIRST - 1, dict(zip(_WIDTHS, parts.heads("roadmap").values(), strict=True)), right=("L",), height=30)
    sheet.widths(_WIDTHS)
    planned = [action for horizon in HORIZONS for action in parts.assessment.actions_in(horizon)]
    for row, action in enumerate(planned, start=FIRST):
        _row(sheet, parts, row, action)
    last = parts.layout.roadmap_last
    for row in range(FIRST + len(planned), last + 1):
        sheet.live(f"A{row}", Live(f'IF(C{row}="","",{_proposed(parts, row, EMPTY)})', None), TEXT)
        for column in "BCDEFGHIJK":
            sheet.text(f"{column}{row}", "", INPUT)
    _new(sheet, parts, last + 2)
    sheet.choices(f"B{FIRST}:B{last}", parts.layout.listed("B", len(HORIZONS)), parts.say("wrong.horizon"))
    sheet.choices(f"K{FIRST}:K{last}", parts.layout.listed("A", len(STATES)), parts.say("wrong.status"))
    sheet.dates(f"J{FIRST}:J{last}", parts.assessment.wave.as_of, parts.say("wrong.due"))
    done, dropped = parts.say("roadmap.states.done"), parts.say("roadmap.states.dropped")
    sheet.mark(f"K{FIRST}:K{last}", f'=$K{FIRST}="{done}"', LEVELS[3], INK)
    sheet.mark(f"K{FIRST}:K{last}", f'=$K{FIRST}="{dropped}"', TILE, GREY_TEXT)
    sheet.mark(f"O{FIRST}:O{last}", f'=$O{FIRST}<>""', LEVELS[1], INK)
    for horizon in HORIZONS:
        name = quoted(parts.words.say(f"horizons.{horizon}"))
        sheet.mark(f"A{FIRST}:A{last + 2 + NEW}", f"=$A{FIRST}={name}", *HORIZON_COLOURS[horizon])
    sheet.writer.autofilter(f"A{FIRST - 1}:O{last}")
    sheet.writer.freeze_panes(FIRST - 1, 4)
    sheet.writer.print_area(f"A1:O{last + 2 + NEW}")


def _note(parts: Parts) -> Live:
    """How to use the sheet, and how many steps stand at its foot."""
    note, new = constant(parts.say("roadmap.note")), f"COUNT({parts.layout.plan('new')})"
    more = sentence(parts.words, "workbook.roadmap.more", count=Live(new, 0))
    return Live(f'{note.formula}&IF({new}=0,"",{quoted(" ")}&{more.formula})', note.value)


def _proposed(parts: Parts, row: int, otherwise: Live) -> str:
    """The proposal for the step that stands in a row."""
    layout = parts.layout
    return f"IFERROR(INDEX({layout.plan('proposed')},MATCH(C{row},{layout.plan('step')},0)),{otherwise.formula})"


def _row(sheet: Sheet, parts: Parts, row: int, action: Action) -> None:
    top = {**LINE, **WRAP}
    entry = {**INPUT, **WRAP}
    assert action.horizon is not None
    horizon = parts.words.say(f"horizons.{action.horizon}")
    gone = constant(parts.say("roadmap.gone"))
    proposed = sheet.live(f"A{row}", Live(_proposed(parts, row, gone), horizon), top, TEXT, bold=True)
    sheet.text(f"B{row}", "", entry)
    sheet.text(f"C{row}", action.id, top, bold=True)
    texts = {"D": action.title, "E": action.what, "F": action.first_step, "G": action.done_when, "H": action.owner_role}
    for column, text in texts.items():
        sheet.text(f"{column}{row}", text, top)
    sheet.text(f"I{row}", action.owner or "", entry)
    due = action.due or (parts.assessment.wave.as_of + timedelta(NOW_DAYS) if action.horizon == "now" else None)
    sheet.day(f"J{row}", due, entry, align="left")
    sheet.text(f"K{row}", parts.say(f"roadmap.states.{action.status}"), entry)
    value = parts.workings[action.practice].score.value
    cell = Live(parts.layout.practice("value", action.practice), value)
    sheet.live(f"L{row}", cell, top, num_format=SCORE)
    goal = action.step[1]
    there = value is not None and goal - 0.5 <= (parts.workings[action.practice].printed or 0)
    reached = either(
        f'IF(L{row}="",FALSE,{printed(f"L{row}")}>={goal - 0.5})',
        there,
        constant(parts.say("roadmap.reached")),
        constant(parts.say("roadmap.not_yet", level=goal)),
    )
    sheet.live(f"M{row}", reached, top, indent=1)
    needs = [f"{id} {parts.say('roadmap.at_level', level=level)}" for id, level, met in action.prerequisites if not met]
    sheet.text(f"N{row}", ", ".join(needs), top)
    chosen = sentence(parts.words, "workbook.roadmap.chosen", chosen=Live(f"B{row}", ""), proposed=proposed)
    moved = constant(parts.say("roadmap.moved", horizon=horizon))
    differs = f'IF(A{row}={quoted(horizon)},"",{moved.formula})'
    mind = f'IF(B{row}="",{differs},IF(B{row}=A{row},"",{chosen.formula}))'
    sheet.live(f"O{row}", Live(mind, None), top)
    sheet.fit(row, [(text, _WIDTHS[column] * 1.05) for column, text in texts.items()])


def _new(sheet: Sheet, parts: Parts, head: int) -> None:
    """Steps that are proposed by now and stand in no row above; nothing to fill in, as they come and go."""
    layout = parts.layout
    sheet.text(f"A{head}", parts.say("roadmap.new"), bold=True, font_color=GREY_TEXT)
    for number in range(1, NEW + 1):
        row = head + number
        found = f"MATCH({number},{layout.plan('new')},0)"
        for column, source in (("A", "proposed"), ("C", "step"), ("D", "title"), ("H", "owner")):
            live = Live(f'IFERROR(INDEX({layout.plan(source)},{found}),"")', None)
            sheet.live(f"{column}{row}", live, TEXT if column == "A" else {})
