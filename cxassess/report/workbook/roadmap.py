"""The sheet Roadmap: what is proposed for now, next and later, live; what the client chooses, owners, dates, status."""

from cxassess.inputs import due_of, on_roadmap
from cxassess.model.action import HORIZONS, STATES, WORDING
from cxassess.model.assessment import Action, OwnAction
from cxassess.planning import ROOM
from cxassess.report.palette import GREY_TEXT, INK, LEVELS, PAPER, TILE
from cxassess.report.workbook.book import INPUT, LINE, OPEN, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import ROADMAP_FIRST as FIRST
from cxassess.report.workbook.live import EMPTY, Live, constant, either, printed, quoted, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.placement import HORIZON_COLOURS

HEADS, ID = "roadmap", "C"
# Column letter of each input; an empty horizon means as proposed.
COLUMNS = {
    "horizon": "B", "title": "D", "what": "E", "first_step": "F", "done_when": "G", "owner": "I", "due": "J",
    "status": "K", "merged_into": "P", "reason": "Q", "evidence": "R",
}  # fmt: skip
NEW = sum(ROOM.values())  # steps that a proposal holds at most
_WIDTHS = {
    "A": 14, "B": 10, "C": 12, "D": 38, "E": 46, "F": 34, "G": 32, "H": 21, "I": 19, "J": 13, "K": 10, "L": 8, "M": 14,
    "N": 26, "O": 25, "P": 12, "Q": 30, "R": 30,
}  # fmt: skip
_CALCULATED = tuple("HLMNO")  # in rows for what people add; A is live there, too


def write_roadmap(sheet: Sheet, parts: Parts) -> None:
    """The actions of the report, in its order; what is proposed for each, and what is new, follows the answers.

    Words, choice, owners, dates and states are people's to change; rows may be added.
    """
    layout = parts.layout
    sheet.title(parts.say("roadmap.title"), parts.subtitle)
    sheet.live("A3", _note(parts), QUIET)
    sheet.heads(FIRST - 1, dict(zip(_WIDTHS, parts.heads(HEADS).values(), strict=True)), right=("L",), height=30)
    sheet.widths(_WIDTHS)
    planned = on_roadmap(parts.assessment)
    for row, action in enumerate(planned, start=FIRST):
        _row(sheet, parts, row, action)
    last = layout.roadmap_last
    for row in range(FIRST + len(planned), last + 1):
        sheet.live(f"A{row}", Live(f'IF(C{row}="","",{_proposed(parts, row, EMPTY)})', None), {**TEXT, **OPEN})
        for column in list(_WIDTHS)[1:]:
            sheet.text(f"{column}{row}", "", {**LINE, **OPEN} if column in _CALCULATED else INPUT)
    _new(sheet, parts, last + 2)
    sheet.choices(f"B{FIRST}:B{last}", layout.listed("B", len(HORIZONS)), parts.say("wrong.horizon"))
    sheet.choices(f"K{FIRST}:K{last}", layout.listed("A", len(STATES)), parts.say("wrong.status"))
    sheet.choices(f"P{FIRST}:P{last}", layout.action_column("A"), parts.say("wrong.merged_into"))
    sheet.dates(f"J{FIRST}:J{last}", parts.assessment.wave.as_of, parts.say("wrong.due"))
    done, dropped = parts.say("roadmap.states.done"), parts.say("roadmap.states.dropped")
    sheet.mark(f"K{FIRST}:K{last}", f'=$K{FIRST}="{done}"', LEVELS[3], INK)
    sheet.mark(f"K{FIRST}:K{last}", f'=$K{FIRST}="{dropped}"', TILE, GREY_TEXT)
    sheet.mark(f"O{FIRST}:O{last}", f'=$O{FIRST}<>""', TILE, INK)
    for horizon in HORIZONS:
        name = quoted(parts.words.say(f"horizons.{horizon}"))
        sheet.mark(f"A{FIRST}:A{last + 2 + NEW}", f"=$A{FIRST}={name}", *HORIZON_COLOURS[horizon])
    sheet.writer.autofilter(f"A{FIRST - 1}:R{last}")
    sheet.writer.freeze_panes(FIRST - 1, 4)
    sheet.writer.print_area(f"A1:R{last + 2 + NEW}")


def _note(parts: Parts) -> Live:
    """How to use the sheet, and how many steps stand at its foot."""
    note, new = constant(parts.say("roadmap.note")), f"COUNT({parts.layout.plan('new')})"
    more = sentence(parts.words, "workbook.roadmap.more", count=Live(new, 0))
    return Live(f'{note.formula}&IF({new}=0,"",{quoted(" ")}&{more.formula})', note.value)


def _proposed(parts: Parts, row: int, otherwise: Live) -> str:
    """The proposal for the step that stands in a row."""
    layout = parts.layout
    return f"IFERROR(INDEX({layout.plan('proposed')},MATCH(C{row},{layout.plan('step')},0)),{otherwise.formula})"


def _row(sheet: Sheet, parts: Parts, row: int, action: Action | OwnAction) -> None:
    top = {**LINE, **WRAP, **OPEN}
    entry = {**INPUT, **WRAP}
    words = {**entry, "bg_color": PAPER}
    sheet.text(f"C{row}", action.id, top, bold=True)
    texts = {name: parts.shown(action.id, name) for name in COLUMNS if name not in {"due", "reason"}}
    texts["status"] = texts["status"] or parts.say("roadmap.states.open")
    texts["reason"] = parts.inputs[f"action:{action.id}:roadmap_reason"].shown
    for name, text in texts.items():
        # A roadmap of yellow texts could not be read: words that may be changed are blue in a frame.
        sheet.text(f"{COLUMNS[name]}{row}", text, words if name in WORDING else entry)
    sheet.day(f"J{row}", due_of(action, parts.assessment.wave.as_of), entry, align="left")
    role = action.owner_role or ""
    sheet.text(f"H{row}", role, top)
    for column in "ALMNO":
        sheet.text(f"{column}{row}", "", top)
    _value(sheet, parts, row, action)
    if isinstance(action, Action):
        _progress(sheet, parts, row, action)
        _proposal(sheet, parts, row, action)
    elif action.since:
        sheet.text(f"O{row}", parts.say("roadmap.since", wave=action.since), top)
    long = ("title", "what", "first_step", "done_when", "reason", "evidence")
    sheet.fit(row, [(texts[name], _WIDTHS[COLUMNS[name]] * 1.05) for name in long] + [(role, _WIDTHS["H"] * 1.05)])


def _value(sheet: Sheet, parts: Parts, row: int, action: Action | OwnAction) -> None:
    """The value of its practice today."""
    if action.practice is not None:
        value = parts.workings[action.practice].score.value
        cell = parts.layout.practice("value", action.practice)
        live = Live(f'IF({cell}="","",{cell})', value)
        sheet.live(f"L{row}", live, {**LINE, **WRAP, **OPEN}, num_format=SCORE)


def _progress(sheet: Sheet, parts: Parts, row: int, action: Action) -> None:
    """Whether the step has been made, and what it needs."""
    top = {**LINE, **WRAP, **OPEN}
    value, goal = parts.workings[action.practice].score.value, action.step[1]
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


def _proposal(sheet: Sheet, parts: Parts, row: int, action: Action) -> None:
    """What is proposed for the step by now, and what to mind where people chose otherwise or the report says so."""
    top = {**LINE, **WRAP, **OPEN}
    horizon, of_people = parts.proposed(action), parts.shown(action.id, "horizon")
    gone = constant(parts.say("roadmap.gone"))
    sheet.live(f"A{row}", Live(_proposed(parts, row, gone), horizon), top, TEXT, bold=True)
    proposed = Live(f"A{row}", horizon)  # of the row wherever it stands: people may sort
    chosen = sentence(parts.words, "workbook.roadmap.chosen", chosen=Live(f"B{row}", of_people), proposed=proposed)
    moved = constant(parts.say("roadmap.moved", horizon=horizon))
    differs = f'IF(A{row}={quoted(horizon)},"",{moved.formula})'
    mind = f'IF(B{row}="",{differs},IF(B{row}=A{row},"",{chosen.formula}))'
    sheet.live(f"O{row}", Live(mind, chosen.value if of_people not in {"", horizon} else None), top)


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
