"""The sheet Summary: the result on one page, live where the workbook is."""

from cxassess.report.charts import urgency_bars
from cxassess.report.native import Cells
from cxassess.report.palette import GREY_TEXT, MAIN, TILE
from cxassess.report.workbook.book import LINE, QUIET, SCORE, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import ORIGIN, PRIORITIES, RANKED_FIRST, SCORES, STAGES, SUMMARY
from cxassess.report.workbook.live import Live, Value, constant, either, quoted, sentence
from cxassess.report.workbook.parts import Parts

TOP = 5
_CHARTED = 10
_FINDINGS = 8


def write_summary(sheet: Sheet, parts: Parts) -> None:
    """The sheet Summary."""
    a = parts.assessment
    sheet.title(parts.say("summary.title", client=a.engagement.client), parts.subtitle)
    sheet.widths({"A": 14, "B": parts.room(30), "C": 14, "D": 30, "E": 14, "F": 30, "G": 3, "H": 14, "I": 56})
    if a.engagement.about:
        sheet.text("A3", a.engagement.about, QUIET)
    _tiles(sheet, parts)
    row = _top(sheet, parts, 9)
    row = _findings(sheet, parts, row + 2)
    row = _basis(sheet, parts, row + 2)
    _contents(sheet, parts, row + 2)
    _chart(sheet, parts)
    sheet.writer.print_area(f"A1:I{row + 16}")


def _tiles(sheet: Sheet, parts: Parts) -> None:
    """Overall, stage and the widest gap: live."""
    a, layout = parts.assessment, parts.layout
    tile = {"bg_color": TILE}
    for column in "ABCDEF":
        for row in (5, 6, 7):
            sheet.text(f"{column}{row}", "", tile)
    sheet.height(6, 30)
    for column, name in (("A", "overall"), ("C", "stage"), ("E", "widest")):
        sheet.text(f"{column}5", parts.say(f"summary.{name}"), tile, font_color=GREY_TEXT, font_size=9)
    big = {**tile, "bold": True, "font_size": 20, "font_color": MAIN, "align": "left"}
    row = layout.score_rows["overall"]
    value = Live(layout.score("overall"), a.overall.reading.value)
    sheet.live("A6", value, big, num_format=SCORE)
    level = None if a.overall.level is None else f"{a.overall.level} {a.pack.levels[a.overall.level - 1]}"
    missing = sum(1 for d in parts.in_scope if a.discipline(d).value is None)
    reason = parts.words.say("workbook.scores.without", count=missing)
    sheet.live("B6", Live(layout.score("overall", "D"), level or reason), tile, bold=True, font_size=12)
    sheet.live("A7", Live(layout.at(SCORES, f"J{row}"), parts.weakest_text), tile)
    result = layout.stage_result_row
    if layout.is_scored("stages"):
        sheet.live("C6", Live(layout.reached, parts.reached), big, num_format="0")
        stage = None if parts.reached is None else a.pack.stages[parts.reached - 1].name
        stage_name = Live(layout.at(STAGES, f"D{result}"), stage or parts.say("stages.unknown"))
        sheet.live("D6", stage_name, tile, bold=True, font_size=12)
        listed = ", ".join(w.practice.id for w in parts.workings.values() if w.blocker) or parts.say("stages.none")
        blockers = Live(
            f'{quoted(parts.say("summary.held_by"))}&" "&{layout.at(STAGES, f"C{result + 4}")}',
            f"{parts.say('summary.held_by')} {listed}",
        )
        sheet.live("C7", blockers, tile)
    else:
        sheet.text("D6", parts.say("scores.not_asked"), tile)
    top = parts.by_gap[0]
    gap = a.discipline(top).gap
    first = layout.at(SCORES, "X5")
    sheet.live("E6", Live(first, gap), big, num_format=SCORE)
    widest = Live(layout.at(SCORES, "V5"), parts.name(top))
    none = constant(parts.say("charts.no_scores"))
    sheet.live("F6", either(f'{first}=""', gap is None, none, widest), tile, bold=True, font_size=12)


def _top(sheet: Sheet, parts: Parts, row: int) -> int:
    """The first five steps, as Priorities orders them now."""
    sheet.heads(row, dict(zip("ABCDEF", parts.heads("top").values(), strict=True)), right=("E",))
    actions = parts.ranked[:TOP]
    for position in range(TOP):
        row += 1
        action = actions[position] if position < len(actions) else None
        source = RANKED_FIRST + position
        owner = action.owner_role if action else None
        cells: dict[str, tuple[str, Value]] = {
            "A": ("B", action.id if action else None),
            "B": ("C", action.title if action else None),
            "D": ("P", owner),
            "E": ("E", action.urgency if action else None),
            "F": ("R", parts.planned(action) if action else None),
        }
        sheet.text(f"C{row}", "", LINE)
        for column, (source_column, value) in cells.items():
            live = Live(parts.layout.at(PRIORITIES, f"{source_column}{source}"), value)
            look = {"indent": 1} if column == "F" else {}
            sheet.live(
                f"{column}{row}", live, LINE, look, bold=column == "A", num_format="0.0" if column == "E" else "General"
            )
    return row


def _findings(sheet: Sheet, parts: Parts, row: int) -> int:
    """The findings as the report says them; sentences do not recalculate."""
    sheet.heads(row, {"A": parts.say("summary.findings"), **dict.fromkeys("BCDEF", "")})
    for finding in parts.assessment.findings[:_FINDINGS]:
        row += 1
        sheet.prose(f"A{row}:F{row}", finding.sentence)
        sheet.fit(row, [(finding.sentence, 132)])
    row += 1
    sheet.text(f"A{row}", parts.say("summary.findings_note"), QUIET)
    return row


def _basis(sheet: Sheet, parts: Parts, row: int) -> int:
    a = parts.assessment
    sheet.heads(row, {"A": parts.say("summary.basis"), **dict.fromkeys("BCDEF", "")})
    rests = a.sufficiency
    lines = [
        parts.words.say("workbook.summary.people", n=rests.respondents, count=rests.respondents, counted=rests.counted),
        parts.words.say("workbook.summary.questionnaire", title=a.pack.title, id=a.pack.label, version=a.pack.version),
    ]
    if rests.dont_know_share is not None:
        lines.append(parts.words.say("workbook.summary.dont_know", share=rests.dont_know_share))
    if rests.evidence_share is not None:
        lines.append(parts.words.say("workbook.summary.evidence", share=rests.evidence_share))
    for line in lines:
        row += 1
        sheet.text(f"A{row}", line)
    return row


def _chart(sheet: Sheet, parts: Parts) -> None:
    """The ten most urgent steps as bars; the sheet Matrix has them by impact and effort."""
    count = min(_CHARTED, len(parts.workings))
    last, at = RANKED_FIRST + count - 1, parts.layout.at
    first = parts.ranked[0] if parts.ranked else None
    say = sentence(
        parts.words,
        "workbook.charts.first",
        title=Live(at(PRIORITIES, f"C{RANKED_FIRST}"), first.title if first else None),
    )
    none = constant(parts.say("charts.nothing_to_do"))
    title = sheet.live("K5", either(f'{at(PRIORITIES, f"S{RANKED_FIRST}")}=""', first is None, none, say), QUIET)
    bars = urgency_bars(parts.assessment.actions[:count], parts.words)
    labels, values = (f"={at(PRIORITIES, f'{column}{RANKED_FIRST}:{column}{last}')}" for column in "CE")
    cells = [Cells(bars.series[0].name, labels, values)]
    add_chart(sheet, "H5", bars, cells, title.formula, parts.say("charts.urgency_alt"), width=480, height=400)


def _contents(sheet: Sheet, parts: Parts, row: int) -> None:
    sheet.heads(row, {"A": parts.say("summary.sheet"), "B": parts.say("summary.about"), **dict.fromkeys("CDEF", "")})
    for at, name in enumerate((name for name in parts.layout.sheets if name not in {SUMMARY, ORIGIN}), start=row + 1):
        sheet.link(f"A{at}", parts.layout.tabs[name])
        sheet.text(f"B{at}", parts.say(f"about.{parts.key_of(name)}"))
