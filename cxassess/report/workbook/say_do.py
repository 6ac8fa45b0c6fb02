"""The sheet Say and do: a theme a row, its rating live beside what customers answer."""

from cxassess.model.say_do import ThemeReading
from cxassess.perception import FLAGGED_FROM
from cxassess.report.metric_charts import number_of
from cxassess.report.native import score_axis
from cxassess.report.palette import GREY, INK, MAIN, PAPER
from cxassess.report.workbook.book import LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.charts import place_chart
from cxassess.report.workbook.layout import SAY_DO_FIRST, Layout
from cxassess.report.workbook.live import Live, printed
from cxassess.report.workbook.parts import Parts
from cxassess.scoring import ENOUGH_VALID

_COLUMNS = "ABCDEFGHIJKLMNOPQ"
_WIDTHS = (30, 24, 9, 9, 11, 7, 11, 7, 11, 38, 12, 11, 11, 10, 11, 18, 60)


def is_strong_now(layout: Layout, theme: ThemeReading) -> str:
    """A formula that says whether a theme is strong by the ratings as they stand in the workbook."""
    cells = ",".join(layout.practice("value", id) for id in theme.practices)
    enough = ENOUGH_VALID * len(theme.practices)
    mean = printed(f"SUM({cells})/COUNT({cells})")
    return f"IFERROR(AND(COUNT({cells})>={enough:g},{mean}>={theme.strong_from:g}),FALSE)"


def write_say_do(sheet: Sheet, parts: Parts) -> None:
    """The sheet Say and do. Ratings follow the answers; what customers answered stands as it was read."""
    sheet.title(parts.say("say_do.title"), parts.subtitle)
    sheet.text("A3", parts.say("say_do.note"), QUIET)
    heads = dict(zip(_COLUMNS, parts.heads("say_do").values(), strict=True))
    sheet.heads(SAY_DO_FIRST - 1, heads, right=tuple("CDEFGHIKLMNO"), height=30)
    sheet.widths(dict(zip(_COLUMNS, _WIDTHS, strict=True)))
    for row, theme in enumerate(parts.assessment.say_do, start=SAY_DO_FIRST):
        _write_theme(sheet, parts, row, theme)
    sheet.writer.freeze_panes(SAY_DO_FIRST - 1, 1)
    if any(side.value is not None for theme in parts.assessment.say_do for side in (theme.executive, theme.front_line)):
        _write_chart(sheet, parts)


def _write_chart(sheet: Sheet, parts: Parts) -> None:
    """What executives and the front line say of each theme, side by side, over the cells of the table."""
    themes, colour = parts.assessment.say_do, sheet.book.colour
    last = SAY_DO_FIRST + len(themes) - 1
    chart = sheet.book.writer.add_chart({"type": "bar"})
    for column, ink in (("E", MAIN), ("G", PAPER)):
        name, labels, values = (
            f"={sheet.at(span)}"
            for span in (
                f"{column}{SAY_DO_FIRST - 1}",
                f"A{SAY_DO_FIRST}:A{last}",
                f"{column}{SAY_DO_FIRST}:{column}{last}",
            )
        )
        number = {"value": True, "num_format": f"{SCORE};;", "font": {"size": 9, "color": colour(INK)}}
        drawn = {"fill": {"color": colour(ink)}, "border": {"color": colour(MAIN), "width": 1.25}}
        look = {**drawn, "gap": 60, "overlap": -5, "data_labels": number}
        chart.add_series({"name": name, "categories": labels, "values": values, **look})
    chart.set_x_axis({**score_axis(colour, line={"none": True}, num_font={"size": 9}), "label_position": "high"})
    names = {"num_font": {"size": 9, "color": colour(INK)}, "major_tick_mark": "none", "reverse": True}
    chart.set_y_axis({**names, "line": {"color": colour(GREY)}})
    chart.set_legend({"position": "top", "font": {"size": 9}})
    known = [theme.gap for theme in themes if theme.gap is not None]
    apart = sum(1 for gap in known if gap >= FLAGGED_FROM)
    key = "chart" if apart else "chart_near" if known else "chart_one_side"
    title = f"A{last + 2}"
    sheet.text(title, parts.say(f"say_do.{key}", count=apart, of=len(known)), QUIET)
    place_chart(
        sheet, f"A{last + 3}", chart, sheet.at(title), parts.say("say_do.chart_alt"), 760, 120 + 40 * len(themes)
    )


def _write_theme(sheet: Sheet, parts: Parts, row: int, theme: ThemeReading) -> None:
    layout, words, answer = parts.layout, parts.words, theme.answer
    practices = ", ".join(theme.practices) or parts.say("say_do.every")
    for column, text in (("A", theme.name), ("B", practices)):
        sheet.text(f"{column}{row}", text, LINE, WRAP, bold=column == "A", valign="vcenter")
    sheet.live(f"C{row}", _rating(layout, theme), LINE, num_format=SCORE, bold=True)
    sheet.number(f"D{row}", theme.strong_from, LINE, num_format=SCORE)
    sides = (("E", theme.executive), ("G", theme.front_line))
    for column, side in sides:
        sheet.number(f"{column}{row}", side.value, LINE, num_format=SCORE)
        sheet.number(f"{chr(ord(column) + 1)}{row}", side.n, LINE, num_format="#,##0")
    gap = f'IF(COUNT(E{row},G{row})<2,"",ROUND({printed(f"E{row}")}-{printed(f"G{row}")},1))'
    sheet.live(f"I{row}", Live(gap, theme.gap), LINE, num_format="+0.0;−0.0;0.0")
    name = "" if answer is None else answer.name
    if answer is not None and answer.kind != "value":
        name = words.say(f"report.say_do.{answer.kind}", metric=answer.name)
    sheet.text(f"J{row}", name or words.say("report.figures.inside_only"), LINE, WRAP, TEXT, valign="vcenter")
    form = number_of(answer.unit) if answer else SCORE
    numbers = (answer.value, answer.low, answer.high, answer.target) if answer else (None,) * 4
    for column, value in zip("KLMO", numbers, strict=True):
        sheet.number(f"{column}{row}", value, LINE, num_format=form)
    sheet.number(f"N{row}", answer.n or None if answer else None, LINE, num_format="#,##0")
    sheet.text(f"P{row}", words.say(f"say_do.verdicts.{theme.verdict}"), LINE, WRAP, TEXT, valign="vcenter")
    sheet.text(f"Q{row}", theme.sentence, LINE, WRAP, TEXT, valign="vcenter")
    sheet.fit(row, [(theme.sentence, _WIDTHS[-1]), (name, 38), (theme.name, 30)])


def _rating(layout: Layout, theme: ThemeReading) -> Live:
    if not theme.practices:
        return Live(layout.score("overall"), theme.value)
    cells = ",".join(layout.practice("value", id) for id in theme.practices)
    enough = ENOUGH_VALID * len(theme.practices)
    return Live(f'IF(COUNT({cells})<{enough:g},"",SUM({cells})/COUNT({cells}))', theme.value)
