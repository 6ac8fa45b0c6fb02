"""The sheets Outcomes, Evidence and Comments: what was handed in beside the answers."""

from cxassess.metrics import say_unit
from cxassess.report.palette import ALERT, INK, LEVELS, PAPER
from cxassess.report.workbook.book import COUNT, INPUT, LINE, QUIET, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import SPARE
from cxassess.report.workbook.live import Live
from cxassess.report.workbook.parts import Parts

FIRST = 5
STATES = ("quiet", "watch", "alarm", "unknown")
GRADES = ("E1", "E2", "E3")
_UNIT_FORMATS = {
    "share": "0.0%",
    "points": "0",
    "scale_1_5": "0.00",
    "scale_1_7": "0.0",
    "minutes": "#,##0",
    "seconds": "#,##0",
}


def write_outcomes(sheet: Sheet, parts: Parts) -> None:
    """Metrics beside the scores, and the warning signs that raise the urgency of practices."""
    a = parts.assessment
    sheet.title(parts.say("outcomes.title"), parts.subtitle)
    sheet.text("A3", parts.say("outcomes.note"), QUIET)
    columns = "ABCDEFGHIJK"
    sheet.heads(FIRST - 1, dict(zip(columns, parts.heads("outcomes").values(), strict=True)), right=tuple("BDEFG"))
    sheet.widths({"A": 38, "B": 12, "C": 14, "D": 10, "E": 10, "F": 10, "G": 12, "H": 14, "I": 16, "J": 24, "K": 44})
    for row, metric in enumerate(a.metrics.values(), start=FIRST):
        reading, form = metric.reading, _UNIT_FORMATS.get(metric.unit, "#,##0")
        sheet.text(f"A{row}", parts.words.say(f"metrics.{metric.metric}.name"), LINE, bold=True)
        sheet.number(f"B{row}", reading.value, LINE, bold=True, num_format=form)
        sheet.text(f"C{row}", say_unit(metric.unit, parts.words), LINE, TEXT)
        sheet.number(f"D{row}", reading.n or None, LINE, num_format="#,##0")
        sheet.number(f"E{row}", reading.low, LINE, num_format=form)
        sheet.number(f"F{row}", reading.high, LINE, num_format=form)
        sheet.number(f"G{row}", metric.previous, LINE, num_format=form)
        sheet.text(f"H{row}", parts.words.say(f"trends.{metric.trend}"), LINE, TEXT)
        for column, text in (("I", metric.period), ("J", metric.source), ("K", metric.definition)):
            sheet.text(f"{column}{row}", text, LINE, WRAP, valign="vcenter")
        sheet.fit(row, [(metric.definition, 44), (metric.source, 24)])
    if not a.metrics:
        sheet.text(f"A{FIRST}", parts.say("outcomes.none"), QUIET)
    rows = parts.layout.sign_rows
    if rows:
        first, last = min(rows.values()), max(rows.values())
        sheet.heads(first - 1, dict(zip("ABC", parts.heads("signs").values(), strict=True)))
        for id, row in rows.items():
            sheet.text(f"A{row}", parts.words.say(f"signs.{id}.name"), LINE, bold=True)
            sheet.text(f"B{row}", parts.words.say(f"states.{a.signs[id].state}"), INPUT)
            sheet.text(f"C{row}", a.signs[id].sentence, TEXT)
        sheet.choices(f"B{first}:B{last}", parts.layout.listed("E", len(STATES)), parts.say("wrong.sign"))
        watch, alarm = (parts.words.say(f"states.{state}") for state in ("watch", "alarm"))
        sheet.mark(f"B{first}:B{last}", f'=$B{first}="{watch}"', LEVELS[1], INK)
        sheet.mark(f"B{first}:B{last}", f'=$B{first}="{alarm}"', ALERT, PAPER)
    sheet.writer.freeze_panes(FIRST - 1, 1)


def write_evidence(sheet: Sheet, parts: Parts) -> None:
    """The register of proof; its grades decide what counts as supported."""
    a = parts.assessment
    sheet.title(parts.say("evidence.title"), parts.subtitle)
    sheet.text("A3", parts.say("evidence.note"), QUIET)
    sheet.heads(FIRST - 1, dict(zip("ABCDE", parts.heads("evidence").values(), strict=True)))
    sheet.widths({"A": 10, "B": 9, "C": 36, "D": 70, "E": 26})
    for row, note in enumerate(a.evidence, start=FIRST):
        sheet.text(f"A{row}", note.practice, INPUT)
        sheet.text(f"B{row}", note.grade, INPUT)
        title = parts.workings[note.practice].practice.title
        found = f"MATCH(A{row},{parts.layout.all('id')},0)"
        sheet.live(f"C{row}", Live(f'IFERROR(INDEX({parts.layout.all("title")},{found}),"")', title), LINE)
        sheet.text(f"D{row}", note.text, LINE, WRAP)
        sheet.text(f"E{row}", note.named_by if parts.layout.is_attributed else "", LINE)
        sheet.fit(row, [(note.text, 70)])
    last = FIRST - 1 + len(a.evidence) + SPARE
    sheet.choices(f"A{FIRST}:A{last}", parts.layout.all("id"), parts.say("wrong.practice"))
    sheet.choices(f"B{FIRST}:B{last}", parts.layout.listed("D", len(GRADES)), parts.say("wrong.grade"))
    sheet.writer.autofilter(f"A{FIRST - 1}:E{max(FIRST, FIRST - 1 + len(a.evidence))}")
    sheet.writer.freeze_panes(FIRST - 1, 0)


def write_comments(sheet: Sheet, parts: Parts) -> None:
    """What people wrote; without persons and in the order of the text where they stay hidden."""
    attributed = parts.layout.is_attributed
    sheet.title(parts.say("comments.title"), parts.subtitle)
    heads = list(parts.heads("comments").values())
    columns = "ABCDEFG" if attributed else "ABC"
    sheet.heads(FIRST - 1, dict(zip(columns, heads, strict=False)), right=("D",))
    sheet.widths({"A": 10, "B": 36, "C": 80, "D": 9, "E": 24, "F": 14, "G": 16})
    rows = [
        (id, response, answer)
        for id in (*parts.pack.practices, *parts.pack.cards)
        for response in parts.assessment.responses
        if (answer := response.answers.get(id)) is not None and answer.comment
    ]
    for row, (id, response, answer) in enumerate(rows, start=FIRST):
        entry = parts.pack.practices.get(id) or parts.pack.cards[id]
        sheet.text(f"A{row}", id, LINE, WRAP, bold=True)
        sheet.text(f"B{row}", entry.title, LINE, WRAP)
        sheet.text(f"C{row}", answer.comment, LINE, WRAP)
        sheet.fit(row, [(answer.comment, 80)])
        if attributed:
            sheet.text(f"D{row}", answer.choice, LINE, WRAP, align="right", num_format=COUNT)
            for column, text in (("E", response.name), ("F", response.role), ("G", response.unit)):
                sheet.text(f"{column}{row}", text, LINE, WRAP)
    if not rows:
        sheet.text(f"A{FIRST}", parts.say("comments.none"), QUIET)
    sheet.writer.autofilter(f"A{FIRST - 1}:{columns[-1]}{max(FIRST, FIRST - 1 + len(rows))}")
    sheet.writer.freeze_panes(FIRST - 1, 0)
