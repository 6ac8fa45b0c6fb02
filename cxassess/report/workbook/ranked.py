"""The sheets Gaps and Priorities: lists that sort themselves by formula."""

from collections.abc import Mapping, Sequence

from cxassess.model.assessment import Action
from cxassess.report.workbook.book import COUNT, LINE, QUIET, SCORE, TEXT, Sheet
from cxassess.report.workbook.layout import RANKED_FIRST as FIRST
from cxassess.report.workbook.live import Live, Value, constant, either, quoted
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.workings import Working

_WIDEST_BAR = 3.0


class Of:
    """INDEX into a column of the sheet Practices at a row that a cell holds."""

    def __init__(self, parts: Parts, found: str) -> None:
        self._layout, self.found = parts.layout, found

    def __call__(self, column: str) -> str:
        return f"INDEX({self._layout.all(column)},{self.found})"


# ── Gaps ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write_gaps(sheet: Sheet, parts: Parts) -> None:
    """All practices, the widest gap first; those without a score stand last with the reason."""
    sheet.title(parts.say("gaps.title"), parts.subtitle)
    columns = "ABCDEFGHIJKLMN"
    heads = dict(zip(columns, parts.heads("gaps").values(), strict=True))
    right = ("A", "E", "G", "H", "J", "K", "N")
    sheet.heads(FIRST - 1, heads, right=right, height=30)
    sheet.widths({"A": 6, "B": 8, "C": 40, "D": 24, "E": 8, "F": 17, "G": 8, "H": 8, "I": 24, "J": 6, "K": 10})
    sheet.widths({"L": 10, "M": 26, "N": 7})
    ordered = sorted(parts.workings.values(), key=lambda w: w.gap_rank)
    last = FIRST + len(ordered) - 1
    for row, w in enumerate(ordered, start=FIRST):
        _gap_row(sheet, parts, row, w)
    sheet.colour_levels(f"F{FIRST}:F{last}", f"$E{FIRST}")
    sheet.bars(f"I{FIRST}:I{last}", _WIDEST_BAR)
    sheet.writer.freeze_panes(FIRST - 1, 3)
    sheet.writer.print_area(f"A1:M{last}")
    sheet.text("A3", parts.say("gaps.note"), QUIET)


def _gap_row(sheet: Sheet, parts: Parts, row: int, w: Working) -> None:
    layout, score = parts.layout, w.score
    found = f"$N{row}"
    rank = row - FIRST + 1
    sheet.live(f"N{row}", Live(f"MATCH(A{row},{layout.all('gap_rank')},0)", w.position + 1), LINE, QUIET)
    sheet.number(f"A{row}", rank, LINE, QUIET)
    of = Of(parts, found)
    sheet.live(f"B{row}", Live(of("id"), w.practice.id), LINE, TEXT, bold=True)
    sheet.live(f"C{row}", Live(of("title"), w.practice.title), LINE)
    names = layout.all_disciplines("B")
    keys = layout.all_disciplines("A")
    name = f'INDEX({names},MATCH("disciplines."&{of("disciplines")},{keys},0))'
    sheet.live(f"D{row}", Live(name, parts.name(w.practice.discipline)), LINE)
    value = Live(f"E{row}", score.value)
    sheet.live(f"E{row}", Live(of("value"), score.value), LINE, bold=True, num_format=SCORE)
    reason = _no_score(parts, w, of)
    sheet.live(f"F{row}", either(f'E{row}=""', score.value is None, reason, parts.level(value)), LINE, TEXT)
    sheet.live(f"G{row}", Live(of("target"), score.target), LINE, num_format=SCORE)
    sheet.live(f"H{row}", Live(of("gap"), score.gap), LINE, bold=True, num_format=SCORE)
    sheet.live(f"I{row}", Live(f"H{row}", score.gap), LINE, num_format=SCORE)
    sheet.live(f"J{row}", Live(of("n"), score.n), LINE, num_format=COUNT)
    sheet.live(f"K{row}", Live(of("dont_know_share"), w.dont_know_share), LINE, num_format="0%")
    sheet.live(f"L{row}", Live(of("evidence"), score.evidence), LINE, TEXT)
    sheet.live(f"M{row}", _remark(parts, w, of), LINE)


def _no_score(parts: Parts, w: Working, of: Of) -> Live:
    """Why a practice has no score: it was not asked, does not apply, or nobody knew."""
    texts = {name: constant(parts.say(f"gaps.{name}")) for name in ("nobody_asked", "not_applicable", "nobody_rated")}
    applies = either(f"{of('applies')}=0", not w.score.applies, texts["not_applicable"], texts["nobody_rated"])
    return either(f"{of('asked')}=0", not w.asked, texts["nobody_asked"], applies)


def _remark(parts: Parts, w: Working, of: Of) -> Live:
    """What to know before using the number; parts stand behind each other."""
    agreed = w.score.agreed is not None
    key = ("key", f"{of('key')}={quoted(parts.key_mark)}", w.practice.key)
    marks = (
        *([key] if parts.layout.is_scored("stages") else []),
        ("agreed", f'INDEX({parts.layout.all("agreed")},{of.found})<>""', agreed),
        ("disputed", f"{of('disputed')}=1", bool(w.disputed)),
        ("unsupported", f"{of('unsupported')}=1", w.score.unsupported),
    )
    formula = "&".join(f'IF({condition},{quoted(", " + parts.say(f"gaps.{name}"))},"")' for name, condition, _ in marks)
    value = ", ".join(parts.say(f"gaps.{name}") for name, _, holds in marks if holds)
    return Live(f"MID({formula},3,99)", value or None)


# ── Priorities ───────────────────────────────────────────────────────────────────────────────────────────────

_NUMBERS: Mapping[str, str] = {
    "E": "0.0", "F": SCORE, "G": SCORE, "H": SCORE, "I": "0.0%", "J": "0.0", "K": "0.0", "L": COUNT,
    "M": "0.00", "N": "0.00", "O": COUNT,
}  # fmt: skip


def write_priorities(sheet: Sheet, parts: Parts) -> None:
    """The steps that close a gap, the most urgent first, with every input of the index beside it."""
    sheet.title(parts.say("priorities.title"), parts.subtitle)
    columns = "ABCDEFGHIJKLMNOPQRS"
    heads = dict(zip(columns, parts.heads("priorities").values(), strict=True))
    sheet.heads(FIRST - 1, heads, right=("A", *tuple("EFGHIJKLMNOS")), height=44)
    sheet.widths({"A": 6, "B": 11, "C": parts.room(46), "D": 24, "E": 9, "F:O": 8.5, "P": 29, "Q": 10, "R": 16, "S": 7})
    sheet.text("A3", parts.say("priorities.note"), QUIET)
    actions: Sequence[Action | None] = (*parts.ranked, *([None] * len(parts.workings)))
    for row, action in enumerate(actions[: len(parts.workings)], start=FIRST):
        _priority_row(sheet, parts, row, action)
    last = FIRST + len(parts.workings) - 1
    sheet.writer.freeze_panes(FIRST - 1, 3)
    sheet.writer.autofilter(f"A{FIRST - 1}:{columns[-1]}{last}")
    sheet.writer.print_area(f"A1:R{last}")


def _priority_row(sheet: Sheet, parts: Parts, row: int, action: Action | None) -> None:
    layout = parts.layout
    w = parts.workings[action.practice] if action else None
    rank = row - FIRST + 1
    found = f"$S{row}"
    of = Of(parts, found)
    formula = f'IFERROR(MATCH({rank},{layout.all("rank")},0),"")'
    sheet.live(f"S{row}", Live(formula, w.position + 1 if w else None), LINE, QUIET)

    def put(column: str, formula: str, value: Value, bold: bool = False) -> None:
        live = Live(f'IF({found}="","",{formula})', value if action else None)
        look = {"indent": 1} if column in "BP" else {}
        sheet.live(f"{column}{row}", live, LINE, look, num_format=_NUMBERS.get(column, "General"), bold=bold)

    def of_step(column: str) -> str:
        return f"INDEX({layout.steps(column)},MATCH({of('step')},{layout.steps('A')},0))"

    put("A", str(rank), rank)
    put("B", of("step"), action.id if action else None, bold=True)
    put("C", of_step("E"), action.title if action else None)
    keys, names = layout.all_disciplines("A"), layout.all_disciplines("B")
    name = f'INDEX({names},MATCH("disciplines."&{of("disciplines")},{keys},0))'
    put("D", name, parts.name(w.practice.discipline) if w else None)
    put("E", of("urgency"), action.urgency if action else None, bold=True)
    put("F", of("value"), w.score.value if w else None)
    put("G", of("target"), w.score.target if w else None)
    put("H", of("gap"), action.gap if action else None)
    put("I", of("weight"), action.weight if action else None)
    put("J", of("impact"), action.impact if action else None)
    put("K", of("confidence"), action.confidence if action else None)
    put("L", of("effort"), action.effort if action else None)
    put("M", of("gate"), action.gate if action else None)
    put("N", of("warn"), action.warn if action else None)
    put("O", of("equal_rank"), action.equal_weight_rank if action else None)
    put("P", of_step("H"), action.owner_role if action else None)
    put("Q", of_step("I"), _visible(parts, action) if action else None)
    proposed, chosen = layout.plan("proposed", row), layout.plan("chosen", row)
    put("R", f'IF({chosen}="",{proposed},{chosen})', parts.planned(action) if action else None)


def _visible(parts: Parts, action: Action) -> str:
    return parts.say("priorities.visible" if action.visible else "priorities.not_visible")
