"""The sheet Actions: what a workshop may decide about every action, one a row, in an order that stays."""

from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS, STATES
from cxassess.model.assessment import Action, OwnAction
from cxassess.planning import step_title
from cxassess.report.workbook.book import COUNT, INPUT, LINE, OPEN, QUIET, WRAP, Sheet
from cxassess.report.workbook.layout import ACTIONS_FIRST as FIRST
from cxassess.report.workbook.live import Live, Value
from cxassess.report.workbook.parts import Parts

HEADS, ID = "actions", "A"
# Column letter of each input; the first three are inputs only where the roadmap does not show the action. What stands
# there as its horizon is the one that people chose, as on the roadmap.
COLUMNS = {"horizon": "C", "status": "D", "merged_into": "E", "impact": "G", "effort": "I", "rank": "L", "reason": "M"}
ON_ROADMAP = {"horizon": "B", "status": "K", "merged_into": "P"}
_WIDTHS = {
    "A": 12, "B": 58, "C": 9, "D": 11, "E": 13, "F": 9, "G": 9, "H": 9, "I": 9, "J": 10, "K": 10, "L": 9, "M": 50,
}  # fmt: skip
_RIGHT = tuple("FGHIJKL")


def write_actions(sheet: Sheet, parts: Parts) -> None:
    """Impact, effort, rank and what became of it; the rows may be sorted, since every formula finds its row by id."""
    layout = parts.layout
    sheet.title(parts.say("actions.title"), parts.subtitle)
    sheet.text("A3", parts.say("actions.note"), QUIET)
    sheet.heads(FIRST - 1, dict(zip(_WIDTHS, parts.heads(HEADS).values(), strict=True)), right=_RIGHT, height=44)
    sheet.widths(_WIDTHS)
    known = {action.id: action for action in parts.assessment.all_actions}
    for id, row in layout.action_rows.items():
        _row(sheet, parts, row, id, known.get(id))
    last = layout.actions_last
    choices = (
        ("C", layout.listed("B", len(HORIZONS)), "horizon"),
        ("D", layout.listed("A", len(STATES)), "status"),
        ("E", layout.action_column("A"), "merged_into"),
        ("G", layout.listed("F", len(IMPACTS)), "impact"),
        ("I", layout.listed("G", len(EFFORTS)), "effort"),
    )
    for column, source, name in choices:
        sheet.choices(f"{column}{FIRST}:{column}{last}", source, parts.say(f"wrong.{name}"))
    sheet.whole(f"L{FIRST}:L{last}", 1, len(parts.workings), parts.say("wrong.rank"))
    sheet.writer.autofilter(f"A{FIRST - 1}:M{last}")
    sheet.writer.freeze_panes(FIRST - 1, 2)
    sheet.writer.print_area(f"A1:M{last}")


def _row(sheet: Sheet, parts: Parts, row: int, id: str, action: Action | OwnAction | None) -> None:
    layout = parts.layout
    look = {**LINE, **OPEN}
    sheet.text(f"A{row}", id, look, bold=True)
    sheet.text(f"B{row}", action.title if action else _title(parts, id), look)
    planned = id in layout.roadmap_rows
    for name, source in ON_ROADMAP.items():
        at = f"{COLUMNS[name]}{row}"
        if planned:
            found = f"INDEX({layout.roadmap(source)},MATCH($A{row},{layout.roadmap('C')},0))"
            open_state = parts.say("roadmap.states.open") if name == "status" else None
            live = Live(f'IFERROR({found}&"","")', parts.shown(id, name) or open_state)
            sheet.live(at, live, look, QUIET)
        else:
            sheet.text(at, parts.shown(id, name), INPUT)
    practice, _, step = id.partition(":")
    proposed = parts.pack.practices[practice].steps[int(step[0])] if step else None
    sheet.number(f"F{row}", proposed.impact if proposed else None, look, QUIET, num_format="0.0")
    sheet.number(f"H{row}", proposed.effort if proposed else None, look, QUIET)
    for name in ("impact", "effort", "rank"):
        text = parts.inputs[f"action:{id}:{name}"].shown
        sheet.number(f"{COLUMNS[name]}{row}", float(text) if text else None, INPUT, num_format="General")
    steps = parts.assessment.actions
    now = next((a for a in steps if a.id == id), None)
    found = f"MATCH($A{row},{layout.all('step')},0)"
    for column, name, value, form in (
        ("J", "urgency", now.urgency if now else None, "0.0"),
        ("K", "computed_rank", now.computed_rank if now else None, COUNT),
    ):
        formula = f'IFERROR(INDEX({layout.all(name)},{found}),"")'
        _live(sheet, f"{column}{row}", formula, value, form)
    sheet.text(f"M{row}", parts.inputs[f"action:{id}:actions_reason"].shown, INPUT, WRAP, indent=1)


def _live(sheet: Sheet, at: str, formula: str, value: Value, form: str) -> None:
    sheet.live(at, Live(formula, value), LINE, OPEN, num_format=form)


def _title(parts: Parts, id: str) -> str:
    """What a step says that closes no gap today."""
    practice = parts.pack.practices[id.partition(":")[0]]
    level = int(id.partition(":")[2][0])
    return step_title(practice, level, parts.words)
