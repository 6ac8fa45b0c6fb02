"""The sheet Mirror: a sentence and panel a row, who agrees, and the live rating of its practice on its own scale."""

from cxassess.model.mirror import Agreement, MirrorReading
from cxassess.report.workbook.book import LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import MIRROR_FIRST
from cxassess.report.workbook.live import Live
from cxassess.report.workbook.parts import Parts

_COLUMNS = "ABCDEFGHIJKLMN"
_WIDTHS = (34, 32, 13, 9, 7, 13, 52, 9, 7, 9, 8, 8, 11, 30)
_SHARE = "0%"


def write_mirror(sheet: Sheet, parts: Parts) -> None:
    """The sheet Mirror. Ratings follow the answers; what people outside said stands as it was read."""
    mirror = parts.assessment.mirror
    if mirror is None:
        return
    sheet.title(parts.say("mirror.title"), parts.subtitle)
    sheet.text("A3", parts.say("mirror.note"), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("mirror").values(), strict=True))
    sheet.heads(MIRROR_FIRST - 1, heads, right=tuple("CDEHIJKLM"), height=18)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    shown = {panel.panel for panel in mirror.shown}
    row = MIRROR_FIRST
    for reading in mirror.items:
        for agreement in reading.panels:
            _write_row(sheet, parts, row, reading, agreement, shown=agreement.panel in shown)
            row += 1
    if told := [panel for panel in mirror.shown if panel.reached]:
        sheet.text(f"A{row + 1}", parts.say("mirror.reached"), bold=True)
        for number, panel in enumerate(told, start=row + 2):
            sheet.text(f"A{number}", parts.words.say(f"mirror.panel_{panel.panel}"), valign="top")
            sheet.prose(f"B{number}:G{number}", panel.reached)
            sheet.fit(number, [(panel.reached, sum(_WIDTHS[1:7]))])
    sheet.writer.freeze_panes(MIRROR_FIRST - 1, 1)


def _write_row(
    sheet: Sheet, parts: Parts, row: int, reading: MirrorReading, agreement: Agreement, *, shown: bool
) -> None:
    id, score = reading.item.id, parts.assessment.practices.get(reading.item.id)
    practice = f"{id} {parts.pack.practices[id].title}" if score else id
    sentence = reading.item.asked(agreement.panel, parts.assessment.engagement.client)
    panel = parts.words.say(f"mirror.panel_{agreement.panel}")
    sheet.text(f"F{row}", panel, LINE, TEXT, valign="vcenter")
    for column, text in (("A", practice), ("B", reading.item.topic), ("G", sentence)):
        sheet.text(f"{column}{row}", text, LINE, WRAP, bold=column == "A", valign="vcenter")
    if score is None:
        for column in "CDE":
            sheet.text(f"{column}{row}", "", LINE)
    else:
        for column, name, value, form in (
            ("C", "value", score.value, SCORE),
            ("D", "level", score.level, "0"),
            ("E", "n", score.n, "0"),
        ):
            live = Live(parts.layout.practice(name, id), value)
            sheet.live(f"{column}{row}", live, LINE, num_format=form)
    withheld = agreement.why == "withheld" or not shown
    sheet.number(f"H{row}", agreement.agree, LINE, num_format="#,##0")
    sheet.number(f"I{row}", agreement.n, LINE, num_format="#,##0")
    for column, share in (("J", agreement.share), ("K", agreement.low), ("L", agreement.high)):
        if column == "J" and withheld:
            sheet.text(f"J{row}", parts.say("mirror.withheld"), LINE, TEXT)
        else:
            sheet.number(f"{column}{row}", share, LINE, num_format=_SHARE)
    sheet.number(f"M{row}", agreement.cant_say, LINE, num_format="#,##0")
    found = reading.found.get(agreement.panel)
    sheet.text(f"N{row}", parts.say(f"mirror.{found}") if found else "", LINE, WRAP, TEXT, valign="vcenter")
    sheet.fit(row, [(practice, 34), (sentence, 52), (reading.item.topic, 32)])
