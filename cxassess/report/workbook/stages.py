"""The sheet Stages: means, gates and the stage reached, live; cards and programme tests as reported."""

from cxassess.display import r1
from cxassess.model.pack import Dimension
from cxassess.report.charts import stage_bars
from cxassess.report.native import Cells
from cxassess.report.workbook.book import COUNT, LINE, QUIET, SCORE, TEXT, WRAP, Sheet
from cxassess.report.workbook.charts import add_chart
from cxassess.report.workbook.layout import STAGES, STAGES_FIRST
from cxassess.report.workbook.live import Live, constant, either, printed, quoted, sentence
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.workings import Working
from cxassess.scoring import ENOUGH_VALID
from cxassess.stages import BASICS_CAP, ESTABLISHED_KEY, ESTABLISHED_MEAN, KEY_NEEDS, MEAN_NEEDS


def write_stages(sheet: Sheet, parts: Parts) -> None:
    """The sheet Stages."""
    sheet.title(parts.say("stages.title"), parts.subtitle)
    sheet.widths({"A": 9, "B": 34, "C": 10, "D": 11, "E": 9, "F": 12, "G": 8, "H": 10, "I": 10, "J": 34, "K": 60})
    heads = dict(zip("ABCDEFGHIJK", parts.heads("stage_table").values(), strict=True))
    sheet.heads(STAGES_FIRST - 1, heads, right=tuple("CDEFGHI"), height=30)
    sheet.writer.freeze_panes(STAGES_FIRST - 1, 2)
    scored = parts.layout.is_scored("stages")
    for number, stage in enumerate(parts.pack.stages, start=1):
        row = parts.layout.stage_rows[stage.id]
        sheet.number(f"A{row}", number, LINE, align="left", bold=True)
        sheet.text(f"B{row}", stage.name, LINE, bold=True)
        if scored:
            _stage(sheet, parts, stage, number, row)
        sheet.text(f"K{row}", stage.about, LINE, WRAP, valign="vcenter")
        sheet.height(row, 28)
    last = max(parts.layout.stage_rows.values())
    sheet.colour_levels(f"E{STAGES_FIRST}:E{last}", f"$E{STAGES_FIRST}")
    row = parts.layout.stage_result_row
    sheet.heads(row - 1, {"A": parts.say("stages.result"), "B": "", "C": "", "D": "", "E": ""})
    if not scored:
        sheet.text(f"A{row}", parts.assessment.stage.why or "")
        return
    _result(sheet, parts, row)
    row = _keys(sheet, parts, row + 9)
    row = _cards(sheet, parts, row + 2)
    _programme(sheet, parts, row + 2)
    _chart(sheet, parts)
    sheet.writer.print_area(f"A1:K{row + 3 + len(parts.assessment.programme)}")


def _stage(sheet: Sheet, parts: Parts, stage: Dimension, number: int, row: int) -> None:
    a, layout = parts.assessment, parts.layout
    where, value = layout.all("stage"), layout.all("value")
    asked = f"{where},A{row},{layout.all('asked')},1"
    practices = [w for w in parts.workings.values() if w.stage == number and w.asked]
    mean = a.stage.means[stage.id]
    met, keys = parts.keys_met(stage.id)
    sheet.live(f"C{row}", Live(f"COUNTIFS({asked})", len(practices)), LINE, num_format=COUNT)
    valid = sum(1 for w in practices if w.score.value is not None)
    sheet.live(f"D{row}", Live(f'COUNTIFS({asked},{value},">=0")', valid), LINE, num_format=COUNT)
    formula = f'IF(OR(D{row}=0,D{row}<{ENOUGH_VALID}*C{row}),"",AVERAGEIFS({value},{asked}))'
    sheet.live(f"E{row}", Live(formula, mean), LINE, bold=True, num_format=SCORE)
    sheet.number(f"F{row}", MEAN_NEEDS, LINE, num_format=SCORE)
    gates = f"{where},A{row},{layout.all('key')},{quoted(parts.key_mark)},{layout.all('applies')},1"
    sheet.live(f"G{row}", Live(f"COUNTIFS({gates})", keys), LINE, num_format=COUNT)
    sheet.live(f"H{row}", Live(f"G{row}-I{row}", met), LINE, num_format=COUNT)
    sheet.live(f"I{row}", Live(f"SUMIFS({layout.all('short')},{where},A{row})", keys - met), LINE, num_format=COUNT)
    sheet.live(f"J{row}", Live(_why(parts, number, row), parts.reached_text(stage.id)), LINE, TEXT)
    flag = "1"
    if number > 1:
        sound = f",{layout.sound}=1" if number > BASICS_CAP else ""
        flag = f'IF(E{row}="",0,IF(AND(M{row - 1}=1,{printed(f"E{row}")}>={MEAN_NEEDS},I{row}=0{sound}),1,0))'
    sheet.live(f"M{row}", Live(flag, parts.is_reached(number)), QUIET)


def _why(parts: Parts, number: int, row: int) -> str:
    """The formula of the sentence that Parts.reached_text gives."""

    def say(key: str, **values: Live) -> str:
        return sentence(parts.words, f"workbook.stages.{key}", **values).formula

    short = Live(f"I{row}", 0)
    low = f"{printed(f'E{row}')}<{MEAN_NEEDS}"
    if number == 1:
        return f'IF(E{row}="",{say("too_few")},IF({parts.layout.sound}=1,{say("yes")},{say("unsound")}))'
    reasons = (
        f"IF({low},IF(I{row}>0,{say('mean_and_keys', short=short)},{say('mean_low')}),{say('keys_short', short=short)})"
    )
    if number > BASICS_CAP:
        reasons = f"IF({parts.layout.sound}<>1,{say('basics_first')},{reasons})"
    before = say("before", stage=Live(str(number - 1), number - 1))
    return f'IF(E{row}="",{say("too_few")},IF(M{row}=1,{say("yes")},IF(M{row - 1}=0,{before},{reasons})))'


def _result(sheet: Sheet, parts: Parts, row: int) -> None:
    """The stage reached and what belongs to it, one a line; formulas of other sheets read column C."""
    a, layout = parts.assessment, parts.layout
    first, last = STAGES_FIRST, max(layout.stage_rows.values())
    labels = parts.heads("stage_result")
    for offset, name in enumerate(labels):
        sheet.text(f"A{row + offset}", labels[name], LINE)
        for column in "BCDE":
            sheet.text(f"{column}{row + offset}", "", LINE)
    formula = f'IF(AND(E{first}="",E{first + 1}=""),"",SUM(M{first}:M{last}))'
    sheet.live(f"C{row}", Live(formula, parts.reached), LINE, bold=True, font_size=12)
    reached = None if parts.reached is None else parts.pack.stages[parts.reached - 1].name
    stage = f'IF(C{row}="",{quoted(parts.say("stages.unknown"))},INDEX(B{first}:B{last},C{row}))'
    sheet.live(f"D{row}", Live(stage, reached or parts.say("stages.unknown")), LINE, TEXT, bold=True)
    sound = a.stage.basics_sound
    formula = f'IF(E{first}="","",IF(AND({printed(f"E{first}")}>={MEAN_NEEDS},I{first}=0),1,0))'
    sheet.live(f"C{row + 1}", Live(formula, None if sound is None else int(sound)), LINE)
    _yes_no(sheet, parts, f"D{row + 1}", f"C{row + 1}", sound)
    keys = f"{layout.all('stage')},C{row},{layout.all('key')},{quoted(parts.key_mark)},{layout.all('applies')},1"
    firm = f'COUNTIFS({keys})-COUNTIFS({keys},{layout.all("printed")},">="&{ESTABLISHED_KEY})=0'
    mean = f"INDEX(E{first}:E{last},C{row})"
    formula = f'IF(C{row}="","",IF({mean}="",0,IF(AND({printed(mean)}>={ESTABLISHED_MEAN},{firm}),1,0)))'
    established = a.stage.established
    sheet.live(f"C{row + 2}", Live(formula, None if established is None else int(established)), LINE)
    _yes_no(sheet, parts, f"D{row + 2}", f"C{row + 2}", established)
    formula = f'IF(C{row}="","",MIN(C{row}+1,{len(parts.pack.stages)}))'
    sheet.live(f"C{row + 3}", Live(formula, parts.next_stage), LINE)
    next_name = None if parts.next_stage is None else parts.pack.stages[parts.next_stage - 1].name
    formula = f'IF(C{row + 3}="","",INDEX(B{first}:B{last},C{row + 3}))'
    sheet.live(f"D{row + 3}", Live(formula, next_name), LINE, TEXT)
    blockers = ", ".join(w.practice.id for w in parts.workings.values() if w.blocker)
    listed = layout.practice("blocker_list", layout.practices[-1].id)
    sheet.live(
        f"C{row + 4}",
        Live(
            f'IF({listed}="",{quoted(parts.say("stages.none"))},MID({listed},3,400))',
            blockers or parts.say("stages.none"),
        ),
        LINE,
    )
    stable = {True: "stages.stable", False: "stages.unstable", None: "stages.unknown"}[a.stage.stable]
    sheet.text(f"C{row + 5}", parts.say(stable), LINE, QUIET)


def _yes_no(sheet: Sheet, parts: Parts, at: str, flag: str, value: bool | None) -> None:
    texts = {True: parts.say("stages.yes"), False: parts.say("stages.no"), None: parts.say("stages.unknown")}
    formula = f'IF({flag}="",{quoted(texts[None])},IF({flag}=1,{quoted(texts[True])},{quoted(texts[False])}))'
    sheet.live(at, Live(formula, texts[value]), LINE, TEXT)


def _keys(sheet: Sheet, parts: Parts, row: int) -> int:
    """The key practices with their distance from the gate. Returns the last row."""
    heads = dict(zip("ABCDEFG", parts.heads("keys").values(), strict=True))
    sheet.heads(row, heads, right=("C", "D", "E"))
    first = row + 1
    keys = sorted((w for w in parts.workings.values() if w.is_key), key=lambda w: (w.stage, w.position))
    for w in keys:
        row += 1
        id = w.practice.id
        sheet.text(f"A{row}", id, LINE, bold=True)
        sheet.text(f"B{row}", w.practice.title, LINE)
        sheet.number(f"C{row}", w.stage, LINE)
        value = Live(parts.layout.practice("value", id), w.score.value)
        sheet.live(f"D{row}", value, LINE, num_format=SCORE)
        lacks = None if w.printed is None else max(0.0, r1(KEY_NEEDS - w.printed))
        formula = f'IF(D{row}="","",MAX(0,ROUND({KEY_NEEDS}-{printed(f"D{row}")},1)))'
        sheet.live(f"E{row}", Live(formula, lacks), LINE, num_format=SCORE)
        _gate(sheet, parts, w, row)
        sheet.text(f"G{row}", "", LINE)
    sheet.colour_levels(f"D{first}:D{row}", f"$D{first}")
    return row


def _gate(sheet: Sheet, parts: Parts, w: Working, row: int) -> None:
    id = w.practice.id
    applies, short = parts.layout.practice("applies", id), parts.layout.practice("short", id)
    texts = {name: parts.say(f"stages.{name}") for name in ("met", "short", "not_rated", "left_out")}
    state = "met"
    if not w.score.applies:
        state = "left_out"
    elif w.score.value is None:
        state = "not_rated"
    elif w.short:
        state = "short"
    formula = (
        f'IF({applies}=0,{quoted(texts["left_out"])},IF(D{row}="",{quoted(texts["not_rated"])},'
        f"IF({short}=1,{quoted(texts['short'])},{quoted(texts['met'])})))"
    )
    sheet.live(f"F{row}", Live(formula, texts[state]), LINE, TEXT)


def _cards(sheet: Sheet, parts: Parts, row: int) -> int:
    a = parts.assessment
    if not a.pack.cards:
        return row - 2
    sheet.heads(row, dict(zip("ABCDE", parts.heads("cards").values(), strict=True)), right=("C",))
    for id, card in a.pack.cards.items():
        row += 1
        sheet.text(f"A{row}", id, LINE, bold=True)
        sheet.text(f"B{row}", card.title, LINE)
        sheet.number(f"C{row}", a.cards.by_card.get(id), LINE, num_format=SCORE)
        sheet.text(f"D{row}", "", LINE)
        sheet.text(f"E{row}", "", LINE)
    row += 1
    sheet.text(f"A{row}", parts.say("stages.cards_all", n=a.cards.n), LINE, bold=True)
    sheet.text(f"B{row}", "", LINE)
    sheet.number(f"C{row}", a.cards.value, LINE, bold=True, num_format=SCORE)
    return row


def _programme(sheet: Sheet, parts: Parts, row: int) -> None:
    a = parts.assessment
    if not a.programme:
        return
    sheet.heads(row, dict(zip("ABCDE", parts.heads("programme").values(), strict=True)), right=("C",))
    met = {True: parts.say("stages.yes"), False: parts.say("stages.no"), None: parts.say("stages.unknown")}
    for test in a.pack.programme:
        row += 1
        result = a.programme[test.id]
        sheet.text(f"A{row}", met[result.met], LINE, bold=True)
        sheet.text(f"B{row}", test.name, LINE)
        sheet.number(f"C{row}", result.value, LINE, num_format=SCORE)
        sheet.text(f"D{row}", ", ".join((*result.lacks, *result.unknown)), LINE, TEXT)
        sheet.text(f"E{row}", "", LINE)


def _chart(sheet: Sheet, parts: Parts) -> None:
    """The four means against the line at 3.0, under a live sentence."""
    first, last = STAGES_FIRST, max(parts.layout.stage_rows.values())
    row = parts.layout.stage_result_row
    reached = sentence(
        parts.words,
        "workbook.charts.stage",
        stage=Live(f"C{row}", parts.reached),
        name=Live(f"D{row}", None if parts.reached is None else parts.pack.stages[parts.reached - 1].name),
    )
    unknown = constant(parts.say("charts.stage_unknown"))
    title = sheet.live(f"M{row}", either(f'C{row}=""', parts.reached is None, unknown, reached), QUIET)
    sheet.widths({"L": 3, "M": 9})
    bars = stage_bars(parts.assessment, parts.words)
    labels, means, needs = (f"={parts.layout.at(STAGES, f'{column}{first}:{column}{last}')}" for column in "BEF")
    assert bars.marks is not None
    cells = [Cells(bars.series[0].name, labels, means), Cells(bars.marks.name, labels, needs)]
    add_chart(sheet, f"H{row - 1}", bars, cells, title.formula, parts.say("charts.stage_alt"), width=520, height=330)
