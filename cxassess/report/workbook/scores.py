"""The sheet Scores: every dimension with its target and gap, the what-if block and the chart of gaps."""

from collections.abc import Sequence

from cxassess.model.assessment import DimensionScore
from cxassess.model.pack import Dimension
from cxassess.report.charts import gap_bars, profile_radar
from cxassess.report.figures import LEAST_SPOKES
from cxassess.report.native import Cells
from cxassess.report.palette import GOAL, GREY, MAIN, RULE
from cxassess.report.workbook.book import BAND, COUNT, INPUT, LINE, QUIET, SCORE, TEXT, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import (
    GAPS,
    HEAT,
    METHOD,
    PRIORITIES,
    ROADMAP,
    SCORES,
    SCORES_FIRST,
    STAGES,
    WHAT_IF_ROWS,
)
from cxassess.report.workbook.live import (
    EMPTY,
    Live,
    constant,
    either,
    level_of,
    printed,
    quoted,
    score_text,
    sentence,
    shortfall_of,
)
from cxassess.report.workbook.parts import Parts
from cxassess.scoring import ENOUGH_VALID, weighted_mean
from cxassess.stages import MEAN_NEEDS

_RIGHT = ("C", "E", "F", "G", "H", "I", "K")
_SAND, _SAND_HEAD, _SAND_INK = "#FEF9E7", "#F5E3AE", "#7A5A00"
_LINKS = (GAPS, PRIORITIES, ROADMAP, STAGES, HEAT, METHOD)
_WIDEST_BAR = 3.0  # levels: the fixed scale of the bars


def write_scores(sheet: Sheet, parts: Parts) -> None:
    """The sheet Scores."""
    a = parts.assessment
    sheet.title(parts.say("scores.title"), parts.subtitle)
    sheet.widths({"A": 27, "B": 25, "C": 8, "D": 17, "E": 6, "F": 7, "G": 7, "H": 9, "I": 8, "J": 27, "K": 9, "L": 3})
    sheet.widths({"M": 22, "N": 12, "O": 12, "P": 12, "Q": 12, "R": 4})
    _disciplines(sheet, parts)
    _overall(sheet, parts)
    for framework in ("three_ds", "stages"):
        _framework(sheet, parts, framework)
    _what_if(sheet, parts)
    _roles(sheet, parts)
    _legend(sheet, parts)
    _chart_data(sheet, parts)
    _charts(sheet, parts)
    sheet.writer.freeze_panes(SCORES_FIRST - 1, 2)
    sheet.writer.print_area(f"A1:Q{_then_row(parts) + len(_LINKS) + 20}")
    weights = f"K{SCORES_FIRST}:K{parts.layout.disciplines_last}"
    sheet.between(weights, 0, 1000, parts.say("wrong.weight"))
    sheet.between(f"H{SCORES_FIRST}:H{parts.layout.disciplines_last}", 1, 5, parts.say("wrong.target"))
    sheet.bars(f"J{SCORES_FIRST}:J{parts.layout.disciplines_last}", _WIDEST_BAR)
    for framework in ("disciplines", "three_ds", "stages"):
        rows = [parts.layout.score_rows[f"{framework}.{d.id}"] for d in a.pack.frameworks[framework].dimensions]
        sheet.colour_levels(f"D{rows[0]}:D{rows[-1]}", f"$C{rows[0]}")
    overall = parts.layout.score_rows["overall"]
    sheet.colour_levels(f"D{overall}:D{overall}", f"$S{overall}")


def members(parts: Parts, framework: str, dimension: str, value: str = "value") -> tuple[str, str, str]:
    """Formulas for the practices asked in a dimension, those of them with a score, and their mean."""
    where = f"{parts.layout.all(framework)},{quoted(dimension)},{parts.layout.all('asked')},1"
    values = parts.layout.all(value)
    return f"COUNTIFS({where})", f'COUNTIFS({where},{values},">=0")', f"AVERAGEIFS({values},{where})"


def mean_if_enough(asked: str, valid: str, mean: str) -> str:
    """The mean, or an empty string below 75 % of what was asked."""
    return f'IF(OR({valid}=0,{valid}<{ENOUGH_VALID}*{asked}),"",{mean})'


def _heads(sheet: Sheet, parts: Parts, row: int, table: str) -> None:
    heads = dict(zip("ABCDEFGHIJK", parts.heads(table).values(), strict=False))
    sheet.heads(row, {"A": "key", **{c: t for c, t in heads.items() if c not in "AC"}, "C": "value"}, right=_RIGHT)


def _dimension(sheet: Sheet, parts: Parts, framework: str, dimension: Dimension, row: int) -> Live:
    """Columns A–G of one dimension. Returns its value."""
    score = parts.assessment.scores[f"{framework}.{dimension.id}"]
    sheet.text(f"A{row}", score.key, LINE, QUIET)
    sheet.text(f"B{row}", parts.dimension_name(framework, dimension.id), LINE)
    if not parts.layout.is_scored(framework):
        sheet.text(f"C{row}", "", LINE)
        sheet.text(f"D{row}", parts.say("scores.not_asked"), LINE, QUIET, TEXT)
        value = Live(sheet.at(f"C{row}"), None)
    else:
        asked, valid, mean = members(parts, framework, dimension.id)
        live = Live(mean_if_enough(asked, valid, mean), score.value)
        value = sheet.live(f"C{row}", live, LINE, bold=True, num_format=SCORE)
        reason = sentence(
            parts.words,
            "workbook.scores.too_few",
            valid=Live(valid, score.practices_valid),
            asked=Live(asked, score.practices_asked),
        )
        sheet.live(f"D{row}", either(f'C{row}=""', value.value is None, reason, parts.level(value)), LINE, TEXT)
    _as_reported(sheet, row, score)
    return value


def _as_reported(sheet: Sheet, row: int, score: DimensionScore) -> None:
    reading = score.reading
    sheet.number(f"E{row}", reading.n, LINE, QUIET, num_format=COUNT)
    sheet.number(f"F{row}", reading.low, LINE, QUIET, num_format=SCORE)
    sheet.number(f"G{row}", reading.high, LINE, QUIET, num_format=SCORE)


def _disciplines(sheet: Sheet, parts: Parts) -> None:
    a = parts.assessment
    _heads(sheet, parts, SCORES_FIRST - 1, "disciplines")
    for dimension in parts.pack.disciplines:
        row = parts.layout.score_rows[f"disciplines.{dimension.id}"]
        _dimension(sheet, parts, "disciplines", dimension, row)
        score = a.discipline(dimension.id)
        sheet.number(f"H{row}", score.target, INPUT, num_format="0.0#")
        gap = Live(f'IF(OR(C{row}="",H{row}=""),"",{shortfall_of(f"H{row}", f"C{row}")})', score.gap)
        sheet.live(f"I{row}", gap, LINE, bold=True, num_format=SCORE)
        sheet.live(f"J{row}", Live(f"I{row}", score.gap), LINE, num_format=SCORE)
        sheet.number(f"K{row}", parts.raw_weight(dimension.id), INPUT, num_format="0.0#")


def _overall(sheet: Sheet, parts: Parts) -> None:
    """The weighted mean, its level with the cap, and the weakest discipline."""
    a, row = parts.assessment, parts.layout.score_rows["overall"]
    first, last = SCORES_FIRST, parts.layout.disciplines_last
    band = {"bg_color": BAND, "top": 1, "top_color": MAIN, "bottom": 1, "bottom_color": MAIN}
    values, weights = f"C{first}:C{last}", f"K{first}:K{last}"
    sheet.text(f"A{row}", "overall", band, QUIET)
    sheet.text(f"B{row}", parts.say("scores.overall"), band, bold=True)
    missing = f'SUMPRODUCT(({weights}>0)*({values}=""))'
    mean = f"SUMPRODUCT({weights},{values})/K{row}"
    value = a.overall.reading.value
    overall = sheet.live(
        f"C{row}", Live(f'IF(K{row}=0,"",IF({missing}>0,"",{mean}))', value), band, bold=True, num_format=SCORE
    )
    cap = f"MIN({level_of(f'C{row}')},{level_of(f'MIN(S{first}:S{last})')}+1)"
    # S holds the level as a number: the colour follows the level after the cap
    sheet.live(f"S{row}", Live(f'IF(C{row}="","",{cap})', a.overall.level), QUIET)
    names = parts.layout.level_names
    shown = Live(
        f'S{row}&" "&INDEX({names},S{row})',
        None if a.overall.level is None else f"{a.overall.level} {a.pack.levels[a.overall.level - 1]}",
    )
    why = Live(f"{missing}", sum(1 for d in parts.in_scope if a.discipline(d).value is None))
    reason = sentence(parts.words, "workbook.scores.without", count=why)
    sheet.live(f"D{row}", either(f'C{row}=""', value is None, reason, shown), band, TEXT)
    reading = a.overall.reading
    sheet.number(f"E{row}", reading.n, band, QUIET, num_format=COUNT)
    sheet.number(f"F{row}", reading.low, band, QUIET, num_format=SCORE)
    sheet.number(f"G{row}", reading.high, band, QUIET, num_format=SCORE)
    sheet.text(f"H{row}", "", band)
    sheet.text(f"I{row}", "", band)
    sheet.live(f"J{row}", _weakest(parts, overall, first, last, row), band, TEXT)
    raw = sum(parts.raw_weight(d.id) for d in parts.pack.disciplines)
    sheet.live(f"K{row}", Live(f"SUM({weights})", raw), band, num_format="0.0#")


def _weakest(parts: Parts, overall: Live, first: int, last: int, row: int) -> Live:
    """“weakest: Design (2.1)”, or that it holds the level down."""
    a = parts.assessment
    scope = f"S{first}:S{last}"
    weakest = parts.weakest
    lowest = a.discipline(weakest).value if weakest else None
    name = Live(f"INDEX(B{first}:B{last},MATCH(MIN({scope}),{scope},0))", weakest and parts.name(weakest))
    score = score_text(parts.words, Live(f"MIN({scope})", lowest))
    plain = sentence(parts.words, "workbook.scores.weakest", name=name, score=score)
    capped = sentence(parts.words, "workbook.scores.capped", name=name, score=score)
    holds = a.overall.capped_by is not None
    text = either(f"{level_of(f'C{row}')}>S{row}", holds, capped, plain)
    return either(f'C{row}=""', overall.value is None, EMPTY, text)


def _framework(sheet: Sheet, parts: Parts, framework: str) -> None:
    dimensions = parts.pack.frameworks[framework].dimensions
    first = parts.layout.score_rows[f"{framework}.{dimensions[0].id}"]
    _heads(sheet, parts, first - 1, framework)
    for number, dimension in enumerate(dimensions, start=1):
        row = first + number - 1
        _dimension(sheet, parts, framework, dimension, row)
        if framework == "stages":
            _stage_columns(sheet, parts, dimension.id, row)


def _stage_columns(sheet: Sheet, parts: Parts, stage: str, row: int) -> None:
    if not parts.layout.is_scored("stages"):
        for column in "HIJK":
            sheet.text(f"{column}{row}", "", LINE)
        return
    met, keys = parts.keys_met(stage)
    sheet.live(f"H{row}", Live(parts.layout.stage("I", stage), keys - met), LINE, num_format=COUNT)
    sheet.live(f"I{row}", Live(parts.layout.stage("G", stage), keys), LINE, num_format=COUNT)
    sheet.live(f"J{row}", Live(parts.layout.stage("J", stage), parts.reached_text(stage)), LINE, TEXT)
    sheet.text(f"K{row}", "", LINE)


# ── what if ──────────────────────────────────────────────────────────────────────────────────────────────────


def _what_if(sheet: Sheet, parts: Parts) -> None:
    """Choose practices, suppose values: it changes this block and nothing else."""
    layout, first = parts.layout, parts.layout.what_if_first
    sand = {"bg_color": _SAND}
    for column in "ABCDEFGHIJK":
        sheet.text(f"{column}{first - 2}", "", sand, top=2, top_color=GOAL)
    sheet.text(
        f"A{first - 2}",
        parts.say("what_if.title"),
        sand,
        bold=True,
        font_size=12,
        font_color=_SAND_INK,
        top=2,
        top_color=GOAL,
    )
    sheet.text(f"D{first - 2}", parts.say("what_if.note"), sand, font_color=_SAND_INK, top=2, top_color=GOAL)
    heads = parts.heads("what_if")
    for column, name in zip(
        "ABCDEFGHIJK", ("choose", "what", "", "", "", "", "today", "suppose", "discipline", "", "then"), strict=True
    ):
        text = heads[name] if name else ""
        indent = 1 if name == "discipline" else 0
        align = "right" if name in {"today", "suppose", "then"} else "left"
        sheet.text(
            f"{column}{first - 1}",
            text,
            bold=True,
            bg_color=_SAND_HEAD,
            font_color=_SAND_INK,
            align=align,
            indent=indent,
        )
    chosen = list(parts.supposed) + [""] * (WHAT_IF_ROWS - len(parts.supposed))
    for row, id in enumerate(chosen, start=first):
        _supposition(sheet, parts, row, id)
    last = first + WHAT_IF_ROWS - 1
    sheet.choices(f"A{first}:A{last}", layout.all("id"), parts.say("wrong.practice"))
    sheet.between(f"H{first}:H{last}", 1, 5, parts.say("wrong.score"))
    _supposed_totals(sheet, parts, last + 1)


def _supposition(sheet: Sheet, parts: Parts, row: int, id: str) -> None:
    layout, a = parts.layout, parts.assessment
    sand = {"bg_color": _SAND}
    found = f"MATCH($A{row},{layout.all('id')},0)"
    practice = a.pack.practices.get(id)
    sheet.text(f"A{row}", id, INPUT)
    sheet.number(f"H{row}", parts.supposed.get(id), INPUT, num_format=SCORE)

    def look_up(column: str) -> str:
        return f'IF($A{row}="","",IFERROR(INDEX({layout.all(column)},{found}),""))'

    sheet.live(f"B{row}", Live(look_up("title"), practice.title if practice else None), sand)
    for column in "CDEFJ":
        sheet.text(f"{column}{row}", "", sand)
    sheet.live(f"G{row}", Live(look_up("value"), a.practices[id].value if practice else None), sand, num_format=SCORE)
    first, last = SCORES_FIRST, layout.disciplines_last
    place = f'MATCH("disciplines."&INDEX({layout.all("disciplines")},{found}),$A${first}:$A${last},0)'
    discipline = practice.discipline if practice else None
    now = a.discipline(discipline).value if discipline else None
    name = f"INDEX($B${first}:$B${last},{place})"
    value = f"INDEX($C${first}:$C${last},{place})"
    text = None
    if discipline:
        text = parts.name(discipline) + ("" if now is None else f" {parts.words.score(now)}")
    formula = f'IF($A{row}="","",IFERROR({name}&IF({value}="",""," "&FIXED({printed(value)},1)),""))'
    sheet.live(f"I{row}", Live(formula, text), sand, TEXT)
    then = parts.mean_then("disciplines", discipline) if discipline else None
    formula = f'IF($A{row}="","",IFERROR(INDEX($Z${first}:$Z${last},{place}),""))'
    sheet.live(f"K{row}", Live(formula, then), sand, bold=True, num_format=SCORE)


def _supposed_totals(sheet: Sheet, parts: Parts, row: int) -> None:
    a, layout = parts.assessment, parts.layout
    first, last, total = SCORES_FIRST, layout.disciplines_last, layout.score_rows["overall"]
    edge = {"bg_color": _SAND, "top": 1, "top_color": GOAL}
    below = {"bg_color": _SAND, "bottom": 2, "bottom_color": GOAL}
    for column in "ABCDEFGHIJK":
        sheet.text(f"{column}{row}", "", edge)
        sheet.text(f"{column}{row + 1}", "", below)
    sheet.text(f"A{row}", parts.say("what_if.overall"), edge, bold=True)
    sheet.live(f"G{row}", Live(f"C{total}", a.overall.reading.value), edge, bold=True, num_format=SCORE)
    weights, then = f"K{first}:K{last}", f"Z{first}:Z{last}"
    missing = f'SUMPRODUCT(({weights}>0)*({then}=""))'
    formula = f'IF(K{total}=0,"",IF({missing}>0,"",SUMPRODUCT({weights},{then})/K{total}))'
    values = {id: parts.mean_then("disciplines", id) for id in parts.in_scope}
    present = {id: value for id, value in values.items() if value is not None}
    overall = weighted_mean(present, a.weights) if present and len(present) == len(values) else None
    sheet.live(f"H{row}", Live(formula, overall), edge, bold=True, num_format=SCORE)
    if not layout.is_scored("stages"):
        return
    _supposed_stage(sheet, parts, row, edge, below)


def _supposed_stage(sheet: Sheet, parts: Parts, row: int, edge: dict[str, object], below: dict[str, object]) -> None:
    """The mean of the next stage, and its key practices that would still be short."""
    layout, next_stage = parts.layout, parts.next_stage
    cell, stages = layout.next_stage, layout.all_stages("E")
    id = None if next_stage is None else parts.pack.stages[next_stage - 1].id
    now = Live(f"INDEX({stages},{cell})", parts.assessment.stage.means[id] if id else None)
    where, values = layout.all("stage"), layout.all("supposed")
    counted = f"{where},{cell},{layout.all('asked')},1"
    asked, valid = f"COUNTIFS({counted})", f'COUNTIFS({counted},{values},">=0")'
    mean = mean_if_enough(asked, valid, f"AVERAGEIFS({values},{counted})")
    then_value = parts.mean_then("stages", id) if id else None
    then = sheet.live(f"T{row}", Live(f'IF({cell}="","",{mean})', then_value), QUIET, num_format=SCORE)
    then = Live(f"T{row}", then.value)
    number = Live(cell, next_stage)
    both = sentence(
        parts.words,
        "workbook.what_if.stage_mean",
        stage=number,
        now=score_text(parts.words, now),
        then=score_text(parts.words, then),
        needed=score_text(parts.words, Live(str(MEAN_NEEDS), MEAN_NEEDS)),
    )
    unknown = id is None or now.value is None or then.value is None
    condition = f'IF({cell}="",TRUE,OR({now.formula}="",T{row}=""))'
    sheet.live(f"I{row}", either(condition, unknown, EMPTY, both), edge, TEXT)
    keys = sentence(parts.words, "workbook.what_if.keys", stage=number)
    sheet.live(f"A{row + 1}", either(f'{cell}=""', id is None, EMPTY, keys), below, bold=True)
    short = [w for w in parts.workings.values() if w.short and w.stage == next_stage]
    still = [
        id
        for id, w in parts.workings.items()
        if w.stage == next_stage and parts.is_short(id, parts.supposed.get(id, w.score.value))
    ]
    for column, flag, count in (("G", "short", len(short)), ("H", "supposed_short", len(still))):
        formula = f'IF({cell}="","",SUMIFS({layout.all(flag)},{where},{cell}))'
        live = Live(formula, None if id is None else count)
        sheet.live(f"{column}{row + 1}", live, below, bold=True, num_format=COUNT)
    last = layout.practice("short_list", layout.practices[-1].id)
    names = sentence(parts.words, "workbook.what_if.still", names=Live(f"MID({last},3,400)", ", ".join(still)))
    none = constant(parts.say("what_if.none"))
    text = either(f'{last}=""', not still, none, names)
    sheet.live(f"I{row + 1}", either(f'{cell}=""', id is None, EMPTY, text), below, TEXT)


# ── weights of roles ─────────────────────────────────────────────────────────────────────────────────────────


def _roles(sheet: Sheet, parts: Parts) -> None:
    """How much each role counts; in pooled workbooks only shown, as the means of roles are not in the file."""
    a, rows = parts.assessment, parts.layout.role_rows
    head = min(rows.values()) - 1
    sheet.heads(head, dict(zip("ABCDE", parts.heads("roles").values(), strict=True)), right=("C", "E"))
    attributed = parts.layout.is_attributed
    for role, row in rows.items():
        sheet.text(f"A{row}", role, LINE, QUIET)
        sheet.text(f"B{row}", a.pack.roles[role].plural, LINE)
        sheet.number(f"C{row}", a.role_weights[role], INPUT if attributed else LINE, num_format="0.0#")
        count = a.sufficiency.by_role.get(role)
        of = parts.say("scores.of_people", n=count.n, people=count.people) if count and count.people else ""
        sheet.text(f"D{row}", of, LINE, QUIET, TEXT)
        sheet.number(f"E{row}", count.n if count else 0, LINE, QUIET)
    first, last = min(rows.values()), max(rows.values())
    if attributed:
        sheet.between(f"C{first}:C{last}", 0, 1000, parts.say("wrong.weight"))
    sheet.text(f"A{last + 1}", parts.say("scores.roles_live" if attributed else "scores.roles_pooled"), QUIET)


# ── beside the tables ────────────────────────────────────────────────────────────────────────────────────────


def _legend(sheet: Sheet, parts: Parts) -> None:
    sheet.text("M1", parts.say("legend.input"), INPUT, align="center")
    sheet.text("N1", parts.say("legend.input_note"), QUIET, TEXT)
    sheet.text("M2", parts.say("legend.formula"), border=1, border_color=GREY, align="center")
    sheet.text("N2", parts.say("legend.formula_note"), QUIET, TEXT)
    row = _reading_row(parts)
    _side_head(sheet, row, parts.say("scores.reading_title"))
    for offset, line in enumerate(parts.words.table("workbook.reading").values(), start=1):
        sheet.text(f"M{row + offset}", line)
    row = _then_row(parts)
    _side_head(sheet, row, parts.say("scores.then_title"))
    for offset, name in enumerate(_LINKS, start=1):
        sheet.link(f"M{row + offset}", parts.layout.tabs[name])
        sheet.text(f"N{row + offset}", parts.say(f"about.{parts.key_of(name)}"))


def _reading_row(parts: Parts) -> int:
    return parts.layout.disciplines_last + 9


def _then_row(parts: Parts) -> int:
    return _reading_row(parts) + len(parts.words.table("workbook.reading")) + 2


def _side_head(sheet: Sheet, row: int, text: str) -> None:
    sheet.heads(row, {"M": text, "N": "", "O": "", "P": "", "Q": ""})


def _chart_data(sheet: Sheet, parts: Parts) -> None:
    """Columns S–Z: disciplines in scope, sorted by gap, and their values under the suppositions."""
    a, layout = parts.assessment, parts.layout
    first, last = SCORES_FIRST, layout.disciplines_last
    sheet.text(f"S{first - 2}", parts.say("scores.chart_data"), QUIET)
    for column, text in zip("STUVWXZ", parts.heads("chart_data").values(), strict=True):
        sheet.text(f"{column}{first - 1}", text, QUIET, bottom=1, bottom_color=RULE)
    sheet.widths({"S:U": 8, "V": 22, "W:Z": 8})
    ids = [d.id for d in parts.pack.disciplines]
    ordered = parts.by_gap
    for position, id in enumerate(ids):
        row = first + position
        score = a.discipline(id)
        in_scope = score.value if id in parts.in_scope else None
        sheet.live(f"S{row}", Live(f'IF(K{row}>0,C{row},"")', in_scope), QUIET, num_format=SCORE)
        sheet.live(
            f"T{row}", Live(f'IF(I{row}="",-1,I{row})', -1 if score.gap is None else score.gap), QUIET, num_format=SCORE
        )
        before = "" if row == first else f"+COUNTIFS(T${first}:T{row - 1},T{row})"
        rank = Live(f"1+SUMPRODUCT(--(T${first}:T${last}>T{row})){before}", ordered.index(id) + 1)
        sheet.live(f"U{row}", rank, QUIET)
        sorted_score = a.discipline(ordered[position])
        found = f"MATCH({position + 1},U${first}:U${last},0)"
        name = Live(f"INDEX(B${first}:B${last},{found})", parts.name(ordered[position]))
        sheet.live(f"V{row}", name, QUIET)
        value = Live(f"INDEX(C${first}:C${last},{found})", sorted_score.value)
        sheet.live(f"W{row}", value, QUIET, num_format=SCORE)
        gap = Live(f"INDEX(I${first}:I${last},{found})", sorted_score.gap)
        sheet.live(f"X{row}", gap, QUIET, num_format=SCORE)
        asked, valid, mean = members(parts, "disciplines", id, "supposed")
        then = Live(mean_if_enough(asked, valid, mean), parts.mean_then("disciplines", id))
        sheet.live(f"Z{row}", then, QUIET, num_format=SCORE)
    _title_cells(sheet, parts, ordered)


def _title_cells(sheet: Sheet, parts: Parts, ordered: Sequence[str]) -> None:
    """Sentences for the charts: they follow the numbers."""
    first, row = SCORES_FIRST, parts.layout.disciplines_last + 3
    top = parts.assessment.discipline(ordered[0])
    furthest = sentence(
        parts.words,
        "workbook.charts.furthest",
        name=Live(f"V{first}", parts.name(ordered[0])),
        gap=score_text(parts.words, Live(f"X{first}", top.gap)),
    )
    reached = either(f"X{first}=0", top.gap == 0, constant(parts.say("charts.all_reached")), furthest)
    none = constant(parts.say("charts.no_scores"))
    sheet.live(f"V{row}", either(f'X{first}=""', top.gap is None, none, reached), QUIET)
    overall = parts.layout.score_rows["overall"]
    a = parts.assessment
    value = Live(f"C{overall}", a.overall.reading.value)
    text = sentence(parts.words, "workbook.charts.profile", value=score_text(parts.words, value))
    sheet.live(
        f"V{row + 1}",
        either(f'C{overall}=""', value.value is None, constant(parts.say("charts.profile_open")), text),
        QUIET,
    )


def _charts(sheet: Sheet, parts: Parts) -> None:
    first, last = SCORES_FIRST, parts.layout.disciplines_last

    def column(letter: str) -> str:
        return f"={SCORES}!${letter}${first}:${letter}${last}"

    row = last + 3
    a, words = parts.assessment, parts.words
    bars = gap_bars([a.discipline(id) for id in parts.by_gap], a, words)
    cells = [Cells(series.name, column("V"), column(at)) for series, at in zip(bars.series, "WX", strict=True)]
    height = 20 * (last - first + 7)
    add_chart(sheet, "M4", bars, cells, f"{SCORES}!$V${row}", parts.say("charts.gap_alt"), width=500, height=height)
    if len(parts.pack.disciplines) < LEAST_SPOKES:
        return
    radar = profile_radar(a, words)
    cells = [Cells(line.name, column("B"), column(at)) for line, at in zip(radar.series, "CH", strict=True)]
    radar_at, title = f"M{_then_row(parts) + len(_LINKS) + 2}", f"{SCORES}!$V${row + 1}"
    add_chart(sheet, radar_at, radar, cells, title, parts.say("charts.radar_alt"), width=500, height=330)
