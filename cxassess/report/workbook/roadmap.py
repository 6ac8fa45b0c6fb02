"""The sheet Roadmap: what was proposed for now, next and later, with owner, date and status to fill in."""

from cxassess.inputs import due_of, on_roadmap
from cxassess.model.action import HORIZONS, STATES, WORDING
from cxassess.model.assessment import Action, OwnAction
from cxassess.report.palette import GREY_TEXT, INK, LEVELS, TILE
from cxassess.report.workbook.book import INPUT, INPUT_INK, LINE, OPEN, QUIET, SCORE, WRAP, Sheet
from cxassess.report.workbook.layout import ROADMAP_FIRST as FIRST
from cxassess.report.workbook.live import Live, constant, either, printed
from cxassess.report.workbook.parts import Parts

HEADS, ID = "roadmap", "B"
COLUMNS = {
    "horizon": "A", "title": "C", "what": "D", "first_step": "E", "done_when": "F", "owner": "H", "due": "I",
    "status": "J", "merged_into": "N", "reason": "O",
}  # fmt: skip
_WIDTHS = {
    "A": 9, "B": 11, "C": 40, "D": 46, "E": 34, "F": 34, "G": 22, "H": 20, "I": 13, "J": 11, "K": 9, "L": 14, "M": 24,
    "N": 13, "O": 34,
}  # fmt: skip


def write_roadmap(sheet: Sheet, parts: Parts) -> None:
    """The actions with a place in time: words, owners, dates and states are people's to change; rows may be added."""
    layout = parts.layout
    sheet.title(parts.say("roadmap.title"), parts.subtitle)
    sheet.text("A3", parts.say("roadmap.note"), QUIET)
    sheet.heads(FIRST - 1, dict(zip(_WIDTHS, parts.heads(HEADS).values(), strict=True)), right=("K",), height=30)
    sheet.widths(_WIDTHS)
    planned = on_roadmap(parts.assessment)
    for row, action in enumerate(planned, start=FIRST):
        _row(sheet, parts, row, action)
    last = layout.roadmap_last
    for row in range(FIRST + len(planned), last + 1):
        for column in _WIDTHS:
            sheet.text(f"{column}{row}", "", INPUT if column not in "GKLM" else {**LINE, **OPEN})
    sheet.choices(f"A{FIRST}:A{last}", layout.listed("B", len(HORIZONS)), parts.say("wrong.horizon"))
    if last >= FIRST + len(planned):
        sheet.choices(f"B{FIRST + len(planned)}:B{last}", layout.all("id"), parts.say("wrong.practice"))
    sheet.choices(f"J{FIRST}:J{last}", layout.listed("A", len(STATES)), parts.say("wrong.status"))
    sheet.choices(f"N{FIRST}:N{last}", layout.action_column("A"), parts.say("wrong.merged_into"))
    sheet.dates(f"I{FIRST}:I{last}", parts.assessment.wave.as_of, parts.say("wrong.due"))
    done, dropped = parts.say("roadmap.states.done"), parts.say("roadmap.states.dropped")
    sheet.mark(f"J{FIRST}:J{last}", f'=$J{FIRST}="{done}"', LEVELS[3], INK)
    sheet.mark(f"J{FIRST}:J{last}", f'=$J{FIRST}="{dropped}"', TILE, GREY_TEXT)
    sheet.writer.autofilter(f"A{FIRST - 1}:O{last}")
    sheet.writer.freeze_panes(FIRST - 1, 3)


def _row(sheet: Sheet, parts: Parts, row: int, action: Action | OwnAction) -> None:
    top = {**LINE, **WRAP, **OPEN}
    entry = {**INPUT, **WRAP}
    sheet.text(f"B{row}", action.id, top, bold=True)
    texts = {name: parts.shown(action.id, name) for name in COLUMNS if name not in {"due", "reason"}}
    texts["status"] = texts["status"] or parts.say("roadmap.states.open")
    texts["reason"] = parts.inputs[f"action:{action.id}:roadmap_reason"].shown
    for name, text in texts.items():
        # A roadmap of yellow texts could not be read: words that may be changed are blue.
        sheet.text(f"{COLUMNS[name]}{row}", text, {**top, "font_color": INPUT_INK} if name in WORDING else entry)
    sheet.day(f"I{row}", due_of(action, parts.assessment.wave.as_of), entry, align="left")
    role = action.owner_role if isinstance(action, Action) else ""
    sheet.text(f"G{row}", role, top)
    _progress(sheet, parts, row, action)
    long = ("title", "what", "first_step", "done_when", "reason")
    sheet.fit(row, [(texts[name], _WIDTHS[COLUMNS[name]] * 1.05) for name in long] + [(role, _WIDTHS["G"] * 1.05)])


def _progress(sheet: Sheet, parts: Parts, row: int, action: Action | OwnAction) -> None:
    """The value of its practice today, whether the step has been made, and what it needs."""
    top = {**LINE, **WRAP, **OPEN}
    for column in "KLM":
        sheet.text(f"{column}{row}", "", top)
    if action.practice is None:
        return
    value = parts.workings[action.practice].score.value
    cell = Live(parts.layout.practice("value", action.practice), value)
    sheet.live(f"K{row}", Live(f'IF({cell.formula}="","",{cell.formula})', value), top, num_format=SCORE)
    if isinstance(action, OwnAction):
        return
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
