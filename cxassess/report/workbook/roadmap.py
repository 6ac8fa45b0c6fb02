"""The sheet Roadmap: what was proposed for now, next and later, with owner, date and status to fill in."""

from datetime import timedelta

from cxassess.model.assessment import Action
from cxassess.planning import HORIZONS
from cxassess.report.palette import GREY_TEXT, INK, LEVELS, TILE
from cxassess.report.workbook.book import INPUT, LINE, QUIET, SCORE, WRAP, Sheet
from cxassess.report.workbook.live import Live, constant, either, printed
from cxassess.report.workbook.parts import Parts

FIRST = 5
NOW_DAYS = 90
STATES = ("open", "doing", "done", "dropped")
_WIDTHS = {
    "A": 9, "B": 11, "C": 40, "D": 46, "E": 34, "F": 34, "G": 22, "H": 20, "I": 13, "J": 11, "K": 9, "L": 14, "M": 30,
}  # fmt: skip


def write_roadmap(sheet: Sheet, parts: Parts) -> None:
    """The actions with a place in time; owners, dates and states are the client's to change."""
    sheet.title(parts.say("roadmap.title"), parts.subtitle)
    sheet.text("A3", parts.say("roadmap.note"), QUIET)
    sheet.heads(FIRST - 1, dict(zip(_WIDTHS, parts.heads("roadmap").values(), strict=True)), right=("K",), height=30)
    sheet.widths(_WIDTHS)
    planned = [action for horizon in HORIZONS for action in parts.assessment.actions_in(horizon)]
    for row, action in enumerate(planned, start=FIRST):
        _row(sheet, parts, row, action)
    last = parts.layout.roadmap_last
    for row in range(FIRST + len(planned), last + 1):
        for column in "ABCDEFGHIJ":
            sheet.text(f"{column}{row}", "", INPUT)
    horizons = parts.layout.listed("B", len(HORIZONS))
    sheet.choices(f"A{FIRST}:A{last}", horizons, parts.say("wrong.horizon"))
    sheet.choices(f"J{FIRST}:J{last}", parts.layout.listed("A", len(STATES)), parts.say("wrong.status"))
    sheet.dates(f"I{FIRST}:I{last}", parts.assessment.wave.as_of, parts.say("wrong.due"))
    done, dropped = parts.say("roadmap.states.done"), parts.say("roadmap.states.dropped")
    sheet.mark(f"J{FIRST}:J{last}", f'=$J{FIRST}="{done}"', LEVELS[3], INK)
    sheet.mark(f"J{FIRST}:J{last}", f'=$J{FIRST}="{dropped}"', TILE, GREY_TEXT)
    sheet.writer.autofilter(f"A{FIRST - 1}:M{last}")
    sheet.writer.freeze_panes(FIRST - 1, 3)


def _row(sheet: Sheet, parts: Parts, row: int, action: Action) -> None:
    top = {**LINE, **WRAP}
    entry = {**INPUT, **WRAP}
    assert action.horizon is not None
    sheet.text(f"A{row}", parts.words.say(f"horizons.{action.horizon}"), entry)
    sheet.text(f"B{row}", action.id, top, bold=True)
    texts = {"C": action.title, "D": action.what, "E": action.first_step, "F": action.done_when, "G": action.owner_role}
    for column, text in texts.items():
        sheet.text(f"{column}{row}", text, top)
    sheet.text(f"H{row}", action.owner or "", entry)
    due = action.due or (parts.assessment.wave.as_of + timedelta(NOW_DAYS) if action.horizon == "now" else None)
    sheet.day(f"I{row}", due, entry, align="left")
    sheet.text(f"J{row}", parts.say(f"roadmap.states.{action.status}"), entry)
    value = parts.workings[action.practice].score.value
    cell = Live(parts.layout.practice("value", action.practice), value)
    sheet.live(f"K{row}", cell, top, num_format=SCORE)
    goal = action.step[1]
    there = value is not None and goal - 0.5 <= (parts.workings[action.practice].printed or 0)
    reached = either(
        f'IF(K{row}="",FALSE,{printed(f"K{row}")}>={goal - 0.5})',
        there,
        constant(parts.say("roadmap.reached")),
        constant(parts.say("roadmap.not_yet", level=goal)),
    )
    sheet.live(f"L{row}", reached, top, indent=1)
    needs = [f"{id} {parts.say('roadmap.at_level', level=level)}" for id, level, met in action.prerequisites if not met]
    sheet.text(f"M{row}", ", ".join(needs), top)
    sheet.fit(row, [(text, _WIDTHS[column] * 1.05) for column, text in texts.items()])
